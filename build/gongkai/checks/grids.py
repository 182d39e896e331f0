"""Grids: all reports' cells side by side, one row of numbers for each line and applicant, one place for each report.

A cell is taken from the statutory table; where the table is not there, or has no such line, from the prose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from gongkai.cells import rounding

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]
Places = npt.NDArray[np.int64]

# What stands in a cell, as far as arithmetic goes. ZERO is a blank that the report's words say was none.
ABSENT, NUMBER, BLANK, UNKNOWN, ZERO = range(5)
KIND_OF_STATE = {
    "reported": NUMBER,
    "reported_zero": NUMBER,
    "text_number": NUMBER,
    "blank": BLANK,
    "mark": UNKNOWN,
    "image": UNKNOWN,
    "unparsed": UNKNOWN,
    "not_in_form": ABSENT,
    "form_absent": ABSENT,
}
# Larger numbers are not added up: up to here, sums of more than twenty terms are still exact.
_EXACT = 2.0**48
# Where it stands. A line that its table does not print stands in the FORM; with the whole table missing, NOWHERE.
NOWHERE, FORM, PROSE = range(3)
_NOT_CURRENT = ("superseded", "withdrawn")
TOTAL = "total"


@dataclass(frozen=True)
class Column:
    """One line (and applicant) of all reports, in the grid's order: `values` is NaN unless the kind is NUMBER or ZERO;
    `forms` points into Grid.forms, -1 where there is no cell; `slack` is nothing where all numbers are exact."""

    values: Numbers
    kinds: Codes
    sources: Codes
    forms: Codes
    slack: Numbers | None = None

    def take(self, places: Places) -> "Column":
        """The column of other reports in this order; -1 takes nothing."""
        there = places >= 0
        return Column(
            np.where(there, self.values[places], np.nan),
            np.where(there, self.kinds[places], ABSENT).astype(np.int8),
            np.where(there, self.sources[places], NOWHERE).astype(np.int8),
            np.where(there, self.forms[places], -1).astype(np.int8),
            None if self.slack is None else np.where(there, self.slack[places], 0.0),
        )


@dataclass(frozen=True)
class Grid:
    """`values` and its fellows have one row for each of `cells`, one column for each report. `zeros` leads from a cell
    and a report to the place where words say that the blank was none, `rounded` to half the unit of a number that is
    printed in words. `is_current` is False for a report that another replaced or that was withdrawn: it is held to
    itself, and no other report to it."""

    reports: npt.NDArray[np.object_]
    years: Places
    authorities: npt.NDArray[np.object_]
    forms: tuple[str, ...]
    cells: Mapping[tuple[str, str], int]
    values: Numbers
    kinds: Codes
    sources: Codes
    form_codes: Codes
    zeros: Mapping[tuple[int, int], str]
    rounded: Mapping[tuple[int, int], float]
    is_current: npt.NDArray[np.bool_]

    def column(self, indicator: str, applicant: str = TOTAL) -> Column:
        """One line of all reports; a line that no report has is ABSENT everywhere."""
        at = self.cells.get((indicator, applicant))
        if at is None:
            nothing = np.zeros(len(self.reports), np.int8)
            return Column(np.full(len(self.reports), np.nan), nothing + ABSENT, nothing + NOWHERE, nothing - 1)
        return Column(self.values[at], self.kinds[at], self.sources[at], self.form_codes[at], self._slack(at))

    def _slack(self, cell: int) -> Numbers | None:
        rounded = self._rounded_by_cell.get(cell)
        if rounded is None:
            return None
        slack = np.zeros(len(self.reports))
        for report, half in rounded:
            slack[report] = half
        return slack

    @cached_property
    def _rounded_by_cell(self) -> dict[int, list[tuple[int, float]]]:
        found: dict[int, list[tuple[int, float]]] = {}
        for (cell, report), half in self.rounded.items():
            found.setdefault(cell, []).append((report, half))
        return found

    def is_form(self, column: Column, forms: tuple[str, ...]) -> npt.NDArray[np.bool_]:
        """Where the cell belongs to one of these forms."""
        wanted = np.array([name in forms for name in self.forms] + [False])
        return wanted[column.forms]

    @cached_property
    def place(self) -> dict[tuple[str, int], int]:
        """Where the current report of an authority and a year stands."""
        keys = enumerate(zip(self.authorities, self.years.tolist(), strict=True))
        return {key: at for at, key in keys if self.is_current[at]}

    @cached_property
    def earlier(self) -> Places:
        """For each current report the place of the same authority's report of the year before, -1 where there is
        none."""
        keys = zip(self.authorities, self.years.tolist(), strict=True)
        places = np.array([self.place.get((authority, year - 1), -1) for authority, year in keys], dtype=np.int64)
        return np.where(self.is_current, places, -1)


def build_grid(observations: pd.DataFrame, reports: pd.DataFrame, statements: pd.DataFrame) -> Grid:
    """The grid of all reports; statements in words turn the blanks they speak of into ZERO."""
    ids = reports["report_id"].to_numpy(object)
    at_report = _codes(observations["report_id"], ids)
    cells, at_cell = _cells(observations)
    form_names, at_form = codes_of(observations["form"])
    at_state = _codes(observations["cell_state"], np.array(list(KIND_OF_STATE), object))
    values = observations["obs_value"].to_numpy(np.float64)
    kinds = np.array(list(KIND_OF_STATE.values()), np.int8)[at_state]
    kinds[np.abs(values) > _EXACT] = UNKNOWN
    gone = _codes(observations["cell_state"], np.array(["form_absent"], object)) == 0
    source = _codes(observations["source"], np.array(["form", "prose"], object))
    shape = len(cells), len(ids)
    grid = Grid(
        reports=ids,
        years=reports["time_period"].to_numpy().astype(np.int64),
        authorities=reports["authority"].to_numpy(object),
        forms=tuple(form_names),
        cells=cells,
        values=np.full(shape, np.nan),
        kinds=np.full(shape, ABSENT, np.int8),
        sources=np.full(shape, NOWHERE, np.int8),
        form_codes=np.full(shape, -1, np.int8),
        zeros={},
        rounded={},
        is_current=~np.isin(reports.get("status", np.full(len(ids), "")), _NOT_CURRENT),
    )
    # Later steps overwrite earlier ones; within a step the rows go backwards, so that of two the first remains.
    for chosen, where in (
        ((source == 0) & (kinds == ABSENT), FORM),
        (source == 1, PROSE),
        ((source == 0) & (kinds != ABSENT), FORM),
    ):
        rows = np.flatnonzero(chosen)[::-1]
        at = at_cell[rows], at_report[rows]
        grid.values[at] = values[rows]
        grid.kinds[at] = kinds[rows]
        grid.sources[at] = np.where(gone[rows], NOWHERE, where)
        grid.form_codes[at] = np.where(gone[rows], -1, at_form[rows])
    places = np.array([FORM, PROSE, NOWHERE], np.int64)[source]
    return _with_zeros(_with_rounded(grid, observations, at_cell, at_report, places), statements)


def _cells(observations: pd.DataFrame) -> tuple[dict[tuple[str, str], int], Places]:
    indicators, at_indicator = codes_of(observations["indicator"])
    applicants, at_applicant = codes_of(observations["applicant"])
    pairs = at_indicator * len(applicants) + at_applicant
    there = np.zeros(len(indicators) * len(applicants), np.bool_)
    there[pairs] = True
    found = np.flatnonzero(there).tolist()
    names = [(str(indicators[pair // len(applicants)]), str(applicants[pair % len(applicants)])) for pair in found]
    return {name: at for at, name in enumerate(names)}, (np.cumsum(there) - 1)[pairs]


def codes_of(column: pd.Series) -> tuple[npt.NDArray[np.object_], Places]:
    """The names in a column and, for each row, where its name stands among them."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column.cat.categories, object), column.cat.codes.to_numpy().astype(np.int64)
    codes, names = pd.factorize(column)
    return np.asarray(names, object), codes.astype(np.int64)


