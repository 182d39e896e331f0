"""Key figures: the few lines of each form that a reader asks for first, side by side for some reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.pages.catalogues import Catalogue, count_numbers, count_told
from gongkai.pages.catalogues.records import Cell, Form, Indicator, Report
from gongkai.series import cells_of_line

_APPLICATIONS = ("applications.new", "applications.carried_in", "outcome.granted", "outcome.total")
KEY_INDICATORS = {
    "2014": ("disclosure.total", "requests.received", "requests.answered", "review", "litigation", "capacity.staff"),
    "2019": (*_APPLICATIONS, "remedy.review.total", "normative.made"),
    "2021": (*_APPLICATIONS, "remedy.review.total", "normative.issued"),
}


@dataclass(frozen=True)
class KeyFigure:
    """One line over some reports: for each the value that counts, None where its form does not ask the line and its
    prose does not say it. `count` is n numbers of N current reports whose form asks; `told` those current ones that say
    it in prose only."""

    form: Form
    indicator: Indicator
    unit: str
    cells: Sequence[Cell | None]
    count: tuple[int, int]
    told: int


def compare_key_figures(catalogue: Catalogue, reports: Sequence[Report]) -> list[KeyFigure]:
    """The key lines of the forms that `reports` are on or speak of, each once, in the order of forms, those that only
    prose states last; cells in the order of `reports`."""
    figures: dict[str, KeyFigure] = {}
    for form, wanted in KEY_INDICATORS.items():
        if form not in catalogue.forms:
            continue
        units = {line.indicator: line.unit for line in catalogue.lines.get(form, ())}
        for indicator in (one for one in wanted if one in catalogue.indicators and one not in figures):
            cells = cells_of_line(catalogue, reports, indicator)
            values = [cell for cell in cells if cell is not None]
            if values:
                known = catalogue.indicators[indicator]
                unit = units.get(indicator, "") or known.unit
                current = [report.report_id for report in reports if report.is_current]
                asked = [catalogue.find(report, indicator) for report in current]
                count = count_numbers(cell for cell in asked if cell is not None)
                told = count_told(cell for cell in values if cell.report_id in current)
                figures[indicator] = KeyFigure(catalogue.forms[form], known, unit, cells, count, told)
    return sorted(figures.values(), key=lambda figure: figure.count[1] == 0)


def find_speaking(catalogue: Catalogue, reports: Sequence[Report]) -> list[Report]:
    """The reports that have a value to show: a table, or exact figures in their prose."""
    return [one for one in reports if catalogue.cells[one.report_id] or catalogue.prose[one.report_id]]
