"""Corrections: planted ones are made, shown beside what was read, and stop everything once they expect what is gone."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.checks import Facts, gather, run_checks
from gongkai.corrections import correct
from gongkai.errors import GongkaiError, StructureError
from gongkai.packages import package
from gongkai.paths import Paths
from gongkai.reports import load_reports
from gongkai.structures import Structure, load_structure

HEADER = (
    "correction,report_id,indicator,applicant,source,locator,action,expects,value,state,reason_zh,reason_en,evidence"
)
# Invented for the tests: no reading of a committed report is known to be wrong.
LETTERS = "letters,371300-2017,requests.received.letter,total,form,L285,value,790,828,reported,试改,A trial,page 9"
FUNDS = "funds,371300-2017,capacity.funds,total,form,L512,value,178.8,17.88,reported,试改,A trial,page 12"
FAX = "fax,370404-2014,requests.received.fax,total,form,L182,state,blank,,image,试改,A trial,a scan"
STAFF = "staff,370404-2014,capacity.staff,total,form,L382,state,80,,unparsed,试改,A trial,a scan"
PROSE = "spoken,371300-2017,requests.received.letter,total,prose,L67:64-67,value,828,790,reported,试改,A trial,page 2"


@pytest.fixture
def copy(tmp_path: Path, repository: Path) -> Paths:
    for name in ("structure", "reports"):
        shutil.copytree(repository / name, tmp_path / name)
    shutil.rmtree(tmp_path / "structure" / "released")  # what must be announced is test_releases' affair
    return Paths(tmp_path)


def plant(paths: Paths, *rows: str) -> None:
    (paths.structure / "corrections.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")


def table(paths: Paths, name: str) -> list[dict[str, str]]:
    text = (paths.package / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def cell(paths: Paths, row: dict[str, str]) -> dict[str, str]:
    """The observation that a correction's key leads to."""
    key = ("report_id", "indicator", "applicant", "source", "locator")
    year = row["report_id"][-4:]
    (found,) = [one for one in table(paths, f"observations-{year}") if all(one[name] == row[name] for name in key)]
    return found


def test_no_correction_is_committed(repository: Path) -> None:
    assert (repository / "structure" / "corrections.csv").read_text(encoding="utf-8") == HEADER + "\n"


def test_corrected_values_are_published_beside_what_was_read(copy: Paths) -> None:
    before = {path: path.read_bytes() for path in copy.reports.rglob("*.json")}
    plant(copy, LETTERS, FUNDS, FAX, STAFF, PROSE)
    package(copy)
    rows = {row["correction"]: row for row in table(copy, "corrections")}
    assert list(rows) == ["fax", "funds", "letters", "spoken", "staff"]
    read = {
        name: [row[key] for key in ("original_value", "original_state", "original_raw")] for name, row in rows.items()
    }
    assert read["letters"] == ["790", "reported", "　790"]
    assert read["funds"] == ["178.8", "reported", "　178.8"]
    assert read["fax"][:2] == ["", "blank"]
    seen = {name: [cell(copy, row)[key] for key in ("obs_value", "cell_state")] for name, row in rows.items()}
    assert seen == {name: [row["value"], row["state"]] for name, row in rows.items()}
    assert seen == {
        "fax": ["", "image"],
        "funds": ["17.88", "reported"],
        "letters": ["828", "reported"],
        "spoken": ["790", "reported"],
        "staff": ["", "unparsed"],
    }
    assert [row["reason_en"] for row in rows.values()] == ["A trial"] * 5
    assert {path: path.read_bytes() for path in copy.reports.rglob("*.json")} == before


def facts(paths: Paths, *rows: str) -> tuple[Facts, Structure]:
    plant(paths, *rows)
    structure = load_structure(paths.structure)
    reports = load_reports(paths.reports, paths.structure / "schemas")
    return gather(correct(reports, structure.corrections).reports, structure), structure


def test_checks_and_statements_see_the_corrected_number(copy: Paths) -> None:
    for rows, result in (((), "fails"), ((LETTERS,), "holds")):
        known, structure = facts(copy, *rows)
        checks = run_checks(known, structure).checks
        parts = checks[(checks["report_id"] == "371300-2017") & (checks["rule"] == "requests.received.parts")]
        assert parts["result"].tolist() == [result]
    statements = facts(copy, PROSE)[0].statements
    said = statements[(statements["report_id"] == "371300-2017") & (statements["locator"] == "L67:64-67")]
    assert said[["quantity", "low", "high", "qualifier"]].to_numpy().tolist() == [[790, 790, 790, "exact"]]


def read_otherwise(change: Callable[[dict], None]) -> Callable[[Paths], None]:
    def changes(paths: Paths) -> None:
        path = paths.reports / "37" / "371300-2017.json"
        parsed = json.loads(path.read_text(encoding="utf-8"))
        for one in parsed["observations"]:
            if (one["indicator"], one["source"]) == ("requests.received.letter", "form"):
                change(one)
        path.write_text(json.dumps(parsed, ensure_ascii=False), encoding="utf-8")

    return changes


