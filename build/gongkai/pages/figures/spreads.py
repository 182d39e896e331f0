"""Spreads: where one body stands among its siblings, and how the reports of a year are spread on a line. Each says the
median and n of the numbers in the tables; what only the prose gives is drawn with a ring and counted apart. None of
them is an order of merit. Only what the series module joins is set side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from markupsafe import Markup

from gongkai.charts import Chart, make_chart
from gongkai.charts.labels import measure_text
from gongkai.charts.recipes import Row
from gongkai.charts.tones import SMALL, WIDTH
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Authority, Indicator
from gongkai.pages.contrasts import TENFOLD
from gongkai.pages.drafts import Draft
from gongkai.pages.figures.comparisons import IN_PROSE, Spot, find_spots, key_lines, spot_of
from gongkai.pages.figures.timelines import Timeline, chart_timeline
from gongkai.pages.figures.values import write_number
from gongkai.series import find_links, printed_line, series
from gongkai.words import choose, say, tell

_MOST_STROKES = 200
_MOST_LINES = 12
_MOST_FIGURES = 6
_SQUARE_STEP = 11  # pixels from one hollow square to the next
STRIP_KEY = "每个机关一划，粗的是本机关；▲ 是中位数（三个以上才算），□ 是没有可比的数的。"
TENFOLD_KEY = "横轴是对数的：每往右一格，大十倍。"
PROSE_KEY = "带圈的一划只出自正文，不算进 n、中位数和两端。"
_UNASKED = frozenset({"no_report", "former", "other_form", "not_said"})  # of reports whose form has no such line
SPREAD_KEY = "每份报告一划；▲ 是中位数（三个以上才算），□ 是没有可比的数的。"


@dataclass(frozen=True)
class Spread:
    """The spots of one line of a drawing: a year's reports, on one form where the line says so."""

    name: str
    spots: Sequence[Spot]

    @property
    def numbers(self) -> list[float]:
        """Those of the tables: the prose is never mixed in."""
        return [spot.value for spot in self.spots if spot.value is not None and spot.code != "prose"]

    @property
    def drawn(self) -> list[float]:
        """All that have a stroke."""
        return [spot.value for spot in self.spots if spot.value is not None]

    @property
    def middle(self) -> float | None:
        """The median, of three numbers at least: that of two is a number that stands nowhere."""
        return round(float(median(self.numbers)), 6) if len(self.numbers) > 2 else None

    @property
    def count(self) -> str:
        """Numbers of the reports whose form asks, and apart how many only the prose gives: n = 2 / 2，另有正文 1."""
        told = len(self.drawn) - len(self.numbers)
        asked = [spot for spot in self.spots if spot.code not in _UNASKED and not _is_told(spot)]
        return f"n = {len(self.numbers)} / {len(asked)}" + (say("，另有正文 {n}", n=told) if told else "")

    @property
    def summary(self) -> str:
        """The median, n numbers of N."""
        if self.middle is None:
            return self.count
        return say("中位数 {n}，{count}", n=write_number(self.middle), count=self.count)

    @property
    def ends(self) -> str:
        """The least and the greatest number; nothing where no table gives one."""
        if not self.numbers:
            return ""
        return say("最小 {low}，最大 {high}", low=write_number(min(self.numbers)), high=write_number(max(self.numbers)))


def _is_told(spot: Spot) -> bool:
    """Whether only the prose gives its number."""
    return spot.is_number and spot.code == "prose"


