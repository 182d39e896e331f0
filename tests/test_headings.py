from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.prose.headings import find_headings, heading_paths, read_ordinal
from gongkai.prose.vocabularies import load_vocabulary
from tests.places import printed, read_lines

WORDS = load_vocabulary(Path(__file__).parents[1] / "structure")


def headings(text: str) -> list[tuple[int, int, str]]:
    return [(h.level, h.ordinal, h.text) for h in find_headings(text.split("\n"), set(), WORDS)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("一、概述", (1, 1, "一、概述")),
        ("十一、 附表 ", (1, 11, "十一、附表")),
        ("第二部分 总体情况", (1, 2, "第二部分总体情况")),
        (" （三）渠道情况", (2, 3, "（三）渠道情况")),
        ("(三）渠道情况", (2, 3, "(三）渠道情况")),
        ("1.财税信息。积极推进各项工作，公开了预算。", (3, 1, "1.财税信息")),
        ("２、政府网站：公开信息五百条。", (3, 2, "２、政府网站")),
        ("    3.“放管服”改革。主要包括清单。", (3, 3, "3.“放管服”改革")),
        ("（2）统计信息公开。", (4, 2, "（2）统计信息公开")),
    ],
)
def test_ordinals_and_levels(line: str, expected: tuple[int, int, str]) -> None:
    assert headings(line) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "一是加强领导",
        "2017年共公开信息三百条",
        "7.5万份公报",
        "1 B [2018-01-12]",
        "2. BEARET Q mae",
        "三公经费",
        "一、概述………………3",
        "1.5",
        "（一）",
        "一、" + "很长的句子没有停顿" * 10,
    ],
)
def test_what_is_no_heading(line: str) -> None:
    assert headings(line) == []


def test_a_heading_over_two_lines() -> None:
    text = "二、政务\n\n公开的组织和制度建设情况\n正文。"
    assert headings(text) == [(1, 2, "二、政务公开的组织和制度建设情况")]
    (heading,) = find_headings(text.split("\n"), set(), WORDS)
    assert heading.body == (3, 13)
    assert heading.spans == ((1, 1, 4), (3, 1, 12))


def test_a_heading_cut_at_the_width_of_a_page() -> None:
    text = "四、因政府信息公开工作被申请行政复议、提起\n行政诉讼情况\n无。"
    assert headings(text) == [(1, 4, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况")]


@pytest.mark.parametrize("second", ["今年工作，成效较好", "（一）有关情况", "各部门都很努力"])
def test_a_whole_heading_takes_no_second_line(second: str) -> None:
    assert headings(f"二、政务\n{second}")[0] == (1, 2, "二、政务")
    assert headings("一、概述\n全市工作情况")[0] == (1, 1, "一、概述")
    assert find_headings(["二、政务", "\t统计情况"], {2}, WORDS)[0].text == "二、政务"


def test_doubled_and_missing_ordinals_are_kept_as_printed() -> None:
    text = "一、概述\n三、申请情况\n（二）数量\n三、附表"
    found = find_headings(text.split("\n"), set(), WORDS)
    paths = [[heading.text for heading in path] for path in heading_paths(found)]
    assert paths == [["一、概述"], ["三、申请情况"], ["三、申请情况", "（二）数量"], ["三、附表"]]


@pytest.mark.parametrize(
    ("text", "value"), [("一", 1), ("十", 10), ("十九", 19), ("二十", 20), ("三十一", 31), ("12", 12)]
)
def test_ordinals(text: str, value: int) -> None:
    assert read_ordinal(text) == value


@pytest.mark.parametrize("text", ["一二", "十一二", "二三十"])
def test_years_in_characters_are_no_ordinals(text: str) -> None:
    assert read_ordinal(text) == 0


def test_the_chapters_of_a_real_report(real_documents: Path) -> None:
    lines, skip = read_lines(real_documents, "370303-2017")
    found = [heading for heading in find_headings(lines, skip, WORDS) if heading.level == 1]
    assert [heading.ordinal for heading in found] == list(range(1, 11))
    assert found[1].text == "二、政府信息公开的组织领导和制度建设情况"


@given(st.text(alphabet="一二十（）()12、. 情况公开。\n\t", max_size=80))
def test_places_lie_in_the_text_whatever_it_is(text: str) -> None:
    lines = text.split("\n")
    for heading in find_headings(lines, set(), WORDS):
        assert "".join("".join(printed(lines, span).split()) for span in heading.spans) == heading.text
        assert heading.text.endswith(heading.title)
