"""Sites: the pages below docs/ become one static site, built beside the old one and swapped in by one atomic step.

MkDocs builds into a new folder on the same disk; what the searches need is added; the new site is checked; only then it
takes the old one's place. A build that fails or is killed leaves the old site whole, and what it left behind is cleaned
at the next build. When pages, theme and settings are as they were, nothing is done. The date in the sitemap is the
package's, not the clock's.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import yaml

from gongkai.addresses import site_address
from gongkai.downloads import copy_editions, index_of
from gongkai.errors import Place, SiteError
from gongkai.files import swap_folder
from gongkai.paths import Paths
from gongkai.published import read_descriptor
from gongkai.sites.checks import check_site, refuse_links
from gongkai.sites.economies import lighten_pages
from gongkai.sites.fulltexts import write_full_text
from gongkai.sites.locks import PREFIX, hold_lock, sweep
from gongkai.sites.machines import is_for_machines, write_for_machines
from gongkai.sites.policies import find_policy
from gongkai.sites.pouring import exclude_poured, find_poured, pour, write_stubs
from gongkai.sites.sentences import write_sentences
from gongkai.sites.sharing import share_files
from gongkai.sites.sisters import find_sisters
from gongkai.sites.styles import write_styles

THEME = Path(__file__).parents[1] / "theme"
_WRITERS = ("sites", "api", "signposts")
MAIN, ENGLISH = "mkdocs.yml", "mkdocs.en.yml"
_LIBRARIES = (
    "mkdocs",
    "mkdocs-material",
    "pagefind",
    "pagefind-bin-extended",
    "markdown",
    "pymdown-extensions",
    "lxml",
    "tinycss2",
)


@dataclass(frozen=True)
class SiteResult:
    """What stands in site/ now; `swapped` says how it got there: exchange, rename, first or unchanged."""

    pages: int
    bytes: int
    swapped: str
    notes: tuple[str, ...] = ()


def build_site(paths: Paths) -> SiteResult:
    """Build the site of `paths` into site/, Chinese at its top and English in en/.

    Raises SiteError and keeps the old one when anything is amiss."""
    with hold_lock(paths.root / ".build.lock") as notes:
        sweep(paths.root)
        docs = paths.docs("zh")
        if not (docs / "index.md").is_file():
            raise SiteError("there are no pages; run `gongkai pages` first", Place(str(docs)))
        if paths.site.is_symlink():
            raise SiteError("is a link; the site must be a folder", Place(str(paths.site)))
        has_english = _has_english(paths)
        refuse_links(docs)
        refuse_links(paths.docs("en"))
        stamp = paths.cache / "site.json"
        key = _hash_inputs(paths, docs)
        before = _read_stamp(stamp)
        if before.get("key") == key and before.get("site") == _list_site(paths.site):
            return SiteResult(int(before["pages"]), int(before["bytes"]), "unchanged", notes)
        new = Path(tempfile.mkdtemp(prefix=PREFIX, dir=paths.root))
        try:
            new.chmod(0o755)
            _run_mkdocs(paths, docs, new)
            copy_editions(paths.package, new)
            if is_for_machines(docs):
                write_for_machines(paths.package, new)
            write_sentences(new)
            if has_english:
                share_files(new, new / "en")
                write_sentences(new, "en")
            lighten_pages(new)
            write_styles(new)
            write_full_text(new)
            english, sisters = paths.docs("en") if has_english else None, find_sisters(paths.root / MAIN)
            pages, size = check_site(docs, new, english, sisters)
            swapped = swap_folder(new, paths.site)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        if swapped == "rename":
            notes = (*notes, "no exchange in one step on this system: for a moment there was no site")
        facts = {"key": key, "site": _list_site(paths.site), "pages": pages, "bytes": size}
        stamp.write_text(json.dumps(facts), encoding="utf-8")
        return SiteResult(pages, size, swapped, notes)


def _run_mkdocs(paths: Paths, docs: Path, new: Path) -> None:
    work = paths.cache / "site"
    work.mkdir(parents=True, exist_ok=True)
    environment = _environment(paths)
    extra = {
        "has_cite": (docs / "cite.md").is_file() and (docs / "changes.md").is_file(),
        "has_api": is_for_machines(docs),
    }
    settings: dict[str, object] = {"docs_dir": str(docs), "theme": {"custom_dir": str(THEME)}, "extra": extra}
    policy = find_policy(paths, work, environment, run_mkdocs, settings)
    environment["GONGKAI_CSP"] = policy
    if not _has_english(paths):
        _build_language(paths, docs, new, environment, settings)
        return
    settings["extra"] = extra | {"english": True}  # the switch is shown, and leads to pages that are there
    _build_language(paths, docs, new, environment, settings)
    _build_language(paths, paths.docs("en"), new / "en", environment, settings, ENGLISH)


def _build_language(
    paths: Paths, docs: Path, new: Path, environment: dict[str, str], settings: dict[str, object], name: str = MAIN
) -> None:
    """All pages by MkDocs; where they are very many, those of sections are poured (sites.pouring)."""
    work = paths.cache / "site"
    folders = find_poured(docs)
    own = {**settings, "docs_dir": str(docs)} | ({"exclude_docs": exclude_poured(folders)} if folders else {})
    run_mkdocs(write_config(paths, work / name, own, name), new, environment)
    if folders:
        stubs, built = work / "stubs", work / "moulds"
        moulds = write_stubs(docs, folders, stubs)
        shutil.rmtree(built, ignore_errors=True)
        run_mkdocs(write_config(paths, work / name, {**settings, "docs_dir": str(stubs)}, name), built, environment)
        pour(docs, folders, moulds, built, new)


def _has_english(paths: Paths) -> bool:
    return (paths.root / ENGLISH).is_file() and (paths.docs("en") / "index.md").is_file()


def write_config(paths: Paths, config: Path, settings: dict[str, object], name: str = "mkdocs.yml") -> Path:
    """A configuration that inherits the one called `name` and sets what depends on where the folders lie."""
    base = paths.root / name
    if not base.is_file():
        raise SiteError("missing: it holds the site's name and settings", Place(str(base)))
    config.write_text(yaml.safe_dump({"INHERIT": str(base), **settings}, allow_unicode=True), encoding="utf-8")
    return config


def run_mkdocs(config: Path, site: Path, environment: dict[str, str]) -> None:
    """Build in a child process, `strict` and never quiet; raises SiteError with MkDocs' own warnings."""
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--config-file",
        str(config),
        "--site-dir",
        str(site),
    ]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, encoding="utf-8")
    said = [line for line in done.stderr.splitlines() if line.startswith(("WARNING", "ERROR", "Aborted", "Error"))]
    if done.returncode != 0 or any(line.startswith(("WARNING", "ERROR")) for line in said):
        raise SiteError("MkDocs refused the pages:\n" + "\n".join(said or done.stderr.splitlines()[-20:]))


