"""Planted errors are found, consistent reports raise no alarm, and what is moved with its label reads the same."""

from dataclasses import replace
from random import Random
from unittest.mock import patch

import pandas as pd
import pytest

from gongkai.bindings import bind_lines
from gongkai.checks import run_checks
from gongkai.checks.facts import facts_of
from gongkai.observations import observe
from gongkai.structures import Structure
from tests import consistent, planted, renderings


def test_five_thousand_consistent_reports_raise_no_alarm(structure: Structure) -> None:
    facts = consistent.facts_of(420, 3, 0.5)
    found = run_checks(facts, structure)
    assert len(facts.reports) == 5040
    assert len(found.checks) > 150_000
    assert planted.alarms_of(found.checks).to_dict("records") == []


def test_one_wrong_digit_is_caught(structure: Structure) -> None:
    caught, changed = planted.share_caught(90, structure, 8)
    assert changed == 1080
    assert caught >= 0.99 * changed


def read_and_check(text: str, structure: Structure) -> tuple[dict[tuple[str, str], object], pd.DataFrame]:
    """What the reader reads of a document, by cell, and what the rules say of it."""
    lines = text.split("\n")
    read = observe(bind_lines(lines, structure.forms, "x.txt")[1], structure.forms, structure.applicants, "x.txt")
    units = {(form.form, line.indicator): line.unit for form in structure.forms.values() for line in form.lines}
    report = {"report_id": "990101-2019", "authority": "990101", "time_period": 2019, "form": read.form}
    observations = [
        report
        | {
            "form": cell.form,
            "indicator": cell.indicator,
            "applicant": cell.applicant,
            "source": cell.source,
            "obs_value": cell.value,
            "cell_state": cell.state,
            "unit_measure": cell.unit or units[cell.form, cell.indicator],
            "locator": cell.locator,
        }
        for cell in read.observations
    ]
    blank = dict.fromkeys(("scope", "published", "published_printed", "period_from", "period_to"), "")
    facts = facts_of(
        {
            "observations-2019": observations,
            "reports": [report | blank],
            "authorities": [{"authority": "990101", "parent": "", "kind": "county"}],
            "form_lines": consistent.form_lines().to_dict("records"),
        }
    )
    values = {(cell.indicator, cell.applicant): (cell.value, cell.state) for cell in read.observations}
    return values, run_checks(facts, structure).checks.drop(columns=["evidence"])


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("layout", ["tab_cells", "pipes"])
def test_rows_and_columns_moved_with_their_labels_read_the_same(structure: Structure, form: str, layout: str) -> None:
    for seed in range(2):
        random = Random(seed)
        facts = renderings.draw_facts(random, form, blanks=True)
        text = renderings.EXPLICIT[layout](form, facts, Random(seed))
        with planted.moved(random):
            moved = renderings.EXPLICIT[layout](form, facts, Random(seed))
        values, checks = read_and_check(text, structure)
        again, checks_again = read_and_check(moved, structure)
        assert moved != text
        assert sorted(moved) == sorted(text)
        assert again == values
        pd.testing.assert_frame_equal(checks_again, checks)
        assert len(checks) > 40


@pytest.mark.parametrize("layout", ["tab_cells", "pipes", "pipes_alone"])
def test_rows_of_the_long_table_moved_within_their_group_read_the_same(structure: Structure, layout: str) -> None:
    random = Random(4)
    facts = renderings.draw_facts(random, "2014-city", blanks=True)
    text = renderings.EXPLICIT[layout]("2014-city", facts, Random(4))
    with planted.moved(random):
        moved = renderings.EXPLICIT[layout]("2014-city", facts, Random(4))
    values, checks = read_and_check(text, structure)
    again, checks_again = read_and_check(moved, structure)
    assert moved != text
    assert again == values
    pd.testing.assert_frame_equal(checks_again, checks)


@pytest.mark.parametrize(
    ("indicator", "unit", "foreign"),
    [("capacity.funds", "万元", "元"), ("gazette.copies", "份", "万份"), ("requests.received", "件", "条")],
)
def test_a_printed_unit_that_is_not_the_forms_is_flagged(
    structure: Structure, indicator: str, unit: str, foreign: str
) -> None:
    blocks_of = renderings.blocks_of

    def foreign_blocks(form: str) -> list[renderings.Block]:
        return [
            replace(
                block,
                lines=tuple(
                    replace(line, unit=foreign) if line.keys == ((indicator, "total"),) else line
                    for line in block.lines
                ),
            )
            for block in blocks_of(form)
        ]

    facts = dict.fromkeys(renderings.draw_facts(Random(1), "2014-city", blanks=False), ("12", (12, "reported")))
    assert {
        line.unit for block in blocks_of("2014-city") for line in block.lines if line.keys == ((indicator, "total"),)
    } == {unit}
    with patch.object(renderings, "blocks_of", foreign_blocks):
        text = renderings.EXPLICIT["tab_cells"]("2014-city", facts, Random(1))
    _, checks = read_and_check(text, structure)
    said = checks[checks["rule"] == "units"][["instance", "verdict", "operands"]].to_numpy().tolist()
    assert said == [[indicator, "question", f"{foreign} | {unit}"]]
    _, checks = read_and_check(renderings.EXPLICIT["tab_cells"]("2014-city", facts, Random(1)), structure)
    assert checks[checks["rule"] == "units"]["verdict"].tolist() == ["holds"]
