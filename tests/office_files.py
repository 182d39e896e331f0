"""Small office files for the tests, part by part: a .docx and an .xlsx of grids with their spans."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from gongkai.bindings import bind_lines
from gongkai.containers.blocks import Block, GridCell, compose
from gongkai.observations import Observed, observe
from gongkai.structures import Structure
from tests.renderings import Block as Printed
from tests.renderings import Facts, blocks_of, values

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WIDTH = 600
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def zipped(parts: Iterable[tuple[str, str | bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


# ------------------------------------------------------------------------------------------------ a form as grids


def laid_out(block: Printed, facts: Facts) -> list[GridCell]:
    """A printed table as a publisher's program holds it: heads, parents' labels and short labels in merged cells."""
    cells = list(head_cells(block.heads))
    top = len(block.heads)
    open_parents: dict[int, GridCell] = {}
    before: tuple[str, ...] = ()
    for r, line in enumerate(block.lines, top):
        for c, label in enumerate(line.labels):
            parent = c < len(line.labels) - 1
            if parent and c < len(before) - 1 and line.labels[: c + 1] == before[: c + 1]:
                old = open_parents[c]
                cells.remove(old)
                open_parents[c] = GridCell(old.text, old.row, c, old.rows + 1, 1)
                cells.append(open_parents[c])
                continue
            cell = GridCell(label, r, c, 1, 1 if parent else block.label_columns - c)
            open_parents[c] = cell
            cells.append(cell)
        before = line.labels
        printed = values(line, facts, "单位" in block.heads[0])
        cells += [GridCell(text, r, c) for c, text in enumerate(printed, block.label_columns)]
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def head_cells(heads: Sequence[Sequence[str]]) -> Iterable[GridCell]:
    """Rows of heads as merged cells: a head goes on to the right and down where nothing is printed."""
    taken: set[tuple[int, int]] = set()
    for r, head in enumerate(heads):
        for c, text in enumerate(head):
            if not text:
                continue
            right = c + 1
            while right < len(head) and not head[right] and (r, right) not in taken:
                right += 1
            bottom = r + 1
            while bottom < len(heads) and not any(heads[bottom][c:right]):
                bottom += 1
            taken |= {(row, column) for row in range(r, bottom) for column in range(c, right)}
            yield GridCell(text, r, c, bottom - r, right - c)


def form_docx(form: str, facts: Facts) -> bytes:
    return docx("".join(p(block.before) + table(laid_out(block, facts)) for block in blocks_of(form)) + p(""))


def form_xlsx(form: str, facts: Facts, *, one_sheet: bool) -> bytes:
    """Every table on its own sheet, or all below one another on one."""
    sheets: list[list[GridCell]] = [[]]
    at = 0
    for block in blocks_of(form):
        if not one_sheet and sheets[-1]:
            sheets.append([])
            at = 0
        cells = laid_out(block, facts)
        width = max(cell.column + cell.columns for cell in cells)
        sheets[-1].append(GridCell(block.before, at, 0, 1, width))
        sheets[-1] += [GridCell(c.text, c.row + at + 1, c.column, c.rows, c.columns) for c in cells]
        at = max(cell.row + cell.rows for cell in sheets[-1]) + 1
    return xlsx([sheet(cells) for cells in sheets])


def observed(blocks: Iterable[Block], structure: Structure) -> Observed:
    composed = compose(blocks)
    _, bindings = bind_lines(composed.lines, structure.forms, "x", composed.tables)
    return observe(bindings, structure.forms, structure.applicants, "x")


# ------------------------------------------------------------------------------------------------ .docx


def docx(body: str, styles: str = "", extra: Sequence[tuple[str, str]] = ()) -> bytes:
    """A Word document of the parts that one needs, with `body` inside w:body."""
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    names = ["document", "styles"] if styles else ["document"]
    overrides = "".join(
        f'<Override PartName="/word/{n}.xml" ContentType="{types}.{n}{".main" if n == "document" else ""}+xml"/>'
        for n in names
    )
    relation = f'<Relationship Id="r1" Type="{_OFFICE}/%s" Target="%s"/>'
    return zipped(
        [
            ("[Content_Types].xml", _content_types(overrides)),
            ("_rels/.rels", _relations(relation % ("officeDocument", "word/document.xml"))),
            (
                "word/document.xml",
                f'{_HEAD}<w:document {_W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
                f"<w:body>{body}</w:body></w:document>",
            ),
            ("word/_rels/document.xml.rels", _relations(relation % ("styles", "styles.xml") if styles else "")),
            *([("word/styles.xml", f"{_HEAD}<w:styles {_W}>{styles}</w:styles>")] if styles else []),
            *extra,
        ]
    )


def r(text: str, properties: str = "") -> str:
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r><w:rPr>{properties}</w:rPr>{'<w:br/>'.join(lines)}</w:r>"


def p(*inside: str) -> str:
    return "<w:p>" + "".join(one if one.startswith("<") else r(one) for one in inside) + "</w:p>"


def tc(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside if inside.startswith('<') else p(inside)}</w:tc>"


def tbl(*rows: Sequence[str], columns: int = 0) -> str:
    """A table of rows of cells; a cell is its text, or its XML."""
    printed = ("".join(one if one.startswith("<w:tc>") else tc(one) for one in row) for row in rows)
    grid = "".join(f"<w:gridCol w:w='{WIDTH}'/>" for _ in range(columns))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in printed)}</w:tbl>"


def table(cells: Sequence[GridCell]) -> str:
    """A table of grid cells, with widths, without which other programs lay it out anew."""
    rows: list[list[str]] = []
    places = {(r, cell.column): cell for cell in cells for r in range(cell.row, cell.row + cell.rows)}
    for row in range(max(cell.row + cell.rows for cell in cells)):
        rows.append([])
        for column in sorted(c for r, c in places if r == row):
            cell = places[row, column]
            first = cell.row == row
            merge = ("<w:vMerge w:val='restart'/>" if first else "<w:vMerge/>") if cell.rows > 1 else ""
            wide = f"<w:tcW w:w='{WIDTH * cell.columns}' w:type='dxa'/><w:gridSpan w:val='{cell.columns}'/>"
            rows[-1].append(tc(p(r(cell.text if first else "")), wide + merge))
    return tbl(*rows, columns=max(cell.column + cell.columns for cell in cells))


# ------------------------------------------------------------------------------------------------ .xlsx


def sheet(cells: Sequence[GridCell], before: str = "", numbers: bool = True) -> str:
    """A sheet's XML: figures as numbers where they are plain, everything else as inline strings."""
    rows: dict[int, list[str]] = {}
    for cell in cells:
        place = f"{_letters(cell.column)}{cell.row + 1}"
        if numbers and cell.text.isascii() and cell.text.replace(".", "", 1).isdigit():
            text = f'<c r="{place}"><v>{cell.text}</v></c>'
        else:
            text = f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell.text)}</t></is></c>'
        rows.setdefault(cell.row, []).append(text if cell.text else f'<c r="{place}"/>')
    merged = [
        f'<mergeCell ref="{_letters(c.column)}{c.row + 1}:{_letters(c.column + c.columns - 1)}{c.row + c.rows}"/>'
        for c in cells
        if c.rows > 1 or c.columns > 1
    ]
    data = "".join(f'<row r="{at + 1}">{"".join(row)}</row>' for at, row in sorted(rows.items()))
    return f"{before}<sheetData>{data}</sheetData>" + (f"<mergeCells>{''.join(merged)}</mergeCells>" if merged else "")


