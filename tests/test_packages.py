"""The package: fresh, valid with the real frictionless, never left invalid on disk."""

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.csv_files import write_csv
from gongkai.errors import PackageError
from gongkai.packages import package, validate
from gongkai.paths import Paths


@pytest.fixture
def copy(tmp_path: Path, repository: Path) -> Paths:
    for name in ("structure", "reports", "datapackage"):
        shutil.copytree(repository / name, tmp_path / name)
    shutil.rmtree(tmp_path / "structure" / "released")  # what must be announced is test_releases' affair
    return Paths(tmp_path)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_committed_package_is_fresh(copy: Paths, repository: Path) -> None:
    shutil.rmtree(copy.package)
    assert package(copy).written
    assert files(copy.package) == files(repository / "datapackage" / "annual-reports")


def test_packaging_again_changes_nothing(copy: Paths) -> None:
    assert not package(copy).written
    assert not package(copy).written


def test_plain_frictionless_finds_the_committed_package_valid(repository: Path) -> None:
    command = [sys.executable, "-m", "frictionless", "validate", "--json", "datapackage.json"]
    folder = repository / "datapackage" / "annual-reports"
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert (done.returncode, report["valid"], report["errors"]) == (0, True, [])
    assert len(report["tasks"]) == len(list((folder / "data").glob("*.csv"))) >= 16


def break_column(name: str, column: str, value: str) -> Callable[[Path], None]:
    def breaks(folder: Path) -> None:
        path = folder / "data" / name
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        rows[0][column] = value
        path.write_bytes(write_csv(list(rows[0]), rows))

    return breaks


def double_first_row(folder: Path) -> None:
    path = folder / "data" / "observations-2017.csv"
    header, first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([header, first, first, *rest]), encoding="utf-8")


FAULTS = {
    "a state that is none": break_column("observations-2017.csv", "cell_state", "guessed"),
    "a value that is no number": break_column("observations-2017.csv", "obs_value", "4万份"),
    "a report that is not there": break_column("observations-2017.csv", "report_id", "370499-2017"),
    "an indicator that the form has not": break_column("observations-2017.csv", "indicator", "outcome.granted"),
    "an authority without a row": break_column("reports.csv", "authority", "999999"),
    "a locator that is none": break_column("statements.csv", "locator", "line 8"),
    "the same key twice": double_first_row,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_validation_sees(copy: Paths, fault: str) -> None:
    descriptor = copy.package / "datapackage.json"
    assert validate(descriptor) == []
    FAULTS[fault](copy.package)
    assert validate(descriptor) != []


def test_an_invalid_package_is_never_left_on_disk(copy: Paths) -> None:
    before = files(copy.datapackage)
    schema = copy.structure / "schemas" / "observations.yaml"
    schema.write_text(schema.read_text(encoding="utf-8").replace("- mark\n", ""), encoding="utf-8")
    with pytest.raises(PackageError, match="would be invalid"):
        package(copy)
    assert files(copy.datapackage) == before


def test_bounds_declared_outside_the_code_hold(copy: Paths) -> None:
    words = copy.structure / "package.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("reports_min: 6", "reports_min: 600"), encoding="utf-8")
    with pytest.raises(PackageError, match=r"6 reports, fewer than reports_min"):
        package(copy)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1036", "'+1036"),
        ("-", "'-"),
        ("@x", "'@x"),
        ("＝1", "'＝1"),
        ("－", "'－"),
        ("'x", "''x"),
        ("-8", "-8"),
        ("——", "——"),
        ("\u20025", "\u20025"),
        ("007", "007"),
    ],
)
def test_no_text_begins_like_a_formula(text: str, written: str) -> None:
    (row,) = list(csv.reader(io.StringIO(write_csv(["raw"], [{"raw": text}]).decode())))[1:]
    assert row == [written]


def test_numbers_stay_what_they_are() -> None:
    rows = [{"v": 1}, {"v": 178.8}, {"v": None}, {"v": 0}]
    assert write_csv(["v"], rows) == b'v\n1\n178.8\n""\n0\n'


