"""Characters of a page as printed lines, and lines as paragraphs.

Nothing is glued: between two digits there is a space unless they stand side by side, on one baseline and in one size;
lines join without a space only where one of the two sides is Chinese, else the line break stays.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from gongkai.containers.pdf_lost import UNKNOWN
from gongkai.containers.pdf_pages import Char, most_turned, turn_chars
from gongkai.containers.pdf_points import Box, turning

_GAP = 0.35  # of the height of a line: farther apart is a space
_DIGIT_GAP = 0.2  # between two digits
_AT_HEIGHT = 0.5
_RAISED = str.maketrans("0123456789０１２３４５６７８９", "⁰¹²³⁴⁵⁶⁷⁸⁹" * 2)
_LOWERED = str.maketrans("0123456789０１２３４５６７８９", "₀₁₂₃₄₅₆₇₈₉" * 2)
_SAME_LINE = 0.4
_SAME_BASE = 0.15
_SAME_SIZE = 0.8
_TWICE = 0.2  # the same character drawn twice, so near, is one in bold
_NARROWEST = 0.15  # of the height of a line: no digit is so narrow
_OVER = 0.5  # different characters over each other, so much, cannot be told apart


@dataclass(frozen=True)
class Line:
    """A printed line of a page: its text, its box and the height of its characters."""

    text: str
    box: Box
    size: float
    page: int = 0

    @property
    def x0(self) -> float:
        """Its left end."""
        return self.box[0]

    @property
    def x1(self) -> float:
        """Its right end."""
        return self.box[2]

    @property
    def top(self) -> float:
        """Its upper rim."""
        return self.box[1]


def read_lines(chars: Iterable[Char], page: int = 0) -> list[Line]:
    """Upright characters as lines from top to bottom, each from left to right."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: char.base):
        if rows and char.base - _base(rows[-1]) <= _SAME_LINE * max(char.size, rows[-1][0].size):
            rows[-1].append(char)
        else:
            rows.append([char])
    joined = _with_notes([sorted(row, key=lambda char: char.x0) for row in rows])
    return [line for row in joined if (line := _line(row, page))]


def _with_notes(rows: Sequence[Sequence[Char]]) -> list[list[Char]]:
    """The rows with what is raised above or lowered below them in small print: rows of small characters that stand at
    the height of a row of larger ones."""
    joined: list[list[Char]] = []
    for row in rows:
        if joined and (_is_note(joined[-1], row) or _is_note(row, joined[-1])):
            joined[-1] = sorted([*joined[-1], *row], key=lambda char: char.x0)
        else:
            joined.append([*row])
    return joined


def _is_note(small: Sequence[Char], large: Sequence[Char]) -> bool:
    """Whether all characters of one row are small and mostly at the height of the other row, between its ends."""
    one, other = _largest(small), _largest(large)
    if max(char.size for char in small) >= _SAME_SIZE * other.size:
        return False
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    near = large[0].x0 - other.size < small[0].x0 and small[-1].x1 < large[-1].x1 + other.size
    return near and shared > _AT_HEIGHT * one.size


def _largest(row: Sequence[Char]) -> Char:
    return max(row, key=lambda char: char.size)


def _base(row: Sequence[Char]) -> float:
    """The baseline of the largest character, which a note raised above it has not."""
    return _largest(row).base


def _line(row: Sequence[Char], page: int) -> Line | None:
    printed = [char for char in row if not char.text.isspace()]
    if not printed:
        return None
    text, base, size = "", _base(row), _largest(row).size
    before: Char | None = None
    for char in row:
        if before and _is_twice(before, char):
            continue
        text += (_between(before, char) if before else "") + _raised(char, base, size)
        before = char
    box = (
        min(char.x0 for char in printed),
        min(char.top for char in printed),
        max(char.x1 for char in printed),
        max(char.bottom for char in printed),
    )
    return Line(text.strip(), box, median(char.size for char in printed), page)


def _raised(char: Char, base: float, size: float) -> str:
    """The character, as a digit for notes and powers where it is smaller than its line and not on its baseline."""
    if char.size >= _SAME_SIZE * size or abs(char.base - base) <= _SAME_BASE * size:
        return char.text
    return char.text.translate(_RAISED if char.base < base else _LOWERED)


def _is_twice(one: Char, other: Char) -> bool:
    near = _TWICE * one.size
    return one.text == other.text and other.x0 - one.x0 < near and abs(other.base - one.base) < near


