"""Reports that may be right: what is blank, unread, rounded, replaced, or of another scope,
year or form accuses nobody."""

from collections.abc import Iterable, Mapping, Sequence

import pytest

from gongkai.checks import facts_of, run_checks
from gongkai.checks.findings import check_rows
from gongkai.structures import Structure

Row = dict[str, object]
NAN = float("nan")
AUTHORITIES = (("990100", "", "city"), ("990101", "990100", "county"), ("990102", "990100", "county"))


def report(year: int = 2017, form: str = "2014", authority: str = "990101", **more: object) -> Row:
    empty = dict.fromkeys(("published", "published_printed", "period_from", "period_to"), "")
    known: Row = {"report_id": f"{authority}-{year}", "authority": authority, "time_period": year, "form": form}
    return known | {"scope": "unknown", "status": "current"} | empty | more


def cell(of: Row, line: str, value: object, raw: str = "", **more: object) -> Row:
    """One cell: a number, or the state of a cell without one; with `raw`, a number in words."""
    indicator, _, applicant = line.partition("@")
    number = value if isinstance(value, int | float) else None
    state = str(value) if number is None else "text_number" if raw else "reported" if number else "reported_zero"
    known = {name: of[name] for name in ("report_id", "authority", "time_period", "form")}
    place = {"source": "form", "unit_measure": "件", "raw": raw, "label": "", "locator": f"L{line}"}
    return known | place | {"indicator": indicator, "applicant": applicant or "total", **_value(number, state)} | more


def _value(number: float | None, state: str) -> Row:
    return {"obs_value": number, "cell_state": state, "obs_status": "A"}


def said(of: Row, number: int, line: str, quantity: float, **more: object) -> Row:
    place = {"statement": number, "phrase": "x", "locator": f"L9:{number}0-{number}5"}
    bounds = {"quantity": quantity, "low": quantity, "high": quantity, "unit": "件", "qualifier": "exact"}
    return {"report_id": of["report_id"], "indicator": line, "about": ""} | place | bounds | more


def checks(
    structure: Structure, reports: Sequence[Row], cells: Iterable[Row], sayings: Iterable[Row] = ()
) -> list[dict[str, object]]:
    lines = [(form.form, line) for form in structure.forms.values() for line in form.lines]
    resources: Mapping[str, list[Row]] = {
        "reports": list(reports),
        "observations-all": list(cells),
        "statements": list(sayings),
        "authorities": [dict(zip(("authority", "parent", "kind"), row, strict=True)) for row in AUTHORITIES],
        "form_lines": [{"form": form, "indicator": line.indicator, "unit": line.unit} for form, line in lines],
    }
    return check_rows(run_checks(facts_of(resources), structure).checks)


def verdicts(found: Iterable[Mapping[str, object]], rule: str) -> list[object]:
    return [row["verdict"] for row in found if row["rule"] == rule]


CITY = report()
NEW = report(2023, "2021")
WAN = "4万份"


# ------------------------------------------------------------------------------------------------ rounded in print


@pytest.mark.parametrize(
    ("raw", "value", "quantity", "verdict"),
    [
        (WAN, 40_000, 38_500, "holds"),
        (WAN, 40_000, 35_000, "holds"),
        (WAN, 40_000, 45_001, "contradiction"),
        ("４万份", 40_000, 38_500, "holds"),
        ("4.0万", 40_000, 39_400, "contradiction"),
        ("4千份", 4_000, 3_850, "holds"),
        ("4百", 400, 351, "holds"),
        ("40000份", 40_000, 38_500, "contradiction"),
    ],
)
def test_a_number_in_words_is_as_exact_as_it_is_printed(
    raw: str, value: int, quantity: int, verdict: str, structure: Structure
) -> None:
    cells = [cell(CITY, "gazette.copies", value, raw)]
    found = checks(structure, [CITY], cells, [said(CITY, 1, "gazette.copies", quantity, unit="份")])
    assert verdicts(found, "prose.table") == [verdict]


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        ("submitted.parts", {"submitted": (40_000, "4万"), "submitted.paper": 30_798, "submitted.electronic": 9_203}),
        ("submitted.parts", {"submitted": 49_100, "submitted.paper": (40_000, "4万"), "submitted.electronic": 9_203}),
        ("disclosure.channels", {"disclosure.total": 39_000, "disclosure.channel.website": (40_000, "4万条")}),
        ("response.interviews.led", {"response.interviews.led": 4_100, "response.interviews": (4_000, "4千")}),
        ("points.twice", {"points": (10_000, "1万"), "capacity.points": 9_800}),
    ],
)
def test_what_a_rounded_number_leaves_open_is_no_failure(
    rule: str, cells: Mapping[str, object], structure: Structure
) -> None:
    made = [cell(CITY, line, *(value if isinstance(value, tuple) else (value,))) for line, value in cells.items()]
    (row,) = [row for row in checks(structure, [CITY], made) if row["rule"] == rule]
    assert row["verdict"] in ("open", "holds")
    assert row["evidence"] in (None, "rounded")


