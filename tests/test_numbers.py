from collections.abc import Collection
from pathlib import Path

import pytest

from gongkai.prose.numbers import Number, classify_numbers
from gongkai.prose.quotations import find_quotations, quoted_lines
from gongkai.prose.statements import find_statements, read_figures
from gongkai.prose.wordings import Wordings, load_wordings
from gongkai.tables import Span

NOTHING: frozenset[int] = frozenset()


@pytest.fixture(scope="session")
def wordings(repository: Path) -> Wordings:
    return load_wordings(repository / "structure")


def numbers(wordings: Wordings, lines: list[str], taken: Collection[Span] = ()) -> list[Number]:
    figures = read_figures(lines, NOTHING, NOTHING, wordings)
    places = [span for one in find_statements(figures, "2014", 2016, "") for span in one.spans]
    return classify_numbers(lines, figures, NOTHING, NOTHING, [*places, *taken])


def kinds(wordings: Wordings, line: str) -> list[tuple[str, str]]:
    return [
        (number.kind, line[first - 1 : last]) for number in numbers(wordings, [line]) for _, first, last in number.spans
    ]


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("自2016年1月1日起施行", "date", "2016年1月1日"),
        ("2015—2016年", "date", "2015—2016年"),
        ("2016-03-05 14:30 发布", "date", "2016-03-05 14:30"),
        ("于9月19日召开", "date", "9月19日"),
        ("每年3—5月开展", "date", "3—5月"),
        ("6月份完成", "date", "6月份"),
        ("当月20日前报送", "date", "20日"),
        ("17 年，开展了活动", "date", "17 年"),
        ("按照20 16 年要求", "date", "20 16 年"),
        ("落实2016政务公开要点", "date", "2016"),
        ("排名（2016）", "date", "2016"),
        ("1、组织领导", "ordinal", "1、"),
        ("（2）公开渠道", "ordinal", "（2）"),
        ("3.平台建设", "ordinal", "3."),
        ("- 12 -", "ordinal", "- 12 -"),
        ("《条例》第20条", "ordinal", "第20"),
        ("综合排名位居全省第3", "ordinal", "第3"),
        ("考核进入前10名", "ordinal", "前10名"),
        ("见附件2", "label", "附件2"),
        ("如表1所示", "label", "表1"),
        ("拨打12345热线", "label", "12345"),
        ("“12369”环保举报热线", "label", "12369"),
        ("建成5A景区", "label", "5A"),
        ("监测PM2.5浓度", "label", "PM2.5"),
        ("参加G20峰会", "label", "G20"),
        ("开设“印记2014”栏目", "label", "印记2014"),
        ("出台《关于加快发展的30条意见》", "label", "《关于加快发展的30条意见》"),
        ("实行“1+3”模式", "label", "1+3"),
        ("访问http://www.yunxi.gov.cn/col12/index.html查看", "label", "http://www.yunxi.gov.cn/col12/index.html"),
        ("地址为218.56.1.20", "label", "218.56.1.20"),
        ("发送至yx2016@163.com", "label", "yx2016@163.com"),
        ("位于人民路226号", "label", "226号"),
        ("拨打0555-2869810", "label", "0555-2869810"),
        ("国务院令第711号", "ordinal", "第711"),
        ("完成投资31亿元", "context", "31亿元"),
        ("5小时内回应", "context", "5小时"),
        ("近3年来", "context", "近3年"),
    ],
)
def test_kinds(wordings: Wordings, line: str, kind: str, text: str) -> None:
    assert (kind, text) in kinds(wordings, line)


@pytest.mark.parametrize("line", ["编制7812", "比例为3:7/9", "共计46部门", "得分8812345", "甲乙12丙"])
def test_what_fits_nothing_stays_unclassified(wordings: Wordings, line: str) -> None:
    assert kinds(wordings, line) == []


def test_a_figure_about_the_disclosure_work_is_no_number(wordings: Wordings) -> None:
    assert numbers(wordings, ["全年主动公开政府信息312条"]) == []


def test_taken_digits_are_not_classified_again(wordings: Wordings) -> None:
    line = "根据国办发〔2017〕24号和2016年要求"
    found = numbers(wordings, [line], [(1, 3, 14)])
    assert [(number.kind, number.locator) for number in found] == [("date", "L1:16-20")]


def test_quoted_lines_are_one_number_each(wordings: Wordings) -> None:
    lines = ["办单", "编号：____1号", "于2016年____月____日收到", "全年"]
    quoted = quoted_lines(find_quotations(lines, NOTHING))
    figures = read_figures(lines, NOTHING, quoted, wordings)
    found = classify_numbers(lines, figures, NOTHING, quoted, [])
    assert [(number.kind, number.locator) for number in found] == [("quotation", "L2:1-9"), ("quotation", "L3:1-18")]


def test_what_a_scanner_read_inside_a_line_is_a_quotation(wordings: Wordings) -> None:
    line = "办结率达99.9%。[image: image17.png]il A 12 U"
    assert ("quotation", "[image: image17.png]il A 12 U") in kinds(wordings, line)


@pytest.mark.parametrize(
    "line", ["1" * 100_000, "1、" * 50_000, "《" * 60_000 + "1", "a1" * 50_000, "1.1." * 40_000, "“1" * 50_000]
)
def test_hostile_lines_end(wordings: Wordings, line: str) -> None:
    assert isinstance(numbers(wordings, [line]), list)
