"""Plots of years: who reported when, and a line over the years. A year without a number is a mark of its own, never a
point and never a line through it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from gongkai.charts.frames import CENTRED, FROM_ZERO, Expression, Frame
from gongkai.charts.tones import INK, SMALL, SQUARE_SHAPES, WIDTH

YEAR = 17  # pixels of a year's column where squares stand
_SQUARE = 121  # the area of one
_BESIDE = 114  # room for a name beside them
_SHARE = 40  # pixels of a year's column where counts stand
_PROVINCE = 150
_AROUND = {"top": 22, "right": 2, "bottom": 2, "left": _BESIDE + 10}
COVERAGE = Frame(step=20, room=_BESIDE, size=SMALL, lead=13, is_beside=True, is_placed=True, edges=_AROUND)
SHARE = replace(COVERAGE, step=22, room=_PROVINCE, is_placed=False, edges={**_AROUND, "left": _PROVINCE + 10})
SERIES = Frame(edges={"top": 42, "right": 2, "bottom": 22, "left": 2})

if TYPE_CHECKING:
    import altair as alt


def _no_rows() -> "alt.InlineData":
    import altair as alt

    return alt.InlineData(values=[])


# Counted, not measured: which years are named depends on no font, so that a live drawing names those of the drawn one.
_EACH = "(range('x')[1] - range('x')[0]) / length(domain('x'))"
_FITTING = f"indexof(domain('x'), datum.value) % ceil(34 / ({_EACH})) === 0 ? datum.label : ''"


def name_years(orient: Literal["top", "bottom"], *, domain: bool, **other: Any) -> "alt.Axis":
    """Whole years; every second or third one where all of them would touch."""
    import altair as alt

    words: dict[str, Any] = {"labelAngle": 0, "labelPadding": 6, "labelFontSize": SMALL}
    words |= {"labelOverlap": False, "labelExpr": _FITTING, **other}
    return alt.Axis(orient=orient, title=None, ticks=False, domain=domain, **words)


def build_coverage() -> "alt.LayerChart | alt.FacetChart":
    """One square for each authority and year: filled, half filled, crossed out, or a point where nothing is."""
    import altair as alt

    tooltip = [
        alt.Tooltip("label:N", title="机关"),
        alt.Tooltip("year:O", title="年份"),
        alt.Tooltip("note:N", title="报告"),
    ]
    years = alt.X("year:O", axis=name_years("top", domain=False))
    base = alt.Chart(_no_rows()).encode(y=alt.Y("place:Q", axis=None, scale=None), x=years, tooltip=tooltip)
    outline = base.mark_square(
        size=_SQUARE, filled=False, stroke="currentColor", strokeWidth=1, opacity=1
    ).transform_filter("datum.kind != 'none'")
    shapes = alt.Scale(domain=list(SQUARE_SHAPES), range=list(SQUARE_SHAPES.values()))
    inside = base.mark_point(size=_SQUARE, filled=True, fill="currentColor", opacity=1, strokeWidth=0).encode(
        shape=alt.Shape("kind:N", scale=shapes, legend=None)
    )
    names = (
        base.transform_aggregate(groupby=["key", "label", "shown", "place"])
        .mark_text(align="right", baseline="middle", fontSize=SMALL, lineBreak="\n", lineHeight=13, dy=CENTRED)
        .encode(x=alt.value(-7), text="shown:N", tooltip=alt.Tooltip("label:N", title="机关"))
    )
    return alt.layer(outline, inside, names).properties(width=alt.Step(YEAR), height=COVERAGE.step)


def build_coverage_share() -> "alt.LayerChart | alt.FacetChart":
    """For each province and year how many reports there are, the more the darker, and how many of them have a table."""
    import altair as alt

    tooltip = [
        alt.Tooltip("label:N", title="省份"),
        alt.Tooltip("year:O", title="年份"),
        alt.Tooltip("reports:Q", title="报告", format=","),
        alt.Tooltip("with_table:Q", title="有统计表", format=","),
    ]
    base = alt.Chart(_no_rows()).encode(
        y=alt.Y("key:N", sort=None, axis=None), x=alt.X("year:O", axis=name_years("top", domain=False)), tooltip=tooltip
    )
    square = base.mark_rect(color="currentColor").encode(
        opacity=alt.Opacity("reports:Q", scale=alt.Scale(type="sqrt", zero=True, range=[0, 0.35]), legend=None)
    )
    count = base.mark_text(baseline="middle", fontSize=SMALL).encode(text="note:N")
    names = (
        base.transform_aggregate(groupby=["key", "label", "shown"])
        .mark_text(align="right", baseline="middle", fontSize=SMALL, lineBreak="\n", lineHeight=13, dy=CENTRED)
        .encode(x=alt.value(-7), text="shown:N", tooltip=alt.Tooltip("label:N", title="省份"))
    )
    return alt.layer(square, count, names).properties(width=alt.Step(_SHARE), height=alt.Step(SHARE.step))


def build_series() -> "alt.LayerChart | alt.FacetChart":
    """A line over the years. It is drawn within a run of years that have a number on one form; between two forms stands
    a dotted rule, and a year without a number has its sign at the foot."""
    import altair as alt

    tooltip = [
        alt.Tooltip("year:O", title="年份"),
        alt.Tooltip("note:N", title="值"),
        alt.Tooltip("form:N", title="格式"),
    ]
    scale, axis = alt.Scale(type="band", padding=0), name_years("bottom", domain=True)
    years = alt.X("year:O", scale=scale, axis=axis)
    base = alt.Chart(_no_rows()).encode(x=years, tooltip=tooltip)
    has = "isValid(datum.value)"
    height = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=True, nice=False, padding=0))
    every = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=True, nice=False, padding=0, domain=FROM_ZERO))
    line = base.mark_line(color=INK, strokeWidth=2).encode(y=height, detail="run:N").transform_filter(has)
    point = base.mark_point(filled=True, size=46, color=INK, opacity=1).encode(y=every).transform_filter(has)
    number = base.mark_text(dy=_DY, dx=_DX, align=_ALIGN, fontSize=SMALL)
    number = number.encode(y=height, text="printed:N").transform_filter(has)
    nothing = (
        base.mark_text(baseline="bottom", dy=-3, fontSize=SMALL, opacity=0.75)
        .encode(y=alt.value("height"), text="printed:N")
        .transform_filter("!isValid(datum.value)")
    )
    turn = base.transform_filter("datum.turn != ''")
    edge = alt.X("year:O", scale=scale, axis=axis, bandPosition=0)
    # Two levels, so that the names of forms that change in neighbouring years do not run into each other; the last is
    # the lower one, and its rule ends below the name of the one before.
    rules, names = [], []
    for level in (0, 1):
        here = turn.transform_filter(f"datum.level == {level}")
        rule = here.mark_rule(strokeDash=[1, 3], strokeWidth=1.5, color="currentColor")
        rules.append(rule.encode(x=edge, y=alt.value(-24 - 14 * level), y2=alt.value("height")))
        name = here.mark_text(align="left", baseline="middle", dx=4, fontSize=SMALL)
        names.append(name.encode(x=edge, y=alt.value(-19 - 14 * level), text="sign:N"))
    return alt.layer(*rules, line, point, number, nothing, *names).properties(width=WIDTH, height=96)


# A number over the first or the last of many years begins or ends at its point, so that it stays inside; one in a dip
# of the line stands under it.
_ALIGN: Expression = {"expr": "datum.edge"}
_DY: Expression = {"expr": "datum.side === 'below' ? 18 : -11"}
_DX: Expression = {"expr": "datum.edge === 'left' ? -5 : datum.edge === 'right' ? 5 : 0"}
