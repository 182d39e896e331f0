"""Ways in which a figure of prose could be told wrong, one after another: in doubt there is no indicator, and the
statement stays."""

import pytest

from tests.prose import said

CITY = "云溪市2017年政府信息公开工作年度报告"

ANOTHER_TIME = [
    "去年，全市共收到政府信息公开申请120件。",
    "上半年，全市共收到政府信息公开申请5件，均已答复。",
    "条例实施以来，全市共收到政府信息公开申请1200件。",
    "上年度全市主动公开政府信息8000条。",
    "计划全年召开新闻发布会12次。",
    "2008年至2017年，共收到政府信息公开申请1200件。",
    "2015—2017年共收到政府信息公开申请36件。",
    "二〇一六年全市收到政府信息公开申请36件。",
    "2016、2017两年全市收到政府信息公开申请36件。",
    "近三年共收到政府信息公开申请120件。",
    "五年来，全市共收到政府信息公开申请120件。",
    "16年收到政府信息公开申请8件。",
    "往年收到政府信息公开申请5件。",
    "月均收到政府信息公开申请3件。",
    "十二月份收到政府信息公开申请3件。",
    "明年举办政务公开培训班3期。",
    "下一步，全市将召开新闻发布会12次。",
    "截至2017年底，全市主动公开政府信息520000条。",
    "2017年以来，全市主动公开政府信息520条。",
    "暂未收到政府信息公开申请。",
    "回顾2016年工作。全年收到政府信息公开申请120件。",
    "上半年各项工作平稳。全市收到政府信息公开申请120件。",
]

ANOTHER_BODY = [
    "国土局全年收到政府信息公开申请33件。",
    "市公安局全年未发生因政府信息公开引起的行政诉讼。",
    "市公安局、全市收到政府信息公开申请33件。，其中市直部门收到政府信息公开申请5件。",
    "市教育局高度重视信息公开工作。全年主动公开政府信息300条。",
    "全国共收到政府信息公开申请30000件。",
    "全省共收到政府信息公开申请30000件。",
    "全县共收到政府信息公开申请300件。",
    "12个区收到政府信息公开申请300件。",
    "市直部门收到政府信息公开申请200件。",
    "柳林收到政府信息公开申请3件。",
    "柳林，主动公开政府信息30条。",
    "李家区积极推进信息公开，收到政府信息公开申请12件。",
    "全市教育系统主动公开政府信息45条。",
    "企业收到政府信息公开申请3件。",
    "与邻县联合举办政务公开培训班3期。",
    "收到政府信息公开申请3件、30件（本级、全市）。",
    "收到政府信息公开申请3件（本级）。",
    "收到政府信息公开申请3件/30件。",
    "有12个部门未收到政府信息公开申请。",
    "除1件外，未发生因政府信息公开引起的行政复议。",
    "其余未收到政府信息公开申请。",
    "柳林未收到政府信息公开申请。",
]

ANOTHER_MATTER = [
    "财政主动公开政府信息45条。",
    "在财政方面，全市主动公开政府信息45条。",
    "未发生因政府信息公开引起的行政诉讼败诉案件。",
    "未发生因政府信息公开引起的行政复议被纠错情况。",
    "未发生政府信息公开申请超期办理现象。",
    "对小微企业办理证照未收取费用。",
    "政务服务窗口全年零投诉。",
    "全年零投诉。",
    "全年未发生行政复议。",
    "因信息公开力度加大，全市共办理行政复议案件345件，其中涉及政府信息公开3件。",
    "依托就业平台，举办各类培训班120期。",
    "受理12345热线工单2300件，按时办结2300件。",
    "收到政府信息公开，企业投诉2300件，按时办结2300件。",
    "信息公开行政复议、行政诉讼8件。",
    "收到政府信息公开申请8件次，涉及个人隐私2件，均予以公开。",
    "全市电子政务平台，主动公开政府信息300条。",
    "全市共受理行政复议申请12件，均与信息公开无关。",
    "全市无一单位未收到政府信息公开申请。",
    "未发生因政府信息公开引起的行政复议3件以上的情况。",
    "对低保户依申请公开未收取费用。",
    "原统计为收到政府信息公开申请3件，更正为5件。",
    "据省政府通报，全市收到政府信息公开申请33件。",
    "全市收到政府信息公开申请33件减少到3件。",
    "其中主动公开政府信息300条。",
]  # fmt: skip


