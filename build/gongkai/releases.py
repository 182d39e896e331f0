"""The last release as a small file of its own, structure/released/, and what is held against it: no published figure
changes or goes without a row in structure/changes.csv, and no change goes out under a version that does not say so.

`package.json` is the released descriptor without its words; `figures-<year>.csv` has a row for each report and source,
a column for each indicator (and applicant), and in it the figure as text. Only `gongkai release` writes them, and only
from a package that has passed. Without the folder nothing has been released, and nothing is asked.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai.changes import Change, Figure, Figures, find_changes
from gongkai.errors import PackageError, Place
from gongkai.versions import (
    Descriptor,
    Level,
    StructureChange,
    Version,
    compare_structures,
    gravest,
    next_version,
    parse_version,
    write_version,
)

_WORDS = Place("structure/package.yaml", "version")
_CHANGES = Place("structure/changes.csv")
_SCHEMA = ("name", "type", "format", "constraints")


@dataclass(frozen=True)
class Release:
    """What was published last: the shape of the package, its hash, and every figure."""

    descriptor: Descriptor
    figures: Figures

    @property
    def version(self) -> str:
        """Of the data."""
        return str(self.descriptor["version"])


@dataclass(frozen=True)
class Standing:
    """What a package changes since the last release, and the lowest version that says so."""

    version: str
    structure: tuple[StructureChange, ...]
    changes: tuple[Change, ...]
    level: Level
    lowest: Version


def stand(release: Release, descriptor: Descriptor, figures: Figures) -> Standing:
    """A package, by its descriptor and figures, held against the release before it."""
    new, day = str(descriptor["version"]), str(descriptor["created"])[:10]
    structure = compare_structures(release.descriptor, descriptor)
    changes = tuple(find_changes(release.figures, figures, new, day))
    levels: list[Level] = [change.level for change in structure]
    levels += ["minor" if change.kind == "added" else "patch" for change in changes]
    levels += ["patch"] if release.descriptor["hash"] != descriptor["hash"] else []
    level = gravest(levels)
    lowest = next_version(_version(release.version, Place("structure/released/package.json")), level)
    return Standing(release.version, tuple(structure), changes, level, lowest)


def assert_announced(standing: Standing, descriptor: Descriptor, declared: Sequence[Change]) -> None:
    """PackageError unless the version says what changed and every changed figure has its row and its reasons."""
    version = _version(str(descriptor["version"]), _WORDS)
    if version < standing.lowest:
        raise PackageError(_say_low(standing, version), _WORDS)
    rows = [change for change in declared if _version(change.version, change.place) > _version(standing.version)]
    by_key = {change.key: change for change in rows}
    for change in standing.changes:
        row = by_key.pop(change.key, None)
        if row is None or row.what != change.what:
            said = "and no row says so" if row is None else f"and line {row.line} says {row.before} → {row.after}"
            raise PackageError(
                f"{change} since {standing.version}, {said}; `gongkai diff --propose` adds the rows, you the reasons",
                _CHANGES,
            )
        _assert_row(row, change)
    if stale := next(iter(by_key.values()), None):
        raise PackageError(f"says {stale}, and it is not so; take the row away", stale.place)


def _assert_row(row: Change, change: Change) -> None:
    if (row.version, row.date) != (change.version, change.date):
        raise PackageError(
            f"says {row.version}, {row.date}; the package that changes it is {change.version}, {change.date}", row.place
        )
    if missing := [name for name in ("reason_zh", "reason_en") if not getattr(row, name).strip()]:
        raise PackageError(f"{row}: says nothing of {', '.join(missing)}", row.place)


def _say_low(standing: Standing, version: Version) -> str:
    first = next((f"{one.where}: {one.what}" for one in standing.structure if one.level == standing.level), "")
    first = first or next((str(change) for change in standing.changes), "rows differ")
    return (
        f"{write_version(version)} does not say what changed since {standing.version} ({standing.level}: {first}); it "
        f"must be {write_version(standing.lowest)} or higher"
    )


def read_release(folder: Path) -> Release | None:
    """structure/released/, or None where nothing has been released."""
    released = folder / "released"
    if not released.is_dir():
        return None
    try:
        descriptor = json.loads((released / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PackageError(f"the last release cannot be read: {error}", Place("structure/released")) from error
    figures: dict[str, dict[Figure, str]] = {}
    for path in sorted(released.glob("figures-*.csv")):
        _read_year(path, figures)
    return Release(descriptor, figures)


def release_files(descriptor: Descriptor, figures: Figures) -> dict[str, str]:
    """The files of structure/released/, by name."""
    by_year: dict[str, dict[str, Mapping[Figure, str]]] = {}
    for report, own in figures.items():
        by_year.setdefault(report.rpartition("-")[2], {})[report] = own
    files = {f"figures-{year}.csv": _write_year(reports) for year, reports in by_year.items()}
    return {"package.json": _write_descriptor(descriptor), **dict(sorted(files.items()))}


def _write_descriptor(descriptor: Descriptor) -> str:
    kept = {key: descriptor[key] for key in ("name", "version", "created", "hash")}
    kept["licenses"] = [{"name": str(one.get("name", ""))} for one in descriptor.get("licenses", ())]
    lines = ",\n".join(json.dumps(_slim(one), ensure_ascii=False, sort_keys=True) for one in descriptor["resources"])
    head = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return f'{head[:-1]}, "resources": [\n{lines}\n]}}\n'


def _slim(resource: Mapping[str, Any]) -> dict[str, Any]:
    schema = resource["schema"]
    fields = [{key: field[key] for key in _SCHEMA if key in field} for field in schema["fields"]]
    keys = {key: schema[key] for key in ("primaryKey", "foreignKeys") if key in schema}
    return {"name": resource["name"], "schema": {"fields": fields, **keys}}


def _write_year(reports: Mapping[str, Mapping[Figure, str]]) -> str:
    columns = sorted({_column(figure) for own in reports.values() for figure in own})
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["report_id", "source", *columns])
    for report, own in sorted(reports.items()):
        for source in sorted({"form"} | {figure[2] for figure in own}):
            cells = {_column(figure): text for figure, text in own.items() if figure[2] == source}
            writer.writerow([report, source, *(cells.get(column, "") for column in columns)])
    return buffer.getvalue()


def _column(figure: Figure) -> str:
    return figure[0] if figure[1] == "total" else f"{figure[0]}@{figure[1]}"


def _read_year(path: Path, figures: dict[str, dict[Figure, str]]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        columns = [name.partition("@") for name in next(reader)[2:]]
        for report, source, *cells in reader:
            own = figures.setdefault(report, {})
            for (indicator, _, applicant), text in zip(columns, cells, strict=True):
                if text:
                    own[indicator, applicant or "total", source] = text


def _version(text: str, place: Place | None = None) -> Version:
    version = parse_version(text)
    if version is None:
        raise PackageError(f"version {text!r} is none like 1.2.3", place)
    return version
