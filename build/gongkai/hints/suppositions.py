"""Suppositions: single cells that say something else, and whether every check touching them holds then.

The same code judges them as judges the reports: a rule is held against two columns for each supposition, the report of
the check and the one of the year before, in which one cell differs.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gongkai.checks.grids import ABSENT, FORM, NOWHERE, NUMBER, Column, Grid, Places
from gongkai.checks.neighbours import only_pairs
from gongkai.checks.operands import Instance, Sides, align, cell_of, instances_of, judge_sides
from gongkai.checks.verdicts import FAILS, HOLDS, IF_ZERO, Judgement
from gongkai.rules import FACTS, Rule

# Rules that single cells break and mend. Bodies of a region and jumps in a series are left alone: good reports may
# differ there.
_TOUCHING = ("equality", "bound", "order", "same", "carry_over", "stock_flow")
_SEEDS = ("equality", "bound", "same")

CheckKey = tuple[str, str, str]
# Numbers that a cell may have meant, by report and cell.
Slips = Callable[[int, int], Iterable[float]]


@dataclass(frozen=True, order=True)
class Supposition:
    """The number `printed` in one cell would be `would_be`; report and cell are places in a grid."""

    report: int
    cell: int
    printed: float
    would_be: float


@dataclass(frozen=True)
class _Trial:
    """One supposition before one check: `check` is the place of the check's report."""

    supposition: Supposition
    check: int


