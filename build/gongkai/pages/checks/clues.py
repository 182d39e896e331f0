"""Clues: single cells that would mend what does not hold, told as an if with what speaks for it. Never a correction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.findings import Hint
from gongkai.pages.figures.values import write_number
from gongkai.words import say

_SLIPS: Mapping[str, str] = {
    "transposed": "相邻两位数字互换",
    "one_digit": "只差一位数字",
    "times_ten": "恰为十分之一",
    "tenth": "恰为十倍",
    "wan": "恰差一万倍",
}


@dataclass(frozen=True)
class Clue:
    """A hint below a check: the cell, what it prints and what it would have to be, and what speaks for it."""

    hint: Hint
    name: str
    href: str
    printed: str
    would_be: str
    mended: int
    evidence: Sequence[tuple[str, str, str]]


def tell_hint(catalogue: Catalogue, hint: Hint) -> Clue:
    """A hint in words."""
    known = catalogue.applicants.get(hint.applicant)
    column = say("（{words}）", words=known.label) if known and hint.applicant != "total" else ""
    cell = catalogue.find(hint.report_id, hint.indicator, hint.applicant)
    return Clue(
        hint=hint,
        name=f"{catalogue.indicators[hint.indicator].label}{column}",
        href=f"#{cell.anchor}" if cell else "",
        printed=write_number(hint.printed),
        would_be=write_number(hint.would_be),
        mended=len(hint.rules.split(";")),
        evidence=[_speaks(catalogue, hint, part) for part in hint.evidence.split(";") if part],
    )


def _speaks(catalogue: Catalogue, hint: Hint, part: str) -> tuple[str, str, str]:
    word, _, what = part.partition(":")
    if word == "prose":
        return say("正文也写 {n}", n=write_number(hint.would_be)), what, find_said(catalogue, hint.report_id, what)
    if word == "equals":
        indicator, _, applicant = what.partition("@")
        cell = catalogue.find(hint.report_id, indicator, applicant or "total")
        label = catalogue.indicators[indicator].label if indicator in catalogue.indicators else indicator
        words = say("相差的数恰等于“{label}”", label=label)
        return words, cell.locator if cell else "", f"#{cell.anchor}" if cell else ""
    return say(_SLIPS.get(word, word)), "", ""


def find_said(catalogue: Catalogue, report_id: str, locator: str) -> str:
    """The address on its report's page of the figure of the text that stands there; empty where none does."""
    found = (one.statement for one in catalogue.statements[report_id] if one.locator == locator)
    number = next(found, None)
    return "" if number is None else f"#statement-{number}"
