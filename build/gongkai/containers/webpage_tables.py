"""A table element taken apart: its rows in displayed order, its cells with their spans, and whether it is data at all.

Spans are those that a browser draws: a row span ends with its group of rows, a column span with the table's last column
that a cell begins in. A table is layout where it has one column, or where its cells hold tables or articles and it has
no rows of short cells with numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.etree import _Element as Element

from gongkai.cells import read_cell
from gongkai.containers.blocks import GridCell, expand
from gongkai.containers.webpage_changes import END, ROWS, gather
from gongkai.containers.webpage_styles import Look, is_hidden_by_name, look_of
from gongkai.errors import DocumentError, Place

_CELLS = frozenset({"td", "th"})
_GROUPS = {"thead": 0, "tbody": 1, "tfoot": 2}
_MOST_POSITIONS = 1_000_000
_SHORT = 100
_ARTICLE = 1_000
_SPAN = re.compile(r"\s*([0-9]{1,6})")
_Placed = tuple[Element, Look]


class CellElement(NamedTuple):
    """A cell's element, how it looks, and its text with END between its lines where all in it is plain."""

    element: Element
    look: Look
    plain: str | None


@dataclass
class Rows:
    """The cells of a table by groups of rows; `before` holds its caption and tables that stand in no cell, `stray` the
    text that stands in no cell, both displayed above the table. `doubtful`: cells may be missing."""

    changes: set[Element]
    groups: list[tuple[int, list[list[CellElement]]]] = field(default_factory=list)
    before: list[_Placed] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    doubtful: bool = False

    def cells(self) -> Iterator[list[CellElement]]:
        """Rows in displayed order: head, body, foot."""
        for _, rows in sorted(self.groups, key=lambda group: group[0]):
            yield from rows


def take_apart(table: Element, look: Look, changes: set[Element]) -> Rows:
    """The rows of a table element, without those of tables inside its cells; `changes` are those of the page."""
    rows = Rows(changes)
    _gather(rows, table, look, in_group=False, in_row=False)
    return rows


def _gather(rows: Rows, element: Element, look: Look, *, in_group: bool, in_row: bool) -> None:
    rows.stray.append(look.show(element.text or "") if not look.struck else "")
    open_row, open_group = in_row, in_group
    is_plain = look.is_plain
    for child in element:
        tag = child.tag
        is_changed = child in rows.changes
        inner = look_of(child, look) if is_changed or not is_plain else look
        if is_changed and tag in ROWS and is_hidden_by_name(child, look):
            rows.doubtful = True
        if inner is None or tag in ("col", "colgroup"):
            hides_columns = tag in ("col", "colgroup") and _hides_columns(child, look)
            swallowed = next(child.iterdescendants("tr"), None) is not None
            rows.doubtful = rows.doubtful or hides_columns or swallowed
        elif tag in _CELLS:
            if not (open_row and rows.groups and rows.groups[-1][1]):
                _begin_row(rows, open_group)
                open_row = open_group = True
            plain = _plain(child) if is_plain and not is_changed else None
            rows.groups[-1][1][-1].append(CellElement(child, inner, plain))
        elif tag == "tr":
            _begin_row(rows, open_group)
            _gather(rows, child, inner, in_group=True, in_row=True)
            open_row, open_group = False, True
        elif tag in _GROUPS:
            rows.groups.append((_GROUPS[tag], []))
            _gather(rows, child, inner, in_group=True, in_row=False)
            open_row, open_group = False, False
        elif tag in ("caption", "table"):
            rows.before.append((child, inner))
        else:
            _gather(rows, child, inner, in_group=open_group, in_row=open_row)
            open_group = open_group or bool(rows.groups)
        if (child.tail or not is_plain) and not look.struck:
            rows.stray.append(look.show(child.tail or ""))


def _plain(cell: Element) -> str | None:
    """A plain cell's text with its lines' ends; None where rows of a table stand in it."""
    if not len(cell):
        return cell.text or ""
    parts: list[str] = []
    return "".join(parts) if gather(cell, parts) else None


def _hides_columns(element: Element, look: Look) -> bool:
    return any(look_of(one, look) is None or is_hidden_by_name(one, look) for one in element.iter("col", "colgroup"))


def _begin_row(rows: Rows, in_group: bool) -> None:
    if not in_group or not rows.groups:
        rows.groups.append((1, []))
    rows.groups[-1][1].append([])


