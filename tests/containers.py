"""A text document printed into every container: its lines as paragraphs, its tables as grids with their spans.

Where the cells are is what the case's layout declares (tests/renderings.py writes them so), never what a reader finds.
Where a layout lost its cells, its lines are the document, and stay lines.
"""

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from random import Random

from gongkai.containers.blocks import GridCell
from gongkai.containers.legacy import find_office
from tests import pdf_drawings, renderings
from tests.office_files import docx, head_cells, p, r, sheet, table, xlsx
from tests.renderings import Block

Rows = list[list[str]]
Cells = list[GridCell]
Piece = str | Cells
_BLOCKS = [block for form in renderings.FORMS for block in renderings.blocks_of(form)]
_RESIDUE = re.compile(r"\[bookmark:[^\]]*\]\s*")

# ------------------------------------------------------------------------------------------- where the cells are


def pieces(layout: str, text: str) -> list[Piece]:
    """The document's lines and tables in printed order."""
    lines = _RESIDUE.sub("", text).replace("\r\n", "\n").removesuffix("\n").split("\n")
    parted = _LAYOUTS[layout](lines) if layout in _LAYOUTS else lines
    return [part if isinstance(part, str) else on_grid(part) for part in parted]


def _tab_cells(lines: Sequence[str], *, wrapped: bool = True) -> Iterator[str | Rows]:
    """A cell a line behind a tab, the rest of a label on the next lines; a row ends at a blank line, two of them are
    one of its cells'."""
    rows: Rows = []
    is_open = False
    for at, line in enumerate(lines):
        following = next((other for other in lines[at + 1 :] if not other.strip() or other.startswith("\t")), "")
        if line.startswith("\t"):
            rows += [] if is_open else [[]]
            rows[-1].append(line[1:])
            is_open = True
        elif wrapped and line.strip() and is_open and following.startswith("\t"):
            rows[-1][-1] += "\n" + line
        elif line.strip() or not rows:
            yield from [rows] if rows else []
            yield line
            rows, is_open = [], False
        else:
            is_open = lines[at - 1] == ""
    yield from [rows] if rows else []


def _unparted(lines: Sequence[str]) -> Iterator[str | Rows]:
    """The same without blank lines between rows: a row ends where the declared line has all its cells."""
    for part in _tab_cells(lines, wrapped=False):
        yield part if isinstance(part, str) else _rows_of_stream([cell for row in part for cell in row])


def _tab_rows(lines: Sequence[str]) -> Iterator[str | Rows]:
    return _row_lines(lines, lambda line: line.split("\t"))


def _pipes(lines: Sequence[str]) -> Iterator[str | Rows]:
    return _row_lines(lines, lambda line: [cell.strip(" ") for cell in line.split("|")[1:-1]])


def _pipes_between(lines: Sequence[str]) -> Iterator[str | Rows]:
    return _row_lines(lines, lambda line: [cell.strip(" ") for cell in line.split("|")[:-1]])


def _pipes_padded(lines: Sequence[str]) -> Iterator[str | Rows]:
    return _row_lines(lines, lambda line: [cell.strip(" ") for cell in line.rstrip("| ").split("|")] * ("|" in line))


def _row_lines(lines: Sequence[str], cells_of: Callable[[str], list[str]]) -> Iterator[str | Rows]:
    """A row a line; a line without cells is none."""
    rows: Rows = []
    for line in lines:
        cells = cells_of(line)
        if len(cells) > 1 or (cells and "|" in line):
            rows += [] if set(line) <= set("|-") else [cells]
            continue
        yield from [rows] if rows else []
        yield line
        rows = []
    yield from [rows] if rows else []


def _pipes_alone(lines: Sequence[str]) -> Iterator[str | Rows]:
    """Pipes alone on their lines, one before every cell and one behind the row."""
    at, rows = 0, Rows()
    while at < len(lines):
        if lines[at] != "|":
            yield from [rows] if rows else []
            yield lines[at]
            at, rows = at + 1, []
            continue
        end = at + 2
        while end + 1 < len(lines) and lines[end + 1] != "|" and lines[end + 2 : end + 3] == ["|"]:
            end += 2
        rows.append([lines[cell] for cell in range(at + 1, end, 2)])
        at = end + 1
    yield from [rows] if rows else []


