"""Tables that are declared by hand in structure/: every row with its line, so that a mistake is named by both."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from gongkai.errors import Place, StructureError


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The line and the cells of each row; StructureError where the file, a column or a cell is missing."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise StructureError("the file is missing", place_in(path)) from error
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != tuple(columns):
        raise StructureError(f"the columns are {', '.join(columns)}", place_in(path, 1))
    for row in reader:
        if None in row or None in row.values():
            raise StructureError("the row has more or fewer cells than the header", place_in(path, reader.line_num))
        yield reader.line_num, dict(row)


def place_in(path: Path, number: int = 0, label: str = "") -> Place:
    """A line of a declared table."""
    return Place(f"structure/{path.name}", f"line {number}" if number else "", label)
