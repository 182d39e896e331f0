import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongkai import files
from gongkai.errors import SiteError
from gongkai.files import swap_folder
from gongkai.sites import build_site
from gongkai.sites.checks import find_dead_addresses, find_faults, refuse_links
from gongkai.sites.locks import hold_lock
from gongkai.sites.policies import hash_script, inline_scripts, write_policy
from tests.built import REPOSITORY, Built, make_root
from tests.made_up import write_made_up_package

GOOD = f'<meta http-equiv="Content-Security-Policy" content="{write_policy([hash_script("a()")])}"><script>a()</script>'


def fingerprint(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def small(made_up: Built, tmp_path: Path) -> Built:
    """A copy of the made-up corpus with its site, to be changed; only a handful of pages."""
    root = tmp_path / "小 site"
    shutil.copytree(made_up.paths.root, root, symlinks=True)
    paths = type(made_up.paths)(root)
    return Built(paths, made_up.pages, build_site(paths))


def leftovers(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob(".site-*"))


def test_a_site_stands_in_a_folder_with_spaces_and_chinese(made_up: Built) -> None:
    assert " " in made_up.paths.root.name
    assert "公" in made_up.paths.root.name
    assert made_up.site.swapped == "first"
    pages = list(made_up.paths.site.rglob("*.html"))
    assert len(pages) == made_up.site.pages + 1 == made_up.pages.pages + 3
    assert made_up.site.bytes == sum(path.stat().st_size for path in made_up.paths.site.rglob("*") if path.is_file())
    assert leftovers(made_up.paths.root) == []


def test_building_again_does_nothing_until_something_changes(small: Built) -> None:
    before = fingerprint(small.paths.site)
    assert build_site(small.paths).swapped == "unchanged"
    (small.paths.site / "index.html").write_text("spoiled", encoding="utf-8")
    assert build_site(small.paths).swapped in {"exchange", "rename"}
    assert fingerprint(small.paths.site) == before


def test_the_same_input_gives_the_same_bytes_elsewhere(made_up: Built, small: Built) -> None:
    assert fingerprint(small.paths.site) == fingerprint(made_up.paths.site)
    sitemap = (small.paths.site / "sitemap.xml").read_text("utf-8")
    assert "2020-02-02" in sitemap or "<loc>" not in sitemap


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# 方法 { #top }\n\n[dead](nowhere.md)\n", "nowhere"),
        ('# 方法 { #top }\n\n<script>alert("x")</script>\n', "outside the policy"),
        ('# 方法 { #top }\n\n<img src="https://example.org/x.png">\n', "elsewhere"),
        ('# 方法 { #top }\n\n<p style="color:red">x</p>\n', "style"),
        ('# 方法 { #top }\n\n<a href="reports/none.html">x</a>\n', "leads nowhere"),
        ('# 方法 { #top }\n\n<a href="index.html#nothing">x</a>\n', "no place"),
    ],
)
def test_a_bad_page_keeps_the_old_site(small: Built, text: str, message: str) -> None:
    before = fingerprint(small.paths.site)
    (small.paths.docs("zh") / "method.md").write_text(text, encoding="utf-8")
    with pytest.raises(SiteError, match=message):
        build_site(small.paths)
    assert fingerprint(small.paths.site) == before
    assert leftovers(small.paths.root) == []


def test_a_link_in_the_pages_is_refused(small: Built) -> None:
    (small.paths.docs("zh") / "secret.txt").symlink_to("/etc/hostname")
    with pytest.raises(SiteError, match="symbolic link"):
        build_site(small.paths)
    assert not (small.paths.site / "secret.txt").exists()


def test_a_killed_build_leaves_the_old_site_whole(small: Built) -> None:
    before = fingerprint(small.paths.site)
    method = small.paths.docs("zh") / "method.md"
    method.write_text(method.read_text("utf-8") + "\n改过\n", encoding="utf-8")
    code = (
        "import sys; from gongkai.paths import Paths; from pathlib import Path; from gongkai.sites import build_site;"
    )
    command = [sys.executable, "-c", f"{code} build_site(Paths(Path(sys.argv[1])))", str(small.paths.root)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "build")}
    child = subprocess.Popen(command, env=environment, start_new_session=True)
    deadline = time.monotonic() + 120
    while not any(path.is_dir() and any(path.iterdir()) for path in small.paths.root.glob(".site-*")):
        assert time.monotonic() < deadline, "the build never began to write"
        assert child.poll() is None, "the build ended before it could be killed"
        time.sleep(0.01)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    assert leftovers(small.paths.root) != []
    assert fingerprint(small.paths.site) == before
    assert build_site(small.paths).swapped in {"exchange", "rename"}
    assert leftovers(small.paths.root) == []
    assert "改过" in (small.paths.site / "method.html").read_text("utf-8")


