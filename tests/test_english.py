"""English at /en/: every word has its English, what stays Chinese is printed in Chinese and marked so, both languages
show the same numbers, and the switch leads to the same page and back."""

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from gongkai import words
from gongkai.charts import Drawings
from gongkai.escapes import TEMPLATES
from gongkai.pages.catalogues import open_catalogue
from gongkai.pages.reports import render_reports
from gongkai.published import read_package
from gongkai.words import has_english, read_words, say, speak_template, speaking
from tests.browsing import Visit
from tests.built import Built
from tests.test_everybody import look

CODE = TEMPLATES.parent
HAN = re.compile("[\u3400-\u9fff]+")
# Han, and the signs of Chinese sentences; ＋ ＝ ？ are signs of outcomes and sums in both languages.
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff01-\uff0a\uff0c\uff1a\uff1b]")
MARKED = re.compile(r'<span lang="zh-CN">.*?</span>')
ATTRIBUTES = ("title", "aria-label", "placeholder", "content", "alt", "data-name")
PAGES = (
    "en/index.html",
    "en/authorities/index.html",
    "en/authorities/370400.html",
    "en/indicators/index.html",
    "en/indicators/disclosure.total.html",
    "en/data.html",
    "en/method.html",
    "en/search.html",
    "en/compare.html",
    "en/compare/370400.html",
    "en/concordance.html",
    "en/documents.html",
    "en/glossary.html",
    "en/cite.html",
    "en/changes.html",
    "en/api.html",
    "en/reports/index.html",
    "en/reports/371300-2017.html",
    "en/reports/370400-gaoxin-2020.html",
    "en/years/index.html",
    "en/years/2017.html",
    "en/rules/index.html",
    "en/rules/requests.received.parts.html",
    "en/quality.html",
    "en/forms.html",
)


def english_pages(built: Built) -> dict[str, html.HtmlElement]:
    top = built.paths.site / "en"
    return {path.relative_to(top).as_posix(): html.parse(path).getroot() for path in sorted(top.rglob("*.html"))}


def is_marked(element: html.HtmlElement | None) -> bool:
    above = [] if element is None else [element, *element.iterancestors()]
    return any(str(one.get("lang", "")).startswith("zh") for one in above)


def unmarked(page: html.HtmlElement) -> Iterator[str]:
    """Every text and every spoken attribute that no element says to be Chinese."""
    for one in page.iter():
        if not isinstance(one.tag, str):
            continue
        if not is_marked(one):
            yield from (one.get(name, "") for name in ATTRIBUTES)
            yield one.text or "" if one.tag not in {"script", "style"} else ""
        if not is_marked(one.getparent()):
            yield one.tail or ""


def said_in_code() -> set[str]:
    """The words that the code says: first arguments of say()."""
    found = set()
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
            if named and isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return found


def test_every_word_of_the_code_has_its_english() -> None:
    said = {words for words in said_in_code() if CHINESE.search(words)}
    assert len(said) > 50
    assert sorted(said - read_words()["code"].keys()) == []


def test_no_template_that_speaks_english_says_a_chinese_word() -> None:
    names = [name for name in read_words() if name != "code"]
    assert len(names) > 8
    for name in names:
        source = (TEMPLATES / name).read_text(encoding="utf-8")
        left = [line for line in MARKED.sub("", speak_template(name, source)).splitlines() if CHINESE.search(line)]
        assert [line for line in left if 'replace(";", "、")' not in line] == []
        assert [words for words in read_words()[name] if words not in source] == [], f"{name}: words that are gone"


def test_a_word_without_english_is_seen() -> None:
    source = "<p>没有这句话</p>"
    assert CHINESE.search(MARKED.sub("", speak_template("home.html.j2", source)))


def test_counts_are_one_or_many() -> None:
    with speaking("en"):
        assert say("{n} 格", n=1) == "1 cell"
        assert say("{n} 格", n=1234) == "1,234 cells"
    assert say("{n} 格", n=1) == "1 格"


def test_english_pages_say_nothing_in_chinese_but_what_is_marked(built: Built) -> None:
    pages = english_pages(built)
    assert len(pages) > 20
    offenders = {name: [words for words in unmarked(page) if CHINESE.search(words)] for name, page in pages.items()}
    assert {name: found[:3] for name, found in offenders.items() if found} == {}
    assert {page.get("lang") for page in pages.values()} == {"en"}


