"""Characters that pdfium's text leaves out: one glyph alone, in a font that is neither embedded nor on this machine.

Such a glyph has no extent for pdfium, so that a lone 0 in a cell would be a blank. What stands there is asked of
pdfplumber, by its place; what that does not know either stays an unknown character, so that nobody reads a blank.
"""

import io
from collections.abc import Sequence
from typing import Any

from gongkai.containers.pdf_points import Box, Point

UNKNOWN = "\ufffd"
_UNMAPPED = "(cid:"  # pdfminer's word for a glyph without a character
_NEAR = 0.6
_TALL = 0.88  # of an em square, above the baseline


def find_lost(content: bytes, number: int, places: Sequence[Point]) -> list[tuple[str, Box]]:
    """What is printed at each displayed place (left end and baseline) of a page: its text and its box."""
    known = _known(content, number)
    found = []
    for x, base in places:
        near = [char for (a, b), char in known if abs(a - x) < _NEAR and abs(b - base) < _NEAR]
        size = near[0]["size"] if near else 10.0
        width = near[0]["x1"] - near[0]["x0"] if near else size
        texts = {char["text"] for char in near}
        text = near[0]["text"] if len(texts) == 1 and not near[0]["text"].startswith(_UNMAPPED) else UNKNOWN
        found.append((text, (x, base - _TALL * size, x + width, base + (1 - _TALL) * size)))
    return found


def _known(content: bytes, number: int) -> list[tuple[Point, dict[str, Any]]]:
    """Every character that pdfplumber finds on the page, by its left end and baseline; none where it fails."""
    import pdfplumber
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    # It gives up on damaged files with whatever error it meets; what is then not known stays unknown.
    try:
        with pdfplumber.open(io.BytesIO(content), pages=[number]) as document:
            page = document.pages[0]
            left, top = page.cropbox[0] - page.mediabox[0], page.mediabox[3] - page.cropbox[3]
            height = page.mediabox[3] - page.mediabox[1]
            return [((char["x0"] - left, height - char["matrix"][5] - top), char) for char in page.chars]
    except (PdfminerException, MalformedPDFException, LookupError, TypeError, ValueError, AttributeError):
        return []
