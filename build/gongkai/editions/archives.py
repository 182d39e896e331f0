"""The flat zip: the CSV package with everything beside its descriptor, and words for people who know nothing of it.

Nothing is compressed and no date but 1980 stands in it, so that the same package gives the same bytes everywhere.
"""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from gongkai.editions.words import write_citation, write_licence, write_readme
from gongkai.published import DESCRIPTOR
from gongkai.streams import Folder

SUMS = "SHA256SUMS"
_CHUNK = 1 << 20
_UNIX = 3
_PLAIN_FILE = 0o100644


def write_archive(package: Folder, rows: Mapping[str, int], target: Path) -> None:
    """Write the zip; `rows` counts the rows of each resource."""
    files = dict(_texts(package, rows))
    sources = {PurePosixPath(str(one["path"])).name: package.file(one) for one in package.resources}
    sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    for name, path in sources.items():
        with path.open("rb") as file:
            sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
    files[SUMS] = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted({*files, *sources}):
            if name in files:
                archive.writestr(_entry(name), files[name].encode())
            else:
                _copy(archive, name, sources[name])


def _texts(package: Folder, rows: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    resources = []
    tables = []
    for one in package.resources:
        name = PurePosixPath(str(one["path"])).name
        resources.append({**one, "path": name})
        tables.append((name, str(one.get("title", "")), str(one.get("title_en", "")), rows[str(one["name"])]))
    flat = {**package.descriptor, "resources": resources}
    yield DESCRIPTOR, json.dumps(flat, ensure_ascii=False, indent=1) + "\n"
    yield "README.md", write_readme(package, tables)
    yield "LICENSE.md", write_licence(package)
    yield "CITATION.cff", write_citation(package)


def _copy(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    entry = _entry(name)
    entry.file_size = path.stat().st_size  # tells zipfile whether it needs 64 bits
    with path.open("rb") as source, archive.open(entry, "w") as target:
        shutil.copyfileobj(source, target, _CHUNK)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.create_system = _UNIX
    entry.external_attr = _PLAIN_FILE << 16
    return entry
