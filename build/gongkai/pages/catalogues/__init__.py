"""The package as the pages look at it: reports, authorities, indicators and cells, each found by its id.

Everything here is read, nothing is computed but lookups and counts. A count of values is always a pair: n reports that
print a number, of N reports whose form asks the line. A report that says it only in its prose is counted apart, and one
that is superseded or withdrawn is not counted at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gongkai.downloads import Offer, offered_editions
from gongkai.pages.catalogues.desks import Desk
from gongkai.pages.catalogues.findings import Check, Correction, Hint, Rule
from gongkai.pages.catalogues.lookups import group, in_order, read_records, read_table
from gongkai.pages.catalogues.records import (
    Applicant,
    Authority,
    Caption,
    Cell,
    Citation,
    Contact,
    Correspondence,
    Form,
    Formula,
    Indicator,
    Line,
    Problem,
    Ratio,
    Report,
    State,
    Statement,
)
from gongkai.pages.catalogues.statuses import STATUSES, Status
from gongkai.pages.catalogues.texts import Texts
from gongkai.published import OBSERVATIONS, Published
from gongkai.words import say

NUMBERS = frozenset({"reported", "reported_zero", "text_number"})
NO_PLACE = frozenset({"not_in_form", "form_absent"})


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The whole package, by id; `reports` in the order authority, year.

    `cells` are those of the statutory forms, `in_text` those of tables in the chapters, `prose` what running text says
    in exact figures. `value` takes one of a report, an indicator and an applicant: the form's, else the prose's; what
    stands in a table of the chapters is there to be compared, never counted.
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
    in_text: Mapping[str, Sequence[Cell]]
    prose: Mapping[str, Sequence[Cell]]
    statements: Mapping[str, Sequence[Statement]]
    citations: Mapping[str, Sequence[Citation]]
    captions: Mapping[str, Sequence[Caption]]
    problems: Mapping[str, Sequence[Problem]]
    contacts: Mapping[str, Sequence[Contact]]
    concordance: Sequence[Correspondence]
    formulas: Mapping[tuple[str, str], Formula]
    ratios: Mapping[str, Sequence[Ratio]]
    rules: Mapping[str, Rule]
    checks: Mapping[str, Sequence[Check]]
    hints: Mapping[str, Sequence[Hint]]
    corrections: Mapping[str, Sequence[Correction]]
    residue: Mapping[str, Sequence[Mapping[str, Any]]]
    texts: Texts = field(default_factory=Texts)
    desk: Desk = field(default_factory=Desk)

    @cached_property
    def cells_by_indicator(self) -> Mapping[str, Sequence[Cell]]:
        """The forms' cells of each indicator, in the order of reports."""
        return group((cell for cells in self.cells.values() for cell in cells), lambda cell: cell.indicator)

    @cached_property
    def reports_by_authority(self) -> Mapping[str, Sequence[Report]]:
        """The reports of each authority, by year."""
        return group(self.reports.values(), lambda report: report.authority)

    @cached_property
    def checks_by_rule(self) -> Mapping[str, Sequence[Check]]:
        """The checks of each rule that was tried on current reports, in the order of reports."""
        every = (check for report in self.current for check in self.checks[report.report_id])
        return group(every, lambda check: check.rule)

    @cached_property
    def years(self) -> Mapping[int, Sequence[Report]]:
        """The reports of each year that has one."""
        found = group(self.reports.values(), lambda report: report.time_period)
        return dict(sorted(found.items()))

    @cached_property
    def current(self) -> Sequence[Report]:
        """The reports that count, in their order."""
        return [report for report in self.reports.values() if report.is_current]

    @cached_property
    def former(self) -> Sequence[Report]:
        """The reports that are superseded or withdrawn."""
        return [report for report in self.reports.values() if not report.is_current]

    @cached_property
    def editions(self) -> Mapping[str, Offer]:
        """What the site offers of each package, by the package's name."""
        return {one.name: one for one in offered_editions(self.published.folder)}

    def has_text(self, report_id: str) -> bool:
        """Whether the text of a report's document is here, of the very document."""
        known = self.reports.get(report_id)
        return known is not None and self.texts.hashes.get(report_id) == known.sha256

    def status(self, report: Report) -> Status | None:
        """What must be said of a report wherever it is named; None of a current one."""
        return STATUSES.get(report.status)

    def standing_for(self, report: Report) -> Report | None:
        """The report whose document replaces this one's, where the package has it."""
        return self._standing.get(report.sha256)

    def children(self, authority: str) -> list[Authority]:
        """The bodies directly below `authority`."""
        return list(self._below.get(authority, ()))

    def name(self, report: Report) -> str:
        """A short name of a report: authority and year."""
        return f"{self.authorities[report.authority].name} {report.time_period}"

    def label(self, report: Report) -> str:
        """The name where no glyph stands beside it: it says itself that the report is not current."""
        status = self.status(report)
        return say("{name}（{words}）", name=self.name(report), words=say(status.word)) if status else self.name(report)

    def line_names(self, one: Indicator) -> tuple[str, str]:
        """A line's name in Chinese and in English; behind its parent's where several lines have the same."""
        above = self.indicators.get(one.parent)
        zh = sum(other.label_zh == one.label_zh for other in self.indicators.values())
        en = sum(other.label_en == one.label_en for other in self.indicators.values())
        return (
            f"{above.label_zh}：{one.label_zh}" if above and zh > 1 else one.label_zh,
            f"{above.label_en}: {one.label_en}" if above and en > 1 else one.label_en,
        )

    def before(self, report: Report) -> Report | None:
        """The same body's report for the year before."""
        own, year = self.reports_by_authority[report.authority], report.time_period - 1
        return next((one for one in own if one.time_period == year and one.is_current), None)

    def total_cells(self, indicator: str) -> list[Cell]:
        """The form's cell of each current report that is asked the line: the total column."""
        every = self.cells_by_indicator.get(indicator, ())
        return [cell for cell in every if cell.applicant == "total" and self.reports[cell.report_id].is_current]

    def total_values(self, indicator: str) -> list[Cell]:
        """One per current report that is asked the line or states it in prose, as `value` takes it, in the order of
        reports."""
        return [cell for cell in self._values(indicator) if self.reports[cell.report_id].is_current]

    def former_values(self, indicator: str) -> list[Cell]:
        """The same of the reports that are superseded or withdrawn."""
        return [cell for cell in self._values(indicator) if not self.reports[cell.report_id].is_current]

    def _values(self, indicator: str) -> list[Cell]:
        found = (self.value(report, indicator) for report in self._reports_by_line.get(indicator, ()))
        return [cell for cell in found if cell is not None]

    def find(self, report_id: str, indicator: str, applicant: str = "total") -> Cell | None:
        """The form's cell of one report, None where its form does not ask the line."""
        return self._form_cells.get((report_id, indicator, applicant))

    def value(self, report_id: str, indicator: str, applicant: str = "total") -> Cell | None:
        """The one cell that counts: the form's where it is printed, else what the prose says; None where neither is."""
        form = self.find(report_id, indicator, applicant)
        if form is not None and form.cell_state not in NO_PLACE:
            return form
        return self._prose_cells.get((report_id, indicator, applicant), form)

    @cached_property
    def forms_by_line(self) -> Mapping[str, Sequence[str]]:
        """The forms that ask each line, in their order; headings are no lines."""
        asked = ((line.indicator, form) for form in self.forms for line in self.lines.get(form, ()) if line.is_value)
        return {line: [form for _, form in pairs] for line, pairs in group(asked, lambda pair: pair[0]).items()}

    @cached_property
    def correspondences(self) -> Mapping[tuple[str, Sequence[str]], Sequence[Correspondence]]:
        """The rows of the concordance by each of their sides: a form and its lines."""
        sides = [((one.from_form, one.older), one) for one in self.concordance]
        sides += [((one.to_form, one.newer), one) for one in self.concordance]
        return {side: [one for _, one in pairs] for side, pairs in group(sides, lambda pair: pair[0]).items()}

    @cached_property
    def counts(self) -> Mapping[str, tuple[int, int]]:
        """For each report, n cells of its forms that print a number, of N."""
        return {report: count_numbers(cells) for report, cells in self.cells.items()}

    @cached_property
    def _standing(self) -> Mapping[str, Report]:
        every = reversed(list(self.reports.values()))
        return {one: report for report in every for one in report.supersedes.split(";") if one}

    @cached_property
    def _below(self) -> Mapping[str, Sequence[Authority]]:
        return group(self.authorities.values(), lambda one: one.parent)

    @cached_property
    def _form_cells(self) -> Mapping[tuple[str, str, str], Cell]:
        every = (cell for cells in self.cells.values() for cell in cells)
        return {(cell.report_id, cell.indicator, cell.applicant): cell for cell in every}

    @cached_property
    def _prose_cells(self) -> Mapping[tuple[str, str, str], Cell]:
        """What the prose says of each line, unless it says two different things."""
        every = [cell for cells in self.prose.values() for cell in cells if cell.cell_state in NUMBERS]
        groups = group(every, lambda cell: (cell.report_id, cell.indicator, cell.applicant))
        return {key: cells[0] for key, cells in groups.items() if len({cell.obs_value for cell in cells}) == 1}

    @cached_property
    def _reports_by_line(self) -> Mapping[str, Sequence[str]]:
        asked = {(cell.indicator, cell.report_id) for cells in self.cells.values() for cell in cells}
        told = {(indicator, report) for report, indicator, _ in self._prose_cells}
        order = {report: place for place, report in enumerate(self.reports)}
        found = group(sorted(asked | told, key=lambda pair: order[pair[1]]), lambda pair: pair[0])
        return {indicator: [report for _, report in pairs] for indicator, pairs in found.items()}


