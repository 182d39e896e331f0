"""How long slices and editions of millions of observations take, and how much memory: that of a child that does
nothing else. `--every N` writes the editions of every Nth authority only, which are small and many, and of all years.

`python3 scripts/bulk_editions.py` runs it. Timings are no tests: nothing fails here. The reports are invented.
"""

import argparse
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pandas as pd

from gongkai.editions import refuse_faults, write_package_editions
from gongkai.paths import Paths
from gongkai.slices import write_slices
from gongkai.streams import open_folder
from tests import consistent
from tests.conftest import REPOSITORY

T = TypeVar("T")
SEED = 11
OF_AN_AUTHORITY = 1_800  # observations in twelve years, about
CHECKS = 20  # of each report
PACKAGE = REPOSITORY / "datapackage" / "annual-reports"


def write_package(folder: Path, observations: int) -> int:
    """A package with the committed one's schemas and code lists and as many invented reports as it takes; its rows."""
    authorities = max(observations // OF_AN_AUTHORITY, 1)
    descriptor = json.loads((PACKAGE / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {one["name"].split("-")[0]: one for one in descriptor["resources"]}
    (folder / "data").mkdir(parents=True)
    written = []
    count = 0
    for year, frame in consistent.observations_of(authorities, SEED, 0.3):
        frame["obs_value"] = frame["obs_value"].astype("Int64")
        frame = frame.sort_values(["report_id", "indicator", "applicant"], kind="stable")
        count += len(frame)
        described = {**schemas["observations"], "title": f"{year}年观测值", "title_en": f"Observations {year}"}
        written.append(_write(folder, described, f"observations-{year}", frame))
    names = consistent.authority_names(authorities)
    reports = consistent.reports_of(authorities).assign(
        title="年度报告", document="x.txt", sha256="0" * 64, bytes=1, media_type="text/plain", status="current"
    )
    reports = reports.sort_values("report_id", kind="stable")
    rules = pd.read_csv(PACKAGE / "data" / "rules.csv")["rule"].iloc[:CHECKS]
    checks = reports[["report_id"]].merge(pd.DataFrame({"rule": rules}), how="cross")
    checks = checks.assign(instance="total", result="holds", verdict="holds").sort_values(["report_id", "rule"])
    frames = {
        "reports": reports,
        "checks": checks,
        "authorities": pd.DataFrame({"authority": names, "name_zh": names, "name_en": names, "kind": "county"}),
    }
    for name, described in schemas.items():
        if name == "observations":
            continue
        frame = frames.get(name)
        if frame is None:
            frame = pd.read_csv(PACKAGE / described["path"], dtype=str, keep_default_na=False)
            frame = frame.head(0) if "report_id" in frame else frame
        written.append(_write(folder, described, name, frame))
    descriptor["resources"] = written
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
    return count


def _write(folder: Path, described: dict[str, Any], name: str, frame: pd.DataFrame) -> dict[str, Any]:
    path = folder / "data" / f"{name}.csv"
    columns = [field["name"] for field in described["schema"]["fields"]]
    frame.reindex(columns=columns).to_csv(path, index=False, lineterminator="\n")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    changed = {"name": name, "path": f"data/{name}.csv", "bytes": path.stat().st_size, "hash": f"sha256:{digest}"}
    return {**described, **changed}


def work(root: Path, every: int) -> None:
    """What `gongkai editions` does, with the processor time of each part."""
    paths = Paths(root)
    slices, made = paths.datapackage / "new-slices", paths.datapackage / "new-editions"
    slices.mkdir()
    made.mkdir()
    names = timed("slices cut", lambda: write_slices(open_folder(paths.package), slices))
    folders = [paths.package, *(slices / name for name in names)]
    timed("constraints on all packages", lambda: refuse_faults(folders))
    timed("editions of the whole", lambda: write_package_editions(open_folder(paths.package), made))
    years = [one for one in folders if one.name.startswith("year-")]
    timed(f"editions of {len(years)} years", lambda: [write_package_editions(open_folder(one), made) for one in years])
    some = [one for one in folders if one.name.startswith("authority-")][::every]
    timed(
        f"editions of {len(some)} authorities", lambda: [write_package_editions(open_folder(one), made) for one in some]
    )


def timed(name: str, function: Callable[[], T]) -> T:
    """Print what a part took and how much memory there has been so far."""
    began = time.process_time()
    result = function()
    print(f"  {name:36} {time.process_time() - began:7.1f} s {peak():6} MB so far", flush=True)
    return result


def peak() -> int:
    """The largest memory of this process, in MB. getrusage would count that of the parent it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s*(\d+) kB", status)[0]) // 1024


def main(arguments: list[str]) -> int:
    """Write the package, then its editions in a child."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--observations", type=int, default=4_000_000)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        work(asked.child, asked.every)
        return 0
    with TemporaryDirectory() as name:
        root = Path(name)
        count = write_package(root / "datapackage" / "annual-reports", asked.observations)
        print(f"{count:,} observations written", flush=True)
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        began = time.monotonic()
        command = [sys.executable, "-m", "tests.benchmark_editions", "--child", str(root), "--every", str(asked.every)]
        done = subprocess.run(command, env=environment, check=False)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"wall {time.monotonic() - began:.0f} s, processor {used.ru_utime + used.ru_stime:.0f} s")
        return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