def test_values_reach_the_package_as_printed(repository: Path) -> None:
    """Every committed observation is a row of the package, same value, state and raw text; and the other way round."""
    package_rows = {}
    for path in sorted((repository / "datapackage" / "annual-reports" / "data").glob("observations-*.csv")):
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            package_rows[row["report_id"], row["indicator"], row["applicant"], row["source"], row["locator"]] = row
    seen = set()
    for path in sorted((repository / "reports").glob("*/*.json")):
        parsed = json.loads(path.read_text(encoding="utf-8"))
        for cell in parsed["observations"]:
            key = (parsed["report"]["id"], cell["indicator"], cell["applicant"], cell["source"], cell["locator"] or "")
            row = package_rows[key]
            assert row["obs_value"] == ("" if cell["value"] is None else repr(cell["value"])), key
            assert (row["cell_state"], row["raw"].removeprefix("'")) == (
                cell["state"],
                cell["raw"].removeprefix("'"),
            ), key
            seen.add(key)
    assert seen == set(package_rows)
    assert len(seen) >= 435


def register(copy: Paths, *rows: str) -> None:
    copy.sources.mkdir()
    header = "file,authority,year,url,retrieved,sha256,status,outcome"
    (copy.sources / "register.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")


def packaged_report(copy: Paths, report: str) -> dict[str, str]:
    text = (copy.package / "data" / "reports.csv").read_text(encoding="utf-8")
    return next(row for row in csv.DictReader(io.StringIO(text)) if row["report_id"] == report)


def test_a_document_withdrawn_after_it_was_read_is_published_as_withdrawn(copy: Paths) -> None:
    before = packaged_report(copy, "370400-2017")
    assert (before["status"], before["supersedes"]) == ("current", "")
    register(copy, f"370400-2017.txt,370400,2017,,,{before['sha256']},withdrawn,read")
    assert package(copy).written
    assert packaged_report(copy, "370400-2017")["status"] == "withdrawn"
    assert packaged_report(copy, "371300-2017")["status"] == "current"
    (copy.sources / "register.csv").unlink()
    assert package(copy).written  # the register is among what a package is made of
    # A row of the same name with another hash speaks of another document.
    copy.sources.rmdir()
    register(copy, f"370400-2017.txt,370400,2017,,,{'0' * 64},withdrawn,read")
    package(copy)
    assert packaged_report(copy, "370400-2017")["status"] == "current"


def test_a_report_issued_again_names_the_documents_it_supersedes(copy: Paths) -> None:
    sha256 = packaged_report(copy, "370400-2017")["sha256"]
    first, second, other = "1" * 64, "2" * 64, "3" * 64
    register(
        copy,
        f"a.txt,370400,2017,,2018-04-01,{second},superseded,superseded",
        f"b.txt,370400,2017,,2018-03-01,{first},superseded,superseded",
        f"c.txt,370400,2016,,,{other},superseded,superseded",
        f"d.txt,370400,2017,,,{other},withdrawn,withdrawn",
        "e.txt,370400,2017,,,,superseded,",
        f"370400-2017.txt,370400,2017,,2018-05-01,{sha256},current,read",
    )
    package(copy)
    assert validate(copy.package / "datapackage.json") == []
    assert packaged_report(copy, "370400-2017")["supersedes"] == f"{first};{second}"
    assert packaged_report(copy, "371300-2017")["supersedes"] == ""
    # What is itself superseded takes nobody's place.
    register_path = copy.sources / "register.csv"
    register_path.write_text(register_path.read_text("utf-8").replace(f"{sha256},current", f"{sha256},superseded"))
    package(copy)
    report = packaged_report(copy, "370400-2017")
    assert (report["status"], report["supersedes"]) == ("superseded", "")


def test_every_report_is_a_source_with_its_document(repository: Path) -> None:
    package = repository / "datapackage" / "annual-reports"
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    with (package / "data" / "reports.csv").open(encoding="utf-8", newline="") as file:
        reports = {row["report_id"]: (row["title"], f"sha256:{row['sha256']}") for row in csv.DictReader(file)}
    found = {one["report_id"]: (one["title"], one["hash"]) for one in descriptor["sources"] if "report_id" in one}
    assert found == reports
