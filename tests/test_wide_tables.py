"""Wide tables: all that the package has of an authority, a state beside every number, and no blank become a zero."""

import csv
import io
from dataclasses import replace

import pytest

from gongkai.pages.catalogues import Catalogue, open_catalogue
from gongkai.pages.catalogues.records import Cell
from gongkai.pages.checks.marks import doubt_cells
from gongkai.pages.filled_forms import span_heads
from gongkai.published import read_package
from gongkai.wide_tables import NOT_ASKED, NOT_SAID, authority_table, flatten_heads, form_tables, wide_tables
from tests.built import Built
from tests.made_up import HOSTILE

NUMBERS = {"reported", "reported_zero", "text_number"}


@pytest.fixture
def catalogue(built: Built) -> Catalogue:
    return open_catalogue(read_package(built.paths.package))


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_every_value_that_counts_stands_in_its_authoritys_table(catalogue: Catalogue) -> None:
    words = {state.cell_state: state.label_zh for state in catalogue.states.values()}
    seen = 0
    for authority, reports in catalogue.reports_by_authority.items():
        table = authority_table(catalogue, authority)
        assert len(table.columns) == 3 + 3 * len(reports) == len(set(table.columns))
        shown = {row[0]: row for row in table.rows}
        for place, report in enumerate(reports):
            for name in catalogue.indicators:
                cell = catalogue.value(report.report_id, name)
                row = shown.get(name)
                value, state = (row[3 + 3 * place], row[4 + 3 * place]) if row else (None, NOT_ASKED)
                if cell is None:
                    assert value is None
                    assert state in (NOT_ASKED, NOT_SAID)
                    continue
                assert value == (cell.obs_value if cell.cell_state in NUMBERS else None)
                assert str(state).startswith(words[cell.cell_state])
                assert ("正文" in str(state)) == (cell.source == "prose")
                seen += 1
    assert seen >= 20


def doubt_of(catalogue: Catalogue, cell: Cell) -> str:
    said = "，".join(mark.text for mark in doubt_cells(catalogue, [cell]))
    return f"（{said}）" if said else ""


def test_a_doubted_number_says_so_in_the_spreadsheet(real: Built) -> None:
    catalogue = open_catalogue(read_package(real.paths.package))
    row = next(row for row in authority_table(catalogue, "371300").rows if row[0] == "requests.received")
    assert list(row[3:5]) == [1108, "数字（核对不成立）"]


def test_every_cell_of_a_form_stands_in_the_table_as_printed(catalogue: Catalogue) -> None:
    words = {state.cell_state: state.label_zh for state in catalogue.states.values()}
    seen = 0
    for report in catalogue.reports.values():
        cells = catalogue.cells[report.report_id]
        wanted = sorted((str(cell.obs_value), words[cell.cell_state] + doubt_of(catalogue, cell)) for cell in cells)
        found = []
        for table in form_tables(catalogue, report):
            at = [place for place, column in enumerate(table.columns) if column.endswith("状态")]
            assert at
            for row in table.rows:
                assert len(row) == len(table.columns)
                for place in at:
                    if row[place] is None:
                        assert row[place - 1] is None
                    else:
                        number = row[place - 1]
                        found.append((str(None if number is None else float(str(number))), str(row[place])))
        assert sorted(found) == wanted
        seen += len(found)
    assert seen >= 18


def test_a_blank_is_empty_and_says_so_and_a_zero_is_a_zero(made_up: Built) -> None:
    catalogue = open_catalogue(read_package(made_up.paths.package))
    (table,) = form_tables(catalogue, catalogue.reports["990100-2017"])
    by_name = {row[0]: list(row[4:6]) for row in table.rows}
    assert by_name["disclosure.channel.website"] == [0, "明确的零"]
    raws = {row[0]: row[6] for row in table.rows}
    assert (raws["disclosure.channel.gazette"], raws["capacity.funds"]) == ("4万份", None)
    assert by_name["disclosure.channel.gazette"] == [40000, "文字写数（核对不成立）"]
    assert by_name["capacity.funds"] == [178.8, "数字（核对有疑问）"]
    tables = {one.name: one for one in form_tables(catalogue, catalogue.reports["990100-xinqu-2020"])}
    matrix = tables["990100-xinqu-2020-applications"]
    assert list(matrix.columns) == ["指标代码", "层级", "行", "自然人", "自然人 状态", "总计", "总计 状态"]
    granted = next(row for row in matrix.rows if row[0] == "outcome.granted")
    assert list(granted[3:]) == [None, "空白", None, "空白"]
    heading = next(row for row in matrix.rows if row[0] == "outcome")
    assert list(heading[3:]) == [None] * 4
    remedies = tables["990100-xinqu-2020-remedies"]
    assert "行政复议/总计 状态" in remedies.columns
    assert list(remedies.rows[0][-2:]) == [None, "图片"]


