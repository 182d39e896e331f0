"""Sums: what one report's cells promise of each other: equality, bound, order, the same figure twice, and that every
line is printed in its form's unit."""

from collections.abc import Mapping
from itertools import product

import numpy as np
import pandas as pd

from gongkai.checks.facts import Facts
from gongkai.checks.findings import checks_of, verdict_of
from gongkai.checks.grids import Grid, codes_of
from gongkai.checks.operands import align, instances_of, judge_sides, rows_of
from gongkai.rules import Rule

KINDS = ("equality", "bound", "order", "same")
# What a table calls a line that adds up others.
_SUM = "合计|总计|小计"
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
                blocks.append(_say_sums(found, rule, facts) if rule.kind == "bound" else found)
    return pd.concat(blocks, ignore_index=True) if blocks else checks_of(())


def _say_sums(found: pd.DataFrame, rule: Rule, facts: Facts) -> pd.DataFrame:
    """The rows of a bound; where the report prints the whole as a sum of what does not add up to it, they say where."""
    cells = facts.observations
    own = (cells["indicator"] == rule.left[0].indicator).to_numpy() & cells["source"].isin(
        ("form", "in_text")
    ).to_numpy()
    whole = cells[own & (cells["locator"] != "").to_numpy()]
    whole = whole[whole["label"].astype("str").str.contains(_SUM, regex=True).to_numpy(np.bool_)]
    printed = dict(zip(whole["report_id"][::-1], whole["locator"][::-1], strict=True))
    places = np.array([printed.get(report, "") for report in found["report_id"]], object)
    says = (places != "") & (found["gap"] != 0).to_numpy() & found["gap"].notna().to_numpy()
    evidence = [f"{old};sum:{place}".lstrip(";") for old, place in zip(found["evidence"], places, strict=True)]
    return found.assign(evidence=np.where(says, evidence, found["evidence"]))


def check_units(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Each line of the table against the unit that its form gives it: a row for each that differs, and one for each
    report where none does."""
    rule = next(rule for rule in rules.values() if rule.left[0].indicator == "unit")
    declared = _form_units(facts, rule)
    cells = facts.observations
    forms, form = codes_of(cells["form"])
    lines, line = codes_of(cells["indicator"])
    units, unit = codes_of(cells["unit_measure"])
    fits = np.array([_unit_fits(declared, *key) for key in product(forms, lines, units)], np.int8)
    sources, source = codes_of(cells["source"])
    asked = fits[(form * len(lines) + line) * len(units) + unit] * (sources == "form")[source]
    odd = cells.iloc[np.flatnonzero(asked < 0)].drop_duplicates(["report_id", "indicator"])
    verdict = verdict_of("fails", rule.status)
    rows: list[tuple[object, ...]] = [
        (
            report,
            rule.rule,
            name,
            "fails",
            verdict,
            None,
            None,
            None,
            f"{printed} | {declared[kind, name]}",
            f"unit:{at}",
        )
        for report, kind, name, printed, at in zip(
            *(odd[column] for column in ("report_id", "form", "indicator", "unit_measure", "locator")), strict=True
        )
    ]
    reports, report_codes = codes_of(cells["report_id"])
    counts = np.bincount(report_codes[asked != 0], minlength=len(reports)).tolist()
    blamed = set(odd["report_id"])
    rows += [
        (report, rule.rule, ALL, "holds", "holds", None, None, None, str(count), "")
        for report, count in zip(reports, counts, strict=True)
        if count and report not in blamed
    ]
    return checks_of(rows)


def _form_units(facts: Facts, rule: Rule) -> dict[tuple[str, str], str]:
    """The unit that each form gives each line."""
    lines = facts.form_lines
    declared = zip(lines["form"], lines["indicator"], lines["unit"], strict=True)
    return {(form, line): unit for form, line, unit in declared if form in rule.forms and unit}


def _unit_fits(declared: Mapping[tuple[str, str], str], form: str, line: str, unit: str) -> int:
    """1 where the unit is the form's, -1 where it is another, 0 where one of the two is not said."""
    wanted = declared.get((form, line), "")
    return 0 if not wanted or not unit else 1 if unit == wanted else -1