def count_numbers(cells: Iterable[Cell]) -> tuple[int, int]:
    """How many cells print a number, of how many cells."""
    states = [cell.cell_state for cell in cells]
    return sum(state in NUMBERS for state in states), len(states)


def count_told(cells: Iterable[Cell]) -> int:
    """How many of some values stand in prose only."""
    return sum(cell.source == "prose" for cell in cells)


def open_catalogue(published: Published, texts: Texts | None = None, desk: Desk | None = None) -> Catalogue:
    """Look at a package; raises PackageError on an id that could not be a file's name."""
    held = read_table(published, "reports", Report, "report_id").items()
    reports = dict(sorted(held, key=lambda item: (item[1].authority, item[1].time_period)))
    lines = group(read_records(published, "form_lines", Line), lambda line: line.form)
    by_source = group(read_records(published, OBSERVATIONS, Cell), lambda cell: cell.source)

    def by_report(records: Iterable[Any]) -> dict[str, list[Any]]:
        groups = group(records, lambda record: record.report_id)
        return {report: groups.get(report, []) for report in reports}

    return Catalogue(
        published=published,
        authorities=read_table(published, "authorities", Authority, "authority"),
        reports=reports,
        indicators=in_order(read_table(published, "indicators", Indicator, "indicator")),
        applicants=in_order(read_table(published, "applicants", Applicant, "applicant")),
        states=in_order(read_table(published, "cell_states", State, "cell_state")),
        forms=in_order(read_table(published, "forms", Form, "form")),
        lines={form: sorted(found, key=lambda line: line.order) for form, found in lines.items()},
        cells=by_report(by_source.get("form", ())),
        in_text=by_report(by_source.get("in_text", ())),
        prose=by_report(by_source.get("prose", ())),
        statements=by_report(read_records(published, "statements", Statement)),
        citations=by_report(read_records(published, "citations", Citation)),
        captions=by_report(read_records(published, "captions", Caption)),
        problems=by_report(read_records(published, "problems", Problem)),
        contacts=by_report(read_records(published, "contacts", Contact)),
        concordance=read_records(published, "concordance", Correspondence),
        formulas={(one.ratio, one.form): one for one in read_records(published, "ratio_formulas", Formula)},
        ratios=by_report(read_records(published, "ratios", Ratio)),
        rules=in_order(read_table(published, "rules", Rule, "rule")),
        checks=by_report(read_records(published, "checks", Check)),
        hints=by_report(read_records(published, "hints", Hint)),
        corrections=by_report(read_records(published, "corrections", Correction)),
        residue=group(published.records("residue"), lambda row: row["report_id"]),
        texts=texts or Texts(),
        desk=desk or Desk(),
    )
