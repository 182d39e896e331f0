"""Hints: single cells that would mend every rule touching them if they said something else. Evidence, never a repair."""

import pandas as pd

from gongkai.checks import Facts, Findings
from gongkai.structures import Structure

HINT_COLUMNS = (
    "report_id",
    "hint",
    "indicator",
    "applicant",
    "printed",
    "would_be",
    "rules",
    "evidence",
    "locator",
    "set_size",
)


def find_hints(findings: Findings, facts: Facts, structure: Structure) -> pd.DataFrame:
    """One row for each cell of HINT_COLUMNS, by report and order; only reports with a failing check are looked at.
    `set_size` says how many cells mend the same set of checks."""
    raise NotImplementedError
