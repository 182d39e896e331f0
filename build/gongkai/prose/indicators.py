"""Which line of a form a figure in prose certainly restates: same object, same unit, the whole report's scope and
year; and where that is not certain, the one line it may be about.

Wordings are declared (structure/phrases.csv). A figure of a part (`extents`), one of a pair, one that a bracket goes
on to explain, or one that fits two lines has no indicator. It is about a line only where nothing but words that leave
it likely stands in the way (截至目前; the office that acts for its government), or a wording declared for no more: what
is plainly a part's is about nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gongkai.prose.cues import Scene
from gongkai.prose.extents import Report, blank_names, is_whole
from gongkai.prose.paragraphs import Paragraph
from gongkai.prose.quantities import Quantity
from gongkai.prose.wordings import Phrase

_CLAUSE_REACH = 60
_SENTENCE_REACH = 160
_BEHIND_REACH = 40
_CLAUSE = re.compile("[，。；：！？,;:!?]")
_HAN = re.compile("[\u4e00-\u9fff]")
_GOES_ON = re.compile("办结|均|全部|已|皆|都|并|按|其中|申请方式")
_TOPIC = re.compile("申请|复议|诉讼|投诉|举报")
_OF_WHICH = re.compile("其中[，,：:]?$")
# 公开及部分公开258件: the figure is of both.
_JOINED = re.compile("(?:以?及|[和与或、])$")
# 3件（含上年结转1件）, 3件/30件: what follows may be part of the figure's meaning.
_EXPLAINED = re.compile("[（(/\\\\~～—\\-%％]|、[0-9０-９]")
# 345件，其中涉及政府信息公开3件: the figure itself is of more.
_NARROWED_LATER = re.compile("其中[^，。；,;]{0,12}(?:信息公开|政务公开|依申请)")


@dataclass(frozen=True)
class Restated:
    """The line that a figure certainly restates, or else the one that it may be about."""

    indicator: str | None = None
    about: str | None = None


@dataclass(frozen=True)
class _Fit:
    """A wording that fits: how many of its characters stand around the figure, and where in the clause it begins.
    `is_sum` says that it adds up (累计): by now, that may be the sum of many years."""

    phrase: Phrase
    size: int
    start: int
    is_sum: bool


@dataclass(frozen=True)
class _Ahead:
    """What stands before a figure: where its clause begins, and the clause; own names are blanked."""

    start: int
    clause: str


def assign_indicator(quantity: Quantity, scene: Scene, paragraph: Paragraph, report: Report, previous: int) -> Restated:
    """The one line that a figure restates or may be about. `previous` is where the figure before it ends."""
    if quantity.quantity is None:
        return Restated()  # a range is mostly what each body has
    wordings = scene.wordings
    phrases = wordings.phrases.get((quantity.unit, report.form), ())
    if quantity.quantity == 0:
        phrases += wordings.phrases.get((f"{quantity.unit}=0", report.form), ())
    if not phrases or _EXPLAINED.match(scene.text, quantity.end):
        return Restated()
    first = max(scene.start(scene.sentences, quantity.start), quantity.start - _SENTENCE_REACH)
    ahead = _ahead(scene.text, first, previous, quantity.start, report)
    behind = scene.text[quantity.end : quantity.end + _BEHIND_REACH]
    fits = [
        fit
        for phrase in phrases
        if phrase.keys[0] in ahead.clause
        and phrase.keys[1] in behind
        and (fit := _fit(phrase, ahead.clause, behind))
        and _is_about(phrase, scene, quantity, paragraph, first)
    ]

    def is_of_all(fit: _Fit, forgiven: re.Pattern[str] | None) -> bool:
        at = ahead.start + fit.start
        is_part = _is_part(fit, scene.text, at, first, previous)
        return not is_part and is_whole(scene, paragraph, report, at, ahead.start, forgiven)

    return _restated(fits, report, scene.text[first : quantity.start], is_of_all) if fits else Restated()


def _restated(
    fits: Sequence[_Fit], report: Report, words: str, is_of_all: Callable[[_Fit, re.Pattern[str] | None], bool]
) -> Restated:
    """What the wordings that fit come to; `words` stand before the figure, `is_of_all` says whether a wording speaks
    of the whole report."""
    sure = [fit for fit in fits if fit.phrase.says != "about"]
    certain = _longest(sure)
    if certain and is_of_all(certain, report.stock if certain.phrase.says == "stock" else None):
        return Restated(indicator=certain.phrase.indicator)
    near = [fit for fit in fits if fit.phrase.says == "about"]
    if not near and report.likely.search(words):
        near = [fit for fit in sure if not fit.is_sum]
    if len({fit.phrase.indicator for fit in near}) == 1 and is_of_all(near[0], report.likely):
        return Restated(about=near[0].phrase.indicator)
    return Restated()


def _is_part(fit: _Fit, text: str, at: int, first: int, previous: int) -> bool:
    """Whether the words before a wording at text[at:] make its figure one of several, or a part of another."""
    return bool(_JOINED.search(text, max(first, previous + 1), at)) or bool(
        _OF_WHICH.search(text, first, at) and not fit.phrase.of_which
    )


def _ahead(text: str, first: int, previous: int, end: int, report: Report) -> _Ahead:
    plain = blank_names(text[first:end], report)
    marks = [match.end() for match in _CLAUSE.finditer(plain)]
    cut = max([0, previous - first, *marks[-1:]])
    clause = plain[cut:]
    return _Ahead(first + cut, clause if len(clause) <= _CLAUSE_REACH else "")


def _fit(phrase: Phrase, clause: str, behind: str) -> _Fit | None:
    """How a wording stands around the figure, if it does."""
    before = phrase.before.search(clause)
    after = phrase.behind.match(behind)
    if not before or not after:
        return None
    rest = behind[after.end() :]
    if _EXPLAINED.match(rest) or (_HAN.match(rest) and not _GOES_ON.match(rest)):
        return None
    return _Fit(phrase, len(before.group(1)) + after.end(), before.start(), "累" in before.group())


def _longest(fits: Sequence[_Fit]) -> _Fit | None:
    """The fit of the longest wording, if all the longest are of one line."""
    longest = max((fit.size for fit in fits), default=0)
    chosen = [fit for fit in fits if fit.size == longest]
    return chosen[0] if len({fit.phrase.indicator for fit in chosen}) == 1 else None


def _is_about(phrase: Phrase, scene: Scene, quantity: Quantity, paragraph: Paragraph, first: int) -> bool:
    """Whether the conditions of a wording on its surroundings hold."""
    headings = paragraph.heading
    if phrase.without and (
        phrase.without.search(scene.text, first, quantity.start) or any(map(phrase.without.search, paragraph.above))
    ):
        return False
    if phrase.heading and not (headings and phrase.heading.search(headings[-1])):
        return False
    if phrase.near or phrase.heading:
        last = min(scene.end(scene.sentences, quantity.end), quantity.end + _SENTENCE_REACH)
        clause = min(scene.end(scene.clauses, quantity.end), quantity.end + _BEHIND_REACH)
        is_near = not phrase.near or phrase.near.search(scene.text, first, clause)
        if not is_near or _NARROWED_LATER.search(scene.text, clause, last):
            return False
    return not phrase.topic or phrase.topic == _topic(scene.text, first, quantity.start)


def _topic(text: str, first: int, end: int) -> str:
    """What the sentence last spoke of: 申请, 复议, 诉讼 or 投诉."""
    found = _TOPIC.findall(text, first, end)
    return ("投诉" if found[-1] == "举报" else found[-1]) if found else ""
