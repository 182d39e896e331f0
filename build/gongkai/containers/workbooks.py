"""Workbooks (.xlsx, .xls) as blocks: every visible sheet's tables at their own rows and columns, and its sentences.

A number is written with the digits it holds, a whole one without a point; dates and truth values are text that no cell
reader takes for a number. Where a number is printed otherwise than it is held (`workbook_looks`, and `workbook_records`
for .xls), the cell says so with U+FFFC and stays unread; what is hidden is not read.
"""

import datetime
import io
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import takewhile
from typing import Any

from gongkai.containers.archives import check_zip
from gongkai.containers.blocks import Block, Grid, GridCell, Paragraph
from gongkai.containers.workbook_looks import SheetLooks, read_looks
from gongkai.containers.workbook_records import read_records
from gongkai.errors import DocumentError, Place

MAX_POSITIONS = 200_000
# Sheets are laid out in memory from their first cell to their last one.
_MOST_LAID_OUT = 5_000_000
_EXACT = 10**15
_OTHERWISE = "\ufffc"
_DIGIT = re.compile("[0-9０-９]")
_ONE_NUMBER = re.compile("[0-9０-９.,]*")
_ByRow = Mapping[int, Sequence[GridCell]]
_Range = tuple[tuple[int, int], tuple[int, int]]


def read_workbook(content: bytes, name: str) -> list[Block]:
    """The visible sheets of a workbook; DocumentError says why it cannot be read."""
    if not content.startswith(b"PK"):
        return [
            block
            for old in read_records(content, name, _MOST_LAID_OUT)
            for block in _sheet(old.rows, old.ranges, old.looks, old.number, Place(name, "", old.name))
        ]
    import python_calamine as calamine

    check_zip(content, name)
    looks = read_looks(content, name)
    for sheet, look in looks.items():
        if look.height * look.width > _MOST_LAID_OUT:
            raise _too_large(Place(name, "", sheet))
    try:
        return list(_sheets(calamine, content, looks, name))
    except calamine.PasswordError as error:
        raise DocumentError("it is encrypted: save it without a password", Place(name), "encrypted") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise DocumentError("it is damaged, or no workbook: save it again as .xlsx", Place(name), "damaged") from error


def _sheets(calamine: Any, content: bytes, looks: dict[str, SheetLooks], name: str) -> Iterator[Block]:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    for at, sheet in enumerate(book.sheets_metadata):
        is_visible = sheet.visible == calamine.SheetVisibleEnum.Visible
        if not is_visible or sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        opened, place = book.get_sheet_by_index(at), Place(name, "", sheet.name)
        if opened.total_height * opened.total_width > _MOST_LAID_OUT:
            raise _too_large(place)
        if sheet.name not in looks:
            raise DocumentError("what it hides cannot be told: save it again as .xlsx", place, "doubtful")
        rows = opened.to_python(skip_empty_area=False)
        yield from _sheet(rows, opened.merged_cell_ranges or [], looks[sheet.name], at + 1, place)


def _sheet(
    rows: Sequence[Sequence[object]], ranges: Sequence[_Range], looks: SheetLooks, number: int, place: Place
) -> Iterator[Block]:
    filled = _used(_padded(rows, looks))
    if len(filled) * max(map(len, filled), default=0) > MAX_POSITIONS:
        raise _too_large(place)
    return _blocks(_cells(filled, ranges, looks), number)


