"""One printed row matched to one declared row: its label among the cells, its values under the heads.

A row is found by its own label under its parents' labels. Cells are taken at their head's column in a grid, and counted
from the right elsewhere, because merged label cells collapse on the left; then the cell just left of them must be the
row's label, so that one column too many or too few binds nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gongkai import labels
from gongkai.cells import read_cell
from gongkai.errors import DocumentError, Place
from gongkai.forms import FormTable
from gongkai.heads import Column
from gongkai.tables import Cell, Row, Span

# Parents' labels and a row's own stand in its first cells.
_DEEPEST_LABEL = 4


@dataclass(frozen=True)
class Match:
    """One printed row that is a declared row. `by_head` is empty where its cells cannot be told apart."""

    row: str
    cells: Row
    label: Cell | None
    by_head: Mapping[str, Cell]


@dataclass
class Binding:
    """One declared table as found: its columns, its rows, and the printed rows that fit none of its lines."""

    table: FormTable
    columns: tuple[Column, ...]
    spans: list[Span]
    matches: dict[str, Match] = field(default_factory=dict)
    unbound: list[Row] = field(default_factory=list)
    doubts: dict[str, str] = field(default_factory=dict)  # parent row -> place of a printed line that could not be told

    @property
    def score(self) -> int:
        """Rows with value cells that were found by their label."""
        return sum(bool(self.table.cells_of(row)) or not row for row in self.matches)

    @property
    def groups(self) -> int:
        """How many of the form's outermost groups are printed by their own label."""
        return sum(not self.table.ancestors(row) for row in self.matches)

    @property
    def first(self) -> str:
        """Where it begins."""
        return f"L{min(line for line, _, _ in self.spans)}"


def match_row(binding: Binding, row: Row, path: list[str], grid: bool, alone: bool, document: str) -> Match | None:
    """The declared row that a printed row is, or None. Label cells left of its own label are its parents' labels."""
    columns, table = binding.columns, binding.table
    row = _unpadded(table, columns, row, path) if grid and not _is_aligned(columns) else row
    if not table.has_labels:
        complete = len(row) == len(columns) and not any(labels.fold(cell.text) in _words(table) for cell in row)
        return Match("", row, None, _cells(columns, row, grid, False)) if complete else None
    labelled = _labelled(columns, row, grid)
    if not labelled or labelled[-1].is_blank:
        return None
    trail = list(path)
    if len(labelled) > 1 and read_cell(labelled[0].text).value is not None:
        labelled = labelled[1:]  # a column of running numbers
    for parent in labelled[:-1]:
        fits = _fit(table, parent, trail, alone, document)
        if fits is None:
            return None
        trail = [*table.ancestors(fits), fits]
    own = _fit(table, labelled[-1], trail, alone, document)
    if own is None:
        return None
    cells = _cells(columns, row, grid, True)
    shifted = any(_is_label(table, cells[c.head]) for c in columns if c.kind == "value" and c.head in cells)
    return Match(own, row, labelled[-1], {} if shifted else cells)


def _is_label(table: FormTable, cell: Cell) -> bool:
    """Whether a label stands where a value should: then a cell was lost, and the others stand under wrong heads."""
    if read_cell(cell.text, signed=True).state != "unparsed":
        return False
    return bool(labels.split_ordinal(labels.fold(cell.text))[0] or table.find_rows(cell.text, (), alone=True))


def cells_before(row: Row, binding: Binding, grid: bool) -> Row:
    """The cells left of the columns."""
    is_aligned = grid and _is_aligned(binding.columns)
    return row[: binding.columns[0].at] if is_aligned else row[: -len(binding.columns)]


def _is_aligned(columns: Sequence[Column]) -> bool:
    """Whether each head stands above its own column; collapsed heads do not, though rows be padded to one width."""
    at = [column.at for column in columns]
    return at == sorted(set(at))


def _unpadded(table: FormTable, columns: Sequence[Column], row: Row, path: Sequence[str]) -> Row:
    """A row that a converter padded with blank cells up to the widest row, cut behind its last value column. In such
    a table cells are packed to the left: the values stand right behind the row's own label."""
    own = -1
    for at, cell in enumerate(row[:_DEEPEST_LABEL]):
        if table.has_labels and table.find_rows(cell.text, path, alone=True):
            own = at
    end = own + 1 + len(columns)
    return row[:end] if all(cell.is_blank for cell in row[end:]) else row


def _labelled(columns: Sequence[Column], row: Row, grid: bool) -> list[Cell]:
    """The row's label cells: parents' labels that are printed, then its own. Merged cells repeated are told once."""
    if grid and _is_aligned(columns):
        printed = [cell for cell in row[: columns[0].at] if not cell.is_blank]
        return [cell for at, cell in enumerate(printed) if not at or cell.text != printed[at - 1].text]
    own = max(len(row) - len(columns) - 1, 0)
    return [*(cell for cell in row[:own] if not cell.is_blank), row[own]]


def _cells(columns: Sequence[Column], row: Row, grid: bool, labels_before: bool) -> dict[str, Cell]:
    """The cells under each head; none where the row has too few to tell which is which."""
    if grid and _is_aligned(columns):
        return {column.head: row[column.at] for column in columns}
    if len(row) < len(columns) + labels_before:
        return {}
    return dict(zip((column.head for column in columns), row[-len(columns) :], strict=True))


def _fit(table: FormTable, cell: Cell, path: Sequence[str], alone: bool, document: str) -> str | None:
    fits = table.find_rows(cell.text, path, alone=alone)
    if len(fits) > 1:
        raise DocumentError(
            f"the label fits two lines of form {table.form}: {' and '.join(fits)}; say which in structure/labels.csv",
            Place(document, cell.locator, squeezed(cell)),
        )
    return fits[0] if fits else None


def _words(table: FormTable) -> frozenset[str]:
    return frozenset(labels.fold(head.label) for head in table.heads)


def squeezed(cell: Cell) -> str:
    """A label as printed, without its white space and line breaks."""
    return "".join(cell.text.split())
