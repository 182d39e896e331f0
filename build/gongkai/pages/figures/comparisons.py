"""Comparisons: what stands for one line in each report of some authorities, or the reason why nothing can.

Across forms only the series module joins lines. A spot has a number, or a reason; there is no third thing, and a reason
is never a zero. The same spots make the pages' tables and charts and the small files that the compare page reads.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Authority, Report
from gongkai.pages.checks.marks import doubt_cells
from gongkai.pages.figures.key_figures import KEY_INDICATORS
from gongkai.pages.figures.values import MONEY, Mark, write_number
from gongkai.series import Point, find_links, series
from gongkai.words import choose, say

# Why there is no number, besides the states of cells; each is said wherever a cell is hatched.
REASONS = {
    "no_report": "未收报告",
    "former": "报告不是现行的",
    "other_form": "格式不同，没有对照",
    "not_said": "正文没有写到",
    "part": "各项不齐，不相加",
    "unit": "单位不同",
}
IN_PROSE = "正文"


@dataclass(frozen=True)
class Spot:
    """One authority's place in one year. `code` is `form` or `prose` where there is a number, else a cell state or one
    of REASONS; `terms` are the lines that were added up, empty where it is one line, which then is `line`: the form's
    own, or the same one by another name; `report` is None where there is none."""

    authority: Authority
    year: int
    value: float | None
    code: str
    note: str
    form: str = ""
    terms: tuple[str, ...] = ()
    report: Report | None = None
    anchor: str = ""
    line: str = ""
    doubts: Sequence[Mark] = ()

    @property
    def is_number(self) -> bool:
        """Whether it may be compared."""
        return self.value is not None

    @property
    def number(self) -> str:
        """The number alone, for a column of them."""
        return "" if self.value is None else write_number(self.value)

    @property
    def signed(self) -> str:
        """The note with the signs of the number's doubts, for a drawing."""
        return " ".join([self.note, *(one.glyph for one in self.doubts)])

    @property
    def spoken(self) -> str:
        """The same in words alone."""
        words = choose("，", ", ").join(one.text for one in self.doubts)
        return say("{name}（{words}）", name=self.note, words=words) if words else self.note


def find_spots(catalogue: Catalogue, authority: str, indicator: str, years: Sequence[int]) -> list[Spot]:
    """The spot of every year given, for one authority and one line."""
    reports = catalogue.reports_by_authority.get(authority, ())
    points = {point.report.time_period: point for point in series(catalogue, reports, indicator)}
    held = {report.time_period: report for report in sorted(reports, key=lambda report: report.is_current)}
    known = catalogue.authorities[authority]
    spots = []
    for year in years:
        point, report = points.get(year), held.get(year)
        spots.append(spot_of(catalogue, known, indicator, point) if point else _empty(catalogue, known, year, report))
    return spots


def spot_of(catalogue: Catalogue, authority: Authority, indicator: str, point: Point) -> Spot:
    """The spot of a point: its number, or why it has none."""
    cells = [cell for cell in point.cells if cell is not None]
    terms = point.link.indicators if len(point.link.indicators) > 1 else ()
    value, code = point.value, cells[0].source
    note = "" if value is None else write_number(float(value))
    if value is None:
        lacking = point.lacking if not terms else None
        code = lacking.cell_state if lacking else "part"
        note = explain(catalogue, code)
    elif value and _other_unit(catalogue, indicator, cells[0].unit_measure):
        value, code, note = (
            None,
            "unit",
            say("{name}（{words}）", name=say(REASONS["unit"]), words=say(cells[0].unit_measure)),
        )
    elif code == "prose":
        note = say("{name}（{words}）", name=note, words=say(IN_PROSE))
    number = None if value is None else float(value)
    year = point.report.time_period
    doubts = doubt_cells(catalogue, cells) if number is not None else ()
    line = "" if terms else point.link.indicators[0]
    return Spot(
        authority, year, number, code, note, point.link.form, terms, point.report, cells[0].anchor, line, doubts
    )


