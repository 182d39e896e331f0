"""Take a picture of one page of each kind, in light, in dark and on a phone, into a folder: for reviewers.

Takes the built `site/`; `--only reports` takes the kinds whose name has that in it.
"""

import sys

if sys.hexversion < 0x030B0000:  # this file and its neighbours keep a grammar that an older Python can read this far
    sys.exit(f"Gongkai needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

import subprocess

from environment import ROOT, child_environment, ensure_environment


def main(arguments: list[str]) -> int:
    """Run tests/pictures.py in the project's environment."""
    command = [str(ensure_environment()), "-m", "tests.pictures", *arguments]
    return subprocess.call(command, cwd=ROOT, env=child_environment())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
