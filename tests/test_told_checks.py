"""Checks on the pages: none is lost, each says its numbers, and every link leads to a place that is there."""

import csv
import html
import json
import re
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import takewhile
from pathlib import PurePosixPath

import pytest

from gongkai.pages.catalogues import Catalogue, open_catalogue
from gongkai.pages.catalogues.findings import Check, Rule
from gongkai.pages.checks import tell_checks, write_message
from gongkai.pages.checks.evidence import name_bodies, tell_evidence
from gongkai.pages.checks.marks import checks_at, doubt_cells, mark_cell
from gongkai.pages.checks.outcomes import OUTCOMES, outcome_of
from gongkai.pages.checks.terms import left_cells, name_rule, name_subject, read_terms, subject_of
from gongkai.pages.figures.values import write_number, write_signed
from gongkai.published import read_package
from gongkai.words import speaking
from tests.built import Built, Parsed
from tests.made_up import HOSTILE


@pytest.fixture(scope="module")
def catalogue(made_up: Built) -> Catalogue:
    return open_catalogue(read_package(made_up.paths.package))


def check(result: str = "fails", verdict: str = "contradiction", **more: object) -> Check:
    given = {"instance": "total", "actual": 5.0, "expected": 7.5, "gap": -2.5, "operands": "", "evidence": "", **more}
    return Check(report_id="r-2020", rule="x", result=result, verdict=verdict, **given)  # type: ignore[arg-type]


def outcome(row: dict[str, str]) -> str:
    if row["result"] == "fails":
        return row["verdict"]
    names = {"derivable": "derivable", "not_assessable": "open", "holds_if_blank_is_zero": "if_zero"}
    return names.get(row["result"], "holds")


def counted(built: Built) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {row["report_id"]: Counter() for row in built.rows("reports")}
    for row in built.rows("checks"):
        found[row["report_id"]][outcome(row)] += 1
    return found


def anchor(row: dict[str, str]) -> str:
    return f"check-{row['rule']}-{row['instance']}".replace("/", "-")


def says(text: str, number: str) -> bool:
    value = float(number)
    ways = (
        number.removesuffix(".0"),
        write_number(value),
        f"{write_number(value / 10000)}万",
        write_number(abs(value)),
    )
    return any(way in text for way in ways)


def test_no_check_is_lost_and_each_says_its_numbers(built: Built) -> None:
    pages = {row["report_id"]: built.page(f"reports/{row['report_id']}.html") for row in built.rows("reports")}
    rows = built.rows("checks")
    assert len(rows) >= 15
    wrong = []
    for row in rows:
        place = pages[row["report_id"]].at.get(anchor(row))
        numbers = [row[name] for name in ("actual", "expected") if row[name]]
        gap = f"差 {write_signed(float(row['gap']))}" if row["result"] == "fails" and row["gap"] else ""
        if place is None or gap not in place.text or [one for one in numbers if not says(place.text, one)]:
            wrong.append((row, place))
    assert wrong == []
    for report, page in pages.items():
        told = {one for one in page.at if one.startswith("check-")}
        assert told == {anchor(row) for row in rows if row["report_id"] == report}


def test_the_result_box_counts_what_the_csv_has(built: Built) -> None:
    seen = 0
    for report, counts in counted(built).items():
        text = built.page(f"reports/{report}.html").text
        assert (f"核对 {counts.total()} 项" in text) == bool(counts)
        for name, count in counts.items():
            assert f"{count} {OUTCOMES[name][2]}" in text
            seen += 1
    assert seen >= 10


def test_what_does_not_hold_is_read_before_what_does(made_up: Built) -> None:
    ids = list(made_up.page("reports/990100-2017.html").at)
    rows = {
        anchor(row): list(OUTCOMES).index(outcome(row))
        for row in made_up.rows("checks")
        if row["report_id"] == "990100-2017"
    }
    told = [rows[one] for one in ids if one in rows]
    assert told == sorted(told)
    assert len(set(told)) >= 3


