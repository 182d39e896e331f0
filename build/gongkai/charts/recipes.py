"""Recipes: rows of facts become a Vega-Lite spec.

Each recipe is written once in Altair, built once, and its rows are swapped in; field names are ASCII and fixed by the
recipe (`fields`), years are ordinal, a missing value is null and carries a note of its own. Text, lines and ticks are
drawn in `currentColor`, marks in tones that stand on paper and on ink alike, so one drawing serves light and dark.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from gongkai.charts import plots
from gongkai.charts.tones import INK, OUTCOME_TONES, STATE_TONES, WIDTH
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
    """How one kind of chart is built, and the columns of its rows."""

    fields: tuple[str, ...]
    build: "Callable[[], alt.LayerChart | alt.FacetChart]"


def make_chart(recipe: str, title: str, finding: str, rows: Sequence[Row]) -> Chart:
    """A chart of `rows`, which have exactly the recipe's columns."""
    fields = set(RECIPES[recipe].fields)
    strange = [sorted(set(row) ^ fields) for row in rows if set(row) != fields]
    if strange:
        raise ValueError(f"recipe {recipe}: columns differ in {strange[0]}")
    spec = copy.copy(build_template(recipe, is_english()))
    spec["data"] = {"values": [dict(row) for row in rows]}
    return Chart(recipe, title, finding, spec)


@cache
def build_template(recipe: str, english: bool = False) -> dict[str, Any]:
    """The recipe's spec as Altair makes it, without rows; its few words in the language spoken."""
    chart = RECIPES[recipe].build()
    spec: dict[str, Any] = chart.to_dict()
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
    words = {"labelColor": "currentColor", "titleColor": "currentColor", "labelFontSize": 13, "titleFontSize": 13}
    return {
        "background": None,
        "font": f"{FAMILY}, sans-serif",
        "padding": 2,
        "text": {"color": "currentColor", "fontSize": 13},
        "view": {"stroke": None},
        "axis": {**words, "domainColor": "currentColor", "tickColor": "currentColor", "grid": False},
        "legend": {**words, "symbolType": "square", "labelLimit": 200},
    }


def _no_rows() -> "alt.InlineData":
    import altair as alt

    return alt.InlineData(values=[])


def _bars() -> "alt.LayerChart | alt.FacetChart":
    """One line of words and one bar per row: the number stands printed; where there is none, the note says why."""
    import altair as alt

    base = alt.Chart(_no_rows()).encode(y=alt.Y("key:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0)))
    tooltip = [alt.Tooltip("label:N", title="项"), alt.Tooltip("note:N", title="值")]
    track = base.mark_bar(size=5, yOffset=10, opacity=0.14, color="currentColor").encode(
        x=alt.value(0), x2=alt.value("width"), tooltip=tooltip
    )
    bar = (
        base.mark_bar(size=5, yOffset=10, color=INK)
        .encode(x=alt.X("value:Q", axis=None, scale=alt.Scale(zero=True, nice=False)), tooltip=tooltip)
        .transform_filter("isValid(datum.value)")
    )
    label = base.mark_text(align="left", baseline="middle", dy=-5, limit=WIDTH - 110).encode(
        x=alt.value(0), text="label:N", tooltip=tooltip
    )
    note = base.mark_text(align="right", baseline="middle", dy=-5).encode(
        x=alt.value("width"), text="note:N", tooltip=tooltip
    )
    return alt.layer(track, bar, label, note).properties(width=WIDTH, height=alt.Step(38))


def _states() -> "alt.LayerChart | alt.FacetChart":
    """How many value cells of each report hold a number, a zero, a blank…: one stacked bar per report."""
    import altair as alt

    base = alt.Chart(_no_rows()).encode(y=alt.Y("key:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0)))
    tooltip = [
        alt.Tooltip("label:N", title="报告"),
        alt.Tooltip("state_label:N", title="单元格"),
        alt.Tooltip("cells:Q", title="个", format=","),
    ]
    tones = alt.Scale(domain=list(STATE_TONES), range=list(STATE_TONES.values()))
    bar = base.mark_bar(size=12, yOffset=10).encode(
        x=alt.X("cells:Q", axis=None, stack="zero", scale=alt.Scale(nice=False)),
        color=alt.Color("state:N", scale=tones, legend=None),
        order=alt.Order("state_order:Q"),
        tooltip=tooltip,
    )
    once = base.transform_aggregate(sum_cells="sum(cells)", groupby=["key", "label", "note"])
    label = once.mark_text(align="left", baseline="middle", dy=-8).encode(x=alt.value(0), text="label:N")
    note = once.mark_text(align="right", baseline="middle", dy=-8).encode(x=alt.value("width"), text="note:N")
    return alt.layer(bar, label, note).properties(width=WIDTH, height=alt.Step(44))


def _outcomes() -> "alt.LayerChart | alt.FacetChart":
    """How the checks of each kind of rule came out: a bar of shares for each, since kinds differ a hundredfold."""
    import altair as alt

    base = alt.Chart(_no_rows()).encode(y=alt.Y("key:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0)))
    tooltip = [
        alt.Tooltip("label:N", title="规则"),
        alt.Tooltip("outcome_label:N", title="结果"),
        alt.Tooltip("checks:Q", title="项", format=","),
    ]
    tones = alt.Scale(domain=list(OUTCOME_TONES), range=list(OUTCOME_TONES.values()))
    bar = base.mark_bar(size=12, yOffset=10).encode(
        x=alt.X("checks:Q", axis=None, stack="normalize", scale=alt.Scale(nice=False)),
        color=alt.Color("outcome:N", scale=tones, legend=None),
        order=alt.Order("outcome_order:Q"),
        tooltip=tooltip,
    )
    once = base.transform_aggregate(sum_checks="sum(checks)", groupby=["key", "label", "note"])
    label = once.mark_text(align="left", baseline="middle", dy=-8).encode(x=alt.value(0), text="label:N")
    note = once.mark_text(align="right", baseline="middle", dy=-8).encode(x=alt.value("width"), text="note:N")
    return alt.layer(bar, label, note).properties(width=WIDTH, height=alt.Step(44))


RECIPES: Mapping[str, Recipe] = {
    "bars": Recipe(("key", "label", "value", "note"), _bars),
    "states": Recipe(("key", "label", "state", "state_label", "state_order", "cells", "note"), _states),
    "outcomes": Recipe(("key", "label", "outcome", "outcome_label", "outcome_order", "checks", "note"), _outcomes),
    "coverage": Recipe(("key", "label", "year", "kind", "note"), plots.build_coverage),
    "coverage_share": Recipe(("key", "label", "year", "reports", "with_table", "note"), plots.build_coverage_share),
    "series": Recipe(("year", "value", "note", "printed", "form", "run", "turn", "sign", "level"), plots.build_series),
    "strip": Recipe(
        ("key", "line", "summary", "lacking", "ends", "label", "value", "note", "role", "place"), plots.build_strip
    ),
    "quartiles": Recipe(("key", "line", "summary", "low", "lower", "middle", "upper", "high"), plots.build_quartiles),
    "compare": Recipe(("key", "label", "year", "value", "note"), plots.build_compare),
}
