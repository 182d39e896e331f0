import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import pytest
import vl_convert

from gongkai.charts import RECIPES, TWINS, Drawings, make_chart, twin_rows
from gongkai.charts.drawings import clean_svg
from gongkai.charts.recipes import build_template
from gongkai.charts.tones import INK, OUTCOME_TONES, SQUARE_SHAPES, STATE_TONES, WIDTH
from gongkai.fonts import fetch_font
from tests.built import REPOSITORY
from tests.made_up import HOSTILE

ROWS: dict[str, list[dict[str, Any]]] = {
    "bars": [
        {"key": "0000", "label": "白水市 2017", "value": 128894, "note": "128,894"},
        {"key": "0001", "label": HOSTILE, "value": None, "note": "▢ 空白"},
        {"key": "0002", "label": "白水市 2018", "value": 0, "note": "0"},
    ],
    "states": [
        {
            "key": "a",
            "label": "白水市",
            "state": one,
            "state_label": one,
            "state_order": at,
            "cells": at,
            "note": "45 格",
        }
        for at, one in enumerate(STATE_TONES, 1)
    ],
    "outcomes": [
        {
            "key": "a",
            "label": HOSTILE,
            "outcome": one,
            "outcome_label": one,
            "outcome_order": at,
            "checks": at,
            "note": "21 项",
        }
        for at, one in enumerate(OUTCOME_TONES, 1)
    ],
    "coverage": [
        {"key": key, "label": HOSTILE, "year": str(2014 + at), "kind": kind, "note": f"{kind} {at}"}
        for key in ("a", "b")
        for at, kind in enumerate(SQUARE_SHAPES)
    ],
    "coverage_share": [
        {
            "key": key,
            "label": key,
            "year": str(year),
            "reports": at * 700,
            "with_table": at * 3,
            "note": f"{at * 700:,}",
        }
        for at, key in enumerate("abc")
        for year in (2014, 2015)
    ],
    # 2016 and 2017 hold no number, from 2019 on the form is another one.
    "series": [
        {
            "year": str(year),
            "value": value,
            "note": "▢ 空白" if value is None else f"{value:,}",
            "printed": "▢" if value is None else f"{value:,}",
            "form": "乙" if year > 2018 else "甲",
            "run": run,
            "turn": "自此为乙" if year == 2019 else "",
            "sign": "乙格式" if year == 2019 else "",
            "level": 0,
        }
        for year, value, run in (
            *((2014, 128894, "0"), (2015, 64447, "0"), (2016, None, "1"), (2017, None, "2")),
            *((2018, 7, "2"), (2019, 178.8, "3"), (2020, 0, "3")),
        )
    ],
    "strip": [
        {
            "key": "0000",
            "line": HOSTILE,
            "summary": "中位数 20，n = 3 / 4",
            "lacking": "1 个没有可比的数",
            "ends": "最小 10，最大 400",
            "label": label,
            "value": value,
            "note": "▢ 空白" if value is None else str(value),
            "role": role,
            "place": 150 if value is None else None,
        }
        for label, value, role in (
            *(("甲", 10, "other"), ("乙", 20, "own"), ("丙", 400, "other"), ("丁", None, "other")),
            ("中位数", 20, "median"),
        )
    ],
    "quartiles": [
        {
            "key": "0000",
            "line": "2017 年",
            "summary": "中位数 20，n = 300 / 400",
            "low": 0,
            "lower": 12.5,
            "middle": 20,
            "upper": 300,
            "high": 4000,
        }
    ],
    "compare": [
        {"key": "0", "label": "白水市 2017", "year": "2017", "value": 128894, "note": "128,894"},
        {"key": "1", "label": HOSTILE, "year": "2017", "value": None, "note": "格式不同，没有对照"},
        {"key": "2", "label": "白水市 2018", "year": "2018", "value": 0, "note": "0"},
    ],
}


@pytest.fixture
def drawings(tmp_path: Path) -> Drawings:
    shared = REPOSITORY / ".cache"
    shared.mkdir(exist_ok=True)
    (tmp_path / "fonts").symlink_to(fetch_font(shared))
    return Drawings(tmp_path)


def encodings(spec: Any) -> Iterator[dict[str, Any]]:
    if isinstance(spec, dict):
        if "field" in spec:
            yield spec
        for inside in spec.values():
            yield from encodings(inside)
    elif isinstance(spec, list):
        for inside in spec:
            yield from encodings(inside)


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - drawn by ourselves


