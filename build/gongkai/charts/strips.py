"""Strips: where one value stands among many, and how many values are spread. There is no order of merit.

Each line of a drawing has its words and n above it, the median and the ends below; one axis stands under all of them.
"""

from typing import TYPE_CHECKING, Any

from gongkai.charts.frames import FROM_ZERO, Expression, Frame, at_foot, at_marks, at_name
from gongkai.charts.tones import INK, LINE, PALE, SMALL, WIDTH, WORDS

if TYPE_CHECKING:
    import altair as alt

FRAME = Frame(step=64, beside="count", below="lacking", edges={"top": 4, "right": 2, "bottom": 22, "left": 2})
# Offsets from the middle of a plain line.
_NAME, _TRACK, _RING, _WEDGE, _ROW, _FOOT = -24, -6, -11, 8, 21, 15
# Powers of ten up to the greatest value; the scale knows zero too. Which are named is counted from their digits,
# not measured, so that it is the same in every font.
_TOP = "max(domain('x')[1], 1)"
_DECADES = f"slice([0,1,10,100,1e3,1e4,1e5,1e6,1e7,1e8,1e9,1e10], 0, 2 + floor(log({_TOP}) / LN10 + 1e-9))"
_APART = f"ceil((7.5 * length(format({_TOP}, ',d')) + 6) / ({WIDTH} / log(1 + {_TOP}) * LN10))"
_NAMED = f"(datum.value <= 1 || round(log(datum.value) / LN10) % {_APART} === 0)"
_FITS = f"scale('x', datum.value) + 3.7 * length(datum.label) <= {WIDTH + 8} || scale('x', datum.value) >= {WIDTH}"
_NOUGHT = "(datum.value > 0 && datum.value < 1e-6)"  # a tick of a scale on which all are zero


def _no_rows() -> "alt.InlineData":
    import altair as alt

    return alt.InlineData(values=[])


def _x(field: str, tenfold: bool = False, leads: bool = False) -> "alt.X":
    """From zero; `tenfold`: each tenfold is as wide as the next. The layer that `leads` draws all values and alone says
    where the scale ends; two that say so make Vega warn in the reader's console."""
    import altair as alt

    ticks: dict[str, Any] = {"values": {"expr": _DECADES}} if tenfold else {"tickCount": 3}
    named = _NAMED if tenfold else f"!{_NOUGHT}"
    words: dict[str, Any] = {"labelFontSize": SMALL, "labelFlush": True, "labelOverlap": False}
    words["labelExpr"] = f"{named} && ({_FITS}) ? datum.label : ''"
    grid: dict[str, Any] = {"grid": True, "gridColor": "currentColor", "gridOpacity": 0.16}
    axis = alt.Axis(title=None, domain=False, ticks=False, format=",~f", **words, **grid, **ticks)
    kind: dict[str, Any] = {"type": "symlog", "constant": 1} if tenfold else {"zero": True}
    kind |= {"domain": FROM_ZERO} if leads else {}
    scale = alt.Scale(nice=False, **kind)
    return alt.X(f"{field}:Q", axis=axis, scale=scale)


