"""How much one page shows, with limits small enough for six reports: what is left out is said, and is somewhere."""

import csv
import dataclasses
import gzip
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gongkai.charts import Drawings
from gongkai.pages import (
    authorities,
    compare,
    data,
    documents,
    home,
    indicators,
    limits,
    quality,
    reports,
    rules,
    search,
    years,
)
from gongkai.pages.catalogues import Catalogue, open_catalogue
from gongkai.pages.catalogues.records import Authority
from gongkai.pages.drafts import Page
from gongkai.published import read_package
from gongkai.words import speaking
from tests.browsing import Visit
from tests.built import REPOSITORY, make_root
from tests.national import list_authorities

Render = Callable[[Catalogue, Drawings], Iterator[Page]]
LINE = "applications.new"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return open_catalogue(read_package(REPOSITORY / "datapackage" / "annual-reports"))


@pytest.fixture(scope="module")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> Drawings:
    return Drawings(make_root(tmp_path_factory.mktemp("drawn") / "root").cache)


@pytest.fixture
def pages(catalogue: Catalogue, drawings: Drawings) -> Callable[[Render], dict[str, Page]]:
    return lambda render: {page.path: page for page in render(catalogue, drawings)}


def text(page: Page) -> str:
    return html.unescape(page.text)


def rows(page: Page, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.files[name])))


def table(page: Page, label: str) -> str:
    """The table of the region that has this label or heading."""
    found = re.search(rf'aria-label(?:ledby)?="{label}"><table.*?</table>', text(page), re.DOTALL)
    assert found, label
    return found.group()


def test_authorities_are_one_page_for_each_province(catalogue, pages, monkeypatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 3)
    with speaking("en"):
        assert '<h1 id="top">Authorities in Jiangsu' in text(
            pages(authorities.render_authorities)["authorities/in-32.md"]
        )
    found = pages(authorities.render_authorities)
    lists = {name: text(page) for name, page in found.items() if re.search("index|in-", name)}
    assert set(lists) == {"authorities/index.md", "authorities/in-32.md", "authorities/in-37.md"}
    assert '<a class="gk-list__name" href="in-37.html">山东省</a>' in lists["authorities/index.md"]
    for one in catalogue.authorities:
        trees = {name: re.findall(r'<ul class="gk-tree">.*?</ul>', said, re.DOTALL) for name, said in lists.items()}
        holding = [name for name, tree in trees.items() if tree and f'"{one}.html"' in tree[0]]
        assert holding == [f"authorities/in-{one[:2]}.md"]


@pytest.mark.parametrize(
    ("render", "name"),
    [(authorities.render_authorities, "authorities/index.md"), (years.render_years, "years/index.md")],
)
def test_who_reported_when_is_drawn_by_province(render, name, pages, monkeypatch) -> None:
    assert 'class="gk-coverage"' in pages(render)[name].text
    monkeypatch.setattr(limits, "SQUARES", 2)
    page = pages(render)[name]
    assert 'class="gk-coverage"' not in page.text
    assert "gk-chart--coverage_share" in text(page)
    assert "山东省" in text(page)


def test_a_drawing_of_many_authorities_is_told_by_year(catalogue, pages, monkeypatch) -> None:
    assert "峄城区：1 / 11 年有报告" in text(pages(home.render_home)["index.md"])
    monkeypatch.setattr(limits, "SECTIONS", 2)
    said = text(pages(home.render_home)["index.md"])
    told = {year: len(held) for year, held in catalogue.years.items()}
    assert f"2014：{told[2014]} 份；2015：0 份；" in said
    assert f"2017：{told[2017]} 份；" in said


