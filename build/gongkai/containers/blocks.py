"""What every container is read into: paragraphs and grids of cells in printed order, with pages where there are any.

`compose` turns blocks into a document's lines, tables and places. Addresses are the contract's: `b12` the twelfth
paragraph, `t2/r10/c7` a cell by grid row and column after spans, `p4/` before both where the container has pages
(counted anew on each), `s1/` before a table in a workbook.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.cells import read_cell
from gongkai.tables import Cell, Row, Table

Box = tuple[float, float, float, float]

# Put into every cell that a merged number covers, so that none of them reads as a value.
MERGED = " [merged]"


@dataclass(frozen=True)
class Paragraph:
    """Running text or a heading. `page` is 1-based, 0 where the container has none."""

    text: str
    page: int = 0


class GridCell(NamedTuple):
    """A printed cell of a grid: 0-based row and column after spans, and how many of each it covers. `page` and `box`
    (left, top, right, bottom in points, as displayed) where the container knows them; a grid may go over pages."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    page: int = 0
    box: Box | None = None


@dataclass(frozen=True)
class Grid:
    """A table with its spans. `page` is the one it begins on, `sheet` the 1-based sheet of a workbook, 0 elsewhere."""

    cells: tuple[GridCell, ...]
    page: int = 0
    sheet: int = 0


Block = Paragraph | Grid


@dataclass(frozen=True)
class Composed:
    """A document's lines, the tables whose cells are among them, the place of every line, and the boxes of cells, by
    place, in tenths of a point."""

    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    places: tuple[str, ...]
    boxes: Mapping[str, Box]


def compose(blocks: Iterable[Block]) -> Composed:
    """Lines, tables and places of the blocks. A paragraph with line breaks stays one line: they are white space."""
    lines: list[str] = []
    places: list[str] = []
    tables: list[Table] = []
    boxes: dict[str, Box] = {}
    counted: Counter[tuple[str, str]] = Counter()
    for block in blocks:
        prefix = f"p{block.page}/" if block.page else ""
        if isinstance(block, Paragraph):
            counted[prefix, "b"] += 1
            lines.append(_one_line(block.text))
            places.append(f"{prefix}b{counted[prefix, 'b']}")
            continue
        names = {}
        for page in sorted({block.page, *(cell.page or block.page for cell in block.cells)}):
            prefix = (f"p{page}/" if page else "") + (f"s{block.sheet}/" if block.sheet else "")
            counted[prefix, "t"] += 1
            names[page] = f"{prefix}t{counted[prefix, 't']}"
        tables.append(_table(block, names, lines, places))
        boxes |= {_place(cell, block, names): _rounded(cell.box) for cell in block.cells if cell.box}
    return Composed(tuple(lines), tuple(table for table in tables if table.rows), tuple(places), boxes)


def _place(cell: GridCell, grid: Grid, names: Mapping[int, str]) -> str:
    return f"{names[cell.page or grid.page]}/r{cell.row + 1}/c{cell.column + 1}"


def _rounded(box: Box) -> Box:
    left, top, right, bottom = (round(side, 1) + 0.0 for side in box)  # -0.0 is 0.0
    return left, top, right, bottom


def _table(grid: Grid, names: Mapping[int, str], lines: list[str], places: list[str]) -> Table:
    """The grid with every position filled: a merged cell's text at its first position, blanks in the rest of it. A cell
    is named after the page it stands on, its row counted on from the page where the grid begins."""
    height = max((cell.row + cell.rows for cell in grid.cells), default=0)
    width = max((cell.column + cell.columns for cell in grid.cells), default=0)
    printed = {(cell.row, cell.column): cell for cell in grid.cells}
    merged = {place for cell in grid.cells if _is_merged_number(cell, grid.cells) for place in _covered(cell)}
    rows: list[Row] = []
    for row in range(height):
        cells: list[Cell] = []
        for column in range(width):
            cell = printed.get((row, column))
            page = cell.page if cell and cell.page else grid.page
            place = f"{names[page]}/r{row + 1}/c{column + 1}"
            mark = MERGED if (row, column) in merged else ""
            if cell is None or not cell.text:
                cells.append(Cell(mark, place, ()))
                continue
            lines.append(_one_line(cell.text))
            places.append(place)
            cells.append(Cell(cell.text + mark, place, ((len(lines), 1, len(lines[-1])),)))
        rows.append(tuple(cells))
    return Table(tuple(rows), grid=True)


def _is_merged_number(cell: GridCell, cells: Sequence[GridCell]) -> bool:
    """A number merged over several heads or lines is none of them's: which one it is cannot be told. Below one head
    that is merged alike it is that head's."""
    is_number = cell.rows * cell.columns > 1 and read_cell(cell.text, signed=True).value is not None
    return is_number and (cell.rows > 1 or not _has_own_head(cell, cells))


def _has_own_head(cell: GridCell, cells: Sequence[GridCell]) -> bool:
    above = [
        other
        for other in cells
        if other.row < cell.row
        and other.column <= cell.column < other.column + other.columns
        and read_cell(other.text).state == "unparsed"
    ]
    head = max(above, key=lambda other: other.row, default=None)
    return head is not None and (head.column, head.columns) == (cell.column, cell.columns)


def _covered(cell: GridCell) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]


def _one_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", " ")


def expand(rows: Sequence[Sequence[tuple[str, int, int]]]) -> tuple[GridCell, ...]:
    """Rows of (text, row span, column span), as HTML lists them, onto a grid: a cell goes to the first position that
    no span from above or from the left covers."""
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    for at, row in enumerate(rows):
        column = 0
        for text, down, across in row:
            while (at, column) in taken:
                column += 1
            cells.append(GridCell(text, at, column, down, across))
            if down > 1:
                taken |= {(r, c) for r in range(at + 1, at + down) for c in range(column, column + across)}
            column += across
    return tuple(cells)