def fragments(page: Parsed) -> list[str]:
    return [one["href"][1:] for tag, one in page.tags if tag == "a" and one.get("href", "").startswith("#")]


def test_every_address_inside_and_between_these_pages_is_there(built: Built) -> None:
    names = [path.relative_to(built.paths.site).as_posix() for path in built.paths.site.rglob("*.html")]
    pages = {name: built.page(name) for name in names if name.split("/")[0] in {"reports", "rules", "quality.html"}}
    seen, missing = 0, []
    for name, page in pages.items():
        for one in (one.get("href", "") for tag, one in page.tags if tag == "a"):
            file, _, fragment = one.partition("#")
            target = name if not file else _join(name, file)
            if target in pages and fragment:
                seen += 1
                if fragment not in pages[target].at and not fragment.startswith("__"):
                    missing.append((name, one))
    assert missing == []
    assert seen > 100


def _join(name: str, file: str) -> str:
    parts = [*PurePosixPath(name).parent.parts]
    for part in PurePosixPath(file).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def test_a_figure_that_fails_carries_a_mark_that_leads_to_its_check(built: Built) -> None:
    catalogue = open_catalogue(read_package(built.paths.package))
    seen: Counter[str] = Counter()
    for report in catalogue.reports.values():
        page = built.page(f"reports/{report.report_id}.html")
        links = fragments(page)
        every = (*catalogue.cells[report.report_id], *catalogue.prose[report.report_id])
        marks = {cell.anchor: mark_cell(catalogue, cell) for cell in every}
        for at, mark in ((at, mark) for at, found in marks.items() for mark in found):
            assert mark.text in page.at[at].text
            assert mark.href[1:] in links
            assert mark.href[1:] in page.at
            seen[mark.kind] += 1
        failing = [one for one in catalogue.checks[report.report_id] if outcome_of(one) == "contradiction"]
        cells = {
            cell.anchor
            for one in failing
            for at in left_cells(catalogue, one)
            if (cell := catalogue.value(report.report_id, *at))
        }
        accented = [mark for found in marks.values() for mark in found if mark.glyph == "≠"]
        assert len(accented) == len(cells)
    assert seen["contradiction"] >= 2
    assert seen["derivable"] >= 1


def test_a_doubt_goes_wherever_its_number_goes(built: Built) -> None:
    catalogue = open_catalogue(read_package(built.paths.package))
    every = [cell for cells in (*catalogue.cells.values(), *catalogue.prose.values()) for cell in cells]
    known = {(cell.report_id, cell.anchor): [mark.href for mark in doubt_cells(catalogue, [cell])] for cell in every}
    seen: Counter[str] = Counter()
    missing = []
    for top in ("", "en/"):
        for kind in ("authorities", "indicators", "compare"):
            for path in sorted(built.paths.site.glob(f"{top}{kind}/*.html")):
                tags = built.page(path.relative_to(built.paths.site).as_posix()).tags
                for at, (_, one) in enumerate(tags):
                    report, _, anchor = one.get("href", "").rpartition("/")[2].partition(".html#")
                    if one.get("class") != "gk-cell" or anchor.startswith("ratio-"):
                        continue
                    before = takewhile(
                        lambda tag: tag[1].get("class") not in {"gk-cell", "gk-right"}, tags[at - 1 :: -1]
                    )
                    marks = [a["href"] for _, a in before if a.get("class", "").startswith("gk-mark ")][::-1]
                    wanted = [f"../reports/{report}.html{href}" for href in known[report, anchor]]
                    missing += [(path.name, anchor)] if marks[: len(wanted)] != wanted else []
                    seen[top + kind] += len(wanted)
    assert missing == []
    assert min(seen[name] for name in ("authorities", "indicators", "en/authorities", "en/indicators")) >= 2


