"""Lists announced with a number, and how many items they have; where either is in doubt, there is no record."""

import pytest

from gongkai.prose.enumerations import find_enumerations

NOTHING: frozenset[int] = frozenset()


def found(*lines: str) -> list[tuple[int, int, str]]:
    return [(one.announced, one.given, one.locator) for one in find_enumerations(lines, NOTHING)]


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        (["采取以下三项措施：一是甲。二是乙。三是丙。", "下一段。"], (3, 3)),
        (["从两方面入手：一是加强甲；二是完善乙。", "下一段。"], (2, 2)),
        (["重点做好以下三方面工作：一是甲。二是乙。", "下一段。"], (3, 2)),
        (["重点做好以下２个方面工作：一是甲。二是乙。三是丙。", "下一段。"], (2, 3)),
        (["存在以下三个问题：", "（一）甲甲。", "（二）乙乙。", "（三）丙丙。", "二、工作"], (3, 3)),
        (["存在以下三个问题：", "（一）甲甲。", "（二）乙乙。", "二、工作"], (3, 2)),
        (["存在以下三个问题：", "1.甲甲。", "2.乙乙。", "3.丙丙。"], (3, 3)),
        (["二是加强领导，做好以下五方面工作：一是甲。二是乙。三是丙。四是丁。", "三是戊。"], (5, 4)),
        (["存在三个问题：一是甲甲。", "二是乙乙。", "三是丙丙。", "二、工作"], (3, 3)),
    ],
)
def test_both_numbers(lines: list[str], numbers: tuple[int, int]) -> None:
    assert [one[:2] for one in found(*lines)] == [numbers]


@pytest.mark.parametrize(
    "lines",
    [
        ["做好以下几方面工作：一是甲。二是乙。", "下一段。"],
        ["存在以下问题：一是甲。二是乙。", "下一段。"],
        ["围绕三个重点领域开展工作：一是甲。二是乙。", "下一段。"],
        ["落实三项制度工作：一是甲。二是乙。", "下一段。"],
        ["做好以下三方面工作。一是甲。二是乙。", "下一段。"],
        ["做好以下三方面工作：甲、乙、丙。", "下一段。"],
        ["做好以下三方面工作：一是甲。二是乙。此外，丙。", "下一段。"],
        ["做好以下三方面工作：一是甲。二是乙。最后，丙。", "下一段。"],
        ["做好以下三方面工作：一是甲。二是乙。三要丙。", "下一段。"],
        ["做好以下三方面工作：一是甲。二是乙", "第三是丙。"],
        ["做好以下三方面工作：一是甲。二是乙。", "三、丙。"],
        ["做好以下三方面工作：一是甲。二是乙。", "（三）丙。"],
        ["做好以下三方面工作：一是甲。三是丙。", "下一段。"],
        ["做好以下三方面工作：一是甲，包括：一是子，二是丑。二是乙。", "下一段。"],
        ["做好以下三方面工作：一是甲。二是乙。"],
        ["存在以下三个问题：", "（一）甲甲。", "（二）乙乙。", "另外还有丙。", "二、工作"],
        ["二是做好以下三方面工作：", "一是甲。", "二是乙。", "三是丙。"],
        ["第三方面：一是甲。二是乙。", "下一段。"],
    ],
)
def test_what_is_in_doubt_is_no_enumeration(lines: list[str]) -> None:
    assert [one for one in found(*lines) if one[0] != one[1]] == []


def test_a_place_is_the_announcement_s() -> None:
    line = "　　2015年，重点做好以下 五方面工作：一是甲。二是乙。三是丙。四是丁。"
    ((announced, given, locator),) = found(line, "三、工作")
    first, last = map(int, locator.removeprefix("L1:").split("-"))
    assert (announced, given, line[first - 1 : last]) == (5, 4, "五方面工作")


def test_tables_are_left_out() -> None:
    lines = ["采取以下三项措施：一是甲。二是乙。三是丙。", "下一段。"]
    assert find_enumerations(lines, {1}) == []


@pytest.mark.parametrize(
    "line", ["三个方面：" * 3_000, "以下三个方面：" + "一是甲。" * 20_000, "：" * 100_000 + "三个"]
)
def test_hostile_lines_end(line: str) -> None:
    assert isinstance(found(line), list)
