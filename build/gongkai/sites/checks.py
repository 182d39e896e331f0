"""What a site must be before it may take the old one's place.

No link in the file system, as many pages as were written, the policy on every page and no inline script outside it,
nothing fetched from elsewhere, no address that leads nowhere. A check that sees nothing to check fails.
"""

import html
import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from sys import intern
from urllib.parse import unquote

from gongkai.errors import Place, SiteError
from gongkai.sites.policies import hash_script, inline_scripts

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')
_FETCHING = re.compile(
    r"<(?:script|img|iframe|link|source|object|embed|video|audio|image|use|form|input)\b[^>]*?"
    r'\s(?:src|srcset|href|xlink:href|action|data|poster)\s*=\s*["\']?\s*(?:[a-z]+:)?//[^>]*>',
    re.IGNORECASE,
)
_OWN = re.compile(r'\brel="?(?:canonical|alternate|prev|next)\b', re.IGNORECASE)
_STYLE_FETCH = re.compile(r"""(?:url\(\s*|@import\s+)["']?(?:https?:)?//""", re.IGNORECASE)
_HANDLER = re.compile(r"<[a-z][^>]*\s(?:on[a-z]+\s*=|style\s*=|(?:href|src)\s*=\s*[\"']?\s*javascript:)", re.IGNORECASE)
_ADDRESS = re.compile(r'\s(?:href|src|data-src)="([^"]*)"')
_IDENTITY = re.compile(r'\s(?:id|name)="([^"]*)"')
_LEADING = frozenset({"page", "data", "csv", "path", "descriptor", "openapi"})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


_Wanted = dict[str, dict[str, str]]  # by page, the places that are led to, and from where


class _Pages(Mapping[str, str]):
    """The pages of a site, each read whenever it is looked at: a nation's do not fit into memory."""

    def __init__(self, site: Path) -> None:
        self._paths = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}

    def __getitem__(self, name: str) -> str:
        return self._paths[name].read_text(encoding="utf-8")

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def refuse_links(folder: Path) -> None:
    """Raise SiteError on the first symbolic link below `folder`: it would publish what lies elsewhere."""
    for here, folders, files in os.walk(folder):
        for name in (*folders, *files):
            if (Path(here) / name).is_symlink():
                raise SiteError("a symbolic link may not be published", Place(str(Path(here) / name)))


def check_site(docs: Path, site: Path, english: Path | None = None, sisters: tuple[str, ...] = ()) -> tuple[int, int]:
    """Check the new site against the pages it was made of, those in en/ against `english`; addresses that begin as one
    of `sisters` may leave it.

    Gives how many pages and bytes it has."""
    refuse_links(site)
    pages = _Pages(site)
    wanted = {path.relative_to(docs).with_suffix(".html").as_posix() for path in docs.rglob("*.md")} | {"404.html"}
    if english is not None:
        wanted |= {f"en/{path.relative_to(english).with_suffix('.html').as_posix()}" for path in english.rglob("*.md")}
    if "index.html" not in wanted or set(pages) != wanted:
        odd = sorted(set(pages) ^ wanted) or ["index.html"]
        raise SiteError(f"{len(pages)} pages built of {len(wanted)}; the first that differs is {odd[0]}")
    faults = [f"{name}: {fault}" for name, text in pages.items() for fault in find_faults(text)]
    faults += [
        f"{path.relative_to(site).as_posix()}: fetches from elsewhere"
        for path in site.rglob("*.css")
        if _STYLE_FETCH.search(path.read_text(encoding="utf-8"))
    ]
    faults += find_dead_addresses(site, pages, sisters)
    faults += find_dead_data(site, pages)
    if faults:
        raise SiteError(f"the new site has {len(faults)} faults:\n" + "\n".join(sorted(faults)[:20]))
    return len(pages) - 1, sum(path.stat().st_size for path in site.rglob("*") if path.is_file())