def strip_siblings(draft: Draft, authority: Authority) -> list[Markup]:
    """A strip for each key line on which the newest current report of `authority` and one sibling have a number."""
    catalogue = draft.catalogue
    current = [one for one in catalogue.reports_by_authority.get(authority.authority, ()) if one.is_current]
    if not current or authority.parent not in catalogue.authorities:
        return []
    year = max(one.time_period for one in current)
    siblings = _siblings(catalogue, authority, year)
    found: list[Markup] = []
    for name in key_lines(catalogue) if len(siblings) > 1 else ():
        spread = Spread(
            say("{year} 年", year=str(year)), [find_spots(catalogue, one, name, [year])[0] for one in siblings]
        )
        mine = next(spot for spot in spread.spots if spot.authority == authority)
        if mine.is_number and len(spread.drawn) > 1 and len(found) < _MOST_FIGURES:
            line = printed_line(catalogue, name, {spot.form for spot in spread.spots if spot.is_number})
            title = say("{name}，{year} 年", name=catalogue.indicators[line].label, year=str(year))
            named = Spread(f"{authority.name} {mine.signed}", spread.spots)
            chart = chart_spreads(title, [named], own=authority.authority)
            found.append(draft.chart(f"siblings.{line}", chart, key=_key(chart)))
    return found


def _siblings(catalogue: Catalogue, authority: Authority, year: int) -> list[str]:
    """`authority` and those of the same parent and kind that have a current report for the year."""
    held = catalogue.reports_by_authority
    return [
        one.authority
        for one in catalogue.children(authority.parent)
        if one.kind == authority.kind
        and any(report.is_current and report.time_period == year for report in held.get(one.authority, ()))
    ]


def chart_spreads(title: str, spreads: Sequence[Spread], own: str = "") -> Chart:
    """Strips, one line for each spread; quartiles where the strokes would be too many to be told apart."""
    finding = tell(_tell(one) for one in spreads)
    if sum(len(one.spots) for one in spreads) > _MOST_STROKES:
        return make_chart("quartiles", title, finding, [_quartiles(at, one) for at, one in enumerate(spreads)])
    rows = [row for at, one in enumerate(spreads) for row in _strip(at, one, own)]
    return make_chart("strip_tenfold" if _is_tenfold(spreads) else "strip", title, finding, rows)


def _is_tenfold(spreads: Sequence[Spread]) -> bool:
    """Whether one value is so far from the others that on a plain scale they would lie in one place."""
    numbers = [value for one in spreads for value in one.drawn if value > 0]
    return bool(numbers) and max(numbers) > TENFOLD * median(numbers)


def _key(chart: Chart, plain: str = "") -> str:
    """What must be said under a drawing: its signs, and a scale that is not plain."""
    told = any(row.get("is_prose") for row in chart.rows)
    words = [plain, say(PROSE_KEY) if told else "", say(TENFOLD_KEY) if chart.recipe == "strip_tenfold" else ""]
    return choose("", " ").join(filter(None, words))


def _tell(one: Spread) -> str:
    words = choose("，", ", ").join(filter(None, [one.summary, one.ends]))
    return say("{name}：{words}", name=one.name, words=words)


def _strip(at: int, one: Spread, own: str) -> list[Row]:
    lacking = [spot for spot in one.spots if not spot.is_number]
    line = {
        "key": f"{at:04d}",
        **_words(one),
        "lacking": say("{n} 个没有可比的数", n=len(lacking)) if lacking else "",
    }
    first = measure_text(str(line["lacking"]), SMALL) + _SQUARE_STEP
    has_room = first + _SQUARE_STEP * len(lacking) <= WIDTH
    rows: list[Row] = []
    for spot in one.spots:
        place = None if spot.is_number or not has_room else round(first) + _SQUARE_STEP * lacking.index(spot)
        role = "own" if spot.authority.authority == own else "other"
        name = spot.authority.name
        rows.append(
            {**line, "label": name, "value": spot.value, "note": spot.signed, "role": role, "place": place}
            | {"source": _source(spot), "is_prose": int(_is_told(spot))}
        )
    if one.middle is not None:
        note = write_number(one.middle)
        rows.append(
            {**line, "label": say("中位数"), "value": one.middle, "note": note, "role": "median", "place": None}
            | {"source": "", "is_prose": 0}
        )
    return rows


def _source(spot: Spot) -> str:
    """Where its number stands, in words."""
    return (say(IN_PROSE) if _is_told(spot) else say("统计表")) if spot.is_number else ""


