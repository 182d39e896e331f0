"""The package of source texts: lines and read places of the documents that are there, of the very documents alone."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai.cli import gongkai
from gongkai.packages import package, validate
from gongkai.paths import Paths
from gongkai.readings import read
from gongkai.source_texts import find_lost, package_source_texts
from tests.office_files import zipped

CITY = Path(__file__).parent / "cases" / "form-2014-city" / "document.txt"
PAGE = """<html><body><p>云溪市人民政府2016年政府信息公开工作年度报告</p><p>全年收到申请36件。</p>
<table><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>
<tr><td>一、主动公开情况</td><td>——</td><td>——</td></tr>
<tr><td>（一）主动公开政府信息数</td><td>条</td><td>999</td></tr>
<tr><td>其中：主动公开规范性文件数</td><td>条</td><td></td></tr></table></body></html>"""


def rows(paths: Paths, table: str) -> list[dict[str, str]]:
    with (paths.source_texts / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def put(paths: Paths, name: str, content: str | bytes) -> None:
    paths.sources.mkdir(exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    (paths.sources / name).write_bytes(data)
    outcomes = read(paths, [paths.sources / name], "" if name.endswith("zip") else "990100", None)
    assert {one.word for one in outcomes} == {"read"}, outcomes


def text_of(paths: Paths) -> dict[str, str]:
    return {row["place"]: row["text"].removeprefix("'") for row in rows(paths, "lines")}


@pytest.fixture
def city(corpus: Paths) -> Paths:
    put(corpus, "city.txt", CITY.read_text(encoding="utf-8"))
    return corpus


def test_every_line_and_every_place_is_there_and_the_package_valid(city: Paths) -> None:
    result = package_source_texts(city)
    assert (result.texts, result.reports, result.written, result.left_out) == (1, 1, True, ())
    lines = CITY.read_text(encoding="utf-8").split("\n")
    assert [row["text"].removeprefix("'") for row in rows(city, "lines")] == lines
    assert [row["place"] for row in rows(city, "lines")] == [f"L{at}" for at in range(1, len(lines) + 1)]
    parsed = json.loads(next(city.reports.rglob("*.json")).read_text(encoding="utf-8"))
    cells = {(one["locator"], "observation") for one in parsed["observations"] if one["locator"]}
    said = {(one["locator"], "statement") for one in parsed["statements"]}
    found = {(row["locator"], row["kind"]) for row in rows(city, "spans")}
    assert cells
    assert said
    assert cells | said <= found
    assert len(found) == len(rows(city, "spans")) == int(rows(city, "texts")[0]["spans"])
    assert validate(city.source_texts / "datapackage.json") == []


def test_a_planted_fault_makes_it_invalid(city: Paths) -> None:
    package_source_texts(city)
    path = city.source_texts / "data" / "spans.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",observation", ",guess", 1), encoding="utf-8")
    assert validate(city.source_texts / "datapackage.json") != []


def test_cells_of_a_web_page_have_their_place_and_blank_ones_their_table(corpus: Paths) -> None:
    put(corpus, "page.html", PAGE)
    assert package_source_texts(corpus).texts == 1
    lines = text_of(corpus)
    assert lines["t1/r3/c3"] == "999"
    assert "t1/r4/c3" not in lines
    kinds = {(row["locator"], row["kind"]) for row in rows(corpus, "spans")}
    assert {("t1/r3/c3", "observation"), ("t1/r4/c3", "observation"), ("b2:7-9", "statement")} <= kinds


def test_a_document_in_an_archive_of_several_is_found(corpus: Paths) -> None:
    city, other = CITY.read_bytes(), CITY.read_text(encoding="utf-8").replace("2016", "2017").encode()
    put(corpus, "both.zip", zipped([("a.txt", city), ("b.txt", other)]))
    assert package_source_texts(corpus).texts == 2
    assert {row["document"] for row in rows(corpus, "texts")} == {"both.zip!a.txt", "both.zip!b.txt"}
    assert {row["text"] for row in rows(corpus, "lines") if row["line"] == "3"} == {
        "2016年政府信息公开工作年度报告",
        "2017年政府信息公开工作年度报告",
    }


def test_another_document_of_that_name_is_left_out_and_said(city: Paths) -> None:
    assert package_source_texts(city).texts == 1
    (city.sources / "older").mkdir()
    (city.sources / "older" / "city.txt").write_text("从前有座山。\n", encoding="utf-8")
    assert package_source_texts(city).texts == 1
    shutil.rmtree(city.sources / "older")
    (city.sources / "city.txt").write_text("从前有座山。\n", encoding="utf-8")
    result = package_source_texts(city)
    assert result.texts == 0
    assert "another than the one that was read" in result.left_out[0]
    assert not city.source_texts.exists()


def test_without_documents_there_is_no_package_and_a_stale_one_goes(city: Paths) -> None:
    assert package_source_texts(city).written
    assert not package_source_texts(city).written
    shutil.rmtree(city.sources)
    assert package_source_texts(city).texts == 0
    assert not city.source_texts.exists()


def test_the_same_documents_give_the_same_bytes_and_a_changed_package_is_mended(city: Paths) -> None:
    package_source_texts(city)
    before = {path.name: path.read_bytes() for path in city.source_texts.rglob("*") if path.is_file()}
    (city.source_texts / "data" / "lines.csv").write_text("x\n", encoding="utf-8")
    assert package_source_texts(city).written
    assert {path.name: path.read_bytes() for path in city.source_texts.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("locator", "lost"),
    [("L1", ""), ("L2:1-2", ""), ("L2:1-3", "L2:1-3"), ("L3", "L3"), ("t1/r9/c9", ""), ("t2/r1/c1", "t2/r1/c1")],
)
def test_a_place_that_the_text_does_not_hold_is_seen(locator: str, lost: str) -> None:
    lines = [("L1", ""), ("L2", "两字"), ("t1/r1/c1", "格")]
    assert find_lost(lines, [(locator, "observation")]) == lost


def test_the_command_says_how_many_texts_it_has(city: Paths) -> None:
    words = city.structure / "package.yaml"
    bounds = words.read_text(encoding="utf-8").replace("reports_min: 6", "reports_min: 1")
    words.write_text(bounds.replace("observations_min: 621", "observations_min: 1"), encoding="utf-8")
    shutil.rmtree(city.structure / "released")
    (city.structure / "corrections.csv").write_text(
        (city.structure / "corrections.csv").read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8"
    )
    assert package(city).reports == 1
    done = CliRunner().invoke(gongkai, ["--root", str(city.root), "package"])
    assert done.exit_code == 0, done.output
    assert "source texts written: 1 of 1" in done.output
