import csv
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.prose.citations import Citation, Issuers, find_citations
from gongkai.prose.vocabularies import load_issuers
from tests.places import REPORTS, compare, place, printed, read_lines, read_locator, read_truth

ISSUERS = load_issuers(Path(__file__).parents[1] / "structure")


@pytest.fixture(scope="module")
def issuers() -> Issuers:
    return ISSUERS


def numbers(text: str, skip: set[int] = frozenset()) -> list[str]:  # type: ignore[assignment]
    return [citation.number for citation in find_citations(text.split("\n"), skip, ISSUERS)]


@pytest.mark.parametrize("report", REPORTS)
def test_the_real_reports_against_truth(real_documents: Path, issuers: Issuers, report: str) -> None:
    lines, skip = read_lines(real_documents, report)
    rows = read_truth(report, "citations")
    citations = find_citations(lines, skip, issuers)
    expected = [(row["number"], row["issuer"], place(lines, row)) for row in rows]
    found = [(c.number, c.issuer, read_locator(locator)) for c in citations for locator in c.locators]
    compare(report, "citations", found, expected)
    assert all(c.count == len(c.locators) == len(c.spans) for c in citations)
    assert len({c.number for c in citations}) == len(citations)


@pytest.mark.parametrize(
    "text",
    [
        "全面落实国办发〔2017〕24号",
        "（国办发﹝2017﹞24号）",
        "国办发[2017]24号文件",
        "国办发【2017】24号",
        "国办发（2017）24 号",
        "国办发(2017)第24号",
        "国办发第〔2017〕24号",
        "国办发〔2017〕\n24号",
        "国办\n\n发〔2017〕24号",
        "国 办 发 〔 2 0 1 7 〕 2 4 号",
        "国办发〔２０１７〕２４号",
        "國辦發〔2017〕24號",
        "国办发201724号",
        "国办发〔201724号",
        "国办发2017〕24号",
    ],
)
def test_one_number_in_many_printings(text: str) -> None:
    assert numbers(text) == ["国办发〔2017〕24号"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("全面落实中办发〔2016〕8号", "中办发〔2016〕8号"),
        ("鲁政办发〔2017〕39号和枣办发〔2016〕45号", "枣办发〔2016〕45号"),
        ("转发甲市人民政府关于贯彻鲁政发〔2016〕10号文件", "鲁政发〔2016〕10号"),
        ("我市滕政办字〔2017〕5号", "滕政办字〔2017〕5号"),
        ("经国务院办公厅国办公开办函〔2019〕60号", "国办公开办函〔2019〕60号"),
        ("（江津府办发〔2019〕3号）", "江津府办发〔2019〕3号"),
        ("云溪区政府落实了各项工作，执行云溪政办发〔2019〕3号", "云溪政办发〔2019〕3号"),
        ("云溪区要求全部做到云溪政办发〔2019〕3号", "云溪政办发〔2019〕3号"),
        ("《通知》(市政办〔2014〕69号)", "市政办〔2014〕69号"),
        ("（市中政办发〔2018〕7号）", "市中政办发〔2018〕7号"),
        ("和政办发〔2018〕3号", "和政办发〔2018〕3号"),
        ("（皖政办秘〔2016〕57号）", "皖政办秘〔2016〕57号"),
        ("（川委办〔2016〕53号）", "川委办〔2016〕53号"),
        ("（财预〔2016〕143号）", "财预〔2016〕143号"),
        ("人力资源社会保障部人社部发〔2017〕5号", "人社部发〔2017〕5号"),
        ("广府公开办发〔2017〕1号", "广府公开办发〔2017〕1号"),
        ("文件编号 坛政办发〔2017〕18号 发布机构", "坛政办发〔2017〕18号"),
        ("甲市人民政府办公室\n张政办字〔2017〕98号", "张政办字〔2017〕98号"),
        ("市委办公室张办发〔2017〕1号", "张办发〔2017〕1号"),
    ],
)
def test_the_issuer_is_told_from_the_words_around(text: str, number: str) -> None:
    assert numbers(text)[-1] == number


