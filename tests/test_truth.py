"""The committed reports against truth written by hand, and, where the documents are, the reader against both."""

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gongkai.documents import read_document
from gongkai.identities import identify
from gongkai.readings import parse
from gongkai.registers import load_register
from gongkai.reports import dump_report, load_report, report_path
from gongkai.structures import Structure

TRUTH = Path(__file__).parent / "truth"
COLUMNS = ("form", "indicator", "applicant", "value", "state", "raw", "unit", "label", "locator")


def truth(name: str) -> list[dict[str, str]]:
    with (TRUTH / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REPORTS = truth("reports")
# Reports whose prose was labelled by hand too.
LABELLED = [row["report"] for row in REPORTS if (TRUTH / f"{row['report']}.statements.csv").is_file()]
WITH_TABLE = [row["report"] for row in REPORTS if row["form"] != "none"]


def committed(repository: Path, name: str) -> dict[str, Any]:
    return load_report(report_path(repository / "reports", name), repository / "structure" / "schemas")


def as_row(observation: dict[str, Any]) -> dict[str, str]:
    return {column: "" if observation[column] is None else str(observation[column]) for column in COLUMNS}


@pytest.mark.parametrize("name", WITH_TABLE)
def test_every_cell_of_the_committed_report_is_the_printed_one(repository: Path, name: str) -> None:
    expected = {(row["indicator"], row["applicant"]): row for row in truth(name)}
    form_cells = [o for o in committed(repository, name)["observations"] if o["source"] == "form"]
    found = {(o["indicator"], o["applicant"]): as_row(o) for o in form_cells}
    for key, row in expected.items():
        if not row["locator"] and row["state"] not in ("not_in_form", "form_absent"):
            row["locator"] = found[key]["locator"]  # typed from pages, which show no grid of rows and columns
            assert re.fullmatch(r"p[0-9]+/t[0-9]+/r[0-9]+/c[0-9]+", row["locator"])
    assert len(found) == len(form_cells)
    wrong = {
        key: (expected.get(key), found.get(key)) for key in expected | found if expected.get(key) != found.get(key)
    }
    assert wrong == {}
    assert len(found) >= 79


def test_the_cells_of_the_annexes_are_counted(repository: Path) -> None:
    counts = {}
    for name in WITH_TABLE:
        states = [o["state"] for o in committed(repository, name)["observations"] if o["source"] == "form"]
        counts[name] = sum(state not in ("not_in_form", "form_absent") for state in states)
    assert counts == {
        "370400-2017": 79,
        "370404-2014": 73,
        "371300-2017": 78,
        "370400-gaoxin-2020": 176,
        "320813-2024": 186,
    }


@pytest.mark.parametrize("row", REPORTS, ids=lambda row: row["report"])
def test_what_the_report_says_of_itself(repository: Path, row: dict[str, str]) -> None:
    report = committed(repository, row["report"])["report"]
    period = report["period"] or {"from": "", "to": ""}
    found = {
        "report": report["id"],
        "authority": report["authority"],
        "year": str(report["year"]),
        "form": report["form"],
        "title": report["title"] or "",
        "published": report["published"] or "",
        "published_printed": report["published_printed"] or "",
        "period_from": period["from"],
        "period_to": period["to"],
        "headings": row["headings"],
    }
    assert found == row


@pytest.mark.parametrize("row", REPORTS, ids=lambda row: row["report"])
def test_the_documents_give_the_committed_reports(
    repository: Path, structure: Structure, real_documents: Path, row: dict[str, str]
) -> None:
    register = load_register(repository / "sources" / "register.csv")
    entry = next(e for e in register.values() if f"{e.authority}-{e.year}" == row["report"])
    path = next(p for p in (real_documents / entry.file, real_documents.parent / "samples" / entry.file) if p.is_file())
    document = read_document(path)
    text = dump_report(parse(document, identify(document, structure, entry), entry, structure))
    assert text == report_path(repository / "reports", row["report"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("row", [row for row in REPORTS if row["headings"]], ids=lambda row: row["report"])
def test_headings_are_recognised_and_observed_as_nothing(
    structure: Structure, real_documents: Path, row: dict[str, str]
) -> None:
    from gongkai.bindings import bind_lines
    from gongkai.observations import observe

    lines = read_document(real_documents / f"{row['report']}.txt").lines
    observed = observe(
        bind_lines(lines, structure.forms, row["report"])[1], structure.forms, structure.applicants, row["report"]
    )
    assert len(observed.headings) == int(row["headings"])
    assert not {o.indicator for o in observed.observations} & set(observed.headings)


def test_reports_are_written_in_their_one_form(repository: Path) -> None:
    files = sorted((repository / "reports").glob("*/*.json"))
    assert len(files) >= len(REPORTS)
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert dump_report(json.loads(text)) == text


def number(text: str) -> float | None:
    return float(text) if text else None


def test_committed_statements_are_the_printed_ones(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Line by line, without the documents: quantity, bounds, unit, qualifier; and the indicators given to them."""
    said: Counter[tuple[object, ...]] = Counter()
    found: Counter[tuple[object, ...]] = Counter()
    named: Counter[bool] = Counter()
    for report in LABELLED:
        for row in truth(f"{report}.statements"):
            bounds = (number(row["quantity"]), number(row["low"]), number(row["high"]))
            said[report, int(row["line"]), *bounds, row["unit"], row["qualifier"]] += 1
        indicators = {
            (int(row["line"]), number(row["quantity"]), row["indicator"]) for row in truth(f"{report}.statements")
        }
        for one in committed(repository, report)["statements"]:
            line = int(one["locator"][1:].split(":")[0])
            found[report, line, one["quantity"], one["low"], one["high"], one["unit"], one["qualifier"]] += 1
            if one["indicator"]:
                named[(line, one["quantity"], one["indicator"]) in indicators] += 1
    hits = (said & found).total()
    with capsys.disabled():
        print(f"\nstatements: recall {hits}/{said.total()}, precision {hits}/{found.total()}; indicators {dict(named)}")
    assert hits / said.total() >= 0.95
    assert hits / found.total() >= 0.95
    assert named[False] == 0
    assert named[True] >= 73


LISTS = {
    "citations": lambda row: (int(row["line"]), row["number"], row["issuer"]),
    "captions": lambda row: (int(row["line"]), int(row["number"]), row["title"]),
    "contacts": lambda row: (int(row["line"]), row["kind"], row["value"]),
    "problems": lambda row: (int(row["line"]), row["list"], int(row["ordinal"])),
}


def printed_facts(parsed: dict[str, Any], kind: str) -> list[tuple[object, ...]]:
    def line(locator: str) -> int:
        return int(locator[1:].split(":")[0])

    if kind == "citations":
        return [(line(at), c["number"], c["issuer"]) for c in parsed["citations"] for at in c["locators"]]
    if kind == "captions":
        return [(line(c["locator"]), c["number"], c["title"]) for c in parsed["captions"]]
    if kind == "contacts":
        return [(line(c["locator"]), c["kind"], c["value"]) for c in parsed["contacts"]]
    lists = (("problem", parsed["problems"]), ("measure", parsed["measures"]))
    return [(line(item["locator"]), name, item["ordinal"]) for name, items in lists for item in items]


@pytest.mark.parametrize("kind", LISTS)
def test_committed_lists_are_the_printed_ones(repository: Path, kind: str) -> None:
    seen = 0
    for report in LABELLED:
        expected = Counter(LISTS[kind](row) for row in truth(f"{report}.{kind}"))
        found = Counter(printed_facts(committed(repository, report), kind))
        assert found == expected, report
        seen += expected.total()
    assert seen >= 19


def test_committed_scopes_are_the_printed_ones(repository: Path) -> None:
    for report in LABELLED:
        (said,) = {row["scope"] for row in truth(f"{report}.scope")} or {"unknown"}
        assert committed(repository, report)["report"]["scope"] == said, report
