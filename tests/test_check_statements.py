"""What the prose says against the table, against itself, and its percentages against its own figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.checks.bounds import bounds_of, comparable, exactly, qualified
from gongkai.checks.percentages import _recomputed
from gongkai.checks.restated import texts_of
from gongkai.structures import Structure
from tests.stated import ZERO, declared, facts, found, report

CITY = report()
LATER = report(2022, "2021")


def prose(cell: object, saying: tuple[object, ...], structure: Structure, line: str = "requests.received") -> object:
    """The result of one statement against one cell."""
    made = facts([CITY], [(line, cell)], [(line, *saying)])
    (row,) = found(made, structure, rule="prose.table")
    assert row["instance"] == f"{line}/1"
    return row["result"]


@pytest.mark.parametrize(
    ("cell", "saying", "result"),
    [
        (828, (828,), "holds"),
        (790, (828,), "fails"),
        (201, (200, "余"), "holds"),
        (200, (200, "余"), "holds"),
        (299, (200, "多"), "holds"),
        (300, (200, "余"), "fails"),
        (199, (200, "余"), "fails"),
        (300, (300, "近"), "holds"),
        (201, (300, "近"), "holds"),
        (200, (300, "近"), "fails"),
        (301, (300, "近"), "fails"),
        (300, (300, "突破"), "fails"),
        (301, (300, "超"), "holds"),
        (9_000_000, (300, "突破"), "holds"),
        (300, (300, "以上"), "holds"),
        (299, (300, "以上"), "fails"),
        (250, (300, "约"), "holds"),
        (249, (300, "左右"), "fails"),
        (350, (300, "rounded"), "holds"),
        (300, (300, "以下"), "holds"),
        (300, (300, "不足"), "fails"),
        (0, (0, ZERO), "holds"),
        (1, (0, ZERO), "fails"),
        ("blank", (5,), "derivable"),
        ("blank", (0,), "holds_if_blank_is_zero"),
        ("blank", (0, ZERO), "holds_if_blank_is_zero"),
        ("blank", (200, "余"), "not_assessable"),
        ("mark", (5,), "not_assessable"),
        ("image", (0, ZERO), "not_assessable"),
    ],
)
def test_a_statement_against_its_cell(
    cell: object, saying: tuple[object, ...], result: str, structure: Structure
) -> None:
    assert prose(cell, saying, structure) == result


def test_the_table_against_the_prose_says_what_is_amiss(structure: Structure) -> None:
    (row,) = found(facts([CITY], [("review", 790)], [("review", 828)]), structure, rule="prose.table")
    assert (row["verdict"], row["actual"], row["expected"], row["gap"]) == ("contradiction", 790, 828, -38)
    assert (row["operands"], row["evidence"]) == ("828", None)


def test_what_is_only_about_a_line_is_a_question_at_most(structure: Structure) -> None:
    cells = [("applications.new", 95), ("remedy.review.total", "blank"), ("processing_fee", 7)]
    sayings = [("~applications.new", 17), ("~remedy.review.total", 3), ("~processing_fee", 7, "exact", "元")]
    rows = found(facts([LATER], cells, sayings, form="2021"), structure, rule="prose.table")
    assert {row["instance"]: (row["result"], row["verdict"], row["evidence"]) for row in rows} == {
        "applications.new/1": ("fails", "question", "scope:L9:10-15"),
        "remedy.review.total/2": ("not_assessable", "open", "scope:L9:20-25"),
        "processing_fee/3": ("holds", "holds", "scope:L9:30-35"),
    }


@pytest.mark.parametrize("state", ["not_in_form", "form_absent"])
def test_a_line_that_is_not_there_is_not_tried(state: str, structure: Structure) -> None:
    assert found(facts([CITY], [("fees", state)], [("fees", 3, "exact", "万元")]), structure, rule="prose.table") == []


def test_a_report_without_a_table_has_nothing_to_be_held_against(structure: Structure) -> None:
    made = facts([report(form="none")], [("review", 5, "prose")], [("review", 5)])
    assert found(made, structure, rule="prose.table") == []


@pytest.mark.parametrize(
    ("value", "printed", "quantity", "unit", "result"),
    [
        (3.5, "万元", 35_000, "元", "holds"),
        (3.5, "万元", 3.5, "万元", "holds"),
        (3.5, "万元", 0.00035, "亿元", "holds"),
        (35_000, "元", 3.5, "万元", "holds"),
        (3.5, "万元", 3.5, "元", "fails"),
        (0, "万元", 0, "元", "holds"),
    ],
)
def test_money_is_compared_in_one_unit(
    value: float, printed: str, quantity: float, unit: str, result: str, structure: Structure
) -> None:
    made = facts([CITY], [("fees", value, "form", printed)], [("fees", quantity, "exact", unit)])
    assert [row["result"] for row in found(made, structure, rule="prose.table")] == [result]


def test_a_measure_word_is_as_good_as_another_but_money_is_money(structure: Structure) -> None:
    made = facts(
        [CITY], [("review", 5), ("litigation", 6)], [("review", 5, "exact", "起"), ("litigation", 5, "exact", "元")]
    )
    assert [row["instance"] for row in found(made, structure, rule="prose.table")] == ["review/1"]


@pytest.mark.parametrize(("quantity", "result"), [(40_000, "holds"), (38_000, "holds"), (46_000, "fails")])
def test_a_number_in_words_is_as_round_as_it_is_printed(quantity: int, result: str, structure: Structure) -> None:
    made = facts(
        [CITY], [("gazette.copies", 40_000, "form", "份", "4万份")], [("gazette.copies", quantity, "exact", "份")]
    )
    assert [row["result"] for row in found(made, structure, rule="prose.table")] == [result]


PAIRS = {
    "prose.applications.new": ("requests.received", {"applications.new": 9}),
    "prose.outcomes": ("requests.answered", {"outcome.total": 9}),
    "prose.outcomes.completed": ("requests.completed", {"outcome.total": 9}),
    "prose.outcomes.partial": ("requests.answered.partial", {"outcome.partial": 9}),
    "prose.outcomes.state_secret": ("requests.answered.refused.state_secret", {"outcome.refused.state_secret": 9}),
    "prose.review": ("review", {"remedy.review.total": 9}),
    "prose.review.upheld": ("review.upheld", {"remedy.review.upheld": 9}),
    "prose.review.corrected": ("review.corrected", {"remedy.review.corrected": 9}),
    "prose.litigation": (
        "litigation",
        {"remedy.litigation_direct.total": 4, "remedy.litigation_after_review.total": 5},
    ),
}


@pytest.mark.parametrize("rule", PAIRS)
def test_a_pair_of_lines(rule: str, structure: Structure) -> None:
    line, cells = PAIRS[rule]
    name = next(iter(cells))
    for said, result, gap in ((9, "holds", 0), (8, "fails", 1)):
        made = facts([LATER], list(cells.items()), [(line, said)], form="2021")
        (row,) = found(made, structure, rule=rule)
        assert (row["instance"], row["result"], row["actual"], row["gap"]) == (f"{name}/1", result, 9, gap)
    in_2014 = facts([CITY], list(cells.items()), [(line, 8)])
    assert found(in_2014, structure, rule=rule) == []


def test_every_rule_of_prose_has_a_test(structure: Structure) -> None:
    wanted = {rule for rule, kind in declared(structure).items() if kind == "prose"}
    assert wanted == {*PAIRS, "prose.table", "prose.twice"}


@pytest.mark.parametrize(
    ("cells", "said", "result"),
    [
        ((4, "blank"), 9, "not_assessable"),
        ((4, "blank"), 4, "holds_if_blank_is_zero"),
        ((4, "blank"), 3, "fails"),
        ((4, "image"), 3, "fails"),
        ((4, "image"), 4, "not_assessable"),
        (("blank", "blank"), 0, "holds_if_blank_is_zero"),
        (("blank", "blank"), 3, "not_assessable"),
    ],
)
def test_a_sum_with_blanks(cells: tuple[object, object], said: int, result: str, structure: Structure) -> None:
    names = ("remedy.litigation_direct.total", "remedy.litigation_after_review.total")
    made = facts([LATER], list(zip(names, cells, strict=True)), [("litigation", said)], form="2021")
    assert [row["result"] for row in found(made, structure, rule="prose.litigation")] == [result]


def test_words_that_confirm_a_blank_are_its_evidence(structure: Structure) -> None:
    made = facts([LATER], [("remedy.review.total", "blank")], [("remedy.review.total", 0, ZERO)], form="2021")
    (row,) = found(made, structure, rule="prose.table")
    assert (row["result"], row["evidence"]) == ("holds_if_blank_is_zero", "zero:L9:10-15")


# -------------------------------------------------------------------------------------------- what is printed twice


def test_what_the_prose_says_twice(structure: Structure) -> None:
    sayings = [("review", 200, "余"), ("review", 201), ("review", 202), ("", 7), ("litigation", 3), ("~review", 9)]
    rows = found(facts([CITY], [], sayings), structure, rule="prose.twice")
    assert {row["instance"]: (row["result"], row["verdict"], row["actual"], row["expected"]) for row in rows} == {
        "review/1": ("holds", "holds", 201, 200),
        "review/3": ("fails", "contradiction", 201, 202),
    }


def test_two_bounds_agree_where_some_number_keeps_both(structure: Structure) -> None:
    for qualifiers, result in ((("余", "近"), "holds"), (("近", "突破"), "fails"), (("以上", "以下"), "holds")):
        made = facts([CITY], [], [("review", 300 if one != "余" else 200, one) for one in qualifiers])
        assert [row["result"] for row in found(made, structure, rule="prose.twice")] == [result]


def test_twice_in_two_units(structure: Structure) -> None:
    made = facts([CITY], [], [("fees", 3.5, "exact", "万元"), ("fees", 35_000, "exact", "元")])
    assert [(row["result"], row["expected"]) for row in found(made, structure, rule="prose.twice")] == [("holds", 3.5)]


def test_tables_in_the_chapters_against_the_annex(structure: Structure) -> None:
    cells = [
        ("review", 5), ("review", 5, "in_text"), ("review", 6, "in_text"),
        ("litigation", "blank"), ("litigation", 3, "in_text"),
        ("complaints", 4, "in_text"),
    ]  # fmt: skip
    rows = found(facts([CITY], cells), structure, rule="in_text")
    assert {row["instance"]: (row["result"], row["gap"]) for row in rows} == {
        "review": ("holds", 0),
        "review/L103": ("fails", -1),
        "litigation": ("derivable", None),
    }


# --------------------------------------------------------------------------------------------------------- percentages


def share(
    printed: float, structure: Structure, phrase: str = "占总数的#%", part: int = 363, whole: int = 389
) -> object:
    sayings = [
        ("requests.received", whole),
        ("requests.received.letter", part),
        ("", printed, "exact", "%", phrase.replace("#", str(printed))),
    ]
    rows = found(facts([report(form="none")], [], sayings), structure, rule="percentage")
    return [(row["instance"], row["result"], row["verdict"], row["operands"]) for row in rows]


@pytest.mark.parametrize(
    ("printed", "part", "whole", "result"),
    [
        (93.3, 363, 389, "holds"),
        (93, 363, 389, "holds"),
        (0.25, 1, 389, "holds"),
        (0.26, 1, 389, "holds"),
        (0.3, 1, 389, "holds"),
        (68, 5487, 8129, "holds"),
        (67, 5487, 8129, "holds"),
        (66, 5487, 8129, "fails"),
        (93.4, 363, 389, "fails"),
        (100, 389, 389, "holds"),
    ],
)
def test_a_share_is_rounded_cut_or_rounded_twice(
    printed: float, part: int, whole: int, result: str, structure: Structure
) -> None:
    verdict = "holds" if result == "holds" else "question"
    expected = [("requests.received.letter/3", result, verdict, f"{part} / {whole}")]
    assert share(printed, structure, part=part, whole=whole) == expected


@pytest.mark.parametrize("phrase", ["同比增长#%", "增长#%", "办结率#%", "占上年的#%", "比上年多#%"])
def test_a_share_of_something_else_is_not_tried(phrase: str, structure: Structure) -> None:
    assert share(93.3, structure, phrase) == []


def test_a_share_of_a_base_that_another_share_confirms_contradicts(structure: Structure) -> None:
    sayings = [
        ("requests.received", 200),
        ("requests.received.letter", 100), ("", 50, "exact", "%", "占比50%"),
        ("requests.received.fax", 20), ("", 40, "exact", "%", "占比40%"),
    ]  # fmt: skip
    rows = found(facts([CITY], [], sayings), structure, rule="percentage")
    assert [(row["verdict"], row["actual"], row["expected"]) for row in rows] == [
        ("contradiction", 40, 10),
        ("holds", 50, 50),
    ]


def test_a_share_of_answers_may_be_of_requests(structure: Structure) -> None:
    sayings = [
        ("requests.received", 200), ("requests.answered", 100),
        ("requests.answered.partial", 20), ("", 10, "exact", "%", "占比10%"),
    ]  # fmt: skip
    (row,) = found(facts([CITY], [], sayings), structure, rule="percentage")
    assert (row["result"], row["operands"]) == ("holds", "20 / 200")


def test_the_whole_may_stand_in_the_table(structure: Structure) -> None:
    sayings = [("requests.received.letter", 50), ("", 25, "exact", "%", "占比25%")]
    (row,) = found(facts([CITY], [("requests.received", 200)], sayings), structure, rule="percentage")
    assert (row["result"], row["operands"]) == ("holds", "50 / 200")


def test_a_whole_that_the_prose_gives_twice_is_not_certain(structure: Structure) -> None:
    sayings = [
        ("requests.received", 200), ("requests.received", 300),
        ("requests.received.letter", 50), ("", 25, "exact", "%", "占比25%"),
    ]  # fmt: skip
    assert found(facts([CITY], [], sayings), structure, rule="percentage") == []


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.integers(0, 3))
def test_every_honest_share_holds(whole: int, part: int, decimals: int) -> None:
    exact = part / whole * 100
    for printed in (round(exact, decimals), int(exact * 10**decimals + 1e-9) / 10**decimals):
        assert _recomputed(part, whole, printed)[1]


# -------------------------------------------------------------------------------------------------------------- bounds

QUALIFIERS = ("exact", "余", "近", "突破", "以上", "不足", "rounded")


@given(st.data())
def test_bounds_agree_as_numbers_say(data: st.DataObject) -> None:
    """Against all numbers in steps of a half."""
    ends = sorted(data.draw(st.lists(st.integers(0, 6), min_size=4, max_size=4)))
    data.draw(st.permutations(ends))
    sides = []
    for low, high in ((ends[0], ends[2]), (ends[1], ends[3])):
        qualifier = data.draw(st.sampled_from(QUALIFIERS))
        high = low if qualifier == "exact" else max(high, low + 1)
        top = np.nan if qualifier in ("突破", "以上") else float(high)
        sides.append(bounds_of(np.array([float(low)]), np.array([top]), texts_of([qualifier])))
    one, other = sides
    some = any(
        bool(one.agree(exactly(np.array([step / 4])))[0] and other.agree(exactly(np.array([step / 4])))[0])
        for step in range(60)
    )
    assert bool(one.agree(other)[0]) == bool(other.agree(one)[0]) == some


def test_figures_as_they_were_promised() -> None:
    numbers, words = ["200", "300", "297000", "5", "0"], ["余", "近", "rounded", "exact", ZERO]
    assert qualified(texts_of(numbers), texts_of(words)).tolist() == ["200余", "近300", "297000±", "5", "0"]


def test_units() -> None:
    same, factors = comparable(texts_of(["元", "万元", "", "件", "份"]), texts_of(["万元", "亿元", "件", "元", "万份"]))
    assert same.tolist() == [True, True, True, False, True]
    assert factors.tolist() == [0.0001, 0.0001, 1.0, 1.0, 0.0001]
