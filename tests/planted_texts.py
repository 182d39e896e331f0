"""The committed package with texts in it that spreadsheets, CSV readers and XML would like to understand, its editions
made once for all tests, and what they must say, read with nothing of ours."""

import csv
import hashlib
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from gongkai.csv_files import join_cells, split_cells, written
from gongkai.editions import EditionsResult, write_editions
from gongkai.paths import Paths

REPOSITORY = Path(__file__).parents[1]
Row = tuple[object, ...]

FORMULAS = [
    *(f"{start}1+1" for start in "=+-@＝＋－＠"),
    '=HYPERLINK("http://example.invalid","x")',
    "\t=1+1",
    "\r=1+1",
    "-",
    "－",
    "+8610",
    "'",
    "''=1",
    "-8",
]
WORDS = [
    "007",
    "1e5",
    "NA",
    "null",
    "NaN",
    "TRUE",
    "0x1F",
    "2017-01",
    "1/2",
    "12³",
    "http://example.invalid/",
    "{=1+1}",
]
CHARACTERS = [
    "a\rb",
    "a\r\nb",
    "a\nb",
    'a"b,c"',
    '"',
    ",",
    " 5 ",
    "\u20025",
    "\u3000",
    "_x000D_",
    "_x0041_",
    "<b>&amp;</b>",
    "𠮷😀",
    "\u202e12",
    "\ufeff1",
    "]]>",
]
TEXTS = [*FORMULAS, *WORDS, *CHARACTERS]
PLANTED = "observations-2017"


def plant(target: Path) -> Path:
    """Copy the committed package, texts planted into raw text, label and unit of the first cells of a year."""
    shutil.copytree(REPOSITORY / "datapackage" / "annual-reports", target)
    path = target / "data" / f"{PLANTED}.csv"
    header, *rows = split_cells(path)
    assert len(rows) > len(TEXTS)
    for row, text in zip(rows, TEXTS, strict=False):
        for column in ("raw", "label", "unit_measure"):
            row[header.index(column)] = written(text)
    content = "".join(map(join_cells, [header, *rows])).encode()
    path.write_bytes(content)
    descriptor = json.loads((target / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        if resource["name"] == PLANTED:
            resource |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    (target / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
    return target


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Paths, EditionsResult]:
    """Package, slices and editions in a folder with a space and Chinese in its path. Do not change them."""
    paths = Paths(tmp_path_factory.mktemp("editions") / "公开 的")
    plant(paths.package)
    return paths, write_editions(paths)


def descriptor_of(package: Path) -> dict[str, Any]:
    found = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def truth(text: str, fields: list[dict[str, Any]]) -> list[Row]:
    """The rows of a CSV read with nothing of ours: numbers as numbers, texts without the guard, nothing as None."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header == [field["name"] for field in fields]
    return [
        tuple(
            None
            if not cell
            else float(cell)
            if field["type"] in ("integer", "number")
            else cell[1:]
            if cell[0] == "'"
            else cell
            for cell, field in zip(row, fields, strict=True)
        )
        for row in rows
    ]


def truths(package: Path) -> dict[str, tuple[dict[str, Any], list[Row]]]:
    """By resource: its descriptor and its rows."""
    found = {}
    for one in descriptor_of(package)["resources"]:
        text = (package / one["path"]).read_bytes().decode()
        found[one["name"]] = (one, truth(text, one["schema"]["fields"]))
    return found
