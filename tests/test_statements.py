"""Statements of reports that nobody wrote: imaginary governments, other wordings than the real ones."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statements import Statement, find_statements, prose_observations, read_figures
from gongkai.wordings import Wordings, load_wordings

NOTHING: frozenset[int] = frozenset()


@pytest.fixture(scope="session")
def wordings(repository: Path) -> Wordings:
    return load_wordings(repository / "structure")


def said(
    wordings: Wordings,
    lines: str | Sequence[str],
    form: str = "2014",
    year: int | None = 2016,
    title: str = "北泽市2016年",
) -> list[Statement]:
    printed = [lines] if isinstance(lines, str) else lines
    return find_statements(read_figures(printed, NOTHING, NOTHING, wordings), form, year, title)


ABOUT_DISCLOSURE = [
    ("全年在县政府门户网站公布各类信息3215条。", ["3215条"]),
    ("“北泽发布”公众号推送图文信息862篇，累计阅读量突破120万人次。", ["862篇", "突破120万人次"]),
    ("政务微博粉丝数达到2.3万，全年发布微博1100余条。", ["2.3万", "1100余条"]),
    ("共印发《北泽市人民政府公报》24期，免费赠阅4.8万份。", ["24期", "4.8万份"]),
    ("全市设立政府信息查阅点138处，接待群众查阅5600余人次。", ["138处", "5600余人次"]),
    ("共受理群众网上咨询421件，回复率100%。", ["421件", "100%"]),
    ("举办政务公开业务培训班3期，培训工作人员260人次。", ["3期", "260人次"]),
    ("政务公开第三方评估得分92.5分。", ["92.5分"]),
    ("市长热线共接听群众来电18236个，办结率为98.7%。", ["18236个", "98.7%"]),
    ("就12项重大决策草案公开征求意见，收到意见建议87条。", ["12项", "87条"]),
    ("全县共有专兼职政务公开工作人员近200人。", ["近200人"]),
    ("编发《政务公开工作简报》十二期。", ["十二期"]),
    ("对46个部门网站开展检查，发现错别字等问题310余处。", ["46个", "310余处"]),
    ("办理人大代表建议和政协提案256件，全部公开答复结果。", ["256件"]),
    ("依申请公开答复文书中，同意公开31件，占总数的62%。", ["31件", "62%"]),
    ("全区设置政务公开栏三百余块，更新信息2万余条次。", ["三百余块", "2万余条次"]),
    ("在各级媒体刊发稿件约400篇。", ["约400篇"]),
    ("政府网站全年访问量1,204,500次。", ["1,204,500次"]),
    ("新闻发言人接受媒体采访15～20次。", ["15～20次"]),
    ("制作政策图解、短视频等解读产品60多个。", ["60多个"]),
    ("每个乡镇配备信息公开专管员1至2名。", ["1至2名"]),
    ("回应网民留言不少于300条。", ["不少于300条"]),
    ("调整公开目录，新增二级栏目8个、三级栏目35个。", ["8个", "35个"]),
    ("共清理历年规范性文件１２８件。", ["１２８件"]),
    ("档案馆、图书馆全年接收政府公开信息1600多份。", ["1600多份"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "figures"), ABOUT_DISCLOSURE)
def test_figures_about_the_disclosure_work(wordings: Wordings, sentence: str, figures: list[str]) -> None:
    found = [sentence[one.spans[0][1] - 1 : one.spans[0][2]] for one in said(wordings, sentence)]
    assert found == figures


@pytest.mark.parametrize(
    "sentence",
    [
        "全年完成固定资产投资310.6亿元，同比增长9.2%。",
        "新建改建农村公路126公里，惠及45个行政村。",
        "向3200户贫困家庭发放补助资金860万元。",
        "取消行政许可事项37项，下放12项。",
        "立案查处环境违法案件58起，罚款230余万元。",
        "新增城镇就业1.2万人，失业率控制在3.5%以内。",
        "改造棚户区2400套，开工率100%。",
        "粮食播种面积达到52万亩，总产量18万吨。",
        "对突发事件应在5小时内报告。",
        "办理时限由20个工作日压缩至7个工作日。",
        "新增养老床位600张，建成日间照料中心22所。",
        "查处违法建筑340处，拆除面积6.5万平方米。",
        "引进招商项目41个，到位资金27亿元。",
        "城市低保标准提高到每人每月560元。",
        "全年接待游客320万人次，旅游收入18亿元。",
    ],
)
def test_figures_about_other_matters(wordings: Wordings, sentence: str) -> None:
    assert [one.phrase for one in said(wordings, sentence)] == []


CERTAIN = [
    ("2016年，全市主动公开政府信息45210条。", "disclosure.total", 45210),
    ("全县各级行政机关共主动公开各类政府信息8302条", "disclosure.total", 8302),
    ("通过政府网站公开政府信息3020条", "disclosure.channel.website", 3020),
    ("其中，政务微博公开政府信息540条", "disclosure.channel.weibo", 540),
    ("政务微信发布信息220条，政府公报公开政府信息61条", "disclosure.channel.gazette", 61),
    ("以其他方式公开政府信息77条", "disclosure.channel.other", 77),
    ("2016年度共收到政府信息公开申请152件", "requests.received", 152),
    ("全区收到152件信息公开申请，均按期答复。", "requests.received", 152),
    ("我局共受理依申请公开事项6件", "requests.received", 6),
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
    ("全县发布政策解读稿件96篇", "response.interpretations", 96),
    ("全县共设立政府信息公开查阅点35个", "points", 35),
    ("从事政府信息公开工作人员共计88人，其中专职人员20人", "capacity.staff", 88),
    ("从事政府信息公开工作人员共计88人，其中专职人员20人", "capacity.staff.fulltime", 20),
    ("政府信息公开工作专门机构数为42个", "capacity.units", 42),
    ("政府信息公开专项经费36.5万元", "capacity.funds", 36.5),
    ("召开政务公开工作会议9次", "training.meetings", 9),
    ("编印政府公报12期", "gazette.issues", 12),
    ("全年主动公开政府信息3.4万条", "disclosure.total", 34000),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "indicator", "value"), CERTAIN)
def test_what_certainly_restates_a_line(wordings: Wordings, sentence: str, indicator: str, value: float) -> None:
    assert (indicator, value) in [(one.indicator, one.quantity) for one in said(wordings, sentence)]


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
def test_what_is_not_certain_has_no_indicator(wordings: Wordings, sentence: str) -> None:
    assert {one.indicator for one in said(wordings, sentence)} <= {None}


ZEROS = [
    ("全年未发生因政府信息公开引起的行政复议和行政诉讼。", "2014", {"review", "litigation"}),
    ("全年未发生因政府信息公开引起的行政复议和行政诉讼。", "2019",
     {"remedy.review.total", "remedy.litigation_direct.total", "remedy.litigation_after_review.total"}),
    ("本机关没有收到政府信息公开申请。", "2021", {"requests.received"}),
    ("2016年，全市依申请公开政府信息未收取任何费用。", "2014", {"fees"}),
    ("未接到有关政府信息公开工作的举报、投诉。", "2014", {"complaints"}),
    ("政府信息公开行政复议、行政诉讼情况：无。", "2014", {"review", "litigation"}),
    ("因政府信息公开提起的行政复议、行政诉讼均未发生。", "2014", {"review", "litigation"}),
    ("无政府信息公开行政诉讼案件。", "2014", {"litigation"}),
    ("全年未发生失泄密事件。", "2014", {None}),
    ("未发生因答复不当引起的行政诉讼。", "2014", {None}),
    ("市公安局未发生因政府信息公开引起的行政复议。", "2014", {None}),
    ("依申请公开政府信息不收取费用。", "2014", {None}),
    ("没有出现因政府信息公开申请引起的投诉。", "2014", {"complaints"}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "form", "indicators"), ZEROS)
def test_zeros_in_words(wordings: Wordings, sentence: str, form: str, indicators: set[str | None]) -> None:
    found = said(wordings, sentence, form)
    assert {one.indicator for one in found} == indicators
    assert {(one.quantity, one.low, one.high, one.qualifier) for one in found} == {(0, 0, 0, "zero_in_words")}


@pytest.mark.parametrize(
    "sentence",
    [
        "确保不发生因信息公开引起的行政复议、行政诉讼。",
        "确保全年无行政诉讼。",
        "防止出现失泄密问题。",
        "做到公开信息无错误、无重复、无遗漏。",
        "没有开通网站的单位要尽快建立。",
        "无法提供的，应当告知申请人。",
        "凡未收到申请的单位，也应当报告。",
        "不得向申请人收取费用。",
        "公开事项毫无遗漏，与此无关的不予公开。",
    ],
)
def test_wishes_and_rules_deny_nothing(wordings: Wordings, sentence: str) -> None:
    assert said(wordings, sentence) == []


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
def test_the_form_decides_the_ids(wordings: Wordings, sentence: str, form: str, indicator: str | None) -> None:
    assert said(wordings, sentence, form, 2022)[-1].indicator == indicator


@pytest.mark.parametrize(
    ("year", "indicator"), [(2017, "review"), (2020, "remedy.review.total"), (2023, "remedy.review.total")]
)
def test_a_report_without_table_follows_its_year(wordings: Wordings, year: int, indicator: str) -> None:
    assert said(wordings, "因信息公开引起的行政复议4件", "none", year)[0].indicator == indicator


def test_the_report_s_own_name_is_no_part_of_it(wordings: Wordings) -> None:
    sentence = "柳河街道办事处共收到政府信息公开申请4件"
    assert said(wordings, sentence, title="柳河街道2016年政府信息公开年报")[0].indicator == "requests.received"
    assert said(wordings, sentence, title="北泽区2016年政府信息公开年报")[0].indicator is None
    own = "云溪县水务局主动公开政府信息310条"
    assert said(wordings, own, title="云溪县水务局2016年政府信息公开工作年度报告")[0].indicator == "disclosure.total"


def test_an_item_s_topic_names_the_channel(wordings: Wordings) -> None:
    lines = [
        "（二）公开渠道",
        "1、政府网站。公开各类政府信息902条。",
        "2、政务微信。发布信息310条，占比24%。",
        "3、报纸。发布信息15条。",
    ]
    assert [one.indicator for one in said(wordings, lines)] == [
        "disclosure.channel.website", "disclosure.channel.wechat", None, None,
    ]  # fmt: skip


def test_review_and_litigation_are_told_apart(wordings: Wordings) -> None:
    lines = [
        "六、行政复议、行政诉讼情况",
        "全市因政府信息公开被申请行政复议15件，维持具体行政行为9件，被纠错4件，其他情形2件。",
        "被提起信息公开行政诉讼6件，维持具体行政行为或者驳回原告诉讼请求5件，被依法纠错1件。",
    ]
    assert {one.indicator: one.quantity for one in said(wordings, lines)} == {
        "review": 15, "review.upheld": 9, "review.corrected": 4, "review.other": 2,
        "litigation": 6, "litigation.upheld": 5, "litigation.corrected": 1,
    }  # fmt: skip


@given(st.data())
def test_white_space_changes_nothing(wordings: Wordings, data: st.DataObject) -> None:
    sentence = data.draw(st.sampled_from([sentence for sentence, _, _ in CERTAIN]))
    spaces = st.sampled_from(["", "", " ", "\u3000", "\u00a0", "\u2002"])
    spread = "".join(character + data.draw(spaces) for character in sentence)
    facts = [
        [
            (one.indicator, one.quantity, one.low, one.high, one.unit, one.qualifier, one.phrase)
            for one in said(wordings, line)
        ]
        for line in (sentence, spread)
    ]
    assert facts[0] == facts[1]


def test_a_sentence_that_a_page_break_cut_goes_on(wordings: Wordings) -> None:
    lines = ["全市各级各部门认真办理政府信息公开申请，按照申请方式看，共收到", "", "当面申请 12 件，网络申请 30 件。"]
    found = said(wordings, lines)
    assert [(one.indicator, one.locator) for one in found] == [
        ("requests.received.in_person", "L3:6-9"), ("requests.received.online", "L3:16-19"),
    ]  # fmt: skip


def test_a_place_is_where_it_is_printed(wordings: Wordings) -> None:
    line = "　　全 市主动公开政府信息 共 4 520 余 条 。"
    (found,) = said(wordings, line)
    row, first, last = found.spans[0]
    assert (row, line[first - 1 : last], found.locator) == (1, "4 520 余 条", f"L1:{first}-{last}")
    assert (found.low, found.high, found.qualifier, found.raw) == (4520, 4530, "余", "4520")


def test_phrases_are_a_few_words(wordings: Wordings) -> None:
    line = "全市各级各部门" * 9 + "在本年度一共主动公开政府信息12345条" + "覆盖面广" * 9
    (found,) = said(wordings, line)
    assert len(found.phrase) <= 24
    assert "12345条" in found.phrase


def test_only_exact_figures_become_observations(wordings: Wordings) -> None:
    lines = [
        "全市主动公开政府信息3.4万条。",
        "全市收到政府信息公开申请60余件。",
        "全市召开新闻发布会8次。",
        "未收到有关政府信息公开的投诉。",
    ]
    observations, conflicts = prose_observations(said(wordings, lines))
    assert [(one.indicator, one.value, one.state, one.raw, one.unit) for one in observations] == [
        ("response.press_conferences", 8, "reported", "8", "次"),
        ("complaints", 0, "reported_zero", "未收到", ""),
    ]
    assert conflicts == []


def test_two_figures_for_one_line_are_none(wordings: Wordings) -> None:
    lines = ["全市收到政府信息公开申请60件。", "全市收到政府信息公开申请61件。", "全市收到政府信息公开申请60件。"]
    observations, conflicts = prose_observations(said(wordings, lines))
    assert observations == []
    assert [(one.indicator, one.values, one.locators) for one in conflicts] == [
        ("requests.received", (60, 61), ("L1:13-15", "L2:13-15", "L3:13-15"))
    ]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "　",
        "（" * 5000 + "12条",
        "1条" * 50_000,
        "未" * 100_000,
        "信息公开" * 40_000 + "3条",
        "1,000," * 20_000,
        "一百" * 50_000,
    ],
)
def test_hostile_lines_end(wordings: Wordings, line: str) -> None:
    assert isinstance(said(wordings, line), list)


def test_a_line_longer_than_any_paragraph_is_no_prose(wordings: Wordings) -> None:
    assert said(wordings, "主动公开政府信息3条。" * 900_000) == []
