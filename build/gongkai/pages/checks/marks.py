"""Marks at the figures of a filled form: what does not hold, what is in question, what follows, what was corrected."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongkai.pages.catalogues import NO_PLACE, Catalogue
from gongkai.pages.catalogues.findings import Check, Correction
from gongkai.pages.catalogues.records import Report
from gongkai.pages.checks.outcomes import outcome_of
from gongkai.pages.checks.terms import left_cells
from gongkai.pages.figures.values import write_number
from gongkai.words import say

WORDS: Mapping[str, tuple[str, str]] = {"contradiction": ("≠", "核对不成立"), "question": ("？", "核对有疑问")}


@dataclass(frozen=True)
class Mark:
    """A small sign behind a value: `kind` is contradiction, question, derivable or corrected; its text says it all."""

    kind: str
    glyph: str
    text: str
    href: str


def mark_figures(catalogue: Catalogue, report: Report) -> dict[str, list[Mark]]:
    """The marks of a report by the anchor of the value they stand at, one of each kind, worst first."""
    found: dict[tuple[str, str], list[Check]] = defaultdict(list)
    for check in catalogue.checks[report.report_id]:
        outcome = outcome_of(check)
        if outcome not in {*WORDS, "derivable"}:
            continue
        for indicator, applicant in left_cells(catalogue, check):
            cell = catalogue.value(report.report_id, indicator, applicant)
            if cell is not None and cell.cell_state not in NO_PLACE:
                found[cell.anchor, outcome].append(check)
    marks: dict[str, list[Mark]] = defaultdict(list)
    for kind in (*WORDS, "derivable"):
        for (anchor, outcome), checks in found.items():
            if outcome == kind:
                marks[anchor].append(_mark(kind, checks))
    for one in catalogue.corrections[report.report_id]:
        marks[_anchor(one)].append(_mark_correction(one))
    return dict(marks)


def _mark(kind: str, checks: Sequence[Check]) -> Mark:
    href = f"#{checks[0].anchor}"
    if kind == "derivable":
        value = checks[0].expected
        return Mark(kind, "", say("可推为 {value}", value="" if value is None else write_number(value)), href)
    glyph, words = WORDS[kind]
    said = say(words) if len(checks) == 1 else say(f"{{n}} 处{words}", n=len(checks))
    return Mark(kind, glyph, said, href)


def _mark_correction(one: Correction) -> Mark:
    read = write_number(one.original_value) if one.original_value is not None else one.original_raw or say("空白")
    return Mark("corrected", "", say("已更正，原读 {read}", read=read), f"#correction-{one.correction}")


def _anchor(one: Correction) -> str:
    at = one.indicator if one.applicant == "total" else f"{one.indicator}@{one.applicant}"
    return at if one.source == "form" else f"{at}@{one.source}"
