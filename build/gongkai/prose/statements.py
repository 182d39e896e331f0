"""Statements: the quantities in prose about the disclosure work, with their bounds, and the line of a form each
restates.

What a figure is about is told by the words around it (`cues`), the line it restates only where that is certain
(`indicators`); what did not happen counts as zero (`zeros`). Only an exact figure, or a zero in words, becomes an
observation of source `prose`; two different ones for one line become none.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from gongkai.prose.cues import Scene, Subject
from gongkai.prose.extents import Report, describe_report
from gongkai.prose.indicators import Restated, assign_indicator
from gongkai.prose.paragraphs import Paragraph, read_paragraphs
from gongkai.prose.quantities import Number, Quantity, find_quantities
from gongkai.prose.wordings import Wordings
from gongkai.prose.zeros import HINT, Nothing, denies, find_nothing
from gongkai.tables import Span

ZERO = "zero_in_words"
_PHRASE = 24
_TAIL = 6
_FIGURE = re.compile("[0-9０-９二三四五六七八九十百两]")
_INSIDE = re.compile("[0-9０-９.．,]{2}")
_TAIL_END = re.compile("[，。；：！？,;:!?、（(0-9０-９]")
_CUT = re.compile("^[0-9０-９.]+[年月日%]?度?")
_NAME = re.compile("《[^《》]{0,80}》|“[^“”]{0,14}”|「[^「」]{0,14}」")
# What a figure without indicator counts has parts of its own: 其中征地30件，当面12件; 土地复议9件，维持5件.
_ELSE = re.compile("(?:其中|申请|复议|诉讼|投诉|举报)[^。；;]*$")
# 马尚镇1件）申请方式中，传真1件: what the whole's are told by begins anew.
_BY_CHANNEL = re.compile("申请方式(?:[中看上]|来看)[，,：:]?")
_REACH = 60
_ROW = re.compile("[、，,；;/和与及或至到—\\-（(]*")
_PRINTED = re.compile("[0-9０-９.．,]")
_BREAK = re.compile("[，。；：！？,;:!?]")


@dataclass(frozen=True)
class Statement:
    """One quantity in prose (design §5). `raw` is the printed figure; `high` is None where there is no upper bound,
    `quantity` where a range is printed; `indicator` where no line is certainly restated: then `about` is the one line
    that it may restate, if there is one."""

    indicator: str | None
    about: str | None
    quantity: Number | None
    low: Number
    high: Number | None
    unit: str
    qualifier: str
    phrase: str
    locator: str
    raw: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Figures:
    """One line of prose, its quantities and what each is about: read once for statements and for numbers."""

    paragraph: Paragraph
    scene: Scene
    quantities: tuple[Quantity, ...]
    subjects: tuple[Subject, ...]


@dataclass(frozen=True)
class ProseObservation:
    """What a statement says of one line of a form."""

    indicator: str
    value: Number
    state: str
    raw: str
    unit: str
    label: str
    locator: str


@dataclass(frozen=True)
class Conflict:
    """Two different exact figures for one line: none of them is taken."""

    indicator: str
    values: tuple[Number, ...]
    locators: tuple[str, ...]


def read_figures(
    lines: Sequence[str], skip: AbstractSet[int], quoted: AbstractSet[int], wordings: Wordings
) -> list[Figures]:
    """The lines of prose that hold a figure or a negation, outside tables (`skip`) and quotations (`quoted`)."""
    figures = []
    for paragraph in read_paragraphs(lines, skip | quoted, _is_wanted):
        printed = [one for one in find_quantities(paragraph.text, wordings.units) if _is_whole(one, paragraph)]
        quantities = _of_the_report(paragraph.text, printed)
        if quantities or denies(paragraph.text):
            scene = Scene(paragraph, wordings)
            figures.append(Figures(paragraph, scene, quantities, tuple(scene.subjects(quantities))))
    return figures


def find_statements(figures: Iterable[Figures], form: str, year: int | None, title: str) -> list[Statement]:
    """Every quantity about the disclosure work, in printed order. `form` is the report's, `title` and `year` say whose
    figures of which year are the whole report's."""
    report = describe_report(form, year, title)
    found: list[Statement] = []
    for line in figures:
        printed = _printed(line, report)
        denied = _in_words(find_nothing(line.scene, line.paragraph, report), line.paragraph)
        found += sorted([*printed, *denied], key=lambda statement: statement.spans[0])
    return found


def prose_observations(statements: Iterable[Statement]) -> tuple[list[ProseObservation], list[Conflict]]:
    """One observation for each line that exact figures agree on, and the lines they disagree on."""
    by_indicator: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement.indicator and statement.quantity is not None and statement.qualifier in ("exact", ZERO):
            by_indicator.setdefault(statement.indicator, []).append(statement)
    observations, conflicts = [], []
    for indicator, said in by_indicator.items():
        values = tuple(dict.fromkeys(one.quantity for one in said if one.quantity is not None))
        if len(values) > 1:
            conflicts.append(Conflict(indicator, values, tuple(one.locator for one in said)))
            continue
        first = said[0]
        state = "reported" if values[0] else "reported_zero"
        observations.append(
            ProseObservation(indicator, values[0], state, first.raw, first.unit, first.phrase, first.locator)
        )
    return observations, conflicts


