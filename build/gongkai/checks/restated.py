"""Restated: the statements that have to do with a line of the form, and the checks that are made of them, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gongkai.checks.bounds import EXACT, Bounds, Texts, bounds_of, is_telling, qualified
from gongkai.checks.facts import Facts
from gongkai.checks.findings import RESULTS, verdict_of
from gongkai.checks.grids import ABSENT, FORM, NUMBER, TOTAL, Grid, Numbers, Places
from gongkai.checks.operands import frame, words_of
from gongkai.checks.verdicts import FAILS, Operand
from gongkai.rules import Rule

_KEY = ["report_id", "indicator"]
_ANY_THING = "件"

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Said:
    """The statements that restate a line or are about one, in the package's order. `lines` is that line, `sure` says
    that it is certainly restated, `places` where the report stands in the grid."""

    frame: pd.DataFrame
    lines: Texts
    sure: Flags
    places: Places
    quantities: Numbers
    bounds: Bounds
    qualifiers: Texts
    units: Texts

    @property
    def exact(self) -> Flags:
        """Which say one number."""
        return np.isin(self.qualifiers, EXACT)

    def take(self, rows: npt.NDArray[np.int64]) -> "Said":
        """Some of them."""
        return Said(
            self.frame.iloc[rows],
            self.lines[rows],
            self.sure[rows],
            self.places[rows],
            self.quantities[rows],
            self.bounds.take(rows),
            self.qualifiers[rows],
            self.units[rows],
        )


def read_said(facts: Facts, grid: Grid) -> Said:
    """The statements that have to do with a line and a report that is there."""
    said = facts.statements
    indicator, about = texts_of(said["indicator"]), texts_of(said["about"])
    where = {name: at for at, name in enumerate(grid.reports)}
    codes, names = pd.factorize(said["report_id"])
    places = np.array([where.get(name, -1) for name in names] + [-1], np.int64)[codes]
    sure = indicator != ""
    lines = np.where(sure, indicator, about)
    rows = np.flatnonzero((lines != "") & (places >= 0))
    kept = said.iloc[rows]
    qualifiers = texts_of(kept["qualifier"])
    bounds = bounds_of(kept["low"].to_numpy(np.float64), kept["high"].to_numpy(np.float64), qualifiers)
    quantities = kept["quantity"].to_numpy(np.float64)
    return Said(kept, lines[rows], sure[rows], places[rows], quantities, bounds, qualifiers, texts_of(kept["unit"]))


def cells_in_table(grid: Grid, rule: Rule, cells: Places, places: Places) -> Operand:
    """Cells of the statutory table; nothing where the report's table is of a form that the rule is not asked of."""
    there = cells >= 0
    forms = np.array([name in rule.forms for name in grid.forms] + [False])
    kinds = np.full(len(cells), ABSENT, np.int8)
    values = np.full(len(cells), np.nan)
    at = cells[there], places[there]
    own = forms[grid.form_codes[at]] & (grid.sources[at] == FORM)
    kinds[there] = np.where(own, grid.kinds[at], ABSENT)
    values[there] = grid.values[at]
    slack = np.zeros(len(cells))
    if grid.rounded:
        slack[:] = [grid.rounded.get(key, 0.0) for key in zip(cells.tolist(), places.tolist(), strict=True)]
    return Operand(values, kinds, slack=slack)


def rows_for(
    rule: Rule,
    grid: Grid,
    said: Said,
    lines: Texts,
    results: Codes,
    actual: Numbers,
    expected: Numbers,
    evidence: Texts | None = None,
) -> pd.DataFrame:
    """A row for each statement; where it only is about the line, its place says that the scopes may differ."""
    numbers = said.frame["statement"].tolist()
    instances = texts_of([f"{line}/{number}" for line, number in zip(lines.tolist(), numbers, strict=True)])
    evidence = np.full(len(lines), "", object) if evidence is None else evidence
    about = np.flatnonzero(~said.sure)
    evidence[about] = [f"scope:{locator}" for locator in said.frame["locator"].iloc[about]]
    kinds = np.full(len(lines), NUMBER, np.int8)
    operands = qualified(words_of(np.round(expected, 6), kinds), said.qualifiers)
    for row in np.flatnonzero(said.qualifiers == "range").tolist():
        operands[row] = " – ".join(f"{end:g}" for end in (said.bounds.low[row], said.bounds.high[row]))
    reports = grid.reports[said.places]
    return figures_of(rule, reports, instances, results, ~said.sure, (actual, expected), operands, evidence)


def figures_of(
    rule: Rule,
    reports: Texts,
    instances: Texts,
    results: Codes,
    lowered: Flags,
    figures: tuple[Numbers, Numbers],
    operands: Texts,
    evidence: Texts,
) -> pd.DataFrame:
    """Checks of two `figures` each; where `lowered`, what fails is a question."""
    verdicts = np.array([verdict_of(name, rule.status) for name in RESULTS], object)[results]
    verdicts[(results == FAILS) & lowered] = verdict_of("fails", rule.status, lowered=True)
    actual, expected = figures
    return frame(
        {
            "report_id": reports,
            "rule": np.full(len(results), rule.rule, object),
            "instance": instances,
            "result": np.array(RESULTS, object)[results],
            "verdict": verdicts,
            "actual": actual,
            "expected": expected,
            "gap": np.round(actual - expected, 6),
            "operands": operands,
            "evidence": evidence,
        }
    )


def texts_of(column: Sequence[object] | pd.Series) -> Texts:
    """Texts as Python's own, nothing as an empty one."""
    made = np.empty(len(column), object)
    made[:] = column
    if isinstance(column, pd.Series):
        made[column.isna().to_numpy()] = ""
    return made


def units_of(facts: Facts, reports: Texts, lines: Texts) -> Texts:
    """The units of the cells, as far as they matter: money, ten thousands."""
    cells = facts.observations
    telling = [unit for unit in cells["unit_measure"].unique() if is_telling(unit)]
    cells = cells[cells["unit_measure"].isin(telling) & (cells["source"] == "form") & (cells["applicant"] == TOTAL)]
    cells = cells.drop_duplicates(_KEY)[[*_KEY, "unit_measure"]]
    found = pd.DataFrame({"report_id": reports, "indicator": lines}).merge(cells, how="left", on=_KEY)
    units = texts_of(found["unit_measure"].astype(object))
    units[units == ""] = _ANY_THING
    return units
