"""One page of a PDF as a reader sees it: characters that can be seen, ruled lines, and what is drawn, as displayed.

Text is left out that no reader sees: without ink (render modes 3 and 7), hidden as `pdf_inks` says, outside its clip or
off the page. What a glyph looks like is not asked: a font that says 8 and draws 1 is believed. Coordinates are points
from the upper left corner of the page as it is displayed, its turn applied.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from gongkai.containers.pdf_inks import Drawn, Edge, Ink, address, read_drawn
from gongkai.containers.pdf_layers import Layers
from gongkai.containers.pdf_lost import UNKNOWN, find_lost
from gongkai.containers.pdf_points import Box, Matrix, Point, apply, holds, middle, minus, moved, turning

_UNSEEN_MODES = (3, 7)
_HYPHENS = (0x02, 0xFFFE)
_LAST_CONTROL = 0x1F
_MOST_TURNED = 0.6
_MOST_SIZES = 3.0  # larger than so many times its font, a box is not the character's
_NARROWEST = 0.1  # of its height
_BELOW = 0.12  # of an em square, below the baseline


class Char(NamedTuple):
    """A visible character: its box, its baseline, the quarters it is turned by against the clock, and the text object
    it is of."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    turn: int
    run: int

    @property
    def box(self) -> Box:
        """Its box, as high as its font."""
        return self.x0, self.top, self.x1, self.bottom

    @property
    def size(self) -> float:
        """Its height, or its width where it lies on its side."""
        return self.x1 - self.x0 if self.turn % 2 else self.bottom - self.top


@dataclass(frozen=True)
class Page:
    """What stands on a page. `drawings` are boxes of shapes that are no ruled lines, `notes` those of typed notes,
    fields and stamps that lie over the page and are no part of it."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    edges: tuple[Edge, ...]
    drawings: tuple[Box, ...] = ()
    pictures: tuple[Box, ...] = ()
    notes: tuple[Box, ...] = ()


def read_page(page: Any, number: int, content: bytes, layers: Layers) -> Page:
    """A page of pypdfium2 with what can be seen on it; `content` is the whole document, `layers` its."""
    width, height = page.get_size()
    to_display = _to_display(page, width, height)
    drawn = read_drawn(page, to_display, width * height, layers)
    text = page.get_textpage()
    rim = (0.0, 0.0, width, height)
    chars = (*_chars(text.raw, rim, drawn, to_display), *_lost(text.raw, rim, drawn, content, number))
    text.close()
    notes = tuple(_notes(page, to_display))
    return _upright(
        Page(number, width, height, chars, tuple(drawn.edges), tuple(drawn.drawings), tuple(drawn.pictures), notes)
    )


def turn_chars(chars: Iterable[Char], turns: int, matrix: Matrix) -> tuple[Char, ...]:
    """Characters where a `turning` puts them."""
    return tuple(_turned(char, turns, matrix) for char in chars)


def most_turned(chars: Iterable[Char]) -> int:
    """The quarters that most of the characters are turned by; 0 where they are of several minds."""
    turns = Counter(char.turn for char in chars if not char.text.isspace())
    most, count = turns.most_common(1)[0] if turns else (0, 0)
    return most if count >= _MOST_TURNED * turns.total() else 0


def _chars(text: Any, page: Box, drawn: Drawn, to_display: Matrix) -> Iterator[Char]:
    import pypdfium2.raw as pdfium

    rect, x, y, matrix = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
    for at in range(pdfium.FPDFText_CountChars(text)):
        if pdfium.FPDFText_IsGenerated(text, at) == 1:
            continue
        pdfium.FPDFText_GetLooseCharBox(text, at, rect)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        pdfium.FPDFText_GetMatrix(text, at, matrix)
        size = pdfium.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
        box = moved(_sized((rect.left, rect.bottom, rect.right, rect.top), (x.value, y.value), size), to_display)
        owner = pdfium.FPDFText_GetTextObject(text, at)
        ink = drawn.inks.get(address(owner)) if owner else None
        if not holds(page, middle(box)) or (ink and _is_unseen(middle(box), ink, drawn)):
            continue
        wrong = pdfium.FPDFText_HasUnicodeMapError(text, at) == 1 or _is_bent(matrix)
        printed = _printed(pdfium.FPDFText_GetUnicode(text, at))
        wrong = wrong or (ink is not None and _is_doubtful(middle(box), printed, ink, drawn))
        printed = UNKNOWN if wrong else printed
        turn = _turn(minus(apply((matrix.a, matrix.b), to_display), to_display[4:]))
        base = apply((x.value, y.value), to_display)[turn % 2 == 0]
        yield Char(printed, *box, base, turn, ink.order if ink else -1)


def _is_bent(matrix: Any) -> bool:
    """Whether a character is mirrored, or too narrow for its height to be seen."""
    wide, high = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
    return matrix.a * matrix.d - matrix.b * matrix.c < 0 or wide < _NARROWEST * high


def _sized(box: Box, origin: Point, size: float) -> Box:
    """The box of a character, or its em square where pdfium gives none of its size (fonts that write downwards)."""
    if max(box[2] - box[0], box[3] - box[1]) <= _MOST_SIZES * size or not size:
        return box
    left, base = origin
    return left, base - _BELOW * size, left + size, base + (1 - _BELOW) * size


def _lost(text: Any, page: Box, drawn: Drawn, content: bytes, number: int) -> Iterator[Char]:
    """The characters that pdfium's text leaves out."""
    import pypdfium2.raw as pdfium

    seen = {address(pdfium.FPDFText_GetTextObject(text, at)) for at in range(pdfium.FPDFText_CountChars(text))}
    inks = [
        ink
        for place, ink in drawn.inks.items()
        if place not in seen
        and not ink.is_embedded
        and holds(page, ink.start)
        and not _is_unseen(ink.start, ink, drawn)
    ]
    found = find_lost(content, number, [ink.start for ink in inks]) if inks else []
    for ink, (printed, box) in zip(inks, found, strict=True):
        yield Char(UNKNOWN if ink.shown is None else printed, *box, ink.start[1], 0, ink.order)


