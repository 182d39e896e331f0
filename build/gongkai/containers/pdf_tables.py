"""Tables of a page by their ruled lines: cells as boxes, characters in the cell their middle stands in.

A blank cell stays a blank cell. A cell that holds a picture or a shape instead of text says so; text that lies over a
cell and is not part of the page, and a number that a ruled line cuts, are marked, so that nobody reads a number there.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import Any

from gongkai.containers.pdf_inks import Edge
from gongkai.containers.pdf_lines import cell_text, is_digit
from gongkai.containers.pdf_pages import Char, Page
from gongkai.containers.pdf_points import Box, area, holds, middle
from gongkai.containers.pdf_strokes import DRAWN, drawn_text, is_inside, mark_struck
from gongkai.errors import DocumentError, Place

SNAP = 3.0
_MOST_EDGES = 1000
_SIDE_BY_SIDE = 0.25
_OPEN_ENDS = 3  # so many lines that end at one place show a side that is not drawn
NOTE = "[note]"
CUT = "|"

_Reach = tuple[float, float, float]  # where a ruled line begins and ends, and where it stands across


@dataclass(frozen=True)
class PageCell:
    """A cell with its text, its box, its 0-based place and span; `gap` tells how many characters its last line has
    room for."""

    text: str
    box: Box
    row: int
    column: int
    rows: int
    columns: int
    page: int
    gap: float = inf


@dataclass(frozen=True)
class PageTable:
    """A table on a page: where its columns and rows begin and end, and its cells."""

    page: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[PageCell, ...]

    @property
    def box(self) -> Box:
        """Its outer rim."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @cached_property
    def spots(self) -> dict[tuple[int, int], int]:
        """Which cell covers a row and a column."""
        return {
            (row, column): at
            for at, cell in enumerate(self.cells)
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }


def read_tables(page: Page, name: str) -> tuple[list[PageTable], list[Char]]:
    """The tables of a page from top to bottom, and the characters outside them."""
    found = _cells(page.edges) if len(page.edges) <= 8 * _MOST_EDGES else None
    if found is None:
        raise DocumentError("over the limit: too many ruled lines on one page", Place(name, f"p{page.number}"))
    tables = [table for boxes in found if len((table := _placed(boxes, page.number)).xs) > 2]
    inner_first = sorted(tables, key=lambda table: area(table.box))
    printed = mark_struck(page.chars, page.edges)
    owners = [_owner(char.box, inner_first) for char in printed]
    chars = [_cut(printed, owners, at) for at in range(len(owners))]
    held: dict[tuple[int, int], list[Char]] = {}
    outside = []
    for char, owner in zip(chars, owners, strict=True):
        if owner is None:
            outside.append(char)
        else:
            held.setdefault(owner, []).append(char)
    strokes: dict[tuple[int, int], list[Edge]] = {}
    for edge in page.edges:
        at = _owner(edge, inner_first)
        if at is not None and is_inside(edge, inner_first[at[0]].cells[at[1]].box):
            strokes.setdefault(at, []).append(edge)
    filled = [
        replace(
            table,
            cells=tuple(
                _filled(cell, held.get((t, n), ()), strokes.get((t, n), ()), page) for n, cell in enumerate(table.cells)
            ),
        )
        for t, table in enumerate(inner_first)
    ]
    return sorted(filled, key=lambda table: (table.ys[0], table.xs[0])), outside


# Boxes -----------------------------------------------------------------------------------------------------


def _cells(edges: Sequence[Edge]) -> list[list[Box]] | None:
    """The cells that ruled lines enclose, table by table, by pdfplumber; None where there are too many lines."""
    if not edges:
        return []
    from pdfplumber import table as plumber

    merged = plumber.merge_edges([_as_dict(edge) for edge in edges], SNAP, SNAP, SNAP, SNAP)
    if len(merged) > _MOST_EDGES:
        return None
    ruled = [Edge(edge["x0"], edge["top"], edge["x1"], edge["bottom"]) for edge in merged]
    merged = [_as_dict(edge) for edge in (*ruled, *_closing(ruled))]
    merged = plumber.merge_edges(merged, SNAP, SNAP, SNAP, SNAP)
    cells = plumber.intersections_to_cells(plumber.edges_to_intersections(merged, SNAP, SNAP))
    return [
        [(float(a), float(b), float(c), float(d)) for a, b, c, d in group] for group in plumber.cells_to_tables(cells)
    ]


def _as_dict(edge: Edge) -> dict[str, Any]:
    return {
        "x0": edge.x0, "x1": edge.x1, "top": edge.top, "bottom": edge.bottom,
        "width": edge.x1 - edge.x0, "height": edge.bottom - edge.top,
        "orientation": "v" if edge.is_upright else "h", "object_type": "line",
    }  # fmt: skip


