"""Bound tables into observations: every value cell of the form with value, state, raw text, unit and place.

The statutory table of each kind gives source `form`; a table in the chapters that restates some of its lines gives
source `in_text`. Lines that no cell was printed for are `not_in_form` or `form_absent`, so that nothing is silent.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gongkai import labels
from gongkai.cells import Reading, bare, read_cell
from gongkai.errors import DocumentError, Place
from gongkai.forms import PROSE, Form, FormTable, Line
from gongkai.matches import Binding, Match, squeezed
from gongkai.tables import Cell, Row, Span
from gongkai.tables.models import spans_of

# The statutory statistics table spans the form's groups; a table in the chapters restates lines of one or two.
STATUTORY_GROUPS = 3
# Its one table asks everything; later forms share their tables with each other, never with it.
_ALONE = {"2014"}
_UNREAD = Reading(None, "unparsed")


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
    """What the tables of one document gave. `understood` are the places of heads and bound rows, `unbound` those of
    rows inside a recognised table that fit no line; `form` is a form's name, `mixed` or `none`."""

    form: str
    observations: tuple[Observation, ...]
    headings: tuple[str, ...]
    understood: tuple[Span, ...]
    unbound: tuple[Span, ...]
    found: tuple[str, ...]


def observe(
    bindings: Sequence[Binding], forms: Mapping[str, Form], applicants: Sequence[str], document: str
) -> Observed:
    """Every value cell of the bound tables; DocumentError where two of them are the same table of the form."""
    bindings = _continued(bindings)
    in_text = [binding for binding in bindings if _is_in_text(binding)]
    statutory = _statutory([binding for binding in bindings if not _is_in_text(binding)], document)
    names = dict.fromkeys(binding.table.form for binding in statutory)
    if len(names) > 1 and _ALONE & names.keys():
        first, second = list(names)[:2]
        raise DocumentError(
            f"a table of form {first} and one of form {second} stand in this document: these are two reports",
            Place(document, next(binding.first for binding in statutory if binding.table.form == second)),
        )
    form = "none" if not names else next(iter(names)) if len(names) == 1 else "mixed"
    observations = [o for binding in statutory for o in _values(binding, "form")]
    observations += _not_printed(forms, statutory, applicants, observations)
    observations += [o for binding in in_text for o in _values(binding, "in_text")]
    return Observed(
        form,
        tuple(observations),
        tuple(row for binding in statutory for row in binding.matches if row and not binding.table.cells_of(row)),
        tuple(span for binding in (*statutory, *in_text) for span in binding.spans),
        tuple(span for binding in (*statutory, *in_text) for row in binding.unbound for span in spans_of(row)),
        tuple(f"{binding.table.form} {binding.table.table} {binding.first}" for binding in (*statutory, *in_text)),
    )


def _is_in_text(binding: Binding) -> bool:
    return binding.table.table == "statistics" and binding.groups < STATUTORY_GROUPS


def _continued(bindings: Sequence[Binding]) -> list[Binding]:
    """A statistics table that a page cut in two, made one again: behind the long part, with the lines that follow its
    last in the form. Alone, the rest would look like a table of the chapters."""
    result: list[Binding] = []
    for binding in bindings:
        before = next((b for b in reversed(result) if not _is_in_text(b)), None)
        if before and _is_in_text(binding) and before.table is binding.table and _follows(before, binding):
            before.matches |= binding.matches
            before.spans += binding.spans
            before.unbound += binding.unbound
        else:
            result.append(binding)
    return result


def _follows(before: Binding, behind: Binding) -> bool:
    order = {line.row: line.order for line in before.table.lines}
    return max(order[row] for row in before.matches) < min(order[row] for row in behind.matches)


def _statutory(bindings: Sequence[Binding], document: str) -> list[Binding]:
    """One binding of each table; parts of one table (cut at a page, its head repeated) are put together."""
    chosen: dict[str, Binding] = {}
    for binding in bindings:
        other = chosen.get(binding.table.table)
        if other is None:
            chosen[binding.table.table] = binding
        elif other.table is binding.table and not other.matches.keys() & binding.matches.keys():
            other.matches |= binding.matches
            other.spans += binding.spans
            other.unbound += binding.unbound
        else:
            raise DocumentError(
                f"two tables {binding.table.table!r} of form {binding.table.form} stand in this document, "
                f"the first at {other.first}; which one is the report's is not ours to choose",
                Place(document, binding.first),
            )
    return list(chosen.values())


