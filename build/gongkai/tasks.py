"""One document to be read: what is said of it, the work of reading it in a child, and what is remembered of that.

A `Reader` believes a parsed report only if it speaks of the very bytes, name and register row that were asked about.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gongkai.claims import Claim
from gongkai.containers.kinds import MEDIA_TYPES
from gongkai.documents import ENCODINGS, MAX_BYTES, hash_document, receive
from gongkai.errors import DocumentError, GongkaiError, Place
from gongkai.explanations import Section
from gongkai.folders import Found
from gongkai.isolation import Opener, Unanswered
from gongkai.messages import Answer, Question
from gongkai.registers import Entry
from gongkai.stamps import Stamp, put_aside, stamp_key
from gongkai.structures import Structure, load_structure


@dataclass(frozen=True)
class Task:
    """One document to be read, and what is said of it; `rows` are the register's for documents inside an archive,
    `known` what is remembered of some of those."""

    found: Found
    entry: Entry | None
    given: tuple[str, int | None]
    rows: Mapping[str, Entry]
    sha256: str = ""
    key: str = ""
    known: Mapping[str, Claim] = field(default_factory=dict)

    def claim(self, report: str = "", written: str = "", **more: Any) -> Claim:
        """What this document claims."""
        return Claim(self.found, self.entry, report, self.sha256, written, key=self.key, **more)

    def hashed(self, sha256: str) -> "Task":
        """The task, its bytes' hash known. Without a key it is never known: the reading says what is wrong."""
        if self.entry and self.entry.sha256 and self.entry.sha256 != sha256:
            return replace(self, sha256=sha256, key="")
        return replace(self, sha256=sha256, key=stamp_key(self.found.name, sha256, self.entry, *self.given))

    def inside(self, member: str, sha256: str) -> "Task":
        """The task for a document in this archive."""
        found = self.found.inside(member)
        entry = self.rows.get(found.registered) or self.rows.get(found.name)
        return Task(found, entry, self.given, {}).hashed(sha256)


def make_tasks(documents: Sequence[Found], register: Mapping[str, Entry], given: tuple[str, int | None]) -> list[Task]:
    """A task for each document, with its rows of the register."""
    rows: dict[str, dict[str, Entry]] = {}
    for file, entry in register.items():
        for at in (place for place, char in enumerate(file) if char == "!"):
            rows.setdefault(file[:at], {})[file] = entry
    return [
        Task(
            found,
            register.get(found.registered) or register.get(found.name),
            given,
            rows.get(found.name, {}) | rows.get(found.registered, {}),
        )
        for found in documents
    ]


def hash_task(task: Task) -> Task:
    """The task with its file's hash; DocumentError where there is no file to read."""
    if task.found.refused:
        raise DocumentError(task.found.refused, Place(task.found.shown))
    return task.hashed(hash_document(task.found.path))


