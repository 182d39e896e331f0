"""Recipes: rows of facts become a Vega-Lite spec.

Each recipe is written once in Altair, built once, and its rows are swapped in; field names are ASCII and fixed by the
recipe (`fields`), years are ordinal, a missing value is null and carries a note of its own. Text, lines and ticks are
drawn in `currentColor`, marks in tones that stand on paper and on ink alike, so one drawing serves light and dark.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from gongkai.charts import comparisons, plots, strips
from gongkai.charts.frames import FROM_ZERO, Frame, at_marks, at_name, break_names, fit_frame, place_rows
from gongkai.charts.tones import INK, LINE, OUTCOME_TONES, SMALL, STATE_TONES, WIDTH, WORDS
from gongkai.fonts import FAMILY
from gongkai.words import is_english, say

if TYPE_CHECKING:
    import altair as alt

Row = Mapping[str, str | int | float | None]


@dataclass(frozen=True)
class Chart:
    """A recipe's spec with its rows; `title` and `finding` are words for people, the finding states the numbers."""

    recipe: str
    title: str
    finding: str
    spec: Mapping[str, Any]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of facts that the spec draws."""
        return list(self.spec["data"]["values"])


@dataclass(frozen=True)
class Recipe:
    """How one kind of chart is built, the columns of its rows, its frame, and the column of names that it breaks to
    fit, if it has one; a spec's rows hold the broken ones as `shown`."""

    fields: tuple[str, ...]
    build: "Callable[[], alt.LayerChart | alt.FacetChart]"
    frame: Frame
    name: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Those of a spec's rows."""
        broken = (*self.fields, "shown") if self.name else self.fields
        return (*broken, "place") if self.frame.is_placed else broken


def make_chart(recipe: str, title: str, finding: str, rows: Sequence[Row]) -> Chart:
    """A chart of `rows`, which have exactly the recipe's columns."""
    known = RECIPES[recipe]
    fields = set(known.fields)
    strange = [sorted(set(row) ^ fields) for row in rows if set(row) != fields]
    if strange:
        raise ValueError(f"recipe {recipe}: columns differ in {strange[0]}")
    shown = break_names(known.frame, rows, known.name) if known.name else []
    values = [dict(row) for row in rows]
    for value, name in zip(values, shown, strict=bool(shown)):
        value["shown"] = name
    if known.frame.is_placed:
        for value, place in zip(values, place_rows(known.frame, rows, shown), strict=True):
            value["place"] = place
    spec = build_template(recipe, is_english()) | fit_frame(known.frame, rows, shown) | {"data": {"values": values}}
    return Chart(recipe, title, finding, spec)


@cache
def build_template(recipe: str, english: bool = False) -> dict[str, Any]:
    """The recipe's spec as Altair makes it, without rows; its few words in the language spoken."""
    chart = RECIPES[recipe].build()
    spec: dict[str, Any] = chart.to_dict()
    spec |= fit_frame(RECIPES[recipe].frame, [], [])
    spec["config"] = _config()
    spec.pop("datasets", None)
    spec.pop("data", None)
    if english:
        _translate(spec)
    return spec


def _translate(spec: Any) -> None:
    """Exchange the titles of tooltips, wherever they stand."""
    for one in spec.values() if isinstance(spec, dict) else spec:
        if isinstance(one, dict | list):
            _translate(one)
    if isinstance(spec, dict) and isinstance(spec.get("title"), str):
        spec["title"] = say(spec["title"])


def _config() -> dict[str, Any]:
    words = {"labelColor": "currentColor", "titleColor": "currentColor", "labelFontSize": WORDS, "titleFontSize": WORDS}
    return {
        "background": None,
        "font": f"{FAMILY}, sans-serif",
        "text": {"color": "currentColor", "fontSize": WORDS},
        "view": {"stroke": None},
        "axis": {**words, "domainColor": "currentColor", "tickColor": "currentColor", "grid": False},
        "legend": {**words, "symbolType": "square", "labelLimit": 200},
    }


def _no_rows() -> "alt.InlineData":
    import altair as alt

    return alt.InlineData(values=[])


_LINE = Frame(step=38, beside="note")
_PARTS = Frame(step=59, beside="note")


def _names(base: "alt.Chart", offset: float, **encoded: Any) -> "list[alt.Chart]":
    """Names at the left, over as many lines as they need, and notes at the right, in the names' first line."""
    import altair as alt

    name = base.mark_text(align="left", baseline="middle", lineBreak="\n", lineHeight=LINE, dy=at_name(offset))
    note = base.mark_text(align="right", baseline="middle", dy=at_marks(offset))
    return [
        name.encode(x=alt.value(0), text="shown:N", **encoded),
        note.encode(x=alt.value("width"), text="note:N", **encoded),
    ]


