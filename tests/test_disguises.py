"""What a person sees in a cell and what its file holds are not always one: a figure is right, or it is unread."""

from pathlib import Path

import pytest

from gongkai.cells import Reading, read_cell
from gongkai.containers.blocks import Grid, Paragraph
from gongkai.containers.pdfs import read_pdf
from gongkai.containers.webpages import read_webpage
from gongkai.containers.word import read_docx
from gongkai.containers.workbooks import read_workbook
from gongkai.errors import DocumentError
from gongkai.prose.quantities import find_quantities
from gongkai.prose.wordings import load_wordings
from tests.office_files import docx, p, r, tbl, tc, xlsx
from tests.pdf_drawings import HEIGHT, Sheet, make_pdf


def read_at(blocks: object, row: int, column: int) -> Reading:
    assert isinstance(blocks, list)
    (grid,) = [block for block in blocks if isinstance(block, Grid)]
    return read_cell(next((cell.text for cell in grid.cells if (cell.row, cell.column) == (row, column)), ""))


# ------------------------------------------------------------------------------------------------ web pages


def on_page(markup: str, sheets: str = "", attributes: str = "") -> Reading:
    table = f"<table><tr><th>指标</th><th>数</th></tr><tr><td>收到</td><td{attributes}>{markup}</td></tr></table>"
    page = f"<html><head><style>{sheets}</style></head><body>{table}</body></html>"
    return read_at(read_webpage(page.encode(), "x.html"), 1, 1)


NINE = "<span class=a data-x=1>9</span>12"


