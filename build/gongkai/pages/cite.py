"""The page that teaches how to cite: the data with their version and hash, a page, and one number with its place."""

from collections.abc import Iterator

from gongkai.charts import Drawings
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Cell
from gongkai.pages.drafts import Draft, Page
from gongkai.pages.references import cite_data, cite_page, refer
from gongkai.words import choose, say


def render_cite(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/cite.html."""
    draft = Draft(catalogue, drawings, "cite.md")
    published = catalogue.published
    cell = _example(catalogue)
    report = catalogue.reports[cell.report_id] if cell else None
    page = ""
    if report:
        name = say("{name} 年年度报告{said}", name=catalogue.name(report), said="")
        address = f"{choose('', 'en/')}reports/{report.report_id}.md"
        page = refer(cite_page(published, address, name, report)).text
    yield draft.finish(
        "cite.html.j2",
        say("引用"),
        say("怎样引用这份数据、其中一页、其中一个数。"),
        whole=refer(cite_data(published)),
        hash=str(published.descriptor.get("hash", "")).removeprefix("sha256:"),
        version=published.version,
        created=published.created,
        address=cite_data(published).address,
        cell=cell,
        report=report,
        page=page,
    )


def _example(catalogue: Catalogue) -> Cell | None:
    """A number in the table of a current report; of several the first, below the heading that comes first."""
    for report in catalogue.current:
        for cell in catalogue.cells[report.report_id]:
            if cell.applicant == "total" and cell.cell_state == "reported" and cell.locator:
                return cell
    return None
