"""sources/register.csv: what a file name alone cannot say of a document, declared by the operator and reviewed."""

import csv
from dataclasses import dataclass
from pathlib import Path

from gongkai.errors import GongkaiError, Place

COLUMNS = ("file", "authority", "year", "url", "retrieved", "sha256", "status", "outcome")
STATUSES = ("current", "superseded", "withdrawn")


@dataclass(frozen=True)
class Entry:
    """One registered document; every field but `file` may be empty (`year` None)."""

    file: str
    authority: str = ""
    year: int | None = None
    url: str = ""
    retrieved: str = ""
    sha256: str = ""
    status: str = "current"


def load_register(path: Path) -> dict[str, Entry]:
    """Entries by file name; an absent register is an empty one."""
    if not path.is_file():
        return {}
    entries: dict[str, Entry] = {}
    for number, row in enumerate(csv.DictReader(path.read_text(encoding="utf-8").splitlines()), 2):
        place = Place("sources/register.csv", f"line {number}")
        if tuple(row) != COLUMNS or None in row.values():
            raise GongkaiError(f"the columns are {', '.join(COLUMNS)}", place)
        if row["file"] in entries:
            raise GongkaiError(f"{row['file']!r} is registered twice", place)
        if row["year"] and not (row["year"].isascii() and row["year"].isdigit()):
            raise GongkaiError(f"{row['year']!r} is no year", place)
        if row["status"] and row["status"] not in STATUSES:
            raise GongkaiError(f"status is one of {', '.join(STATUSES)}", place)
        entries[row["file"]] = Entry(
            row["file"],
            row["authority"],
            int(row["year"]) if row["year"] else None,
            row["url"],
            row["retrieved"],
            row["sha256"],
            row["status"] or "current",
        )
    return entries
