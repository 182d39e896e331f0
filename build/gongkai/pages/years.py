"""Year pages: how many bodies of the list report and how far their figures go, what the forms asked, and
what the reports print on the key lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gongkai.charts import Drawings
from gongkai.pages import limits
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Form, Report
from gongkai.pages.checks.outcomes import count_outcomes
from gongkai.pages.drafts import Draft, Page
from gongkai.pages.figures.comparisons import find_spots
from gongkai.pages.figures.coverage import cover_authorities, list_coverage
from gongkai.pages.figures.key_figures import KeyFigure, compare_key_figures, find_speaking
from gongkai.pages.figures.spreads import Spread, chart_spreads
from gongkai.pages.figures.values import write_coverage, write_number
from gongkai.pages.filled_forms import title_table
from gongkai.pages.shown_rows import write_shown
from gongkai.words import say


@dataclass(frozen=True)
class Step:
    """A step of the funnel: how many bodies, of how many on the list."""

    words: str
    bodies: int
    total: int

    @property
    def width(self) -> str:
        """Its bar, of 100."""
        return f"{100 * self.bodies / self.total:.2f}" if self.total else "0"


@dataclass(frozen=True)
class Summary:
    """A key line over more reports than can stand side by side: the spread of its numbers in the line's own unit."""

    figure: KeyFigure
    spread: Spread


def render_years(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/years/index.html and a page for each year that has a report."""
    draft = Draft(catalogue, drawings, "years/index.md")
    yield draft.finish(
        "years.html.j2",
        say("年份"),
        say("按报告年份查看：哪些机关的报告已收入，用的是哪一版格式。"),
        coverage=list_coverage(draft, cover_authorities(catalogue, list(catalogue.reports_by_authority))),
        named=limits.SECTIONS,
    )
    for year in catalogue.years:
        yield _render_year(catalogue, drawings, year)


def _render_year(catalogue: Catalogue, drawings: Drawings, year: int) -> Page:
    draft = Draft(catalogue, drawings, f"years/{year}.md")
    reports = catalogue.years[year]
    current = [report for report in reports if report.is_current]
    filled = [report for report in current if catalogue.cells[report.report_id]]
    speaking = find_speaking(catalogue, reports)
    figures = compare_key_figures(catalogue, speaking)
    several = len(speaking) > limits.SIDE_BY_SIDE
    shown = f"data/years/{year}.csv"
    if figures:
        draft.files[shown] = write_shown(
            catalogue, (cell for figure in figures for cell in figure.cells if cell is not None)
        )
    return draft.finish(
        "year.html.j2",
        say("{year} 年", year=str(year)),
        say("{year} 年的年度报告：已收入 {n} 份。", year=str(year), n=len(reports)),
        year=year,
        funnel=_funnel(catalogue, current),
        asked=[_asked(catalogue, form) for form in catalogue.forms if any(one.form == form for one in reports)],
        reports=reports,
        provinces=_by_province(catalogue, reports) if len(reports) > limits.ROWS else {},
        current=current,
        filled=filled,
        forms=[form for form in catalogue.forms.values() if any(one.form == form.form for one in reports)],
        speaking=speaking,
        prose_only=[report for report in speaking if not catalogue.cells[report.report_id]],
        silent=[one for one in reports if not (catalogue.cells[one.report_id] or catalogue.prose[one.report_id])],
        counts=catalogue.counts,
        figures=figures,
        summaries=[_summarise(catalogue, figure, current, year) for figure in figures] if several else [],
        write_number=write_number,
        most=limits.SECTIONS,
        shown_file=shown if figures else "",
        charts=_draw(draft, speaking, figures, filled),
        numbers={"before": year - 1, "after": year + 1},
    )


def _draw(
    draft: Draft, speaking: Sequence[Report], figures: Sequence[KeyFigure], filled: Sequence[Report]
) -> list[Markup]:
    """What the cells hold, and the first key lines: a bar for each report, or how they are spread."""
    catalogue = draft.catalogue
    charts = [draft.chart("states", draft.state_chart(say("单元格里印着什么"), filled))] if filled else []
    for figure in [one for one in figures[:2] if one.count[0] + one.told > 1]:
        coverage = write_coverage(figure.count, figure.told)
        title = say("{name}（{words}）", name=figure.indicator.label, words=coverage)
        named = [
            (catalogue.name(report), cell)
            for report, cell in zip(speaking, figure.cells, strict=True)
            if cell and report.is_current
        ]
        if len(named) <= limits.BARS:
            chart = draft.value_chart(title, draft.in_unit(named))
        else:
            current = [one for one in speaking if one.is_current]
            chart = chart_spreads(title, [_summarise(catalogue, figure, current, current[0].time_period).spread])
        charts.append(draft.chart(figure.indicator.indicator, chart))
    return charts


def _summarise(catalogue: Catalogue, figure: KeyFigure, current: Sequence[Report], year: int) -> Summary:
    line = figure.indicator.indicator
    spots = [find_spots(catalogue, report.authority, line, [year])[0] for report in current]
    return Summary(
        figure, Spread(say("{year} 年", year=str(year)), [spot for spot in spots if spot.code != "other_form"])
    )


def _by_province(catalogue: Catalogue, reports: Sequence[Report]) -> Mapping[str, tuple[str, int]]:
    """How many reports each province has, by the two digits that name its page."""
    found: dict[str, tuple[str, int]] = {}
    for report in reports:
        code = report.authority[:2]
        known = catalogue.authorities.get(f"{code}0000")
        found[code] = (known.name if known else code, found.get(code, ("", 0))[1] + 1)
    return found


def _funnel(catalogue: Catalogue, current: Sequence[Report]) -> list[Step]:
    """From the list of bodies to those whose figures hold; each step is part of the one before. N is this package's
    list, never the nation."""
    filled = [one for one in current if catalogue.cells[one.report_id]]
    checked = [one for one in filled if catalogue.checks[one.report_id]]
    sound = [one for one in checked if "contradiction" not in count_outcomes(catalogue.checks[one.report_id])]
    total = len(catalogue.authorities)
    steps = {say("名单上的机关"): total, say("有这一年的报告"): len({one.authority for one in current})}
    steps |= {say("报告里有统计表"): len(filled), say("数做过核对"): len(checked), say("核对没有不成立的"): len(sound)}
    return [Step(words, bodies, total) for words, bodies in steps.items()]


def _asked(catalogue: Catalogue, form: str) -> tuple[Form, list[tuple[str, int]]]:
    """A form, and for each of its tables how many lines have a value."""
    lines: dict[str, int] = {}
    for line in catalogue.lines.get(form, ()):
        lines[line.table] = lines.get(line.table, 0) + line.is_value
    return catalogue.forms[form], [(title_table(form, table), asked) for table, asked in lines.items()]
