"""Older workbooks (.xls), written record by record: what they hide or print otherwise is no number."""

import struct
from collections.abc import Sequence

import pytest

from gongkai.cells import Reading, read_cell
from gongkai.containers.blocks import Grid
from gongkai.containers.kinds import find_kind
from gongkai.containers.workbooks import read_workbook
from gongkai.errors import DocumentError

Value = str | float
Cells = Sequence[tuple[int, int, Value]]


def record(kind: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack("<HH", kind, len(body)) + body


def name_of(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def font(height: int = 200, struck: bool = False, colour: int = 0x7FFF, raised: int = 0) -> bytes:
    return record(
        0x31, struct.pack("<HHHHHBBBB", height, 8 if struck else 0, colour, 400, raised, 0, 0, 0, 0), b"\1\1A\0"
    )


def style(font: int = 0, code: int = 0, fill: int = 0, ground: int = 0x41) -> bytes:
    return record(0xE0, struct.pack("<HHHBBBBIIH", font, code, 1, 0, 0, 0, 0, 0, fill << 26, ground))


def cell_of(row: int, column: int, value: Value, strings: list[str], plain: int) -> bytes:
    """One cell; that at B2 has the second style."""
    place = struct.pack("<HHH", row, column, int((row, column) == (1, 1)) or plain)
    if isinstance(value, str):
        strings.append(value)
        return record(0xFD, place, struct.pack("<I", len(strings) - 1))
    return record(0x203, place, struct.pack("<d", value))


def sheet(cells: Cells, ranges: Sequence[tuple[int, int, int, int]], strings: list[str], more: bytes) -> bytes:
    bottom, right = max(r for r, _, _ in cells) + 1, max(c for _, c, _ in cells) + 1
    body = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    body += record(0x200, struct.pack("<IIHHH", 0, bottom, 0, right, 0)) + more
    body += b"".join(cell_of(r, c, value, strings, 0) for r, c, value in cells)
    return body + record(0xE5, struct.pack("<H", len(ranges)), *(struct.pack("<4H", *one) for one in ranges))


def xls(
    sheets: Sequence[tuple[int, Cells, Sequence[tuple[int, int, int, int]]]],
    more: bytes = b"",
    fonts: bytes = b"",
    second: bytes = b"",
    code: str = "",
    runs: Sequence[tuple[int, int]] = (),
) -> bytes:
    """An old workbook (BIFF8) of (1 where it is hidden, cells, merged ranges); the cell at B2 is of the `second` style,
    whose format 200 is the `code`, and `runs` are those of the last text. `more` records stand in every sheet."""
    strings: list[str] = []
    bodies = [sheet(cells, ranges, strings, more) + record(0xA) for _, cells, ranges in sheets]
    texts = [name_of(text) for text in strings]
    if runs:
        said = strings[-1].encode("utf-16-le") + b"".join(struct.pack("<HH", *run) for run in runs)
        texts[-1] = struct.pack("<HBH", len(strings[-1]), 9, len(runs)) + said
    shared = record(0xFC, struct.pack("<II", len(strings), len(strings)), *texts)
    looks = font() * 4 + fonts + (record(0x41E, struct.pack("<H", 200), name_of(code)) if code else b"")
    looks += style() + (second or style())
    names = [struct.pack("<BB", 1, 1) + chr(0x7532 + at).encode("utf-16-le") for at in range(len(sheets))]
    at = len(looks) + len(shared) + sum(4 + 6 + len(name) for name in names) + 4 + 4 + 16
    head = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + looks
    for (hidden, _, _), name, body in zip(sheets, names, bodies, strict=True):
        head += record(0x85, struct.pack("<IBB", at, hidden, 0), name)
        at += len(body)
    return compound(head + shared + record(0xA) + b"".join(bodies))


def compound(stream: bytes) -> bytes:
    """The stream "Workbook" in an OLE file: a header, one sector of chains, one of names, then the stream."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    head += b"\xff" * (512 - len(head))
    names = b""
    for name, kind, child, start, size in (("Root Entry", 5, 1, 0xFFFFFFFE, 0), ("Workbook", 2, -1, 2, len(stream))):
        written = name.encode("utf-16-le") + b"\0\0"
        names += written.ljust(64, b"\0") + struct.pack("<HBBiii", len(written), kind, 1, -1, -1, child)
        names += bytes(36) + struct.pack("<III", start, size, 0)
    return head + table + names.ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")


FORM: Cells = [(0, 0, "统计指标"), (0, 1, "统计数"), (1, 0, "收到申请数"), (1, 1, 12.0), (2, 0, "复议"), (2, 1, 5.0)]


def grid_of(content: bytes) -> Grid:
    (grid,) = [block for block in read_workbook(content, "x.xls") if isinstance(block, Grid)]
    return grid


def read_b2(content: bytes) -> Reading:
    return read_cell(next((c.text for c in grid_of(content).cells if (c.row, c.column) == (1, 1)), ""))


def valued(value: Value) -> Cells:
    return [(r, c, value if (r, c) == (1, 1) else held) for r, c, held in FORM]


def test_an_xls_is_read_with_its_spans_its_fractions_and_without_its_hidden_sheets() -> None:
    cells: Cells = [
        (0, 0, "统计指标"),
        (0, 2, "统计数"),
        (1, 0, "收到"),
        (1, 1, "件"),
        (1, 2, 95.0),
        (2, 0, "复议"),
        (2, 2, 0.5),
    ]
    content = xls([(1, [(0, 0, 7.0)], []), (2, [(0, 0, 8.0)], []), (0, cells, [(0, 0, 0, 1)])])
    assert find_kind(content, "x.xls")[0] == "workbook"
    grid = grid_of(content)
    assert grid.sheet == 3
    assert [(c.text, c.row, c.column, c.rows, c.columns) for c in grid.cells if c.text] == [
        ("统计指标", 0, 0, 1, 2), ("统计数", 0, 2, 1, 1), ("收到", 1, 0, 1, 1), ("件", 1, 1, 1, 1),
        ("95", 1, 2, 1, 1), ("复议", 2, 0, 1, 1), ("0.5", 2, 2, 1, 1),
    ]  # fmt: skip


UNTOLD = record(0x225, struct.pack("<HH", 2, 0))  # rows that no record tells of are hidden


def row_of(at: int, height: int, flags: int) -> bytes:
    return record(0x208, struct.pack("<HHHHHHI", at, 0, 2, height, 0, 0, flags | 0x100))


def column_of(width: int, flags: int) -> bytes:
    return record(0x7D, struct.pack("<HHHHHH", 1, 1, width, 0, flags, 0))


@pytest.mark.parametrize(
    ("more", "left"),
    [
        (row_of(1, 300, 0x20), ["统计指标", "统计数", "复议", "5"]),
        (row_of(1, 0, 0), ["统计指标", "统计数", "复议", "5"]),
        (row_of(0, 300, 0) + row_of(1, 300, 0) + UNTOLD, ["统计指标", "统计数", "收到申请数", "12"]),
        (row_of(1, 300, 0), ["统计指标", "统计数", "收到申请数", "12", "复议", "5"]),
    ],
    ids=["hidden", "flat", "hidden unless told", "shown"],
)  # fmt: skip
def test_hidden_rows_of_an_xls_are_not_read(more: bytes, left: list[str]) -> None:
    assert [cell.text for cell in grid_of(xls([(0, FORM, [])], more)).cells] == left


@pytest.mark.parametrize("more", [column_of(2000, 1), column_of(0, 0)], ids=["hidden", "flat"])
def test_hidden_columns_of_an_xls_are_not_read(more: bytes) -> None:
    assert "12" not in str(read_workbook(xls([(0, FORM, [])], more), "x.xls"))
    assert read_b2(xls([(0, FORM, [])], column_of(2000, 0))).value == 12


@pytest.mark.parametrize(
    ("fonts", "second", "state"),
    [
        (font(struck=True), style(5), "unparsed"),
        (font(raised=1), style(5), "unparsed"),
        (font(colour=9), style(5), "unparsed"),
        (font(colour=0x41), style(5), "unparsed"),
        (font(colour=9), style(5, fill=1, ground=9), "unparsed"),
        (font(colour=8), style(5, fill=1, ground=8), "unparsed"),
        (font(height=20), style(5), "unparsed"),
        (font(colour=9), style(5, fill=1, ground=8), "reported"),
        (font(), style(5), "reported"),
    ],
)
def test_a_font_that_strikes_or_hides_leaves_a_figure_of_an_xls_unread(fonts: bytes, second: bytes, state: str) -> None:
    assert read_b2(xls([(0, FORM, [])], fonts=fonts, second=second)).state == state
    assert read_b2(xls([(0, valued("12"), [])], fonts=fonts, second=second)).state == state


@pytest.mark.parametrize(
    ("code", "value", "state"),
    [
        ("0.00", 0.5, "reported"),
        ("0%", 0.5, "unparsed"),
        ('0"万"', 3.0, "unparsed"),
        (";;;", 3.0, "unparsed"),
        (";;;", "3", "unparsed"),
        ('0;0;0;@"0"', "3", "unparsed"),
        ("0;0;0;@", "3", "reported"),
        ("#,##0_ ", 3.0, "reported"),
        ("yyyy", 3.0, "unparsed"),
        ("#", 0.0, "unparsed"),
    ],
)
def test_a_format_of_an_xls_prints_a_number_as_held_or_not(code: str, value: Value, state: str) -> None:
    assert read_b2(xls([(0, valued(value), [])], second=style(code=200), code=code)).state == state


def test_dates_of_chinese_formats_are_no_numbers() -> None:
    assert read_b2(xls([(0, valued(43831.0), [])], second=style(code=31))).state == "unparsed"


def test_a_part_of_a_text_of_an_xls_that_nobody_sees_is_unread() -> None:
    cells = [*(cell for cell in FORM if cell[:2] != (1, 1)), (1, 1, "123")]
    assert read_b2(xls([(0, cells, [])], fonts=font(raised=1), runs=[(2, 5)])).state == "unparsed"
    assert read_b2(xls([(0, cells, [])], fonts=font(raised=1), runs=[(3, 5)])).value == 123


def formula(result: bytes, flags: int) -> bytes:
    return record(0x6, struct.pack("<HHH", 1, 1, 0), result, struct.pack("<HIH", flags, 0, 0))


@pytest.mark.parametrize(
    ("result", "flags", "state"),
    [
        (struct.pack("<d", 12.0), 0, "reported"),
        (struct.pack("<d", 0.0), 2, "unparsed"),
        (struct.pack("<d", 12.0), 1, "unparsed"),
        (b"\3\0\0\0\0\0\xff\xff", 0, "unparsed"),
    ],
)
def test_a_formula_of_an_xls_that_waits_to_be_worked_out_is_unread(result: bytes, flags: int, state: str) -> None:
    cells = [cell for cell in FORM if cell[:2] != (1, 1)]
    assert read_b2(xls([(0, cells, [])], formula(result, flags))).state == state


@pytest.mark.parametrize(
    ("area", "state"), [((1, 1, 1, 1), "unparsed"), ((0, 65535, 1, 1), "unparsed"), ((2, 2, 0, 9), "reported")]
)
def test_a_condition_of_an_xls_that_may_hide_a_figure_leaves_it_unread(area: tuple[int, ...], state: str) -> None:
    place = struct.pack("<4H", *area)
    older = record(0x1B0, struct.pack("<HH", 1, 0), place, struct.pack("<H", 1), place)
    later = record(0x879, bytes(12), struct.pack("<HH", 1, 0), place, struct.pack("<H", 1), place)
    assert [read_b2(xls([(0, FORM, [])], more)).state for more in (older, later)] == [state, state]


def test_a_zero_that_an_xls_does_not_print_is_unread() -> None:
    view = struct.pack("<HHHIHHI", 0x6A6, 0, 0, 0x40, 0, 0, 0)
    assert read_b2(xls([(0, valued(0.0), [])])).state == "reported_zero"
    assert read_b2(xls([(0, valued(0.0), [])], record(0x23E, view))).state == "unparsed"


@pytest.mark.parametrize("keep", [600, 1200, 1700])
def test_an_xls_that_is_cut_off_is_damaged(keep: int) -> None:
    with pytest.raises(DocumentError) as refused:
        read_workbook(xls([(0, FORM, [])])[:keep], "x.xls")
    assert refused.value.outcome == "damaged"


def test_an_xls_with_a_password_is_encrypted() -> None:
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    content = compound(begin + record(0x2F, bytes(54)) + record(0xA))
    with pytest.raises(DocumentError) as refused:
        read_workbook(content, "x.xls")
    assert refused.value.outcome == "encrypted"
