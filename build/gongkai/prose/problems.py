"""Problems and measures: what a report says is not yet good, and what it is going to do about it, item by item.

Read in the chapters about them (structure/prose.csv: `chapter`), from the report's own lists: 一是…二是…, 第一，,
（一）, 1., ①, at the beginning of a clause or a line. A list inside an item is left out: it is inside where the outer
list goes on behind it, or where no words lead from problems to measures (`lead_in`). Whether a list holds problems or
measures is told by its sub-heading, by the words that lead to it, by the chapter's heading, and last by what its items
say (`weakness`). Where a report lists nothing, the clauses of an enumeration (比如：…；…；…) are the items, or else its
paragraphs. Ordinals count in printed order. A place runs from the ordinal to the end of the item's first clause;
spans are the ordinal words alone.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from gongkai.prose.headings import NUMERALS, Heading, find_headings, read_ordinal
from gongkai.prose.passages import Passage, read_passage
from gongkai.prose.vocabularies import Vocabulary
from gongkai.tables import Span

Kind = Literal["problem", "measure"]
KINDS: tuple[Kind, ...] = ("problem", "measure")

_CLAUSE = '(?<=[。；;：:，,、！？!?”"）)\n])'
_BEGIN = "(?<=[。；;：:！？\n])"
_MARK = re.compile(
    rf"{_CLAUSE}(?P<shi>[{NUMERALS}]{{1,3}})是|{_CLAUSE}(?P<yao>[{NUMERALS}]{{1,3}})要"
    rf"|{_CLAUSE}第(?P<di>[{NUMERALS}]{{1,2}})[，,、：:]"
    rf"|{_BEGIN}[(（〔﹝](?P<paren>[{NUMERALS}]{{1,3}})[)）〕﹞]|{_BEGIN}(?P<digit>[0-9０-９]{{1,2}})[、.．](?![0-9０-９])"
    rf"|(?<=[。；;：:])(?P<num>[{NUMERALS}]{{1,3}})、|{_BEGIN}[(（](?P<small>[0-9０-９]{{1,2}})[)）]|{_CLAUSE}(?P<circle>[①-⑳])"
)
_CLAUSE_END = re.compile("[，,。；;：:！？\n]")
_SENTENCE_END = re.compile("[。！？\n]")
_LEAD = 1_000
_LONGEST_PARAGRAPH = 5_000
_LONGEST_LEAD = 10
_DEEPEST = 6
_BEGINNING = 120
_LONGEST_TITLE = 40
_LONGEST_DIVIDER = 16
_ENUMERATED = re.compile("[：:]([^。！？\n]+)")
_SEMICOLON = re.compile("[；;](?=[^。！？\n])")
_LAST_CHAPTER = re.compile("附表|附件|附图|其[他它]需要")


@dataclass(frozen=True)
class Problem:
    """One item of the report's list of problems or of measures; `ordinal` counts the items of its kind."""

    kind: Kind
    ordinal: int
    locator: str
    spans: tuple[Span, ...]


class _Item(NamedTuple):
    ordinal: int
    start: int
    end: int  # of the ordinal words


@dataclass
class _List:
    """A list as it is met. It `is_inside` another one unless words lead to it from there, and for good once that one
    goes on; it `may_be_inside` where only a new line parts them."""

    style: str
    kind: Kind | None
    is_inside: bool
    may_be_inside: bool
    items: list[_Item] = field(default_factory=list)


class _Stretch(NamedTuple):
    """A part of a chapter under one sub-heading, or all of it: where it lies, and what it is about if it says so."""

    start: int
    end: int
    kind: Kind | None


def find_problems(lines: Sequence[str], skip: Set[int], words: Vocabulary) -> list[Problem]:
    """The outermost items of every list of problems and of measures, in printed order."""
    read = []
    for heading, last, inner in _chapters(lines, skip, words):
        passage = read_passage(lines, skip, heading.body, last)
        read.append((passage, list(_read(passage, heading, inner, words))))
    listed = {kind for _, lists in read for found in lists for kind in [found.kind]}
    items: list[tuple[Kind, Passage, _Item]] = []
    for passage, lists in read:
        own = [(found.kind, passage, item) for found in lists if found.kind for item in found.items]
        numbered = [item for _, _, item in own]
        for kind in (kind for kind in KINDS if kind not in listed):
            own += [(kind, passage, item) for item in _unlisted(passage, numbered, kind, words)]
        items += sorted(own, key=lambda entry: entry[2].start)
    return list(_numbered(items))


