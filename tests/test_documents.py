"""Documents: text keeps its line numbers, other containers say where each line stands."""

import pytest

from gongkai.documents import Document
from gongkai.identities import Identity
from gongkai.readings import parse
from gongkai.structures import Structure
from gongkai.tables import Cell, Table


def contained(*paragraphs: str, table: list[list[str]]) -> Document:
    """A document as a container gives it: paragraphs, then one table, every cell a line of its own."""
    lines, places, rows = list(paragraphs), [f"b{n}" for n in range(1, len(paragraphs) + 1)], []
    for r, row in enumerate(table, 1):
        cells = []
        for c, text in enumerate(row, 1):
            lines.append(text)
            places.append(f"t1/r{r}/c{c}")
            cells.append(Cell(text, places[-1], ((len(lines), 1, len(text)),) if text else ()))
        rows.append(tuple(cells))
    return Document("x.docx", "0" * 64, 9, "x/y", None, tuple(lines), (Table(tuple(rows), grid=True),), tuple(places))


@pytest.mark.parametrize(
    ("locator", "address"),
    [
        ("L1", "b1:1-5"),
        ("L1:2-4", "b1:2-4"),
        ("L2", "b2:1-1"),
        ("L3", "t1/r1/c1"),
        ("L4:2-3", "t1/r1/c2"),
        ("t1/r1/c2", "t1/r1/c2"),
    ],
)
def test_a_line_of_a_container_is_addressed_by_its_place(locator: str, address: str) -> None:
    assert contained("一二三四五", "", table=[["a", "bcd"]]).address(locator) == address


def test_a_line_of_text_is_its_own_address() -> None:
    document = Document("x.txt", "0" * 64, 9, "text/plain", "utf-8", ("一",))
    assert document.address("L1:1-1") == "L1:1-1"


def test_recognition_does_not_ask_what_a_document_came_in(invented_structure: Structure) -> None:
    table = [
        ["统计指标", "单位", "统计数"],
        ["三、依申请公开情况", "", ""],
        ["（一）收到申请数", "件", "9"],
        ["四、行政复议数量", "件", " "],
        ["五、行政诉讼数量", "件", "0"],
    ]
    document = contained("青禾区2016年政府信息公开工作年度报告", "全年收到申请8件，举办培训班3期。", table=table)
    parsed = parse(document, Identity("990101", 2016), None, invented_structure)
    cells = {(o["indicator"], o["source"]): (o["value"], o["state"], o["locator"]) for o in parsed["observations"]}
    assert cells["requests.received", "form"] == (9, "reported", "t1/r3/c3")
    assert cells["review", "form"] == (None, "blank", "t1/r4/c3")
    assert cells["requests.received", "prose"] == (8, "reported", "b2:7-8")
    assert cells["training.courses", "form"] == (None, "not_in_form", None)
    assert {item["locator"] for item in parsed["residue"]} == set()
