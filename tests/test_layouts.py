"""Round trip: facts printed in every layout of every form, read back with the same values, states and units."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.bindings import bind_lines
from gongkai.observations import Observed, observe
from gongkai.structures import Structure, load_structure
from tests import renderings
from tests.conftest import REPOSITORY

STRUCTURE = load_structure(REPOSITORY / "structure")


def read(text: str, structure: Structure = STRUCTURE) -> Observed:
    lines = text.split("\n")
    return observe(bind_lines(lines, structure.forms, "x.txt")[1], structure.forms, structure.applicants, "x.txt")


def difference(form: str, facts: renderings.Facts, observed: Observed) -> dict[renderings.Key, object]:
    found = {
        (o.indicator, o.applicant): (o.value, o.state)
        for o in observed.observations
        if o.source == "form" and o.locator is not None
    }
    said = {key: cell[1] for key, cell in facts.items()}
    return {key: (said.get(key), found.get(key)) for key in said | found if said.get(key) != found.get(key)}


CASES = [
    (layout, form, layout in renderings.EXPLICIT)
    for layout in (*renderings.EXPLICIT, *renderings.DROPPING)
    for form in renderings.FORMS
]


@pytest.mark.parametrize(("layout", "form", "blanks"), CASES)
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_round_trip(layout: str, form: str, blanks: bool, seed: int) -> None:
    random = Random(seed)
    facts = renderings.draw_facts(random, form, blanks=blanks)
    render = (renderings.EXPLICIT | renderings.DROPPING)[layout]
    observed = read(render(form, facts, random))
    assert difference(form, facts, observed) == {}
    assert observed.form == form[:4]
    assert observed.unbound == ()
