"""One document examined: its tables bound and observed, its prose read, every digit accounted for. Pure.

`parse` (readings) writes the facts down as a parsed report; `explain` shows the same examination to a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.bindings import bind_lines
from gongkai.cells import read_cell
from gongkai.documents import Document
from gongkai.errors import DocumentError, Place
from gongkai.identities import Identity
from gongkai.imprints import Imprint, read_imprint
from gongkai.matches import Binding
from gongkai.observations import Observation, Observed, observe
from gongkai.owners import refuse_foreign_tables
from gongkai.prose import Prose, read_prose
from gongkai.prose.statements import ProseObservation
from gongkai.residues import Residue, count_residue
from gongkai.structures import Structure
from gongkai.tables import Table
from gongkai.tables.models import spans_of

_UNKNOWN_FORM_ROWS = 10


@dataclass(frozen=True)
class Examination:
    """Everything found in one document."""

    imprint: Imprint
    tables: tuple[Table, ...]
    bindings: tuple[Binding, ...]
    observed: Observed
    prose: Prose
    observations: tuple[Observation, ...]
    residue: tuple[Residue, ...]


def examine(document: Document, identity: Identity, structure: Structure) -> Examination:
    """Read one document; DocumentError where it offers two readings, or a long table that fits no form."""
    lines = document.lines
    imprint = read_imprint(lines)
    tables, bindings = bind_lines(lines, structure.forms, document.name, document.tables)
    refuse_foreign_tables(lines, bindings, imprint.title, identity.year, document.name)
    observed = observe(bindings, structure.forms, structure.applicants, document.name)
    ours = {line for line, _, _ in (*observed.understood, *observed.unbound)}
    others = {line for table in tables for row in table.rows for line, _, _ in spans_of(row)} - ours
    prose = read_prose(lines, ours, others, imprint, observed.form, identity.year, structure.prose)
    if observed.form == "none":
        _refuse_unknown_form(document, tables, quoted={n.spans[0][0] for n in prose.numbers if n.kind == "quotation"})
    understood = [*imprint.spans, *observed.understood, *prose.spans]
    return Examination(
        imprint,
        tuple(tables),
        tuple(bindings),
        observed,
        prose,
        (*observed.observations, *(_from_prose(said, observed.form, structure) for said in prose.observations)),
        tuple(count_residue(lines, understood, tables, observed.unbound)),
    )


def _from_prose(said: ProseObservation, form: str, structure: Structure) -> Observation:
    """A figure of the prose as an observation of its line, in the report's own form where that asks the line."""
    asking = [name for name, other in structure.forms.items() if said.indicator in {o.indicator for o in other.lines}]
    return Observation(
        form=form if form in asking else asking[0],
        indicator=said.indicator,
        applicant="total",
        source="prose",
        value=said.value,
        state=said.state,
        raw=said.raw,
        unit=said.unit or None,
        label=said.label,
        locator=said.locator,
    )


def _refuse_unknown_form(document: Document, tables: Sequence[Table], quoted: set[int]) -> None:
    """A report may have no table at all (form `none`); one with a long table of numbers that fits no form must not
    pass as such."""
    for table in tables:
        rows = [row for row in table.rows if any(read_cell(cell.text).value is not None for cell in row[1:])]
        if len(rows) >= _UNKNOWN_FORM_ROWS and table.first_line not in quoted:
            first = next(cell for row in table.rows for cell in row if not cell.is_blank)
            raise DocumentError(
                f"a table of {len(rows)} rows whose heads and labels fit no form in structure/forms; "
                "add its labels to structure/labels.csv, or its form to structure/forms",
                Place(document.name, f"L{table.first_line}", "".join(first.text.split())[:30]),
            )
