"""Web pages: what is displayed is read, in its order and its columns; nothing hidden or struck joins a number."""

import time
from random import Random

import pytest

from gongkai.bindings import bind_lines
from gongkai.containers.blocks import Block, Grid, Paragraph, compose
from gongkai.containers.webpages import find_attachments, read_webpage
from gongkai.documents import Document
from gongkai.errors import DocumentError
from gongkai.identities import Identity
from gongkai.observations import Observed, observe
from gongkai.readings import parse
from gongkai.structures import Structure
from tests import renderings
from tests.test_layouts import STRUCTURE, difference

LYING = '<meta http-equiv="Content-Type" content="text/html; charset={}">'


# ------------------------------------------------------------------------------------------------ rendering


def spans(rows: list[list[str]], at: int, column: int, block: renderings.Block) -> tuple[int, int]:
    """How far the cell of a head or a parent's label goes: over the blanks right of it, then over those below it."""
    heads, left = len(block.heads), block.label_columns
    if at < heads:
        bottom, right = heads, left if column < left else len(rows[0])
    elif column < left:
        bottom, right = len(rows), left
    else:
        return 1, 1
    across = 1
    while (
        column + across < right
        and not rows[at][column + across]
        and (at >= heads or not above(rows, at, column + across))
    ):
        across += 1
    down = 1
    is_parent = at < heads or (across == 1 and column + 1 < left)
    while is_parent and at + down < bottom and not any(rows[at + down][column : column + across]):
        if at >= heads and any(rows[at + down][:column]):
            break
        down += 1
    return down, across


def above(rows: list[list[str]], at: int, column: int) -> bool:
    """Whether a head stands above this blank one, which then goes on with it."""
    return at > 0 and bool(rows[at - 1][column]) and not rows[at][column]


def table(block: renderings.Block, facts: renderings.Facts, cell: str = "{}") -> str:
    rows = list(renderings.grid(block, facts, repeat=False))
    covered: set[tuple[int, int]] = set()
    out = []
    for at, row in enumerate(rows):
        out.append("<tr>")
        for column, text in enumerate(row):
            if (at, column) in covered:
                continue
            down, across = spans(rows, at, column, block)
            covered |= {(r, c) for r in range(at, at + down) for c in range(column, column + across)}
            attributes = (f' rowspan="{down}"' if down > 1 else "") + (f" colspan={across}" if across > 1 else "")
            printed = text if text.strip(" ") else "&nbsp;"
            out.append(f"<td{attributes}>{cell.format(printed) if at >= len(block.heads) else broken(printed)}</td>")
        out.append("</tr>\n")
    return f"<table border=1>{''.join(out)}</table>"


def broken(head: str) -> str:
    return f"{head[:2]}<br>{head[2:]}" if len(head) == 4 else head


def page(form: str, facts: renderings.Facts, cell: str = "{}") -> str:
    body = "\n".join(f"<p>{b.before}</p>\n{table(b, facts, cell)}" for b in renderings.blocks_of(form))
    return f"<!DOCTYPE html><html><head>{LYING}<title>x</title></head><body>{body}</body></html>"


def observed_of(content: bytes) -> Observed:
    composed = compose(read_webpage(content, "x.html"))
    bindings = bind_lines(composed.lines, STRUCTURE.forms, "x.html", composed.tables)[1]
    return observe(bindings, STRUCTURE.forms, STRUCTURE.applicants, "x.html")


def body(markup: str) -> list[Block]:
    return read_webpage(f"<html><body>{markup}</body></html>".encode(), "x.html")


def texts(markup: str) -> list[str]:
    return [block.text for block in body(markup) if isinstance(block, Paragraph)]


def cell(markup: str, head: str = "") -> str:
    """The text of a cell beside a label."""
    blocks = body(f"{head}<table><tr><td>甲</td><td>乙</td></tr><tr><td>收到</td><td>{markup}</td></tr></table>")
    (grid,) = [block for block in blocks if isinstance(block, Grid) and block.cells[0].text == "甲"]
    return next(c.text for c in grid.cells if (c.row, c.column) == (1, 1))


def rows(grid: Block) -> list[list[tuple[str, int, int, int]]]:
    assert isinstance(grid, Grid)
    height = max(c.row for c in grid.cells) + 1
    return [[(c.text, c.column, c.rows, c.columns) for c in grid.cells if c.row == r] for r in range(height)]


