"""What the site costs a reader on a phone: Lighthouse on four pages, and the bytes that travel.

Takes the built `site/`; Lighthouse comes from npm at the first run (`--sizes` does without, `--runs N` of each page).
"""

import sys

if sys.hexversion < 0x030B0000:  # this file and its neighbours keep a grammar that an older Python can read this far
    sys.exit(f"Gongkai needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

import subprocess

from environment import ROOT, child_environment, ensure_environment


def main(arguments: list[str]) -> int:
    """Run tests/benchmark_site.py in the project's environment."""
    command = [str(ensure_environment()), "-m", "tests.benchmark_site", *arguments]
    return subprocess.call(command, cwd=ROOT, env=child_environment())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
