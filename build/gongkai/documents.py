"""A document as received: its bytes' hash, its encoding and its lines. A line number here is a line number for ever."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from gongkai.errors import DocumentError, Place
from gongkai.tables import Table

MAX_BYTES = 64 * 2**20
# Byte-order marks first, then strict UTF-8, then GB18030, which reads every older Chinese encoding.
_MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


_LINE = re.compile(r"L([0-9]+)(?::([0-9]+-[0-9]+))?")


@dataclass(frozen=True)
class Document:
    """One document as lines, whatever it came in: recognition sees no difference.

    Text: `lines` are split at \\n only, so that locators agree with every editor and `cat -n`; tables are found in
    them. Other containers bring their tables along: each paragraph and each cell is a line, `tables` hold the cells'
    line numbers as spans, and `places` say for every line where it stands (b12, p4/b3, t2/r10/c7).
    """

    name: str
    sha256: str
    bytes: int
    media_type: str
    encoding: str | None
    lines: tuple[str, ...]
    tables: tuple[Table, ...] | None = None
    places: tuple[str, ...] = ()

    def address(self, locator: str) -> str:
        """The locator of the contract for a place given by line (`L12:4-9`); a cell's own locator stays as it is."""
        match = _LINE.fullmatch(locator)
        if not match or not self.places:
            return locator
        number = int(match[1])
        place = self.places[number - 1]
        in_table = "/c" in place
        return place if in_table else f"{place}:{match[2] or f'1-{max(len(self.lines[number - 1]), 1)}'}"


def hash_document(path: Path) -> str:
    """The sha256 of the file's bytes; DocumentError where there is no readable file."""
    return hashlib.sha256(_received(path)).hexdigest()


def read_document(path: Path) -> Document:
    """Decode one text document; DocumentError says why a file is not one."""
    received = _received(path)
    if path.suffix.lower() != ".txt":
        raise DocumentError(
            f"documents of the kind {path.suffix or 'without an ending'!r} cannot be read yet: save it as .txt",
            Place(path.name),
        )
    if not received.strip():
        raise DocumentError("the file is empty", Place(path.name))
    text, encoding = _decode(received, path.name)
    lines = tuple(line.removesuffix("\r") for line in text.split("\n"))
    return Document(path.name, hashlib.sha256(received).hexdigest(), len(received), "text/plain", encoding, lines)


def _received(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise DocumentError("there is no such file, or it is a link or a folder", Place(path.name))
    if path.stat().st_size > MAX_BYTES:
        raise DocumentError(f"larger than {MAX_BYTES // 2**20} MiB; no annual report is", Place(path.name))
    return path.read_bytes()


def _decode(received: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKED:
        if received.startswith(mark):
            return _strictly(received, encoding, name), encoding
    for encoding in ("utf-8", "gb18030"):
        try:
            text = received.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise DocumentError("not a text: neither UTF-8 nor GB18030 fits its bytes", Place(name))


def _strictly(received: bytes, encoding: str, name: str) -> str:
    try:
        return received.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(f"its byte-order mark says {encoding}, its bytes do not", Place(name)) from error
