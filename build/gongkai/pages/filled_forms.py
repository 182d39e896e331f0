"""A form as printed, filled with one report's cells.

The kind of layout follows from the form's lines, never from the form's name: a table with applicants is a matrix, one
with several column heads is a grid, any other is a list. A row's words are those the report
prints; headings and rows that it does not print have the code list's, because a printed number differs from printing to
printing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Applicant, Cell, Line, Report
from gongkai.words import choose, say

TABLE_TITLES = {
    "statistics": "政府信息公开情况统计表",
    "normative": "主动公开：规章与规范性文件",
    "licensing": "主动公开：行政许可与其他对外管理服务",
    "penalties": "主动公开：行政处罚与行政强制",
    "charges": "主动公开：行政事业性收费",
    "procurement": "主动公开：政府集中采购",
    "applications": "收到和处理政府信息公开申请",
    "remedies": "行政复议与行政诉讼",
    "prose": "写在正文里的项",
}
# Where a form has fewer tables under one heading than the others.
_OWN_TITLES = {("2021", "licensing"): "主动公开：行政许可"}


@dataclass(frozen=True)
class Row:
    """A printed row: its words, how deep it stands, and its cells, one per column; none for a heading. `spoken` is its
    English name."""

    label: str
    depth: int
    kind: str
    indicator: str
    unit: str
    cells: Sequence[Cell | None]
    spoken: str = ""

    @property
    def name(self) -> str:
        """Its words in the language spoken."""
        return choose(self.label, self.spoken)


@dataclass(frozen=True)
class Head:
    """A cell of the head: words and spans; `spoken` is its name where a code list has one."""

    text: str
    columns: int
    rows: int
    spoken: str = ""

    @property
    def name(self) -> str:
        """Its words in the language spoken."""
        return choose(self.text, self.spoken or say(self.text))


@dataclass(frozen=True)
class Table:
    """One table of a form: `layout` is list, matrix or grid; `heads` are the head's rows, top first."""

    name: str
    title: str
    layout: str
    heads: Sequence[Sequence[Head]]
    rows: Sequence[Row]
    absent: bool


def fill_form(catalogue: Catalogue, report: Report) -> list[Table]:
    """The tables of the forms that a report's cells belong to, in printed order; empty where it has none."""
    cells = catalogue.cells[report.report_id]
    used = [form for form in catalogue.forms if any(cell.form == form for cell in cells)]
    tables: list[Table] = []
    for form in used:
        found = {(cell.indicator, cell.applicant): cell for cell in cells if cell.form == form}
        by_table: dict[str, list[Line]] = {}
        for line in catalogue.lines.get(form, ()):
            by_table.setdefault(line.table, []).append(line)
        filled = [_fill_table(catalogue, name, lines, found) for name, lines in by_table.items()]
        asked = [table for table in filled if any(cell is not None for row in table.rows for cell in row.cells)]
        tables += [replace(one, name=f"{form}-{one.name}") for one in asked] if len(used) > 1 else asked
    return tables


def lay_out_form(catalogue: Catalogue, form: str) -> list[Table]:
    """The tables of a form as printed, without anybody's figures. Which columns it has the reports on it tell; cells
    stand for their lines, and what is in them is not to be shown."""
    lines = catalogue.lines.get(form, ())
    labels = {line.indicator: line.label for line in lines}
    found = {
        (cell.indicator, cell.applicant): replace(cell, label="")
        for cells in catalogue.cells.values()
        for cell in cells
        if cell.form == form
    }
    by_table: dict[str, list[Line]] = {}
    for line in lines:
        by_table.setdefault(line.table, []).append(line)
    tables = [_fill_table(catalogue, name, own, found) for name, own in by_table.items()]
    return [
        replace(table, rows=[replace(row, label=labels.get(row.indicator) or row.label) for row in table.rows])
        if table.layout != "grid"
        else table
        for table in tables
    ]


def title_table(form: str, name: str) -> str:
    """What a table of a form is called."""
    return say(_OWN_TITLES.get((form, name), TABLE_TITLES.get(name, name)))


