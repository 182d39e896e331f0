import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import pytest

from gongkai.charts import RECIPES, TWINS, Drawings, make_chart, twin_rows
from gongkai.charts.drawings import clean_svg
from gongkai.charts.labels import break_label
from gongkai.charts.recipes import build_template
from gongkai.charts.tones import INK, OUTCOME_TONES, SQUARE_SHAPES, STATE_TONES, WIDTH
from tests.built import REPOSITORY
from tests.made_up import HOSTILE
from tests.scenes import draw_scene, drawn_numbers, items, make_drawings, twin_numbers

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
            "parts": "● 1 ▢ 4",
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
            "parts": "＝ 6 ≠ 1",
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
            "edge": "left" if year == 2014 else "right" if year == 2020 else "center",
            "side": "below" if year == 2018 else "above",
        }
        for year, value, run in (
            *((2014, 128894, "0"), (2015, 64447, "0"), (2016, None, "1"), (2017, None, "2")),
            *((2018, 7, "2"), (2019, 178.8, "3"), (2020, 0, "3")),
        )
    ],
    "quartiles": [
        {
            "key": "0000",
            "line": "2017 年",
            "count": "n = 300 / 400",
            "median": "中位数 20",
            "ends": "最小 0，最大 9,000",
            "low": 0,
            "lower": 12.5,
            "middle": 20,
            "upper": 300,
            "high": 4000,
        }
    ],
    "compare": [
        {"key": "0", "label": "白水市", "year": "2017", "value": 128894, "note": "128,894", "kind": "number"},
        {"key": "1", "label": HOSTILE, "year": "2017", "value": None, "note": "格式不同，没有对照", "kind": "hatched"},
        {"key": "2", "label": "清河市", "year": "2017", "value": 0, "note": "0", "kind": "number"},
        {"key": "3", "label": "云上省", "year": "2017", "value": None, "note": "未收报告", "kind": "none"},
    ],
}
ROWS["bars_sourced"] = [{**row, "source": "正文"} for row in ROWS["bars"]]
ROWS["strip"] = ROWS["strip_tenfold"] = [
    {
        "key": "0000",
        "line": HOSTILE,
        "count": "n = 3 / 4",
        "median": "中位数 20",
        "lacking": "1 个没有可比的数",
        "ends": "最小 10，最大 400",
        "label": label,
        "value": value,
        "note": "▢ 空白" if value is None else str(value),
        "role": role,
        "place": 150 if value is None else None,
        "source": "" if value is None or role == "median" else "统计表",
        "is_prose": 0,
    }
    for label, value, role in (
        *(("甲", 10, "other"), ("乙", 20, "own"), ("丙", 400, "other"), ("丁", None, "other")),
        ("中位数", 20, "median"),
    )
]
# Two authorities over four years: a zero, a blank, a year without a report, a new form.
ROWS["compare_years"] = ROWS["compare_own"] = [
    {
        "key": key,
        "label": label,
        "year": str(year),
        "value": value,
        "note": "0" if value == 0 else f"{value:,}" if value else "▢ 空白" if kind == "hatched" else "未收报告",
        "kind": kind,
        "form": "" if kind == "none" else "乙" if year > 2018 else "甲",
        "turn": "自此为乙" if (key, year) == ("0000", 2019) else "",
        "said": "2017 年最高 128,894",
    }
    for key, label, values in (("0000", HOSTILE, (128894, 0, 7, None)), ("0001", "白水市", (12, None, 11, 178.8)))
    for at, (year, value) in enumerate(zip((2017, 2018, 2019, 2020), values, strict=True))
    for kind in ["number" if value is not None else "hatched" if at == 3 else "none"]
]


