"""Numbers given to rows where cells were lost: a row's own line is certain, a line between two rows seldom is.

Numbers on lines of their own lie in the gap between two labels and can belong to either. They are given out only if
there is exactly one way to give every row its full set, and only where no strange words stand between the rows.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.cells import read_cell
from gongkai.heads import Column
from gongkai.tables.models import Cell


class Piece(NamedTuple):
    """A run of text without white space; `is_value` if it reads as a number or a mark."""

    cell: Cell
    line: int
    is_value: bool


@dataclass
class Labelled:
    """One row label in the pieces, the unit behind it, the numbers inside it; `asks` if the line has value cells."""

    label: Cell
    first: int
    last: int
    unit: Cell | None
    own: list[Piece]
    asks: bool


def give_behind(
    found: Sequence[Labelled], columns: Sequence[Column], pieces: Sequence[Piece]
) -> list[tuple[list[Piece], bool]]:
    """For each row the cells right behind its label; what follows them before the next label can only be blank."""
    width = sum(column.kind == "value" for column in columns)
    starts = [*(item.first for item in found[1:]), len(pieces)]
    result = []
    for item, end in zip(found, starts, strict=False):
        values = [piece for piece in pieces[item.last + 1 : end] if piece.is_value]
        rest_is_blank = all(piece.cell.is_blank for piece in values[width:])
        complete = len(values) >= width and rest_is_blank and not item.own
        result.append(
            (values[:width], True)
            if complete
            else ([piece for piece in values if not piece.cell.is_blank], not item.asks)
        )
    return result


def give(
    found: Sequence[Labelled], columns: Sequence[Column], pieces: Sequence[Piece], others: Set[int], *, orderly: bool
) -> list[tuple[list[Piece], bool]]:
    """For each row its numbers and whether they are all of its cells, in order. `others` are lines of rows that the
    form has not; where strange words stand between rows (not `orderly`), only a row's own line is certain."""
    width = sum(column.kind == "value" for column in columns)
    gaps: list[list[Piece]] = []
    own: list[list[Piece]] = []
    bounds = [-1, *(item.last for item in found)]
    starts = [*(item.first for item in found), len(pieces)]
    for index, (behind, before) in enumerate(zip(bounds, starts, strict=True)):
        values = [piece for piece in pieces[behind + 1 : before] if piece.is_value and piece.line not in others]
        line = pieces[behind].line if index else -1
        same = [piece for piece in values if piece.line == line]
        if index:
            own.append([*found[index - 1].own, *same])
        gaps.append([piece for piece in values if piece.line != line])
    free = [item.asks and not values for item, values in zip(found, own, strict=True)]
    # A cell a line: the header says that the value stands behind the unit, and each row prints its unit.
    asking = [item for item in found if item.asks]
    unmarked = [_without_marks(gap) if not item.asks else gap for item, gap in zip(found, gaps[1:], strict=True)]
    in_order = (
        width == 1 and all(item.unit for item in asking) and not gaps[0] and all(len(gap) <= 1 for gap in unmarked)
    )
    if orderly and in_order and sum(free) == len(asking):
        return [(gap, True) for gap in unmarked]
    # A lone number beside rows that have theirs on their own line is a page's number as well as a row's.
    is_certain = orderly and (width > 1 or sum(free) == len(asking))
    detached = _detached(free, gaps, width) if is_certain else [None] * len(free)
    result = []
    for index, values in enumerate(own):
        given = detached[index] if free[index] else values
        near = bool(gaps[index] or gaps[index + 1])
        if given is None:
            result.append(([*gaps[index], *gaps[index + 1]], not near))
        else:
            result.append((given, len(given) == width))
    return result


def _without_marks(gap: Sequence[Piece]) -> list[Piece]:
    """What stands behind a heading, less the dashes that some printings put into its unit cell."""
    return [piece for piece in gap if read_cell(piece.cell.text).state != "mark"]


def _detached(free: Sequence[bool], gaps: Sequence[list[Piece]], width: int) -> list[list[Piece] | None]:
    """Numbers on lines of their own, given to the rows without any, if that works out in exactly one way.

    Every such row takes one full set from the gap before it or behind it. Walking down, the first gap decides for the
    first row, what is left of the next gap for the second, and so on: there is one way or none.
    """
    result: list[list[Piece] | None] = [None] * len(free)
    rest = list(gaps[0])
    for index, is_free in enumerate(free):
        if not is_free:
            if rest:
                return [None] * len(free)
        elif len(rest) == width:
            result[index], rest = rest, []
        elif rest:
            return [None] * len(free)
        behind = list(gaps[index + 1])
        if is_free and result[index] is None and len(behind) >= width:
            result[index], behind = behind[:width], behind[width:]
        rest = behind
    whole = not rest and all(values is not None for values, is_free in zip(result, free, strict=True) if is_free)
    return result if whole else [None] * len(free)
