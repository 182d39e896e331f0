"""What a portal as large as a nation's takes to build, and what it costs a reader: pages, searches, comparisons.

The package is invented: 3,173 authorities, and reports of a share of them (`--reports N`, `--years N`).
"""

import sys

if sys.hexversion < 0x030B0000:  # this file and its neighbours keep a grammar that an older Python can read this far
    sys.exit(f"Gongkai needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

import subprocess

from environment import ROOT, child_environment, ensure_environment


def main(arguments: list[str]) -> int:
    """Run tests/benchmark_nation.py in the project's environment."""
    command = [str(ensure_environment()), "-m", "tests.benchmark_nation", *arguments]
    return subprocess.call(command, cwd=ROOT, env=child_environment())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
