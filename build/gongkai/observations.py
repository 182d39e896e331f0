"""Printed tables into observations: every value cell of the form with value, state, raw text, unit and place.

The walk: heads say which table of which form begins; each row is found by its label under its parent; each cell is
bound to a head counted from the right, because merged label cells collapse on the left. A row whose label or cells do
not fit stays unbound: its values are `unparsed` where the line is certain, residue where it is not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai import labels
from gongkai.cells import bare, read_cell
from gongkai.errors import DocumentError, Place
from gongkai.forms import Column, Form, FormTable, Line
from gongkai.tables import Cell, Row, Table

# A statutory statistics table spans the form's groups; a table in the chapters restates one or two of them.
STATUTORY_GROUPS = 3


@dataclass(frozen=True)
class Observation:
    """One value cell of a form in one report (design §5). `value` is None unless the state says that there is one."""

    form: str
    indicator: str
    applicant: str
    source: str
    value: int | float | None
    state: str
    raw: str
    unit: str | None
    label: str | None
    locator: str | None


@dataclass(frozen=True)
class Observed:
    """What the tables of one document gave. `understood` are the lines (first, last) of heads and bound rows,
    `unbound` those of rows inside a recognised table that fit no line; `form` is a form's name, `mixed` or `none`."""

    form: str
    observations: tuple[Observation, ...]
    headings: tuple[str, ...]
    understood: tuple[tuple[int, int], ...]
    unbound: tuple[tuple[int, int], ...]


@dataclass
class _Bound:
    """One printed table (or the part of it under one header) bound to one declared table."""

    table: FormTable
    lines: list[tuple[int, int]] = field(default_factory=list)
    unbound: list[Row] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    observations: list[Observation] = field(default_factory=list)

    @property
    def score(self) -> int:
        """Rows found by their label."""
        return len(self.rows)

    @property
    def groups(self) -> int:
        """How many of the form's outermost groups the bound rows belong to."""
        return len({(*self.table.ancestors(row), row)[0] for row in self.rows})


def observe(tables: Iterable[Table], forms: Mapping[str, Form], applicants: Sequence[str], document: str) -> Observed:
    """Bind every table that carries a form's heads; DocumentError where the document offers two readings."""
    found = [bound for table in tables for bound in _bind(table, forms, document)]
    statutory = _statutory(found, document)
    names = dict.fromkeys(bound.table.form for bound in statutory)
    form = "none" if not names else next(iter(names)) if len(names) == 1 else "mixed"
    observations = [observation for bound in statutory for observation in bound.observations]
    for name in names:
        observations += _not_printed(forms[name], statutory, applicants)
    return Observed(
        form,
        tuple(observations),
        tuple(row for bound in statutory for row in bound.rows if not bound.table.cells_of(row) and row),
        tuple(lines for bound in statutory for lines in bound.lines),
        tuple(_span(row) for bound in statutory for row in bound.unbound),
    )


def _statutory(found: Sequence[_Bound], document: str) -> list[_Bound]:
    """The statutory tables among those found: one of each kind, in printed order."""
    chosen: dict[tuple[str, str], _Bound] = {}
    for bound in found:
        if bound.table.table == "statistics" and bound.groups < STATUTORY_GROUPS:
            continue
        if other := chosen.get((bound.table.form, bound.table.table)):
            raise DocumentError(
                f"two tables {bound.table.table!r} of form {bound.table.form} stand in this document, "
                f"the first at L{other.lines[0][0]}; which one is the report's is not ours to choose",
                Place(document, f"L{bound.lines[0][0]}"),
            )
        chosen[bound.table.form, bound.table.table] = bound
    return list(chosen.values())


def _bind(table: Table, forms: Mapping[str, Form], document: str) -> list[_Bound]:
    """Every part of a printed table that a header opens, bound to the declared table that knows most of its rows."""
    result: list[_Bound] = []
    headers = _headers(table.rows, forms)
    ends = [*(start for start, _ in headers[1:]), len(table.rows)]
    for (start, offers), end in zip(headers, ends, strict=False):
        tried = [
            _bind_rows(form_table, columns, table.rows[start : start + used], table.rows[start + used : end], document)
            for form_table, columns, used in offers
        ]
        best = max(tried, key=lambda bound: bound.score)
        if best.score:
            result.append(best)
    return result


_Offer = tuple[FormTable, tuple[Column, ...], int]


def _headers(rows: Sequence[Row], forms: Mapping[str, Form]) -> list[tuple[int, list[_Offer]]]:
    """Where heads stand, and the declared tables whose heads they are."""
    found: list[tuple[int, list[_Offer]]] = []
    at = 0
    while at < len(rows):
        offers = [
            (form_table, columns[0], columns[1])
            for form in forms.values()
            for form_table in form.tables
            if (columns := form_table.find_columns(rows[at : at + 4]))
        ]
        if offers:
            found.append((at, offers))
        at += max((used for _, _, used in offers), default=1)
    return found


