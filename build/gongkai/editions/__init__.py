"""`gongkai editions`: the published package and slices of it, each as CSV, workbook, Parquet and flat zip.

`datapackage/slices/<package>/` holds a package for each authority and year, `datapackage/editions/<package>/`
`<package>-<version>.zip`, `<package>-<version>.xlsx` and `parquet/<resource>.parquet`, of the whole package and of
every slice; `datapackage/editions/index.json` lists them with size and hash. Both folders are made beside the old ones
and exchanged for them; the same package gives the same bytes.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongkai.constraints import find_faults
from gongkai.editions.archives import write_archive
from gongkai.editions.parquets import write_parquet
from gongkai.editions.workbooks import Sheet, write_workbook
from gongkai.errors import PackageError, Place
from gongkai.files import hash_tree, swap_folder, write_text
from gongkai.paths import Paths
from gongkai.slices import write_slices
from gongkai.streams import Folder, open_folder

INDEX = "index.json"
_CODE = Path(__file__).parents[1]

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class EditionsResult:
    """What was made; `written` is False where it already lay there."""

    packages: int
    files: int
    bytes: int
    written: bool


def write_editions(paths: Paths, progress: Progress | None = None) -> EditionsResult:
    """Cut the slices, hold them against their schemas, and write every edition; PackageError leaves both folders as
    they were. `progress` hears the name of each package and how many there are."""
    whole = open_folder(paths.package)
    stamp = paths.cache / "editions.json"
    inputs = hash_tree(paths.package, _CODE)
    if earlier := _unchanged(stamp, inputs, paths):
        return earlier
    new_slices, new_editions = paths.datapackage / ".slices-new", paths.datapackage / ".editions-new"
    try:
        for folder in (new_slices, new_editions):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        # Folders, opened one at a time: the descriptors of thousands of slices would fill the memory.
        packages = [paths.package, *(new_slices / name for name in write_slices(whole, new_slices))]
        refuse_faults(packages)
        listed = []
        for folder in packages:
            listed.append(write_package_editions(open_folder(folder), new_editions))
            if progress:
                progress(folder.name, len(packages))
        told = {"version": whole.version, "released": whole.released, "hash": whole.descriptor.get("hash", "")}
        index = {**told, "packages": listed}
        (new_editions / INDEX).write_text(json.dumps(index, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        swap_folder(new_slices, paths.slices)
        swap_folder(new_editions, paths.editions)
    finally:
        shutil.rmtree(new_slices, ignore_errors=True)
        shutil.rmtree(new_editions, ignore_errors=True)
    result = EditionsResult(len(packages), *_count(paths.editions), written=True)
    counts = {"packages": result.packages, "files": result.files, "bytes": result.bytes}
    outputs = hash_tree(paths.slices, paths.editions)
    write_text(stamp, json.dumps({"inputs": inputs, "outputs": outputs, "counts": counts}) + "\n")
    return result


def refuse_faults(packages: Sequence[Path]) -> None:
    """Raise PackageError for the first package that does not keep its own schemas."""
    passed: set[tuple[str, str]] = set()
    for package in packages:
        if faults := find_faults(open_folder(package), passed):
            said = f"would be invalid ({len(faults)} faults); no edition is written: " + "; ".join(faults[:5])
            raise PackageError(said, Place(package.name))


def write_package_editions(package: Folder, editions: Path) -> dict[str, object]:
    """All editions of a package; what the index says of them."""
    folder = editions / package.name
    folder.mkdir()
    rows = {
        str(one["name"]): write_parquet(package, one, folder / "parquet" / f"{one['name']}.parquet")
        for one in package.resources
    }
    stem = f"{package.name}-{package.version}"
    write_archive(package, rows, folder / f"{stem}.zip")
    write_workbook(package, folder / f"{stem}.xlsx", list(_sheets(package)))
    return {
        "name": package.name,
        "title": package.descriptor["title"],
        "title_en": package.descriptor.get("title_en", ""),
        "rows": rows,
        "files": [_describe(path, editions) for path in sorted(folder.rglob("*")) if path.is_file()],
    }


def _sheets(package: Folder) -> Iterator[Sheet]:
    """Tables for people that an authority's workbook holds beside those of its package."""
    from gongkai.pages.catalogues import open_catalogue
    from gongkai.published import read_package
    from gongkai.wide_tables import wide_tables

    kind, _, authority = package.name.partition("-")
    if kind == "authority":
        for table in wide_tables(open_catalogue(read_package(package.path)), authority):
            yield Sheet(table.title, table.columns, table.rows)


def _describe(path: Path, editions: Path) -> dict[str, object]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": path.relative_to(editions).as_posix(), "bytes": path.stat().st_size, "sha256": digest}


def _count(folder: Path) -> tuple[int, int]:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def _unchanged(stamp: Path, inputs: str, paths: Paths) -> EditionsResult | None:
    """The earlier result, if it came from these inputs and lies untouched on disk."""
    if not stamp.is_file():
        return None
    earlier = json.loads(stamp.read_text(encoding="utf-8"))
    if earlier["inputs"] != inputs or earlier["outputs"] != hash_tree(paths.slices, paths.editions):
        return None
    return EditionsResult(**earlier["counts"], written=False)
