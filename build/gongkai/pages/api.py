"""The page that teaches the API: five lines each of Python, R, SQL and JavaScript, on a value that the package has."""

from collections.abc import Iterator

from gongkai.addresses import site_address
from gongkai.charts import Drawings
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Cell
from gongkai.pages.datasets import WHOLE
from gongkai.pages.drafts import Draft, Page
from gongkai.words import say

# Where `gongkai serve` shows the site.
PREVIEW = "http://127.0.0.1:8000/"


def render_api(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/api.html."""
    draft = Draft(catalogue, drawings, "api.md")
    address = site_address(catalogue.published.descriptor)
    cell = _example(catalogue)
    report = catalogue.reports[cell.report_id] if cell else None
    year = report.time_period if report else 0
    parquets = catalogue.editions[WHOLE].parquets if WHOLE in catalogue.editions else []
    tables = [one.address for one in parquets if one.name == f"observations-{year}.parquet"]
    yield draft.finish(
        "api.html.j2",
        say("程序接口"),
        say("用程序读这份数据：静态 JSON、Parquet，Python、R、SQL、JavaScript 各五行。"),
        base=address or PREVIEW,
        address=address,
        cell=cell,
        report=report,
        table=next(iter(tables), f"data/{WHOLE}/data/observations-{year}.csv"),
        is_parquet=bool(tables),
    )


def _example(catalogue: Catalogue) -> Cell | None:
    """Letters that asked for information, where a table has them; else any number in the table of a current report."""
    cells = [
        cell
        for report in catalogue.current
        for cell in catalogue.cells[report.report_id]
        if cell.applicant == "total" and cell.cell_state == "reported" and cell.locator
    ]
    return next((cell for cell in cells if cell.indicator == "requests.received.letter"), next(iter(cells), None))
