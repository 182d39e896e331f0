"""Tables between pipes: a row a line (as in Markdown), or pipes alone on their lines with a cell's text between them.

Every cell is explicit, blank ones too. Where pipes stand alone, the end of a row looks like an empty cell; rows are cut
only where one width fits every line of the table, otherwise the cells stay one long row that nothing will bind.
"""

import re
from collections.abc import Iterator, Sequence

from gongkai.tables.models import Cell, Row, Table

_RULE = re.compile(r"[\s|:+\-—=]+")
_MAX_WIDTH = 24


def read_pipes(lines: Sequence[str]) -> list[Table]:
    """Every table between pipes, in order."""
    tables = []
    for first, last in _blocks(lines):
        block = list(enumerate(lines[first:last], first + 1))
        alone = sum(line.strip() == "|" for _, line in block)
        rows = _alone(block) if alone * 3 >= len(block) else _rows(block)
        if rows and len(rows[0]) > 1:
            tables.append(Table(tuple(rows), grid=len({len(row) for row in rows}) == 1))
    return tables


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Runs of lines with pipes; text in between belongs to the run only where pipes stand alone around it."""
    at = 0
    while at < len(lines):
        if not lines[at].lstrip().startswith("|"):
            at += 1
            continue
        start, last = at, at
        while at < len(lines) and at - last <= 4:
            if "|" in lines[at]:
                last = at
            elif not _between_lone_pipes(lines, last) or _parts_tables(lines, at):
                break
            at += 1
        yield start, last + 1
        at = last + 1


def _between_lone_pipes(lines: Sequence[str], last: int) -> bool:
    return lines[last].strip() == "|" or lines[last].rstrip().endswith("|") is False


def _parts_tables(lines: Sequence[str], at: int) -> bool:
    """A text line behind a blank one is no cell but what stands between two tables."""
    return bool(lines[at].strip()) and not lines[at - 1].strip()


def _rows(block: Sequence[tuple[int, str]]) -> list[Row]:
    """A row a line; a line that opens with a pipe and does not close with one goes on in the next."""
    rows: list[list[Cell]] = []
    for number, line in block:
        if _RULE.fullmatch(line) and ("-" in line or "—" in line or "=" in line):
            continue
        cells = list(_cells(number, line))
        if line.lstrip().startswith("|") or not rows:
            rows.append(cells)
        else:
            rows[-1] = [*rows[-1][:-1], _glued(rows[-1][-1], cells[0]), *cells[1:]] if rows[-1] else cells
    rows = [_closed(row) for row in rows]
    return _trimmed([tuple(row) for row in rows if row])


def _cells(number: int, line: str) -> Iterator[Cell]:
    """The cells between the pipes of one line; what stands before a leading pipe is no cell."""
    start = 0
    parts = line.split("|")
    for index, text in enumerate(parts):
        end = start + len(text)
        if index or text.strip():
            stripped = text.strip()
            lead = start + len(text) - len(text.lstrip()) if stripped else start
            place = (number, lead + 1, lead + max(len(stripped), 1))
            yield Cell(text, f"L{place[0]}:{place[1]}-{place[2]}", (place,) if stripped else ())
        start = end + 1


def _glued(one: Cell, other: Cell) -> Cell:
    return Cell(one.text + "\n" + other.text, one.locator if one.spans else other.locator, (*one.spans, *other.spans))


def _closed(row: list[Cell]) -> list[Cell]:
    """Without the nothing behind the closing pipe."""
    return row[:-1] if row and row[-1].is_blank else row


def _trimmed(rows: list[Row]) -> list[Row]:
    """Without columns at the right that are blank in every row."""
    while len({len(row) for row in rows}) == 1 and len(rows[0]) > 1 and all(row[-1].is_blank for row in rows):
        rows = [row[:-1] for row in rows]
    return rows


def _alone(block: Sequence[tuple[int, str]]) -> list[Row]:
    """Pipes alone on their lines: the cells between them, cut into rows of the one width that fits."""
    cells: list[Cell] = []
    open_cell: list[Cell] = []
    for number, line in block:
        first, *rest = _split(number, line)
        if first.spans:
            open_cell.append(first)
        for cell in rest:
            cells.append(_joined(open_cell, number))
            open_cell = [cell] if cell.spans else []
    cells = cells[1:]  # what stands before the first pipe
    for width in range(2, _MAX_WIDTH):
        slices = [tuple(cells[at : at + width]) for at in range(0, len(cells) - width + 1, width + 1)]
        borders = cells[width :: width + 1]
        cut = len(slices) > 1 and len(cells) % (width + 1) in (0, width) and all(cell.is_blank for cell in borders)
        if cut and all(any(not cell.is_blank for cell in row) for row in slices):
            return slices
    return [tuple(cells)] if cells else []


def _split(number: int, line: str) -> list[Cell]:
    start, cells = 0, []
    for text in line.split("|"):
        stripped = text.strip()
        lead = start + len(text) - len(text.lstrip()) if stripped else start
        place = (number, lead + 1, lead + max(len(stripped), 1))
        cells.append(Cell(text, f"L{place[0]}:{place[1]}-{place[2]}", (place,) if stripped else ()))
        start += len(text) + 1
    return cells


def _joined(parts: Sequence[Cell], number: int) -> Cell:
    if not parts:
        return Cell("", f"L{number}", ())
    return Cell(
        "\n".join(part.text for part in parts), parts[0].locator, tuple(span for part in parts for span in part.spans)
    )
