"""Hostile documents: each ends with its word, in time and without a wrong figure; every other report is as it was."""

import csv
import json
import time
from pathlib import Path

import pytest

from gongkai.containers import legacy
from gongkai.documents import read_document
from gongkai.paths import Paths
from gongkai.readings import read
from gongkai.registers import COLUMNS
from tests.hostile import write_hostile
from tests.renderings import FORMS, draw_facts, tab_cells

resource = pytest.importorskip("resource")
YEARS = range(2008, 2100)
GOOD = 6
MOST_SECONDS = 30
MOST_MEMORY = 2**30


def write_good(folder: Path) -> list[str]:
    from random import Random

    names = []
    for number in range(GOOD):
        random = Random(number)
        form = FORMS[number % len(FORMS)]
        names.append(f"good-{number}.txt")
        title = f"临川市{2008 + number}年政府信息公开工作年度报告\n\n"
        text = title + tab_cells(form, draw_facts(random, form, blanks=True), random)
        (folder / names[-1]).write_text(text, encoding="utf-8")
    return names


def write_register(paths: Paths, names: list[str]) -> None:
    """A report of its own for every hostile file."""
    owners = [(authority, year) for authority in ("990100", "990101") for year in YEARS]
    with (paths.sources / "register.csv").open("w", encoding="utf-8", newline="", errors="surrogateescape") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name, (authority, year) in zip(names, owners, strict=False):
            if name.isprintable():
                writer.writerow((name, authority, year, "", "", "", "current", ""))


def figures(report: bytes) -> dict[str, tuple[object, str]]:
    return {o["indicator"]: (o["value"], o["state"]) for o in json.loads(report)["observations"] if o["locator"]}


def test_every_hostile_document_ends_with_its_word(corpus: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    corpus.sources.mkdir()
    good = write_good(corpus.sources)
    read(corpus, [corpus.sources])
    before = {path.name: path.read_bytes() for path in corpus.reports.rglob("*.json")}
    assert len(before) == GOOD
    expected = write_hostile(corpus.sources)
    assert len(expected) >= 60
    write_register(corpus, sorted(expected))
    took: dict[str, float] = {}
    last = time.perf_counter()

    def hear(name: str, total: int) -> None:
        nonlocal last
        took[name], last = time.perf_counter() - last, time.perf_counter()

    outcomes = {o.file: o for o in read(corpus, [corpus.sources], progress=hear) if o.file not in good}
    if not legacy.find_office():
        expected |= dict.fromkeys(("hollow.doc", "braces.rtf"), "needs LibreOffice")
    found = {name: outcome.word for name, outcome in outcomes.items()}
    assert {name: (found.get(name), word) for name, word in expected.items() if found.get(name) != word} == {}
    assert {name: seconds for name, seconds in took.items() if seconds > MOST_SECONDS} == {}
    # A child's peak begins with its parent's: it tells nothing where this process was once as large.
    held, own = (resource.getrusage(who).ru_maxrss * 1024 for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    assert held < MOST_MEMORY or own > MOST_MEMORY
    after = {path.name: path.read_bytes() for path in corpus.reports.rglob("*.json")}
    assert {name for name in before if after[name] != before[name]} == set()
    assert figures_wrong(corpus, outcomes, expected) == {}
    with capsys.disabled():
        slowest = max(took, key=lambda name: took[name])
        print(
            f"\n{len(expected)} hostile documents in {sum(took.values()):.1f} s, slowest {slowest}: {took[slowest]:.1f}"
        )


def figures_wrong(corpus: Paths, outcomes: dict, expected: dict) -> dict[str, object]:
    """Figures in what was read that the report does not print; a cell may be unread, it may not be another number."""
    from gongkai.identities import Identity
    from gongkai.readings import parse
    from gongkai.structures import load_structure

    plain = read_document(corpus.sources / "plain.txt")
    parsed = parse(plain, Identity("990100", 2016), None, load_structure(corpus.structure))
    true = {o["indicator"]: (o["value"], o["state"]) for o in parsed["observations"] if o["locator"]}
    assert sorted(value for value, _ in true.values() if value is not None) == [0, 95]
    wrong: dict[str, object] = {}
    for name, outcome in outcomes.items():
        if outcome.kind == "read" and name in expected:
            path = corpus.reports / "99" / f"{outcome.report}.json"
            said = figures(path.read_bytes())
            bad = {key: cell for key, cell in said.items() if cell != true.get(key) and cell[1] != "unparsed"}
            if bad or set(said) != set(true):
                wrong[name] = bad or said
    return wrong
