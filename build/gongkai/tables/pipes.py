"""Tables between pipes, in the ways that converters print them; every cell is explicit, blank ones too.

`| a | b |` a row a line, as in Markdown; `a | b |` the same without the first border; a label on its line and `| b` on
the lines below it; and pipes alone on their lines with a cell's text between them. In the last way the end of a row
looks like an empty cell: rows are cut only where one width fits the whole table, else nothing will bind. `a |` a cell a
line, with `|||` where a row came out short, is left to `loose`: there blank cells are gone.
"""

import re
from collections.abc import Iterator, Sequence

from gongkai.tables.models import Cell, Row, Table

_RULE = re.compile(r"[\s|:+\-—=]+")
_MAX_WIDTH = 24
_Lines = Sequence[tuple[int, str]]


def read_pipes(lines: Sequence[str]) -> list[Table]:
    """Every table between pipes, in order."""
    tables = []
    for first, last in _blocks(lines):
        for block in _parted([(number, line) for number, line in enumerate(lines[first:last], first + 1)]):
            rows = _rows(block)
            if rows and max(map(len, rows)) > 1:
                tables.append(Table(tuple(rows), grid=len({len(row) for row in rows}) == 1))
    return tables


def _parted(block: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """A block of rows cut at its blank lines, unless these stand between all rows of one table."""
    parts: list[list[tuple[int, str]]] = [[]]
    for number, line in block:
        if line.strip():
            parts[-1].append((number, line))
        elif parts[-1]:
            parts.append([])
    rows = all(line.count("|") > 1 for part in parts for _, line in part)
    return [part for part in parts if part] if rows and all(len(part) > 1 for part in parts if part) else [block]


def _rows(block: _Lines) -> list[Row]:
    if all(_is_behind(line) for _, line in block) and any(
        line.strip("| \t").strip() and "|" in line for _, line in block
    ):
        return []
    alone = sum(line.strip() == "|" for _, line in block)
    leading = sum(line.lstrip().startswith("|") for _, line in block)
    inner = sum("|" in line.strip().strip("|") for _, line in block)
    if not inner and alone * 3 >= len(block):
        return _alone(block) if alone == leading else _cells_below(block)
    if not inner:
        return _cells_below(block)
    return _row_lines(block, bordered=leading * 2 > len(block))


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Runs of lines with pipes, with the text lines that stand between pipes or open a row of them."""
    at = 0
    while at < len(lines):
        if not _opens(lines, at):
            at += 1
            continue
        start, last = at, at
        at += 1
        while at < len(lines) and at - last <= 4:
            if "|" in lines[at]:
                last = at
            elif lines[at].strip() and not _belongs(lines, at):
                break
            at += 1
        yield start, last + 1
        at = last + 1


def _opens(lines: Sequence[str], at: int) -> bool:
    if "|" in lines[at]:
        return True
    following = lines[at + 1] if at + 1 < len(lines) else ""
    return (
        bool(lines[at].strip()) and len(lines[at]) < 100 and following.lstrip().startswith("|") and _is_loose(following)
    )


def _belongs(lines: Sequence[str], at: int) -> bool:
    """Whether a text line without pipes is a cell's text: it stands right behind a line with pipes and pipes follow."""
    if not lines[at - 1].strip():
        return False
    return any("|" in line for line in lines[at + 1 : at + 4]) and (
        _is_loose(lines[at - 1]) or "|" not in lines[at - 1] or not lines[at - 1].rstrip().endswith("|")
    )


def _is_loose(line: str) -> bool:
    """A line that holds one cell and its border at most."""
    return "|" not in line.strip().removeprefix("|")


def _is_behind(line: str) -> bool:
    """A cell and the pipe behind it, or pipes that pad a short row at its end: blanks were dropped, this is no grid."""
    return not line.strip().rstrip("|").count("|") and not (line.lstrip().startswith("|") and line.strip("| \t\u3000"))


def _row_lines(block: _Lines, *, bordered: bool) -> list[Row]:
    """A row a line. A row that does not close with a pipe may go on in the next line, if that does not open one."""
    rows: list[list[Cell]] = []
    is_open = False
    for number, line in block:
        if _RULE.fullmatch(line) and ("-" in line or "—" in line or "=" in line) and "|" in line:
            continue
        cells = _cells(number, line, bordered=bordered)
        if rows and cells and is_open and not line.lstrip().startswith("|"):
            rows[-1] = [*rows[-1][:-1], _glued(rows[-1][-1], cells[0]), *cells[1:]]
        elif cells:
            rows.append(cells)
        is_open = bordered and bool(cells) and not line.rstrip().endswith("|")
    return _trimmed([tuple(row) for row in rows])


def _cells(number: int, line: str, *, bordered: bool) -> list[Cell]:
    """The cells between the pipes of one line, without what stands before a first border or behind a last one."""
    cells = _split(number, line)
    if bordered and cells[0].is_blank:
        cells = cells[1:]
    return cells[:-1] if cells and cells[-1].is_blank and line.rstrip().endswith("|") else cells


def _cells_below(block: _Lines) -> list[Row]:
    """A label on its own line, its row's further cells below it, each behind a pipe; a lone pipe is a blank cell or,
    last of all, the border. Text behind a lone pipe begins a row; behind a cell it goes on with that cell."""
    rows: list[list[Cell]] = []
    before = ""
    for number, line in block:
        text = line.strip()
        if text.startswith("|"):
            cell = _split(number, line)[1]
            if not rows:
                rows.append([])
            rows[-1].append(cell)
        elif text and rows and before not in ("|", "") and rows[-1]:
            rows[-1][-1] = _glued(rows[-1][-1], _split(number, line)[0])
        elif text:
            rows.append(_split(number, line))
        elif before == "|":
            rows.append(_split(number, line))  # a row that begins with a blank cell
        before = text or before
    return [tuple(row[:-1] if row[-1].is_blank else row) for row in rows if len(row) > 1 or not row[0].is_blank]


def _glued(one: Cell, other: Cell) -> Cell:
    return Cell(one.text + "\n" + other.text, one.locator if one.spans else other.locator, (*one.spans, *other.spans))


def _trimmed(rows: list[Row]) -> list[Row]:
    """Without columns at the right that are blank in every row."""
    while rows and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1 and all(row[-1].is_blank for row in rows):
        rows = [row[:-1] for row in rows]
    return rows


def _alone(block: _Lines) -> list[Row]:
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
    """The texts between pipes with their places; the place of an empty one is where it would begin."""
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
    text = "\n".join(part.text for part in parts)
    return Cell(text, parts[0].locator, tuple(span for part in parts for span in part.spans))