def _other_unit(catalogue: Catalogue, indicator: str, unit: str) -> bool:
    wanted = catalogue.indicators[indicator].unit
    return bool(unit and unit != wanted and {unit, wanted} & MONEY.keys())


def _empty(catalogue: Catalogue, authority: Authority, year: int, report: Report | None) -> Spot:
    code = missing_code(catalogue, report)
    return Spot(authority, year, None, code, say(REASONS[code]), report=report)


def missing_code(catalogue: Catalogue, report: Report | None) -> str:
    """Why a report has no point in a series at all."""
    if report is None:
        return "no_report"
    if not report.is_current:
        return "former"
    return "other_form" if catalogue.cells[report.report_id] else "not_said"


def explain(catalogue: Catalogue, code: str) -> str:
    """The words of a reason or of a cell's state, with its glyph."""
    state = catalogue.states.get(code)
    return f"{state.glyph} {state.label}" if state else say(REASONS[code])


def tell_spots(spots: Sequence[Spot]) -> str:
    """The finding of such a chart: every number and every reason."""
    return choose("；", "; ").join(
        say("{name}：{words}", name=f"{spot.authority.name} {spot.year}", words=spot.spoken) for spot in spots
    )


def key_lines(catalogue: Catalogue) -> list[str]:
    """The key lines of all forms, each once: newest name first, what the concordance joins to one not again."""
    found: list[str] = []
    joined: set[tuple[str, ...]] = set()
    for form in reversed(KEY_INDICATORS):
        for name in KEY_INDICATORS[form]:
            if name in catalogue.indicators and (name,) not in joined:
                found.append(name)
                joined |= {link.indicators for link in find_links(catalogue, name).values()}
    return found


def value_lines(catalogue: Catalogue) -> Iterator[str]:
    """Every line that some form asks, in their order; headings are no lines."""
    yield from (name for name in catalogue.indicators if name in catalogue.forms_by_line)


def authority_file(catalogue: Catalogue, authority: str) -> Mapping[str, object]:
    """What the compare page reads of one authority: its reports with the reason that holds where a line has no point,
    and by line and year an entry. That is the number, where it stands in the form's line of this very name; a code,
    where there is none; else the number, the code `form` or `prose`, the anchor and what was added up. `turns`
    are the forms of each line and the years from which on they hold; `doubts` are the marks at its numbers: kind, place
    on the report's page, and of how many checks it speaks."""
    reports = catalogue.reports_by_authority[authority]
    lines: dict[str, dict[str, object]] = {}
    turns: dict[str, list[tuple[int, str]]] = {}
    doubts: dict[str, dict[str, object]] = {}
    for name in value_lines(catalogue):
        points = series(catalogue, reports, name)
        if changes := [point for at, point in enumerate(points) if not at or point.is_break]:
            turns[name] = [(one.report.time_period, one.link.form) for one in changes]
        for point in points:
            spot = spot_of(catalogue, catalogue.authorities[authority], name, point)
            lines.setdefault(name, {})[str(spot.year)] = _entry(name, spot)
            if spot.doubts:
                marks = [[one.kind, one.href, one.count] for one in spot.doubts]
                doubts.setdefault(name, {})[str(spot.year)] = marks
    held = {
        str(one.time_period): [one.report_id, missing_code(catalogue, one)]
        for one in sorted(reports, key=lambda one: (one.time_period, one.is_current))
    }
    return {"authority": authority, "lines": lines, "reports": held, "turns": turns, "doubts": doubts}


def _entry(line: str, spot: Spot) -> object:
    if spot.value is None:
        return spot.code
    if (spot.code, spot.anchor) == ("form", line):
        return _plain(spot.value)
    return [_plain(spot.value), spot.code, spot.anchor, *([list(spot.terms)] if spot.terms else [])]


def _plain(value: float | None) -> int | float | None:
    return int(value) if value is not None and value.is_integer() else value
