"""Headings of running text: chapters, sections and items, told by the ordinal a line begins with.

Levels are those of Chinese official writing: 一、 1, （一） 2, 1. or 1、 3, （1） 4. Printed ordinals are not trusted
to be unique or without gaps. A heading may be a line of its own, or the first sentence of a paragraph (1.财税信息。…);
brackets may be mixed, and a heading may be broken over two lines: the second belongs to it where the first does not
end like a heading and the second does. What ends like a heading is declared in structure/prose.csv (`heading_end`).
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from gongkai.imprints import Squeezed, squeeze
from gongkai.prose.vocabularies import Vocabulary
from gongkai.tables import Span

NUMERALS = "一二三四五六七八九十"
_ORDINALS = (
    re.compile(rf"(?:第([{NUMERALS}]{{1,3}})部分[、.．：:]?|([{NUMERALS}]{{1,3}})[、.．])"),
    re.compile(rf"[(（〔﹝]([{NUMERALS}]{{1,3}})[)）〕﹞][、.．]?"),
    re.compile(r"([0-9０-９]{1,2})[、.．](?![0-9０-９])"),
    re.compile(r"[(（]([0-9０-９]{1,2})[)）][、.．]?"),
)
_FIRST = frozenset("第(（〔﹝" + NUMERALS + "0123456789０１２３４５６７８９")
_START = 200
_LONGEST = 50
_LONGEST_RUN_IN = 40
# A title cut after these few characters, or at the width of a page, may go on in the next line.
_BROKEN_OFF = 6
_PAGE_WIDTH = 18
_SENTENCE = re.compile("[。；;：:！!？?]")
_INNER = re.compile("[。；;：:！!？?，,、]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CONTENTS = re.compile(r"[.．…·]{3,}[0-9]*$")


@dataclass(frozen=True)
class Heading:
    """One heading. `text` is what is printed, with its ordinal and without white space; `body` is where the text
    under it begins: a line, and a code point on it."""

    line: int
    level: int
    ordinal: int
    text: str
    body: tuple[int, int]
    spans: tuple[Span, ...]

    @property
    def title(self) -> str:
        """The text without its ordinal."""
        match = _ORDINALS[self.level - 1].match(self.text) if self.level else None
        return self.text[match.end() :] if match else self.text


def find_headings(lines: Sequence[str], skip: Set[int], words: Vocabulary) -> list[Heading]:
    """Every heading outside tables, in order."""
    found: list[Heading] = []
    for number, line in enumerate(lines, 1):
        if number not in skip and (heading := _heading(number, line)):
            found.append(_completed(heading, lines, skip, words))
    return found


def heading_paths(headings: Sequence[Heading]) -> Iterator[tuple[Heading, ...]]:
    """For every heading the headings above it and itself, outermost first."""
    path: list[Heading] = []
    for heading in headings:
        path = [*(above for above in path if above.level < heading.level), heading]
        yield tuple(path)


def read_ordinal(printed: str) -> int:
    """二 2, 十一 11, 12 12; 0 where it is none."""
    if printed[0] not in NUMERALS:
        return int(printed)
    tens, ten, units = printed.rpartition("十")
    value = NUMERALS.index(units) + 1 if len(units) == 1 else 0
    if len(units) > 1 or len(tens) > 1:
        return 0
    return value + (10 * (NUMERALS.index(tens) + 1 if tens else 1) if ten else 0)


def _heading(number: int, line: str) -> Heading | None:
    start = line[:_START].lstrip()
    if not start or start[0] not in _FIRST:
        return None
    squeezed = squeeze(line[:_START])
    for level, pattern in enumerate(_ORDINALS, 1):
        if match := pattern.match(squeezed.text):
            end = _end(squeezed, match.end(), is_whole=len(line) <= _START)
            if end is None:
                return None
            ordinal = next(group for group in match.groups() if group)
            span = squeezed.span(number, 0, end)
            return Heading(number, level, read_ordinal(ordinal), squeezed.text[:end], (number, span[2] + 1), (span,))
    return None


def _end(squeezed: Squeezed, start: int, *, is_whole: bool) -> int | None:
    """Where the heading's text ends, None where the line is no heading."""
    rest = squeezed.text[start:]
    if len(_HAN.findall(rest[:_LONGEST])) < 2 or _CONTENTS.search(rest):
        return None
    stop = _SENTENCE.search(rest)
    length = stop.start() if stop else len(rest)
    is_line = is_whole and (stop is None or stop.end() == len(rest))
    if length > (_LONGEST if is_line else _LONGEST_RUN_IN) or (stop is None and not is_whole):
        return None
    return start + length


def _completed(heading: Heading, lines: Sequence[str], skip: Set[int], words: Vocabulary) -> Heading:
    """The heading with its second line, where it was broken."""
    ends = words.pattern("heading_end")
    rest = lines[heading.line - 1][heading.spans[0][2] :]
    if rest.strip() or _BROKEN_OFF < len(heading.title) < _PAGE_WIDTH or _ends_with(ends, heading.text):
        return heading
    number = heading.line + 1
    while number <= min(len(lines), heading.line + 3) and not lines[number - 1].strip():
        number += 1
    if number > len(lines) or number in skip or len(lines[number - 1]) > _START:
        return heading
    second = squeeze(lines[number - 1])
    fits = 2 <= len(second.text) <= _LONGEST and not _INNER.search(second.text) and second.text[0] not in _FIRST
    if not fits or not _ends_with(ends, second.text):
        return heading
    span = second.span(number, 0, len(second.text))
    return Heading(
        heading.line,
        heading.level,
        heading.ordinal,
        heading.text + second.text,
        (number, span[2] + 1),
        (*heading.spans, span),
    )


def _ends_with(ends: re.Pattern[str], text: str) -> bool:
    return any(match.end() == len(text) for match in ends.finditer(text))
