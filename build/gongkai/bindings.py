"""Printed tables bound to declared ones: which rows are which lines, and which cell stands under which head.

Heads open a part of a printed table and say which declared tables it can be; the form whose labels know most of its
rows is its form (`matches` says how one row is found). What fits no line is kept as unbound, never dropped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gongkai import labels
from gongkai.cells import read_cell
from gongkai.errors import DocumentError, Place
from gongkai.forms import Form, FormTable
from gongkai.heads import MOST_ROWS, Column, find_columns
from gongkai.matches import Binding, Match, cells_before, match_row, squeezed
from gongkai.tables import Cell, Row, Span, Table, read_tables
from gongkai.tables.loose import read_loose, read_unparted
from gongkai.tables.models import spans_of

# No declared row has more cells than this: 15 of the review row, label cells and some to spare.
_LONGEST_ROW = 24


@dataclass(frozen=True)
class _Part:
    """The rows of a printed table under one header, and the declared tables whose heads that is."""

    header: tuple[Row, ...]
    rows: tuple[Row, ...]
    offers: tuple[tuple[FormTable, tuple[Column, ...]], ...]
    grid: bool


def bind_lines(
    lines: Sequence[str], forms: Mapping[str, Form], document: str, given: Sequence[Table] | None = None
) -> tuple[list[Table], list[Binding]]:
    """Every table of a document and what it binds to: tables with explicit cells first (`given` by its container, or
    found in its lines), then tables of lost cells in the lines that none of those accounts for. DocumentError where a
    label fits two lines or a line is printed twice."""
    explicit = [
        parted for table in (read_tables(lines) if given is None else given) for parted in _parted(table, forms)
    ]
    # A line with explicit cells is never read again as one that lost them: its blanks would be dropped.
    cells = {line for table in explicit for row in table.rows for line, _, _ in spans_of(row)}
    tables = [*explicit, *read_loose(lines, cells, forms)]
    candidates = _all_candidates(tables, forms, document)
    return tables, _choose(sorted(candidates, key=lambda found: min(found[0][0].spans)))


def _parted(table: Table, forms: Mapping[str, Form]) -> list[Table]:
    """A table whose rows nothing parts (no blank line between them), parted by its labels."""
    long = max(table.rows, key=len)
    unparted = read_unparted(long, forms) if len(table.rows) == 1 or len(long) > _LONGEST_ROW else []
    return unparted or [table]


def _all_candidates(tables: Iterable[Table], forms: Mapping[str, Form], document: str) -> list[list[list[Binding]]]:
    return [found for table in tables for part in _parts(table, forms) if (found := _candidates(part, document))]


def _choose(candidates: Sequence[list[list[Binding]]]) -> list[Binding]:
    """One form for each part; tables that two forms print alike follow the tables around them."""
    decided = {alternatives[0][0].table.form for alternatives in candidates if len(alternatives) == 1}
    bindings: list[Binding] = []
    before = ""
    for alternatives in candidates:
        chosen = next((a for a in alternatives if a[0].table.form == before), None)
        chosen = chosen or next((a for a in alternatives if a[0].table.form in decided), alternatives[0])
        before = chosen[0].table.form
        bindings += chosen
    return bindings


def _parts(table: Table, forms: Mapping[str, Form]) -> list[_Part]:
    starts: list[tuple[int, int, tuple[tuple[FormTable, tuple[Column, ...]], ...]]] = []
    declared = [form_table for form in forms.values() for form_table in form.tables]
    openings = frozenset().union(*(form_table.head_tree.openings for form_table in declared))
    opens = [any(labels.key(cell.text) in openings for cell in row) for row in table.rows]
    at = 0
    while at < len(table.rows):
        if not any(opens[at : at + 2]):
            at += 1
            continue
        window = table.rows[at : at + MOST_ROWS]
        found = [
            (form_table, *columns) for form_table in declared if (columns := find_columns(window, form_table.head_tree))
        ]
        if found:
            starts.append((at, max(used for _, _, used in found), tuple((one, columns) for one, columns, _ in found)))
        at += max((used for _, _, used in found), default=1)
    ends = [*(at for at, _, _ in starts[1:]), len(table.rows)]
    return [
        _Part(table.rows[at : at + used], table.rows[at + used : end], offers, table.grid)
        for (at, used, offers), end in zip(starts, ends, strict=False)
    ]


def _candidates(part: _Part, document: str) -> list[list[Binding]]:
    """The bindings by the form (or forms, where they print alike) that know most rows of the part."""
    by_form: dict[str, list[tuple[FormTable, tuple[Column, ...]]]] = {}
    for table, columns in part.offers:
        by_form.setdefault(table.form, []).append((table, columns))
    tried = [_bind_part(part, offers, document) for offers in by_form.values()]
    scores = [sum(binding.score for binding in bindings) for bindings in tried]
    return [bindings for bindings, score in zip(tried, scores, strict=True) if bindings and score == max(scores)]


def _bind_part(part: _Part, offers: Sequence[tuple[FormTable, tuple[Column, ...]]], document: str) -> list[Binding]:
    """One form's tables under one header; tables with the same heads share its rows by label."""
    bindings = [Binding(table, columns, list(_spans(part.header))) for table, columns in offers]
    path: list[str] = []
    unbound: list[Row] = []
    doubtful, padded = False, _padded_depths(part, bindings[0].columns)
    alone = not any(_is_group(cell, bindings) for row in part.rows for cell in row)
    rows = part.rows if part.grid else _joined(part.rows, min(len(b.columns) + b.table.has_labels for b in bindings))
    for row in rows:
        found = next(
            ((b, match) for b in bindings if (match := match_row(b, row, path, part.grid, alone, document))), None
        )
        if found is None:
            if _is_between(row, bindings):
                continue
            doubtful = doubtful or (not any(b.matches for b in bindings) and _is_under_heads(row, part, bindings[0]))
            _salvage(row, bindings, path)
            _note_unbound(row, bindings[0], path)
            path = path[: _depth(row)]
            unbound.append(row)
            continue
        binding, match = found
        is_padded = match.label is not None and padded and row.index(match.label) in padded
        if (doubtful or is_padded) and any(not cell.is_blank for cell in match.by_head.values()):
            match = replace(match, by_head={})
        earlier = binding.matches.get(match.row)
        if earlier and not match.row:
            _choose_unlabelled(binding, earlier, match)
            continue
        if earlier and not earlier.by_head:
            unbound.append(row)  # the line was printed before, in a row that could not be told apart: still doubtful
            continue
        if earlier:
            raise DocumentError(
                f"line {match.row or binding.table.table!r} of form {binding.table.form} is printed twice, "
                f"first at {earlier.cells[0].locator}",
                Place(document, row[0].locator, squeezed(match.label) if match.label else ""),
            )
        path = [*binding.table.ancestors(match.row), match.row]
        binding.matches[match.row] = match
        known = [cell for head, cell in match.by_head.items() if not head.startswith("?")]
        binding.spans += (
            spans_of(row)
            if len(known) == len(match.by_head)
            else spans_of((*cells_before(row, binding, part.grid), *known))
        )
    kept = [binding for binding in bindings if binding.score]
    if kept:
        kept[0].unbound = unbound
    return kept