def _bind_rows(
    table: FormTable, columns: tuple[Column, ...], header: Sequence[Row], rows: Sequence[Row], document: str
) -> _Bound:
    bound = _Bound(table, [_span(row) for row in header])
    path: list[str] = []
    for row in _joined(rows, len(columns) + table.has_labels):
        found = _find_row(table, columns, row, path, document)
        if found is None:
            path = path[: _depth(row)]
            if not all(cell.is_blank for cell in row):
                bound.unbound.append(row)
            continue
        if found in bound.rows:
            raise DocumentError(
                f"line {found!r} of form {table.form} is printed twice, first at {bound.rows[found][0].locator}",
                Place(document, row[0].locator, _label(row[_label_index(row, columns)]) if table.has_labels else ""),
            )
        path = [*table.ancestors(found), found]
        bound.rows[found] = row
        bound.lines.append(_span(row))
        bound.observations += _values(table, columns, found, row)
    return bound


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


def _find_row(table: FormTable, columns: Sequence[Column], row: Row, path: list[str], document: str) -> str | None:
    """The declared row that a printed row is, or None. Label cells to the left of the row's own label are
    parents' labels."""
    if not table.has_labels:
        return "" if len(row) == len(columns) else None
    labelled = row[: _label_index(row, columns) + 1]
    for parent in labelled[:-1]:
        if not parent.is_blank:
            fits = _fit(table, parent, path, document)
            if fits is None:
                return None
            path[:] = [*table.ancestors(fits), fits]
    return None if labelled[-1].is_blank else _fit(table, labelled[-1], path, document)


def _fit(table: FormTable, cell: Cell, path: Sequence[str], document: str) -> str | None:
    fits = table.find_rows(cell.text, path)
    if len(fits) > 1:
        raise DocumentError(
            f"the label fits two lines of form {table.form}: {' and '.join(fits)}; say which in structure/labels.csv",
            Place(document, cell.locator, _label(cell)),
        )
    return fits[0] if fits else None


def _label_index(row: Row, columns: Sequence[Column]) -> int:
    """Where the row's own label stands: just left of its value columns, or first where cells are missing."""
    return max(len(row) - len(columns) - 1, 0)


def _depth(row: Row) -> int:
    """How much of the path still holds behind a row that fits no line: its ordinal tells how deep it stood."""
    text = next((cell.text for cell in row if not cell.is_blank), "")
    return labels.ordinal_depth(text)


def _values(table: FormTable, columns: Sequence[Column], row: str, cells: Row) -> list[Observation]:
    """The observations of one bound row; `unparsed` where the row has too few cells to know which is which."""
    lines = table.cells_of(row) if row else {line.head: line for line in table.lines if line.kind == "line"}
    if not lines:
        return []
    complete = len(cells) >= len(columns) + table.has_labels
    by_head = dict(zip((column.head for column in columns), cells[-len(columns) :], strict=False)) if complete else {}
    printed = _label(cells[_label_index(cells, columns)]) if table.has_labels else ""
    unit_cell = by_head.get("unit")
    unit = bare(unit_cell.text) if unit_cell else None
    observations = []
    for column in columns:
        line = lines.get("applicant") or lines.get(column.head)
        if column.kind != "value" or line is None:
            continue
        label = printed if line.by_applicant or unit_cell else "/".join(filter(None, (printed, *column.printed)))
        cell = by_head.get(column.head)
        applicant = column.head if line.by_applicant else "total"
        observations.append(_observation(table.form, line, applicant, cell or _unread(cells), unit, label, complete))
    return observations


def _observation(
    form: str, line: Line, applicant: str, cell: Cell, unit: str | None, label: str, complete: bool
) -> Observation:
    reading = read_cell(cell.text, unit or line.unit, signed=line.signed)
    return Observation(
        form=form,
        indicator=line.indicator,
        applicant=applicant,
        source="form",
        value=reading.value if complete else None,
        state=reading.state if complete else "unparsed",
        raw=cell.text,
        unit=reading.unit or unit or None,
        label=label,
        locator=cell.locator,
    )


def _unread(cells: Row) -> Cell:
    """The row's printed rest where a cell cannot be told: what stood there goes into `raw`."""
    return Cell("\t".join(cell.text for cell in cells[1:]), cells[0].line, cells[-1].last_line)


def _not_printed(form: Form, statutory: Sequence[_Bound], applicants: Sequence[str]) -> list[Observation]:
    """Lines without a cell: `not_in_form` where the table is there, `form_absent` where it is not."""
    printed = {(o.indicator, o.applicant) for bound in statutory for o in bound.observations}
    there = {bound.table.table for bound in statutory if bound.table.form == form.form}
    return [
        Observation(form.form, line.indicator, applicant, "form", None, state, "", None, None, None)
        for line in form.lines
        if line.kind == "line"
        for applicant in (applicants if line.by_applicant else ("total",))
        if (line.indicator, applicant) not in printed
        for state in ["not_in_form" if line.table in there else "form_absent"]
    ]


def _label(cell: Cell) -> str:
    return "".join(cell.text.split())


def _span(row: Row) -> tuple[int, int]:
    return row[0].line, row[-1].last_line
