"""A document as received: its bytes' hash, its encoding and its lines. A line number here is a line number for ever."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path

from gongkai.containers.blocks import Block, Box, Grid, compose
from gongkai.containers.kinds import MEDIA_TYPES, Kind, find_kind
from gongkai.errors import DocumentError, Place, printable
from gongkai.tables import Table

MAX_BYTES = 64 * 2**20
MAX_CELLS = 200_000
# Byte-order marks first, then strict UTF-8, then GB18030, which reads every older Chinese encoding.
_MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
ENCODINGS = (None, "utf-8-sig", "utf-16", "utf-8", "gb18030")
_READERS = {
    "page": ("webpages", "read_webpage"),
    "word": ("word", "read_docx"),
    "workbook": ("workbooks", "read_workbook"),
    "legacy": ("legacy", "read_legacy"),
    "pdf": ("pdfs", "read_pdf"),
}

_MOST_ATTACHMENTS, _LONGEST_ATTACHMENT = 100, 200
_LINE = re.compile(r"L([0-9]+)(?::([0-9]+-[0-9]+))?")


@dataclass(frozen=True)
class Document:
    """One document as lines, whatever it came in: recognition sees no difference.

    Text: `lines` are split at \\n only, so that locators agree with every editor and `cat -n`; tables are found in
    them. Other containers bring their tables along: each paragraph and each cell is a line, `tables` hold the cells'
    line numbers as spans, and `places` say for every line where it stands (b12, p4/b3, t2/r10/c7). `boxes` hold the
    cells of a PDF by place, `attachments` the names of the documents that a web page links to.
    """

    name: str
    sha256: str
    bytes: int
    media_type: str
    encoding: str | None
    lines: tuple[str, ...]
    tables: tuple[Table, ...] | None = None
    places: tuple[str, ...] = ()
    boxes: Mapping[str, Box] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()

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
    return hashlib.sha256(receive(path)).hexdigest()


def read_document(path: Path) -> Document:
    """Read one document, whatever it came in; DocumentError says why a file is none. It is opened here, in this
    process: `isolation` has it done in a child with limits."""
    return open_document(path.name, receive(path))


def open_document(name: str, content: bytes, inside: bool = False) -> Document:
    """The document that the bytes are; `inside` an archive there is no other one."""
    if not content.strip():
        raise DocumentError("the file is empty", Place(name))
    kind, media_type = find_kind(content, name)
    if kind == "text":
        return _text(name, content)
    if kind == "archive":
        return _archived(name, content, inside)
    composed = compose(_bounded(_blocks(kind, content, name), name))
    return Document(
        name,
        hashlib.sha256(content).hexdigest(),
        len(content),
        media_type,
        _decode(content, name)[1] if kind == "page" else None,
        composed.lines,
        composed.tables,
        composed.places,
        composed.boxes,
        name_attachments(name, content),
    )


def find_members(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """The documents in an archive of several, each with its name inside; none in any other document, and none in an
    archive of one, which `open_document` opens under the archive's own name."""
    if find_kind(content, name)[0] != "archive":
        return []
    members = _open_archive(content, name)
    return members if sum(1 for _, held in members if held.strip()) > 1 else []


def name_attachments(name: str, content: bytes) -> tuple[str, ...]:
    """The names of the documents that a web page links to; a page with hundreds of them is a list, not a report."""
    if find_kind(content, name)[0] != "page":
        return ()
    found = import_module("gongkai.containers.webpages").find_attachments(content)
    return tuple(printable(attachment)[:_LONGEST_ATTACHMENT] for attachment in found[:_MOST_ATTACHMENTS])


def _text(name: str, content: bytes) -> Document:
    text, encoding = _decode(content, name)
    lines = tuple(line.removesuffix("\r") for line in text.split("\n"))
    return Document(name, hashlib.sha256(content).hexdigest(), len(content), MEDIA_TYPES["text"], encoding, lines)


def _blocks(kind: Kind, content: bytes, name: str) -> list[Block]:
    """What the container's reader finds."""
    module, function = _READERS[kind]
    reader = getattr(import_module(f"gongkai.containers.{module}"), function)
    blocks: list[Block] = reader(content, name)
    return blocks


def _open_archive(content: bytes, name: str) -> list[tuple[str, bytes]]:
    members: list[tuple[str, bytes]] = import_module("gongkai.containers.archives").open_archive(content, name)
    return members


def _archived(name: str, content: bytes, inside: bool) -> Document:
    """The one document in an archive, under the archive's name and hash."""
    if inside:
        raise DocumentError(f"{name} is an archive in an archive; unpack it", Place(name))
    members = [(member, held) for member, held in _open_archive(content, name) if held.strip()]
    if len(members) != 1:
        raise DocumentError(f"an archive of {len(members)} documents, each of which is read apart", Place(name))
    member, held = members[0]
    return replace(
        open_document(member, held, inside=True),
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        media_type=MEDIA_TYPES["zip"],
    )


def _bounded(blocks: list[Block], name: str) -> list[Block]:
    """The same blocks; DocumentError where spans make them larger than any report: every position becomes a cell."""
    area = 0
    for block in blocks:
        cells = block.cells if isinstance(block, Grid) else ()
        height = max((cell.row + cell.rows for cell in cells), default=0)
        area += height * max((cell.column + cell.columns for cell in cells), default=0)
    if area > MAX_CELLS or len(blocks) > MAX_CELLS:
        raise DocumentError(f"over the limit of {MAX_CELLS} cells and paragraphs", Place(name), "over the limit")
    return blocks


def receive(path: Path) -> bytes:
    """A file's bytes; DocumentError where there is none to read, or it is larger than any report."""
    if printable(path.name) != path.name:
        raise DocumentError("its name holds characters that nobody sees; rename it", Place(path.name))
    if path.is_symlink() or not path.is_file():
        raise DocumentError("there is no such file, or it is a link or a folder", Place(path.name))
    if path.stat().st_size > MAX_BYTES:
        raise DocumentError(
            f"larger than {MAX_BYTES // 2**20} MiB; no annual report is", Place(path.name), "over the limit"
        )
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
