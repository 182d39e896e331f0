"""What a report's chapters say, on its page: figures with bounds, comparisons, captions, contacts; nothing empty."""

import re
from collections import Counter

import pytest

from gongkai.pages.catalogues import Catalogue, open_catalogue
from gongkai.pages.catalogues.findings import Check
from gongkai.pages.catalogues.records import Cell, Statement
from gongkai.pages.chapters import read_chapters
from gongkai.pages.figures.key_figures import KEY_INDICATORS, compare_key_figures
from gongkai.pages.figures.values import write_number
from gongkai.pages.statements import judge, tell_prose, write_bounds, write_figure
from gongkai.published import read_package
from tests.built import Built
from tests.made_up import HOSTILE

SECTIONS = {
    "statements": "statements",
    "citations": "citations",
    "captions": "captions",
    "problems": "problems",
    "contacts": "contacts",
}


@pytest.fixture(scope="module")
def catalogue(made_up: Built) -> Catalogue:
    return open_catalogue(read_package(made_up.paths.package))


def statement(qualifier: str, quantity: float | None, low: float, high: float | None, **more: str) -> Statement:
    given = {"unit": "件", "phrase": "", **more}
    return Statement("r", 1, "x", "", quantity, low, high, given["unit"], qualifier, given["phrase"], "L1:1-2")


@pytest.mark.parametrize(
    ("given", "figure", "bounds"),
    [
        (statement("exact", 201, 201, 201), "201", ""),
        (statement("余", 11800, 11800, 11900), "11,800余", "至少 11,800，不到 11,900"),
        (statement("约", 300, 250, 350), "约300", "250 至 350"),
        (statement("左右", 300, 250, 350), "300", "250 至 350"),
        (statement("近", 300, 200, 300), "近300", "多于 200，不超过 300"),
        (statement("突破", 3000000, 3000000, None), "突破3,000,000", "多于 3,000,000"),
        (statement("以上", 96, 96, None), "96", "至少 96"),
        (statement("rounded", 297000, 296500, 297500, phrase="共29.7万条"), "29.7万", "29.65万 至 29.75万"),
        (statement("rounded", 120000000, 115000000, 125000000, phrase="1.2亿次"), "1.2亿", "1.15亿 至 1.25亿"),
        (statement("rounded", 297000, 296500, 297500), "297,000", "296,500 至 297,500"),
        (statement("range", None, 2, 3), "2 至 3", ""),
        (statement("zero_in_words", 0, 0, 0), "0", ""),
    ],
)
def test_a_figure_says_its_bounds(given: Statement, figure: str, bounds: str) -> None:
    assert (write_figure(given), write_bounds(given)) == (figure, bounds)


@pytest.mark.parametrize(
    ("result", "verdict", "exact", "name"),
    [
        ("holds", "holds", True, "equal"),
        ("holds", "holds", False, "within"),
        ("fails", "contradiction", True, "differs"),
        ("fails", "contradiction", False, "outside"),
        ("fails", "question", True, "question"),
        ("not_assessable", "open", True, ""),
    ],
)
def test_how_a_figure_compares_is_what_its_check_says(result: str, verdict: str, exact: bool, name: str) -> None:
    assert judge(Check("r", "x", "a/1", result, verdict, 1, 2, -1, "", ""), exact=exact) == name


def test_every_statement_stands_in_the_html_of_its_report(built: Built) -> None:
    pages = {row["report_id"]: built.page(f"reports/{row['report_id']}.html") for row in built.rows("reports")}
    prose: dict[str, set[str]] = {row["report_id"]: set() for row in built.rows("reports")}
    rows = built.rows("statements")
    assert len(rows) >= 10
    for row in rows:
        page = pages[row["report_id"]]
        place = page.at[f"statement-{row['statement']}"]
        assert row["locator"] in place.text
        assert row["phrase"].removeprefix("'") in page.text
        for bound in (row["low"], row["high"]):
            whole = float(bound or row["low"])
            shown = (write_number(whole), f"{write_number(whole / 10000)}万", f"{write_number(whole / 100000000)}亿")
            assert any(one in page.text for one in shown), row
        prose[row["report_id"]].add(row["statement"])
    for report, page in pages.items():
        assert f"共 {len(prose[report])} 个" in page.text or not prose[report]


def test_the_other_facts_stand_in_the_html(built: Built) -> None:
    pages = {row["report_id"]: built.page(f"reports/{row['report_id']}.html") for row in built.rows("reports")}
    seen: Counter[str] = Counter()
    for table, columns in {
        "citations": ("number", "count", "locators"),
        "captions": ("number", "title", "locator"),
        "problems": ("locator",),
        "contacts": ("value", "locator"),
    }.items():
        for row in built.rows(table):
            text = pages[row["report_id"]].text
            wanted = [part.removeprefix("'") for column in columns for part in row[column].split(";")]
            assert [part for part in wanted if part not in text] == []
            seen[table] += 1
    assert len(seen) == 4
    captions = Counter(row["report_id"] for row in built.rows("captions"))
    for report, count in captions.items():
        assert f"报告有 {count} 个图题" in pages[report].text


def test_a_report_without_a_kind_of_fact_has_no_section_for_it(built: Built) -> None:
    hidden = 0
    for report in built.rows("reports"):
        page = built.page(f"reports/{report['report_id']}.html")
        for table, section in SECTIONS.items():
            there = any(row["report_id"] == report["report_id"] for row in built.rows(table))
            assert (section in page.at) == there, (report["report_id"], section)
            hidden += not there
        inside = [row for row in built.rows("observations") if row["source"] == "in_text"]
        assert ("in-text" in page.at) == any(row["report_id"] == report["report_id"] for row in inside)
    assert hidden >= 3


