from gongkai.tables import read_tables


def rows(text: str) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in table.rows] for table in read_tables(text.split("\n"))]


def test_cells_are_lines_with_a_tab_and_rows_end_at_blank_lines() -> None:
    assert rows("x\n\ta\n\t1\n\n\tb\n\t\n\nend") == [[[["a", "1"], ["b", ""]]][0]]


def test_text_between_rows_parts_two_tables() -> None:
    assert len(rows("\ta\n\t1\n\n正文\n\n\tb\n\t2\n")) == 2


def test_a_wrapped_label_belongs_to_its_cell_and_a_paragraph_behind_the_row_does_not() -> None:
    assert rows("\t标签头\n标签尾\n\t件\n\t5\n下一段") == [[["标签头\n标签尾", "件", "5"]]]


def test_locators_count_lines_as_an_editor_does() -> None:
    (table,) = read_tables(["", "\ta", "折行", "\t1"])
    label, value = table.rows[0]
    assert (label.locator, [span[0] for span in label.spans], value.locator) == ("L2", [2, 3], "L4")


def test_a_cell_of_special_spaces_is_blank() -> None:
    (table,) = read_tables(["\t\u2002", "\t\u3000", "\t\xa0", "\t"])
    assert [cell.is_blank for cell in table.rows[0]] == [True] * 4


def test_only_newlines_end_a_line() -> None:
    (table,) = read_tables(["\ta\u2028b\x0bc", "\t1"])
    assert table.rows[0][1].locator == "L2"
