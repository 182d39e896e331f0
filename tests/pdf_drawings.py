"""Small PDFs made by hand for the tests: text, ruled lines and backgrounds in a few operators, no font embedded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from gongkai.containers.blocks import GridCell
from tests import renderings

WIDTH, HEIGHT, SIDE, SIZE = 1100, 842, 60, 10
FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/UniGB-UCS2-{way}/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
    "/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 5>>/DW 1000/W[1 94 500 814 939 500]"
    "/FontDescriptor<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880"
    "/Descent -120/CapHeight 880/StemV 80>>>>]>>"
)


@dataclass
class Sheet:
    """One page: operators, with places counted from the upper left corner as readers see them."""

    width: float = WIDTH
    height: float = HEIGHT
    extra: str = ""
    operators: list[str] = field(default_factory=list)

    def text(
        self, x: float, baseline: float, text: str, size: float = SIZE, *, before: str = "", turned: bool = False
    ) -> None:
        """Text from x on; `turned` runs upwards."""
        hexed = text.encode("utf-16-be").hex()
        matrix = "0 1 -1 0" if turned else "1 0 0 1"
        at = f"{x:.2f} {self.height - baseline:.2f}"
        self.operators.append(f"q {before} BT /F {size} Tf {matrix} {at} Tm <{hexed}> Tj ET Q")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A ruled line."""
        self.operators.append(f"{x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l S")

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Four ruled lines."""
        self.operators.append(f"{x0:.2f} {self.height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re S")

    def fill(self, colour: str, x0: float, y0: float, x1: float, y1: float) -> None:
        """A background."""
        self.operators.append(f"q {colour} rg {x0:.2f} {self.height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f Q")

    def table(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """A table of plain cells, their text in the middle of their height."""
        for top, bottom, row in zip(ys, ys[1:], rows, strict=False):
            for left, right, text in zip(xs, xs[1:], row, strict=False):
                self.box(left, top, right, bottom)
                if text:
                    self.text(left + 3, (top + bottom) / 2 + 3, text)


def make_pdf(sheets: Iterable[Sheet], trailer: str = "", extra: Sequence[str] = ()) -> bytes:
    """The bytes of a PDF with these pages; `extra` objects follow the font's and are numbered from 4 on."""
    sheets = list(sheets)
    first = 4 + len(extra)
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(len(sheets)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(sheets)}/Kids[{kids}]>>",
        FONT.format(way="H"),
        *extra,
    ]
    for at, sheet in enumerate(sheets):
        stream = "\n".join(sheet.operators)
        page = f"/MediaBox[0 0 {sheet.width} {sheet.height}]/Contents {first + 2 * at + 1} 0 R{sheet.extra}"
        resources = "" if "/Resources" in sheet.extra else "/Resources<</Font<</F 3 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R{page}{resources}>>")
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R{trailer}>>"
    return content + f"{end}\nstartxref\n{len(content)}\n%%EOF\n".encode("latin-1")


# A form on paper -------------------------------------------------------------------------------------------


def wrap(text: str, width: float, size: float = SIZE) -> list[str]:
    """The lines that a text takes in a cell; numbers are not broken."""
    lines, used = [""], 0.0
    for char in text:
        if char == "\n":
            lines, used = [*lines, ""], 0.0
            continue
        wide = size / 2 if char.isascii() else size
        if used + wide > width and not char.isascii():
            lines, used = [*lines, ""], 0.0
        lines[-1] += char
        used += wide
    return lines


