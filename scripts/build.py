"""The main job in one command: prepare the environment, then `gongkai build` (package, pages, site).

Arguments go to `gongkai build`; `--root FOLDER` builds another corpus. Ends with how long each stage took, where the
site is, and how to look at it.
"""

import sys

if sys.hexversion < 0x030B0000:  # this file and its neighbours keep a grammar that an older Python can read this far
    sys.exit(f"Gongkai needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

import argparse
import json
import subprocess
import time
from pathlib import Path

from environment import ROOT, child_environment, ensure_environment, resource


def main(arguments: list[str]) -> int:
    """Build, and say where to look; the exit code is that of `gongkai build`."""
    began = time.perf_counter()
    python = ensure_environment()
    seconds = {"environment": time.perf_counter() - began}
    root, options = corpus_root(arguments)
    stages = root / ".cache" / "stages.json"
    stages.unlink(missing_ok=True)

    began = time.perf_counter()
    command = [str(python), "-m", "gongkai", "--root", str(root), "build", *options]
    code = subprocess.call(command, cwd=ROOT, env=child_environment())
    elapsed = time.perf_counter() - began
    if code != 0 or {"-h", "--help"} & set(options):
        return code

    index = root / "site" / "index.html"
    if not index.is_file():
        sys.exit(f"The build ended well, and yet there is no {index}.")
    seconds.update(json.loads(stages.read_text(encoding="utf-8")) if stages.is_file() else {"build": elapsed})
    print()
    for line in (*time_table(seconds), "", *where_to_look(index)):
        print(line)
    return 0


def corpus_root(arguments: list[str]) -> tuple[Path, list[str]]:
    """The folder whose site is built, this repository or what `--root` names, and the arguments that remain."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--root", type=Path, default=ROOT)
    known, options = parser.parse_known_args(arguments)
    return known.root.resolve(), options


def time_table(seconds: dict[str, float]) -> list[str]:
    """One line a stage, their sum, and the memory of the largest process where the system tells it."""
    rows = [*seconds.items(), ("together", sum(seconds.values()))]
    lines = [f"{name:<12} {value:8.1f} s" for name, value in rows]
    if resource is not None:
        unit = 1 if sys.platform == "darwin" else 1024
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6
        lines.append(f"{'memory':<12} {largest:8.0f} MB in the largest process")
    return lines


def where_to_look(index: Path) -> list[str]:
    """The page as a path and as an address, and the command that serves it."""
    return [
        f"The site is {index}",
        f"Open it as  {index.as_uri()}",
        "or run      python3 scripts/serve.py   (live charts and search need a server)",
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
