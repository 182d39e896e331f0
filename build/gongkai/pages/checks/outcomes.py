"""Outcomes: how a check came out, in one word for people, worst first, and how many did."""

from collections.abc import Sequence

from gongkai.pages.catalogues.findings import Check

# Every outcome, worst first: name, glyph, what is said of one, what is said of many.
OUTCOMES: dict[str, tuple[str, str, str]] = {
    "contradiction": ("≠", "不成立", "项不成立"),
    "question": ("？", "有疑问", "项有疑问"),
    "derivable": ("▢", "可以推出", "项空白可以推出"),
    "open": ("…", "无法判断", "项无法判断"),
    "if_zero": ("○", "把空白当零才成立", "项把空白当零才成立"),
    "holds": ("＝", "成立", "项成立"),
}
STATUSES = {"official": "格式或法规写明", "expected": "由版式得出", "weak": "只作提示"}


def outcome_of(check: Check) -> str:
    """The name in OUTCOMES of how a check came out."""
    if check.result == "fails":
        return check.verdict
    return {"derivable": "derivable", "not_assessable": "open", "holds_if_blank_is_zero": "if_zero"}.get(
        check.result, "holds"
    )


def count_outcomes(checks: Sequence[Check]) -> dict[str, int]:
    """How many checks came out how, in the order of OUTCOMES, what never happened left out."""
    found = [outcome_of(check) for check in checks]
    return {name: found.count(name) for name in OUTCOMES if name in found}
