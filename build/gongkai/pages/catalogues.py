"""The package as the pages look at it: reports, authorities, indicators and cells, each found by its id.

Everything here is read, nothing is computed but lookups and counts. A count of values is always a pair: n reports that
print a number, of N reports whose form asks the line.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, TypeVar

from gongkai.errors import PackageError, Place
from gongkai.published import OBSERVATIONS, Published

NUMBERS = frozenset({"reported", "reported_zero", "text_number"})
NO_PLACE = frozenset({"not_in_form", "form_absent"})
_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_Record = TypeVar("_Record")


@dataclass(frozen=True, slots=True)
class Cell:
    """One observation: a value cell of a form in one report."""

    report_id: str
    authority: str
    time_period: int
    form: str
    indicator: str
    applicant: str
    source: str
    obs_value: float | None
    cell_state: str
    unit_measure: str
    raw: str
    label: str
    locator: str

    @property
    def anchor(self) -> str:
        """Where the value stands on its report's page."""
        at = self.indicator if self.applicant == "total" else f"{self.indicator}@{self.applicant}"
        return at if self.source == "form" else f"{at}@{self.source}"


@dataclass(frozen=True, slots=True)
class Report:
    """One authority's report for one year."""

    report_id: str
    authority: str
    time_period: int
    form: str
    title: str
    published: str
    published_printed: str
    period_from: str
    period_to: str
    scope: str
    document: str
    sha256: str
    bytes: int | None
    encoding: str
    url: str
    retrieved: str
    status: str


@dataclass(frozen=True, slots=True)
class Authority:
    """A body that publishes, or the parent of one."""

    authority: str
    name_zh: str
    name_en: str
    aliases: str
    parent: str
    kind: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line or cell of a form, one meaning for ever."""

    indicator: str
    parent: str
    order: int
    kind: str
    unit: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Applicant:
    """A column of the 2019/2021 matrix."""

    applicant: str
    order: int
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class State:
    """What stood in a cell."""

    cell_state: str
    order: int
    glyph: str
    label_zh: str
    label_en: str
    obs_status: str
    note_zh: str


@dataclass(frozen=True, slots=True)
class Form:
    """A printed template."""

    form: str
    order: int
    name_zh: str
    name_en: str
    basis: str
    years_from: int | None
    years_to: int | None
    note_zh: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form as printed: heading, or value cell with row label and column head."""

    form: str
    indicator: str
    parent: str
    order: int
    kind: str
    table: str
    row: str
    head: str
    unit: str
    label: str


@dataclass(frozen=True)
class Catalogue:
    """The whole package, by id; `reports` in the order authority, year.

    `cells` are those of the statutory forms, `asides` those that stand elsewhere in a report: counts, series and charts
    rest on `cells` alone.
    """

    published: Published
    authorities: Mapping[str, Authority]
    reports: Mapping[str, Report]
    indicators: Mapping[str, Indicator]
    applicants: Mapping[str, Applicant]
    states: Mapping[str, State]
    forms: Mapping[str, Form]
    lines: Mapping[str, Sequence[Line]]
    cells: Mapping[str, Sequence[Cell]]
    asides: Mapping[str, Sequence[Cell]]
    residue: Sequence[Mapping[str, Any]]

    @cached_property
    def cells_by_indicator(self) -> Mapping[str, Sequence[Cell]]:
        """The forms' cells of each indicator, in the order of reports."""
        return _group((cell for cells in self.cells.values() for cell in cells), lambda cell: cell.indicator)

    @cached_property
    def reports_by_authority(self) -> Mapping[str, Sequence[Report]]:
        """The reports of each authority, by year."""
        return _group(self.reports.values(), lambda report: report.authority)

    @cached_property
    def years(self) -> Mapping[int, Sequence[Report]]:
        """The reports of each year that has one."""
        found = _group(self.reports.values(), lambda report: report.time_period)
        return dict(sorted(found.items()))

    def children(self, authority: str) -> list[Authority]:
        """The bodies directly below `authority`."""
        return [one for one in self.authorities.values() if one.parent == authority]

    def name(self, report: Report) -> str:
        """A short name of a report: authority and year."""
        return f"{self.authorities[report.authority].name_zh} {report.time_period}"

    def total_cells(self, indicator: str) -> list[Cell]:
        """One cell per report: the total column."""
        return [cell for cell in self.cells_by_indicator.get(indicator, ()) if cell.applicant == "total"]

    def find(self, report_id: str, indicator: str, applicant: str = "total") -> Cell | None:
        """The form's cell of one report, None where its form does not ask the line."""
        return self._form_cells.get((report_id, indicator, applicant))

    @cached_property
    def _form_cells(self) -> Mapping[tuple[str, str, str], Cell]:
        every = (cell for cells in self.cells.values() for cell in cells)
        return {(cell.report_id, cell.indicator, cell.applicant): cell for cell in every}


def count_numbers(cells: Iterable[Cell]) -> tuple[int, int]:
    """How many cells print a number, of how many cells."""
    states = [cell.cell_state for cell in cells]
    return sum(state in NUMBERS for state in states), len(states)


def count_reports(catalogue: Catalogue) -> dict[str, tuple[int, int]]:
    """For each report, n cells that print a number, of N."""
    return {report: count_numbers(cells) for report, cells in catalogue.cells.items()}


def open_catalogue(published: Published) -> Catalogue:
    """Look at a package; raises PackageError on an id that could not be a file's name."""
    reports = _table(published, "reports", Report, "report_id")
    reports = dict(sorted(reports.items(), key=lambda item: (item[1].authority, item[1].time_period)))
    lines = _group(_records(published, "form_lines", Line), lambda line: line.form)
    observations = _records(published, OBSERVATIONS, Cell)
    cells = _group((cell for cell in observations if cell.source == "form"), lambda cell: cell.report_id)
    asides = _group((cell for cell in observations if cell.source != "form"), lambda cell: cell.report_id)
    return Catalogue(
        published=published,
        authorities=_table(published, "authorities", Authority, "authority"),
        reports=reports,
        indicators=_ordered(_table(published, "indicators", Indicator, "indicator")),
        applicants=_ordered(_table(published, "applicants", Applicant, "applicant")),
        states=_ordered(_table(published, "cell_states", State, "cell_state")),
        forms=_ordered(_table(published, "forms", Form, "form")),
        lines={form: sorted(found, key=lambda line: line.order) for form, found in lines.items()},
        cells={report: cells.get(report, []) for report in reports},
        asides={report: asides.get(report, []) for report in reports},
        residue=published.records("residue"),
    )


def _records(published: Published, table: str, kind: type[_Record]) -> list[_Record]:
    wanted = [(field.name, field.type is str) for field in fields(kind)]  # type: ignore[arg-type]
    return [
        kind(**{name: ("" if is_text and row[name] is None else row[name]) for name, is_text in wanted})
        for row in published.records(table)
    ]


def _table(published: Published, table: str, kind: type[_Record], key: str) -> dict[str, _Record]:
    found = {str(getattr(record, key)): record for record in _records(published, table, kind)}
    strange = [one for one in found if not _ID.fullmatch(one)]
    if strange:
        raise PackageError(f"{key} {strange[0]!r} cannot name a page", Place(str(published.folder), table))
    return found


def _ordered(table: dict[str, _Record]) -> dict[str, _Record]:
    return dict(sorted(table.items(), key=lambda item: int(getattr(item[1], "order"))))  # noqa: B009 - any record


def _group(records: Iterable[_Record], key: Any) -> dict[Any, list[_Record]]:
    groups: dict[Any, list[_Record]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return dict(groups)
