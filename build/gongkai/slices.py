"""Slices: one package per authority and one per year, cut from the published package row by row.

A slice is a valid Data Package by itself: the rows of its reports byte for byte as they stand in the package, the rows
of the code lists that they refer to, and a `source` for each report. It has every table of the package, be it empty, so
that what reads the one reads the other; only the observations of all years are one resource here.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from gongkai.csv_files import join_cells
from gongkai.errors import PackageError, Place
from gongkai.files import hash_listing
from gongkai.origins import describe_source
from gongkai.published import DESCRIPTOR, OBSERVATIONS
from gongkai.streams import Folder, Resource, text_rows, types_of

REPORTS = "reports"
_WHOLE = frozenset({"applicants", "cell_states", "forms"})  # short lists; a slice without a code of theirs reads oddly
_OPEN_FILES = 64
_YEAR_OF_TITLE = re.compile(r"^[0-9]{4}年| [0-9]{4}$")

Key = tuple[str, ...]


@dataclass(frozen=True)
class _List:
    """A code list in memory: its rows, and where in them a key stands."""

    resource: Resource
    rows: list[list[str]]
    places: Mapping[Key, Mapping[Key, list[int]]]


@dataclass
class _Slice:
    name: str
    title: str
    title_en: str
    reports: list[list[str]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wanted: dict[tuple[str, Key], set[Key]] = field(default_factory=lambda: defaultdict(set))


def write_slices(package: Folder, target: Path) -> list[str]:
    """Write the folders `authority-<id>` and `year-<yyyy>` below `target`, which must be new; their names, sorted."""
    lists = {str(one["name"]): _read_list(package, one) for one in package.resources if not _is_bound(one)}
    names = _names(lists.get("authorities"))
    written = []
    for kind in ("authority", "year"):
        slices, slice_of = _plan(package, kind, names)
        for resource in package.resources:
            if _is_bound(resource):
                _deal(package, resource, lists, slices, slice_of, target)
        for one in slices.values():
            _finish(package, one, lists, target / one.name)
        written += list(slices)
    return sorted(written)


def _is_bound(resource: Resource) -> bool:
    """Whether each row belongs to a report."""
    return "report_id" in types_of(resource)


def _name_of(resource: Resource) -> str:
    """The name in a slice: one resource for the observations of all years."""
    name = str(resource["name"])
    return OBSERVATIONS if name.startswith(f"{OBSERVATIONS}-") else name


def _names(authorities: _List | None) -> dict[str, tuple[str, str]]:
    columns = list(types_of(authorities.resource)) if authorities else []
    rows = [dict(zip(columns, row, strict=True)) for row in authorities.rows] if authorities else []
    return {row["authority"]: (row["name_zh"], row["name_en"]) for row in rows}


def _plan(package: Folder, kind: str, names: Mapping[str, tuple[str, str]]) -> tuple[dict[str, _Slice], dict[str, str]]:
    """The slices of a kind, and into which one each report goes."""
    reports = next(one for one in package.resources if one["name"] == REPORTS)
    columns = list(types_of(reports))
    slices: dict[str, _Slice] = {}
    slice_of = {}
    whole, whole_en = package.descriptor["title"], package.descriptor.get("title_en", "")
    for row in text_rows(package, reports):
        report = dict(zip(columns, row, strict=True))
        if kind == "authority":
            code = report["authority"]
            zh, en = names.get(code, (code, code))
        else:
            code = report["time_period"]
            zh, en = f"{code}年", code
        one = slices.setdefault(f"{kind}-{code}", _Slice(f"{kind}-{code}", f"{whole}：{zh}", f"{whole_en}: {en}"))
        one.reports.append(row)
        slice_of[report["report_id"]] = one.name
    return slices, slice_of


def _deal(
    package: Folder,
    resource: Resource,
    lists: Mapping[str, _List],
    slices: Mapping[str, _Slice],
    slice_of: Mapping[str, str],
    target: Path,
) -> None:
    """Give each row to the slice of its report. The package is sorted by report, so within a slice rows stay sorted;
    years come in the order of the descriptor, which is theirs."""
    columns = list(types_of(resource))
    at = columns.index("report_id")
    keys = [one for one in _references(resource, columns) if one[0] in lists and one[0] not in _WHOLE]
    held = any(to == REPORTS for to, _, _ in _references(resource, columns))
    name = _name_of(resource)
    with _Files(target, f"data/{name}.csv", join_cells(columns)) as files:
        for row in text_rows(package, resource):
            if row[at] not in slice_of:
                if row[at] and held:
                    raise PackageError(f"no report {row[at]}", Place(str(package.file(resource))))
                continue  # speaks of no report, or of one that is no longer published
            one = slices[slice_of[row[at]]]
            files.of(one.name, fresh=name not in one.rows).write(join_cells(row))
            one.rows[name] += 1
            for to, fields, places in keys:
                key = tuple(row[place] for place in places)
                if any(key):
                    one.wanted[to, fields].add(key)


def _references(resource: Resource, columns: list[str]) -> Iterator[tuple[str, Key, list[int]]]:
    """Of each foreign key: the other resource, its columns, and where ours stand."""
    for one in resource["schema"].get("foreignKeys", ()):
        to = one["reference"]["resource"] or resource["name"]
        yield str(to), tuple(one["reference"]["fields"]), [columns.index(name) for name in one["fields"]]


class _Files:
    """The same file in many folders, a few of them open at a time."""

    def __init__(self, target: Path, path: str, header: str) -> None:
        self.target, self.path, self.header = target, path, header
        self.open: dict[str, TextIO] = {}

    def __enter__(self) -> "_Files":
        return self

    def __exit__(self, *_: object) -> None:
        for file in self.open.values():
            file.close()

    def of(self, name: str, *, fresh: bool) -> TextIO:
        if name in self.open:
            return self.open[name]
        if len(self.open) == _OPEN_FILES:
            self.__exit__()
            self.open.clear()
        path = self.target / name / self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.open[name] = path.open("w" if fresh else "a", encoding="utf-8", newline="")
        if fresh:
            self.open[name].write(self.header)
        return self.open[name]


def _read_list(package: Folder, resource: Resource) -> _List:
    columns = list(types_of(resource))
    rows = list(text_rows(package, resource))
    asked = {
        tuple(key["reference"]["fields"])
        for one in package.resources
        for key in one["schema"].get("foreignKeys", ())
        if (key["reference"]["resource"] or one["name"]) == resource["name"]
    }
    if resource["name"] == "form_lines":
        asked.add(("form",))
    places: dict[Key, dict[Key, list[int]]] = {fields: defaultdict(list) for fields in asked}
    for number, row in enumerate(rows):
        for fields, found in places.items():
            found[tuple(row[columns.index(name)] for name in fields)].append(number)
    return _List(resource, rows, places)


def _finish(package: Folder, one: _Slice, lists: Mapping[str, _List], folder: Path) -> None:
    """The code lists that the slice needs, then its descriptor."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name, numbers in _choose(one, lists).items():
        found = lists[name]
        lines = [join_cells(list(types_of(found.resource))), *(join_cells(found.rows[number]) for number in numbers)]
        (folder / "data" / f"{name}.csv").write_bytes("".join(lines).encode())
        one.rows[name] = len(numbers)
    resources = list(_describe(package, one, folder))
    (folder / DESCRIPTOR).write_text(
        json.dumps(_descriptor(package, one, resources), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def _choose(one: _Slice, lists: Mapping[str, _List]) -> dict[str, list[int]]:
    """Of each code list the rows that the slice refers to, directly or through another list. A form's lines come all or
    not at all; a list that nothing refers to gives the rows whose own references hold."""
    chosen: dict[str, set[int]] = {name: set(range(len(lists[name].rows))) for name in lists if name in _WHOLE}
    queue = list(one.wanted.items())
    while queue:
        (name, fields), keys = queue.pop()
        if name not in lists:
            continue
        if name == "form_lines" and "form" in fields:
            keys, fields = {(key[fields.index("form")],) for key in keys}, ("form",)
        found = lists[name]
        rows = {number for key in keys for number in found.places[fields].get(key, ())} - chosen.get(name, set())
        chosen.setdefault(name, set()).update(rows)
        queue += _asked_by(found, rows)
    for name, found in lists.items():
        if not found.places:
            chosen[name] = set(_holding(found, lists, chosen))
    return {name: sorted(rows) for name, rows in chosen.items()}


def _asked_by(found: _List, rows: Iterable[int]) -> list[tuple[tuple[str, Key], set[Key]]]:
    """What rows of a list refer to in turn."""
    asked: dict[tuple[str, Key], set[Key]] = defaultdict(set)
    for to, fields, places in _references(found.resource, list(types_of(found.resource))):
        for number in rows:
            key = tuple(found.rows[number][place] for place in places)
            if any(key):
                asked[to, fields].add(key)
    return list(asked.items())


def _holding(found: _List, lists: Mapping[str, _List], chosen: Mapping[str, set[int]]) -> Iterator[int]:
    for number in range(len(found.rows)):
        asked = [(to, fields, key) for (to, fields), keys in _asked_by(found, [number]) for key in keys]
        if all(
            to == found.resource["name"] or chosen.get(to, set()).intersection(lists[to].places[fields].get(key, ()))
            for to, fields, key in asked
            if to in lists
        ):
            yield number


def _describe(package: Folder, one: _Slice, folder: Path) -> Iterator[dict[str, Any]]:
    seen = set()
    for resource in package.resources:
        name = _name_of(resource)
        path = folder / "data" / f"{name}.csv"
        if name in seen:
            continue
        seen.add(name)
        if not path.is_file():
            path.write_bytes(join_cells(list(types_of(resource))).encode())
        content = path.read_bytes()
        titles = {key: _YEAR_OF_TITLE.sub("", str(resource[key])) for key in ("title", "title_en") if key in resource}
        changed = {"name": name, "path": f"data/{name}.csv", "bytes": len(content)}
        yield {**resource, **titles, **changed, "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def _descriptor(package: Folder, one: _Slice, resources: list[dict[str, Any]]) -> dict[str, Any]:
    reports = next(found for found in package.resources if found["name"] == REPORTS)
    columns = list(types_of(reports))
    sources = [describe_source(dict(zip(columns, row, strict=True))) for row in one.reports]
    return {
        **package.descriptor,
        "name": f"{package.descriptor['name']}-{one.name}",
        "title": one.title,
        "title_en": one.title_en,
        "sources": sources,
        "hash": hash_listing({str(found["path"]): str(found["hash"]) for found in resources}),
        "part_of": {key: package.descriptor[key] for key in ("name", "version", "hash") if key in package.descriptor},
        "resources": resources,
    }