def _environment(paths: Paths) -> dict[str, str]:
    created = str(read_descriptor(paths.package).get("created", ""))[:10]
    try:
        day = datetime.fromisoformat(created).replace(tzinfo=UTC)
    except ValueError as error:
        raise SiteError("`created` is no date", Place(str(paths.package / "datapackage.json"), "", created)) from error
    return {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(int(day.timestamp())),
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONUTF8": "1",
        "SITE_URL": os.environ.get("SITE_URL", ""),
    }


def _hash_inputs(paths: Paths, docs: Path) -> str:
    libraries = [f"{one} {version(one)}" for one in _LIBRARIES]
    address = site_address(read_descriptor(paths.package))
    digest = hashlib.sha256("\n".join([*libraries, os.environ.get("SITE_URL", ""), address]).encode())
    own = Path(__file__).parent
    configured = [paths.root / "mkdocs.yml", paths.root / ENGLISH]
    singles = [*configured, paths.package / "datapackage.json", index_of(paths.package)]
    code = [path for name in _WRITERS for path in (own.parent / name).glob("*.py")]
    english = paths.docs("en")
    for folder, files in (
        (docs, docs.rglob("*")),
        (english, english.rglob("*")),
        (THEME, THEME.rglob("*")),
        (own.parent, code),
    ):
        _add_files(digest, folder, (path for path in files if path.is_file()))
    _add_files(digest, paths.root, (path for path in singles if path.is_file()))
    return digest.hexdigest()


def _add_files(digest: "hashlib._Hash", folder: Path, files: Iterable[Path]) -> None:
    for path in sorted(files):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())


def _list_site(site: Path) -> str:
    """A fingerprint of names, sizes and times, so that a site changed by another hand is built again."""
    digest = hashlib.sha256()
    for path in sorted(site.rglob("*")):
        facts = path.lstat()
        digest.update(f"{path.relative_to(site).as_posix()}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _read_stamp(stamp: Path) -> dict[str, str]:
    try:
        found = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
