import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.prose.captions import Caption, find_captions
from gongkai.prose.vocabularies import load_vocabulary
from tests.places import REPORTS, compare, printed, read_lines, read_locator, read_truth

WORDS = load_vocabulary(Path(__file__).parents[1] / "structure")


def captions(text: str) -> list[tuple[int, str]]:
    return [(caption.number, caption.title) for caption in find_captions(text.split("\n"), set(), WORDS)]


@pytest.mark.parametrize("report", REPORTS)
def test_the_real_reports_against_truth(real_documents: Path, report: str) -> None:
    lines, skip = read_lines(real_documents, report)
    found = find_captions(lines, skip, WORDS)
    expected = [(int(row["line"]), int(row["number"]), row["title"]) for row in read_truth(report, "captions")]
    compare(report, "captions", [(read_locator(c.locator)[0], c.number, c.title) for c in found], expected)
    assert [c for c in found if "".join(printed(lines, c.spans[0]).split())[-len(c.title) :] != c.title] == []


def test_the_catalogue_of_a_real_report_is_whole_and_in_sections(real_documents: Path) -> None:
    lines, skip = read_lines(real_documents, "370400-2017")
    found = find_captions(lines, skip, WORDS)
    assert [caption.number for caption in found] == list(range(1, 152))
    sections = dict.fromkeys(caption.section for caption in found)
    assert len(sections) == 17
    assert "四、重点领域政府信息公开工作推进和公开情况/1.财税信息" in sections
    assert "五、行政权力运行公开情况/3.“放管服”改革" in sections


@pytest.mark.parametrize(
    "line",
    ["图7：栏目甲", "  图7:栏目甲", "图 7 ： 栏目 甲", "图７：栏目甲", "圖7：栏目甲", "图七：栏目甲", "图7 栏目甲"],
)
def test_one_caption_in_many_printings(line: str) -> None:
    assert captions(line) == [(7, "栏目甲")]


@pytest.mark.parametrize(
    "line",
    [
        "图1显示，公开量上升",
        "图1所示为各渠道占比",
        "如图1：各渠道占比",
        "图1和图2",
        "图1-5说明",
        "图1：",
        "图：栏目甲",
        "7：栏目甲",
        "12:30 会议开始",
        "图1 全市共公开信息三千条。其中网站两千条",
        "图1：" + "长" * 90,
    ],
)
def test_what_is_no_caption(line: str) -> None:
    assert captions(line) == []


@pytest.mark.parametrize(
    ("middle", "proven"),
    [
        ("2：乙", True),
        ("[image: image7.png]| Q\n 2:乙\n1 B [2018-01-12]", True),
        ("2：乙\n2：丁", False),
        ("3：丁", False),
        ("2、乙", False),
        ("正文2：乙", False),
    ],
)
def test_a_number_without_its_sign_needs_the_run_of_numbers(middle: str, proven: bool) -> None:
    found = captions(f"图1：甲\n{middle}\n图3：丙")
    assert found == ([(1, "甲"), (2, "乙"), (3, "丙")] if proven else [(1, "甲"), (3, "丙")])


def test_several_on_a_line_and_sections() -> None:
    lines = ["一、总体", "", "（一）平台情况", " 图1：甲　 图2：乙", "二、问题情况", "图3：丙"]
    assert find_captions(lines, set(), WORDS) == [
        Caption(1, "甲", "一、总体/（一）平台情况", "L4:2-5", ((4, 2, 5),)),
        Caption(2, "乙", "一、总体/（一）平台情况", "L4:8-11", ((4, 8, 11),)),
        Caption(3, "丙", "二、问题情况", "L6:1-4", ((6, 1, 4),)),
    ]
    assert find_captions(["图1：甲"], set(), WORDS)[0].section is None


def test_tables_hold_no_captions() -> None:
    assert find_captions(["\t图1：甲"], {1}, WORDS) == []


@given(st.text(alphabet="图圖12 ：:甲乙\n。", max_size=60))
def test_places_lie_in_the_text_whatever_it_is(text: str) -> None:
    lines = text.split("\n")
    for caption in find_captions(lines, set(), WORDS):
        assert "".join(printed(lines, caption.spans[0]).split()).endswith(caption.title)
        assert read_locator(caption.locator) == caption.spans[0]


@pytest.mark.parametrize("unit", ["图1：", "图", " 图1 ", "1", "（一）"])
def test_a_line_of_ten_megabytes(unit: str) -> None:
    start = time.process_time()
    find_captions([unit * (10_000_000 // len(unit.encode()))], set(), WORDS)
    assert time.process_time() - start < 60  # a hang, not a timing
