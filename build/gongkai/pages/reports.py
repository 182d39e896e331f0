"""Report pages: what the report is, what its cells hold, its form as printed and filled, every value with its place."""

from collections.abc import Iterator, Sequence

from gongkai.charts import Drawings
from gongkai.pages.catalogues import Catalogue, Cell, Report, count_numbers, count_reports
from gongkai.pages.drafts import Draft, Page, count_states
from gongkai.pages.filled_forms import fill_form
from gongkai.pages.package_rows import write_report_rows

SCOPES = {
    "agency": "本机关",
    "level": "本级政府及其部门",
    "region": "本行政区域汇总",
    "unknown": "报告没有写明",
}
RESIDUE_KINDS = {"row": "统计表里", "table": "其他表格", "text": "正文"}
SOURCES = {"in_text": "正文里的表", "prose": "正文"}
STATUSES = {"current": "现行", "superseded": "已被更新的版本取代", "withdrawn": "已撤下"}

# What a report page draws: the lines directly below these headings (or, with a star, all lines below).
BREAKDOWNS = {
    "disclosure.channels": "公开渠道",
    "requests.received": "申请是怎样提出的",
    "requests.answered": "申请是怎样答复的",
    "outcome*": "申请的办理结果",
}


def render_reports(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/reports/index.html and a page for each report, with its rows as a CSV."""
    draft = Draft(catalogue, drawings, "reports/index.md")
    yield draft.finish(
        "reports.html.j2",
        "报告",
        f"已收入的 {len(catalogue.reports)} 份年度报告。",
        counts=count_reports(catalogue),
    )
    rows = write_report_rows(catalogue.published)
    for report in catalogue.reports.values():
        yield _render_report(catalogue, drawings, report, rows.get(report.report_id, ""))


def _render_report(catalogue: Catalogue, drawings: Drawings, report: Report, rows: str) -> Page:
    draft = Draft(catalogue, drawings, f"reports/{report.report_id}.md")
    if rows:
        draft.files[f"data/reports/{report.report_id}.csv"] = rows
    cells = catalogue.cells[report.report_id]
    counts = count_states(catalogue, report)
    name = catalogue.name(report)
    return draft.finish(
        "report.html.j2",
        f"{name} 年年度报告",
        f"{name} 年政府信息公开工作年度报告的统计表：{len(cells)} 个单元格，每个都注明所在位置。",
        report=report,
        authority=catalogue.authorities[report.authority],
        form=catalogue.forms.get(report.form),
        scope=SCOPES.get(report.scope, report.scope),
        status=STATUSES.get(report.status, report.status),
        counts=counts,
        cells=cells,
        numbers=count_numbers(cells),
        tables=fill_form(catalogue, report),
        asides=_first_of_each(catalogue, catalogue.asides[report.report_id]),
        sources=SOURCES,
        kinds=RESIDUE_KINDS,
        residue=[dict(row) for row in catalogue.residue if row["report_id"] == report.report_id],
        states=draft.chart("states", draft.state_chart("单元格里印着什么", [report])) if cells else "",
        charts=_draw_breakdowns(draft, catalogue, report),
        has_rows=bool(rows),
    )


def _first_of_each(catalogue: Catalogue, cells: Sequence[Cell]) -> list[tuple[Cell, bool]]:
    """The cells in the order of indicators, each with whether it is the first at its anchor: a report may print a value
    twice in its chapters."""
    seen: set[str] = set()
    marked = []
    for cell in sorted(cells, key=lambda cell: catalogue.indicators[cell.indicator].order):
        marked.append((cell, cell.anchor not in seen))
        seen.add(cell.anchor)
    return marked


def _draw_breakdowns(draft: Draft, catalogue: Catalogue, report: Report) -> list[object]:
    charts: list[object] = []
    for pattern, title in BREAKDOWNS.items():
        indicator = pattern.rstrip("*")
        cells = _lines_below(catalogue, report, indicator, deep=pattern.endswith("*"))
        if count_numbers(cells)[0]:
            labelled = [(catalogue.indicators[cell.indicator].label_zh, cell) for cell in cells]
            charts.append(draft.chart(indicator, draft.value_chart(title, labelled)))
    return charts


def _lines_below(catalogue: Catalogue, report: Report, indicator: str, *, deep: bool) -> Sequence[Cell]:
    below = [one for one in catalogue.lines.get(report.form, ()) if one.parent == indicator]
    cells = []
    for line in below:
        cell = catalogue.find(report.report_id, line.indicator)
        if cell is not None and not line.indicator.endswith(".total"):
            cells.append(cell)
        if deep:
            cells += _lines_below(catalogue, report, line.indicator, deep=True)
    return cells
