"""The report's own running text, line by line, as the readers of prose need it: without white space, behind the end
of a sentence that a page break cut off, under its headings.

A line longer than any paragraph is no prose: it is left out, and its digits stay residue.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from gongkai.imprints import Squeezed, squeeze
from gongkai.tables import Span

LONGEST = 200_000
_CARRIED = 80
_CUT_OFF = 20
_TOPIC = 20
_HEADING_LENGTH = 60
_SHORT_LINE = 30
_LABEL = 9
_PUNCTUATION = "。；;，,、！!？?）)》】|"
_IMAGE = "[image:"
_SENTENCE_ENDS = "。！？；：!?;:"
_BREAK = re.compile("[，。；：、！？,;:!?()（）]")
_SENTENCE = re.compile("[。！？!?]")
_HAN = re.compile("[\u4e00-\u9fff]")
_DIGIT = re.compile("[0-9０-９]")
_CAPTION = re.compile("附?[图圖表][0-9０-９]")
_ORDINALS = (
    re.compile(r"\s*(?:附件?|[一二三四五六七八九十]{1,3})[、.．：:]"),
    re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"\s*[0-9０-９]{1,2}[、.．](?![0-9０-９])"),
    re.compile(r"\s*[（(][0-9０-９]{1,2}[）)]"),
)


@dataclass(frozen=True)
class Paragraph:
    """One line of prose: `text` is what a sentence above left open, then the line squeezed from `offset` on; `heading`
    the headings above it, outermost first.

    `above` is all that may narrow what the line speaks of: headings in full, a short line without ordinal, what ends
    in a colon. `is_cut` says that the open sentence began further above."""

    line: int
    text: str
    offset: int
    squeezed: Squeezed
    heading: tuple[str, ...]
    above: tuple[str, ...] = ()
    is_cut: bool = False

    def span(self, start: int, end: int) -> Span:
        """The printed place of text[start:end], which lies in the line itself."""
        return self.squeezed.span(self.line, start - self.offset, end - self.offset)


def read_paragraphs(
    lines: Sequence[str], left_out: AbstractSet[int], is_wanted: Callable[[str], bool]
) -> Iterator[Paragraph]:
    """The lines outside `left_out` whose text is wanted; all others still serve as headings and as sentences' ends."""
    headings: dict[int, str] = {}
    scopes: dict[int, str] = {}
    above = ""
    is_open = False
    for number, line in enumerate(lines, 1):
        if number in left_out or len(line) > LONGEST or not line.strip():
            above = "" if number in left_out or len(line) > LONGEST else above
            continue
        own = line.partition(_IMAGE)[0]
        depth = _depth(own)
        is_heading = False
        if depth is not None:
            headings = {level: text for level, text in headings.items() if level < depth}
            headings[depth] = _topic(own)
            scopes = {level: text for level, text in scopes.items() if level < depth}
            is_heading = len(own) <= _HEADING_LENGTH and bool(headings[depth])
        carried = _open_end(above) if above and depth is None else ""
        is_open = depth is None and _is_cut(above, carried, is_open=is_open)
        if own and is_wanted(own):
            squeezed = squeeze(own)
            text = carried + squeezed.text
            narrowing = (*scopes.values(), *_own_scope(headings, depth))
            yield Paragraph(number, text, len(carried), squeezed, tuple(headings.values()), narrowing, is_open)
        if depth is not None or own[-1:] not in _PUNCTUATION:
            scopes = _scopes(scopes, own, depth)
        above = "" if is_heading else own


def _is_cut(above: str, carried: str, *, is_open: bool) -> bool:
    """Whether the line above is an item of a list, or the sentence it left open began further above (`is_open`)."""
    if not carried:
        return above[-1:] in ("；", ";")
    return len(carried) == _CARRIED or (is_open and not _SENTENCE.search(above))


def _own_scope(headings: dict[int, str], depth: int | None) -> tuple[str, ...]:
    """The heading that a line begins with; not the line itself, where it is a sentence with a figure."""
    text = headings.get(depth, "") if depth is not None else ""
    return (text,) if text and not _DIGIT.search(_plain(text)) else ()


def _scopes(scopes: dict[int, str], line: str, depth: int | None) -> dict[int, str]:
    """What narrows the lines below this one: its heading or first sentence, or all of it where it is a label."""
    text = "".join(line[: _HEADING_LENGTH * 4].split())
    if depth is not None:
        return {**scopes, depth: _SENTENCE.split(text, 1)[0]}
    end = line.rstrip()[-1:]
    if end and end in "：:":
        return {**scopes, _LABEL: _SENTENCE.split("".join(line[-_CARRIED:].split()))[-1]}
    is_label = len(text) <= _SHORT_LINE and end not in _PUNCTUATION and _HAN.search(text) and not _CAPTION.match(text)
    return {**scopes, _LABEL: text} if is_label else scopes


def _plain(heading: str) -> str:
    """A heading without its ordinal."""
    found = next((match for ordinal in _ORDINALS if (match := ordinal.match(heading))), None)
    return heading[found.end() :] if found else heading


def _depth(line: str) -> int | None:
    """How deep a line's ordinal puts it, None where it has none."""
    return next((depth for depth, ordinal in enumerate(_ORDINALS) if ordinal.match(line)), None)


def _topic(line: str) -> str:
    """A heading's words: all of a short line, of a longer one its first words if they are a sentence of their own."""
    text = "".join(line[: _HEADING_LENGTH * 2].split())
    if len(text) <= _HEADING_LENGTH and not _SENTENCE.search(text[:-1]):
        return text
    lead = _SENTENCE.split(text, 1)[0]
    return lead if len(lead) <= _TOPIC else ""


def _open_end(line: str) -> str:
    """The words of a sentence that the line above did not finish."""
    text = "".join(line[-_CARRIED * 2 :].split())[-_CARRIED:]
    if len(text) < _CUT_OFF or text[-1] in _SENTENCE_ENDS:
        return ""
    return _SENTENCE.split(text)[-1]
