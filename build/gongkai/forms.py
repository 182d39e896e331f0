"""Forms: the printed templates declared in structure/forms, and how a printed label or head finds its line.

A form has tables; a table has heads (columns) and rows; a line is the value cell where a row meets a head. Rows are
found by label under their parent row, columns by head under their group, neither ever by position or printed number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gongkai import labels
from gongkai.heads import Head, HeadTree

# The "table" of lines that a form asks for in its text; they are found in prose, never in cells.
PROSE = "prose"
# Labels shorter than this (其他, 总计) never stand for a line on their own.
_TELLING = 4


@dataclass(frozen=True)
class Line:
    """One declared line. `kind` is heading (no value cell) or line; `by_applicant` lines have one cell per
    applicant column."""

    indicator: str
    parent: str
    order: int
    kind: str
    table: str
    row: str
    head: str
    unit: str
    by_applicant: bool
    signed: bool


@dataclass(frozen=True)
class FormTable:
    """One table of a form; `wordings` holds, for each row, every printing's label (structure/labels.csv)."""

    form: str
    table: str
    lines: tuple[Line, ...]
    heads: tuple[Head, ...]
    wordings: Mapping[str, tuple[str, ...]]

    @cached_property
    def _parents(self) -> dict[str, str]:
        return {line.indicator: line.parent for line in self.lines}

    @cached_property
    def _rows_by_key(self) -> dict[str, tuple[str, ...]]:
        return _index(self.wordings, labels.key)

    @cached_property
    def _rows_by_short_key(self) -> dict[str, tuple[str, ...]]:
        return _index(self.wordings, labels.short_key)

    @cached_property
    def head_tree(self) -> HeadTree:
        """The heads, ready to be found."""
        return HeadTree(self.heads)

    @cached_property
    def form_titles(self) -> frozenset[str]:
        """Keys of the spanning title rows this table may carry."""
        return frozenset(labels.key(head.label) for head in self.heads if head.kind == "title")

    @cached_property
    def parents(self) -> frozenset[str]:
        """Rows that other rows stand under."""
        return frozenset(self._parents.values())

    @cached_property
    def has_labels(self) -> bool:
        """Whether rows carry a label; the review and litigation row does not."""
        return any(head.kind == "label" for head in self.heads)

    def ancestors(self, row: str) -> tuple[str, ...]:
        """Printed rows above `row`, outermost first."""
        known = self._ancestors.get(row)
        return self._chain(row) if known is None else known

    @cached_property
    def _ancestors(self) -> dict[str, tuple[str, ...]]:
        return {row: self._chain(row) for row in self.wordings}

    def _chain(self, row: str) -> tuple[str, ...]:
        chain: list[str] = []
        parent = self._parents.get(row, "")
        while parent:
            if parent in self.wordings:
                chain.append(parent)
            parent = self._parents.get(parent, "")
        return tuple(reversed(chain))

    def find_rows(self, label: str, path: Sequence[str], *, alone: bool = False) -> tuple[str, ...]:
        """Rows that `label` fits under the rows of `path`; more than one means that the form's labels do not decide.

        With `alone`, and where a form merges parents' labels across rows, a label of some length that occurs once in
        the whole table is enough: it can be no other line, whatever was printed above it.
        """
        candidates = self._rows_by_key.get(labels.key(label)) or self._rows_by_short_key.get(
            labels.short_key(label), ()
        )
        fits = tuple(row for row in candidates if not (above := self.ancestors(row)) or above[-1] in path)
        if not fits and len(candidates) == 1 and (alone or self.by_applicant) and len(labels.key(label)) >= _TELLING:
            return candidates
        return fits

    def begins(self, text: str) -> bool:
        """Whether any row's label, wherever it stands, is `text` or begins with it."""
        key = labels.key(text)
        return bool(key) and any(known.startswith(key) for known in self._rows_by_key)

    @cached_property
    def by_applicant(self) -> bool:
        """Whether the table is the matrix with a column for each kind of applicant."""
        return any(line.by_applicant for line in self.lines)

    def cells_of(self, row: str) -> Mapping[str, Line]:
        """Lines of one row by head."""
        return self._cells_by_row.get(row, {})

    @cached_property
    def _cells_by_row(self) -> dict[str, dict[str, Line]]:
        rows: dict[str, dict[str, Line]] = {}
        for line in self.lines:
            if line.kind == "line":
                rows.setdefault(line.row, {})[line.head] = line
        return rows


@dataclass(frozen=True)
class Form:
    """One form and its tables in printed order."""

    form: str
    tables: tuple[FormTable, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines in printed order."""
        return tuple(sorted((line for table in self.tables for line in table.lines), key=lambda line: line.order))


def _index(wordings: Mapping[str, tuple[str, ...]], key_of: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    index: dict[str, dict[str, None]] = {}
    for row, printings in wordings.items():
        for label in printings:
            index.setdefault(key_of(label), {})[row] = None
    return {key: tuple(rows) for key, rows in index.items()}