# ------------------------------------------------------------------------------------------------ the forms

WORD = (
    "<p class=MsoNormal align=center style='mso-pagination:none'>"
    "<span lang=EN-US\nstyle='font-size:10pt'>{}<o:p></o:p></span></p>"
)


@pytest.mark.parametrize(
    ("encoding", "declared"), [("utf-8", "gb2312"), ("gb18030", "utf-8"), ("utf-8-sig", "gbk"), ("utf-16", "utf-8")]
)
@pytest.mark.parametrize("form", renderings.FORMS)
def test_round_trip(form: str, encoding: str, declared: str) -> None:
    for seed in range(4):
        facts = renderings.draw_facts(Random(seed), form, blanks=True)
        text = page(form, facts, WORD if seed % 2 else "{}").replace("{}", declared)
        observed = observed_of(text.encode(encoding))
        assert difference(form, facts, observed) == {}
        assert observed.form == form[:4]
        assert observed.unbound == ()


NAVIGATION = """<header><div class=logo>青禾区人民政府门户网站</div></header>
<nav><a href=/>首页</a> 2013年政府信息公开年度报告</nav>
<div role=navigation><a href=/x>政务公开</a></div>
<ul><li><a href=1>2012年政府信息公开工作年度报告</a><span>2013-03-01</span></li><li><a href=2>更多</a></li></ul>
<div>当前位置：<a href=/>首页</a> &gt; <a href=/z>政府信息公开年报</a></div>
<table width=100%><tr><td width=20%><a href=a>领导之窗</a></td><td><table><tr><td>"""
BEHIND = """</td></tr></table></td></tr></table><div>【打印】【关闭】</div><aside>阅读 12345 次</aside>
<footer>版权所有 京ICP备12345678号 电话：010-12345678</footer><script>document.write("收到申请7件")</script>"""


def test_a_report_inside_a_website(invented_structure: Structure) -> None:
    report = """<h1>青禾区2016年政府信息公开<br>工作年度报告</h1><p>&nbsp;</p>
    <p>全年收到申请<span>1</span><span>8</span>件，举办培训班3期。<span style="display:none">收到申请999件。</span></p>
    <table><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>
    <tr><td colspan=3>三、依申请公开情况</td></tr><tr><td>（一）收到申请数</td><td>件</td><td>9</td></tr>
    <tr><td>四、行政复议数量</td><td>件</td><td>&nbsp;</td></tr><tr><td>五、行政诉讼数量</td><td>件</td><td>0</td></tr></table>"""
    composed = compose(body(NAVIGATION + report + BEHIND))
    document = Document("x.html", "0" * 64, 9, "text/html", "utf-8", composed.lines, composed.tables, composed.places)
    parsed = parse(document, Identity("990101", 2016), None, invented_structure)
    cells = {(o["indicator"], o["source"]): (o["value"], o["state"], o["locator"]) for o in parsed["observations"]}
    assert parsed["report"]["title"] == "青禾区2016年政府信息公开工作年度报告"
    assert cells["requests.received", "form"] == (9, "reported", "t1/r3/c3")
    assert cells["review", "form"] == (None, "blank", "t1/r4/c3")
    assert cells["litigation", "form"] == (0, "reported_zero", "t1/r5/c3")
    assert cells["requests.received", "prose"][:2] == (18, "reported")
    assert not any(word in line for line in composed.lines for word in ("门户", "2013", "2012", "12345", "999", "7件"))


