"""Statements: what the prose says of a line against the table.

A figure that certainly restates a line can contradict it; one that is only about it (another agent, a named cause) is
a question at most. A blank of the table that the prose gives a number for is derivable; no figure of the prose is ever
put in its place.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from gongkai.checks.bounds import Bounds, Texts, as_printed, comparable, exactly, is_money, nearest
from gongkai.checks.facts import Facts
from gongkai.checks.findings import checks_of, verdict_of
from gongkai.checks.grids import ABSENT, FORM, NUMBER, TOTAL, Grid, Numbers, Places
from gongkai.checks.repeats import TWICE
from gongkai.checks.restated import Codes, Flags, Said, cells_in_table, read_said, rows_for, texts_of, units_of
from gongkai.checks.verdicts import DERIVABLE, FAILS, HOLDS, IF_ZERO, NOT_TRIED, OPEN, Side, add_up
from gongkai.rules import Rule

# The text may count last year's applications among those received.
_OF_NEW, _CARRIED_IN = "prose.applications.new", "applications.carried_in"


def check_prose(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Every statement against the cell it speaks of, in the report's own form or, by declared pairs, in another."""
    said = read_said(facts, grid)
    # What the table prints under its own name is not held against the line of another form.
    is_own = _stands_in_table(grid, said)
    blocks = []
    for rule in rules.values():
        if rule.kind != "prose" or rule.rule == TWICE:
            continue
        own = rule.left[0].indicator == "*"
        mine = said if own else said.take(np.flatnonzero((said.lines == rule.right[0].indicator) & ~is_own))
        if not len(mine.lines):
            continue
        if own:
            cells = [_cells_of(grid, mine.lines)]
        else:
            cells = [np.full(len(mine.lines), grid.cells.get((t.indicator, TOTAL), -1)) for t in rule.left]
        blocks.append(_compared(facts, grid, rule, mine, cells))
    blocks = [block for block in blocks if len(block)]
    return pd.concat(blocks, ignore_index=True) if blocks else checks_of(())


def _compared(facts: Facts, grid: Grid, rule: Rule, said: Said, cells: Sequence[Places]) -> pd.DataFrame:
    """Statements against the sum of the cells that stand for them."""
    side = add_up([cells_in_table(grid, rule, at, said.places) for at in cells])
    there = np.flatnonzero(side.terms > 0)
    said, side, cells = said.take(there), _part(side, there), [at[there] for at in cells]
    lines = said.lines if rule.left[0].indicator == "*" else texts_of([rule.left[0].indicator] * len(there))
    units = units_of(facts, said.frame["report_id"].to_numpy(object), lines)
    same, factors = comparable(said.units, units)
    printed, bounds = _as_printed(said, side, units, factors)
    results = np.where(same, _results(side, said, bounds, printed), NOT_TRIED)
    tried = np.flatnonzero(results != NOT_TRIED)
    actual = np.where(side.numbers + side.confirmed > 0, side.known, np.nan)[tried]
    expected = nearest(said.quantities * factors, bounds, side.known)[tried]
    evidence = np.full(len(tried), "", object)
    for row in np.flatnonzero((side.confirmed[tried] > 0) & (results[tried] == IF_ZERO)):
        place = int(said.places[tried[row]])
        found = [grid.zeros.get((int(at[tried[row]]), place), "") for at in cells]
        evidence[row] = ";".join(f"zero:{locator}" for locator in dict.fromkeys(filter(None, found)))
    rows = rows_for(
        rule, grid, said.take(tried), lines[tried], results[tried].astype(np.int8), actual, expected, evidence
    )
    carried = _with_carried_in(grid, rule, said, side, bounds)[tried]
    counted = (carried != "") & (results[tried] == FAILS)
    return rows.assign(
        verdict=np.where(counted, verdict_of("fails", rule.status, lowered=True), rows["verdict"]),
        evidence=np.where(counted, carried, rows["evidence"]),
    )


def _results(side: Side, said: Said, bounds: Bounds, printed: Bounds) -> Codes:
    """What each comparison comes to. A figure that is only about the line fills none of its blanks."""
    exceeds = printed.low > np.where(bounds.open_high, bounds.high - 1e-6, bounds.high)
    can_fill = side.blanks + side.unknowns + side.confirmed > 0
    zero = exactly(np.round(side.known, 6)).agree(bounds)
    single = (side.terms == 1) & said.exact
    results: Codes = np.select(
        [
            ~can_fill & printed.agree(bounds),
            ~can_fill | exceeds,
            (side.unknowns > 0) | ~said.sure,
            zero & (said.exact | (side.numbers > 0)),
            single,
        ],
        [HOLDS, FAILS, OPEN, IF_ZERO, DERIVABLE],
        OPEN,
    ).astype(np.int8)
    return results


def _stands_in_table(grid: Grid, said: Said) -> Flags:
    at = _cells_of(grid, said.lines)
    found = np.zeros(len(at), np.bool_)
    there = np.flatnonzero(at >= 0)
    cells = at[there], said.places[there]
    found[there] = (grid.sources[cells] == FORM) & (grid.kinds[cells] != ABSENT)
    return found


def _as_printed(said: Said, side: Side, units: Texts, factors: Numbers) -> tuple[Bounds, Bounds]:
    """What the cells and the statements promise, in the unit of the cells. A number in words (4万份) is as round as
    it is printed, and so are amounts of money."""
    known, shut = np.round(side.known, 6), np.zeros(len(side.known), np.bool_)
    printed = Bounds(np.round(known - side.slack, 6), np.round(known + side.slack, 6), shut, shut)
    applies = is_money(units) & (said.qualifiers == "exact")
    return as_printed(printed, said.bounds.scaled(factors), (known, said.quantities), factors, applies)


def _with_carried_in(grid: Grid, rule: Rule, said: Said, side: Side, bounds: Bounds) -> Texts:
    """Where the carried-in applications stand that the text counts with the new ones; else nothing."""
    found = np.full(len(said.places), "", object)
    cell = grid.cells.get((_CARRIED_IN, TOTAL), -1)
    if rule.rule != _OF_NEW or cell < 0:
        return found
    carried = cells_in_table(grid, rule, np.full(len(found), cell), said.places)
    more = np.where(carried.kinds == NUMBER, carried.values, 0.0)
    return np.where((more > 0) & exactly(np.round(side.known + more, 6)).agree(bounds), f"with:{_CARRIED_IN}", found)


def _cells_of(grid: Grid, lines: Texts) -> Places:
    codes, names = pd.factorize(lines)
    found: Places = np.array([grid.cells.get((name, TOTAL), -1) for name in names] + [-1], np.int64)[codes]
    return found


def _part(side: Side, rows: npt.NDArray[np.int64]) -> Side:
    return Side(**{name: value[rows] for name, value in vars(side).items()})
