"""Pages: the package in datapackage/ becomes Markdown pages, chart specs and downloads below docs/<language>/.

What is written is a pure function of the package, of the site's address and of this code. A page's body is HTML that
Markdown leaves alone. Only what changed is written, what is stale is removed, and nothing but the generated names of
`paths` is touched. When nothing of that has changed and all files are as they were left, nothing is done.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.addresses import site_address
from gongkai.downloads import index_of
from gongkai.errors import Place, SiteError
from gongkai.paths import GENERATED, LANGUAGES, Paths
from gongkai.published import read_descriptor
from gongkai.words import speaking

if TYPE_CHECKING:
    from gongkai.charts import Drawings
    from gongkai.pages.catalogues import Catalogue
    from gongkai.pages.drafts import Page

    Renderer = Callable[[Catalogue, Drawings], Iterator[Page]]

_CODE = Path(__file__).parents[1]
# The kinds of pages that have English twins; words.ENGLISH_PAGES names their addresses.
IN_ENGLISH = frozenset(
    {
        "api",
        "authorities",
        "changes",
        "cite",
        "compare",
        "concordance",
        "data",
        "documents",
        "forms",
        "glossary",
        "home",
        "indicators",
        "quality",
        "reports",
        "rules",
        "search",
        "years",
    }
)
_LIBRARIES = ("altair", "vl-convert-python", "jinja2", "pandas", "pypinyin")


@dataclass(frozen=True)
class PagesResult:
    """How many pages there are, and how many of their charts were drawn anew or kept."""

    pages: int
    charts_drawn: int
    charts_kept: int


def registry() -> "Mapping[str, Renderer]":
    """Every kind of page and what makes it; a new kind is a module and a line here."""
    from gongkai.pages import (
        api,
        authorities,
        changes,
        cite,
        compare,
        concordance,
        data,
        documents,
        forms,
        glossary,
        home,
        indicators,
        quality,
        reports,
        rules,
        search,
        sources,
        years,
    )

    return {
        "home": home.render_home,
        "authorities": authorities.render_authorities,
        "reports": reports.render_reports,
        "sources": sources.render_sources,
        "indicators": indicators.render_indicators,
        "years": years.render_years,
        "compare": compare.render_compare,
        "concordance": concordance.render_concordance,
        "forms": forms.render_forms,
        "documents": documents.render_documents,
        "glossary": glossary.render_glossary,
        "rules": rules.render_rules,
        "quality": quality.render_quality,
        "data": data.render_data,
        "api": api.render_api,
        "changes": changes.render_changes,
        "cite": cite.render_cite,
        "search": search.render_search,
    }


def write_pages(paths: Paths, progress: Callable[[str], None] | None = None) -> PagesResult:
    """Write all pages of the package; `progress` hears each kind of page as it begins."""
    languages = find_languages(paths)
    stamp = paths.cache / "pages.json"
    key = _hash_inputs(paths)
    before = _read_stamp(stamp)
    if before.get("key") == key and _hash_docs(paths) == before.get("files"):
        return PagesResult(before["pages"], 0, before["charts"])
    stamp.unlink(missing_ok=True)
    pages, drawings = _write_all(paths, languages, progress or (lambda _: None))
    charts = drawings.drawn + drawings.kept
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(json.dumps({"key": key, "files": _hash_docs(paths), "pages": pages, "charts": charts}))
    return PagesResult(pages, drawings.drawn, drawings.kept)


def find_languages(paths: Paths) -> tuple[str, ...]:
    """Chinese, and English where mkdocs.en.yml declares it."""
    return LANGUAGES if (paths.root / "mkdocs.en.yml").is_file() else LANGUAGES[:1]


def _write_all(paths: Paths, languages: Sequence[str], progress: Callable[[str], None]) -> "tuple[int, Drawings]":
    """Each page is written as soon as it is made: a nation's do not fit into memory."""
    import vl_convert

    from gongkai.charts import Drawings
    from gongkai.pages.catalogues import open_catalogue
    from gongkai.pages.catalogues.desks import open_desk
    from gongkai.pages.catalogues.texts import open_texts
    from gongkai.published import read_package

    catalogue = open_catalogue(
        read_package(paths.package), open_texts(paths.source_texts), open_desk(paths.root / "mkdocs.yml")
    )
    drawings = Drawings(paths.cache)
    pages = 0
    for language in languages:
        docs = paths.docs(language)
        written: set[str] = set()
        _remove_links(docs)
        for kind, render_pages in registry().items():
            if language == "zh" or kind in IN_ENGLISH:
                progress(kind if language == "zh" else f"{kind} ({language})")
                with speaking(language):
                    for page in render_pages(catalogue, drawings):
                        pages += page.path not in written
                        written |= _write_files(docs, {**page.files, page.path: page.text})
        if language == "zh":
            bundle = str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
            written |= _write_files(docs, {"assets/vega.js": bundle})
        _remove_stale(docs, written)
    return pages, drawings


def _write_files(docs: Path, files: Mapping[str, str]) -> set[str]:
    """Write what has changed; gives all names."""
    strange = sorted(name for name in files if name.split("/")[0] not in GENERATED)
    if strange:
        raise SiteError("not a generated name; paths.GENERATED lists them", Place(strange[0]))
    for name, text in files.items():
        path = docs / name
        data = text.encode("utf-8")
        if path.is_symlink() or not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.write_bytes(data)
    return set(files)


def _remove_links(docs: Path) -> None:
    """Before anything is written: it would be written where they lead."""
    for old in _generated_files(docs):
        if old.is_symlink():
            old.unlink()


def _remove_stale(docs: Path, written: set[str]) -> None:
    for old in _generated_files(docs):
        if old.relative_to(docs).as_posix() not in written:
            old.unlink()
    for folder in sorted((docs / name for name in GENERATED), reverse=True):
        _remove_empty(folder)


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        for inside in folder.iterdir():
            _remove_empty(inside)
        if not any(folder.iterdir()):
            folder.rmdir()


def _generated_files(docs: Path) -> list[Path]:
    found = []
    for name in GENERATED:
        path = docs / name
        if path.is_dir() and not path.is_symlink():
            found += [inside for inside in path.rglob("*") if inside.is_symlink() or not inside.is_dir()]
        elif path.is_symlink() or path.exists():
            found.append(path)
    return sorted(found)


def _hash_files(docs: Path) -> str:
    digest = hashlib.sha256()
    for path in _generated_files(docs):
        content = b"link" if path.is_symlink() else path.read_bytes()
        digest.update(f"{path.relative_to(docs).as_posix()}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def _hash_docs(paths: Paths) -> str:
    return "".join(_hash_files(paths.docs(language)) for language in LANGUAGES)


def _hash_inputs(paths: Paths) -> str:
    digest = hashlib.sha256("\n".join(f"{one} {version(one)}" for one in _LIBRARIES).encode())
    code = [path for pattern in ("**/*.py", "templates/*", "words.*.txt") for path in _CODE.glob(pattern)]
    folders = [(_CODE, code), (paths.root, sorted(paths.root.glob("mkdocs*.yml")))]
    folders += [
        (folder, [one for one in folder.rglob("*") if one.is_file()]) for folder in (paths.package, paths.source_texts)
    ]
    for folder, files in folders:
        for path in sorted(files):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    digest.update(site_address(read_descriptor(paths.package)).encode())
    if (index := index_of(paths.package)).is_file():
        digest.update(index.read_bytes())
    return digest.hexdigest()


def _read_stamp(stamp: Path) -> dict[str, Any]:
    try:
        found = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