@pytest.mark.parametrize(
    ("markup", "sheets"),
    [
        ("12<span style='position:relative;top:-3.0pt;mso-text-raise:3.0pt'>3</span>", ""),
        ("12<span style='vertical-align:5px'>3</span>", ""),
        ("12<span style='vertical-align:top;font-size:8px'>3</span>", ""),
        ("12<span style='vertical-align:text-top'>3</span>", ""),
        ("12<a href='#_ftn3'><span class=MsoFootnoteReference>3</span></a>", ""),
        ("12<span class=n>3</span>", "span.n{vertical-align:super}"),
        ("<span style='color:#fff'>9</span>12", ""),
        ("<span style='color: rgb(255, 255, 255)'>9</span>12", ""),
        ("<span style='color:#ebebeb'>9</span>12", ""),
        ("<span style='color:#eee'>9</span>12", ""),
        ("<span style='color:rgba(0,0,0,0)'>9</span>12", ""),
        ("<span style='background:#000;color:#000'>9</span>12", ""),
        ("<font color=white>9</font>12", ""),
        ("<font color='#FEFEFE'>9</font>12", ""),
        ("12<span style='letter-spacing:-20px'>9</span>", ""),
        ("12<span class=hide>9</span>", ""),
        ("12<span class='d-none x'>9</span>", ""),
        ("<span class=sr-only>9</span>12", ""),
        ("<span class=layui-hide>9</span>12", ""),
        (NINE, ".a{color:#fff}"),
        (NINE, "td span:first-child{display:none}"),
        (NINE, "td [class=a]{display:none}"),
        (NINE, "[data-x]{display:none}"),
        (NINE, "table td > span:not(.b, .c){display:none}"),
        (NINE, ".a:nth-child(2n + 1){display:none}"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", ""),
        ("<progress value=3 max=9>12</progress>", ""),
        ("1<span style='text-decoration:line-through'>2</span>3", ""),
        ("1<del>2</del>3", ""),
    ],
)
def test_a_figure_of_a_page_that_is_seen_otherwise_is_unread(markup: str, sheets: str) -> None:
    assert on_page(markup, sheets).state == "unparsed"


@pytest.mark.parametrize(
    ("markup", "sheets"),
    [
        ("<span style='font-size:1px'>9</span>12", ""),
        ("<span style='font-size:0.01em'>9</span>12", ""),
        ("<span style='opacity:.01'>9</span>12", ""),
        ("<span style='filter:alpha(opacity=0)'>9</span>12", ""),
        ("<span style='transform:scale(0)'>9</span>12", ""),
        ("<span style='clip-path:inset(100%)'>9</span>12", ""),
        ("<audio>9</audio>12", ""),
        ("12", "td:hover{display:none} td::before{opacity:0} p:empty{display:none}"),
        ("<span style='vertical-align:middle;position:relative;top:1px'>12</span>", ""),
        ("<p style='letter-spacing:1px;vertical-align:top'>12</p>", ""),
        ("<font color=red>12</font>", ".b{color:#fff}"),
        ("<font size=0>12</font>", ""),
        ("<span style='background:#03c;color:#fff'>12</span>", ""),
        ("<span style='color:#fff'><b style='color:#333'>12</b></span>", ""),
        ("<del>9</del>12", ""),
    ],
)
def test_a_figure_of_a_page_is_read_without_what_nobody_sees(markup: str, sheets: str) -> None:
    assert on_page(markup, sheets).value == 12


@pytest.mark.parametrize(
    ("sheets", "attributes"),
    [
        ("", " style='color:#fff'"),
        (".w td{color:#fff}", " class=w"),
        ("td:nth-child(2){color:white}", ""),
    ],
)
def test_a_pale_cell_is_no_number(sheets: str, attributes: str) -> None:
    assert on_page("12", sheets, attributes).state == "unparsed"


def test_white_on_a_painted_row_is_read() -> None:
    rows = "<tr bgcolor=navy><td>数</td><td><font color=white>12</font></td></tr><tr><td>1</td><td>2</td></tr>"
    page = f"<table>{rows}</table>"
    assert read_at(read_webpage(page.encode(), "x.html"), 0, 1).value == 12


ROWS = "<tr><td>甲</td><td>上年</td><td>本年</td></tr><tr><td>收到</td><td>5</td><td>7</td></tr>"


@pytest.mark.parametrize(
    ("sheets", "table"),
    [
        ("tr td:nth-child(2){display:none}", f"<table>{ROWS}</table>"),
        ("td:last-child{visibility:hidden}", f"<table>{ROWS}</table>"),
        ("", f"<table><colgroup><col><col style='visibility:collapse'><col></colgroup>{ROWS}</table>"),
        ("", f"<table>{ROWS.replace('<td>5', '<td class=hide>5')}</table>"),
        ("", f"<table>{ROWS}<tr class=hidden><td>收到</td><td>5</td><td>8</td></tr></table>"),
    ],
)
def test_cells_that_may_be_hidden_are_refused(sheets: str, table: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read_webpage(f"<style>{sheets}</style>{table}".encode(), "x.html")
    assert refused.value.outcome == "doubtful"


@pytest.mark.parametrize(
    ("sheets", "markup"),
    [
        ("", "<div class=hide><table>{}</table></div>"),
        (".tab{{display:none}}", "<div class=tab><table>{}</table></div>"),
        (".tab{{display:none}}", "<table class=tab>{}</table>"),
    ],
)
def test_a_table_that_may_be_hidden_keeps_its_labels_and_no_figure(sheets: str, markup: str) -> None:
    page = f"<style>{sheets}</style>{markup}".format(ROWS)
    (grid,) = read_webpage(page.encode(), "x.html")
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["甲", "上年", "本年", "收到", "[5]", "[7]"]


SAID = "2017年受理申请{}"


@pytest.mark.parametrize(
    ("markup", "sheets"),
    [
        ("<p style='color:#fff'>{}</p>", ""),
        ("<p><font color=white>{}</font></p>", ""),
        ("<p class=w>{}</p>", ".w{color:#fff}"),
        ("<p class=w>{}</p>", ".w{font-size:1px}"),
        ("<p style='font-size:1px'>{}</p>", ""),
        ("<div class=hide><p>{}</p></div>", ""),
        ("<div id=t><p>{}</p></div>", "#t{display:none}"),
        ("<p><span class=hidden>{}</span></p>", ""),
        ("<p><b>{}</b></p>", "p b:first-child{visibility:hidden}"),
        ("<table><tr><td class=hide>{}</td></tr></table>", ""),
    ],
)
@pytest.mark.parametrize("said", ["9件", "9,012件", "９件", "九件", "十二万件", "9%"])
def test_a_sentence_that_nobody_sees_says_no_figure(markup: str, sheets: str, said: str, repository: Path) -> None:
    page = f"<style>{sheets}</style><h1>2017年年度报告</h1>" + markup.format(SAID.format(said))
    lines = [block.text for block in read_webpage(page.encode(), "x.html") if isinstance(block, Paragraph)]
    units = load_wordings(repository / "structure").units
    assert [line for line in lines if find_quantities(line, units)] == []
    assert lines[0] == "2017年年度报告"
    seen = f"<style>.w{{color:red}}</style><p class=w>{SAID.format(said)}</p>"
    (shown,) = read_webpage(seen.encode(), "x.html")
    assert shown == Paragraph(SAID.format(said))
    assert find_quantities(shown.text, units)


@pytest.mark.parametrize(
    "part", ["<span class=hide>1</span>2件", "<font color=white>1</font>2件", "1<span class=hide>2</span>件"]
)
def test_a_number_of_a_sentence_that_is_seen_in_part_is_none(part: str, repository: Path) -> None:
    (line,) = read_webpage(f"<p>{SAID.format(part)}</p>".encode(), "x.html")
    assert isinstance(line, Paragraph)
    assert find_quantities(line.text, load_wordings(repository / "structure").units) == []


def test_years_and_chapters_of_a_pale_heading_are_kept() -> None:
    page = "<style>h1{color:#fff}</style><h1>2017年工作报告</h1><h1>一、主动公开12条</h1>"
    assert read_webpage(page.encode(), "x.html") == [Paragraph("2017年工作报告"), Paragraph("一、主动公开\ufffc条")]


# ------------------------------------------------------------------------------------------------ Word


def in_document(inside: str) -> Reading:
    return read_at(read_docx(docx(tbl(["指标", "数"], ["收到", tc(inside)])), "x.docx"), 1, 1)


CHOSEN = (
    "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='3'/>"
    "<w:listEntry w:val='5'/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
)


@pytest.mark.parametrize(
    "inside",
    [
        p(r("12"), r("3", "<w:position w:val='8'/><w:sz w:val='12'/>")),
        p(r("12"), r("3", "<w:position w:val='-6'/>")),
        p(r("12"), "<w:r><w:footnoteReference w:customMarkFollows='1' w:id='2'/><w:t>3</w:t></w:r>"),
        p(r("12"), "<w:r><w:pgNum/></w:r>"),
        p(CHOSEN),
    ],
)
def test_a_figure_of_a_document_that_is_seen_otherwise_is_unread(inside: str) -> None:
    assert in_document(inside).state == "unparsed"


@pytest.mark.parametrize(
    "look",
    [
        "<w:sz w:val='2'/>",
        "<w:w w:val='1'/>",
        "<w:specVanish/>",
        "<w:color w:val='FEFEFE'/>",
        "<w:color w:val='EBEBEB'/>",
        "<w:color w:val='auto' w:themeColor='background1'/>",
        "<w:shd w:fill='000000'/><w:color w:val='000000'/>",
        "<w:highlight w:val='black'/>",
    ],
)
def test_a_figure_that_nobody_sees_makes_a_document_doubtful(look: str) -> None:
    with pytest.raises(DocumentError, match="hidden text") as refused:
        in_document(p(r("9", look), r("12")))
    assert refused.value.outcome == "doubtful"


@pytest.mark.parametrize(
    "look", ["<w:sz w:val='21'/>", "<w:w w:val='90'/>", "<w:position w:val='2'/>", "<w:highlight w:val='yellow'/>"]
)
def test_a_plain_look_takes_no_figure_away(look: str) -> None:
    assert in_document(p(r("12", look))).value == 12


NUMBERED = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='{}'/></w:numPr></w:pPr>".format


def control(showing: str, inside: str) -> str:
    return f"<w:sdt><w:sdtPr>{showing}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize("showing", ["<w:showingPlcHdr/>", "<w:showingPlcHdr w:val='1'/>"])
def test_what_stands_in_an_unfilled_control_is_no_figure(showing: str) -> None:
    assert in_document(control(showing, p("0"))).state == "unparsed"
    assert in_document(p(control(showing, r("0")))).state == "unparsed"
    assert in_document(p(r("1"), control(showing, r("0")))).state == "unparsed"
    filled = p(control("<w:showingPlcHdr w:val='0'/>", r("0")), control("", r("")))
    assert in_document(filled).state == "reported_zero"


STYLES = (
    f"<w:style w:type='paragraph' w:styleId='n'>{NUMBERED(3)}</w:style>"
    "<w:style w:type='paragraph' w:styleId='m'><w:basedOn w:val='n'/></w:style>"
    f"<w:style w:type='paragraph' w:styleId='o'><w:basedOn w:val='n'/>{NUMBERED(0)}</w:style>"
)


@pytest.mark.parametrize(
    ("properties", "text", "state"),
    [
        (NUMBERED(1), "", "unparsed"),
        (NUMBERED(1), "12", "unparsed"),
        ("<w:pPr><w:pStyle w:val='n'/></w:pPr>", "", "unparsed"),
        ("<w:pPr><w:pStyle w:val='m'/></w:pPr>", "12", "unparsed"),
        ("<w:pPr><w:pStyle w:val='o'/></w:pPr>", "", "blank"),
        (NUMBERED(0), "", "blank"),
        (NUMBERED(0), "12", "reported"),
        (NUMBERED(0).replace("<w:numPr>", "<w:pStyle w:val='n'/><w:numPr>"), "12", "reported"),
    ],
)
def test_a_cell_that_word_numbers_is_neither_blank_nor_a_figure(properties: str, text: str, state: str) -> None:
    numbered = f"<w:p>{properties}{r(text) if text else ''}</w:p>"
    grid = docx(tbl(["指标", "数"], ["收到", tc(numbered)]), STYLES)
    assert read_at(read_docx(grid, "x.docx"), 1, 1).state == state


def test_a_label_that_word_numbers_stays_a_label() -> None:
    (grid,) = read_docx(docx(tbl([tc(f"<w:p>{NUMBERED(1)}{r('当面申请数')}</w:p>"), "12"])), "x.docx")
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["当面申请数", "12"]


@pytest.mark.parametrize(
    ("layout", "state"), [("combine='1'", "unparsed"), ("combine='0'", "reported"), ("vert='1'", "reported")]
)
def test_two_lines_in_one_are_no_figure(layout: str, state: str) -> None:
    assert in_document(p(r("12", f"<w:eastAsianLayout w:id='1' w:{layout}/>"))).state == state
    assert read_docx(docx(p(r("政府", "<w:eastAsianLayout w:combine='1'/>"))), "x.docx")[0].text == "政府"  # type: ignore[union-attr]


def test_a_row_without_height_is_doubtful() -> None:
    flat = tbl(["数", "1"], ["收到", "5"]).replace(
        "<w:tr>", "<w:tr><w:trPr><w:trHeight w:val='1' w:hRule='exact'/></w:trPr>", 1
    )
    with pytest.raises(DocumentError, match="the row is hidden"):
        read_docx(docx(flat), "x.docx")
    tall = flat.replace("w:val='1' w:hRule", "w:val='300' w:hRule")
    assert read_at(read_docx(docx(tall), "x.docx"), 0, 1).value == 1


# ------------------------------------------------------------------------------------------------ PDF

XS, YS = (60, 200, 260, 320), (100, 130, 160)
WHITE = (
    "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    "stream\n\xff\nendstream"
)


def in_pdf(number: str, operators: str, *, first: bool = False) -> Reading:
    sheet = Sheet(extra="/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>")
    sheet.operators += [operators] if first else []
    sheet.table(XS, YS, [["统计指标", "单位", "统计数"], ["收到申请数", "件", number]])
    sheet.operators += [] if first else [operators]
    return read_at([b for b in read_pdf(make_pdf([sheet], extra=[WHITE]), "x.pdf") if isinstance(b, Grid)], 1, 2)


def shown(text: str, matrix: str, before: str = "") -> str:
    return f"q BT /F 10 Tf {before} {matrix} {HEIGHT - 150} Tm <{text.encode('utf-16-be').hex()}> Tj ET Q"


@pytest.mark.parametrize(
    ("number", "operators"),
    [
        ("", shown("12", "-1 0 0 1 300")),
        ("", shown("12", "1 0 0 -1 270")),
        ("", shown("9", "1 0 0 1 263", "1 Tz") + shown("12", "1 0 0 1 264")),
        ("12", shown("9", "1 0 0 1 273", "6 Ts")),
        ("12", f"q 59 0 0 28 261 {HEIGHT - 159} cm /I Do Q"),
        ("12", f"q 5 0 0 28 268 {HEIGHT - 159} cm /I Do Q"),
    ],
    ids=["mirrored", "flipped", "squeezed", "raised", "covered", "half covered"],
)
def test_a_figure_of_a_pdf_that_is_seen_otherwise_is_unread(number: str, operators: str) -> None:
    assert in_pdf(number, operators).state == "unparsed"


def test_a_figure_of_a_pdf_is_read_as_it_is_seen() -> None:
    assert in_pdf("", shown("12", "-1 0 0 -1 290")).value == 12
    assert in_pdf("12", f"q 59 0 0 28 261 {HEIGHT - 159} cm /I Do Q", first=True).value == 12
    assert in_pdf("", shown("12", "1 0 0 1 270", "-10 Tc")).value == 21


PALE = "0.92 0.92 0.92 rg"


@pytest.mark.parametrize(
    ("number", "operators", "state"),
    [
        ("", shown("12", "1 0 0 1 263", PALE), "unparsed"),
        ("12", shown("9", "1 0 0 1 290", PALE), "unparsed"),
        ("", shown("12", "1 0 0 1 263", "0.8 0.8 0.8 rg"), "reported"),
        ("", f"q 0.1 0.2 0.6 rg 260 {HEIGHT - 160} 60 30 re f Q" + shown("12", "1 0 0 1 263", PALE), "reported"),
        (
            "",
            f"q 0.1 0.2 0.6 rg 260 {HEIGHT - 160} 60 30 re f Q" + shown("12", "1 0 0 1 263", ".2 .2 .6 rg"),
            "unparsed",
        ),
    ],
    ids=["pale", "pale beside", "grey", "pale on dark", "dark on dark"],
)
def test_digits_of_a_pdf_that_few_see_are_no_figure(number: str, operators: str, state: str) -> None:
    assert in_pdf(number, operators).state == state


OFF = "/D<</OFF[4 0 R]>>"
COVER = f"1 1 1 rg 261 {HEIGHT - 159} 58 28 re f"
# A layer, another, what depends on layers, and a form that belongs to the first; numbered from 4 on.
LAYERS = (
    "<</Type/OCG/Name<FEFF56FE5C42>>>",
    "<</Type/OCG/Name(B)>>",
    "<</Type/OCMD/OCGs[5 0 R]/P/AllOff>>",
)


def layered(number: str, inside: str, default: str, name: str = "A") -> Reading:
    """The cell with `number`, and what is drawn in the layer of a name; the document opens with the `default`."""
    sheet = Sheet(extra="/Resources<</Font<</F 3 0 R>>/XObject<</I 7 0 R>>/Properties<</A 4 0 R/B 5 0 R/C 6 0 R>>>>")
    sheet.table(XS, YS, [["统计指标", "单位", "统计数"], ["收到申请数", "件", number]])
    sheet.operators.append(f"/OC /{name} BDC q {inside} Q EMC")
    said = shown("12", "1 0 0 1 263")
    form = (
        f"<</Type/XObject/Subtype/Form/BBox[0 0 1100 842]/OC 4 0 R/Resources<</Font<</F 3 0 R>>>>/Length {len(said)}>>"
        f"stream\n{said}\nendstream"
    )
    plain = b"<</Type/Catalog/Pages 2 0 R>>"
    declared = f"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[4 0 R 5 0 R]{default}>>>>".encode()
    content = make_pdf([sheet], extra=[*LAYERS, form]).replace(plain, declared)
    return read_at([block for block in read_pdf(content, "x.pdf") if isinstance(block, Grid)], 1, 2)


TWELVE, NINE_BESIDE = shown("12", "1 0 0 1 263"), shown("9", "1 0 0 1 290")


@pytest.mark.parametrize(
    ("number", "inside", "default", "name", "state"),
    [
        ("", TWELVE, OFF, "A", "blank"),
        ("", TWELVE, OFF, "B", "reported"),
        ("", TWELVE, OFF, "C", "unparsed"),
        ("", TWELVE, "/D<</BaseState/OFF/ON[5 0 R]>>", "A", "unparsed"),
        ("", TWELVE, "/D<</AS[<</Event/View/Category[/View]/OCGs[4 0 R]>>]>>", "A", "unparsed"),
        ("", TWELVE, "/D<<>>", "A", "reported"),
        ("", TWELVE, "/Odd 1", "A", "reported"),
        ("", "/I Do", OFF, "B", "unparsed"),
        ("", "/I Do", OFF, "A", "blank"),
        ("", "/I Do", "/D<<>>", "B", "reported"),
        ("12", NINE_BESIDE, OFF, "A", "reported"),
        ("12", NINE_BESIDE, OFF, "B", "unparsed"),
        ("12", COVER, OFF, "A", "reported"),
        ("12", COVER, OFF, "B", "blank"),
        ("12", COVER, OFF, "C", "unparsed"),
    ],
)  # fmt: skip
def test_what_stands_in_a_layer_of_a_pdf_is_read_as_it_opens(
    number: str, inside: str, default: str, name: str, state: str
) -> None:
    found = layered(number, inside, default, name)
    assert (found.state, found.value) == (state, 12 if state == "reported" else None)


# ------------------------------------------------------------------------------------------------ workbooks

FONTS = (
    "<fonts><font/><font><color {}/></font></fonts><fills><fill><patternFill patternType='none'/></fill>"
    "<fill><patternFill patternType='solid'><fgColor rgb='FFFFFFFF'/></patternFill></fill>"
    "<fill><patternFill patternType='solid'><fgColor rgb='FF003366'/></patternFill></fill></fills>"
    "<cellXfs><xf/><xf fontId='1' fillId='{}'/></cellXfs>"
    "<dxfs><dxf><font><color rgb='FFFFFFFF'/></font></dxf><dxf><font><b/></font></dxf></dxfs>"
)
LABEL = '<c r="A1" t="inlineStr"><is><t>收到</t></is></c>'


def in_workbook(cell: str, styles: str = "", strings: str = "", before: str = "", behind: str = "") -> Reading:
    data = f'<row r="1">{LABEL}{cell}</row><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
    content = xlsx([f"{before}<sheetData>{data}</sheetData>{behind}"], styles=styles, strings=strings)
    return read_at(read_workbook(content, "x.xlsx"), 0, 1)


STYLED = '<c r="B1" s="1"><v>12</v></c>'


@pytest.mark.parametrize(
    ("colour", "fill", "state"),
    [
        ("indexed='9'", 0, "unparsed"),
        ("indexed='1'", 0, "unparsed"),
        ("theme='0'", 0, "unparsed"),
        ("rgb='FFFEFEFE'", 0, "unparsed"),
        ("rgb='FFEBEBEB'", 0, "unparsed"),
        ("rgb='FFFFFFFF'", 1, "unparsed"),
        ("rgb='FFFFFFFF'", 2, "reported"),
        ("theme='0' tint='-0.5'", 0, "reported"),
        ("indexed='8'", 0, "reported"),
    ],
)
def test_white_on_paper_is_unread(colour: str, fill: int, state: str) -> None:
    assert in_workbook(STYLED, FONTS.format(colour, fill)).state == state


@pytest.mark.parametrize("code", ["0*0", "0 0", "0*-", '"12"', 'General"0"', "0!.0,"])
def test_a_format_that_adds_marks_is_unread(code: str) -> None:
    code = code.replace('"', "&quot;")
    styles = (
        f'<numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs>'
    )
    assert in_workbook(STYLED, styles).state == "unparsed"


def test_a_zero_that_a_sheet_does_not_print_is_unread() -> None:
    view = '<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>'
    assert in_workbook('<c r="B1"><v>0</v></c>').state == "reported_zero"
    assert in_workbook('<c r="B1"><v>0</v></c>', before=view).state == "unparsed"
    assert in_workbook('<c r="B1"><v>7</v></c>', before=view).value == 7


@pytest.mark.parametrize(
    "look", ["<color rgb='FFFFFFFF'/>", "<sz val='1'/>", "<strike/>", "<vertAlign val='subscript'/>"]
)
def test_a_part_of_a_text_that_nobody_sees_is_unread(look: str) -> None:
    strings = f"<si><r><rPr>{look}</rPr><t>9</t></r><r><t>12</t></r></si>"
    assert in_workbook('<c r="B1" t="s"><v>0</v></c>', strings=strings).state == "unparsed"
    assert in_workbook('<c r="B1" t="s"><v>0</v></c>', strings="<si><t>12</t><rPh><t>9</t></rPh></si>").value == 12


@pytest.mark.parametrize(
    ("area", "rule", "state"),
    [
        ("B1", 'dxfId="0"', "unparsed"),
        ("A2 B1:C9", 'dxfId="0"', "unparsed"),
        ("B1:B1048576", 'dxfId="0"', "unparsed"),
        ("B1", 'dxfId="1"', "reported"),
        ("A1:A9", 'dxfId="0"', "reported"),
        ("B2:B9", 'dxfId="0"', "reported"),
    ],
)
def test_a_condition_that_may_hide_a_figure_leaves_it_unread(area: str, rule: str, state: str) -> None:
    behind = f'<conditionalFormatting sqref="{area}"><cfRule type="expression" {rule}/></conditionalFormatting>'
    assert in_workbook(STYLED.replace(' s="1"', ""), FONTS.format("rgb='FF000000'", 0), behind=behind).state == state


def test_icons_in_the_place_of_a_figure() -> None:
    rule = '<cfRule type="iconSet"><iconSet showValue="0"/></cfRule>'
    icons = f'<conditionalFormatting sqref="B1">{rule}</conditionalFormatting>'
    assert in_workbook('<c r="B1"><v>12</v></c>', behind=icons).state == "unparsed"


def test_a_merged_number_whose_first_row_is_hidden_is_not_blank() -> None:
    data = f'<row r="1" hidden="1">{LABEL}<c r="B1"><v>7</v></c></row>'
    data += '<row r="2"><c r="A2" t="inlineStr"><is><t>收</t></is></c><c r="B2"/></row>'
    data += '<row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>2</v></c></row>'
    content = xlsx([f'<sheetData>{data}</sheetData><mergeCells><mergeCell ref="B1:B2"/></mergeCells>'])
    assert read_at(read_workbook(content, "x.xlsx"), 1, 1).state == "unparsed"
