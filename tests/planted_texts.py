"""The committed package with texts in it that spreadsheets, CSV readers and XML would like to understand."""

import hashlib
import json
import shutil
from pathlib import Path

from gongkai.csv_files import join_cells, split_cells, written
from tests.conftest import REPOSITORY

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
