"""The answer of the child that opened a document: given there, and accepted here only if every part of it is sound.

Sound is: the very question's answer, the fields and types of a Document, every line with a place, every cell on a line
that is there and says the same. Nothing in it is believed because of who sent it.
"""

import hashlib
import json
import re
from typing import IO, Any

from gongkai.containers.kinds import MEDIA_TYPES
from gongkai.documents import MAX_CELLS, Document, open_document
from gongkai.errors import OUTCOMES, DocumentError, Place
from gongkai.tables import Cell, Table

_PLACE = re.compile(
    r"(?:p[1-9][0-9]{0,5}/)?(?:b[1-9][0-9]{0,7}|(?:s[1-9][0-9]{0,3}/)?t[1-9][0-9]{0,5}/r[1-9][0-9]{0,5}/c[1-9][0-9]{0,5})"
)
_ENCODINGS = (None, "utf-8-sig", "utf-16", "utf-8", "gb18030")
_LONGEST_MESSAGE = 2000
_HEAD = 8
_DOCUMENT = {"media_type", "encoding", "lines", "tables", "places"}


class BadAnswer(Exception):
    """An answer that is not to be believed."""


class TooLong(ValueError):
    """An answer beyond its limit."""


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


def give(name: str, content: bytes, nonce: str) -> bytes:
    """The child's side: the document, or how it ended."""
    answer: dict[str, object] = {"nonce": nonce}
    try:
        answer["document"] = _fields(open_document(name, content))
    except DocumentError as error:
        answer["refused"] = [error.outcome, error.message[:_LONGEST_MESSAGE], error.place.locator, error.place.label]
    except RecursionError:
        answer["refused"] = ["over the limit", "over the limit: its parts lie too deep in one another", "", ""]
    return json.dumps(answer).encode()


def accept(answer: bytes, nonce: str, name: str, content: bytes) -> Document:
    """The parent's side: the document; DocumentError as the child said; BadAnswer for anything else."""
    try:
        given = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise BadAnswer("no JSON") from error
    _hold(isinstance(given, dict) and given.get("nonce") == nonce, "not the answer to this question")
    if set(given) == {"nonce", "refused"}:
        raise _refusal(given["refused"], name)
    _hold(set(given) == {"nonce", "document"} and isinstance(given["document"], dict), "not its fields")
    return _document(given["document"], name, content)


def _fields(document: Document) -> dict[str, object]:
    return {
        "media_type": document.media_type,
        "encoding": document.encoding,
        "lines": document.lines,
        "places": document.places,
        "tables": None
        if document.tables is None
        else [
            [table.grid, [[[cell.text, cell.locator, cell.spans] for cell in row] for row in table.rows]]
            for table in document.tables
        ],
    }


def _refusal(given: Any, name: str) -> DocumentError:
    _hold(isinstance(given, list) and len(given) == 4 and all(isinstance(part, str) for part in given), "no refusal")
    outcome, message, locator, label = given
    _hold(outcome in OUTCOMES and 0 < len(message) <= _LONGEST_MESSAGE, "an unknown outcome")
    return DocumentError(message, Place(name, locator[:100], label[:100]), outcome)


def _document(given: dict[str, Any], name: str, content: bytes) -> Document:
    _hold(set(given) == _DOCUMENT, "not the fields of a document")
    _hold(given["media_type"] in MEDIA_TYPES.values() and given["encoding"] in _ENCODINGS, "unknown media type")
    lines, places = _strings(given["lines"]), _strings(given["places"])
    tables = given["tables"]
    if tables is None:
        _hold(not places, "places without tables")
    else:
        _hold(len(places) == len(lines) and all(map(_PLACE.fullmatch, places)), "places that are none")
        _hold(len(set(places)) == len(places), "two lines at one place")
        _hold(isinstance(tables, list), "no tables")
    return Document(
        name,
        hashlib.sha256(content).hexdigest(),
        len(content),
        given["media_type"],
        given["encoding"],
        lines,
        None if tables is None else tuple(_table(table, lines, places) for table in tables),
        places,
    )


def _strings(given: Any) -> tuple[str, ...]:
    _hold(isinstance(given, list) and all(isinstance(one, str) and "\n" not in one for one in given), "no lines")
    return tuple(given)


def _table(given: Any, lines: tuple[str, ...], places: tuple[str, ...]) -> Table:
    _hold(isinstance(given, list) and len(given) == 2 and given[0] is True and isinstance(given[1], list), "no table")
    rows = given[1]
    _hold(bool(rows) and all(isinstance(row, list) and len(row) == len(rows[0]) for row in rows), "rows of no grid")
    _hold(len(rows) * len(rows[0]) <= MAX_CELLS, "a table beyond all bounds")
    return Table(tuple(tuple(_cell(cell, lines, places) for cell in row) for row in rows), grid=True)


def _cell(given: Any, lines: tuple[str, ...], places: tuple[str, ...]) -> Cell:
    _hold(isinstance(given, list) and [type(part) for part in given] == [str, str, list], "no cell")
    text, place, spans = given
    _hold(bool(_PLACE.fullmatch(place)) and "/c" in place, "a cell at no place")
    if not text:
        _hold(spans == [], "a blank that stands somewhere")
        return Cell("", place, ())
    _hold(len(spans) == 1 and isinstance(spans[0], list) and [type(n) for n in spans[0]] == [int] * 3, "no span")
    line, first, last = spans[0]
    _hold(0 < line <= len(lines) and (first, last) == (1, len(lines[line - 1])), "a span beyond its line")
    _hold(places[line - 1] == place and _same(text, lines[line - 1]), "a cell that says what its line does not")
    return Cell(text, place, ((line, first, last),))


def _same(text: str, line: str) -> bool:
    return text.replace("\r", "").replace("\n", " ") == line


def _hold(sound: bool, what: str) -> None:
    if not sound:
        raise BadAnswer(what)
