from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.prose.quantities import Quantity, Units, find_quantities
from gongkai.prose.wordings import load_wordings


@pytest.fixture(scope="session")
def units(repository: Path) -> Units:
    return load_wordings(repository / "structure").units


def one(text: str, units: Units) -> Quantity:
    (found,) = find_quantities(text, units)
    return found


@pytest.mark.parametrize(
    ("text", "quantity", "low", "high", "unit", "qualifier"),
    [
        ("128894条", 128894, 128894, 128894, "条", "exact"),
        ("0件", 0, 0, 0, "件", "exact"),
        ("1,234,567次", 1234567, 1234567, 1234567, "次", "exact"),
        ("１２３件", 123, 123, 123, "件", "exact"),
        ("93.30%", 93.3, 93.3, 93.3, "%", "exact"),
        ("100％", 100, 100, 100, "%", "exact"),
        ("178.8万元", 178.8, 178.8, 178.8, "万元", "exact"),
        ("11800余条", 11800, 11800, 11900, "条", "余"),
        ("430多个", 430, 430, 440, "个", "多"),
        ("1000余人次", 1000, 1000, 2000, "人次", "余"),
        ("约500件", 500, 450, 550, "件", "约"),
        ("200条左右", 200, 150, 250, "条", "左右"),
        ("约7个", 7, 6.5, 7.5, "个", "约"),
        ("近300万人次", 3000000, 2000000, 3000000, "人次", "近"),
        ("接近80篇", 80, 70, 80, "篇", "近"),
        ("突破300万人次", 3000000, 3000000, None, "人次", "突破"),
        ("超过40家", 40, 40, None, "家", "超"),
        ("逾2000条", 2000, 2000, None, "条", "超"),
        ("至少12场", 12, 12, None, "场", "以上"),
        ("96%以上", 96, 96, None, "%", "以上"),
        ("不足20件", 20, 0, 20, "件", "不足"),
        ("不超过5人", 5, 0, 5, "人", "以下"),
        ("29.7万条", 297000, 296500, 297500, "条", "rounded"),
        ("970万份", 9700000, 9695000, 9705000, "份", "rounded"),
        ("3.0万条", 30000, 29500, 30500, "条", "rounded"),
        ("1.2亿人次", 120000000, 115000000, 125000000, "人次", "rounded"),
        ("3000多万元", 3000, 3000, 4000, "万元", "多"),
        ("300多万次", 3000000, 3000000, 4000000, "次", "多"),
        ("2万余条", 20000, 20000, 30000, "条", "余"),
        ("约2.2亿元", 2.2, 2.15, 2.25, "亿元", "约"),
        ("2至3名", None, 2, 3, "名", "range"),
        ("1—2人", None, 1, 2, "人", "range"),
        ("60%-70%", None, 60, 70, "%", "range"),
        ("3~5万条", None, 30000, 50000, "条", "range"),
        ("1016卷（册）次", 1016, 1016, 1016, "卷（册）次", "exact"),
        ("十二期", 12, 12, 12, "期", "exact"),
        ("两场", 2, 2, 2, "场", "exact"),
        ("一百零三件", 103, 103, 103, "件", "exact"),
        ("二十余次", 20, 20, 30, "次", "余"),
        ("百余条", 100, 100, 200, "条", "余"),
        ("粉丝突破30万", 300000, 300000, None, "", "突破"),
    ],
)
def test_bounds(
    units: Units, text: str, quantity: float | None, low: float, high: float | None, unit: str, qualifier: str
) -> None:
    found = one(text, units)
    assert (found.quantity, found.low, found.high) == (quantity, low, high)
    assert (found.unit, found.qualifier) == (unit, qualifier)
    assert all(type(value) is not float or value % 1 for value in (found.quantity, found.low, found.high))


# What stands between two digits, raised, struck, unseen or a sign: neither is a figure of its own.
BETWEEN = ["²", "₂", "½", "⁄", "\u0336", "\u200b", "\u00ad", "\ufffc", "\ufffd", "\u20de", "×", "^", "'", "·", "|", "_"]


@pytest.mark.parametrize("between", [*BETWEEN, "٢", "²²", "\u200b\u200b"])
@pytest.mark.parametrize("figure", ["3件", "34件", "三件", "3万件"])
def test_a_figure_glued_to_another_is_not_read(units: Units, between: str, figure: str) -> None:
    if figure != "三件" or between in ("²", "₂", "²²"):
        assert find_quantities(f"受理1{between}{figure}", units) == []


@pytest.mark.parametrize(
    "text",
    [
        "3，200条",  # one number, or the third thing and two hundred
        "从3到5个",
        "5至3名",
        "005件",
        "0余件",
        "第3条",
        "前10名",
        "一个",
        "二次供水",
        "四五次",
        "一百二件",  # 102 or 120
        "第三次",
        "数十次",
        "星期五次",
        "“三个一”",
        "46部门",
        "12月20日",
        "2017年",
        "3条例",
        "A12条",
        "0635-7234条",
        "3.5.7条",
        "约300余件",
        "12³条",
        "½条",
        "٣条",
        "1234567890123456条",
    ],
)
def test_what_is_not_read(units: Units, text: str) -> None:
    assert find_quantities(text, units) == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("节约3万元，最近3次，预约20人次", ["3万元", "3次", "20人次"]),
        ("20日内答复，5个工作日办结", ["20日", "5个工作日"]),
        ("2017年312件", ["312件"]),
        ("共收到：12件，33人,2020年", ["12件", "33人"]),
        ("八个方面13项", ["八个", "13项"]),
    ],
)
def test_where_a_quantity_stands(units: Units, text: str, figures: list[str]) -> None:
    assert [text[found.start : found.end] for found in find_quantities(text, units)] == figures


@given(
    number=st.integers(0, 10**9),
    decimals=st.sampled_from(["", ".5", ".25", ".125"]),
    words=st.sampled_from([("", ""), ("约", ""), ("近", ""), ("突破", ""), ("", "余"), ("", "多"), ("不足", "")]),
    multiplier=st.sampled_from(["", "万", "亿"]),
)
def test_bounds_hold_the_printed_number(
    units: Units, number: int, decimals: str, words: tuple[str, str], multiplier: str
) -> None:
    found = find_quantities(f"{words[0]}{number}{decimals}{multiplier}{words[1]}条", units)
    for quantity in found:
        assert quantity.quantity is not None
        assert quantity.low <= quantity.quantity
        assert quantity.high is None or quantity.quantity <= quantity.high
    wide = f"{words[0]}{number}{decimals}{multiplier}{words[1]}条".translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    )
    assert [(q.low, q.high) for q in find_quantities(wide, units)] == [(q.low, q.high) for q in found]


@given(st.text(alphabet="0123456789０,，.．万亿千百条件%余多约近至—第一二十百（）。 a", max_size=60))
def test_any_text_ends_and_places_hold(units: Units, text: str) -> None:
    behind = 0
    for found in find_quantities(text, units):
        assert behind <= found.start < found.end <= len(text)
        behind = found.end
