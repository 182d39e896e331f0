"""Word documents: every form read back from a .docx, and what must never become part of a number."""

import io
import zipfile
from collections import Counter
from random import Random

import pytest

from gongkai.containers.blocks import Block, Grid, Paragraph
from gongkai.containers.word import read_docx
from gongkai.errors import DocumentError
from gongkai.structures import Structure
from tests import renderings
from tests.conftest import REPOSITORY
from tests.office_files import docx, form_docx, observed, p, r, tbl, tc, zipped
from tests.test_layouts import difference

OFFICIAL = REPOSITORY.parent / "shared" / "samples" / "official-form-2021.docx"


def blocks(body: str, styles: str = "") -> list[Block]:
    return read_docx(docx(body, styles), "x.docx")


def texts(body: str, styles: str = "") -> list[str]:
    """The text of paragraphs and of cells."""
    return [
        text
        for block in blocks(body, styles)
        for text in ([block.text] if isinstance(block, Paragraph) else [cell.text for cell in block.cells])
    ]


def in_cell(inside: str, styles: str = "") -> str:
    """What a value cell beside a label reads as."""
    return texts(tbl(["收到申请数", tc(inside)]), styles)[1]


def refusal(body: str, styles: str = "") -> tuple[str, str]:
    with pytest.raises(DocumentError) as error:
        blocks(body, styles)
    return error.value.outcome, error.value.message


@pytest.mark.parametrize("form", renderings.FORMS)
@pytest.mark.parametrize("seed", range(4))
def test_every_form_is_read_back(structure: Structure, form: str, seed: int) -> None:
    facts = renderings.draw_facts(Random(seed), form, blanks=True)
    found = observed(read_docx(form_docx(form, facts), "x.docx"), structure)
    assert difference(form, facts, found) == {}
    assert (found.form, found.unbound) == (form[:4], ())


def test_the_official_form_is_blank_in_every_cell(structure: Structure) -> None:
    if not OFFICIAL.is_file():
        pytest.skip("the official form of 2021 is not here")
    found = observed(read_docx(OFFICIAL.read_bytes(), OFFICIAL.name), structure)
    states = Counter((o.form, o.state) for o in found.observations)
    assert states == {("2021", "blank"): len(found.observations)}
    assert len(found.observations) == 200


def test_paragraphs_and_tables_come_in_order_and_keep_spans() -> None:
    wide = tc("甲", "<w:gridSpan w:val='2'/>")
    down, on = tc("乙", "<w:vMerge w:val='restart'/>"), tc("9", "<w:vMerge/>")
    read = blocks(p("前") + tbl([wide, "1"], [down, "2", "3"], [on, "4", ""]) + p("后"))
    assert [block.text for block in read if isinstance(block, Paragraph)] == ["前", "后"]
    (grid,) = [block for block in read if isinstance(block, Grid)]
    assert [(c.text, c.row, c.column, c.rows, c.columns) for c in grid.cells] == [
        ("甲", 0, 0, 1, 2),
        ("1", 0, 2, 1, 1),
        ("乙", 1, 0, 2, 1),
        ("2", 1, 1, 1, 1),
        ("3", 1, 2, 1, 1),
        ("4", 2, 1, 1, 1),
        ("", 2, 2, 1, 1),
    ]


def test_cells_merged_the_old_way_and_columns_left_out() -> None:
    row = [tc("甲", "<w:hMerge w:val='restart'/>"), tc("7", "<w:hMerge/>"), "1"]
    (grid,) = blocks(
        tbl(row, ["乙", "2", "3", "4"]).replace("<w:tr>", "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>", 1)
    )
    assert isinstance(grid, Grid)
    assert [(c.text, c.row, c.column, c.columns) for c in grid.cells][:2] == [("甲", 0, 1, 2), ("1", 0, 3, 1)]


@pytest.mark.parametrize(("hair", "columns"), [(6, [0, 1]), (300, [0, 2])])
def test_columns_a_hair_wide_are_none(hair: int, columns: list[int]) -> None:
    widths = "".join(f"<w:gridCol w:w='{width}'/>" for width in (600, hair, 600))
    wide = "<w:gridSpan w:val='2'/>"
    body = tbl([tc("甲", wide), "1"], ["乙", tc("2", wide)], [tc("丙", wide), "3"])
    (grid,) = blocks(body.replace("<w:tblGrid>", f"<w:tblGrid>{widths}"))
    assert isinstance(grid, Grid)
    assert [cell.column for cell in grid.cells if cell.text in "丙3"] == columns


