"""What differs between two packages, folders or zips, old and new: rows added, removed and changed by their key, the
figures and checks among them, differences in shape, and the version that all of it asks for.

Both packages are read once, side by side, in the order of their keys; only what differs is kept. Nothing is written.
"""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from gongkai.csv_files import unguarded
from gongkai.errors import PackageError, Place
from gongkai.versions import (
    Level,
    StructureChange,
    Version,
    compare_structures,
    gravest,
    kind_of,
    level_of_row,
    next_version,
    parse_version,
    referenced,
)

DESCRIPTOR = "datapackage.json"
OBSERVATIONS = "observations"
# Of a row that is only in one package these columns are kept; of a changed one those that changed, and the place.
_KEPT = {OBSERVATIONS: ("obs_value", "cell_state", "locator"), "checks": ("result",), "reports": ("sha256",)}
_WHOLE = ("integer", "year")

Key = tuple[str, ...]
Sorted = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class RowChange:
    """One row that is `added`, `removed` or `changed`; `key` by column, `before` and `after` the columns that tell."""

    resource: str
    kind: str
    key: Mapping[str, str]
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True)
class Diff:
    """Everything that differs. `words` are the printed names of indicators and authorities, by id."""

    name: str
    old: str
    new: str
    structure: tuple[StructureChange, ...]
    rows: tuple[RowChange, ...]
    uncompared: tuple[str, ...]
    level: Level
    words: Mapping[str, str]

    @property
    def proposed(self) -> Version | None:
        """The lowest version that the new package may have; None where the old one's is none."""
        version = parse_version(self.old)
        return next_version(version, self.level) if version else None

    @property
    def is_announced(self) -> bool:
        """Whether the new package's version says as much as its content."""
        version, proposed = parse_version(self.new), self.proposed
        return proposed is not None and version is not None and version >= proposed


@dataclass(frozen=True)
class Opened:
    """A package that is being read."""

    place: Path
    archive: zipfile.ZipFile | None
    descriptor: Mapping[str, Any]

    def open(self, name: str) -> IO[bytes]:
        """A file of the package, named as its descriptor names it."""
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise PackageError("a path that leads out of the package", Place(str(self.place), name))
        return _open(self.place, self.archive, name)


def compare_packages(old: Path, new: Path) -> Diff:
    """The differences; PackageError where one of the two is no package, or its rows are not in the order of keys."""
    with open_package(old) as before, open_package(new) as after:
        structure = compare_structures(before.descriptor, after.descriptor)
        rows: list[RowChange] = []
        uncompared: list[str] = []
        tables = [{str(one["name"]): one for one in each.descriptor["resources"]} for each in (before, after)]
        for name in sorted(tables[0].keys() | tables[1].keys()):
            pair = tables[0].get(name), tables[1].get(name)
            if None not in pair and _key_types(pair[0]) != _key_types(pair[1]):
                uncompared.append(name)
            else:
                rows += _compare_resource(name, (before, pair[0]), (after, pair[1]))
        cited = referenced(before.descriptor)
        levels = [change.level for change in structure]
        levels += [level_of_row(row.kind, kind_of(row.resource), row.after, cited) for row in rows]
        levels += ["patch"] if _words_differ(before.descriptor, after.descriptor) else []
        return Diff(
            name=str(after.descriptor["name"]),
            old=str(before.descriptor.get("version", "")),
            new=str(after.descriptor.get("version", "")),
            structure=tuple(structure),
            rows=tuple(rows),
            uncompared=tuple(uncompared),
            level=gravest(levels),
            words=_words(before) | _words(after),
        )


@contextmanager
def open_package(place: Path) -> Iterator[Opened]:
    """A package in a folder, or flat in a zip."""
    with ExitStack() as stack:
        archive = None
        if not place.is_dir():
            try:
                archive = stack.enter_context(zipfile.ZipFile(place))
            except (OSError, zipfile.BadZipFile) as error:
                raise PackageError("neither a package's folder nor a zip of one", Place(str(place))) from error
        with _open(place, archive, DESCRIPTOR) as file:
            try:
                descriptor = json.load(file)
            except ValueError as error:
                raise PackageError(f"no descriptor: {error}", Place(str(place), DESCRIPTOR)) from error
        yield Opened(place, archive, descriptor)


