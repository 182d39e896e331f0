"""Dates: the period that a report says its figures are of, and the day it says it was published.

Only what is printed is held to anything, and a month is the span of its days: 2018年3月 cannot be late. A date before
the period's end is a question, never a contradiction: what stands below a report may be the date of its draft, and a
year written in January is easily the old one. Where it is so, no deadline can be held against it.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from gongkai.checks.facts import Facts
from gongkai.checks.findings import RESULTS, checks_of, verdict_of
from gongkai.checks.grids import Grid
from gongkai.checks.operands import frame
from gongkai.checks.restated import texts_of
from gongkai.checks.verdicts import FAILS, HOLDS, OPEN
from gongkai.rules import Rule

_Days = npt.NDArray[np.datetime64]
# The Regulations took effect on 1 May 2008: the first reports are of the rest of that year.
_FIRST_YEAR, _FIRST_DAY = 2008, "-05-01"
# Departments have had to report by the end of January since the Regulations of 2019.
_EARLIER_SINCE, _EARLIER = 2019, frozenset({"department"})


def check_dates(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """The period, the date and the deadline of every report that prints them."""
    by_left = {
        (rule.left[0].indicator, rule.right[0].indicator): rule for rule in rules.values() if rule.kind == "deadline"
    }
    dated = facts.reports[_texts(facts.reports, "published") != ""]
    blocks = []
    if rule := by_left.get(("period", "year")):
        blocks.append(_periods(rule, facts.reports[_texts(facts.reports, "period_from") != ""]))
    if rule := by_left.get(("published", "period_end")):
        blocks.append(_after_period(rule, dated))
    if rule := by_left.get(("published", "deadline")):
        blocks.append(_deadlines(rule, dated, facts.authorities))
    blocks = [block for block in blocks if len(block)]
    return pd.concat(blocks, ignore_index=True) if blocks else checks_of(())


def _periods(rule: Rule, reports: pd.DataFrame) -> pd.DataFrame:
    years = reports["time_period"].astype("int64").astype("str").to_numpy(object)
    start, end = _texts(reports, "period_from"), _texts(reports, "period_to")
    first = (years == str(_FIRST_YEAR)) & (start == years + _FIRST_DAY)
    holds = ((start == years + "-01-01") | first) & (end == years + "-12-31")
    said = start + "/" + end + " | " + years
    # A body that was set up or dissolved within the year reports on its part of it.
    is_part = (start >= years + "-01-01") & (end <= years + "-12-31")
    return _rows(rule, reports, np.where(holds, HOLDS, FAILS), said, lowered=is_part)


def _after_period(rule: Rule, reports: pd.DataFrame) -> pd.DataFrame:
    _, last = _span(reports)
    end = _next_year(reports) - np.timedelta64(1, "D")
    said = _texts(reports, "published") + " | " + np.datetime_as_string(end, unit="D").astype(object)
    return _rows(rule, reports, np.where(last > end, HOLDS, FAILS), said, lowered=np.ones(len(reports), np.bool_))


def _deadlines(rule: Rule, reports: pd.DataFrame, authorities: pd.DataFrame) -> pd.DataFrame:
    kinds = dict(zip(authorities["authority"], authorities["kind"], strict=True))
    is_early = np.array([kinds.get(name) in _EARLIER for name in reports["authority"]], np.bool_)
    is_early &= reports["time_period"].to_numpy().astype(np.int64) >= _EARLIER_SINCE
    next_year = _next_year(reports)
    deadline = np.where(is_early, _month_end(next_year, 0), _month_end(next_year, 2))
    first, last = _span(reports)
    results = np.select([last < next_year, first <= deadline], [OPEN, HOLDS], FAILS)
    said = _texts(reports, "published") + " | " + np.datetime_as_string(deadline, unit="D").astype(object)
    return _rows(rule, reports, results, said)


def _span(reports: pd.DataFrame) -> tuple[_Days, _Days]:
    """The first and the last day that a printed date may mean."""
    printed = _texts(reports, "published")
    is_month = np.array([len(text) == len("2018-01") for text in printed], np.bool_)
    days = [text if len(text) > len("2018-01") else f"{text}-01" for text in printed]
    first: _Days = np.array(days, "datetime64[D]")
    last = first.copy()
    last[is_month] = _month_end(first[is_month], 0)
    return first, last


def _month_end(days: _Days, later: int) -> _Days:
    """The last day of the month that is so many months later."""
    months = days.astype("datetime64[M]") + (later + 1)
    return np.asarray(months.astype("datetime64[D]") - np.timedelta64(1, "D"))


def _next_year(reports: pd.DataFrame) -> _Days:
    """The first of January behind the year reported on."""
    years = reports["time_period"].to_numpy().astype(np.int64) + 1
    found: _Days = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return found


def _texts(reports: pd.DataFrame, name: str) -> npt.NDArray[np.object_]:
    return texts_of(reports[name])


def _rows(
    rule: Rule,
    reports: pd.DataFrame,
    results: npt.NDArray[np.int64],
    said: npt.NDArray[np.object_],
    *,
    lowered: npt.NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """Dates are no figures: what is compared stands among the operands."""
    verdicts = np.array([verdict_of(name, rule.status) for name in RESULTS], object)[results]
    if lowered is not None:
        verdicts[(results == FAILS) & lowered] = verdict_of("fails", rule.status, lowered=True)
    nothing = np.full(len(reports), np.nan)
    return frame(
        {
            "report_id": reports["report_id"].to_numpy(object),
            "rule": np.full(len(reports), rule.rule, object),
            "instance": np.full(len(reports), "total", object),
            "result": np.array(RESULTS, object)[results],
            "verdict": verdicts,
            "actual": nothing,
            "expected": nothing,
            "gap": nothing,
            "operands": said,
            "evidence": np.full(len(reports), "", object),
        }
    )
