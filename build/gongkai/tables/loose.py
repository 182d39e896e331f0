"""Tables whose cells were lost: a row a line, a cell a line, labels wrapped, numbers on the line before or after.

Heads open a table; rows begin where the form's labels stand. Numbers on a label's own line are its row's. Numbers on
lines of their own lie in the gap between two labels and can belong to either: they are given out only if there is
exactly one way to give every row its full set. Where blanks were dropped a row has too few numbers, and they stay one
unread cell: which column each stood in cannot be known.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from gongkai import labels
from gongkai.cells import read_cell
from gongkai.forms import Form, FormTable
from gongkai.heads import MOST_ROWS, Column, find_columns
from gongkai.tables.models import Cell, Row, Table

_PIECE = re.compile(r"\[(?:bookmark|image):[^\]]*\]|[^\s|]+")
_MOST_PIECES = 6
_LONGEST_LABEL = 60
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,2}、")
_UNITS = re.compile(r"条|件|次|篇|个|期|份|人|人次|万元|元|项|—+|-+")


@dataclass(frozen=True)
class _Piece:
    """A run of text without white space; `is_value` if it reads as a number or a mark."""

    cell: Cell
    line: int
    is_value: bool


@dataclass
class _Found:
    """One row label in the pieces, the unit behind it, the numbers inside it; `asks` if the line has value cells."""

    label: Cell
    first: int
    last: int
    unit: Cell | None
    own: list[_Piece]
    asks: bool


Rows = Sequence[tuple[int, Row]]


def read_loose(lines: Sequence[str], skip: Set[int], forms: Mapping[str, Form]) -> list[Table]:
    """Every table of lost cells in the lines that are not in `skip` (1-based), in order."""
    rows = [(number, _row(number, line)) for number, line in enumerate(lines, 1) if number not in skip]
    return _read([(number, row) for number, row in rows if row], forms)


def read_unparted(cells: Row, forms: Mapping[str, Form]) -> list[Table]:
    """Tables in a long run of explicit cells that nothing parts into rows: no blank was dropped, so the cells right
    behind a label are its row's."""
    return _read([(cell.spans[0][0], (cell,)) for cell in cells if cell.spans], forms, explicit=True)


def _read(rows: Rows, forms: Mapping[str, Form], *, explicit: bool = False) -> list[Table]:
    tables = [table for form in forms.values() for table in form.tables if table.heads]
    openers = frozenset().union(*(table.head_tree.openings for table in tables))
    found: list[Table] = []
    at = 0
    while at < len(rows):
        offers = _offers(rows, at, tables, openers)
        if not offers:
            at += 1
            continue
        start = at + max(used for _, _, used in offers)
        end = next((i for i in range(start, len(rows)) if _offers(rows, i, tables, openers)), len(rows))
        read = [(used, *_read_rows(table, columns, rows[:end], at + used, explicit)) for table, columns, used in offers]
        used, body, end = max(read, key=lambda item: len(item[1]))
        if body:
            found.append(Table((*(row for _, row in rows[at : at + used]), *body)))
        at = max(end, at + used)
    return found


def _row(number: int, line: str) -> Row:
    """The pieces of a line as cells."""
    if not line.strip():
        return ()
    return tuple(
        Cell(match.group(), f"L{number}:{match.start() + 1}-{match.end()}", ((number, match.start() + 1, match.end()),))
        for match in _PIECE.finditer(line)
        if not labels.RESIDUE_MARK.fullmatch(match.group())
    )


def _offers(
    rows: Rows, at: int, tables: Sequence[FormTable], openers: Set[str]
) -> list[tuple[FormTable, tuple[Column, ...], int]]:
    """The declared tables whose heads begin on row `at`."""
    first = rows[at][1]
    near = [*first[:16], *(rows[at + 1][1][:1] if at + 1 < len(rows) else ())]
    if not any(len(cell.text) <= _LONGEST_LABEL and labels.key(cell.text) in openers for cell in near):
        return []
    window = [row for _, row in rows[at : at + MOST_ROWS]]
    return [
        (table, *found)
        for table in tables
        if (found := find_columns(window, table.head_tree)) and all(column.kind != "unknown" for column in found[0])
    ]


