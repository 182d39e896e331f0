"""Frames: how high the lines of a drawing are and what stands around it, from the texts it must hold.

A drawing has no room that Vega measures: its edges are set here, so that the drawn one and the live one, which have
other fonts, are of one size. A line of a drawing grows by `above` where names are broken and by `below` where it says
more under its marks; marks follow by the expressions below, their offsets counted from the middle of a plain line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongkai.charts.labels import break_label, measure_text
from gongkai.charts.tones import LINE, WIDTH, WORDS

_BELOW = 22  # a further line under the marks

Expression = dict[str, str]
GAP = 10  # between a name and what stands at the other end of its line
_LEAST = 90  # room that a name always has


@dataclass(frozen=True)
class Frame:
    """`step` is the height of a plain line, 0 for a drawing that is one line; `between` is the space above each of
    several drawings for its name; `beside` names the column that shares a
    name's line, `below` the column that makes a further line under the marks where it is filled."""

    step: int = 0
    between: int = 0
    beside: str = ""
    below: str = ""
    room: float = WIDTH
    size: float = WORDS
    lead: int = LINE
    is_beside: bool = False  # names stand beside their marks, not above them
    is_placed: bool = False  # every line is as high as its own name; rows say in `place` where its middle is
    edges: Mapping[str, int] = field(default_factory=lambda: {"top": 4, "right": 2, "bottom": 4, "left": 2})


# The domain of a scale of numbers: from zero, and where all of them are zero, zero is at its foot, not in its middle.
FROM_ZERO = {"unionWith": [0, 1e-9]}
PARAMS = ("above", "below")


def at_marks(offset: float) -> Expression:
    """An offset that keeps to the marks of a line."""
    return {"expr": f"{offset:g} + (above - below) / 2"}


_FURTHER = "(length(split(datum.shown, '\\n')) - 1)"  # lines of a name behind its first


def at_name(offset: float) -> Expression:
    """The offset of a name whose last line keeps to the marks."""
    return {"expr": f"{offset:g} + (above - below) / 2 - {LINE} * {_FURTHER}"}


def at_foot(offset: float) -> Expression:
    """An offset that keeps to the lower edge of a line."""
    return {"expr": f"{offset:g} + (above + below) / 2"}


# Half of a name's further lines upwards, so that it stands in the middle.
CENTRED: Expression = {"expr": f"-6.5 * {_FURTHER}"}


def break_names(frame: Frame, rows: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    """The names in column `name` of all rows, broken to the room that each has."""
    lines = []
    for row in rows:
        beside = measure_text(str(row[frame.beside]), WORDS) + GAP if frame.beside else 0
        lines.append(break_label(str(row[name]), max(frame.room - beside, _LEAST), frame.size))
    return ["\n".join(one) for one in lines]


def fit_frame(frame: Frame, rows: Sequence[Mapping[str, Any]], shown: Sequence[str]) -> dict[str, Any]:
    """The parts of a spec that depend on its texts: its edges, the height of a line, and what marks follow."""
    most = max((one.count("\n") for one in shown), default=0)
    above = max(0, frame.lead * (most + 1) + 4 - frame.step) if frame.is_beside else frame.lead * most
    below = _BELOW if frame.below and any(row[frame.below] for row in rows) else 0
    found: dict[str, Any] = {"padding": dict(frame.edges)}
    if frame.is_placed:
        found["height"] = sum(_heights(frame, rows, shown).values())
    elif frame.step:
        found["height"] = {"step": frame.step + above + below}
    if frame.between:
        found["spacing"] = frame.between + above
    else:
        found["autosize"] = {"type": "none"}
    if frame.step or frame.between:
        found["params"] = [{"name": name, "value": value} for name, value in zip(PARAMS, (above, below), strict=True)]
    return found


def place_rows(frame: Frame, rows: Sequence[Mapping[str, Any]], shown: Sequence[str]) -> list[float]:
    """Where the middle of each row's line is, from the top."""
    top: float = 0
    middles = {}
    for key, height in _heights(frame, rows, shown).items():
        middles[key] = top + height / 2
        top += height
    return [middles[row["key"]] for row in rows]


def _heights(frame: Frame, rows: Sequence[Mapping[str, Any]], shown: Sequence[str]) -> dict[str, int]:
    lines = {row["key"]: name.count("\n") + 1 for row, name in zip(rows, shown, strict=True)}
    return {key: max(frame.step, frame.lead * count + 4) for key, count in lines.items()}
