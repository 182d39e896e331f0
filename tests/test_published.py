import json
from pathlib import Path

import pandas as pd
import pytest

from gongkai.errors import PackageError
from gongkai.published import read_package
from tests.built import REPOSITORY
from tests.made_up import write_made_up_package

SECOND_HALF = ("published.py", "escapes.py", "fonts.py", "charts", "pages", "sites")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_made_up_package(tmp_path)


def test_columns_have_the_types_of_the_schema(folder: Path) -> None:
    observations = read_package(folder).tables["observations"]
    assert str(observations["obs_value"].dtype) == "Float64"
    assert str(observations["time_period"].dtype) == "Int64"
    assert sorted(set(observations["time_period"])) == [2016, 2017, 2020, 2021]


def test_a_blank_stays_null_and_a_zero_stays_zero(folder: Path) -> None:
    rows = {
        (row["report_id"], row["indicator"], row["applicant"]): row
        for row in read_package(folder).records("observations")
        if row["source"] == "form"
    }
    assert rows["990100-xinqu-2020", "outcome.granted", "total"]["obs_value"] is None
    zero = rows["990100-2017", "disclosure.channel.website", "total"]["obs_value"]
    assert (type(zero), zero) == (float, 0.0)
    assert rows["990100-2017", "capacity.funds", "total"]["obs_value"] == 178.8


def test_all_blank_columns_stay_null(folder: Path) -> None:
    observations = read_package(folder).tables["observations"]
    blanks = observations[observations["cell_state"] == "blank"]
    assert len(blanks) == 3
    assert blanks["obs_value"].sum(min_count=1) is pd.NA


def test_the_guard_against_formulas_is_taken_off(folder: Path) -> None:
    rows = read_package(folder).records("observations")
    assert [row["raw"] for row in rows if row["cell_state"] == "mark"] == ["——"]


def test_a_missing_package_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="gongkai package"):
        read_package(tmp_path)


@pytest.mark.parametrize("word", ["NaN", "inf", "many", "1e999"])
def test_a_word_in_a_number_column_is_refused(folder: Path, word: str) -> None:
    path = folder / "data" / "observations-2017.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",128894,", f",{word},", 1), encoding="utf-8")
    with pytest.raises(PackageError, match="obs_value"):
        read_package(folder)


def test_other_columns_than_described_are_refused(folder: Path) -> None:
    path = folder / "data" / "forms.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("basis", "base", 1), encoding="utf-8")
    with pytest.raises(PackageError, match=r"forms\.csv"):
        read_package(folder)


def test_a_package_without_observations_is_refused(folder: Path) -> None:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["resources"] = [one for one in descriptor["resources"] if not one["name"].startswith("observations")]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(PackageError, match="no observations"):
        read_package(folder)


def test_no_code_of_the_second_half_fills_a_blank() -> None:
    house = REPOSITORY / "build" / "gongkai"
    files = [
        path
        for name in SECOND_HALF
        for path in ([house / name] if name.endswith(".py") else (house / name).rglob("*.py"))
    ]
    assert len(files) > 15
    banned = ("fillna", 'errors="coerce"', " or 0", "nan_to_num")
    assert [(path.name, word) for path in files for word in banned if word in path.read_text(encoding="utf-8")] == []
