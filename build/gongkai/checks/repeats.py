"""Repeats: what a report prints more than once: figures of the prose, and tables in the chapters beside the annex."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gongkai.checks.bounds import comparable
from gongkai.checks.facts import Facts
from gongkai.checks.findings import checks_of
from gongkai.checks.grids import KIND_OF_STATE, TOTAL, Grid
from gongkai.checks.operands import words_of
from gongkai.checks.restated import cells_in_table, figures_of, read_said, rows_for, texts_of
from gongkai.checks.verdicts import FAILS, HOLDS, NOT_TRIED, Operand, add_up, judge
from gongkai.rules import Rule

TWICE = "prose.twice"


def check_twice(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """What the prose says of one line more than once: each figure against the first exact one, or the first."""
    rule = rules[TWICE]
    said = read_said(facts, grid)
    said = said.take(np.flatnonzero(said.sure))
    line_codes = pd.factorize(said.lines)[0]
    order = np.lexsort((np.arange(len(said.lines)), ~said.exact, line_codes, said.places))
    said, line_codes = said.take(order), line_codes[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (said.places[1:] != said.places[:-1]) | (line_codes[1:] != line_codes[:-1])
    firsts = np.flatnonzero(begins)[np.cumsum(begins) - 1]
    same, factors = comparable(said.units, said.units[firsts])
    others = np.flatnonzero(~begins & same)
    first, other = said.take(firsts[others]), said.take(others)
    bounds = other.bounds.scaled(factors[others])
    results = np.where(first.bounds.agree(bounds), HOLDS, FAILS).astype(np.int8)
    return rows_for(rule, grid, other, other.lines, results, first.quantities, other.quantities * factors[others])


def check_in_text(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Each cell of a table in the chapters against the same cell of the annex."""
    blocks = [_in_text(facts, grid, rule) for rule in rules.values() if rule.kind == "in_text"]
    blocks = [block for block in blocks if len(block)]
    return pd.concat(blocks, ignore_index=True) if blocks else checks_of(())


def _in_text(facts: Facts, grid: Grid, rule: Rule) -> pd.DataFrame:
    cells = facts.observations[facts.observations["source"] == "in_text"]
    where = {name: at for at, name in enumerate(grid.reports)}
    places = np.array([where[name] for name in cells["report_id"]], np.int64)
    named = list(zip(cells["indicator"], cells["applicant"], strict=True))
    at = np.array([grid.cells.get(name, -1) for name in named], np.int64)
    instances = texts_of([line if who == TOTAL else f"{line}@{who}" for line, who in named])
    # A line that two tables of the chapters repeat is held against each of them.
    again = cells.assign(instance=instances).groupby(["report_id", "instance"]).cumcount().to_numpy()
    instances = texts_of(
        [f"{name}/{cells['locator'].iloc[k]}" if again[k] else name for k, name in enumerate(instances)]
    )
    kinds = np.array([KIND_OF_STATE[state] for state in cells["cell_state"]], np.int8)
    right = Operand(cells["obs_value"].to_numpy(np.float64), kinds)
    left = cells_in_table(grid, rule, at, places)
    found = judge(rule.op, add_up([left]), add_up([right]))
    tried = np.flatnonzero(found.results != NOT_TRIED)
    return figures_of(
        rule,
        grid.reports[places[tried]],
        instances[tried],
        found.results[tried],
        np.zeros(len(tried), np.bool_),
        (found.actual[tried], found.expected[tried]),
        words_of(right.values[tried], right.kinds[tried]),
        np.full(len(tried), "", object),
    )
