"""Layers of a PDF (optional content): whether a reader shows what is drawn in one when the file is opened.

What a layer's state depends on, beyond on and off, is not worked out: then it cannot be told, and is said so.
"""

import ctypes
import io
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any

_MARK = "OC\0".encode("utf-16-le")
_LONGEST = 256


class Layers:
    """The layers of one document; nothing is read until something drawn asks."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @cached_property
    def _shown(self) -> dict[bytes, bool | None]:
        """Whether each layer is shown, by its name; those of one name and two states cannot be told."""
        import pdfplumber
        from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
        from pdfplumber.utils.pdfinternals import resolve

        # It gives up on damaged files with whatever error it meets.
        try:
            with pdfplumber.open(io.BytesIO(self._content)) as document:
                declared = resolve(document.doc.catalog.get("OCProperties")) or {}
                default = resolve(declared.get("D")) or {}
                base = getattr(resolve(default.get("BaseState")), "name", "ON")
                is_told = base == "ON" and "AS" not in default
                off = {resolve(layer)["Name"] for layer in resolve(default.get("OFF")) or ()}
                names = Counter(resolve(layer)["Name"] for layer in resolve(declared.get("OCGs")) or ())
                return {name: name not in off if is_told and count == 1 else None for name, count in names.items()}
        except (PdfminerException, MalformedPDFException, LookupError, TypeError, ValueError, AttributeError):
            may_have = b"/OCProperties" in self._content or b"/ObjStm" in self._content
            return {b"": None} if may_have else {}

    def shows(self, found: Any, around: bool | None) -> bool | None:
        """Whether an object is shown, inside of what is shown, is not, or may be; None where it cannot be told. A form
        may belong to a layer that pdfium does not tell."""
        import pypdfium2.raw as pdfium

        states = {around, *(self._shown.get(name) for name in _names(found))}
        if pdfium.FPDFPageObj_GetType(found) == pdfium.FPDF_PAGEOBJ_FORM and not all(self._shown.values()):
            states.add(None)
        return False if False in states else None if None in states else True


def _names(found: Any) -> Iterator[bytes]:
    """The names of the layers that an object is marked with; empty for what depends on layers."""
    import pypdfium2.raw as pdfium

    for at in range(pdfium.FPDFPageObj_CountMarks(found)):
        mark = pdfium.FPDFPageObj_GetMark(found, at)
        if _told(pdfium.FPDFPageObjMark_GetName, ctypes.c_ushort, mark) == _MARK:
            yield _told(pdfium.FPDFPageObjMark_GetParamBlobValue, ctypes.c_ubyte, mark, b"Name")


def _told(get: Any, unit: Any, *asked: Any) -> bytes:
    """The bytes that pdfium tells; more than a name has are told as none."""
    length, held = ctypes.c_ulong(), (unit * _LONGEST)()
    is_told = get(*asked, held, ctypes.sizeof(held), length) and length.value <= ctypes.sizeof(held)
    return bytes(held)[: length.value] if is_told else b""
