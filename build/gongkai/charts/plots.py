"""Plots of years and of neighbours: who reported when, a line over the years, where one stands among many, and what is
compared. A year without a number is a mark of its own, never a point and never a line through it.
"""

from typing import TYPE_CHECKING

from gongkai.charts.tones import INK, PALE, SQUARE_SHAPES, WIDTH, hatch

if TYPE_CHECKING:
    import altair as alt

_SMALL = 11


def _no_rows() -> "alt.InlineData":
    import altair as alt

    return alt.InlineData(values=[])


def _years_above() -> "alt.Axis":
    import altair as alt

    return alt.Axis(
        orient="top",
        title=None,
        domain=False,
        ticks=False,
        labelAngle=0,
        labelPadding=6,
        labelFontSize=12,
        labelOverlap="parity",
    )


def build_coverage() -> "alt.LayerChart | alt.FacetChart":
    """One square for each authority and year: filled, half filled, crossed out, or a point where nothing is."""
    import altair as alt

    tooltip = [
        alt.Tooltip("label:N", title="机关"),
        alt.Tooltip("year:O", title="年份"),
        alt.Tooltip("note:N", title="报告"),
    ]
    base = alt.Chart(_no_rows()).encode(
        y=alt.Y("key:N", sort=None, axis=None), x=alt.X("year:O", axis=_years_above()), tooltip=tooltip
    )
    outline = base.mark_square(
        size=169, filled=False, stroke="currentColor", strokeWidth=1, opacity=1
    ).transform_filter("datum.kind != 'none'")
    shapes = alt.Scale(domain=list(SQUARE_SHAPES), range=list(SQUARE_SHAPES.values()))
    inside = base.mark_point(size=169, filled=True, fill="currentColor", opacity=1, strokeWidth=0).encode(
        shape=alt.Shape("kind:N", scale=shapes, legend=None)
    )
    names = (
        base.transform_aggregate(groupby=["key", "label"])
        .mark_text(align="right", baseline="middle", fontSize=12, limit=126)
        .encode(x=alt.value(-8), text="label:N", tooltip=alt.Tooltip("label:N", title="机关"))
    )
    return alt.layer(outline, inside, names).properties(width=alt.Step(22), height=alt.Step(24))


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
        y=alt.Y("key:N", sort=None, axis=None), x=alt.X("year:O", axis=_years_above()), tooltip=tooltip
    )
    square = base.mark_rect(color="currentColor").encode(
        opacity=alt.Opacity("reports:Q", scale=alt.Scale(type="sqrt", zero=True, range=[0, 0.5]), legend=None)
    )
    count = base.mark_text(baseline="middle", fontSize=_SMALL).encode(text="note:N")
    names = (
        base.transform_aggregate(groupby=["key", "label"])
        .mark_text(align="right", baseline="middle")
        .encode(x=alt.value(-10), text="label:N", tooltip=alt.Tooltip("label:N", title="省份"))
    )
    return alt.layer(square, count, names).properties(width=alt.Step(42), height=alt.Step(24))


def build_series() -> "alt.LayerChart | alt.FacetChart":
    """A line over the years. It is drawn within a run of years that have a number on one form; between two forms stands
    a dotted rule, and a year without a number has its sign at the foot."""
    import altair as alt

    tooltip = [
        alt.Tooltip("year:O", title="年份"),
        alt.Tooltip("note:N", title="值"),
        alt.Tooltip("form:N", title="格式"),
    ]
    axis = alt.Axis(title=None, labelAngle=0, ticks=False, labelPadding=6, labelFontSize=12, labelOverlap="parity")
    scale = alt.Scale(type="band", padding=0)
    years = alt.X("year:O", scale=scale, axis=axis)
    base = alt.Chart(_no_rows()).encode(x=years, tooltip=tooltip)
    has = "isValid(datum.value)"
    height = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=True, nice=False, padding=0))
    line = base.mark_line(color=INK, strokeWidth=2).encode(y=height, detail="run:N").transform_filter(has)
    point = base.mark_point(filled=True, size=46, color=INK, opacity=1).encode(y=height).transform_filter(has)
    number = base.mark_text(dy=-11, fontSize=_SMALL).encode(y=height, text="printed:N").transform_filter(has)
    nothing = (
        base.mark_text(baseline="bottom", dy=-3, fontSize=_SMALL, opacity=0.75)
        .encode(y=alt.value("height"), text="printed:N")
        .transform_filter("!isValid(datum.value)")
    )
    turn = base.transform_filter("datum.turn != ''")
    edge = alt.X("year:O", scale=scale, axis=axis, bandPosition=0)
    rule = turn.mark_rule(strokeDash=[1, 3], strokeWidth=1.5, color="currentColor").encode(
        x=edge, y=alt.value(-36), y2=alt.value("height")
    )
    # Two levels, so that the names of forms that change in neighbouring years do not run into each other.
    named = [
        turn.transform_filter(f"datum.level == {level}")
        .mark_text(align="left", baseline="bottom", dx=4, fontSize=_SMALL)
        .encode(x=edge, y=alt.value(-21 - 13 * level), text="sign:N")
        for level in (0, 1)
    ]
    return alt.layer(rule, line, point, number, nothing, *named).properties(width=WIDTH, height=96)


