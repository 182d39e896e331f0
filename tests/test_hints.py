"""Hints: planted slips lead to the cell they were made in, and whatever is offered mends all that touches it."""

from collections import Counter
from dataclasses import replace
from random import Random

import pandas as pd
import pytest

from gongkai.checks import Facts, Findings, gather, run_checks
from gongkai.hints import HINT_COLUMNS, find_hints
from gongkai.hints.misprints import likeness, slips_of
from gongkai.reports import load_report
from gongkai.structures import Structure
from tests import consistent
from tests.conftest import REPOSITORY

Cell = tuple[str, str]
# Years that are no neighbours, so that one planted error touches no other.
YEARS = (2014, 2017, 2020, 2023)


@pytest.fixture(scope="module")
def sound() -> Facts:
    """Consistent invented reports of all forms, every zero printed."""
    return consistent.facts_of(4, seed=11)


@pytest.fixture(scope="module")
def many() -> Facts:
    return consistent.facts_of(30, seed=12)


def changed(facts: Facts, *changes: tuple[str, str, str, float | None]) -> Facts:
    """The facts with other numbers in some cells of the table: report, indicator, applicant, number (None: a blank)."""
    observations = facts.observations.copy()
    keys = zip(*(observations[name] for name in ("report_id", "indicator", "applicant")), strict=True)
    places = {key: at for at, key in enumerate(keys)}
    values = observations["obs_value"].to_numpy(float).copy()
    states = observations["cell_state"].astype(object).to_numpy().copy()
    for *key, value in changes:
        at = places[tuple(key)]
        values[at] = float("nan") if value is None else value
        states[at] = "blank" if value is None else "reported" if value else "reported_zero"
    observations["obs_value"] = values
    observations["cell_state"] = pd.Categorical(states)
    return replace(facts, observations=observations)


def value_of(facts: Facts, report: str, indicator: str, applicant: str = "total") -> int:
    seen = facts.observations
    (value,) = seen["obs_value"][
        (seen["report_id"] == report) & (seen["indicator"] == indicator) & (seen["applicant"] == applicant)
    ]
    return int(value)


def hints_of(facts: Facts, structure: Structure) -> pd.DataFrame:
    return find_hints(run_checks(facts, structure), facts, structure)


def cells(hints: pd.DataFrame) -> dict[Cell, float]:
    return {(one.indicator, one.applicant): one.would_be for one in hints.itertuples()}


def with_statement(
    facts: Facts, report: str, line: str, quantity: float, qualifier: str = "exact", *, about: bool = False
) -> Facts:
    """The prose says so of a line, or, with `about`, of something that may be narrower than the line."""
    names = ("", line) if about else (line, "")
    high = quantity + 10 if qualifier == "余" else quantity
    row = (report, 1, *names, quantity, quantity, high, "件", qualifier, "无名", "L9:1-3")
    statements = pd.DataFrame([row], columns=facts.statements.columns)
    numbers = dict.fromkeys(("quantity", "low", "high"), "float64")
    return replace(facts, statements=statements.astype(object).astype(numbers))


# Where nothing fails


def test_where_nothing_fails_there_is_no_hint(sound: Facts, structure: Structure) -> None:
    hints = hints_of(sound, structure)
    assert list(hints.columns) == list(HINT_COLUMNS)
    assert hints.empty


# In a list every cell may be the one


def test_in_a_list_the_whole_and_each_part_are_the_set(sound: Facts, structure: Structure) -> None:
    paper = value_of(sound, "990003-2014", "submitted.paper")
    facts = changed(sound, ("990003-2014", "submitted.paper", "total", paper + 500))
    hints = hints_of(facts, structure)
    whole, electronic = (value_of(sound, "990003-2014", name) for name in ("submitted", "submitted.electronic"))
    wanted = {("submitted", "total"): whole + 500, ("submitted.paper", "total"): paper}
    if electronic >= 500:
        wanted["submitted.electronic", "total"] = electronic - 500
    assert cells(hints) == wanted
    assert set(hints["set_size"]) == {len(wanted)}
    assert set(hints["rules"]) == {"submitted.parts"}
    assert hints["hint"].tolist() == list(range(1, len(hints) + 1))
    printed = {one.indicator: one.printed for one in hints.itertuples()}
    assert printed == {name: value_of(facts, "990003-2014", name) for name in printed}
    assert all(locator.startswith("L") for locator in hints["locator"])


def test_no_count_becomes_less_than_nothing(sound: Facts, structure: Structure) -> None:
    facts = changed(
        sound,
        ("990003-2014", "complaints", "total", 0),
        ("990003-2014", "complaints.upheld", "total", 0),
        ("990003-2014", "complaints.corrected", "total", 0),
        ("990003-2014", "complaints.other", "total", 7),
    )
    assert cells(hints_of(facts, structure)) == {("complaints", "total"): 7, ("complaints.other", "total"): 0}


