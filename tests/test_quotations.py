import pytest

from gongkai.prose.quotations import find_quotations, quoted_lines

NOTICE = [
    "云溪市人民政府办公室",
    "",
    "云政办字〔2016〕35号",
    "",
    "关于印发政务公开考核办法的通知",
    "",
    "各乡镇人民政府，市政府各部门：",
    "现将考核办法印发给你们，共12条，请认真执行。",
    "云溪市人民政府办公室",
    "2016年3月5日",
    "（此件公开发布）",
    "附件1 考核指标",
    "| 指标 | 分值 |",
    "|---|---|",
    "| 主动公开(3) | 30 |",
    "",
    "二、全年主动公开政府信息300条。",
]
FORM = [
    "我市统一了文书格式。",
    "依申请公开转办单",
    "编号：2016第____号",
    "____局：",
    "现将____年____月____日收到的申请转你单位，请于15日内答复。",
    "联系电话：8021345",
    "____年____月____日",
    "全年收到申请12件。",
]
ARTICLE = [
    *(f"一、本县全年公开信息{number}条。" for number in range(1, 15)),
    "总投资30亿元！看看这些项目",
    "原创 2016-08-01 云溪发布",
    "截至7月底，25个项目开工，还有",
    "全县公开项目信息40条。",
]
PICTURE = ["前文。", "[image: image3.png]AB cd 245516 EF", "", "- 2016 RRE 行", "图3：目录截图", "全文 2016"]


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        (NOTICE, [(1, 15, "notice")]),
        (FORM, [(2, 7, "form")]),
        (ARTICLE, [(15, 17, "article")]),
        (PICTURE, [(2, 4, "picture")]),
        (["全年公开信息12条。", "", "云政办字〔2016〕35号", "全年受理申请3件。"], []),
        (["申请人____于2016年提出。", "全年受理申请3件。"], []),
        (["2016-08-01 云溪发布", "全年受理申请3件。"], []),
        ([], []),
    ],
)
def test_quoted_passages(lines: list[str], places: list[tuple[int, int, str]]) -> None:
    found = find_quotations(lines, frozenset())
    assert [(passage.first_line, passage.last_line, passage.reason) for passage in found] == places


def test_lines_of_tables_are_left_alone() -> None:
    assert find_quotations(FORM, frozenset(range(2, 8))) == []
    annex = frozenset({13, 14, 15})
    assert quoted_lines(find_quotations(NOTICE, annex)) == frozenset(range(1, 16))


def test_hostile_lines_end() -> None:
    lines = [
        "_" * 1_000_000,
        "[image:" * 1000,
        "（" * 100_000,
        *(["____"] * 20_000),
        *(["云政办字〔2016〕35号"] * 20_000),
    ]
    assert find_quotations(lines, frozenset())