WHERE = "structure/corrections.csv:line 2 「letters」: "
GONE = {
    "another number": (
        read_otherwise(lambda one: one.update(value=828, raw="828")),
        WHERE + "expects 790 in 371300-2017 requests.received.letter (form, L285), and what was read there now is 828",
    ),
    "no number": (
        read_otherwise(lambda one: one.update(value=None, state="unparsed")),
        WHERE
        + "expects 790 in 371300-2017 requests.received.letter (form, L285), and what was read there now is unparsed",
    ),
    "another place": (
        read_otherwise(lambda one: one.update(locator="L286")),
        WHERE + "expects 790 in 371300-2017 requests.received.letter (form, L285), and the report has no such cell",
    ),
    "no report": (
        lambda paths: (paths.reports / "37" / "371300-2017.json").unlink(),
        WHERE + "corrects 371300-2017 requests.received.letter (form, L285), and there is no such report",
    ),
}


@pytest.mark.parametrize("how", GONE)
def test_a_correction_that_expects_what_is_gone_stops_the_package(copy: Paths, how: str) -> None:
    change, sentence = GONE[how]
    plant(copy, LETTERS)
    change(copy)
    with pytest.raises(StructureError) as raised:
        package(copy)
    assert str(raised.value).startswith(sentence)
    assert not copy.package.exists()


def test_the_reports_given_are_not_touched(copy: Paths, repository: Path) -> None:
    plant(copy, LETTERS, PROSE)
    structure = load_structure(copy.structure)
    parsed = json.loads((repository / "reports" / "37" / "371300-2017.json").read_text(encoding="utf-8"))
    before = json.dumps(parsed)
    corrected = correct([parsed], structure.corrections)
    assert json.dumps(parsed) == before
    assert json.dumps(corrected.reports[0]) != before


MISTAKES = {
    "a name that is none": (LETTERS.replace("letters,", "Letters!,", 1), "a correction's name is made of"),
    "no such indicator": (LETTERS.replace("requests.received.letter", "requests.letters"), "is no indicator"),
    "no such applicant": (LETTERS.replace("total", "everybody"), "is no applicant"),
    "no such source": (LETTERS.replace("form", "table"), "source is none of form, in_text, prose"),
    "no such action": (LETTERS.replace(",value,", ",delete,"), "action is none of value, state"),
    "no place": (LETTERS.replace("L285", ""), "locator is empty"),
    "no reason": (LETTERS.replace("试改", " "), "says nothing of reason_zh"),
    "no evidence": (LETTERS.replace("page 9", ""), "says nothing of evidence"),
    "expects nothing": (LETTERS.replace("790", ""), "expects is a number or one of"),
    "expects a line not printed": (FAX.replace(",blank,", ",not_in_form,"), "expects is a number or one of"),
    "a number not as printed": (LETTERS.replace("828", "828.0"), "gives a number as printed"),
    "full-width digits": (LETTERS.replace("828", "８２８"), "gives a number as printed"),
    "a state that has no number": (LETTERS.replace(",reported,", ",blank,"), "gives a number as printed"),
    "zero that is not called so": (LETTERS.replace("828", "0"), "reported_zero is the state of 0"),
    "less than nothing": (LETTERS.replace("828", "-828"), "this line holds no negative number"),
    "the same number": (LETTERS.replace("828", "790"), "changes nothing"),
    "the same state": (FAX.replace("image", "blank"), "changes nothing"),
    "a state with a number": (FAX.replace(",,image", ",3,image"), "the action `state` gives no value"),
    "a line taken away": (FAX.replace("image", "not_in_form"), "the action `state` gives no value"),
    "prose without a number": (
        PROSE.replace(",value,828,790,reported", ",state,828,,blank"),
        "running text is corrected by another number",
    ),
    "a cell too many": (LETTERS + ",more", "more or fewer cells"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_file_is_named(copy: Paths, mistake: str) -> None:
    row, sentence = MISTAKES[mistake]
    plant(copy, row)
    with pytest.raises(StructureError, match=r"structure/corrections\.csv:line 2") as raised:
        load_structure(copy.structure)
    assert sentence in str(raised.value)


def test_one_cell_is_corrected_once(copy: Paths) -> None:
    plant(copy, LETTERS, LETTERS.replace("letters,", "again,", 1))
    with pytest.raises(StructureError, match=r"line 3 「again」: 371300-2017 .* is corrected twice"):
        load_structure(copy.structure)
    plant(copy, LETTERS, LETTERS)
    with pytest.raises(StructureError, match=r"stands here twice"):
        load_structure(copy.structure)


def test_other_columns_or_no_file_are_named(copy: Paths) -> None:
    (copy.structure / "corrections.csv").write_text(HEADER.replace("evidence", "proof") + "\n", encoding="utf-8")
    with pytest.raises(GongkaiError, match=r"corrections\.csv:line 1: the columns are"):
        load_structure(copy.structure)
    (copy.structure / "corrections.csv").unlink()
    with pytest.raises(GongkaiError, match=r"corrections\.csv: the file is missing"):
        load_structure(copy.structure)
