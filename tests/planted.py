"""Planted errors: one wrong digit in consistent reports, rows and columns moved with their labels, foreign units.

`python3 scripts/plant_errors.py` runs the longer suite and prints how much of it the rules find.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from unittest.mock import patch

import numpy as np
import pandas as pd

from gongkai.checks import Facts, run_checks
from gongkai.hints import find_hints
from gongkai.structures import Structure, load_structure
from tests import consistent, renderings
from tests.conftest import REPOSITORY
from tests.renderings import Block, Line

ALARMS = ("question", "contradiction")


def alarms_of(checks: pd.DataFrame) -> pd.DataFrame:
    """What a reader of the portal would be told about."""
    return checks[checks["verdict"].isin(ALARMS)]


# ------------------------------------------------------------------------------------------------ one wrong digit


def totalled_cells(structure: Structure) -> set[tuple[str, str, str]]:
    """Form, line and applicant of every cell that is a term of an equality inside one report."""
    cells: set[tuple[str, str, str]] = set()
    for rule in structure.rules:
        if rule.kind != "equality":
            continue
        for form in rule.forms:
            lines = [line for line in structure.forms[form].lines if line.kind == "line"]
            matrix = [line.indicator for line in lines if line.by_applicant]
            for term in rule.terms:
                named = matrix if term.indicator == "*" else [term.indicator]
                applicants = (
                    [*consistent.APPLICANTS, "total"] if rule.over == "applicants" else [term.applicant or "total"]
                )
                cells |= {(form, line, applicant) for line in named for applicant in applicants}
    return cells


def plant_digits(facts: Facts, structure: Structure, seed: int) -> tuple[Facts, pd.DataFrame]:
    """Facts with one digit changed in one totalled cell of every report, and the observations that were changed, as
    they were."""
    random = np.random.default_rng(seed)
    cells = facts.observations
    wanted = pd.MultiIndex.from_tuples(sorted(totalled_cells(structure)))
    keys = pd.MultiIndex.from_arrays([cells["form"], cells["indicator"], cells["applicant"]])
    there = cells[keys.isin(wanted) & cells["obs_value"].notna()]
    shuffled = there.iloc[random.permutation(len(there))]
    chosen = shuffled.drop_duplicates("report_id").sort_index()
    values = cells["obs_value"].to_numpy().copy()
    values[chosen.index] = [wrong_digit(int(value), random) for value in chosen["obs_value"]]
    return replace(facts, observations=cells.assign(obs_value=values)), chosen


def wrong_digit(value: int, random: np.random.Generator) -> int:
    """The number with one of its digits changed."""
    digits = list(str(value))
    at = int(random.integers(len(digits)))
    digits[at] = str(random.choice([digit for digit in "0123456789" if digit != digits[at]]))
    return int("".join(digits))


def share_caught(authorities: int, structure: Structure, seed: int, blanks: float = 0.0) -> tuple[int, int]:
    """How many reports with a wrong digit the rules say something about, and how many there are."""
    facts, changed = plant_digits(consistent.facts_of(authorities, seed, blanks), structure, seed)
    alarms = alarms_of(run_checks(facts, structure).checks)
    inside = alarms[~alarms["rule"].isin(["series.jump", "carried_over"])]
    caught = set(inside["report_id"])
    return int(changed["report_id"].isin(caught).sum()), len(changed)


def sizes_of_hints(facts: Facts, changed: pd.DataFrame, structure: Structure) -> dict[str, Counter[int]]:
    """For the matrix and for lists: how many cells the hints name (0: not the wrong one among them) for a wrong digit,
    by the size of the set that mends the same checks. In the matrix the whole of a report's hints counts."""
    hints = find_hints(run_checks(facts, structure), facts, structure)
    named = dict(list(hints.groupby("report_id")))
    sizes: dict[str, Counter[int]] = {"matrix": Counter(), "list": Counter()}
    for row in changed.itertuples():
        own = named.get(row.report_id)
        if own is None:
            continue
        kind = "matrix" if row.indicator.startswith(("applications.", "outcome.")) else "list"
        right = (own["indicator"] == row.indicator) & (own["applicant"] == row.applicant)
        found = own[right & (own["would_be"] == row.obs_value)]
        size = len(own) if kind == "matrix" else found["set_size"].max()
        sizes[kind][int(size) if len(found) else 0] += 1
    return sizes


# ------------------------------------------------------------------------------------------------ moved, with labels