def _codes(column: pd.Series, known: npt.NDArray[np.object_]) -> Places:
    """Where each value stands among the known ones, -1 where it does not."""
    names, codes = codes_of(column)
    where = {name: at for at, name in enumerate(known)}
    places: Places = np.array([where.get(name, -1) for name in names] + [-1], dtype=np.int64)
    return places[codes]


def _with_rounded(grid: Grid, observations: pd.DataFrame, at_cell: Places, at_report: Places, where: Places) -> Grid:
    """Numbers that are printed in words, and by how much they may be rounded."""
    rounded: dict[tuple[int, int], float] = {}
    rows = np.flatnonzero((observations["cell_state"] == "text_number").to_numpy() & (where != NOWHERE))
    for row in rows.tolist():
        at = int(at_cell[row]), int(at_report[row])
        value = float(observations["obs_value"].iloc[row])
        if grid.sources[at] == where[row] and grid.values[at] == value:
            half = rounding(str(observations["raw"].iloc[row]), value)
            rounded |= {at: half} if half else {}
    return Grid(**{**vars(grid), "rounded": rounded})


def _with_zeros(grid: Grid, statements: pd.DataFrame) -> Grid:
    """Blanks that the report's own words say were none."""
    said = statements[(statements["low"] == 0) & (statements["high"] == 0)]
    where = {name: at for at, name in enumerate(grid.reports)}
    zeros: dict[tuple[int, int], str] = {}
    for report, indicator, locator in zip(said["report_id"], said["indicator"], said["locator"], strict=True):
        cell = grid.cells.get((indicator, TOTAL), -1)
        if cell < 0 or report not in where or grid.kinds[cell, where[report]] not in (BLANK, ZERO):
            continue
        at = cell, where[report]
        grid.kinds[at], grid.values[at] = ZERO, 0.0
        zeros.setdefault(at, locator)
    return Grid(**{**vars(grid), "zeros": zeros})
