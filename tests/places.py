"""What the tests of prose share: lines of real documents, truth by hand, and places as printed text."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from gongkai.documents import read_document
from gongkai.tables import Span

TRUTH = Path(__file__).parent / "truth"
REPORTS = ("370303-2017", "370400-2017", "370400-gaoxin-2020", "370404-2014", "371300-2017")


def read_lines(folder: Path, report: str) -> tuple[Sequence[str], set[int]]:
    """The lines of a real document and the numbers of those that are table cells."""
    lines = read_document(folder / f"{report}.txt").lines
    return lines, {number for number, line in enumerate(lines, 1) if line.startswith("\t")}


def read_truth(report: str, kind: str) -> list[dict[str, str]]:
    """The rows that were labelled by hand."""
    with (TRUTH / f"{report}.{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def place(lines: Sequence[str], row: dict[str, str]) -> Span:
    """Where the text of a row of truth stands."""
    line, at = lines[int(row["line"]) - 1], -1
    for _ in range(int(row.get("nth") or 1)):
        at = line.index(row["text"], at + 1)
    return int(row["line"]), at + 1, at + len(row["text"])


def printed(lines: Sequence[str], span: Span) -> str:
    """What stands at a place."""
    line, first, last = span
    assert 1 <= first <= last <= len(lines[line - 1])
    return lines[line - 1][first - 1 : last]


def read_locator(locator: str) -> Span:
    """L12:3-9 as a place."""
    line, _, places = locator.removeprefix("L").partition(":")
    first, _, last = places.partition("-")
    return int(line), int(first), int(last)


def compare(report: str, kind: str, found: Iterable[object], expected: Iterable[object]) -> None:
    """Both hold the same, counted; the figures are printed."""
    ours, theirs = Counter(found), Counter(expected)
    right = (ours & theirs).total()
    print(f"{report} {kind}: {right} of {theirs.total()} found, {(ours - theirs).total()} too many")
    assert (ours - theirs, theirs - ours) == (Counter(), Counter())