def _blocks(cells: Sequence[GridCell], sheet: int) -> Iterator[Block]:
    """A sheet's cells as grids at their own rows, with the rows between them that are no row of a table: what stands
    alone in its row above the first table, or around a sentence that does."""
    rows: dict[int, list[GridCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    order = sorted(rows)
    filled = {row: _filled(rows[row]) for row in order}
    alone = {row: cells[0].text for row, cells in filled.items() if len(cells) == 1}
    texts = _texts(order, rows, filled, alone)
    open_rows: list[GridCell] = []
    for row in order:
        if row in texts:
            yield from _grid(open_rows, sheet)
            open_rows = []
            yield Paragraph(alone[row])
        else:
            open_rows += rows[row]
    yield from _grid(open_rows, sheet)


def _texts(order: Sequence[int], rows: _ByRow, filled: _ByRow, alone: Mapping[int, str]) -> set[int]:
    """The rows that are no row of a table: those above the first one, sentences, and what leads up to a sentence. A
    table's last lines may be blank, so right below a table only the one row nearest to the sentence does, and those
    that are one cell as wide as the table."""
    first = next((row for row in order if len(filled[row]) > 1), order[-1] + 1 if order else 0)
    texts = {row for row in alone if row < first or "。" in alone[row]}
    leading: list[int] | None = None
    for row in reversed(order):
        if row in texts:
            texts |= set(leading or ())
            leading = []
        elif leading is not None and row in alone:
            leading.append(row)
        elif leading is not None:
            one_cell = takewhile(lambda below: len(rows[below]) == 1 and rows[below][0].columns > 1, leading)
            texts |= {*leading[:1], *one_cell} if filled[row] else set(leading)
            leading = None if filled[row] else []
    return texts


def _filled(row: Sequence[GridCell]) -> list[GridCell]:
    return [cell for cell in row if cell.text.strip()]


def _grid(cells: Sequence[GridCell], sheet: int) -> Iterator[Grid]:
    if _filled(cells):
        yield Grid(tuple(cells), sheet=sheet)


def _padded(rows: Sequence[Sequence[object]], looks: SheetLooks) -> list[list[object]]:
    """The rows as far as a formula without a result may stand: the reader of values ends at the last value."""
    height = max((row + 1 for row, _ in looks.otherwise), default=0)
    width = max((column + 1 for _, column in looks.otherwise), default=0)
    longer = [*map(list, rows), *([] for _ in range(height - len(rows)))]
    return [[*row, *[""] * (width - len(row))] for row in longer]


def _used(rows: Sequence[list[object]]) -> list[list[object]]:
    """The rows up to the last one that holds anything."""
    last = next((at for at in range(len(rows), 0, -1) if any(value != "" for value in rows[at - 1])), 0)
    return list(rows[:last])


def _cells(rows: Sequence[Sequence[object]], ranges: Sequence[_Range], looks: SheetLooks) -> list[GridCell]:
    """The cells as far as anything is printed, blank ones among them; what a merged cell covers or a row hides is
    left out."""
    spans, otherwise = _spans(rows, ranges), looks.otherwise
    hidden = looks.hidden_columns(max(map(len, rows), default=0))
    cells: list[GridCell] = []
    width = 0
    for r, row in enumerate(rows):
        if r in looks.rows:
            continue
        for c, value in enumerate(row):
            top, left, down, across = spans.get((r, c)) or (r, c, 1, 1)
            if c in hidden or (top, left) != (r, c):
                continue
            text = value if isinstance(value, str) else _text(value)
            if (r, c) in otherwise:
                text = _doubtful(text)
            cells.append(GridCell(text, r, c, down, across))
            if c + across > width and text.strip():
                width = c + across
    cells += _half_hidden(rows, spans, looks.rows, hidden)
    return [cell for cell in cells if cell.column < width]


def _half_hidden(
    rows: Sequence[Sequence[object]],
    spans: Mapping[tuple[int, int], tuple[int, int, int, int]],
    hidden_rows: Set[int],
    hidden_columns: Set[int],
) -> list[GridCell]:
    """Merged cells whose first row or column is hidden and others not: where they are seen they are not blank."""
    return [
        GridCell(_OTHERWISE, r, c)
        for (r, c), (top, left, *_) in spans.items()
        if (top in hidden_rows or left in hidden_columns)
        and not (r in hidden_rows or c in hidden_columns)
        and rows[top][left] != ""
    ]


def _spans(
    rows: Sequence[Sequence[object]], ranges: Sequence[_Range]
) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """For every position of a merged cell its first one and how much it covers, inside the sheet's used area."""
    height, width = len(rows), max(map(len, rows), default=0)
    spans: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for (top, left), (bottom, right) in ranges:
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        for r in range(top, bottom + 1):
            for c in range(left, right + 1):
                spans.setdefault((r, c), (top, left, bottom - top + 1, right - left + 1))
    return spans


def _doubtful(text: str) -> str:
    """A text that is printed otherwise than it is held: in a sentence none of its digits joins the next."""
    return text + _OTHERWISE if _ONE_NUMBER.fullmatch(text) else _DIGIT.sub(rf"\g<0>{_OTHERWISE}", text) + _OTHERWISE


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _too_large(place: Place) -> DocumentError:
    return DocumentError("the sheet is larger than any report's", place, "over the limit")
