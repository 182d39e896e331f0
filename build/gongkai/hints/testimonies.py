"""Testimonies: what the prose, and tables in the text, say of a cell of the statutory table.

Which statement speaks of which cell is taken from the checks that held the two together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gongkai.checks import Facts
from gongkai.checks.bounds import OPEN_HIGH, OPEN_LOW
from gongkai.checks.grids import TOTAL
from gongkai.checks.repeats import TWICE
from gongkai.hints.suppositions import CheckKey
from gongkai.rules import Rule

Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Testimony:
    """One thing said of a cell, as the check found it; `binding` where a cell that differs contradicts it: a statement
    of a narrower scope is not."""

    check: CheckKey
    low: float
    high: float
    open_low: bool
    open_high: bool
    locator: str
    fails: bool
    binding: bool

    def agrees(self, value: float) -> bool:
        """Whether the cell could say this number."""
        above = value > self.low if self.open_low else value >= self.low
        below = value < self.high if self.open_high else value <= self.high
        return above and below


def testimonies_of(checks: pd.DataFrame, facts: Facts, rules: Iterable[Rule]) -> dict[Cell, list[Testimony]]:
    """What is said of each cell of these reports, by report, indicator and applicant."""
    asked = {rule.rule: rule for rule in rules if rule.kind in ("prose", "in_text") and len(rule.left) == 1}
    rows = checks[checks["rule"].isin(asked) & checks["report_id"].isin(facts.reports["report_id"])]
    rows = rows[rows["result"].isin(("holds", "holds_if_blank_is_zero", "fails"))]
    said = {(one["report_id"], str(one["statement"])): one for one in _records(facts.statements)}
    found: dict[Cell, list[Testimony]] = defaultdict(list)
    for row in _records(rows):
        rule = asked[row["rule"]]
        if rule.rule == TWICE:  # two statements, and no cell
            continue
        named, _, number = str(row["instance"]).partition("/")
        line, _, applicant = named.partition("@")
        cell = (str(row["report_id"]), line, applicant or rule.left[0].applicant or TOTAL)
        found[cell].append(_testimony(row, rule, said.get((row["report_id"], number))))
    return found


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    columns = [str(name) for name in frame.columns]
    for values in frame.itertuples(index=False, name=None):
        yield dict(zip(columns, values, strict=True))


def _testimony(row: Mapping[str, Any], rule: Rule, statement: Mapping[str, Any] | None) -> Testimony:
    """The bounds in the unit of the check, whose expected figure is the statement's quantity in that unit; of a range,
    which has no one quantity, the bounds as printed."""
    expected = low = high = float(row["expected"])
    qualifier = locator = ""
    restates = True
    if statement is not None:
        qualifier, locator, restates = statement["qualifier"], statement["locator"], bool(statement["indicator"])
        quantity = statement["quantity"]
        scale = expected / quantity if quantity and not np.isnan(quantity) else 1.0
        low = round(statement["low"] * scale, 6)
        high = np.inf if np.isnan(statement["high"]) else round(statement["high"] * scale, 6)
    fails = row["result"] == "fails"
    return Testimony(
        check=(str(row["report_id"]), rule.rule, str(row["instance"])),
        low=low,
        high=high,
        open_low=qualifier in OPEN_LOW,
        open_high=qualifier in OPEN_HIGH,
        locator=locator if restates else "",
        fails=fails,
        binding=restates and rule.status != "weak" and (not fails or row["verdict"] == "contradiction"),
    )
