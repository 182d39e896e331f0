"""Key figures: the few lines of each form that a reader asks for first, side by side for some reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.pages.catalogues import Catalogue, Cell, Form, Indicator, Report, count_numbers

KEY_INDICATORS = {
    "2014": ("disclosure.total", "requests.received", "requests.answered", "review", "litigation", "capacity.staff"),
    "2019": (
        *("applications.new", "applications.carried_in", "outcome.granted", "outcome.total"),
        *("remedy.review.total", "normative.made"),
    ),
}


@dataclass(frozen=True)
class KeyFigure:
    """One line over some reports: a cell per report whose form asks it; `count` is n numbers of N such reports."""

    form: Form
    indicator: Indicator
    unit: str
    cells: Sequence[Cell | None]
    count: tuple[int, int]


def compare_key_figures(catalogue: Catalogue, reports: Sequence[Report]) -> list[KeyFigure]:
    """The key lines of the forms that `reports` are on, in the order of forms; cells in the order of `reports`."""
    figures = []
    for form, wanted in KEY_INDICATORS.items():
        if form not in catalogue.forms:
            continue
        units = {line.indicator: line.unit for line in catalogue.lines.get(form, ())}
        for indicator in (one for one in wanted if one in catalogue.indicators):
            cells = [catalogue.find(report.report_id, indicator) for report in reports]
            asked = [cell for cell in cells if cell is not None]
            if asked:
                known = catalogue.indicators[indicator]
                unit = units.get(indicator, "") or known.unit
                figures.append(KeyFigure(catalogue.forms[form], known, unit, cells, count_numbers(asked)))
    return figures
