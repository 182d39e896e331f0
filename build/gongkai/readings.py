"""`gongkai read`: documents into parsed reports. `parse` is a pure function; `read` is the small edge around it.

A document that cannot be read is refused with one sentence; the others go on, and what was read before stays. A
document whose bytes, reader and structure are those of the last reading is skipped.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gongkai.documents import Document, hash_document, read_document
from gongkai.errors import DocumentError, GongkaiError, Place
from gongkai.examinations import Examination, examine
from gongkai.files import hash_tree, write_text
from gongkai.identities import Identity, identify
from gongkai.paths import Paths
from gongkai.registers import Entry, load_register
from gongkai.reports import Parsed, check_report, dump_report, report_path
from gongkai.structures import Structure, load_structure

# Raised by hand whenever the same document would give other output; tests/test_cases.py notices when it was forgotten.
READER_VERSION = 6


@dataclass(frozen=True)
class Outcome:
    """How one document ended; `report` is the id where it is known, `message` is for people."""

    file: str
    kind: Literal["read", "unchanged", "refused"]
    report: str = ""
    message: str = ""


def read(
    paths: Paths,
    documents: Sequence[Path],
    authority: str = "",
    year: int | None = None,
    out: Path | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> list[Outcome]:
    """Read documents into `out` (default reports/) and say how each one ended. Two documents for one report are
    both refused."""
    structure = load_structure(paths.structure)
    folder = out or paths.reports
    known = _Known(paths.cache / "read.json", hash_tree(paths.structure, Path(__file__).parent))
    register = load_register(paths.sources / "register.csv")
    outcomes: dict[Path, Outcome] = {}
    planned: dict[str, list[tuple[Path, Identity]]] = {}
    for path in dict.fromkeys(documents):
        try:
            found = identify(read_document(path), structure, register.get(path.name), authority, year)
            planned.setdefault(found.report, []).append((path, found))
        except GongkaiError as error:
            outcomes[path] = Outcome(path.name, "refused", message=str(error))
            progress(path.name)
    for report, claims in planned.items():
        for path, found in claims:
            try:
                _refuse_rivals(claims, path, report)
                outcomes[path] = _read_one(path, found, register.get(path.name), structure, folder, known)
            except GongkaiError as error:
                outcomes[path] = Outcome(path.name, "refused", report, str(error))
            progress(path.name)
    known.save()
    return [outcomes[path] for path in dict.fromkeys(documents)]


def parse(document: Document, identity: Identity, entry: Entry | None, structure: Structure) -> Parsed:
    """One document as a parsed report (design §5): pure, so that a batch of them maps over any pool."""
    found = examine(document, identity, structure)
    prose = found.prose
    lists = {
        "observations": _records(document, found.observations),
        "statements": _records(document, prose.statements, "raw"),
        "citations": _records(document, prose.citations),
        "captions": _records(document, prose.captions),
        "problems": _records(document, (item for item in prose.problems if item.kind == "problem"), "kind"),
        "measures": _records(document, (item for item in prose.problems if item.kind == "measure"), "kind"),
        "contacts": _records(document, prose.contacts),
        "numbers": _records(document, prose.numbers),
        "residue": _records(document, found.residue),
    }
    parsed: Parsed = {
        "report": _report(identity, found),
        "document": _document(document, entry),
        "reader": {"version": READER_VERSION},
        **lists,
    }
    check_report(parsed, structure.folder / "schemas", document.name)
    return parsed


def _records(document: Document, facts: Iterable[object], *left_out: str) -> list[dict[str, object]]:
    """Facts as the contract has them: addressed in their document, without the places they are made of, and without
    what the list's name already says."""
    records = []
    for fact in facts:
        record = {name: value for name, value in vars(fact).items() if name != "spans" and name not in left_out}
        if record.get("locator"):
            record["locator"] = document.address(record["locator"])
        if "locators" in record:
            record["locators"] = [document.address(locator) for locator in record["locators"]]
        records.append(record)
    return records


def _report(identity: Identity, found: Examination) -> dict[str, object]:
    imprint = found.imprint
    return {
        "id": identity.report,
        "authority": identity.authority,
        "year": identity.year,
        "form": found.observed.form,
        "title": imprint.title or None,
        "period": {"from": imprint.period_from, "to": imprint.period_to} if imprint.period_from else None,
        "published": imprint.published or None,
        "published_printed": imprint.published_printed or None,
        "scope": found.prose.scope.scope,
    }


def _document(document: Document, entry: Entry | None) -> dict[str, object]:
    return {
        "name": document.name,
        "sha256": document.sha256,
        "bytes": document.bytes,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "url": (entry and entry.url) or None,
        "retrieved": (entry and entry.retrieved) or None,
        "status": entry.status if entry else "current",
    }


def _read_one(
    path: Path, identity: Identity, entry: Entry | None, structure: Structure, folder: Path, known: "_Known"
) -> Outcome:
    target = report_path(folder, identity.report)
    if known.holds(path, entry, target):
        return Outcome(path.name, "unchanged", identity.report)
    document = read_document(path)
    _refuse_replacing(target, document)
    text = dump_report(parse(document, identity, entry, structure))
    write_text(target, text)
    known.note(path, entry, target, text)
    return Outcome(path.name, "read", identity.report)


def _refuse_rivals(claims: Sequence[tuple[Path, Identity]], path: Path, report: str) -> None:
    rivals = {hash_document(other): other.name for other, _ in claims}
    if len(rivals) > 1:
        raise DocumentError(
            f"{' and '.join(sorted(rivals.values()))} are two documents for report {report}; "
            "read one of them, or say in sources/register.csv which authority and year each is",
            Place(path.name),
        )


def _refuse_replacing(target: Path, document: Document) -> None:
    """A report read from one file is not replaced by another file's, only by the same file's newer bytes."""
    if not target.is_file():
        return
    earlier = json.loads(target.read_text(encoding="utf-8"))["document"]
    if earlier["name"] != document.name and earlier["sha256"] != document.sha256:
        raise DocumentError(
            f"{target.stem} was read from {earlier['name']} before; two documents for one report. "
            f"Remove reports/{target.parent.name}/{target.name} first if this one is right",
            Place(document.name),
        )


class _Known:
    """What earlier readings left, by document: kept in .cache, so that losing it costs time and nothing else."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self._path = path
        self._fingerprint = fingerprint
        self._entries: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

    def holds(self, path: Path, entry: Entry | None, target: Path) -> bool:
        """Whether this document gave exactly what lies at `target`."""
        if not target.is_file():
            return False
        written = hashlib.sha256(target.read_bytes()).hexdigest()
        return self._entries.get(self._key(path, entry)) == f"{target.name} {written}"

    def note(self, path: Path, entry: Entry | None, target: Path, text: str) -> None:
        """Remember what the document gave."""
        written = hashlib.sha256(text.encode()).hexdigest()
        self._entries[self._key(path, entry)] = f"{target.name} {written}"

    def save(self) -> None:
        """Write the notes."""
        write_text(self._path, json.dumps(self._entries, indent=0, sort_keys=True) + "\n")

    def _key(self, path: Path, entry: Entry | None) -> str:
        declared = repr(entry).encode()
        return hashlib.sha256(f"{self._fingerprint} {path.name} {hash_document(path)} ".encode() + declared).hexdigest()
