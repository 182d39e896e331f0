"""PDF: what a reader sees is read, in cells that ruled lines make, over page breaks; what nobody sees is not."""

import csv
import zlib
from pathlib import Path
from random import Random

import pytest

from gongkai.bindings import bind_lines
from gongkai.cells import read_cell
from gongkai.containers.blocks import Grid, Paragraph, compose
from gongkai.containers.pdfs import PICTURE, read_pdf
from gongkai.errors import DocumentError
from gongkai.labels import fold
from gongkai.observations import Observed, observe
from gongkai.structures import Structure
from tests import renderings
from tests.conftest import REPOSITORY
from tests.pdf_drawings import FONT, HEIGHT, WIDTH, Sheet, make_pdf, print_form
from tests.test_layouts import difference

XS, YS = (60, 200, 260, 320), (100, 130, 160, 190)
# Printed so in one row of the real report; no reader may guess it, structure/labels.csv may say it.
MISPRINT = "2.其他法律行政止公开"
HEAD, ONE, TWO = ["统计指标", "单位", "统计数"], ["甲数", "条", "12"], ["乙数", "件", "34"]


def observed(content: bytes, structure: Structure) -> Observed:
    composed = compose(read_pdf(content, "x.pdf"))
    bindings = bind_lines(composed.lines, structure.forms, "x.pdf", composed.tables)[1]
    return observe(bindings, structure.forms, structure.applicants, "x.pdf")


def grids(*sheets: Sheet, **options: str) -> list[Grid]:
    return [block for block in read_pdf(make_pdf(sheets, **options), "x.pdf") if isinstance(block, Grid)]


def paragraphs(*sheets: Sheet) -> list[str]:
    return [block.text for block in read_pdf(make_pdf(sheets), "x.pdf") if isinstance(block, Paragraph)]


def texts(grid: Grid) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(cell.text)
    return list(rows.values())


def tabled(*rows: list[str], top: float = 100, xs: tuple[float, ...] = XS) -> Sheet:
    sheet = Sheet()
    sheet.table(xs, [top + 30 * at for at in range(len(rows) + 1)], rows)
    return sheet


# Every form, and the real one ------------------------------------------------------------------------------


@pytest.mark.parametrize("form", renderings.FORMS)
@pytest.mark.parametrize("seed", range(5))
def test_round_trip(form: str, seed: int, structure: Structure) -> None:
    random = Random(seed)
    facts = renderings.draw_facts(random, form, blanks=True)
    found = observed(print_form(form, facts, random), structure)
    assert difference(form, facts, found) == {}
    assert (found.form, found.unbound) == (form[:4], ())