def test_hostile_facts_stay_text(made_up: Built) -> None:
    page = made_up.page("reports/990101-2017.html")
    assert page.text.count(HOSTILE) >= 5
    assert HOSTILE[:26] in page.at["disclosure.channel.gazette@prose"].text
    assert "javascript:alert(1)" in page.text
    links = [one.get("href", "") for tag, one in page.tags if tag == "a"]
    assert [link for link in links if "javascript" in link or "alert" in link] == []


def test_a_difference_is_said_beside_both_figures(made_up: Built) -> None:
    page = made_up.page("reports/990100-2017.html")
    row = page.at["disclosure.total@prose"].text
    assert "表内 128,894" in row
    assert "不同" in row
    assert "3 处核对不成立" in page.at["disclosure.total"].text
    assert "一致" in page.at["capacity.funds@prose"].text
    assert "不在所写范围内" not in page.text.split("128000余条")[1].split("L6:1-7")[0]
    assert "不在所写范围内" in page.text.split("赠阅5万份")[1].split("L6:9-10")[0]
    assert "不同" in page.at["disclosure.total@in_text"].text
    classes = Counter(one["class"] for _, one in page.tags if "gk-verdict--" in one.get("class", ""))
    assert classes["gk-verdict gk-verdict--differs"] == 3  # the prose once, the table in the chapters twice


def test_a_value_is_taken_once_from_the_form_else_from_prose(catalogue: Catalogue) -> None:
    def taken(report: str, indicator: str) -> tuple[str, float | None] | None:
        found = catalogue.value(report, indicator)
        return (found.source, found.obs_value) if found else None

    assert taken("990100-2017", "disclosure.total") == ("form", 128894)
    assert taken("990000-2016", "disclosure.total") == ("prose", 5)
    assert taken("990101-2017", "disclosure.channel.gazette") == ("prose", 6)  # this printing has no such line
    assert taken("990101-2017", "capacity.funds") == ("form", None)
    assert taken("990000-2016", "capacity.funds") is None
    reports = [one.report_id for one in catalogue.total_values("disclosure.total")]
    assert sorted(reports) == sorted(set(reports))
    assert [one.obs_value for one in catalogue.total_values("disclosure.total")] == [5, 128894, 7]


def test_what_prose_says_twice_differently_is_not_taken(catalogue: Catalogue) -> None:
    first = catalogue.prose["990000-2016"][0]
    other = Cell(**{name: getattr(first, name) for name in Cell.__slots__} | {"obs_value": 9.0, "locator": "L9:1-1"})
    prose = {**catalogue.prose, "990000-2016": [first, other]}
    doubted = Catalogue(
        **{**{name: getattr(catalogue, name) for name in catalogue.__dataclass_fields__}, "prose": prose}
    )
    assert doubted.value("990000-2016", first.indicator) is None


def test_an_observation_that_no_statement_holds_is_told_all_the_same(catalogue: Catalogue) -> None:
    told = tell_prose(catalogue, catalogue.reports["990000-2016"])
    without = Catalogue(
        **{
            **{name: getattr(catalogue, name) for name in catalogue.__dataclass_fields__},
            "statements": {report: [] for report in catalogue.reports},
        }
    )
    again = tell_prose(without, catalogue.reports["990000-2016"])
    assert [(one.anchors[0], one.value) for one in again] == [(one.anchors[0], one.value) for one in told]


def test_captions_grow_below_their_headings(catalogue: Catalogue) -> None:
    branches = read_chapters(catalogue, catalogue.reports["990100-2017"]).captions
    assert [(one.name, one.count) for one in branches] == [("一、栏目", 2), ("没有标题的部分", 1)]
    assert [one.title for one in branches[0].below["（一）财政"].captions] == ["财政公开", "税收公开"]


def test_key_figures_count_prose_apart(catalogue: Catalogue) -> None:
    reports = [catalogue.reports["990100-2017"], catalogue.reports["990000-2016"]]
    figure = next(
        one for one in compare_key_figures(catalogue, reports) if one.indicator.indicator == "disclosure.total"
    )
    assert (figure.count, figure.told) == ((1, 1), 1)
    assert [one.source for one in figure.cells if one] == ["form", "prose"]


def test_every_form_has_key_figures_that_it_asks(real: Built) -> None:
    lines = {(row["form"], row["indicator"]) for row in built_lines(real)}
    forms = {row["form"] for row in real.rows("forms")}
    assert set(KEY_INDICATORS) == forms
    assert [(form, one) for form, wanted in KEY_INDICATORS.items() for one in wanted if (form, one) not in lines] == []


def built_lines(real: Built) -> list[dict[str, str]]:
    return [row for row in real.rows("form_lines") if row["kind"] == "line"]


def test_a_report_on_the_form_of_2021_is_whole(made_up: Built) -> None:
    page = made_up.page("reports/990100-xinqu-2021.html")
    assert page.at["outcome.refused"].values == ["3"]
    assert "申请的办理结果" in page.text
    assert "主动公开：行政许可" in page.text
    assert "其他对外管理服务" not in page.text


def test_zhangdian_has_a_real_page_through_its_prose(real: Built) -> None:
    page = real.page("reports/370303-2017.html")
    assert page.at["requests.received@prose"].values == ["389"]
    assert page.at["fees@prose"].values == ["0"]
    assert "没有 → 0（文字）" in re.sub(r"\s+", " ", page.at["fees@prose"].text)
    assert "申请是怎样提出的（只出自正文）" in page.text
    authority = real.page("authorities/370303.html")
    assert "正文●数字389" in re.sub(r"\s+", "", authority.text)