# ------------------------------------------------------------------------------------------------ cells


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("&nbsp;", "\xa0"),
        ("<p><o:p>&nbsp;</o:p></p>", "\xa0"),
        ("", ""),
        ("<!-- 12 -->", ""),
        ("1<!-- x -->2", "12"),
        ("<span>1</span><b>2</b>", "12"),
        ("1<br>2", "1\n2"),
        ("<p>1</p><p>2</p>", "1\n2"),
        ("<div>1</div>2", "1\n2"),
        ("1\n 2", "1 2"),
        ("12<sup>3</sup>", "12³"),
        ("12<sub>3</sub>", "12₃"),
        ("12<span style='vertical-align: super'>3</span>", "12³"),
        ("<sup>12</sup>", "¹²"),
        ("1<sup>万</sup>", "1 万"),
        ("<del>1</del>2", "2"),
        ("1<del>2</del>3", "1\ufffc3"),
        ("12<del>3</del> <s>4</s>件", "12 件"),
        ("2<s>3</s>", "2"),
        ("2<strike>3</strike>", "2"),
        ("2<span style='TEXT-DECORATION: underline line-through'>3</span>", "2"),
        ("<del>12</del>", "~~12~~"),
        ("1<script>2</script>", "1"),
        ("1<style>2</style>", "1"),
        ("1<template>2</template>", "1"),
        ("1<noscript>2</noscript>", "1"),
        ("1<span style='display:none'>2</span>", "1"),
        ("1<span style='display:block;display : NONE !important'>2</span>", "1"),
        ("1<span style='display:none'><b style='display:inline'>2</b></span>", "1"),
        ("1<span style='visibility:hidden'>2<b style='visibility:visible'>3</b></span>", "13"),
        ("1<span style='font-size:0'>2<b style='font-size:12px'>3</b><b style='font-size:2em'>4</b></span>", "13"),
        ("1<span style='font:0/0 a'>2</span>", "1"),
        ("1<span style='mso-hide:all'>2</span>", "1"),
        ("1<span style='position:absolute;left:-9999px'>2</span>", "1"),
        ("1<span style='opacity:0'>2</span>", "1"),
        ("1<span hidden>2</span>", "1"),
        ("<bdo dir=rtl>12</bdo>", "[12]"),
        ("1<span class='b x'>2</span>", "1[2]"),
        ("1<span id=y>2</span>", "1[2]"),
        ("1<span class=z>2</span>", "12"),
        ("1<i>2</i>3", "1[2]/3"),
        ("1<sup>2</sup>3", "1²/3"),
        ("1<span style='color:transparent'>2</span>", "1"),
        ("1<span style='height:0;overflow:hidden'>2</span>", "1"),
        ("<p style='margin-left:105pt;text-indent:-105pt'>1</p>", "1"),
        ("1<span style='display:inline-block'>2</span>", "1 2"),
        ("1<span style='float:right'>2</span>", "1 2"),
        ("1<span style='display:block'>2</span>", "1\n2"),
        ("<img src=12.png>", "[image: ]"),
        ("12<img src=space.gif width=1>", "12"),
        ("<svg><text>12</text></svg>", "[image: ]"),
        ("<input value=12>", "[12]"),
        ("<input type=hidden value=12>", ""),
        ("<select><option>1</option><option>2</option></select>", "[1][2]"),
        ("<ruby>件<rp>(</rp><rt>jiàn</rt></ruby>", "件"),
        ("1<wbr>2", "12"),
        ("１２", "１２"),
        ("1<![if !supportEmptyParas]>&nbsp;<![endif]>", "1\xa0"),
        ("<table><tr><td>12</td></tr></table>", "12"),
        ("1<table><tr><td>2</td></tr></table>", "1\n2"),
        ("1<nav>2</nav>", "1\n2"),
        ("1</p>2", "1\n2"),
        ("<textarea>1</textarea>2", "[1]/2"),
        ("<span style='font-size:0'>1<font size=2>2</font></span>", "2"),
        ("<span style='font-size:0'>1</span>", "~~1~~"),
        ("<span hidden><p>1<p>2</span>3", "[?]3"),
    ],
)
def test_a_cell_says_what_is_displayed(markup: str, text: str) -> None:
    sheet = """<style>/* .z{} */ i, div > .x {color:red; display:none} .z:hover{display:none}
        @media print { #y { visibility: hidden } } .z{}</style>"""
    assert cell(markup, sheet) == text


@pytest.mark.parametrize("markup", ["12<sup>3</sup>", "1<br>2", "<del>12</del>", "<img src=1>", "1<sup>万</sup>"])
def test_a_doubtful_cell_is_no_number(markup: str) -> None:
    form = "2014-city"
    facts = renderings.draw_facts(Random(1), form, blanks=False)
    observed = observed_of(page(form, dict.fromkeys(facts, (markup, (None, "")))).encode())
    assert {(o.value, o.state) for o in observed.observations if o.locator} <= {(None, "unparsed"), (None, "image")}


# ------------------------------------------------------------------------------------------------ tables