@pytest.fixture
def drawings(tmp_path: Path) -> Drawings:
    return make_drawings(tmp_path)


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
    assert {one["field"] for one in found} <= set(RECIPES[recipe].columns)
    assert [name for name in RECIPES[recipe].columns if not re.fullmatch(r"[a-z_]+", name)] == []
    assert [one for one in found if one.get("type") == "temporal"] == []


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_template_with_rows_is_what_altair_makes(recipe: str) -> None:
    chart = RECIPES[recipe].build()
    spec = make_chart(recipe, "t", "f", ROWS[recipe]).spec
    chart.data = alt.InlineData(values=spec["data"]["values"])
    framed = {"config", "padding", "autosize", "params", "height", "spacing"}  # what a frame sets
    with alt.data_transformers.enable(consolidate_datasets=False):
        own = {key: value for key, value in chart.to_dict().items() if key not in framed}
    assert {key: value for key, value in spec.items() if key not in framed} == own


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_spec_holds_its_rows_and_no_foreign_address(recipe: str) -> None:
    chart = make_chart(recipe, "t", "f", ROWS[recipe])
    fields = RECIPES[recipe].fields
    assert [{name: row[name] for name in fields} for row in chart.rows] == ROWS[recipe]
    assert [row for row in chart.rows if tuple(row) != RECIPES[recipe].columns] == []
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
        assert {one.tag for one in elements} <= {
            "svg",
            "g",
            "path",
            "text",
            "tspan",
            "rect",
            "line",
            "defs",
            "clipPath",
        }
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


def test_two_builds_may_draw_the_same_at_once(tmp_path: Path) -> None:
    # Their new files had one name: who came second found that the first had taken it away.
    code = """
import sys
from pathlib import Path
from gongkai.charts import Drawings
Drawings._convert = lambda self, spec: '<svg viewBox="0 0 1 1"/>'
sys.stdin.readline()
for number in range(300):
    Drawings(Path(sys.argv[1])).draw({"number": number})
"""
    builds = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for one in builds:
        assert one.stdin
        one.stdin.write(b"\n")
        one.stdin.flush()
    assert [one.communicate()[1].decode() for one in builds] == [""] * 4
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".svg"]


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
    return items(draw_scene(make_chart(recipe, "t", "f", ROWS[recipe]).spec), kind)


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


@pytest.mark.parametrize("recipe", [recipe for recipe in RECIPES if recipe != "coverage"])
def test_marks_stand_where_the_csv_says(recipe: str) -> None:
    chart = make_chart(recipe, "t", "f", ROWS[recipe])
    wanted, drawn = twin_numbers(recipe, chart.rows), drawn_numbers(recipe, chart.spec)
    for field in drawn:
        assert len(drawn[field]) == len(wanted[field]) > 0
        assert drawn[field] == pytest.approx(wanted[field], rel=1e-6, abs=1e-6)
    assert set(wanted) - set(drawn) <= {"with_table"}


def test_a_series_has_no_line_over_a_gap_or_a_new_form() -> None:
    runs: dict[str, list[float]] = {}
    for one in marks("series", "line"):
        runs.setdefault(re.search(r"run: (\w+)", one["description"])[1], []).append(one["x"])  # type: ignore[index]
    assert [len(run) for run in runs.values()] == [2, 1, 2]
    words = [one["text"] for one in marks("series", "text")]
    assert words == ["128,894", "64,447", "7", "178.8", "0", "▢", "▢", "乙格式"]
    rule = marks("series", "rule")
    assert [one["x"] for one in rule] == pytest.approx([5 * WIDTH / 7])  # before the sixth of seven years


@pytest.mark.parametrize("recipe", ["bars", "compare", "compare_years", "compare_own", "series", "strip"])
def test_what_is_zero_everywhere_lies_at_the_foot_and_not_in_the_middle(recipe: str) -> None:
    zeros = [row | {"value": None if row["value"] is None else 0} for row in ROWS[recipe]]
    spec = make_chart(recipe, "t", "f", zeros).spec
    drawn = drawn_numbers(recipe, spec)["value"]
    assert drawn == [0] * len(drawn) != []
    if recipe == "series":
        assert {one["y"] for one in items(draw_scene(spec), "symbol")} == {96}
    if recipe == "strip":
        assert {one["x"] + one["width"] / 2 for one in items(draw_scene(spec), "rect") if one["width"] < 10} == {0}