@pytest.mark.parametrize(
    "text",
    [
        "编号：(2016) 1 号",
        "（2017）鲁04行初12号",
        "国务院令第711号",
        "光明路201812号",
        "皖政办秘201657号",
        "新城路2018号",
        "第〔2017〕12号",
        "市政府办公室〔2017〕3号",
        "主动公开情况（2017）1号",
        "电话0632-3350618号",
        "国办发〔2017〕024号",
        "国办发〔1017〕24号",
        "国办发〔2017〕24",
        "鲁政发\n\t10\n〔2016〕号",
        "〔2017〕24号",
    ],
)
def test_what_is_no_policy_document(text: str) -> None:
    assert numbers(text) == []


def test_a_table_between_stops_the_text() -> None:
    assert numbers("鲁政办\n\t12\n发〔2017〕3号", {2}) == []
    assert numbers("（鲁政办发〔2017〕3号）", {1}) == []


def test_places_are_kept_and_documents_are_counted_once() -> None:
    lines = ["依据（鲁政发〔2016〕1 号）", "", "落实国办发〔2017〕2号、鲁政发〔2016〕", "1号。"]
    assert find_citations(lines, set(), ISSUERS) == [
        Citation("鲁政发〔2016〕1号", "鲁政发", 2, ("L1:4-15", "L3:15-23"), ((1, 4, 15), (3, 15, 23), (4, 1, 2))),
        Citation("国办发〔2017〕2号", "国办发", 1, ("L3:3-13",), ((3, 3, 13),)),
    ]


@given(
    issuer=st.sampled_from(["国办发", "中办发", "鲁政办发", "枣政办发", "张政办字", "沪府办规", "闽政办函"]),
    year=st.integers(1990, 2030),
    number=st.integers(1, 9999),
    brackets=st.sampled_from(["〔〕", "﹝﹞", "[]", "【】", "（）", "()", "［］"]),
    gaps=st.lists(st.sampled_from(["", "", " ", "\u3000", "\n", "\u2002"]), min_size=3, max_size=3),
    before=st.sampled_from(["", "根据", "（", "全面落实", "《通知》（", "转发", "，"]),
)
def test_every_printing_comes_back(
    issuer: str, year: int, number: int, brackets: str, gaps: list[str], before: str
) -> None:
    text = f"{before}{issuer}{gaps[0]}{brackets[0]}{year}{brackets[1]}{gaps[1]}{number}{gaps[2]}号文件"
    lines = text.split("\n")
    (found,) = find_citations(lines, set(), ISSUERS)
    assert (found.number, found.issuer) == (f"{issuer}〔{year}〕{number}号", issuer)
    spans = "".join(printed(lines, span) for span in found.spans)
    assert re.sub(r"\s", "", spans) == f"{issuer}{brackets[0]}{year}{brackets[1]}{number}号"


@given(st.text(alphabet="国办发鲁政〔〕（）2017 \n号第令", max_size=60))
def test_places_lie_in_the_text_whatever_it_is(text: str) -> None:
    lines = text.split("\n")
    for citation in find_citations(lines, set(), ISSUERS):
        assert re.fullmatch(r"[\u3400-\u9fff]+〔(?:19|20)[0-9]{2}〕[1-9][0-9]{0,4}号", citation.number)
        assert all(printed(lines, span).strip() for span in citation.spans)


@pytest.mark.parametrize("unit", ["国办发〔2017〕24号", "2017 ", "号", "〔", "鲁政〔2017", "发 "])
def test_a_line_of_ten_megabytes(unit: str) -> None:
    start = time.process_time()
    find_citations([unit * (10_000_000 // len(unit.encode()))], set(), ISSUERS)
    assert time.process_time() - start < 60  # a hang, not a timing


def test_the_declared_names_are_of_use(repository: Path) -> None:
    with (repository / "structure" / "issuers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 200
    places = [row["abbreviation"] for row in rows if row["kind"] == "province"]
    assert [
        place for place in places if numbers(f"按照{place}政办发〔2019〕7号") != [f"{place}政办发〔2019〕7号"]
    ] == []