def _padded_depths(part: _Part, columns: Sequence[Column]) -> set[int]:
    """Label columns of a grid whose rows may have been packed to the left and padded: their label has blanks behind
    it, and none of them reaches the last column, though some hold numbers."""
    first, last = columns[0].at, columns[-1].at
    if not part.grid or first < 2:
        return set()
    reach: dict[int, bool] = {}
    for row in part.rows:
        if len(row) > last and any(read_cell(cell.text).value is not None for cell in row):
            depth = max((at for at in range(first) if not row[at].is_blank), default=first)
            reach[depth] = reach.get(depth, False) or not row[last].is_blank
    return {depth for depth, reaches in reach.items() if depth < first - 1 and not reaches}


def _is_under_heads(row: Row, part: _Part, binding: Binding) -> bool:
    """Whether a row between the heads and the first line parts a column again: 市本级 and 全市汇总 under 统计数."""
    first = binding.columns[0].at if part.grid else max(len(row) - len(binding.columns), 1)
    words = [cell.text for cell in row[first:] if not cell.is_blank and read_cell(cell.text).state == "unparsed"]
    return bool(words) and not all(labels.printed_unit(f"({word.strip()})") for word in words)


def _note_unbound(row: Row, binding: Binding, path: Sequence[str]) -> None:
    """Where a printed line could not be told, the lines missing beside it cannot be called missing."""
    if all(read_cell(cell.text).value is None for cell in row):
        return
    depth = _depth(row)
    above = next((known for known in reversed(path) if known in binding.table.parents), "")
    is_numbered = bool(labels.split_ordinal(labels.fold(next(c.text for c in row if not c.is_blank)))[0])
    parents = {path[min(depth, len(path)) - 1] if depth and path else ""} if is_numbered else {"", above}
    for parent in parents:
        binding.doubts.setdefault(parent, row[0].locator)


