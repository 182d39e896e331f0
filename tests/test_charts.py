import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import pytest

from gongkai.charts import RECIPES, Drawings, make_chart
from gongkai.charts.drawings import clean_svg
from gongkai.charts.recipes import INK, OUTCOME_TONES, STATE_TONES, build_template
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
