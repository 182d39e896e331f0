"""Captions' numbers, and lists announced with a number."""

import pytest

from gongkai.structures import Structure
from tests.stated import declared, facts, found, report


def captions(structure: Structure, *numbered: tuple[int, str]) -> tuple[object, ...]:
    (row,) = found(facts([report()], captions=numbered), structure, rule="captions")
    return row["result"], row["verdict"], row["actual"], row["expected"], row["operands"]


@pytest.mark.parametrize(
    ("numbers", "result"),
    [
        ([1, 2, 3], ("holds", "holds", 3, 3, "1–3")),
        ([1], ("holds", "holds", 1, 1, "1–1")),
        ([3, 1, 2], ("holds", "holds", 3, 3, "1–3")),
        ([1, 2, 4], ("fails", "question", 3, 4, "3 ▢")),
        ([2, 3], ("fails", "question", 2, 3, "1 ▢")),
        ([1, 2, 2, 3], ("fails", "question", 4, 3, "2 × 2")),
        ([1, 2, 2, 4], ("fails", "question", 4, 4, "3 ▢, 2 × 2")),
    ],
)
def test_each_number_once_and_none_missing(numbers: list[int], result: object, structure: Structure) -> None:
    assert captions(structure, *((number, "一、公开/（一）财政") for number in numbers)) == result


def test_chapters_may_be_numbered_anew(structure: Structure) -> None:
    anew = [(1, "一、甲/（一）"), (2, "一、甲/（二）"), (1, "二、乙"), (2, "二、乙"), (3, "二、乙")]
    assert captions(structure, *anew)[:2] == ("holds", "holds")
    assert captions(structure, *anew, (5, "二、乙"))[:2] == ("fails", "question")
    assert captions(structure, (1, ""), (2, ""), (3, "一、甲"))[:2] == ("holds", "holds")


def test_many_missing_numbers_are_not_all_listed(structure: Structure) -> None:
    assert captions(structure, (1, ""), (143, ""))[4] == "2 ▢, 3 ▢, 4 ▢, 5 ▢, 6 ▢, 7 ▢"


def test_a_report_without_captions_is_not_tried(structure: Structure) -> None:
    assert found(facts([report()]), structure, rule="captions") == []


def test_lists_have_what_they_are_announced_with(structure: Structure) -> None:
    rows = found(facts([report()], lists=[(3, 3), (5, 4), (2, 3)]), structure, rule="enumerations")
    assert [(row["instance"], row["verdict"], row["actual"], row["expected"], row["gap"]) for row in rows] == [
        ("1", "holds", 3, 3, 0), ("2", "question", 4, 5, -1), ("3", "question", 3, 2, 1),
    ]  # fmt: skip
    assert [row["evidence"] for row in rows] == ["announced:L1:1-9", "announced:L2:1-9", "announced:L3:1-9"]


def test_every_rule_of_sequences_has_a_test(structure: Structure) -> None:
    wanted = {rule for rule, kind in declared(structure).items() if kind == "sequence"}
    assert wanted == {"captions", "enumerations"}