def find_faults(page: str) -> Iterator[str]:
    """What is wrong with one page, in words."""
    policies = _POLICY.findall(page)
    if len(policies) != 1:
        yield f"{len(policies)} content security policies"
        return
    policy = html.unescape(policies[0])
    for script in inline_scripts(page):
        if hash_script(script) not in policy:
            yield f"an inline script outside the policy: {script[:60]!r}"
    for tag in _FETCHING.finditer(page):
        if not _OWN.search(tag.group()):
            yield f"fetches from elsewhere: {tag.group()[:120]}"
    for tag in _HANDLER.finditer(page):
        yield f"a script or a style in an attribute: {tag.group()[:120]}"


def find_dead_addresses(site: Path, pages: Mapping[str, str], sisters: tuple[str, ...] = ()) -> list[str]:
    """Addresses that lead to no file of the site and to none of its sisters, or to no place on its page. Those of
    404.html may be absolute."""
    wanted: _Wanted = {}
    dead, seen = [], 0

    @cache
    def find(folder: str, path: str) -> str:
        """The file that a path leads to from a folder, "" where there is none."""
        target = os.path.normpath(f"{folder}/{unquote(path)}" if folder else unquote(path))
        if target.startswith(sisters):
            return target
        if (site / target).is_dir():
            target = os.path.normpath(f"{target}/index.html")
        return target if (site / target).is_file() else ""

    for name, text in pages.items():
        folder = name.rpartition("/")[0]
        for address in {html.unescape(one) for one in _ADDRESS.findall(text)}:
            if _SCHEME.match(address) or address.startswith(("//", "/")) or name == "404.html":
                continue
            seen += 1
            path, _, fragment = address.partition("#")
            path = path.partition("?")[0]
            target = find(folder, path) if path else name
            if not target:
                dead.append(f"{name}: {address} leads nowhere")
            elif fragment and target in pages:
                wanted.setdefault(target, {}).setdefault(intern(fragment), f"{name}: {address}")
    if not seen:
        raise SiteError("no address was seen in any page; the check of addresses cannot be right")
    return [*dead, *_find_missing(pages, wanted)]


def find_dead_data(site: Path, pages: Mapping[str, str]) -> list[str]:
    """Addresses in the API's files that lead to no file of the site, or to no place on its page."""
    every = sorted((site / "api").rglob("*.json"))
    files = [one for one in every if one.parent.name != "schemas" and one.name != "openapi.json"]
    known: dict[str, bool] = {}
    wanted: _Wanted = {}
    dead = []
    for file in files:
        for address in _addresses(json.loads(file.read_text(encoding="utf-8"))):
            path, _, fragment = address.partition("#")
            if path not in known:
                known[path] = (site / path).is_file()
            said = f"{file.relative_to(site).as_posix()}: {address}"
            if not known[path]:
                dead.append(f"{said} leads nowhere")
            elif fragment and path not in pages:
                dead.append(f"{said} leads to no place on that page")
            elif fragment:
                wanted.setdefault(path, {}).setdefault(intern(fragment), said)
    if files and not known:
        raise SiteError("no address was seen in the API; the check of its addresses cannot be right")
    return [*dead, *_find_missing(pages, wanted)]


def _find_missing(pages: Mapping[str, str], wanted: _Wanted) -> Iterator[str]:
    """Places that are led to and are not there, page by page."""
    for target, fragments in wanted.items():
        there = {html.unescape(one) for one in _IDENTITY.findall(pages[target])}
        for fragment, said in fragments.items():
            if not {fragment, unquote(fragment)} & there:
                yield f"{said} leads to no place on that page"


def _addresses(value: object) -> Iterator[str]:
    """Every address that a file of the API names, but those with a gap to be filled."""
    if isinstance(value, list):
        for one in value:
            yield from _addresses(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name in ("links", "schemas") and isinstance(one, dict):
                yield from (address for address in one.values() if "{" not in address)
            elif name in _LEADING and isinstance(one, str):
                yield from () if _SCHEME.match(one) else (one,)  # a licence stands elsewhere
            else:
                yield from _addresses(one)
