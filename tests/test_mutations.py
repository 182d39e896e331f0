"""Metamorphic: a change that means nothing changes no value; a change that makes a cell doubtful makes no number.

Each change is tried a few times here; `python3 scripts/mutate.py` tries each a thousand times.
"""

from random import Random

import pytest

from tests import mutations
from tests.mutate import changed_values, wrong_numbers


@pytest.mark.parametrize("name", mutations.HARMLESS)
def test_a_harmless_change_changes_no_value(name: str) -> None:
    for seed, form in enumerate(("2014-city", "2014-altered", "2019", "2021")):
        assert changed_values(mutations.HARMLESS[name], form, seed) == {}


@pytest.mark.parametrize("name", mutations.DOUBTFUL)
def test_a_doubtful_cell_makes_no_wrong_number(name: str) -> None:
    for seed in range(5):
        for form in ("2014-city", "2019", "2021"):
            assert wrong_numbers(mutations.DOUBTFUL[name], form, seed) == {}


def test_a_label_where_a_value_should_stand_shifts_the_row() -> None:
    """Form 2021's last cell of a row lost its tab: 2019's shorter row （六）其他处理 seemed to own what was left."""
    assert wrong_numbers(mutations.DOUBTFUL["a tab lost"], "2021", 339) == {}


def test_the_changes_do_change_the_text() -> None:
    for changes in (mutations.HARMLESS, mutations.DOUBTFUL):
        for name, change in changes.items():
            seen = 0
            for seed in range(4):
                lines, _ = mutations.document(("2014-city", "2019")[seed % 2], Random(seed))
                seen += change(list(lines), Random(seed)) != lines
            assert seen, name
    assert len(mutations.HARMLESS) >= 25
