"""Series: years are joined across forms by the concordance alone, and a break is marked."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.pages.catalogues import Catalogue, open_catalogue
from gongkai.pages.catalogues.records import Cell, Correspondence, Report
from gongkai.published import read_package
from gongkai.series import cells_of_line, find_breaks, find_links, joined_lines, printed_line, series


@pytest.fixture(scope="module")
def catalogue(repository: Path) -> Catalogue:
    return open_catalogue(read_package(repository / "datapackage" / "annual-reports"))


def links(catalogue: Catalogue, indicator: str) -> dict[str, tuple[str, ...]]:
    return {form: link.indicators for form, link in find_links(catalogue, indicator).items()}


def invent(catalogue: Catalogue, reports: Mapping[str, Mapping[str, float | None]], **other: str) -> list[Report]:
    """Reports of one invented authority, put into the catalogue: `form-year` and the values of its lines."""
    model = next(iter(catalogue.reports.values()))
    made = []
    for name, values in reports.items():
        form, _, year = name.partition("-")
        report = replace(model, report_id=f"990100-{year}", authority="990100", time_period=int(year), form=form)
        made.append(report)
        catalogue.reports[report.report_id] = report  # type: ignore[index]
        catalogue.cells[report.report_id] = [_cell(report, line, value, **other) for line, value in values.items()]  # type: ignore[index]
    return made


def _cell(report: Report, line: str, value: float | None, **other: str) -> Cell:
    indicator, _, applicant = line.partition("@")
    state = "blank" if value is None else "reported" if value else "reported_zero"
    known = {"applicant": applicant or "total", "source": "form", "unit_measure": "件", "raw": "", "label": ""} | other
    return Cell(
        report_id=report.report_id,
        authority=report.authority,
        time_period=report.time_period,
        form=report.form,
        indicator=indicator,
        obs_value=value,
        cell_state=state,
        locator="L1",
        **known,
    )


@pytest.fixture
def own(repository: Path) -> Catalogue:
    """A catalogue that may be written to."""
    return open_catalogue(read_package(repository / "datapackage" / "annual-reports"))


def test_links_follow_the_concordance_in_both_directions(catalogue: Catalogue) -> None:
    old, new = ("requests.received",), ("applications.new",)
    assert links(catalogue, "applications.new") == {"2014": old, "2019": new, "2021": new}
    assert links(catalogue, "requests.received") == {"2014": old, "2019": new, "2021": new}
    three = tuple(f"outcome.other.{one}" for one in ("not_corrected", "fee_unpaid", "rest"))
    assert links(catalogue, "outcome.other") == {"2019": ("outcome.other",), "2021": three}
    refused = "requests.answered.refused"
    both = (f"{refused}.trade_secret", f"{refused}.privacy")
    third = ("outcome.refused.third_party",)
    assert links(catalogue, "outcome.refused.third_party") == {"2014": both, "2019": third, "2021": third}


@pytest.mark.parametrize(
    "indicator",
    [
        "requests.answered.refused.privacy",  # a term of a sum stands for nothing by itself
        "requests.answered",  # broader than the total of outcomes
        "requests.completed",  # narrower
        "disclosure.total",
        "fees",
    ],
)
def test_what_is_not_the_same_is_not_joined(catalogue: Catalogue, indicator: str) -> None:
    assert links(catalogue, indicator) == {"2014": (indicator,)}
    assert list(joined_lines(catalogue, indicator)) == []


def test_a_stock_of_published_is_not_a_stock_in_force(catalogue: Catalogue) -> None:
    assert links(catalogue, "normative.public_total") == {"2019": ("normative.public_total",)}
    assert links(catalogue, "normative.in_force") == {"2021": ("normative.in_force",)}


def test_headings_and_unknown_lines_have_no_links(catalogue: Catalogue) -> None:
    assert links(catalogue, "outcome.refused") == {}
    assert links(catalogue, "nothing.such") == {}


@pytest.mark.parametrize(
    ("line", "forms", "name"),
    [
        ("applications.new", {"2014"}, "requests.received"),
        ("requests.received", {"2019", "2021"}, "applications.new"),
        ("requests.received", {"2014", "2021"}, "applications.new"),
        ("outcome.refused.third_party", {"2014"}, "outcome.refused.third_party"),  # a sum there, of no name of its own
        ("disclosure.total", set(), "disclosure.total"),
    ],
)
def test_a_series_has_a_name_that_one_of_its_reports_prints(
    catalogue: Catalogue, line: str, forms: set[str], name: str
) -> None:
    assert printed_line(catalogue, line, forms) == name


def test_only_what_is_declared_joins(own: Catalogue) -> None:
    """One id on two forms is no series by itself: without the row, or with another relation, nothing is joined."""
    same = [one for one in own.concordance if one.older == one.newer == ("outcome.total",)]
    assert len(same) == 1
    for relation in ("narrower", "broader", "none", ""):
        rows: list[Correspondence] = [one for one in own.concordance if one not in same]
        rows += [replace(same[0], relation=relation)] if relation else []
        without = replace(own, concordance=rows)
        assert links(without, "outcome.total") == {"2021": ("outcome.total",)}
        reports = invent(without, {"2019-2020": {"outcome.total": 5}, "2021-2021": {"outcome.total": 6}})
        assert [point.value for point in series(without, reports, "outcome.total")] == [6]
        assert [cell is None for cell in cells_of_line(without, reports, "outcome.total")] == [True, False]


def test_a_series_goes_over_three_forms_and_marks_every_break(own: Catalogue) -> None:
    reports = invent(
        own,
        {
            "2014-2017": {"requests.received": 10},
            "2014-2018": {"requests.received": 0},
            "2019-2019": {"applications.new": None},
            "2019-2020": {"applications.new": 12},
            "2021-2021": {"applications.new": 13},
        },
    )
    for indicator in ("applications.new", "requests.received"):
        points = series(own, reports[::-1], indicator)
        assert [point.report.time_period for point in points] == [2017, 2018, 2019, 2020, 2021]
        assert [point.value for point in points] == [10, 0, None, 12, 13]
        assert [point.is_break for point in points] == [False, False, True, False, True]
        assert points[2].lacking is not None
        assert points[2].lacking.cell_state == "blank"


def test_a_sum_needs_every_term(own: Catalogue) -> None:
    refused = "requests.answered.refused"
    reports = invent(
        own,
        {
            "2014-2016": {f"{refused}.trade_secret": 3, f"{refused}.privacy": 4},
            "2014-2017": {f"{refused}.trade_secret": 3, f"{refused}.privacy": None},
            "2014-2018": {f"{refused}.trade_secret": 3},
            "2019-2019": {"outcome.refused.third_party": 8},
        },
    )
    points = series(own, reports, "outcome.refused.third_party")
    assert [point.value for point in points] == [7, None, None, 8]
    assert [point.is_break for point in points] == [False, False, False, True]


def test_a_sum_is_never_made_of_table_and_text(own: Catalogue) -> None:
    refused = "requests.answered.refused"
    (report,) = invent(own, {"2014-2016": {f"{refused}.trade_secret": 3}})
    own.prose[report.report_id] = [_cell(report, f"{refused}.privacy", 4, source="prose")]  # type: ignore[index]
    (point,) = series(own, [report], "outcome.refused.third_party")
    assert [cell is not None for cell in point.cells] == [True, True]
    assert point.value is None


def test_decimals_add_up_exactly(own: Catalogue) -> None:
    refused = "requests.answered.refused"
    reports = invent(own, {"2014-2016": {f"{refused}.trade_secret": 0.1, f"{refused}.privacy": 0.2}})
    assert [point.value for point in series(own, reports, "outcome.refused.third_party")] == [Decimal("0.3")]


def test_a_column_of_applicants_has_no_point_on_2014(own: Catalogue) -> None:
    person = "natural_person"
    reports = invent(
        own,
        {
            "2014-2017": {"requests.received": 10},
            "2019-2020": {"applications.new": 12, f"applications.new@{person}": 9},
            "2021-2021": {"applications.new": 13, f"applications.new@{person}": 13},
        },
    )
    points = series(own, reports, "applications.new", person)
    assert [(point.report.time_period, point.value) for point in points] == [(2020, 9), (2021, 13)]


def test_reports_that_are_not_current_are_in_no_series(own: Catalogue) -> None:
    reports = invent(own, {"2014-2017": {"requests.received": 10}, "2019-2020": {"applications.new": 12}})
    reports[0] = replace(reports[0], status="withdrawn")
    assert [point.value for point in series(own, reports, "applications.new")] == [12]


def test_breaks_are_of_one_authority(own: Catalogue) -> None:
    reports = invent(own, {"2019-2020": {"outcome.total": 1}, "2021-2021": {"outcome.total": 2}})
    first, second = (own.cells[report.report_id][0] for report in reports)
    assert find_breaks([first, second]) == {"990100-2021"}
    assert find_breaks([first, replace(second, authority="990200")]) == frozenset()
    assert find_breaks([]) == frozenset()
