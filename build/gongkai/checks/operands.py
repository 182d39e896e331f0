"""Operands: the cells that a rule adds up or compares, aligned so that a report is only held to what stands together.

A sum in the table is made of table cells, one in the prose of what the prose says. A term that stands elsewhere, or in
a table that is missing, may be anything and is filled like a blank; one that this printing does not have adds nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from gongkai.checks.findings import CHECK_COLUMNS, RESULTS, verdict_of
from gongkai.checks.grids import ABSENT, BLANK, FORM, NOWHERE, NUMBER, PROSE, TOTAL, UNKNOWN, ZERO, Column, Grid
from gongkai.checks.verdicts import FAILS, NOT_TRIED, OPEN, Judgement, Operand, add_up, judge
from gongkai.rules import Rule, Term

Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

BLANK_SIGN = "▢"
# Evidence that a number is printed in words (4万), and only as exact as that.
ROUNDED = "rounded"
_WORDS = {ABSENT: "", BLANK: BLANK_SIGN, UNKNOWN: "?", ZERO: f"{BLANK_SIGN}=0"}
_DIGITS = np.array([str(number) for number in range(10_000)], object)


@dataclass(frozen=True)
class Instance:
    """One application of a rule to all reports: its name in checks, and what `*` and an unsaid applicant stand for."""

    name: str
    applicant: str = TOTAL
    indicator: str = ""


@dataclass(frozen=True)
class Sides:
    """The columns of both sides, aligned, and whether the left stands in the prose."""

    left: tuple[Column, ...]
    right: tuple[Column, ...]
    in_prose: Flags


def instances_of(rule: Rule, grid: Grid) -> Iterator[Instance]:
    """What a rule is asked for; `*` runs over all lines, or those of the matrix where the rule names an applicant."""
    if rule.over == "applicants":
        for applicant in sorted({applicant for _, applicant in grid.cells}):
            yield Instance(applicant, applicant)
    elif rule.over == "indicators":
        columns = {term.applicant for term in rule.terms} - {"", TOTAL}
        for indicator in sorted({name for name, applicant in grid.cells if not columns or applicant in columns}):
            yield Instance(indicator, indicator=indicator)
    else:
        yield Instance(TOTAL)


def fetch(term: Term, at: Instance, rule: Rule, grid: Grid) -> Column:
    """One term's cells of all reports; nowhere where the cell belongs to a form that the rule is not asked of."""
    column = grid.column(*cell_of(term, at))
    own = grid.is_form(column, rule.forms)
    column = replace(
        column,
        kinds=np.where(own, column.kinds, ABSENT).astype(np.int8),
        sources=np.where(own, column.sources, NOWHERE).astype(np.int8),
    )
    return column.take(grid.earlier) if term.back else column


def cell_of(term: Term, at: Instance) -> tuple[str, str]:
    """The cell a term means."""
    return (at.indicator if term.indicator == "*" else term.indicator), term.applicant or at.applicant


def align(rule: Rule, at: Instance, grid: Grid) -> Sides:
    """Both sides of a rule, with every term that stands apart from the left made a blank."""
    left = tuple(fetch(term, at, rule, grid) for term in rule.left)
    right = tuple(fetch(term, at, rule, grid) for term in rule.right)
    in_table, in_prose = _stands(left, FORM), _stands(left, PROSE)
    in_prose &= ~in_table
    if not (in_table | in_prose).any():
        return Sides(left, right, in_prose)
    home = np.where(in_table, FORM, np.where(in_prose, PROSE, NOWHERE)).astype(np.int8)
    together = (home != NOWHERE) & ((_stands(right, FORM) & in_table) | (_stands(right, PROSE) & in_prose))
    return Sides(
        tuple(_at_home(column, home, together) for column in left),
        tuple(_at_home(column, home, together) for column in right),
        in_prose,
    )


def _stands(columns: Sequence[Column], source: int) -> Flags:
    found = np.zeros(columns[0].kinds.shape, np.bool_)
    for column in columns:
        found |= (column.kinds != ABSENT) & (column.sources == source)
    return found


def _at_home(column: Column, home: npt.NDArray[np.int8], together: Flags) -> Column:
    unprinted = (column.sources == FORM) & (column.kinds == ABSENT)
    apart = (column.sources != home) & ~unprinted
    kinds = np.where(together, np.where(apart, BLANK, column.kinds), ABSENT).astype(np.int8)
    return replace(column, kinds=kinds)


def judge_sides(rule: Rule, sides: Sides) -> Judgement:
    """The rule held against every report."""
    left, right = (
        [Operand(one.values, one.kinds, term.signed, one.slack) for term, one in zip(terms, columns, strict=True)]
        for terms, columns in ((rule.left, sides.left), (rule.right, sides.right))
    )
    return judge(rule.op, add_up(left), add_up(right))


