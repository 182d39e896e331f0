"""Sequences: captions are numbered through, each number once, and a list has as many items as it is announced with.

Figures may be numbered anew in every chapter. What is amiss is a question: a picture may have been lost on the way.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from gongkai.checks.facts import Facts
from gongkai.checks.findings import checks_of, verdict_of
from gongkai.checks.grids import TOTAL, Grid
from gongkai.checks.restated import texts_of
from gongkai.rules import Rule

_SHOWN = 6


def check_sequences(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Captions' numbers, and announced lists."""
    rows: list[tuple[object, ...]] = []
    for rule in rules.values():
        if rule.kind == "sequence":
            is_list = rule.left[0].indicator.startswith("enumeration")
            rows += _enumerations(rule, facts) if is_list else _captions(rule, facts)
    return checks_of(rows)


def _enumerations(rule: Rule, facts: Facts) -> Iterator[tuple[object, ...]]:
    found = facts.enumerations
    order = found.groupby("report_id").cumcount() + 1
    columns = (found[name] for name in ("report_id", "announced", "given", "locator"))
    for number, report, announced, given, locator in zip(order, *columns, strict=True):
        result = "holds" if given == announced else "fails"
        verdict = verdict_of(result, rule.status, lowered=True)
        figures = (given, announced, given - announced)
        yield report, rule.rule, str(number), result, verdict, *figures, str(announced), f"announced:{locator}"


def _captions(rule: Rule, facts: Facts) -> Iterator[tuple[object, ...]]:
    chapters = [section.partition("/")[0] for section in texts_of(facts.captions["section"])]
    captions = facts.captions[["report_id"]].assign(number=facts.captions["number"].astype("int64"), chapter=chapters)
    whole = _numbered_through(captions, ["report_id"])
    apart = _numbered_through(captions, ["report_id", "chapter"]).groupby(level="report_id").all()
    numbers = captions.groupby("report_id")["number"]
    for report, size, highest in numbers.agg(["size", "max"]).itertuples():
        result = "holds" if whole[report] or apart[report] else "fails"
        verdict = verdict_of(result, rule.status, lowered=True)
        said = "" if result == "holds" else _amiss(numbers.get_group(report))
        figures = (size, size, 0) if result == "holds" else (size, highest, size - highest)
        yield report, rule.rule, TOTAL, result, verdict, *figures, said or f"1–{highest}", ""


def _numbered_through(captions: pd.DataFrame, by: list[str]) -> pd.Series:
    """Whether the numbers of each group are 1, 2, 3, …"""
    groups = captions.groupby(by)["number"].agg(["size", "nunique", "min", "max"])
    through: pd.Series = (
        (groups["min"] == 1) & (groups["max"] == groups["size"]) & (groups["nunique"] == groups["size"])
    )
    return through


def _amiss(numbers: pd.Series) -> str:
    """The first numbers that are missing, and those that stand more than once."""
    there, counts = np.unique(numbers.to_numpy(), return_counts=True)
    missing = np.setdiff1d(np.arange(1, there[-1] + 1), there)[:_SHOWN]
    twice = there[counts > 1][:_SHOWN]
    words = [f"{number} ▢" for number in missing] + [f"{number} × {counts[there == number][0]}" for number in twice]
    return ", ".join(words)
