"""Hostile documents for the tests: every file is the same small report of an invented authority, done violence to.

`python -m tests.hostile FOLDER` writes them. The report says 95 applications, a blank and a zero; a reader may refuse a
file or leave a cell unread, it may never see another number.
"""

import io
import os
import struct
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

TITLE = "云溪市人民政府2016年政府信息公开工作年度报告"
ROWS = [
    ("统计指标", "单位", "统计数"),
    ("三、依申请公开情况", "", ""),
    ("（一）收到申请数", "件", "95"),
    ("四、行政复议数量", "件", ""),
    ("五、行政诉讼数量", "件", "0"),
]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006"
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 '9'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/hostname">]>'


def page(cell: str = "95", before: str = "", behind: str = "", head: str = "<!doctype html><html>") -> str:
    rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in ROWS)
    body = f"<h1>{TITLE}</h1><p>报告如下。</p>{before}<table>{rows.replace('95', cell)}</table>{behind}"
    return f"{head}<body>{body}</body></html>"


def pages() -> Iterator[tuple[str, str | bytes, str]]:
    """Web pages."""
    meta = "<!doctype html><html><head><meta charset={}></head>"
    yield "gb-says-utf8.html", page(head=meta.format("utf-8")).encode("gb18030"), "read"
    yield "utf8-says-gb.html", page(head=meta.format("gb2312")), "read"
    yield "utf16.html", page(head=meta.format("utf-8")).encode("utf-16"), "read"
    yield "utf16-named-txt.txt", page().encode("utf-16"), "read"
    yield "divs-300.html", page(before="<div>" * 300, behind="</div>" * 300), "over the limit"
    yield "divs-100000.html", page(before="<div>" * 100_000), "over the limit"
    yield "hidden.html", page('<span style="display:none">9</span>95'), "read"
    yield "hidden-attribute.html", page("<span hidden>9</span>95"), "read"
    yield "small.html", page('<span style="font-size:0">9</span>95'), "read"
    yield "deleted.html", page("<del>9</del>95"), "read"
    yield "struck.html", page('<s>9</s>9<span style="text-decoration:line-through">9</span>5'), "read"
    yield "raised.html", page("95<sup>1</sup>"), "read"
    yield "lowered.html", page("9<sub>2</sub>5"), "read"
    yield "comment.html", page("<!-- 9 -->95<!-- 9 -->"), "read"
    yield "script.html", page("<script>document.write('9')</script>95"), "read"
    yield "template.html", page("<template>9</template>95<noscript>9</noscript>"), "read"
    yield "turned-round.html", page("\u202e59\u202c"), "read"
    yield "zero-width.html", page("9\u200b5"), "read"
    yield "table-in-a-cell.html", page("<table><tr><td>9</td></tr></table>95"), "read"
    yield "spans.html", page(before="<table><tr><td rowspan=65534 colspan=1000>9</td></tr></table>" * 50), "read"
    yield (
        "many-cells.html",
        page(before="<table>" + ("<tr>" + "<td>9" * 100) * 2_050 + "</table>"),
        "over the limit",
    )
    yield "long-attribute.html", page(before=f"<p title='{'9' * 10**7}'>文</p>"), "read"
    yield "laughs.html", page("&a9;95", head=LAUGHS.replace("x [", "html [") + "<html>"), "read"
    yield "outside.html", page("&a9;95", head=OUTSIDE.replace("x [", "html [") + "<html>"), "read"
    yield "fetches.html", page(before='<img src="http://192.0.2.1/x.png"><iframe src="//192.0.2.1/"></iframe>'), "read"
    yield "broken-off.html", page()[: -len("0</td></tr></table></body></html>") - 30], "damaged"
    yield "zeros.html", page().encode().replace(b"95", b"9\x005"), "damaged"
    yield "page.pdf", page(), "read"
    yield "page.docx", page(), "read"
    yield "page.txt", page(), "read"
    yield (
        "not-found.pdf",
        "<!DOCTYPE html><html><title>404</title><body><h1>404 Not Found</h1></body></html>",
        "no report",
    )
    yield "nothing.html", "<html><body></body></html>", "no report"
    yield "pictures.html", "<html><body><img src='1.jpg'><img src='2.jpg'></body></html>", "pictures only"