def _lines() -> "alt.Chart":
    import altair as alt

    return alt.Chart(_no_rows()).encode(y=alt.Y("key:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0)))


def _bars() -> "alt.LayerChart | alt.FacetChart":
    """One line of words and one bar per row: the number stands printed; where there is none, the note says why."""
    import altair as alt

    base = _lines()
    tooltip = [alt.Tooltip("label:N", title="项"), alt.Tooltip("note:N", title="值")]
    track = base.mark_bar(size=5, yOffset=at_marks(10), opacity=0.14, color="currentColor").encode(
        x=alt.value(0), x2=alt.value("width"), tooltip=tooltip
    )
    bar = (
        base.mark_bar(size=5, yOffset=at_marks(10), color=INK)
        .encode(
            x=alt.X("value:Q", axis=None, scale=alt.Scale(zero=True, nice=False, domain=FROM_ZERO)), tooltip=tooltip
        )
        .transform_filter("isValid(datum.value)")
    )
    layers = (track, bar, *_names(base, -7, tooltip=tooltip))
    return alt.layer(*layers).properties(width=WIDTH, height=alt.Step(_LINE.step))


def _stacked(
    number: str, order: str, stack: Literal["zero", "normalize"], tone: "alt.Color", tooltip: "list[alt.Tooltip]"
) -> "alt.LayerChart | alt.FacetChart":
    """A bar of pieces for each line, a stroke at the end of each, and below it every piece's sign and number, so that
    nobody needs the colours."""
    import altair as alt

    base = _lines()
    x = alt.X(f"{number}:Q", axis=None, stack=stack, scale=alt.Scale(nice=False))
    pieces = base.encode(x=x, order=alt.Order(f"{order}:Q"), tooltip=tooltip)
    bar = pieces.mark_bar(size=12, yOffset=at_marks(3)).encode(color=tone)
    end = pieces.mark_tick(thickness=1, size=16, yOffset=at_marks(3), color="currentColor", opacity=1)
    once = base.transform_aggregate(groupby=["key", "shown", "note", "parts"])
    parts = once.mark_text(align="left", baseline="middle", fontSize=SMALL, dy=at_marks(18))
    layers = (bar, end.encode(detail=tone.shorthand), *_names(once, -14), parts.encode(x=alt.value(0), text="parts:N"))
    return alt.layer(*layers).properties(width=WIDTH, height=alt.Step(_PARTS.step))


def _states() -> "alt.LayerChart | alt.FacetChart":
    """How many value cells of each report hold a number, a zero, a blank…: one stacked bar per report."""
    import altair as alt

    tooltip = [
        alt.Tooltip("label:N", title="报告"),
        alt.Tooltip("state_label:N", title="单元格"),
        alt.Tooltip("cells:Q", title="个", format=","),
    ]
    tones = alt.Scale(domain=list(STATE_TONES), range=list(STATE_TONES.values()))
    return _stacked("cells", "state_order", "zero", alt.Color("state:N", scale=tones, legend=None), tooltip)


def _outcomes() -> "alt.LayerChart | alt.FacetChart":
    """How the checks of each kind of rule came out: a bar of shares for each, since kinds differ a hundredfold."""
    import altair as alt

    tooltip = [
        alt.Tooltip("label:N", title="规则"),
        alt.Tooltip("outcome_label:N", title="结果"),
        alt.Tooltip("checks:Q", title="项", format=","),
    ]
    tones = alt.Scale(domain=list(OUTCOME_TONES), range=list(OUTCOME_TONES.values()))
    return _stacked("checks", "outcome_order", "normalize", alt.Color("outcome:N", scale=tones, legend=None), tooltip)


_STATES = ("key", "label", "state", "state_label", "state_order", "cells", "note", "parts")
_OUTCOMES = ("key", "label", "outcome", "outcome_label", "outcome_order", "checks", "note", "parts")
_SHARES = ("key", "label", "year", "reports", "with_table", "note")
_SERIES = ("year", "value", "note", "printed", "form", "run", "turn", "sign", "level", "edge", "side")
_STRIP = (
    "key",
    "line",
    "count",
    "median",
    "lacking",
    "ends",
    "label",
    "value",
    "note",
    "role",
    "place",
    "source",
    "is_prose",
)
_QUARTILES = ("key", "line", "count", "median", "ends", "low", "lower", "middle", "upper", "high")
RECIPES: Mapping[str, Recipe] = {
    "bars": Recipe(("key", "label", "value", "note"), _bars, _LINE, "label"),
    "bars_sourced": Recipe(("key", "label", "value", "note", "source"), _bars, _LINE, "label"),
    "states": Recipe(_STATES, _states, _PARTS, "label"),
    "outcomes": Recipe(_OUTCOMES, _outcomes, _PARTS, "label"),
    "coverage": Recipe(("key", "label", "year", "kind", "note"), plots.build_coverage, plots.COVERAGE, "label"),
    "coverage_share": Recipe(_SHARES, plots.build_coverage_share, plots.SHARE, "label"),
    "series": Recipe(_SERIES, plots.build_series, plots.SERIES),
    "strip": Recipe(_STRIP, strips.build_strip, strips.FRAME, "line"),
    "strip_tenfold": Recipe(_STRIP, strips.build_strip_tenfold, strips.FRAME, "line"),
    "quartiles": Recipe(_QUARTILES, strips.build_quartiles, replace(strips.FRAME, below=""), "line"),
    "compare": Recipe(comparisons.FIELDS, comparisons.build_compare, comparisons.FRAME, "label"),
    "compare_years": Recipe(comparisons.YEARS, comparisons.build_compare_years, comparisons.YEARS_FRAME, "label"),
    "compare_own": Recipe(comparisons.YEARS, comparisons.build_compare_own, comparisons.YEARS_FRAME, "label"),
}
