"""Word documents (.docx) as blocks: the body in printed order, its tables with their spans.

Headers, footers, notes and comments are not the body. Hidden and deleted text is left out of paragraphs; inside a table
it makes the document doubtful, and so do rows that do not fill their grid. A table in a cell, or in a text box, is a
grid of its own behind the one that holds it, and the cell that holds it is no number; a table of a single cell is a
frame around what stands in it.
"""

import contextlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gongkai.containers.archives import check_zip
from gongkai.containers.blocks import Block, Grid, GridCell, Paragraph
from gongkai.containers.word_runs import IMAGE, SYMBOL, Runs, W, is_shaded, mark_placeholder, read_styles
from gongkai.errors import DocumentError, Place

MAX_POSITIONS = 200_000
# Twentieths of a point. Programs that turn widths into shares leave columns a hair wide, with a merged cell over them.
_HAIR = 40
_FLAT = tuple(map(str, range(_HAIR)))
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WRAPPERS = (f"{W}sdt", f"{W}customXml", f"{W}smartTag", f"{_COMPATIBLE}AlternateContent")
_TRACKED = tuple(f"{W}{kind}" for kind in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"))
_ELSEWHERE = tuple(f"{W}{kind}" for kind in ("altChunk", "subDoc"))
_P, _TBL, _TC, _BOX = f"{W}p", f"{W}tbl", f"{W}tc", f"{W}txbxContent"


def read_docx(content: bytes, name: str) -> list[Block]:
    """The paragraphs and tables of a Word document; DocumentError says why it cannot be read."""
    check_zip(content, name)
    body, styles = _opened(content, name)
    _unwrap(body, name)
    _refuse_tracked(body, name)
    looks, default = read_styles(styles)
    return list(_Body(name, Runs(name, looks, default), _shading(styles)).blocks(body))


def _opened(content: bytes, name: str) -> tuple[Any, Any]:
    """The body and the styles, by python-docx, which follows the relations as Word does."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree

    try:
        document = docx.Document(io.BytesIO(content))
        body, styles = document.element.body, document.styles.element
    except (OpcError, etree.LxmlError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, TypeError) as error:
        _refuse_strict(content, name)
        raise DocumentError("it is damaged, or no Word document: save it again as .docx", Place(name), "damaged") from (
            error
        )
    if body is None:
        raise DocumentError("it is damaged: it has no body", Place(name), "damaged")
    return body, styles


def _refuse_strict(content: bytes, name: str) -> None:
    """The strict variant has other names for the same things; python-docx does not know them."""
    with contextlib.suppress(KeyError), zipfile.ZipFile(io.BytesIO(content)) as archive:
        if b"http://purl.oclc.org/ooxml/" in archive.read("word/document.xml"):
            raise DocumentError(
                "it is a Strict Open XML document: save it again as a plain Word document (.docx)", Place(name)
            )


def _unwrap(body: Any, name: str) -> None:
    """What stands inside content controls, tags and alternatives, in their place: python-docx does not look in."""
    if any(True for _ in body.iter(*_ELSEWHERE)):
        raise DocumentError("parts of it are other documents, embedded: save it again as .docx", Place(name))
    for wrapper in list(body.iter(*_WRAPPERS)):
        inside = wrapper
        if wrapper.tag == f"{W}sdt":
            inside = wrapper.find(f"{W}sdtContent")
            mark_placeholder(wrapper)
        elif wrapper.tag.startswith(_COMPATIBLE):
            inside = _alternative(wrapper, name)
        parent = wrapper.getparent()
        for child in list(inside) if inside is not None else ():
            wrapper.addprevious(child)
        parent.remove(wrapper)


def _alternative(wrapper: Any, name: str) -> Any:
    """The first alternative, as Word takes it; one whose figures are others than the fallback's is doubtful."""
    choice, fallback = wrapper.find(f"{_COMPATIBLE}Choice"), wrapper.find(f"{_COMPATIBLE}Fallback")
    if choice is None or fallback is None:
        return fallback if choice is None else choice
    first, second = _digits(choice), _digits(fallback)
    if first and second and first != second:
        raise DocumentError(
            f"it prints {first[:20]} in one program and {second[:20]} in another", Place(name), "doubtful"
        )
    return choice


def _digits(element: Any) -> str:
    return "".join(char for text in element.iter(f"{W}t") for char in text.text or "" if char.isdigit())


def _refuse_tracked(body: Any, name: str) -> None:
    for change in body.iter(*_TRACKED):
        table = next((above for above in change.iterancestors(_TBL)), None)
        if table is not None:
            text = "".join(part.text or "" for part in change.iter(f"{W}t", f"{W}delText"))
            raise DocumentError(
                f"a table holds changes that nobody accepted or rejected{f' ({text[:20]!r})' if text else ''}: "
                "accept or reject them, and save it again",
                Place(name),
                "doubtful",
            )


def _shading(styles: Any) -> frozenset[str]:
    """The table styles that paint cells: white text can be seen in them."""
    return frozenset(
        style.get(f"{W}styleId", "")
        for style in styles.iterchildren(f"{W}style")
        if style.get(f"{W}type") == "table" and any(is_shaded(shade.getparent()) for shade in style.iter(f"{W}shd"))
    )


@dataclass
class _Cell:
    """A cell while its table is read: how far it reaches is known only at its end."""

    text: str
    row: int
    column: int
    columns: int
    rows: int = 1


@dataclass
class _Body:
    """One document's walk: grids are counted as they are printed."""

    name: str
    runs: Runs
    shading: frozenset[str]
    grids: int = 0
    positions: int = field(default=0)

    def blocks(self, parent: Any, cell: str = "", *, shaded: bool = False) -> Iterator[Block]:
        for child in parent:
            if child.tag == _P:
                yield Paragraph(self.runs.text(child, cell, shaded=shaded))
                yield from self._boxes(child)
            elif child.tag == _TBL:
                yield from self._table(child)

    def _boxes(self, paragraph: Any) -> Iterator[Block]:
        """What stands in the text boxes that hang on a paragraph, outermost ones first."""
        for box in paragraph.iter(_BOX):
            if next((above for above in box.iterancestors(_BOX, _P) if above.tag == _P), None) is paragraph:
                yield from self.blocks(box)

    def _table(self, table: Any) -> Iterator[Block]:
        rows = table.tr_lst
        shaded = self._is_shaded(table)
        if len(rows) == 1 and len(rows[0].tc_lst) == 1:
            tc = rows[0].tc_lst[0]
            yield from self.blocks(tc, f"t{self.grids + 1}/r1/c1", shaded=shaded or is_shaded(tc.tcPr))
            return
        self.grids += 1
        number = self.grids
        cells: list[_Cell] = []
        inner: list[Block] = []
        above: dict[int, _Cell] = {}
        widths: dict[int, int] = {}
        for at, row in enumerate(rows):
            above = self._row(row, f"t{number}/r{at + 1}", at, above, cells, inner, shaded)
            widths[at] = max((column + cell.columns for column, cell in above.items()), default=0)
            self._count(widths[at], number)
        self._refuse_ragged(rows, widths, cells, number)
        yield Grid(_settled(cells, _edges(table)))
        yield from inner

    def _row(
        self,
        row: Any,
        place: str,
        at: int,
        above: dict[int, _Cell],
        cells: list[_Cell],
        inner: list[Block],
        shaded: bool,
    ) -> dict[int, _Cell]:
        """One row's cells by their column; a cell merged into the one above or before it adds to that one."""
        found: dict[int, _Cell] = {}
        column = row.grid_before
        before: _Cell | None = None
        for tc in row.tc_lst:
            span = max(tc.grid_span, 1)
            upper = above.get(column)
            if before is not None and _merged(tc, "hMerge") == "continue":
                before.columns += span
            elif tc.vMerge == "continue" and upper is not None and upper.columns == span:
                upper.rows += 1
                before = found[column] = upper
            else:
                text = self._cell(tc, f"{place}/c{column + 1}", inner, shaded)
                before = found[column] = _Cell(text, at, column, span)
                cells.append(before)
            column += span
        self._refuse_hidden_row(row, place, found)
        return found

    def _cell(self, tc: Any, place: str, inner: list[Block], shaded: bool) -> str:
        """A cell's text; its own tables and text boxes go to `inner`, and a mark keeps it from being a number."""
        shaded = shaded or is_shaded(tc.tcPr)
        texts = [self.runs.text(paragraph, place, shaded=shaded) for paragraph in tc.iterchildren(_P)]
        nested: list[Block] = []
        for child in tc:
            nested += self._table(child) if child.tag == _TBL else self._boxes(child) if child.tag == _P else ()
        inner += nested
        text = "\n".join(texts).strip("\n")
        has_table = any(isinstance(block, Grid) or block.text.strip() for block in nested)
        return f"{text}{SYMBOL}" if has_table and IMAGE not in text else text

    def _is_shaded(self, table: Any) -> bool:
        properties = table.tblPr
        style = None if properties is None else properties.find(f"{W}tblStyle")
        is_painted = style is not None and style.get(f"{W}val") in self.shading
        return is_painted or is_shaded(properties) or any(is_shaded(p) for p in table.iter(f"{W}tblPrEx"))

    def _count(self, width: int, number: int) -> None:
        self.positions += max(width, 1)
        if self.positions > MAX_POSITIONS:
            raise DocumentError(
                "its tables are larger than any report's", Place(self.name, f"t{number}"), "over the limit"
            )

    def _refuse_hidden_row(self, row: Any, place: str, found: dict[int, _Cell]) -> None:
        hidden, height = row.find(f"{W}trPr/{W}hidden"), row.find(f"{W}trPr/{W}trHeight")
        is_flat = height is not None and height.get(f"{W}hRule") == "exact" and height.get(f"{W}val", "") in _FLAT
        if not is_flat and (hidden is None or hidden.get(f"{W}val") in ("0", "false", "off")):
            return
        if any(cell.text.strip() for cell in found.values()):
            raise DocumentError("the row is hidden, but not blank", Place(self.name, place), "doubtful")

    def _refuse_ragged(self, rows: Any, widths: dict[int, int], cells: list[_Cell], number: int) -> None:
        """Rows with figures that do not fill their grid: which head a figure stands under cannot be told."""
        full = {at: width + rows[at].grid_after for at, width in widths.items()}
        widest = max(full.values(), default=0)
        figures = {cell.row for cell in cells if any(char.isdigit() for char in cell.text) and cell.column}
        short = sorted(at for at, width in full.items() if width < widest and at in figures)
        if short:
            raise DocumentError(
                f"the row fills {full[short[0]]} of {widest} columns: under which heads its figures stand "
                "cannot be told",
                Place(self.name, f"t{number}/r{short[0] + 1}"),
                "doubtful",
            )


def _edges(table: Any) -> list[int]:
    """For every edge of the table's grid which edge it is when those a hair apart are one; empty where no widths are
    declared."""
    declared = [column.get(f"{W}w", "") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    edges, since, at = [0], 0, 0
    for width in declared:
        if not width.isdecimal():
            return []
        since += int(width)
        if since > _HAIR:
            at, since = at + 1, 0
        edges.append(at)
    return edges


def _settled(cells: list[_Cell], edges: list[int]) -> tuple[GridCell, ...]:
    """The cells on the grid without its hairs, or on the grid as declared where a cell with text is not wider."""
    last = max((cell.column + cell.columns for cell in cells), default=0)
    if last >= len(edges) or any(cell.text.strip() and not _width(cell, edges) for cell in cells):
        edges = list(range(last + 1))
    return tuple(
        GridCell(cell.text, cell.row, edges[cell.column], cell.rows, _width(cell, edges))
        for cell in cells
        if _width(cell, edges)
    )


def _width(cell: _Cell, edges: list[int]) -> int:
    return edges[cell.column + cell.columns] - edges[cell.column]


def _merged(tc: Any, kind: str) -> str:
    merge = None if tc.tcPr is None else tc.tcPr.find(f"{W}{kind}")
    return "" if merge is None else str(merge.get(f"{W}val", "continue"))