def move_rows(block: Block, random: Random) -> Block:
    """Rows in another order; those under one printed parent stay together, and under their parent."""
    if block.lines and "单位" in block.heads[0]:
        return replace(block, lines=tuple(_shuffle_tree(block.lines, random)))
    return replace(block, lines=tuple(_shuffle_merged(block.lines, 0, random)))


def _shuffle_merged(lines: Sequence[Line], depth: int, random: Random) -> Iterator[Line]:
    """The lines below one merged cell, and within them those below the next."""
    families: dict[str, list[Line]] = {}
    for line in lines:
        families.setdefault("/".join(line.labels[depth : depth + 1]), []).append(line)
    groups = list(families.values())
    random.shuffle(groups)
    for group in groups:
        yield from _shuffle_merged(group, depth + 1, random) if len(group) > 1 else group


def _shuffle_tree(lines: Sequence[Line], random: Random) -> Iterator[Line]:
    """The lines of the long table, where rows stand under rows: each group stays whole, the lines that have none below
    them change places."""
    rows = [row for row, label in renderings.wordings("2014", "statistics", "city").items() if label]
    parents = {row["indicator"]: row["parent"] for row in renderings.records("forms/2014.csv")}
    below: dict[str, list[tuple[str, Line]]] = {}
    for row, line in zip(rows, lines, strict=True):
        below.setdefault(parents[row], []).append((row, line))

    def walk(parent: str) -> Iterator[Line]:
        children = below.get(parent, [])
        random.shuffle(children)
        for row, line in children:
            yield line
            yield from walk(row)

    yield from walk("")


def move_columns(block: Block, random: Random) -> Block:
    """The legal persons' columns of the matrix, or the columns of a small table, in another order, heads and all."""
    if any(len(line.keys) == len(renderings.APPLICANTS) for line in block.lines):
        order = [0, *random.sample(range(1, 6), 5), 6]
        heads = (*block.heads[:-1], ("",) * 4 + tuple(renderings.LEGAL[at - 1] for at in order[1:6]) + ("",))
    elif block.label_columns == 1 and len(block.heads) == 1 and "单位" not in block.heads[0]:
        order = random.sample(range(len(block.heads[0]) - 1), len(block.heads[0]) - 1)
        heads = ((block.heads[0][0], *(block.heads[0][1 + at] for at in order)),)
    else:
        return block
    lines = tuple(replace(line, keys=tuple(line.keys[at] for at in order)) for line in block.lines)
    return replace(block, heads=heads, lines=lines)


@contextmanager
def moved(random: Random) -> Iterator[None]:
    """Inside, every layout prints its tables with rows and columns moved."""
    blocks_of = renderings.blocks_of

    def shuffled(form: str) -> list[Block]:
        order = Random(seed)
        return [move_columns(move_rows(block, order), order) for block in blocks_of(form)]

    seed = random.randrange(2**32)
    with patch.object(renderings, "blocks_of", shuffled):
        yield


# ------------------------------------------------------------------------------------------------ the longer suite


def main(arguments: Sequence[str]) -> int:
    """Print what share of planted digits is caught, and that consistent reports raise no alarm."""
    parser = argparse.ArgumentParser(prog="plant_errors.py", description=__doc__)
    parser.add_argument("--authorities", type=int, default=1000, help="each has twelve reports (default 1000)")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    structure = load_structure(REPOSITORY / "structure")
    failed = False
    for blanks in (0.0, 0.3, 1.0):
        facts = consistent.facts_of(chosen.authorities, chosen.seed, blanks)
        alarms = alarms_of(run_checks(facts, structure).checks)
        print(f"{blanks:4.0%} of the zeros blank: {len(facts.reports)} consistent reports, {len(alarms)} alarms")
        caught, planted = share_caught(chosen.authorities, structure, chosen.seed, blanks)
        print(f"{'':22} {planted} with one wrong digit, {caught} caught: {caught / planted:.2%}")
        sizes = sizes_of_hints(*plant_digits(facts, structure, chosen.seed), structure)
        for kind, counted in sizes.items():
            print(f"{'':22} hints in the {kind}, by size of the set (0: not in it): {dict(sorted(counted.items()))}")
        failed |= sizes["matrix"][1] < 0.9 * sizes["matrix"].total() or sizes["list"][0] > 0
        failed |= bool(len(alarms)) or (not blanks and caught < 0.99 * planted)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