def test_a_check_that_touches_several_terms_of_a_sum_is_told_once(built: Built) -> None:
    catalogue = open_catalogue(read_package(built.paths.package))
    seen = 0
    for report, cells in catalogue.cells.items():
        every = [check for cell in cells for check in checks_at(catalogue, cell).get("contradiction", ())]
        told = {mark.kind: mark.count for mark in doubt_cells(catalogue, [*cells, *cells])}
        assert told.get("contradiction", 0) == len(set(every)), report
        seen += len(set(every))
    assert seen >= 2


def test_a_drawing_and_a_csv_say_a_doubt_in_words(real: Built) -> None:
    page = real.page("indicators/requests.received.html")
    spec = json.loads((real.paths.site / "indicators/requests.received.values.vl.json").read_bytes())
    doubted = [row["note"] for row in spec["data"]["values"] if "≠" in row["note"]]
    assert doubted != []
    rows = csv.DictReader((real.paths.site / "data/indicators/requests.received.csv").open(encoding="utf-8"))
    doubts = {row["report_id"]: row["doubts"] for row in rows}
    assert doubts == {one: "contradiction" * (one == "371300-2017") for one in doubts}
    said = [one["aria-label"] for _, one in page.tags if one.get("role") == "img"]
    assert sum(words.count("核对不成立") for words in said) == len(doubted)


def test_what_follows_is_never_shown_as_printed(real: Built) -> None:
    seen = 0
    for row in real.rows("checks"):
        if row["result"] == "derivable":
            cell = real.page(f"reports/{row['report_id']}.html").at[row["rule"].removesuffix(".parts")]
            assert cell.values == []
            assert "空白" in cell.text
            assert f"可推为 {write_number(float(row['expected']))}" in cell.text
            seen += 1
    assert seen >= 2


def test_a_correction_stands_at_its_number_with_what_was_read(made_up: Built) -> None:
    page = made_up.page("reports/990101-2017.html")
    assert "已更正，原读 1" in page.at["disclosure.total"].text
    assert page.at["disclosure.total"].values == ["7"]
    assert HOSTILE in page.at["correction-990101-2017.1"].text


def test_every_hint_is_told_as_an_if(built: Built) -> None:
    texts = {row["report_id"]: built.page(f"reports/{row['report_id']}.html").text for row in built.rows("reports")}
    rows = built.rows("hints")
    assert len(rows) >= 3
    for row in rows:
        text = re.sub(r"\s+", " ", texts[row["report_id"]])
        would_be, printed = write_number(float(row["would_be"])), write_number(float(row["printed"]))
        assert f"为 {would_be}（报告写 {printed}），则" in text
        assert "不是更正" in text


def test_a_contradiction_gives_both_quotes_by_place(made_up: Built) -> None:
    text = re.sub(r"\s+", " ", made_up.page("reports/990100-2017.html").at["check-prose.table-disclosure.total-1"].text)
    assert "表 L10 128,894" in text
    assert "正文 L5:3-8 128,900条" in text
    text = made_up.page("reports/990100-2017.html").at["check-in_text-disclosure.total"].text
    assert "L10" in text
    assert "L3" in text
    assert "128,893" in text


def test_a_blank_is_a_blank_among_the_operands(made_up: Built, catalogue: Catalogue) -> None:
    told = tell_checks(catalogue, catalogue.reports["990100-xinqu-2021"])["derivable"][0]
    assert [(one.label, one.text, one.spoken) for one in told.right] == [("上年行政许可 上一年项目数量", "▢", "空白")]
    page = made_up.page("reports/990000-2016.html").at["check-channels.parts-total"]
    assert "公报公开数 ▢（空白）" in re.sub(r"\s+", " ", page.text)
    assert "正文写明没有（L2:8-10）" in page.text


