"""Texts that are not what they should be: a clear sentence, or residue; never a wrong figure, never a long wait."""

import time
from random import Random

import pytest

from gongkai.documents import Document, read_document
from gongkai.errors import GongkaiError
from gongkai.examinations import Examination, examine
from gongkai.identities import Identity, identify
from gongkai.registers import Entry
from tests import renderings
from tests.test_layouts import STRUCTURE

ENTRY = Entry(file="x.txt", authority="370400", year=2019)
FORMS = ("2014-city", "2019", "2021")
PAIRS = [(one, other) for one in FORMS for other in FORMS]
HEAD = ["云溪市人民政府", "2019年政府信息公开工作年度报告", "", "一、概述", "本年度认真做好公开工作。", ""]
OTHER = ["白水市人民政府", "2018年政府信息公开工作年度报告", "", "一、概述", "本年度认真做好公开工作。", ""]
LONG = 10_000_000


def examined(text: str) -> Examination:
    document = Document("x.txt", "0" * 64, len(text), "text/plain", "utf-8", tuple(text.split("\n")))
    return examine(document, identify(document, STRUCTURE, ENTRY), STRUCTURE)


def tables(form: str, seed: int = 5, layout: str = "tab_cells") -> tuple[list[str], renderings.Facts]:
    random = Random(seed)
    facts = renderings.draw_facts(random, form, blanks=layout in renderings.EXPLICIT)
    return (renderings.EXPLICIT | renderings.DROPPING)[layout](form, facts, random).split("\n"), facts


def numbers(text: str) -> dict[renderings.Key, object]:
    return {(o.indicator, o.applicant): o.value for o in examined(text).observations if o.value is not None}


def printed(facts: renderings.Facts) -> dict[renderings.Key, object]:
    return {key: said[0] for key, (_, said) in facts.items() if said[0] is not None}


def refusal(text: str) -> str:
    with pytest.raises(GongkaiError) as caught:
        examined(text)
    return str(caught.value)


@pytest.mark.parametrize("form", FORMS)
def test_what_follows_is_hostile_and_this_is_not(form: str) -> None:
    own, facts = tables(form)
    assert numbers("\n".join([*HEAD, *own])) == printed(facts)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("written", "taken"), [("gb18030", "latin-1"), ("utf-8", "latin-1"), ("utf-8", "gb18030")])
def test_a_wrong_encoding_is_refused(form: str, written: str, taken: str) -> None:
    own, _ = tables(form)
    text = "\n".join([*HEAD, *own])
    assert "no annual report on information disclosure" in refusal(text.encode(written).decode(taken, "replace"))
    body = "\n".join(own).encode(written).decode(taken, "replace")
    assert "whose heads and labels fit no form" in refusal("\n".join([*HEAD, body]))


