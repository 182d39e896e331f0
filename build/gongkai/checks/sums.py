"""Sums: what one report's cells promise of each other: equality, bound, order, the same figure twice, and that every
line is printed in its form's unit."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
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
    cells = facts.observations
    wanted = _form_units(facts, rule)
    printed, units = pd.factorize(cells["unit_measure"])
    sources, names = pd.factorize(cells["source"])
    known = {unit: at for at, unit in enumerate(units) if unit}
    printed_known = np.array([*(unit in known for unit in units), False], np.bool_)[printed]
    in_table = np.array([*(name == "form" for name in names), False], np.bool_)[sources]
    tried = np.flatnonzero((wanted != "") & printed_known & in_table)
    differs = tried[np.asarray(units, object)[printed[tried]] != wanted[tried]]
    odd = cells.iloc[differs].assign(wanted=wanted[differs]).drop_duplicates(["report_id", "indicator"])
    verdict = verdict_of("fails", rule.status)
    rows: list[tuple[object, ...]] = [
        (report, rule.rule, line, "fails", verdict, None, None, None, f"{unit} ≠ {form_unit}", f"unit:{locator}")
        for report, line, unit, form_unit, locator in zip(
            *(odd[name] for name in ("report_id", "indicator", "unit_measure", "wanted", "locator")), strict=True
        )
    ]
    codes, reports = pd.factorize(cells["report_id"].iloc[tried])
    blamed = set(odd["report_id"])
    rows += [
        (report, rule.rule, ALL, "holds", "holds", None, None, None, str(count), "")
        for report, count in zip(reports, np.bincount(codes).tolist(), strict=True)
        if report not in blamed
    ]
    return checks_of(rows)


def _form_units(facts: Facts, rule: Rule) -> npt.NDArray[np.object_]:
    """For each observation the unit that its form gives its line; nothing where it gives none."""
    lines = facts.form_lines
    declared = zip(lines["form"], lines["indicator"], lines["unit"], strict=True)
    units = {(form, line): unit for form, line, unit in declared if form in rule.forms}
    form_codes, forms = pd.factorize(facts.observations["form"])
    line_codes, indicators = pd.factorize(facts.observations["indicator"])
    table = np.full((len(forms) + 1, len(indicators) + 1), "", object)
    for form_at, form in enumerate(forms):
        for line_at, line in enumerate(indicators):
            table[form_at, line_at] = units.get((form, line), "")
    found: npt.NDArray[np.object_] = table[form_codes, line_codes]
    return found
