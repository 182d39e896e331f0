"""Forms: the printed templates declared in structure/forms, and how a printed label or head finds its line.

A form has tables; a table has heads (columns) and rows; a line is the value cell where a row meets a head. Rows are
found by label under their parent row, columns by head under their group, neither ever by position or printed number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from gongkai import labels
from gongkai.tables import Row

HeadKind = Literal["title", "label", "unit", "group", "value"]


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
class Head:
    """One declared column head, or a group of heads; `parent` is the group it stands under."""

    head: str
    parent: str
    kind: HeadKind
    label: str


@dataclass(frozen=True)
class Column:
    """A value or unit column as found in a printed table: the declared head and the printed path above it."""

    head: str
    kind: HeadKind
    printed: tuple[str, ...]


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
    def titles(self) -> frozenset[str]:
        """Keys of the spanning title rows this table may carry."""
        return frozenset(labels.key(head.label) for head in self.heads if head.kind == "title")

    @cached_property
    def has_labels(self) -> bool:
        """Whether rows carry a label; the review and litigation row does not."""
        return any(head.kind == "label" for head in self.heads)

    def ancestors(self, row: str) -> tuple[str, ...]:
        """Printed rows above `row`, outermost first."""
        chain: list[str] = []
        parent = self._parents.get(row, "")
        while parent:
            if parent in self.wordings:
                chain.append(parent)
            parent = self._parents.get(parent, "")
        return tuple(reversed(chain))

    def find_rows(self, label: str, path: Sequence[str]) -> tuple[str, ...]:
        """Rows that `label` fits under the rows of `path`; more than one means that the form's labels do not decide."""
        candidates = self._rows_by_key.get(labels.key(label)) or self._rows_by_short_key.get(
            labels.short_key(label), ()
        )
        return tuple(row for row in candidates if not (above := self.ancestors(row)) or above[-1] in path)

    def cells_of(self, row: str) -> dict[str, Line]:
        """Lines of one row by head."""
        return {line.head: line for line in self.lines if line.row == row and line.kind == "line"}

    def find_columns(self, rows: Sequence[Row]) -> tuple[tuple[Column, ...], int] | None:
        """The columns that `rows` begin with, left to right, and how many rows of heads they take; None if
        these are no heads of this table."""
        resolved: list[Column | _Group] = [_Group("", ())]
        for used, row in enumerate(rows, 1):
            printed = [cell.text for cell in row if not cell.is_blank]
            if used == 1 and self.has_labels and printed and not self._roots_with(printed[0]):
                printed = printed[1:]
            taken = self._expand(resolved, printed)
            if taken is None:
                return None
            resolved = taken
            if not any(isinstance(item, _Group) for item in resolved):
                found = tuple(item for item in resolved if isinstance(item, Column))
                return (found, used) if any(item.kind == "value" for item in found) else None
        return None

    def _roots_with(self, text: str) -> list[Head]:
        wanted = labels.key(text)
        return [
            head
            for head in self.heads
            if not head.parent and head.kind not in ("title", "label") and labels.key(head.label) == wanted
        ]

    def _expand(self, items: Sequence["Column | _Group"], printed: Sequence[str]) -> list["Column | _Group"] | None:
        """Replace each group by the printed heads that belong to it; None if a printed head belongs nowhere."""
        rest = list(printed)
        result: list[Column | _Group] = []
        for item in items:
            if isinstance(item, Column):
                result.append(item)
                continue
            children = {
                labels.key(head.label): head
                for head in self.heads
                if head.parent == item.head and head.kind not in ("title", "label")
            }
            found = 0
            while rest and (head := children.pop(labels.key(rest[0]), None)):
                path = (*item.printed, labels.fold(rest.pop(0)))
                is_group = head.kind == "group"
                result.append(_Group(head.head, path) if is_group else Column(head.head, head.kind, path))
                found += 1
            if not found:
                return None
        return None if rest else result


@dataclass(frozen=True)
class _Group:
    head: str
    printed: tuple[str, ...]


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
