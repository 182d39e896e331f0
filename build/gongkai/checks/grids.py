"""Grids: all reports' cells side by side, one row of numbers for each line and applicant, one place for each report.

A cell is taken from the statutory table; where the table is not there, or has no such line, from the prose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]

# What stands in a cell, as far as arithmetic goes. ZERO is a blank that the report's words say was none.
ABSENT, NUMBER, BLANK, UNKNOWN, ZERO = range(5)
# Where it stands.
NOWHERE, FORM, PROSE = range(3)
TOTAL = "total"


@dataclass(frozen=True)
class Column:
    """One line (and applicant) of all reports, in the grid's order: `values` is NaN unless the kind is NUMBER or ZERO;
    `forms` points into Grid.forms, -1 where there is no cell."""

    values: Numbers
    kinds: Codes
    sources: Codes
    forms: Codes


@dataclass(frozen=True)
class Grid:
    """`values` and its fellows have one row for each of `cells`, one column for each report."""

    reports: tuple[str, ...]
    years: npt.NDArray[np.int64]
    authorities: tuple[str, ...]
    forms: tuple[str, ...]
    cells: Mapping[tuple[str, str], int]
    values: Numbers
    kinds: Codes
    sources: Codes
    form_codes: Codes
    zeros: Mapping[tuple[int, int], str]

    def column(self, indicator: str, applicant: str = TOTAL) -> Column:
        """One line of all reports; a line that no report has is ABSENT everywhere."""
        raise NotImplementedError

    @cached_property
    def earlier(self) -> npt.NDArray[np.int64]:
        """For each report the place of the same authority's report of the year before, -1 where there is none."""
        raise NotImplementedError


def build_grid(observations: pd.DataFrame, reports: pd.DataFrame, statements: pd.DataFrame) -> Grid:
    """The grid of all reports; statements in words turn the blanks they speak of into ZERO."""
    raise NotImplementedError
