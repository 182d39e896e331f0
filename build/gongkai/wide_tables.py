"""Wide tables for people: an authority's indicators by year, and each form as printed, filled with a report's cells.

Beside every number column stands a column that says what stood in the cell, so that an empty cell of a spreadsheet is
never taken for a zero; where a check of the number does not hold, it says that too. A number is a number or nothing;
the words are those of the pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.csv_files import join_cells, written
from gongkai.pages.catalogues import NUMBERS, Catalogue
from gongkai.pages.catalogues.records import Cell, Report
from gongkai.pages.checks.marks import doubt_cells
from gongkai.pages.figures.values import SOURCES, show_cell
from gongkai.pages.filled_forms import Head, Row, Table, fill_form
from gongkai.series import cells_of_line

NOT_ASKED = "该格式不设此项"
NOT_SAID = "正文中没有认出"

Value = str | int | float | None


@dataclass(frozen=True)
class WideTable:
    """A table ready for a spreadsheet. `name` is that of a file, `columns` and the texts in `rows` are for people."""

    name: str
    folder: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]

    @property
    def address(self) -> str:
        """Where its CSV stands, from the site's top."""
        return f"data/{self.folder}/{self.name}.csv"

    def as_csv(self) -> str:
        """The table as the one CSV writer has it."""
        lines = [join_cells([written(cell) for cell in row]) for row in (self.columns, *self.rows)]
        return "".join(lines)


def wide_tables(catalogue: Catalogue, authority: str) -> list[WideTable]:
    """All wide tables of an authority: its indicators by year, then the forms of each of its reports; none where the
    package has no report of it."""
    reports = catalogue.reports_by_authority.get(authority, ())
    if not reports:
        return []
    forms = [table for report in reports for table in form_tables(catalogue, report)]
    return [authority_table(catalogue, authority), *forms]


def authority_table(catalogue: Catalogue, authority: str) -> WideTable:
    """Indicator × year: for each year the value that counts, what stood there, and the form it stood on."""
    reports = catalogue.reports_by_authority[authority]
    columns = ["指标代码", "指标", "单位"]
    for report in reports:
        status = catalogue.status(report)
        year = f"{report.time_period}（{status.word}）" if status else str(report.time_period)
        columns += [year, f"{year} 状态", f"{year} 格式"]
    rows: list[Sequence[Value]] = []
    for name, indicator in catalogue.indicators.items():
        cells = cells_of_line(catalogue, reports, name)
        if any(cell is not None for cell in cells):
            row: list[Value] = [name, indicator.label_zh, indicator.unit or None]
            for report, cell in zip(reports, cells, strict=True):
                row += [*_pair(catalogue, cell, _why_none(catalogue, report)), _form_name(catalogue, cell)]
            rows.append(row)
    title = f"{catalogue.authorities[authority].name_zh}：指标与年份"
    return WideTable(f"authority-{authority}", "wide", title, columns, rows)


def form_tables(catalogue: Catalogue, report: Report) -> list[WideTable]:
    """The tables of a report's forms as printed, headings too, each cell with its state; empty where it has none."""
    return [
        WideTable(
            f"{report.report_id}-{table.name}",
            "forms",
            f"{catalogue.label(report)}：{table.title}",
            _columns(table),
            [list(_form_row(catalogue, table, row)) for row in table.rows],
        )
        for table in fill_form(catalogue, report)
    ]


def flatten_heads(heads: Sequence[Sequence[Head]]) -> list[str]:
    """One name for each column of a spanned head: the words above it, joined by a slash."""
    width = sum(head.columns for head in heads[0]) if heads else 0
    paths: list[list[str]] = [[] for _ in range(width)]
    reach = [0] * width
    for level, row in enumerate(heads):
        free = [place for place in range(width) if reach[place] <= level]
        for head in row:
            for place in free[: head.columns]:
                paths[place].append(head.text)
                reach[place] = level + head.rows
            free = free[head.columns :]
    return ["/".join(path) for path in paths]


def _columns(table: Table) -> list[str]:
    if table.layout == "list":
        return ["指标代码", "层级", "行", "单位", "值", "状态", "原文写法", "位置"]
    names = [head.text for head in table.heads[-1]] if table.layout == "matrix" else flatten_heads(table.heads)
    doubled = [column for name in names for column in (name, f"{name} 状态")]
    return ["指标代码", "层级", "行", *doubled]


def _form_row(catalogue: Catalogue, table: Table, row: Row) -> Iterator[Value]:
    yield from (row.indicator, row.depth, row.label or None)
    if table.layout == "list":
        cell = next(iter(row.cells), None)
        yield row.unit or None
        yield from _pair(catalogue, cell, None)
        yield (show_cell(catalogue, cell).raw or None) if cell is not None else None
        yield (cell.locator or None) if cell is not None else None
        return
    width = (len(_columns(table)) - 3) // 2
    for cell in [*row.cells, *[None] * width][:width]:
        yield from _pair(catalogue, cell, None)


def _pair(catalogue: Catalogue, cell: Cell | None, missing: str | None) -> tuple[Value, str | None]:
    """A cell's number, or nothing, and the word for what stood there."""
    if cell is None:
        return None, missing
    word = catalogue.states[cell.cell_state].label_zh
    source = SOURCES.get(cell.source, "")
    number = cell.obs_value if cell.cell_state in NUMBERS else None
    unit = catalogue.indicators[cell.indicator].unit
    other = cell.unit_measure if number and cell.unit_measure and unit and cell.unit_measure != unit else ""
    doubts = [one.text for one in doubt_cells(catalogue, [cell])]
    said = "，".join(filter(None, (source, other, *doubts)))
    plain = int(number) if number is not None and float(number).is_integer() else number
    return plain, f"{word}（{said}）" if said else word


def _why_none(catalogue: Catalogue, report: Report) -> str:
    return NOT_ASKED if catalogue.cells[report.report_id] else NOT_SAID


def _form_name(catalogue: Catalogue, cell: Cell | None) -> str | None:
    known = catalogue.forms.get(cell.form) if cell is not None else None
    return known.name_zh if known else None
