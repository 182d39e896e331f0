"""Workbooks: every form read back from an .xlsx, what is hidden left out, what is printed otherwise left unread."""

import io
import zipfile
from random import Random

import pytest

from gongkai.cells import read_cell
from gongkai.containers.blocks import Grid, GridCell, Paragraph
from gongkai.containers.word import read_docx
from gongkai.containers.workbook_looks import prints
from gongkai.containers.workbooks import read_workbook
from gongkai.errors import DocumentError
from gongkai.structures import Structure
from tests import renderings
from tests.office_files import docx, form_xlsx, observed, p, sheet, xlsx, zipped
from tests.test_layouts import difference

LABEL = '<c r="A1" t="inlineStr"><is><t>收到申请数</t></is></c>'
FONTS = (
    "<fonts><font/><font><strike/></font><font><color rgb='FFFFFFFF'/></font></fonts>"
    "<numFmts><numFmt numFmtId='164' formatCode='0&quot;万&quot;'/></numFmts><cellXfs>"
    "<xf numFmtId='0'/><xf numFmtId='9'/><xf numFmtId='1'/><xf numFmtId='14'/><xf numFmtId='164'/>"
    "<xf fontId='1'/><xf fontId='2'/><xf numFmtId='3'/><xf numFmtId='41'/></cellXfs>"
)
STRINGS = (
    "<si><t>12</t></si>"
    "<si><r><t>12</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>3</t></r></si>"
    "<si><r><rPr><strike/></rPr><t>9</t></r><r><t>12</t></r></si>"
)


def grids(content: bytes) -> list[Grid]:
    return [block for block in read_workbook(content, "x.xlsx") if isinstance(block, Grid)]


def in_cell(cell: str) -> str:
    row = f'<sheetData><row r="1">{LABEL}{cell}</row><row r="2"><c><v>1</v></c><c><v>2</v></c></row></sheetData>'
    (grid,) = grids(xlsx([row], styles=FONTS, strings=STRINGS))
    return next((c.text for c in grid.cells if (c.row, c.column) == (0, 1)), "")


@pytest.mark.parametrize("form", renderings.FORMS)
@pytest.mark.parametrize("one_sheet", [True, False])
@pytest.mark.parametrize("seed", range(2))
def test_every_form_is_read_back(structure: Structure, form: str, one_sheet: bool, seed: int) -> None:
    facts = renderings.draw_facts(Random(seed), form, blanks=True)
    found = observed(read_workbook(form_xlsx(form, facts, one_sheet=one_sheet), "x.xlsx"), structure)
    assert difference(form, facts, found) == {}
    assert found.form == form[:4]
    assert one_sheet or found.unbound == ()  # a title right below another table stays a row of it


def test_cells_stand_at_their_own_rows_and_columns_with_their_spans() -> None:
    cells = [GridCell("甲", 1, 1, 1, 2), GridCell("9", 1, 3), GridCell("5", 2, 2), GridCell("", 2, 3)]
    (grid,) = grids(xlsx([sheet(cells)]))
    found = {(c.row, c.column): (c.text, c.rows, c.columns) for c in grid.cells if c.text}
    assert found == {(1, 1): ("甲", 1, 2), (1, 3): ("9", 1, 1), (2, 2): ("5", 1, 1)}
    assert (1, 2) not in {(c.row, c.column) for c in grid.cells}
    assert grid.sheet == 1


def test_titles_and_sentences_are_paragraphs_and_label_rows_stay_in_their_table() -> None:
    rows: list[list[str]] = [
        ["某区年度报告"], [], ["一、概述"], ["全年公开12条。"], ["统计指标", "单位", "统计数"], ["三、依申请公开情况"],
        ["（一）收到申请数", "件", "9"], ["四、行政复议"], ["五、问题"], ["仍有不足。"], ["甲", "1"], [], ["四、诉讼"],
    ]  # fmt: skip
    cells = [GridCell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)]
    read = read_workbook(xlsx([sheet(cells)]), "x.xlsx")
    said = [block.text if isinstance(block, Paragraph) else [c.text for c in block.cells if c.text] for block in read]
    assert said == [
        "某区年度报告",
        "一、概述",
        "全年公开12条。",
        ["统计指标", "单位", "统计数", "三、依申请公开情况", "（一）收到申请数", "件", "9", "四、行政复议"],
        "五、问题",
        "仍有不足。",
        ["甲", "1", "四、诉讼"],
    ]
    assert [block.cells[0].row for block in read if isinstance(block, Grid)] == [4, 10]


def test_captions_as_wide_as_the_table_above_are_none_of_its_lines() -> None:
    cells = [GridCell("统计项目", 0, 0), GridCell("统计数", 0, 1), GridCell("甲数", 1, 0), GridCell("9", 1, 1)]
    below = ["图2：甲公开", "图3：乙公开", "说明如下。"]
    cells += [GridCell(text, at, 0, 1, 2) for at, text in enumerate(below, 2)]
    blocks = read_workbook(xlsx([sheet(cells)]), "x.xlsx")
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == below


