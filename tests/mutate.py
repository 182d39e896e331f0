"""The longer suite: every change of mutations.py a thousand times. `python3 scripts/mutate.py` runs it.

A harmless change must leave every value and state as it was; behind a doubtful one no number may stand that was not
printed for its cell. What was refused and what was read is counted too, so that "0 wrong" is not "0 read".
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from random import Random

from gongkai.errors import DocumentError
from tests import mutations, renderings
from tests.test_layouts import difference, read

FORMS = ("2014-city", "2014-district", "2014-altered", "2019", "2021")
SHOWN = 10
BATCH = 50


def changed_values(change: mutations.Change, form: str, seed: int) -> dict[renderings.Key, object]:
    """Printed cells whose value or state differs, and values of lines that were not printed. That such a line is not
    certainly missing, because of a strange row beside it, is no change of a value."""
    random = Random(seed)
    lines, facts = mutations.document(form, random)
    observed = read("\n".join(change(lines, random)))
    valued = {(o.indicator, o.applicant) for o in observed.observations if o.value is not None}
    found = difference(form, facts, observed)
    return {key: differs for key, differs in found.items() if key in facts or key in valued}


def read_numbers(change: mutations.Change, form: str, seed: int) -> tuple[dict[renderings.Key, object], int, int]:
    """Numbers that the document did not print for that cell; how many it prints, and how many of them were read."""
    random = Random(seed)
    lines, facts = mutations.document(form, random)
    observed = read("\n".join(change(lines, random)))
    numbers = [o for o in observed.observations if o.value is not None]
    said = {key: cell[1] for key, cell in facts.items()}
    wrong = {
        (o.indicator, o.applicant): (said.get((o.indicator, o.applicant)), o.value, o.locator, o.raw)
        for o in numbers
        if o.value != said.get((o.indicator, o.applicant), (None, ""))[0]
    }
    right = {(o.indicator, o.applicant) for o in numbers if o.source == "form"} - wrong.keys()
    return wrong, sum(value is not None for value, _ in said.values()), len(right)


def wrong_numbers(change: mutations.Change, form: str, seed: int) -> dict[renderings.Key, object]:
    """Numbers that the document did not print for that cell; a refusal, a blank or an unread cell is none."""
    try:
        return read_numbers(change, form, seed)[0]
    except DocumentError:
        return {}


def attempt(name: str, seed: int) -> tuple[Counter[str], list[str]]:
    """One change of one document: what it counts for, and a line for each offence."""
    form = FORMS[seed % len(FORMS)]
    counts = Counter(tries=1)
    try:
        if name in mutations.HARMLESS:
            wrong = changed_values(mutations.HARMLESS[name], form, seed)
        else:
            wrong, printed, right = read_numbers(mutations.DOUBTFUL[name], form, seed)
            counts.update(printed=printed, read=right)
    except DocumentError as error:
        counts.update(refused=1, wrong=name in mutations.HARMLESS)
        return counts, [f"{name}, {form}, seed {seed}: {error}"] if name in mutations.HARMLESS else []
    counts.update(wrong=len(wrong))
    return counts, [f"{name}, {form}, seed {seed}: {key} {found}" for key, found in wrong.items()]


def attempts(seeds: Sequence[int], name: str) -> tuple[Counter[str], list[str]]:
    """A batch of attempts, added up."""
    counts: Counter[str] = Counter()
    offences: list[str] = []
    for seed in seeds:
        counted, lines = attempt(name, seed)
        counts.update(counted)
        offences += lines
    return counts, offences


def table_row(name: str, counts: Counter[str]) -> str:
    """One line of the printed table."""
    share = f"{counts['read'] / counts['printed']:8.1%}" if counts["printed"] else f"{'':>8}"
    return f"{name:<32} {counts['tries']:>6} {counts['wrong']:>6} {counts['refused']:>8} {share}"


def run(times: int, processes: int) -> Iterator[tuple[str, Counter[str], list[str]]]:
    """Every change `times` times, with the same seeds in every run."""
    batches = [range(first, min(first + BATCH, times)) for first in range(0, times, BATCH)]
    with ProcessPoolExecutor(processes) as pool:
        for name in (*mutations.HARMLESS, *mutations.DOUBTFUL):
            counts: Counter[str] = Counter()
            offences: list[str] = []
            for counted, lines in pool.map(partial(attempts, name=name), batches):
                counts.update(counted)
                offences += lines
            yield name, counts, offences


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 if any value changed or any number is wrong."""
    parser = argparse.ArgumentParser(prog="mutate.py", description=__doc__)
    parser.add_argument("--times", type=int, default=1000, help="how often each change is tried (default 1000)")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    began = time.perf_counter()
    total: Counter[str] = Counter()
    failed: list[str] = []
    print(f"{'change':<32} {'tries':>6} {'wrong':>6} {'refused':>8} {'read':>8}")
    for name, counts, offences in run(given.times, given.processes):
        print(table_row(name, counts), flush=True)
        total.update(counts)
        failed += [f"  {line}" for line in offences[:SHOWN]]
    print(table_row("all", total))
    print(f"{total['tries']} documents in {time.perf_counter() - began:.0f} s")
    print(*failed, sep="\n")
    return 1 if failed or not total["read"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