def test_a_change_that_breaks_another_rule_is_no_hint(sound: Facts, structure: Structure) -> None:
    """The number of reading points stands twice: the one that both rules touch mends both, and comes first."""
    total = value_of(sound, "990003-2014", "points")
    city = value_of(sound, "990003-2014", "points.city")
    facts = changed(sound, ("990003-2014", "points.city", "total", city + 30))
    assert ("points", "total") not in cells(hints_of(facts, structure))
    facts = changed(sound, ("990003-2014", "points", "total", total + 30))
    hints = hints_of(facts, structure)
    first = hints.iloc[0]
    assert (first["indicator"], first["would_be"], first["set_size"]) == ("points", total, 1)
    assert first["rules"] == "points.tiers;points.twice"
    assert {rule for rules in hints["rules"][1:] for rule in rules.split(";")} == {"points.tiers", "points.twice"}
    assert [rules for rules in hints["rules"][1:] if ";" in rules] == []


def test_a_blank_is_no_cell_to_be_otherwise_and_stays_one(sound: Facts, structure: Structure) -> None:
    """Parts exceed the whole whatever the blank is."""
    facts = changed(
        sound,
        ("990003-2014", "review", "total", 40),
        ("990003-2014", "review.upheld", "total", 30),
        ("990003-2014", "review.corrected", "total", 25),
        ("990003-2014", "review.other", "total", None),
    )
    assert cells(hints_of(facts, structure)) == {
        ("review", "total"): 55,
        ("review.upheld", "total"): 15,
        ("review.corrected", "total"): 10,
    }


# In the matrix rows and columns cross


def plant(facts: Facts, structure: Structure, seed: int) -> tuple[Facts, dict[str, tuple[str, str, int]]]:
    """One wrong digit in a cell of a sum, in each report of YEARS."""
    random = Random(seed)
    summed = {term.indicator for rule in structure.rules if rule.kind == "equality" for term in rule.terms} - {"*"}
    seen = facts.observations
    seen = seen[seen["time_period"].isin(YEARS) & seen["indicator"].isin(summed)]
    planted, changes = {}, []
    for report, own in seen.groupby("report_id"):
        row = own.iloc[random.randrange(len(own))]
        digits = str(int(row["obs_value"]))
        at = random.randrange(len(digits))
        wrong = random.choice([digit for digit in "0123456789" if digit != digits[at]])
        planted[str(report)] = (row["indicator"], row["applicant"], int(digits))
        changes.append((str(report), row["indicator"], row["applicant"], int(digits[:at] + wrong + digits[at + 1 :])))
    return changed(facts, *changes), planted


def test_one_wrong_digit_leads_to_its_cell(many: Facts, structure: Structure) -> None:
    """In the matrix to it alone in at least nine of ten, in a list always to a set that holds it."""
    facts, planted = plant(many, structure, seed=5)
    hints = hints_of(facts, structure)
    by_report = dict(list(hints.groupby("report_id")))
    found: Counter[str] = Counter()
    for report, (indicator, applicant, value) in planted.items():
        own = cells(by_report[report])
        kind = "matrix" if indicator.startswith(("applications.", "outcome.")) else "list"
        found[kind] += 1
        assert own.get((indicator, applicant)) == value, (report, indicator, applicant)
        found[f"{kind} alone"] += len(own) == 1
    assert found["list"] >= 60
    assert found["matrix"] >= 40
    assert found["matrix alone"] >= 0.9 * found["matrix"]


def test_every_hint_taken_at_its_word_mends_what_it_says(many: Facts, structure: Structure) -> None:
    """The other way round: with the cell changed, the rules named hold, and no check fails that did not."""
    facts, _ = plant(many, structure, seed=6)
    before = run_checks(facts, structure).checks
    hints = find_hints(Findings(before, {}), facts, structure)
    one_each = hints.groupby("report_id").sample(1, random_state=3)
    changes = [(one.report_id, one.indicator, one.applicant, one.would_be) for one in one_each.itertuples()]
    after = run_checks(changed(facts, *changes), structure).checks
    fails = [
        {(one.report_id, one.rule, one.instance) for one in checks[checks["result"] == "fails"].itertuples()}
        for checks in (before, after)
    ]
    touched = set(one_each["report_id"])
    assert len(touched) >= 100
    assert {key for key in fails[1] - fails[0] if key[1] != "series.jump"} == set()
    still = {(report, rule) for report, rule, _ in fails[1]}
    assert [
        one for one in one_each.itertuples() if any((one.report_id, rule) in still for rule in one.rules.split(";"))
    ] == []


def test_a_cell_that_next_year_carries_over_must_mend_that_too(sound: Facts, structure: Structure) -> None:
    report, applicant = "990003-2020", "natural_person"
    out = value_of(sound, report, "applications.carried_out", applicant)
    hints = hints_of(changed(sound, (report, "applications.carried_out", applicant, out + 60)), structure)
    assert cells(hints) == {("applications.carried_out", applicant): out}
    assert hints["rules"].tolist() == ["matrix.balance;matrix.applicants;carried_over"]


