"""Percentages: the share that the prose prints behind a part, recomputed from the part and its whole.

Only where both are certain: the share stands right behind the part, in its sentence, and says that it is of the total
(占总数, 占比); the whole is a line that declared sums make of such parts, or what received requests became, as the
prose gives it or else the table. What is printed may be rounded, cut off, or rounded twice (67.499 to 67.5 to 68):
issuers do all three. A share that fits no such whole contradicts only where another share of the report fits it: else
it may be a share of something else.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from gongkai.checks.facts import Facts
from gongkai.checks.findings import RESULTS, checks_of, verdict_of
from gongkai.checks.grids import FORM, NUMBER, TOTAL, Grid, Numbers
from gongkai.checks.operands import frame, words_of
from gongkai.checks.restated import Flags, Said, read_said, texts_of
from gongkai.checks.verdicts import FAILS, HOLDS
from gongkai.rules import Rule

_OF_TOTAL = "^约?占(?:比|总数|总量|总计|申请总数|申请总量|全部|比例)(?:申请)?(?:的|约|为|达|是)*[0-9０-９.]+[%％]"
_PLACE = r"^(?P<line>.*):(?P<first>[0-9]+)-(?P<last>[0-9]+)$"
_FARTHEST = 12  # code points between part and share
_DECIMALS = 4
# Answers are shares of the requests received as often as of the answers given.
_RECEIVED = "requests.received"
_ANSWERS = "requests.answered"


def check_percentages(facts: Facts, grid: Grid, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Every share whose part and whole are certain."""
    rule = next((rule for rule in rules.values() if rule.kind == "percentage"), None)
    wholes = _wholes(rules.values())
    said = read_said(facts, grid)
    shares = _shares(facts.statements, said)
    shares = shares[np.isin(said.lines[shares["part"].to_numpy(np.int64)], list(wholes))]
    if rule is None or shares.empty:
        return checks_of(())
    known = _stated(said)
    rows: list[tuple[object, ...]] = []
    columns = (shares[name].tolist() for name in ("part", "statement", "quantity"))
    for part, number, printed in zip(*columns, strict=True):
        line, place = str(said.lines[part]), int(said.places[part])
        found = [_whole(grid, known, place, name) for name in wholes[line]]
        candidates = [(name, value) for name, value in zip(wholes[line], found, strict=True) if value > 0]
        if not candidates:
            continue
        value = float(said.quantities[part])
        tried = [(name, whole, _recomputed(value, whole, printed)) for name, whole in candidates]
        name, whole, (expected, agrees) = next((one for one in tried if one[2][1]), tried[0])
        rows.append((place, f"{line}/{number}", name, value, whole, printed, expected, agrees))
    return _frame(rule, grid, rows)


def _shares(statements: pd.DataFrame, said: Said) -> pd.DataFrame:
    """The statements of shares of a total, each with the place in `said` of the part right before it."""
    rows = statements[(statements["unit"] == "%") & (statements["qualifier"] == "exact")]
    rows = rows[rows["phrase"].astype("str").str.contains(_OF_TOTAL, regex=True).to_numpy(np.bool_)]
    certain = np.flatnonzero(said.sure & (said.qualifiers == "exact"))
    parts = said.frame.iloc[certain][["report_id", "statement", "locator"]].assign(part=certain)
    parts["statement"] = parts["statement"] + 1
    found = rows.merge(parts, on=["report_id", "statement"], suffixes=("", "_part"))
    here, there = (found[name].astype("str").str.extract(_PLACE) for name in ("locator", "locator_part"))
    distance = here["first"].astype("float64") - there["last"].astype("float64")
    return found[(here["line"] == there["line"]) & (distance > 0) & (distance <= _FARTHEST)]


def _wholes(rules: Iterable[Rule]) -> dict[str, list[str]]:
    """The lines that each part may be a share of, the nearest first."""
    above: dict[str, str] = {}
    for rule in rules:
        if rule.kind in ("equality", "bound") and len(rule.left) == 1 and len(rule.right) > 1:
            for term in rule.right:
                above.setdefault(term.indicator, rule.left[0].indicator)
    found: dict[str, list[str]] = {}
    for part in above:
        line = part
        while (line := above.get(line, "")) and line != part:
            found.setdefault(part, []).append(line)
        if _ANSWERS in found.get(part, ()):
            found[part].append(_RECEIVED)
    return found


def _stated(said: Said) -> dict[tuple[int, str], float]:
    """What the prose gives certainly and exactly, by report and line; nothing where it gives two numbers."""
    known: dict[tuple[int, str], float] = {}
    for at in np.flatnonzero(said.sure & said.exact).tolist():
        key = int(said.places[at]), str(said.lines[at])
        value = float(said.quantities[at])
        known[key] = value if known.get(key, value) == value else np.nan
    return known


def _whole(grid: Grid, known: Mapping[tuple[int, str], float], place: int, line: str) -> float:
    """The whole as the prose gives it, or else the table."""
    if (place, line) in known:
        return known[place, line]
    cell = grid.cells.get((line, TOTAL), -1)
    if cell < 0 or grid.kinds[cell, place] != NUMBER or grid.sources[cell, place] != FORM:
        return np.nan
    return float(grid.values[cell, place])


def _recomputed(part: float, whole: float, printed: float) -> tuple[float, bool]:
    """The share as it could have been printed, nearest to what is printed, and whether it is what is printed."""
    decimals = next((at for at in range(_DECIMALS) if round(printed, at) == printed), _DECIMALS)
    share = part / whole * 100
    ways = [_rounded(share, decimals), _cut(share, decimals), _rounded(_rounded(share, decimals + 1), decimals)]
    best = min(ways, key=lambda way: abs(way - printed))
    return best, best == printed


def _rounded(number: float, decimals: int) -> float:
    return float(np.floor(round(number * 10**decimals, 6) + 0.5) / 10**decimals)


def _cut(number: float, decimals: int) -> float:
    return float(np.floor(round(number * 10**decimals, 6)) / 10**decimals)


def _frame(rule: Rule, grid: Grid, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    if not rows:
        return checks_of(())
    names = ["place", "instance", "whole", "part", "of", "printed", "expected", "agrees"]
    found = pd.DataFrame(rows, columns=names)
    agrees: Flags = found["agrees"].to_numpy(np.bool_)
    is_base = found.groupby(["place", "whole"])["agrees"].transform("any").to_numpy(np.bool_)
    results = np.where(agrees, HOLDS, FAILS)
    verdicts = np.array([verdict_of(name, rule.status) for name in RESULTS], object)[results]
    verdicts[~agrees & ~is_base] = verdict_of("fails", rule.status, lowered=True)
    numbers: dict[str, Numbers] = {
        name: found[name].to_numpy(np.float64) for name in ("part", "of", "printed", "expected")
    }
    kinds = np.full(len(found), NUMBER, np.int8)
    pairs = zip(words_of(numbers["part"], kinds), words_of(numbers["of"], kinds), strict=True)
    return frame(
        {
            "report_id": grid.reports[found["place"].to_numpy(np.int64)],
            "rule": np.full(len(found), rule.rule, object),
            "instance": texts_of(found["instance"]),
            "result": np.array(RESULTS, object)[results],
            "verdict": verdicts,
            "actual": numbers["printed"],
            "expected": numbers["expected"],
            "gap": np.round(numbers["printed"] - numbers["expected"], 6),
            "operands": texts_of([f"{one} / {other}" for one, other in pairs]),
            "evidence": np.full(len(found), "", object),
        }
    )
