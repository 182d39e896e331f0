"""Statements: what the prose says of a line against the table.

A figure that certainly restates a line can contradict it; one that is only about it (another agent, a named cause) is
a question at most. A blank of the table that the prose gives a number for is derivable; no figure of the prose is ever
put in its place.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from gongkai.checks.bounds import Bounds, Texts, comparable, exactly, is_telling
from gongkai.checks.facts import Facts
from gongkai.checks.findings import checks_of
from gongkai.checks.grids import TOTAL, Grid, Places
from gongkai.checks.repeats import TWICE
from gongkai.checks.restated import Codes, Said, cells_in_table, read_said, rows_for, texts_of
from gongkai.checks.verdicts import DERIVABLE, FAILS, HOLDS, IF_ZERO, NOT_TRIED, OPEN, Side, add_up
from gongkai.rules import Rule

_ROUND = re.compile(r"[0-9]+(?:\.([0-9]+))?(?P<multiplier>[万亿])(?P<more>[余多])?")
_KEY = ["report_id", "indicator"]
_ANY_THING = "件"


def check_prose(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Every statement against the cell it speaks of, in the report's own form or, by declared pairs, in another."""
    said = read_said(facts, grid)
    blocks = []
    for rule in rules.values():
        if rule.kind != "prose" or rule.rule == TWICE:
            continue
        own = rule.left[0].indicator == "*"
        mine = said if own else said.take(np.flatnonzero(said.lines == rule.right[0].indicator))
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
    # The printed unit and the roundness of a printed text are looked up where they can matter.
    there = np.flatnonzero(side.terms > 0)
    said, side, cells = said.take(there), _part(side, there), [at[there] for at in cells]
    lines = said.lines if rule.left[0].indicator == "*" else texts_of([rule.left[0].indicator] * len(there))
    units, printed = _printed(facts, said, lines, side)
    same, factors = comparable(said.units, units)
    bounds = said.bounds.scaled(factors)
    results = np.where(same, _results(side, said, bounds, printed), NOT_TRIED)
    tried = np.flatnonzero(results != NOT_TRIED)
    actual = np.where(side.numbers + side.confirmed > 0, side.known, np.nan)[tried]
    expected = np.round(said.quantities * factors, 6)[tried]
    evidence = np.full(len(tried), "", object)
    for row in np.flatnonzero((side.confirmed[tried] > 0) & (results[tried] == IF_ZERO)):
        place = int(said.places[tried[row]])
        found = [grid.zeros.get((int(at[tried[row]]), place), "") for at in cells]
        evidence[row] = ";".join(f"zero:{locator}" for locator in dict.fromkeys(filter(None, found)))
    return rows_for(
        rule, grid, said.take(tried), lines[tried], results[tried].astype(np.int8), actual, expected, evidence
    )


def _results(side: Side, said: Said, bounds: Bounds, printed: Bounds) -> Codes:
    """What each comparison comes to. A figure that is only about the line fills none of its blanks."""
    exceeds = side.known > np.where(bounds.open_high, bounds.high - 1e-6, bounds.high)
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


def _cells_of(grid: Grid, lines: Texts) -> Places:
    codes, names = pd.factorize(lines)
    found: Places = np.array([grid.cells.get((name, TOTAL), -1) for name in names] + [-1], np.int64)[codes]
    return found


def _part(side: Side, rows: npt.NDArray[np.int64]) -> Side:
    return Side(**{name: value[rows] for name, value in vars(side).items()})


def _printed(facts: Facts, said: Said, lines: Texts, side: Side) -> tuple[Texts, Bounds]:
    """The units of the cells, as far as they matter (money, ten thousands), and their numbers with the roundness of
    the text they were printed in (4万份)."""
    cells = facts.observations
    round_ones = cells["cell_state"] == "text_number"
    telling = [unit for unit in cells["unit_measure"].unique() if is_telling(unit)]
    cells = cells[
        (round_ones | cells["unit_measure"].isin(telling)) & (cells["source"] == "form") & (cells["applicant"] == TOTAL)
    ]
    cells = cells.drop_duplicates(_KEY)[[*_KEY, "unit_measure", "raw", "cell_state"]]
    wanted = pd.DataFrame({"report_id": said.frame["report_id"].to_numpy(), "indicator": lines})
    found = wanted.merge(cells, how="left", on=_KEY)
    units = texts_of(found["unit_measure"].astype(object))
    units[units == ""] = _ANY_THING
    bounds = exactly(np.round(side.known, 6))
    low, high, open_high = bounds.low.copy(), bounds.high.copy(), bounds.open_high.copy()
    for at in np.flatnonzero((found["cell_state"] == "text_number").to_numpy() & (side.numbers == 1)):
        if match := _ROUND.search(str(found["raw"].iloc[at])):
            unit = (1e4 if match["multiplier"] == "万" else 1e8) / 10 ** len(match[1] or "")
            open_high[at] = bool(match["more"])
            low[at] -= 0 if match["more"] else unit / 2
            high[at] += unit if match["more"] else unit / 2
    return units, Bounds(low, high, bounds.open_low, open_high)