def _numbered(items: Sequence[tuple[Kind, Passage, _Item]]) -> Iterator[Problem]:
    counts = dict.fromkeys(KINDS, 0)
    for kind, passage, item in items:
        counts[kind] += 1
        stop = _CLAUSE_END.search(passage.text, item.end + 1)
        line, first, last = passage.span(item.start, stop.start() if stop else len(passage.text))
        spans = (passage.span(item.start, item.end),) if item.end > item.start else ()
        yield Problem(kind, counts[kind], f"L{line}:{first}-{last}", spans)


def _kind(title: str, words: Vocabulary) -> Kind | None:
    """What a heading is about, if it is about one of the two."""
    kinds = [kind for kind in KINDS if words.pattern("chapter", kind).search(title)]
    return kinds[0] if len(kinds) == 1 else None


def _chapters(lines: Sequence[str], skip: Set[int], words: Vocabulary) -> Iterator[tuple[Heading, int, list[Heading]]]:
    """The outermost chapters about problems or measures, the last line of each, and the headings in it."""
    chapter = words.pattern("chapter")
    headings = find_headings(lines, skip, words)
    named = [heading for heading in headings if chapter.search(heading.title)]
    if not named:
        headings = sorted([*headings, *_unnumbered(lines, skip, words)], key=lambda heading: heading.line)
        named = [heading for heading in headings if heading.level == 0 and chapter.search(heading.title)]
    level = min((heading.level for heading in named), default=0)
    wanted = {heading.line for heading in named if heading.level == level}
    chapters: list[tuple[Heading, list[Heading]]] = []
    is_open = False
    for heading in headings:
        is_outer = heading.level <= max(level, 1) if level == 0 else heading.level <= level
        if is_open and is_outer:
            yield chapters[-1][0], heading.line - 1, chapters[-1][1]
        elif is_open:
            chapters[-1][1].append(heading)
        if is_outer:
            is_open = heading.line in wanted and heading.level == level
            chapters += [(heading, [])] if is_open else []
    if is_open:
        yield chapters[-1][0], len(lines), chapters[-1][1]


def _unnumbered(lines: Sequence[str], skip: Set[int], words: Vocabulary) -> Iterator[Heading]:
    """Short lines without an ordinal and without a sentence that are called like a chapter."""
    for number, line in enumerate(lines, 1):
        if number in skip or not 2 <= len(line) <= _LONGEST_TITLE * 2:
            continue
        text = "".join(line.split())
        is_title = text and len(text) <= _LONGEST_TITLE and not _CLAUSE_END.search(text.rstrip("：:"))
        if is_title and (words.pattern("chapter").search(text) or _LAST_CHAPTER.match(text)):
            yield Heading(number, 0, 0, text, (number, len(line) + 1), ((number, 1, len(line)),))


def _read(passage: Passage, heading: Heading, inner: Sequence[Heading], words: Vocabulary) -> Iterator[_List]:
    """The outermost lists of a chapter that are of one kind for certain."""
    for stretch in _stretches(passage, inner, words):
        before: Kind | None = None
        for found in _lists(passage.text, stretch, words):
            if found.is_inside or len(found.items) < 2:
                continue
            found.kind = stretch.kind or found.kind or _kind(heading.title, words) or _told(passage.text, found, words)
            if not (found.may_be_inside and found.kind == before):
                yield found
            before = found.kind


def _stretches(passage: Passage, inner: Sequence[Heading], words: Vocabulary) -> list[_Stretch]:
    """A chapter cut at the sub-headings that only say what comes (（一）存在问题)."""
    cuts: list[tuple[int, int, Kind | None]] = [(0, 0, None)]
    for other in inner:
        title = other.title
        if len(title) <= _LONGEST_DIVIDER and "，" not in title and words.pattern("chapter").search(title):
            start = passage.offset(*other.spans[0][:2])
            cuts.append((start, start + len(other.text), _kind(title, words)))
    ends = [*(start for start, _, _ in cuts[1:]), len(passage.text)]
    return [_Stretch(body, end, kind) for (_, body, kind), end in zip(cuts, ends, strict=True)]


