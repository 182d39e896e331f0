"""Timelines: the series of one authority's reports, side by side with their years, every break marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gongkai.charts import Chart, make_chart
from gongkai.charts.recipes import Row
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.drafts import Draft
from gongkai.pages.key_figures import KEY_INDICATORS
from gongkai.pages.records import Indicator, Report
from gongkai.pages.values import write_number
from gongkai.series import Point, series

# Besides the key lines: what the concordance joins by sums.
_SUMS = ("review", "litigation", "outcome.refused.third_party", "outcome.other")
_DRAWN = 2


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
    """The key lines that have two points or more, each once under the name it has on its newest form."""
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
        found.append(Timeline(catalogue.indicators[name], [by_report.get(report.report_id) for report in reports]))
    return found


def chart_timelines(draft: Draft, timelines: Sequence[Timeline]) -> list[Markup]:
    """Drawings of the first timelines that have two numbers; a year after a break says which form it is on."""
    charts: list[Markup] = []
    for one in timelines:
        if sum(point.value is not None for point in one.present) > 1 and len(charts) < _DRAWN:
            charts.append(draft.chart(f"series.{one.indicator.indicator}", _chart(draft, one)))
    return charts


def write_point(draft: Draft, point: Point) -> str:
    """The number of a point, or the word that stands in its place."""
    if point.value is not None:
        return write_number(float(point.value))
    lacking = point.lacking
    return draft.show(lacking).plain if lacking is not None else "没有写到"


def _chart(draft: Draft, one: Timeline) -> Chart:
    forms = draft.catalogue.forms
    rows: list[Row] = []
    findings = []
    for place, point in enumerate(one.present):
        year = str(point.report.time_period)
        label = f"{year}（自此为{forms[point.link.form].name_zh}）" if point.is_break else year
        value, note = point.value, write_point(draft, point)
        rows.append(
            {"key": f"{place:04d}", "label": label, "value": None if value is None else float(value), "note": note}
        )
        findings.append(f"{label}：{note}")
    title = f"{one.indicator.label_zh}，{one.present[0].report.time_period}–{one.present[-1].report.time_period} 年"
    return make_chart("bars", title, f"{'；'.join(findings)}。", rows)
