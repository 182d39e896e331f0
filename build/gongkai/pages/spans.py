"""A line of text with the places read from it marked: nested where they lie in one another, cut where they cross.

Every mark has the anchor of its locator (`L188:4-9` is `#L188-4-9`); a place that crosses another's end is marked in
two pieces, of which the first has the anchor.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gongkai.escapes import escape_html

# What a place can be read as: in words, and how it is marked.
KINDS: Mapping[str, tuple[str, str]] = {
    "observation": ("指标的值", "figure"),
    "statement": ("正文里的数", "figure"),
    "citation": ("文号", "fact"),
    "caption": ("图题", "fact"),
    "problem": ("问题", "fact"),
    "measure": ("措施", "fact"),
    "contact": ("联系方式", "fact"),
    "enumeration": ("列举", "fact"),
    "date": ("日期", "other"),
    "ordinal": ("序号", "other"),
    "label": ("行名", "other"),
    "quotation": ("引文", "other"),
    "context": ("别的工作的数", "other"),
    "residue": ("没有读懂", "residue"),
}
TONES = ("figure", "residue", "fact", "other")


@dataclass(frozen=True)
class Span:
    """Code points `first` to `last` of a line (1-based, inclusive), with everything they were read as."""

    first: int
    last: int
    anchor: str
    kinds: tuple[str, ...]

    @property
    def tone(self) -> str:
        """How it is marked: the strongest of its kinds."""
        tones = {KINDS[kind][1] for kind in self.kinds if kind in KINDS}
        return next((tone for tone in TONES if tone in tones), "other")

    @property
    def words(self) -> str:
        """What it was read as."""
        return "、".join(KINDS[kind][0] if kind in KINDS else kind for kind in self.kinds)


def anchor_of(locator: str) -> str:
    """A locator as an anchor: ASCII letters, digits and hyphens."""
    return locator.replace("/", "-").replace(":", "-")


def split_locator(locator: str) -> tuple[str, int, int]:
    """The place, and the first and the last code point; 0 and 0 where it is all of the place."""
    place, _, extent = locator.partition(":")
    first, parted, last = extent.partition("-")
    return (place, int(first), int(last)) if parted else (place, 0, 0)


def gather_spans(spans: Iterable[tuple[str, str]]) -> dict[str, list[Span]]:
    """The spans of each place, those of the whole place with bounds 0; what has the same bounds is one span."""
    kinds: dict[str, list[str]] = {}
    for locator, kind in spans:
        kinds.setdefault(locator, []).append(kind)
    order = list(KINDS)
    found: dict[str, list[Span]] = {}
    for locator, names in kinds.items():
        place, first, last = split_locator(locator)
        named = tuple(sorted(names, key=lambda name: order.index(name) if name in order else len(order)))
        found.setdefault(place, []).append(Span(first, last, anchor_of(locator), named))
    return found


def mark_line(text: str, spans: Sequence[Span]) -> Markup:
    """The text as HTML, escaped, its places in `mark` elements; a span of the whole place has no anchor of its own,
    for the line has it."""
    waiting: list[tuple[int, int, int, Span]] = []
    for number, span in enumerate(spans):
        whole = not span.first
        first = len(text) - len(text.lstrip()) + 1 if whole else span.first
        last = len(text.rstrip()) if whole else min(span.last, len(text))
        if first <= last:
            heapq.heappush(waiting, (first, -last, number, Span(first, last, "" if whole else span.anchor, span.kinds)))
    return _write(text, 1, len(text), waiting, len(spans))


def _write(text: str, start: int, end: int, waiting: list[tuple[int, int, int, Span]], number: int) -> Markup:
    """text[start:end], with the spans that begin in it; what goes on behind its end waits as a piece of its own."""
    parts: list[Markup] = []
    at = start
    while waiting and waiting[0][0] <= end:
        _, _, _, span = heapq.heappop(waiting)
        first, last = max(span.first, at), min(span.last, end)
        if span.last > end:
            number += 1
            heapq.heappush(waiting, (end + 1, -span.last, number, Span(end + 1, span.last, "", span.kinds)))
        if first > last:
            continue
        parts.append(escape_html(text[at - 1 : first - 1]))
        identity = Markup(' id="{}"').format(escape_html(span.anchor)) if span.anchor else ""
        inside = _write(text, first, last, waiting, number)
        parts.append(
            Markup('<mark{} class="gk-span gk-span--{}" title="{}">{}</mark>').format(
                identity, span.tone, escape_html(span.words), inside
            )
        )
        at = last + 1
    parts.append(escape_html(text[at - 1 : end]))
    return Markup("").join(parts)
