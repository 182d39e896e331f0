"""What a file is, by its bytes; its ending is only a hint where bytes leave the choice open. Opens nothing.

A page saved as .pdf is a page, a workbook named .doc is a workbook. What no reader reads is refused by its own name.
"""

import io
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from gongkai.errors import DocumentError, Place

Kind = Literal["text", "page", "word", "workbook", "legacy", "pdf", "archive"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_OTHER_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>|<!--.{0,2000}?-->|\s)*<(?:!doctype\s+html|html|head|body|table)\b", re.I | re.S
)
_TAG = re.compile(rb"<(?:html|body|table|div|p|br|td|span)\b[^<>]{0,2000}>", re.I)
_PAGE_ENDINGS = (".html", ".htm", ".shtml", ".xhtml")
_WORKBOOK_ENDINGS = (".xls", ".et", ".xlsx")
_LOOKED_AT = 64 * 1024
_PDF_WITHIN = 1024
# An entry of an OLE directory: 128 bytes, the name in UTF-16 first, its length with the closing zero at byte 64.
_OLE_ENTRY = 128
_OLE_NAMES = ("EncryptedPackage", "WordDocument", "Workbook", "Book")

MEDIA_TYPES = {
    "text": "text/plain",
    "page": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "rtf": "application/rtf",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
_KINDS: dict[str, Kind] = {
    "text": "text",
    "page": "page",
    "docx": "word",
    "xlsx": "workbook",
    "xls": "workbook",
    "odt": "legacy",
    "doc": "legacy",
    "rtf": "legacy",
    "pdf": "pdf",
    "zip": "archive",
}


def find_kind(content: bytes, name: str) -> tuple[Kind, str]:
    """The reader a file needs and its media type; DocumentError for what none reads."""
    found = _by_beginning(content, name)
    if found == "picture":
        raise DocumentError("it is a picture; no text can be read from it", Place(name), "pictures only")
    if found == "other archive":
        raise DocumentError("it is an archive of another kind than .zip; unpack it", Place(name))
    if found == "zip":
        found = _in_zip(content, name)
    if found == "ole":
        found = _in_ole(content, name)
    return _KINDS[found], MEDIA_TYPES[found]


def _by_beginning(content: bytes, name: str) -> str:
    ending = PurePath(name).suffix.lower()
    start = content[:_PDF_WITHIN]
    for beginnings, found in (
        (_ZIP, "zip"),
        ((_OLE,), "ole"),
        (_PICTURES, "picture"),
        (_OTHER_ARCHIVES, "other archive"),
    ):
        if start.startswith(beginnings):
            return found
    bare = start.removeprefix(_MARKS[0]).lstrip()
    if bare.startswith(b"{\\rtf"):
        return "rtf"
    if bare.startswith(b"%PDF") or (ending == ".pdf" and b"%PDF-" in start):
        return "pdf"
    return "page" if _is_page(content[:_LOOKED_AT], ending) else "text"


def _is_page(start: bytes, ending: str) -> bool:
    for mark in _MARKS:
        if start.startswith(mark):
            # ASCII of UTF-16 without its zeros is enough to see a tag.
            start = start.removeprefix(mark).replace(b"\0", b"")
    return bool(_PAGE.match(start) or (ending in _PAGE_ENDINGS and _TAG.search(start)))


def _in_zip(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            names = set(opened.namelist())
            is_odt = "mimetype" in names and "content.xml" in names
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DocumentError(
            "its bytes are damaged: it begins like a zip and is none", Place(name), "damaged"
        ) from error
    if "word/document.xml" in names:
        return "docx"
    if any(part.startswith("xl/workbook.") for part in names):
        return "xlsx"
    if is_odt:
        return "odt"
    if "[Content_Types].xml" in names:
        raise DocumentError("its bytes are damaged: an Office file without its main part", Place(name), "damaged")
    return "zip"


def _in_ole(content: bytes, name: str) -> str:
    """Which of the old Office kinds it is: by the names in its directory, by its ending where it holds both."""
    found = {one for one in _OLE_NAMES if _has_entry(content, one)}
    if "EncryptedPackage" in found:
        raise DocumentError("it is encrypted; save it without a password", Place(name), "encrypted")
    is_workbook = bool(found & {"Workbook", "Book"})
    if is_workbook and "WordDocument" in found:
        is_workbook = PurePath(name).suffix.lower() in _WORKBOOK_ENDINGS
    return "xls" if is_workbook else "doc"


def _has_entry(content: bytes, entry: str) -> bool:
    name = entry.encode("utf-16-le") + b"\0\0"
    at = content.find(name)
    while at >= 0:
        if at % _OLE_ENTRY == 0 and content[at + 64 : at + 66] == len(name).to_bytes(2, "little"):
            return True
        at = content.find(name, at + 1)
    return False