def _pipes_below(lines: Sequence[str]) -> Iterator[str | Rows]:
    """A row's first cell on its line, each further one below it behind a pipe, a lone pipe at the end: the head, which
    has no blank cells, says how many."""
    at = 0
    while at < len(lines):
        if lines[at + 1 : at + 2] == [] or not lines[at + 1].startswith("| "):
            yield lines[at]
            at += 1
            continue
        wide = lines.index("|", at) - at
        rows: Rows = []
        while lines[at + wide : at + wide + 1] == ["|"]:
            rows.append([line.removeprefix("|").strip(" ") for line in lines[at : at + wide]])
            at += wide + 1
        yield rows


def _pipes_behind(lines: Sequence[str]) -> Iterator[str | Rows]:
    """A cell a line with a pipe behind it, blank ones dropped (these documents print none)."""
    first = next(at for at, line in enumerate(lines) if line.endswith("|"))
    yield from lines[:first]
    cells = [line.removesuffix("|").strip() for line in lines[first:] if line.strip("| ")]
    titles = {block.before for block in _BLOCKS}
    starts = [at for at, cell in enumerate(cells) if cell in titles]
    for start, end in zip(starts, [*starts[1:], len(cells)], strict=True):
        yield cells[start]
        yield _rows_of_stream(cells[start + 1 : end])


_LAYOUTS: dict[str, Callable[[Sequence[str]], Iterator[str | Rows]]] = {
    "tab_cells": _tab_cells,
    "tab_cells_unparted": _unparted,
    "tab_rows": _tab_rows,
    "pipes": _pipes,
    "pipes_broken_heads": _pipes,
    "pipes_between": _pipes_between,
    "pipes_padded": _pipes_padded,
    "pipes_alone": _pipes_alone,
    "pipes_below": _pipes_below,
    "pipes_behind": _pipes_behind,
}


# ------------------------------------------------------------------------------------------- cells on a grid


def on_grid(rows: Rows) -> Cells:
    """Rows of cells on one grid. Below heads of several rows the cells are where the form has them; elsewhere a row
    that is short of cells ends in a merged one."""
    found = _headed(rows)
    titles, body = [row for row in rows if len(row) == 1], [row for row in rows if len(row) > 1]
    if found and len(found[0].heads) > 1 and len({len(row) for row in body}) > 1:
        block, used = found
        wide = len(block.heads[0])
        cells = [GridCell(row[0], at, 0, 1, wide) for at, row in enumerate(titles)]
        heads = [_moved(cell, len(titles)) for cell in head_cells(block.heads)]
        return [*cells, *heads, *_lines(block, body[used:], len(titles) + len(block.heads))]
    wide = max(map(len, rows))
    return [
        GridCell(text, at, column, 1, wide - column if column == len(row) - 1 else 1)
        for at, row in enumerate(rows)
        for column, text in enumerate(row)
    ]


def _headed(rows: Rows) -> tuple[Block, int] | None:
    """The declared table whose heads these rows begin with, behind a title of one cell, and how many rows they are."""
    body = [row for row in rows if len(row) > 1]
    for block in _BLOCKS:
        wanted = [text for head in block.heads for text in head if text]
        for used in range(1, 5):
            if [cell for row in body[:used] for cell in row if cell.strip()] == wanted:
                return block, used
    return None


def _lines(block: Block, rows: Rows, top: int) -> Cells:
    """A form's lines: the last cells are its figures, the label before them fills the label columns, and a parent goes
    on below itself where it is blank or not printed again."""
    wide = len(block.heads[0]) - block.label_columns
    cells: Cells = []
    above: tuple[str, ...] = ()
    for at, row in enumerate(rows):
        labels = row[: len(row) - wide]
        declared = next(
            (line.labels for line in block.lines[at : at + 1] if line.labels[-1:] == tuple(labels[-1:])), ()
        )
        full = len(labels) < len(declared) or "" in labels
        chain = declared if full and declared else tuple(labels)
        for column, label in enumerate(chain):
            is_parent = column < len(chain) - 1
            if is_parent and column < len(above) - 1 and chain[: column + 1] == above[: column + 1]:
                old = next(c for c in reversed(cells) if c.column == column)
                cells[cells.index(old)] = GridCell(old.text, old.row, column, old.rows + 1)
                continue
            cells.append(GridCell(label, top + at, column, 1, 1 if is_parent else block.label_columns - column))
        above = chain
        cells += [GridCell(text, top + at, c) for c, text in enumerate(row[len(labels) :], block.label_columns)]
    return cells


