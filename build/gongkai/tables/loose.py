"""Tables whose cells were lost: a row a line, a cell a line, labels wrapped, numbers on the line before or after.

Heads open a table; rows begin where the form's labels stand. Numbers on a label's own line are its row's. Numbers on
lines of their own lie in the gap between two labels and can belong to either: they are given out only if there is
exactly one way to give every row its full set. Where blanks were dropped a row has too few numbers, and they stay one
unread cell: which column each stood in cannot be known.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise

from gongkai import labels
from gongkai.cells import read_cell
from gongkai.forms import Form, FormTable
from gongkai.heads import MOST_ROWS, Column, find_columns
from gongkai.tables.gaps import Labelled, Piece, give, give_behind
from gongkai.tables.models import Cell, Row, Table

_PIECE = re.compile(r"\[(?:bookmark|image):[^\]]*\]|[^\s|]+")
_MOST_PIECES = 6
_LONGEST_LABEL = 60
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,2}、")
_UNITS = re.compile(r"条|件|次|篇|个|期|份|人|人次|万元|元|项|—+|-+")


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
        used, body, end, _ = max(read, key=lambda item: item[3])
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
) -> tuple[list[Row], int, int]:
    """The rows behind a header, the index of the first line that is none of theirs, and how many the form knows."""
    pieces: list[Piece] = []
    ends: list[int] = []
    for index in range(start, len(rows)):
        number, row = rows[index]
        if _is_over(table, row, bool(pieces)):
            break
        for cell in row:
            pieces.append(Piece(cell, number, _is_value(cell.text)))
            ends.append(index + 1)
    if not table.has_labels:
        behind = start + (len(rows) > start and bool(pieces))
        return _unlabelled(columns, pieces, rows[start - 1][1][-1]), behind, 1
    found = list(_labels(table, columns, pieces))
    strange = _strangers(found, pieces)
    foreign = {piece.line for index, piece in enumerate(pieces) if index in strange}
    foreign -= {pieces[index].line for item in found for index in (item.first, item.last)}
    rows_of_others = [] if explicit else _rows_on(foreign, pieces)
    if explicit:
        given = give_behind(found, columns, pieces)
    else:
        free = any(pieces[index].line not in {line for line, _ in rows_of_others} for index in strange)
        given = give(found, columns, pieces, {line for line, _ in rows_of_others}, orderly=not free)
    body = [(item.first, _cells(columns, item, values)) for item, values in zip(found, given, strict=True)]
    firsts = {piece.line: index for index, piece in reversed(list(enumerate(pieces)))}
    body += [(firsts[line], row) for line, row in rows_of_others]
    end = ends[min(found[-1].last, len(ends) - 1)] if found else start
    return [row for _, row in sorted(body, key=lambda item: item[0])] if found else [], end, len(found)


def _strangers(found: Sequence[Labelled], pieces: Sequence[Piece]) -> set[int]:
    """Words between the first label and the last number that are part of no label: a line that the form has not."""
    if not found:
        return set()
    last = max((index for index, piece in enumerate(pieces) if piece.is_value), default=0)
    claimed = {index for item in found for index in range(item.first, item.last + 1)}
    words = range(found[0].first, last + 1)
    return {index for index in words if index not in claimed and not pieces[index].is_value}


def _rows_on(lines: Set[int], pieces: Sequence[Piece]) -> list[tuple[int, Row]]:
    """Rows of lines that the form has not: words and numbers on one line, kept so that nothing is silent."""
    rows = []
    for line in sorted(lines):
        cells = tuple(piece.cell for piece in pieces if piece.line == line)
        if any(piece.is_value for piece in pieces if piece.line == line):
            rows.append((line, cells))
    return rows


def _is_over(table: FormTable, row: Row, begun: bool) -> bool:
    """A chapter's heading that is no row label, or running text, ends a table."""
    text = "".join(cell.text for cell in row)
    if len(text) > 4 * _LONGEST_LABEL:
        return True
    is_chapter = begun and bool(_CHAPTER.match(text)) and not any(_is_value(cell.text) for cell in row)
    return is_chapter and not table.begins(row[0].text)


def _is_value(text: str) -> bool:
    return read_cell(text, signed=True).state not in ("unparsed", "image")


def _labels(table: FormTable, columns: Sequence[Column], pieces: Sequence[Piece]) -> Iterator[Labelled]:
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
        yield Labelled(label, first, last, unit, inside, bool(table.cells_of(row)))


def _longest(
    table: FormTable, pieces: Sequence[Piece], texts: Sequence[int], path: Sequence[str]
) -> tuple[str, int] | None:
    for used in range(len(texts), 0, -1):
        joined = "".join(pieces[index].cell.text for index in texts[:used])
        if len(joined) <= 2 * _LONGEST_LABEL and len(fits := table.find_rows(joined, path)) == 1:
            return fits[0], used
    return None


def _cells(columns: Sequence[Column], item: Labelled, given: tuple[list[Piece], bool]) -> Row:
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


def _unlabelled(columns: Sequence[Column], pieces: Sequence[Piece], head: Cell) -> list[Row]:
    """The one row of a table without row labels: as many numbers as heads, or none at all (all blank), or unread."""
    values = [piece.cell for piece in pieces if piece.is_value]
    lines = [piece.line for piece in pieces if piece.is_value]
    steps = {behind - before for before, behind in pairwise(lines)}
    if len(values) == len(columns) and len(steps) <= 1:  # all on one line, or each as far from the next: no page number
        return [tuple(values)]
    if values:
        return [(Cell(" ".join(cell.text for cell in values), values[0].locator, ()),)]
    return [tuple(Cell("", head.locator.split(":")[0], ()) for _ in columns)]
