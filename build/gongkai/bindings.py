"""Printed tables bound to declared ones: which rows are which lines, and which cell stands under which head.

Heads open a part of a printed table and say which declared tables it can be; the form whose labels know most of its
rows is its form. A row is found by its own label under its parents' labels. Cells are taken at their head's column in
a grid, and counted from the right elsewhere, because merged label cells collapse on the left; then the cell just left
of them must be the row's label, so that one column too many or too few binds nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai import labels
from gongkai.cells import read_cell
from gongkai.errors import DocumentError, Place
from gongkai.forms import Form, FormTable
from gongkai.heads import MOST_ROWS, Column, find_columns
from gongkai.tables import Cell, Row, Span, Table, read_tables
from gongkai.tables.loose import read_loose, read_unparted
from gongkai.tables.models import spans_of

# No declared row has more cells than this: 15 of the review row, label cells and some to spare.
_LONGEST_ROW = 24


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


@dataclass(frozen=True)
class _Part:
    """The rows of a printed table under one header, and the declared tables whose heads that is."""

    header: tuple[Row, ...]
    rows: tuple[Row, ...]
    offers: tuple[tuple[FormTable, tuple[Column, ...]], ...]
    grid: bool


def bind_lines(lines: Sequence[str], forms: Mapping[str, Form], document: str) -> tuple[list[Table], list[Binding]]:
    """Every table of a text and what it binds to: tables with explicit cells first, then tables of lost cells in the
    lines that none of those accounts for. DocumentError where a label fits two lines or a line is printed twice."""
    explicit = [parted for table in read_tables(lines) for parted in _parted(table, forms)]
    # A line with explicit cells is never read again as one that lost them: its blanks would be dropped.
    cells = {line for table in explicit for row in table.rows for line, _, _ in spans_of(row)}
    tables = [*explicit, *read_loose(lines, cells, forms)]
    candidates = _all_candidates(tables, forms, document)
    return tables, _choose(sorted(candidates, key=lambda found: min(found[0][0].spans)))


def _parted(table: Table, forms: Mapping[str, Form]) -> list[Table]:
    """A table whose rows nothing parts (no blank line between them), parted by its labels."""
    long = max(table.rows, key=len)
    unparted = read_unparted(long, forms) if len(table.rows) == 1 or len(long) > _LONGEST_ROW else []
    return unparted or [table]


def _all_candidates(tables: Iterable[Table], forms: Mapping[str, Form], document: str) -> list[list[list[Binding]]]:
    return [found for table in tables for part in _parts(table, forms) if (found := _candidates(part, document))]


def _choose(candidates: Sequence[list[list[Binding]]]) -> list[Binding]:
    """One form for each part; tables that two forms print alike follow the tables around them."""
    decided = {alternatives[0][0].table.form for alternatives in candidates if len(alternatives) == 1}
    bindings: list[Binding] = []
    before = ""
    for alternatives in candidates:
        chosen = next((a for a in alternatives if a[0].table.form == before), None)
        chosen = chosen or next((a for a in alternatives if a[0].table.form in decided), alternatives[0])
        before = chosen[0].table.form
        bindings += chosen
    return bindings


def _parts(table: Table, forms: Mapping[str, Form]) -> list[_Part]:
    starts: list[tuple[int, int, tuple[tuple[FormTable, tuple[Column, ...]], ...]]] = []
    declared = [form_table for form in forms.values() for form_table in form.tables]
    openings = frozenset().union(*(form_table.head_tree.openings for form_table in declared))
    opens = [any(labels.key(cell.text) in openings for cell in row) for row in table.rows]
    at = 0
    while at < len(table.rows):
        if not any(opens[at : at + 2]):
            at += 1
            continue
        window = table.rows[at : at + MOST_ROWS]
        found = [
            (form_table, *columns) for form_table in declared if (columns := find_columns(window, form_table.head_tree))
        ]
        if found:
            starts.append((at, max(used for _, _, used in found), tuple((one, columns) for one, columns, _ in found)))
        at += max((used for _, _, used in found), default=1)
    ends = [*(at for at, _, _ in starts[1:]), len(table.rows)]
    return [
        _Part(table.rows[at : at + used], table.rows[at + used : end], offers, table.grid)
        for (at, used, offers), end in zip(starts, ends, strict=False)
    ]


def _candidates(part: _Part, document: str) -> list[list[Binding]]:
    """The bindings by the form (or forms, where they print alike) that know most rows of the part."""
    by_form: dict[str, list[tuple[FormTable, tuple[Column, ...]]]] = {}
    for table, columns in part.offers:
        by_form.setdefault(table.form, []).append((table, columns))
    tried = [_bind_part(part, offers, document) for offers in by_form.values()]
    scores = [sum(binding.score for binding in bindings) for bindings in tried]
    return [bindings for bindings, score in zip(tried, scores, strict=True) if bindings and score == max(scores)]


def _bind_part(part: _Part, offers: Sequence[tuple[FormTable, tuple[Column, ...]]], document: str) -> list[Binding]:
    """One form's tables under one header; tables with the same heads share its rows by label."""
    bindings = [Binding(table, columns, list(_spans(part.header))) for table, columns in offers]
    path: list[str] = []
    unbound: list[Row] = []
    alone = not any(_is_group(cell, bindings) for row in part.rows for cell in row)
    rows = part.rows if part.grid else _joined(part.rows, min(len(b.columns) + b.table.has_labels for b in bindings))
    for row in rows:
        found = next(
            ((b, match) for b in bindings if (match := _match(b, row, path, part.grid, alone, document))), None
        )
        if found is None:
            _salvage(row, bindings, path)
            path = path[: _depth(row)]
            unbound += [row] if not _is_between(row, bindings) else []
            continue
        binding, match = found
        earlier = binding.matches.get(match.row)
        if earlier and not earlier.by_head:
            unbound.append(row)  # the line was printed before, in a row that could not be told apart: still doubtful
            continue
        if earlier:
            raise DocumentError(
                f"line {match.row or binding.table.table!r} of form {binding.table.form} is printed twice, "
                f"first at {earlier.cells[0].locator}",
                Place(document, row[0].locator, squeezed(match.label) if match.label else ""),
            )
        path = [*binding.table.ancestors(match.row), match.row]
        binding.matches[match.row] = match
        known = [cell for head, cell in match.by_head.items() if not head.startswith("?")]
        binding.spans += (
            spans_of(row) if len(known) == len(match.by_head) else spans_of((*_before(row, binding, part.grid), *known))
        )
    kept = [binding for binding in bindings if binding.score]
    if kept:
        kept[0].unbound = unbound
    return kept


