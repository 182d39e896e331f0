"""The same report in every container gives the same: every golden case and every real text, printed into each.

Compared are form, observations, statements, citations and captions; places, residue and the white space inside raw
texts are each container's own.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gongkai.containers.blocks import GridCell
from gongkai.containers.legacy import find_office
from gongkai.documents import Document, open_document
from gongkai.identities import identify
from gongkai.readings import parse
from gongkai.structures import Structure
from tests.containers import KINDS, Piece, as_docx, pieces, saved_as
from tests.office_files import docx, p, r, xlsx
from tests.pdf_drawings import Sheet, make_pdf
from tests.prose import said
from tests.test_cases import CASES, NAMES

needs_office = pytest.mark.skipif(
    find_office() is None, reason="LibreOffice is not here (Debian: libreoffice-writer-nogui); .doc is untested"
)
REAL = ("370303-2017", "370400-2017", "370400-gaoxin-2020", "370404-2014", "371300-2017")
ONE_OF_EACH_FORM = ("form-2014-city", "form-2019", "form-2021", "form-none")
# What of a record must be the same.
FACTS = {
    "observations": ("form", "indicator", "applicant", "source", "value", "state", "unit", "label"),
    "statements": ("indicator", "quantity", "low", "high", "unit", "qualifier"),
    "citations": ("number", "issuer", "count"),
    "captions": ("number", "title", "section"),
}
Found = Counter[tuple[Any, ...]]


def found_in(document: Document, structure: Structure, report: str = "") -> Found:
    """The facts of a document; `report` names it where its title may not."""
    authority, _, year = report.rpartition("-")
    given = (authority, int(year)) if report else ()
    parsed = parse(document, identify(document, structure, None, *given), None, structure)
    facts = [(kind, *(fact[name] for name in names)) for kind, names in FACTS.items() for fact in parsed[kind]]
    return Counter([*facts, ("form", parsed["report"]["form"])])


def difference(wanted: Found, found: Found) -> dict[str, list[tuple[Any, ...]]]:
    return {"lost": list(wanted - found), "strange": list(found - wanted)}


SAME: dict[str, list[tuple[Any, ...]]] = {"lost": [], "strange": []}


def of_case(name: str) -> tuple[bytes, list[Piece]]:
    content = (CASES / name / "document.txt").read_bytes()
    layout = name.removeprefix("layout-").replace("-", "_") if name.startswith("layout-") else "tab_cells"
    return content, pieces(layout, content.decode())


def of_report(folder: Path, report: str) -> tuple[bytes, list[Piece]]:
    """A real one; the one that has its quoted scheme between pipes has no tables besides."""
    content = (folder / f"{report}.txt").read_bytes()
    return content, pieces("pipes" if b"\n| " in content else "tab_cells", content.decode())


def printed(parts: Sequence[Piece]) -> Counter[str]:
    texts = [text for part in parts for text in ([part] if isinstance(part, str) else [cell.text for cell in part])]
    return Counter(character for text in texts for character in text if character.isdigit())


@pytest.mark.parametrize("name", NAMES)
def test_every_digit_of_a_case_is_printed_again(name: str) -> None:
    content, parts = of_case(name)
    assert printed(parts) == Counter(character for character in content.decode() if character.isdigit())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_case_says_the_same_in_every_container(name: str, kind: str, invented_structure: Structure) -> None:
    content, parts = of_case(name)
    wanted = found_in(open_document("document.txt", content), invented_structure)
    assert difference(wanted, found_in(open_document(kind, KINDS[kind](parts)), invented_structure)) == SAME


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("report", REAL)
def test_a_real_report_says_the_same(report: str, kind: str, real_documents: Path, structure: Structure) -> None:
    content, parts = of_report(real_documents, report)
    wanted = found_in(open_document("document.txt", content), structure, report)
    assert difference(wanted, found_in(open_document(kind, KINDS[kind](parts)), structure, report)) == SAME


@pytest.mark.parametrize("kind", KINDS)
def test_one_changed_figure_is_seen_and_no_other(kind: str, invented_structure: Structure) -> None:
    content, parts = of_case("form-2019")
    wanted = found_in(open_document("document.txt", content), invented_structure)
    table = next(at for at, part in enumerate(parts) if not isinstance(part, str))
    changed = [cell for cell in parts[table] if not isinstance(cell, str)]
    parts[table] = [GridCell("8205", c.row, c.column, c.rows, c.columns) if c.text == "8204" else c for c in changed]
    found = difference(wanted, found_in(open_document(kind, KINDS[kind](parts)), invented_structure))
    assert [[fact[5] for fact in facts] for facts in found.values()] == [[8204], [8205]]


RAISED, STRUCK = '<w:vertAlign w:val="superscript"/>', "<w:strike/>"
SAID = "全年受理信息公开申请"


def in_word(marks: str) -> bytes:
    return docx(p(r(f"{SAID}1"), r("2", marks), r("3件。")))


def in_workbook(marks: str) -> bytes:
    text = f"<si><r><t>{SAID}1</t></r><r><rPr>{marks}</rPr><t>2</t></r><r><t>3件。</t></r></si>"
    return xlsx(['<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'], strings=text)


def in_pdf(lift: float, size: float) -> bytes:
    page = Sheet()
    page.text(60, 100, f"{SAID}1", 12)
    page.text(60 + 12 * len(SAID) + 6, 100 - lift, "2", size)
    page.text(60 + 12 * len(SAID) + 6 + size / 2, 100, "3件。", 12)
    return make_pdf([page])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("raised.txt", f"{SAID}1²3件。".encode()),
        ("parted.txt", f"{SAID}1\u200b3件。".encode()),
        ("raised.html", f"<p>{SAID}1<sup>2</sup>3件。</p>".encode()),
        ("struck.html", f"<p>{SAID}1<del>2</del>3件。</p>".encode()),
        ("raised.docx", in_word(RAISED)),
        ("lifted.docx", in_word('<w:position w:val="10"/>')),
        ("struck.docx", in_word(STRUCK)),
        ("raised.xlsx", in_workbook('<vertAlign val="superscript"/>')),
        ("struck.xlsx", in_workbook("<strike/>")),
        ("raised.pdf", in_pdf(5, 7)),
        ("lowered.pdf", in_pdf(-3, 7)),
        ("small.pdf", in_pdf(0, 7)),
    ],
)
def test_what_is_raised_or_struck_between_digits_makes_no_figure(name: str, content: bytes) -> None:
    assert said(open_document(name, content).lines) == []


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every case as LibreOffice saves it as .doc."""
    folder = tmp_path_factory.mktemp("older")
    return saved_as("doc:MS Word 97", {name: as_docx(of_case(name)[1]) for name in NAMES}, ".docx", folder)