def _quartiles(at: int, one: Spread) -> Row:
    numbers = sorted(one.numbers)
    cuts = quantiles(numbers, n=20, method="inclusive") if len(numbers) > 1 else numbers * 19
    named: Mapping[str, float] = {"low": cuts[1], "lower": cuts[4], "upper": cuts[14], "high": cuts[17]}
    rounded = {name: round(value, 6) for name, value in named.items()}
    return {"key": f"{at:04d}", **_words(one), "middle": one.middle, **rounded}


def _words(one: Spread) -> dict[str, str]:
    """What is written around a line."""
    middle = "" if one.middle is None else say("中位数 {n}", n=write_number(one.middle))
    return {"line": one.name, "count": one.count, "median": middle, "ends": one.ends}


@dataclass(frozen=True)
class Years:
    """A line over the years: how the reports of each year are spread, a small multiple for each of the first
    authorities with two numbers, and how many such there are."""

    spread: Markup | str
    charts: Sequence[Markup]
    count: int


def show_years(draft: Draft, indicator: Indicator) -> Years:
    """The line over all current reports that have a part in its series."""
    catalogue = draft.catalogue
    spots: list[Spot] = []
    charts: list[Markup] = []
    count = 0
    for authority, reports in catalogue.reports_by_authority.items():
        points = series(catalogue, reports, indicator.indicator)
        known = catalogue.authorities[authority]
        spots += [spot_of(catalogue, known, indicator.indicator, point) for point in points]
        if sum(point.value is not None for point in points) > 1:
            count += 1
            if count <= _MOST_LINES:
                chart = chart_timeline(draft, Timeline(indicator, points), known.name)
                charts.append(draft.chart(f"series.{authority}", chart))
    return Years(_spread_years(draft, indicator, spots), charts, count)


def _spread_years(draft: Draft, indicator: Indicator, spots: Sequence[Spot]) -> Markup | str:
    """A line of strokes for each year and form; those with fewer than two numbers are left out, and the key says so."""
    groups: dict[tuple[int, str], list[Spot]] = {}
    for spot in spots:
        groups.setdefault((spot.year, spot.form), []).append(spot)
    every = [Spread(_name_year(draft.catalogue, indicator, *at), groups[at]) for at in sorted(groups)]
    spreads = [one for one in every if len(one.drawn) > 1]
    if not spreads:
        return ""
    chart = chart_spreads(say("{name}：各年的分布", name=indicator.label), spreads)
    key = _key(chart, "" if chart.recipe == "quartiles" else say(SPREAD_KEY))
    return draft.chart("spread", chart, key=choose("", " ").join([key, *_left_out(draft.catalogue, every)]))


def _name_year(catalogue: Catalogue, indicator: Indicator, year: int, form: str) -> str:
    """A year and its form; where that form prints another line, or gives a sum, those lines too."""
    name = say("{year} 年，{form}", year=str(year), form=catalogue.forms[form].name)
    lines = find_links(catalogue, indicator.indicator)[form].indicators
    if lines == (indicator.indicator,):
        return name
    return say("{name}（{words}）", name=name, words=" ＋ ".join(catalogue.indicators[one].label for one in lines))


def _left_out(catalogue: Catalogue, every: Sequence[Spread]) -> Iterator[str]:
    """Which years are not drawn and why; with the form where another form's strokes of that year are."""
    drawn = {one.spots[0].year for one in every if len(one.drawn) > 1}
    said = ("{words} 年没有可比的数，不画。", "{words} 年各只有一个数，不画。")
    for count, words in enumerate(said):
        left = [one.spots[0] for one in every if len(one.drawn) == count]
        plain = [str(spot.year) for spot in left if spot.year not in drawn]
        again = [spot for spot in left if spot.year in drawn]
        forms = [say("{name}（{words}）", name=spot.year, words=catalogue.forms[spot.form].name) for spot in again]
        if named := list(dict.fromkeys(plain + forms)):
            yield say(words, words=choose("、", ", ").join(named))
