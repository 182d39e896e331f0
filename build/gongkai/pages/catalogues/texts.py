"""The texts of the operator's documents, read from datapackage/source-texts/ where there is such a package.

A text belongs to a report only if both packages name the same document by its hash. Texts are read one after the other,
never all; a package that is not sound is refused as a whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from gongkai.csv_files import split_cells, unguarded
from gongkai.errors import PackageError, Place

_COLUMNS = {
    "texts": ("report_id", "document", "sha256", "lines", "spans"),
    "lines": ("report_id", "line", "place", "text"),
    "spans": ("report_id", "locator", "kind"),
}


@dataclass(frozen=True)
class Text:
    """One document: its lines (place, text) in order, and the places read from it (locator, what it was read as)."""

    report_id: str
    lines: Sequence[tuple[str, str]]
    spans: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Texts:
    """Which reports have a text: the sha256 of their documents by report id."""

    folder: Path | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, report_id: object) -> bool:
        return report_id in self.hashes

    def read(self) -> Iterator[Text]:
        """Every text, in the order of report ids."""
        if self.folder is None:
            return
        spans = _groups(self.folder, "spans")
        waiting = next(spans, ("", []))
        for report_id, lines in _groups(self.folder, "lines"):
            while waiting[0] and waiting[0] < report_id:
                waiting = next(spans, ("", []))
            own = waiting[1] if waiting[0] == report_id else []
            yield Text(report_id, [(row[2], row[3]) for row in lines], [(row[1], row[2]) for row in own])


def open_texts(folder: Path) -> Texts:
    """The package of texts in `folder`; none where there is no such package."""
    if not (folder / "datapackage.json").is_file():
        return Texts()
    return Texts(folder, {row[0]: row[2] for row in _rows(folder, "texts")})


def _groups(folder: Path, table: str) -> Iterator[tuple[str, list[list[str]]]]:
    for report_id, rows in groupby(_rows(folder, table), lambda row: row[0]):
        yield report_id, list(rows)


def _rows(folder: Path, table: str) -> Iterator[list[str]]:
    path = folder / "data" / f"{table}.csv"
    if not path.is_file():
        raise PackageError("missing; run `gongkai package` again", Place(str(path)))
    rows = split_cells(path)
    if tuple(next(rows, ())) != _COLUMNS[table]:
        raise PackageError(f"its columns are not {', '.join(_COLUMNS[table])}", Place(str(path)))
    for row in rows:
        yield [unguarded(cell) for cell in row]
