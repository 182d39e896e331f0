"""Contrasts: the chart of a comparison: of one year a bar for each authority, of several a small drawing for each,
all on one scale unless one of them dwarfs the rest. What cannot be compared is hatched; a year without a report stays
quiet: it says nothing.
"""

from collections.abc import Iterator, Sequence
from statistics import median

from gongkai.charts import Chart, make_chart
from gongkai.charts.recipes import Row
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.figures.comparisons import Spot, tell_spots
from gongkai.words import choose, say

MOST_DRAWN = 24  # authorities in one chart
TENFOLD = 40  # so many times the median is the greatest value where the others would lie flat beside it
SIGNS = "斜线：有报告而没有可比的数；小点：未收报告；虚线：换了格式。"
SCALES = {
    "compare_years": "各家同一比例。",
    "compare_own": "各家大小悬殊，各用自己的比例：只比走势，大小看数字。",
}


def chart_spots(catalogue: Catalogue, title: str, rows: Sequence[Sequence[Spot]]) -> Chart:
    """A row of spots for each authority, all over the same years."""
    every = [spot for row in rows for spot in row]
    finding = tell_spots([spot for spot in every if spot.report is not None]) + choose("。", ".")
    if len({spot.year for spot in every}) == 1:
        bars = [{"key": f"{at:04d}", **_spot(row[0])} for at, row in enumerate(rows)]
        return make_chart("compare", title, finding, bars)
    columns = [one for at, row in enumerate(rows) for one in _columns(catalogue, f"{at:04d}", row)]
    numbers = [spot.value for spot in every if spot.value]
    apart = bool(numbers) and max(numbers) > TENFOLD * median(numbers)
    return make_chart("compare_own" if apart else "compare_years", title, finding, columns)


def explain_recipe(recipe: str) -> str:
    """What must be said under such a chart."""
    scale = SCALES.get(recipe, "")
    return choose("", " ").join((say(scale), say(SIGNS))) if scale else ""


def _spot(spot: Spot) -> dict[str, str | float | None]:
    kind = "number" if spot.is_number else "none" if spot.report is None else "hatched"
    year = str(spot.year)
    return {"label": spot.authority.name, "year": year, "value": spot.value, "note": spot.signed, "kind": kind}


def _columns(catalogue: Catalogue, key: str, row: Sequence[Spot]) -> Iterator[Row]:
    before, said = "", tell_highest(row)
    for spot in row:
        form = catalogue.forms[spot.form].name if spot.form else ""
        turn = say("自此为{form}", form=form) if before and form and form != before else ""
        before = form or before
        yield {"key": key, **_spot(spot), "form": form, "turn": turn, "said": said}


def tell_highest(row: Sequence[Spot]) -> str:
    """The two numbers that stand printed beside a row of columns: the greatest, and the latest."""
    numbers = [(spot.value, spot) for spot in row if spot.value is not None]
    if not numbers:
        return say("没有可比的数")
    most, last = max(numbers, key=lambda pair: pair[0])[1], numbers[-1][1]
    words = [say("{year} 年最高 {n}", year=str(most.year), n=most.signed)]
    if last is not most:
        words.append(say("最近 {year} 年 {n}", year=str(last.year), n=last.signed))
    return choose("；", "; ").join(words)
