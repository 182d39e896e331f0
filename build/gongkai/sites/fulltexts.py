"""The full text of all pages, for /search.html: pagefind's index, made of the built site and kept in its `pagefind/`.

The program comes from PyPI (`pagefind[extended]`, which cuts Chinese into words). It reads the articles of all pages,
tables too, and writes one index for each language; a browser fetches the few pieces that a query needs. What it brings
for ready-made search boxes is taken away again: our own page uses its library alone.
"""

import json
import subprocess
import sys
from pathlib import Path

from gongkai.errors import SiteError

FOLDER = "pagefind"
LIBRARY = "pagefind.js"
_ENTRY = "pagefind-entry.json"
# What repeats itself on every page, and what is for eyes or ears alone.
_LEFT_OUT = ".gk-crumbs, .gk-cite, .gk-chart, .gk-key, .gk-downloads, .gk-glyph, .gk-unseen, .gk-coverage, .headerlink"
_READY_MADE = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.js")


def write_full_text(site: Path) -> int:
    """Write the index of a built site; gives how many pages it holds. Raises SiteError where the program refuses."""
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-subdir", FOLDER, "--keep-index-url"]
    command += ["--root-selector", "article", "--exclude-selectors", _LEFT_OUT]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", cwd=site)
    folder = site / FOLDER
    fragments = len(list((folder / "fragment").glob("*"))) if done.returncode == 0 else 0
    if not fragments or not (folder / LIBRARY).is_file():
        raise SiteError("pagefind made no full text:\n" + "\n".join((done.stdout + done.stderr).splitlines()[-10:]))
    entry = folder / _ENTRY  # its languages stand in no fixed order
    entry.write_text(json.dumps(json.loads(entry.read_text(encoding="utf-8")), sort_keys=True), encoding="utf-8")
    for pattern in _READY_MADE:
        for path in folder.glob(pattern):
            path.unlink()
    return fragments