def test_the_real_report_cell_by_cell(structure: Structure) -> None:
    folders = (REPOSITORY.parent / "shared" / "samples", REPOSITORY / "sources")
    path = next((folder / "320813-2024.pdf" for folder in folders if (folder / "320813-2024.pdf").is_file()), None)
    if path is None:
        pytest.skip("320813-2024.pdf is not here")
    with (Path(__file__).parent / "truth" / "320813-2024.csv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))
    columns = ("form", "indicator", "applicant", "value", "state", "raw", "unit")
    expected = {(*(row[column] for column in columns), fold(row["label"])) for row in truth}
    found = observed(path.read_bytes(), structure)
    read = {
        (*("" if (said := getattr(o, column)) is None else str(said) for column in columns), fold(o.label))
        for o in found.observations
        if o.source == "form" and o.label
    }
    assert (found.form, len(truth)) == ("mixed", 186)
    assert read - expected == set()
    assert {row[-1] for row in expected - read} <= {MISPRINT}
    assert len(read) >= 179


# What nobody sees ------------------------------------------------------------------------------------------

UNSEEN = {
    "invisible": lambda sheet: sheet.text(263, 150, "99", before="3 Tr"),
    "white on white": lambda sheet: sheet.text(263, 150, "99", before="1 1 1 rg"),
    "blue on blue": lambda sheet: (
        sheet.fill("0 0 1", 260, 130, 320, 160),
        sheet.text(263, 150, "99", before="0 0 1 rg"),
    ),
    "transparent": lambda sheet: sheet.text(263, 150, "99", before="/T gs"),
    "drawn over": lambda sheet: (sheet.text(263, 150, "99"), sheet.fill("1 1 1", 261, 131, 319, 159)),
    "clipped": lambda sheet: sheet.text(263, 150, "99", before="10 10 20 20 re W n"),
}


@pytest.mark.parametrize("how", UNSEEN)
def test_what_nobody_sees_is_not_read(how: str) -> None:
    sheet = tabled(HEAD, ["甲数", "条", ""])
    sheet.extra = "/Resources<</Font<</F 3 0 R>>/ExtGState<</T<</ca 0>>>>>>"
    UNSEEN[how](sheet)
    assert texts(grids(sheet)[0])[1] == ["甲数", "条", ""]
    sheet.text(263, 150, "77")
    assert texts(grids(sheet)[0])[1] == ["甲数", "条", "77"]


def test_text_off_the_page_is_not_read() -> None:
    sheet = tabled(HEAD, ONE)
    sheet.text(-300, 150, "99")
    sheet.text(100, HEIGHT + 50, "99")
    assert paragraphs(sheet) == []


def test_white_on_a_background_is_read() -> None:
    sheet = Sheet()
    sheet.fill("0.1 0.2 0.6", 60, 100, 320, 130)
    sheet.table(XS, YS, [["", "", ""], ONE])
    sheet.text(65, 118, "统计指标", before="1 1 1 rg")
    assert texts(grids(sheet)[0])[0] == ["统计指标", "", ""]


# Doubtful numbers ------------------------------------------------------------------------------------------


def note(sheet: Sheet) -> None:
    rect = f"265 {HEIGHT - 155} 300 {HEIGHT - 135}"
    sheet.extra = f"/Annots[<</Type/Annot/Subtype/FreeText/Rect[{rect}]/Contents(99)>>]"


DOUBTFUL = {
    "raised": lambda sheet: (sheet.text(263, 148, "12"), sheet.text(273, 144, "3", 6)),
    "overprinted": lambda sheet: (sheet.text(263, 148, "12"), sheet.text(263.5, 148, "97")),
    "two lines": lambda sheet: (sheet.text(263, 142, "12"), sheet.text(263, 155, "34")),
    "two numbers": lambda sheet: (sheet.text(263, 148, "12"), sheet.text(283, 148, "34")),
    "cut by a line": lambda sheet: sheet.text(305, 148, "123456"),
    "a note above": lambda sheet: (sheet.text(263, 148, "12"), note(sheet)),
}


@pytest.mark.parametrize("how", DOUBTFUL)
def test_a_doubtful_number_is_left_unread(how: str) -> None:
    sheet = tabled(HEAD, ["甲数", "条", "", ""], xs=(*XS, 380))
    DOUBTFUL[how](sheet)
    cells = texts(grids(sheet)[0])[1][2:]
    states = {read_cell(text).state for text in cells}
    assert "unparsed" in states
    assert states <= {"unparsed", "blank"}


def test_a_drawn_figure_is_an_image_and_bold_by_two_strokes_is_one() -> None:
    sheet = tabled(HEAD, ["甲数", "条", ""], ["乙数", "条", ""])
    sheet.operators.append(f"265 {HEIGHT - 150} m 270 {HEIGHT - 140} 280 {HEIGHT - 140} 285 {HEIGHT - 150} c f")
    sheet.text(263, 178, "95")
    sheet.text(263.4, 178, "95")
    assert [row[-1] for row in texts(grids(sheet)[0])] == ["统计数", "[image: drawn]", "95"]


# Shapes of tables ------------------------------------------------------------------------------------------


def test_words_wrap_and_stand_upright_on_their_side_or_below_each_other() -> None:
    sheet = tabled(["", "", ""], ["", "条", "1"])
    for at, char in enumerate("本年结果"):
        sheet.text(65, 108 + 6 * at, char, 6)
    sheet.text(230, 128, "单位", turned=True)
    for at, line in enumerate(("申请量", "总数")):
        sheet.text(65, 142 + 12 * at, line)
    assert [cell for row in texts(grids(sheet)[0]) for cell in row] == ["本年结果", "单位", "", "申请量总数", "条", "1"]


@pytest.mark.parametrize("turned", ["/Rotate 90", "/Rotate 270", "/CropBox[20 20 1000 800]"])
def test_a_page_is_read_as_it_is_displayed(turned: str) -> None:
    if turned.startswith("/C"):
        sheet = tabled(HEAD, ONE)
        sheet.extra = turned
        assert texts(grids(sheet)[0]) == [HEAD, ONE]
        return
    lying = tabled(HEAD, ONE)
    lying.extra = turned  # the page lies on its side, and so does its text: it is read upright
    assert texts(grids(lying)[0]) == [HEAD, ONE]


def test_spans_are_kept_and_sides_not_drawn_are_closed() -> None:
    sheet = Sheet()
    for y in (100, 130, 160, 190):
        sheet.line(60, y, 320, y)
    sheet.line(200, 100, 200, 190)
    sheet.line(260, 130, 260, 190)
    for x, y, text in ((65, 118, "甲"), (205, 118, "乙"), (65, 148, "一"), (205, 148, "1"), (265, 148, "2")):
        sheet.text(x, y, text)
    (grid,) = grids(sheet)
    assert [(c.text, c.row, c.column, c.columns) for c in grid.cells[:5]] == [
        ("甲", 0, 0, 1),
        ("乙", 0, 1, 2),
        ("一", 1, 0, 1),
        ("1", 1, 1, 1),
        ("2", 1, 2, 1),
    ]
    assert all(cell.box and cell.page == 1 for cell in grid.cells)


def test_radicals_are_left_as_they_are_and_their_label_still_fits() -> None:
    font = FONT.format(way="H").replace("/UniGB-UCS2-H", "/Identity-H").replace("/Ordering(GB1)", "/Ordering(Identity)")
    chars = "".join(f"<{ord(char):04x}> <{ord(char):04x}>\n" for char in "⼀⼈⾏1")
    cmap = f"/CIDInit /ProcSet findresource begin begincmap 4 beginbfchar\n{chars}endbfchar endcmap end"
    stream = f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream"
    sheet = Sheet(extra="/Resources<</Font<</F 4 0 R>>>>")
    sheet.table((60, 200, 320), (100, 130, 160), [["⾏⼈", "⼀⼀"], ["⼈⾏", "11"]])
    content = make_pdf([sheet], extra=[font.replace("<</Type/Font/", "<</ToUnicode 5 0 R/Type/Font/", 1), stream])
    (grid,) = [block for block in read_pdf(content, "x.pdf") if isinstance(block, Grid)]
    assert texts(grid) == [["⾏⼈", "⼀⼀"], ["⼈⾏", "11"]]
    assert fold("⾏⼈") == "行人"


# Over page breaks ------------------------------------------------------------------------------------------


def test_a_table_goes_on_over_the_page_number_and_its_head_is_told_once() -> None:
    first, second = tabled(HEAD, ONE, top=700), tabled(HEAD, TWO)
    first.text(300, 810, "- 1 -")
    second.text(300, 810, "2")
    for at, sheet in enumerate((first, second), 1):
        sheet.text(60, 30, f"青禾区人民政府 第{at}版")
    (grid,) = grids(first, second)
    assert texts(grid) == [HEAD, ONE, TWO]
    assert [cell.page for cell in grid.cells if cell.column == 2] == [1, 1, 2]
    assert compose([grid]).places[-1] == "p2/t1/r3/c3"
    assert paragraphs(first, second) == []


def test_a_row_cut_inside_a_cell_is_one_row() -> None:
    first = tabled(HEAD, ["一、主动公开数（同一信息只", "条", "12"], top=700, xs=(60, 195, 260, 320))
    second = tabled(["计一条）", "", ""], TWO, xs=(60, 195, 260, 320))
    assert texts(grids(first, second)[0]) == [HEAD, ["一、主动公开数（同一信息只计一条）", "条", "12"], TWO]


def test_a_number_alone_on_the_next_page_belongs_to_its_label() -> None:
    (grid,) = grids(tabled(HEAD, ["甲数", "条", ""], top=700), tabled(["", "", "12"], TWO))
    assert texts(grid) == [HEAD, ONE, TWO]
    assert next(cell.page for cell in grid.cells if cell.text == "12") == 2


@pytest.mark.parametrize("row", [["2.乙数", "件", ""], ["2.乙数", "件", "34"], ["乙数", "", ""], ["", "", ""]])
def test_a_new_row_is_never_glued_to_the_one_before(row: list[str]) -> None:
    (grid,) = grids(tabled(HEAD, ["1.甲数", "条", "12"], top=700), tabled(row))
    assert texts(grid) == [HEAD, ["1.甲数", "条", "12"], row]


def test_a_table_with_other_columns_or_behind_text_is_another() -> None:
    assert len(grids(tabled(HEAD, ONE, top=700), tabled(HEAD, TWO, xs=(60, 150, 260, 320)))) == 2
    behind = tabled(HEAD, TWO)
    behind.text(60, 80, "二、其他情况")
    assert len(grids(tabled(HEAD, ONE, top=700), behind)) == 2


# Running text ----------------------------------------------------------------------------------------------


def test_lines_are_joined_into_paragraphs_also_over_pages() -> None:
    first, second = Sheet(width=570), Sheet(width=570)
    first.text(200, 100, "青禾区二〇二四年度报告", 20)
    first.text(80, 130, "全年主动公开信息12条，举办" + "培" * 30)
    first.text(60, 146, "训" * 45)
    second.text(60, 100, "班3期。")
    second.text(80, 116, "新的一段。")
    assert paragraphs(first, second) == [
        "青禾区二〇二四年度报告",
        "全年主动公开信息12条，举办" + "培" * 30 + "训" * 45 + "班3期。",
        "新的一段。",
    ]


def test_rows_that_end_far_from_the_side_are_no_full_lines() -> None:
    """The longest row of a table without ruled lines is not full: the next one begins a row."""
    sheet, rows = Sheet(), ["（一）收到申请数 件 12", "1.当面申请数 件 3", "2.传真申请数 件 ——", "3.网络申请数 件 9"]
    for at, row in enumerate(rows):
        sheet.text(60, 100 + 16 * at, row)
    assert paragraphs(sheet) == rows


@pytest.mark.parametrize("lift", [3, 5, 6, -2, -3])
def test_small_digits_beside_the_line_are_notes_or_powers(lift: float) -> None:
    """Nobody reads 共收到13件 or 共收到123件 where a small 2 is raised or lowered between 1 and 3."""
    sheet = Sheet()
    for x, text, size, up in ((60, "共收到1", 12, 0), (102, "2", 7, lift), (105.5, "3件。", 12, 0)):
        sheet.text(x, 100 - up, text, size)
    raised = "²" if lift > 0 else "₂"
    assert [text.replace(" ", "") for text in paragraphs(sheet)] == [f"共收到1{raised}3件。"]


def test_filled_paragraphs_make_no_table() -> None:
    sheet = tabled(HEAD, ONE)
    for at in range(4):
        sheet.operators.insert(0, f"0.9 g 60 {HEIGHT - 60 - 12 * at} 300 12 re f 0 g")
    sheet.text(60, 70, "一段有底色的文字")
    assert len(texts(grids(sheet)[0])) == 2
    assert paragraphs(sheet) == ["一段有底色的文字"]


# What cannot be read ---------------------------------------------------------------------------------------


def pictured(text: str = "") -> bytes:
    sheet = Sheet(extra="/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>")
    sheet.operators.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I Do Q")
    what = "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1"
    image = f"<<{what}>>stream\nx\nendstream"
    written = Sheet()
    if text:
        written.text(60, 100, text)
        sheet.text(60, 100, "99", before="3 Tr")
    return make_pdf([sheet, written], extra=[image])


LOCKED = "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{0}>/U<{1}>>>/ID[<{0}><{0}>]".format("11" * 32, "22" * 32)
WHOLE = make_pdf([tabled(HEAD, ONE)])
PACKED = zlib.compress(b"BT ET " * 300)
TORN = f"<</Filter/FlateDecode/Length {len(PACKED)}>>stream\n{PACKED[:-9].decode('latin-1')}123456789\nendstream"
REFUSED = {
    "torn inside": (make_pdf([tabled(HEAD, ONE)], extra=[TORN]), "damaged"),
    "pictures only": (pictured(), "pictures only"),
    "encrypted": (make_pdf([tabled(HEAD, ONE)], trailer=LOCKED), "encrypted"),
    "truncated": (WHOLE[: len(WHOLE) // 2], "damaged"),
    "another thing": (b"<html>404</html>", "damaged"),
    "ended and empty": (b"%PDF-1.7\n%%EOF\n", "damaged"),
    "no text": (make_pdf([Sheet()]), "no text"),
    "too many pages": (make_pdf([Sheet()] * 501), "over the limit"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_says_why(what: str) -> None:
    content, why = REFUSED[what]
    with pytest.raises(DocumentError, match=why) as refused:
        read_pdf(content, "x.pdf")
    assert refused.value.place.file == "x.pdf"


def test_a_page_that_is_a_picture_says_so() -> None:
    assert read_pdf(pictured("有字"), "x.pdf") == [Paragraph(PICTURE, 1), Paragraph("有字", 2)]