@pytest.mark.parametrize("form", FORMS)
def test_bytes_of_two_encodings_give_no_wrong_number(form: str, tmp_path) -> None:
    own, facts = tables(form)
    path = tmp_path / "x.txt"
    for cut in range(0, len(own), max(len(own) // 12, 1)):
        first, second = "\n".join([*HEAD, *own[:cut]]), "\n".join(["", *own[cut:]])
        for encodings in (("utf-8", "gb18030"), ("gb18030", "utf-8")):
            path.write_bytes(first.encode(encodings[0]) + second.encode(encodings[1]))
            try:
                document = read_document(path)
                found = examine(document, Identity("370400", 2019), STRUCTURE).observations
            except GongkaiError:
                continue
            wrong = {(o.indicator, o.applicant): o.value for o in found if o.value is not None}.items()
            assert wrong - printed(facts).items() == set()


@pytest.mark.parametrize("form", FORMS)
def test_a_page_around_the_report_changes_nothing(form: str) -> None:
    own, facts = tables(form)
    top = ["首页", "\t政务公开", "\t办事服务", "", "当前位置：首页 > 政府信息公开 > 年度报告", "浏览次数：1234", ""]
    years = [f"云溪市{year}年政府信息公开工作年度报告" for year in range(2010, 2019)]
    foot = [
        "",
        "上一篇：云溪市2018年政府信息公开工作年度报告",
        *years,
        "网站地图 | 联系我们",
        "\t关于我们\t123",
        "备案号12345678",
    ]
    assert numbers("\n".join([*top, *HEAD, *own, *foot])) == printed(facts)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_reports_in_one_file_are_refused(one: str, other: str) -> None:
    own, theirs = tables(one)[0], tables(other, seed=6)[0]
    assert "under the words of another report" in refusal("\n".join([*HEAD, *own, "", *OTHER, *theirs]))
    assert "under the words of another report" in refusal("\n".join([*HEAD, "没有表格。", "", *OTHER, *theirs]))
    untitled = refusal("\n".join([*HEAD, *own, "", "附：", *theirs]))
    assert "stand in this document" in untitled


def test_the_same_title_printed_twice_is_one_report() -> None:
    own, facts = tables("2019")
    short = ["云溪市2019年政府信息公开年度报告", ""]
    assert numbers("\n".join([*HEAD, *short, *own])) == printed(facts)
    assert numbers("\n".join([*short, *HEAD[:2], *own])) == printed(facts)


LEADS = (
    ["另附白水市2018年政府信息公开工作年度报告中的统计表如下："],
    ["《白水市2018年政府信息公开工作年度报告》"],
    ["《云溪市2018年政府信息公开工作年度报告》"],
    ["附白水市2019年政府信息公开工作情况统计表", ""],
    ["云政办发〔2018〕12号", "各县区人民政府：", "现将白水市情况通报如下。", "2018年3月2日", "附件：白水市统计表", ""],
)


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("form", FORMS)
def test_another_reports_table_is_not_ours(form: str, lead: list[str]) -> None:
    theirs, _ = tables(form)
    message = refusal("\n".join([*HEAD, *lead, *theirs, "", "二、其他", "完毕。"]))
    assert message.startswith("x.txt:L")
    assert "under the words of another report or notice" in message


@pytest.mark.parametrize(
    "lead",
    [
        "附件：云溪市2019年政府信息公开工作情况统计表",
        "附：2018年政府信息公开情况统计表",
        "全市2019年政府信息公开工作情况统计表如下：",
        "具体见云溪市人民政府2019年政府信息公开工作年度报告统计表：",
        "与2018年政府信息公开工作年度报告相比，本年度有所增长。",
    ],
)
def test_the_reports_own_table_stays_its_own(lead: str) -> None:
    own, facts = tables("2014-city")
    assert numbers("\n".join([*HEAD, lead, *own])) == printed(facts)


LONG_LINES = {
    "digits": "1",
    "sentences": "公开信息3条，",
    "brackets": "（",
    "citations": "国发〔2019〕12号、",
    "years": "2019年1月1日至",
    "hosts": "www.",
    "addresses": "a@",
    "phones": "电话：0632-3314000、",
    "blanks": " ",
}


@pytest.mark.parametrize("name", LONG_LINES)
def test_a_line_of_ten_megabytes_is_residue_and_soon_read(name: str) -> None:
    own, facts = tables("2014-city")
    line = LONG_LINES[name] * (LONG // len(LONG_LINES[name].encode()))
    for text in ([*HEAD, *own, "", line], [*HEAD, line, "", *own])[: 1 if len(line) < LONG else 2]:
        began = time.process_time()
        found = examined("\n".join(text))
        assert time.process_time() - began < 60
        values = {(o.indicator, o.applicant): o.value for o in found.observations if o.value is not None}
        assert values == printed(facts)
        told = len("201911201911") + sum(citation.count * len("201912") for citation in found.prose.citations)
        assert sum(item.digits for item in found.residue) >= sum(map(str.isdecimal, line)) - told


@pytest.mark.parametrize("piece", ["\t12", "| 12 ", "\t统计指标\t单位\t统计数"])
def test_a_line_of_very_many_cells_gives_no_wrong_number(piece: str) -> None:
    own, facts = tables("2014-city")
    line = piece * (200_000 // len(piece.encode()))
    assert numbers("\n".join([*HEAD, *own, "", "正文。", line])) == printed(facts)
