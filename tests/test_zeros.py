import pytest

from tests.prose import said

ZEROS = [
    ("全年未发生因政府信息公开引起的行政复议和行政诉讼。", "2014", {"review", "litigation"}),
    ("全年未发生因政府信息公开引起的行政复议和行政诉讼。", "2019",
     {"remedy.review.total", "remedy.litigation_direct.total", "remedy.litigation_after_review.total"}),
    ("本机关没有收到政府信息公开申请。", "2021", {"requests.received"}),
    ("2016年，全市依申请公开政府信息未收取任何费用。", "2014", {"fees"}),
    ("未接到有关政府信息公开工作的举报、投诉。", "2014", {"complaints"}),
    ("政府信息公开行政复议、行政诉讼情况：无。", "2014", {"review", "litigation"}),
    ("因政府信息公开提起的行政复议、行政诉讼均未发生。", "2014", {"review", "litigation"}),
    ("无政府信息公开行政诉讼案件。", "2014", {"litigation"}),
    ("全年未发生失泄密事件。", "2014", {None}),
    ("未发生因答复不当引起的行政诉讼。", "2014", {None}),
    ("市公安局未发生因政府信息公开引起的行政复议。", "2014", {None}),
    ("依申请公开政府信息不收取费用。", "2014", {None}),
    ("没有出现因政府信息公开申请引起的投诉。", "2014", {"complaints"}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "form", "indicators"), ZEROS)
def test_zeros_in_words(sentence: str, form: str, indicators: set[str | None]) -> None:
    found = said(sentence, form)
    assert {one.indicator for one in found} == indicators
    assert {(one.quantity, one.low, one.high, one.qualifier) for one in found} == {(0, 0, 0, "zero_in_words")}


@pytest.mark.parametrize(
    "sentence",
    [
        "确保不发生因信息公开引起的行政复议、行政诉讼。",
        "确保全年无行政诉讼。",
        "防止出现失泄密问题。",
        "做到公开信息无错误、无重复、无遗漏。",
        "没有开通网站的单位要尽快建立。",
        "无法提供的，应当告知申请人。",
        "凡未收到申请的单位，也应当报告。",
        "不得向申请人收取费用。",
        "公开事项毫无遗漏，与此无关的不予公开。",
        "六、其他需要报告的事项：无。",
        "本机关没有。",
        "无",
    ],
)
def test_wishes_and_rules_deny_nothing(sentence: str) -> None:
    assert said(sentence) == []
