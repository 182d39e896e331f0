"""Indicator pages: what a line means, which forms ask it in which words, and what each report printed there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.charts import Drawings
from gongkai.pages import limits
from gongkai.pages.catalogues import Catalogue, count_numbers, count_told
from gongkai.pages.catalogues.records import Cell, Form, Indicator, Line, Report
from gongkai.pages.checks.outcomes import STATUSES
from gongkai.pages.checks.terms import name_rule
from gongkai.pages.datasets import indicator_dataset
from gongkai.pages.drafts import Draft, Page
from gongkai.pages.figures.spreads import Years, show_years
from gongkai.pages.figures.values import write_coverage
from gongkai.pages.rules import rules_of_indicator
from gongkai.pages.shown_rows import write_shown
from gongkai.series import find_breaks, joined_lines
from gongkai.words import say, tell


@dataclass(frozen=True)
class Wording:
    """How one form prints a line, and how the reports printed it."""

    form: Form
    line: Line
    printed: Sequence[str]


def render_indicators(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/indicators/index.html and a page for each line and heading."""
    draft = Draft(catalogue, drawings, "indicators/index.md")
    trees = [(form, list(_walk(catalogue, form))) for form in catalogue.forms.values()]
    counts = {one: count_numbers(catalogue.total_cells(one)) for one in catalogue.indicators}
    told = {one: count_told(catalogue.total_values(one)) for one in catalogue.indicators}
    yield draft.finish(
        "indicators.html.j2",
        say("指标"),
        say("统计表的每一行：含义、单位、各版格式的印法和各份报告填写的数。"),
        trees=trees,
        counts=counts,
        told=told,
    )
    for indicator in catalogue.indicators.values():
        yield _render_indicator(catalogue, drawings, indicator)


def _walk(catalogue: Catalogue, form: Form) -> Iterator[tuple[int, Line]]:
    lines = catalogue.lines.get(form.form, ())
    parents = {line.indicator: line.parent for line in lines}
    for line in lines:
        depth, above = 0, line.parent
        while above in parents:
            depth, above = depth + 1, parents[above]
        yield depth, line


def _render_indicator(catalogue: Catalogue, drawings: Drawings, indicator: Indicator) -> Page:
    draft = Draft(catalogue, drawings, f"indicators/{indicator.indicator}.md")
    draft.dataset = indicator_dataset(catalogue, indicator)
    count = count_numbers(catalogue.total_cells(indicator.indicator))
    values = catalogue.total_values(indicator.indicator)
    told = count_told(values)
    every = catalogue.cells_by_indicator.get(indicator.indicator, ())
    others = [cell for cell in every if cell.applicant != "total"]
    by_report = _by_report(catalogue, others)
    chart = None
    if count[0] + told > 0 and len(values) <= limits.BARS:
        named = [(catalogue.name(catalogue.reports[cell.report_id]), cell) for cell in values]
        title = say("{name}（{words}）", name=indicator.label, words=write_coverage(count, told))
        chart = draft.chart("values", draft.value_chart(title, draft.in_unit(named)))
    former = catalogue.former_values(indicator.indicator)
    shown = f"data/indicators/{indicator.indicator}.csv"
    if values or former or others:
        draft.files[shown] = write_shown(catalogue, [*values, *former, *others])
    return draft.finish(
        "indicator.html.j2",
        indicator.label,
        tell([say("{name}：{words}", name=indicator.label, words=write_coverage(count, told))]),
        indicator=indicator,
        above=catalogue.indicators.get(indicator.parent),
        below=[one for one in catalogue.indicators.values() if one.parent == indicator.indicator],
        wordings=_wordings(catalogue, indicator),
        values=values[: limits.VALUES],
        left=max(len(values) - limits.VALUES, 0),
        joined=list(joined_lines(catalogue, indicator.indicator)),
        breaks=find_breaks(values),
        former=former[: limits.VALUES],
        shown_file=shown if shown in draft.files else "",
        count=count,
        told=told,
        rules=[(rule, name_rule(catalogue, rule)) for rule in rules_of_indicator(catalogue, indicator.indicator)],
        statuses=STATUSES,
        applicants=by_report[: limits.SECTIONS],
        all_applicants=len(by_report),
        most=limits.SECTIONS,
        chart=chart or "",
        years=show_years(draft, indicator) if values else Years("", (), 0),
    )


def _by_report(catalogue: Catalogue, cells: Sequence[Cell]) -> list[tuple[Report, Sequence[Cell]]]:
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.report_id, []).append(cell)
    order = list(catalogue.applicants)
    return [
        (catalogue.reports[report], sorted(found, key=lambda cell: order.index(cell.applicant)))
        for report, found in groups.items()
    ]


def _wordings(catalogue: Catalogue, indicator: Indicator) -> list[Wording]:
    found = []
    for form in catalogue.forms.values():
        for line in catalogue.lines.get(form.form, ()):
            if line.indicator == indicator.indicator:
                cells: Sequence[Cell] = catalogue.cells_by_indicator.get(indicator.indicator, ())
                printed = dict.fromkeys(cell.label for cell in cells if cell.form == form.form and cell.label)
                found.append(Wording(form, line, list(printed)))
    return found
