"""Series: a line followed over the years, across forms only where the concordance says `exact` or `sum`.

The one door for pages, charts and tables that set years side by side. A form that the concordance does not join adds no
point; where the form changes, the series has a break, and it says so. A point that is a sum has a value only when every
term is a number of the same source: a blank is no zero.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from gongkai.pages.catalogues import NO_PLACE, NUMBERS, Catalogue
from gongkai.pages.catalogues.records import Cell, Correspondence, Report
from gongkai.pages.figures.values import MONEY

JOINING = frozenset({"exact", "sum"})


@dataclass(frozen=True)
class Link:
    """What stands for a line on one form: the lines to add up, and the row of the concordance that says so (none where
    it is the form's own line)."""

    form: str
    indicators: tuple[str, ...]
    correspondence: Correspondence | None


@dataclass(frozen=True)
class Point:
    """One report's place in a series. `cells` are those of the link's lines, None where one is missing; `is_break` says
    that its form is not that of the point before."""

    report: Report
    link: Link
    cells: Sequence[Cell | None]
    is_break: bool

    @property
    def value(self) -> Decimal | None:
        """The number, or the sum; None where one term is no number, or the terms stand in table and text."""
        found = [cell for cell in self.cells if cell is not None and cell.cell_state in NUMBERS]
        numbers = [Decimal(str(cell.obs_value)) for cell in found if cell.obs_value is not None]
        apart = len({cell.source for cell in found}) > 1
        units = {cell.unit_measure for cell in found if cell.obs_value}
        if len(numbers) < len(self.cells) or apart or (len(units) > 1 and units & MONEY.keys()):
            return None
        return sum(numbers, Decimal(0))

    @property
    def lacking(self) -> Cell | None:
        """The first cell that is there and holds no number: its state says why there is no value."""
        return next((cell for cell in self.cells if cell is not None and cell.cell_state not in NUMBERS), None)


def find_links(catalogue: Catalogue, indicator: str) -> Mapping[str, Link]:
    """What stands for a line on each form that has it or is joined to it, in the order of forms."""
    own = catalogue.forms_by_line.get(indicator)
    if not own:
        return {}
    anchor = own[-1]
    found = {anchor: Link(anchor, (indicator,), None)}
    for one in catalogue.correspondences.get((anchor, (indicator,)), ()):
        if one.relation in JOINING:
            form, lines = (one.from_form, one.older) if one.to_form == anchor else (one.to_form, one.newer)
            found[form] = Link(form, lines, one)
    return {form: found[form] for form in catalogue.forms if form in found}


def series(
    catalogue: Catalogue, reports: Sequence[Report], indicator: str, applicant: str = "total"
) -> Sequence[Point]:
    """The points of one authority's current reports, by year; a report whose form has no part in it adds none."""
    links = find_links(catalogue, indicator)
    points: list[Point] = []
    for report in sorted(reports, key=lambda report: report.time_period):
        best = _best(catalogue, report, links, applicant) if report.is_current else None
        if best is not None:
            link, cells = best
            points.append(Point(report, link, cells, bool(points) and points[-1].link.form != link.form))
    return points


def _best(
    catalogue: Catalogue, report: Report, links: Mapping[str, Link], applicant: str
) -> tuple[Link, list[Cell | None]] | None:
    best, least = None, 3
    for link in links.values():
        cells = _cells(catalogue, report, link, applicant)
        if (weight := _weight(cells)) < least:
            best, least = (link, cells), weight
        if not weight:
            break
    return best


def _weight(cells: Sequence[Cell | None]) -> int:
    """A line that the report's own table prints (0) comes before a sentence about the line of another form, that before
    a line that is not printed, and that before none (3)."""
    there = [cell for cell in cells if cell is not None]
    printed = [cell for cell in there if cell.cell_state not in NO_PLACE]
    if any(cell.source == "form" for cell in printed):
        return 0
    return 1 if printed else 2 if there else 3


def cells_of_line(catalogue: Catalogue, reports: Sequence[Report], indicator: str) -> list[Cell | None]:
    """The cell that counts in each report, of this very line alone: of forms whose line the concordance says is the
    same. None where there is no such cell."""
    forms = {form for form, link in find_links(catalogue, indicator).items() if link.indicators == (indicator,)}
    cells = [catalogue.value(report.report_id, indicator) for report in reports]
    return [cell if cell is not None and cell.form in forms else None for cell in cells]


def find_breaks(cells: Sequence[Cell]) -> frozenset[str]:
    """The reports at which the form is no longer that of the same authority's cell before; cells in their order."""
    return frozenset(
        later.report_id
        for cell, later in pairwise(cells)
        if cell.authority == later.authority and cell.form != later.form
    )


def printed_line(catalogue: Catalogue, indicator: str, forms: Collection[str]) -> str:
    """The line that names what is shown of a series: as the newest of the forms that stand there prints it. A name that
    none of them prints would put words into a report's mouth. Where that form gives a sum, the series' own line."""
    links = [link for form, link in find_links(catalogue, indicator).items() if form in forms]
    newest = links[-1].indicators if links else ()
    return newest[0] if len(newest) == 1 else indicator


def joined_lines(catalogue: Catalogue, indicator: str) -> Iterator[Link]:
    """What stands for a line on forms where it goes by another name."""
    for link in find_links(catalogue, indicator).values():
        if link.indicators != (indicator,):
            yield link


def _cells(catalogue: Catalogue, report: Report, link: Link, applicant: str) -> list[Cell | None]:
    found = [catalogue.value(report.report_id, indicator, applicant) for indicator in link.indicators]
    return [cell if cell is not None and cell.form == link.form else None for cell in found]
