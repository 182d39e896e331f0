"""Charts of many authorities over many years: every spec of every page that has one, held against its table."""

import html
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import vl_convert
from markupsafe import Markup
from playwright.sync_api import Browser

from gongkai.charts import RECIPES, TWINS, Drawings, twin_rows
from gongkai.pages import authorities, compare, home, indicators, quality, reports, rules, years
from gongkai.pages.catalogues import Catalogue, open_catalogue
from gongkai.pages.drafts import Page
from gongkai.published import read_package
from gongkai.words import speaking
from tests.built import parse_page
from tests.many_years import AUTHORITIES, PARENT, SOLE, cell, form_of, reporting, write_many_years
from tests.scenes import drawn_numbers, make_drawings, twin_numbers
from tests.test_charts import encodings

KINDS = (
    *(authorities.render_authorities, indicators.render_indicators, home.render_home),
    *(compare.render_compare, quality.render_quality, years.render_years),
)
FIGURE = re.compile(r'<figure class="gk-chart gk-chart--([^"]+)" data-spec="([^"]*)".*?</figure>', re.DOTALL)

CELL = re.compile(r'<td(?:[^>]*?data-number="([^"]*)")?[^>]*>(.*?)</td>', re.DOTALL)


class Undrawn(Drawings):
    """Makes no drawing: specs are looked at, and the scenes of some."""

    def draw(self, spec: Mapping[str, Any]) -> Markup:
        return Markup("")


@dataclass(frozen=True)
class Figure:
    """A chart of a page: its recipe, spec, alternative text and table."""

    name: str
    recipe: str
    spec: dict[str, Any]
    finding: str
    cells: list[list[tuple[str, str]]]

    @property
    def rows(self) -> list[dict[str, Any]]:
        rows = self.spec["data"]["values"]
        assert isinstance(rows, list)
        return rows


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return open_catalogue(read_package(write_many_years(tmp_path_factory.mktemp("years"))))


@pytest.fixture(scope="module")
def figures(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> list[Figure]:
    """Every chart of every page, in both languages."""
    drawings = Undrawn(tmp_path_factory.mktemp("none"))
    found: list[Figure] = []
    for language in ("zh", "en"):
        with speaking(language):
            for render in KINDS:
                for page in render(catalogue, drawings):
                    found += read_figures(page, language)
    assert len(found) > 600
    return found


def read_figures(page: Page, language: str) -> list[Figure]:
    found = []
    for match in FIGURE.finditer(page.text):
        address = html.unescape(match[2])
        path = str(Path(page.path).parent / address) if "/" in page.path else address
        label = html.unescape(re.search(r'role="img" aria-label="([^"]*)"', match[0])[1])  # type: ignore[index]
        lines = match[0].partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]
        cells = [
            [(parse_page(f"<p>{text}</p>").text, html.unescape(number)) for number, text in CELL.findall(line)]
            for line in lines
        ]
        spec = json.loads(page.files[path])
        found.append(Figure(f"{language}/{path}", html.unescape(match[1]), spec, label, cells))
    return found


def of(figures: list[Figure], *recipes: str) -> list[Figure]:
    found = [one for one in figures if one.recipe in recipes]
    assert found
    return found


def test_every_recipe_is_on_some_page(figures: list[Figure]) -> None:
    # Fewer than 200 authorities and reports on a line: no quartiles, no provinces; each has a table: no bars of prose
    # alone; all the others.
    assert {one.recipe for one in figures} == set(RECIPES) - {"quartiles", "coverage_share", "compare", "bars_sourced"}


def test_every_encoded_field_of_every_spec_is_a_column_of_its_data(figures: list[Figure]) -> None:
    wrong = []
    for one in figures:
        fields = {found["field"] for found in encodings({key: one.spec[key] for key in one.spec if key != "data"})}
        columns = set(RECIPES[one.recipe].columns)
        wrong += [one.name for row in one.rows if set(row) != columns]
        wrong += [f"{one.name}: {field}" for field in fields - columns]
    assert wrong == []


def test_the_table_of_every_chart_is_its_data(figures: list[Figure]) -> None:
    seen, wrong = 0, []
    for one in figures:
        if one.recipe == "coverage":
            continue  # its table has links, and is tested where it is made
        wanted = [[(cell.text, cell.number) for cell in row] for row in twin_rows(one.recipe, one.rows)]
        seen += len(wanted)
        wrong += [f"{one.name}: {shown} {row}" for shown, row in zip(one.cells, wanted, strict=True) if shown != row]
    assert wrong == []
    assert seen > 5000