def _lists(text: str, stretch: _Stretch, words: Vocabulary) -> list[_List]:
    """Every list in a stretch, outer and inner."""
    found: list[_List] = []
    stack: list[_List] = []
    behind = stretch.start
    # The beginning of a stretch is the beginning of a clause, although nothing stands before it.
    for match in _MARK.finditer("\n" + text[stretch.start : stretch.end]):
        start, end = (stretch.start + place - 1 for place in match.span())
        style = match.lastgroup or ""
        ordinal = _ordinal(match[style], style)
        at = next((i for i in reversed(range(len(stack))) if _goes_on(stack[i], style, ordinal)), None)
        if at is not None:
            for inner in stack[at + 1 :]:
                inner.is_inside = True
            del stack[at + 1 :]
        elif ordinal == 1:
            kind = _lead(text[max(behind, start - _LEAD) : start], words)
            is_led = not stack or kind not in (None, stack[0].kind)
            is_parted = kind is None and text[max(start - 1, 0) : start] == "\n"
            found.append(_List(style, kind, not is_led and not is_parted, not is_led and is_parted))
            stack = [*stack[: _DEEPEST - 1], found[-1]]
        else:
            continue
        stack[-1].items.append(_Item(ordinal, start, end))
        behind = end
    return found


def _goes_on(earlier: _List, style: str, ordinal: int) -> bool:
    return earlier.style == style and earlier.items[-1].ordinal == ordinal - 1


def _ordinal(printed: str, style: str) -> int:
    return ord(printed) - ord("①") + 1 if style == "circle" else read_ordinal(printed)


def _lead(text: str, words: Vocabulary) -> Kind | None:
    """What the last leading words before a list announce."""
    last = [*words.pattern("lead_in").finditer(text)][-1:]
    return _announced(last[0], words) if last else None


def _announced(lead: re.Match[str], words: Vocabulary) -> Kind:
    return "measure" if words.pattern("lead_in", "measure").fullmatch(lead.group()) else "problem"


def _told(text: str, found: _List, words: Vocabulary) -> Kind:
    """What most items say: problems name a weakness in their first words."""
    beginnings = [_SENTENCE_END.split(text[item.end : item.end + _BEGINNING])[0] for item in found.items]
    weak = sum(bool(words.pattern("weakness").search(beginning)) for beginning in beginnings)
    return "problem" if weak * 2 > len(beginnings) else "measure"


def _unlisted(passage: Passage, listed: Sequence[_Item], kind: Kind, words: Vocabulary) -> Iterator[_Item]:
    """The items of a kind that the report does not list: clauses of an enumeration, or paragraphs. The other kind's
    list may end a paragraph, or fill it."""
    starts = sorted(item.start for item in listed)
    for start, end in _paragraphs(passage.text):
        at = bisect_left(starts, start)
        text = passage.text[start : min(end, starts[at]) if at < len(starts) else end][:_LONGEST_PARAGRAPH]
        leads = [lead for lead in words.pattern("lead_in").finditer(text) if _announced(lead, words) == kind]
        if leads:
            yield from (_Item(0, start + place, start + place) for place in _beginnings(text, leads, words))


def _beginnings(text: str, leads: Sequence[re.Match[str]], words: Vocabulary) -> list[int]:
    """Where the items begin that leading words announce: clauses behind a colon, the sentence behind the words, or,
    where they name the things themselves (存在…等问题) or nothing of the kind follows, their own clause."""
    for lead in leads:
        stop = _SENTENCE_END.search(text, lead.end())
        enumerated = _ENUMERATED.search(text, lead.start(), stop.start() if stop else len(text))
        if enumerated:
            return [enumerated.start(1), *(match.end() for match in _SEMICOLON.finditer(text, *enumerated.span(1)))]
    lead = leads[0]
    own = [0, *(match.end() for match in _CLAUSE_END.finditer(text, 0, lead.start()))][-1]
    stop = _SENTENCE_END.search(text, lead.end())
    if not stop or stop.end() >= len(text) or len(lead.group()) > _LONGEST_LEAD or "等" in lead.group():
        return [own]
    behind = words.pattern("lead_in", "measure").search(text, stop.end(), stop.end() + _LONGEST_LEAD)
    return [own if behind or _announced(lead, words) == "measure" else stop.end()]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where paragraphs lie; a line that ends in the middle of a sentence goes on in the next."""
    start = 0
    for match in re.finditer("\n|$", text):
        if match.start() > start and (match.end() >= len(text) or text[match.start() - 1] in "。！？；：:;"):
            yield start, match.start()
            start = match.end()
