"""Column heads as printed, found as the declared tree of heads: groups above, value columns below.

A head stands under its group or it is not that head: 结果维持 occurs three times in one table. Heads are consumed in
printed order, first row by row, then depth first (text that lost its rows reads a group's columns right behind it). A
printed head that belongs nowhere means that the table is another one, or that its columns cannot be told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

from gongkai import labels
from gongkai.tables import Cell, Row

HeadKind = Literal["title", "label", "unit", "group", "value"]
ColumnKind = Literal["unit", "group", "value", "unknown", "title", "label"]

MOST_ROWS = 30  # a head a line, words broken
_MOST_PIECES = 4


@dataclass(frozen=True)
class Head:
    """One declared column head, or a group of heads; `parent` is the group it stands under."""

    head: str
    parent: str
    kind: HeadKind
    label: str


@dataclass(frozen=True)
class HeadTree:
    """The declared heads of one table, with what finding them needs, worked out once."""

    heads: tuple[Head, ...]

    @cached_property
    def columns(self) -> tuple[Head, ...]:
        """Heads that stand above cells: groups, units and values."""
        return tuple(head for head in self.heads if head.kind not in ("title", "label"))

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys of all heads."""
        return frozenset(labels.key(head.label) for head in self.heads)

    @cached_property
    def openings(self) -> frozenset[str]:
        """Every beginning of a head above cells: words may be broken, so a beginning is all that a cell may hold."""
        keys = [labels.key(head.label) for head in self.columns]
        return frozenset(key[:end] for key in keys for end in range(1, len(key) + 1))

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """Every beginning of any head."""
        return frozenset(key[:end] for key in self.keys for end in range(1, len(key) + 1))

    @cached_property
    def has_corner(self) -> bool:
        """Whether a head stands above the row labels."""
        return any(head.kind == "label" for head in self.heads)

    @cached_property
    def least(self) -> int:
        """One word alone may be a row's label too (总计); a table with several columns shows at least two of them."""
        return min(2, sum(head.kind in ("value", "unit") for head in self.columns))

    @cached_property
    def without_outer_group(self) -> "HeadTree | None":
        """The same heads without a single group above all others (申请人情况), which some printings leave out."""
        roots = [head for head in self.columns if not head.parent]
        if len(roots) != 1 or roots[0].kind != "group":
            return None
        lifted = (replace(head, parent="") if head.parent == roots[0].head else head for head in self.heads)
        return HeadTree(tuple(head for head in lifted if head.head != roots[0].head))

    def children(self, parent: str) -> tuple[tuple[str, str, Head], ...]:
        """The heads under one group with their keys and short keys."""
        return self._by_parent.get(parent, ())

    @cached_property
    def _by_parent(self) -> dict[str, tuple[tuple[str, str, Head], ...]]:
        groups: dict[str, list[tuple[str, str, Head]]] = {}
        for head in self.columns:
            groups.setdefault(head.parent, []).append((labels.key(head.label), labels.short_key(head.label), head))
        return {parent: tuple(found) for parent, found in groups.items()}

    def opens(self, row: Row) -> bool:
        """Whether any cell of the row is a head or the beginning of one."""
        return any(labels.key(cell.text) in self.openings for cell in row)


@dataclass(frozen=True)
class Column:
    """A column as found in a printed table: its declared head, the printed path above it, the unit that the head prints
    (if any), and where it stands in the grid (0-based). A head that the form has not (备注) is `unknown`, named ?n."""

    head: str
    kind: ColumnKind
    printed: tuple[str, ...]
    unit: str
    at: int


@dataclass(frozen=True)
class _Group:
    head: str
    printed: tuple[str, ...]


class _Token(NamedTuple):
    text: str
    printed: str
    row: int
    at: int


def find_columns(rows: Sequence[Row], tree: HeadTree) -> tuple[tuple[Column, ...], int] | None:
    """The columns that `rows` begin with, left to right, and how many rows of heads they take; None
    if `rows` do not begin with heads of this table."""
    if not tree.columns or not rows or not (tree.opens(rows[0]) or _corner_only(rows, tree)):
        return None
    rows = rows[:MOST_ROWS]
    mended = _mended(rows, tree)
    for given in filter(None, (mended, rows, _undoubled(rows))):
        tokens = list(_tokens(given, tree))
        for declared in filter(None, (tree, tree.without_outer_group)):
            for walk in (_by_level, _by_depth):
                found = walk(tokens, declared)
                known = sum(column.kind != "unknown" for column in found[0]) if found else 0
                if found and known >= tree.least and (used := _whole_rows(found[1], tokens)):
                    while used < len(given) and _is_emptied(rows[used], given[used]):
                        used += 1
                    return tuple(found[0]), used
    return None


def _undoubled(rows: Sequence[Row]) -> list[Row] | None:
    """Rows of heads without the words that a converter repeated down a merged cell; None where none are."""
    result = [rows[0]]
    for above, row in pairwise(rows):
        same = len(above) == len(row)
        result.append(
            tuple(
                Cell("", cell.locator, cell.spans) if same and cell.text and cell.text == above[at].text else cell
                for at, cell in enumerate(row)
            )
        )
    return result if result != list(rows) else None


def _is_emptied(printed: Row, mended: Row) -> bool:
    """Whether the row held only the ends of words that now stand whole above it."""
    return any(not cell.is_blank for cell in printed) and all(cell.is_blank for cell in mended)


def _corner_only(rows: Sequence[Row], tree: HeadTree) -> bool:
    """Whether the first row is a lone corner cell and the heads follow."""
    return len(rows) > 1 and sum(not cell.is_blank for cell in rows[0]) == 1 and tree.opens(rows[1])


