"""The documents page: which policy documents the reports cite, by whom, how often and where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from gongkai.charts import Drawings
from gongkai.csv_files import write_csv
from gongkai.pages import limits
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Citation, Report
from gongkai.pages.drafts import Draft, Page
from gongkai.words import say

FILE = "data/documents.csv"


@dataclass(frozen=True)
class Cited:
    """One document number, and the current reports that name it with every place."""

    number: str
    issuer: str
    by: Sequence[tuple[Report, Citation, Sequence[str]]]

    @property
    def key(self) -> str:
        """A number holds Chinese and brackets; its address may not."""
        return sha256(self.number.encode()).hexdigest()[:12]

    @property
    def anchor(self) -> str:
        """Where its row stands on the page."""
        return f"doc-{self.key}"

    @property
    def count(self) -> int:
        """How often it is named."""
        return sum(citation.count for _, citation, _ in self.by)


def render_documents(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """The one page /documents.html, with its rows as a CSV, which alone has the documents beyond `limits.ROWS`."""
    draft = Draft(catalogue, drawings, "documents.md")
    cited = find_cited(catalogue)
    columns = ("number", "issuer", "report_id", "count", "locators")
    rows = [{name: getattr(citation, name) for name in columns} for one in cited for _, citation, _ in one.by]
    draft.files[FILE] = write_csv(columns, rows).decode("utf-8")
    yield draft.finish(
        "documents.html.j2",
        say("文件"),
        say("年度报告里提到的 {n} 个文号，被哪些报告引用，在哪里。", n=len(cited)),
        cited=cited[: limits.ROWS],
        left=max(len(cited) - limits.ROWS, 0),
        most=limits.SECTIONS,
        citing=len({report.report_id for one in cited for report, _, _ in one.by}),
        issuers=len({one.issuer for one in cited if one.issuer}),
        file=FILE,
    )


def find_cited(catalogue: Catalogue) -> list[Cited]:
    """The documents that current reports name, those named by most reports first, then by number."""
    found: dict[str, list[tuple[Report, Citation, Sequence[str]]]] = {}
    for report in catalogue.current:
        for citation in catalogue.citations[report.report_id]:
            places = [place for place in citation.locators.split(";") if place]
            found.setdefault(citation.number, []).append((report, citation, places))
    cited = [Cited(number, by[0][1].issuer, by) for number, by in found.items()]
    return sorted(cited, key=lambda one: (-len(one.by), one.number))
