"""Neighbours: what reports promise of each other: carry-over, stock and flow, a region and the bodies it covers, and
the size of one authority's figures from year to year."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from gongkai.checks.facts import Facts
from gongkai.checks.findings import RESULTS, checks_of, verdict_of
from gongkai.checks.grids import ABSENT, BLANK, NUMBER, ZERO, Grid
from gongkai.checks.operands import (
    BLANK_SIGN,
    Instance,
    Sides,
    align,
    fetch,
    instances_of,
    judge_sides,
    rows_of,
    words_of,
)
from gongkai.checks.sums import ALL
from gongkai.checks.verdicts import NOT_TRIED, Operand, add_up, judge
from gongkai.rules import Rule

# The instance where two neighbouring reports stand on different forms: the series breaks, and nothing is compared.
NEW_FORM = "form"
# A line jumps where it grows or shrinks tenfold and by more than 20: small counts (2, then 25) jump in good years, and
# tenfold is what a slip of one digit or of a unit makes. From or to zero, which has no tenfold, only 100 count.
_TIMES, _BEYOND, _FROM_ZERO = 10, 20, 100
_Row = tuple[object, ...]


def check_neighbours(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Carry-over, and stock and flow, where the authority has a report for the year before on a form that asks it."""
    blocks = []
    for rule in rules.values():
        if rule.kind not in ("carry_over", "stock_flow"):
            continue
        for at in instances_of(rule, grid):
            sides = only_pairs(rule, align(rule, at, grid), at, grid)
            found = rows_of(rule, at, grid, sides, judge_sides(rule, sides))
            if len(found):
                blocks.append(found)
    return pd.concat(blocks, ignore_index=True) if blocks else checks_of(())


def only_pairs(rule: Rule, sides: Sides, at: Instance, grid: Grid) -> Sides:
    """Without the earlier report's own cell nothing is promised: an unknown report is no blank."""
    there = np.ones(len(grid.reports), np.bool_)
    for term in rule.terms:
        if term.back:
            there &= fetch(term, at, rule, grid).kinds != ABSENT
    left = tuple(replace(one, kinds=np.where(there, one.kinds, ABSENT).astype(np.int8)) for one in sides.left)
    return replace(sides, left=left)


def check_children(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """A report on a whole region against the reports of the bodies below it: each of them, and all together."""
    parents = dict(zip(facts.authorities["authority"], facts.authorities["parent"], strict=True))
    below: dict[str, list[str]] = {}
    for child, parent in sorted(parents.items()):
        below.setdefault(parent, []).append(child)
    regions = set(facts.reports["report_id"][(facts.reports["scope"] == "region").to_numpy() & grid.is_current])
    rows: list[_Row] = []
    for rule in rules.values():
        if rule.kind != "children":
            continue
        for at, report in enumerate(grid.reports):
            if report in regions:
                year = int(grid.years[at])
                children = {child: grid.place.get((child, year), -1) for child in below.get(grid.authorities[at], ())}
                rows += _children_rows(rule, grid, at, children)
    return checks_of(rows)


def _children_rows(rule: Rule, grid: Grid, at: int, children: Mapping[str, int]) -> list[_Row]:
    region = fetch(rule.left[0], Instance(ALL), rule, grid).take(np.array([at]))
    given = fetch(rule.right[0], Instance(ALL), rule, grid).take(np.array([*children.values(), -1]))
    known = [place for place, kind in enumerate(given.kinds) if kind in (NUMBER, ZERO)]
    if region.kinds[0] == ABSENT or not known:
        return []
    names = list(children)
    missing = [name for place, name in enumerate(names) if place not in known]
    left = add_up([Operand(region.values, region.kinds)])
    texts = words_of(given.values, given.kinds)
    rows: list[_Row] = []
    for instance, chosen in [(names[place], [place]) for place in known] + ([(ALL, known)] if len(known) > 1 else []):
        parts = [Operand(given.values[[place]], given.kinds[[place]]) for place in chosen]
        if instance == ALL and missing:
            parts.append(Operand(np.array([np.nan]), np.array([BLANK], np.int8)))
        found = judge(rule.op, left, add_up(parts))
        if found.results[0] == NOT_TRIED:
            continue
        result = RESULTS[found.results[0]]
        operands = " + ".join(f"{texts[place]} ({names[place]})" for place in chosen)
        lacking = f"; {BLANK_SIGN} {', '.join(missing)}" if instance == ALL and missing else ""
        figures = (found.actual[0], found.expected[0], found.gap[0])
        verdict = verdict_of(result, rule.status)
        rows.append((grid.reports[at], rule.rule, instance, result, verdict, *figures, operands + lacking, ""))
    return rows


def check_series(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Each line against the same authority's report of the year before, if both stand in one form: a row for each that
    jumps, one for each report where none does, and one where the form is new and the series breaks."""
    rows: list[_Row] = []
    for rule in rules.values():
        if rule.kind != "series":
            continue
        tried = np.zeros(len(grid.reports), np.int64)
        jumps: list[_Row] = []
        for at in instances_of(rule, grid):
            jumps += _jumps(rule, at, grid, tried)
        jumping = {row[0] for row in jumps}
        rows += jumps
        rows += _breaks(rule, facts, grid)
        rows += [
            (grid.reports[place], rule.rule, ALL, "holds", "holds", None, None, None, str(tried[place]), "")
            for place in np.flatnonzero(tried)
            if grid.reports[place] not in jumping
        ]
    return checks_of(rows)


def _breaks(rule: Rule, facts: Facts, grid: Grid) -> list[_Row]:
    forms = facts.reports["form"].to_numpy(object)
    earlier = grid.earlier
    places = [at for at in np.flatnonzero(earlier >= 0).tolist() if forms[at] != forms[earlier[at]]]
    verdict = verdict_of("not_assessable", rule.status)
    return [
        (
            grid.reports[at],
            rule.rule,
            NEW_FORM,
            "not_assessable",
            verdict,
            *(None, None, None),
            f"{forms[earlier[at]]} | {forms[at]}",
            f"before:{grid.reports[earlier[at]]}",
        )
        for at in places
        if {forms[at], forms[earlier[at]]} <= set(rule.forms)
    ]


def _jumps(rule: Rule, at: Instance, grid: Grid, tried: npt.NDArray[np.int64]) -> list[_Row]:
    now, then = fetch(rule.left[0], at, rule, grid), fetch(rule.right[0], at, rule, grid)
    both = (now.kinds == NUMBER) & (then.kinds == NUMBER) & (now.forms == then.forms) & (now.sources == then.sources)
    tried += both
    large = np.where(both, np.fmax(np.abs(now.values), np.abs(then.values)), 0.0)
    small = np.where(both, np.fmin(np.abs(now.values), np.abs(then.values)), 0.0)
    jumps = (large >= _TIMES * small) & (large - small > _BEYOND) & ((small > 0) | (large >= _FROM_ZERO))
    verdict = verdict_of("fails", rule.status)
    rows: list[_Row] = []
    for place in np.flatnonzero(jumps):
        one, other = float(now.values[place]), float(then.values[place])
        rows.append(
            (
                grid.reports[place],
                rule.rule,
                at.indicator,
                "fails",
                verdict,
                one,
                other,
                round(one - other, 6),
                f"{one:g} | {other:g}",
                f"before:{grid.reports[grid.earlier[place]]}",
            )
        )
    return rows