def test_every_page_carries_the_policy(built: Built) -> None:
    pages = list(built.paths.site.rglob("*.html"))
    assert len(pages) > 30
    faults = [(path.name, fault) for path in pages for fault in find_faults(path.read_text("utf-8"))]
    assert faults == []
    page = (built.paths.site / "404.html").read_text("utf-8")
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)[0]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert len(re.findall(r"'sha256-", policy)) >= 3


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (GOOD, ""),
        (GOOD + '<link rel="canonical" href="https://example.org/">', ""),
        (GOOD + '<a href="https://example.org/">out</a>', ""),
        ("<p>none</p>", "0 content security policies"),
        (GOOD + "<script>b()</script>", "outside the policy"),
        (GOOD + '<script src="https://example.org/x.js"></script>', "elsewhere"),
        (GOOD + '<img alt="" src=//example.org/x.png>', "elsewhere"),
        (GOOD + '<link rel="stylesheet" href="http://example.org/x.css">', "elsewhere"),
        (GOOD + '<p onclick="x()">', "attribute"),
        (GOOD + '<a href="javascript:x()">', "attribute"),
    ],
)
def test_the_check_of_a_page_fires(page: str, fault: str) -> None:
    found = list(find_faults(page))
    assert len(found) == bool(fault)
    assert fault in "".join(found)


def test_the_check_of_addresses_sees_some_or_fails(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="no address was seen"):
        find_dead_addresses(tmp_path, {"index.html": "<p>"})


def test_data_blocks_are_no_scripts() -> None:
    page = '<script type="application/json">{}</script><script src="a.js"></script><script>b()</script>'
    assert inline_scripts(page) == ["b()"]


def test_links_are_found_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    refuse_links(tmp_path)
    (tmp_path / "a" / "b" / "c").symlink_to(tmp_path)
    with pytest.raises(SiteError, match="symbolic link"):
        refuse_links(tmp_path)


@pytest.mark.parametrize("way", ["exchange", "rename"])
def test_the_swap_puts_the_new_in_the_place_of_the_old(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, site = tmp_path / ".site-1", tmp_path / "site"
    for folder in (new, site):
        folder.mkdir()
        (folder / "who").write_text(folder.name, encoding="utf-8")
    if way == "rename":
        monkeypatch.setattr(files, "_exchange", lambda *_: False)
    elif not sys.platform.startswith("linux"):
        pytest.skip("renameat2 is Linux's")
    assert swap_folder(new, site) == way
    assert (site / "who").read_text("utf-8") == ".site-1"
    assert (new / "who").read_text("utf-8") == "site"


def test_two_builds_at_once_are_one(tmp_path: Path) -> None:
    with hold_lock(tmp_path / "lock") as notes:
        assert notes == ()
        with pytest.raises(SiteError, match="another build"), hold_lock(tmp_path / "lock"):
            pass
    with hold_lock(tmp_path / "lock"):
        pass


def test_a_missing_lock_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with hold_lock(tmp_path / "lock") as notes:
        assert "no lock" in notes[0]


def test_a_project_page_below_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://example.org/gongkai/")
    paths = make_root(tmp_path / "project")
    write_made_up_package(paths.root)
    (paths.docs("zh") / "index.md").write_text("# 首页 { #top }\n\n[方法](method.md)\n", encoding="utf-8")
    linked = ["changes", "cite", "concordance", "documents", "forms", "glossary", "search"]  # by the theme
    for name in linked:
        (paths.docs("zh") / f"{name}.md").write_text(f"# {name} {{ #top }}\n", encoding="utf-8")
    settings = paths.root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    nav = text[text.index("nav:") : text.index("not_in_nav:")]
    settings.write_text(text.replace(nav, "nav: [{首页: index.md}, {方法: method.md}]\n"), encoding="utf-8")
    build_site(paths)
    index = (paths.site / "index.html").read_text("utf-8")
    missing = (paths.site / "404.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://example.org/gongkai/index.html">' in index
    assert re.search(r'href="/gongkai/assets/styles\.[0-9a-f]{8}\.css"', missing)
    assert re.findall(r'(?:href|src)="/[^"]*"', index) == []
    assert "2020-02-02" in (paths.site / "sitemap.xml").read_text("utf-8")
    assert leftovers(paths.root) == []
