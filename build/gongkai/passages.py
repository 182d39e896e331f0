"""Passages: consecutive lines of running text as one text without white space, with the way back to the printed places.

Lines are joined by line feeds, so that a pattern can tell the beginning of a line from the middle of a sentence. Lines
left out (tables), blank lines and lines longer than any paragraph leave no trace.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass

from gongkai.imprints import Squeezed, squeeze
from gongkai.tables import Span

_LONGEST = 200_000


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
    length = 0
    for number in range(first[0], min(last, len(lines)) + 1):
        if number in skip or len(lines[number - 1]) > _LONGEST:
            continue
        before = first[1] - 1 if number == first[0] else 0
        squeezed = squeeze(lines[number - 1][before:])
        if squeezed.text:
            moved = tuple(at + before for at in squeezed.positions) if before else squeezed.positions
            kept.append((number, Squeezed(squeezed.text, moved)))
            starts.append(length)
            length += len(squeezed.text) + 1
    return Passage("\n".join(squeezed.text for _, squeezed in kept), tuple(starts), tuple(kept))