def rows_of(rule: Rule, at: Instance, grid: Grid, sides: Sides, found: Judgement) -> pd.DataFrame:
    """The checks of one instance, one for each report it was tried on."""
    tried = np.flatnonzero(found.results != NOT_TRIED)
    results = found.results[tried]
    # Words against the table, and sums that only the prose makes, may differ in what they count.
    lowered = (found.confirmed | sides.in_prose | _may_be_unprinted(rule, sides, found))[tried]
    verdicts = np.array([verdict_of(name, rule.status) for name in RESULTS], object)[results]
    verdicts[(results == FAILS) & lowered] = verdict_of("fails", rule.status, lowered=True)
    return frame(
        {
            "report_id": grid.reports[tried],
            "rule": np.full(len(tried), rule.rule, object),
            "instance": np.full(len(tried), at.name, object),
            "result": np.array(RESULTS, object)[results],
            "verdict": verdicts,
            "actual": found.actual[tried],
            "expected": found.expected[tried],
            "gap": found.gap[tried],
            "operands": _operands(sides, tried),
            "evidence": _with_rounding(sides, results, found, tried, _evidence(rule, at, grid, found.confirmed, tried)),
        }
    )


def _may_be_unprinted(rule: Rule, sides: Sides, found: Judgement) -> Flags:
    """Where a sum lacks what a line could hold that this table does not print, or prints in words nobody knows."""
    if rule.kind not in ("equality", "bound"):
        return np.zeros(found.results.shape, np.bool_)
    left, right = (_lacks(columns) for columns in (sides.left, sides.right))
    return (right & (found.gap > 0)) | (left & (found.gap < 0))


def _lacks(columns: Sequence[Column]) -> Flags:
    lacks = np.zeros(columns[0].kinds.shape, np.bool_)
    for column in columns:
        lacks |= (column.kinds == ABSENT) & (column.sources == FORM)
    return lacks


def frame(columns: dict[str, npt.NDArray[np.generic]]) -> pd.DataFrame:
    """Columns as a frame: texts stay Python's, so that millions of rows are neither copied nor looked through."""
    series = {
        name: pd.Series(columns[name], dtype="float64" if name in ("actual", "expected", "gap") else object)
        for name in CHECK_COLUMNS
    }
    return pd.DataFrame(series)


def _operands(sides: Sides, tried: npt.NDArray[np.int64]) -> Texts:
    right = _sum_text(sides.right, tried)
    if len(sides.left) == 1:
        return right
    pairs = zip(_sum_text(sides.left, tried), right, strict=True)
    return _texts([f"{one} | {other}" for one, other in pairs])


def _sum_text(columns: Sequence[Column], tried: npt.NDArray[np.int64]) -> Texts:
    terms = [words_of(column.values[tried], column.kinds[tried]) for column in columns]
    if len(terms) == 1:
        return terms[0]
    if all((column.kinds[tried] != ABSENT).all() for column in columns):
        return _texts([" + ".join(row) for row in zip(*terms, strict=True)])
    return _texts([" + ".join(filter(None, row)) for row in zip(*terms, strict=True)])


def words_of(values: npt.NDArray[np.float64], kinds: npt.NDArray[np.int8]) -> Texts:
    """Each cell as a person reads it: its number, or the sign for what stands there; nothing where it is absent."""
    known = np.where(kinds == NUMBER, values, 0.0)
    small = (known >= 0) & (known < len(_DIGITS)) & (known == np.floor(known))
    texts: Texts = _DIGITS[np.where(small, known, 0.0).astype(np.int64)]
    for at in np.flatnonzero(~small):
        texts[at] = f"{values[at]:.6f}".rstrip("0").rstrip(".")
    if (kinds != NUMBER).any():
        for kind, word in _WORDS.items():
            texts[kinds == kind] = word
    return texts


def _evidence(rule: Rule, at: Instance, grid: Grid, confirmed: Flags, tried: npt.NDArray[np.int64]) -> Texts:
    texts = np.full(len(tried), "", object)
    for place in np.flatnonzero(confirmed[tried]):
        report = int(tried[place])
        found = [
            grid.zeros.get((cell, int(grid.earlier[report]) if term.back else report), "")
            for term in rule.terms
            if (cell := grid.cells.get(cell_of(term, at), -1)) >= 0
        ]
        texts[place] = ";".join(f"zero:{locator}" for locator in dict.fromkeys(filter(None, found)))
    return texts


def _with_rounding(
    sides: Sides, results: npt.NDArray[np.int8], found: Judgement, tried: npt.NDArray[np.int64], evidence: Texts
) -> Texts:
    """Where a number in words leaves it open, it is said so."""
    slack = [column.slack for column in (*sides.left, *sides.right) if column.slack is not None]
    if slack:
        differs = np.sum(slack, axis=0)[tried] >= np.abs(np.nan_to_num(found.gap[tried], nan=np.inf))
        for row in np.flatnonzero(differs & (results == OPEN) & (found.gap[tried] != 0)).tolist():
            evidence[row] = f"{evidence[row]};{ROUNDED}".lstrip(";")
    return evidence


def _texts(texts: list[str]) -> Texts:
    made = np.empty(len(texts), object)
    made[:] = texts
    return made
