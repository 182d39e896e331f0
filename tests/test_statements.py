"""Statements of reports that nobody wrote: imaginary governments, other wordings than the real ones."""

import json

import pytest
import yaml

from gongkai.prose.statements import prose_observations
from gongkai.structures import Structure
from tests.prose import said

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
def test_figures_about_the_disclosure_work(sentence: str, figures: list[str]) -> None:
    found = [sentence[one.spans[0][1] - 1 : one.spans[0][2]] for one in said(sentence)]
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
def test_figures_about_other_matters(sentence: str) -> None:
    assert [one.phrase for one in said(sentence)] == []


def test_every_qualifier_may_stand_in_a_report(structure: Structure) -> None:
    schemas = structure.folder / "schemas"
    parsed = json.loads((schemas / "parsed-report.schema.json").read_text(encoding="utf-8"))
    allowed = parsed["properties"]["statements"]["items"]["properties"]["qualifier"]["enum"]
    published = yaml.safe_load((schemas / "statements.yaml").read_text(encoding="utf-8"))["fields"]
    assert next(field for field in published if field["name"] == "qualifier")["constraints"]["enum"] == allowed
    ways = ("{}条", "{}余条", "{}多条", "约{}条", "{}条左右", "近{}条", "突破{}条", "超{}条", "{}条以上", "不少于{}条",
            "不超过{}条", "{}条以下", "不足{}条", "不到{}条", "200至{}条")  # fmt: skip
    found = [one.qualifier for way in ways for one in said(f"全市主动公开政府信息{way.format(300)}")]
    assert len(found) == len(ways)
    assert set(allowed) - {"rounded", "zero_in_words"} == set(found)


def test_a_sentence_that_a_page_break_cut_goes_on() -> None:
    lines = ["全市各级各部门认真办理政府信息公开申请，按照申请方式看，共收到", "", "当面申请 12 件，网络申请 30 件。"]
    found = said(lines)
    assert [(one.indicator, one.locator) for one in found] == [
        ("requests.received.in_person", "L3:6-9"), ("requests.received.online", "L3:16-19"),
    ]  # fmt: skip


@pytest.mark.parametrize("figure", ["12 34件", "1 234件", "3. 15件", "12, 345件", "12　34件"])
def test_digits_that_a_space_parts_are_no_figure(figure: str) -> None:
    assert said(f"全年受理信息公开申请{figure}。") == []


@pytest.mark.parametrize("figure", ["12 件", "300 万人次", " 1,234件", "1 - 2件"])
def test_a_space_beside_a_figure_does_no_harm(figure: str) -> None:
    assert len(said(f"全年受理信息公开申请{figure}。")) == 1


def test_a_place_is_where_it_is_printed() -> None:
    line = "　　全 市主动公开政府信息 共 4520 余 条 。"
    (found,) = said(line)
    row, first, last = found.spans[0]
    assert (row, line[first - 1 : last], found.locator) == (1, "4520 余 条", f"L1:{first}-{last}")
    assert (found.low, found.high, found.qualifier, found.raw) == (4520, 4530, "余", "4520")


def test_phrases_are_a_few_words() -> None:
    line = "全市各级各部门" * 9 + "在本年度一共主动公开政府信息12345条" + "覆盖面广" * 9
    (found,) = said(line)
    assert len(found.phrase) <= 24
    assert "12345条" in found.phrase


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("在2016年全区因政府信息公开引起的行政复议案件27起", "全区因政府信息公开引起的行政复议案件27起"),
        ("其中部分公开59件、占45.3%", "其中部分公开59件"),
        ("全年举办了31场新闻发布会，内容丰富", "全年举办了31场新闻发布会"),
    ],
)
def test_a_phrase_is_never_cut_through_a_number(line: str, phrase: str) -> None:
    assert said(line)[0].phrase == phrase


def test_only_exact_figures_become_observations() -> None:
    lines = [
        "全市主动公开政府信息3.4万条。",
        "全市收到政府信息公开申请60余件。",
        "全市召开新闻发布会8次。",
        "未收到有关政府信息公开的投诉。",
    ]
    observations, conflicts = prose_observations(said(lines))
    assert [(one.indicator, one.value, one.state, one.raw, one.unit) for one in observations] == [
        ("response.press_conferences", 8, "reported", "8", "次"),
        ("complaints", 0, "reported_zero", "未收到", ""),
    ]
    assert conflicts == []


def test_two_figures_for_one_line_are_none() -> None:
    lines = ["全市收到政府信息公开申请60件。", "全市收到政府信息公开申请61件。", "全市收到政府信息公开申请60件。"]
    observations, conflicts = prose_observations(said(lines))
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
def test_hostile_lines_end(line: str) -> None:
    assert isinstance(said(line), list)


def test_a_line_longer_than_any_paragraph_is_no_prose() -> None:
    assert said("主动公开政府信息3条。" * 900_000) == []
