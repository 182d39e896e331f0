"""What every layout is read into: cells with their text as printed and their place."""

from dataclasses import dataclass
from typing import NamedTuple

Span = tuple[int, int, int]  # line (1-based), first and last code point (1-based, inclusive)


class Cell(NamedTuple):
    """A cell's text as printed, its locator, and every place it is made of (none where only the grid implies it)."""

    text: str
    locator: str
    spans: tuple[Span, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing but white space is printed."""
        return not self.text.strip()


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Consecutive rows. In a `grid` every row has the same columns, merged cells being blank or repeated; elsewhere
    merged cells may have collapsed, and columns are counted from the right."""

    rows: tuple[Row, ...]
    grid: bool = False

    @property
    def first_line(self) -> int:
        """The first line that any cell stands on."""
        return min(line for row in self.rows for line, _, _ in spans_of(row))


def spans_of(row: Row) -> tuple[Span, ...]:
    """Every place of a row's cells."""
    return tuple(span for cell in row for span in cell.spans)
