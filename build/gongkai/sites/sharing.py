"""What both languages have stands once, at the top: MkDocs brings theme and scripts to each site it builds, so those in
en/ that are the same to the byte are taken away and its pages lead to the others. A mirror keeps one copy, and so does
a browser's cache.
"""

import html
import os
import re
from pathlib import Path

_ADDRESS = re.compile(r'(\s(?:href|src|data-src)=")([^"]+)')
_UNSERVED = ("404.html", "sitemap.xml", "sitemap.xml.gz")


def share_files(site: Path, english: Path) -> int:
    """Lead the pages below `english` to the files of `site` where they are the same; gives how many are shared."""
    for name in _UNSERVED:  # a server knows those at the top only
        (english / name).unlink(missing_ok=True)
    shared = {
        path.relative_to(english).as_posix()
        for path in english.rglob("*")
        if path.is_file() and path.suffix != ".html" and _is_same(path, site / path.relative_to(english))
    }
    for page in english.rglob("*.html"):
        folder = page.parent.relative_to(english).as_posix()
        text = page.read_text(encoding="utf-8")
        page.write_text(_ADDRESS.sub(lambda one: _lead(folder, one, shared), text), encoding="utf-8")  # noqa: B023
    for name in shared:
        (english / name).unlink()
    for folder_path in sorted((one for one in english.rglob("*") if one.is_dir()), reverse=True):
        if not any(folder_path.iterdir()):
            folder_path.rmdir()
    return len(shared)


def _is_same(path: Path, other: Path) -> bool:
    return other.is_file() and path.read_bytes() == other.read_bytes()


def _lead(folder: str, one: re.Match[str], shared: set[str]) -> str:
    before, address = one.groups()
    path = re.split("[?#]", html.unescape(address))[0]
    return f"{before}../{address}" if os.path.normpath(f"{folder}/{path}") in shared else one.group()
