"""Checks: every rule of structure/rules.csv held against every report, passes and failures alike; nothing is
repaired.

A family is a function `(facts, grid, rules) -> DataFrame` with CHECK_COLUMNS, `rules` being all rules by id; it picks
those of its kinds.
"""

from gongkai.checks.facts import Facts, facts_of, gather, load_facts
from gongkai.checks.findings import CHECK_COLUMNS, Findings

__all__ = ["CHECK_COLUMNS", "Facts", "Findings", "facts_of", "gather", "load_facts"]
