"""Pouring: beyond some thousands of pages, those of a section are not built by MkDocs one by one. It builds one page of
the section, the mould, in whose places marks stand; each page's title, description, addresses and body are poured into
a copy of it.

The body of a page is HTML that Markdown leaves alone (pages.drafts), so both ways give the same page to the byte.
Folders with a page that is not of this shape, and every index.md, are left to MkDocs.
"""

import gzip
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

from gongkai.errors import Place, SiteError

FROM = 3_000  # pages of one language
_SHAPE = re.compile(r'---\n(.*?\n)---\n\n(<div class="gk">\n.*</div>)\n', re.DOTALL)
# Marks that no filter, no address and no escape of the theme alters.
_TITLE, _DESCRIPTION, _TWIN, _BODY = (f"gkmark{one}krag" for one in ("title", "description", "twin", "body"))
_MOULD = "gkmould{}dluomkg"
_STAND_IN = f'<div class="gk">\n<h1>{_BODY}</h1>\n</div>'  # with a heading, or the theme adds one
_FILTERED = (("<title>", _TITLE), ('<meta name="description" content="', _DESCRIPTION))


@dataclass(frozen=True)
class Pour:
    """A page that is poured: where it stands below docs, what its front matter says, its body."""

    path: Path
    head: Mapping[str, Any]
    body: str

    @property
    def kind(self) -> tuple[str, str]:
        """Pages of one kind have one mould: the folder, and what else the front matter tells the theme."""
        told = {key: value for key, value in self.head.items() if key not in {"title", "description", "twin"}}
        return self.path.parent.as_posix(), json.dumps([told, "twin" in self.head], sort_keys=True)


def find_poured(docs: Path) -> list[str]:
    """The folders of `docs` whose pages are poured; none while the pages are few."""
    if sum(1 for _ in docs.rglob("*.md")) <= FROM:
        return []
    folders = sorted(one.name for one in docs.iterdir() if one.is_dir())
    return [one for one in folders if _is_poured(list((docs / one).rglob("*.md")), docs / one)]


def _is_poured(pages: list[Path], folder: Path) -> bool:
    own = [page for page in pages if page.name != "index.md"]
    flat = all(page.parent == folder for page in pages)
    return bool(own) and flat and all(_SHAPE.fullmatch(page.read_text(encoding="utf-8")) for page in own)


def exclude_poured(folders: Iterable[str]) -> str:
    """What MkDocs need not build, as its `exclude_docs`."""
    return "".join(f"/{one}/*.md\n!/{one}/index.md\n" for one in folders)


def write_stubs(docs: Path, folders: Iterable[str], stubs: Path) -> dict[tuple[str, str], str]:
    """A docs folder that has the moulds, and of every other page the name alone; gives each kind's mould."""
    shutil.rmtree(stubs, ignore_errors=True)
    for page in (*docs.glob("*.md"), *docs.glob("*/index.md")):
        _write(stubs / page.relative_to(docs), "0\n")
    moulds: dict[tuple[str, str], str] = {}
    for one in read_poured(docs, folders):
        if one.kind in moulds:
            continue
        moulds[one.kind] = f"{one.kind[0]}/{_MOULD.format(len(moulds))}"
        head = {**one.head, "title": _TITLE, "description": _DESCRIPTION}
        head |= {"twin": _TWIN} if "twin" in one.head else {}
        _write(stubs / f"{moulds[one.kind]}.md", f"---\n{yaml.safe_dump(head)}---\n\n{_STAND_IN}\n")
    return moulds


def read_poured(docs: Path, folders: Iterable[str]) -> Iterator[Pour]:
    """The pages of the folders, one at a time."""
    for folder in folders:
        for path in sorted((docs / folder).glob("*.md")):
            if path.name != "index.md":
                found = _SHAPE.fullmatch(path.read_text(encoding="utf-8"))
                if found is None:
                    raise SiteError("not of the shape that is poured", Place(str(path)))
                yield Pour(path.relative_to(docs), yaml.safe_load(found.group(1)), found.group(2))


def pour(docs: Path, folders: Iterable[str], moulds: Mapping[tuple[str, str], str], built: Path, site: Path) -> int:
    """Write the poured pages into `site` from the moulds in `built`; gives how many."""
    texts = {name: (built / f"{name}.html").read_text(encoding="utf-8") for name in moulds.values()}
    for name, text in texts.items():
        if text.count(_STAND_IN) != 1 or any(text.count(before + mark) != 1 for before, mark in _FILTERED):
            raise SiteError("the theme built a mould without its marks", Place(f"{name}.html"))
    addresses = []
    for one in read_poured(docs, folders):
        name = moulds[one.kind]
        address = one.path.with_suffix("").as_posix()
        _write(site / f"{address}.html", fill(texts[name], name, one, address))
        addresses.append((name, address))
    extend_sitemap(built, site, addresses)
    return len(addresses)


def fill(mould: str, name: str, one: Pour, address: str) -> str:
    """A mould with one page's own in the place of the marks; title and description as the theme filters them there."""
    before, after = mould.split(_STAND_IN)
    for mark, text in ((_TITLE, str(one.head["title"])), (_DESCRIPTION, str(one.head["description"]))):
        for tag, marked in _FILTERED:
            if marked == mark:
                before = before.replace(tag + mark, tag + str(escape(Markup(text).striptags())))  # noqa: S704 - as jinja2
        before, after = before.replace(mark, text), after.replace(mark, text)
    for mark, text in ((name, address), (_TWIN, str(one.head.get("twin", "")))):
        before, after = before.replace(mark, text), after.replace(mark, text)
    return f"{before}{one.body}{after}"


def extend_sitemap(built: Path, site: Path, addresses: Iterable[tuple[str, str]]) -> None:
    """List the poured pages in the sitemap too, as the mould stands in its own; where none is listed, none is."""
    listed = (built / "sitemap.xml").read_text(encoding="utf-8")
    entries = {one: block for block in re.findall(r"\s*<url>.*?</url>", listed, re.DOTALL) for one in [_name_in(block)]}
    found = "".join(entries[name].replace(name, address) for name, address in addresses if name in entries)
    if not found:
        return
    path = site / "sitemap.xml"
    text = path.read_text(encoding="utf-8").replace("</urlset>", f"{found.lstrip(chr(10))}\n</urlset>")
    path.write_text(text, encoding="utf-8")
    packed = site / "sitemap.xml.gz"
    stamp = int.from_bytes(packed.read_bytes()[4:8], "little")
    packed.write_bytes(gzip.compress(text.encode("utf-8"), mtime=stamp))


def _name_in(block: str) -> str:
    found = re.search(rf"[a-z]+/{_MOULD.format('[0-9]+')}", block)
    return found.group() if found else ""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
