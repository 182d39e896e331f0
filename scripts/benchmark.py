"""How fast the reader reads, in megabytes of text a second on one core: figures, no tests.

Prints speed and the share of each stage for invented and for the real reports, how time grows with the text, and the
memory taken (`--megabytes N` of invented reports, `--runs N`); before all that every container beside the bare library
doing the same file (`--containers`: that alone).
"""

import sys

if sys.hexversion < 0x030B0000:  # this file and its neighbours keep a grammar that an older Python can read this far
    sys.exit(f"Gongkai needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

import subprocess

from environment import ROOT, child_environment, ensure_environment


def main(arguments: list[str]) -> int:
    """Run tests/benchmark.py in the project's environment."""
    command = [str(ensure_environment()), "-m", "tests.benchmark", *arguments]
    return subprocess.call(command, cwd=ROOT, env=child_environment())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
