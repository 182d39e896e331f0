"""A long run of `gongkai read`: 3,000 mixed documents, killed in the middle and resumed (`--documents N`, `--jobs N`).

The documents are invented, in every container, some in archives, some hostile; they are read once to the end and once
killed with -9 and resumed. Prints documents a second, the most memory, and how the documents ended. The exit code is 0
only when both ways gave the same bytes.
"""

import sys

if sys.hexversion < 0x030B0000:  # this file and its neighbours keep a grammar that an older Python can read this far
    sys.exit(f"Gongkai needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

import subprocess

from environment import ROOT, child_environment, ensure_environment


def main(arguments: list[str]) -> int:
    """Run tests/corpus.py in the project's environment."""
    command = [str(ensure_environment()), "-m", "tests.corpus", *arguments]
    return subprocess.call(command, cwd=ROOT, env=child_environment())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
