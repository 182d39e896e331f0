"""How long all rules take on 40,000 invented reports, against the time pandas needs to read their observations.

Prints both, their ratio and the largest memory (`--reports N`; `--parts` shows what each family of checks takes).
"""

import sys

if sys.hexversion < 0x030B0000:  # this file and its neighbours keep a grammar that an older Python can read this far
    sys.exit(f"Gongkai needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

import subprocess

from environment import ROOT, child_environment, ensure_environment


def main(arguments: list[str]) -> int:
    """Run tests/benchmark_checks.py in the project's environment."""
    command = [str(ensure_environment()), "-m", "tests.benchmark_checks", *arguments]
    return subprocess.call(command, cwd=ROOT, env=child_environment())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
