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
_IMAGE = "[image:"
_SENTENCE_ENDS = "。！？；：!?;:"
_BREAK = re.compile("[，。；：、！？,;:!?()（）]")
_SENTENCE = re.compile("[。！？!?]")
_ORDINALS = (
    re.compile(r"\s*(?:附件?|[一二三四五六七八九十]{1,3})[、.．：:]"),
    re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"\s*[0-9０-９]{1,2}[、.．](?![0-9０-９])"),
    re.compile(r"\s*[（(][0-9０-９]{1,2}[）)]"),
)


@dataclass(frozen=True)
class Paragraph:
    """One line of prose: `text` is what a sentence above left open, then the line squeezed from `offset` on; `heading`
    the headings above it, outermost first."""

    line: int
    text: str
    offset: int
    squeezed: Squeezed
    heading: tuple[str, ...]

    def span(self, start: int, end: int) -> Span:
        """The printed place of text[start:end], which lies in the line itself."""
        return self.squeezed.span(self.line, start - self.offset, end - self.offset)


def read_paragraphs(
    lines: Sequence[str], left_out: AbstractSet[int], is_wanted: Callable[[str], bool]
) -> Iterator[Paragraph]:
    """The lines outside `left_out` whose text is wanted; all others still serve as headings and as sentences' ends."""
    headings: dict[int, str] = {}
    above = ""
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
            is_heading = len(own) <= _HEADING_LENGTH and bool(headings[depth])
        if own and is_wanted(own):
            squeezed = squeeze(own)
            carried = _open_end(above) if depth is None else ""
            yield Paragraph(number, carried + squeezed.text, len(carried), squeezed, tuple(headings.values()))
        above = "" if is_heading else own


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
