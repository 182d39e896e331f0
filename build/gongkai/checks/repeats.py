"""Repeats: what a report prints more than once: figures of the prose, and tables in the chapters beside the annex."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gongkai.cells import rounding
from gongkai.checks.bounds import as_printed, coarser_step, comparable, is_money, nearest
from gongkai.checks.facts import Facts
from gongkai.checks.findings import checks_of
from gongkai.checks.grids import KIND_OF_STATE, TOTAL, Grid, Numbers
from gongkai.checks.operands import ROUNDED, words_of
from gongkai.checks.restated import cells_in_table, figures_of, read_said, rows_for, texts_of, units_of
from gongkai.checks.verdicts import FAILS, HOLDS, NOT_TRIED, OPEN, Operand, add_up, judge
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
    applies = is_money(first.units) & (first.qualifiers == "exact") & (other.qualifiers == "exact")
    quantities = first.quantities, other.quantities
    one, another = as_printed(first.bounds, bounds, quantities, factors[others], applies)
    results = np.where(one.agree(another), HOLDS, FAILS).astype(np.int8)
    figure = nearest(first.quantities, first.bounds, bounds.low)
    figures = figure, nearest(other.quantities * factors[others], bounds, figure)
    return rows_for(rule, grid, other, other.lines, results, figures[0], figures[1])


def check_in_text(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Each cell of a table in the chapters against the same cell of the annex."""
    blocks = [_in_text(facts, grid, rule) for rule in rules.values() if rule.kind == "in_text"]
    blocks = [block for block in blocks if len(block)]
    return pd.concat(blocks, ignore_index=True) if blocks else checks_of(())


def _halves(cells: pd.DataFrame, values: Numbers) -> Numbers:
    """By how much numbers in words may be rounded."""
    found = np.zeros(len(values))
    for row in np.flatnonzero((cells["cell_state"] == "text_number").to_numpy()).tolist():
        found[row] = rounding(str(cells["raw"].iloc[row]), float(values[row]))
    return found


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
    left = cells_in_table(grid, rule, at, places)
    units = units_of(facts, texts_of(cells["report_id"].astype(object)), texts_of(cells["indicator"].astype(object)))
    same, factors = comparable(texts_of(cells["unit_measure"].astype(object)), units)
    values = cells["obs_value"].to_numpy(np.float64)
    slack = np.where(is_money(units), coarser_step(left.values, values, factors), _halves(cells, values))
    left_slack = np.zeros(len(values)) if left.slack is None else left.slack
    right = Operand(np.round(values * factors, 6), kinds, slack=slack)
    found = judge(rule.op, add_up([left]), add_up([right]))
    tried = np.flatnonzero((found.results != NOT_TRIED) & same)
    return figures_of(
        rule,
        grid.reports[places[tried]],
        instances[tried],
        found.results[tried],
        np.zeros(len(tried), np.bool_),
        (found.actual[tried], found.expected[tried]),
        words_of(right.values[tried], right.kinds[tried]),
        np.where((found.results == OPEN) & (slack + left_slack > 0), ROUNDED, "").astype(object)[tried],
    )