def _rows_of_stream(cells: Sequence[str]) -> Rows:
    """Rows out of cells that nothing parts: as long as the declared lines say."""
    found = next(b for b in _BLOCKS if _begins(cells, b) and len(cells) >= sum(len(n.keys) for n in b.lines))
    wide = len(found.heads[0]) - found.label_columns
    wanted = [text for head in found.heads for text in head if text]
    rows: Rows = [[text for text in head if text] for head in found.heads]
    at = 0
    while wanted:
        wanted = wanted[cells[at] == wanted[0] :]
        at += 1
    for line in found.lines:
        end = cells.index(line.labels[-1], at) + 1 if line.labels else at
        rows.append(list(cells[at : end + wide]))
        at = end + wide
    return rows


def _begins(cells: Sequence[str], block: Block) -> bool:
    wanted = [text for head in block.heads for text in head if text]
    return [cell for cell in cells if cell.strip()][: len(wanted)] == wanted and all(
        line.labels[-1] in cells for line in block.lines if line.labels
    )


def _moved(cell: GridCell, down: int) -> GridCell:
    return GridCell(cell.text, cell.row + down, cell.column, cell.rows, cell.columns)


# ------------------------------------------------------------------------------------------- containers


def as_html(parts: Sequence[Piece], encoding: str = "utf-8") -> bytes:
    """A web page as a publisher's editor saves it; older Chinese ones call GB18030 gb2312."""
    charset = "gb2312" if encoding == "gb18030" else encoding
    body = "".join(f"<p>{escape(part)}</p>\n" if isinstance(part, str) else _html_table(part) for part in parts)
    head = f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{charset}</title></head>'
    return f"{head}<body><div>{body}</div></body></html>".encode(encoding)


def _html_table(cells: Cells) -> str:
    rows: dict[int, str] = {}
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        spans = f' rowspan="{cell.rows}"' * (cell.rows > 1) + f' colspan="{cell.columns}"' * (cell.columns > 1)
        text = escape(cell.text).replace("\n", "<br>")
        rows[cell.row] = rows.get(cell.row, "") + f"<td{spans}>{text}</td>"
    return "<table>" + "".join(f"<tr>{row}</tr>\n" for row in rows.values()) + "</table>\n"


def as_docx(parts: Sequence[Piece]) -> bytes:
    """A Word document: a paragraph a line, tables with merged cells."""
    body = [p(r(part)) if isinstance(part, str) else table(part) + p("") for part in parts]
    return docx("".join(body))


def as_xlsx(parts: Sequence[Piece]) -> bytes:
    """A workbook of one sheet, everything below one another, text in cells as wide as the widest table."""
    cells: Cells = []
    wide = max((cell.column + cell.columns for part in parts if not isinstance(part, str) for cell in part), default=1)
    at = 0
    for part in parts:
        if isinstance(part, str):
            cells += [GridCell(part, at, 0, 1, wide)] if part.strip() else []
            at += 1
            continue
        cells += [_moved(cell, at) for cell in part]
        at = max(cell.row + cell.rows for cell in cells)
    return xlsx([sheet(cells)])


def as_pdf(parts: Sequence[Piece]) -> bytes:
    """A PDF of ruled tables, paragraphs indented by two characters, pages numbered."""
    printer = pdf_drawings.Printer(Random(0))
    for part in parts:
        if not isinstance(part, str):
            printer.table(part)
        elif part.strip():
            printer.paragraph(part.strip())
        else:
            printer.at += 12
    return pdf_drawings.make_pdf(printer.sheets)


KINDS: dict[str, Callable[[Sequence[Piece]], bytes]] = {
    "page.html": as_html,
    "gb18030.html": lambda parts: as_html(parts, "gb18030"),
    "word.docx": as_docx,
    "workbook.xlsx": as_xlsx,
    "pages.pdf": as_pdf,
}


def saved_as(kind: str, documents: Mapping[str, bytes], ending: str, folder: Path) -> dict[str, bytes]:
    """Documents as LibreOffice saves them in another format, all in one go."""
    given, made = folder / f"given{ending}", folder / f"made-{kind.partition(':')[0]}"
    given.mkdir()
    for name, content in documents.items():
        (given / f"{name}{ending}").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = sorted(given.iterdir())
    command = [find_office(), profile, "--headless", "--convert-to", kind, "--outdir", made, *files]
    subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=120)
    return {path.stem: path.read_bytes() for path in sorted(made.iterdir())}