def _choose_unlabelled(binding: Binding, earlier: Match, match: Match) -> None:
    """A table without row labels has one row; a second one with numbers makes both doubtful, a blank one counts not."""
    if all(cell.is_blank for cell in match.cells):
        return
    blank_before = all(cell.is_blank for cell in earlier.cells)
    binding.matches[""] = match if blank_before else replace(earlier, by_head={})


def _salvage(row: Row, bindings: Sequence[Binding], path: Sequence[str]) -> None:
    """A row that does not fit, but holds a line's label: the line is printed, and what it says is not to be told."""
    for binding in bindings:
        if not binding.table.has_labels and any(character.isdigit() for cell in row for character in cell.text):
            binding.matches.setdefault("", Match("", row, None, {}))
        for cell in row if binding.table.has_labels else ():
            fits = binding.table.find_rows(cell.text, path, alone=True)
            if len(fits) == 1 and binding.table.cells_of(fits[0]):
                binding.matches.setdefault(fits[0], Match(fits[0], row, cell, {}))


def _joined(rows: Sequence[Row], width: int) -> list[Row]:
    """Rows that blank lines cut in two, made one again: a lone label, then the rest that completes it."""
    joined: list[Row] = []
    for row in rows:
        before = joined[-1] if joined else ()
        if len(before) == 1 and len(row) == width - 1 and len(row) > 1 and not before[0].is_blank:
            joined[-1] = (*before, *row)
        else:
            joined.append(row)
    return joined


def _is_group(cell: Cell, bindings: Sequence[Binding]) -> bool:
    """Whether a cell is the label of one of the form's outermost groups (which then rule what stands below them)."""
    return any(
        not binding.table.ancestors(row) and any(other == row for other in binding.table.parents)
        for binding in bindings
        for row in binding.table.find_rows(cell.text, ())
    )


def _is_between(row: Row, bindings: Sequence[Binding]) -> bool:
    """Whether a row is none: blank, a spanning title, or a text line that an extraction put among the rows."""
    printed = {labels.key(cell.text) for cell in row if not cell.is_blank}
    words = [cell.text for cell in row if not cell.is_blank]
    is_text = len(words) == 1 and not any(character.isdigit() for character in words[0])
    return is_text or not printed or any(printed <= binding.table.form_titles for binding in bindings)


def _depth(row: Row) -> int:
    """How much of the path still holds behind a row that fits no line: its ordinal tells how deep it stood. Without
    one it may be a group of its own, unless it says that it is part of the line above (其中)."""
    label = next((cell.text for cell in row if not cell.is_blank), "")
    ordinal, _ = labels.split_ordinal(labels.fold(label))
    return labels.ordinal_depth(label) if ordinal else 0


def _spans(rows: Iterable[Row]) -> list[Span]:
    return [span for row in rows for span in spans_of(row)]