def _read_rows(
    table: FormTable, columns: Sequence[Column], rows: Rows, start: int, explicit: bool
) -> tuple[list[Row], int]:
    """The rows behind a header, and the index of the first line that is none of theirs."""
    pieces: list[_Piece] = []
    ends: list[int] = []
    for index in range(start, len(rows)):
        number, row = rows[index]
        if _is_over(table, row, bool(pieces)):
            break
        for cell in row:
            pieces.append(_Piece(cell, number, _is_value(cell.text)))
            ends.append(index + 1)
    if not table.has_labels:
        return _unlabelled(columns, pieces, rows[start - 1][1][-1]), start + (len(rows) > start and bool(pieces))
    found = list(_labels(table, columns, pieces))
    given = _behind(found, columns, pieces) if explicit else _given(found, columns, pieces)
    body = [_cells(columns, item, values) for item, values in zip(found, given, strict=True)]
    return body, (ends[min(found[-1].last, len(ends) - 1)] if found else start)


def _is_over(table: FormTable, row: Row, begun: bool) -> bool:
    """A chapter's heading that is no row label, or running text, ends a table."""
    text = "".join(cell.text for cell in row)
    if len(text) > 4 * _LONGEST_LABEL:
        return True
    is_chapter = begun and bool(_CHAPTER.match(text))
    return is_chapter and not table.begins(row[0].text)


def _is_value(text: str) -> bool:
    return read_cell(text, signed=True).state not in ("unparsed", "image")


def _labels(table: FormTable, columns: Sequence[Column], pieces: Sequence[_Piece]) -> Iterator[_Found]:
    """Row labels in printed order. A label may be wrapped over lines, with its row's numbers between the parts."""
    has_unit = any(column.kind == "unit" for column in columns)
    texts = [index for index, piece in enumerate(pieces) if not piece.is_value]
    path: list[str] = []
    at = 0
    while at < len(texts):
        match = _longest(table, pieces, texts[at : at + _MOST_PIECES], path)
        if match is None:
            at += 1
            continue
        row, used = match
        first, last = texts[at], texts[at + used - 1]
        parts = [pieces[index].cell for index in texts[at : at + used]]
        label = Cell("".join(p.text for p in parts), parts[0].locator, tuple(s for p in parts for s in p.spans))
        at += used
        unit = None
        if has_unit and at < len(texts) and _UNITS.fullmatch(pieces[texts[at]].cell.text):
            unit = pieces[texts[at]].cell
            last = texts[at]
            at += 1
        path = [*table.ancestors(row), row]
        inside = [piece for piece in pieces[first : last + 1] if piece.is_value]
        yield _Found(label, first, last, unit, inside, bool(table.cells_of(row)))


def _longest(
    table: FormTable, pieces: Sequence[_Piece], texts: Sequence[int], path: Sequence[str]
) -> tuple[str, int] | None:
    for used in range(len(texts), 0, -1):
        joined = "".join(pieces[index].cell.text for index in texts[:used])
        if len(joined) <= 2 * _LONGEST_LABEL and len(fits := table.find_rows(joined, path)) == 1:
            return fits[0], used
    return None


def _behind(
    found: Sequence[_Found], columns: Sequence[Column], pieces: Sequence[_Piece]
) -> list[tuple[list[_Piece], bool]]:
    """For each row the cells right behind its label; what follows them before the next label can only be blank."""
    width = sum(column.kind == "value" for column in columns)
    starts = [*(item.first for item in found[1:]), len(pieces)]
    result = []
    for item, end in zip(found, starts, strict=False):
        values = [piece for piece in pieces[item.last + 1 : end] if piece.is_value]
        rest_is_blank = all(piece.cell.is_blank for piece in values[width:])
        complete = len(values) >= width and rest_is_blank and not item.own
        result.append(
            (values[:width], True)
            if complete
            else ([piece for piece in values if not piece.cell.is_blank], not item.asks)
        )
    return result


