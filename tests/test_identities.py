import pytest

from gongkai.documents import Document
from gongkai.errors import DocumentError
from gongkai.identities import identify
from gongkai.registers import Entry
from gongkai.structures import Structure


def document(title: str) -> Document:
    return Document("x.txt", "0" * 64, 9, "text/plain", "utf-8", (title,))


@pytest.mark.parametrize(
    ("title", "report"),
    [
        ("云溪市人民政府2016年政府信息公开工作年度报告", "990100-2016"),
        ("云溪高新区2020年度政府信息公开工作年度报告", "990100-gaoxin-2020"),
        ("青禾区2015年政府信息公开年报", "990101-2015"),
        ("2022年云溪市政府信息公开工作年度报告", "990100-2022"),
        ("云溪市青禾区人民政府2024年政府信息公开工作年度报告", "990101-2024"),
    ],
)
def test_a_title_says_whose_report_it_is(invented_structure: Structure, title: str, report: str) -> None:
    assert identify(document(title), invented_structure, None).report == report


@pytest.mark.parametrize(
    "title", ["青禾区财政局2015年政府信息公开工作年度报告", "白石区2015年政府信息公开工作年度报告"]
)
def test_a_department_is_not_its_government(invented_structure: Structure, title: str) -> None:
    with pytest.raises(DocumentError, match="names no authority"):
        identify(document(title), invented_structure, None)


def test_what_is_given_fills_what_the_title_leaves_open(invented_structure: Structure) -> None:
    found = identify(document("政府信息公开工作年度报告"), invented_structure, None, "990101", 2015)
    assert found.report == "990101-2015"


def test_a_missing_year_is_asked_for(invented_structure: Structure) -> None:
    with pytest.raises(DocumentError, match="give --year"):
        identify(document("青禾区政府信息公开工作年度报告"), invented_structure, None, "990101")


def test_a_given_year_does_not_overrule_the_printed_one(invented_structure: Structure) -> None:
    with pytest.raises(DocumentError, match="the title says 2015, --year says 2016"):
        identify(document("青禾区2015年政府信息公开工作年度报告"), invented_structure, None, year=2016)


def test_the_register_overrules_a_slip_in_the_title(invented_structure: Structure) -> None:
    entry = Entry("x.txt", "990101", 2016)
    assert identify(document("青禾区2015年政府信息公开工作年度报告"), invented_structure, entry).report == "990101-2016"


def test_other_bytes_than_the_registered_ones_are_refused(invented_structure: Structure) -> None:
    entry = Entry("x.txt", "990101", 2015, sha256="1" * 64)
    with pytest.raises(DocumentError, match="sha256 differs"):
        identify(document("青禾区2015年政府信息公开工作年度报告"), invented_structure, entry)


def test_an_authority_that_is_not_declared_is_refused(invented_structure: Structure) -> None:
    with pytest.raises(DocumentError, match="'123456' is not in structure"):
        identify(document("青禾区2015年政府信息公开工作年度报告"), invented_structure, None, "123456")