def test_far_beyond_its_rounding_a_number_in_words_fails(structure: Structure) -> None:
    cells = [cell(CITY, "submitted", 40_000, "4万"), cell(CITY, "submitted.paper", 46_000)]
    assert verdicts(checks(structure, [CITY], cells), "submitted.parts") == ["contradiction"]


@pytest.mark.parametrize(("annex", "inside"), [((40_000, "4万"), (38_500,)), ((38_500,), (40_000, "4万"))])
def test_a_rounded_number_in_either_table(
    annex: tuple[object, ...], inside: tuple[object, ...], structure: Structure
) -> None:
    cells = [cell(CITY, "submitted", *annex), cell(CITY, "submitted", *inside, source="in_text", locator="L3")]
    assert verdicts(checks(structure, [CITY], cells), "in_text") == ["open"]


@pytest.mark.parametrize(
    ("value", "unit", "quantity", "of", "verdict"),
    [
        (178.8, "万元", 1_788_345, "元", "holds"),
        (1_788_345, "元", 178.8, "万元", "holds"),
        (1_788_945, "元", 178.8, "万元", "holds"),  # cut
        (178.83, "万元", 178.8, "万元", "holds"),
        (178.8, "万元", 1_798_345, "元", "contradiction"),
        (178.8, "万元", 178.9, "万元", "contradiction"),
        (0, "万元", 300, "元", "holds"),
        (3, "万元", 0, "元", "contradiction"),
    ],
)
def test_money_is_as_exact_as_its_last_digit(
    value: float, unit: str, quantity: float, of: str, verdict: str, structure: Structure
) -> None:
    cells = [cell(CITY, "capacity.funds", value, unit_measure=unit)]
    found = checks(structure, [CITY], cells, [said(CITY, 1, "capacity.funds", quantity, unit=of)])
    assert verdicts(found, "prose.table") == [verdict]
    twice = [said(CITY, 1, "capacity.funds", value, unit=unit), said(CITY, 2, "capacity.funds", quantity, unit=of)]
    assert verdicts(checks(structure, [CITY], [cell(CITY, "fees", 0)], twice), "prose.twice") == [verdict]


@pytest.mark.parametrize(("inside", "verdict"), [(5_000, "holds"), (5_040, "open"), (8_000, "contradiction")])
def test_tables_in_two_units_of_money(inside: int, verdict: str, structure: Structure) -> None:
    cells = [cell(CITY, "fees", 0.5, unit_measure="万元")]
    cells += [cell(CITY, "fees", inside, source="in_text", unit_measure="元", locator="L3")]
    assert verdicts(checks(structure, [CITY], cells), "in_text") == [verdict]


def test_a_range_says_what_it_says(structure: Structure) -> None:
    cells = [cell(CITY, "review", 5)]
    span = {"low": 2.0, "high": 3.0, "qualifier": "range"}
    (row,) = [
        row
        for row in checks(structure, [CITY], cells, [said(CITY, 1, "review", NAN, **span)])
        if row["rule"] == "prose.table"
    ]
    assert (row["operands"], row["expected"], row["gap"]) == ("2 – 3", 3, 2)


def test_numbers_beyond_what_can_be_added_exactly_are_not_judged(structure: Structure) -> None:
    huge = {"submitted": 2**53 + 2, "submitted.paper": 2**53, "submitted.electronic": 1}
    found = checks(structure, [CITY], [cell(CITY, line, value) for line, value in huge.items()])
    assert verdicts(found, "submitted.parts") == ["open"]


