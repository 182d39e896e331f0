"""Bounds: what a printed figure promises, and whether two promises can both be kept.

余 and 多 promise [N, N+u), 近 (N−u, N], 突破 and 超 (N, ∞), 不足 [0, N); all others keep their ends, and an exact
figure is an interval of one number. Two agree where some number lies in both.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gongkai.checks.grids import Numbers

Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

OPEN_LOW = ("近", "突破", "超")
OPEN_HIGH = ("余", "多", "不足")
EXACT = ("exact", "zero_in_words")
MONEY = "元"
_MULTIPLIERS = {"万": 1e4, "亿": 1e8}
_BEHIND = ("余", "多", "左右", "以上", "以下")


@dataclass(frozen=True)
class Bounds:
    """Intervals, one for each statement; `open_low` and `open_high` say that an end itself is not promised."""

    low: Numbers
    high: Numbers
    open_low: Flags
    open_high: Flags

    def scaled(self, factor: Numbers) -> "Bounds":
        """The same in another unit."""
        return Bounds(np.round(self.low * factor, 6), np.round(self.high * factor, 6), self.open_low, self.open_high)

    def take(self, rows: npt.NDArray[np.int64]) -> "Bounds":
        """Those of some rows."""
        return Bounds(self.low[rows], self.high[rows], self.open_low[rows], self.open_high[rows])

    def agree(self, other: "Bounds") -> Flags:
        """Whether some number lies in both."""
        low, high = np.maximum(self.low, other.low), np.minimum(self.high, other.high)
        shut_low = (self.open_low & (self.low == low)) | (other.open_low & (other.low == low))
        shut_high = (self.open_high & (self.high == high)) | (other.open_high & (other.high == high))
        agrees: Flags = (low < high) | ((low == high) & ~shut_low & ~shut_high)
        return agrees


def bounds_of(low: Numbers, high: Numbers, qualifiers: Texts) -> Bounds:
    """The bounds of statements; where there is no upper one, `high` is NaN."""
    return Bounds(
        low, np.where(np.isnan(high), np.inf, high), np.isin(qualifiers, OPEN_LOW), np.isin(qualifiers, OPEN_HIGH)
    )


def exactly(values: Numbers) -> Bounds:
    """Numbers as intervals of one."""
    shut = np.zeros(values.shape, np.bool_)
    return Bounds(values, values, shut, shut)


def split_units(units: Texts) -> tuple[Numbers, Texts]:
    """Each unit as a factor and what it counts: 万元 is 10,000 of 元."""
    names = {unit: _split(unit) for unit in set(units.tolist())}
    factors = np.array([names[unit][0] for unit in units.tolist()], np.float64)
    bases = np.array([names[unit][1] for unit in units.tolist()], object)
    return factors, bases


def is_telling(unit: str) -> bool:
    """Whether numbers in this unit cannot stand for numbers in any other: money, tens of thousands."""
    factor, base = _split(unit)
    return factor != 1 or base == MONEY


def comparable(units: Texts, others: Texts) -> tuple[Flags, Numbers]:
    """Where two units count the same thing, and by what the first's numbers become the second's. A measure word is as
    good as another (件, 起), no measure word as any; money is money only."""
    factors, bases = split_units(units)
    other_factors, other_bases = split_units(others)
    unsaid = (bases == "") | (other_bases == "")
    same = unsaid | ((bases == MONEY) == (other_bases == MONEY))
    return same, np.where(unsaid, 1.0, factors / other_factors)


def as_printed(
    one: Bounds, other: Bounds, values: tuple[Numbers, Numbers], factors: Numbers, applies: Flags
) -> tuple[Bounds, Bounds]:
    """Two printings of one amount of money, of which the coarser may be rounded or cut: 178.8万元 agrees with
    1788345元. `values` are the numbers printed, `factors` turn the others' unit into the first's."""
    steps = np.where(applies, _last_digits(values[0]), 1.0)
    others = np.where(applies, _last_digits(values[1]) * factors, 1.0)
    return _coarser(one, steps, others), _coarser(other, others, steps)


def coarser_step(values: Numbers, others: Numbers, factors: Numbers) -> Numbers:
    """The unit of the last digit of the coarser of two amounts, in the first's unit; nothing where both are as fine."""
    steps, other_steps = _last_digits(values), _last_digits(others) * factors
    return np.where(np.isclose(steps, other_steps), 0.0, np.maximum(steps, other_steps))


def nearest(quantities: Numbers, bounds: Bounds, to: Numbers) -> Numbers:
    """The one number that each statement says; of a range, which says none, the one nearest to another figure."""
    found: Numbers = np.where(np.isnan(quantities), np.clip(to, bounds.low, bounds.high), quantities)
    return np.asarray(np.round(found, 6), np.float64)


def is_money(units: Texts) -> Flags:
    """Which units count money."""
    return np.asarray(split_units(units)[1] == MONEY, np.bool_)


def _last_digits(values: Numbers) -> Numbers:
    """The unit of the last digit that each number prints: 0.1 of 178.8."""
    places = [len(repr(one).partition(".")[2].removesuffix("0")) if np.isfinite(one) else 0 for one in values.tolist()]
    return np.asarray(10.0 ** -np.array(places, np.float64))


def _coarser(bounds: Bounds, steps: Numbers, others: Numbers) -> Bounds:
    wide = (steps > others * 1.5) & (bounds.low == bounds.high)
    return Bounds(
        np.where(wide, np.round(bounds.low - steps / 2, 6), bounds.low),
        np.where(wide, np.round(bounds.high + steps, 6), bounds.high),
        bounds.open_low,
        bounds.open_high | wide,
    )


def qualified(numbers: Texts, qualifiers: Texts) -> Texts:
    """Numbers as they were promised: 200余, 近300, 297000±."""
    said = numbers.copy()
    for at in np.flatnonzero(~np.isin(qualifiers, EXACT)):
        word = qualifiers[at]
        if word == "rounded":
            said[at] = f"{numbers[at]}±"
        elif word != "range":
            said[at] = f"{numbers[at]}{word}" if word in _BEHIND else f"{word}{numbers[at]}"
    return said


def _split(unit: str) -> tuple[float, str]:
    factor = _MULTIPLIERS.get(unit[:1]) if len(unit) > 1 else None
    return (factor, unit[1:]) if factor else (1.0, unit)
