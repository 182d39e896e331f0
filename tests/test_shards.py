"""A corpus cut by province: every report is in exactly one shard and none is changed, counts add up, and the sites of
shards and front, put below one address, lead to each other."""

import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from playwright.sync_api import Browser

from gongkai.cli import gongkai
from gongkai.cli_shards import MOST, warn_of_size
from gongkai.errors import GongkaiError
from gongkai.files import hash_tree
from gongkai.packages import package
from gongkai.pages import limits, write_pages
from gongkai.pages.fronts import write_front_pages
from gongkai.paths import Paths
from gongkai.shards import FRONT, shard
from gongkai.sites import build_site
from gongkai.sites.checks import _Pages, find_dead_addresses
from gongkai.sites.sisters import find_sisters
from tests.browsing import Visit, serve
from tests.built import REPOSITORY, make_root, parse_page
from tests.test_everybody import look

CODES = ("32", "37")
BUILT = "37"
REPORTS = sorted((REPOSITORY / "reports").rglob("*.json"))


@dataclass(frozen=True)
class Cut:
    """The corpus, the folder that its shards lie in, and that folder's sites put below one top."""

    whole: Paths
    out: Path
    top: Path

    def of(self, name: str) -> Paths:
        return Paths(self.out / name)

    def page(self, name: str) -> str:
        return (self.top / name).read_text(encoding="utf-8")


def make_corpus(root: Path) -> Paths:
    """The committed reports, of two provinces, with what the whole declares."""
    paths = make_root(root)
    for name in ("reports", "structure"):
        shutil.copytree(REPOSITORY / name, paths.root / name)
    paths.sources.mkdir()
    shutil.copy(REPOSITORY / "sources" / "register.csv", paths.sources)
    return paths


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Cut:
    base = tmp_path_factory.mktemp("cut")
    whole = make_corpus(base / "whole")
    package(whole)
    found = Cut(whole, base / "out", base / "top")
    result = CliRunner().invoke(gongkai, ["--root", str(whole.root), "shard", str(found.out)])
    assert result.exit_code == 0, result.output
    assert "leads to 2 shards with 6 reports" in result.output
    for code in CODES:
        paths = found.of(code)
        paths.cache.mkdir()
        for name in ("fonts", "charts"):
            (paths.cache / name).symlink_to(REPOSITORY / ".cache" / name)
        package(paths)
        write_pages(paths)
    for name in (BUILT, FRONT):
        build_site(found.of(name))
    shutil.copytree(found.of(FRONT).site, found.top)
    shutil.copytree(found.of(BUILT).site, found.top / BUILT)
    for language, folder in (("zh", "32"), ("en", "32/en")):  # of the other shard the bodies will do
        docs = found.of("32").docs(language)
        for path in docs.rglob("*.md"):
            page = found.top / folder / path.relative_to(docs).with_suffix(".html")
            page.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, page)
    return found


# The corpora


def test_every_report_is_in_exactly_one_shard_and_unchanged(cut: Cut) -> None:
    reports = {path.relative_to(cut.whole.reports): path.read_bytes() for path in cut.whole.reports.rglob("*.json")}
    held = [
        (path.relative_to(cut.of(code).reports), path.read_bytes())
        for code in CODES
        for path in sorted(cut.of(code).reports.rglob("*.json"))
    ]
    assert len(held) == len(reports) == 6
    assert dict(held) == reports


@pytest.mark.parametrize("table", ["reports", "checks", "statements", "citations", "residue", "ratios", "hints"])
def test_the_tables_of_the_shards_are_the_whole_ones(table: str, cut: Cut) -> None:
    """What belongs to a report is said of it in its shard as in the whole."""
    of_shards = [
        tuple(row.items())
        for code in CODES
        for row in read_rows(cut.of(code).package / "data" / f"{table}.csv")
        if table != "hints" or row.pop("hint")  # numbered anew
    ]
    whole = [
        tuple(row.items())
        for row in read_rows(cut.whole.package / "data" / f"{table}.csv")
        if table != "hints" or row.pop("hint")
    ]
    assert sorted(of_shards) == sorted(whole)


def test_the_fronts_counts_add_up(cut: Cut) -> None:
    shards = read_rows(cut.of(FRONT).package / "data" / "shards.csv")
    assert [one["shard"] for one in shards] == list(CODES)
    cells = sum(len(json.loads(one.read_text(encoding="utf-8"))["observations"]) for one in REPORTS)
    assert sum(int(one["observations"]) for one in shards) == cells
    assert sum(int(one["reports"]) for one in shards) == 6
    authorities = read_rows(cut.of(FRONT).package / "data" / "authorities.csv")
    assert sum(int(one["authorities"]) for one in shards) == len(authorities)
    assert sum(int(one["reports"]) for one in authorities) == 6
    assert all(one["authority"].startswith(one["shard"]) for one in authorities)


def test_a_shard_declares_itself(cut: Cut) -> None:
    words = yaml.safe_load((cut.of("37").structure / "package.yaml").read_text(encoding="utf-8"))
    assert words["name"] == "gongkai-annual-reports-37"
    assert words["title_zh"].endswith("（山东省）")
    assert words["assertions"]["reports_min"] == 5
    assert not (cut.of("37").structure / "released").exists()
    listed = {row["authority"] for row in read_rows(cut.of("32").structure / "codelists" / "authorities.csv")}
    assert listed == {"320000", "320800", "320813"}
    registered = read_rows(cut.of("32").sources / "register.csv")
    assert [row["file"] for row in registered] == ["320813-2024.pdf"]


