"""The one CSV writer, for both halves: UTF-8, LF, null as nothing, and no text that a spreadsheet would run. What the
guard adds `unguarded` takes off again. Imports nothing of ours."""

import csv
import io
import re
from collections.abc import Mapping, Sequence

# What a spreadsheet would take for the start of a formula, and its full-width twins; ' because it is our own guard.
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠']")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
GUARD = "'"

Record = Mapping[str, object]


def write_csv(columns: Sequence[str], rows: Sequence[Record]) -> bytes:
    """A whole file: the header, then a line for each row."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[written(row[column]) for column in columns] for row in rows])
    return buffer.getvalue().encode()


def written(value: object) -> str:
    """A value as the text of its cell; numbers are as Python prints them, a true minus is no formula."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"{GUARD}{value}" if FORMULA.match(value) and not _NUMBER.fullmatch(value) else value
    return repr(value) if isinstance(value, float) else str(value)


def unguarded(text: str) -> str:
    """The text that `written` was given. Text that begins with the guard has always one of ours before it."""
    return text.removeprefix(GUARD)
