"""Tables cut at page breaks put together again: same columns, one page after the other, nothing between.

A head repeated to the letter is told once. A row cut inside a cell is one row again, but only where no number stands
against another, and the second half begins no new row; a merged label cell goes on as far as its blank rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gongkai import labels
from gongkai.cells import read_cell
from gongkai.containers.blocks import Grid, GridCell
from gongkai.containers.pdf_lines import join_texts
from gongkai.containers.pdf_tables import SNAP, PageCell, PageTable, columns_alike

Place = tuple[int, int]  # column and width

_FULL = 2.5  # a wrapped line ends nearer to its cell's side than so many of its characters


@dataclass(frozen=True)
class Stitched:
    """One table over one or more pages."""

    parts: tuple[PageTable, ...]

    @property
    def last(self) -> PageTable:
        """Its part on its last page."""
        return self.parts[-1]

    def goes_on(self, other: PageTable) -> bool:
        """Whether the other table, first on the next page, has its columns."""
        return other.page == self.last.page + 1 and columns_alike(self.last, other)


def stitch(table: Stitched) -> Grid:
    """One grid of all parts; every cell keeps the page it stands on."""
    xs = _union([part.xs for part in table.parts])
    cells = list(_spread(table.parts[0], xs))
    head = table.parts[0]
    for part in table.parts[1:]:
        cells = _joined(cells, _without_head(_spread(part, xs), _spread(head, xs)))
    grid_cells = tuple(GridCell(c.text, c.row, c.column, c.rows, c.columns, c.page, c.box) for c in cells)
    return Grid(grid_cells, page=table.parts[0].page)


def _union(many: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """All column sides, by the part that has most of them, and those that only others have."""
    found: list[float] = []
    for xs in sorted(many, key=len, reverse=True):
        found += [x for x in xs if not any(abs(x - y) <= SNAP for y in found)]
    return tuple(sorted(found))


def _spread(part: PageTable, xs: Sequence[float]) -> list[PageCell]:
    """Cells with the columns of the whole table instead of their part's."""
    at = [min(range(len(xs)), key=lambda n: abs(xs[n] - x)) for x in part.xs]
    return [
        replace(cell, column=at[cell.column], columns=at[cell.column + cell.columns] - at[cell.column])
        for cell in part.cells
    ]


def _row(cells: Sequence[PageCell], row: int) -> dict[Place, PageCell]:
    """The cells that begin in a row, by column and width."""
    return {(cell.column, cell.columns): cell for cell in cells if cell.row == row}


def _without_head(cells: list[PageCell], head: Sequence[PageCell]) -> list[PageCell]:
    """The cells without the rows at their beginning that repeat the head to the letter."""
    same = 0
    while _is_same(_row(cells, same), _row(head, same)):
        same += 1
    while any(cell.row < same < cell.row + cell.rows for cell in cells):
        same -= 1
    return [replace(cell, row=cell.row - same) for cell in cells if cell.row >= same]


def _is_same(one: Mapping[Place, PageCell], other: Mapping[Place, PageCell]) -> bool:
    is_head = any(cell.text for cell in one.values()) and not any(_is_value(cell) for cell in one.values())
    return (
        is_head
        and one.keys() == other.keys()
        and all((cell.text, cell.rows) == (other[place].text, other[place].rows) for place, cell in one.items())
    )


def _joined(above: Sequence[PageCell], below: Sequence[PageCell]) -> list[PageCell]:
    """The cells of a table and those of its next part, whose first row may be the rest of the last one."""
    height = max(cell.row + cell.rows for cell in above)
    last = {(c.column, c.columns): at for at, c in enumerate(above) if c.row + c.rows == height}
    is_cut = _is_cut({place: above[at] for place, at in last.items()}, _row(below, 0))
    shift = height - is_cut
    joined = list(above)
    for cell in below:
        at = last.get((cell.column, cell.columns), -1) if cell.row == 0 else -1
        if at >= 0 and (is_cut or _is_rest(above[at], cell)):
            joined[at] = _one(above[at], cell, shift + cell.rows - above[at].row)
        else:
            joined.append(replace(cell, row=cell.row + shift))
    return joined


def _one(above: PageCell, below: PageCell, rows: int) -> PageCell:
    where = above if above.text or not below.text else below
    return replace(above, text=join_texts(above.text, below.text), rows=rows, page=where.page, box=where.box)


def _is_rest(above: PageCell, below: PageCell) -> bool:
    """Whether a blank cell at the top of a page is the rest of the merged cell that ended the page before."""
    return bool(above.text) and not below.text and max(above.rows, below.rows) > 1


def _is_cut(last: Mapping[Place, PageCell], first: Mapping[Place, PageCell]) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before: it begins no new row, its words
    go on from a line that was full, and its numbers stand below blanks."""
    if not first or not first.keys() <= last.keys():
        return False
    pairs = [(last[place], cell) for place, cell in first.items() if cell.text]
    words = [(above, below) for above, below in pairs if not _is_value(below)]
    if any(above.text and (_is_value(above) or _is_value(below)) for above, below in pairs):
        return False
    begins = any(labels.split_ordinal(labels.fold(below.text))[0] for _, below in words)
    return bool(pairs) and not begins and all(above.text and above.gap <= _FULL for above, _ in words)


def _is_value(cell: PageCell) -> bool:
    """Whether the cell holds a number, a mark for none or a picture of one."""
    return read_cell(cell.text).state not in ("unparsed", "blank")
