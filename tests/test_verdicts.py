"""The logic with blanks is exactly what trying every small filling says."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.checks.findings import RESULTS, verdict_of
from gongkai.checks.grids import ABSENT, BLANK, NUMBER, UNKNOWN, ZERO
from gongkai.checks.verdicts import NOT_TRIED, Operand, add_up, judge

# kind, value, signed. With numbers up to 4 and at most three terms a side, fillings up to 12 reach every sum.
Cell = tuple[int, int, bool]
FILLINGS = range(13)
OPS = {
    "equals": lambda left, right: sum(left) == sum(right),
    "at_most": lambda left, right: sum(left) <= sum(right),
    "at_least": lambda left, right: sum(left) >= sum(right),
    "max_to_sum": lambda left, right: max(right) <= left[0] <= sum(right),
}


def values_of(cell: Cell) -> list[int]:
    """What may stand in a cell."""
    kind, value, signed = cell
    if kind in (NUMBER, ZERO):
        return [value if kind == NUMBER else 0]
    return [*FILLINGS, *(-number for number in FILLINGS)] if signed else list(FILLINGS)


def tried(op: str, left: list[Cell], right: list[Cell]) -> str:
    """The result by brute force."""
    left, right = ([cell for cell in side if cell[0] != ABSENT] for side in (left, right))
    if not left or not right:
        return ""
    cells = [*left, *right]
    kinds = {cell[0] for cell in cells}
    holds = [OPS[op](filled[: len(left)], filled[len(left) :]) for filled in product(*map(values_of, cells))]
    with_zeros = [cell[1] if cell[0] == NUMBER else 0 for cell in cells]
    if not any(holds):
        return "fails"
    if not kinds & {NUMBER, ZERO}:
        return "not_assessable"
    if all(holds) and ZERO not in kinds:
        return "holds"
    if UNKNOWN not in kinds and OPS[op](with_zeros[: len(left)], with_zeros[len(left) :]):
        return "holds_if_blank_is_zero"
    given_parts = all(cell[0] in (NUMBER, ZERO) for cell in right)
    return (
        "derivable" if op == "equals" and left[0][0] == BLANK and len(left) == 1 and given_parts else "not_assessable"
    )


def judged(op: str, left: list[Cell], right: list[Cell]) -> str:
    result = judge(op, add_up([operand(cell) for cell in left]), add_up([operand(cell) for cell in right])).results[0]
    return "" if result == NOT_TRIED else RESULTS[result]


def operand(cell: Cell) -> Operand:
    kind, value, signed = cell
    number = {NUMBER: float(value), ZERO: 0.0}.get(kind, np.nan)
    return Operand(np.array([number]), np.array([kind], np.int8), signed)


def cells(kinds: tuple[int, ...] = (ABSENT, NUMBER, NUMBER, NUMBER, BLANK, UNKNOWN, ZERO)) -> st.SearchStrategy[Cell]:
    return st.tuples(st.sampled_from(kinds), st.integers(0, 4), st.just(False))


def few_blanks(left: list[Cell], right: list[Cell]) -> bool:
    return sum(cell[0] in (BLANK, UNKNOWN) for cell in [*left, *right]) <= 3


@pytest.mark.parametrize("op", OPS)
@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_exactly_what_every_filling_says(op: str, data: st.DataObject) -> None:
    most = 1 if op == "max_to_sum" else 2
    left = data.draw(st.lists(cells(), min_size=1, max_size=most))
    right = data.draw(st.lists(cells(), min_size=1, max_size=3).filter(lambda side: few_blanks(left, side)))
    assert judged(op, left, right) == tried(op, left, right)


@settings(max_examples=150, deadline=None)
@given(left=cells(), change=cells(), stock=cells())
def test_a_signed_blank_may_be_less_than_nothing(left: Cell, change: Cell, stock: Cell) -> None:
    right = [stock, (change[0], change[1], True)]
    assert judged("equals", [left], right) == tried("equals", [left], right)


def test_every_small_sum_of_three_parts() -> None:
    """A whole and three parts, each absent, blank, in words zero, or 0 to 2: all of them, in one call."""
    options = [(ABSENT, 0), (BLANK, 0), (ZERO, 0), *((NUMBER, value) for value in range(3))]
    rows = list(product(options, repeat=4))
    columns = [
        Operand(
            np.array([np.nan if row[at][0] in (ABSENT, BLANK) else row[at][1] for row in rows], np.float64),
            np.array([row[at][0] for row in rows], np.int8),
        )
        for at in range(4)
    ]
    found = judge("equals", add_up(columns[:1]), add_up(columns[1:])).results
    wrong = 0
    for row, code in zip(rows, found, strict=True):
        whole, *parts = [(kind, value, False) for kind, value in row]
        if sum(kind == BLANK for kind, _ in row) <= 2:
            wrong += tried("equals", [whole], parts) != ("" if code == NOT_TRIED else RESULTS[code])
    assert (len(rows), wrong) == (1296, 0)


BLANKED = [
    # 临沂: a blank total over parts that are given
    ([(BLANK, 0)], [(NUMBER, 975), (NUMBER, 98)], ("derivable", None, 1073, None)),
    (
        [(NUMBER, 1108)],
        [(NUMBER, 43), (NUMBER, 3), (NUMBER, 234), (NUMBER, 790), (NUMBER, 0)],
        ("fails", 1108, 1070, 38),
    ),
    # a part that is not stated closes nothing, but may
    ([(NUMBER, 389)], [(NUMBER, 384), (BLANK, 0)], ("not_assessable", 389, 384, 5)),
    ([(NUMBER, 384)], [(NUMBER, 389), (BLANK, 0)], ("fails", 384, 389, -5)),
    ([(NUMBER, 60)], [(NUMBER, 60), (BLANK, 0)], ("holds_if_blank_is_zero", 60, 60, 0)),
    ([(BLANK, 0)], [(NUMBER, 0), (NUMBER, 0)], ("holds_if_blank_is_zero", None, 0, None)),
    ([(NUMBER, 0)], [(BLANK, 0), (BLANK, 0)], ("holds_if_blank_is_zero", 0, None, None)),
    ([(NUMBER, 580)], [(BLANK, 0), (BLANK, 0)], ("not_assessable", 580, None, None)),
    ([(NUMBER, 5)], [(NUMBER, 5), (UNKNOWN, 0)], ("not_assessable", 5, 5, 0)),
    ([(NUMBER, 5)], [(NUMBER, 6), (UNKNOWN, 0)], ("fails", 5, 6, -1)),
    ([(NUMBER, 5)], [(NUMBER, 5), (ZERO, 0)], ("holds_if_blank_is_zero", 5, 5, 0)),
    ([(NUMBER, 5)], [(NUMBER, 4), (ZERO, 0)], ("fails", 5, 4, 1)),
]


@pytest.mark.parametrize(("left", "right", "said"), BLANKED)
def test_figures_go_with_the_result(
    left: list[tuple[int, int]], right: list[tuple[int, int]], said: tuple[object, ...]
) -> None:
    sides = [add_up([operand((kind, value, False)) for kind, value in side]) for side in (left, right)]
    found = judge("equals", *sides)
    figures = [None if np.isnan(part[0]) else part[0] for part in (found.actual, found.expected, found.gap)]
    assert (RESULTS[found.results[0]], *figures) == said


@pytest.mark.parametrize(
    ("whole", "parts", "said"),
    [
        (128894, (82, 112645, 6156, 5381, 4896), ("holds", 129160)),
        (297360, (656, 226672, 26239, 26231, 35371), ("holds", 315169)),
        (11841, (9876, 1369, 17, 579), ("holds", 11841)),
        (129161, (82, 112645, 6156, 5381, 4896), ("fails", 129160)),
        (112644, (82, 112645, 6156, 5381, 4896), ("fails", 112645)),
    ],
)
def test_channels_are_a_bound(whole: int, parts: tuple[int, ...], said: tuple[str, int]) -> None:
    found = judge(
        "max_to_sum",
        add_up([operand((NUMBER, whole, False))]),
        add_up([operand((NUMBER, part, False)) for part in parts]),
    )
    assert (RESULTS[found.results[0]], found.expected[0]) == said


def test_decimals_add_up_exactly() -> None:
    columns = [Operand(np.array([value]), np.array([NUMBER], np.int8)) for value in (0.3, 0.1, 0.2)]
    found = judge("equals", add_up(columns[:1]), add_up(columns[1:]))
    assert (RESULTS[found.results[0]], found.gap[0]) == ("holds", 0)


@pytest.mark.parametrize(
    ("result", "status", "lowered", "verdict"),
    [
        ("fails", "official", False, "contradiction"),
        ("fails", "expected", False, "contradiction"),
        ("fails", "expected", True, "question"),
        ("fails", "weak", False, "question"),
        ("derivable", "official", False, "open"),
        ("not_assessable", "official", False, "open"),
        ("holds_if_blank_is_zero", "weak", False, "holds"),
        ("holds", "official", False, "holds"),
    ],
)
def test_a_verdict_accuses_nobody_wrongly(result: str, status: str, lowered: bool, verdict: str) -> None:
    assert verdict_of(result, status, lowered=lowered) == verdict
