"""Golden cases: whole documents against whole parsed reports, byte by byte (tests/cases/README.md)."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from gongkai.documents import read_document
from gongkai.identities import identify
from gongkai.readings import READER_VERSION, parse
from gongkai.reports import dump_report
from gongkai.structures import Structure
from tests.renderings import DROPPING, EXPLICIT

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.parent.name for path in CASES.glob("*/document.txt") if not path.parent.name.endswith("-changed"))


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, invented_structure: Structure) -> None:
    case, changed = CASES / name, CASES / f"{name}-changed"
    shutil.rmtree(changed, ignore_errors=True)
    document = read_document(case / "document.txt")
    text = dump_report(parse(document, identify(document, invented_structure, None), None, invented_structure))
    expected = case / "expected.json"
    if not expected.is_file() and not os.environ.get("CI"):
        expected.write_text(text, encoding="utf-8")
        pytest.fail(f"{name} had no expected.json; it has one now: read it against the document, then commit it")
    if expected.read_text(encoding="utf-8") != text:
        changed.mkdir()
        (changed / "expected.json").write_text(text, encoding="utf-8")
        pytest.fail(f"output differs: diff tests/cases/{name}/expected.json tests/cases/{name}-changed/expected.json")


def test_every_form_printing_and_layout_owns_a_case(structure: Structure) -> None:
    rows = (structure.folder / "labels.csv").read_text(encoding="utf-8").splitlines()[1:]
    printings = {(row.split(",")[0], row.split(",")[3]) for row in rows}
    wanted = {
        f"form-{form}" + (f"-{printing}" if form == "2014" else "")
        for form, printing in printings
        if printing != "in_text"
    }
    wanted |= {f"layout-{layout.replace('_', '-')}" for layout in (*EXPLICIT, *DROPPING) if layout != "tab_cells"}
    assert sorted(wanted - set(NAMES)) == []
    assert len(wanted) >= 12


def test_output_changes_only_with_the_readers_version() -> None:
    """Raise READER_VERSION when golden output changes, then write the new hash with GONGKAI_ACCEPT=1."""
    digest = hashlib.sha256()
    for name in NAMES:
        digest.update(name.encode() + (CASES / name / "expected.json").read_bytes())
    record = CASES / "reader.json"
    accepted = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {"version": 0, "sha256": ""}
    if accepted["sha256"] != digest.hexdigest() and os.environ.get("GONGKAI_ACCEPT"):
        assert accepted["version"] < READER_VERSION, "golden output changed: raise READER_VERSION in readings.py first"
        accepted = {"sha256": digest.hexdigest(), "version": READER_VERSION}
        record.write_text(json.dumps(accepted) + "\n", encoding="utf-8")
    assert accepted == {"sha256": digest.hexdigest(), "version": READER_VERSION}
