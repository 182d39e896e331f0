"""Older workbooks (.xls): every visible sheet's values, and what is printed otherwise than it is held.

The records say what the parts of an .xlsx say: hidden rows, columns and sheets, formats, struck, raised, white or tiny
fonts. Where a condition may change a cell, or a formula waits to be worked out, its number stays unread.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gongkai.containers.workbook_looks import SheetLooks, prints, prints_text
from gongkai.errors import DocumentError, Place

_EXCEL_95 = 50
_BEGIN, _END, _SHEET, _FORMULA = 0x809, 0xA, 0x85, 0x6
# Records of formats under a condition, and where in them their area stands.
_AREAS = {0x1B0: 4, 0x879: 16}
_UNFINISHED = 0x3  # flags of a formula that is worked out when the file is opened, whatever its result says
_NOTHING = 3  # the kind of result of a formula that has none
_WINDOW = 0x41  # the colour of paper
_PALE = 0xE0
_TINY = 20  # twentieths of a point
_OTHER = "%"
# What the library meets in a damaged file, as it is written; it checks little.
_DAMAGED = (struct.error, LookupError, ValueError, TypeError, ArithmeticError, AssertionError, AttributeError)
_Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class OldSheet:
    """A visible sheet: its number, name, values, merged ranges (first and last place) and looks."""

    number: int
    name: str
    rows: list[list[object]]
    ranges: list[_Range]
    looks: SheetLooks


@dataclass(frozen=True)
class _Doubts:
    """Where a sheet may print what it does not hold: areas under a condition (first and last row, first and last
    column), and formulas without a result that counts."""

    areas: list[tuple[int, int, int, int]] = field(default_factory=list)
    unfinished: set[tuple[int, int]] = field(default_factory=set)

    def holds(self, row: int, column: int) -> bool:
        """Whether a condition may change what a cell prints."""
        return any(top <= row <= end and left <= column <= right for top, end, left, right in self.areas)


def read_records(content: bytes, name: str, most: int) -> Iterator[OldSheet]:
    """The visible sheets of an .xls; DocumentError says why it cannot be read, or that a sheet has more positions
    than `most`."""
    import xlrd

    try:
        with xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        ) as book:
            if book.biff_version < _EXCEL_95:
                raise DocumentError("it is older than Excel 95: save it again as .xlsx", Place(name))
            for at, start in zip(range(book.nsheets), _starts(book), strict=True):
                sheet = book.sheet_by_index(at)
                if sheet.nrows * sheet.ncols > most:
                    raise DocumentError(
                        "the sheet is larger than any report's", Place(name, "", sheet.name), "over the limit"
                    )
                if not sheet.visibility:
                    yield _sheet(book, sheet, at + 1, _doubts(book, start))
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, *_DAMAGED) as error:
        if "encrypted" in str(error):
            raise DocumentError("it is encrypted: save it without a password", Place(name), "encrypted") from error
        raise DocumentError("it is damaged, or no workbook: save it again as .xlsx", Place(name), "damaged") from error


def _sheet(book: Any, sheet: Any, number: int, doubts: _Doubts) -> OldSheet:
    looks, told = SheetLooks(otherwise=set(doubts.unfinished)), sheet.rowinfo_map
    for row in range(sheet.nrows):
        if (told[row].hidden or not told[row].height) if row in told else sheet.default_row_hidden:
            looks.rows.add(row)
    looks.columns += [(at, at) for at, column in sheet.colinfo_map.items() if column.hidden or not column.width]
    rows: list[list[object]] = []
    for row in range(sheet.nrows):
        cells = sheet.row(row)
        rows.append([_value(book, cell) for cell in cells])
        for column, cell in enumerate(cells):
            is_zero = cell.value == 0 and not sheet.show_zero_values
            runs = sheet.rich_text_runlist_map.get((row, column), ())
            if cell.value != "" and (is_zero or doubts.holds(row, column) or _is_otherwise(book, cell, runs)):
                looks.otherwise.add((row, column))
    ranges = [((top, left), (end - 1, right - 1)) for top, end, left, right in sheet.merged_cells]
    return OldSheet(number, sheet.name, rows, ranges, looks)


def _value(book: Any, cell: Any) -> object:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return cell.value
        return moment if moment.time() != moment.min.time() else moment.date()
    return cell.value


def _is_otherwise(book: Any, cell: Any, runs: Any) -> bool:
    """Whether a cell prints otherwise than it holds, by its format and its fonts."""
    import xlrd

    style = book.xf_list[cell.xf_index]
    fonts = [style.font_index, *(font for at, font in runs if at < len(str(cell.value)))]
    if any(_alters(font) or _is_faint(book, font, style.background) for font in map(book.font_list.__getitem__, fonts)):
        return True
    code = book.format_map[style.format_key].format_str or _OTHER if style.format_key else "General"
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return not prints_text(code)
    return cell.ctype == xlrd.XL_CELL_ERROR or (
        cell.ctype == xlrd.XL_CELL_NUMBER and not prints(code, repr(float(cell.value)))
    )


def _alters(font: Any) -> bool:
    """Whether a font strikes its text through, or raises or lowers it."""
    return bool(font.struck_out or font.escapement)


def _is_faint(book: Any, font: Any, ground: Any) -> bool:
    """Whether a font is too small to be seen, or in the colour of what it stands on."""
    colour = font.colour_index
    behind = ground.pattern_colour_index if ground.fill_pattern else _WINDOW
    is_alike = colour == behind or (_is_pale(book, colour) and _is_pale(book, behind))
    return font.height <= _TINY or is_alike


def _is_pale(book: Any, colour: int) -> bool:
    channels = book.colour_map.get(colour)
    return colour == _WINDOW or (channels is not None and min(channels) >= _PALE)


def _starts(book: Any) -> list[int]:
    """Where the records of each sheet begin, in their order; charts and macros are no sheets."""
    return [struct.unpack_from("<I", data)[0] for kind, data in _records(book, 0) if kind == _SHEET and not data[5]]


def _records(book: Any, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the workbook, as far as its own end."""
    at, depth = book.base + start, 0
    while at + 4 <= book.base + book.stream_len:
        kind, length = struct.unpack_from("<HH", book.mem, at)
        yield kind, bytes(book.mem[at + 4 : at + 4 + length])
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 0:
            return
        at += 4 + length


def _doubts(book: Any, start: int) -> _Doubts:
    found = _Doubts()
    for kind, data in _records(book, start):
        if kind == _FORMULA and (data[14] & _UNFINISHED or (data[12:14] == b"\xff\xff" and data[6] == _NOTHING)):
            found.unfinished.add(struct.unpack_from("<HH", data))
        elif kind in _AREAS:
            found.areas.append(struct.unpack_from("<4H", data, _AREAS[kind]))
    return found
