"""The concordance: nothing left open between two forms, nothing joined but what is the same."""

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pytest

from gongkai.concordances import RELATIONS, Correspondence, concordance_rows, load_concordance
from gongkai.errors import StructureError
from gongkai.structures import Structure, load_structure
from tests.conftest import copy_structure

Sides = Mapping[tuple[str, ...], tuple[str, ...]]


def lines(structure: Structure, form: str) -> list[str]:
    return [line.indicator for line in structure.forms[form].lines if line.kind == "line"]


def between(structure: Structure, older: str, newer: str) -> list[Correspondence]:
    return [one for one in structure.concordance if (one.from_form, one.to_form) == (older, newer)]


def joined(structure: Structure, older: str, newer: str) -> Sides:
    return {one.from_indicators: one.to_indicators for one in between(structure, older, newer) if one.makes_series}


@pytest.mark.parametrize(("older", "newer"), [("2014", "2019"), ("2014", "2021"), ("2019", "2021")])
def test_every_line_of_both_forms_stands_somewhere(structure: Structure, older: str, newer: str) -> None:
    rows = between(structure, older, newer)
    assert len(rows) >= 60
    for form, named in (
        (older, {term for one in rows for term in one.from_indicators}),
        (newer, {term for one in rows for term in one.to_indicators}),
    ):
        asked = lines(structure, form)
        assert len(asked) >= 50
        assert sorted(named ^ set(asked)) == []


def test_all_pairs_of_forms_are_there(structure: Structure) -> None:
    pairs = {(one.from_form, one.to_form) for one in structure.concordance}
    assert pairs == set(combinations(structure.forms, 2))


def test_only_exact_and_sum_make_series(structure: Structure) -> None:
    assert {one.relation for one in structure.concordance if one.makes_series} == {"exact", "sum"}
    assert {one.relation for one in structure.concordance} == set(RELATIONS)


def test_what_corresponds_between_2014_and_2019_is_read_from_the_domain_by_hand(structure: Structure) -> None:
    review, direct, after = "remedy.review", "remedy.litigation_direct", "remedy.litigation_after_review"
    closed = ("upheld", "corrected", "other")
    refused = "requests.answered.refused"
    wanted = {
        ("requests.received",): ("applications.new",),
        ("requests.answered.partial",): ("outcome.partial",),
        (f"{refused}.state_secret",): ("outcome.refused.state_secret",),
        (f"{refused}.security",): ("outcome.refused.security",),
        (f"{refused}.trade_secret", f"{refused}.privacy"): ("outcome.refused.third_party",),
        ("review",): tuple(f"{review}.{one}" for one in closed),
        ("litigation",): tuple(f"{block}.{one}" for block in (direct, after) for one in closed),
        **{(f"review.{one}",): (f"{review}.{one}",) for one in closed},
        **{(f"litigation.{one}",): (f"{direct}.{one}", f"{after}.{one}") for one in closed},
    }
    assert joined(structure, "2014", "2019") == wanted
    assert joined(structure, "2014", "2021") == wanted


def test_2019_and_2021_join_the_lines_they_share_and_the_three_other_outcomes(structure: Structure) -> None:
    shared = [one for one in lines(structure, "2019") if one in lines(structure, "2021")]
    assert len(shared) == 40
    three = tuple(f"outcome.other.{one}" for one in ("not_corrected", "fee_unpaid", "rest"))
    assert joined(structure, "2019", "2021") == {(one,): (one,) for one in shared} | {("outcome.other",): three}
    charges = [one for one in between(structure, "2019", "2021") if "charges.amount" in one.to_indicators]
    assert {one.relation for one in charges} == {"none"}


def test_the_way_over_2019_leads_where_the_straight_way_leads(structure: Structure) -> None:
    """2014 to 2021 is 2014 to 2019 followed by 2019 to 2021, term by term."""
    first, second = joined(structure, "2014", "2019"), joined(structure, "2019", "2021")
    over = {
        side: tuple(last for term in middle for last in second[(term,)])
        for side, middle in first.items()
        if all((term,) in second for term in middle)
    }
    assert over == joined(structure, "2014", "2021")
    assert len(over) >= 10