def build_strip(tenfold: bool = False) -> "alt.LayerChart | alt.FacetChart":
    """A stroke for each value, a taller one for the page's own, a ring on what only the prose gives, a wedge under the
    median. Those without a number stand
    as hollow squares in a row of their own below."""
    import altair as alt

    tooltip = [alt.Tooltip("line:N", title=""), alt.Tooltip("label:N", title="机关"), alt.Tooltip("note:N", title="值")]
    base = alt.Chart(_no_rows()).encode(y=alt.Y("key:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0)))
    x, every = _x("value", tenfold), _x("value", tenfold, leads=True)
    once = base.transform_aggregate(groupby=["key", "shown", "count", "median", "ends"])
    track = _track(once)
    stroke = base.mark_tick(thickness=2, size=15, yOffset=at_marks(_TRACK), color=PALE, opacity=1)
    strokes = stroke.encode(x=every, tooltip=tooltip).transform_filter("datum.role != 'median' && isValid(datum.value)")
    own = base.mark_tick(thickness=4, size=24, yOffset=at_marks(_TRACK), color=INK, opacity=1)
    own = own.encode(x=x, tooltip=tooltip).transform_filter("datum.role == 'own' && isValid(datum.value)")
    wedge = base.mark_point(
        shape="M0,-1L0.9,0.8H-0.9Z", filled=True, size=60, yOffset=at_marks(_WEDGE), color="currentColor", opacity=1
    )
    middle = wedge.encode(x=x, tooltip=tooltip).transform_filter("datum.role == 'median'")
    ring = base.mark_circle(
        filled=False, size=40, strokeWidth=1.2, yOffset=at_marks(_RING), stroke="currentColor", opacity=1
    )
    told = ring.encode(x=x, tooltip=tooltip).transform_filter("datum.is_prose == 1")
    hollow = base.mark_square(
        filled=False, size=42, strokeWidth=1, yOffset=at_foot(_FOOT), stroke="currentColor", opacity=0.8
    )
    lacking = "datum.role != 'median' && !isValid(datum.value)"
    nothing = hollow.encode(x=alt.X("place:Q", axis=None, scale=None), tooltip=tooltip)
    nothing = nothing.transform_filter(f"{lacking} && isValid(datum.place)")
    lack = base.transform_filter(lacking).transform_aggregate(groupby=["key", "lacking"])
    said = _words(lack, "lacking", at_foot(_FOOT))
    layers = (track, strokes, own, told, middle, nothing, said, *_said(once))
    return alt.layer(*layers).properties(width=WIDTH, height=alt.Step(FRAME.step))


def build_strip_tenfold() -> "alt.LayerChart | alt.FacetChart":
    """The same where one value is many times the others: each tenfold is as wide as the next."""
    return build_strip(tenfold=True)


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
    base = alt.Chart(_no_rows()).encode(y=alt.Y("key:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0)))
    seen = base.encode(tooltip=tooltip)
    offset = at_marks(_TRACK)
    thin = seen.mark_bar(size=2, yOffset=offset, color=PALE).encode(x=_x("low", leads=True), x2="high:Q")
    thick = seen.mark_bar(size=10, yOffset=offset, color=INK).encode(x=_x("lower"), x2="upper:Q")
    notch = seen.mark_tick(thickness=2, size=20, yOffset=offset, color="currentColor").encode(x=_x("middle"))
    return alt.layer(_track(base), thin, thick, notch, *_said(base)).properties(
        width=WIDTH, height=alt.Step(FRAME.step)
    )


def _track(base: "alt.Chart") -> "alt.Chart":
    import altair as alt

    bar = base.mark_bar(size=1, yOffset=at_marks(_TRACK), opacity=0.35, color="currentColor")
    track: alt.Chart = bar.encode(x=alt.value(0), x2=alt.value("width"))
    return track


def _words(base: "alt.Chart", name: str, offset: Expression, right: bool = False, size: int = SMALL) -> "alt.Chart":
    import altair as alt

    mark = base.mark_text(align="right" if right else "left", baseline="middle", dy=offset, fontSize=size)
    words: alt.Chart = mark.encode(x=alt.value("width" if right else 0), text=f"{name}:N")
    return words


def _said(base: "alt.Chart") -> "list[alt.Chart]":
    """What a line says: its name and n above, median and ends below."""
    import altair as alt

    name = base.mark_text(
        align="left", baseline="middle", lineBreak="\n", lineHeight=LINE, fontSize=WORDS, dy=at_name(_NAME)
    )
    return [
        name.encode(x=alt.value(0), text="shown:N"),
        _words(base, "count", at_marks(_NAME), right=True, size=WORDS),
        _words(base, "median", at_marks(_ROW)),
        _words(base, "ends", at_marks(_ROW), right=True),
    ]