def _given(
    found: Sequence[_Found], columns: Sequence[Column], pieces: Sequence[_Piece]
) -> list[tuple[list[_Piece], bool]]:
    """For each row its numbers and whether they are all of its cells, in order."""
    width = sum(column.kind == "value" for column in columns)
    gaps: list[list[_Piece]] = []
    own: list[list[_Piece]] = []
    bounds = [-1, *(item.last for item in found)]
    starts = [*(item.first for item in found), len(pieces)]
    for index, (behind, before) in enumerate(zip(bounds, starts, strict=True)):
        values = [piece for piece in pieces[behind + 1 : before] if piece.is_value]
        line = pieces[behind].line if index else -1
        same = [piece for piece in values if piece.line == line]
        if index:
            own.append([*found[index - 1].own, *same])
        gaps.append([piece for piece in values if piece.line != line])
    free = [item.asks and not values for item, values in zip(found, own, strict=True)]
    # A cell a line: the header says that the value stands behind the unit, and each row prints its unit.
    asking = [item for item in found if item.asks]
    in_order = width == 1 and all(item.unit for item in asking) and not gaps[0] and all(len(gap) <= 1 for gap in gaps)
    if in_order and sum(free) == len(asking):
        return [(gap, True) for gap in gaps[1:]]
    detached = _detached(free, gaps, width)
    result = []
    for index, values in enumerate(own):
        given = detached[index] if free[index] else values
        near = bool(gaps[index] or gaps[index + 1])
        if given is None:
            result.append(([*gaps[index], *gaps[index + 1]], not near))
        else:
            result.append((given, len(given) == width))
    return result


def _detached(free: Sequence[bool], gaps: Sequence[list[_Piece]], width: int) -> list[list[_Piece] | None]:
    """Numbers on lines of their own, given to the rows without any, if that works out in exactly one way.

    Every such row takes one full set from the gap before it or behind it. Walking down, the first gap decides for the
    first row, what is left of the next gap for the second, and so on: there is one way or none.
    """
    result: list[list[_Piece] | None] = [None] * len(free)
    rest = list(gaps[0])
    for index, is_free in enumerate(free):
        if not is_free:
            if rest:
                return [None] * len(free)
        elif len(rest) == width:
            result[index], rest = rest, []
        elif rest:
            return [None] * len(free)
        behind = list(gaps[index + 1])
        if is_free and result[index] is None and len(behind) >= width:
            result[index], behind = behind[:width], behind[width:]
        rest = behind
    whole = not rest and all(values is not None for values, is_free in zip(result, free, strict=True) if is_free)
    return result if whole else [None] * len(free)


def _cells(columns: Sequence[Column], item: _Found, given: tuple[list[_Piece], bool]) -> Row:
    """One row as cells in the columns' order; its numbers as one cell where they cannot be told apart."""
    values, complete = given
    nothing = Cell("", item.label.locator.split(":")[0], ())
    if not complete:
        joined = " ".join(piece.cell.text for piece in values)
        spans = tuple(span for piece in values for span in piece.cell.spans)
        return (item.label, Cell(joined, values[0].cell.locator if values else nothing.locator, spans))
    rest = iter([piece.cell for piece in values])
    return (
        item.label,
        *((item.unit or nothing) if column.kind == "unit" else next(rest, nothing) for column in columns),
    )


def _unlabelled(columns: Sequence[Column], pieces: Sequence[_Piece], head: Cell) -> list[Row]:
    """The one row of a table without row labels: as many numbers as heads, or none at all (all blank), or unread."""
    values = [piece.cell for piece in pieces if piece.is_value]
    if len(values) == len(columns):
        return [tuple(values)]
    if values:
        return []
    return [tuple(Cell("", head.locator.split(":")[0], ()) for _ in columns)]
