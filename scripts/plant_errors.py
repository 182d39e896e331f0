"""Planted errors: one wrong digit in each of some thousand invented reports (`--authorities N`, twelve reports each).

Prints how many of them the rules find, how many cells the hints name, and that the same reports without it raise no
alarm. The exit code is 0 only when 99 of 100 are found, the wrong cell of a matrix is the only hint in 9 of 10, that of
a list always one of the set, and nothing is alarmed.
"""

import sys

if sys.hexversion < 0x030B0000:  # this file and its neighbours keep a grammar that an older Python can read this far
    sys.exit(f"Gongkai needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

import subprocess

from environment import ROOT, child_environment, ensure_environment


def main(arguments: list[str]) -> int:
    """Run tests/planted.py in the project's environment."""
    command = [str(ensure_environment()), "-m", "tests.planted", *arguments]
    return subprocess.call(command, cwd=ROOT, env=child_environment())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