def xlsx(sheets: Sequence[str], states: Sequence[str] = (), styles: str = "", strings: str = "") -> bytes:
    """A workbook of sheets' XML; `states` as visible, hidden or veryHidden."""
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbered = list(enumerate(sheets, 1))
    more = [name for name, content in (("styles", styles), ("sharedStrings", strings)) if content]
    overrides = f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>' + "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{types}.worksheet+xml"/>' for n, _ in numbered
    )
    overrides += "".join(f'<Override PartName="/xl/{n}.xml" ContentType="{types}.{n}+xml"/>' for n in more)
    relations = "".join(
        f'<Relationship Id="s{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
    ) + "".join(f'<Relationship Id="{n}" Type="{_OFFICE}/{n}" Target="{n}.xml"/>' for n in more)
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" state="{state}" r:id="s{n}"/>'
        for (n, _), state in zip(numbered, [*states, *["visible"] * len(sheets)], strict=False)
    )
    return zipped(
        [
            ("[Content_Types].xml", _content_types(overrides)),
            (
                "_rels/.rels",
                _relations(f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
            ),
            ("xl/workbook.xml", f'{_HEAD}<workbook {_S} xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'),
            ("xl/_rels/workbook.xml.rels", _relations(relations)),
            *((f"xl/worksheets/sheet{n}.xml", f"{_HEAD}<worksheet {_S}>{text}</worksheet>") for n, text in numbered),
            *([("xl/styles.xml", f"{_HEAD}<styleSheet {_S}>{styles}</styleSheet>")] if styles else []),
            *([("xl/sharedStrings.xml", f"{_HEAD}<sst {_S}>{strings}</sst>")] if strings else []),
        ]
    )


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _content_types(overrides: str) -> str:
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'


def _relations(inside: str) -> str:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'