def test_what_is_close_but_not_the_same_makes_no_series(structure: Structure) -> None:
    """An approximate correspondence (narrower, broader) is never among the joined ones, on the same lines either."""
    near = [one for one in structure.concordance if one.relation in ("narrower", "broader")]
    assert len(near) >= 10
    for one in near:
        assert joined(structure, one.from_form, one.to_form).get(one.from_indicators) != one.to_indicators
    pair = ("requests.answered.not_this_agency", "requests.answered.not_exist")
    assert {one.relation for one in near if one.from_indicators == pair} == {"broader"}


def test_rows_of_the_package_have_one_name_each(structure: Structure) -> None:
    rows = concordance_rows(structure.concordance)
    names = [row["correspondence"] for row in rows]
    assert len(names) == len(set(names)) == len(structure.concordance)
    assert all(value != "" for row in rows for value in row.values())


ROW = "2014-2019.requests.received,2014,requests.received,exact,2019,applications.new,"
MISTAKES = [
    (ROW, ROW.replace("exact", "same"), "relation is none of"),
    (ROW, ROW.replace("exact,2019,applications.new", "exact,2019,applications.newer"), "has no line 'applications"),
    (ROW, ROW.replace(",2019,", ",2018,"), "there is no form 2018"),
    (ROW, ROW.replace("2014-2019.r", "2014.r"), "is named <form>-<form>"),
    (ROW, ROW.replace("2014-2019.r", "2014-2021.r"), "the name begins with 2014-2019."),
    (ROW, ROW.replace("applications.new", "applications.new + outcome.total"), "exact joins one line"),
    (ROW, ROW.replace("exact", "sum"), "a sum has a line on each side"),
    (ROW, ROW.replace("applications.new,", ","), "exact joins one line"),
    (
        ROW,
        ROW.replace(",2014,requests.received,exact", ",2014,requests.received + requests.received,sum"),
        "side twice",
    ),
    (ROW, ROW.replace("exact,2019,applications.new", "exact,2019,licences.items_last_year"), "one unit"),
    ("2014-2019.gazette.copies,2014,gazette.copies,none,2019,,,\n", "", "nothing of 'gazette.copies' of form 2014"),
    (
        "2014-2019.applications.carried_in,2014,,none,2019,applications.carried_in,,\n",
        "",
        "nothing of 'applications.carried_in' of form 2019 against 2014",
    ),
    (
        "2019-2021.outcome.total,2019,outcome.total,exact,",
        "2019-2021.outcome.total,2019,outcome.total,none,",
        "'outcome.total' of 2019 and 2021 has one id, but is not exact",
    ),
    ("gazette.copies,none,2019,,,\n", "gazette.copies,none,2019,,没有,\n", "both languages"),
    (
        "2014-2019.gazette.copies,2014,gazette.copies,none,2019,,,\n",
        "2014-2019.gazette.copies,2014,gazette.copies,none,2019,,,\n" * 2,
        "'2014-2019.gazette.copies' stands here twice",
    ),
    (
        "2014-2019.requests.completed,2014,requests.completed,narrower,2019,outcome.total",
        "2014-2019.requests.completed,2014,requests.completed,exact,2019,applications.new",
        "applications.new makes a series with the other form already",
    ),
    ("2014-2019.gazette.copies,2014,gazette.copies,none,2019,,,\n", "a,b\n", "more or fewer cells"),
    ("correspondence,from_form", "from_form,correspondence", "the columns are"),
    (ROW, "2021-2014.a,2021,applications.new,exact,2014,requests.received,", "from_form is the older"),
    (ROW, "2014-2019.a,2014,,none,2019,,", "no line is named"),
]


@pytest.mark.parametrize(("before", "after", "message"), MISTAKES)
def test_a_mistake_is_named_by_file_and_line(tmp_path: Path, before: str, after: str, message: str) -> None:
    copy_structure(tmp_path / "structure")
    path = tmp_path / "structure" / "concordance.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(StructureError) as caught:
        load_structure(tmp_path / "structure")
    assert "structure/concordance.csv" in str(caught.value)
    assert message in str(caught.value)
    assert ("line " in str(caught.value)) == (" of " not in message or "relation" in message)


def test_without_the_file_it_says_so(tmp_path: Path, structure: Structure) -> None:
    with pytest.raises(StructureError, match=r"concordance\.csv.*the file is missing"):
        load_concordance(tmp_path, structure.forms)
