"""Binding of printed tables: by label and head, and never past a doubt."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from gongkai.bindings import bind_lines
from gongkai.errors import DocumentError
from gongkai.observations import Observation, Observed, observe
from gongkai.structures import Structure

HEADS = ["统计指标", "单位", "统计数"]
GROUPS = [
    ["三、依申请公开情况", "", ""],
    ["（一）收到申请数", "件", "9"],
    ["四、行政复议数量", "件", "1"],
    ["五、行政诉讼数量", "件", "2"],
]
MATRIX_HEADS = [
    ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"],
    ["", "自然人", "法人或其他组织", "总计"],
    ["", "", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "", ""],
]
NEW = "一、本年新收政府信息公开申请数量"


def observed(structure: Structure, rows: Sequence[Sequence[str]]) -> Observed:
    text = "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows)
    bindings = bind_lines(text.split("\n"), structure.forms, "x.txt")[1]
    return observe(bindings, structure.forms, structure.applicants, "x.txt")


def cell(result: Observed, indicator: str, applicant: str = "total") -> Observation:
    (found,) = [o for o in result.observations if (o.indicator, o.applicant) == (indicator, applicant)]
    return found


def test_repeated_labels_bind_under_their_parent(structure: Structure) -> None:
    result = observed(structure, [HEADS, *GROUPS, ["（三）其他情形数", "件", "7"]])
    assert cell(result, "litigation.other").value == 7
    assert cell(result, "review.other").state == "not_in_form"


def test_a_label_under_a_group_the_form_does_not_know_is_not_bound(structure: Structure) -> None:
    """否决公开 of local forms holds a row 其他情形数 that is none of ours."""
    result = observed(structure, [HEADS, *GROUPS, ["六、否决公开", "件", "3"], ["（三）其他情形数", "件", "7"]])
    assert cell(result, "litigation.other").state == "not_in_form"
    assert sorted({line for line, _, _ in result.unbound}) == [21, 22, 23, 25, 26, 27]


def test_an_unknown_line_inside_a_group_keeps_its_children_from_its_sibling(structure: Structure) -> None:
    rows = [*GROUPS[:2], ["（四）申请撤回数", "件", "4"], ["1、当面申请数", "件", "4"], *GROUPS[2:]]
    result = observed(structure, [HEADS, *rows])
    assert cell(result, "requests.received.in_person").state == "unparsed"


def test_a_line_printed_twice_is_refused_with_both_places(structure: Structure) -> None:
    with pytest.raises(DocumentError, match=r"x\.txt:L21 「（一）收到申请数」.*twice, first at L9"):
        observed(structure, [HEADS, *GROUPS[:2], ["1、当面申请数", "件", "4"], ["2、传真申请数", "件", "4"], GROUPS[1]])


def test_two_statutory_tables_are_refused(structure: Structure) -> None:
    text = "\n\n".join("\n".join(f"\t{c}" for c in row) for row in [HEADS, *GROUPS])
    lines = f"{text}\n\n第二份报告\n\n{text}".split("\n")
    with pytest.raises(DocumentError, match="two tables 'statistics' of form 2014"):
        observe(bind_lines(lines, structure.forms, "x.txt")[1], structure.forms, structure.applicants, "x.txt")


def test_a_label_that_fits_two_lines_is_refused_with_its_place(structure: Structure) -> None:
    form = structure.forms["2014"]
    (table,) = form.tables
    doubled = {**table.wordings, "review.upheld": ("维持数（甲）",), "review.other": ("维持数（乙）",)}
    doubtful = replace(form, tables=(replace(table, wordings=doubled),))
    text = "\n\n".join("\n".join(f"\t{c}" for c in row) for row in [HEADS, *GROUPS[:3], ["（一）维持数", "件", "1"]])
    with pytest.raises(
        DocumentError, match=r"L17 「（一）维持数」: the label fits two lines of form 2014: review.upheld and"
    ):
        bind_lines(text.split("\n"), {"2014": doubtful}, "x.txt")


def test_a_table_in_the_chapters_is_not_the_statutory_one(structure: Structure) -> None:
    result = observed(structure, [HEADS, ["三、依申请公开情况", "", ""], ["（一）收到申请数", "件", "9"]])
    assert result.form == "none"
    assert [(o.source, o.indicator, o.value) for o in result.observations] == [("in_text", "requests.received", 9)]


def test_a_row_without_its_value_cell_is_unparsed(structure: Structure) -> None:
    result = observed(structure, [HEADS, *GROUPS, ["（一）维持具体行政行为或者驳回原告诉讼请求数", "9"]])
    found = cell(result, "litigation.upheld")
    assert (found.value, found.state, found.raw, found.locator) == (None, "unparsed", "9", "L21")


def test_blank_lines_inside_a_row_do_not_lose_its_value(structure: Structure) -> None:
    result = observed(structure, [HEADS, *GROUPS, ["七、向图书馆、档案馆等查阅场所报送信息数"], ["条", "46805"]])
    assert cell(result, "submitted").value == 46805


def test_columns_are_found_by_head_in_any_order(structure: Structure) -> None:
    swapped = [["统计指标", "统计数", "单位"], *([row[0], row[2], row[1]] for row in GROUPS)]
    found = cell(observed(structure, swapped), "requests.received")
    assert (found.value, found.unit) == (9, "件")


def test_the_matrix_binds_seven_columns(structure: Structure) -> None:
    result = observed(structure, [*MATRIX_HEADS, [NEW, "9", " ", " ", "3", " ", " ", "12"]])
    values = [cell(result, "applications.new", applicant).value for applicant in structure.applicants]
    assert values == [9, None, None, 3, None, None, 12]


@pytest.mark.parametrize(
    "cells",
    [
        ["9", "", "", "", "", "", "9", ""],  # a column too many, empty: counting from the right would shift all
        ["", "9", "", "", "", "", "", "9"],
        ["9", "9"],  # blanks dropped: 9 could stand in any column
        ["9", "", "", "", "", "9"],
    ],
)
def test_a_row_of_another_width_is_never_shifted_into_place(structure: Structure, cells: list[str]) -> None:
    result = observed(structure, [*MATRIX_HEADS, [NEW, *cells]])
    found = [o for o in result.observations if o.indicator == "applications.new"]
    assert {o.state for o in found} <= {"unparsed", "not_in_form"}
    assert all(o.value is None for o in found)


def test_a_column_that_the_form_has_not_moves_no_value(structure: Structure) -> None:
    heads = [MATRIX_HEADS[0], ["", "自然人", "法人或其他组织", "备注", "总计"], MATRIX_HEADS[2]]
    result = observed(structure, [*heads, [NEW, *"12345678"]])
    values = [cell(result, "applications.new", applicant).value for applicant in structure.applicants]
    assert values == [1, 2, 3, 4, 5, 6, 8]


def test_a_column_of_running_numbers_is_no_label(structure: Structure) -> None:
    rows = [["序号", *HEADS], *([str(n), *row] for n, row in enumerate(GROUPS, 1))]
    assert cell(observed(structure, rows), "requests.received").value == 9


def test_heads_that_cannot_be_told_leave_the_table_unread(structure: Structure) -> None:
    heads = [
        ["行政复议", "行政诉讼"],
        ["结果维持", "合计", "未经复议直接起诉", "复议后起诉"],
        ["", "", "结果维持", "总计"],
    ]
    assert observed(structure, [*heads, [*"1234"]]).form == "none"


def test_a_printed_line_whose_cells_are_in_doubt_is_not_called_missing(structure: Structure) -> None:
    """Six numbers of seven: which one is missing cannot be told, but the line is there."""
    result = observed(structure, [*MATRIX_HEADS, [NEW, *["0"] * 7], ["", "", "2.其他法律行政法规禁止公开", *"123456"]])
    states = {o.state for o in result.observations if o.indicator == "outcome.refused.other_law"}
    assert states == {"unparsed"}


def test_columns_in_another_order_keep_their_meaning(structure: Structure) -> None:
    heads = [MATRIX_HEADS[0], ["", "总计", "自然人", "法人或其他组织"], MATRIX_HEADS[2]]
    result = observed(structure, [*heads, [NEW, *"9123457"]])
    assert cell(result, "applications.new", "total").value == 9
    assert cell(result, "applications.new", "other").value == 7


def test_tables_that_are_not_there_are_form_absent(structure: Structure) -> None:
    result = observed(structure, [*MATRIX_HEADS, [NEW, *["0"] * 7]])
    states = {o.indicator: o.state for o in result.observations}
    assert states["regulations.made"] == states["remedy.review.total"] == "form_absent"
    assert states["outcome.granted"] == "not_in_form"