# ------------------------------------------------------------------------------------------------ other scopes


@pytest.mark.parametrize(("whole", "verdict"), [(317, "question"), (14, "contradiction"), (15, "holds")])
def test_a_line_that_is_not_printed_may_hold_the_rest(whole: int, verdict: str, structure: Structure) -> None:
    """Of the reasons some reports list only some, and a label nobody knows leaves its line out."""
    stem = "requests.answered.refused"
    cells = [cell(CITY, stem, whole), cell(CITY, f"{stem}.state_secret", 14), cell(CITY, f"{stem}.trade_secret", 1)]
    cells += [cell(CITY, f"{stem}.{name}", "not_in_form") for name in ("privacy", "security", "other_law")]
    cells += [cell(CITY, f"{stem}.not_gov_info", 0)]
    assert verdicts(checks(structure, [CITY], cells), "requests.refused.parts") == [verdict]


@pytest.mark.parametrize(
    ("quantity", "verdict"), [(3_511, "holds"), (3_607, "question"), (3_608, "contradiction"), (96, "contradiction")]
)
def test_received_may_count_what_was_carried_in(quantity: int, verdict: str, structure: Structure) -> None:
    cells = [cell(NEW, "applications.new@total", 3_511), cell(NEW, "applications.carried_in@total", 96)]
    found = checks(structure, [NEW], cells, [said(NEW, 1, "requests.received", quantity)])
    assert verdicts(found, "prose.applications.new") == [verdict]


def test_a_line_that_the_table_prints_is_not_held_against_another_forms(structure: Structure) -> None:
    cells = [cell(CITY, "requests.received", 10), cell(CITY, "applications.new@total", 9, form="2021")]
    found = checks(structure, [CITY], cells, [said(CITY, 1, "requests.received", 10)])
    assert (verdicts(found, "prose.table"), verdicts(found, "prose.applications.new")) == (["holds"], [])


def test_two_scopes_of_one_line(structure: Structure) -> None:
    about = {"indicator": "", "about": "requests.received"}
    sayings = [said(CITY, 1, "requests.received", 95), said(CITY, 2, "", 17, **about)]
    found = checks(structure, [CITY], [cell(CITY, "requests.received", 95)], sayings)
    assert (verdicts(found, "prose.table"), verdicts(found, "prose.twice")) == (["holds", "question"], [])


@pytest.mark.parametrize(
    ("first", "last", "verdict"),
    [
        ("2017-03-01", "2017-12-31", "question"),
        ("2017-01-01", "2017-11-30", "question"),
        ("2016-01-01", "2016-12-31", "contradiction"),
    ],
)
def test_a_body_may_report_on_its_part_of_a_year(first: str, last: str, verdict: str, structure: Structure) -> None:
    found = checks(structure, [CITY | {"period_from": first, "period_to": last}], [cell(CITY, "fees", 0)])
    assert verdicts(found, "period") == [verdict]


# ------------------------------------------------------------------------------------------------ other reports


def carried(structure: Structure, before: Row, after: Row) -> list[object]:
    cells = [cell(before, "applications.carried_out@total", 5), cell(after, "applications.carried_in@total", 50)]
    return verdicts(checks(structure, [before, after], cells), "carried_over")


def test_carry_over_between_current_reports_of_neighbouring_years(structure: Structure) -> None:
    assert carried(structure, report(2022, "2021"), NEW) == ["contradiction"]
    assert carried(structure, report(2020, "2019"), report(2021, "2021")) == ["contradiction"]
    assert carried(structure, report(2021, "2021"), NEW) == []


@pytest.mark.parametrize("status", ["superseded", "withdrawn"])
def test_what_is_not_current_is_held_against_no_other_report(status: str, structure: Structure) -> None:
    assert carried(structure, report(2022, "2021", status=status), NEW) == []
    assert carried(structure, report(2022, "2021"), NEW | {"status": status}) == []
    region, body = report(authority="990100", scope="region"), report()
    for one, other in ((region, body | {"status": status}), (region | {"status": status}, body)):
        cells = [cell(one, "requests.received", 5), cell(other, "requests.received", 50)]
        found = checks(structure, [one, other], cells)
        assert verdicts(found, "region.requests") == []
    own = [cell(CITY, "review", 3), cell(CITY, "review.upheld", 4)]
    assert verdicts(checks(structure, [CITY | {"status": status}], own), "review.parts") == ["contradiction"]


