import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.cells import read_cell

READ = [
    ("128894", 128894, "reported"),
    ("0", 0, "reported_zero"),
    ("0.00", 0, "reported_zero"),
    ("178.8", 178.8, "reported"),
    ("2,640", 2640, "reported"),
    ("1,234,567", 1234567, "reported"),
    ("１０２４", 1024, "reported"),
    ("\u2002\u20025", 5, "reported"),
    ("\u3000975", 975, "reported"),
    ("3\u2002", 3, "reported"),
    ("[bookmark: _GoBack]\u20029", 9, "reported"),
    ("7\u200b", 7, "reported"),
    ("4万份", 40000, "text_number"),
    ("3.5万份", 35000, "text_number"),
    ("2.97万", 29700, "text_number"),
    ("12期", 12, "text_number"),
    ("251000元", 251000, "text_number"),
    ("", None, "blank"),
    (" ", None, "blank"),
    ("\u2002", None, "blank"),
    ("\u3000", None, "blank"),
    ("\xa0\u200b", None, "blank"),
    ("[bookmark: _GoBack]", None, "blank"),
    ("——", None, "mark"),
    ("-", None, "mark"),
    ("/", None, "mark"),
    ("／", None, "mark"),
    ("无", None, "mark"),
    ("[image: image7.png]", None, "image"),
]
UNREAD = [
    "12³",
    "①",
    "½",
    "٣",
    "1_000",
    "+5",
    "-8",
    "005",
    "1,23",
    "12,3456",
    "1.2.3",
    "1e3",
    "0x1F",
    "5-7",
    "约30",
    "30余",
    "1万2千",
    "128894*",
    "5(3)",
    "3%",
    "１２a",
    "ⅫⅡ",
    "八",
    "NaN",
    "inf",
    "None",
    "1 234",
    "12\t3",
    "9[image: image7.png]",
    "1\n2",
    "9999999999999999",
    "1.1234567",
    "12 3万",
    "0 0",
]


@pytest.mark.parametrize(("raw", "value", "state"), READ)
def test_cell_is_read(raw: str, value: float | None, state: str) -> None:
    reading = read_cell(raw)
    assert (reading.value, type(reading.value), reading.state) == (value, type(value), state)


@pytest.mark.parametrize("raw", UNREAD)
def test_doubtful_cell_stays_unread(raw: str) -> None:
    assert read_cell(raw) == read_cell("??")
    assert (read_cell(raw).value, read_cell(raw).state) == (None, "unparsed")


@pytest.mark.parametrize(
    ("raw", "unit", "value", "cell_unit"),
    [("3万元", "万元", 3, "万元"), ("3万元", "元", 30000, "元"), ("5件", "件", 5, "件"), ("4万", "份", 40000, "")],
)
def test_unit_in_the_cell_meets_the_unit_of_the_row(raw: str, unit: str, value: int, cell_unit: str) -> None:
    reading = read_cell(raw, unit)
    assert (reading.value, reading.state, reading.unit) == (value, "text_number", cell_unit)


def test_bare_multiplier_under_a_unit_with_the_same_multiplier_is_not_chosen() -> None:
    assert read_cell("3万", "万元").state == "unparsed"


@pytest.mark.parametrize(("raw", "value"), [("+1036", 1036), ("-8", -8), ("－8", -8), ("−8", -8), ("＋１", 1)])
def test_signs_are_read_only_where_a_line_reports_a_change(raw: str, value: int) -> None:
    assert read_cell(raw, signed=True).value == value
    assert read_cell(raw).state == "unparsed"


SPACES = st.text(st.sampled_from(" \u2002\u3000\xa0\u200b\t"), max_size=3)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(st.integers(0, 10**15 - 1), SPACES, SPACES, st.booleans(), st.booleans())
def test_harmless_variants_keep_the_number(n: int, before: str, after: str, grouped: bool, wide: bool) -> None:
    printed = f"{n:,}" if grouped else str(n)
    reading = read_cell(before + (printed.translate(WIDE) if wide else printed) + after)
    assert (reading.value, type(reading.value)) == (n, int)
    assert reading.state == ("reported" if n else "reported_zero")


@given(st.integers(1, 10**9), st.characters(), st.integers(0, 9))
def test_a_foreign_character_never_makes_another_number(n: int, foreign: str, at: int) -> None:
    digits = str(n)
    reading = read_cell(digits[:at] + foreign + digits[at:])
    if foreign in "0123456789０１２３４５６７８９.,．，" or reading.state == "text_number":
        return  # another number was printed then
    assert reading.value in (None, n)


@given(st.text(max_size=12))
def test_a_value_is_never_made_of_anything_but_the_printed_digits(raw: str) -> None:
    reading = read_cell(raw)
    if reading.state in ("reported", "reported_zero"):
        printed = "".join(
            c for c in raw.translate(str.maketrans("０１２３４５６７８９．", "0123456789.")) if c in "0123456789."
        )
        assert float(printed) == reading.value
    else:
        assert reading.value is None or reading.state == "text_number"