def test_spans_end_where_a_browser_ends_them() -> None:
    (grid,) = body(
        "<table><tr><td colspan=99 rowspan=0>题</td></tr></table>"
        "<table><thead><tr><td rowspan=9>甲</td><td colspan=9>乙</td></tr></thead>"
        "<tfoot><tr><td>合计</td><td>3</td></tr></tfoot><tr><td>子</td>"
        "<td rowspan='2x'>2</td></tr><tr><td>丑</td></tr></table>"
    )[1:]
    assert rows(grid) == [
        [("甲", 0, 1, 1), ("乙", 1, 1, 1)],
        [("子", 0, 1, 1), ("2", 1, 2, 1)],
        [("丑", 0, 1, 1)],
        [("合计", 0, 1, 1), ("3", 1, 1, 1)],
    ]


def test_hidden_cells_make_way_and_invisible_ones_do_not() -> None:
    (grid,) = body(
        "<table><tr><td>甲</td><td style='display:none'>9</td><td style='visibility:hidden'>8</td><td>1</td></tr>"
        "<tr style='display:none'><td>7</td></tr><tr hidden><td>7</td></tr>"
        "<tr><td>乙</td><td>2</td><td>3</td></tr></table>"
    )
    assert [[text for text, *_ in row] for row in rows(grid)] == [["甲", "", "1"], ["乙", "2", "3"]]


def test_a_table_in_a_cell_of_data_is_its_own() -> None:
    outer, inner = body(
        "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2<table><tr><td>丙</td><td>3</td></tr></table></td></tr></table>"
    )
    assert [[text for text, *_ in row] for row in rows(outer)] == [["甲", "1"], ["乙", "2\n[table]"]]
    assert [[text for text, *_ in row] for row in rows(inner)] == [["丙", "3"]]


def test_tags_left_open_or_out_of_place() -> None:
    blocks = body(
        "<table><caption>名</caption>漏<form><tr><td>甲<td>1<tr><div><td>乙</td><td>2</div></form><tbody><tr><td>丙<td>3</table>"
    )
    assert [block.text for block in blocks[:-1] if isinstance(block, Paragraph)] == ["名", "漏"]
    assert [[text for text, *_ in row] for row in rows(blocks[-1])] == [["甲", "1"], ["乙", "2"], ["丙", "3"]]


@pytest.mark.parametrize(
    "markup",
    [
        "<tr><td>甲</td><td colspan=2>乙</td><td>总计</td></tr><tr><td>收到</td><td>1</td><td>2</td></tr>",
        "<tr><td>甲</td><td rowspan=2>乙</td></tr><tr><td colspan=2>丙</td><td>3</td></tr>",
    ],
)
def test_figures_in_rows_that_do_not_fit_their_grid_are_refused(markup: str) -> None:
    with pytest.raises(DocumentError, match="may stand under other heads") as refused:
        body(f"<table>{markup}</table>")
    assert refused.value.outcome == "doubtful"


def test_cells_behind_a_group_of_rows_that_begins_inside_a_row() -> None:
    markup = "<table><tr><o:p><tbody></tbody></o:p><td>甲</td><td>9</td></tr><tr><td>乙</td><td>8</td></tr></table>"
    (grid,) = [block for block in body(markup) if isinstance(block, Grid)]
    assert [[text for text, *_ in row] for row in rows(grid)] == [[], ["甲", "9"], ["乙", "8"]]


def test_running_text_is_cut_at_blocks_and_breaks() -> None:
    assert texts(
        "<div>一<p>二<br>三</p>四<span>五</span>\n六</div><pre>七\n八</pre><p>&nbsp;</p><ul><li>九<li>十</ul>"
    ) == [
        "一", "二", "三", "四五 六", "七", "八", "九", "十",
    ]  # fmt: skip


def test_chrome_that_holds_the_report_is_no_chrome() -> None:
    unclosed = "<nav><a href=/>首页</a><h1>报告</h1><table><tr><td>甲</td><td>1</td></tr></table>"
    assert [type(block) for block in body(unclosed)] == [Paragraph, Paragraph, Grid]
    assert texts("<article><header>报告</header><footer>2017年3月1日</footer></article><footer>页脚</footer>x") == [
        "报告", "2017年3月1日", "x",
    ]  # fmt: skip
    assert texts("<ul><li><a href=1>收到申请</a>12件</li></ul>") == ["收到申请12件"]


