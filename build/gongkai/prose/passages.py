"""Passages: lines of running text as one text without white space, with the way back to the printed places.

Lines that were broken only for the width of a page are joined: a long line without an end of sentence goes on in the
next one, over a page number or a few blank lines, unless that one begins something of its own. All other lines are
parted by line feeds, so that a pattern can tell the beginning of a line from the middle of a sentence. Lines left out
(tables), blank lines and lines longer than any paragraph leave no trace.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from gongkai.imprints import Squeezed, squeeze
from gongkai.tables import Span

_LONGEST = 200_000
_NARROWEST = 15
_WIDEST = 120
_GAP = 3
_ENDS = frozenset("。！？；：!?;:”】")
_NUMERALS = "一二三四五六七八九十"
# What begins an item, a caption or a note of its own, and is never the rest of a line above.
_BEGINS = re.compile(
    rf"[{_NUMERALS}]{{1,3}}[、.．是]|[(（〔﹝](?:[{_NUMERALS}]{{1,3}}|[0-9]{{1,2}})[)）〕﹞]|第[{_NUMERALS}]{{1,3}}(?:部分|[，,、])"
    r"|[0-9０-９]{1,2}[、.．](?![0-9０-９])|[①-⑳]|附[表件图：:]|[图圖表][0-9０-９]|\[image:"
)
_PAGE_NUMBER = re.compile("[-—－–―]*[0-9０-９]{1,4}[-—－–―]*|第[0-9]{1,4}页")


@dataclass(frozen=True)
class Passage:
    """The text of a passage; `starts` says where in it each of its lines begins."""

    text: str
    starts: tuple[int, ...]
    lines: tuple[tuple[int, Squeezed], ...]

    def span(self, start: int, end: int) -> Span:
        """The printed place of text[start:end], as far as it lies on the line of its first character."""
        at = bisect_right(self.starts, start) - 1
        number, squeezed = self.lines[at]
        first = start - self.starts[at]
        return squeezed.span(number, first, max(first + 1, min(end - self.starts[at], len(squeezed.text))))

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The printed places of text[start:end], one a line."""
        found = [self.span(start, end)]
        for at in range(bisect_right(self.starts, start), bisect_left(self.starts, end)):
            found.append(self.span(self.starts[at], end))
        return tuple(found)

    def offset(self, line: int, position: int = 1) -> int:
        """Where in the text a printed place begins, or what follows it."""
        at = bisect_left(self.lines, line, key=lambda entry: entry[0])
        if at == len(self.lines):
            return len(self.text)
        number, squeezed = self.lines[at]
        return self.starts[at] + (bisect_left(squeezed.positions, position) if number == line else 0)


def read_passage(lines: Sequence[str], skip: Set[int], first: tuple[int, int], last: int) -> Passage:
    """The text from a place (line, code point) to the end of a line."""
    kept: list[tuple[int, Squeezed]] = []
    starts: list[int] = []
    parts: list[str] = []
    length = 0
    for block in wrapped_lines(lines, skip, first[0], last):
        for number in block:
            before = first[1] - 1 if number == first[0] else 0
            squeezed = squeeze(lines[number - 1][before:])
            if squeezed.text:
                moved = tuple(at + before for at in squeezed.positions) if before else squeezed.positions
                kept.append((number, Squeezed(squeezed.text, moved)))
                starts.append(length)
                parts.append(squeezed.text)
                length += len(squeezed.text)
        parts.append("\n")
        length += 1
    return Passage("".join(parts).removesuffix("\n"), tuple(starts), tuple(kept))


def wrapped_lines(
    lines: Sequence[str], skip: Set[int], first: int = 1, last: int | None = None, begins: re.Pattern[str] = _BEGINS
) -> Iterator[tuple[int, ...]]:
    """The numbers of lines that belong together, block by block, without lines that are no prose; what `begins`
    matches is never the rest of a line above."""
    block: list[int] = []
    above = ""
    gap = 0
    for number in range(first, (len(lines) if last is None else min(last, len(lines))) + 1):
        line = "" if number in skip or len(lines[number - 1]) > _LONGEST else lines[number - 1].strip()
        is_open = number not in skip and _goes_on(above)
        if is_open and gap < _GAP and (not line or _PAGE_NUMBER.fullmatch("".join(line.split()))):
            gap += not line
            continue
        if block and not (is_open and line and not _BEGINS.match(line) and not begins.match(line)):
            yield tuple(block)
            block = []
        if line:
            block.append(number)
        above, gap = line, 0
    if block:
        yield tuple(block)


def _goes_on(line: str) -> bool:
    """Whether a line is as long as a page is wide, and ends inside a sentence."""
    return _NARROWEST <= len(line) <= _WIDEST and line[-1] not in _ENDS
