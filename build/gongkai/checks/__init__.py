"""Checks: every rule of structure/rules.csv held against every report, passes and failures alike; nothing is
repaired.

A family is a function `(facts, grid, rules) -> DataFrame` with CHECK_COLUMNS, `rules` being all rules by id; it picks
those of its kinds.
"""

import numpy as np
import pandas as pd

from gongkai.checks.dates import check_dates
from gongkai.checks.facts import Facts, facts_of, gather, load_facts
from gongkai.checks.findings import CHECK_COLUMNS, Findings, checks_of
from gongkai.checks.grids import build_grid
from gongkai.checks.neighbours import check_children, check_neighbours, check_series
from gongkai.checks.percentages import check_percentages
from gongkai.checks.repeats import check_in_text, check_twice
from gongkai.checks.sequences import check_sequences
from gongkai.checks.statements import check_prose
from gongkai.checks.sums import check_sums, check_units
from gongkai.structures import Structure

__all__ = ["CHECK_COLUMNS", "Facts", "Findings", "facts_of", "gather", "load_facts", "run_checks"]

FAMILIES = (
    check_sums,
    check_units,
    check_neighbours,
    check_children,
    check_series,
    check_prose,
    check_twice,
    check_in_text,
    check_percentages,
    check_dates,
    check_sequences,
)
_KEY = ("report_id", "rule", "instance")


def run_checks(facts: Facts, structure: Structure) -> Findings:
    """All rules on all reports; a rule that met nothing it could be tried on has been tried 0 times."""
    rules = {rule.rule: rule for rule in structure.rules}
    grid = build_grid(facts.observations, facts.reports, facts.statements)
    found = [family(facts, grid, rules) for family in FAMILIES]
    checks = pd.concat([one for one in found if len(one)] or [checks_of(())], ignore_index=True)
    # By key. Numbers are compared, not texts: there may be millions of rows, and there are few names.
    ranks = {column: pd.factorize(checks[column], sort=True) for column in _KEY}
    order = np.lexsort([ranks[column][0] for column in reversed(_KEY)])
    codes, names = ranks["rule"]
    tried = dict(zip(names, np.bincount(codes, minlength=len(names)).tolist(), strict=True))
    return Findings(checks.take(order).reset_index(drop=True), {rule: tried.get(rule, 0) for rule in rules})
