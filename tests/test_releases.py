"""What was published does not change unannounced: figures against structure/changes.csv, structure against the
version."""

import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from gongkai.changes import COLUMNS, find_changes, load_changes
from gongkai.cli import gongkai
from gongkai.errors import PackageError, StructureError
from gongkai.packages import make_package, package, stand_package, validate
from gongkai.paths import Paths
from gongkai.releases import assert_announced, read_release, release_files
from gongkai.slices import write_slices
from gongkai.streams import open_folder
from gongkai.structures import Structure

REASONS = ("--reason-zh", "原来读错了行。", "--reason-en", "The line had been read wrongly.")
LETTER = ("371300-2017", "requests.received.letter")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A corpus whose last release, 1.4.0, is what it holds now, with 1.4.1 in preparation."""
    root = tmp_path_factory.mktemp("released")
    for name in ("structure", "reports", "datapackage"):
        shutil.copytree(repository / name, root / name)
    paths = Paths(root)
    shutil.rmtree(paths.structure / "released")
    set_version(paths, "1.4.0")
    made = make_package(paths)
    (paths.structure / "released").mkdir()
    for name, text in release_files(made.descriptor, made.figures).items():
        (paths.structure / "released" / name).write_text(text, encoding="utf-8")
    set_version(paths, "1.4.1")
    return root


@pytest.fixture
def copy(released: Path, tmp_path: Path) -> Paths:
    return Paths(Path(shutil.copytree(released, tmp_path / "corpus")))


def set_version(paths: Paths, version: str) -> None:
    words = paths.structure / "package.yaml"
    words.write_text(re.sub(r"(?m)^version: .*$", f"version: {version}", words.read_text("utf-8")), encoding="utf-8")


def hold(paths: Paths) -> None:
    """What `gongkai package` does before it writes, without the writing."""
    made = make_package(paths)
    standing = stand_package(paths, made)
    assert standing is not None
    assert_announced(standing, made.descriptor, made.changes)


def edit_report(paths: Paths, report: str, change: Callable[[dict[str, Any]], object]) -> None:
    path = paths.reports / report[:2] / f"{report}.json"
    parsed = json.loads(path.read_text(encoding="utf-8"))
    change(parsed)
    path.write_text(json.dumps(parsed, ensure_ascii=False), encoding="utf-8")


def observation(parsed: dict[str, Any], indicator: str) -> dict[str, Any]:
    return next(one for one in parsed["observations"] if (one["indicator"], one["source"]) == (indicator, "form"))


def to_828(parsed: dict[str, Any]) -> None:
    observation(parsed, LETTER[1]).update(value=828)


def to_blank(parsed: dict[str, Any]) -> None:
    observation(parsed, LETTER[1]).update(value=None, state="blank")


def without(parsed: dict[str, Any]) -> None:
    parsed["observations"].remove(observation(parsed, LETTER[1]))


def run(paths: Paths, *arguments: str) -> str:
    done = CliRunner().invoke(gongkai, ["--root", str(paths.root), *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def last_row(paths: Paths) -> dict[str, str]:
    text = (paths.structure / "changes.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))[-1]


def test_what_was_released_and_not_changed_passes(copy: Paths) -> None:
    set_version(copy, "1.4.0")
    hold(copy)
    made = make_package(copy)
    standing = stand_package(copy, made)
    assert standing is not None
    assert (standing.level, standing.changes, standing.structure) == ("none", (), ())


@pytest.mark.parametrize(
    ("change", "kind", "before", "after"),
    [(to_828, "changed", "790", "828"), (to_blank, "state", "790", "blank"), (without, "removed", "790", "")],
)
def test_a_figure_changes_with_a_row_and_its_reasons_or_not_at_all(
    copy: Paths, change: Callable[[dict[str, Any]], None], kind: str, before: str, after: str
) -> None:
    edit_report(copy, LETTER[0], change)
    with pytest.raises(PackageError) as caught:
        hold(copy)
    said = str(caught.value)
    assert said.startswith("structure/changes.csv: 371300-2017 requests.received.letter (form) ")
    assert "no row says so" in said
    assert f"{kind}: {before} → {after or '—'}" in said

    assert "1 rows added, 1 of them still without reasons" in run(copy, "diff", "--propose")
    with pytest.raises(PackageError, match="says nothing of reason_zh, reason_en"):
        hold(copy)
    path = copy.structure / "changes.csv"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    run(copy, "diff", "--propose", *REASONS)
    hold(copy)
    row = last_row(copy)
    assert (row["version"], row["kind"], row["before"], row["after"]) == ("1.4.1", kind, before, after)
    assert "0 without a row" in run(copy, "diff")


def test_a_row_must_say_what_is_so(copy: Paths) -> None:
    edit_report(copy, LETTER[0], to_828)
    run(copy, "diff", "--propose", *REASONS)
    edit_report(copy, LETTER[0], lambda parsed: observation(parsed, LETTER[1]).update(value=829))
    with pytest.raises(PackageError, match=r"790 → 829 since 1\.4\.0, and line \d+ says 790 → 828"):
        hold(copy)
    edit_report(copy, LETTER[0], lambda parsed: observation(parsed, LETTER[1]).update(value=790))
    with pytest.raises(PackageError, match=r"and it is not so; take the row away"):
        hold(copy)


def test_a_row_bears_the_version_that_changes_it(copy: Paths) -> None:
    edit_report(copy, LETTER[0], to_828)
    run(copy, "diff", "--propose", *REASONS)
    set_version(copy, "1.4.2")
    with pytest.raises(PackageError, match=r"says 1\.4\.1, .*the package that changes it is 1\.4\.2"):
        hold(copy)


def test_a_released_version_never_changes(copy: Paths) -> None:
    set_version(copy, "1.4.0")
    labels = copy.structure / "codelists" / "indicators.csv"
    labels.write_text(labels.read_text("utf-8").replace("信函申请数", "信函申请"), encoding="utf-8")
    with pytest.raises(PackageError, match=r"version: 1\.4\.0 does not say .*patch.*must be 1\.4\.1 or higher"):
        hold(copy)
    set_version(copy, "1.4.1")
    hold(copy)


def test_a_report_that_is_added_needs_one_row(copy: Paths) -> None:
    released = copy.structure / "released" / "figures-2014.csv"
    released.unlink()  # as if 370404-2014 had not been there
    with pytest.raises(PackageError, match=r"must be 1\.5\.0 or higher"):
        hold(copy)
    set_version(copy, "1.5.0")
    with pytest.raises(PackageError, match=r"report 370404-2014 added since 1\.4\.0, and no row says so"):
        hold(copy)
    assert "1 rows added, 0 of them still without reasons" in run(copy, "diff", "--propose")
    hold(copy)


def schema(name: str, old: str, new: str) -> Callable[[Paths], None]:
    def change(paths: Paths) -> None:
        path = paths.structure / "schemas" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (schema("observations", "        - mark\n", ""), "observations.cell_state: enum without mark"),
        (schema("reports", "type: integer", "type: number"), "reports.time_period: type integer → number"),
        (schema("captions", "  - locator\n", ""), "captions: primary key"),
    ],
)
def test_an_incompatible_change_is_refused_unless_the_version_is_the_next_major(
    copy: Paths, change: Callable[[Paths], None], said: str
) -> None:
    if "captions" in said and "  - locator\n" not in (copy.structure / "schemas" / "captions.yaml").read_text("utf-8"):
        change = schema("captions", "  - number\n", "")
    change(copy)
    for version in ("1.4.1", "1.5.0", "1.99.99"):
        set_version(copy, version)
        with pytest.raises(PackageError, match=re.escape(said)) as caught:
            hold(copy)
        assert "it must be 2.0.0 or higher" in str(caught.value)
    set_version(copy, "2.0.0")
    hold(copy)


def test_the_command_refuses_and_leaves_the_package_as_it_was(copy: Paths) -> None:
    before = {path: path.read_bytes() for path in copy.package.rglob("*") if path.is_file()}
    edit_report(copy, LETTER[0], to_828)
    with pytest.raises(PackageError, match="no row says so"):
        package(copy)
    assert {path: path.read_bytes() for path in copy.package.rglob("*") if path.is_file()} == before


def test_a_release_is_taken_once_it_has_passed(copy: Paths) -> None:
    edit_report(copy, LETTER[0], to_828)
    run(copy, "diff", "--propose", *REASONS)
    assert "release 1.4.1: 6 reports, " in run(copy, "release")
    assert "unchanged" in run(copy, "release")
    assert "nothing differs" in run(copy, "diff")
    assert validate(copy.package / "datapackage.json") == []
    rows = list(csv.DictReader(io.StringIO((copy.package / "data" / "changes.csv").read_text("utf-8"), newline="")))
    assert rows[-1]["before"] == "790"
    edit_report(copy, LETTER[0], to_blank)
    with pytest.raises(PackageError, match=r"828 → blank|must be 1\.4\.2"):
        hold(copy)


def test_nothing_released_nothing_asked(copy: Paths) -> None:
    shutil.rmtree(copy.structure / "released")
    edit_report(copy, LETTER[0], to_828)
    assert stand_package(copy, make_package(copy)) is None
    assert "nothing has been released" in run(copy, "diff")


def test_a_release_is_read_back_as_it_was_written(copy: Paths) -> None:
    made = make_package(copy)
    files = release_files(made.descriptor, made.figures)
    for name, text in files.items():
        (copy.structure / "released" / name).write_text(text, encoding="utf-8")
    release = read_release(copy.structure)
    assert release is not None
    assert release.figures == made.figures
    assert list(find_changes(release.figures, made.figures, "1.0.0", "2026-01-01")) == []
    figures = sum(map(len, made.figures.values()))
    size = sum(len(text.encode()) for name, text in files.items() if name.startswith("figures-"))
    assert figures >= 600
    assert size / figures < 40  # a nation's five million figures stay a file that git can hold


def test_the_committed_release_is_the_last_of_the_committed_changes(repository: Path) -> None:
    """And what is announced besides belongs to the version in preparation."""
    release = read_release(repository / "structure")
    assert release is not None
    version = str(yaml.safe_load((repository / "structure" / "package.yaml").read_text(encoding="utf-8"))["version"])
    with (repository / "structure" / "changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["version"] for row in rows} <= {"0.1.0", release.version, version}
    first = {row["report_id"] for row in rows if row["version"] == "0.1.0"}
    assert len(first) == 6
    assert first <= release.figures.keys()


def counted(folder: Path) -> str:
    """What `LC_ALL=C sha256sum *.csv | sha256sum` prints there."""
    files = sorted((folder / "data").glob("*.csv"))
    assert len(files) >= 20
    lines = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def test_the_package_says_the_hash_that_anybody_can_count(repository: Path, tmp_path: Path) -> None:
    """And a slice its own, beside that of the release it was cut from."""
    folder = repository / "datapackage" / "annual-reports"
    whole = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert whole["hash"] == counted(folder)
    names = write_slices(open_folder(folder), tmp_path)
    assert len(names) >= 10
    for name in names:
        part = json.loads((tmp_path / name / "datapackage.json").read_text(encoding="utf-8"))
        assert part["part_of"] == {key: whole[key] for key in ("name", "version", "hash")}
        assert part["hash"] == counted(tmp_path / name)


GOOD = "1.0.0,2026-01-01,371300-2017,review,total,form,changed,1,2,数错了。,Miscounted."
FAULTS = {
    "no version": (GOOD.replace("1.0.0", "1.0"), "is none like"),
    "no day": (GOOD.replace("2026-01-01", "2026-02-30"), "is no day"),
    "no report": (GOOD.replace("371300-2017", "临沂"), "no report's id"),
    "no indicator": (GOOD.replace("review", "reviews"), "no indicator"),
    "no applicant": (GOOD.replace("total", "all"), "no applicant"),
    "no source": (GOOD.replace("form", "table"), "no source"),
    "no kind": (GOOD.replace("changed", "corrected"), "kind is none of"),
    "an addition with a before": (GOOD.replace("changed", "added"), "before is empty"),
    "a removal with an after": (GOOD.replace("changed", "removed"), "before is empty"),
    "a change without": (GOOD.replace("1,2", "1,"), "before is empty"),
    "no change": (GOOD.replace("1,2", "2,2"), "changes nothing"),
    "half a key": (GOOD.replace("review", ""), "no indicator"),
    "a whole report that changed": (
        "1.0.0,2026-01-01,371300-2017,,,,changed,1,2,a,b",
        "adds or removes a whole report",
    ),
    "a cell less": (GOOD.rpartition(",")[0], "more or fewer cells"),
    "twice": (f"{GOOD}\n{GOOD}", "a second row"),
    "versions in disorder": (f"{GOOD}\n{GOOD.replace('1.0.0', '0.9.0')}", "stands below"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_mistake_in_the_file_is_named_with_its_line(structure: Structure, tmp_path: Path, fault: str) -> None:
    rows, said = FAULTS[fault]
    indicators = {row["indicator"] for row in structure.codelists["indicators"]}
    (tmp_path / "changes.csv").write_text(f"{','.join(COLUMNS)}\n{GOOD}\n", encoding="utf-8")
    assert len(load_changes(tmp_path, indicators, structure.applicants)) == 1
    (tmp_path / "changes.csv").write_text(f"{','.join(COLUMNS)}\n{rows}\n", encoding="utf-8")
    with pytest.raises(StructureError, match=said) as caught:
        load_changes(tmp_path, indicators, structure.applicants)
    assert str(caught.value).startswith("structure/changes.csv:line ")
