"""The rows of every resource of the package, from parsed reports and structure/. Columns are those of
structure/schemas."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from gongkai.forms import Form, FormTable, Line
from gongkai.heads import Head
from gongkai.registers import Entry
from gongkai.reports import Parsed
from gongkai.structures import Structure

Row = dict[str, object]


def build_resources(
    reports: Sequence[Parsed], structure: Structure, register: Mapping[str, Entry] | None = None
) -> dict[str, list[Row]]:
    """Rows by resource, in the order of the descriptor; `observations-<year>` one a year. What the register says of a
    document today goes before what it said when the document was read."""
    resources: dict[str, list[Row]] = {}
    for parsed in sorted(reports, key=lambda parsed: int(parsed["report"]["year"])):
        if parsed["observations"]:
            rows = resources.setdefault(f"observations-{parsed['report']['year']}", [])
            rows.extend(_observations(parsed, structure))
    resources["reports"] = [_report(parsed, register or {}) for parsed in reports]
    for name in ("authorities", "indicators", "applicants", "cell_states"):
        resources[name] = [_typed(row) for row in structure.codelists[name]]
    resources["forms"] = [_typed(row) for row in structure.form_names]
    resources["form_lines"] = [row for form in structure.forms.values() for row in _form_lines(form, structure)]
    for name, rows_of in _FACTS.items():
        resources[name] = [
            {"report_id": parsed["report"]["id"], **row} for parsed in reports for row in rows_of(parsed)
        ]
    resources["residue"] = [
        {"report_id": parsed["report"]["id"], **item} for parsed in reports for item in parsed["residue"]
    ]
    return resources


def _observations(parsed: Parsed, structure: Structure) -> Iterator[Row]:
    report = parsed["report"]
    status = {row["cell_state"]: row["obs_status"] for row in structure.codelists["cell_states"]}
    units = {(form.form, line.indicator): line.unit for form in structure.forms.values() for line in form.lines}
    for cell in parsed["observations"]:
        yield {
            "report_id": report["id"],
            "authority": report["authority"],
            "time_period": report["year"],
            "form": cell["form"],
            "indicator": cell["indicator"],
            "applicant": cell["applicant"],
            "source": cell["source"],
            "obs_value": cell["value"],
            "cell_state": cell["state"],
            "obs_status": status[cell["state"]],
            "unit_measure": cell["unit"] or units[cell["form"], cell["indicator"]] or None,
            "raw": cell["raw"] or None,
            "label": cell["label"],
            "locator": cell["locator"],
        }


def _report(parsed: Parsed, register: Mapping[str, Entry]) -> Row:
    report, document = parsed["report"], parsed["document"]
    period = report["period"] or {"from": None, "to": None}
    return {
        "report_id": report["id"],
        "authority": report["authority"],
        "time_period": report["year"],
        "form": report["form"],
        "title": report["title"],
        "published": report["published"],
        "published_printed": report["published_printed"],
        "period_from": period["from"],
        "period_to": period["to"],
        "scope": report["scope"],
        "document": document["name"],
        "sha256": document["sha256"],
        "bytes": document["bytes"],
        "media_type": document["media_type"],
        "encoding": document["encoding"],
        "url": document["url"],
        "retrieved": document["retrieved"],
        "status": _status(document, register),
        "supersedes": ";".join(_superseded(parsed, register)) or None,
    }


def _status(document: Mapping[str, str], register: Mapping[str, Entry]) -> str:
    """By hash; by name only where the register has no hash. A file withdrawn since it was read is withdrawn, whether
    or not the file is at hand to be read again."""
    for entry in register.values():
        if entry.sha256 == document["sha256"] or (entry.file == document["name"] and not entry.sha256):
            return entry.status
    return document["status"]


def _superseded(parsed: Parsed, register: Mapping[str, Entry]) -> list[str]:
    """The hashes of the documents that this one replaces: the superseded rows of the same report, oldest first."""
    report, document = parsed["report"], parsed["document"]
    if _status(document, register) != "current":
        return []
    rows = [
        entry
        for entry in register.values()
        if entry.status == "superseded"
        and (entry.authority, entry.year) == (report["authority"], report["year"])
        and entry.sha256 not in ("", document["sha256"])
    ]
    ordered = sorted(rows, key=lambda entry: (entry.retrieved, entry.file))
    return list(dict.fromkeys(entry.sha256 for entry in ordered))


def _problems(parsed: Parsed) -> Iterator[Row]:
    for kind in ("problem", "measure"):
        for item in parsed[f"{kind}s"]:
            yield {"kind": kind, **item}


_FACTS: dict[str, Callable[[Parsed], Iterable[Row]]] = {
    "statements": lambda parsed: (
        {"statement": number, **row, "unit": row["unit"] or None} for number, row in enumerate(parsed["statements"], 1)
    ),
    "citations": lambda parsed: ({**row, "locators": ";".join(row["locators"])} for row in parsed["citations"]),
    "captions": lambda parsed: parsed["captions"],
    "problems": _problems,
    "contacts": lambda parsed: parsed["contacts"],
    "enumerations": lambda parsed: (
        {"enumeration": number, **row} for number, row in enumerate(parsed["enumerations"], 1)
    ),
}


def _form_lines(form: Form, structure: Structure) -> Iterator[Row]:
    names = {row["indicator"]: row["label_zh"] for row in structure.codelists["indicators"]}
    for table in form.tables:
        for line in table.lines:
            row = next(iter(table.wordings.get(line.row, ())), "")
            head = "" if line.kind == "heading" else _head_path(table, line)
            yield {
                "form": form.form,
                "indicator": line.indicator,
                "parent": line.parent or None,
                "order": line.order,
                "kind": line.kind,
                "table": line.table,
                "row": row or None,
                "head": head or None,
                "unit": line.unit or None,
                "label": _label(table, line, row, head) or names[line.indicator],
            }


def _label(table: FormTable, line: Line, row: str, head: str) -> str:
    """The printed words that single the line out: its row where each line is a row, its head where it is a
    column, or both."""
    if line.by_applicant or table.table == "statistics":
        return row
    if row and head:
        return f"{row}/{head}"
    return row or head or next((item.label for item in table.heads if item.head == line.indicator), "")


def _head_path(table: FormTable, line: Line) -> str:
    heads = {item.head: item for item in reversed(table.heads)}  # of several wordings the first is the reference
    if line.by_applicant:
        return next(item.label for item in table.heads if item.kind == "group")
    chain: list[Head] = []
    at = heads.get(line.head)
    while at:
        chain.append(at)
        at = heads.get(at.parent)
    return "/".join(item.label for item in reversed(chain))


def _typed(row: dict[str, str]) -> Row:
    return {column: value or None for column, value in row.items()}