def _open(place: Path, archive: zipfile.ZipFile | None, name: str) -> IO[bytes]:
    try:
        return archive.open(name) if archive else (place / name).open("rb")
    except (KeyError, OSError) as error:
        raise PackageError("the package has no such file", Place(str(place), name)) from error


def _compare_resource(
    name: str, old: tuple[Opened, Mapping[str, Any] | None], new: tuple[Opened, Mapping[str, Any] | None]
) -> Iterator[RowChange]:
    """Two pointers walk the rows in the order of their key."""
    one, other = _rows(*old), _rows(*new)
    before, after = next(one, None), next(other, None)
    while before or after:
        if before and (after is None or before[0] < after[0]):
            yield _row_change(name, old[1], before[1], None)
            before = next(one, None)
        elif after and (before is None or after[0] < before[0]):
            yield _row_change(name, new[1], None, after[1])
            after = next(other, None)
        elif before and after:
            if before[1] != after[1]:
                change = _row_change(name, new[1], before[1], after[1])
                if change.after:
                    yield change
            before, after = next(one, None), next(other, None)


def _rows(package: Opened, resource: Mapping[str, Any] | None) -> Iterator[tuple[Sorted, dict[str, str]]]:
    if resource is None:
        return
    fields = [(str(one["name"]), str(one.get("type", "string"))) for one in resource["schema"]["fields"]]
    key = _key_types(resource)
    place = Place(str(package.place), str(resource["path"]))
    with io.TextIOWrapper(package.open(str(resource["path"])), encoding="utf-8", newline="") as text:
        reader = csv.reader(text)
        if next(reader, None) != [name for name, _ in fields]:
            raise PackageError("its columns are not those of its descriptor", place)
        last: Sorted | None = None
        for cells in reader:
            row = {
                name: unguarded(cell) if kind == "string" else cell
                for (name, kind), cell in zip(fields, cells, strict=True)
            }
            at = tuple(_order(row[name], kind) for name, kind in key)
            if last is not None and at <= last:
                raise PackageError(f"line {reader.line_num} is not in the order of the key", place)
            last = at
            yield at, row


def _order(cell: str, kind: str) -> tuple[int, str]:
    """Nothing first, whole numbers by size, texts by code point: as the package is written."""
    return (int(cell), "") if cell and kind in _WHOLE else (-1, cell)


def _key_types(resource: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    if resource is None:
        return []
    kinds = {str(one["name"]): str(one.get("type", "string")) for one in resource["schema"]["fields"]}
    key = resource["schema"].get("primaryKey") or list(kinds)
    return [(name, kinds[name]) for name in ([key] if isinstance(key, str) else key)]


def _row_change(
    name: str, resource: Mapping[str, Any] | None, before: dict[str, str] | None, after: dict[str, str] | None
) -> RowChange:
    whole = after or before or {}
    key = {column: whole[column] for column, _ in _key_types(resource)}
    if before and after:
        columns: Sequence[str] = [column for column in after if column in before and before[column] != after[column]]
    else:
        columns = [column for column in _KEPT.get(kind_of(name), ()) if column in whole]
    kind = "changed" if before and after else "added" if after else "removed"
    sides = ({column: row[column] for column in columns} if row else {} for row in (before, after))
    return RowChange(name, kind, key, *sides)


def _words(package: Opened) -> dict[str, str]:
    """Names by id; a name that several lines share carries the id behind it."""
    named = {"indicators": ("indicator", "label_zh"), "authorities": ("authority", "name_zh")}
    found: dict[str, str] = {}
    for resource in package.descriptor["resources"]:
        if columns := named.get(str(resource["name"])):
            names = {row[columns[0]]: row[columns[1]] for _, row in _rows(package, resource)}
            often = Counter(names.values())
            found |= {one: name if often[name] == 1 else f"{name} [{one}]" for one, name in names.items()}
    return found


def _words_differ(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether anything differs that people read, the version and the day apart."""
    return bool(_without_marks(old) != _without_marks(new))


def _without_marks(value: Any) -> Any:
    """A descriptor without what follows from the data or names the release."""
    marks = ("version", "created", "hash", "bytes", "path", "$schema")
    if isinstance(value, Mapping):
        return {key: _without_marks(one) for key, one in value.items() if key not in marks}
    return [_without_marks(one) for one in value] if isinstance(value, list) else value