def test_a_body_of_another_year_is_not_in_its_region(structure: Structure) -> None:
    region, body = report(authority="990100", scope="region"), report(2016)
    cells = [cell(region, "requests.received", 5), cell(body, "requests.received", 50)]
    assert verdicts(checks(structure, [region, body], cells), "region.requests") == []


def test_stocks_of_two_forms_are_not_chained(structure: Structure) -> None:
    before, after = report(2020, "2019"), report(2021, "2021")
    cells = [cell(before, "normative.public_total", 5), cell(after, "normative.in_force", 5_000)]
    assert verdicts(checks(structure, [before, after], cells), "normative.stock") == []


# ------------------------------------------------------------------------------------------------ nothing to read


@pytest.mark.parametrize("state", ["blank", "mark", "image", "unparsed", "not_in_form", "form_absent"])
@pytest.mark.parametrize("form", ["2014", "2019", "2021"])
def test_a_form_without_a_number_accuses_nobody(form: str, state: str, structure: Structure) -> None:
    of = report(2017 if form == "2014" else 2020 if form == "2019" else 2023, form)
    lines = [line for line in structure.forms[form].lines if line.kind == "line"]
    cells = [cell(of, line.indicator, state, unit_measure=line.unit) for line in lines]
    cells += [
        cell(of, f"{line.indicator}@{who}", state)
        for line in lines
        if line.by_applicant
        for who in structure.applicants
        if who != "total"
    ]
    assert {row["verdict"] for row in checks(structure, [of], cells)} <= {"open", "holds"}


@pytest.mark.parametrize("state", ["blank", "mark", "image", "unparsed"])
def test_one_cell_without_a_number_leaves_a_sum_open_or_whole(state: str, structure: Structure) -> None:
    for whole in (3, 5):
        cells = [cell(CITY, "review", whole), cell(CITY, "review.upheld", 3), cell(CITY, "review.corrected", state)]
        cells += [cell(CITY, "review.other", 0)]
        assert set(verdicts(checks(structure, [CITY], cells), "review.parts")) <= {"open", "holds"}


def test_shares_of_nothing_and_of_zero(structure: Structure) -> None:
    share = {"unit": "%", "phrase": "占总数的0%", "locator": "L9:17-19"}
    for whole in (0, 400):
        cells = [cell(CITY, "requests.received", whole), cell(CITY, "requests.received.online", 0)]
        sayings = [said(CITY, 1, "requests.received.online", 0), said(CITY, 2, "", 0, **share)]
        assert set(verdicts(checks(structure, [CITY], cells, sayings), "percentage")) <= {"holds"}


def test_a_cell_that_is_read_twice_counts_once(structure: Structure) -> None:
    cells = [cell(CITY, "review", 3), cell(CITY, "review.upheld", 3), cell(CITY, "review.upheld", 3, source="prose")]
    cells += [cell(CITY, "review", 3, source="in_text", locator="L3"), cell(CITY, "review", 3, source="in_text")]
    found = checks(structure, [CITY], cells, [said(CITY, 1, "review", 3)])
    assert {row["verdict"] for row in found} == {"holds"}


def test_a_sum_that_is_printed_and_holds_as_a_bound_says_where(structure: Structure) -> None:
    channels = {"website": 112_645, "weibo": 6_156, "wechat": 5_381, "other": 4_896, "gazette": 82}
    cells = [cell(CITY, "disclosure.total", 128_894, unit_measure="条")]
    cells += [cell(CITY, f"disclosure.channel.{name}", value, unit_measure="条") for name, value in channels.items()]
    cells += [cell(CITY, "disclosure.total", 128_894, source="in_text", label="主动公开政府信息合计", locator="L37")]
    (row,) = [row for row in checks(structure, [CITY], cells) if row["rule"] == "disclosure.channels"]
    assert (row["verdict"], row["gap"], row["evidence"]) == ("holds", -266, "sum:L37")
    cells[0]["obs_value"] = cells[-1]["obs_value"] = 129_160
    (row,) = [row for row in checks(structure, [CITY], cells) if row["rule"] == "disclosure.channels"]
    assert (row["gap"], row["evidence"]) == (0, None)