# What the report's words say of it


def test_what_the_prose_says_comes_first_and_rules_out_the_others(sound: Facts, structure: Structure) -> None:
    report, letter = "990003-2014", "requests.received.letter"
    value = value_of(sound, report, letter)
    wrong = with_statement(changed(sound, (report, letter, "total", value + 40)), report, letter, value)
    hints = hints_of(wrong, structure)
    first = hints.iloc[0]
    assert (first["indicator"], first["would_be"], first["set_size"]) == (letter, value, 1)
    assert first["evidence"].split(";")[0] == "prose:L9:1-3"
    assert first["rules"] == "requests.received.parts;prose.table"
    total = value_of(sound, report, "requests.received")
    agreeing = with_statement(changed(sound, (report, letter, "total", value + 40)), report, "requests.received", total)
    hints = hints_of(agreeing, structure)
    assert ("requests.received", "total") not in cells(hints)
    assert (letter, "total") in cells(hints)


def test_a_bound_in_prose_is_met_or_not(sound: Facts, structure: Structure) -> None:
    report, letter = "990003-2014", "requests.received.letter"
    value = value_of(sound, report, letter)
    for low, fits in ((value - 3, True), (value - 10, False), (value, True), (value + 1, False)):
        facts = with_statement(changed(sound, (report, letter, "total", value + 40)), report, letter, low, "余")
        hints = hints_of(facts, structure)
        assert ((letter, "total") in cells(hints)) == fits, low - value


def test_a_statement_of_another_scope_is_no_evidence_and_no_bar(sound: Facts, structure: Structure) -> None:
    report, letter = "990003-2014", "requests.received.letter"
    value = value_of(sound, report, letter)
    facts = with_statement(changed(sound, (report, letter, "total", value + 40)), report, letter, value + 5, about=True)
    hints = hints_of(facts, structure)
    assert cells(hints)[letter, "total"] == value
    assert "prose" not in " ".join(filter(None, hints["evidence"]))


def test_a_bound_that_fails_names_no_number_but_a_slip_does(sound: Facts, structure: Structure) -> None:
    report = "990003-2014"
    total = value_of(sound, report, "disclosure.total")
    hints = hints_of(changed(sound, (report, "disclosure.total", "total", total * 10)), structure)
    assert cells(hints)["disclosure.total", "total"] == total
    (evidence,) = hints["evidence"][(hints["indicator"] == "disclosure.total") & (hints["would_be"] == total)]
    assert "tenth" in evidence.split(";")


def test_a_gap_that_another_cell_holds_is_told(sound: Facts, structure: Structure) -> None:
    report = "990003-2014"
    facts = changed(
        sound,
        (report, "submitted.paper", "total", 5000),
        (report, "submitted.electronic", "total", 421),
        (report, "submitted", "total", 5842),
    )
    evidence = {one.indicator: one.evidence for one in hints_of(facts, structure).itertuples()}
    assert evidence == {
        "submitted": "equals:submitted.electronic@total",
        "submitted.paper": "equals:submitted.electronic@total",
        "submitted.electronic": None,
    }


@pytest.mark.parametrize(
    ("printed", "would_be", "slips"),
    [
        (790, 970, ("transposed",)),
        (79, 97, ("transposed",)),
        (12, 120, ("times_ten",)),
        (120, 12, ("tenth",)),
        (44, 45, ("one_digit",)),
        (4, 5, ()),
        (40, 4, ("tenth", "transposed")),
        (1, 10, ("times_ten", "transposed")),
        (4, 40000, ("wan",)),
        (40000, 4, ("wan",)),
        (790, 828, ()),
        (0, 38, ()),
        (178.8, 1788, ("times_ten",)),
        (11, 11, ()),
    ],
)
def test_slips_of_the_hand_are_told(printed: float, would_be: float, slips: tuple[str, ...]) -> None:
    assert sorted(likeness(printed, would_be)) == sorted(slips)


def test_what_a_slip_may_have_made_of_a_number() -> None:
    assert slips_of(120.0) == (12.0, 102.0, 210.0, 1200.0, 1200000.0)
    assert slips_of(0.0) == ()


# The real reports


def test_the_hints_of_the_real_reports(structure: Structure) -> None:
    """临沂 2017: 信函 790 would have to be 828, which its own prose says."""
    paths = sorted((REPOSITORY / "reports").glob("*/*.json"))
    facts = gather([load_report(path, REPOSITORY / "structure" / "schemas") for path in paths], structure)
    hints = find_hints(run_checks(facts, structure), facts, structure)
    assert set(hints["report_id"]) == {"371300-2017"}
    first = hints.iloc[0]
    assert (first["indicator"], first["printed"], first["would_be"]) == ("requests.received.letter", 790, 828)
    assert first["evidence"] == "prose:L67:64-67"
    assert first["rules"] == "requests.received.parts;prose.table"
    assert first["set_size"] == 1