def test_cutting_again_changes_nothing_and_leaves_what_was_built(cut: Cut) -> None:
    before = hash_tree(cut.out)
    times = {path: path.stat().st_mtime_ns for path in cut.out.rglob("*") if path.is_file()}
    shard(cut.whole, cut.out)
    write_front_pages(cut.of(FRONT))
    assert hash_tree(cut.out) == before
    assert {path: path.stat().st_mtime_ns for path in cut.out.rglob("*") if path.is_file()} == times


def test_a_report_that_is_gone_is_gone_from_its_shard(tmp_path: Path) -> None:
    whole = make_corpus(tmp_path / "whole")
    shard(whole, tmp_path / "out")
    (whole.reports / "37" / "370404-2014.json").unlink()
    shard(whole, tmp_path / "out")
    assert len(list((tmp_path / "out" / "37" / "reports").rglob("*.json"))) == 4
    (whole.reports / "32" / "320813-2024.json").unlink()
    with pytest.raises(GongkaiError, match="is no shard of this corpus"):
        shard(whole, tmp_path / "out")


def test_what_cannot_be_cut_is_said(tmp_path: Path) -> None:
    whole = make_corpus(tmp_path / "whole")
    with pytest.raises(GongkaiError, match="may not lie in the corpus"):
        shard(whole, whole.root / "shards")
    (whole.reports / "37" / "370404-2014.json").rename(whole.reports / "32" / "370404-2014.json")
    with pytest.raises(GongkaiError, match="belongs in reports/37/"):
        shard(whole, tmp_path / "out")
    shutil.rmtree(whole.reports)
    with pytest.raises(GongkaiError, match="no report"):
        shard(whole, tmp_path / "out")


# The sites


def test_the_sites_lead_to_each_other(cut: Cut) -> None:
    pages = {name: text for name, text in _Pages(cut.top).items() if not name.startswith("32/")}
    assert len(pages) > 500
    assert find_dead_addresses(cut.top, pages) == []
    for name, wanted in (
        ("index.html", 'href="37/index.html"'),
        ("en/index.html", 'href="../37/en/index.html"'),
        ("authorities/index.html", 'href="../37/authorities/371300.html"'),
        ("37/reports/371300-2017.html", 'href="../../index.html"'),
        ("37/en/reports/371300-2017.html", 'href="../../../en/index.html"'),
        ("37/index.html", "/../32/index.html"),
        ("37/en/index.html", "/../../32/en/index.html"),
    ):
        assert wanted in cut.page(name), name


def test_an_address_beside_the_sisters_is_still_found_dead(cut: Cut) -> None:
    assert find_sisters(cut.of("37").root / "mkdocs.yml") == ("../index.html", "../en/index.html", "../32/")
    assert find_sisters(cut.of(FRONT).root / "mkdocs.yml") == ("32/", "37/")
    assert find_sisters(REPOSITORY / "mkdocs.yml") == ()
    pages = {"a.html": '<a href="../44/index.html">', "b.html": '<a href="../32/index.html">'}
    assert find_dead_addresses(cut.top, pages, ("../32/",)) == ["a.html: ../44/index.html leads nowhere"]


def test_a_shards_pages_say_what_they_count(cut: Cut) -> None:
    for name, said in (
        ("37/quality.html", "本站只有山东省的报告，各处的“n / N”只数本省。"),
        ("37/en/quality.html", "This site holds the reports of Shandong Province alone"),
    ):
        assert said in parse_page(cut.page(name)).text
    assert "公开（山东省）</title>" in cut.page("37/quality.html")


def test_the_front_is_calm_in_a_browser(cut: Cut, browser: Browser) -> None:
    """No console error, nothing cut off on a small phone, and its links work by hand."""
    with serve(cut.top) as base:
        for name in ("index.html", "en/index.html", "authorities/index.html"):
            page = browser.new_page(viewport={"width": 320, "height": 640})
            visit = Visit(page, base)
            visit.go(name)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
            assert page.locator(".gk-finder").count() == 0
            look(page, ("dark",))
            assert visit.wrong == [], name
            page.close()
        page = browser.new_page()
        page.goto(base + "authorities/index.html")
        page.get_by_role("link", name="临沂市").click()
        assert page.locator("h1").inner_text().startswith("临沂市")
        page.get_by_role("link", name="各省").click()
        assert page.url == base + "index.html"
        page.close()


def test_many_authorities_are_left_to_their_shards_list(cut: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 3)
    root = Paths(cut.out.parent / "short")
    shutil.copytree(cut.of(FRONT).package, root.package)
    assert write_front_pages(root) == 2
    text = (root.docs("zh") / "authorities" / "index.md").read_text(encoding="utf-8")
    assert "371300" not in text
    assert "37&#47;authorities/index.html" in text


def test_a_site_too_large_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    warn_of_size(MOST)
    assert capsys.readouterr().err == ""
    warn_of_size(MOST + 1)
    assert "gongkai shard FOLDER" in capsys.readouterr().err
