"""`gongkai diff OLD NEW`: planted differences are found, each once, in folders and in zips; nothing else is."""

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai.cli import gongkai
from gongkai.csv_files import write_csv
from gongkai.diff_tables import as_json, as_text
from gongkai.diffs import compare_packages
from gongkai.errors import PackageError

Rows = list[dict[str, str]]
LETTER = ("371300-2017", "requests.received.letter")


@pytest.fixture
def old(repository: Path) -> Path:
    return repository / "datapackage" / "annual-reports"


@pytest.fixture
def new(old: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(old, tmp_path / "new"))


def edit(folder: Path, table: str, change: Callable[[Rows], object]) -> None:
    path = folder / "data" / f"{table}.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    columns = list(rows[0])
    change(rows)
    path.write_bytes(write_csv(columns, [{key: value.removeprefix("'") for key, value in row.items()} for row in rows]))


def cell(rows: Rows, report: str, indicator: str, source: str = "form") -> dict[str, str]:
    wanted = (report, indicator, "total", source)
    return next(row for row in rows if (row["report_id"], row["indicator"], row["applicant"], row["source"]) == wanted)


def set_version(folder: Path, version: str) -> None:
    path = folder / "datapackage.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "version": version}), encoding="utf-8")


def pack(folder: Path, archive: Path) -> Path:
    """A flat zip, as the editions are."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    with zipfile.ZipFile(archive, "w") as file:
        for resource in descriptor["resources"]:
            name = Path(resource["path"]).name
            file.write(folder / resource["path"], name)
            resource["path"] = name
        file.writestr("datapackage.json", json.dumps(descriptor))
    return archive


def test_a_package_does_not_differ_from_itself(old: Path, new: Path) -> None:
    diff = compare_packages(old, new)
    assert (diff.level, diff.rows, diff.structure) == ("none", (), ())
    assert as_text(diff).endswith("nothing differs\n")


def test_a_changed_figure_is_told_with_its_name_and_place(old: Path, new: Path) -> None:
    edit(new, "observations-2017", lambda rows: cell(rows, *LETTER).update(obs_value="828", raw="828"))
    diff = compare_packages(old, new)
    (row,) = diff.rows
    assert (row.resource, row.kind, row.before, row.after) == (
        "observations-2017",
        "changed",
        {"obs_value": "790", "raw": "\u3000790"},
        {"obs_value": "828", "raw": "828"},
    )
    text = as_text(diff)
    assert "371300-2017 临沂市 2017\n  信函申请数 790 → 828 (L285)\n" in text
    assert diff.level == "patch"
    assert not diff.is_announced
    assert text.index("observations-2017") < text.index("信函申请数")  # counts come first


def test_a_state_that_changes_is_no_number(old: Path, new: Path) -> None:
    blank = ("371300-2017", "requests.completed")
    edit(new, "observations-2017", lambda rows: cell(rows, *blank).update(cell_state="mark", raw="——"))
    diff = compare_packages(old, new)
    assert "blank → mark" in as_text(diff)
    edit(
        new,
        "observations-2017",
        lambda rows: cell(rows, *blank).update(cell_state="reported", obs_value="5", obs_status="A"),
    )
    assert "blank → 5" in as_text(compare_packages(old, new))


def test_a_check_that_turns_is_told(old: Path, new: Path) -> None:
    rule = "requests.received.parts"

    def turn(rows: Rows) -> None:
        row = next(row for row in rows if (row["report_id"], row["rule"]) == ("371300-2017", rule))
        assert row["result"] == "fails"
        row.update(result="holds", verdict="holds", gap="0")

    edit(new, "checks", turn)
    assert f"check {rule}: fails → holds" in as_text(compare_packages(old, new))


def test_rows_added_and_removed_are_counted(old: Path, new: Path) -> None:
    edit(new, "citations", lambda rows: rows.pop(0))
    edit(new, "contacts", lambda rows: rows.append({**rows[-1], "locator": "L99999"}))
    edit(new, "observations-2014", lambda rows: rows.pop(0))
    diff = compare_packages(old, new)
    assert sorted((row.resource, row.kind) for row in diff.rows) == [
        ("citations", "removed"),
        ("contacts", "added"),
        ("observations-2014", "removed"),
    ]
    assert diff.level == "minor"


def test_what_others_refer_to_is_not_removed_lightly(old: Path, new: Path) -> None:
    edit(new, "indicators", lambda rows: rows.pop())
    assert compare_packages(old, new).level == "major"


def test_a_report_that_came_is_one_line(old: Path, new: Path) -> None:
    for table in ("reports", "observations-2014", "checks"):
        edit(
            old_copy := new,
            table,
            lambda rows: rows.__setitem__(slice(None), [row for row in rows if row["report_id"] != "370404-2014"]),
        )
    text = as_text(compare_packages(old_copy, old))
    assert "370404-2014 峄城区 2014: report added, 86 figures\n" in text
    assert "370404-2014 峄城区 2014: report removed, 86 figures\n" in as_text(compare_packages(old, old_copy))


def test_folders_and_zips_are_the_same_and_json_is_stable(old: Path, new: Path, tmp_path: Path) -> None:
    edit(new, "observations-2017", lambda rows: cell(rows, *LETTER).update(obs_value="828"))
    zips = pack(old, tmp_path / "old.zip"), pack(new, tmp_path / "new.zip")
    told = {as_json(compare_packages(one, other)) for one in (old, zips[0]) for other in (new, zips[1])}
    assert len(told) == 1
    whole = json.loads(told.pop())
    assert whole["resources"] == {"observations-2017": {"added": 0, "changed": 1, "removed": 0}}
    assert (whole["level"], whole["announced"]) == ("patch", False)


def test_a_version_that_says_enough_passes_the_check(old: Path, new: Path) -> None:
    edit(new, "observations-2017", lambda rows: cell(rows, *LETTER).update(obs_value="828"))
    arguments = ["diff", str(old), str(new), "--check"]
    assert CliRunner().invoke(gongkai, arguments).exit_code == 1
    version = json.loads((old / "datapackage.json").read_text("utf-8"))["version"]
    set_version(new, f"{version}1")  # 0.2.0 becomes 0.2.01, which is none
    assert CliRunner().invoke(gongkai, arguments).exit_code == 1
    set_version(new, "9.0.0")
    done = CliRunner().invoke(gongkai, arguments)
    assert done.exit_code == 0
    assert "at least" in done.output


def test_another_key_leaves_the_rows_uncompared(old: Path, new: Path) -> None:
    path = new / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    citations = next(one for one in descriptor["resources"] if one["name"] == "citations")
    citations["schema"]["primaryKey"] = ["number"]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    diff = compare_packages(old, new)
    assert diff.uncompared == ("citations",)
    assert "citations: another key" in as_text(diff)


def point_at(path: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / "datapackage.json"
        descriptor = json.loads(file.read_text(encoding="utf-8"))
        descriptor["resources"][0]["path"] = path
        file.write_text(json.dumps(descriptor), encoding="utf-8")

    return change


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no descriptor": (lambda folder: (folder / "datapackage.json").unlink(), "no such file"),
    "no JSON": (lambda folder: (folder / "datapackage.json").write_text("{"), "no descriptor"),
    "a file outside": (point_at("../secret.csv"), "leads out of the package"),
    "an absolute path": (point_at("/etc/passwd"), "leads out of the package"),
    "a missing file": (lambda folder: (folder / "data" / "captions.csv").unlink(), "no such file"),
    "other columns": (lambda folder: (folder / "data" / "captions.csv").write_text("a,b\n"), "columns"),
    "rows in disorder": (lambda folder: edit(folder, "captions", lambda rows: rows.reverse()), "order of the key"),
    "a row twice": (lambda folder: edit(folder, "captions", lambda rows: rows.insert(0, rows[0])), "order of the key"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_package_is_a_sentence(old: Path, new: Path, fault: str) -> None:
    make, said = FAULTS[fault]
    make(new)
    with pytest.raises(PackageError, match=said):
        compare_packages(old, new)


def test_a_file_that_is_no_zip_is_a_sentence(old: Path, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("PK")
    with pytest.raises(PackageError, match="neither a package's folder nor a zip"):
        compare_packages(old, tmp_path / "x.zip")
