"""Spreads: n and N, median and ends are of the tables; the prose is drawn with a ring and counted apart; what is not
drawn is named. And what the charts' tables head their columns with."""

import json
import re
from html import unescape
from typing import Any

import pytest

from gongkai.charts import make_chart
from gongkai.pages.catalogues.records import Authority
from gongkai.pages.figures.comparisons import Spot
from gongkai.pages.figures.spreads import Spread, chart_spreads
from gongkai.words import speaking
from tests.built import Built
from tests.scenes import draw_scene, items


def spot(code: str, value: float | None) -> Spot:
    place = Authority(*[""] * len(Authority.__dataclass_fields__))
    return Spot(place, 2017, value, code, "" if value is None else str(value))


TABLES = [spot("form", 10), spot("form", 20), spot("form", 60), spot("blank", None)]
TOLD = [spot("prose", 999)]
UNASKED = [spot("not_said", None), spot("other_form", None)]


def test_the_prose_is_in_no_n_median_or_end() -> None:
    one = Spread("2017 年", [*TABLES, *TOLD, *UNASKED])
    assert one.count == "n = 3 / 4，另有正文 1"
    assert (one.middle, one.ends) == (20, "最小 10，最大 60")
    assert Spread("2017 年", TABLES).count == "n = 3 / 4"
    assert (Spread("2017 年", TOLD).count, Spread("2017 年", TOLD).ends) == ("n = 0 / 0，另有正文 1", "")
    with speaking("en"):
        assert one.count == "n = 3 / 4, and 1 in prose"


def test_a_stroke_from_prose_has_a_ring_and_its_row_says_so() -> None:
    chart = chart_spreads("t", [Spread("2017 年", [*TABLES[:3], *TOLD])])
    assert [(row["value"], row["source"]) for row in chart.rows if row["role"] != "median"] == [
        (10, "统计表"), (20, "统计表"), (60, "统计表"), (999, "正文"),
    ]  # fmt: skip
    plain = make_chart(chart.recipe, "t", "f", [{**row, "is_prose": 0} for row in rows_of(chart.rows)])
    rings = len(items(draw_scene(chart.spec), "symbol")) - len(items(draw_scene(plain.spec), "symbol"))
    assert rings == 1


def rows_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key != "shown"} for row in rows]


def figure(built: Built, page: str, ending: str) -> str:
    """The page's figure whose spec's name ends so."""
    text = (built.paths.site / page).read_text(encoding="utf-8")
    found = [one for one in re.findall(r"<figure.*?</figure>", text, re.S) if f'{ending}.vl.json"' in one]
    assert len(found) == 1
    return unescape(found[0])


@pytest.mark.parametrize("line", ["litigation", "review", "requests.received"])
def test_an_indicators_spread_counts_as_its_year_does(real: Built, line: str) -> None:
    shown = figure(real, f"indicators/{line}.html", f"{line}.spread")
    assert "n = 2 / 2，另有正文 1" in shown
    assert "n = 3 / 3" not in shown
    assert "带圈的一划只出自正文" in shown
    assert "A stroke with a ring" in figure(real, f"en/indicators/{line}.html", f"{line}.spread")


def test_years_that_are_not_drawn_are_named_and_another_forms_line_too(real: Built) -> None:
    shown = figure(real, "indicators/applications.new.html", "applications.new.spread")
    assert "2014、2020、2024 年各只有一个数，不画。" in shown
    assert "2017 年，2014年统计表（收到申请数）" in shown
    shown = figure(real, "en/indicators/applications.new.html", "applications.new.spread")
    assert "2014, 2020, 2024: one number each, not drawn." in shown


def test_every_column_of_a_charts_table_has_a_machine_name(real: Built) -> None:
    seen = 0
    for path in real.paths.site.rglob("*.html"):
        for table in re.findall(r'<details class="gk-chart__numbers".*?</details>', path.read_text("utf-8"), re.S):
            heads = re.findall(r"<th scope=\"?col\"?[^>]*>", table)
            assert heads
            assert [one for one in heads if not re.search(r'data-column="?[a-z0-9_]+', one)] == [], path.name
            seen += 1
    assert seen > 50
    assert ">年份<" not in figure(real, "authorities/371300.html", "siblings.requests.received")


def test_a_chart_of_prose_alone_says_so_to_every_reader(real: Built) -> None:
    found = [
        path
        for path in (real.paths.docs("zh") / "reports").glob("370400-gaoxin-2020.*.vl.json")
        if "source" in json.loads(path.read_bytes())["data"]["values"][0]
    ]
    assert found
    for path in found:
        rows = json.loads(path.read_bytes())["data"]["values"]
        assert {row["source"] for row in rows} == {"正文"}
        shown = figure(real, "reports/370400-gaoxin-2020.html", path.name.removesuffix(".vl.json"))
        assert 'aria-label="只出自正文。' in shown
        assert 'data-column="source"' in shown