def _fill_table(catalogue: Catalogue, name: str, lines: Sequence[Line], found: Mapping[tuple[str, str], Cell]) -> Table:
    values = [line for line in lines if line.kind != "heading"]
    applicants = _applicants(catalogue, values, found)
    paths = list(dict.fromkeys(line.head for line in values))
    if len(applicants) > 1:
        layout, heads = "matrix", [[Head(one.label_zh, 1, 1, one.label_en) for one in applicants]]
        if len(paths) == 1 and paths[0]:
            heads.insert(0, [Head(paths[0], len(applicants), 1)])
        rows = [_matrix_row(catalogue, line, lines, applicants, found) for line in lines]
    elif len(paths) > 1:
        layout, heads = "grid", span_heads(split_heads(paths))
        rows = _grid_rows(catalogue, values, paths, found)
    else:
        layout, heads = "list", []
        rows = [_matrix_row(catalogue, line, lines, applicants, found) for line in lines]
    states = {cell.cell_state for row in rows for cell in row.cells if cell is not None}
    title = title_table(lines[0].form, name)
    return Table(name, title, layout, heads, rows, states == {"form_absent"})


def _applicants(
    catalogue: Catalogue, lines: Sequence[Line], found: Mapping[tuple[str, str], Cell]
) -> Sequence[Applicant]:
    used = {applicant for line in lines for applicant in catalogue.applicants if (line.indicator, applicant) in found}
    return [one for one in catalogue.applicants.values() if one.applicant in used]


def _matrix_row(
    catalogue: Catalogue,
    line: Line,
    lines: Sequence[Line],
    applicants: Sequence[Applicant],
    found: Mapping[tuple[str, str], Cell],
) -> Row:
    parents = {one.indicator: one.parent for one in lines}
    depth, above = 0, line.parent
    while above in parents:
        depth, above = depth + 1, parents[above]
    known, spoken = catalogue.indicators[line.indicator].label_zh, catalogue.indicators[line.indicator].label_en
    if line.kind == "heading":
        return Row(known, depth, line.kind, line.indicator, "", (), spoken)
    cells = [found.get((line.indicator, one.applicant)) for one in applicants]
    printed = next((cell.label for cell in cells if cell is not None and cell.label), "")
    return Row(printed or known, depth, line.kind, line.indicator, line.unit, cells, spoken)


def _grid_rows(
    catalogue: Catalogue, lines: Sequence[Line], paths: Sequence[str], found: Mapping[tuple[str, str], Cell]
) -> list[Row]:
    rows = []
    for label in dict.fromkeys(line.row for line in lines):
        here = {line.head: line for line in lines if line.row == label}
        cells = [found.get((here[path].indicator, "total")) if path in here else None for path in paths]
        parent = next(iter(here.values())).parent
        known = catalogue.indicators.get(parent)
        rows.append(Row(label, 0, "line", parent, "", cells, known.label_en if known and label else ""))
    return rows


def split_heads(heads: Sequence[str]) -> list[list[str]]:
    """Heads as paths from the top. A slash divides only where another head shares what stands before it: 行政诉讼/总计
    beside 行政诉讼/结果维持 does, 本年增/减 does not."""
    paths = []
    for head in heads:
        parts = [""]
        for piece in head.split("/"):
            before = "/".join([*parts[:-1], parts[-1], ""])
            shared = parts[-1] and sum(other.startswith(before) for other in heads) > 1
            if shared:
                parts.append(piece)
            else:
                parts[-1] = f"{parts[-1]}/{piece}" if parts[-1] else piece
        paths.append(parts)
    return paths


def span_heads(paths: Sequence[Sequence[str]]) -> list[list[Head]]:
    """Column heads given as paths from the top, drawn together: equal neighbours share one, short ones reach down."""
    depth = max(len(path) for path in paths)
    rows: list[list[Head]] = []
    for level in range(depth):
        row: list[Head] = []
        place = 0
        while place < len(paths):
            path = paths[place]
            end = place + 1
            while end < len(paths) and level < len(path) - 1 and paths[end][: level + 1] == path[: level + 1]:
                end += 1
            if level < len(path):
                row.append(Head(path[level], end - place, depth - level if level == len(path) - 1 else 1))
            place = end
        rows.append(row)
    return rows