class Reader:
    """The work of one worker: documents read and parsed in a child, their reports put aside."""

    def __init__(self, structure: Structure, waiting: Path, version: int) -> None:
        self._authorities = frozenset(structure.authorities)
        self._waiting = waiting
        self._version = version
        self._opener = Opener(structure.folder)

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self._opener.close()

    def __call__(self, task: Task) -> list[Claim]:
        """What the document claims; for an archive of several what each of them does."""
        try:
            content = receive(task.found.path)
            if hashlib.sha256(content).hexdigest() != task.sha256:
                raise DocumentError("it changed while it was read; read it again", Place(task.found.shown))
        except GongkaiError as error:
            return [replace(task.claim(refusal=error), key="")]
        try:
            answer = self._opener.ask(_question(task), content)
            if answer.members:
                _refuse_common_row(task, [name for name, _ in answer.members])
                return list(self._inside(task, answer))
            return [self._claim(task, answer, len(content))]
        except DocumentError as error:
            return [task.claim(refusal=error)]

    def _inside(self, archive: Task, answer: Answer) -> Iterator[Claim]:
        for name, content in answer.members:
            if name in archive.known:
                yield archive.known[name]
                continue
            task = archive.inside(name, hashlib.sha256(content).hexdigest())
            try:
                _refuse_member(task, content)
                yield self._claim(task, self._opener.ask(_question(task), content), len(content))
            except DocumentError as error:
                yield task.claim(refusal=error)

    def _claim(self, task: Task, answer: Answer, length: int) -> Claim:
        if answer.refusal or answer.parsed is None:
            return task.claim(answer.report, refusal=answer.refusal)
        said = answer.parsed["document"]
        if not self._is_about(task, answer.parsed, length):
            raise Unanswered("damaged: its reader spoke of another document", Place(task.found.name), "damaged")
        written = put_aside(self._waiting, answer.text)
        return task.claim(answer.report, written, attachments=tuple(said["attachments"]))

    def _is_about(self, task: Task, parsed: Mapping[str, Any], length: int) -> bool:
        """Whether the report speaks of this document, as it was declared, and as this version reads."""
        report, said, entry = parsed["report"], parsed["document"], task.entry
        declared = {
            "name": task.found.name,
            "sha256": task.sha256,
            "bytes": length,
            "url": (entry and entry.url) or None,
            "retrieved": (entry and entry.retrieved) or None,
            "status": entry.status if entry else "current",
        }
        authority, year = (entry and entry.authority) or task.given[0], (entry and entry.year) or task.given[1]
        return (
            {name: said[name] for name in declared} == declared
            and said["media_type"] in MEDIA_TYPES.values()
            and said["encoding"] in ENCODINGS
            and parsed["reader"]["version"] == self._version
            and report["authority"] in self._authorities
            and authority in ("", report["authority"])
            and year in (None, report["year"])
        )


def begin_reading(structure: Path, waiting: Path, version: int) -> Reader:
    """A worker's work; StructureError where structure/ has a mistake."""
    return Reader(load_structure(structure), waiting, version)


def explain_documents(tasks: Sequence[Task], structure: Path) -> Iterator[tuple[Section, ...]]:
    """The report card of each document; DocumentError for the first that has none."""
    load_structure(structure)  # here first: what is wrong with it is a sentence
    with Opener(structure) as opener:
        for task in map(hash_task, tasks):
            answer = opener.ask(replace(_question(task), explain=True), receive(task.found.path))
            asked = [
                (replace(_question(task.inside(name, hashlib.sha256(content).hexdigest())), explain=True), content)
                for name, content in answer.members
            ]
            for found in [opener.ask(*one) for one in asked] or [answer]:
                if found.refusal:
                    raise found.refusal
                yield found.card


def _question(task: Task) -> Question:
    return Question(task.found.name, task.entry, *task.given, inside=bool(task.found.member))


def _refuse_common_row(archive: Task, members: Sequence[str]) -> None:
    """Documents in one archive are different reports: neither a row of the register nor an option is about them all."""
    name = archive.found.registered
    if archive.entry or any(archive.given):
        raise DocumentError(
            f"an archive of {len(members)} documents, of which one authority and year were said: give each a row of "
            f"its own in sources/register.csv, such as 「{name}!{members[0]},ID,YEAR,,,,current,」, and {name} none",
            Place(archive.found.shown),
        )


def _refuse_member(task: Task, content: bytes) -> None:
    place = Place(task.found.shown)
    if len(content) > MAX_BYTES:
        raise DocumentError(f"larger than {MAX_BYTES // 2**20} MiB; no annual report is", place, "over the limit")
    if os.path.lexists(task.found.path.parent / task.found.name):
        raise Unanswered("doubtful: a file beside the archive has the same name; rename it", place)


def remember(claim: Claim) -> Stamp | None:
    """What to remember of a reading: nothing of one that could end differently with the same bytes."""
    error = claim.refusal
    if not claim.key:
        return None
    if claim.written:
        return Stamp(claim.report, claim.written, claim.attachments)
    if not isinstance(error, DocumentError) or isinstance(error, Unanswered) or error.outcome == "needs LibreOffice":
        return None
    return Stamp(claim.report, refusal=(error.outcome, error.message, error.place.locator, error.place.label))


def recall(task: Task, stamp: Stamp) -> Claim:
    """The refusal of an earlier reading."""
    outcome, message, locator, label = stamp.refusal
    return task.claim(stamp.report, refusal=DocumentError(message, Place(task.found.name, locator, label), outcome))
