"""What the site costs a reader on a phone: Lighthouse's scores and paint, and how many bytes travel.

`python3 scripts/benchmark_site.py` runs it on what stands in `site/`, served compressed as GitHub Pages does. Timings
are no tests: nothing fails here. Lighthouse is installed by npm into a folder of `.cache/` at the first run.
"""

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.browsing import FLAGS, find_browser, serve
from tests.conftest import REPOSITORY

LIGHTHOUSE = "12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = ("index.html", "authorities/371300.html", "reports/370400-gaoxin-2020.html", "indicators/disclosure.total.html")
KIB = 1024


def install(cache: Path) -> Path:
    """Lighthouse's program, installed when it is not there."""
    folder = cache / f"lighthouse-{LIGHTHOUSE}"
    program = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.is_file():
        if not shutil.which("npm"):
            raise SystemExit("Lighthouse needs node and npm; without them: --sizes")
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", f"lighthouse@{LIGHTHOUSE}"]
        subprocess.run([*command, "--prefix", str(folder)], check=True, stdout=sys.stderr)
    return program


def measure(program: Path, address: str, chromium: str) -> dict[str, Any]:
    """One run of Lighthouse on its simulated phone."""
    command = ["node", str(program), address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    environment = {**os.environ, "CHROME_PATH": chromium}
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def tell(name: str, runs: Sequence[dict[str, Any]]) -> str:
    """The medians of a page's runs in one line."""
    figures = [
        statistics.median(round(100 * (run["categories"][one]["score"] or 0)) for run in runs) for one in CATEGORIES
    ]
    paint = statistics.median(run["audits"]["largest-contentful-paint"]["numericValue"] for run in runs) / 1000
    shift = statistics.median(run["audits"]["cumulative-layout-shift"]["numericValue"] for run in runs)
    bytes_ = statistics.median(run["audits"]["total-byte-weight"]["numericValue"] for run in runs) / KIB
    return f"{name:36}" + "".join(f"{one:>6.0f}" for one in figures) + f"{paint:>8.2f} s{shift:>8.3f}{bytes_:>8.1f} KiB"


def what_lost_points(runs: Sequence[dict[str, Any]]) -> list[str]:
    """The audits of the last run that weigh something and are not whole."""
    last = runs[-1]
    weighed = {one["id"] for kind in CATEGORIES for one in last["categories"][kind]["auditRefs"] if one["weight"]}
    lost = (last["audits"][one] for one in sorted(weighed) if (last["audits"][one]["score"] or 0) < 0.9)
    return [
        f"    {one['id']}: {one.get('displayValue', one['title'])}" for one in lost if one["scoreDisplayMode"] != "n/a"
    ]


def tell_sizes(site: Path) -> list[str]:
    """What travels when somebody turns to a chart, and the report's page alone."""
    library = _packed(site / "assets" / "vega.js")
    drawn = max(_packed(path) for path in site.rglob("*.vl.json"))
    report = _packed(site / PAGES[2])
    return [
        f"a live chart, once: {library / KIB:.1f} KiB of script, and {drawn / KIB:.1f} KiB the largest chart",
        f"the page of {PAGES[2]}: {report / KIB:.1f} KiB",
    ]


def _packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmark_site.py", description=__doc__)
    parser.add_argument("--site", type=Path, default=REPOSITORY / "site", help="another built site")
    parser.add_argument("--runs", type=int, default=3, help="of Lighthouse for each page; the median is told")
    parser.add_argument("--sizes", action="store_true", help="no Lighthouse")
    options = parser.parse_args()
    site = options.site.resolve()
    if not (site / "index.html").is_file():
        raise SystemExit(f"{site} holds no site; build it first: python3 scripts/build.py")
    print("\n".join(tell_sizes(site)), flush=True)
    if options.sizes:
        return
    chromium = find_browser()
    if not chromium:
        raise SystemExit("no Chromium here; install it (Debian: apt install chromium fonts-noto-cjk)")
    program = install(REPOSITORY / ".cache")
    print(f"{'':36}  perf  a11y  best   seo     paint   shift   bytes", flush=True)
    with serve(site, packed=True) as base:
        for name in PAGES:
            runs = [measure(program, base + name, chromium) for _ in range(options.runs)]
            print("\n".join((tell(name, runs), *what_lost_points(runs))), flush=True)


if __name__ == "__main__":
    main()