def test_what_is_marked_as_chinese_stands_in_the_package(real: Built) -> None:
    data = real.paths.package
    printed = json.dumps(json.loads((data / "datapackage.json").read_text(encoding="utf-8")), ensure_ascii=False)
    for path in sorted((data / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            printed += "\n".join(" ".join(cell.split()) for row in csv.reader(file) for cell in row) + "\n"
    strange = set()
    seen = 0
    for name, page in english_pages(real).items():
        if name == "method.html":  # written by hand
            continue
        for one in page.xpath('//article//*[@lang="zh-CN"][not(ancestor-or-self::*[contains(@class, "gk-cite")])]'):
            words = " ".join(str(one.text_content()).split())
            seen += 1
            strange |= {f"{name}: {run}" for run in HAN.findall(words) if run not in printed}
    assert seen > 100
    assert sorted(strange) == []


def test_both_languages_show_the_same_numbers(built: Built) -> None:
    seen = 0
    for name in english_pages(built):
        values = []
        for top in ("", "en/"):
            page = html.parse(built.paths.site / f"{top}{name}").getroot()
            values.append(page.xpath("//article//data/@value | //article//@data-number"))
        assert values[0] == values[1], name
        seen += len(values[0])
    assert seen > 100


def test_every_page_has_a_switch_to_a_page_that_is_there(built: Built) -> None:
    site = built.paths.site
    pages = [path for path in sorted(site.rglob("*.html")) if path.name != "404.html"]
    for path in pages:
        name = path.relative_to(site).as_posix()
        page = html.parse(path).getroot()
        (switch,) = page.xpath('//a[contains(@class, "gk-language")]')
        target = (path.parent / switch.get("href")).resolve()
        assert target.is_file(), name
        alternates = {one.get("hreflang"): one.get("href") for one in page.xpath("//link[@hreflang]")}
        if name.startswith("en/") or has_english(name):
            twin = name.removeprefix("en/") if name.startswith("en/") else f"en/{name}"
            assert target == (site / twin).resolve()
            assert {(path.parent / one).resolve() for one in alternates.values()} == {path.resolve(), target}
        else:
            assert target.is_relative_to(site.resolve() / "en")
            assert alternates == {}


def test_the_pages_of_very_many_reports_are_in_chinese_only(real: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    assert words.MOST_REPORTS == 1_000
    catalogue, drawings = open_catalogue(read_package(real.paths.package)), Drawings(real.paths.cache)
    reports = [f"reports/{one}.md" for one in catalogue.reports]

    def render(language: str) -> dict[str, str]:
        with speaking(language):
            return {page.path: page.text for page in render_reports(catalogue, drawings)}

    assert set(render("en")) == {"reports/index.md", *reports}
    monkeypatch.setattr(words, "MOST_REPORTS", len(reports) - 1)
    chinese, english = render("zh"), render("en")
    assert set(english) == {"reports/index.md"}
    assert "twin" not in chinese["reports/index.md"]
    listed = html.fragment_fromstring(english["reports/index.md"].split("---\n", 2)[2], create_parent="div")
    for report in catalogue.reports.values():
        page = f"reports/{report.report_id}"
        assert f'twin: "authorities/{report.authority}.html"' in chinese[f"{page}.md"]
        assert listed.xpath(f'//a[@href="../../{page}.html"]/@hreflang') == ["zh-CN"]


def test_a_name_does_not_run_into_what_stands_beside_it(real: Built) -> None:
    # Only a margin parted "Linyi" from "2017": read aloud, copied or searched it was one word.
    beside = re.compile(r'(.)<span class="gk-(?:year|list__year|from)">', re.DOTALL)
    begun = re.compile(r"<td[^>]*>(?:<a[^>]*>)?")  # what begins a cell has nothing before it
    found = [
        (name, before)
        for name in (
            "index",
            "quality",
            "changes",
            "reports/index",
            "reports/371300-2017",
            "indicators/disclosure.total",
        )
        for before in beside.findall(begun.sub(" ", (real.paths.site / f"en/{name}.html").read_text(encoding="utf-8")))
    ]
    assert len(found) >= 20
    assert [one for one in found if not one[1].isspace()] == []


def test_the_method_calls_a_state_what_the_data_call_it(real: Built) -> None:
    with (real.paths.package / "data/cell_states.csv").open(encoding="utf-8") as file:
        ordered = sorted(csv.DictReader(file), key=lambda row: int(row["order"]))
    states = [(row["glyph"], row["label_en"]) for row in ordered]
    told = html.fromstring((real.paths.site / "en/method.html").read_text(encoding="utf-8"))
    rows = [tuple(cell.text_content() for cell in row)[:2] for row in told.xpath("(//article//table)[1]/tbody/tr")]
    assert rows == states


def test_the_editions_are_named_in_english(real: Built) -> None:
    told = html.fromstring((real.paths.site / "en/data.html").read_text(encoding="utf-8"))
    names = [one.text_content() for one in told.xpath('//*[@aria-labelledby="editions"]//tbody//th')]
    assert {"Linyi", "Yicheng District", "2014", "2024"} <= set(names)
    assert [one for one in names if re.search("[\u4e00-\u9fff]", one)] == []


def test_what_both_have_stands_once(built: Built) -> None:
    site = built.paths.site
    files = [path.relative_to(site / "en") for path in (site / "en").rglob("*") if path.is_file()]
    doubled = [
        one for one in files if (site / one).is_file() and (site / one).read_bytes() == (site / "en" / one).read_bytes()
    ]
    assert doubled == []
    assert {one.suffix for one in files} == {".html", ".json", ".csv"}


@pytest.mark.browser
def test_the_switch_stays_on_the_page_and_leads_back(visit: Visit) -> None:
    page = visit.go("authorities/370400.html")
    page.locator(".gk-language").click()
    page.wait_for_url("**/en/authorities/370400.html")
    assert page.locator("h1").inner_text() == "Zaozhuang"
    page.locator(".gk-language").click()
    page.wait_for_url(f"{visit.base}authorities/370400.html")
    page = visit.go("reports/371300-2017.html#requests.received.letter")
    page.locator(".gk-language").click()
    page.wait_for_url("**/en/reports/371300-2017.html#requests.received.letter")
    row = page.locator("[id='requests.received.letter']")
    assert row.locator("th a").inner_text() == "Requests made by letter"
    assert row.locator("[lang='zh-CN']").inner_text().strip("0123456789.") == "信函申请数"
    row.locator(".gk-mark").first.click()
    told = page.locator(":target")
    assert "The table says 790, the text 828, a difference of 38." in told.inner_text()
    told.locator("h4 a").click()
    page.wait_for_url("**/en/rules/prose.table.html")


@pytest.mark.browser
def test_charts_speak_english_alive_too(visit: Visit) -> None:
    page = visit.go("en/indicators/disclosure.total.html")
    figure = page.locator(".gk-chart").first
    assert (
        figure.locator(".gk-chart__tools button")
        .first.get_attribute("aria-label")
        .startswith("Save the chart as PNG: ")
    )
    figure.locator(".gk-chart__live").dispatch_event("click")
    page.locator(".gk-chart[data-state=live]").first.wait_for()
    assert not CHINESE.search(figure.inner_text())
    assert not CHINESE.search(figure.locator(".gk-chart__drawing").get_attribute("aria-label") or "")


@pytest.mark.browser
def test_the_header_finds_english_names_on_english_pages(visit: Visit) -> None:
    page = visit.go("en/data.html")
    page.locator(".gk-finder__words").fill("zaozhuang")
    found = page.locator(".gk-finder__list a").first
    found.wait_for()
    found.click()
    page.wait_for_url("**/en/authorities/370400*.html")


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_english_pages(visit: Visit, name: str) -> None:
    look(visit.go(name))


@pytest.mark.browser
def test_a_comparison_survives_the_switch_and_speaks_english(visit: Visit, tmp_path: Path) -> None:
    asked = "?a=370400,371300&i=requests.received&y=2017"
    page = visit.go(f"compare.html{asked}")
    page.locator(".gk-compared figure[data-state=live]").wait_for()
    page.locator(".gk-language").click()
    page.wait_for_url(f"{visit.base}en/compare.html{asked}")
    figure = page.locator(".gk-compared figure[data-state=live]")
    figure.wait_for()
    shown = page.locator("article").inner_text()
    assert not CHINESE.search(shown)
    assert re.findall(
        r"(Zaozhuang|Linyi)\s+(?:≠\s+a check fails\s+)?([0-9,]+)",
        page.locator(".gk-compared tbody:visible").inner_text(),
    ) == [
        ("Zaozhuang", "201"),
        ("Linyi", "1,108"),
    ]
    assert (
        figure.locator(".gk-chart__drawing").get_attribute("aria-label")
        == "Zaozhuang 2017: 201; Linyi 2017: 1,108 (a check fails)."
    )
    with page.expect_download() as found:
        page.locator("#compare-result > .gk-chart__tools button").first.click()
    found.value.save_as(tmp_path / "shown.csv")
    with (tmp_path / "shown.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["name"], row["label"], row["value"]) for row in rows] == [
        ("Zaozhuang", "Requests received", "201"),
        ("Linyi", "Requests received", "1108"),
    ]
    page.locator(".gk-compared tbody:visible a.gk-cell").first.click()
    page.wait_for_url(f"{visit.base}en/reports/370400-2017.html#requests.received")
    page.go_back()
    page.locator("label", has_text="2014").locator("input").check()  # the address follows, and the switch follows it
    page.wait_for_url("**y=2014,2017")
    page.locator(".gk-language").click()
    page.wait_for_url(f"{visit.base}compare.html{asked.replace('2017', '2014,2017')}")


@pytest.mark.browser
def test_the_switch_keeps_the_place_on_the_page(visit: Visit) -> None:
    page = visit.go("glossary.html#state-blank")
    page.locator(".gk-language").click()
    page.wait_for_url(f"{visit.base}en/glossary.html#state-blank")
    page.locator("html[data-scripts]").wait_for(state="attached")
    page.locator(".gk-language").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visit.base}glossary.html#state-blank")
