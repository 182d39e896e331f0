"""The API says what the package says, no more and no less; its schemas hold every file, and its page's code runs."""

import csv
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import fastjsonschema
import pytest

from gongkai.api import write_api
from gongkai.api.files import MOST, write_json, write_list
from gongkai.api.lists import KINDS
from gongkai.api.tables import Tables
from gongkai.errors import SiteError
from gongkai.sites.checks import find_dead_data
from gongkai.sites.machines import write_for_machines
from gongkai.streams import open_folder
from tests.built import REPOSITORY, Built
from tests.made_up import HOSTILE, write_made_up_package

COMMITTED = REPOSITORY / "datapackage" / "annual-reports"
FOLDER = "api/v1"
PATTERNS = {
    kind: re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)).removesuffix(r"\.json") + r"(/parts/[^/]+)?\.json")
    for kind, path in KINDS.items()
}


@pytest.fixture(scope="module")
def files() -> dict[str, Any]:
    """Every file of the committed package's API, read as JSON."""
    return read(COMMITTED)


def read(package: Path, site: str = "") -> dict[str, Any]:
    found = {name: json.loads(text, parse_float=Decimal) for name, text in write_api(open_folder(package), site)}
    assert len(found) > 40
    return found


def rows(package: Path, table: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in sorted((package / "data").glob(f"{table}*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file))
    return found


def said(value: object) -> str:
    """A value as the CSV has it, without the guard."""
    return "" if value is None else str(value)


def unguarded(text: str) -> str:
    return text.removeprefix("'")


def kinds_of(name: str) -> list[str]:
    path = name.removeprefix(f"{FOLDER}/")
    return [kind for kind, pattern in PATTERNS.items() if pattern.fullmatch(path)]


def reports(files: dict[str, Any]) -> list[Any]:
    return [one for name, one in files.items() if kinds_of(name) == ["report"]]


# What it says


@pytest.mark.parametrize("which", ["real", "made_up"])
def test_a_report_has_every_observation_as_printed(which: str, tmp_path: Path) -> None:
    package = COMMITTED if which == "real" else write_made_up_package(tmp_path)
    told = Counter(
        (one["report_id"], *(said(value[column]) for column in COLUMNS))
        for one in reports(read(package))
        for value in one["observations"]
    )
    known = Counter(
        (row["report_id"], *(unguarded(row[column]) for column in COLUMNS)) for row in rows(package, "observations")
    )
    assert told == known
    assert sum(told.values()) > 25


KEY = ("form", "indicator", "applicant", "source")
COLUMNS = (*KEY, "obs_value", "cell_state", "obs_status", "unit_measure", "raw", "label", "locator")


def test_a_number_is_null_or_what_is_printed_and_a_blank_is_no_zero(files: dict[str, Any]) -> None:
    values = [value for one in reports(files) for value in one["observations"]]
    states = {"reported", "reported_zero", "text_number"}
    assert [one for one in values if (one["obs_value"] is None) == (one["cell_state"] in states)] == []
    assert [one for one in values if one["obs_value"] == 0 and one["cell_state"] != "reported_zero"] == []
    kinds = Counter(type(one["obs_value"]) for one in values)
    assert kinds.keys() == {int, Decimal, type(None)}  # 178.8, and never 12.0


def test_a_number_beyond_what_a_float_holds_is_whole(tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(COMMITTED, package)
    path = package / "data" / "observations-2014.csv"
    path.write_text(path.read_text("utf-8").replace(",11841,", ",9007199254740993,"), encoding="utf-8")
    values = [value["obs_value"] for one in reports(read(package)) for value in one["observations"]]
    assert 9007199254740993 in values


def test_a_year_is_read_without_the_others() -> None:
    tables = Tables(open_folder(COMMITTED))
    for year, names in tables.years.items():
        own = tables.read_year(year)
        assert {name for found in own.values() for name in found} == set(names)


def test_a_report_has_every_row_of_every_table_that_speaks_of_it(files: dict[str, Any]) -> None:
    descriptor = json.loads((COMMITTED / "datapackage.json").read_text("utf-8"))
    seen = 0
    for resource in descriptor["resources"]:
        table, columns = resource["name"], [field["name"] for field in resource["schema"]["fields"]]
        if "report_id" not in columns or table.startswith("observations") or table in ("reports", "changes"):
            continue
        known = {row["report_id"]: Counter[tuple[str, ...]]() for row in rows(COMMITTED, "reports")}
        rest = [column for column in columns if column not in ("report_id", "authority", "time_period")]
        with (COMMITTED / resource["path"]).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                known[row["report_id"]][tuple(unguarded(row[column]) for column in rest)] += 1
        for one in reports(files):
            told = Counter(tuple(said(row[column]) for column in rest) for row in one[table])
            assert told == known[one["report_id"]], table
            seen += sum(told.values())
    assert seen > 700


def test_the_counts_are_those_of_the_package(files: dict[str, Any]) -> None:
    index = files[f"{FOLDER}/index.json"]
    known = {table: len(rows(COMMITTED, table)) for table in ("authorities", "reports", "observations", "checks")}
    assert {table: index["counts"][table] for table in known} == known
    for table in ("authorities", "reports", "indicators", "years"):
        found = files[f"{FOLDER}/{table}.json"]
        assert found["count"] == len(found[table]) == index["counts"][table] > 3
    assert (index["version"], index["site"]) == (open_folder(COMMITTED).version, None)


def test_an_indicator_has_n_of_n_and_every_value(files: dict[str, Any]) -> None:
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows(COMMITTED, "observations"):
        groups.setdefault(row["indicator"], []).append(row)
    asked = {}
    for name, own in groups.items():
        found = files[f"{FOLDER}/indicators/{name}.json"]
        assert Counter(said(one["obs_value"]) for one in found["observations"]) == Counter(
            row["obs_value"] for row in own
        )
        total = [row for row in own if (row["applicant"], row["source"]) == ("total", "form")]
        asked[name] = len(total)
        assert (found["asked"], found["numbers"]) == (len(total), sum(bool(row["obs_value"]) for row in total))
    years = [one for name, one in files.items() if kinds_of(name) == ["year"]]
    counted: Counter[str] = Counter()
    for year in years:
        counted.update({one["indicator"]: one["asked"] for one in year["indicators"]})
    assert counted == Counter({name: count for name, count in asked.items() if count})


def test_a_superseded_report_is_given_and_not_counted(tmp_path: Path) -> None:
    package = write_made_up_package(tmp_path, {"990100-2017": ("superseded", "")})
    files = read(package)
    found = files[f"{FOLDER}/indicators/disclosure.total.json"]
    assert "990100-2017" in {one["report_id"] for one in found["observations"]}
    assert found["asked"] == 1
    assert files[f"{FOLDER}/reports/990100-2017.json"]["status"] == "superseded"


def test_checks_say_how_often_a_rule_was_tried_and_list_what_does_not_hold(files: dict[str, Any]) -> None:
    known = rows(COMMITTED, "checks")
    found = files[f"{FOLDER}/checks.json"]
    assert {one["rule"]: one["tried"] for one in found["rules"] if one["tried"]} == Counter(
        row["rule"] for row in known
    )
    assert [sum(one["results"].values()) == sum(one["verdicts"].values()) == one["tried"] for one in found["rules"]]
    wanted = [row for row in known if row["verdict"] in ("contradiction", "question")]
    assert Counter((one["report_id"], one["rule"], one["instance"]) for one in found["checks"]) == Counter(
        (row["report_id"], row["rule"], row["instance"]) for row in wanted
    )
    assert found["count"] == len(wanted) > 5


def test_a_letter_of_2017_has_its_state_place_and_address(files: dict[str, Any]) -> None:
    found = files[f"{FOLDER}/reports/371300-2017.json"]["observations"]
    page = "reports/371300-2017.html#requests.received.letter"
    (value,) = [one for one in found if one["page"] == page]
    assert (value["obs_value"], value["cell_state"], value["raw"].strip(), value["locator"]) == (
        790,
        "reported",
        "790",
        "L285",
    )


# Its schemas


def test_every_file_is_held_by_one_schema(files: dict[str, Any]) -> None:
    plain = {name: json.loads(text) for name, text in write_api(open_folder(COMMITTED), "https://example.org/x/")}
    validators = {
        kind: fastjsonschema.compile(plain[f"{FOLDER}/schemas/{kind}.json"], use_default=False) for kind in KINDS
    }
    seen: Counter[str] = Counter()
    for name, content in plain.items():
        if "/schemas/" in name or name.endswith("openapi.json"):
            continue
        (kind,) = kinds_of(name)
        validators[kind](content)
        seen[kind] += 1
    assert seen.keys() == KINDS.keys()
    assert seen["report"] == len(rows(COMMITTED, "reports"))
    assert plain.keys() == files.keys()


@pytest.mark.parametrize(
    ("kind", "path", "spoil"),
    [
        ("report", "reports/371300-2017", lambda one: one["observations"][0].update(cell_state="good")),
        ("report", "reports/371300-2017", lambda one: one["observations"][0].update(obs_value="790")),
        ("report", "reports/371300-2017", lambda one: one["observations"][0].pop("locator")),
        ("report", "reports/371300-2017", lambda one: one["checks"][0].update(more=1)),
        ("report", "reports/371300-2017", lambda one: one.update(page="https://example.org/")),
        ("indicator", "indicators/disclosure.total", lambda one: one.update(asked=-1)),
        ("checks", "checks", lambda one: one["rules"][0]["results"].pop("holds")),
        ("index", "index", lambda one: one["downloads"].append({"path": "x"})),
        ("years", "years", lambda one: one["years"][0].update(year="2017")),
    ],
)
def test_a_schema_refuses_what_is_wrong(files: dict[str, Any], kind: str, path: str, spoil: Any) -> None:
    plain = {name: json.loads(text) for name, text in write_api(open_folder(COMMITTED))}
    validate = fastjsonschema.compile(plain[f"{FOLDER}/schemas/{kind}.json"], use_default=False)
    content = plain[f"{FOLDER}/{path}.json"]
    validate(content)
    spoil(content)
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        validate(content)


def test_the_made_up_package_is_held_too(tmp_path: Path) -> None:
    files = read(write_made_up_package(tmp_path))
    for name, content in files.items():
        if "/schemas/" not in name and not name.endswith("openapi.json"):
            (kind,) = kinds_of(name)
            fastjsonschema.validate(files[f"{FOLDER}/schemas/{kind}.json"], content)
    assert HOSTILE in {one["name_zh"] for one in files[f"{FOLDER}/authorities.json"]["authorities"]}


def test_openapi_names_every_kind_of_file_and_its_schema(files: dict[str, Any]) -> None:
    found = files[f"{FOLDER}/openapi.json"]
    assert found["openapi"].startswith("3.1.")
    assert found["info"]["version"] == open_folder(COMMITTED).version
    assert [path.removeprefix("/") for path in found["paths"]] == list(KINDS.values())
    names = []
    for path, item in found["paths"].items():
        answer = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        assert f"{FOLDER}/{answer}" in files
        assert [one["name"] for one in item["get"].get("parameters", ())] == re.findall(r"\{(\w+)\}", path)
        names.append(item["get"]["operationId"])
    assert len(set(names)) == len(KINDS)


# How it is written


def test_the_same_package_gives_the_same_bytes() -> None:
    code = "import sys, hashlib, pathlib; from gongkai.api import write_api; from gongkai.streams import open_folder;"
    code += "files = write_api(open_folder(pathlib.Path(sys.argv[1])));"
    code += "print(hashlib.sha256(repr(list(files)).encode()).hexdigest())"
    told = set()
    for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(REPOSITORY / "build")}
        command = [sys.executable, "-c", code, str(COMMITTED)]
        told.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(told) == 1


def test_a_record_stands_on_a_line_of_its_own() -> None:
    text = write_json({"a": 1, "rows": [{"x": None, "y": "\u2028\n"}, {"x": 178.8, "y": HOSTILE}], "none": []})
    assert len(text.splitlines(keepends=False)) >= 7
    assert json.loads(text)["rows"][1] == {"x": 178.8, "y": HOSTILE}
    with pytest.raises(ValueError, match="JSON"):
        write_json({"a": float("nan")})


@pytest.mark.parametrize("count", [MOST, MOST + 1])
def test_a_long_list_is_parted_by_province(count: int) -> None:
    rows = [{"report_id": f"{37 + number % 2}0000-{number}"} for number in range(count)]
    found = dict(write_list("reports", {"head": 1}, "reports", rows, lambda row: str(row["report_id"])[:2]))
    whole = json.loads(found[f"{FOLDER}/reports.json"])
    assert whole["count"] == count
    own = [json.loads(found[part["data"]]) for part in whole["parts"]]
    assert [part["province"] for part in whole["parts"]] == (["37", "38"] if count > MOST else [])
    assert len(whole["reports"]) + sum(len(one["reports"]) for one in own) == count
    assert [one["count"] for one in own] == [part["count"] for part in whole["parts"]]
    assert len(found) == 1 + len(own)


def test_no_id_leads_out_of_the_site(tmp_path: Path) -> None:
    package = write_made_up_package(tmp_path)
    path = package / "data" / "indicators.csv"
    path.write_text(path.read_text("utf-8").replace("outcome.refused,", "../../../../outside,"), encoding="utf-8")
    with pytest.raises(SiteError, match="no address"):
        write_for_machines(package, tmp_path / "site")
    assert not list(tmp_path.rglob("outside*"))


# On the site


def test_the_site_has_the_api_and_every_address_in_it_leads_somewhere(built: Built) -> None:
    site = built.paths.site
    pages = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}
    assert find_dead_data(site, pages) == []
    index = json.loads((site / FOLDER / "index.json").read_text("utf-8"))
    assert index["counts"]["reports"] == len(list((site / FOLDER / "reports").glob("*.json"))) > 3


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('"page":"reports/990100-2017.html', '"page":"reports/990100-2018.html', "leads nowhere"),
        (".html#disclosure.total", ".html#disclosure.nothing", "no place"),
        ('"csv": "data/reports/', '"csv": "data/report/', "leads nowhere"),
    ],
)
def test_a_dead_address_in_the_api_is_seen(made_up: Built, tmp_path: Path, before: str, after: str, fault: str) -> None:
    site = tmp_path / "site"
    shutil.copytree(made_up.paths.site, site)
    pages = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}
    path = site / FOLDER / "reports" / "990100-2017.json"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    assert fault in "".join(find_dead_data(site, pages))