def test_marks_stand_where_the_tables_say(figures: list[Figure]) -> None:
    """Scenes of every comparison and of pages that have each kind of gap; a scene takes some hundredths of a second."""
    pages = (
        "zh/compare/",
        "zh/assets/",
        "zh/authorities/9904",
        "en/authorities/9902",
        "zh/indicators/fees",
        "zh/years/2019",
    )
    seen = set()
    for one in figures:
        if one.name.startswith(pages) and one.recipe != "coverage":
            wanted, drawn = twin_numbers(one.recipe, one.rows), drawn_numbers(one.recipe, one.spec)
            assert drawn.keys() == wanted.keys()
            for field, numbers in drawn.items():
                top = max(wanted[field], default=0)
                assert numbers == pytest.approx(wanted[field], rel=1e-6, abs=1e-6 * top), one.name
            seen.add(one.recipe)
    assert seen == {"bars", "states", "outcomes", "series", "strip", "strip_tenfold", "compare_years", "compare_own"}


def test_marks_of_reports_and_rules_stand_where_the_tables_and_the_package_say(
    repository: Path, tmp_path: Path
) -> None:
    """Of the real reports: their own charts, and the bars of every rule that has some."""
    real = open_catalogue(read_package(repository / "datapackage" / "annual-reports"))
    drawings, seen = Undrawn(tmp_path), Counter[str]()
    for render in (reports.render_reports, rules.render_rules):
        for page in render(real, drawings):
            stem = Path(page.path).stem
            cells = [*real.cells.get(stem, ()), *real.prose.get(stem, ())]
            printed = {float(cell.obs_value) for cell in cells if cell.obs_value is not None}
            for one in read_figures(page, "zh"):
                wanted, drawn = twin_numbers(one.recipe, one.rows), drawn_numbers(one.recipe, one.spec)
                assert drawn.keys() == wanted.keys()
                for field, numbers in drawn.items():
                    top = max(wanted[field], default=0)
                    assert numbers == pytest.approx(wanted[field], rel=1e-6, abs=1e-6 * top), one.name
                    if one.recipe.startswith("bars") and page.path.startswith("reports/"):
                        assert set(wanted[field]) <= printed, one.name
                seen[f"{page.path.partition('/')[0]} {one.recipe}"] += len(one.rows)
    assert seen.keys() == {"reports bars", "reports bars_sourced", "reports states", "rules bars"}
    assert min(seen.values()) > 10


def joined(authority: str, year: int, old: str, new: str) -> float | int | None:
    return cell(authority, year, old if form_of(authority, year) == "2014" else new)[0]


def test_a_series_has_the_numbers_of_the_reports_and_a_mark_for_every_year(figures: list[Figure]) -> None:
    held = set(reporting())
    series = [one for one in of(figures, "series") if "indicators/applications.new.series." in one.name]
    assert len(series) == 2 * 12  # in two languages, of the first twelve that have two numbers
    for one in series:
        authority = one.name.split(".")[-3]
        years = [int(row["year"]) for row in one.rows]
        assert years == list(range(years[0], years[-1] + 1))
        for row, year in zip(one.rows, years, strict=True):
            wanted = joined(authority, year, "requests.received", "applications.new")
            assert row["value"] == (wanted if (authority, year) in held else None), one.name
            assert row["printed"] or row["value"] is not None
            assert f"{row['year']}" in one.finding
            assert row["note"] in one.finding


def test_a_line_ends_at_every_gap_and_at_every_new_form(figures: list[Figure]) -> None:
    breaks = 0
    for one in of(figures, "series"):
        for before, row in zip(one.rows, one.rows[1:], strict=False):
            apart = before["run"] != row["run"]
            assert apart == (row["value"] is None or bool(row["turn"])) or before["value"] is None, one.name
            assert not (row["turn"] and row["form"] == before["form"])
            breaks += bool(row["turn"])
        signs = [(row["level"], row["sign"]) for row in one.rows if row["turn"]]
        assert [level for level, _ in signs] == [1, 0][-len(signs) :][: len(signs)] if signs else True
    assert breaks > 100


def test_a_strip_says_median_and_n_and_ranks_nobody(figures: list[Figure]) -> None:
    codes = sorted(AUTHORITIES)
    order = [one[1] for one in codes] + [one[2] for one in codes]
    for one in of(figures, "strip", "strip_tenfold"):
        for line in {row["key"] for row in one.rows}:
            rows = [row for row in one.rows if row["key"] == line and row["role"] != "median"]
            numbers = [row["value"] for row in rows if row["value"] is not None]
            assert rows[0]["count"] == f"n = {len(numbers)} / {len(rows)}"
            middle = [row["value"] for row in one.rows if row["key"] == line and row["role"] == "median"]
            assert middle == ([round(median(numbers), 6)] if len(numbers) > 2 else [])
            places = [order.index(row["label"]) for row in rows]
            assert places == sorted(places)  # by code, as everywhere
            assert rows[0]["count"] in one.finding
            assert rows[0]["ends"] in one.finding
    assert [one.name for one in figures if f"{SOLE}.siblings" in one.name] == []