@needs_office
@pytest.mark.parametrize("name", ONE_OF_EACH_FORM)
def test_an_older_document_says_the_same(name: str, older: dict[str, bytes], invented_structure: Structure) -> None:
    wanted = found_in(open_document("document.txt", of_case(name)[0]), invented_structure)
    assert difference(wanted, found_in(open_document("x.doc", older[name]), invented_structure)) == SAME


@needs_office
def test_all_older_documents_say_the_same(
    older: dict[str, bytes], tmp_path: Path, invented_structure: Structure
) -> None:
    """All at once: what LibreOffice makes of a .doc is read as any .docx."""
    made = saved_as("docx:MS Word 2007 XML", older, ".doc", tmp_path)
    assert sorted(made) == NAMES
    for name, content in made.items():
        wanted = found_in(open_document("document.txt", of_case(name)[0]), invented_structure)
        assert difference(wanted, found_in(open_document("x.docx", content), invented_structure)) == SAME, name


@needs_office
def test_the_real_reports_say_the_same_as_older_documents(
    real_documents: Path, tmp_path: Path, structure: Structure
) -> None:
    given = {report: of_report(real_documents, report) for report in REAL}
    made = saved_as(
        "doc:MS Word 97", {report: as_docx(parts) for report, (_, parts) in given.items()}, ".docx", tmp_path
    )
    for report, (content, _) in given.items():
        wanted = found_in(open_document("document.txt", content), structure, report)
        assert difference(wanted, found_in(open_document("x.doc", made[report]), structure, report)) == SAME, report
