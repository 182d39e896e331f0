"""Verdicts: does an identity hold where some of its cells are blank? Arithmetic over arrays, exact to six decimals.

A blank may be filled with any number from zero up (a signed one with any); what nobody can read likewise. `fails` is
said only where no filling makes the identity true, `holds` only where every filling does; where filling with zero
does, the result says so, and a total is derivable where it alone is blank. A number printed in words (4万) is only as
exact as it is printed: what it leaves open no rule can fail on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gongkai.checks.findings import RESULTS
from gongkai.checks.grids import ABSENT, BLANK, NUMBER, UNKNOWN, ZERO, Codes, Numbers

HOLDS, IF_ZERO, DERIVABLE, FAILS, OPEN = (
    RESULTS.index(name) for name in ("holds", "holds_if_blank_is_zero", "derivable", "fails", "not_assessable")
)
NOT_TRIED = -1

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Operand:
    """One term of all reports: value, kind (of gongkai.checks.grids), whether its line may be negative, and by how
    much its numbers may be rounded (nothing: they are exact)."""

    values: Numbers
    kinds: Codes
    signed: bool = False
    slack: Numbers | None = None


@dataclass(frozen=True)
class Side:
    """One side of an identity, added up: `known` is the sum of what is there, `largest` its largest term; then how
    many terms there are at all, are numbers, are blanks that words say are zero, can be filled, and of those cannot be
    read. `free` says that one of them may be negative, `slack` by how much all of them may be rounded."""

    known: Numbers
    largest: Numbers
    terms: Codes
    numbers: Codes
    confirmed: Codes
    blanks: Codes
    unknowns: Codes
    free: Flags
    slack: Numbers

    @property
    def open(self) -> Flags:
        """Whether anything can be filled."""
        return self.blanks + self.unknowns > 0


@dataclass(frozen=True)
class Judgement:
    """Results by code (NOT_TRIED where a side is not there at all), and the figures that go with them: NaN where there
    is none. `confirmed` says that a blank was taken for zero because words say so."""

    results: Codes
    actual: Numbers
    expected: Numbers
    gap: Numbers
    confirmed: Flags


def add_up(operands: Sequence[Operand]) -> Side:
    """The sum of one side."""
    shape = operands[0].values.shape
    known, largest = np.zeros(shape), np.full(shape, -np.inf)
    counts = {kind: np.zeros(shape, np.int8) for kind in (NUMBER, ZERO, BLANK, UNKNOWN)}
    free, slack = np.zeros(shape, np.bool_), np.zeros(shape)
    for operand in operands:
        value = np.where((operand.kinds == NUMBER) | (operand.kinds == ZERO), operand.values, 0.0)
        known += value
        np.maximum(largest, np.where(operand.kinds == NUMBER, operand.values, -np.inf), out=largest)
        if operand.slack is not None:
            slack += np.where(operand.kinds == NUMBER, operand.slack, 0.0)
        for kind, count in counts.items():
            count += operand.kinds == kind
        if operand.signed:
            free |= (operand.kinds == BLANK) | (operand.kinds == UNKNOWN)
    terms = sum((count for count in counts.values()), start=np.zeros(shape, np.int8))
    largest = np.where(np.isneginf(largest), 0.0, largest)
    return Side(known, largest, terms, counts[NUMBER], counts[ZERO], counts[BLANK], counts[UNKNOWN], free, slack)


def judge(op: str, left: Side, right: Side) -> Judgement:
    """`op` is one of gongkai.rules.OPS that compares numbers."""
    distance = np.round(left.known - right.known, 6)
    can, must, zero = {"equals": _equal, "at_most": _at_most, "at_least": _at_least, "max_to_sum": _bound}[op](
        left, right, distance
    )
    signed = left.free | right.free
    can, must = can | signed, must & ~signed
    confirmed = left.confirmed + right.confirmed > 0
    known = left.numbers + right.numbers + left.confirmed + right.confirmed > 0
    unread = left.unknowns + right.unknowns > 0
    whole = (op == "equals") & (left.terms == 1) & (left.blanks == 1) & ~right.open
    results = np.select(
        [
            (left.terms == 0) | (right.terms == 0),
            ~can,
            ~known,
            must & ~confirmed,
            zero & ~unread,
            whole,
        ],
        [NOT_TRIED, FAILS, OPEN, HOLDS, IF_ZERO, DERIVABLE],
        OPEN,
    ).astype(np.int8)
    return _with_figures(op, results, left, right, distance, confirmed)


_Truth = tuple[Flags, Flags, Flags]


def _equal(left: Side, right: Side, distance: Numbers) -> _Truth:
    """Whether some filling makes it true, every filling does, and zeros do; one side's blanks mend one direction."""
    zero = distance == 0
    slack = left.slack + right.slack
    above, below = distance <= slack, distance >= -slack
    can = np.where(left.open, right.open | above, np.where(right.open, below, above & below))
    return can, zero & ~left.open & ~right.open, zero


def _at_most(left: Side, right: Side, distance: Numbers) -> _Truth:
    zero = distance <= 0
    return (distance <= left.slack + right.slack) | right.open, zero & ~left.open, zero


def _at_least(left: Side, right: Side, distance: Numbers) -> _Truth:
    zero = distance >= 0
    return (distance >= -left.slack - right.slack) | left.open, zero & ~right.open, zero


def _bound(left: Side, right: Side, distance: Numbers) -> _Truth:
    slack, above = left.slack + right.slack, np.round(left.known - right.largest, 6)
    zero = (above >= 0) & (distance <= 0)
    can = left.open | ((above >= -slack) & (right.open | (distance <= slack)))
    return can, zero & ~left.open & ~right.open, zero


def _with_figures(op: str, results: Codes, left: Side, right: Side, distance: Numbers, confirmed: Flags) -> Judgement:
    """A side has a figure where something of it is known; a gap needs two figures."""
    actual = np.where(left.numbers + left.confirmed > 0, left.known, np.nan)
    given = right.known
    if op == "max_to_sum":
        below = np.round(left.known - right.largest, 6) < 0
        given = np.where((results == FAILS) & below, right.largest, right.known)
    expected = np.where(right.numbers + right.confirmed > 0, given, np.nan)
    gap: Numbers = np.round(actual - expected, 6)
    return Judgement(results, actual, expected, gap, confirmed)


def absent(shape: tuple[int, ...]) -> Operand:
    """A term that is nowhere."""
    return Operand(np.full(shape, np.nan), np.full(shape, ABSENT, np.int8))
