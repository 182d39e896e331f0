"""The residue equation: every printed digit is part of a fact, or residue, and of one of them only."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.documents import Document, read_document
from gongkai.examinations import Examination, examine
from gongkai.identities import Identity
from gongkai.structures import load_structure
from tests.conftest import REPOSITORY

DIGIT = re.compile(r"[0-9０-９]")
STRUCTURE = load_structure(REPOSITORY / "structure")
REPORTS = ("370303-2017", "370400-2017", "370400-gaoxin-2020", "370404-2014", "371300-2017")


def accounts(document: Document, found: Examination) -> dict[str, set[tuple[int, int]]]:
    """The digits (line, code point) that each kind of fact accounts for."""
    prose = found.prose
    spans = {
        "imprint": found.imprint.spans,
        "tables": found.observed.understood,
        "statements": [span for one in prose.statements for span in one.spans],
        "citations": [span for one in prose.citations for span in one.spans],
        "captions": [span for one in prose.captions for span in one.spans],
        "contacts": [span for one in prose.contacts for span in one.spans],
        "problems": [span for one in prose.problems for span in one.spans],
        "scope": prose.scope.spans,
        "numbers": [span for one in prose.numbers if one.kind != "quotation" for span in one.spans],
        "quotations": [span for one in prose.numbers if one.kind == "quotation" for span in one.spans],
    }
    return {
        kind: {
            (line, at)
            for line, first, last in places
            for at in range(first, min(last, len(document.lines[line - 1])) + 1)
            if DIGIT.match(document.lines[line - 1][at - 1])
        }
        for kind, places in spans.items()
    }


def check_equation(document: Document, found: Examination) -> tuple[int, int]:
    printed = {
        (number, match.start() + 1) for number, line in enumerate(document.lines, 1) for match in DIGIT.finditer(line)
    }
    owners = accounts(document, found)
    owned = set().union(*owners.values())
    residue = sum(item.digits for item in found.residue)
    assert len(printed) == len(printed & owned) + residue
    assert owned <= printed
    return len(printed), residue


@pytest.mark.parametrize("report", REPORTS)
def test_every_digit_of_the_real_documents_is_accounted_for(
    real_documents: Path, report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = read_document(real_documents / f"{report}.txt")
    authority, _, year = report.rpartition("-")
    found = examine(document, Identity(authority, int(year)), STRUCTURE)
    printed, residue = check_equation(document, found)
    assert printed > 100
    with capsys.disabled():
        print(f"\n{report}: {printed} digits, {printed - residue} in facts, {residue} residue")


@pytest.mark.parametrize("report", REPORTS)
def test_classified_numbers_share_no_digit_with_another_fact(real_documents: Path, report: str) -> None:
    document = read_document(real_documents / f"{report}.txt")
    authority, _, year = report.rpartition("-")
    owners = accounts(document, examine(document, Identity(authority, int(year)), STRUCTURE))
    numbers = owners.pop("numbers")
    owners.pop("quotations")  # the number of a quoted document is a citation too
    assert {kind: sorted(numbers & digits)[:3] for kind, digits in owners.items() if numbers & digits} == {}


WORDS = st.sampled_from(
    [
        "全年主动公开政府信息",
        "收到申请",
        "2016年",
        "12",
        "条",
        "件",
        "（一）",
        "图3：",
        "国办发〔2016〕8号",
        "|",
        "5-6",
        "约",
        "万",
        "余",
        "99999",
        "１２",
        "①",
        "3.14%",
        "《",
        "》",
        "。",
        "，",
        "统计指标",
        "单位",
        "统计数",
        "未发生行政诉讼",
        "[image:_image7.png]",
        "电话：0532-1234567",
        "\t",
        "\n",
        " ",
    ]
)


@given(st.lists(WORDS, max_size=60))
def test_every_digit_of_any_text_is_accounted_for(words: list[str]) -> None:
    lines = tuple("青禾区2016年政府信息公开工作年度报告\n".__add__("".join(words)).split("\n"))
    document = Document("x.txt", "0" * 64, 9, "text/plain", "utf-8", lines)
    check_equation(document, examine(document, Identity("990101", 2016), STRUCTURE))
