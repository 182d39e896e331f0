"""`gongkai read --explain`: the reader's report card on one document. It writes nothing and hides nothing.

Which form and why, which tables were found and which were not, what became of every digit, and what is residue: the
same examination that `parse` writes down, shown to a person.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.documents import Document
from gongkai.examinations import Examination, examine
from gongkai.forms import PROSE, FormTable
from gongkai.identities import Identity
from gongkai.matches import Binding
from gongkai.structures import Structure
from gongkai.tables import Span

_DIGIT = re.compile(r"[0-9０-９]")
_MOST_SHOWN = 20


@dataclass(frozen=True)
class Section:
    """One table of the card: a title, its column heads, its rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def explain(document: Document, identity: Identity, structure: Structure) -> list[Section]:
    """The report card of one document, section by section; DocumentError as in reading."""
    found = examine(document, identity, structure)
    return [
        _document(document, identity, found, structure),
        _tables(document, found, structure),
        _unbound(document, found),
        _facts(found),
        _digits(document, found),
        _residue(document, found),
    ]


def _document(document: Document, identity: Identity, found: Examination, structure: Structure) -> Section:
    name = structure.authorities[identity.authority]["name_zh"]
    imprint = found.imprint
    rows = [
        ("document", f"{document.name}, {document.bytes} bytes, {document.encoding}, {len(document.lines)} lines"),
        ("sha256", document.sha256),
        ("report", f"{identity.report} ({name}, {identity.year})"),
        ("title", imprint.title or "none found"),
        ("date printed", f"{imprint.published_printed} = {imprint.published}" if imprint.published else "none found"),
        ("period", f"{imprint.period_from} to {imprint.period_to}" if imprint.period_from else "none found"),
        ("scope", found.prose.scope.scope),
        ("form", f"{found.observed.form}: {_why(found)}"),
    ]
    rows += [("attachment, not read", name) for name in document.attachments]
    return Section("Document", ("", ""), tuple(rows))


def _why(found: Examination) -> str:
    """The reason for the form: the labels that were found, never the year."""
    statutory = [binding for binding in found.bindings if f"{_name(binding)} {binding.first}" in found.observed.found]
    if found.observed.form == "none":
        return "no table of a declared form stands in the document; its figures are in the prose"
    rows = Counter[str]()
    for binding in statutory:
        rows[binding.table.form] += len(binding.matches)
    return "; ".join(f"{count} row labels of form {form}" for form, count in sorted(rows.items()))


def _tables(document: Document, found: Examination, structure: Structure) -> Section:
    rows = [_table(document, binding) for binding in found.bindings]
    seen = {binding.table.table for binding in found.bindings}
    absent = {(o.form, o.indicator) for o in found.observations if o.state == "form_absent"}
    for name, form in structure.forms.items():
        for table in form.tables:
            asked = any((name, line.indicator) in absent for line in table.lines)
            if table.table != PROSE and table.table not in seen and asked:
                rows.append((name, table.table, "not found", f"0 of {_declared(table)}", "", ""))
    heads = ("form", "table", "place", "rows by label", "columns by head", "rows that fit no line")
    return Section("Tables", heads, tuple(rows))


def _table(document: Document, binding: Binding) -> tuple[str, ...]:
    columns = [column for column in binding.columns if column.kind == "value"]
    strange = [column.printed[-1] for column in binding.columns if column.kind == "unknown"]
    return (
        binding.table.form,
        binding.table.table,
        document.address(binding.first),
        f"{binding.score} of {_declared(binding.table)}",
        f"{len(columns)}" + (f", unknown: {' '.join(strange)}" if strange else ""),
        str(len(binding.unbound)),
    )


def _declared(table: FormTable) -> int:
    """Rows of the form that have value cells."""
    return sum(bool(table.cells_of(row)) for row in table.wordings) or 1


def _unbound(document: Document, found: Examination) -> Section:
    lines = dict.fromkeys(line for line, _, _ in found.observed.unbound)
    shown = [
        (document.address(f"L{line}"), document.lines[line - 1].strip()[:40]) for line in list(lines)[:_MOST_SHOWN]
    ]
    return Section("Printed in a recognised table, fits no line", ("place", "printed"), tuple(shown))


def _facts(found: Examination) -> Section:
    prose = found.prose
    named = sum(statement.indicator is not None for statement in prose.statements)
    sources = Counter(o.source for o in found.observations if o.locator is not None)
    states = Counter(o.state for o in found.observations if o.source == "form")
    rows = [
        ("observations", ", ".join(f"{count} {source}" for source, count in sorted(sources.items())) or "none"),
        ("cell states", ", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "none"),
        ("statements", f"{len(prose.statements)}, {named} with their indicator"),
        ("citations", f"{sum(one.count for one in prose.citations)} of {len(prose.citations)} documents"),
        ("captions", str(len(prose.captions))),
        ("problems, measures", " and ".join(str(_count(prose.problems, kind)) for kind in ("problem", "measure"))),
        ("contacts", str(len(prose.contacts))),
    ]
    rows += [
        ("two exact figures", f"{one.indicator}: {' / '.join(map(str, one.values))} at {', '.join(one.locators)}")
        for one in prose.conflicts
    ]
    return Section("Facts", ("", ""), tuple(rows))


def _count(items: Iterable[object], kind: str) -> int:
    return sum(getattr(item, "kind", "") == kind for item in items)


def _digits(document: Document, found: Examination) -> Section:
    """What became of every digit; a digit that two kinds of fact hold is told under the first of them."""
    prose = found.prose
    kinds: list[tuple[str, Sequence[Span]]] = [
        ("tables", found.observed.understood),
        ("title, date, period", found.imprint.spans),
        ("statements", _spans(prose.statements)),
        ("citations", _spans(prose.citations)),
        ("captions", _spans(prose.captions)),
        ("contacts", _spans(prose.contacts)),
        ("problems, scope", [*_spans(prose.problems), *prose.scope.spans]),
    ]
    kinds += [
        (f"numbers: {kind}", _spans([number for number in prose.numbers if number.kind == kind]))
        for kind in sorted({number.kind for number in prose.numbers})
    ]
    free = {
        (number, match.start() + 1) for number, line in enumerate(document.lines, 1) for match in _DIGIT.finditer(line)
    }
    total = len(free)
    rows = []
    for name, spans in kinds:
        held = {(line, at) for line, first, last in spans for at in range(first, last + 1)} & free
        free -= held
        rows.append((name, str(len(held)), _share(len(held), total)))
    rows += [("residue", str(len(free)), _share(len(free), total)), ("all", str(total), "")]
    return Section("Digits", ("held by", "digits", "share"), tuple(rows))


def _spans(facts: Iterable[object]) -> list[Span]:
    return [span for fact in facts for span in getattr(fact, "spans", ())]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def _residue(document: Document, found: Examination) -> Section:
    rows = [
        (
            item.kind,
            document.address(item.locator),
            str(item.digits),
            document.lines[int(item.locator[1:]) - 1].strip()[:40],
        )
        for item in found.residue[:_MOST_SHOWN]
    ]
    if len(found.residue) > _MOST_SHOWN:
        rest = found.residue[_MOST_SHOWN:]
        rows.append(("…", f"{len(rest)} more lines", str(sum(item.digits for item in rest)), ""))
    return Section("Residue", ("kind", "place", "digits", "printed"), tuple(rows))


def _name(binding: Binding) -> str:
    return f"{binding.table.form} {binding.table.table}"