def zipped(*parts: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(written, "w", method) as archive:
        warnings.simplefilter("ignore", UserWarning)  # of doubled names, which are the point
        for name, content in parts:
            archive.writestr(name, content)
    return written.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def word_body(cell: str = run("95"), before: str = "") -> str:
    def printed(text: str) -> str:
        return f"<w:tc><w:p>{cell if text == '95' else run(text)}</w:p></w:tc>"

    rows = "".join("<w:tr>" + "".join(printed(text) for text in row) + "</w:tr>" for row in ROWS)
    grid = "<w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>"
    return f"{paragraph(TITLE)}{before}<w:tbl><w:tblPr/>{grid}{rows}</w:tbl>{paragraph('完。')}"


def word(body: str = "", *more: tuple[str, str | bytes], declared: str = "", without: str = "") -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = (
        f'<Types xmlns="{P}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    )
    links = (
        f'<Relationships xmlns="{P}/relationships"><Relationship Id="r1" Type="{R}/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    document = f'{declared}<w:document xmlns:w="{W}"><w:body>{body or word_body()}</w:body></w:document>'
    parts = [("[Content_Types].xml", types), ("_rels/.rels", links), ("word/document.xml", document), *more]
    return zipped(*(part for part in parts if part[0] != without))


def flagged(content: bytes) -> bytes:
    """A zip whose members say that they are encrypted."""
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(mark, start)) >= 0:
            content = content[: start + at] + bytes([content[start + at] | 1]) + content[start + at + 1 :]
            start += 4
    return content


def ole(*entries: str) -> bytes:
    """An old Office file of headers and a directory, and nothing behind them."""
    directory = b""
    for entry in ("Root Entry", *entries):
        name = entry.encode("utf-16-le") + b"\0\0"
        directory += name.ljust(64, b"\0") + struct.pack("<H", len(name)) + b"\0" * 62
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + directory.ljust(512, b"\0") + b"\0" * 2048


def words() -> Iterator[tuple[str, bytes, str]]:
    """Word files, new and old."""
    deep = "<w:tbl><w:tr><w:tc>" * 300 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 300
    good = word()
    yield "good.docx", good, "read"
    yield "word-named.xls", good, "read"
    yield "word-named.txt", good, "read"
    yield "bomb.docx", word(word_body(), ("word/bomb.xml", b" " * 150 * 2**20)), "over the limit"
    yield "doubled.docx", word(word_body(), ("word/document.xml", "<x/>")), "doubtful"
    yield "climbs.docx", word(word_body(), ("../../climbs.txt", "9")), "refused"
    yield "laughs.docx", word(word_body(run("&a9;95")), declared=LAUGHS), "refused"
    yield "outside.docx", word(word_body(run("&a9;95")), declared=OUTSIDE), "refused"
    inserted = f'<w:ins w:id="1" w:author="x">{run("9")}</w:ins>{run("5")}'
    yield "inserted.docx", word(word_body(inserted)), "doubtful"
    removed = f'<w:del w:id="1" w:author="x"><w:r><w:delText>9</w:delText></w:r></w:del>{run("95")}'
    yield "removed.docx", word(word_body(removed)), "doubtful"
    yield "hidden.docx", word(word_body(run("9", "<w:vanish/>") + run("95"))), "doubtful"
    yield "struck.docx", word(word_body(run("9", "<w:strike/>") + run("95"))), "read"
    yield "raised.docx", word(word_body(run("95") + run("1", '<w:vertAlign w:val="superscript"/>'))), "read"
    yield "deep.docx", word(word_body(before=deep)), "damaged"
    yield "bare-table.docx", word(word_body().replace("<w:tblPr/>", "")), "damaged"
    yield (
        "wide.docx",
        word(word_body().replace("<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="999999"/></w:tcPr>', 1)),
        "over the limit",
    )
    yield "crowded.docx", word(word_body(), *((f"x/{n}.xml", "") for n in range(20_000))), "over the limit"
    yield "malformed.docx", word(word_body() + "<w:p>"), "damaged"
    yield "headless.docx", word(without="word/document.xml"), "damaged"
    yield "half.docx", good[: len(good) // 2], "damaged"
    at = good.index(b"word/document.xml") + 60
    yield "flipped.docx", good[:at] + bytes([good[at] ^ 255]) + good[at + 1 :], "damaged"
    yield "flagged.docx", flagged(good), "encrypted"
    yield "password.docx", ole("EncryptionInfo", "EncryptedPackage"), "encrypted"
    yield "hollow.doc", ole("WordDocument"), "damaged"
    yield "hollow.xls", ole("Workbook"), "damaged"
    yield "braces.rtf", b"{\\rtf1" + b"{" * 200_000, "damaged"


def book(cells: str, *more: tuple[str, str | bytes], declared: str = "", state: str = "") -> bytes:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    types = (
        f'<Types xmlns="{P}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}"/></Types>'
    )
    links = '<Relationships xmlns="{}/relationships"><Relationship Id="r1" Type="{}/{}" Target="{}"/></Relationships>'
    sheets = f'<sheets><sheet name="表" sheetId="1" {state} r:id="r1"/></sheets>'
    workbook = f'<workbook xmlns="{S}" xmlns:r="{R}">{sheets}</workbook>'
    return zipped(
        ("[Content_Types].xml", types),
        ("_rels/.rels", links.format(P, R, "officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", links.format(P, R, "worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", f'{declared}<worksheet xmlns="{S}"><sheetData>{cells}</sheetData></worksheet>'),
        *more,
    )


def cells(number: str = '<c r="C4"><v>95</v></c>', behind: str = "") -> str:
    rows = []
    for at, row in enumerate([(TITLE, "", ""), *ROWS], 1):
        printed = [
            number if text == "95" else f'<c r="{"ABC"[column]}{at}" t="inlineStr"><is><t>{text}</t></is></c>'
            for column, text in enumerate(row)
            if text
        ]
        rows.append(f'<row r="{at}">{"".join(printed)}</row>')
    return "".join(rows) + behind


def books() -> Iterator[tuple[str, bytes, str]]:
    """Workbooks."""
    good = book(cells())
    yield "good.xlsx", good, "read"
    yield "book-named.doc", good, "read"
    yield "far.xlsx", book(cells(behind='<row r="1048576"><c r="XFD1048576"><v>9</v></c></row>')), "over the limit"
    yield "formula.xlsx", book(cells('<c r="C4"><f>90+5</f></c>')), "read"
    yield "error.xlsx", book(cells('<c r="C4" t="e"><v>#DIV/0!</v></c>')), "read"
    yield "truth.xlsx", book(cells('<c r="C4" t="b"><v>1</v></c>')), "read"
    yield "fraction.xlsx", book(cells('<c r="C4"><v>95.00000000000001</v></c>')), "read"
    yield "bomb.xlsx", book(cells(), ("xl/sharedStrings.xml", b" " * 150 * 2**20)), "over the limit"
    yield "laughs.xlsx", book(cells(), declared=LAUGHS), "refused"
    yield "hidden-sheet.xlsx", book(cells(), state='state="hidden"'), "no report"
    yield "half.xlsx", good[: len(good) // 2], "damaged"
    yield "doubled.xlsx", book(cells(), ("xl/worksheets/sheet1.xml", "<x/>")), "doubtful"


def archives() -> Iterator[tuple[str, bytes, str]]:
    """Archives."""
    html = page().encode()
    yield "one.zip", zipped(("report.html", html)), "read"
    yield "none.zip", zipped(), "no report"
    yield "climbs.zip", zipped(("../report.html", html)), "refused"
    yield "absolute.zip", zipped(("/report.html", html)), "refused"
    yield "doubled.zip", zipped(("report.html", html), ("report.html", html.replace(b"95", b"9"))), "doubtful"
    yield "zip-in-zip.zip", zipped(("inner.zip", zipped(("report.html", html)))), "refused"
    yield "bomb.zip", zipped(("report.html", html + b" " * 150 * 2**20)), "over the limit"
    link = zipfile.ZipInfo("report.html")
    link.external_attr = 0o120777 << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(link, "/etc/hostname")
    yield "link.zip", written.getvalue(), "refused"
    yield "flagged.zip", flagged(zipped(("report.html", html))), "encrypted"
    yield "other.rar", b"Rar!\x1a\x07\x00" + html, "refused"
    yield "other.gz", zlib.compress(html, wbits=31), "refused"


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    written, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    return (
        written
        + head
        + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF"
        % (
            len(places) + 1,
            trailer,
            len(written),
        )
    )


def stream(content: bytes, filters: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), filters, content)


def sheet(content: bytes, *more: bytes, kids: bytes = b"3 0 R", trailer: bytes = b"") -> bytes:
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[%s]>>" % kids,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>"
        b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        content,
        *more,
        trailer=trailer,
    )


def pdfs() -> Iterator[tuple[str, bytes, str]]:
    """PDF."""
    text = stream(b"BT /F 12 Tf 72 700 Td (Annual report 95) Tj ET")
    deflated = b"/Filter/FlateDecode"
    image = stream(
        b"\0" * 100, b"/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<00><00>]" % (b"ab" * 32, b"cd" * 32)
    good = sheet(text)
    yield "latin.pdf", good, "no report"
    yield "half.pdf", good[: len(good) // 2], "damaged"
    yield "only-head.pdf", b"%PDF-1.7", "damaged"
    yield "locked.pdf", sheet(text, trailer=lock), "encrypted"
    yield "no-pages.pdf", sheet(text, kids=b""), "damaged"
    yield "endless-pages.pdf", sheet(text, kids=b"2 0 R"), "damaged"
    yield "picture.pdf", sheet(stream(b"q 595 0 0 842 0 0 cm /I Do Q"), image), "pictures only"
    yield "unseen.pdf", sheet(stream(b"BT 3 Tr /F 12 Tf 72 700 Td (Annual report 95) Tj ET")), "refused"
    bomb = zlib.compress(zlib.compress(b"0 0 m 1 1 l S\n" * (12 * 2**20)))
    yield "bomb.pdf", sheet(stream(bomb, b"/Filter[/FlateDecode/FlateDecode]")), "over the limit"
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I 5 0 R>>>>"
    yield "form-in-itself.pdf", sheet(stream(b"/I Do"), stream(b"/I Do /I Do", form)), "over the limit"
    yield "lines.pdf", sheet(stream(zlib.compress(b"0 0 m 99 99 l S\n" * 50_000), deflated)), "pictures only"
    yield "picture-named.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "pictures only"


def texts() -> Iterator[tuple[str, str | bytes, str]]:
    """Texts, and names that are the trouble. Every name is 255 bytes at most, as disks have it."""
    text = "\n".join([TITLE, "", *("\n".join(f"\t{cell}" for cell in row) + "\n" for row in ROWS)])
    yield "plain.txt", text, "read"
    yield "empty.pdf", b"", "refused"
    yield "spaces.docx", b" \n", "refused"
    yield "binary.txt", b"\0\1\2\xff" * 99, "refused"
    yield "marked.txt", b"\xef\xbb\xbf\xff\xff", "refused"
    yield "novel.pdf", "从前有座山。", "no report"
    yield "line.html", "九" * 2_000_000, "no report"
    yield "a..b.txt", text, "read"
    yield "-rf, \"'=1+1.txt", text, "read"
    yield "[bold]red.txt", text, "read"
    yield "长" * 83 + ".html", page(), "read"
    yield "new\nline.txt", text, "refused"
    yield "turned\u202etxt.html", page(), "refused"
    yield "mark\u200f.docx", word(), "refused"
    yield "tab\t.txt", text, "refused"
    yield "escape\x1b[2J.txt", text, "refused"
    yield os.fsdecode(b"bytes\xff.txt"), text, "refused"


MAKERS: tuple[Callable[[], Iterator[tuple[str, str | bytes, str]]], ...] = (pages, words, books, archives, pdfs, texts)


def write_hostile(folder: Path) -> dict[str, str]:
    """Write every file and say with which word each has to end."""
    words_of: dict[str, str] = {}
    for maker in MAKERS:
        for name, content, word_of in maker():
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
            words_of[name] = word_of
    with (folder / "huge.pdf").open("wb") as file:
        file.truncate(65 * 2**20)
    (folder / "link.txt").symlink_to(folder / "plain.txt")
    (folder / "folder.pdf").symlink_to(folder)
    os.mkfifo(folder / "waits.docx")
    return words_of | {
        "huge.pdf": "over the limit",
        "link.txt": "refused",
        "folder.pdf": "refused",
        "waits.docx": "refused",
    }


if __name__ == "__main__":
    print(len(write_hostile(Path(sys.argv[1]))))