@pytest.mark.parametrize("recipe", ["strip", "strip_tenfold"])
def test_the_blanks_of_a_strip_stand_apart(recipe: str) -> None:
    signs = marks(recipe, "symbol")
    assert [one["x"] for one in signs][1:] == [150]
    words = {one["text"] for one in marks(recipe, "text") if isinstance(one["text"], str)}
    assert {"1 个没有可比的数", "最小 10，最大 400", "中位数 20", "n = 3 / 4"} <= words


def test_a_long_name_is_broken_and_never_cut(drawings: Drawings) -> None:
    for recipe, rows in ROWS.items():
        if (name := RECIPES[recipe].name) and any(row[name] == HOSTILE for row in rows):
            texts = parse(str(drawings.draw(make_chart(recipe, "t", "f", rows).spec))).iter("text")
            said = ["".join("".join(one.itertext()).split()) for one in texts]
            assert "".join(HOSTILE.split()) in said


def test_a_label_is_broken_between_words_and_before_no_closing_mark() -> None:
    assert break_label("白水新区", 60, 13) == ["白水新区"]
    assert break_label("白水新区管理委员会（新）", 13 * 4, 13) == ["白水新区", "管理委员", "会（新）"]
    assert break_label("Baishui New Area 2017", 13 * 0.62 * 8, 13) == ["Baishui", "New Area", "2017"]
    assert break_label("abcdefgh", 13 * 0.62 * 3, 13) == ["abc", "def", "gh"]
    assert break_label("", 60, 13) == [""]


def test_short_names_stand_on_their_bars_beside_long_ones() -> None:
    """A case of its own: a name filled up with empty lines stood too high, since nothing draws an empty line."""
    rows = [{"key": key, "label": label, "value": 1, "note": "1"} for key, label in (("a", "白水市"), ("b", HOSTILE))]
    scene = draw_scene(make_chart("bars", "t", "f", rows).spec)
    texts = [one for one in items(scene, "text") if one["align"] == "left"]
    bars = [one for one in items(scene, "rect") if one.get("fill") == INK]
    further = [0, make_chart("bars", "t", "f", rows).rows[1]["shown"].count("\n")]
    feet = [one["y"] + one["dy"] + 15 * count for one, count in zip(texts, further, strict=True)]
    assert further[1] > 0
    assert [bar["y"] - foot for bar, foot in zip(bars, feet, strict=True)] == [bars[0]["y"] - feet[0]] * 2
    assert 10 < bars[0]["y"] - feet[0] < 20


def test_a_line_is_as_high_as_its_names_need() -> None:
    plain, long = (
        make_chart("bars", "t", "f", [{"key": "a", "label": label, "value": 1, "note": "1"}]).spec
        for label in ("白水市", HOSTILE)
    )
    assert long["height"]["step"] - plain["height"]["step"] == 15 * long["data"]["values"][0]["shown"].count("\n") > 0
    coverage = make_chart("coverage", "t", "f", ROWS["coverage"]).spec
    places = sorted({row["place"] for row in coverage["data"]["values"]})
    assert coverage["height"] == places[0] + places[1]  # two names of one height


def test_what_cannot_be_compared_is_hatched_and_a_year_without_a_report_is_quiet() -> None:
    assert len(marks("compare", "symbol")) == 1
    assert len(marks("compare", "rect")) == 4  # two bars, their two tracks
    words = {"".join("".join(one["text"]).split()) for one in marks("compare", "text")}
    assert [row for row in ROWS["compare"] if row["note"] not in words] == []
    assert [row for row in ROWS["compare"] if "".join(row["label"].split()) not in words] == []
    for recipe in ("compare_years", "compare_own"):
        assert [one["y"] for one in marks(recipe, "symbol")] == [28, 40]  # a hatched field, a dot at the foot
        assert len([one for one in marks(recipe, "rule") if one.get("strokeDash")]) == 1


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