def _is_whole(quantity: Quantity, paragraph: Paragraph) -> bool:
    """Whether no space parts its digits: `12 34件` and `3. 15件` may be one number or two."""
    first = max(quantity.start, paragraph.offset)
    text, places = paragraph.text[first : quantity.end], paragraph.squeezed.positions
    apart = [at for at in range(1, len(text)) if _INSIDE.fullmatch(text[at - 1 : at + 1])]
    return all(places[first - paragraph.offset + at] - places[first - paragraph.offset + at - 1] == 1 for at in apart)


def _of_the_report(text: str, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """The quantities outside titles and names: 《促进创业30条》 and “最多跑1次” count nothing."""
    names = [match.span() for match in _NAME.finditer(text)] if quantities else []
    starts = [start for start, _ in names]
    kept = []
    for quantity in quantities:
        at = bisect_right(starts, quantity.start) - 1
        if at < 0 or quantity.start >= names[at][1]:
            kept.append(quantity)
    return tuple(kept)


def _is_wanted(line: str) -> bool:
    return bool(_FIGURE.search(line) or HINT.search(line))


def _printed(line: Figures, report: Report) -> list[Statement]:
    """A line's quantities about the disclosure work."""
    statements = []
    previous = 0
    unsure = -1  # where the part of a sentence ends that began to speak of something else
    for at, (quantity, subject) in enumerate(zip(line.quantities, line.subjects, strict=True)):
        since = max(previous, quantity.start - _REACH)
        if unsure > quantity.start and _BY_CHANNEL.search(line.paragraph.text, since, quantity.start):
            unsure = -1
        told = Restated()
        if subject == "disclosure" and quantity.start >= max(line.paragraph.offset, unsure) and _is_single(line, at):
            told = assign_indicator(quantity, line.scene, line.paragraph, report, previous)
        if not told.indicator and quantity.kind == "count" and _ELSE.search(line.paragraph.text, since, quantity.start):
            unsure = line.scene.end(line.scene.parts, quantity.end)
        if subject == "disclosure" and quantity.start >= line.paragraph.offset:
            phrase = _phrase(line.paragraph.text, quantity.start, quantity.end)
            statements.append(_statement(told, quantity, phrase, line.paragraph.span(quantity.start, quantity.end)))
        previous = quantity.end
    return statements


def _is_single(line: Figures, at: int) -> bool:
    """Whether a figure stands alone: not in a row of figures (3件、30件; the rest of a table's row), nor put together
    from digits that white space parts."""
    text, quantity = line.paragraph.text, line.quantities[at]
    before = text[line.quantities[at - 1].end : quantity.start] if at else "…"
    behind = text[quantity.end : line.quantities[at + 1].start] if at + 1 < len(line.quantities) else "…"
    if _ROW.fullmatch(before) or _ROW.fullmatch(behind):
        return False
    first = max(0, quantity.start - line.paragraph.offset)
    places = line.paragraph.squeezed.positions[first : first + quantity.end - quantity.start]
    pairs = zip(pairwise(places), pairwise(text[quantity.start : quantity.end]), strict=False)
    return not any(there - here > 1 and all(map(_PRINTED.match, pair)) for (here, there), pair in pairs)


def _statement(told: Restated, quantity: Quantity, phrase: str, span: Span) -> Statement:
    return Statement(
        indicator=told.indicator,
        about=told.about,
        quantity=quantity.quantity,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        qualifier=quantity.qualifier,
        phrase=phrase,
        locator=_locator(span),
        raw=quantity.figure,
        spans=(span,),
    )


def _in_words(denied: Iterable[Nothing], paragraph: Paragraph) -> list[Statement]:
    """One statement for every thing that did not happen, and for each line it zeroes."""
    statements = []
    for nothing in denied:
        span = paragraph.span(nothing.start, nothing.end)
        words = paragraph.text[nothing.start : nothing.end]
        thing = paragraph.text[nothing.first : nothing.last]
        phrase = words if thing == words else words + thing if nothing.first >= nothing.end else thing + words
        for indicator in nothing.indicators or (None,):
            about = None if indicator else nothing.about
            statements.append(
                Statement(indicator, about, 0, 0, 0, "", ZERO, phrase[:_PHRASE], _locator(span), words, (span,))
            )
    return statements


def _phrase(text: str, start: int, end: int) -> str:
    """A few words around a figure: its clause, cut to what tells the figure apart, never through another number."""
    figure = end - start
    tail = _TAIL_END.split(text[end : end + _TAIL], maxsplit=1)[0]
    first = max(0, start - max(0, _PHRASE - figure - len(tail)))
    head = _BREAK.split(text[first:start])[-1]
    if first and start - len(head) == first:
        head = _CUT.sub("", head)
    return (head + text[start:end] + tail)[: max(_PHRASE, figure)]


def _locator(span: Span) -> str:
    return f"L{span[0]}:{span[1]}-{span[2]}"