def test_a_file_by_hand_where_the_api_stands_is_refused(tmp_path: Path) -> None:
    package = write_made_up_package(tmp_path)
    (tmp_path / "site" / FOLDER).mkdir(parents=True)
    (tmp_path / "site" / FOLDER / "index.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SiteError, match="generated"):
        write_for_machines(package, tmp_path / "site")


# The page that teaches it: what is run is the page's own text


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def served(real: Built) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(real.paths.site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def code(real: Built, language: str, address: str) -> str:
    page = real.page("api.html")
    text = page.at[f"code-{language}"].text
    assert len(text.splitlines()) == 5
    base = re.search(r"https?://[^/]+/", text)
    assert base
    assert base[0] in page.at["no-address"].text
    return text.replace(base[0], address)


def run(command: list[str], text: str, folder: Path, name: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [*command, name], cwd=folder, capture_output=True, text=True, check=False, timeout=60, env=environment
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_pages_python_runs(real: Built, served: str, tmp_path: Path) -> None:
    told = run([sys.executable], code(real, "python", served), tmp_path, "page.py")
    row = example(real)
    lines = [line.split()[1:] for line in told.splitlines()]
    assert [row[column] for column in ("indicator", "obs_value", "cell_state", "locator")] in lines
    assert any("<NA>" in line for line in lines)


def test_the_pages_javascript_runs(real: Built, served: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("no node here; the page's JavaScript is not run")
    told = run([node], code(real, "javascript", served), tmp_path, "page.mjs").splitlines()
    value, state, locator = told[0].split(" ")
    row = example(real)
    assert (value, state, locator) == (row["obs_value"], row["cell_state"], row["locator"])
    assert told[1] == f"{served}reports/{row['report_id']}.html#{row['indicator']}"


def test_the_pages_r_runs(real: Built, served: str, tmp_path: Path) -> None:
    r = shutil.which("Rscript")
    if not r:
        pytest.skip("no Rscript here; the page's R is not run")
    assert "obs_value" in run([r], code(real, "r", served), tmp_path, "page.R")


def test_the_pages_sql_runs(real: Built, served: str) -> None:
    text = code(real, "sql", served)
    with duckdb.connect() as connection:
        try:
            connection.execute("LOAD httpfs")
        except duckdb.Error:  # the extension is DuckDB's own download; the file is then read from where it lies
            text = text.replace(served, f"{real.paths.site.as_posix()}/")
        found = connection.execute(text).fetchall()
    row = example(real)
    assert (row["report_id"], float(row["obs_value"]), row["cell_state"], row["locator"]) in found
    assert ".parquet" in text


def example(real: Built) -> dict[str, str]:
    """The value that the page's address names."""
    link = next(
        href
        for tag, has in real.page("api.html").tags
        if (href := has.get("href", "")).count("#") and tag == "a" and href.startswith("reports/")
    )
    report, anchor = re.findall(r"reports/(.+)\.html#(.+)", link)[0]
    (row,) = [
        one
        for one in real.rows("observations")
        if (one["report_id"], one["indicator"], one["applicant"], one["source"]) == (report, anchor, "total", "form")
    ]
    return row


def test_the_page_names_every_kind_of_file(built: Built) -> None:
    page = built.page("api.html")
    links = {has.get("href", "") for tag, has in page.tags if tag == "a"}
    assert {f"{FOLDER}/{path}" for path in KINDS.values() if "{" not in path} <= links
    for path in KINDS.values():
        if "{" in path:
            assert path.partition("{")[0] in page.text


def test_an_address_of_the_site_is_in_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = write_made_up_package(tmp_path)
    monkeypatch.setenv("SITE_URL", "https://example.org/gongkai")
    write_for_machines(package, tmp_path / "site")
    index = json.loads((tmp_path / "site" / FOLDER / "index.json").read_text("utf-8"))
    assert index["site"] == "https://example.org/gongkai/"
    monkeypatch.setenv("SITE_URL", "javascript:alert(1)")
    with pytest.raises(SiteError, match="web address"):
        write_for_machines(package, tmp_path / "other")
