"""Which line of a form a figure in prose certainly restates: same object, same unit, the whole report's scope and
year.

Wordings are declared (structure/phrases.csv). A figure of a part (`extents`), one of a pair, one that a bracket goes
on to explain, or one that fits two lines has no indicator.
"""

import re
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
class _Ahead:
    """What stands before a figure: where its clause begins, and the clause; own names are blanked."""

    start: int
    clause: str


def assign_indicator(
    quantity: Quantity, scene: Scene, paragraph: Paragraph, report: Report, previous: int
) -> str | None:
    """The one indicator that a figure restates, or None. `previous` is where the figure before it ends."""
    if quantity.quantity is None:
        return None  # a range is mostly what each body has
    wordings = scene.wordings
    phrases = wordings.phrases.get((quantity.unit, report.form), ())
    if quantity.quantity == 0:
        phrases += wordings.phrases.get((f"{quantity.unit}=0", report.form), ())
    if not phrases:
        return None
    if _EXPLAINED.match(scene.text, quantity.end):
        return None
    first = max(scene.start(scene.sentences, quantity.start), quantity.start - _SENTENCE_REACH)
    ahead = _ahead(scene.text, first, previous, quantity.start, report)
    behind = scene.text[quantity.end : quantity.end + _BEHIND_REACH]
    best: dict[str, tuple[int, Phrase, int]] = {}
    for phrase in phrases:
        if phrase.keys[0] in ahead.clause and phrase.keys[1] in behind:
            fit = _fit(phrase, ahead.clause, behind)
            if fit and _is_about(phrase, scene, quantity, paragraph, first):
                best[phrase.indicator] = max(best.get(phrase.indicator, fit), fit, key=lambda fit: fit[0])
    chosen = _longest(best)
    if not chosen:
        return None
    _, phrase, start = chosen
    at = ahead.start + start
    if _JOINED.search(scene.text, max(first, previous + 1), at) or (
        _OF_WHICH.search(scene.text, first, at) and not phrase.of_which
    ):
        return None
    return phrase.indicator if is_whole(scene, paragraph, report, at, ahead.start) else None


def _ahead(text: str, first: int, previous: int, end: int, report: Report) -> _Ahead:
    plain = blank_names(text[first:end], report)
    marks = [match.end() for match in _CLAUSE.finditer(plain)]
    cut = max([0, previous - first, *marks[-1:]])
    clause = plain[cut:]
    return _Ahead(first + cut, clause if len(clause) <= _CLAUSE_REACH else "")


def _fit(phrase: Phrase, clause: str, behind: str) -> tuple[int, Phrase, int] | None:
    """How many characters of a wording stand around the figure, and where in the clause it begins."""
    before = phrase.before.search(clause)
    after = phrase.behind.match(behind)
    if not before or not after:
        return None
    rest = behind[after.end() :]
    if _EXPLAINED.match(rest) or (_HAN.match(rest) and not _GOES_ON.match(rest)):
        return None
    return len(before.group(1)) + after.end(), phrase, before.start()


def _longest(best: dict[str, tuple[int, Phrase, int]]) -> tuple[int, Phrase, int] | None:
    """The fit of the longest wording, if there is one such."""
    longest = max((size for size, _, _ in best.values()), default=0)
    chosen = [fit for fit in best.values() if fit[0] == longest]
    return chosen[0] if len(chosen) == 1 else None


def _is_about(phrase: Phrase, scene: Scene, quantity: Quantity, paragraph: Paragraph, first: int) -> bool:
    """Whether the conditions of a wording on its surroundings hold."""
    headings = paragraph.heading
    if phrase.without and (
        phrase.without.search(scene.text, first, quantity.start) or any(map(phrase.without.search, paragraph.above))
    ):
        return False
    if phrase.heading and not (headings and phrase.heading.search(headings[-1])):
        return False
    if phrase.near:
        last = min(scene.end(scene.sentences, quantity.end), quantity.end + _SENTENCE_REACH)
        clause = min(scene.end(scene.clauses, quantity.end), quantity.end + _BEHIND_REACH)
        if not phrase.near.search(scene.text, first, clause) or _NARROWED_LATER.search(scene.text, clause, last):
            return False
    return not phrase.topic or phrase.topic == _topic(scene.text, first, quantity.start)


def _topic(text: str, first: int, end: int) -> str:
    """What the sentence last spoke of: 申请, 复议, 诉讼 or 投诉."""
    found = _TOPIC.findall(text, first, end)
    return ("投诉" if found[-1] == "举报" else found[-1]) if found else ""
