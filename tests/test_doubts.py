"""Ways in which a table once made the reader lie, each a case: a figure is right, or absent with its reason."""

import pytest

from gongkai.observations import Observed
from gongkai.structures import Structure
from tests.test_layouts import read
from tests.test_observations import GROUPS, HEADS, MATRIX_HEADS, NEW, cell, observed

TWO = "二、上年结转政府信息公开申请数量"
REMEDIES = [
    ["行政复议", "行政诉讼"],
    ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "未经复议直接起诉", "复议后起诉"],
    [*[""] * 5, *["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2],
]


def values(result: Observed) -> dict[str, object]:
    return {o.indicator: o.value for o in result.observations if o.value is not None}


def states(result: Observed, indicator: str) -> set[str]:
    return {o.state for o in result.observations if o.indicator == indicator and o.source == "form"}


def pipes(*rows: list[str]) -> Observed:
    return read("\n".join("| " + " | ".join(row) + " |" for row in rows))


def test_a_strange_line_between_rows_moves_no_number_to_its_neighbour() -> None:
    """A cell a line: fax 12, an undeclared line 13, online 14, letter blank and dropped."""
    lines = "统计指标 单位 统计数 三、依申请公开情况 （一）收到申请数 件 40 2、传真申请数 件 12 2、电话申请数 件 13"
    lines += " 3、网络申请数 件 14 4、信函申请数 件 四、行政复议数量 件 1 五、行政诉讼数量 件 2"
    result = read("\n".join(lines.split()))
    assert values(result) == {}
    assert states(result, "requests.received.online") == {"unparsed"}


def test_a_page_number_is_no_value() -> None:
    lines = ["统计指标 单位 统计数", "三、依申请公开情况", "（一）收到申请数 件 30", "1、当面申请数 件", "12"]
    lines += ["2、传真申请数 件 3", "四、行政复议数量 件 2", "五、行政诉讼数量 件 0"]
    result = read("\n".join(lines))
    assert states(result, "requests.received.in_person") == {"unparsed"}
    assert values(result)["requests.received.fax"] == 3


def test_a_page_number_does_not_complete_the_review_row() -> None:
    heads = "\n".join(" ".join(text for text in row if text) for row in REMEDIES)
    result = read(f"{heads}\n1 0 0 0 1 0 0 0 0 0 0 0 0 0\n9\n五、问题")
    assert states(result, "remedy.litigation_after_review.total") == {"unparsed"}


@pytest.mark.parametrize(
    "rows",
    [
        [["统计指标", "单位", "统计数", ""], ["", "", "市本级", "全市汇总"], *([*row, "99"] for row in GROUPS)],
        [["统计指标", "单位", "统计数（2016年）", "统计数（2017年）"], *([*row, "99"] for row in GROUPS)],
        [["统计指标", "单位", "统计数（上半年）"], *GROUPS],
    ],
)
def test_a_column_parted_or_dated_is_not_the_years(rows: list[list[str]]) -> None:
    assert values(pipes(*rows)) == {}


@pytest.mark.parametrize(
    "label", ["（一）收到申请数（上年度）", "（一）收到申请数（2008年以来累计）", "（一）收到申请数（全市汇总）"]
)
def test_a_label_that_says_of_when_or_of_whom_is_another_line(structure: Structure, label: str) -> None:
    result = observed(structure, [HEADS, GROUPS[0], [label, "件", "9"], *GROUPS[2:]])
    assert "requests.received" not in values(result)


def test_a_group_without_a_number_is_a_group(structure: Structure) -> None:
    rows = [
        *GROUPS[:3],
        ["行政诉讼案件数量", "件", "4"],
        ["（二）被依法纠错数", "件", "1"],
        ["七、向图书馆、档案馆等查阅场所报送信息数", "条", "1"],
    ]
    assert "review.corrected" not in values(observed(structure, [HEADS, *rows]))


def test_two_rows_of_reviews_are_both_in_doubt(structure: Structure) -> None:
    result = observed(structure, [*REMEDIES, ["1"] * 15, ["2"] * 15])
    assert states(result, "remedy.review.total") == {"unparsed"}
    result = observed(structure, [*REMEDIES, [""] * 15, ["2"] * 15])
    assert cell(result, "remedy.review.total").value == 2


@pytest.mark.parametrize(
    ("label", "unit"),
    [("十二、依申请公开信息收取的费用（元）", "元"), ("十二、依申请公开信息收取的费用（单位：万元）", "万元")],
)
def test_a_unit_in_the_label_is_the_rows(structure: Structure, label: str, unit: str) -> None:
    found = cell(observed(structure, [HEADS, *GROUPS, [label, "", "2000"]]), "fees")
    assert (found.value, found.unit) == (2000, unit)


def test_a_printed_line_that_could_not_be_told_leaves_its_neighbours_open() -> None:
    """A leaf of the matrix in strange words: the declared leaves that are missing cannot be called not printed."""
    heads = "\n".join(" ".join(text for text in row if text) for row in MATRIX_HEADS)
    rows = [
        f"{NEW} 9 0 0 0 0 0 9",
        "（三）不予公开",
        "1.属于国家秘密 1 0 0 0 0 0 1",
        "2.别的法律不许公开 2 0 0 0 0 0 2",
        "（七）总计 9 0 0 0 0 0 9",
    ]
    result = read("\n".join([heads, *rows]))
    assert cell(result, "outcome.refused.state_secret").value == 1
    assert states(result, "outcome.refused.other_law") == {"unparsed"}
    assert result.unbound


def test_merged_heads_that_a_converter_repeated_are_read() -> None:
    heads = [
        ["申请人情况"] * 8,
        ["", "自然人", *["法人或其他组织"] * 5, "总计"],
        ["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"],
    ]
    heads[0][0] = MATRIX_HEADS[0][0]
    result = pipes(*heads, [NEW, *"1234567"], [TWO, *"7654321"])
    assert cell(result, "applications.new", "other").value == 6


def test_a_table_cut_by_a_page_is_one_table(structure: Structure) -> None:
    text = "\n\n".join("\n".join(f"\t{c}" for c in row) for row in [HEADS, *GROUPS])
    rest = "\n\n".join(
        "\n".join(f"\t{c}" for c in row)
        for row in [HEADS, ["（三）其他情形数", "件", "1"], ["七、向图书馆、档案馆等查阅场所报送信息数", "条", "5"]]
    )
    result = read(f"{text}\n\n— 12 —\n\n{rest}")
    assert cell(result, "submitted").source == "form"


def test_rows_packed_to_the_left_of_a_padded_grid_are_in_doubt() -> None:
    heads = [
        [MATRIX_HEADS[0][0], "", "", "申请人情况", *[""] * 6],
        ["", "", "", "自然人", "法人或其他组织", *[""] * 4, "总计"],
        [*[""] * 4, "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ""],
    ]
    result = pipes(
        *heads,
        [TWO, "", "", "1", "", "", "", "1", "", ""],
        ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密", *"3000003"],
    )
    assert states(result, "applications.carried_in") == {"unparsed"}
    assert cell(result, "outcome.refused.state_secret").value == 3
