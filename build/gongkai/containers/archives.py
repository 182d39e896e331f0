"""Zip containers looked at before anything opens them: what is in an archive, safely named and within bounds.

`check_zip` is the look at a .docx or .xlsx, `open_archive` the members of a .zip of documents. Nothing is written to
disk, nothing is guessed: a member with two meanings refuses the whole container.
"""

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator

from gongkai.errors import DocumentError, Place

MAX_TOTAL = 100 * 2**20
MAX_RATIO = 100
MAX_MEMBERS = 5_000
# Repetitive tables deflate well: a ratio says something only where it makes many bytes.
_RATIO_MATTERS = 2 * 2**20
_ENCRYPTED = 0x1
_LONGEST_NAME = 255
_UTF8_NAME = 0x800
_NOT_DOCUMENTS = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|Icon\r$)", re.IGNORECASE)
_MARKED = re.compile(rb"<(?:\w+:)?(ins|del|moveFrom|moveTo|vanish)[\s/>]")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


def check_zip(content: bytes, name: str) -> frozenset[str]:
    """Which of ins, del, moveFrom, moveTo and vanish occur in the container's parts; DocumentError where its parts are
    doubled, named outside of it, declare a document type, or would fill the memory."""
    noticed: set[str] = set()
    with _opened(content, name) as archive:
        for info in _members(archive, name):
            part = info.filename.lower()
            if not part.endswith((".xml", ".rels", ".vml")):
                continue
            text = _plain(_read(archive, info, name))
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise _error(f"its part {_shown(info.filename)} declares a document type: no office writes one", name)
            if part.startswith("word/"):
                noticed |= {match.decode() for match in set(_MARKED.findall(text))}
    return frozenset(noticed)


def open_archive(content: bytes, name: str) -> list[tuple[str, bytes]]:
    """The documents of a .zip, as (name, bytes) in their order of names; folders and what systems leave behind are
    left out. DocumentError where one of them is not safely named, or is a link."""
    documents: dict[str, bytes] = {}
    with _opened(content, name) as archive:
        for info in _members(archive, name):
            member = _decoded(info)
            if info.is_dir() or _NOT_DOCUMENTS.search(member):
                continue
            documents[member] = _read(archive, info, name)
    if not documents:
        raise _error("the archive holds no documents", name, "no report")
    return sorted(documents.items())


def _opened(content: bytes, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED as error:
        raise _error("the container is damaged: it cannot be opened as a zip", name, "damaged") from error


def _members(archive: zipfile.ZipFile, name: str) -> Iterator[zipfile.ZipInfo]:
    """Every member, after all of them were found safe."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise _error(f"it has {len(members)} members, more than {MAX_MEMBERS}", name, "over the limit")
    total = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members)
    if total > MAX_TOTAL:
        raise _error(f"unpacked it is larger than {MAX_TOTAL // 2**20} MiB", name, "over the limit")
    if total > _RATIO_MATTERS and total > MAX_RATIO * max(packed, 1):
        raise _error(f"it unpacks to more than {MAX_RATIO} times its size", name, "over the limit")
    seen: set[str] = set()
    for info in members:
        member = _decoded(info)
        _check_name(member, name)
        _check_kind(info, member, name)
        key = unicodedata.normalize("NFC", member).casefold().rstrip("/")
        if key in seen:
            raise _error(f"it holds {_shown(member)} twice: which one is meant cannot be told", name, "doubtful")
        seen.add(key)
    return iter(members)


def _check_name(member: str, name: str) -> None:
    parts = member.split("/")
    if _NOT_DOCUMENTS.search(member) and ".." not in parts:
        return  # never looked at
    if member.startswith("/") or ".." in parts or ":" in parts[0]:
        raise _error(f"a member is named outside of it: {_shown(member)}", name)
    if any(unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Cs") for char in member):
        raise _error(f"a member's name holds characters that cannot be seen: {_shown(member)}", name)
    if any(len(part.encode()) > _LONGEST_NAME for part in parts):
        raise _error(f"a member's name is longer than {_LONGEST_NAME} bytes: {_shown(member)}", name)


def _check_kind(info: zipfile.ZipInfo, member: str, name: str) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise _error(f"{_shown(member)} in it is encrypted: save it without a password", name, "encrypted")
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _error(f"{_shown(member)} in it is a link or a device", name)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    """A member's bytes: never more than it declares, and with the checksum it declares."""
    try:
        return archive.read(info)
    except _DAMAGED as error:
        raise _error(f"the container is damaged at {_shown(info.filename)}", name, "damaged") from error


def _decoded(info: zipfile.ZipInfo) -> str:
    """The member's name: UTF-8 where it says so or fits, else GB18030, as archivers on Chinese systems write it."""
    member = info.filename
    if not info.flag_bits & _UTF8_NAME and not member.isascii():
        try:
            written = member.encode("cp437")
        except UnicodeEncodeError:
            return member.replace("\\", "/")
        for encoding in ("utf-8", "gb18030"):
            try:
                member = written.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return member.replace("\\", "/")


def _plain(part: bytes) -> bytes:
    """The part's markup as ASCII can be searched: UTF-16 without its zero bytes."""
    return part.replace(b"\0", b"") if b"\0" in part[:200] else part


def _shown(member: str) -> str:
    return ascii(member[:60]) if not member.isprintable() else f"「{member[:60]}」"


def _error(message: str, name: str, outcome: str = "refused") -> DocumentError:
    return DocumentError(message, Place(name), outcome)
