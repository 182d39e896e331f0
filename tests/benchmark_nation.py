"""What a portal as large as a nation's takes to build, and what it costs a reader.

`python3 scripts/benchmark_nation.py` writes the invented package of tests/national.py, makes pages and site of it, and
tells time, memory and sizes of both; then a browser searches and compares. Timings are no tests: nothing fails here.
`--root FOLDER` keeps what was made there, and takes what is there already.
"""

import argparse
import gzip
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from gongkai.paths import Paths
from tests.browsing import FLAGS, arrive, find_browser, serve
from tests.built import make_root
from tests.national import choose_authorities, list_authorities, write_national_package

KIB = 1024
# What somebody types, a letter more each time: a name, pinyin, initials, a code, a place and a year in either order, a
# year, an indicator, what stands nowhere.
TYPED = (
    *("云溪安县", "baishui", "qhnp", "370104", "云溪 2017", "2017年云溪", "bs 2017", "2020"),
    *("申请", "不予公开", "zzzz", "没有这样的话"),
)
LINES = "applications.new,applications.carried_in,outcome.granted,outcome.total,remedy.review.total,outcome.partial"
QUERIES = ("云溪", "申请", "12,345")
KEYSTROKES = """async (typed) => {
  const every = await window.gongkaiFinder.load();
  const took = [];
  for (const words of typed) {
    for (let at = 1; at <= words.length; at += 1) {
      const began = performance.now();
      window.gongkaiFinding.find(every, words.slice(0, at));
      took.push([performance.now() - began, words.slice(0, at)]);
    }
  }
  return [every.length, took];
}"""


WORK = """import sys
from pathlib import Path
from gongkai.pages import write_pages
from gongkai.paths import Paths
from gongkai.sites import build_site
{"pages": write_pages, "site": build_site}[sys.argv[2]](Paths(Path(sys.argv[1])))
"""


def run(root: Path, command: str) -> None:
    """A command of gongkai in a child of its own: its time, and the memory of its largest process."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    began = time.monotonic()
    child = subprocess.Popen([sys.executable, "-c", WORK, str(root), command], env=environment)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"gongkai {command} failed")
    processor = used.ru_utime + used.ru_stime
    print(
        f"{command:6} {time.monotonic() - began:6.0f} s by the clock, {processor:6.0f} s of processor,"
        f" {used.ru_maxrss // KIB:,} MB in its largest process",
        flush=True,
    )


def packed(path: Path) -> float:
    """KiB compressed."""
    return len(gzip.compress(path.read_bytes(), 6, mtime=0)) / KIB


def tell_pages(site: Path) -> Iterator[str]:
    """By kind of page: how many, the median, and the largest with its rows."""
    kinds: dict[str, list[tuple[int, Path]]] = {}
    for path in site.rglob("*.html"):
        name = path.relative_to(site)
        kinds.setdefault(name.parent.as_posix() if len(name.parts) > 1 else "top", []).append(
            (path.stat().st_size, path)
        )
    for kind, found in sorted(kinds.items()):
        found.sort()
        size, largest = found[-1]
        text = largest.read_text(encoding="utf-8")
        rows = max(len(re.findall("<tr", text)), len(re.findall("<li", text)))
        middle = found[len(found) // 2][0]
        yield (
            f"  {kind:16}{len(found):7,} pages, median {middle / KIB:6.0f} KiB, largest {size / KIB:6.0f}"
            f" ({packed(largest):4.0f} compressed; {rows:,} rows or items): {largest.name}"
        )
    every = [path for path in site.rglob("*") if path.is_file()]
    yield f"  all: {len(every):,} files, {sum(path.stat().st_size for path in every) / 1e6:,.0f} MB"
    for name in ("data", "api", "pagefind", "compare"):
        sizes = [path.stat().st_size for path in (site / name).rglob("*") if path.is_file()]
        yield f"  {name}/: {len(sizes):,} files, {sum(sizes) / 1e6:,.0f} MB"
    for name in ("assets/names.js", "assets/sentences.js", "compare/index.json"):
        yield f"  {name}: {packed(site / name):.0f} KiB compressed"


def bytes_of(page: Page) -> list[int]:
    """A list that grows by what each answer brings over the wire."""
    found: list[int] = []
    page.on("response", lambda got: found.append(int(got.headers.get("content-length", "0"))))
    return found


def try_finder(browser: Browser, base: str) -> Iterator[str]:
    """The header's search: every keystroke of what somebody may type."""
    page = browser.new_page()
    arrive(page, base + "index.html")
    entries, took = page.evaluate(KEYSTROKES, list(TYPED))
    slowest, words = max(took)
    middle = statistics.median(one for one, _ in took)
    yield f"header's search: {entries:,} entries, a keystroke {middle:.0f} ms, slowest {slowest:.0f} ms ({words})"
    page.close()


def try_full_text(browser: Browser, base: str) -> Iterator[str]:
    """The first query, and those after it."""
    page = browser.new_page()
    loaded = bytes_of(page)
    page.goto(base + "search.html")
    before = sum(loaded)
    for words in QUERIES:
        page.locator("#gk-fulltext input").fill(words)
        began = time.monotonic()
        page.locator("#gk-fulltext button[type=submit]").click()
        page.wait_for_function(
            "(words) => document.getElementById('gk-fulltext-status').textContent.includes(words)", arg=words
        )
        said = page.locator("#gk-fulltext-status").inner_text()
        yield f"full text: {said}; {time.monotonic() - began:.1f} s, {(sum(loaded) - before) / KIB:.0f} KiB"
        before = sum(loaded)
    page.close()


def try_compare(browser: Browser, base: str, authorities: list[str]) -> Iterator[str]:
    """Six authorities over all years, on one line and on as many as the page takes."""
    for lines in (LINES.partition(",")[0], LINES):
        page = browser.new_page()
        loaded = bytes_of(page)
        began = time.monotonic()
        page.goto(f"{base}compare.html?a={','.join(authorities[:6])}&i={lines}")
        wanted = lines.count(",") + 1
        page.locator(".gk-compared figure[data-state=live]").nth(wanted - 1).wait_for(timeout=120_000)
        cells = page.locator(".gk-compared .gk-two > div:first-child td").count()
        took = time.monotonic() - began
        yield f"compare: {wanted} lines, {cells:,} cells, {sum(loaded) / KIB:.0f} KiB in all, {took:.1f} s"
        page.close()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="benchmark_nation.py", description=__doc__)
    parser.add_argument("--reports", type=int, default=3_000)
    parser.add_argument("--years", type=int, default=12, help="of each authority's reports, up to 12")
    parser.add_argument("--root", type=Path, help="a folder to keep, or to take what is there")
    asked = parser.parse_args(arguments)
    with TemporaryDirectory() as name:
        root = (asked.root or Path(name) / "nation").resolve()
        if not root.is_dir():
            count = write_national_package(make_root(root).package, asked.reports, asked.years)
            print(f"{count:,} observations written", flush=True)
        site = Paths(root).site
        if not site.is_dir():
            run(root, "pages")
            run(root, "site")
        print("\n".join(tell_pages(site)), flush=True)
        chosen = choose_authorities(list_authorities(), 6)
        with sync_playwright() as play, serve(site, packed=True) as base:
            browser = play.chromium.launch(executable_path=find_browser(), args=FLAGS.split())
            for told in (try_finder(browser, base), try_full_text(browser, base), try_compare(browser, base, chosen)):
                for line in told:
                    print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
