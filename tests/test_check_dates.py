"""Periods, dates and deadlines of invented reports."""

import pytest

from gongkai.structures import Structure
from tests.stated import declared, facts, found, report

RULES = ("period", "published.after_period", "deadline")


def results(structure: Structure, **known: object) -> dict[object, object]:
    rows = found(facts([report(**known)]), structure)  # type: ignore[arg-type]
    return {row["rule"]: (row["result"], row["verdict"]) for row in rows if row["rule"] in RULES}


HOLDS = ("holds", "holds")


@pytest.mark.parametrize(
    ("first", "last", "year", "result"),
    [
        ("2017-01-01", "2017-12-31", 2017, HOLDS),
        ("2016-01-01", "2016-12-31", 2017, ("fails", "contradiction")),
        ("2017-01-01", "2017-12-30", 2017, ("fails", "question")),
        ("2017-01-01", "2018-12-31", 2017, ("fails", "contradiction")),
        ("2008-05-01", "2008-12-31", 2008, HOLDS),
        ("2008-01-01", "2008-12-31", 2008, HOLDS),
        ("2009-05-01", "2009-12-31", 2009, ("fails", "question")),
    ],
)
def test_the_period_is_the_year(first: str, last: str, year: int, result: object, structure: Structure) -> None:
    assert results(structure, year=year, period_from=first, period_to=last) == {"period": result}


def test_what_is_not_printed_is_not_tried(structure: Structure) -> None:
    assert results(structure) == {}


LATE = ("fails", "contradiction")


@pytest.mark.parametrize(
    ("published", "result"),
    [
        ("2018-01", HOLDS), ("2018-03", HOLDS), ("2018-03-31", HOLDS), ("2018-01-01", HOLDS),
        ("2018-04", LATE), ("2018-04-01", LATE), ("2019-01-22", LATE),
    ],
)  # fmt: skip
def test_the_deadline(published: str, result: object, structure: Structure) -> None:
    found_results = results(structure, published=published)
    assert found_results == {"published.after_period": HOLDS, "deadline": result}


@pytest.mark.parametrize("published", ["2017-01-22", "2017-12", "2017-12-31", "2016-03"])
def test_a_date_before_the_period_s_end_is_a_question_and_proves_no_deadline(
    published: str, structure: Structure
) -> None:
    assert results(structure, published=published) == {
        "published.after_period": ("fails", "question"),
        "deadline": ("not_assessable", "open"),
    }


@pytest.mark.parametrize(
    ("year", "authority", "published", "result"),
    [
        (2018, "990100-shuiwu", "2019-03-31", HOLDS),
        (2019, "990100-shuiwu", "2020-01", HOLDS),
        (2019, "990100-shuiwu", "2020-01-31", HOLDS),
        (2019, "990100-shuiwu", "2020-02", LATE),
        (2019, "990100", "2020-03-31", HOLDS),
        (2023, "990100", "2024-04-01", LATE),
        (2019, "990100-unknown", "2020-03-31", HOLDS),
    ],
)
def test_departments_have_had_less_time_since_2019(
    year: int, authority: str, published: str, result: object, structure: Structure
) -> None:
    assert results(structure, year=year, authority=authority, published=published)["deadline"] == result


def test_what_is_compared_is_shown(structure: Structure) -> None:
    made = facts([report(published="2018-04", period_from="2017-01-01", period_to="2017-12-31")])
    shown = {row["rule"]: (row["instance"], row["actual"], row["operands"]) for row in found(made, structure)}
    assert shown == {
        "period": ("total", None, "2017-01-01/2017-12-31 | 2017"),
        "published.after_period": ("total", None, "2018-04 | 2017-12-31"),
        "deadline": ("total", None, "2018-04 | 2018-03-31"),
    }


def test_every_rule_of_dates_has_a_test(structure: Structure) -> None:
    assert {rule for rule, kind in declared(structure).items() if kind == "deadline"} == set(RULES)
