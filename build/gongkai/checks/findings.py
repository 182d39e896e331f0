"""Findings: the rows that every family of checks gives, and how a result becomes a verdict that accuses nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

CHECK_COLUMNS = (
    "report_id",
    "rule",
    "instance",
    "result",
    "verdict",
    "actual",
    "expected",
    "gap",
    "operands",
    "evidence",
)
_FIGURES = ("actual", "expected", "gap")
RESULTS = ("holds", "holds_if_blank_is_zero", "derivable", "fails", "not_assessable")
VERDICTS = ("holds", "question", "contradiction", "open")


@dataclass(frozen=True)
class Findings:
    """Every check that was made, sorted by key, and how often each rule was tried."""

    checks: pd.DataFrame
    tried: dict[str, int]


def verdict_of(result: str, status: str, *, lowered: bool = False) -> str:
    """What is said in public: a failure contradicts where the rule is official or expected and nothing lowers it."""
    if result == "fails":
        return "question" if lowered or status == "weak" else "contradiction"
    return "open" if result in ("derivable", "not_assessable") else "holds"


def checks_of(rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """Rows in the order of CHECK_COLUMNS as a frame, None where there is no number; for families that give few."""
    made = pd.DataFrame(list(rows), columns=list(CHECK_COLUMNS), dtype=object)
    return made.astype(dict.fromkeys(_FIGURES, "float64"))


def sides_of(operands: str) -> tuple[str, str]:
    """What is compared where it is no number: dates, units."""
    left, _, right = operands.partition(" | ")
    return left.replace("/", " – "), right


def check_rows(checks: pd.DataFrame) -> list[dict[str, object]]:
    """Checks as rows of the package: integers as integers, None where there is no number or no text."""
    columns = [
        [whole(value) for value in checks[name]] if name in _FIGURES else [value or None for value in checks[name]]
        for name in CHECK_COLUMNS
    ]
    return [dict(zip(CHECK_COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)]


def whole(value: float) -> int | float | None:
    """A number as it is printed: an integer where it is one, nothing where there is none."""
    if np.isnan(value):
        return None
    rounded = round(float(value), 6)
    return int(rounded) if rounded.is_integer() else rounded
