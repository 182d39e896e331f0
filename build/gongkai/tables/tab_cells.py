"""Tables between tabs: a cell is a line that starts with a tab and a row ends at a blank line, as Tika writes them; or
a row is one line with tabs between its cells.

Where a cell has its own line, vertically merged cells stay as empty cells and horizontally merged cells collapse into
one: rows of one table have different numbers of cells.
"""

from collections.abc import Sequence

from gongkai.cells import read_cell
from gongkai.tables.models import Cell, Row, Table


def read_tab_cells(lines: Sequence[str]) -> list[Table]:
    """Every table between tabs, in order; text between rows parts two tables."""
    tables: list[Table] = []
    rows: list[Row] = []
    row: list[Cell] = []
    at, in_rows = 0, False
    while at < len(lines):
        line = lines[at]
        if line.startswith("\t") and not in_rows and "\t" not in line[1:].rstrip():
            cell, at = _cell_lines(lines, at)
            row.append(cell)
            continue
        if row:
            rows.append(tuple(row))
            row = []
        if "\t" in line.strip() or (in_rows and "\t" in line):
            rows.append(_row_line(line, at + 1))
            in_rows = True
        elif line.strip() and rows:
            tables.append(_table(rows))
            rows, in_rows = [], False
        at += 1
    if row:
        rows.append(tuple(row))
    if rows:
        tables.append(_table(rows))
    return tables


def _table(rows: Sequence[Row]) -> Table:
    widths = {len(row) for row in rows}
    one_line_each = all(len({span[0] for cell in row for span in cell.spans}) <= 1 for row in rows)
    return Table(tuple(rows), grid=one_line_each and len(widths) == 1 and widths != {1})


def _cell_lines(lines: Sequence[str], at: int) -> tuple[Cell, int]:
    """The cell that starts on line index `at`, and the index behind it. Text lines belong to the cell only
    if they lead straight to the row's next cell: behind a row's last cell they are the next paragraph."""
    end = at + 1
    while end < len(lines) and end - at < 8 and lines[end].strip() and "\t" not in lines[end]:
        end += 1
    is_label = read_cell(lines[at], signed=True).state in ("unparsed", "image")  # words go on below numbers in no cell
    wrapped = is_label and end > at + 1 and end < len(lines) and lines[end].startswith("\t")
    last = end if wrapped else at + 1
    text = "\n".join([lines[at][1:], *lines[at + 1 : last]])
    spans = tuple((number + 1, 1, len(lines[number])) for number in range(at, last))
    return Cell(text, f"L{at + 1}", spans), last


def _row_line(line: str, number: int) -> Row:
    """The cells of a line with tabs between them; a cell's locator is its place in the line."""
    cells = []
    start = 0
    for text in line.split("\t"):
        end = start + len(text)
        place = f"L{number}:{start + 1}-{max(end, start + 1)}"
        cells.append(Cell(text, place, ((number, start + 1, end),) if text else ()))
        start = end + 1
    return tuple(cells)
