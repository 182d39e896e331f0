"""Every edition says the same: the same numbers, states, texts and nulls; nothing in it runs; the same bytes again."""

import csv
import hashlib
import io
import json
import math
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml
from python_calamine import CalamineWorkbook

from gongkai.downloads import LIMIT, copy_editions, offered_editions
from gongkai.editions import EditionsResult, write_editions
from gongkai.editions.words import RECIPE
from gongkai.editions.workbooks import Sheet, fitted, keeps, write_workbook
from gongkai.errors import PackageError
from gongkai.paths import Paths
from gongkai.streams import open_folder
from tests.built import Built
from tests.planted_texts import FORMULAS, PLANTED, REPOSITORY, TEXTS, descriptor_of, truths


@pytest.fixture(scope="module")
def paths(planted: tuple[Paths, EditionsResult]) -> Paths:
    return planted[0]


def packages(paths: Paths) -> list[Path]:
    found = [paths.package, *sorted(paths.slices.iterdir())]
    assert len(found) >= 11
    return found


def edition(paths: Paths, package: Path, suffix: str) -> Path:
    (found,) = (paths.editions / package.name).glob(f"*{suffix}")
    return found


def test_every_package_has_every_edition(planted: tuple[Paths, EditionsResult]) -> None:
    paths, result = planted
    index = json.loads((paths.editions / "index.json").read_text(encoding="utf-8"))
    assert result.packages == len(index["packages"]) == len(packages(paths))
    listed = {}
    for package, told in zip(packages(paths), index["packages"], strict=True):
        names = [one["name"] for one in descriptor_of(package)["resources"]]
        stem = f"{package.name}/{package.name}-{index['version']}"
        parquets = [f"{package.name}/parquet/{name}.parquet" for name in names]
        assert sorted(one["path"] for one in told["files"]) == sorted([f"{stem}.zip", f"{stem}.xlsx", *parquets])
        listed |= {one["path"]: (one["bytes"], one["sha256"]) for one in told["files"]}
        assert told["rows"] == {name: len(rows) for name, (_, rows) in truths(package).items()}
    on_disk = {
        path.relative_to(paths.editions).as_posix(): (
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in paths.editions.rglob("*")
        if path.is_file() and path.name != "index.json"
    }
    assert listed == on_disk
    assert (result.files, result.written) == (len(on_disk) + 1, True)


def test_the_planted_texts_are_in_the_package(paths: Paths) -> None:
    resource, rows = truths(paths.package)[PLANTED]
    at = [field["name"] for field in resource["schema"]["fields"]].index("raw")
    assert [row[at] for row in rows[: len(TEXTS)]] == TEXTS


def plain(value: object) -> object:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    return str(value)  # dates in ISO, too


def test_parquet_holds_the_same(paths: Paths) -> None:
    seen = 0
    kinds = {"integer": "int64", "number": "double", "date": "date32[day]", "string": "string"}
    for package in packages(paths):
        for name, (resource, rows) in truths(package).items():
            table = pq.read_table(paths.editions / package.name / "parquet" / f"{name}.parquet")
            fields = resource["schema"]["fields"]
            assert [(one.name, str(one.type)) for one in table.schema] == [
                (f["name"], kinds[f["type"]]) for f in fields
            ]
            read = [tuple(map(plain, row.values())) for row in table.to_pylist()]
            assert read == rows, (package.name, name)
            assert json.loads(table.schema.metadata[b"primaryKey"]) == resource["schema"]["primaryKey"]
            seen += len(rows)
    assert seen > 5000


def sheets_of(path: Path) -> dict[str, list[list[object]]]:
    """Rows by sheet; an empty cell is None."""
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: [[None if cell == "" else cell for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def test_workbooks_hold_the_same(paths: Paths) -> None:
    seen = 0
    for package in packages(paths):
        sheets = sheets_of(edition(paths, package, ".xlsx"))
        assert next(iter(sheets)) == "说明"
        assert list(sheets)[-1] == "列的说明"
        for name, (resource, rows) in truths(package).items():
            header, *read = sheets[resource["title"]]
            titles = [field["title"] for field in resource["schema"]["fields"]]
            kept = [at for at, head in enumerate(header) if not (at and head == f"{header[at - 1]}名称")]
            assert [header[at] for at in kept] == titles, name
            assert [tuple(row[at] for at in kept) for row in read] == rows, (package.name, name)
            seen += len(rows)
    assert seen > 5000


def test_a_workbook_begins_with_what_its_states_mean(paths: Paths) -> None:
    for package in packages(paths):
        lines = [row[:2] for row in sheets_of(edition(paths, package, ".xlsx"))["说明"]]
        descriptor = descriptor_of(package)
        told = {str(head): str(text) for head, text in lines}
        assert told["版本"] == f"{descriptor['version']}（{descriptor['created'][:10]}）"
        assert "CC-BY-4.0" in told["许可"]
        assert descriptor["title"] in told["引用"]
        states = [str(head) for head, _ in lines if str(head).startswith("状态 ")]
        assert states == [f"状态 {glyph}" for glyph in "●○◐▢―∅⊘▨?"]
        assert "空白不是零" in told["空白"]


def test_a_workbook_names_the_codes(paths: Paths) -> None:
    header, *rows = sheets_of(edition(paths, paths.slices / "authority-370400-gaoxin", ".xlsx"))["观测值"]
    named = [dict(zip(header, row, strict=True)) for row in rows]
    assert {row["公布机关名称"] for row in named} == {"枣庄高新区"}
    assert {row["单元格状态名称"] for row in named if row["单元格状态"] == "blank"} == {"空白"}
    assert all(row["数值"] is None for row in named if row["单元格状态"] == "blank")
    assert all(row["位置"] for row in named if row["数值"] is not None)


def test_an_authoritys_workbook_begins_with_its_wide_tables(paths: Paths) -> None:
    sheets = sheets_of(edition(paths, paths.slices / "authority-370400-gaoxin", ".xlsx"))
    _, wide, *_ = sheets
    assert wide == "枣庄高新区：指标与年份"
    header, *rows = sheets[wide]
    found = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert found["outcome.granted"]["2020 状态"]
    states = {row["2020 状态"]: row["2020"] for row in found.values() if row["2020"] is None}
    assert "空白" in states
    assert [name for name in sheets if name.startswith("枣庄高新区")][1:] != []


def test_nothing_in_a_workbook_runs(paths: Paths) -> None:
    seen = 0
    for package in packages(paths):
        with zipfile.ZipFile(edition(paths, package, ".xlsx")) as book:
            names = book.namelist()
            assert not [name for name in names if re.search(r"vba|external|calcChain|connections|sheets/_rels", name)]
            for name in names:
                if name.startswith("xl/worksheets/"):
                    text = book.read(name).decode()
                    assert not re.search(r"<f[ >/]|<hyperlink|<oleObject|<legacyDrawing|<drawing", text), name
                    assert '<pane ySplit="1"' in text or "sheet1.xml" in name
                    assert "<autoFilter" in text or "sheet1.xml" in name
                    seen += 1
    assert seen > 100


def test_no_cell_of_a_csv_begins_like_a_formula(paths: Paths) -> None:
    seen = 0
    for package in packages(paths):
        with zipfile.ZipFile(edition(paths, package, ".zip")) as archive:
            for name in archive.namelist():
                if name.endswith(".csv"):
                    for row in csv.reader(io.StringIO(archive.read(name).decode(), newline="")):
                        bad = [cell for cell in row if re.match(r"[=+@\t\r＝＋－＠-]", cell)]
                        assert [cell for cell in bad if not re.fullmatch(r"-[0-9]+(\.[0-9]+)?", cell)] == []
                        seen += 1
    assert seen > 5000
    assert len(FORMULAS) > 10


def test_the_zip_is_flat_whole_and_says_what_it_is(paths: Paths, tmp_path: Path) -> None:
    for package in packages(paths):
        folder = tmp_path / package.name
        with zipfile.ZipFile(edition(paths, package, ".zip")) as archive:
            names = archive.namelist()
            assert [name for name in names if "/" in name] == []
            assert names == sorted(names)
            assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
            archive.extractall(folder)
        descriptor = descriptor_of(folder)
        words = {"datapackage.json", "README.md", "LICENSE.md", "CITATION.cff", "SHA256SUMS"}
        assert set(names) == words | {one["path"] for one in descriptor["resources"]}
        for line in (folder / "SHA256SUMS").read_text().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
            names.remove(name)
        assert names == ["SHA256SUMS"]
        for one in descriptor_of(package)["resources"]:
            assert (folder / Path(one["path"]).name).read_bytes() == (package / one["path"]).read_bytes()
        readme = (folder / "README.md").read_text(encoding="utf-8")
        assert descriptor["version"] in readme
        assert re.search("空白不是零.*A blank is not a zero", readme, re.DOTALL)
        assert "CC-BY-4.0" in readme
        citation = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
        assert citation["type"] == "dataset"
        assert citation["version"] == descriptor["version"]
        assert str(citation["date-released"]) == descriptor["created"][:10]


def test_the_recipe_of_the_readme_reads_what_was_printed(paths: Paths, tmp_path: Path, monkeypatch: Any) -> None:
    with zipfile.ZipFile(edition(paths, paths.package, ".zip")) as archive:
        archive.extractall(tmp_path)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert code == RECIPE
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - the text that we publish
    for name, (_, rows) in truths(paths.package).items():
        table = names["tables"][name].astype(object)
        read = [tuple(None if pd.isna(cell) else plain(cell) for cell in row) for row in table.itertuples(index=False)]
        assert read == rows, name


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_package_gives_the_same_bytes_everywhere(paths: Paths, tmp_path: Path) -> None:
    for number, (zone, locale) in enumerate((("Asia/Shanghai", "C"), ("America/New_York", "zh_CN.UTF-8"))):
        root = tmp_path / f"folder{number}"
        shutil.copytree(paths.package, Paths(root).package)
        code = "import sys; from pathlib import Path; from gongkai.editions import write_editions; "
        code += "from gongkai.paths import Paths; write_editions(Paths(Path(sys.argv[1])))"
        changed = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(number), "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run(
            [sys.executable, "-c", code, str(root)], env=os.environ | changed, check=True, umask=0o077 * number
        )
        assert tree(Paths(root).editions) == tree(paths.editions)
        assert tree(Paths(root).slices) == tree(paths.slices)


def test_editions_are_made_once_and_stay_whole_when_the_package_is_broken(paths: Paths, tmp_path: Path) -> None:
    mine = Paths(tmp_path)
    shutil.copytree(REPOSITORY / "datapackage" / "annual-reports", mine.package)
    heard = []
    assert write_editions(mine, lambda name, count: heard.append((name, count))).written
    assert heard[0] == ("annual-reports", len(heard))
    assert not write_editions(mine).written
    before = tree(mine.editions) | tree(mine.slices)
    next(mine.editions.rglob("*.zip")).unlink()
    assert write_editions(mine).written
    assert tree(mine.editions) | tree(mine.slices) == before
    path = mine.package / "data" / "observations-2017.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",blank,", ",empty,", 1), encoding="utf-8")
    with pytest.raises(PackageError, match="cell_state breaks enum: 1 rows"):
        write_editions(mine)
    assert tree(mine.editions) | tree(mine.slices) == before
    assert [one.name for one in mine.datapackage.iterdir() if one.name.startswith(".")] == []


# What the site offers


def test_the_site_offers_every_edition_and_its_size(real: Built) -> None:
    offers = offered_editions(real.paths.package)
    files = [file for offer in offers for file in offer.files]
    assert [offer.name for offer in offers] == [path.name for path in packages(real.paths)]
    for file in files:
        content = (real.paths.site / file.address).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.bytes, file.sha256)
    page = real.page("data.html")
    linked = {attributes["href"] for tag, attributes in page.tags if tag == "a" and "href" in attributes}
    assert {file.address for file in files} <= linked
    assert all(file.size in page.text for offer in offers for file in offer.wholes)
    assert len(files) > 200


def test_no_edition_of_another_state_of_the_package_is_offered(paths: Paths, tmp_path: Path) -> None:
    mine = Paths(tmp_path)
    assert offered_editions(mine.package) == []
    shutil.copytree(paths.package, mine.package)
    shutil.copytree(paths.editions, mine.editions)
    assert len(offered_editions(mine.package)) > 10
    descriptor = descriptor_of(mine.package) | {"hash": "sha256:another"}
    (mine.package / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert offered_editions(mine.package) == []
    copy_editions(mine.package, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_editions_too_large_for_a_site_are_not_offered(paths: Paths, tmp_path: Path) -> None:
    mine = Paths(tmp_path)
    shutil.copytree(paths.package, mine.package)
    shutil.copytree(paths.editions, mine.editions)
    path = mine.editions / "index.json"
    index = json.loads(path.read_text(encoding="utf-8"))
    index["packages"][0]["files"][0]["bytes"] = LIMIT
    path.write_text(json.dumps(index), encoding="utf-8")
    assert offered_editions(mine.package) == []


# What a workbook cannot hold


def test_a_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    assert fitted("字" * 20_000) == "字" * 20_000
    assert fitted("x" * 32_767) == "x" * 32_767
    for text in ("x" * 32_768, "😀" * 20_000, "字" * 10**6):
        cut = fitted(text)
        assert len(cut.encode("utf-16-le")) // 2 <= 32_767
        assert cut.endswith(f"……（原文共 {len(text)} 字，全文见 CSV）")


@pytest.mark.parametrize(
    ("value", "kept"), [(128894, True), (178.8, True), (-0.1, True), (10**15, True), (2**53 + 1, False)]
)
def test_a_number_that_excel_would_round_is_text(value: float, kept: bool) -> None:
    assert keeps(value) is kept


def test_a_workbook_takes_sheets_of_its_own_under_names_that_excel_takes(paths: Paths, tmp_path: Path) -> None:
    package = open_folder(paths.slices / "year-2024")
    rows = [["=1+1", 2**60, None, 1.5]]
    titles = ["一/二[三]*?:\\", "一/二[三]*?:\\", "很长的名字" * 10, "观测值", "'x'"]
    target = tmp_path / "x.xlsx"
    write_workbook(package, target, [Sheet(title, ["甲", "乙", "丙", "丁"], rows) for title in titles])
    sheets = sheets_of(target)
    made = list(sheets)[1:6]
    assert len({name.casefold() for name in sheets}) == len(sheets)
    assert [name for name in sheets if len(name) > 31 or re.search(r"[\[\]:*?/\\]", name)] == []
    for name in made:
        assert sheets[name] == [["甲", "乙", "丙", "丁"], ["=1+1", str(2**60), None, 1.5]]
