"""Marks at figures: what does not hold, what is in question, what follows, what was corrected."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from gongkai.pages.catalogues import NO_PLACE, Catalogue
from gongkai.pages.catalogues.findings import Check, Correction
from gongkai.pages.catalogues.records import Cell
from gongkai.pages.checks.outcomes import outcome_of
from gongkai.pages.checks.terms import left_cells
from gongkai.pages.figures.values import Mark, write_number
from gongkai.words import say

# Worst first: sign, what is said of one check, what is said of several.
DOUBTS: Mapping[str, tuple[str, str, str]] = {
    "contradiction": ("≠", "核对不成立", "{n} 处核对不成立"),
    "question": ("？", "核对有疑问", "{n} 处核对有疑问"),
}
_MARKED = (*DOUBTS, "derivable")

Touching = Mapping[str, Sequence[Check]]


def mark_cell(catalogue: Catalogue, cell: Cell) -> list[Mark]:
    """All marks of a value, one of each kind, worst first."""
    touching = checks_at(catalogue, cell)
    marks = [_mark(kind, touching[kind]) for kind in _MARKED if kind in touching]
    corrected = catalogue.corrections[cell.report_id]
    return [*marks, *(_mark_correction(one) for one in corrected if _anchor(one) == cell.anchor)]


def doubt_cells(catalogue: Catalogue, cells: Iterable[Cell | None]) -> list[Mark]:
    """The contradictions and questions at some values together, one of each kind."""
    found: dict[str, list[Check]] = {}
    for cell in cells:
        for kind, checks in checks_at(catalogue, cell).items() if cell is not None else ():
            known = found.setdefault(kind, [])
            known.extend(check for check in checks if check not in known)  # one check may touch several of them
    return [_mark(kind, found[kind]) for kind in DOUBTS if kind in found]


def checks_at(catalogue: Catalogue, cell: Cell) -> Touching:
    """The checks that a value fails, leaves in question or follows from, by outcome."""
    return _find_touching(catalogue).get(cell.report_id, {}).get(cell.anchor, {})


@lru_cache(maxsize=1)
def _find_touching(catalogue: Catalogue) -> Mapping[str, Mapping[str, Touching]]:
    """By report and anchor; found once, because every page that prints a number asks."""
    found: dict[str, dict[str, dict[str, list[Check]]]] = {}
    for report, checks in catalogue.checks.items():
        at: dict[str, dict[str, list[Check]]] = defaultdict(lambda: defaultdict(list))
        for check in checks:
            if (outcome := outcome_of(check)) in _MARKED:
                for indicator, applicant in left_cells(catalogue, check):
                    cell = catalogue.value(report, indicator, applicant)
                    if cell is not None and cell.cell_state not in NO_PLACE:
                        at[cell.anchor][outcome].append(check)
        found[report] = {anchor: dict(outcomes) for anchor, outcomes in at.items()}
    return found


def _mark(kind: str, checks: Sequence[Check]) -> Mark:
    href = f"#{checks[0].anchor}"
    if kind == "derivable":
        value = checks[0].expected
        return Mark(kind, "", say("可推为 {value}", value="" if value is None else write_number(value)), href)
    glyph, one, many = DOUBTS[kind]
    text = say(one) if len(checks) == 1 else say(many, n=len(checks))
    return Mark(kind, glyph, text, href, len(checks))


def _mark_correction(one: Correction) -> Mark:
    read = write_number(one.original_value) if one.original_value is not None else one.original_raw or say("空白")
    return Mark("corrected", "", say("已更正，原读 {read}", read=read), f"#correction-{one.correction}")


def _anchor(one: Correction) -> str:
    at = one.indicator if one.applicant == "total" else f"{one.indicator}@{one.applicant}"
    return at if one.source == "form" else f"{at}@{one.source}"