def _match(binding: Binding, row: Row, path: list[str], grid: bool, alone: bool, document: str) -> Match | None:
    """The declared row that a printed row is, or None. Label cells left of its own label are its parents' labels."""
    columns, table = binding.columns, binding.table
    if not table.has_labels:
        complete = len(row) == len(columns) and not any(labels.fold(cell.text) in _words(table) for cell in row)
        return (
            Match("", row, None, _cells(columns, row, grid, False)) if complete and "" not in binding.matches else None
        )
    labelled = _labelled(columns, row, grid)
    if not labelled or labelled[-1].is_blank:
        return None
    trail = list(path)
    for parent in labelled[:-1]:
        if read_cell(parent.text).value is not None:
            continue  # a column of running numbers
        fits = _fit(table, parent, trail, alone, document)
        if fits is None:
            return None
        trail = [*table.ancestors(fits), fits]
    own = _fit(table, labelled[-1], trail, alone, document)
    return None if own is None else Match(own, row, labelled[-1], _cells(columns, row, grid, True))


def _salvage(row: Row, bindings: Sequence[Binding], path: Sequence[str]) -> None:
    """A row that does not fit, but holds a line's label: the line is printed, and what it says is not to be told."""
    for binding in bindings:
        for cell in row if binding.table.has_labels else ():
            fits = binding.table.find_rows(cell.text, path, alone=True)
            if len(fits) == 1 and binding.table.cells_of(fits[0]):
                binding.matches.setdefault(fits[0], Match(fits[0], row, cell, {}))


def _before(row: Row, binding: Binding, grid: bool) -> Row:
    """The cells left of the columns."""
    return row[: binding.columns[0].at] if grid else row[: -len(binding.columns)]


def _labelled(columns: Sequence[Column], row: Row, grid: bool) -> list[Cell]:
    """The row's label cells: parents' labels that are printed, then its own. Merged cells repeated are told once."""
    if grid:
        printed = [cell for cell in row[: columns[0].at] if not cell.is_blank]
        return [cell for at, cell in enumerate(printed) if not at or cell.text != printed[at - 1].text]
    own = max(len(row) - len(columns) - 1, 0)
    return [*(cell for cell in row[:own] if not cell.is_blank), row[own]]


def _cells(columns: Sequence[Column], row: Row, grid: bool, labels_before: bool) -> dict[str, Cell]:
    """The cells under each head; none where the row has too few to tell which is which."""
    if grid:
        at = [column.at for column in columns]
        return {column.head: row[column.at] for column in columns} if at == sorted(set(at)) else {}
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


def _joined(rows: Sequence[Row], width: int) -> list[Row]:
    """Rows that blank lines cut in two, made one again: a lone label, then the rest that completes it."""
    joined: list[Row] = []
    for row in rows:
        before = joined[-1] if joined else ()
        if len(before) == 1 and len(row) == width - 1 and len(row) > 1 and not before[0].is_blank:
            joined[-1] = (*before, *row)
        else:
            joined.append(row)
    return joined


def _is_group(cell: Cell, bindings: Sequence[Binding]) -> bool:
    """Whether a cell is the label of one of the form's outermost groups (which then rule what stands below them)."""
    return any(
        not binding.table.ancestors(row) and any(other == row for other in binding.table.parents)
        for binding in bindings
        for row in binding.table.find_rows(cell.text, ())
    )


def _is_between(row: Row, bindings: Sequence[Binding]) -> bool:
    """Whether a row is none: blank, a spanning title, or a text line that an extraction put among the rows."""
    printed = {labels.key(cell.text) for cell in row if not cell.is_blank}
    return len(row) == 1 or not printed or any(printed <= binding.table.form_titles for binding in bindings)


def _depth(row: Row) -> int:
    """How much of the path still holds behind a row that fits no line: its ordinal tells how deep it stood."""
    return labels.ordinal_depth(next((cell.text for cell in row if not cell.is_blank), ""))


def _words(table: FormTable) -> frozenset[str]:
    return frozenset(labels.fold(head.label) for head in table.heads)


def _spans(rows: Iterable[Row]) -> list[Span]:
    return [span for row in rows for span in spans_of(row)]


def squeezed(cell: Cell) -> str:
    """A label as printed, without its white space and line breaks."""
    return "".join(cell.text.split())
