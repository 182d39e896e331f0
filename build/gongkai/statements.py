"""Statements: the quantities in prose about the disclosure work, with their bounds, and the line of a form each restates.

What a figure is about is told by the words around it (`cues`), the line it restates only where that is certain
(`indicators`); what did not happen counts as zero (`zeros`). Only an exact figure, or a zero in words, becomes an
observation of source `prose`; two different ones for one line become none.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from gongkai.cues import Scene
from gongkai.indicators import Report, assign_indicator, describe_report
from gongkai.paragraphs import Paragraph, read_paragraphs
from gongkai.quantities import Number, Quantity, find_quantities
from gongkai.tables import Span
from gongkai.wordings import Wordings
from gongkai.zeros import HINT, Nothing, find_nothing

ZERO = "zero_in_words"
_PHRASE = 24
_TAIL = 6
_FIGURE = re.compile("[0-9０-９二三四五六七八九十百两]")
_BREAK = re.compile("[，。；：！？,;:!?]")


@dataclass(frozen=True)
class Statement:
    """One quantity in prose (design §5). `raw` is the printed figure; `high` is None where there is no upper bound,
    `quantity` where a range is printed; `indicator` where no line is certainly restated."""

    indicator: str | None
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


def find_statements(
    lines: Sequence[str],
    skip: AbstractSet[int],
    quoted: AbstractSet[int],
    wordings: Wordings,
    form: str,
    year: int | None,
    title: str,
) -> list[Statement]:
    """Every quantity about the disclosure work outside tables (`skip`) and quotations (`quoted`), in printed order.
    `form` is the report's, `title` and `year` say whose figures of which year are the whole report's."""
    report = describe_report(form, year, title)
    found: list[Statement] = []
    for paragraph in read_paragraphs(lines, skip | quoted, _is_wanted):
        scene = Scene(paragraph, wordings)
        quantities = find_quantities(paragraph.text, wordings.units)
        denied = list(find_nothing(scene, report, paragraph.offset))
        printed = _printed(scene, paragraph, quantities, report)
        found += sorted([*printed, *_in_words(denied, paragraph)], key=lambda statement: statement.spans[0])
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


def _is_wanted(line: str) -> bool:
    return bool(_FIGURE.search(line) or HINT.search(line))


def _printed(
    scene: Scene, paragraph: Paragraph, quantities: Sequence[Quantity], report: Report
) -> list[Statement]:
    """The paragraph's quantities about the disclosure work."""
    statements = []
    previous = 0
    for quantity, subject in zip(quantities, scene.subjects(quantities), strict=True):
        if subject == "disclosure" and quantity.start >= paragraph.offset:
            statements.append(
                _statement(
                    assign_indicator(quantity, scene, paragraph, report, previous),
                    quantity,
                    _phrase(paragraph.text, quantity.start, quantity.end),
                    quantity.figure,
                    paragraph.span(quantity.start, quantity.end),
                )
            )
        previous = quantity.end
    return statements


def _statement(indicator: str | None, quantity: Quantity, phrase: str, raw: str, span: Span) -> Statement:
    return Statement(
        indicator=indicator,
        quantity=quantity.quantity,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        qualifier=quantity.qualifier,
        phrase=phrase,
        locator=_locator(span),
        raw=raw,
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
            statements.append(
                Statement(indicator, 0, 0, 0, "", ZERO, phrase[:_PHRASE], _locator(span), words, (span,))
            )
    return statements


def _phrase(text: str, start: int, end: int) -> str:
    """A few words around a figure: its clause, cut to what tells the figure apart."""
    figure = end - start
    tail = _BREAK.split(text[end : end + _TAIL], 1)[0]
    room = max(0, _PHRASE - figure - len(tail))
    head = _BREAK.split(text[max(0, start - room) : start])[-1]
    return (head + text[start:end] + tail)[: max(_PHRASE, figure)]


def _locator(span: Span) -> str:
    return f"L{span[0]}:{span[1]}-{span[2]}"