def test_every_recipe_has_rows_here() -> None:
    assert set(ROWS) == set(RECIPES)


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_encoded_field_is_a_column(recipe: str) -> None:
    found = list(encodings(build_template(recipe)))
    assert len(found) > 4
    assert {one["field"] for one in found} <= set(RECIPES[recipe].fields)
    assert [name for name in RECIPES[recipe].fields if not re.fullmatch(r"[a-z_]+", name)] == []
    assert [one for one in found if one.get("type") == "temporal"] == []


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_template_with_rows_is_what_altair_makes(recipe: str) -> None:
    chart = RECIPES[recipe].build()
    chart.data = alt.InlineData(values=ROWS[recipe])
    with alt.data_transformers.enable(consolidate_datasets=False):
        own = {key: value for key, value in chart.to_dict().items() if key != "config"}
    made = {key: value for key, value in make_chart(recipe, "t", "f", ROWS[recipe]).spec.items() if key != "config"}
    assert made == own


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_spec_holds_its_rows_and_no_foreign_address(recipe: str) -> None:
    chart = make_chart(recipe, "t", "f", ROWS[recipe])
    assert chart.rows == ROWS[recipe]
    text = json.dumps(chart.spec)
    assert re.findall(r"https?://(?!vega\.github\.io/schema/)", text) == []
    assert '"url"' not in text


def test_rows_with_other_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="valeu"):
        make_chart("bars", "t", "f", [{"key": "a", "label": "b", "valeu": 1, "note": "1"}])


def test_a_missing_value_is_a_note_and_no_bar(drawings: Drawings) -> None:
    rows = ROWS["bars"]
    svg = str(drawings.draw(make_chart("bars", "t", "f", rows).spec))
    assert svg.count(f'fill="{INK}"') == sum(row["value"] is not None for row in rows) == 2
    words = [one.text for one in parse(svg).iter() if one.tag == "text"]
    assert [row["note"] for row in rows if row["note"] in words] == ["128,894", "▢ 空白", "0"]


def test_a_drawing_holds_nothing_but_shapes_and_words(drawings: Drawings) -> None:
    for recipe, rows in ROWS.items():
        svg = str(drawings.draw(make_chart(recipe, "t", "f", rows).spec))
        elements = list(parse(svg).iter())
        assert {one.tag for one in elements} <= {"svg", "g", "path", "text", "rect", "line", "defs", "clipPath"}
        assert [key for one in elements for key in one.attrib if key == "style" or key.startswith("on")] == []
        assert "currentColor" in svg
    assert drawings.drawn == len(ROWS)


def test_text_from_a_report_stays_text_in_a_drawing(drawings: Drawings) -> None:
    row = {"key": "a", "label": "<b>&1", "value": 1, "note": "1"}
    svg = str(drawings.draw(make_chart("bars", "t", "f", [row]).spec))
    assert "<b>&1" in [one.text for one in parse(svg).iter()]
    assert "<b>" not in svg


def test_the_cleaner_drops_what_is_not_on_its_list() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" onload="x()"><script>x()</script>'
        '<style>a{}</style><g id="clip" style="x"><path d="M0" clip-path="url(#clip)" fill="url(http://x/)"/></g>'
        "<image href='http://x/'/><foreignObject><p>x</p></foreignObject></svg>"
    )
    assert clean_svg(svg, "ab") == (
        '<svg viewBox="0 0 1 1" aria-hidden="true" focusable="false"><g id="cab-clip">'
        '<path clip-path="url(#cab-clip)" d="M0"></path></g></svg>'
    )


def test_an_unchanged_spec_is_not_drawn_again(drawings: Drawings) -> None:
    spec = make_chart("bars", "t", "f", ROWS["bars"]).spec
    first = drawings.draw(spec)
    again = Drawings(drawings.cache)
    assert again.draw(spec) == first
    assert (again.drawn, again.kept) == (0, 1)


def test_the_keys_on_the_pages_have_the_tones_of_the_charts() -> None:
    css = (REPOSITORY / "build/gongkai/theme/assets/gongkai.css").read_text(encoding="utf-8")
    assert dict(re.findall(r"\.gk-tone--(\w+) \{ background: (#\w+); \}", css)) == STATE_TONES | OUTCOME_TONES


# What is drawn is what the CSV says: positions are measured in the scene that Vega makes of the spec.


def marks(recipe: str, kind: str) -> list[dict[str, Any]]:
    """The items of every mark of one kind, axes left out, in the order of drawing."""
    scene = vl_convert.vegalite_to_scenegraph(json.dumps(make_chart(recipe, "t", "f", ROWS[recipe]).spec))
    return [item for one in walk(scene) if one.get("marktype") == kind and one.get("name") for item in one["items"]]


def walk(scene: Any) -> Iterator[dict[str, Any]]:
    if isinstance(scene, dict):
        yield scene
        for inside in scene.values():
            yield from walk(inside)
    elif isinstance(scene, list):
        for inside in scene:
            yield from walk(inside)


def numbers(recipe: str, field: str) -> list[float]:
    """The numbers of a field as the twin, and so the CSV, has them."""
    column = next(at for at, one in enumerate(TWINS[recipe]) if one.number == field)
    rows = twin_rows(recipe, ROWS[recipe])
    return [float(row[column].number) for row in rows if row[column].number]


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_twin_shows_columns_of_its_recipe_and_blank_is_no_number(recipe: str) -> None:
    names = {name for one in TWINS[recipe] for name in (one.name, one.number) if name}
    assert names <= set(RECIPES[recipe].fields)
    assert [one for one in TWINS[recipe] if not one.zh or not one.en] == []
    rows = twin_rows(recipe, ROWS[recipe])
    assert len(rows) == len(ROWS[recipe])
    for shown, row in zip(rows, ROWS[recipe], strict=True):
        for column, cell in zip(TWINS[recipe], shown, strict=True):
            if column.number:
                assert cell.number == ("" if row[column.number] is None else f"{row[column.number]}")
                assert (cell.text == row[column.name]) or cell.text.replace(",", "") == cell.number
            else:
                assert (cell.text, cell.number) == (row[column.name], "")