# ------------------------------------------------------------------------------------------------ refused, and large


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", "no report"),
        (b"<html><body><script>1</script></body></html>", "no report"),
        (b"<html><body><img src=1.png></body></html>", "pictures only"),
        (("<p>" + "收到申请" * 50).encode()[:-1], "damaged"),
        ("<p>收到".encode("utf-16-le"), "damaged"),
        (b"\xef\xbb\xbf<p>\xff", "damaged"),
        (b"<html><table><tr><td>a</td><td>12", "damaged"),
        (b"<table><tr><td><table><tr><td>1</td></tr></table></td><td>12", "damaged"),
        (b"<div>" * 300 + b"<table><tr><td>1</td><td>2</td></tr></table>", "over the limit"),
        (b"<div hidden>" + b"<b>" * 3000 + b"</b>" * 3000 + b"</div><p>1</p>", "over the limit"),
        ("<table><tr><td>甲<td>1<form><tr><td>乙<td>2</form></table>".encode(), "doubtful"),
        (b"<p>1<del>2<p>3", "doubtful"),
        (b"<table><tr><td>1<td>2<td hidden><font>3<tr><td>4<td>5</table>", "doubtful"),
        ("<style>.h{display:none}</style><table><tr><td>甲<td class=h>1<td>2</table>".encode(), "doubtful"),
        (b"<table>" + b"<tr><td colspan=1000 rowspan=9999>1<td>2" * 2000 + b"</table>", "over the limit"),
        (b"<table>" + b"<tr><td>1<TD>2" * 400_000 + b"</table>", "over the limit"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(content: bytes, outcome: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read_webpage(content, "x.html")
    assert (refused.value.outcome, refused.value.place.file) == (outcome, "x.html")


def test_below_two_hundred_elements_nothing_is_lost() -> None:
    deep = "<div>" * 190 + "<table><tr><td>甲</td><td>2</td></tr></table>" + "</div>" * 190
    (grid,) = body(deep)
    assert rows(grid) == [[("甲", 0, 1, 1), ("2", 1, 1, 1)]]


def test_a_large_page_takes_seconds() -> None:
    facts = renderings.draw_facts(Random(3), "2021", blanks=True)
    content = page("2021", facts, WORD).encode()
    large = content.replace(b"</body>", b"<p class=MsoNormal><span>x</span></p>" * (5_000_000 // 37) + b"</body>")
    assert len(large) > 5_000_000
    began = time.process_time()
    assert len(read_webpage(large, "x.html")) > 100_000
    assert time.process_time() - began < 60


@pytest.mark.parametrize(
    "markup",
    [
        "<style>" + "a" * 2_000_000 + "</style><p>x",
        "<style>" + "/*" * 1_000_000 + "</style><p>x",
        "<p>x" + "<!--" * 500_000,
        "<p>x<table><tr><td>1</td></tr></table>" + "<script" * 200_000,
        "<ul><li>" * 90 + "<a href=x>y</a>" * 30_000 + "x",
        "<table><tr><td>" * 60 + "<p>y</p>" * 100_000 + "</table>" * 60,
        "<p>x" + "<font style='font-size:0'>" * 180 + "y" * 2_000_000,
        "<p>x" + "</p" + " " * 2_000_000,
        "<p>x" + "<div style='" + "a:" * 1_000_000 + "'>",
    ],
    ids=range(9),
)
def test_hostile_pages_take_seconds(markup: str) -> None:
    began = time.process_time()
    assert body(markup)
    assert time.process_time() - began < 60


def test_attachments_are_named() -> None:
    content = """<a href="/files/2017/P0201%E5%B9%B4.doc">附件1</a>
    <a href='down.jsp?id=3&amp;file=../x/报告.PDF'>下载</a>
    <a href="/get?id=5">附件2：统计表.xlsx</a><a href="/a.html">正文.</a><a href="javascript:x('a.doc')">y</a><a>无</a>
    <a href="a\\b.wps#top">c</a><a href="http://[x/e.zip">d</a><a href=/files/2017/P0201%E5%B9%B4.doc>again</a>"""
    assert find_attachments(content.encode("gb18030")) == [
        "P0201年.doc",
        "报告.PDF",
        "附件2：统计表.xlsx",
        "b.wps",
        "e.zip",
    ]