def _between(one: Char, other: Char) -> str:
    """What stands between two characters of a line."""
    if one.text.isspace() or other.text.isspace():
        return ""
    size = max(one.size, other.size)
    gap = other.x0 - one.x1
    is_squeezed = is_digit(one.text[:1]) and is_digit(other.text[:1]) and other.x0 - one.x0 < _NARROWEST * size
    if is_squeezed or gap < -_OVER * min(one.x1 - one.x0, other.x1 - other.x0):
        return UNKNOWN
    sizes = min(one.size, other.size) < _SAME_SIZE * size
    apart = sizes or abs(one.base - other.base) > _SAME_BASE * size
    if is_digit(one.text[-1:]) and is_digit(other.text[:1]):
        return " " if apart or gap > _DIGIT_GAP * size else ""
    return " " if gap > _GAP * size else ""


def is_digit(text: str) -> bool:
    """Whether it is a digit of any kind, superscripts and fractions too."""
    return text != "" and unicodedata.category(text)[0] == "N"


def cell_text(chars: Sequence[Char]) -> tuple[str, Line | None]:
    """The text of a cell, its lines joined, text on its side read along its side; and its last line if upright."""
    turns = most_turned(chars)
    if turns:
        chars = turn_chars(chars, turns, turning(turns, 0, 0)[0])
    lines = read_lines(chars)
    text = ""
    for line in lines:
        text = join_texts(text, line.text)
    return text, lines[-1] if lines and not turns else None


def join_texts(one: str, other: str) -> str:
    """Two printed lines as one text: nothing between where Chinese wraps, the line break elsewhere."""
    if not one or not other:
        return one or other
    return one + ("" if _is_wide(one[-1]) or _is_wide(other[0]) else "\n") + other


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" and not is_digit(char)


# Paragraphs ------------------------------------------------------------------------------------------------

_INDENT = 1.2  # of the height of a line, as the next five
_SHORT = 2.0
_UNEVEN = 4.0  # so much wider than the margin before it may the one behind the text be
_PITCH = 0.75
_CENTRED = 1.5
_LARGER = 1.15
_NUMBER = re.compile(r"[-—–·~\s]*([0-9]{1,4})[-—–·~\s]*")
_OF_PAGES = re.compile(r"第\s*[0-9]{1,4}\s*页.{0,12}|[0-9]{1,4}\s*/\s*[0-9]{1,4}")
_RIM = 0.1


def without_furniture(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[list[Line]]:
    """The lines of every page without page numbers, and without what stands on several pages at the same height of the
    upper or lower rim, its digits apart. Each page is its height and its lines."""
    rims = [[line for line in lines if _is_at_rim(line, height)] for height, lines in pages]
    seen = Counter(key for rim in rims for key in {_furniture(line) for line in rim})
    return [
        [line for line in lines if line not in rim or not (_is_page_number(line) or seen[_furniture(line)] > 1)]
        for (_, lines), rim in zip(pages, rims, strict=True)
    ]


def _is_at_rim(line: Line, height: float) -> bool:
    return line.box[3] < _RIM * height or line.top > (1 - _RIM) * height


def _furniture(line: Line) -> tuple[str, int]:
    return re.sub("[0-9]+", "0", line.text), round(line.top / 2)


def _is_page_number(line: Line) -> bool:
    bare = _NUMBER.fullmatch(line.text)
    is_decorated = bare is not None and not line.text.isdigit()
    return is_decorated or bool(_OF_PAGES.fullmatch(line.text)) or (bare is not None and int(bare[1]) == line.page)


@dataclass(frozen=True)
class Measure:
    """Where the running text of a page begins and ends. Where its longest line ends far from the page's side, no line
    is known to be full: rows of lost tables and lists end where their words do."""

    left: float
    right: float
    width: float

    def is_centred(self, line: Line) -> bool:
        """Whether a line stands in the middle, away from both sides."""
        before, behind = line.x0 - self.left, self.right - line.x1
        return min(before, behind) > _CENTRED * line.size and abs(before - behind) < _CENTRED * line.size

    def is_full(self, line: Line) -> bool:
        """Whether a line goes on to the right side, so that its paragraph may go on below."""
        is_margin = self.width - self.right < self.left + _UNEVEN * line.size
        return is_margin and self.right - line.x1 < _SHORT * line.size


def measure(lines: Sequence[Line], width: float) -> Measure:
    """The sides of the running text on a page so wide, from the lines themselves."""
    return Measure(min((line.x0 for line in lines), default=0), max((line.x1 for line in lines), default=0), width)


def goes_on(one: Line, other: Line, sides: Measure, across: Measure) -> bool:
    """Whether `other`, the next line, belongs to the paragraph of `one`; `sides` are those of the page of `one`,
    `across` those of the page of `other`."""
    if max(one.size, other.size) > _LARGER * min(one.size, other.size):
        return False
    if one.page == other.page and other.top - one.box[3] > _PITCH * one.size * 2:
        return False
    if sides.is_centred(one):
        return across.is_centred(other) and one.page == other.page
    return sides.is_full(one) and other.x0 - across.left < _INDENT * other.size
