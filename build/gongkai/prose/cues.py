"""Whether a figure is about the disclosure work or about what the government otherwise did, told by the words around
it.

The strongest cue decides: every cue word (structure/cues.csv) in the figure's sentence weighs what is declared, less
with distance; the measure word leans one way or the other by itself. A share of something (占) is about what the
figure before it is about. Where no word near the figure says anything, nothing is said.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from gongkai.prose.paragraphs import Paragraph
from gongkai.prose.quantities import Quantity
from gongkai.prose.wordings import Cue, CueKind, Wordings

Subject = Literal["disclosure", "context", "unknown"]

_CLAUSE = re.compile("[，。；：！？,;:!?()（）]")
_PARTS = "。；！？;!?"
_SENTENCES = "。！？!?"
_REACH = 120
_LATER = 70
_LEANS = 0.5
_NEXT = 3
_BEHIND = 14
_DECAY = 70
_ACROSS_CLAUSE = 0.75
_ACROSS_PART = 0.5
_IN_HEADING = 0.45
_SHARE = re.compile("(?:占|比例|比重|率|答复)[^，。；,;]{0,12}$")
# 对70个项目进行了公示: what a preposition makes the object of publishing is counted as published.
_OBJECT = re.compile("[对将把]")
_CLOSE = {"any": 0.9, "after": 1.0, "later": 1.0, "before": 0.0}


class Scene:
    """One paragraph with the places of its breaks and cue words: what is asked of it is answered in time that does not
    grow with the paragraph."""

    def __init__(self, paragraph: Paragraph, wordings: Wordings) -> None:
        self.text = paragraph.text
        self.wordings = wordings
        self._headings = paragraph.heading[-2:]
        self.clauses: list[int] = []
        self.parts: list[int] = []
        self.sentences: list[int] = []
        for match in _CLAUSE.finditer(self.text):
            mark, end = match.group(), match.end()
            self.clauses.append(end)
            if mark in _PARTS:
                self.parts.append(end)
                if mark in _SENTENCES:
                    self.sentences.append(end)

    @cached_property
    def _cues(self) -> list[tuple[int, int, tuple[Cue, ...]]]:
        known = self.wordings.cues
        return [
            (match.start(), match.end(), known[match.group()]) for match in self.wordings.cue_words.finditer(self.text)
        ]

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _, _ in self._cues]

    @cached_property
    def _heading(self) -> list[Cue]:
        return [
            cue
            for heading in self._headings
            for match in self.wordings.cue_words.finditer(heading)
            for cue in self.wordings.cues[match.group()]
            if cue.place == "any"
        ]

    def start(self, ends: Sequence[int], at: int) -> int:
        """Where the clause, part or sentence (by its list of ends) that holds `at` begins."""
        index = bisect_right(ends, at)
        return ends[index - 1] if index else 0

    def end(self, ends: Sequence[int], at: int) -> int:
        """Where it ends, its mark excluded."""
        index = bisect_right(ends, at)
        return ends[index] - 1 if index < len(ends) else len(self.text)

    def subjects(self, quantities: Sequence[Quantity]) -> list[Subject]:
        """What each quantity of the paragraph is about, in order."""
        told: list[Subject] = []
        for index, quantity in enumerate(quantities):
            is_share = quantity.unit == "%" and index and self._is_share(quantities[index - 1], quantity)
            told.append(told[-1] if is_share else self._subject(quantity))
        return told

    def _is_share(self, before: Quantity, quantity: Quantity) -> bool:
        start = max(self.start(self.sentences, quantity.start), before.end)
        near = self.text[max(start, quantity.start - 20) : quantity.start]
        return start == before.end and quantity.start - start < 30 and bool(_SHARE.search(near))

    def _subject(self, quantity: Quantity) -> Subject:
        speaks: dict[CueKind, float] = {"disclosure": 0.0, "context": 0.0}
        for cue in self._heading:
            _note(speaks, cue, cue.weight * _IN_HEADING)
        told = False
        for start, end, cues in self._near(quantity):
            for cue in cues:
                weight = cue.weight * self._factor(cue, start, end, quantity)
                told = told or weight > 0
                _note(speaks, cue, weight)
        leaning = self.wordings.leanings[quantity.unit]
        if not told and abs(leaning) < _LEANS:
            return "unknown"
        balance = speaks["disclosure"] - speaks["context"] + leaning
        if quantity.spelt:
            balance -= 0.5
        return "disclosure" if balance > 0 and speaks["disclosure"] else "context"

    def _near(self, quantity: Quantity) -> list[tuple[int, int, tuple[Cue, ...]]]:
        first = max(self.start(self.sentences, quantity.start), quantity.start - _REACH)
        last = min(self.end(self.sentences, quantity.end), quantity.end + _LATER)
        return self._cues[bisect_left(self._starts, first) : bisect_left(self._starts, last)]

    def _factor(self, cue: Cue, start: int, end: int, quantity: Quantity) -> float:
        """How much a cue word at text[start:end] counts for a quantity: 0 where it stands in the wrong place."""
        if start >= quantity.end:
            return self._factor_behind(cue, start, quantity)
        if end > quantity.start or cue.place not in ("any", "before"):
            return 0.0
        near = 1 - min(quantity.start - end, _DECAY) / (_DECAY * 2)
        if end <= self.start(self.parts, quantity.start):
            return near * _ACROSS_PART
        return near * (_ACROSS_CLAUSE if end <= self.start(self.clauses, quantity.start) else 1)

    def _factor_behind(self, cue: Cue, start: int, quantity: Quantity) -> float:
        distance = start - quantity.end
        in_clause = start < self.end(self.clauses, quantity.end)
        far = 1 - min(distance, _DECAY) / (_DECAY * 2)
        if cue.place == "next":
            return float(in_clause and distance < _NEXT)
        if cue.place == "object":
            clause = self.text[self.start(self.clauses, quantity.start) : quantity.start]
            return far if _OBJECT.search(clause) else 0.0
        if in_clause and distance < _BEHIND:
            return _CLOSE[cue.place]
        return far if cue.place == "later" else 0.0


def _note(speaks: dict[CueKind, float], cue: Cue, weight: float) -> None:
    speaks[cue.kind] = max(speaks[cue.kind], weight)