SUP, SUB = "<w:vertAlign w:val='superscript'/>", "<w:vertAlign w:val='subscript'/>"
RAISING = "<w:style w:type='character' w:styleId='a'><w:rPr>" + SUP + "</w:rPr></w:style>"
RAISING += "<w:style w:type='character' w:styleId='b'><w:basedOn w:val='a'/></w:style>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (p(r("12"), r("3", SUP)), "12³"),
        (p(r("12"), r("３", SUB)), "12₃"),
        (p(r("12"), r("3", "<w:rStyle w:val='b'/>")), "12³"),
        (p(r("12"), "<w:r><w:footnoteReference w:id='3'/></w:r>"), "12"),
        (p(r("9", "<w:strike/>"), r("12")), "9\u033612"),
        (p(r("9", "<w:dstrike w:val='0'/>"), r("12")), "912"),
        (p("12") + p("34"), "12\n34"),
        (p(r("12"), "<w:r><w:br/></w:r>", r("34")), "12\n34"),
        (p(r("12"), "<w:r><w:sym w:font='Symbol' w:char='F033'/></w:r>"), "12\ufffc"),
        (p(r("12", "<w:rFonts w:ascii='Wingdings'/>")), "\ufffc"),
        (p("<w:bdo w:val='rtl'>" + r("12") + "</w:bdo>"), "\u202e12\u202c"),
        (p("<w:fldSimple w:instr='=SUM(LEFT)'>" + r("12") + "</w:fldSimple>"), "12"),
        (p("<w:sdt><w:sdtContent>" + r("12") + "</w:sdtContent></w:sdt>"), "12"),
        (p("<w:smartTag>" + r("1") + "</w:smartTag>", r("2")), "12"),
        (p("<w:hyperlink>" + r("12") + "</w:hyperlink>"), "12"),
        (p("<w:r><w:ruby><w:rt>" + r("7") + "</w:rt><w:rubyBase>" + r("12") + "</w:rubyBase></w:ruby></w:r>"), "12"),
        (p("<w:r><w:drawing/></w:r>"), "[image: ]"),
        (tbl(["7", "8"]) + p(""), "\ufffc"),
        (p(""), ""),
        (p("\u3000"), "\u3000"),
    ],
)
def test_a_cell_says_what_is_printed(inside: str, text: str) -> None:
    assert in_cell(inside, RAISING) == text


def test_what_is_raised_by_points_beside_other_digits_is_raised() -> None:
    up, down = "<w:position w:val='12'/><w:sz w:val='12'/>", "<w:position w:val='-6'/>"
    assert in_cell(p(r("1"), r("2", up), r("3"))) == "1²3"
    assert in_cell(p(r("12"), r("3", down))) == "12₃"
    assert in_cell(p(r("12", up))) == "12"
    assert in_cell(p(r("约", "<w:position w:val='2'/>"), r("12", "<w:position w:val='1'/>"))) == "约12"


def test_a_field_prints_its_result_and_not_its_code() -> None:
    mark = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>".format
    field = p(
        mark("begin"),
        r("99"),
        "<w:r><w:instrText>=SUM(LEFT)</w:instrText></w:r>",
        mark("separate"),
        r("12"),
        mark("end"),
    )
    assert in_cell(field) == "12"
    assert in_cell(p(mark("begin"), r("99")) + p("12")) == "\n12".strip("\n")


HIDING = "<w:style w:type='character' w:styleId='h'><w:rPr><w:vanish/></w:rPr></w:style>"


@pytest.mark.parametrize(
    "inside",
    [
        p(r("9", "<w:vanish/>"), r("7")),
        p(r("9", "<w:rStyle w:val='h'/>"), r("7")),
        p(r("9", "<w:color w:val='FFFFFF'/>"), r("7")),
        p("<w:ins w:id='1'>" + r("9") + "</w:ins>", r("5")),
        p("<w:del w:id='1'><w:r><w:delText>9</w:delText></w:r></w:del>", r("5")),
        p("<w:moveTo w:id='1'>" + r("9") + "</w:moveTo>", r("5")),
        p("<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>", r("5")),
    ],
)
def test_hidden_and_tracked_text_in_a_cell_makes_the_document_doubtful(inside: str) -> None:
    assert refusal(tbl(["收到申请数", tc(inside)]), HIDING)[0] == "doubtful"


def test_white_text_on_a_painted_ground_is_no_hidden_text() -> None:
    white = p(r("统计数", "<w:color w:val='FFFFFF'/>"))
    assert texts(tbl([tc(white, "<w:shd w:fill='1F4E79'/>"), "2"])) == ["统计数", "2"]


