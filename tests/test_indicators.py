"""Which line a figure restates, and above all which it does not: invented sentences of imaginary governments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prose import said

CERTAIN = [
    ("2016年，全市主动公开政府信息45210条。", "disclosure.total", 45210),
    ("全市各级行政机关共主动公开各类政府信息8302条", "disclosure.total", 8302),
    ("通过政府网站公开政府信息3020条", "disclosure.channel.website", 3020),
    ("其中，政务微博公开政府信息540条", "disclosure.channel.weibo", 540),
    ("政务微信发布信息220条，政府公报公开政府信息61条", "disclosure.channel.gazette", 61),
    ("以其他方式公开政府信息77条", "disclosure.channel.other", 77),
    ("2016年度共收到政府信息公开申请152件", "requests.received", 152),
    ("全市收到152件信息公开申请，均按期答复。", "requests.received", 152),
    ("我单位共受理依申请公开事项6件", "requests.received", 6),
    ("其中当面申请12件", "requests.received.in_person", 12),
    ("通过网络提交申请60件，以信函方式提出申请80件", "requests.received.letter", 80),
    ("传真申请0件", "requests.received.fax", 0),
    ("收到申请20件，按时办结数19件，延期办结数1件", "requests.completed.extended", 1),
    ("申请均已答复，其中同意部分公开答复4件", "requests.answered.partial", 4),
    ("申请答复中，不同意公开答复数共计7件", "requests.answered.refused", 7),
    ("申请信息不存在的9件", "requests.answered.not_exist", 9),
    ("全市因政府信息公开引发的行政复议案件13件", "review", 13),
    ("针对政府信息公开的行政诉讼8起", "litigation", 8),
    ("信息公开类行政诉讼8起，其中被依法纠错2起", "litigation.corrected", 2),
    ("全市共召开新闻发布会31场", "response.press_conferences", 31),
    ("举办了31场新闻发布会。", "response.press_conferences", 31),
    ("主要负责同志参加新闻发布会5次", "response.press_conferences.led", 5),
    ("开展在线访谈14期", "response.interviews", 14),
    ("全市发布政策解读稿件96篇", "response.interpretations", 96),
    ("全市共设立政府信息公开查阅点35个", "points", 35),
    ("从事政府信息公开工作人员共计88人，其中专职人员20人", "capacity.staff", 88),
    ("从事政府信息公开工作人员共计88人，其中专职人员20人", "capacity.staff.fulltime", 20),
    ("政府信息公开工作专门机构数为42个", "capacity.units", 42),
    ("政府信息公开专项经费36.5万元", "capacity.funds", 36.5),
    ("召开政务公开工作会议9次", "training.meetings", 9),
    ("编印政府公报12期", "gazette.issues", 12),
    ("全年主动公开政府信息3.4万条", "disclosure.total", 34000),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "indicator", "value"), CERTAIN)
def test_what_certainly_restates_a_line(sentence: str, indicator: str, value: float) -> None:
    assert (indicator, value) in [(one.indicator, one.quantity) for one in said(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "市教育局主动公开政府信息320条",
        "其中市政府部门收到申请77件",
        "柳河镇收到政府信息公开申请3件",
        "截至目前，共主动公开政府信息20300条",
        "2015年，全市主动公开政府信息39000条",
        "上半年主动公开政府信息1200条",
        "9月份收到政府信息公开申请5件",
        "累计主动公开政府信息28000条",
        "在财政领域，主动公开政府信息410条",
        "围绕重大项目建设主动公开政府信息56条",
        "召开市政府新闻发布会12场",
        "在省政府网站发布信息514条",
        "通过政府网站、政务微博等渠道主动公开政府信息900条",
        "全年办理行政复议案件73件",
        "收到重复的申请6件",
        "计划召开新闻发布会20场",
        "各单位分别收到申请2件",
        "平均每个部门公开政府信息150条",
        "市住建系统从事信息公开工作人员31人",
        "全市共答复网民咨询1080件",
        "政务微博“北泽发布”公开信息331条",
        "依申请公开收取费用120元",
        "从2015年的收到申请90件",
        "市场监管局召开新闻发布会2次",
        "市政府办公室受理申请45件，其中网络申请30件",
        "市本级主动公开政府信息12000条",
        "对教育、卫生等领域的政府信息公开申请23件进行了答复",
        "收到行政复议申请120件，受理110件，其中涉及信息公开3件",
        "全市法院受理政府信息公开行政诉讼案件5件",
        "信息公开行政诉讼一审判决维持4件",
        "各部门召开新闻发布会40场",
        "参加上级新闻发布会2次",
        "市政府领导参加新闻发布会6次",
        "网络申请平台共收到申请60件",
        "举办法律知识培训班5期",
        "拟制发规范性文件30件",
        "通过“两微一端”发布信息30000条",
        "公安系统专职人员120名",
        "新增政府信息公开申请6件,均及时办理,无涉及政府信息公开申请的其他复议",
        "《促进政府信息公开30条》",
    ],
)
def test_what_is_not_certain_has_no_indicator(sentence: str) -> None:
    assert {one.indicator for one in said(sentence)} <= {None}


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        ("截至目前，全市主动公开政府信息20300条", "disclosure.total"),
        ("2016年以来，全市收到政府信息公开申请60件", "requests.received"),
        ("区政府办公室代表区政府收到政府信息公开申请45件", "requests.received"),
        ("召开市政府新闻发布会12场", "response.press_conferences"),
        ("通过市政府门户网站发布政策解读51篇", "response.interpretations"),
        ("全市未发生因信息公开答复不及时引起的行政复议", "review"),
        ("2016年，全市尚未发生因政府信息公开工作不到位而引发的行政诉讼案件", "litigation"),
    ],
)
def test_what_a_figure_may_be_about(sentence: str, about: str) -> None:
    assert [(one.indicator, one.about) for one in said(sentence)] == [(None, about)]


@pytest.mark.parametrize(
    "sentence",
    [
        "市教育局主动公开政府信息320条",
        "截至目前，市教育局主动公开政府信息320条",
        "截至目前，累计主动公开政府信息28000条",
        "2015年以来，全市收到政府信息公开申请60件",
        "区政府办公室收到政府信息公开申请45件",
        "市教育局代表市政府收到政府信息公开申请45件",
        "其中市政府部门收到申请77件",
        "全市未发生因政府信息公开引起的行政诉讼败诉案件",
        "未发生因信息公开答复不及时引起的行政复议被纠错情况",
        "市教育局未发生因信息公开答复不及时引起的行政复议",
        "上半年主动公开政府信息1200条",
        "收到申请300件，公开及部分公开258件",
        "在财政领域，主动公开政府信息410条",
        "2016年，全市主动公开政府信息45210条",
    ],
)
def test_what_is_a_part_s_is_about_nothing(sentence: str) -> None:
    assert {one.about for one in said(sentence)} == {None}


@pytest.mark.parametrize(
    ("sentence", "indicator"),
    [
        ("截至2016年底，全市共设立政府信息公开查阅点35个", "points"),
        ("目前，从事政府信息公开工作人员共计88人", "capacity.staff"),
        ("截至2017年底，全市共设立政府信息公开查阅点35个", None),
        ("截至2016年6月底，全市共设立政府信息公开查阅点35个", None),
        ("目前，市教育局从事政府信息公开工作人员共计8人", None),
    ],
)
def test_what_there_is_by_now_is_the_year_s_stock(sentence: str, indicator: str | None) -> None:
    assert [one.indicator for one in said(sentence)] == [indicator]


def test_a_heading_says_which_litigation() -> None:
    heading, sentence = "六、政府信息公开引起的行政复议、行政诉讼情况", "行政诉讼6件，维持4件；被纠错2件。"
    assert [one.indicator for one in said([heading, sentence])] == [
        "litigation", "litigation.upheld", "litigation.corrected",
    ]  # fmt: skip
    for other in ("行政诉讼6件，其中涉及政府信息公开2件。", "全市法院办理行政诉讼6件，维持4件；被纠错2件。"):
        assert {one.indicator for one in said([heading, other])} == {None}
    assert {one.indicator for one in said(["六、行政复议、行政诉讼情况", sentence])} <= {None}


def test_what_the_whole_s_are_told_by_begins_anew() -> None:
    line = "全市收到申请9件（柳河镇5件，北泽镇4件）。申请方式中，传真申请3件，网络申请6件"
    found = {one.indicator: one.quantity for one in said(line)}
    assert (found["requests.received.fax"], found["requests.received.online"]) == (3, 6)


@pytest.mark.parametrize(
    ("sentence", "form", "indicator"),
    [
        ("本年新收政府信息公开申请45件", "2019", "applications.new"),
        ("上年结转政府信息公开申请3件", "2021", "applications.carried_in"),
        ("收到申请48件，其中予以公开20件", "2021", "outcome.granted"),
        ("收到申请48件，其中部分公开6件", "2019", "outcome.partial"),
        ("收到申请48件，其他处理5件", "2019", "outcome.other"),
        ("收到申请48件，其他处理5件", "2021", None),
        ("收到申请48件，结转下年度继续办理2件", "2021", "applications.carried_out"),
        ("信息公开行政复议7件，其中结果维持5件", "2021", "remedy.review.upheld"),
        ("信息公开行政诉讼7件", "2021", None),
        ("收到申请48件，同意公开答复20件", "2021", None),
    ],
)
def test_the_form_decides_the_ids(sentence: str, form: str, indicator: str | None) -> None:
    assert said(sentence, form, 2022)[-1].indicator == indicator


@pytest.mark.parametrize(
    ("year", "indicator"), [(2017, "review"), (2020, "remedy.review.total"), (2023, "remedy.review.total")]
)
def test_a_report_without_table_follows_its_year(year: int, indicator: str) -> None:
    assert said("因信息公开引起的行政复议4件", "none", year)[0].indicator == indicator


def test_the_report_s_own_name_is_no_part_of_it() -> None:
    sentence = "柳河街道办事处共收到政府信息公开申请4件"
    assert said(sentence, title="柳河街道2016年政府信息公开年报")[0].indicator == "requests.received"
    assert said(sentence, title="北泽区2016年政府信息公开年报")[0].indicator is None
    own = "云溪县水务局主动公开政府信息310条"
    assert said(own, title="云溪县水务局2016年政府信息公开工作年度报告")[0].indicator == "disclosure.total"


def test_an_item_s_topic_names_the_channel() -> None:
    lines = [
        "（二）公开渠道",
        "1、政府网站。公开各类政府信息902条。",
        "2、政务微信。发布信息310条，占比24%。",
        "3、报纸。发布信息15条。",
    ]
    assert [one.indicator for one in said(lines)] == [
        "disclosure.channel.website", "disclosure.channel.wechat", None, None,
    ]  # fmt: skip


def test_review_and_litigation_are_told_apart() -> None:
    lines = [
        "六、行政复议、行政诉讼情况",
        "全市因政府信息公开被申请行政复议15件，维持具体行政行为9件，被纠错4件，其他情形2件。",
        "被提起信息公开行政诉讼6件，维持具体行政行为或者驳回原告诉讼请求5件，被依法纠错1件。",
    ]
    assert {one.indicator: one.quantity for one in said(lines)} == {
        "review": 15, "review.upheld": 9, "review.corrected": 4, "review.other": 2,
        "litigation": 6, "litigation.upheld": 5, "litigation.corrected": 1,
    }  # fmt: skip


@given(st.data())
def test_white_space_changes_nothing(data: st.DataObject) -> None:
    sentence = data.draw(st.sampled_from([sentence for sentence, _, _ in CERTAIN]))
    spaces = st.sampled_from(["", "", " ", "\u3000", "\u00a0", "\u2002"])
    spread = "".join(
        here + ("" if here in "0123456789." and there in "0123456789." else data.draw(spaces))
        for here, there in zip(sentence, f"{sentence[1:]}。", strict=True)
    )
    facts = [
        [(one.indicator, one.quantity, one.low, one.high, one.unit, one.qualifier, one.phrase) for one in said(line)]
        for line in (sentence, spread)
    ]
    assert facts[0] == facts[1]