@pytest.mark.parametrize("sentence", [*ANOTHER_TIME, *ANOTHER_BODY, *ANOTHER_MATTER])
def test_what_may_be_of_a_part_has_no_indicator(sentence: str) -> None:
    found = said(sentence, year=2017, title=CITY)
    assert found
    assert {one.indicator for one in found} == {None}


@pytest.mark.parametrize(
    "heading",
    [
        "（二）财政预决算公开情况",
        "1.环境保护信息",
        "（三）市教育局信息公开情况",
        "二、2016年工作回顾",
        "（一）政府网站",
        "三、下一步工作打算",
        "市教育局信息公开情况",
        "各部门情况如下：",
        "（二）全市上下高度重视财政资金使用，统筹推进各项民生实事的信息公开。",
        "（三）政策解读",
    ],
)
@pytest.mark.parametrize("is_run_in", [False, True])
def test_a_heading_narrows_what_stands_below(heading: str, is_run_in: bool) -> None:
    sentence = "全年主动公开政府信息300条。"
    lines = [f"{heading.rstrip('：。')}。{sentence}"] if is_run_in else [heading, sentence]
    assert said(lines, year=2017, title=CITY)[-1].indicator is None


@pytest.mark.parametrize(
    "heading", ["一、概述", CITY, "（一）主动公开政府信息情况", "第二部分 主动公开情况", "二、云溪市2017年主动公开情况"]
)
def test_a_heading_of_every_report_narrows_nothing(heading: str) -> None:
    lines = [heading, "2017年，全市主动公开政府信息300条。"]
    assert said(lines, year=2017, title=CITY)[0].indicator == "disclosure.total"


@pytest.mark.parametrize(
    ("sentence", "indicators"),
    [
        ("市公安局牵头，全市收到政府信息公开申请33件。", ["requests.received"]),
        ("2017年，比2016年增长5%，全市收到政府信息公开申请33件。", ["requests.received"]),
        ("收到申请300件，公开及部分公开258件。", ["requests.received", None]),
        ("收到申请300件，其中涉及征地30件，当面申请12件。", ["requests.received", None, None]),
        ("收到申请300件，其中当面申请12件、网络申请6件。",
         ["requests.received", "requests.received.in_person", "requests.received.online"]),
        ("信息公开行政复议8件，维持3件；土地行政复议9件，维持5件。", ["review", "review.upheld", None, None]),
        ("收到申请12件，全部办结。受理12345热线工单2300件，按时办结2300件。", ["requests.received", None, None]),
    ],
)  # fmt: skip
def test_parts_beside_wholes(sentence: str, indicators: list[str | None]) -> None:
    assert [one.indicator for one in said(sentence, year=2017, title=CITY)] == indicators


@pytest.mark.parametrize(
    "line",
    [
        "（一）收到申请数 3件 30件",
        "主动公开政府信息数 100条 200条",
        "四、行政复议数量 0件 2件",
    ],
)
def test_rests_of_tables_are_no_prose(line: str) -> None:
    assert {one.indicator for one in said(line, year=2017, title=CITY)} == {None}


@pytest.mark.parametrize("line", ["收到申请数 3 30件", "收到申请数 1 2件"])
def test_rests_of_tables_make_no_figure_of_two(line: str) -> None:
    assert said(line, year=2017, title=CITY) == []


def test_a_sentence_whose_beginning_is_not_seen_has_no_indicator() -> None:
    lines = [
        "市教育局" + "认真贯彻执行" * 20,
        "大力推进各项信息公开重点工作并取得明显成效",
        "全年主动公开政府信息300条。",
    ]
    assert said(lines, year=2017, title=CITY)[-1].indicator is None


@pytest.mark.parametrize("form", ["2021", "mixed"])
def test_the_information_processing_fee(form: str) -> None:
    (charged,) = said("本年度收取信息处理费3940元。", form, 2022, "云溪市2022年政府信息公开工作年度报告")
    assert (charged.indicator, charged.quantity) == ("processing_fee", 3940)
    (nothing,) = said("未收取信息处理费。", form, 2022, "云溪市2022年政府信息公开工作年度报告")
    assert (nothing.indicator, nothing.quantity) == ("processing_fee", 0)
