"""How a value is written: in full, and never in the notation of machines."""

import pytest

from gongkai.pages.figures.values import write_number, write_plain


@pytest.mark.parametrize(
    ("value", "plain", "shown"),
    [
        (-0.5, "-0.5", "-0.5"),
        (0.00001, "0.00001", "0.00001"),
        (128894.0, "128894", "128,894"),
        (178.8, "178.8", "178.8"),
        (0.0, "0", "0"),
        (-1036.0, "-1036", "-1,036"),
    ],
)
def test_numbers_are_written_in_full(value: float, plain: str, shown: str) -> None:
    assert (write_plain(value), write_number(value)) == (plain, shown)
