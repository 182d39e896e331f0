"""Slices hold their own: all rows of their reports and no others, every key; constraints over columns see what
frictionless sees."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai.constraints import find_faults
from gongkai.csv_files import join_cells, split_cells, unguarded, written
from gongkai.errors import PackageError
from gongkai.packages import validate
from gongkai.published import read_package
from gongkai.slices import write_slices
from gongkai.streams import open_folder, typed_batches, typed_rows
from tests.conftest import REPOSITORY
from tests.planted_texts import PLANTED, TEXTS, plant

PACKAGE = REPOSITORY / "datapackage" / "annual-reports"


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("slices")
    assert write_slices(open_folder(PACKAGE), target) == sorted(path.name for path in target.iterdir())
    return target


def descriptor_of(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def lines(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables(folder: Path) -> list[str]:
    return [one["name"] for one in descriptor_of(folder)["resources"]]


def test_there_is_a_slice_for_each_authority_and_each_year(cut: Path) -> None:
    reports = lines(PACKAGE, "reports")
    wanted = {f"authority-{row['authority']}" for row in reports} | {f"year-{row['time_period']}" for row in reports}
    assert {path.name for path in cut.iterdir()} == wanted
    assert len(wanted) >= 10


@pytest.mark.parametrize("kind", ["authority", "year"])
def test_the_slices_of_a_kind_hold_every_row_once_as_it_stands(cut: Path, kind: str) -> None:
    dealt: dict[str, list[list[str]]] = {}
    for folder in sorted(cut.glob(f"{kind}-*")):
        for name in tables(folder):
            dealt.setdefault(name, []).extend(list(split_cells(folder / "data" / f"{name}.csv"))[1:])
    whole: dict[str, list[list[str]]] = {}
    bound = 0
    for name in tables(PACKAGE):
        header, *rows = split_cells(PACKAGE / "data" / f"{name}.csv")
        if "report_id" in header:
            at = header.index("report_id")
            whole.setdefault(name.split("-")[0], []).extend(row for row in rows if row[at])
            bound += len(rows)
    assert bound > 1000
    for name, rows in whole.items():
        assert sorted(dealt.get(name, [])) == sorted(rows), name


def test_a_slice_is_sorted_by_its_keys_as_the_package_is(cut: Path) -> None:
    for folder in cut.iterdir():
        reports = [row["report_id"] for row in lines(folder, "observations")]
        assert reports == sorted(reports)


def test_frictionless_finds_slices_valid(cut: Path) -> None:
    folders = sorted(cut.iterdir())
    for folder in folders[::3]:
        assert validate(folder / "datapackage.json") == [], folder.name
    assert len(folders[::3]) >= 4


def test_constraints_over_columns_find_all_packages_valid(cut: Path) -> None:
    for folder in [PACKAGE, *sorted(cut.iterdir())]:
        assert find_faults(open_folder(folder)) == [], folder.name


def test_a_slice_says_whose_reports_it_holds(cut: Path) -> None:
    whole = descriptor_of(PACKAGE)
    for folder in cut.iterdir():
        descriptor = descriptor_of(folder)
        reports = {row["report_id"]: row for row in lines(folder, "reports")}
        assert {one["report_id"] for one in descriptor["sources"]} == set(reports)
        for source in descriptor["sources"]:
            report = reports[source["report_id"]]
            assert source["title"] == report["title"]
            assert source["hash"] == f"sha256:{report['sha256']}"
            assert source.get("path", "") == report["url"]
        for key in ("version", "created", "licenses", "$schema"):
            assert descriptor[key] == whole[key]
        assert descriptor["name"] == f"{whole['name']}-{folder.name}"
    assert descriptor_of(cut / "authority-370400")["title"].endswith("：枣庄市")
    assert descriptor_of(cut / "year-2017")["title"].endswith("：2017年")
    (observations,) = [one for one in descriptor_of(cut / "year-2017")["resources"] if one["name"] == "observations"]
    assert (observations["title"], observations["title_en"]) == ("观测值", "Observations")


def test_a_slice_brings_the_rows_of_code_lists_that_it_needs(cut: Path) -> None:
    zone = cut / "authority-370400-gaoxin"
    assert {row["authority"] for row in lines(zone, "authorities")} == {"370000", "370400", "370400-gaoxin"}
    assert {row["form"] for row in lines(zone, "form_lines")} == {"2014", "2019"}  # its prose restates lines of 2014
    whole = [row for row in lines(PACKAGE, "form_lines") if row["form"] != "2021"]
    assert lines(zone, "form_lines") == whole
    assert lines(zone, "cell_states") == lines(PACKAGE, "cell_states")
    asked = {row["rule"] for row in lines(zone, "checks")}
    assert {row["rule"] for row in lines(zone, "rules")} == asked


def test_a_slice_has_every_table_of_the_package(cut: Path) -> None:
    whole = list(dict.fromkeys(name.split("-")[0] for name in tables(PACKAGE)))
    for folder in cut.iterdir():
        assert tables(folder) == whole
        published = read_package(folder)
        assert len(published.tables["observations"]) == len(lines(folder, "observations")) > 0


def test_a_change_of_a_report_that_is_no_longer_published_is_in_no_slice(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "package")
    cell("changes", "report_id", "999999-2016")(tmp_path / "package")
    names = write_slices(open_folder(tmp_path / "package"), tmp_path / "slices")
    found = [row["report_id"] for name in names for row in lines(tmp_path / "slices" / name, "changes")]
    assert found
    assert "999999-2016" not in found


def test_no_address_but_of_the_web_becomes_a_source(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "package")
    path = tmp_path / "package" / "data" / "reports.csv"
    header, *rows = split_cells(path)
    for row, url in zip(rows, ("javascript:alert(1)", "https://example.invalid/a", "../../etc"), strict=False):
        row[header.index("url")] = url
    path.write_text("".join(map(join_cells, [header, *rows])), encoding="utf-8", newline="")
    write_slices(open_folder(tmp_path / "package"), tmp_path / "slices")
    found = [one for folder in (tmp_path / "slices").glob("authority-*") for one in descriptor_of(folder)["sources"]]
    assert [one["path"] for one in found if "path" in one] == ["https://example.invalid/a"]


def test_a_row_of_a_report_that_is_not_there_is_refused(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "package")
    path = tmp_path / "package" / "data" / "checks.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("371300-2017,", "371300-2016,", 1), encoding="utf-8")
    with pytest.raises(PackageError, match="no report 371300-2016"):
        write_slices(open_folder(tmp_path / "package"), tmp_path / "slices")


# Constraints: the same faults before both


def cell(name: str, column: str, value: str) -> Callable[[Path], None]:
    def breaks(folder: Path) -> None:
        path = folder / "data" / f"{name}.csv"
        header, *rows = split_cells(path)
        rows[0][header.index(column)] = value
        path.write_text("".join(map(join_cells, [header, *rows])), encoding="utf-8", newline="")

    return breaks


def double(folder: Path) -> None:
    path = folder / "data" / "observations-2017.csv"
    header, first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([header, first, first, *rest]), encoding="utf-8")


FAULTS: dict[str, Callable[[Path], None]] = {
    "an enum": cell("observations-2017", "cell_state", "guessed"),
    "a number": cell("observations-2017", "obs_value", "4万份"),
    "an integer": cell("reports", "bytes", "12.5"),
    "a minimum": cell("reports", "bytes", "0"),
    "a maximum": cell("reports", "time_period", "2100"),
    "a date": cell("reports", "retrieved", "2018/01/01"),
    "a pattern": cell("statements", "locator", "line 8"),
    "a length": cell("statements", "phrase", "字" * 27),
    "required": cell("statements", "phrase", ""),
    "unique": cell("authorities", "authority", "370400"),
    "a key of one column": cell("reports", "authority", "999999"),
    "a key of two columns": cell("observations-2017", "indicator", "outcome.granted"),
    "a key of its own table": cell("authorities", "parent", "999999"),
    "the same key twice": double,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_constraints_see_what_frictionless_sees(tmp_path: Path, fault: str) -> None:
    folder = tmp_path / "package"
    shutil.copytree(PACKAGE, folder)
    FAULTS[fault](folder)
    descriptor = descriptor_of(folder)
    for one in descriptor["resources"]:
        del one["hash"], one["bytes"]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert validate(folder / "datapackage.json") != []
    assert find_faults(open_folder(folder)) != []


def test_a_file_that_is_not_the_one_described_is_seen(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "package")
    cell("observations-2017", "raw", "5")(tmp_path / "package")
    assert find_faults(open_folder(tmp_path / "package")) == [
        "observations-2017: its hash is not that of datapackage.json"
    ]


def test_what_held_once_is_not_asked_again_and_nothing_else_is_forgotten(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "package")
    passed: set[tuple[str, str]] = set()
    assert find_faults(open_folder(tmp_path / "package"), passed) == []
    assert len(passed) == len(tables(PACKAGE))
    cell("observations-2017", "cell_state", "guessed")(tmp_path / "package")
    assert len(find_faults(open_folder(tmp_path / "package"), passed)) >= 2


# Texts pass through


def test_planted_texts_come_out_as_they_went_in(tmp_path: Path) -> None:
    package = open_folder(plant(tmp_path / "package"))
    assert find_faults(package) == []
    (resource,) = [one for one in package.resources if one["name"] == PLANTED]
    raw = [row[11] for row in typed_rows(package, resource)]
    assert raw[: len(TEXTS)] == TEXTS
    (batch,) = typed_batches(package, resource)
    assert batch.column("raw").to_pylist() == raw


@pytest.mark.parametrize("text", TEXTS)
def test_a_cell_is_read_back_by_every_reader(text: str, tmp_path: Path) -> None:
    import pandas as pd

    line = join_cells(["x", written(text), "y"])
    assert next(csv.reader(io.StringIO(line, newline=""), strict=True)) == ["x", written(text), "y"]
    frame = pd.read_csv(io.BytesIO(f"a,b,c\n{line}".encode()), dtype=str, keep_default_na=False)
    assert frame.to_numpy().tolist() == [["x", written(text), "y"]]
    assert unguarded(written(text)) == text
