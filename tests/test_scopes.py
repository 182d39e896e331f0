import time
from pathlib import Path

import pytest

from gongkai.prose.scopes import Scope, find_scope
from gongkai.prose.vocabularies import load_vocabulary
from tests.places import REPORTS, compare, place, printed, read_lines, read_truth

WORDS = load_vocabulary(Path(__file__).parents[1] / "structure")


@pytest.mark.parametrize("report", REPORTS)
def test_the_real_reports_against_truth(real_documents: Path, report: str) -> None:
    lines, skip = read_lines(real_documents, report)
    rows = read_truth(report, "scope")
    scope = find_scope(lines, skip, WORDS)
    expected = [(row["scope"], (place(lines, row),)) for row in rows] or [("unknown", ())]
    compare(report, "scope", [(scope.scope, scope.spans)], expected)


@pytest.mark.parametrize(
    ("text", "scope", "words"),
    [
        (
            "本报告由甲市办公室汇总各区（市）人民政府和市政府各部门编制的年度报告编制。",
            "region",
            "汇总各区（市）人民政府和市政府各部门",
        ),
        ("根据全市12个县区和46个部门的年度报告编制，内容包括", "region", "根据全市12个县区和46个部门"),
        (
            "由办公室根据《条例》和《关于各县区的通知》要求，综合各县、区人民政府的报告而成。",
            "region",
            "综合各县、区人民政府",
        ),
        ("数据统计范围为全县各乡镇、县直各部门。", "region", "数据统计范围为全县各乡镇、县直各部门"),
        ("综合区政府各部门的年度报告编制而成。", "level", "综合区政府各部门"),
        ("本报告统计数据为区政府及其部门，不含乡镇。", "level", "报告统计数据为区政府及其部门"),
        ("本报告中的数据为市本级数据。", "level", "数据为市本级数据"),
        ("现公布本机关2020年政府信息公开年度报告。", "agency", "本机关"),
        ("现将我局2014年政府信息公开情况报告如下。", "agency", "我局"),
    ],
)
def test_what_an_introduction_says(text: str, scope: str, words: str) -> None:
    lines = ["甲市报告", "", text, "一、概述", "汇总各县区数据编制报告。"]
    found = find_scope(lines, set(), WORDS)
    assert (found.scope, printed(lines, found.spans[0])) == (scope, words)
    line, first, last = found.spans[0]
    assert found.locator == f"L{line}:{first}-{last}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "本报告由甲区人民政府办公室编制。",
        "本报告根据《条例》和各县区的要求编制。",
        "按照《甲省各级政府信息公开办法》要求，编制本报告。",
        "根据省政府办公厅关于各县区年度报告的通知编制本报告。",
        "本报告包括概述、主动公开情况、存在的问题等部分。",
    ],
)
def test_a_report_that_does_not_say_is_unknown(text: str) -> None:
    assert find_scope([text, "一、概述", "汇总各县区数据编制报告。"], set(), WORDS) == Scope("unknown", None, ())


def test_tables_say_nothing_of_the_scope() -> None:
    assert find_scope(["汇总各县区年度报告编制。"], {1}, WORDS).scope == "unknown"
    assert find_scope([], set(), WORDS).scope == "unknown"


def test_lines_that_break_at_the_width_of_a_page() -> None:
    lines = ["本报告由甲市人民政府办公室根据有关规定，综合全市各县", "区、市政府各部门的年度报告编制而成。"]
    assert find_scope(lines, set(), WORDS) == Scope("region", "L1:21-26", ((1, 21, 26), (2, 1, 8)))


def test_without_an_introduction_nothing_is_said() -> None:
    assert find_scope(["一、概述", "我局汇总各县区数据编制报告。"], set(), WORDS).scope == "unknown"


@pytest.mark.parametrize("unit", ["汇总各县", "根据", "《", "。", "各区"])
def test_a_line_of_ten_megabytes(unit: str) -> None:
    start = time.process_time()
    find_scope([unit * (10_000_000 // len(unit.encode()))], set(), WORDS)
    assert time.process_time() - start < 60  # a hang, not a timing
