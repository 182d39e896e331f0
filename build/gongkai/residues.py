"""Residue: every printed digit that no fact accounts for, with its place. What is counted can be trusted."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.tables import Span, Table
from gongkai.tables.models import spans_of

_DIGIT = re.compile(r"[0-9０-９]")


@dataclass(frozen=True)
class Residue:
    """Digits of one line that were seen and not understood. Kinds: `row` (inside a recognised table, fits no line),
    `table` (a table that is no statutory one), `text` (running text)."""

    kind: str
    locator: str
    digits: int


def count_residue(
    lines: Sequence[str],
    understood: Iterable[Span],
    tables: Iterable[Table],
    unbound: Iterable[Span],
) -> list[Residue]:
    """Residue line by line: its digits less those inside `understood` places."""
    taken: dict[int, list[tuple[int, int]]] = {}
    for at, first, last in understood:
        taken.setdefault(at, []).append((first, last))
    rows = {at for at, _, _ in unbound}
    cells = {at for table in tables for row in table.rows for at, _, _ in spans_of(row)}
    found = []
    for number, line in enumerate(lines, 1):
        digits = _free_digits(line, taken.get(number, ()))
        if digits:
            kind = "row" if number in rows else "table" if number in cells else "text"
            found.append(Residue(kind, f"L{number}", digits))
    return found


def _free_digits(line: str, spans: Iterable[tuple[int, int]]) -> int:
    """How many digits of a line lie outside all spans (1-based, inclusive)."""
    free, behind = 0, 0
    if not _DIGIT.search(line):
        return 0
    for first, last in sorted(spans):
        if first - 1 > behind:
            free += len(_DIGIT.findall(line, behind, first - 1))
        behind = max(behind, last)
    return free + len(_DIGIT.findall(line, behind))