def _closing(edges: Sequence[Edge]) -> list[Edge]:
    """Sides of tables that are not drawn."""
    level = [(edge.x0, edge.x1, edge.top) for edge in edges if not edge.is_upright]
    upright = [(edge.top, edge.bottom, edge.x0) for edge in edges if edge.is_upright]
    sides = [Edge(at, first, at, last) for first, last, at in _open_ends(level, upright)]
    return sides + [Edge(first, at, last, at) for first, last, at in _open_ends(upright, level)]


def _open_ends(lines: Sequence[_Reach], others: Sequence[_Reach]) -> Iterator[_Reach]:
    """Where at least three lines end that others cross, and no other closes them: there, from the first to the last."""
    crossed = [line for line in lines if any(_meet(line, other) for other in others)]
    for side in (0, 1):
        for place in sorted({line[side] for line in crossed}):
            ends = sorted(line[2] for line in crossed if abs(line[side] - place) < SNAP)
            here = [other for other in others if abs(other[2] - place) < SNAP]
            is_closed = any(other[0] - SNAP < end < other[1] + SNAP for other in here for end in ends)
            if len(ends) >= _OPEN_ENDS and not is_closed:
                yield ends[0], ends[-1], place


def _meet(one: _Reach, other: _Reach) -> bool:
    """Whether two lines, one level and one upright, cross or touch."""
    return one[0] - SNAP < other[2] < one[1] + SNAP and other[0] - SNAP < one[2] < other[1] + SNAP


def _placed(boxes: Sequence[Box], page: int) -> PageTable:
    """Cell boxes on the grid that their sides make."""
    xs = _steps(x for box in boxes for x in (box[0], box[2]))
    ys = _steps(y for box in boxes for y in (box[1], box[3]))
    cells = []
    for box in sorted(boxes, key=lambda box: (box[1], box[0])):
        left, top, right, bottom = (_step(steps, at) for steps, at in zip((xs, ys, xs, ys), box, strict=True))
        cells.append(PageCell("", box, top, left, bottom - top, right - left, page))
    return PageTable(page, xs, ys, tuple(cells))


def _steps(places: Iterable[float]) -> tuple[float, ...]:
    """Places in order, those nearer to each other than a line is thick told once."""
    steps: list[float] = []
    for place in sorted(places):
        if not steps or place - steps[-1] > SNAP:
            steps.append(place)
    return tuple(steps)


def _step(steps: Sequence[float], place: float) -> int:
    return min(range(len(steps)), key=lambda at: abs(steps[at] - place))


# Text ------------------------------------------------------------------------------------------------------


def _owner(box: Box, tables: Sequence[PageTable]) -> tuple[int, int] | None:
    """The table and the cell that the middle of a box stands in, the smallest table first."""
    x, y = middle(box)
    for number, table in enumerate(tables):
        if holds(table.box, (x, y)):
            at = table.spots.get((bisect_right(table.ys, y) - 1, bisect_right(table.xs, x) - 1))
            if at is not None:
                return number, at
    return None


def _cut(chars: Sequence[Char], owners: Sequence[object], at: int) -> Char:
    """The character, with a bar where a ruled line parts it from the next digit of its number."""
    char = chars[at]
    behind = at + 1 < len(chars) and owners[at] != owners[at + 1] and _is_one_number(char, chars[at + 1])
    before = at > 0 and owners[at] != owners[at - 1] and _is_one_number(chars[at - 1], char)
    return char._replace(text=CUT * before + char.text + CUT * behind) if behind or before else char


def _is_one_number(one: Char, other: Char) -> bool:
    apart = abs(other.x0 - one.x1) > _SIDE_BY_SIDE * one.size or abs(one.base - other.base) > _SIDE_BY_SIDE * one.size
    return one.run == other.run and not apart and is_digit(one.text) and is_digit(other.text)


def _filled(cell: PageCell, chars: Sequence[Char], strokes: Sequence[Edge], page: Page) -> PageCell:
    text, last = cell_text(chars)
    gap = (cell.box[2] - last.x1) / last.size if last and last.size else inf
    if not text and any(_is_inside(box, cell.box) for box in (*page.drawings, *page.pictures)):
        text = DRAWN
    text = text or drawn_text(strokes, cell.box)
    if any(holds(cell.box, middle(note)) for note in page.notes):
        text = f"{text} {NOTE}".strip()
    return replace(cell, text=text, gap=gap)


def _is_inside(box: Box, cell: Box) -> bool:
    return holds(cell, box[:2], SNAP) and holds(cell, box[2:], SNAP)


def columns_alike(one: PageTable, other: PageTable) -> bool:
    """Whether the two have the same outer sides, and the columns of one are among those of the other."""
    few, many = sorted((one.xs, other.xs), key=len)
    sides = abs(one.xs[0] - other.xs[0]) <= SNAP and abs(one.xs[-1] - other.xs[-1]) <= SNAP
    return sides and all(any(abs(x - y) <= SNAP for y in many) for x in few)
