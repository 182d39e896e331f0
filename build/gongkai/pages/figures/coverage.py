"""Who reported when: authority × year, each square filled, half filled or hollow, with the reason in words; that of a
report which is not current is crossed out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from gongkai.charts import Chart, make_chart
from gongkai.charts.recipes import Row
from gongkai.escapes import render
from gongkai.pages import limits
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Authority, Report
from gongkai.pages.drafts import Draft
from gongkai.words import choose, say, tell


@dataclass(frozen=True)
class Square:
    """One authority in one year. `kind` is full (a table was read), half (a report without a table), former (a report
    that is superseded or withdrawn) or none."""

    year: int
    kind: str
    reason: str
    report: Report | None


@dataclass(frozen=True)
class Coverage:
    """The years in order, and the squares of each authority."""

    years: Sequence[int]
    rows: Sequence[tuple[Authority, Sequence[Square]]]

    @property
    def has_former(self) -> bool:
        """Whether a report that is not current is among them."""
        return any(square.kind == "former" for _, squares in self.rows for square in squares)


def cover_authorities(catalogue: Catalogue, authorities: Sequence[str]) -> Coverage:
    """The squares of the authorities given, over all years between the package's first and last."""
    known = list(catalogue.years)
    years = list(range(min(known), max(known) + 1)) if known else []
    rows = []
    for authority in authorities:
        held = {report.time_period: report for report in catalogue.reports_by_authority.get(authority, ())}
        rows.append((catalogue.authorities[authority], [_square(catalogue, year, held.get(year)) for year in years]))
    return Coverage(years, rows)


def _square(catalogue: Catalogue, year: int, report: Report | None) -> Square:
    if report is None:
        return Square(year, "none", say("本数据包没有这一年的报告"), None)
    square = _read_square(catalogue, year, report)
    status = catalogue.status(report)
    if status is None:
        return square
    return replace(square, kind="former", reason=say("{name}：{words}", name=status.mark, words=square.reason))


def _read_square(catalogue: Catalogue, year: int, report: Report) -> Square:
    cells = len(catalogue.cells[report.report_id])
    if not cells:
        told = len(catalogue.prose[report.report_id])
        words = say("，正文里有 {n} 个确数", n=told) if told else ""
        return Square(year, "half", say("有报告，报告里没有统计表") + words, report)
    form = catalogue.forms[report.form].name if report.form in catalogue.forms else say("混合格式")
    return Square(year, "full", say("{form}，{n} 个单元格", form=form, n=cells), report)


def draw_coverage(draft: Draft, coverage: Coverage) -> Markup:
    """The heat map of who reported when; its twin has the squares as links, where there are not too many."""
    small = len(coverage.rows) <= limits.SQUARES
    twin = render("coverage_twin.html.j2", found=coverage, root=draft.root) if small else ""
    key = render("coverage_key.html.j2", found=coverage) if small else ""
    return draft.chart("coverage", chart_coverage(draft.catalogue, coverage), twin=twin, key=key)


def list_coverage(draft: Draft, coverage: Coverage) -> Markup:
    """The squares as a table of links, or the drawing of provinces where there are too many."""
    if len(coverage.rows) > limits.SQUARES:
        return draw_coverage(draft, coverage)
    return render("coverage_twin.html.j2", found=coverage, root=draft.root, keyed=True)


def chart_coverage(catalogue: Catalogue, coverage: Coverage) -> Chart:
    """Authority × year, or province × year where there are too many authorities to be told apart."""
    if len(coverage.rows) > limits.SQUARES:
        return _chart_provinces(catalogue, coverage)
    rows: list[Row] = [
        {
            "key": authority.authority,
            "label": authority.name,
            "year": str(square.year),
            "kind": square.kind,
            "note": square.reason,
        }
        for authority, squares in coverage.rows
        for square in squares
    ]
    return make_chart("coverage", say("机关 × 年份"), tell(_count(coverage)), rows)


def _count(coverage: Coverage) -> list[str]:
    """The years of each authority, or how many reports each year has where nobody would listen to all of them."""
    if len(coverage.rows) > limits.SECTIONS:
        held = Counter(square.year for _, squares in coverage.rows for square in _held(squares))
        return [say("{name}：{n:,} 份", name=str(year), n=held[year]) for year in coverage.years]
    return [
        say("{name}：{words}", name=authority.name, words=_tell_years(squares))
        for authority, squares in coverage.rows
        if _held(squares)
    ]


def _held(squares: Sequence[Square]) -> list[Square]:
    return [square for square in squares if square.report is not None]


def _tell_years(squares: Sequence[Square]) -> str:
    words = {"full": "有统计表", "half": "没有统计表", "former": "不是现行的"}
    held = _held(squares)
    years = choose("、", ", ").join(
        say("{year}（{words}）", year=str(square.year), words=say(words[square.kind])) for square in held
    )
    return say("{n} / {all} 年有报告，{years}", n=len(held), all=len(squares), years=years)


def _chart_provinces(catalogue: Catalogue, coverage: Coverage) -> Chart:
    counts: dict[str, dict[int, list[int]]] = {}
    for authority, squares in coverage.rows:
        years = counts.setdefault(_province(catalogue, authority), {year: [0, 0] for year in coverage.years})
        for square in squares:
            years[square.year][0] += square.kind in {"full", "half"}
            years[square.year][1] += square.kind == "full"
    rows: list[Row] = [
        {
            "key": province,
            "label": catalogue.authorities[province].name,
            "year": str(year),
            "reports": reports,
            "with_table": tables,
            "note": f"{reports:,}" if reports else "·",
        }
        for province, years in sorted(counts.items())
        for year, (reports, tables) in years.items()
    ]
    findings = [
        say("{name}：{n:,} 份", name=catalogue.authorities[province].name, n=sum(one[0] for one in years.values()))
        for province, years in sorted(counts.items())
    ]
    return make_chart("coverage_share", say("省份 × 年份：现行报告的份数"), tell(findings), rows)


def _province(catalogue: Catalogue, authority: Authority) -> str:
    """The topmost body above one that is no nation; itself, if nothing is above it."""
    one = authority
    while (above := catalogue.authorities.get(one.parent)) is not None and above.kind != "nation":
        one = above
    return one.authority
