"""Every check in one command: ruff, mypy, then pytest with the browser tests; all run, even when one has failed.

Arguments go to pytest. The last line of the output is pytest's own summary; what failed before it stands above it, and
the exit code is 0 only when nothing failed.
"""

import sys

if sys.hexversion < 0x030B0000:  # this file and its neighbours keep a grammar that an older Python can read this far
    sys.exit(f"Gongkai needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

import os
import shutil
import subprocess
import time

from environment import ROOT, child_environment, ensure_environment, say, works

CHECKS = (
    ("ruff check", ["ruff", "check", "."]),
    ("ruff format --check", ["ruff", "format", "--check", "."]),
    ("mypy, the package", ["mypy"]),
    ("mypy, the scripts", ["mypy", "scripts"]),
)
# As many at a time as there are cores; a module stays together, because its tests share what they build.
ABREAST = ("--numprocesses", "auto", "--maxprocesses", "4", "--dist", "loadfile")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = """No Chromium was found: the browser tests will be skipped.
Install it (Debian: apt install chromium fonts-noto-cjk), or name the one you have in the variable CHROMIUM."""


def main(arguments: list[str]) -> int:
    """Run every check; 0 when all passed."""
    python = str(ensure_environment())
    failed = [name for name, command in CHECKS if not passes(name, [python, "-m", *command])]
    heading("pytest")
    browser = find_browser() or install_browser()
    say(f"Chromium: {browser}" if browser else NO_BROWSER)
    if failed:
        say(f"FAILED before pytest: {', '.join(failed)}")
    settings = {"GONGKAI_CHROMIUM": browser} if browser else {"GONGKAI_CHROMIUM": "", "GONGKAI_BROWSER": ""}
    code = subprocess.call([python, "-m", "pytest", *ABREAST, *arguments], cwd=ROOT, env=child_environment(**settings))
    return code or (1 if failed else 0)


def passes(name: str, command: list[str]) -> bool:
    """Run one check under its heading and say how long it took."""
    heading(name)
    began = time.perf_counter()
    code = subprocess.call(command, cwd=ROOT, env=child_environment())
    say(f"{'passed' if code == 0 else 'FAILED'} in {time.perf_counter() - began:.1f} s")
    return code == 0


def heading(name: str) -> None:
    """A line that separates one check's output from the next."""
    say(f"\n== {name} ".ljust(80, "="))


def find_browser() -> str:
    """The Chromium to use: $CHROMIUM if set, else the first of the usual names that starts; empty if none does."""
    named = os.environ.get("CHROMIUM")
    for name in [named] if named else BROWSERS:
        path = shutil.which(name)
        if path and works([path, "--version"]):
            return path
    return ""


def install_browser() -> str:
    """Install Chromium by apt where this user may (root, or a CI machine with sudo), and find it again."""
    if os.environ.get("CHROMIUM") or not shutil.which("apt-get"):
        return ""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not is_root and not (os.environ.get("CI") == "true" and shutil.which("sudo")):
        return ""
    apt = [*([] if is_root else ["sudo", "-n"]), "apt-get"]
    packages = ["chromium", "fonts-noto-cjk"]
    say(f"No Chromium was found: installing {' and '.join(packages)} by apt.")
    for command in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        if subprocess.call([*apt, *command], env=child_environment(DEBIAN_FRONTEND="noninteractive")) != 0:
            return ""
    return find_browser()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