def build_strip() -> "alt.LayerChart | alt.FacetChart":
    """Where one value stands among others: a stroke for each, a taller one for the page's own, a wedge under the
    median, the ends in words. Those without a number stand as hollow squares in a row of their own below. There is no
    order of merit."""
    import altair as alt

    tooltip = [alt.Tooltip("line:N", title=""), alt.Tooltip("label:N", title="机关"), alt.Tooltip("note:N", title="值")]
    base = alt.Chart(_no_rows()).encode(y=alt.Y("key:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0)))
    x = alt.X("value:Q", axis=None, scale=alt.Scale(zero=True, nice=False))
    once = base.transform_aggregate(groupby=["key", "line", "summary", "ends"])
    track = once.mark_bar(size=1, yOffset=4, opacity=0.35, color="currentColor").encode(
        x=alt.value(0), x2=alt.value("width")
    )
    stroke = base.mark_tick(thickness=2, size=15, yOffset=4, color=PALE, opacity=0.9).encode(x=x, tooltip=tooltip)
    others = stroke.transform_filter("datum.role == 'other' && isValid(datum.value)")
    own = base.mark_tick(thickness=4, size=24, yOffset=4, color=INK, opacity=1).encode(x=x, tooltip=tooltip)
    own = own.transform_filter("datum.role == 'own' && isValid(datum.value)")
    wedge = base.mark_point(
        shape="M0,-1L0.9,0.8H-0.9Z", filled=True, size=60, yOffset=18, color="currentColor", opacity=1
    ).encode(x=x, tooltip=tooltip)
    middle = wedge.transform_filter("datum.role == 'median'")
    hollow = base.mark_square(
        filled=False, size=42, strokeWidth=1, yOffset=32, stroke="currentColor", opacity=0.8
    ).encode(x=alt.X("place:Q", axis=None, scale=None), tooltip=tooltip)
    lacking = "datum.role != 'median' && !isValid(datum.value)"
    nothing = hollow.transform_filter(lacking)
    lack = base.transform_filter(lacking).transform_aggregate(groupby=["key", "lacking"])
    said = lack.mark_text(align="left", baseline="middle", dy=32, fontSize=12).encode(x=alt.value(0), text="lacking:N")
    words = once.mark_text(align="left", baseline="middle", dy=-19).encode(x=alt.value(0), text="line:N")
    numbers = once.mark_text(align="right", baseline="middle", dy=-19).encode(x=alt.value("width"), text="summary:N")
    ends = once.mark_text(align="right", baseline="middle", dy=32, fontSize=12).encode(
        x=alt.value("width"), text="ends:N"
    )
    return alt.layer(track, others, own, middle, nothing, said, words, numbers, ends).properties(
        width=WIDTH, height=alt.Step(80)
    )


def build_quartiles() -> "alt.LayerChart | alt.FacetChart":
    """Many values on one line: from the tenth to the ninetieth in a hundred a thin stroke, the middle half a thick one,
    the median a notch."""
    import altair as alt

    tooltip = [
        alt.Tooltip("line:N", title=""),
        alt.Tooltip("low:Q", title="第10百分位", format=",.10~f"),
        alt.Tooltip("lower:Q", title="第25百分位", format=",.10~f"),
        alt.Tooltip("middle:Q", title="中位数", format=",.10~f"),
        alt.Tooltip("upper:Q", title="第75百分位", format=",.10~f"),
        alt.Tooltip("high:Q", title="第90百分位", format=",.10~f"),
    ]
    base = alt.Chart(_no_rows()).encode(
        y=alt.Y("key:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0)), tooltip=tooltip
    )
    scale = alt.Scale(zero=True, nice=False)
    thin = base.mark_bar(size=2, yOffset=10, color=PALE).encode(x=alt.X("low:Q", axis=None, scale=scale), x2="high:Q")
    thick = base.mark_bar(size=10, yOffset=10, color=INK).encode(x=alt.X("lower:Q", scale=scale), x2="upper:Q")
    notch = base.mark_tick(thickness=2, size=20, yOffset=10, color="currentColor").encode(
        x=alt.X("middle:Q", scale=scale)
    )
    words = base.mark_text(align="left", baseline="middle", dy=-10).encode(x=alt.value(0), text="line:N")
    numbers = base.mark_text(align="right", baseline="middle", dy=-10).encode(x=alt.value("width"), text="summary:N")
    return alt.layer(thin, thick, notch, words, numbers).properties(width=WIDTH, height=alt.Step(50))


def build_compare() -> "alt.LayerChart | alt.FacetChart":
    """One line per authority and year, with its bar; what cannot be compared is hatched, and its note says why."""
    import altair as alt

    base = alt.Chart(_no_rows()).encode(y=alt.Y("key:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0)))
    tooltip = [
        alt.Tooltip("label:N", title="机关"),
        alt.Tooltip("year:N", title="年份"),
        alt.Tooltip("note:N", title="值"),
    ]
    has = "isValid(datum.value)"
    track = base.mark_bar(size=5, yOffset=10, opacity=0.14, color="currentColor").encode(
        x=alt.value(0), x2=alt.value("width"), tooltip=tooltip
    )
    bar = base.mark_bar(size=5, yOffset=10, color=INK).encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(zero=True, nice=False)), tooltip=tooltip
    )
    hatched = base.mark_point(
        shape=hatch(WIDTH), size=4, filled=False, stroke="currentColor", strokeWidth=1, opacity=0.55, yOffset=10
    ).encode(x=alt.value(0), tooltip=tooltip)
    label = base.mark_text(align="left", baseline="middle", dy=-5, limit=WIDTH - 130).encode(
        x=alt.value(0), text="label:N", tooltip=tooltip
    )
    note = base.mark_text(align="right", baseline="middle", dy=-5).encode(
        x=alt.value("width"), text="note:N", tooltip=tooltip
    )
    drawn = (track.transform_filter(has), bar.transform_filter(has), hatched.transform_filter(f"!{has}"))
    return alt.layer(label, *drawn, note).properties(width=WIDTH, height=alt.Step(38))
