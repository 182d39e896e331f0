import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.prose.contacts import find_contacts
from gongkai.prose.vocabularies import load_vocabulary
from tests.places import REPORTS, compare, place, printed, read_lines, read_locator, read_truth

WORDS = load_vocabulary(Path(__file__).parents[1] / "structure")


def contacts(text: str) -> list[tuple[str, str]]:
    return [(contact.kind, contact.value) for contact in find_contacts(text.split("\n"), set(), WORDS)]


@pytest.mark.parametrize("report", REPORTS)
def test_the_real_reports_against_truth(real_documents: Path, report: str) -> None:
    lines, skip = read_lines(real_documents, report)
    rows = read_truth(report, "contacts")
    found = find_contacts(lines, skip, WORDS)
    expected = [(row["kind"], row["value"], place(lines, row)) for row in rows]
    compare(report, "contacts", [(c.kind, c.value, read_locator(c.locator)) for c in found], expected)
    assert len(found) >= 1


def test_an_introduction() -> None:
    text = (
        "本报告电子版可在甲市政府网（http://www.jia.gov.cn/col/1.html）下载。如对本报告有疑问，请与甲市办公室联系"
        "（地址：甲市光明大道 1 号，市政大厦A座301室；邮编：123456；电话：0123-3350618；传真：0123-3350619；"
        "电子邮箱：a.b@jia.gov.cn）。"
    )
    assert contacts(text) == [
        ("website", "http://www.jia.gov.cn/col/1.html"),
        ("address", "甲市光明大道1号，市政大厦A座301室"),
        ("postcode", "123456"),
        ("telephone", "0123-3350618"),
        ("fax", "0123-3350619"),
        ("email", "a.b@jia.gov.cn"),
    ]


def test_lines_that_begin_with_a_label_behind_the_sentence() -> None:
    text = (
        "如对本年报有疑问，请与我办联系。\n\n地址：甲市乙路1号（乙大厦）\n邮政编码： 123 456\n"
        "电 话： （0123） 3350618\n电子信箱：x@y.cn\n\n一、概述\n\n工作情况良好。\n\n再说一句。\n\n热线电话：12345"
    )
    assert contacts(text) == [
        ("address", "甲市乙路1号（乙大厦）"),
        ("postcode", "123456"),
        ("telephone", "（0123）3350618"),
        ("email", "x@y.cn"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("如有疑问，请联系甲乡政府。地址：甲市乙乡，邮编：123456。", [("address", "甲市乙乡"), ("postcode", "123456")]),
        ("如对本报告有疑问，可致电甲办,电话:0123-8392617。", [("telephone", "0123-8392617")]),
        ("如对本报告有疑问请联系，电话（传真）：0123-111222、333444", [
            ("fax", "0123-111222"), ("telephone", "0123-111222"), ("fax", "333444"), ("telephone", "333444")]),
        ("如对本报告有疑问请联系，电话0123—2090823转801", [("telephone", "0123—2090823转801")]),
        ("本报告可在网站查阅,网址为:http://a.b.gov.cn/x/index.html进行查阅。", [("website", "http://a.b.gov.cn/x/index.html")]),
        ("网站（www.jia.gov.cn）可下载本报告。", [("website", "www.jia.gov.cn")]),
        ("如對本報告有疑問，請與甲辦聯繫（郵編：123456）", [("postcode", "123456")]),
    ],
)  # fmt: skip
def test_printings(text: str, expected: list[tuple[str, str]]) -> None:
    assert contacts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：2869810。",
        "公开投诉举报电话12345，网址www.jia.gov.cn，地址：甲市。",
        "单位负责人：甲 审核人：乙 填报人：丙 联系电话：1234567",
        "如对本报告有疑问，请与我办联系。全市热线电话：12345",
        "本报告所列数据的统计期限为2017年1月1日至12月31日，供查询。",
        "在平台www.a.gov.cn上公布，接受群众咨询。",
        "本报告明确救济渠道的名称、地址、时限等信息，便于查询。",
    ],
)
def test_what_is_not_the_offices_own(text: str) -> None:
    assert contacts(text) == []


def test_a_quoted_form_far_from_the_introduction() -> None:
    text = "如对本报告有疑问，请与甲办联系（电话：1234567）。\n一、概述\n编号：(2016) 1 号\n限期办。\n联系电话：7654321"
    assert contacts(text) == [("telephone", "1234567")]


def test_tables_hold_no_contacts() -> None:
    assert find_contacts(["如对本报告有疑问请联系，电话：1234567"], {1}, WORDS) == []


def test_lines_that_break_at_the_width_of_a_page() -> None:
    lines = [
        "如对本报告有疑问，请与甲市乙区人民政府办公室联",
        "- 2 -",
        "系（地址：甲市乙区洪湖大道 90",
        "号，邮编：123456，电话：0123-",
        "87290606）。",
    ]
    found = find_contacts(lines, set(), WORDS)
    assert [(contact.kind, contact.value, contact.locator) for contact in found] == [
        ("address", "甲市乙区洪湖大道90号", "L3:6-16"),
        ("postcode", "123456", "L4:6-11"),
        ("telephone", "0123-87290606", "L4:16-20"),
    ]
    assert [contact.spans for contact in found] == [
        ((3, 6, 16), (4, 1, 1)),
        ((4, 6, 11),),
        ((4, 16, 20), (5, 1, 8)),
    ]


@given(st.text(alphabet="本报告疑问联系下载地址：邮编电话传真12345678-@a.cn，。；（） \n\n", max_size=160))
def test_places_lie_in_the_text_whatever_it_is(text: str) -> None:
    lines = ["如对本报告有疑问，请与甲市乙区人民政府办公室联系", *text.split("\n")]
    for contact in find_contacts(lines, set(), WORDS):
        assert "".join("".join(printed(lines, span).split()) for span in contact.spans) == contact.value
        assert read_locator(contact.locator) == contact.spans[0]
        assert contact.value


@pytest.mark.parametrize(
    "unit", ["本报告有疑问请联系电话：", "1-", "a.", "a", "如对本报告有疑问联系。", "地址：", "，", "疑问", "@", "（"]
)
@pytest.mark.parametrize("before", ["", "如对本报告有疑问，请联系，地址：电话："])
def test_a_line_of_ten_megabytes(before: str, unit: str) -> None:
    start = time.process_time()
    find_contacts([before + unit * (10_000_000 // len(unit.encode()))], set(), WORDS)
    assert time.process_time() - start < 60  # a hang, not a timing