def _tokens(rows: Sequence[Row], tree: HeadTree) -> Iterator[_Token]:
    """Printed heads in reading order, the corner above the row labels left out, repeated merged cells told once."""
    for number, row in enumerate(rows):
        before, begun = "", bool(number) or not tree.has_corner
        for at, cell in enumerate(row):
            text = labels.fold(cell.text)
            begun = begun or labels.key(text) in tree.openings
            if text and text != before and begun:
                yield _Token(text, "".join(cell.text.split()), number, at)
            before = text or before


def _by_level(tokens: Sequence[_Token], tree: HeadTree) -> tuple[list[Column], int] | None:
    items: list[Column | _Group] = [_Group("", ())]
    at = 0
    while any(isinstance(item, _Group) for item in items):
        expanded: list[Column | _Group] = []
        only = sum(isinstance(item, _Group) for item in items) == 1
        for item in items:
            if isinstance(item, Column):
                expanded.append(item)
                continue
            children, at = _children(item, tokens, at, tree, strangers=only)
            if not children:
                return None
            expanded += children
        items = expanded
    columns = [item for item in items if isinstance(item, Column)]
    return (columns, at) if any(column.kind == "value" for column in columns) else None


def _by_depth(tokens: Sequence[_Token], tree: HeadTree) -> tuple[list[Column], int] | None:
    columns, at = _descend(_Group("", ()), tokens, 0, tree)
    return (columns, at) if any(column.kind == "value" for column in columns) else None


def _descend(group: _Group, tokens: Sequence[_Token], at: int, tree: HeadTree) -> tuple[list[Column], int]:
    """The columns under a group and the token behind them; none if a group inside it has none."""
    found: list[Column] = []
    wanted = tree.children(group.head)
    while at < len(tokens) and (match := _match(tokens, at, wanted)):
        head, used = match
        wanted = tuple(other for other in wanted if other[2].head != head.head)
        item = _item(head, group, tokens[at : at + used])
        at += used
        if isinstance(item, Column):
            found.append(item)
            continue
        inner, at = _descend(item, tokens, at, tree)
        if not inner:
            return [], at
        found += inner
    return found, at


def _children(
    group: _Group, tokens: Sequence[_Token], at: int, tree: HeadTree, *, strangers: bool
) -> tuple[list[Column | _Group], int]:
    """The heads printed under a group from token `at` on, each once. With `strangers`, heads that the form has not are
    columns too, if they stand in one row with a head it has."""
    found: list[Column | _Group] = []
    wanted = tree.children(group.head)
    row = -1
    while at < len(tokens):
        match = _match(tokens, at, wanted)
        if match:
            head, used = match
            wanted = tuple(other for other in wanted if other[2].head != head.head)
            row = tokens[at].row
            found.append(_item(head, group, tokens[at : at + used]))
            at += used
        elif strangers and tokens[at].row == row and labels.key(tokens[at].text) not in tree.keys:
            found.append(Column(f"?{at}", "unknown", (tokens[at].text,), "", tokens[at].at))
            at += 1
        else:
            break
    return found, at


def _match(tokens: Sequence[_Token], at: int, wanted: Sequence[tuple[str, str, Head]]) -> tuple[Head, int] | None:
    """The wanted head that the next tokens spell, and how many they are: head words may be broken (商业 / 企业)."""
    joined = ""
    for used in range(1, min(_MOST_PIECES, len(tokens) - at) + 1):
        joined += tokens[at + used - 1].text
        long, short = labels.key(joined), labels.short_key(joined)
        found = next((head for key, _, head in wanted if key == long), None)
        found = found or next((head for _, key, head in wanted if key == short), None)
        if found:
            return found, used
    return None


def _item(head: Head, group: _Group, tokens: Sequence[_Token]) -> Column | _Group:
    text = "".join(token.printed for token in tokens)
    path = (*group.printed, text)
    if head.kind == "group":
        return _Group(head.head, path)
    return Column(head.head, head.kind, path, labels.printed_unit(text), tokens[0].at)


def _whole_rows(used: int, tokens: Sequence[_Token]) -> int:
    """How many rows the first `used` tokens take; 0 if they end inside a row."""
    if used < len(tokens) and tokens[used].row == tokens[used - 1].row:
        return 0
    return tokens[used - 1].row + 1


def _mended(rows: Sequence[Row], tree: HeadTree) -> list[Row]:
    """Rows of heads in which words broken over rows at one column stand whole in the upper row; nothing if none are."""
    keys, beginnings = tree.keys, tree.beginnings
    grid = [list(row) for row in rows]
    is_mended = False
    for at in range(max(map(len, grid), default=0)):
        for top in range(len(grid)):
            if at >= len(grid[top]) or grid[top][at].is_blank:
                continue
            key = labels.key(grid[top][at].text)
            if key in keys or (key and key not in beginnings):
                continue
            joined, spans = "", list[tuple[int, int, int]]()
            for low in range(top, min(top + _MOST_PIECES, len(grid))):
                if at >= len(grid[low]):
                    break
                joined += grid[low][at].text
                spans += grid[low][at].spans
                key = labels.key(joined)
                if key and key not in beginnings:
                    break
                if key in keys:
                    is_mended = True
                    grid[top][at] = Cell(joined, grid[top][at].locator, tuple(spans))
                    for empty in range(top + 1, low + 1):
                        grid[empty][at] = Cell("", grid[empty][at].locator, ())
                    break
    return [tuple(row) for row in grid] if is_mended else []
