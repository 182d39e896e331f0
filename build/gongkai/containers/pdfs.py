"""Born-digital PDF into blocks: paragraphs from printed lines, tables by their ruled lines, over page breaks.

Text and drawings come from pdfium, cells by pdfplumber from the drawn lines, so that one reader alone decides what can
be seen. A page that is a picture says so; a document that has nothing else is refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongkai.containers.blocks import Block, Paragraph
from gongkai.containers.pdf_layers import Layers
from gongkai.containers.pdf_lines import Line, Measure, goes_on, join_texts, measure, read_lines, without_furniture
from gongkai.containers.pdf_pages import Page, read_page
from gongkai.containers.pdf_points import area
from gongkai.containers.pdf_stitches import Stitched, stitch
from gongkai.containers.pdf_streams import is_whole
from gongkai.containers.pdf_tables import PageTable, read_tables
from gongkai.errors import DocumentError, Place

MOST_PAGES = 500
_TAIL = 16 * 1024
_LARGE_PICTURE = 0.25  # of its page
PICTURE = "[image: picture]"


@dataclass
class _Text:
    """A paragraph as it grows."""

    lines: list[Line]
    text: str


@dataclass
class _Flow:
    """Paragraphs and tables in printed order as pages are read; `sides` of the running text by page."""

    items: list[_Text | Stitched | Paragraph] = field(default_factory=list)
    sides: dict[int, Measure] = field(default_factory=dict)

    def add_line(self, line: Line) -> None:
        """The line as the next of the last paragraph, or as a paragraph of its own."""
        last = self.items[-1] if self.items else None
        if isinstance(last, _Text) and goes_on(
            last.lines[-1], line, self.sides[last.lines[-1].page], self.sides[line.page]
        ):
            last.lines.append(line)
            last.text = join_texts(last.text, line.text)
        else:
            self.items.append(_Text([line], line.text))

    def add_table(self, table: PageTable) -> None:
        """The table, as the rest of the last one where it is that."""
        last = self.items[-1] if self.items else None
        if isinstance(last, Stitched) and last.goes_on(table):
            self.items[-1] = Stitched((*last.parts, table))
        else:
            self.items.append(Stitched((table,)))

    def blocks(self) -> Iterator[Block]:
        """What was read, as blocks."""
        for item in self.items:
            if isinstance(item, Stitched):
                yield stitch(item)
            elif isinstance(item, _Text):
                yield Paragraph(item.text, item.lines[0].page)
            else:
                yield item


def read_pdf(content: bytes, name: str) -> list[Block]:
    """The blocks of a PDF; DocumentError says that it is damaged, encrypted, over the limit or pictures only."""
    document = _open(content, name)
    try:
        return _read(document, content, name)
    finally:
        document.close()


def _open(content: bytes, name: str) -> Any:
    import pypdfium2
    import pypdfium2.raw as pdfium

    if b"%%EOF" not in content[-_TAIL:]:
        raise DocumentError("damaged: the file has no end, so that pages or figures may be missing", Place(name))
    if not is_whole(content):
        raise DocumentError("damaged: a part of the file does not unpack, so that figures may be missing", Place(name))
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        message = "encrypted: it opens with a password only" if locked else "damaged: it is not a whole PDF"
        raise DocumentError(message, Place(name)) from error
    if not pages:
        raise DocumentError("damaged: it has no pages", Place(name))
    if pages > MOST_PAGES:
        raise DocumentError(f"over the limit: {pages} pages; no annual report has {MOST_PAGES}", Place(name))
    return document


def _read(document: Any, content: bytes, name: str) -> list[Block]:
    layers = Layers(content)
    pages = [_page(document, number, content, layers, name) for number in range(1, len(document) + 1)]
    if not any(not char.text.isspace() for page in pages for char in page.chars):
        has_pictures = any(page.pictures or page.drawings for page in pages)
        what = "pictures only: it has no text that can be read" if has_pictures else "it has no text at all"
        raise DocumentError(what, Place(name))
    parted = [read_tables(page, name) for page in pages]
    lines = without_furniture(
        [(page.height, read_lines(outside, page.number)) for page, (_, outside) in zip(pages, parted, strict=True)]
    )
    flow = _Flow()
    for page, (tables, _), printed in zip(pages, parted, lines, strict=True):
        _add_page(page, tables, printed, flow)
    return list(flow.blocks())


def _page(document: Any, number: int, content: bytes, layers: Layers, name: str) -> Page:
    import pypdfium2

    try:
        page = document[number - 1]
        try:
            return read_page(page, number, content, layers)
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise DocumentError("damaged: the page cannot be read", Place(name, f"p{number}")) from error


def _add_page(page: Page, tables: Sequence[PageTable], lines: Sequence[Line], flow: _Flow) -> None:
    """A page's lines and tables from top to bottom."""
    flow.sides[page.number] = measure(lines, page.width)
    pictures = [box for box in page.pictures if area(box) >= _LARGE_PICTURE * page.width * page.height]
    items: Sequence[tuple[float, int, Line | PageTable | Paragraph]] = [
        *((line.top, 0, line) for line in lines),
        *((table.box[1], 1, table) for table in tables),
        *((box[1], 2, Paragraph(PICTURE, page.number)) for box in pictures),
    ]
    for _, _, item in sorted(items, key=lambda item: item[:2]):
        if isinstance(item, Line):
            flow.add_line(item)
        elif isinstance(item, PageTable):
            flow.add_table(item)
        else:
            flow.items.append(item)
