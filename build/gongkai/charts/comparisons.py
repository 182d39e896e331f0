"""Comparisons: some authorities on one line of a form, in one year as bars, over several as small multiples.

What cannot be compared is hatched, and its note says why. A year without a report is no finding: it stays quiet.
"""

from typing import TYPE_CHECKING

from gongkai.charts.frames import FROM_ZERO, Frame, at_marks, at_name
from gongkai.charts.plots import name_years
from gongkai.charts.tones import INK, LINE, SMALL, WIDTH, WORDS, hatch

if TYPE_CHECKING:
    import altair as alt

FIELDS = ("key", "label", "year", "value", "note", "kind")
FRAME = Frame(step=38, beside="note")
YEARS = (*FIELDS, "form", "turn", "said")
YEARS_FRAME = Frame(edges={"top": 2, "right": 2, "bottom": 4, "left": 2}, between=48)
_HIGH = 44  # pixels of the greatest value over several years
_HAS = "isValid(datum.value)"


def _rows(tooltip: "list[alt.Tooltip]") -> "alt.Chart":
    import altair as alt

    return alt.Chart(alt.InlineData(values=[])).encode(tooltip=tooltip)


def _tooltip() -> "list[alt.Tooltip]":
    import altair as alt

    words = {"label": "机关", "year": "年份", "note": "值"}
    return [alt.Tooltip(f"{name}:N", title=title) for name, title in words.items()]


def build_compare() -> "alt.LayerChart | alt.FacetChart":
    """One line per authority, with its bar; hatched where there is no number to compare, no bar at all where there is
    no report."""
    import altair as alt

    base = _rows(_tooltip()).encode(y=alt.Y("key:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0)))
    offset = at_marks(10)
    x = alt.X("value:Q", axis=None, scale=alt.Scale(zero=True, nice=False, domain=FROM_ZERO))
    track = base.mark_bar(size=5, yOffset=offset, opacity=0.14, color="currentColor")
    track = track.encode(x=alt.value(0), x2=alt.value("width")).transform_filter(_HAS)
    bar = base.mark_bar(size=5, yOffset=offset, color=INK).encode(x=x).transform_filter(_HAS)
    hatched = base.mark_point(
        shape=hatch(WIDTH, 5), size=4, filled=False, stroke="currentColor", strokeWidth=1, opacity=0.55, yOffset=offset
    )
    hatched = hatched.encode(x=alt.value(WIDTH / 2)).transform_filter("datum.kind == 'hatched'")
    quiet: dict[str, str] = {"expr": "datum.kind == 'none' ? 0.75 : 1"}
    label = base.mark_text(
        align="left", baseline="middle", lineBreak="\n", lineHeight=LINE, dy=at_name(-7), opacity=quiet
    )
    note = base.mark_text(align="right", baseline="middle", dy=at_marks(-7), opacity=quiet)
    words = (label.encode(x=alt.value(0), text="shown:N"), note.encode(x=alt.value("width"), text="note:N"))
    return alt.layer(*words, track, bar, hatched).properties(width=WIDTH, height=alt.Step(FRAME.step))


def build_compare_years() -> "alt.FacetChart":
    """A row of columns for each authority, all on one scale from zero, each with a cap that is seen on the lowest too.
    A hatched field where a report has nothing to compare, a dot where there is no report, a dotted rule where the form
    changes."""
    import altair as alt

    base = _rows([*_tooltip(), alt.Tooltip("form:N", title="格式")])
    scale = alt.Scale(type="band", padding=0)
    axis = name_years("top", domain=False, offset={"expr": "36 + above"})
    years = alt.X("year:O", scale=scale, axis=axis)
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=True, nice=False))
    every = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=True, nice=False, domain=FROM_ZERO))
    foot = base.mark_rule(opacity=0.4, color="currentColor").encode(
        x=alt.value(0), x2=alt.value("width"), y=alt.value("height"), tooltip=alt.value(None)
    )
    there = base.encode(x=years)
    column = there.mark_bar(color=INK, width={"expr": "min(18, bandwidth('x') * 0.62)"}).encode(y=every)
    cap = there.mark_tick(orient="horizontal", size=14, thickness=2, color=INK, opacity=1).encode(y=y)
    nought = there.mark_text(baseline="bottom", dy=-3, fontSize=SMALL).encode(y=y, text="note:N")
    hatched = there.mark_point(
        shape=hatch(14, 30), size=4, filled=False, stroke="currentColor", strokeWidth=1, opacity=0.55
    ).encode(y=alt.value(_HIGH - 16))
    none = there.mark_point(filled=True, size=7, color="currentColor", opacity=0.6).encode(y=alt.value(_HIGH - 4))
    edge = alt.X("year:O", scale=scale, axis=axis, bandPosition=0)
    rule = base.mark_rule(strokeDash=[1, 3], strokeWidth=1.5, color="currentColor").encode(
        x=edge, y=alt.value(-2), y2=alt.value("height")
    )
    once = base.transform_aggregate(groupby=["key", "shown", "said"]).encode(x=alt.value(0), tooltip=alt.value(None))
    name = once.mark_text(
        align="left", baseline="middle", lineBreak="\n", lineHeight=LINE, fontSize=WORDS, dy=at_name(-27)
    )
    said = once.mark_text(align="left", baseline="middle", fontSize=SMALL, opacity=0.85)
    layers = (
        foot,
        rule.transform_filter("datum.turn != ''"),
        column.transform_filter(_HAS),
        cap.transform_filter(_HAS),
        nought.transform_filter("datum.value === 0"),
        hatched.transform_filter("datum.kind == 'hatched'"),
        none.transform_filter("datum.kind == 'none'"),
        name.encode(y=alt.value({"expr": "-above / 2"}), text="shown:N"),
        said.encode(y=alt.value(-12), text="said:N"),
    )
    drawn = alt.layer(*layers).properties(width=WIDTH, height=_HIGH)
    return drawn.facet(row=alt.Row("key:N", header=None), bounds="flush")


def build_compare_own() -> "alt.FacetChart":
    """The same where one authority is many times the others: each on a scale of its own, to be read for its course
    alone."""
    chart: alt.FacetChart = build_compare_years().resolve_scale(y="independent")
    return chart
