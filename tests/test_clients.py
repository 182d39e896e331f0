"""What people read data with reads ours: each client that can be had here, on texts that would like to be misread.

A client that is not there is a test skipped with the sentence that says so.
"""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from pyarrow import csv as arrow_csv

from gongkai.containers.legacy import find_office
from gongkai.editions import EditionsResult
from gongkai.paths import Paths
from tests.planted_texts import PLANTED, REPOSITORY, TEXTS, Row, descriptor_of, truths

COMMITTED = REPOSITORY / "datapackage" / "annual-reports"
# Exact versions, installed without their scripts.
NODE_CLIENTS = ("datapackage@1.1.10", "frictionless.js@0.13.4")


@pytest.fixture(scope="module")
def paths(planted: tuple[Paths, EditionsResult]) -> Paths:
    return planted[0]


@pytest.fixture(scope="module")
def unpacked(paths: Paths, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flat zip of the whole package as somebody unpacks it."""
    folder = tmp_path_factory.mktemp("unpacked")
    (archive,) = (paths.editions / "annual-reports").glob("*.zip")
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder)
    return folder


def raw_rows(folder: Path) -> dict[str, list[list[str]]]:
    """The cells of every file as they stand, by resource, the header first."""
    found = {}
    for one in descriptor_of(folder)["resources"]:
        text = (folder / one["path"]).read_bytes().decode()
        found[one["name"]] = list(csv.reader(io.StringIO(text, newline="")))
    assert sum(map(len, found.values())) > 1500
    return found


# Python


def test_pandas_without_any_option_takes_no_blank_for_a_number() -> None:
    for path in sorted((COMMITTED / "data").glob("observations-*.csv")):
        frame = pd.read_csv(path)
        numbers = frame["cell_state"].isin(["reported", "reported_zero", "text_number"])
        assert str(frame["obs_value"].dtype) == "float64" or numbers.all()
        assert (frame["obs_value"].notna() == numbers).all()


def test_pandas_reads_every_cell(unpacked: Path) -> None:
    for name, (header, *rows) in raw_rows(unpacked).items():
        frame = pd.read_csv(unpacked / f"{name}.csv", dtype=str, keep_default_na=False)
        assert [list(frame.columns), *frame.to_numpy().tolist()] == [header, *rows], name


def test_pyarrow_reads_every_cell(unpacked: Path) -> None:
    for name, (header, *rows) in raw_rows(unpacked).items():
        table = arrow_csv.read_csv(
            unpacked / f"{name}.csv",
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(header, "string")),
        )
        assert table.column_names == header
        assert [list(row.values()) for row in table.to_pylist()] == rows, name


@pytest.mark.parametrize("kind", ["zip", "folder"])
def test_frictionless_validates_the_zip_and_what_is_in_it(paths: Paths, unpacked: Path, kind: str) -> None:
    (archive,) = (paths.editions / "annual-reports").glob("*.zip")
    target = archive if kind == "zip" else unpacked / "datapackage.json"
    code = "import sys; from frictionless import Package; report = Package(sys.argv[1]).validate(); "
    code += "print(len(report.tasks)); sys.exit(not report.valid)"
    done = subprocess.run(
        [sys.executable, "-c", code, target.name], cwd=target.parent, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) == len(descriptor_of(unpacked)["resources"])


# SQL


def test_duckdb_reads_every_cell(unpacked: Path) -> None:
    for name, (header, *rows) in raw_rows(unpacked).items():
        if not rows:
            continue
        dialect = {"header": True, "sep": ",", "quotechar": '"', "escapechar": '"', "na_values": ""}
        read = duckdb.read_csv(unpacked / f"{name}.csv", dtype=dict.fromkeys(header, "VARCHAR"), **dialect).fetchall()
        assert [[cell or "" for cell in row] for row in read] == rows, name


def test_duckdb_guesses_numbers_and_nulls_of_the_committed_files() -> None:
    for path in sorted((COMMITTED / "data").glob("observations-*.csv")):
        where = "cell_state IN ('reported', 'reported_zero', 'text_number')"
        sums = f"count(*), count(obs_value), count(*) FILTER ({where})"
        ((rows, values, numbers),) = duckdb.sql(f"SELECT {sums} FROM '{path}'").fetchall()  # noqa: S608
        assert rows >= values == numbers > 0


def test_duckdb_reads_parquet(paths: Paths) -> None:
    seen = 0
    for name, (_, rows) in truths(paths.package).items():
        path = paths.editions / "annual-reports" / "parquet" / f"{name}.parquet"
        read = duckdb.sql(f"SELECT * FROM '{path}'").fetchall()  # noqa: S608
        assert [tuple(map(plain, row)) for row in read] == rows, name
        seen += len(rows)
    assert seen > 1500


def plain(value: object) -> object:
    if value is None:
        return None
    return float(value) if isinstance(value, (int, float)) else str(value)


# JavaScript


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clients from npm, installed once a run; no test of this module but those of Node needs it."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("Node and npm are not here: datapackage 1.1 and frictionless.js were not tried")
    folder = tmp_path_factory.mktemp("node")
    (folder / "package.json").write_text('{"private": true}')
    quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
    try:
        done = subprocess.run(
            ["npm", "install", *quiet, *NODE_CLIENTS],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm's registry did not answer in time: datapackage 1.1 and frictionless.js were not tried")
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        pytest.skip(f"npm could not install datapackage 1.1 and frictionless.js, which were not tried: {last}")
    return folder


def node(folder: Path, code: str, *arguments: str) -> Any:
    """What a script prints, as JSON."""
    script = folder / "client.js"
    script.write_text(code)
    done = subprocess.run(["node", str(script), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


DATAPACKAGE = """
const {Package} = require('datapackage');
(async () => {
  const found = await Package.load(process.argv[2]);
  const tables = {};
  for (const resource of found.resources) {
    const shared = resource.descriptor.schema.foreignKeys || [];
    const columns = shared.flatMap(key => key.fields);
    // The library puts the other row in the place of the key, so that it cannot follow two keys through one column.
    const relations = new Set(columns).size === columns.length;
    await resource.read({relations});
    tables[resource.name] = await resource.read({keyed: false, cast: true});
  }
  const errors = found.errors.map(error => error.message);
  console.log(JSON.stringify({valid: found.valid, errors, tables}));
})();
"""


def test_datapackage_for_javascript_loads_and_casts_every_row(node_modules: Path, unpacked: Path) -> None:
    found = node(node_modules, DATAPACKAGE, str(unpacked / "datapackage.json"))
    assert (found["valid"], found["errors"]) == (True, [])
    expected = raw_rows(unpacked)
    assert found["tables"].keys() == expected.keys()
    kinds = {
        one["name"]: [field["type"] for field in one["schema"]["fields"]]
        for one in descriptor_of(unpacked)["resources"]
    }
    for name, (_, *rows) in expected.items():
        read = [
            [day(cell) if kind == "date" else cell for cell, kind in zip(row, kinds[name], strict=True)]
            for row in found["tables"][name]
        ]
        assert read == [[cast(cell, kind) for cell, kind in zip(row, kinds[name], strict=True)] for row in rows], name


def cast(cell: str, kind: str) -> object:
    if not cell:
        return None
    # The library takes spaces off the beginning of a cell, whatever the descriptor says.
    return float(cell) if kind in ("integer", "number") else cell.lstrip(" ")


def day(cell: str | None) -> str | None:
    return cell[:10] if cell else None


FRICTIONLESS = """
const {Dataset} = require('frictionless.js');
(async () => {
  const found = await Dataset.load(process.argv[2]);
  const tables = {};
  for (const file of found.resources) {
    const rows = [];
    for await (const row of await file.rows({keyed: false})) rows.push(row);
    tables[file.descriptor.name] = rows;
  }
  console.log(JSON.stringify(tables));
})();
"""


def test_frictionless_for_javascript_reads_every_cell(node_modules: Path, unpacked: Path) -> None:
    found = node(node_modules, FRICTIONLESS, str(unpacked / "datapackage.json"))
    expected = raw_rows(unpacked)
    assert found.keys() == expected.keys()
    for name, rows in expected.items():
        # The library takes spaces off the beginning of a cell, whatever the descriptor says.
        assert found[name] == [[cell.lstrip(" ") for cell in row] for row in rows], name


# R


def test_r_reads_every_cell(unpacked: Path, tmp_path: Path) -> None:
    if not shutil.which("Rscript"):
        pytest.skip("Rscript is not here: what read.csv takes for what was held against its rules instead")
    readme = (unpacked / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```r\n(.*?)```", readme, re.DOTALL)
    code += 'write.csv(x, "out.csv", row.names = FALSE, na = "", fileEncoding = "UTF-8")\n'
    (tmp_path / "read.R").write_text(code, encoding="utf-8")
    subprocess.run(["Rscript", str(tmp_path / "read.R")], cwd=unpacked, check=True)
    with (unpacked / "out.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    expected, *_ = raw_rows(unpacked)["reports"]
    assert header == expected
    assert len(rows) == len(truths(unpacked)["reports"][1])


R_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*|\s*[+-]?0[xX][0-9a-fA-F]+\s*|NA|NaN|[Ii]nf(inity)?")


@pytest.mark.parametrize("kind", ["number", "integer"])
def test_numbers_are_numbers_by_the_rules_of_r(kind: str) -> None:
    """R's read.csv makes a column numeric when every cell is empty or what R takes for a number, and logical when all
    are empty. Columns of numbers must become so; the words NA, T or F must not stand in a column of text."""
    seen = 0
    for one in descriptor_of(COMMITTED)["resources"]:
        _, *rows = raw_rows(COMMITTED)[one["name"]]
        for at, field in enumerate(one["schema"]["fields"]):
            cells = [row[at] for row in rows if row[at]]
            if field["type"] == kind:
                assert [cell for cell in cells if not R_NUMBER.fullmatch(cell)] == [], field["name"]
                seen += 1
            elif field["type"] == "string":
                assert [cell for cell in cells if cell == "NA"] == []
                assert not cells or set(cells) - {"T", "F", "TRUE", "FALSE", "true", "false"}, field["name"]
    assert seen > 0


# LibreOffice


@pytest.fixture(scope="module")
def office_sheets(paths: Paths, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[str]]]:
    """Every sheet of a workbook as LibreOffice writes it to CSV: all text quoted, numbers whole."""
    office = find_office()
    if not office:
        pytest.skip("LibreOffice is not here: the workbook was read by calamine alone")
    if not (Path(office).resolve().parent / "libsclo.so").is_file():
        pytest.skip("LibreOffice is here without Calc (libreoffice-calc): the workbook was read by calamine alone")
    folder = tmp_path_factory.mktemp("office")
    (book,) = (paths.editions / "annual-reports").glob("*.xlsx")
    shutil.copy(book, folder / "book.xlsx")
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false,false,false,-1"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", every_sheet, "--outdir", str(folder), "book.xlsx"]
    clean = {key: value for key, value in os.environ.items() if key != "LD_LIBRARY_PATH"}
    subprocess.run(command, cwd=folder, env=clean, check=True, capture_output=True, timeout=120)
    found = {}
    for path in folder.glob("book-*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem.removeprefix("book-")] = list(csv.reader(file))
    assert len(found) > 20
    return found


def test_libreoffice_shows_what_the_package_holds(paths: Paths, office_sheets: dict[str, list[list[str]]]) -> None:
    for name, (one, rows) in truths(paths.package).items():
        header, *read = office_sheets[one["title"]]
        kept = [at for at, head in enumerate(header) if not (at and head == f"{header[at - 1]}名称")]
        assert [header[at] for at in kept] == [field["title"] for field in one["schema"]["fields"]]
        shown = [
            tuple(seen(row[at], field) for at, field in zip(kept, one["schema"]["fields"], strict=True)) for row in read
        ]
        assert shown == [tuple(map(in_office, row)) for row in rows], name


def seen(cell: str, field: dict[str, Any]) -> object:
    if not cell:
        return None
    return float(cell) if field["type"] in ("integer", "number") else cell


def in_office(value: object) -> object:
    """LibreOffice makes one character of CR and LF; a CR alone it leaves."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def test_libreoffice_runs_nothing(office_sheets: dict[str, list[list[str]]]) -> None:
    (sheet,) = [rows for name, rows in office_sheets.items() if name.startswith("2017")]
    at = sheet[0].index("原文")
    assert [row[at] for row in sheet[1 : len(TEXTS) + 1]] == [in_office(text) for text in TEXTS]
    errors = [cell for rows in office_sheets.values() for row in rows for cell in row if re.match(r"#|Err:", cell)]
    assert errors == []


def test_the_rows_that_clients_were_tried_on_hold_the_planted_texts(paths: Paths) -> None:
    rows: list[Row] = truths(paths.package)[PLANTED][1]
    assert {row[11] for row in rows} >= set(TEXTS)
