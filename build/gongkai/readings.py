"""`gongkai read`: documents into parsed reports. `parse` is a pure function; `read` is the small edge around it.

A document that cannot be read is refused with one sentence; the others go on, and what was read before stays. A
document whose bytes, reader and structure are those of the last reading is skipped. Reports are written when all
documents of a batch are read: only then is it known that no two of them claim one report.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from gongkai.batches import work_through
from gongkai.claims import Claim, Outcome, settle
from gongkai.documents import Document
from gongkai.errors import GongkaiError
from gongkai.examinations import Examination, examine
from gongkai.files import hash_tree, write_text
from gongkai.folders import Found, find_documents
from gongkai.identities import Identity
from gongkai.paths import Paths
from gongkai.registers import Entry, Noted, keep_register, load_register
from gongkai.reports import Parsed, check_report, report_path
from gongkai.stamps import Stamp, Stamps, stamp_key
from gongkai.structures import Structure
from gongkai.tasks import Reader, Task, begin_reading, hash_task, make_tasks, recall, remember

# Raised by hand whenever the same document would give other output; tests/test_cases.py notices when it was forgotten.
READER_VERSION = 10


def read(
    paths: Paths,
    documents: Sequence[Path],
    authority: str = "",
    year: int | None = None,
    out: Path | None = None,
    progress: Callable[[str, int], None] = lambda name, total: None,
    jobs: int = 1,
) -> list[Outcome]:
    """Read documents and folders of them into `out` (default reports/) and say how each one ended. Two documents for
    one report are both refused. `progress` hears the name of each document that is done, and how many there are."""
    if (authority or year) and any(path.is_dir() for path in documents):
        raise GongkaiError("a folder has documents of many authorities and years: say whose in sources/register.csv")
    folder, waiting = out or paths.reports, paths.cache / "waiting"
    fingerprint = hash_tree(paths.structure, Path(__file__).parent)
    stamps = Stamps(paths.cache / "read.json", waiting, fingerprint)
    register = load_register(paths.sources / "register.csv")
    all_found = find_documents(documents, paths)
    tasks = make_tasks(all_found, register, (authority, year))
    claims: dict[Found, list[Claim]] = {}
    try:
        for found, made in _claims(
            tasks, stamps, partial(begin_reading, paths.structure, waiting, READER_VERSION), folder, jobs
        ):
            claims[found] = made
            progress(found.shown, len(tasks))
        ordered = [claim for task in tasks for claim in claims[task.found]]
        outcomes = [
            _written(claim, outcome, folder, stamps)
            for claim, outcome in zip(ordered, settle(ordered, register, paths, folder), strict=True)
        ]
    finally:
        stamps.save()
    if out is None:
        _keep_register(paths, ordered, outcomes, stamps)
    stamps.clear()
    return outcomes


def _claims(
    tasks: Sequence[Task], stamps: Stamps, begin: Callable[[], Reader], folder: Path, jobs: int
) -> Iterator[tuple[Found, list[Claim]]]:
    """What each file claims: those known from earlier first, then the others as they are read."""
    unread: list[Task] = []
    for task in tasks:
        try:
            keyed = hash_task(task)
        except GongkaiError as error:
            yield task.found, [task.claim(refusal=error)]
            continue
        if known := _known(keyed, stamps, folder):
            yield task.found, known
        else:
            unread.append(replace(keyed, known=_known_inside(keyed, stamps, folder)))
    for task, claims in work_through(begin, unread, jobs):
        for claim in claims:
            if stamp := remember(claim):
                stamps.note(claim.key, stamp)
        if claims[0].found.member:
            stamps.note(task.key, Stamp(members=tuple((claim.found.member, claim.sha256) for claim in claims)))
        yield task.found, claims


def _known(task: Task, stamps: Stamps, folder: Path) -> list[Claim]:
    """What an earlier reading of the same bytes gave; nothing where any of it is lost."""
    stamp = stamps.find(task.key)
    if stamp.members:
        inside = _known_inside(task, stamps, folder)
        return list(inside.values()) if len(inside) == len(stamp.members) else []
    if stamp.refusal:
        return [recall(task, stamp)]
    if stamp.report and (_lies(folder, stamp.report, stamp.written) or stamps.waiting(stamp.written)):
        return [task.claim(stamp.report, stamp.written, attachments=stamp.attachments)]
    return []


def _known_inside(task: Task, stamps: Stamps, folder: Path) -> dict[str, Claim]:
    """What is known of the documents in an archive, by their names in it; those that may end differently are not."""
    members = stamps.find(task.key).members
    inside = {name: _known(task.inside(name, sha256), stamps, folder) for name, sha256 in members}
    return {name: claims[0] for name, claims in inside.items() if claims}


def _lies(folder: Path, report: str, written: str) -> bool:
    target = report_path(folder, report)
    return target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == written


def _written(claim: Claim, outcome: Outcome, folder: Path, stamps: Stamps) -> Outcome:
    """The outcome of a claim that holds, behind the writing of its report."""
    if outcome.kind != "read":
        return outcome
    if _lies(folder, claim.report, claim.written) and not stamps.waiting(claim.written):
        return replace(outcome, kind="unchanged")
    text = stamps.waiting(claim.written)
    if text is None:
        raise GongkaiError(f"what was read of {claim.found.shown} is gone from .cache; read it again")
    write_text(report_path(folder, claim.report), text)
    return outcome


def _keep_register(paths: Paths, claims: Sequence[Claim], outcomes: Sequence[Outcome], stamps: Stamps) -> None:
    """Tell sources/register.csv how the documents in sources/ ended. A row it gains says what the reading found, so
    that the next reading finds the document unchanged."""
    noted = []
    for claim, outcome in zip(claims, outcomes, strict=True):
        if not claim.found.in_sources:
            continue
        authority, _, year = claim.report.rpartition("-")
        name = claim.entry.file if claim.entry else claim.found.registered
        sha256 = claim.sha256 if outcome.word == "read" else ""
        noted.append(Noted(name, outcome.word, sha256, authority, int(year) if year else None))
        if not claim.entry and claim.report and (stamp := remember(claim)):
            entry = Entry(name, authority, int(year))
            stamps.note(stamp_key(claim.found.name, claim.sha256, entry, "", None), stamp)
    if noted:
        stamps.save()
        keep_register(paths.sources / "register.csv", noted)


def parse(document: Document, identity: Identity, entry: Entry | None, structure: Structure) -> Parsed:
    """One document as a parsed report (design §5): pure, so that a batch of them maps over any pool."""
    parsed = compose_report(document, identity, entry, structure)
    check_report(parsed, structure.folder / "schemas", document.name)
    return parsed


def compose_report(document: Document, identity: Identity, entry: Entry | None, structure: Structure) -> Parsed:
    """The same before it is held against the schema, which a parent does with what its child has read."""
    found = examine(document, identity, structure)
    prose = found.prose
    lists = {
        "observations": [
            record | {"box": document.boxes.get(str(record["locator"]))}
            for record in _records(document, found.observations)
        ],
        "statements": _records(document, prose.statements, "raw"),
        "citations": _records(document, prose.citations),
        "captions": _records(document, prose.captions),
        "problems": _records(document, (item for item in prose.problems if item.kind == "problem"), "kind"),
        "measures": _records(document, (item for item in prose.problems if item.kind == "measure"), "kind"),
        "contacts": _records(document, prose.contacts),
        "enumerations": _records(document, prose.enumerations),
        "numbers": _records(document, prose.numbers),
        "residue": _records(document, found.residue),
    }
    parsed: Parsed = {
        "report": _report(identity, found),
        "document": _document(document, entry),
        "reader": {"version": READER_VERSION},
        **lists,
    }
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
        "attachments": list(document.attachments),
    }
