"""Misprints: how a printed number and the one it would have to be are alike, as slips of the hand make them alike."""

# Slips, in the order they are told.
TRANSPOSED, ONE_DIGIT, TIMES_TEN, TENTH, WAN = "transposed", "one_digit", "times_ten", "tenth", "wan"
_WAN = 10_000


def likeness(printed: float, would_be: float) -> tuple[str, ...]:
    """The slips that lead from `would_be` to `printed`, both above zero. Of numbers with one digit any other is one
    digit away, which says nothing."""
    if printed <= 0 or would_be <= 0:
        return ()
    told = {
        TRANSPOSED: _transposed(printed, would_be),
        ONE_DIGIT: _one_digit(printed, would_be),
        TIMES_TEN: would_be == printed * 10,
        TENTH: would_be * 10 == printed,
        WAN: would_be in (printed * _WAN, printed / _WAN),
    }
    return tuple(word for word, is_so in told.items() if is_so)


def slips_of(printed: float) -> tuple[float, ...]:
    """Numbers above zero that a slip other than a single wrong digit (which any number may be) makes `printed` of."""
    if printed <= 0:
        return ()
    found = {printed * 10, printed / 10, printed * _WAN, printed / _WAN}
    if printed.is_integer():
        digits = str(int(printed))
        found |= {float(_swapped(digits, at)) for at in range(len(digits) - 1)}
    return tuple(sorted(value for value in found if value.is_integer() and value not in (0, printed)))


def _digits(printed: float, would_be: float) -> tuple[str, str]:
    if not (float(printed).is_integer() and float(would_be).is_integer()):
        return "", ""
    return str(int(printed)), str(int(would_be))


def _transposed(printed: float, would_be: float) -> bool:
    """Two neighbouring digits are swapped; a zero may have come to stand first and be gone: 012 is 12."""
    first, second = _digits(printed, would_be)
    width = max(len(first), len(second))
    first, second = first.zfill(width), second.zfill(width)
    return first != second and any(_swapped(first, at) == second for at in range(width - 1))


def _one_digit(printed: float, would_be: float) -> bool:
    first, second = _digits(printed, would_be)
    if len(first) != len(second) or len(first) < 2:
        return False
    return sum(one != other for one, other in zip(first, second, strict=True)) == 1


def _swapped(digits: str, at: int) -> str:
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