def test_a_comparison_is_quiet_where_no_report_is_and_hatched_where_one_has_nothing(figures: list[Figure]) -> None:
    held = set(reporting())
    names = {name: one[0] for one in AUTHORITIES for name in one[1:3]}
    below = {parent: {one[0] for one in AUTHORITIES if one[4] == parent} for parent in (PARENT, "990100")}
    kinds = {"number": 0, "hatched": 0, "none": 0}
    for one in of(figures, "compare_years", "compare_own"):
        assert {names[row["label"]] for row in one.rows} == below[Path(one.name).name.split(".")[0]]
        for row in one.rows:
            kinds[row["kind"]] += 1
            assert (row["kind"] == "none") == ((names[row["label"]], int(row["year"])) not in held)
            assert (row["kind"] == "number") == (row["value"] is not None)
            assert (f"{row['label']} {row['year']}" in one.finding) == (row["kind"] != "none")
    assert min(kinds.values()) > 50


def test_one_that_is_a_thousand_times_the_others_hides_them_nowhere(figures: list[Figure]) -> None:
    recipes = {one.name: one.recipe for one in figures}
    assert recipes["zh/compare/990000.applications.new.vl.json"] == "compare_own"
    assert recipes["zh/authorities/990100.siblings.applications.new.vl.json"] == "strip_tenfold"
    assert recipes["zh/indicators/fees.spread.vl.json"] == "strip"


def test_every_column_of_a_table_is_named_in_both_languages(figures: list[Figure]) -> None:
    assert [one.name for one in figures if not one.spec["data"]["values"]] == []
    assert {one.recipe for one in figures} <= TWINS.keys()
    chinese = [one.name for one in figures if one.name.startswith("en/") and re.search("[一-鿿]", one.finding)]
    hostile = {one.name for one in figures if "script" in one.finding}
    assert set(chinese) - hostile == set()


NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?")
DRAW = """async ([spec, options]) => {
  const live = document.body.appendChild(document.createElement("div"));
  await window.vegaEmbed(live, spec, options);
  const svg = live.querySelector("svg");
  const marks = [...svg.querySelectorAll("path, text, line, rect, tspan")].map((one) => [one.tagName,
    one.getAttribute("d"), one.getAttribute("transform"), one.querySelector("tspan") ? "" : one.textContent]);
  return [svg.getAttribute("viewBox"), marks];
}"""


def shapes(svg: str) -> list[list[str | None]]:
    root = ET.fromstring(svg)  # noqa: S314 - drawn by ourselves
    return [
        [one.tag, one.get("d"), one.get("transform"), one.text or ""]
        for one in root.iter()
        if one.tag in {"path", "text", "line", "rect", "tspan"}
    ]


@pytest.mark.browser
def test_alive_a_chart_is_what_was_drawn(figures: list[Figure], browser: Browser, tmp_path: Path) -> None:
    """The same shapes, words and size, though the browser has other fonts: nothing jumps when a chart wakes."""
    drawings = make_drawings(tmp_path)
    said: list[str] = []
    page = browser.new_page()
    page.on("console", lambda one: said.append(one.text))
    page.add_script_tag(content=str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")))
    seen, wrong = set(), []
    for one in figures:
        language = one.name.partition("/")[0]
        if (language, one.recipe) not in seen or one.name.startswith("zh/authorities/990400.series"):
            seen.add((language, one.recipe))
            drawn = str(drawings.draw(one.spec))
            options = {"mode": "vega-lite", "ast": True, "renderer": "svg", "actions": False, "logLevel": 1}
            box, alive = page.evaluate(DRAW, [one.spec, options])
            assert len(alive) > 8
            if f'viewBox="{box}"' not in drawn or rounded(alive) != rounded(shapes(drawn)):
                wrong.append(one.name)
    assert wrong == []
    assert len(seen) >= 14
    assert said == []
    page.close()


def rounded(marks: list[list[str | None]]) -> list[list[str]]:
    """Coordinates to a hundredth of a pixel."""
    return [[NUMBER.sub(lambda one: f"{float(one[0]):.2f}", word or "") for word in mark] for mark in marks]


def test_key_figures_name_the_years_alone_and_dot_what_a_form_does_not_ask(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    pages = authorities.render_authorities(catalogue, Undrawn(tmp_path))
    text = html.unescape(next(page.text for page in pages if page.path == "authorities/990100.md"))
    table = text[text.index("gk-table--compare") : text.index("</table>", text.index("gk-table--compare"))]
    heads = re.findall(r'<th scope="col" class="gk-right"><a [^>]*>([^<]*)</a>', table)
    assert heads == [str(year) for one, year in reporting() if one == "990100"]
    assert table.count("该格式不设此项") == table.count('<span aria-hidden="true">·</span>') > 0
    assert "·\u2002该格式不设此项" in text.replace("&ensp;", "\u2002")
