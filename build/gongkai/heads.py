"""Column heads as printed, found as the declared tree of heads: groups above, value columns below.

A head stands under its group or it is not that head: 结果维持 occurs three times in one table. Heads are consumed in
printed order, first row by row, then depth first (text that lost its rows reads a group's columns right behind it). A
printed head that belongs nowhere means that the table is another one, or that its columns cannot be told.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gongkai import labels
from gongkai.tables import Cell, Row

HeadKind = Literal["title", "label", "unit", "group", "value"]

_MOST_ROWS = 30  # a head a line, words broken
_MOST_PIECES = 4
_UNIT = re.compile(r"\(单位:?(\w+)\)")


@dataclass(frozen=True)
class Head:
    """One declared column head, or a group of heads; `parent` is the group it stands under."""

    head: str
    parent: str
    kind: HeadKind
    label: str


@dataclass(frozen=True)
class Column:
    """A value or unit column as found in a printed table: its declared head, the printed path above it, the unit that
    the head prints (if any), and where it stands in the grid (0-based)."""

    head: str
    kind: HeadKind
    printed: tuple[str, ...]
    unit: str
    at: int


@dataclass(frozen=True)
class _Group:
    head: str
    printed: tuple[str, ...]


@dataclass(frozen=True)
class _Token:
    text: str
    row: int
    at: int


def find_columns(rows: Sequence[Row], heads: Sequence[Head]) -> tuple[tuple[Column, ...], int] | None:
    """The columns that `rows` begin with, left to right, and how many rows of heads they take; None
    if `rows` do not begin with heads of this table."""
    columns = [head for head in heads if head.kind not in ("title", "label")]
    if not columns or not rows or not (_known_any(rows[0], columns) or _corner_only(rows, columns)):
        return None
    rows = rows[:_MOST_ROWS]
    # One word alone may be a row's label too (总计); a table with several columns shows at least two of them.
    least = min(2, sum(head.kind in ("value", "unit") for head in columns))
    for given in (_mended(rows, heads), rows):
        tokens = list(_tokens(given, columns, any(head.kind == "label" for head in heads)))
        for declared in (columns, _without_outer_group(columns)):
            for walk in (_by_level, _by_depth):
                found = walk(tokens, declared)
                if found and len(found[0]) >= least and (used := _whole_rows(found[1], tokens)):
                    while used < len(given) and _is_emptied(rows[used], given[used]):
                        used += 1
                    return tuple(found[0]), used
    return None


def _without_outer_group(heads: Sequence[Head]) -> list[Head]:
    """The same heads without a single group above all others (申请人情况), which some printings leave out."""
    roots = [head for head in heads if not head.parent]
    if len(roots) != 1 or roots[0].kind != "group":
        return []
    return [replace(head, parent="") if head.parent == roots[0].head else head for head in heads if head != roots[0]]


def _is_emptied(printed: Row, mended: Row) -> bool:
    """Whether the row held only the ends of words that now stand whole above it."""
    return any(not cell.is_blank for cell in printed) and all(cell.is_blank for cell in mended)


def _known(cell: Cell, heads: Sequence[Head]) -> bool:
    key = labels.key(cell.text)
    return any(labels.key(head.label) == key or labels.key(head.label).startswith(key) for head in heads if key)


def _known_any(row: Row, heads: Sequence[Head]) -> bool:
    return any(_known(cell, heads) for cell in row)


def _corner_only(rows: Sequence[Row], heads: Sequence[Head]) -> bool:
    """Whether the first row is a lone corner cell and the heads follow."""
    return len(rows) > 1 and sum(not cell.is_blank for cell in rows[0]) == 1 and _known_any(rows[1], heads)


def _tokens(rows: Sequence[Row], heads: Sequence[Head], has_corner: bool) -> Iterator[_Token]:
    """Printed heads in reading order, the corner above the row labels left out, repeated merged cells told once."""
    for number, row in enumerate(rows):
        before = ""
        for at, cell in enumerate(row):
            text = labels.fold(cell.text)
            is_corner = has_corner and not number and not before and not _known(cell, heads)
            if text and text != before and not is_corner:
                yield _Token(text, number, at)
            before = text or before


def _by_level(tokens: Sequence[_Token], heads: Sequence[Head]) -> tuple[list[Column], int] | None:
    items: list[Column | _Group] = [_Group("", ())]
    at = 0
    while any(isinstance(item, _Group) for item in items):
        expanded: list[Column | _Group] = []
        for item in items:
            if isinstance(item, Column):
                expanded.append(item)
                continue
            children, at = _children(item, tokens, at, heads)
            if not children:
                return None
            expanded += children
        items = expanded
    columns = [item for item in items if isinstance(item, Column)]
    return (columns, at) if any(column.kind == "value" for column in columns) else None


def _by_depth(tokens: Sequence[_Token], heads: Sequence[Head]) -> tuple[list[Column], int] | None:
    columns, at = _descend(_Group("", ()), tokens, 0, heads)
    return (columns, at) if any(column.kind == "value" for column in columns) else None


def _descend(group: _Group, tokens: Sequence[_Token], at: int, heads: Sequence[Head]) -> tuple[list[Column], int]:
    """The columns under a group and the token behind them; none if a group inside it has none."""
    found: list[Column] = []
    wanted = _wanted(group.head, heads)
    while at < len(tokens) and (match := _match(tokens, at, wanted)):
        head, used = match
        wanted = [other for other in wanted if other.head != head.head]
        item = _item(head, group, tokens[at : at + used])
        at += used
        if isinstance(item, Column):
            found.append(item)
            continue
        inner, at = _descend(item, tokens, at, heads)
        if not inner:
            return [], at
        found += inner
    return found, at


def _children(
    group: _Group, tokens: Sequence[_Token], at: int, heads: Sequence[Head]
) -> tuple[list[Column | _Group], int]:
    """The heads printed under a group from token `at` on, each once."""
    found: list[Column | _Group] = []
    wanted = _wanted(group.head, heads)
    while at < len(tokens) and (match := _match(tokens, at, wanted)):
        head, used = match
        wanted = [other for other in wanted if other.head != head.head]
        found.append(_item(head, group, tokens[at : at + used]))
        at += used
    return found, at


def _wanted(parent: str, heads: Sequence[Head]) -> list[Head]:
    return [head for head in heads if head.parent == parent]


def _match(tokens: Sequence[_Token], at: int, wanted: Sequence[Head]) -> tuple[Head, int] | None:
    """The wanted head that the next tokens spell, and how many they are: head words may be broken (商业 / 企业)."""
    joined = ""
    for used in range(1, min(_MOST_PIECES, len(tokens) - at) + 1):
        joined += tokens[at + used - 1].text
        for key_of in (labels.key, labels.short_key):
            for head in wanted:
                if key_of(head.label) == key_of(joined):
                    return head, used
    return None


def _item(head: Head, group: _Group, tokens: Sequence[_Token]) -> Column | _Group:
    text = "".join(token.text for token in tokens)
    path = (*group.printed, text)
    if head.kind == "group":
        return _Group(head.head, path)
    unit = _UNIT.search(text)
    return Column(head.head, head.kind, path, unit[1] if unit else "", tokens[0].at)


def _whole_rows(used: int, tokens: Sequence[_Token]) -> int:
    """How many rows the first `used` tokens take; 0 if they end inside a row."""
    if used < len(tokens) and tokens[used].row == tokens[used - 1].row:
        return 0
    return tokens[used - 1].row + 1


def _mended(rows: Sequence[Row], heads: Sequence[Head]) -> list[Row]:
    """Rows of heads in which words broken over rows at one column stand whole in the upper row."""
    keys = {labels.key(head.label) for head in heads}
    grid = [list(row) for row in rows]
    for at in range(max(map(len, grid), default=0)):
        for top in range(len(grid)):
            if at >= len(grid[top]) or grid[top][at].is_blank or labels.key(grid[top][at].text) in keys:
                continue
            joined, spans = "", list[tuple[int, int, int]]()
            for low in range(top, min(top + _MOST_PIECES, len(grid))):
                if at >= len(grid[low]):
                    break
                joined += grid[low][at].text
                spans += grid[low][at].spans
                if labels.key(joined) in keys:
                    grid[top][at] = Cell(joined, grid[top][at].locator, tuple(spans))
                    for empty in range(top + 1, low + 1):
                        grid[empty][at] = Cell("", grid[empty][at].locator, ())
                    break
    return [tuple(row) for row in grid]