def test_rule_pages_list_what_fails_and_count_what_was_tried(built: Built) -> None:
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in built.rows("checks"):
        rows[row["rule"]].append(row)
    index = built.page("rules/index.html")
    rules = built.rows("rules")
    assert len(rules) >= 9
    for rule in rules:
        own = rows[rule["rule"]]
        page = built.page(f"rules/{rule['rule']}.html")
        links = [one.get("href") for tag, one in page.tags if tag == "a"]
        for row in own:
            wanted = f"../reports/{row['report_id']}.html#{anchor(row)}"
            assert (wanted in links) == (row["result"] in {"fails", "derivable"}), row
        assert (f"试过 {len(own):,} 项" in re.sub(r"\s+", " ", index.at[rule["rule"]].text)) == bool(own)
        assert ("还没有遇到两边都在的报告" in page.text) == (not own)
        assert rule["sentence"].removeprefix("'") in page.text


def test_indicator_pages_lead_to_their_rules(built: Built) -> None:
    seen = 0
    for rule in built.rows("rules"):
        named = {term.indicator for side in ("left", "right") for term in read_terms(rule[side])}
        for indicator in named & {row["indicator"] for row in built.rows("indicators")}:
            page = built.page(f"indicators/{indicator}.html")
            assert f"../rules/{rule['rule']}.html" in [one.get("href") for tag, one in page.tags if tag == "a"]
            seen += 1
    assert seen >= 5


def test_the_quality_page_counts_and_lists_everything(built: Built) -> None:
    page = built.page("quality.html")
    total: Counter[str] = sum(counted(built).values(), Counter())
    text = re.sub(r"\s+", " ", page.text)
    for words in (f"{total.total()} 项核对", f"{total['holds']} 项成立", f"{total['contradiction']} 项不成立"):
        assert words.replace(" ", "") in text.replace(" ", "")
    links = Counter(one.get("href") for tag, one in page.tags if tag == "a")
    for row in built.rows("checks"):
        wanted = f"reports/{row['report_id']}.html#{anchor(row)}"
        assert links[wanted] == (row["result"] == "fails"), row
    home = html.unescape((built.paths.site / "index.html").read_text("utf-8"))
    assert f"{total.total()} 项核对" in home
    assert 'href="quality.html"' in home


@pytest.mark.parametrize(
    ("template", "given", "text"),
    [
        ("写的是{actual}，相加为{expected}，差{gap}。", check(), "写的是 5，相加为 7.5，差 2.5。"),
        ("多{gap}件", check(gap=1234.0), "多 1,234 件"),
        ("{actual}{operands}", check(operands="{actual}<b>"), "5 {actual}<b>"),
        ("没有{expected}", check(expected=None), "没有 ▢"),
        ("（{actual}）{report}", check(), "（5）r-2020"),
    ],
)
def test_a_message_takes_its_numbers_once(template: str, given: Check, text: str) -> None:
    rule = Rule("x", 1, "2014", "equality", "official", "a", "equals", "b", "", "s", "s", template, "")
    assert write_message(given, rule) == text


def test_a_message_in_english_takes_figures_as_english_has_them() -> None:
    messages = ("写的是{actual}", "The table says {actual}, the text {operands}.")
    rule = Rule("x", 1, "2014", "prose", "official", "a", "agrees", "b", "", "s", "s", *messages)
    given = [check(operands=said) for said in ("11800余", "近300", "300左右", "2 – 3")]
    with speaking("en"):
        assert [write_message(one, rule).partition("text ")[2] for one in given] == [
            "11,800-odd.",
            "nearly 300.",
            "around 300.",
            "2 – 3.",
        ]


def test_a_gap_has_its_sign() -> None:
    assert [write_signed(one) for one in (38.0, -49.0, 0.0, 0.5, None)] == ["+38", "−49", "0", "+0.5", ""]


@pytest.mark.parametrize(
    ("instance", "subject"),
    [
        ("total", ("total", "", None)),
        ("a.b/12", ("a.b", "", 12)),
        ("a.b@enterprise", ("a.b", "enterprise", None)),
        ("990100-xinqu", ("990100-xinqu", "", None)),
    ],
)
def test_an_instance_names_what_it_was_tried_on(instance: str, subject: tuple[str, str, int | None]) -> None:
    assert subject_of(check(instance=instance)) == subject


