"""Captions: 图N：标题, the catalogue of columns that a report shows as pictures, each with its section.

A caption is a line, or a part of it behind white space, that begins with 图 and a number; a colon of either width,
white space or nothing stands before the title, but a sentence that speaks of a picture (图1显示) is none. Scraps of
recognised pictures between two captions are no obstacle. A line without 图 is a caption only where the run of numbers
proves it: 142 before it and 144 behind it leave nothing else for `143：…`. The section is the path of headings above,
as printed, joined by `/`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from gongkai.imprints import squeeze
from gongkai.prose.headings import NUMERALS, find_headings, heading_paths, read_ordinal
from gongkai.prose.vocabularies import Vocabulary
from gongkai.tables import Span

_NUMBER = rf"[0-9０-９]{{1,4}}|[{NUMERALS}]{{1,3}}"
_SEPARATOR = r"[：:﹕]|[.．、](?![0-9０-９])|(?=[\u3400-\u9fff“《(（])"
_MARKED = re.compile(rf"(?:^|(?<=\s))(?P<mark>附?[图圖])\s?(?P<number>{_NUMBER})\s*(?P<separator>{_SEPARATOR})")
_BARE = re.compile(r"\s*(?P<number>[0-9０-９]{1,4})(?P<separator>[：:﹕])(?![0-9０-９/])")
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_LONGEST = 80
_LONGEST_LINE = 400
_LONGEST_BARE = 40
# What follows 图1 in a sentence that speaks of the picture.
_SPOKEN = re.compile("[所显顯为為是中可反和与至、，,）)]|表明|如下|说明了")
_SENTENCE = re.compile("[。；;！!？?]")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Caption:
    """One figure's caption; `title` is what is printed behind the separator, without white space, and the place
    runs from 图 to its end."""

    number: int
    title: str
    section: str | None
    locator: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class _Candidate:
    number: int
    title: str
    span: Span
    has_mark: bool


def find_captions(lines: Sequence[str], skip: Set[int], words: Vocabulary) -> list[Caption]:
    """Every caption outside tables, in printed order; a number that is printed twice stands here twice."""
    candidates = [found for number, line in enumerate(lines, 1) if number not in skip for found in _read(number, line)]
    proven = list(_proven(candidates))
    if not proven:
        return []
    headings = find_headings(lines, skip, words)
    starts = [heading.line for heading in headings]
    sections = ["/".join(heading.text for heading in path) for path in heading_paths(headings)]
    captions = []
    for found in proven:
        line, first, last = found.span
        above = bisect_right(starts, line)
        section = sections[above - 1] if above else None
        captions.append(Caption(found.number, found.title, section, f"L{line}:{first}-{last}", (found.span,)))
    return captions


def _read(number: int, line: str) -> Iterator[_Candidate]:
    """What may be captions on one line."""
    matches = list(_MARKED.finditer(line)) if "图" in line or "圖" in line else []
    ends = [*(match.start() for match in matches[1:]), len(line)]
    for match, end in zip(matches, ends, strict=False):
        if end - match.end() <= _LONGEST_LINE and (found := _candidate(number, line, match, end)):
            yield found
    if not matches and len(line) <= _LONGEST_LINE and line.lstrip()[:1] in _DIGITS and (bare := _BARE.match(line)):
        found = _candidate(number, line, bare, len(line))
        if found and len(found.title) <= _LONGEST_BARE:
            yield found


def _candidate(number: int, line: str, match: re.Match[str], end: int) -> _Candidate | None:
    squeezed = squeeze(line[match.end() : end])
    title = squeezed.text
    is_spoken = match["separator"] not in "：:﹕" or not match["separator"]
    if is_spoken and (_SPOKEN.match(title) or _SENTENCE.search(title)):
        return None
    if not _HAN.search(title) or len(title) > _LONGEST:
        return None
    printed = match["number"]
    value = read_ordinal(printed)
    has_mark = "mark" in match.re.groupindex
    first = match.start("mark" if has_mark else "number") + 1
    return _Candidate(value, title, (number, first, match.end() + squeezed.positions[-1]), has_mark)


def _proven(candidates: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """Candidates with 图, and between two of them those that fill the gap of their numbers, each once and in order."""
    before: _Candidate | None = None
    bare: list[_Candidate] = []
    for candidate in candidates:
        if not candidate.has_mark:
            bare.append(candidate)
            continue
        if before:
            wanted = range(before.number + 1, candidate.number)
            fits = [found for found in bare if found.number in wanted]
            if [found.number for found in fits] == list(wanted):
                yield from fits
        yield candidate
        before, bare = candidate, []
