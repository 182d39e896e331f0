"""Which editions the site offers, and their copies below its /data/editions/: those of this very package, as long as
they are not too large for a site; beyond that they are assets of a release."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai.published import read_descriptor

FOLDER = "data/editions"
LIMIT = 200_000_000  # bytes of the gigabyte that a host of static pages takes; a province's pages need the rest
INDEX = "index.json"
KINDS = {".xlsx": "Excel 工作簿", ".zip": "CSV 压缩包", ".parquet": "Parquet"}


@dataclass(frozen=True)
class Download:
    """A file as it is offered: its address from the site's top, its kind in words, its size and hash."""

    name: str
    kind: str
    address: str
    bytes: int
    sha256: str

    @property
    def size(self) -> str:
        """For people: 12 KB, 3.4 MB."""
        return f"{self.bytes / 1e6:.1f} MB" if self.bytes >= 1e6 else f"{max(round(self.bytes / 1e3), 1)} KB"


@dataclass(frozen=True)
class Offer:
    """The editions of one package."""

    name: str
    title: str
    files: tuple[Download, ...]

    @property
    def parquets(self) -> list[Download]:
        """One a table."""
        return [one for one in self.files if one.address.endswith(".parquet")]

    @property
    def wholes(self) -> list[Download]:
        """The files that hold the whole package."""
        return [one for one in self.files if not one.address.endswith(".parquet")]


def offered_editions(package: Path) -> list[Offer]:
    """What stands beside a package folder in `editions/`; nothing where there is none, where it is another state's, or
    where it is too large."""
    index = _read_index(package)
    return [
        Offer(str(one["name"]), str(one["title"]), tuple(_download(file) for file in one["files"]))
        for one in index.get("packages", ())
    ]


def copy_editions(package: Path, site: Path) -> None:
    """Put the editions that are offered into a site that is being built."""
    if _read_index(package):
        shutil.copytree(package.parent / "editions", site / FOLDER)


def index_of(package: Path) -> Path:
    """The file that lists the editions of a package folder."""
    return package.parent / "editions" / INDEX


def _read_index(package: Path) -> Mapping[str, Any]:
    path = index_of(package)
    if not path.is_file():
        return {}
    index: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    sizes = sum(file["bytes"] for one in index["packages"] for file in one["files"])
    return index if index.get("hash") == read_descriptor(package).get("hash", "") and sizes <= LIMIT else {}


def _download(file: Mapping[str, Any]) -> Download:
    path = Path(file["path"])
    return Download(path.name, KINDS[path.suffix], f"{FOLDER}/{file['path']}", int(file["bytes"]), str(file["sha256"]))
