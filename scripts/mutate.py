"""The longer suite: every harmless and every doubtful change of tests/mutations.py a thousand times (`--times N`).

Prints a table: change, tries, changed values or wrong numbers, refusals, and the share of printed numbers that were
still read. The exit code is 0 only when nothing was changed and nothing wrong.
"""

import sys

if sys.hexversion < 0x030B0000:  # this file and its neighbours keep a grammar that an older Python can read this far
    sys.exit(f"Gongkai needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

import subprocess

from environment import ROOT, child_environment, ensure_environment


def main(arguments: list[str]) -> int:
    """Run tests/mutate.py in the project's environment."""
    command = [str(ensure_environment()), "-m", "tests.mutate", *arguments]
    return subprocess.call(command, cwd=ROOT, env=child_environment())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
