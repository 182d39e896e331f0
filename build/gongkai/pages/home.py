"""The home page: one sentence, four facts with their coverage, three doors, who reported when, what the cells hold,
newest checks."""

from collections.abc import Iterator

from gongkai.charts import Drawings
from gongkai.pages import limits
from gongkai.pages.catalogues import NO_PLACE, Catalogue
from gongkai.pages.catalogues.records import Report
from gongkai.pages.checks.outcomes import OUTCOMES, count_outcomes
from gongkai.pages.drafts import Draft, Page
from gongkai.pages.figures.coverage import cover_authorities, draw_coverage
from gongkai.pages.quality import summarise_checks
from gongkai.words import say

NEWEST = 6


def render_home(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """The one page /index.html."""
    draft = Draft(catalogue, drawings, "index.md")
    coverage = cover_authorities(catalogue, list(catalogue.reports_by_authority))
    cells = [cell for report in catalogue.current for cell in catalogue.cells[report.report_id]]
    with_table = [report for report in catalogue.current if catalogue.cells[report.report_id]]
    told = [catalogue.statements[report.report_id] for report in catalogue.current]
    names = {report.report_id for report in catalogue.current}
    blanks = [cell for cell in cells if cell.cell_state == "blank"]
    printed = [cell for cell in cells if cell.cell_state not in NO_PLACE]
    yield draft.finish(
        "home.html.j2",
        say("公开"),
        say("政府信息公开工作年度报告：逐格转录、可以核对的开放数据。"),
        with_table=with_table,
        prose_only=[one for one in names if catalogue.prose[one] and not catalogue.cells[one]],
        publishers={report.authority for report in catalogue.current},
        statements=sum(len(found) for found in told),
        restating=sum(bool(one.indicator) for found in told for one in found),
        residue=sum(int(row["digits"]) for one in names for row in catalogue.residue.get(one, ())),
        cells=len(cells),
        numbers=sum(cell.obs_value is not None for cell in cells),
        blanks=len(blanks),
        blank_reports=len({cell.report_id for cell in blanks}),
        printed=len(printed),
        placed=sum(bool(cell.locator) for cell in printed),
        coverage=draw_coverage(draft, coverage),
        counts=catalogue.counts,
        checked=summarise_checks(catalogue),
        outcomes=OUTCOMES,
        newest=[(one, count_outcomes(catalogue.checks[one.report_id])) for one in _newest(catalogue)],
        states=draft.chart("states", draft.state_chart(_title(with_table), with_table)),
    )


def _title(reports: list[Report]) -> str:
    return say("每份报告的单元格里印着什么") if len(reports) <= limits.BARS else say("单元格里印着什么")


def _newest(catalogue: Catalogue) -> list[Report]:
    """The reports of the latest years, those published last first."""
    return sorted(catalogue.current, key=lambda one: (one.time_period, one.published, one.report_id), reverse=True)[
        :NEWEST
    ]