def test_tracked_and_hidden_text_in_a_paragraph_is_left_out_and_joins_nothing() -> None:
    deleted = "<w:del w:id='1'><w:r><w:delText>9</w:delText></w:r></w:del>"
    assert texts(p(r("收到"), deleted, "<w:ins w:id='2'>" + r("15") + "</w:ins>", r("件"))) == ["收到15件"]
    assert texts(p(r("收到1"), deleted, r("5件"))) == ["收到1\ufffc5件"]
    assert texts(p(r("收到15件"), r("其中9件", "<w:vanish/>"), r("。"))) == ["收到15件。"]


def test_a_row_that_does_not_fill_its_grid_is_doubtful() -> None:
    heads = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    assert refusal(tbl(heads, ["规章", "1", "2"])) == (
        "doubtful",
        "the row fills 3 of 4 columns: under which heads its figures stand cannot be told",
    )
    assert texts(tbl(heads, ["注"]))[-1] == "注"


def test_hidden_rows_with_text_are_doubtful() -> None:
    body = tbl(["甲", "1"], ["乙", "2"]).replace("<w:tr>", "<w:tr><w:trPr><w:hidden/></w:trPr>", 1)
    assert refusal(body)[0] == "doubtful"


def test_nested_tables_are_grids_of_their_own_and_a_single_cell_is_a_frame() -> None:
    inner = tbl(["甲", "1"])
    framed = blocks(tbl([tc(p("前") + inner + p("后"))]))
    assert [type(block).__name__ for block in framed] == ["Paragraph", "Grid", "Paragraph"]
    beside = blocks(tbl(["左", tc(inner + p(""))]))
    assert [[cell.text for cell in block.cells] for block in beside if isinstance(block, Grid)] == [
        ["左", "\ufffc"],
        ["甲", "1"],
    ]


def test_cells_and_rows_in_content_controls_are_cells() -> None:
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>".format
    held = control("<w:tr>" + tc("乙") + tc("3") + tc("4") + "</w:tr>")
    body = f"<w:tbl><w:tblPr/><w:tr>{tc('甲')}{control(tc('1'))}{tc('2')}</w:tr>{held}</w:tbl>"
    assert texts(control(p("题")) + control(body)) == ["题", "甲", "1", "2", "乙", "3", "4"]


def test_text_boxes_are_read_once_and_alternatives_must_agree() -> None:
    box = "<w:pict><w:txbxContent>{}</w:txbxContent></w:pict>".format
    both = "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
    either = f"<w:r>{both}</w:r>".format
    assert texts(p(r("外"), either(box(p("内12")), box(p("内12"))))) == ["外", "内12"]
    assert refusal(p(either(box(p("12")), box(p("21")))))[0] == "doubtful"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all", zipped([("a.xml", "<a/>")])])
def test_what_is_no_word_document_is_damaged(content: bytes) -> None:
    with pytest.raises(DocumentError) as error:
        read_docx(content, "x.docx")
    assert error.value.outcome == "damaged"


def test_broken_parts_and_absurd_spans_are_refused() -> None:
    whole = docx(p("一"))
    assert refusal("<w:p><w:r>")[0] == "damaged"
    assert refusal(tbl([tc("1", "<w:gridSpan w:val='90000000'/>"), "2"]))[0] == "over the limit"
    with pytest.raises(DocumentError):
        read_docx(whole[: len(whole) // 2], "x.docx")


def test_hostile_shapes_end_soon() -> None:
    deep = "<w:tbl><w:tblPr/><w:tr><w:tc>" * 2000 + p("1") + "</w:tc></w:tr></w:tbl>" * 2000
    assert refusal(deep)[0] == "damaged"
    nested = "<w:tbl><w:tblPr/><w:tr><w:tc>" * 60 + p("1") + "</w:tc></w:tr></w:tbl>" * 60
    assert texts(nested) == ["1"]
    circle = (
        "<w:style w:styleId='a'><w:basedOn w:val='b'/></w:style><w:style w:styleId='b'><w:basedOn w:val='a'/></w:style>"
    )
    assert texts(p(r("1", "<w:rStyle w:val='a'/>")), circle) == ["1"]
    assert refusal(tbl([tc("1", "<w:gridSpan w:val='-5'/>"), "2"]) + tbl(["1"] * 150_000) * 2)[0] == "over the limit"
    assert refusal("<w:altChunk/>")[0] == "refused"


def test_a_doubled_main_part_is_refused(recwarn: pytest.WarningsRecorder) -> None:
    doubled = io.BytesIO(docx(p("9")))
    with zipfile.ZipFile(doubled, "a") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(DocumentError, match="twice"):
        read_docx(doubled.getvalue(), "x.docx")
