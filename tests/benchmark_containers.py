"""How fast each container is read beside the bare library doing the same file, out of an already loaded process.

The bare library goes to the same end: the text of every paragraph and of every cell, with the cell's spans. Behind it
the container's reader alone (blocks), the whole reading (blocks, then recognition), and the text reader on the same
text. All four take turns, so that a ratio holds where the machine's speed does not.
"""

import io
import re
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from gongkai.containers.blocks import Block, GridCell
from gongkai.containers.legacy import NEEDED, find_office, read_legacy
from gongkai.containers.pdfs import read_pdf
from gongkai.containers.webpages import read_webpage
from gongkai.containers.word import read_docx
from gongkai.containers.workbooks import read_workbook
from gongkai.documents import Document, open_document
from gongkai.examinations import examine
from gongkai.identities import Identity
from gongkai.structures import Structure
from gongkai.tables.models import spans_of
from tests import office_files, pdf_drawings, renderings
from tests.conftest import SOURCES
from tests.test_webpages import WORD, table

SEED = 20
PARAGRAPHS = 60
FORMS = ("2014-district", "2021")
TITLE = "云溪市人民政府2021年政府信息公开工作年度报告"
IDENTITY = Identity("370400", 2021)
SAMPLE = SOURCES.parent / "samples" / "320813-2024.pdf" if SOURCES else None
PROSE = 200_000
AIM = 1.5
STYLES = (
    "<fonts><font><sz val='11'/></font><font><sz val='12'/></font></fonts><cellXfs><xf numFmtId='0' fontId='0'/>"
    "<xf numFmtId='0' fontId='1'/></cellXfs>"
)


# ------------------------------------------------------------------------------------------------ the same report


def web_page(form: str, facts: renderings.Facts, lines: Sequence[str], cell: str = "{}") -> bytes:
    """The report as a page; `cell` is what its editor wraps every text in."""
    tables = "\n".join(f"<p>{b.before}</p>\n{table(b, facts, cell)}" for b in renderings.blocks_of(form))
    said = "\n".join(cell.format(line) if "<p" in cell else f"<p>{line}</p>" for line in lines)
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>\n{said}\n{tables}\n</body></html>".encode()


def word_file(form: str, facts: renderings.Facts, lines: Sequence[str]) -> bytes:
    """The report as Word holds it: a run with properties in every paragraph."""
    said = "".join(office_files.p(office_files.r(line, "<w:sz w:val='32'/>")) for line in lines)
    tables = (
        office_files.p(b.before) + office_files.table(office_files.laid_out(b, facts))
        for b in renderings.blocks_of(form)
    )
    return office_files.docx(said + "".join(tables) + office_files.p(""))


def workbook(form: str, facts: renderings.Facts, lines: Sequence[str]) -> bytes:
    """The report on one sheet, as spreadsheet programs save it: shared strings, and a format on every cell."""
    cells = [GridCell(line, at, 0) for at, line in enumerate(lines)]
    for block in renderings.blocks_of(form):
        top = cells[-1].row + cells[-1].rows + 1
        cells += [GridCell(block.before, top - 1, 0)]
        cells += [cell._replace(row=cell.row + top) for cell in office_files.laid_out(block, facts)]
    strings: dict[str, int] = {}

    def share(match: re.Match[str]) -> str:
        return f'<c {match[1]} s="1" t="s"><v>{strings.setdefault(match[2], len(strings))}</v></c>'

    sheet = re.sub('<c (r="[A-Z0-9]+")([>/])', r'<c \1 s="1"\2', office_files.sheet(cells))
    sheet = re.sub(r'<c (r="[A-Z0-9]+") t="inlineStr"><is><t[^>]*>(.*?)</t></is></c>', share, sheet, flags=re.DOTALL)
    shared = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in strings)
    return office_files.xlsx([sheet], styles=STYLES, strings=shared)


def pdf_file(form: str, facts: renderings.Facts, lines: Sequence[str]) -> bytes:
    """The report as PDF."""
    wide = pdf_drawings.WIDTH - 2 * pdf_drawings.SIDE
    printed = [part for line in lines for part in pdf_drawings.wrap(line, wide, 12)]
    return pdf_drawings.print_form(form, facts, Random(SEED), printed)


def documents(prose: Callable[[int, Random], list[str]]) -> Iterator[tuple[str, str, bytes]]:
    """Kind, what it is, bytes."""
    for form in FORMS:
        facts = renderings.draw_facts(Random(SEED), form, blanks=True)
        lines = [TITLE, *prose(PROSE, Random(SEED))[:PARAGRAPHS]]
        docx = word_file(form, facts, lines)
        yield "html", f"html, {form}", web_page(form, facts, lines)
        yield "html", f"html of Word, {form}", web_page(form, facts, lines, WORD)
        yield "docx", f"docx, {form}", docx
        yield "xlsx", f"xlsx, {form}", workbook(form, facts, lines)
        yield "pdf", f"pdf, {form}", pdf_file(form, facts, lines)
    if SAMPLE and SAMPLE.is_file():
        yield "pdf", "pdf, a real one", SAMPLE.read_bytes()


# ------------------------------------------------------------------------------------------------ bare libraries


def bare_html(content: bytes) -> object:
    """lxml: the page parsed, text by text, cells with their spans."""
    from lxml import etree

    root = etree.fromstring(content, etree.HTMLParser(encoding="utf-8"))
    cells = [
        [("".join(map(str, cell.itertext())), cell.get("rowspan"), cell.get("colspan")) for cell in row]
        for row in root.iter("tr")
    ]
    return cells, ["".join(map(str, line.itertext())) for line in root.iterfind("body/p")]


