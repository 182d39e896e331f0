"""sources/register.csv: what a file name alone cannot say of a document, declared by the operator and reviewed."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from gongkai.errors import GongkaiError, Place
from gongkai.files import write_text

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


@dataclass(frozen=True)
class Noted:
    """How the reading of one document in sources/ ended; authority and year where they are known."""

    file: str
    outcome: str
    sha256: str = ""
    authority: str = ""
    year: int | None = None


def keep_register(path: Path, noted: Iterable[Noted]) -> bool:
    """Fill in outcome and, where none is registered, sha256; add rows for documents whose authority and year are
    known. Nothing else is touched. False if the register says it all already."""
    rows: dict[str, dict[str, str]] = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            rows = {row["file"]: row for row in csv.DictReader(file)}
    for one in noted:
        if one.file not in rows and not (one.authority and one.year):
            continue
        known = {"file": one.file, "authority": one.authority, "year": str(one.year), "status": "current"}
        row = rows.setdefault(one.file, dict.fromkeys(COLUMNS, "") | known)
        row["outcome"] = one.outcome
        row["sha256"] = row["sha256"] or one.sha256
    written = StringIO()
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows[name] for name in sorted(rows))
    return bool(rows) and write_text(path, written.getvalue())