class Printer:
    """Blocks of a form printed page after page: rows cut at page breaks, page numbers at the foot."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.sheets: list[Sheet] = []
        self.feed()

    def feed(self) -> None:
        """A new page."""
        self.sheets.append(Sheet())
        self.at = 70.0
        self.sheets[-1].text(WIDTH / 2, HEIGHT - 40, f"- {len(self.sheets)} -")

    def heading(self, text: str) -> None:
        """A line of its own."""
        if self.at > HEIGHT - 150:
            self.feed()
        self.sheets[-1].text(SIDE, self.at + 20, text, 12)
        self.at += 32

    def paragraph(self, text: str) -> None:
        """Running text: its first line indented by two characters, the others full."""
        lines = wrap("\u3000\u3000" + text, WIDTH - 2 * SIDE, 12)
        for number, line in enumerate(lines):
            if self.at > HEIGHT - 100:
                self.feed()
            self.sheets[-1].text(SIDE + (0 if number else 24), self.at + 14, line.strip("\u3000"), 12)
            self.at += 18

    def table(self, cells: Sequence[GridCell]) -> None:
        """A table of merged cells; one that goes over a page's end is ruled on both, its text as far as it fits."""
        wide, high = (max(n) for n in zip(*((c.column + c.columns, c.row + c.rows) for c in cells), strict=True))
        labels = next(c.columns for c in cells if not c.row) if wide > 4 else 1
        first = {1: 360.0, 3: 100.0}.get(labels, 68.0) if wide < 15 else 68.0
        rest = (WIDTH - 2 * SIDE + 40 - labels * first) / max(wide - labels, 1)
        xs = [SIDE - 20.0]
        for at in range(wide):
            xs.append(xs[-1] + (first if at < labels else rest))
        lines = {c: wrap(c.text.replace("\u2002", " "), xs[c.column + c.columns] - xs[c.column] - 6) for c in cells}
        heights = [18.0] * high
        for cell in sorted(cells, key=lambda c: c.rows):
            need = len(lines[cell]) * (SIZE + 2) + 6 - sum(heights[cell.row : cell.row + cell.rows])
            heights[cell.row + cell.rows - 1] += max(need, 0)
        row = 0
        while row < high:
            end = row + 1
            while end < high and self.at + sum(heights[row : end + 1]) < HEIGHT - 90:
                end += 1
            if self.at + heights[row] >= HEIGHT - 90:
                self.feed()
                continue
            ys = [self.at + sum(heights[row:at]) for at in range(row, end + 1)]
            for cell in cells:
                self._merged(cell, lines, xs, ys, row, end)
            self.at = ys[-1]
            row = end
            if row < high:
                self.feed()

    def _merged(
        self,
        cell: GridCell,
        lines: dict[GridCell, list[str]],
        xs: Sequence[float],
        ys: Sequence[float],
        first: int,
        end: int,
    ) -> None:
        """The part of a cell that stands on this page's rows."""
        top, bottom = max(cell.row, first), min(cell.row + cell.rows, end)
        if top >= bottom:
            return
        left, sheet = xs[cell.column], self.sheets[-1]
        sheet.box(left, ys[top - first], xs[cell.column + cell.columns], ys[bottom - first])
        room = int((ys[bottom - first] - ys[top - first] - 6) / (SIZE + 2))
        for number, line in enumerate(lines[cell][:room]):
            if line:
                sheet.text(left + 3, ys[top - first] + 12 + number * (SIZE + 2), line)
        lines[cell] = lines[cell][room:]

    def row(self, xs: Sequence[float], cells: Sequence[str]) -> None:
        """A row of cells, which goes on on the next page where this one ends."""
        cells = [cell.replace("\u2002", " ") for cell in cells]  # which the font has not
        wrapped = [wrap(cell, right - left - 6) for left, right, cell in zip(xs, xs[1:], cells, strict=False)]
        while True:
            room = int((HEIGHT - 90 - self.at - 6) / (SIZE + 2))
            need = max(map(len, wrapped))
            if room < 1:
                self.feed()
                continue
            taken = min(room, need)
            self._cells(xs, [lines[:taken] for lines in wrapped], taken * (SIZE + 2) + 6)
            wrapped = [lines[taken:] for lines in wrapped]
            if taken == need:
                return
            self.feed()

    def _cells(self, xs: Sequence[float], cells: Sequence[Sequence[str]], height: float) -> None:
        sheet = self.sheets[-1]
        for left, right, lines in zip(xs, xs[1:], cells, strict=False):
            sheet.box(left, self.at, right, self.at + height)
            for number, line in enumerate(lines):
                if line:
                    sheet.text(left + 3, self.at + 12 + number * (SIZE + 2), line)
        self.at += height


def print_form(form: str, facts: renderings.Facts, random: Random, lines: Sequence[str] = ()) -> bytes:
    """A form with its facts as PDF, below lines of text."""
    printer = Printer(random)
    for line in lines or ["一、总体情况。"] * random.randrange(18):
        printer.heading(line)
    for block in renderings.blocks_of(form):
        printer.heading(block.before)
        rows = list(renderings.grid(block, facts, repeat=False))
        wide = block.label_columns * (60 if block.label_columns > 1 else 160)
        narrow = (WIDTH - 2 * SIDE + 40 - wide) / (len(rows[0]) - block.label_columns)
        xs = [SIDE - 20 + 0.0]
        for at in range(len(rows[0])):
            xs.append(xs[-1] + (wide / block.label_columns if at < block.label_columns else narrow))
        for row in rows:
            printer.row(xs, row)
    return make_pdf(printer.sheets)
