"""Who reported when: authority × year, each square filled, half filled or hollow, with the reason in words; that of a
report which is not current is crossed out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gongkai.pages.catalogues import Catalogue
from gongkai.pages.records import Authority, Report


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
        return Square(year, "none", "本数据包没有这一年的报告", None)
    square = _read_square(catalogue, year, report)
    status = catalogue.status(report)
    return replace(square, kind="former", reason=f"{status.mark}：{square.reason}") if status else square


def _read_square(catalogue: Catalogue, year: int, report: Report) -> Square:
    cells = len(catalogue.cells[report.report_id])
    if not cells:
        told = len(catalogue.prose[report.report_id])
        words = f"，正文里有 {told} 个确数" if told else ""
        return Square(year, "half", f"有报告，报告里没有统计表{words}", report)
    form = catalogue.forms[report.form].name_zh if report.form in catalogue.forms else "混合格式"
    return Square(year, "full", f"{form}，{cells} 个单元格", report)