def test_hidden_sheets_rows_and_columns_are_not_read() -> None:
    cells = [GridCell(str(10 * r + c), r, c) for r in (1, 2, 3) for c in (1, 2, 3)]
    hidden = sheet(cells, '<cols><col min="3" max="3" width="9" hidden="1"/></cols>')
    hidden = hidden.replace('<row r="3"', '<row r="3" hidden="1"')
    read = grids(
        xlsx([sheet(cells), hidden, sheet(cells), sheet(cells)], ["hidden", "visible", "veryHidden", "visible"])
    )
    assert [grid.sheet for grid in read] == [2, 4]
    assert [c.text for c in read[0].cells if c.text] == ["11", "13", "31", "33"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="B1"><v>12</v></c>', "12"),
        ('<c r="B1"><v>12.0</v></c>', "12"),
        ('<c r="B1"><v>1.2E3</v></c>', "1200"),
        ('<c r="B1"><v>178.8</v></c>', "178.8"),
        ('<c r="B1"><v>0</v></c>', "0"),
        ('<c r="B1"/>', ""),
        ('<c r="B1" t="inlineStr"><is><t>——</t></is></c>', "——"),
        ('<c r="B1" t="s"><v>0</v></c>', "12"),
        ('<c r="B1" s="7"><v>1234</v></c>', "1234"),
        ('<c r="B1" s="8"><v>1234</v></c>', "1234"),
        ('<c r="B1" t="str"><f>A2</f><v>12</v></c>', "12"),
        ('<c r="B1"><f>A2+1</f><v>12</v></c>', "12"),
    ],
)
def test_a_cell_says_what_is_printed(cell: str, text: str) -> None:
    assert in_cell(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B1" t="b"><v>1</v></c>',
        '<c r="B1" t="e"><v>#REF!</v></c>',
        '<c r="B1" s="1"><v>0.5</v></c>',
        '<c r="B1" s="1"><v>5</v></c>',
        '<c r="B1" s="8"><v>0</v></c>',
        '<c r="B1" s="8"><v>-7</v></c>',
        '<c r="B1" s="2"><v>3.6</v></c>',
        '<c r="B1" s="3"><v>42000</v></c>',
        '<c r="B1" s="4"><v>12</v></c>',
        '<c r="B1" s="5"><v>12</v></c>',
        '<c r="B1" s="6"><v>12</v></c>',
        '<c r="B1" t="s"><v>1</v></c>',
        '<c r="B1" t="s"><v>2</v></c>',
        '<c r="B1"><f>A2+1</f></c>',
        '<c r="B1" t="inlineStr"><is><r><t>1</t></r><r><rPr><strike/></rPr><t>2</t></r></is></c>',
    ],
)
def test_a_cell_that_prints_otherwise_than_it_holds_stays_unread(cell: str) -> None:
    assert read_cell(in_cell(cell)).state == "unparsed"


@pytest.mark.parametrize(
    ("code", "value", "printed"),
    [
        ("General", "3.25", True),
        ("0", "3", True),
        ("0", "3.2", False),
        ("0.00", "3.25", True),
        ("#,##0", "1234", True),
        ("#,##0,", "1234", False),
        ("0%", "3", False),
        ("#", "0", False),
        (";;;", "3", False),
        ("0;0", "-3", False),
        ("0_ ;-0_ ", "-3", True),
        ("#,##0_);[Red]-#,##0", "-3", True),
        ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "7", True),
        ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0", False),
        ("yyyy/m/d", "42000", False),
        ("[>=100]0;[<100]00", "5", False),
        ("?", "5", True),
    ],
)
def test_a_number_format_prints_a_number_as_held_or_not(code: str, value: str, printed: bool) -> None:
    assert prints(code, value) == printed


# ------------------------------------------------------------------------------------------------ other kinds


def strict(content: bytes) -> bytes:
    """The same file under the names of Strict Open XML."""
    main, strict_main = "schemas.openxmlformats.org/{}/2006/main", "purl.oclc.org/ooxml/{}/main"
    names = [(main.format(kind), strict_main.format(kind)) for kind in ("spreadsheetml", "wordprocessingml")]
    names.append(("schemas.openxmlformats.org/officeDocument/2006/", "purl.oclc.org/ooxml/officeDocument/"))
    parts = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.namelist():
            text = archive.read(part).decode()
            for transitional, other in names:
                text = text.replace(transitional, other)
            parts.append((part, text))
    return zipped(parts)


def test_strict_workbooks_are_read_as_any_and_strict_word_files_say_what_to_do() -> None:
    cells = [GridCell("甲", 0, 0, 1, 2), GridCell("9", 0, 2), GridCell("7", 1, 2), GridCell("5", 2, 2)]
    rows = sheet(cells).replace('<row r="2"', '<row r="2" hidden="1"').replace('"C3"', '"C3" s="1"')
    content = xlsx([rows, sheet(cells)], ["visible", "hidden"], styles=FONTS)
    assert [[c.text for c in grid.cells if c.text] for grid in grids(content)] == [["甲", "9", "5\ufffc"]]
    assert read_workbook(strict(content), "x.xlsx") == read_workbook(content, "x.xlsx")
    with pytest.raises(DocumentError, match="save it again as a plain Word document"):
        read_docx(strict(docx(p("12"))), "x.docx")


FAR = (
    '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    '<row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
)


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04", "damaged"),
        (b"no workbook", "damaged"),
        (zipped([("a.xml", "<a/>")]), "damaged"),
        (xlsx(["<sheetData><row>"]), "damaged"),
        (xlsx([FAR]), "over the limit"),
        (xlsx([sheet([GridCell("1", 1000, 1000), GridCell("1", 0, 0)])]), "over the limit"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, outcome: str) -> None:
    with pytest.raises(DocumentError) as error:
        read_workbook(content, "x.xlsx")
    assert error.value.outcome == outcome