def test_a_rule_of_one_line_twice_says_where_each_stands(real: Built) -> None:
    for rule, places in (("prose.table", ("统计表中", "正文中")), ("prose.twice", ("正文一处", "正文另一处"))):
        page = real.page(f"rules/{rule}.html")
        assert [one for one in places if one not in page.text] == [], rule


def test_a_raw_text_is_a_word_of_its_own(real: Built) -> None:
    # Its quotation marks are the style's: copied or searched, 40,000 and 4万份 were one word.
    for name, at in (("370400-2017", "disclosure.channel.gazette"), ("370400-2017", "gazette.copies")):
        text = real.page(f"reports/{name}.html").at[at].text
        assert "40,0004万份" not in text
    assert re.search(r"40,000\s+4万份", real.page("reports/370400-2017.html").text)


def test_an_enumeration_is_named_not_numbered(real: Built) -> None:
    for top, words in (("", "第 1 处列举"), ("en/", "enumeration 1")):
        assert words in real.page(f"{top}quality.html").text
        assert words in real.page(f"{top}rules/enumerations.html").text


def test_rules_have_names_of_their_own(real: Built) -> None:
    catalogue = open_catalogue(read_package(real.paths.package))
    by_form = Counter((rule.form, name_rule(catalogue, rule)) for rule in catalogue.rules.values())
    assert [name for name, count in by_form.items() if count > 1] == []
    assert len(by_form) >= 50


def test_linyi_says_what_does_not_add_up(real: Built) -> None:
    page = real.page("reports/371300-2017.html")
    text = re.sub(r"\s+", " ", page.at["check-requests.received.parts-total"].text)
    assert "总数写的是 1,108，分项相加为 1,070，相差 38。" in text
    assert "若信函申请数为 828（报告写 790），则" in text
    assert "正文也写 828" in text
    assert "核对不成立" in page.at["requests.received"].text
    assert "可推为 1,073" in page.at["requests.completed"].text
    text = re.sub(r"\s+", " ", page.at["check-prose.table-requests.received.letter-22"].text)
    assert "表 L285 790" in text
    assert "正文 L67:64-67 828" in text


def test_a_region_names_its_bodies_and_those_without_a_figure(made_up: Built, catalogue: Catalogue) -> None:
    rule = replace(next(iter(catalogue.rules.values())), kind="children")
    said = name_bodies(catalogue, check(operands="60 (990100) + 45 (990100-xinqu); ▢ 990000, 990199"), rule)
    assert said == "白水市 60 ＋ 白水新区 45；没有数的：云上省、990199"


def test_where_a_series_breaks_it_is_said(catalogue: Catalogue) -> None:
    assert name_subject(catalogue, check("not_assessable", "open", instance="form")) == "换了格式，不与上年相比"


def test_what_stands_behind_a_check_is_told_with_its_place(catalogue: Catalogue) -> None:
    report = catalogue.reports["990100-2017"]
    found = list(tell_evidence(catalogue, report, check(evidence="sum:L3;with:disclosure.total;rounded")))
    assert [(place, bool(href)) for _, place, href in found] == [("L3", True), ("L10", True), ("", False)]
    assert found[1][0] == "正文的数等于表中的数加上“主动公开政府信息数”"


def test_the_printed_sum_of_zaozhuang_is_told_where_its_bound_holds(real: Built) -> None:
    text = real.page("reports/370400-2017.html").at["check-disclosure.channels-total"].text
    assert "报告印作合计" in text
    assert "L37" in text


def test_a_key_figure_carries_what_its_checks_found_and_a_missing_address_is_said(real: Built) -> None:
    page = (real.paths.site / "reports" / "371300-2017.html").read_text(encoding="utf-8")
    figures = html.unescape(page[page.index('class="gk-facts gk-facts--few"') : page.index('id="form"')])
    assert len(re.findall(r'class="gk-mark gk-mark--contradiction" href="#check-', figures)) == 3  # 1,108, 60 and 1,332
    assert "原址没有登记" in real.page("reports/371300-2017.html").text