def seeds(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules whose failure suppositions start from."""
    return tuple(rule for rule in _arithmetic(rules) if rule.kind in _SEEDS)


def suppose(rules: Iterable[Rule], grid: Grid, slips: Slips) -> list[Supposition]:
    """Every printed number of a failing equality as the one it would have to be, and of a failing bound as each of
    its `slips`."""
    found: set[Supposition] = set()
    for rule in seeds(rules):
        for at in instances_of(rule, grid):
            sides = align(rule, at, grid)
            judged = judge_sides(rule, sides)
            columns = (*sides.left, *sides.right)
            for check in np.flatnonzero(judged.results == FAILS).tolist():
                found |= set(_of_failure(rule, at, grid, slips, judged, columns, check))
    return sorted(found)


def mended(
    suppositions: Sequence[Supposition], rules: Iterable[Rule], grid: Grid
) -> dict[Supposition, frozenset[CheckKey]]:
    """The suppositions under which every check touching the cell that fails holds, and none that holds ceases to;
    with the checks that they mend."""
    lost: set[Supposition] = set()
    won: dict[Supposition, set[CheckKey]] = defaultdict(set)
    later = {int(earlier): at for at, earlier in enumerate(grid.earlier) if earlier >= 0}
    by_cell: dict[int, list[Supposition]] = defaultdict(list)
    for one in suppositions:
        by_cell[one.cell].append(one)
    for rule in _arithmetic(rules):
        for at in instances_of(rule, grid):
            trials = list(_trials(rule, at, grid, by_cell, later))
            if not trials:
                continue
            before = judge_sides(rule, _sides(rule, at, grid)).results[[trial.check for trial in trials]]
            after = _judged(rule, at, grid, trials)
            held, holds = np.isin(before, (HOLDS, IF_ZERO)), np.isin(after, (HOLDS, IF_ZERO))
            bad = (after == FAILS) | ((held | (before == FAILS)) & ~holds)
            for trial, is_bad, failed in zip(trials, bad, before == FAILS, strict=True):
                if is_bad:
                    lost.add(trial.supposition)
                elif failed:
                    won[trial.supposition].add((str(grid.reports[trial.check]), rule.rule, at.name))
    return {one: frozenset(won[one]) for one in suppositions if one in won and one not in lost}


def _arithmetic(rules: Iterable[Rule]) -> list[Rule]:
    """The rules whose terms are cells of one authority's reports."""
    return [
        rule
        for rule in rules
        if rule.kind in _TOUCHING and all(term.indicator == "*" or term.indicator not in FACTS for term in rule.terms)
    ]


def _of_failure(
    rule: Rule,
    at: Instance,
    grid: Grid,
    slips: Slips,
    judged: Judgement,
    columns: Sequence[Column],
    check: int,
) -> Iterator[Supposition]:
    gap = float(judged.gap[check])
    for number, (term, column) in enumerate(zip(rule.terms, columns, strict=True)):
        if column.kinds[check] != NUMBER or column.sources[check] != FORM:
            continue
        report = int(grid.earlier[check]) if term.back else check
        cell, printed = grid.cells[cell_of(term, at)], float(column.values[check])
        solved = printed - gap if number < len(rule.left) else printed + gap
        for value in (solved,) if rule.op == "equals" else slips(report, cell):
            if value != printed and value.is_integer() and (value >= 0 or term.signed):
                yield Supposition(report, cell, printed, value)


def _trials(
    rule: Rule, at: Instance, grid: Grid, by_cell: Mapping[int, Sequence[Supposition]], later: Mapping[int, int]
) -> Iterator[_Trial]:
    """Each supposition before each check of the instance that its cell belongs to: in its own report, and in the one
    of the year after."""
    for term in dict.fromkeys(rule.terms):
        for one in by_cell.get(grid.cells.get(cell_of(term, at), -1), ()):
            if not term.back:
                yield _Trial(one, one.report)
            elif one.report in later:
                yield _Trial(one, later[one.report])


def _judged(rule: Rule, at: Instance, grid: Grid, trials: Sequence[_Trial]) -> npt.NDArray[np.int8]:
    """The results of the instance in a grid of the trials alone: the reports of the checks, then, of the same
    authorities, those of the year before."""
    checks = np.array([trial.check for trial in trials], np.int64)
    columns = np.concatenate([checks, grid.earlier[checks]])
    names = sorted({cell_of(term, at) for term in rule.terms} & grid.cells.keys())
    rows = np.array([grid.cells[name] for name in names], np.int64)
    small = _taken(grid, dict(zip(names, range(len(names)), strict=True)), rows, columns)
    supposed = np.array([trial.supposition.report for trial in trials] * 2, np.int64)
    cells = np.array([trial.supposition.cell for trial in trials] * 2, np.int64)
    values = np.array([trial.supposition.would_be for trial in trials] * 2)
    differs = (rows[:, None] == cells) & (columns == supposed)
    small.values[differs] = np.broadcast_to(values, differs.shape)[differs]
    return judge_sides(rule, _sides(rule, at, small)).results[: len(trials)]


def _sides(rule: Rule, at: Instance, grid: Grid) -> Sides:
    """Both sides as the checks of the rule's kind take them."""
    sides = align(rule, at, grid)
    return only_pairs(rule, sides, at, grid) if rule.kind in ("carry_over", "stock_flow") else sides


def _taken(grid: Grid, cells: Mapping[tuple[str, str], int], rows: Places, columns: Places) -> Grid:
    """Some cells of some reports, every report with another of the year before; a column of -1 holds nothing."""
    pairs = len(columns) // 2
    block, there = np.ix_(rows, columns), columns >= 0
    return Grid(
        reports=grid.reports[columns],
        years=np.repeat(np.array([1, 0], np.int64), pairs),
        authorities=np.tile(np.arange(pairs), 2).astype(object),
        forms=grid.forms,
        cells=cells,
        values=np.where(there, grid.values[block], np.nan),
        kinds=np.where(there, grid.kinds[block], ABSENT).astype(np.int8),
        sources=np.where(there, grid.sources[block], NOWHERE).astype(np.int8),
        form_codes=np.where(there, grid.form_codes[block], -1).astype(np.int8),
        zeros={},
        rounded=_rounded(grid, rows, columns),
        is_current=np.ones(2 * pairs, np.bool_),
    )


def _rounded(grid: Grid, rows: Places, columns: Places) -> dict[tuple[int, int], float]:
    """What is rounded, at its new places."""
    if not grid.rounded:
        return {}
    pairs = ((at, to, int(row), int(column)) for at, row in enumerate(rows) for to, column in enumerate(columns))
    found = {(at, to): grid.rounded.get((row, column), 0.0) for at, to, row, column in pairs}
    return {place: half for place, half in found.items() if half}
