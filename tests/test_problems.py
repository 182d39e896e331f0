import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.prose.problems import find_problems
from gongkai.prose.vocabularies import load_vocabulary
from tests.places import REPORTS, compare, printed, read_lines, read_locator, read_truth

WORDS = load_vocabulary(Path(__file__).parents[1] / "structure")
BOTH = "五、存在的主要问题及改进情况"


def items(text: str) -> list[str]:
    lines = text.split("\n")
    return [
        f"{problem.kind[0]}{problem.ordinal} {printed(lines, read_locator(problem.locator))}"
        for problem in find_problems(lines, set(), WORDS)
    ]


@pytest.mark.parametrize("report", REPORTS)
def test_the_real_reports_against_truth(real_documents: Path, report: str) -> None:
    lines, skip = read_lines(real_documents, report)
    expected = [(int(row["line"]), row["list"], int(row["ordinal"])) for row in read_truth(report, "problems")]
    found = [(read_locator(p.locator)[0], p.kind, p.ordinal) for p in find_problems(lines, skip, WORDS)]
    compare(report, "problems and measures", found, expected)
    assert len(found) >= 5


@pytest.mark.parametrize(
    "style", ["一是 二是", "一要 二要", "第一， 第二，", "（一） （二）", "1. 2.", "（1） （2）", "① ②"]
)
def test_lists_in_many_styles(style: str) -> None:
    one, two = style.split()
    text = f"{BOTH}\n主要表现为：{one}更新不及时；{two}人员不足。\n下一步：\n{one}加强更新。\n\n{two}配强人员。"
    assert items(text) == [f"p1 {one}更新不及时", f"p2 {two}人员不足", f"m1 {one}加强更新", f"m2 {two}配强人员"]


def test_spans_are_the_ordinal_words_alone() -> None:
    lines = [BOTH, " 一 是更新不及时。二是人员不足。"]
    found = find_problems(lines, set(), WORDS)
    assert [(p.locator, p.spans) for p in found] == [("L2:2-9", ((2, 2, 4),)), ("L2:11-16", ((2, 11, 12),))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Sub-headings part problems from measures, and are no items.
        (
            "（一）存在问题\n1.质量不高。2.人员不足。\n（二）改进措施\n1.提高质量。\n2.配强人员。",
            ["p1 1.质量不高", "p2 2.人员不足", "m1 1.提高质量", "m2 2.配强人员"],
        ),
        # A list inside an item, announced like a list of its own; the outer one goes on behind it.
        (
            "下一步：\n一是加强领导。\n二是突出重点。重点做好以下工作：一是预算。二是住房。三是招标。\n三是加强平台。",
            ["m1 一是加强领导", "m2 二是突出重点", "m3 三是加强平台"],
        ),
        # A list inside the last item.
        ("下一步，一是加强领导。二是突出重点：（一）预算。（二）住房。", ["m1 一是加强领导", "m2 二是突出重点"]),
        # No words lead from one list to the other: what the items say decides.
        ("一是意识不强。二是机制不健全。\n一是加强学习。二是健全机制。",
         ["p1 一是意识不强", "p2 二是机制不健全", "m1 一是加强学习", "m2 二是健全机制"]),
        ("针对存在的问题，一要加强培训，二要打通平台：一是网站；二是微信。", ["m1 一要加强培训", "m2 二要打通平台"]),
        # Nothing is listed.
        ("工作中还有差距。比如：领导不重视，不主动；目录不规范；基础薄弱。下一步将努力改进。",
         ["p1 领导不重视", "p2 目录不规范", "p3 基础薄弱", "m1 下一步将努力改进"]),
        ("同时，工作中也存在一些问题。落实新要求还不够全面，平台没有标准。\n明年，做好以下工作：一是学习。二是检查。",
         ["p1 落实新要求还不够全面", "m1 一是学习", "m2 二是检查"]),
        ("2022年，存在内容不够规范、形式单一等问题。", ["p1 存在内容不够规范、形式单一等问题"]),
        ("但在范围、时效等方面仍有待提高。下一步我局将加强管理。",
         ["p1 但在范围、时效等方面仍有待提高", "m1 下一步我局将加强管理"]),
        # One line broken in the middle of a sentence.
        ("虽然取得成效，\n但存在以下问题：一是少。二是慢。", ["p1 一是少", "p2 二是慢"]),
        # A word that a page's width cut in two begins no item.
        ("下一步，我们将加强统筹协调，继续统\n一要求，一要学习，二要检查。", ["m1 一要学习", "m2 二要检查"]),
        ("无。", []),
        ("一是只有一条。", []),
        ("统一是好事，二是好事。三是好事。", []),
    ],
)  # fmt: skip
def test_chapters(text: str, expected: list[str]) -> None:
    assert (
        items(f"一、总体情况\n一是抓好。二是抓牢。\n{BOTH}\n{text}\n六、其他需要报告的事项\n一是无。二是无。")
        == expected
    )


def test_two_chapters_and_one_under_another_name() -> None:
    text = "五、存在问题\n一是少。二是慢。\n六、下一步打算\n一是多。二是快。"
    assert items(text) == ["p1 一是少", "p2 二是慢", "m1 一是多", "m2 二是快"]
    text = "七、其他\n（一）存在问题：一是少；二是慢。\n（二）进一步整改：一是多；二是快。"
    assert items(text) == ["p1 一是少", "p2 二是慢", "m1 一是多", "m2 二是快"]
    text = "主要问题和改进措施\n存在以下问题：一、少；二、慢。今后：第一，多；第二，快。\n附表\n一是好。二是好。"
    assert items(text) == ["p1 一、少", "p2 二、慢", "m1 第一，多", "m2 第二，快"]


def test_tables_hold_no_items() -> None:
    assert find_problems([BOTH, "一是少。二是慢。"], {2}, WORDS) == []
    assert find_problems([BOTH, "一是少。二是慢。"], {1}, WORDS) == []
    assert find_problems([], set(), WORDS) == []


@given(st.text(alphabet="一二三是要（）12.①②、，。；：存在问题下一步\n ", max_size=120))
def test_places_lie_in_the_text_whatever_it_is(text: str) -> None:
    lines = [BOTH, *text.split("\n")]
    counts = {"problem": 0, "measure": 0}
    for problem in find_problems(lines, set(), WORDS):
        counts[problem.kind] += 1
        assert problem.ordinal == counts[problem.kind]
        assert printed(lines, read_locator(problem.locator)).strip()
        assert all(printed(lines, span).strip() for span in problem.spans)


@pytest.mark.parametrize(
    "unit",
    [
        "一是",
        "，一是",
        "，一是\n",
        "存在",
        "存在问题：\n",
        "（一）存在问题\n",
        "；",
        "一是少。二是慢。\n",
        "五、存在问题\n",
    ],
)
def test_long_chapters(unit: str) -> None:
    start = time.process_time()
    find_problems(f"{BOTH}\n{unit * (4_000_000 // len(unit.encode()))}".split("\n"), set(), WORDS)
    assert time.process_time() - start < 60  # a hang, not a timing
