"""The one CSV writer, for both halves: UTF-8, LF, null as nothing, and no text that a spreadsheet would run. What the
guard adds `unguarded` takes off again. Imports nothing of ours."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

# What a spreadsheet would take for the start of a formula, and its full-width twins; ' because it is our own guard.
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠']")
GUARD = "'"
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
# A lone CR, too: the csv module leaves it bare, and other readers take it for the end of the line.
_QUOTED = re.compile(r'[",\r\n]')
_LONGEST = 2**31 - 1

Record = Mapping[str, object]


def write_csv(columns: Sequence[str], rows: Iterable[Record]) -> bytes:
    """A whole file: the header, then a line for each row."""
    lines = [join_cells(columns)]
    lines += [join_cells([written(row[column]) for column in columns]) for row in rows]
    return "".join(lines).encode()


def written(value: object) -> str:
    """A value as the text of its cell; numbers are as Python prints them, a true minus is no formula."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"{GUARD}{value}" if FORMULA.match(value) and not _NUMBER.fullmatch(value) else value
    return repr(value) if isinstance(value, float) else str(value)


def join_cells(cells: Sequence[str]) -> str:
    """A line of a file, with its end. A line of one empty cell is told from no line by quotes."""
    if len(cells) == 1 and not cells[0]:
        return '""\n'
    line = ",".join(cells)
    if line.count(",") == len(cells) - 1 and not _QUOTED.search(line.replace(",", "")):
        return line + "\n"
    return ",".join(['"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell for cell in cells]) + "\n"


def split_cells(path: Path) -> Iterator[list[str]]:
    """The cells of every line of a file, header first, as they stand there; one line after another, never all."""
    csv.field_size_limit(_LONGEST)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, strict=True)


def unguarded(text: str) -> str:
    """The text that `written` was given. Text that begins with the guard has always one of ours before it."""
    return text.removeprefix(GUARD)