def test_years_of_one_authority_stand_side_by_side_with_their_form(made_up: Built) -> None:
    catalogue = open_catalogue(read_package(made_up.paths.package))
    table = authority_table(catalogue, "990100-xinqu")
    years = [f"{year}{word}" for year in (2020, 2021) for word in ("", " 状态", " 格式")]
    assert list(table.columns) == ["指标代码", "指标", "单位", *years]
    new = next(row for row in table.rows if row[0] == "applications.new")
    assert list(new[3:]) == [9, "数字", "2019年格式", 11, "数字", "2021年格式"]
    total = next(row for row in table.rows if row[0] == "remedy.review.total")
    assert list(total[3:]) == [None, "图片", "2019年格式", None, NOT_ASKED, None]
    text = authority_table(catalogue, "990000")
    assert [list(row[3:]) for row in text.rows if row[0] == "requests.received.online"] == [
        [0, "明确的零（正文）", "2014年统计表"]
    ]


def test_money_in_another_unit_says_its_unit(made_up: Built) -> None:
    catalogue = open_catalogue(read_package(made_up.paths.package))
    cells = list(catalogue.cells["990100-2017"])
    catalogue.cells["990100-2017"][:] = [  # type: ignore[index]
        replace(cell, unit_measure="元") if cell.indicator == "capacity.funds" else cell for cell in cells
    ]
    row = next(row for row in authority_table(catalogue, "990100").rows if row[0] == "capacity.funds")
    assert list(row[2:5]) == ["万元", 178.8, "数字（元，核对有疑问）"]


def test_all_tables_of_an_authority(catalogue: Catalogue) -> None:
    names = []
    for authority in catalogue.authorities:
        tables = wide_tables(catalogue, authority)
        reports = catalogue.reports_by_authority.get(authority, [])
        assert bool(tables) == bool(reports)
        names += [table.address for table in tables]
    assert len(names) == len(set(names)) >= 8


def test_the_files_of_the_site_are_the_tables(built: Built) -> None:
    catalogue = open_catalogue(read_package(built.paths.package))
    wanted = {
        table.address: table.as_csv()
        for authority in catalogue.authorities
        for table in wide_tables(catalogue, authority)
    }
    data = built.paths.site / "data"
    lines = {f"{form}.csv" for form in catalogue.forms}  # what a form asks: of the page of forms
    files = [path for name in ("wide", "forms") for path in sorted((data / name).iterdir()) if path.name not in lines]
    found = {path.relative_to(built.paths.site).as_posix(): path.read_bytes().decode() for path in files}
    assert found == wanted
    links = {
        attributes.get("href", "").lstrip("./")
        for page in built.paths.site.rglob("*.html")
        for tag, attributes in built.page(page.relative_to(built.paths.site).as_posix()).tags
        if tag == "a"
    }
    assert sorted(set(wanted) - links) == []


def test_no_text_begins_like_a_formula(made_up: Built) -> None:
    catalogue = open_catalogue(read_package(made_up.paths.package))
    label = catalogue.cells["990100-2017"][0].label
    assert label
    cells = [replace(cell, label=f"={HOSTILE}") for cell in catalogue.cells["990100-2017"]]
    catalogue.cells["990100-2017"][:] = cells  # type: ignore[index]
    (table,) = form_tables(catalogue, catalogue.reports["990100-2017"])
    texts = [cell for row in rows_of(table.as_csv()) for cell in row]
    assert f"'={HOSTILE}" in texts
    assert [text for text in texts if text[:1] in "=+-@＝＋－＠\t\r" and text] == []


def test_spanned_heads_become_one_name_a_column() -> None:
    paths = [["复议", "维持"], ["复议", "总计"], ["诉讼", "直接", "维持"], ["诉讼", "直接", "总计"], ["计"]]
    assert flatten_heads(span_heads(paths)) == ["/".join(path) for path in paths]
    assert flatten_heads([]) == []
