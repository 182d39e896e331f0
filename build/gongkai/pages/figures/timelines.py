"""Timelines: the series of one authority's reports over the years, every break and every gap marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from gongkai.charts import Chart, make_chart
from gongkai.charts.recipes import Row
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Indicator, Report
from gongkai.pages.checks.marks import doubt_cells
from gongkai.pages.drafts import Draft
from gongkai.pages.figures.key_figures import KEY_INDICATORS
from gongkai.pages.figures.values import write_number
from gongkai.series import Point, printed_line, series
from gongkai.words import choose, say, tell

# Besides the key lines: what the concordance joins by sums.
_SUMS = ("review", "litigation", "outcome.refused.third_party", "outcome.other")
_DRAWN = 6
_ALL_PRINTED = 7  # up to so many years every number is printed; above, the ends and the extremes
_WIDE = 4  # up to so many years a number finds room over its point
NOT_COMPARABLE = "//"


@dataclass(frozen=True)
class Timeline:
    """A line and its point in each year, None where the report's form has no part in it."""

    indicator: Indicator
    points: Sequence[Point | None]

    @property
    def present(self) -> list[Point]:
        """The points that are there."""
        return [point for point in self.points if point is not None]


def draw_timelines(catalogue: Catalogue, reports: Sequence[Report]) -> list[Timeline]:
    """The key lines that have two points or more, each once, under the name that the newest of these reports prints."""
    found: list[Timeline] = []
    seen: set[frozenset[tuple[str, ...]]] = set()
    wanted = [*(one for form in reversed(KEY_INDICATORS) for one in KEY_INDICATORS[form]), *_SUMS]
    for name in dict.fromkeys(wanted):
        points = series(catalogue, reports, name)
        key = frozenset((point.report.report_id, *point.link.indicators) for point in points)
        if len(points) < 2 or key in seen:
            continue
        seen.add(key)
        by_report = {point.report.report_id: point for point in points}
        line = catalogue.indicators[printed_line(catalogue, name, {point.link.form for point in points})]
        found.append(Timeline(line, [by_report.get(report.report_id) for report in reports]))
    return found


def chart_timelines(draft: Draft, timelines: Sequence[Timeline]) -> list[Markup]:
    """Small multiples: a drawing of each of the first timelines that has two numbers."""
    numbered = [one for one in timelines if sum(point.value is not None for point in one.present) > 1]
    return [draft.chart(f"series.{one.indicator.indicator}", chart_timeline(draft, one)) for one in numbered[:_DRAWN]]


def write_point(draft: Draft, point: Point) -> str:
    """The number of a point, or the word that stands in its place."""
    if point.value is not None:
        return write_number(float(point.value))
    lacking = point.lacking
    return draft.show(lacking).plain if lacking is not None else say("没有写到")


def chart_timeline(draft: Draft, one: Timeline, name: str = "") -> Chart:
    """A line over all years from the first point to the last; the title is the line's name, or the one given."""
    points = {point.report.time_period: point for point in one.present}
    years = range(min(points), max(points) + 1)
    rows = list(_rows(draft, one, points, years))
    turns = [say("（{words}）", words=row["turn"]) if row["turn"] else "" for row in rows]
    findings = [
        say("{name}：{words}", name=f"{row['year']}{turn}", words=row["note"])
        for row, turn in zip(rows, turns, strict=True)
    ]
    title = say("{name}，{first}–{last} 年", name=name or one.indicator.label, first=str(years[0]), last=str(years[-1]))
    return make_chart("series", title, tell(findings), rows)


def _rows(draft: Draft, one: Timeline, points: Mapping[int, Point], years: Sequence[int]) -> Iterator[Row]:
    forms = draft.catalogue.forms
    values = {year: point.value for year, point in points.items()}
    spoken = _spoken(values)
    authority = one.present[0].report.authority
    held = {report.time_period for report in draft.catalogue.reports_by_authority[authority] if report.is_current}
    run = turns = 0
    breaks = sum(point.is_break for point in points.values())
    ends = {years[0]: "left", years[-1]: "right"} if len(years) > _WIDE else {}
    for year in years:
        point, value = points.get(year), values.get(year)
        turn = say("自此为{form}", form=forms[point.link.form].name) if point and point.is_break else ""
        run += value is None or bool(turn)
        turns += bool(turn)
        note = write_point(draft, point) if point else say("没有对应的行") if year in held else say("没有报告")
        doubts = doubt_cells(draft.catalogue, point.cells) if point and value is not None else ()
        words = choose("，", ", ").join(mark.text for mark in doubts)
        sign = note.split(" ")[0] if point else NOT_COMPARABLE if year in held else say("未收")
        yield {
            "year": str(year),
            "value": None if value is None else float(value),
            "note": say("{name}（{words}）", name=note, words=words) if words else note,
            "printed": sign
            if value is None
            else " ".join([note, *(mark.glyph for mark in doubts)])
            if year in spoken
            else "",
            "form": forms[point.link.form].name if point else "",
            "run": str(run),
            "turn": turn,
            "sign": say("{form}格式", form=point.link.form) if point and turn else "",
            "level": (breaks - turns) % 2,  # the last form's name stands lowest
            "edge": ends.get(year, "center"),
            "side": "below" if _is_dip(values, year) else "above",
        }


def _spoken(values: Mapping[int, Decimal | None]) -> set[int]:
    """The years whose number is printed beside its point."""
    numbers = {year: value for year, value in values.items() if value is not None}
    if len(numbers) <= _ALL_PRINTED:
        return set(numbers)
    return {min(numbers), max(numbers), min(numbers, key=numbers.__getitem__), max(numbers, key=numbers.__getitem__)}


def _is_dip(values: Mapping[int, Decimal | None], year: int) -> bool:
    """Whether the years before and after are higher, and there is room for a number under the point."""
    here, beside = values.get(year), [values.get(year - 1), values.get(year + 1)]
    most = max((value for value in values.values() if value is not None), default=Decimal(0))
    return here is not None and 4 * here > most and all(one is not None and one > here for one in beside)