@pytest.mark.parametrize(("recipe", "field"), [("bars", "value"), ("compare", "value")])
def test_bars_are_as_long_as_the_csv_says(recipe: str, field: str) -> None:
    wanted = numbers(recipe, field)
    drawn = [one["width"] for one in marks(recipe, "rect") if one.get("fill") == INK]
    assert drawn == pytest.approx([WIDTH * one / max(wanted) for one in wanted])
    assert len(drawn) == 2


@pytest.mark.parametrize(("recipe", "field"), [("states", "cells"), ("outcomes", "checks")])
def test_shares_are_as_long_as_the_csv_says(recipe: str, field: str) -> None:
    wanted = numbers(recipe, field)
    drawn = sorted(one["width"] for one in marks(recipe, "rect"))
    assert drawn == pytest.approx([WIDTH * one / sum(wanted) for one in sorted(wanted)])


def test_a_series_stands_where_the_csv_says_and_has_no_line_over_a_gap_or_a_new_form() -> None:
    wanted = numbers("series", "value")
    points = marks("series", "symbol")
    assert [96 - one["y"] for one in points] == pytest.approx([96 * one / max(wanted) for one in wanted])
    assert len(points) == 5
    runs: dict[str, list[float]] = {}
    for one in marks("series", "line"):
        runs.setdefault(re.search(r"run: (\w+)", one["description"])[1], []).append(one["x"])  # type: ignore[index]
    assert [len(run) for run in runs.values()] == [2, 1, 2]
    words = [one["text"] for one in marks("series", "text")]
    assert words == ["128,894", "64,447", "7", "178.8", "0", "▢", "▢", "乙格式"]
    rule = marks("series", "rule")
    assert [one["x"] for one in rule] == pytest.approx([5 * WIDTH / 7])  # before the sixth of seven years


def test_a_strip_stands_where_the_csv_says_and_its_blanks_stand_apart() -> None:
    *wanted, middle = numbers("strip", "value")
    strokes = [one for one in marks("strip", "rect") if one["width"] < 10]
    middles = sorted(one["x"] + one["width"] / 2 for one in strokes)
    assert middles == pytest.approx([WIDTH * one / max(wanted) for one in wanted])
    signs = marks("strip", "symbol")
    assert [one["x"] for one in signs] == pytest.approx([WIDTH * middle / max(wanted), 150])
    assert {"1 个没有可比的数", "最小 10，最大 400"} <= {one["text"] for one in marks("strip", "text")}


def test_quartiles_stand_where_the_csv_says() -> None:
    low, lower, middle, upper, high = (
        numbers("quartiles", name)[0] for name in ("low", "lower", "middle", "upper", "high")
    )
    spans = sorted((one["x"], one["x"] + one["width"]) for one in marks("quartiles", "rect") if one.get("width", 0) > 5)
    assert spans == [
        pytest.approx((low * WIDTH / high, WIDTH)),
        pytest.approx((lower * WIDTH / high, upper * WIDTH / high)),
    ]
    notch = [one["x"] + one["width"] / 2 for one in marks("quartiles", "rect") if one.get("width", 0) <= 5]
    assert notch == pytest.approx([middle * WIDTH / high])


def test_what_cannot_be_compared_is_hatched_and_has_no_bar() -> None:
    hatched = marks("compare", "symbol")
    assert len(hatched) == 1
    assert len(marks("compare", "rect")) == 4  # two bars, their two tracks
    words = [one["text"] for one in marks("compare", "text")]
    assert words == [*(row["label"] for row in ROWS["compare"]), *(row["note"] for row in ROWS["compare"])]


def test_the_coverage_has_a_sign_for_each_year_and_nothing_is_a_sign_too() -> None:
    signs = marks("coverage", "symbol")
    outlined = [one for one in signs if one.get("stroke") == "currentColor"]
    assert len(outlined) == 2 * (len(SQUARE_SHAPES) - 1)  # all but nothing
    assert len(signs) - len(outlined) == len(ROWS["coverage"])
    assert len({one["y"] for one in signs}) == 2


def test_a_share_is_printed_in_full_and_the_more_the_darker() -> None:
    squares = marks("coverage_share", "rect")
    assert [one["text"] for one in marks("coverage_share", "text")][: len(squares)] == [
        row["note"] for row in ROWS["coverage_share"]
    ]
    tones = [one.get("opacity", 1) for one in squares]
    assert tones == sorted(tones)
    assert len(set(tones)) == 3
