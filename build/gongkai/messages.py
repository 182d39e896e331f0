"""What goes between a parent and the child that reads for it: hashed messages, and answers believed only if sound.

Sound is: the very question's answer, its fields and their types, and a parsed report that the schema holds. Nothing in
it is believed because of who sent it; `readings` holds the report against the document that was asked about.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from gongkai.containers.archives import MAX_MEMBERS, MAX_TOTAL
from gongkai.errors import OUTCOMES, DocumentError, GongkaiError, Place, printable
from gongkai.explanations import Section
from gongkai.registers import Entry
from gongkai.reports import Parsed, check_report, dump_report

LONGEST_MESSAGE = 4000
_LONGEST_NAME = 2000
_HEAD = 8


class BadAnswer(Exception):
    """An answer that is not to be believed."""


class TooLong(ValueError):
    """An answer beyond its limit."""


@dataclass(frozen=True)
class Question:
    """What to do with a document: read it, explain it, or give its lines. `inside` says that it comes out of an
    archive."""

    name: str
    entry: Entry | None = None
    authority: str = ""
    year: int | None = None
    inside: bool = False
    explain: bool = False
    lines: bool = False


@dataclass(frozen=True)
class Answer:
    """One of: a parsed report and its text, its report card, its lines (place, text), the documents of an archive, a
    refusal. `report` is the id where it is known."""

    report: str = ""
    parsed: Parsed | None = None
    text: str = ""
    card: tuple[Section, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    members: tuple[tuple[str, bytes], ...] = ()
    refusal: DocumentError | None = None


def send(pipe: IO[bytes], *messages: bytes) -> None:
    """Write messages, the length and the sha256 before each."""
    for message in messages:
        pipe.write(len(message).to_bytes(_HEAD, "big") + hashlib.sha256(message).digest())
        pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes], most: int) -> bytes:
    """The next message, whole; EOFError where it ends before, ValueError where it is another than was sent."""
    head = _exactly(pipe, _HEAD + hashlib.sha256().digest_size)
    length = int.from_bytes(head[:_HEAD], "big")
    if length > most:
        raise TooLong(f"{length} bytes announced")
    message = _exactly(pipe, length)
    if hashlib.sha256(message).digest() != head[_HEAD:]:
        raise ValueError("its hash differs")
    return message


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    found = pipe.read(length)
    if len(found) < length:
        raise EOFError(f"{len(found)} of {length} bytes")
    return found


def write_question(question: Question, nonce: str) -> bytes:
    """The question as a message."""
    return json.dumps(asdict(question) | {"nonce": nonce}).encode()


def read_question(message: bytes) -> tuple[Question, str]:
    """The question in a message, and its nonce; the child believes its parent."""
    asked = json.loads(message)
    nonce = asked.pop("nonce")
    entry = asked.pop("entry")
    return Question(entry=entry and Entry(**entry), **asked), nonce


def accept(pipe: IO[bytes], most: int, question: Question, nonce: str, schemas: Path) -> Answer:
    """The answer to a question, read from the child's pipe; BadAnswer for anything that is not sound."""
    try:
        given = json.loads(receive(pipe, most), parse_constant=_refuse_constant)
    except (TooLong, EOFError):
        raise
    except (ValueError, RecursionError) as error:
        raise BadAnswer(f"no JSON: {error}") from error
    _hold(isinstance(given, dict) and given.pop("nonce", "") == nonce, "not the answer to this question")
    report = given.pop("report", "")
    _hold(isinstance(report, str) and len(report) < _LONGEST_NAME and len(given) == 1, "not its fields")
    ((kind, content),) = given.items()
    if kind == "refused":
        return Answer(report, refusal=_refusal(content, question.name))
    if kind == "members" and not question.inside:
        return Answer(members=tuple(_members(pipe, content)))
    if kind == "card" and question.explain:
        return Answer(report, card=tuple(_section(section) for section in _list(content)))
    if kind == "lines" and question.lines:
        return Answer(lines=tuple(_line(line) for line in _list(content)))
    _hold(kind == "parsed" and not (question.explain or question.lines), "not what was asked")
    return _parsed(report, content, schemas, question.name)


def _parsed(report: str, content: Any, schemas: Path, name: str) -> Answer:
    try:
        check_report(content, schemas, name)
        text = dump_report(content)
        text.encode()
    except (GongkaiError, ValueError) as error:
        raise BadAnswer(str(error)) from error
    said = content["report"]
    _hold(said["id"] == report == f"{said['authority']}-{said['year']}", "a report of another name")
    return Answer(report, content, text)


def _refusal(given: Any, name: str) -> DocumentError:
    _hold(_are_strings(given) and len(given) == 4, "no refusal")
    outcome, message, locator, label = given
    _hold(outcome in OUTCOMES and 0 < len(message) <= LONGEST_MESSAGE, "an unknown outcome")
    return DocumentError(message, Place(name, locator[:100], label[:100]), outcome)


def _members(pipe: IO[bytes], names: Any) -> Iterator[tuple[str, bytes]]:
    _hold(_are_strings(names) and 1 < len(set(names)) == len(names) <= MAX_MEMBERS, "no list of members")
    left = MAX_TOTAL
    for name in names:
        _hold(0 < len(name) <= _LONGEST_NAME and printable(name) == name, "a member without a name to be shown")
        content = receive(pipe, left)
        left -= len(content)
        yield name, content


def _section(given: Any) -> Section:
    _hold(isinstance(given, list) and len(given) == 3 and isinstance(given[0], str), "no section")
    title, heads, rows = given
    _hold(_are_strings(heads) and all(_are_strings(row) and len(row) == len(heads) for row in _list(rows)), "no rows")
    return Section(title, tuple(heads), tuple(map(tuple, rows)))


def _line(given: Any) -> tuple[str, str]:
    _hold(_are_strings(given) and len(given) == 2, "no line")
    return given[0], given[1]


def _list(given: Any) -> Sequence[Any]:
    _hold(isinstance(given, list), "no list")
    return list(given)


def _are_strings(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(one, str) for one in given)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _hold(sound: bool, what: str) -> None:
    if not sound:
        raise BadAnswer(what)
