"""Labels: how wide a text will stand in a drawing, and where it is broken when it does not fit.

The page draws text in the reader's own fonts, which are wider than the pinned one; so widths are taken generously from
the kind of character alone, the same on every machine. Nothing is cut off: a name too long goes on in the next line.
"""

import unicodedata
from collections.abc import Iterator

_NARROW = 0.62  # of the font's size: a letter or a digit of the widest common fonts
_CLOSING = frozenset("，。、；：？！）〕》”’,.;:?!)")


def measure_text(text: str, size: float) -> float:
    """About how many pixels `text` is wide, rather too many than too few."""
    return sum(size * (1 if _is_wide(one) else _NARROW) for one in text)


def break_label(text: str, room: float, size: float) -> list[str]:
    """`text` in lines of at most `room` pixels: between words, between Chinese characters, inside a word only where it
    is wider than a line."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and measure_text((lines[-1] + piece).rstrip(), size) > room:
            lines.append("")
        for part in _cut(piece, room, size):
            if lines[-1] and measure_text((lines[-1] + part).rstrip(), size) > room:
                lines.append("")
            lines[-1] += part
    return [line.strip() for line in lines]


def _pieces(text: str) -> Iterator[str]:
    """Where a line may end: behind a space, and around every wide character that does not close something."""
    piece = ""
    for one in text:
        if piece and one not in _CLOSING and (piece[-1] == " " or _is_wide(one) or _is_wide(piece[-1])):
            yield piece
            piece = ""
        piece += one
    if piece:
        yield piece


def _is_wide(one: str) -> bool:
    return unicodedata.east_asian_width(one) in "WF"


def _cut(piece: str, room: float, size: float) -> Iterator[str]:
    if measure_text(piece.rstrip(), size) <= room:
        yield piece
    else:
        yield from piece
