"""Tables printed as tab cells: a cell is a line that starts with a tab, a row ends at a blank line.

Vertically merged cells stay as empty cells, horizontally merged cells collapse into one: rows of one table have
different numbers of cells, and what a cell means is decided by labels and heads (`forms`), never here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int, int]  # line (1-based), first and last code point (1-based, inclusive)


@dataclass(frozen=True)
class Cell:
    """A cell's text as printed (without its leading tab) and its lines, 1-based and inclusive; wrapped text
    keeps its line ends."""

    text: str
    line: int
    last_line: int

    @property
    def locator(self) -> str:
        """The address of the cell (design: Locator)."""
        return f"L{self.line}"

    @property
    def is_blank(self) -> bool:
        """Whether nothing but white space is printed."""
        return not self.text.strip()


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Consecutive rows without any text line between them."""

    rows: tuple[Row, ...]

    @property
    def first_line(self) -> int:
        """Line of the first cell."""
        return self.rows[0][0].line

    @property
    def last_line(self) -> int:
        """Line of the last cell's last line."""
        return self.rows[-1][-1].last_line


def read_tables(lines: Sequence[str]) -> list[Table]:
    """Every table of tab cells, in order."""
    tables: list[Table] = []
    rows: list[Row] = []
    row: list[Cell] = []
    at = 0
    while at < len(lines):
        if lines[at].startswith("\t"):
            cell, at = _read_cell_lines(lines, at)
            row.append(cell)
            continue
        if row:
            rows.append(tuple(row))
            row = []
        if lines[at].strip() and rows:
            tables.append(Table(tuple(rows)))
            rows = []
        at += 1
    if row:
        rows.append(tuple(row))
    if rows:
        tables.append(Table(tuple(rows)))
    return tables


def _read_cell_lines(lines: Sequence[str], at: int) -> tuple[Cell, int]:
    """The cell that starts on line index `at`, and the index behind it. Text lines belong to the cell only
    if they lead straight to the row's next cell: behind a row's last cell they are the next paragraph."""
    end = at + 1
    while end < len(lines) and lines[end].strip() and not lines[end].startswith("\t"):
        end += 1
    wrapped = end > at + 1 and end < len(lines) and lines[end].startswith("\t")
    last = end if wrapped else at + 1
    text = "\n".join([lines[at][1:], *lines[at + 1 : last]])
    return Cell(text, at + 1, last), last
