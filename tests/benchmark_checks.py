"""How long all rules take on 40,000 reports, against the time pandas needs to read their observations.

`python3 scripts/benchmark_checks.py` runs it. Timings are no tests: nothing fails here. The reports are invented and
consistent, so that every rule is tried and nothing is short-circuited by an alarm.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
import pandas as pd

from gongkai.checks import FAMILIES, load_facts, run_checks
from gongkai.checks.grids import build_grid
from gongkai.structures import Structure, load_structure
from tests import consistent
from tests.conftest import REPOSITORY

T = TypeVar("T")
SEED = 11
STATEMENTS = 40  # of each report, as the real ones have; every fourth restates a line
AGREEING = 10


def write_corpus(folder: Path, authorities: int) -> int:
    """The resources that rules look at, as a package has them; how many observations there are."""
    rows = 0
    statements = []
    for year, frame in consistent.observations_of(authorities, SEED, 0.3):
        frame.to_csv(folder / f"observations-{year}.csv", index=False, lineterminator="\n")
        rows += len(frame)
        statements.append(statements_of(frame))
    pd.concat(statements, ignore_index=True).to_csv(folder / "statements.csv", index=False, lineterminator="\n")
    consistent.reports_of(authorities).to_csv(folder / "reports.csv", index=False, lineterminator="\n")
    consistent.authorities_of(authorities).to_csv(folder / "authorities.csv", index=False, lineterminator="\n")
    consistent.form_lines().to_csv(folder / "form_lines.csv", index=False, lineterminator="\n")
    return rows


def statements_of(observations: pd.DataFrame) -> pd.DataFrame:
    """Prose for every report: some of its lines told again, and many quantities that restate none."""
    totals = observations[(observations["applicant"] == "total") & observations["obs_value"].notna()]
    told = totals[totals.groupby("report_id").cumcount() < AGREEING]
    reports = observations["report_id"].unique()
    others = np.repeat(reports, STATEMENTS - AGREEING)
    frame = pd.DataFrame(
        {
            "report_id": np.concatenate([told["report_id"].to_numpy(object), others.astype(object)]),
            "indicator": np.concatenate([told["indicator"].to_numpy(object), np.full(len(others), "", object)]),
            "about": "",
            "quantity": np.concatenate([told["obs_value"].to_numpy(float), np.arange(len(others)) % 977 + 1.0]),
            "unit": np.concatenate([told["unit_measure"].to_numpy(object), np.full(len(others), "条", object)]),
            "qualifier": "exact",
            "phrase": "公开政府信息",
        }
    )
    frame["low"] = frame["high"] = frame["quantity"]
    frame = frame.sort_values("report_id", kind="stable", ignore_index=True)
    frame["statement"] = frame.groupby("report_id").cumcount() + 1
    frame["locator"] = "L" + frame["statement"].astype(str) + ":9-12"
    return frame


def timed(function: Callable[[], T]) -> tuple[float, T]:
    """Processor time of one call, and what it gave."""
    began = time.process_time()
    result = function()
    return time.process_time() - began, result


def read_observations(folder: Path) -> int:
    """What everybody who uses the package does first."""
    return sum(len(pd.read_csv(path)) for path in sorted(folder.glob("observations-*.csv")))


def peak() -> int:
    """The largest memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def each_family(folder: Path, structure: Structure) -> None:
    """Where the time goes."""
    spent, facts = timed(lambda: load_facts(folder))
    print(f"  {'the facts read':28} {spent:6.1f} s")
    spent, grid = timed(lambda: build_grid(facts.observations, facts.reports, facts.statements))
    print(f"  {'side by side':28} {spent:6.1f} s")
    rules = {rule.rule: rule for rule in structure.rules}
    for family in FAMILIES:
        spent, found = timed(lambda family=family: family(facts, grid, rules))  # type: ignore[misc]
        print(f"  {family.__name__:28} {spent:6.1f} s {len(found):10,} checks")


def main(arguments: Sequence[str]) -> int:
    """Write the corpus, read it, check it, and print the ratio."""
    parser = argparse.ArgumentParser(prog="benchmark_checks.py", description=__doc__)
    parser.add_argument("--reports", type=int, default=40_000)
    parser.add_argument("--parts", action="store_true", help="also show what each family of checks takes")
    chosen = parser.parse_args(arguments)
    structure = load_structure(REPOSITORY / "structure")
    authorities = -(-chosen.reports // len(consistent.YEARS))
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows = write_corpus(folder, authorities)
        print(f"{authorities * len(consistent.YEARS):,} reports, {rows:,} observations; {peak()} MB to write them")
        reading, read = timed(lambda: read_observations(folder))
        print(f"pandas.read_csv of the observations {reading:6.1f} s ({read:,} rows)")
        if chosen.parts:
            each_family(folder, structure)
        facts = load_facts(folder)
        checking, found = timed(lambda: run_checks(facts, structure))
    print(f"all rules                           {checking:6.1f} s ({len(found.checks):,} checks)")
    print(f"ratio {checking / reading:.2f} (at most 3), peak memory {peak()} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