def bare_docx(content: bytes) -> object:
    """python-docx: paragraphs, and every cell of every row with its grid span."""
    import docx

    opened = docx.Document(io.BytesIO(content))
    cells = [
        [
            [(docx.table._Cell(cell, table).text, cell.grid_span, cell.vMerge) for cell in row._tr.tc_lst]
            for row in table.rows
        ]
        for table in opened.tables
    ]
    return cells, [paragraph.text for paragraph in opened.paragraphs]


def bare_xlsx(content: bytes) -> object:
    """python-calamine: every sheet's values with its merged ranges."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [book.get_sheet_by_index(at) for at in range(len(book.sheet_names))]
    return [
        ([[str(value) for value in row] for row in sheet.to_python(skip_empty_area=False)], sheet.merged_cell_ranges)
        for sheet in sheets
    ]


def bare_pdf(content: bytes) -> object:
    """pypdfium2's text of every page, pdfplumber's tables of the pages that have ruled lines."""
    import pdfplumber
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    texts, ruled = [], []
    for number, page in enumerate(document):
        texts.append(page.get_textpage().get_text_range())
        if any(drawn.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH for drawn in page.get_objects()):
            ruled.append(number)
    document.close()
    with pdfplumber.open(io.BytesIO(content)) as opened:
        return texts, [[t.extract() for t in opened.pages[number].find_tables()] for number in ruled]


BARE: dict[str, Callable[[bytes], object]] = {
    "html": bare_html, "docx": bare_docx, "xlsx": bare_xlsx, "pdf": bare_pdf,
}  # fmt: skip
READERS: dict[str, Callable[[bytes, str], list[Block]]] = {
    "html": read_webpage, "docx": read_docx, "xlsx": read_workbook, "pdf": read_pdf,
}  # fmt: skip


# ------------------------------------------------------------------------------------------------ timing


def as_text(document: Document) -> bytes:
    """The document's own text as a .txt report has it: a cell a line with a tab, a blank line behind each row."""
    own = {table: {line for row in table.rows for line, _, _ in spans_of(row)} for table in document.tables or ()}
    first = {min(lines): table for table, lines in own.items()}
    taken = set().union(*own.values())
    out: list[str] = []
    for number, line in enumerate(document.lines, 1):
        if number in first:
            rows = first[number].rows
            out += ["", *("\n".join("\t" + " ".join(cell.text.split()) for cell in row) + "\n" for row in rows)]
        elif number not in taken:
            out.append(line)
    return "\n".join(out).encode()


def rounds(works: Sequence[Callable[[], object]], runs: int) -> list[list[float]]:
    """Processor seconds of each work, in turns, after one round that is not counted."""
    found: list[list[float]] = [[] for _ in works]
    for at in range(runs + 1):
        for work, times in zip(works, found, strict=True):
            began = time.process_time()
            work()
            if at:
                times.append(time.process_time() - began)
    return found


def measure(kind: str, name: str, content: bytes, structure: Structure, runs: int) -> None:
    """One line of figures."""

    def whole(name: str, content: bytes) -> None:
        examine(open_document(name, content), IDENTITY, structure)

    text = as_text(open_document(f"x.{kind}", content))
    works = (
        lambda: BARE[kind](content),
        lambda: READERS[kind](content, "x"),
        lambda: whole(f"x.{kind}", content),
        lambda: whole("x.txt", text),
    )
    times = rounds(works, runs)
    bare, container, all_of_it, textual = (statistics.median(one) * 1000 for one in times)
    ratio = statistics.median(b / a for a, b in zip(times[0], times[1], strict=True))
    share = statistics.median(c / (AIM * a + d) for a, _, c, d in zip(*times, strict=True))
    print(
        f"{name:<22} {len(content) / 1000:6.0f} kB {bare:8.1f} {container:10.1f} {all_of_it:8.1f} {textual:8.1f} ms"
        f"   container/library {ratio:5.2f}   whole/bound {share:5.2f}",
        flush=True,
    )


def measure_conversion(content: bytes, runs: int) -> None:
    """LibreOffice's part of a .doc, by the clock: it works in a process of its own. Then its .docx is read as above."""
    office = find_office()
    if office is None:
        print("doc: not measured, " + NEEDED)
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.docx"
        path.write_bytes(content)
        home = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [office, home, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        legacy = path.with_suffix(".doc").read_bytes()
    whole, word = [], []
    for _ in range(max(runs // 3, 1)):
        began = time.perf_counter()
        read_legacy(legacy, "x.doc", 120)
        whole.append(time.perf_counter() - began)
        began = time.perf_counter()
        read_docx(content, "x.docx")
        word.append(time.perf_counter() - began)
    converted = statistics.median(whole) - statistics.median(word)
    print(f"doc: LibreOffice takes {converted:.1f} s by the clock; its .docx is then read as above")


def show_containers(structure: Structure, prose: Callable[[int, Random], list[str]], runs: int) -> None:
    """The figures of every container."""
    print(f"{'containers':<22} {'':9} {'library':>8} {'container':>10} {'whole':>8} {'as text':>8}")
    for kind, name, content in documents(prose):
        measure(kind, name, content, structure, runs)
        if name.startswith("docx, 2021"):
            word = content
    measure_conversion(word, runs)
