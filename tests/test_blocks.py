from gongkai.cells import read_cell
from gongkai.containers.blocks import Grid, GridCell, Paragraph, compose, expand


def test_paragraphs_and_cells_are_lines_with_places() -> None:
    grid = Grid(
        (
            GridCell("甲", 0, 0, columns=2),
            GridCell("1", 0, 2),
            GridCell("乙", 1, 0),
            GridCell("", 1, 1),
            GridCell("2", 1, 2),
        )
    )
    composed = compose([Paragraph("题\n名"), grid, Paragraph("文")])
    assert composed.lines == ("题 名", "甲", "1", "乙", "2", "文")
    assert composed.places == ("b1", "t1/r1/c1", "t1/r1/c3", "t1/r2/c1", "t1/r2/c3", "b2")
    (table,) = composed.tables
    assert [[cell.text for cell in row] for row in table.rows] == [["甲", "", "1"], ["乙", "", "2"]]
    assert [cell.locator for cell in table.rows[0]] == ["t1/r1/c1", "t1/r1/c2", "t1/r1/c3"]
    assert table.grid


def test_pages_and_sheets_stand_before_and_count_anew() -> None:
    blocks = [
        Paragraph("a", 1),
        Paragraph("b", 2),
        Grid((GridCell("1", 0, 0),), page=2),
        Grid((GridCell("2", 0, 0),), sheet=3),
    ]
    assert compose(blocks).places == ("p1/b1", "p2/b1", "p2/t1/r1/c1", "s3/t1/r1/c1")


def test_a_table_over_two_pages_names_each_cell_after_its_own() -> None:
    cells = (
        GridCell("a", 0, 0, page=3),
        GridCell("1", 0, 1, page=3),
        GridCell("b", 1, 0, page=4),
        GridCell("", 1, 1, page=4),
    )
    own = Grid((GridCell("2", 0, 0),), page=4)
    composed = compose([Grid(cells, page=3), own])
    assert composed.places == ("p3/t1/r1/c1", "p3/t1/r1/c2", "p4/t1/r2/c1", "p4/t2/r1/c1")
    assert composed.tables[0].rows[1][1].locator == "p4/t1/r2/c2"


def test_spans_from_above_and_from_the_left_push_cells_on() -> None:
    cells = expand([[("a", 2, 1), ("b", 1, 2)], [("c", 1, 1), ("d", 1, 1)], [("e", 1, 3)]])
    assert [(c.text, c.row, c.column) for c in cells] == [
        ("a", 0, 0),
        ("b", 0, 1),
        ("c", 1, 1),
        ("d", 1, 2),
        ("e", 2, 0),
    ]


def test_an_empty_grid_is_no_table() -> None:
    assert compose([Grid(())]).tables == ()


def test_a_number_merged_over_two_cells_is_a_value_in_neither() -> None:
    (table,) = compose([Grid((GridCell("甲", 0, 0), GridCell("7", 0, 1, columns=2), GridCell("3", 0, 3)))]).tables
    assert [read_cell(cell.text).state for cell in table.rows[0][1:]] == ["unparsed", "unparsed", "reported"]


def test_a_number_merged_like_its_head_is_that_heads() -> None:
    head = (GridCell("信息内容", 0, 0), GridCell("本年处理决定数量", 0, 1, columns=3))
    rows = [
        GridCell("行政处罚", 1, 0),
        GridCell("7", 1, 1, columns=3),
        GridCell("行政强制", 2, 0),
        GridCell("8", 2, 1, columns=3),
    ]
    (table,) = compose([Grid((*head, *rows))]).tables
    assert [row[1].text for row in table.rows] == ["本年处理决定数量", "7", "8"]
    leaves = [GridCell("甲", 1, 1), GridCell("乙", 1, 2), GridCell("丙", 1, 3)]
    below = (
        GridCell("行", 2, 0),
        GridCell("——", 2, 1, columns=3),
        GridCell("列", 3, 0),
        GridCell("9", 3, 1, columns=3),
    )
    (table,) = compose([Grid((*head, *leaves, *below))]).tables
    assert "9" not in [cell.text for cell in table.rows[3]]
