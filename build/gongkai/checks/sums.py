"""Sums: what one report's cells promise of each other: equality, bound, order, the same figure twice, and that every
line is printed in its form's unit."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gongkai.checks.facts import Facts
from gongkai.checks.findings import checks_of, verdict_of
from gongkai.checks.grids import Grid
from gongkai.checks.operands import align, instances_of, judge_sides, rows_of
from gongkai.rules import Rule

KINDS = ("equality", "bound", "order", "same")
# The instance of a rule over lines where every line that was looked at holds; those that do not are rows of their own.
ALL = "all"


def check_sums(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Every rule inside one report whose terms are cells."""
    blocks = []
    for rule in rules.values():
        if rule.kind not in KINDS or rule.left[0].indicator == "unit":
            continue
        for at in instances_of(rule, grid):
            sides = align(rule, at, grid)
            found = rows_of(rule, at, grid, sides, judge_sides(rule, sides))
            if len(found):
                blocks.append(found)
    return pd.concat(blocks, ignore_index=True) if blocks else checks_of(())


def check_units(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Each line of the table against the unit that its form gives it: a row for each that differs, and one for each
    report where none does."""
    rule = next(rule for rule in rules.values() if rule.left[0].indicator == "unit")
    seen, wanted = _with_form_unit(facts, rule)
    differs = (seen["unit_measure"] != wanted).to_numpy()
    odd = seen[differs].drop_duplicates(["report_id", "indicator"])
    operands = odd["unit_measure"].astype(object) + " ≠ " + wanted[odd.index].astype(object)
    faults = zip(odd["report_id"], odd["indicator"], operands, odd["locator"], strict=True)
    verdict = verdict_of("fails", rule.status)
    rows: list[tuple[object, ...]] = [
        (report, rule.rule, line, "fails", verdict, None, None, None, said, f"unit:{locator}" if locator else "")
        for report, line, said, locator in faults
    ]
    reports, counts = np.unique(pd.factorize(seen["report_id"])[0], return_counts=True)
    names, blamed = pd.unique(seen["report_id"]), set(odd["report_id"])
    rows += [
        (names[at], rule.rule, ALL, "holds", "holds", None, None, None, str(count), "")
        for at, count in zip(reports.tolist(), counts.tolist(), strict=True)
        if names[at] not in blamed
    ]
    return checks_of(rows)


def _with_form_unit(facts: Facts, rule: Rule) -> tuple[pd.DataFrame, pd.Series]:
    """The table's cells that have a unit, and beside them the unit of their form."""
    lines = facts.form_lines[facts.form_lines["unit"].isin(["", None]) == False]  # noqa: E712
    units = {
        (form, line): unit for form, line, unit in zip(lines["form"], lines["indicator"], lines["unit"], strict=True)
    }
    cells = facts.observations
    form_codes, forms = pd.factorize(cells["form"])
    line_codes, indicators = pd.factorize(cells["indicator"])
    unit_of = np.array(
        [[units.get((form, line), "") if form in rule.forms else "" for line in indicators] for form in forms], object
    )
    wanted = pd.Series(unit_of[form_codes, line_codes], index=cells.index, dtype=object)
    asked = (wanted != "") & (cells["source"] == "form") & (cells["unit_measure"] != "")
    return cells[asked], wanted[asked]
