"""Drawn lines that are no borders: a digit struck through is marked so, strokes in a cell without text are no blank.

One short level line, or up to four in a row, in the middle of a blank cell's height is the dash it looks like. Any
other stroke there may be a figure that was drawn.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from gongkai.containers.pdf_inks import Edge
from gongkai.containers.pdf_pages import Char
from gongkai.containers.pdf_points import Box

STRUCK = "\u0336"
DASH = "—"
DRAWN = "[image: drawn]"
_CLEAR = 3.0  # points from every side of its cell: nearer is a border, or a piece of one
_MOST_DASHES = 4
_DASH_HEIGHT = (0.25, 0.75)  # of its cell
_STRIKE_HEIGHT = (0.35, 0.7)  # of its character
_SAME_HEIGHT = 1.0


def mark_struck(chars: Iterable[Char], edges: Sequence[Edge]) -> tuple[Char, ...]:
    """The characters, digits that a level line goes through with a stroke through them."""
    level = sorted((edge for edge in edges if not edge.is_upright), key=lambda edge: edge.top)
    heights = [edge.top for edge in level]
    return tuple(
        char._replace(text=char.text + STRUCK) if char.text.isdigit() and _is_struck(char, level, heights) else char
        for char in chars
    )


def _is_struck(char: Char, level: Sequence[Edge], heights: Sequence[float]) -> bool:
    if char.turn:
        return False
    high, middle = char.bottom - char.top, (char.x0 + char.x1) / 2
    first, last = (char.top + share * high for share in _STRIKE_HEIGHT)
    near = level[bisect_left(heights, first) : bisect_right(heights, last)]
    return any(edge.x0 <= middle <= edge.x1 for edge in near)


def is_inside(edge: Edge, cell: Box) -> bool:
    """Whether a line stands in a cell, clear of all its sides."""
    left, top, right, bottom = cell
    level = left + _CLEAR < edge.x0 and edge.x1 < right - _CLEAR
    return level and top + _CLEAR < edge.top and edge.bottom < bottom - _CLEAR


def drawn_text(edges: Sequence[Edge], cell: Box) -> str:
    """What the lines inside a cell without text stand for: nothing, a dash, or a drawing that nobody reads."""
    if not edges:
        return ""
    high = cell[3] - cell[1]
    first, last = (cell[1] + share * high for share in _DASH_HEIGHT)
    in_a_row = max(edge.top for edge in edges) - min(edge.top for edge in edges) <= _SAME_HEIGHT
    is_dash = in_a_row and len(edges) <= _MOST_DASHES and all(first < edge.top < last for edge in edges)
    return DASH if is_dash and not any(edge.is_upright for edge in edges) else DRAWN