def test_a_year_of_many_reports_says_how_its_key_lines_are_spread(pages, monkeypatch) -> None:
    whole = rows(pages(years.render_years)["years/2017.md"], "data/years/2017.csv")
    monkeypatch.setattr(limits, "SIDE_BY_SIDE", 2)
    monkeypatch.setattr(limits, "BARS", 1)
    monkeypatch.setattr(limits, "ROWS", 2)
    page = pages(years.render_years)["years/2017.md"]
    assert rows(page, "data/years/2017.csv") == whole
    said = table(page, "figures")
    line = next(one for one in said.split("<tr>") if "requests.received.html" in one)
    numbers = sorted(
        int(one["obs_value"]) for one in whole if one["indicator"] == "requests.received" and one["obs_value"]
    )
    assert len(numbers) > 1
    assert f">{numbers[0]:,}<" in line
    assert f">{numbers[-1]:,}<" in line
    assert "reports/" not in said
    assert "gk-chart--strip" in page.text
    assert '<a class="gk-list__name" href="../reports/in-37.html">山东省</a><span class="gk-list__note">3 份' in text(
        page
    )


def test_an_indicator_lists_some_reports_and_offers_all(catalogue, pages, monkeypatch) -> None:
    whole = pages(indicators.render_indicators)["indicators/disclosure.total.md"]
    all_rows = table(whole, "values").count("<tr>") - 1
    assert all_rows > 2
    monkeypatch.setattr(limits, "VALUES", 2)
    monkeypatch.setattr(limits, "SECTIONS", 1)
    found = pages(indicators.render_indicators)
    page = found["indicators/disclosure.total.md"]
    assert table(page, "values").count("<tr>") - 1 == 2
    assert f"全部 {all_rows} 行（CSV）" in text(page)
    assert page.files["data/indicators/disclosure.total.csv"] == whole.files["data/indicators/disclosure.total.csv"]
    by_applicant = found[f"indicators/{LINE}.md"]
    assert by_applicant.text.count('<h3 id="applicants-') == 1
    reported = {
        one["report_id"] for one in rows(by_applicant, f"data/indicators/{LINE}.csv") if one["applicant"] != "total"
    }
    assert f"共 {len(reported)} 份" in text(by_applicant)
    assert len(reported) > 1


def test_a_prepared_comparison_shows_the_first_and_the_newest(pages, monkeypatch) -> None:
    name = "compare/370000.md"
    whole = pages(compare.render_compare)[name]
    assert len({one["authority"] for one in rows(whole, "data/compare/370000.csv")}) == 2
    monkeypatch.setattr(limits, "SIBLINGS", 1)
    page = pages(compare.render_compare)[name]
    assert rows(page, "data/compare/370000.csv") == rows(whole, "data/compare/370000.csv")
    assert "表里只放前 1 个" in text(page)
    assert {len(re.findall('<th scope="row">', one)) for one in page.text.split("<h2 ")[1:-1]} == {1}
    monkeypatch.setattr(limits, "SIBLINGS", 40)
    monkeypatch.setattr(limits, "SPOTS", 1)
    name = "compare/370400.md"
    for one in re.findall(r"gk-table--compare.*?</table>", pages(compare.render_compare)[name].text, re.DOTALL):
        assert len(re.findall('<th scope="col"', one)) == 2
    assert "表里是最近的 1 年" in text(pages(compare.render_compare)[name])


def test_the_names_of_a_nation_are_no_burden(catalogue, drawings) -> None:
    """What the header's search loads: at most 250 KiB with the sentences, which do not grow."""
    nation = {one["authority"]: Authority(**one) for one in list_authorities()}
    assert len(nation) == 3_174
    page = next(search.render_search(dataclasses.replace(catalogue, authorities=nation), drawings))
    assert page.files["assets/names.js"].count(',"county",') == 2_800
    assert len(gzip.compress(page.files["assets/names.js"].encode(), 6)) < 100 * 1024


def test_states_of_many_reports_are_summed_by_form(pages, monkeypatch) -> None:
    def bars() -> list[dict]:
        return json.loads(pages(home.render_home)["index.md"].files["assets/index.states.vl.json"])["data"]["values"]

    single = bars()
    monkeypatch.setattr(limits, "BARS", 1)
    summed = bars()
    assert {one["key"] for one in summed} < {"2014", "2019", "2021", "mixed"}
    for state in {one["state"] for one in single}:
        assert [sum(one["cells"] for one in some if one["state"] == state) for some in (single, summed)][::-1] == [
            sum(one["cells"] for one in single if one["state"] == state)
        ] * 2