def _printed(code: int) -> str:
    """The character of a code; pdfium names a hyphen at the end of a line by codes of its own."""
    if code in _HYPHENS:
        return "-"
    return chr(code) if code > _LAST_CONTROL or chr(code).isspace() else UNKNOWN


def _turn(way: Point) -> int:
    """The quarters against the clock by which text that goes this way is turned."""
    along, down = way
    if abs(along) >= abs(down):
        return 0 if along >= 0 else 2
    return 3 if down > 0 else 1


def _is_unseen(at: Point, ink: Ink, drawn: Drawn) -> bool:
    is_clipped = ink.clip is not None and not holds(ink.clip, at, 2)
    is_off = ink.shown is False or ink.mode in _UNSEEN_MODES
    return is_clipped or is_off or drawn.is_hidden(at, ink.order, ink.colour)


def _is_doubtful(at: Point, printed: str, ink: Ink, drawn: Drawn) -> bool:
    """Whether a character may be seen or not, and digits few see."""
    is_faint = printed.isdigit() and drawn.is_faint(at, ink.order, ink.colour)
    return is_faint or ink.shown is None or drawn.is_covered(at, ink.order)


def _notes(page: Any, to_display: Matrix) -> Iterator[Box]:
    """Where text lies over the page that is not part of it: typed notes, fields and stamps."""
    import pypdfium2.raw as pdfium

    for at in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        note, rect = pdfium.FPDFPage_GetAnnot(page.raw, at), pdfium.FS_RECTF()
        kinds = (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_STAMP)
        if pdfium.FPDFAnnot_GetSubtype(note) in kinds and pdfium.FPDFAnnot_GetRect(note, rect):
            yield moved((rect.left, rect.bottom, rect.right, rect.top), to_display)
        pdfium.FPDFPage_CloseAnnot(note)


def _upright(page: Page) -> Page:
    """The page turned so that most of its characters stand upright: a table laid on its side reads as it is meant."""
    most = most_turned(page.chars)
    if not most:
        return page
    matrix, (width, height) = turning(most, page.width, page.height)
    return replace(
        page,
        width=width,
        height=height,
        chars=turn_chars(page.chars, most, matrix),
        edges=tuple(Edge(*moved(edge, matrix)) for edge in page.edges),
        drawings=tuple(moved(box, matrix) for box in page.drawings),
        pictures=tuple(moved(box, matrix) for box in page.pictures),
        notes=tuple(moved(box, matrix) for box in page.notes),
    )


def _turned(char: Char, turns: int, matrix: Matrix) -> Char:
    turn = (char.turn - turns) % 4
    base = apply((char.base, char.base), matrix)[turn % 2 == 0]
    return Char(char.text, *moved(char.box, matrix), base, turn, char.run)


def _to_display(page: Any, width: float, height: float) -> Matrix:
    """From the page's own coordinates to displayed points, its crop and turn applied, as pdfium displays it."""
    import pypdfium2.raw as pdfium

    def shown(x: float, y: float) -> Point:
        left, top = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, round(width * 1000), round(height * 1000), 0, x, y, left, top)
        return left.value / 1000, top.value / 1000

    zero = shown(0, 0)
    right, up = minus(shown(500, 0), zero), minus(shown(0, 500), zero)
    return (right[0] / 500, right[1] / 500, up[0] / 500, up[1] / 500, *zero)