def is_data(rows: Rows) -> bool:
    """Whether a table's cells are data, and not places of a page's layout."""
    cells = [row for row in rows.cells() if row]
    if max(map(len, cells), default=0) < 2:
        return False
    plain = [[_plain_text(cell) for cell in row] for row in cells]
    if all(text is not None for row in plain for text in row):
        return True
    short = [[text.strip() for text in row if text and text.strip() and len(text) <= _SHORT] for row in plain]
    numbers = any(read_cell(text).value is not None for row in short for text in row)
    return numbers and sum(len(row) > 1 for row in short) > 1


def _plain_text(placed: CellElement) -> str | None:
    """A cell's text, None where it holds an article, or a table with more than a few words."""
    if placed.plain is not None and len(placed.plain) <= _ARTICLE:
        return placed.plain.replace(END, "")
    cell = placed.element
    if not len(cell):
        return cell.text or ""
    has_table = next(cell.iter("table"), None) is not None
    text = ""
    for part in cell.itertext():
        text += str(part)
        if has_table and len(text) > _SHORT:
            return None
    paragraphs = sum(1 for _ in cell.iter("p", "div", "br", "h1", "h2", "h3", "h4"))
    return None if len(text) > _ARTICLE and paragraphs > 2 else text


def place_cells(rows: Rows, texts: list[list[str]], name: str) -> tuple[GridCell, ...]:
    """The cells on a grid; `texts` are theirs, row by row. DocumentError where spans make it larger than any table."""
    if rows.doubtful:
        raise DocumentError(
            "cells may be hidden: which columns and rows are left cannot be told", Place(name), "doubtful"
        )
    spanned: list[list[tuple[str, int, int]]] = []
    positions = 0
    for _, group in sorted(rows.groups, key=lambda one: one[0]):
        for at, row in enumerate(group):
            below = len(group) - at
            spans = [_spans(cell.element, below) for cell in row]
            positions += sum(down * across for down, across in spans)
            _refuse_large(positions, name)
            spanned.append([(text, *span) for text, span in zip(texts[len(spanned)], spans, strict=True)])
    cells = expand(spanned)
    width = max((cell.column + 1 for cell in cells), default=0)
    _refuse_large(len(spanned) * width, name)
    placed = tuple(
        cell
        if cell.column + cell.columns <= width
        else GridCell(cell.text, cell.row, cell.column, cell.rows, width - cell.column)
        for cell in cells
    )
    _refuse_ragged(placed, width, name)
    return placed


def _refuse_ragged(cells: tuple[GridCell, ...], width: int, name: str) -> None:
    """A row with figures that does not fill its grid: under which heads they stand cannot be told."""
    filled: dict[int, int] = {}
    seen: dict[int, int] = {}  # by row, a bit for every column
    doubled: set[int] = set()
    for cell in cells:
        bits = ((1 << cell.columns) - 1) << cell.column
        for row in (cell.row,) if cell.rows == 1 else range(cell.row, cell.row + cell.rows):
            before = seen.get(row, 0)
            if before & bits:
                doubled.add(row)
            seen[row] = before | bits
            filled[row] = filled.get(row, 0) + cell.columns
    torn = doubled | {row for row, count in filled.items() if count != width}
    for cell in cells:
        if cell.column and cell.row in torn and read_cell(cell.text).value is not None:
            raise DocumentError(
                f"the row fills {filled[cell.row]} of {width} columns: its figures may stand under other heads",
                Place(name, label="".join(cell.text.split())[:30]),
                "doubtful",
            )


def _spans(cell: Element, below: int) -> tuple[int, int]:
    """How many rows and columns a cell covers; a row span of 0 goes down to the end of its group."""
    down, across = cell.get("rowspan"), cell.get("colspan")
    if not down and not across:
        return 1, 1
    return min(_span(down) or below, below), min(max(_span(across), 1), 1000)


def _span(printed: str | None) -> int:
    match = _SPAN.match(printed or "1")
    return int(match[1]) if match else 1


def _refuse_large(positions: int, name: str) -> None:
    if positions > _MOST_POSITIONS:
        raise DocumentError(
            f"a table whose spans cover more than {_MOST_POSITIONS} cells; no report has one",
            Place(name),
            "over the limit",
        )