def test_long_lists_of_findings_end_with_the_way_to_all(catalogue, pages, monkeypatch) -> None:
    before = pages(quality.render_quality)["quality.md"]
    monkeypatch.setattr(limits, "VALUES", 1)
    monkeypatch.setattr(limits, "SECTIONS", 1)
    page = pages(quality.render_quality)["quality.md"]
    assert table(before, "不成立").count("<tr>") > 2
    assert table(page, "不成立").count("<tr>") == 2
    assert f"前 1 份，共 {len(catalogue.current)} 份" in text(page)
    ruled = [one for one in pages(rules.render_rules).values() if "这里列出前 1 项" in text(one)]
    assert ruled
    for one in ruled:
        assert {part.count("<tr>") for part in text(one).split("<table") if "gk-findings" in part} == {2}
    cited = text(pages(documents.render_documents)["documents.md"])
    assert "份在 CSV 里" in cited
    assert "按报告下载" in text(pages(data.render_data)["data.md"])
    assert "320813-2024" not in pages(data.render_data)["data.md"].text


def test_of_too_many_reports_the_drawings_wait_for_the_reader(pages, monkeypatch) -> None:
    monkeypatch.setattr(limits, "DRAWN", 1)
    found = {**pages(reports.render_reports), **pages(authorities.render_authorities)}
    page = found["reports/371300-2017.md"]
    assert "<svg" not in re.sub(r"<table.*?</table>", "", page.text, flags=re.DOTALL)
    assert page.text.count("<figure") == page.text.count('<details class="gk-chart__numbers" open>') > 1
    assert "<svg" not in found["authorities/371300.md"].text
    assert '<figure class="gk-chart gk-chart--coverage' in pages(home.render_home)["index.md"].text
    assert "<svg" in pages(home.render_home)["index.md"].text


@pytest.mark.browser
def test_a_chart_that_was_not_drawn_is_drawn_on_demand(visit: Visit, tmp_path: Path) -> None:
    def undraw(route) -> None:
        said = route.fetch().text()
        body = re.sub(r'(<div class="gk-chart__drawing"[^>]*>)<svg.*?</svg>(</div>)', r"\1\2", said, flags=re.DOTALL)
        assert body != said
        route.fulfill(body=body, content_type="text/html")

    visit.page.route("**/reports/371300-2017.html", undraw)
    page = visit.go("reports/371300-2017.html")
    figure = page.locator("figure.gk-chart").first
    assert figure.locator(".gk-chart__drawing").is_hidden()
    with page.expect_download() as taken:
        figure.get_by_role("button", name="SVG").click()
    taken.value.save_as(tmp_path / "x.svg")
    assert "<text" in (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert figure.locator(".gk-chart__drawing svg").is_visible()
    second = page.locator("figure.gk-chart").nth(1)
    second.locator(".gk-chart__live").dispatch_event("click")
    second.locator(".gk-chart__drawing svg").wait_for()


def test_beyond_many_reports_what_holds_is_counted_by_rule(pages, catalogue, monkeypatch) -> None:
    whole = pages(reports.render_reports)
    monkeypatch.setattr(limits, "TOLD", 5)
    found = pages(reports.render_reports)
    name = "reports/371300-2017.md"
    said = text(found[name])
    held = [one for one in catalogue.checks["371300-2017"] if one.result == "holds"]
    assert len(held) == 32
    (part,) = re.findall(r'<details class="gk-more" id="checks-holds">.*?</details>', said, re.DOTALL)
    counts = [int(one) for one in re.findall(r"</a><span class=\"gk-count\">（(\d+)）", part)]
    assert sum(counts) == len(held)
    assert len(counts) == len({one.rule for one in held})
    assert len(re.findall('<i id="check-', part)) == len(held)  # what leads to a check still does
    (address,) = re.findall(r'<a href="\.\./(data/reports/[^"]+)" download>这份报告的核对 CSV', part)
    assert len([row for row in rows(found[name], address) if row["result"] == "holds"]) == len(held)
    anchors = [set(re.findall(r' id="([^"]+)"', one)) for one in (said, text(whole[name]))]
    assert anchors[0] == anchors[1]
    assert len(found[name].text) < len(whole[name].text)
    with speaking("en"):
        assert "only counted by rule here" in text(pages(reports.render_reports)[name])
