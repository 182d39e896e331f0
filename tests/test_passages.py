import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.prose.passages import read_passage, wrapped_lines
from tests.places import printed

LONG = "这一行写到了页面的宽度所以没有说完就"


@pytest.mark.parametrize(
    ("lines", "blocks"),
    [
        ([LONG, "断开了。", "下一段"], [(1, 2), (3,)]),
        ([LONG, "", "断开了。"], [(1, 3)]),
        ([LONG, "", "", "", "断开了。"], [(1, 5)]),
        ([LONG, "", "", "", "", "断开了。"], [(1,), (6,)]),
        ([LONG, "- 3 -", "断开了。"], [(1, 3)]),
        ([LONG + "。", "下一段"], [(1,), (2,)]),
        ([LONG + "：", "下一段"], [(1,), (2,)]),
        (["短标题", "下一段"], [(1,), (2,)]),
        ([LONG, "一、概述"], [(1,), (2,)]),
        ([LONG, "（二）情况"], [(1,), (2,)]),
        ([LONG, "二是检查。"], [(1,), (2,)]),
        ([LONG, "图1：甲"], [(1,), (2,)]),
        ([LONG * 9, "下一段"], [(1,), (2,)]),
        (["", " ", "甲"], [(3,)]),
        (["长" * 200_001, "甲"], [(2,)]),
        ([], []),
    ],
)
def test_which_lines_belong_together(lines: list[str], blocks: list[tuple[int, ...]]) -> None:
    assert list(wrapped_lines(lines, set())) == blocks


def test_tables_part_lines() -> None:
    assert list(wrapped_lines([LONG, "\t12", "断开了。"], {2})) == [(1,), (3,)]


def test_a_passage_begins_in_the_middle_of_a_line() -> None:
    passage = read_passage(["一、问题 ：甲 乙", "丙。"], set(), (1, 5), 2)
    assert passage.text == "：甲乙\n丙。"
    assert passage.span(1, 3) == (1, 7, 9)
    assert passage.span(4, 5) == (2, 1, 1)
    assert (passage.offset(1), passage.offset(1, 7), passage.offset(2), passage.offset(3)) == (0, 1, 4, 6)


@given(
    st.lists(st.text(alphabet="甲乙丙一是、。1 \t", max_size=25), max_size=8), st.integers(0, 40), st.integers(1, 40)
)
def test_every_character_leads_back_to_its_place(lines: list[str], start: int, length: int) -> None:
    passage = read_passage(lines, set(), (1, 1), len(lines))
    wanted = passage.text[start : start + length].replace("\n", "")
    if start < len(passage.text) and passage.text[start] != "\n" and wanted:
        spans = passage.spans(start, min(start + length, len(passage.text)))
        assert "".join("".join(printed(lines, span).split()) for span in spans) == wanted
