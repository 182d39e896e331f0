"""Machines find the data: every signpost is what its standard says, its addresses lead somewhere, and its numbers are
the package's."""

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from lxml import etree

from gongkai.addresses import site_address
from gongkai.errors import SiteError
from gongkai.signposts import write_signposts
from gongkai.signposts.datasets import LEAST, Dataset, Document, describe_dataset
from gongkai.signposts.feeds import MOST, find_entries, write_feed
from gongkai.sites import build_site
from gongkai.sites.policies import inline_scripts
from gongkai.streams import open_folder
from tests.built import REPOSITORY, Built, make_root
from tests.made_up import HOSTILE, write_made_up_package

COMMITTED = REPOSITORY / "datapackage" / "annual-reports"
SITE = "https://example.org/gongkai/"
HERE = "https://here.invalid/x/"
ATOM = "{http://www.w3.org/2005/Atom}"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def read(site: str, package: Path = COMMITTED) -> dict[str, str]:
    return dict(write_signposts(package, site, lambda _: True))


def strings(value: object, names: set[str]) -> Iterator[str]:
    """Every text below one of these names, at any depth."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name in names and isinstance(one, str):
                yield one
            yield from strings(one, names) if name != "@context" else ()
    elif isinstance(value, list):
        for one in value:
            yield from strings(one, names)


def leads(site: Path, page: str, address: str) -> bool:
    """Whether an address of a file at `page` leads to a file of the site; `HERE` stands for its top."""
    found = urljoin(f"{HERE}{page}", address).partition("#")[0]
    return found.startswith(HERE) and (site / found.removeprefix(HERE)).is_file()


# Atom, RFC 4287


def entries(text: str) -> tuple[Any, list[Any]]:
    feed = etree.fromstring(text.encode())
    return feed, feed.findall(f"{ATOM}entry")


@pytest.mark.parametrize("site", ["", SITE])
def test_the_feed_is_as_rfc_4287_has_it(site: str) -> None:
    feed, found = entries(read(site)["feed.xml"])
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *found):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        for name in ("updated", "published"):
            for moment in element.findall(f"{ATOM}{name}"):
                assert datetime.fromisoformat(moment.text).tzinfo is not None
        relations = [(link.get("rel"), link.get("type")) for link in element.findall(f"{ATOM}link")]
        assert len(set(relations)) == len(relations)
        assert ("alternate", "text/html") in relations
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext(f"{ATOM}id"))
    assert ("self", "application/atom+xml") in [
        (link.get("rel"), link.get("type")) for link in feed.findall(f"{ATOM}link")
    ]
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    identities = [element.findtext(f"{ATOM}id") for element in (feed, *found)]
    assert len(set(identities)) == len(identities) > 6
    known = {"id", "title", "updated", "published", "link", "summary", "author", "rights", "entry"}
    assert {element.tag.removeprefix(ATOM) for element in feed.iter()} == known | {"feed", "name"}


def test_the_feed_has_every_report_and_version_and_their_days() -> None:
    with (COMMITTED / "data" / "changes.csv").open(encoding="utf-8", newline="") as file:
        changes = list(csv.DictReader(file))
    with (COMMITTED / "data" / "reports.csv").open(encoding="utf-8", newline="") as file:
        reports = [row["report_id"] for row in csv.DictReader(file)]
    found = find_entries(open_folder(COMMITTED))
    assert {one.about for one in found} == {f"reports/{one}" for one in reports} | {
        f"versions/{row['version']}" for row in changes
    }
    for one in found:
        kind, _, name = one.about.partition("/")
        days = [row["date"] for row in changes if name in (row["report_id"], row["version"])]
        assert one.updated == max(days)
        assert kind == "versions" or one.published == min(days)
    assert [one.updated for one in found] == sorted((one.updated for one in found), reverse=True)


def test_the_ids_stay_the_same_wherever_the_site_is_served() -> None:
    identities = [[one.findtext(f"{ATOM}id") for one in entries(read(site)["feed.xml"])[1]] for site in ("", SITE)]
    assert identities[0] == identities[1]
    links = [one.find(f"{ATOM}link").get("href") for one in entries(read(SITE)["feed.xml"])[1]]
    assert [link for link in links if not link.startswith(SITE)] == []


def test_a_report_that_changed_later_is_new_again(tmp_path: Path) -> None:
    package = write_made_up_package(tmp_path)
    found = {one.about: (one.published, one.updated) for one in find_entries(open_folder(package))}
    assert found["reports/990100-2017"] == ("2020-02-02", "2020-03-02")
    assert found["reports/990101-2017"] == ("2020-02-02", "2020-02-02")
    assert next(iter(found)) == "versions/0.0.10"
    own = entries(read("", package)["feed.xml"])[0].findtext(f"{ATOM}id")
    assert own != entries(read("")["feed.xml"])[0].findtext(f"{ATOM}id")


def test_a_hostile_name_is_text_in_the_feed(tmp_path: Path) -> None:
    package = write_made_up_package(tmp_path)
    path = package / "data" / "authorities.csv"
    path.write_text(path.read_text("utf-8").replace("白水市", "白\x0b水\ufffe市"), encoding="utf-8")
    _, found = entries(read("", package)["feed.xml"])
    titles = [one.findtext(f"{ATOM}title") for one in found]
    assert f"{HOSTILE} 2017 年年度报告" in titles
    assert "白\ufffd水\ufffd市 2017 年年度报告" in titles


def test_a_feed_has_an_end(tmp_path: Path) -> None:
    package = write_made_up_package(tmp_path)
    path = package / "data" / "reports.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    many = [rows[0].replace("990100-2017", f"990100-{number}") for number in range(2000, 2000 + MOST + 9)]
    path.write_text("\n".join([header, *many]) + "\n", encoding="utf-8")
    assert len(entries(write_feed(open_folder(package), ""))[1]) == MOST


# Catalogues


def distributions(catalog: Any) -> list[Any]:
    return [one for dataset in catalog["dcat:dataset"] for one in dataset["dcat:distribution"]]


def test_the_catalogue_lists_files_with_their_size_and_hash(real: Built) -> None:
    site = real.paths.site
    catalog = json.loads((site / "catalog.jsonld").read_text("utf-8"))
    found = distributions(catalog)
    for one in found:
        content = (site / one["dcat:downloadURL"]).read_bytes()
        assert one["dcat:byteSize"]["@value"] == str(len(content))
        checksum = one["spdx:checksum"]["spdx:checksumValue"]["@value"]
        assert checksum == hashlib.sha256(content).hexdigest()
        assert one["dcat:mediaType"].startswith("https://www.iana.org/assignments/media-types/")
    assert len(found) > 60
    kinds = {one["dcat:downloadURL"].rpartition(".")[2] for one in found}
    assert kinds == {"csv", "xlsx", "zip", "parquet"}


@pytest.mark.parametrize("which", ["real", "made_up"])
def test_every_address_of_the_catalogues_leads_somewhere(which: str, request: pytest.FixtureRequest) -> None:
    built = request.getfixturevalue(which)
    site = "" if which == "real" else "https://data.example.org/gongkai/"
    seen = 0
    names = {"dcat:landingPage", "dcat:downloadURL", "dcat:accessURL", "dcat:endpointURL", "dcat:endpointDescription"}
    for file, keys in (("catalog.jsonld", names), ("croissant.json", {"contentUrl", "url"})):
        for address in strings(json.loads((built.paths.site / file).read_text("utf-8")), keys):
            assert address.startswith(site)
            assert leads(built.paths.site, file, address.removeprefix(site)), address
            seen += 1
    assert seen > 60


def test_the_catalogue_is_of_the_words_of_dcat() -> None:
    catalog = json.loads(read(SITE)["catalog.jsonld"])
    assert catalog["@type"] == "dcat:Catalog"
    prefixes = {name for name in catalog["@context"] if ":" not in name}
    used: set[str] = set()

    def look(value: object) -> None:
        if isinstance(value, dict):
            for name, one in value.items():
                if name != "@context":
                    used.update([name] if not name.startswith("@") else [])
                    look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    look(catalog)
    assert {name.partition(":")[0] for name in used} <= prefixes
    for dataset in catalog["dcat:dataset"]:
        wanted = {"dct:title", "dct:issued", "dct:license", "dct:publisher", "dcat:version", "dcat:distribution"}
        assert wanted <= dataset.keys()
        assert dataset["@id"].startswith(SITE)
    identities = [dataset["@id"] for dataset in catalog["dcat:dataset"]]
    assert len(set(identities)) == len(identities)


def test_croissant_describes_every_table_and_column() -> None:
    found = json.loads(read(SITE)["croissant.json"])
    descriptor = json.loads((COMMITTED / "datapackage.json").read_text("utf-8"))
    files = {one["@id"]: one for one in found["distribution"]}
    assert found["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert {"name", "description", "license", "url", "creator", "datePublished", "citeAs", "version"} <= found.keys()
    for resource, records in zip(descriptor["resources"], found["recordSet"], strict=True):
        assert records["name"] == resource["name"]
        columns = [field["name"] for field in resource["schema"]["fields"]]
        assert [one["source"]["extract"]["column"] for one in records["field"]] == columns
        (file,) = {one["source"]["fileObject"]["@id"] for one in records["field"]}
        assert files[file]["contentUrl"] == f"{SITE}data/annual-reports/{resource['path']}"
        assert files[file]["sha256"] == hashlib.sha256((COMMITTED / resource["path"]).read_bytes()).hexdigest()
        keys = [one["@id"] for one in records.get("key", ())]
        assert keys == [f"{resource['name']}/{key}" for key in resource["schema"].get("primaryKey", ())]
        own = {one["@id"] for one in records["field"]}
        assert set(keys) <= own
        assert {one["dataType"] for one in records["field"]} <= {"sc:Text", "sc:Integer", "sc:Float", "sc:Date"}


def test_croissant_is_valid_by_its_own_tool() -> None:
    croissants = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed; only the shape was tested")
    found = croissants.Dataset(jsonld=json.loads(read(SITE)["croissant.json"]))
    assert found.metadata.issues.report() == ""


# robots.txt, llms.txt, sitemap.xml


def test_robots_are_welcome_and_are_told_of_the_sitemap() -> None:
    assert read("")["robots.txt"] == "User-agent: *\nAllow: /\n"
    assert read(SITE)["robots.txt"].endswith(f"Sitemap: {SITE}sitemap.xml\n")


def test_llms_txt_has_its_shape_and_its_links_lead_somewhere(real: Built) -> None:
    text = (real.paths.site / "llms.txt").read_text("utf-8")
    assert re.match(r"# .+\n\n> .+\n\n", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Data", "Pages"]
    links = re.findall(r"^- \[[^\]]+\]\(([^)]+)\): .+$", text, re.MULTILINE)
    assert len(links) >= 15
    assert [one for one in links if not leads(real.paths.site, "llms.txt", one)] == []
    assert "not a zero" in text


def test_the_sitemap_has_every_page_and_the_day_of_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", SITE)
    paths = make_root(tmp_path / "corpus")
    write_made_up_package(paths.root)
    (paths.docs("zh") / "index.md").write_text("# 首页 { #top }\n", encoding="utf-8")
    settings = paths.root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    nav = text[text.index("nav:") : text.index("not_in_nav:")]
    settings.write_text(text.replace(nav, "nav: [{首页: index.md}, {方法: method.md}]\n"), encoding="utf-8")
    (paths.docs("zh") / "reports").mkdir()
    (paths.docs("zh") / "reports" / "x.md").write_text("# x { #top }\n", encoding="utf-8")
    linked = ("concordance", "documents", "forms", "glossary", "search")  # by the theme
    for name in linked:
        (paths.docs("zh") / f"{name}.md").write_text(f"# {name} {{ #top }}\n", encoding="utf-8")
    build_site(paths)
    sitemap = etree.fromstring((paths.site / "sitemap.xml").read_bytes())
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = {one.findtext(f"{space}loc"): one.findtext(f"{space}lastmod") for one in sitemap}
    pages = {path.relative_to(paths.site).as_posix() for path in paths.site.rglob("*.html")} - {"404.html"}
    assert found == {f"{SITE}{page}": "2020-02-02" for page in pages}
    assert len(found) == 3 + len(linked)
    assert not (paths.site / "api").exists()  # there are no pages for it to lead to


# schema.org on pages


KINDS = ("data.html", "authorities/{}.html", "reports/{}.html", "indicators/{}.html")


def blocks(built: Built, page: str) -> list[Any]:
    return [json.loads(text) for text in BLOCK.findall((built.paths.site / page).read_text("utf-8"))]


def test_pages_of_data_say_so_to_search_engines(built: Built) -> None:
    top = site_address(json.loads((built.paths.package / "datapackage.json").read_text("utf-8")))
    pages = ["data.html", *(f"reports/{row['report_id']}.html" for row in built.rows("reports"))]
    pages += sorted({f"authorities/{row['authority']}.html" for row in built.rows("reports")})
    pages += sorted({f"indicators/{row['indicator']}.html" for row in built.rows("observations") if row["obs_value"]})
    assert len(pages) > 20
    for page in pages:
        (found,) = blocks(built, page)
        assert (found["@context"], found["@type"]) == ("https://schema.org", "Dataset")
        assert LEAST <= len(found["description"]) <= 5000
        assert found["name"]
        addresses = [*strings(found, {"contentUrl"}), found["url"]]
        assert len(addresses) >= 2
        for address in addresses:
            assert address.startswith(top)
            path = address.removeprefix(top)
            assert leads(built.paths.site, "" if top else page, path), (page, address)
        assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert found["version"] == found["version"].strip() != ""
        assert (page == "data.html") == ("isPartOf" not in found)


def test_other_pages_say_nothing_of_the_kind(built: Built) -> None:
    for page in ("index.html", "method.html", "reports/index.html", "404.html", "api.html"):
        assert blocks(built, page) == []


def test_a_report_names_its_document_by_hash(built: Built) -> None:
    for row in built.rows("reports"):
        (found,) = blocks(built, f"reports/{row['report_id']}.html")
        document = found["isBasedOn"]
        assert (document["name"], document["identifier"]["value"]) == (row["document"], row["sha256"])
        assert found["temporalCoverage"] == f"{row['time_period']}-01-01/{row['time_period']}-12-31"


def test_a_hostile_name_stays_text_in_the_block(made_up: Built) -> None:
    text = (made_up.paths.site / "reports" / "990101-2017.html").read_text("utf-8")
    (block,) = BLOCK.findall(text)
    assert not set("<>&") & set(block)
    assert json.loads(block)["spatialCoverage"][0]["name"] == HOSTILE


def test_nothing_is_said_that_is_not_known() -> None:
    found = describe_dataset({"name": "x"}, "a/b.html", Dataset("n", "d", ["data/x.csv"], document=Document("d", "5")))
    assert {"version", "license", "creator", "temporalCoverage", "spatialCoverage", "variableMeasured"} & set(
        found
    ) == set()
    assert found["distribution"][0]["contentUrl"] == "../data/x.csv"
    assert found["url"] == "b.html"
    assert "url" not in found["isBasedOn"]


@pytest.mark.parametrize(
    ("tag", "runs"),
    [
        ('<script type="application/ld+json">', False),
        ("<script type=application/json>", False),
        ('<script id="x" TYPE="application/json">', False),
        ('<script data-x="application/json">', True),
        ('<script data-src="x">', True),
        ('<script type="text/javascript" data-type="application/json">', True),
        ('<script type="module" type="application/json">', True),
        ("<script>", True),
    ],
)
def test_only_a_block_of_data_is_none_that_runs(tag: str, runs: bool) -> None:
    assert bool(inline_scripts(f"{tag}x()</script>")) == runs


# Addresses


@pytest.mark.parametrize(
    ("given", "home", "found"),
    [
        ("", "", ""),
        ("https://example.org", "", "https://example.org/"),
        ("https://example.org/a/", "https://other.example.org/", "https://example.org/a/"),
        ("", "https://other.example.org/a", "https://other.example.org/a/"),
        ("", "javascript:alert(1)", ""),
        ("http://127.0.0.1:8000/", "", "http://127.0.0.1:8000/"),
    ],
)
def test_the_address_is_the_one_given_else_the_packages(
    given: str, home: str, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", given)
    assert site_address({"homepage": home}) == found


@pytest.mark.parametrize(
    "given", ["example.org", "https://a b/", 'https://x/"', "https://x/?q", "file:///x", "https:///x"]
)
def test_an_address_that_is_none_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", given)
    with pytest.raises(SiteError, match="web address"):
        site_address({})


def test_the_same_package_gives_the_same_signposts() -> None:
    code = "import sys, hashlib, pathlib; from gongkai.signposts import write_signposts;"
    code += "files = list(write_signposts(pathlib.Path(sys.argv[1]), '', lambda _: True));"
    code += "print(len(files), hashlib.sha256(repr(files).encode()).hexdigest())"
    told = set()
    for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(REPOSITORY / "build")}
        command = [sys.executable, "-c", code, str(COMMITTED)]
        told.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(told) == 1
    assert told.pop().startswith("5 ")