def _values(binding: Binding, source: str) -> list[Observation]:
    return [observation for match in binding.matches.values() for observation in _observe(binding, match, source)]


def _observe(binding: Binding, match: Match, source: str) -> Iterator[Observation]:
    """The observations of one row, head by head; `unparsed` where the row's cells cannot be told apart."""
    lines = binding.table.cells_of(match.row)
    unit_cell = match.by_head.get("unit")
    row_unit = bare(unit_cell.text) if unit_cell else ""
    printed = squeezed(match.label) if match.label else ""
    has_units = any(column.kind == "unit" for column in binding.columns)
    for column in binding.columns if lines else ():
        line = lines.get("applicant") or lines.get(column.head)
        if line is None or column.kind != "value":
            continue
        unit = row_unit or column.unit or labels.printed_unit(printed)
        told = match.by_head.get(column.head)
        cell = told or _unread(match.cells)
        reading = read_cell(cell.text, unit or line.unit, signed=line.signed) if told else _UNREAD
        yield Observation(
            form=binding.table.form,
            indicator=line.indicator,
            applicant=column.head if line.by_applicant else "total",
            source=source,
            value=reading.value,
            state=reading.state,
            raw=cell.text,
            unit=reading.unit or unit or None,
            label=printed if line.by_applicant or has_units else "/".join(filter(None, [printed, *column.printed])),
            locator=cell.locator,
        )


def _unread(cells: Row) -> Cell:
    """The row's printed rest where a cell cannot be told: what stood there goes into `raw`."""
    return Cell("\t".join(cell.text for cell in cells[1:]), cells[0].locator, ())


def _not_printed(
    forms: Mapping[str, Form],
    statutory: Sequence[Binding],
    applicants: Sequence[str],
    observations: Sequence[Observation],
) -> list[Observation]:
    """Lines without a cell: `not_in_form` where their table is there, `form_absent` where it is not.

    A report that mixes forms has each table in one of them; a table that is missing is missing from the form that
    most of its tables have, the newest of them where that is even.
    """
    found = {binding.table.table: binding for binding in statutory}
    counts = Counter(binding.table.form for binding in statutory)
    if not counts:
        return []
    main = max(counts, key=lambda name: (counts[name], name))
    printed = {(o.form, o.indicator, o.applicant) for o in observations}
    result = []
    for form in forms.values():
        for table in form.tables:
            binding = found.get(table.table)
            is_there = binding is not None and binding.table is table
            if table.table != PROSE and (is_there or (binding is None and form.form == main)):
                state = "not_in_form" if is_there else "form_absent"
                doubts = binding.doubts if binding and is_there else {}
                result += [
                    _missing(form.form, *cell, *_doubted(table, cell[0], doubts, state))
                    for cell in _asked(table.lines, applicants)
                    if (form.form, *cell) not in printed
                ]
    return result


def _doubted(table: FormTable, indicator: str, doubts: Mapping[str, str], state: str) -> tuple[str, str | None]:
    """The state of a line without a cell: `unparsed`, at the place of a printed line beside it that is not told."""
    above = table.ancestors(indicator)
    place = doubts.get(above[-1] if above else "")
    return ("unparsed", place) if place else (state, None)


def _asked(lines: Sequence[Line], applicants: Sequence[str]) -> list[tuple[str, str]]:
    """Every value cell that the lines ask for, in printed order."""
    return [
        (line.indicator, applicant)
        for line in lines
        if line.kind == "line"
        for applicant in (applicants if line.by_applicant else ("total",))
    ]


@lru_cache(maxsize=2**13)
def _missing(form: str, indicator: str, applicant: str, state: str, locator: str | None) -> Observation:
    return Observation(form, indicator, applicant, "form", None, state, "", None, None, locator)
