"""Source text pages: the document as it was received, every place that something was read from marked, with a link to
what it became. Only for documents that are at hand; elsewhere a place leads to its cell in the printed form.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from gongkai.charts import Drawings
from gongkai.csv_files import write_csv
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Cell, Report
from gongkai.pages.catalogues.texts import Text
from gongkai.pages.drafts import Draft, Page
from gongkai.pages.figures.values import show_cell
from gongkai.pages.spans import KINDS, Span, gather_spans, mark_line
from gongkai.pages.statements import write_figure

# Sections of the report's page that hold the facts without an anchor of their own.
_SECTIONS = {
    "citation": "citations",
    "caption": "captions",
    "problem": "problems",
    "measure": "problems",
    "contact": "contacts",
    "residue": "residue",
}


@dataclass(frozen=True)
class Became:
    """What a place became: in words, its value, and where that stands on the report's page."""

    words: str
    value: str
    href: str


@dataclass(frozen=True)
class Piece:
    """A line, a paragraph or a cell: its address, its marked text, and what was read from it."""

    place: str
    anchor: str
    text: Markup
    became: Sequence[Became]
    is_read: bool
    has_words: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see and nothing was read."""
        return not (self.is_read or self.has_words)


@dataclass(frozen=True)
class Block:
    """A run of lines, or the rows of one table; `page` is named where a new one begins."""

    page: str
    lines: Sequence[Piece]
    rows: Sequence[Sequence[Piece | None]]


def render_sources(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/sources/<id>.html for every report whose document is at hand, with its lines and places as CSVs."""
    for text in catalogue.texts.read():
        if catalogue.has_text(text.report_id):
            yield _render(catalogue, drawings, catalogue.reports[text.report_id], text)


def _render(catalogue: Catalogue, drawings: Drawings, report: Report, text: Text) -> Page:
    draft = Draft(catalogue, drawings, f"sources/{report.report_id}.md", report=report)
    files = {
        "lines": (("place", "text"), text.lines),
        "spans": (("locator", "kind"), text.spans),
    }
    addresses = {}
    for name, (columns, rows) in files.items():
        addresses[name] = f"data/sources/{report.report_id}.{name}.csv"
        records = [dict(zip(columns, row, strict=True)) for row in rows]
        draft.files[addresses[name]] = write_csv(columns, records).decode("utf-8")
    counts = {words: 0 for words, _ in KINDS.values()}
    for _, kind in text.spans:
        counts[KINDS[kind][0]] += 1
    name = catalogue.name(report)
    return draft.finish(
        "source.html.j2",
        f"{name} 年年度报告：原文",
        f"{name} 年年度报告的原文，读出数字的地方逐处标明。",
        report=report,
        authority=catalogue.authorities[report.authority],
        status=catalogue.status(report),
        blocks=_arrange(text.lines, gather_spans(text.spans), _facts(catalogue, report)),
        lines=len(text.lines),
        spans=len(text.spans),
        counts={words: count for words, count in counts.items() if count},
        files=addresses,
    )


def _facts(catalogue: Catalogue, report: Report) -> dict[str, list[Became]]:
    """What each locator became, figures only; the rest is told by its kind."""
    name, page = report.report_id, f"../reports/{report.report_id}.html"
    found: dict[str, list[Became]] = {}
    cells: list[Cell] = [*catalogue.cells[name], *catalogue.in_text[name], *catalogue.prose[name]]
    for cell in cells:
        if cell.locator:
            shown = show_cell(catalogue, cell)
            column = catalogue.applicants[cell.applicant].label_zh if cell.applicant != "total" else ""
            words = catalogue.indicators[cell.indicator].label_zh + (f"（{column}）" if column else "")
            became = Became(words, shown.plain, f"{page}#{cell.anchor}")
            found.setdefault(cell.locator, []).append(became)
    for one in catalogue.statements[name]:
        known = catalogue.indicators.get(one.indicator)
        if one.locator not in found:
            words = known.label_zh if known else "正文里的数"
            zero = one.qualifier == "zero_in_words"
            value = "0" if zero else f"{write_figure(one)}{one.unit}"
            found.setdefault(one.locator, []).append(Became(words, value, f"{page}#statement-{one.statement}"))
    for kind, section in _SECTIONS.items():
        found[f"#{kind}"] = [Became(KINDS[kind][0], "", f"{page}#{section}")]
    return found


def _arrange(
    lines: Sequence[tuple[str, str]], spans: Mapping[str, Sequence[Span]], facts: Mapping[str, Sequence[Became]]
) -> list[Block]:
    """Blocks in printed order. Cells that follow each other are one table as long as their rows go on."""
    blanks: dict[str, list[str]] = {}
    printed = {place for place, _ in lines}
    for place in spans:
        if "/c" in place and place not in printed:
            blanks.setdefault(place.rpartition("/r")[0], []).append(place)
    blocks: list[Block] = []
    page = ""
    for name, group in groupby(_grids(lines), lambda one: one[0]):
        members = [(place, text) for _, place, text in group]
        here = members[0][0].partition("/")[0] if members[0][0].startswith("p") else ""
        pieces = [_piece(place, text, spans.get(place, ()), facts) for place, text in members]
        if not name.startswith("grid"):
            blocks.append(Block(here if here != page else "", pieces, ()))
        else:
            tables = dict.fromkeys(place.rpartition("/r")[0] for place, _ in members)
            added = [one for table in tables for one in blanks.get(table, ())]
            pieces += [_piece(place, "", spans[place], facts) for place in added]
            blocks.append(Block(here if here != page else "", (), _rows(pieces)))
        page = here
    return blocks


def _grids(lines: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Each line with the name of its run: a page's text, or a table, which may go on over pages."""
    number, last, table = 0, 0, ""
    for place, text in lines:
        if "/c" not in place:
            table, last = "", 0
            yield (f"text {place.partition('/')[0]}" if place.startswith("p") else "text"), place, text
            continue
        row, own = _row_column(place)[0], place.rpartition("/r")[0]
        if not table or (own != table and row <= last):
            number += 1
        table, last = own, row
        yield f"grid {number}", place, text


def _row_column(place: str) -> tuple[int, int]:
    row, _, column = place.rpartition("/r")[2].partition("/c")
    return int(row), int(column)


def _rows(pieces: Sequence[Piece]) -> list[list[Piece | None]]:
    at = {_row_column(piece.place): piece for piece in pieces}
    width = max(column for _, column in at)
    return [[at.get((row, column)) for column in range(1, width + 1)] for row in sorted({row for row, _ in at})]


def _piece(place: str, text: str, spans: Sequence[Span], facts: Mapping[str, Sequence[Became]]) -> Piece:
    locators = {span.anchor: f"{place}:{span.first}-{span.last}" if span.first else place for span in spans}
    became: dict[Became, None] = {}
    for span in sorted(spans, key=lambda span: span.first):
        found = facts.get(locators[span.anchor], ())
        kinds = [f"#{kind}" for kind in span.kinds if f"#{kind}" in facts]
        became |= dict.fromkeys([*found, *(one for kind in kinds for one in facts[kind])])
    anchor = place.replace("/", "-")
    return Piece(place, anchor, mark_line(text, spans), list(became), bool(spans), bool(text.strip()))
