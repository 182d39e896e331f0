"""What differs between two packages, folders or zips: `diff.py OLD NEW`, with the options of `gongkai diff`.

`--check` ends with exit code 1 where NEW's version does not say what changed.
"""

import sys

if sys.hexversion < 0x030B0000:  # this file and its neighbours keep a grammar that an older Python can read this far
    sys.exit(f"Gongkai needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

import subprocess

from environment import ROOT, child_environment, ensure_environment


def main(arguments: list[str]) -> int:
    """Run `gongkai diff` in the project's environment; relative paths are those of the caller's folder."""
    command = [str(ensure_environment()), "-m", "gongkai", "--root", str(ROOT), "diff", *arguments]
    return subprocess.call(command, env=child_environment())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
