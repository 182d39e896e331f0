"""The rules on the committed reports, every alarm with its reason, and on invented reports and their neighbours."""

import json
from collections.abc import Iterable

import pandas as pd
import pytest

from gongkai.checks import CHECK_COLUMNS, Facts, Findings, facts_of, gather, load_facts, run_checks
from gongkai.checks.facts import join_observations
from gongkai.checks.findings import RESULTS, VERDICTS, check_rows
from gongkai.reports import Parsed
from gongkai.structures import Structure
from tests import consistent, planted
from tests.conftest import REPOSITORY

Row = dict[str, object]


@pytest.fixture(scope="module")
def reports() -> list[Parsed]:
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((REPOSITORY / "reports").glob("*/*.json"))]
    assert len(found) == 6
    return sorted(found, key=lambda parsed: str(parsed["report"]["id"]))


@pytest.fixture(scope="module")
def findings(reports: list[Parsed], structure: Structure) -> Findings:
    return run_checks(gather(reports, structure), structure)


def rows(findings: Findings, **wanted: str) -> list[Row]:
    """Checks with these values, as the package has them."""
    return [row for row in check_rows(findings.checks) if all(row[key] == value for key, value in wanted.items())]


def one(findings: Findings, report: str, rule: str, instance: str = "total") -> tuple[object, ...]:
    (row,) = rows(findings, report_id=report, rule=rule, instance=instance)
    return row["result"], row["actual"], row["expected"], row["gap"]


# ------------------------------------------------------------------------------------------------ the committed reports

# Everything that does not hold on the six reports; each was looked up in its document, and there is nothing else.
ALARMS: dict[tuple[str, str, str], tuple[str, float | None, float | None, float | None]] = {
    # 临沂 2017. Received: the table says 1108 and lists 43 + 3 + 234 + 790 + 0.
    ("371300-2017", "requests.received.parts", "total"): ("contradiction", 1108, 1070, 38),
    # Letters: 790 in the table, 828 in the prose, which would close the sum above.
    ("371300-2017", "prose.table", "requests.received.letter/22"): ("contradiction", 790, 828, -38),
    # Refused: 317; the six grounds below come to 366.
    ("371300-2017", "requests.refused.parts", "total"): ("contradiction", 317, 366, -49),
    # Lawsuits: 60; 44 + 6 + 9 in the table, 45 + 6 + 9 in the prose.
    ("371300-2017", "litigation.parts", "total"): ("contradiction", 60, 59, 1),
    ("371300-2017", "prose.table", "litigation.upheld/32"): ("contradiction", 44, 45, -1),
    # Submitted to libraries and archives: 46805; 30798 on paper, 15462 electronic.
    ("371300-2017", "submitted.parts", "total"): ("contradiction", 46805, 46260, 545),
    # Staff: 1332 = 447 + 891 does not add up in the table, and the prose tells of 1035 = 395 + 640.
    ("371300-2017", "capacity.staff.parts", "total"): ("contradiction", 1332, 1338, -6),
    ("371300-2017", "prose.table", "capacity.staff/4"): ("contradiction", 1332, 1035, 297),
    ("371300-2017", "prose.table", "capacity.staff.fulltime/5"): ("contradiction", 447, 395, 52),
    ("371300-2017", "prose.table", "capacity.staff.parttime/6"): ("contradiction", 891, 640, 251),
    # Dated 22 January 2017 in a report on all of 2017: evidently a slip of the year.
    ("371300-2017", "published.after_period", "total"): ("question", None, None, None),
    # 枣庄 2017: no review for faults of substance or procedure, says the prose; the table has one, perhaps for others.
    ("370400-2017", "prose.table", "review/38"): ("question", 1, 0, 1),
    # 峄城 2014: five points of work are announced, four are given.
    ("370404-2014", "enumerations", "1"): ("question", 4, 5, -1),
    # 洪泽 2024: 17 were received by the government's office on behalf of the government; the table counts the district.
    ("320813-2024", "prose.table", "applications.new/4"): ("question", 95, 17, 78),
}


def test_the_complete_list_of_what_does_not_hold(findings: Findings) -> None:
    alarms = {
        (row["report_id"], row["rule"], row["instance"]): (row["verdict"], row["actual"], row["expected"], row["gap"])
        for row in check_rows(findings.checks)
        if row["result"] == "fails" or row["verdict"] in planted.ALARMS
    }
    assert alarms == ALARMS


def test_linyi_leaves_two_totals_blank_and_they_follow(findings: Findings) -> None:
    assert one(findings, "371300-2017", "requests.completed.parts") == ("derivable", None, 1073, None)
    assert one(findings, "371300-2017", "requests.answered.parts") == ("derivable", None, 1153, None)
    derivable = {(row["report_id"], row["rule"]) for row in rows(findings, result="derivable")}
    assert derivable == {("371300-2017", f"requests.{name}.parts") for name in ("completed", "answered")}


@pytest.mark.parametrize(
    ("report", "whole", "channels"),
    [("370400-2017", 128894, 129160), ("370404-2014", 11841, 11841), ("371300-2017", 297360, 315169)],
)
def test_channels_hold_as_a_bound(findings: Findings, report: str, whole: int, channels: int) -> None:
    assert one(findings, report, "disclosure.channels") == ("holds", whole, channels, whole - channels)


def test_no_official_sum_of_zaozhuang_fails(findings: Findings, structure: Structure) -> None:
    official = {rule.rule for rule in structure.rules if rule.status == "official" and rule.kind == "equality"}
    results = [row["result"] for row in rows(findings, report_id="370400-2017") if row["rule"] in official]
    assert results == ["holds"] * 12


def test_nothing_of_gaoxin_fails_for_its_blanks(findings: Findings) -> None:
    found = rows(findings, report_id="370400-gaoxin-2020")
    assert {row["result"] for row in found} <= {"holds", "holds_if_blank_is_zero", "not_assessable"}
    assert one(findings, "370400-gaoxin-2020", "matrix.balance") == ("holds_if_blank_is_zero", 9, 9, 0)
    assert one(findings, "370400-gaoxin-2020", "matrix.outcomes.2019") == ("holds_if_blank_is_zero", 9, 9, 0)


def test_words_confirm_gaoxins_blank_totals_and_say_where(findings: Findings) -> None:
    for group in consistent.REMEDIES:
        (row,) = rows(findings, report_id="370400-gaoxin-2020", rule=f"remedy.{group}.parts")
        assert (row["result"], row["actual"]) == ("holds_if_blank_is_zero", 0)
        assert str(row["evidence"]).startswith("zero:L19")


def test_zhangdians_prose_states_384_of_389(findings: Findings) -> None:
    assert one(findings, "370303-2017", "requests.received.parts") == ("not_assessable", 389, 384, 5)
    assert one(findings, "370303-2017", "review.parts") == ("holds", 27, 27, 0)


def test_hongzes_mixed_form_is_held_to_the_matrix_it_prints(findings: Findings) -> None:
    results = {row["rule"]: row["result"] for row in rows(findings, report_id="320813-2024", instance="total")}
    assert results["matrix.balance"] == results["matrix.outcomes.2019"] == "holds"
    assert "matrix.outcomes.2021" not in results


def test_the_package_gives_the_same_facts(findings: Findings, structure: Structure) -> None:
    again = run_checks(load_facts(REPOSITORY / "datapackage" / "annual-reports" / "data"), structure)
    pd.testing.assert_frame_equal(again.checks, findings.checks)


def test_checks_are_sorted_and_keyed(findings: Findings) -> None:
    keys = [(row["report_id"], row["rule"], row["instance"]) for row in check_rows(findings.checks)]
    assert keys == sorted(set(keys))
    assert tuple(findings.checks.columns) == CHECK_COLUMNS
    assert set(findings.checks["result"]) <= set(RESULTS)
    assert set(findings.checks["verdict"]) <= set(VERDICTS)


# ------------------------------------------------------------------------------------------------ invented neighbours

AUTHORITIES = (
    ("990000", ""),
    ("990100", "990000"),
    ("990101", "990100"),
    ("990102", "990100"),
    ("990103", "990100"),
)


def told(report: str, *said: tuple[str, float]) -> list[Row]:
    """Statements: the prose of a report says so many of a line, exactly."""
    return [
        {
            "report_id": report,
            "statement": number,
            "indicator": line,
            "about": "",
            **dict.fromkeys(("quantity", "low", "high"), quantity),
            "unit": "件",
            "qualifier": "exact",
            "phrase": "x",
            "locator": f"L{number}:1-2",
        }
        for number, (line, quantity) in enumerate(said, 1)
    ]


def invented(structure: Structure, cells: Iterable[tuple[str, int, str, str, float | None]], **more: object) -> Facts:
    """Facts of invented reports from (authority, year, form, indicator[@applicant], value or None for a blank)."""
    observations, found = [], {}
    for number, (authority, year, form, cell, value) in enumerate(cells):
        indicator, _, applicant = cell.partition("@")
        report = f"{authority}-{year}"
        scope = "region" if authority == "990100" else "unknown"
        found[report] = {"report_id": report, "authority": authority, "time_period": year, "form": form, "scope": scope}
        state = "blank" if value is None else "reported" if value else "reported_zero"
        unit = next(line.unit for line in structure.forms[form].lines if line.indicator == indicator)
        observations.append(
            {
                **found[report],
                "indicator": indicator,
                "applicant": applicant or "total",
                "source": "form",
                "obs_value": value,
                "cell_state": state,
                "unit_measure": unit,
                "locator": f"L{number}",
            }
            | more
        )
    empty = dict.fromkeys(("published", "published_printed", "period_from", "period_to"))
    lines = [
        {"form": name, "indicator": line.indicator, "unit": line.unit}
        for name, form in structure.forms.items()
        for line in form.lines
    ]
    return facts_of(
        {
            "observations-0": observations,
            "reports": [report | empty for report in found.values()],
            "authorities": [{"authority": name, "parent": parent, "kind": "county"} for name, parent in AUTHORITIES],
            "form_lines": lines,
        }
    )


def check(structure: Structure, cells: Iterable[tuple[str, int, str, str, float | None]], **more: object) -> Findings:
    return run_checks(invented(structure, cells, **more), structure)


@pytest.mark.parametrize(("after", "said"), [(121, "holds"), (120, "fails"), (None, "derivable")])
def test_what_is_carried_out_is_carried_in(structure: Structure, after: int | None, said: str) -> None:
    cells = [
        ("990101", 2023, "2021", "applications.carried_out", 121),
        ("990101", 2024, "2021", "applications.carried_in", after),
        ("990102", 2024, "2021", "applications.carried_in", 7),  # without a report for the year before: not tried
    ]
    (row,) = rows(check(structure, cells), rule="carried_over")
    assert (row["report_id"], row["instance"], row["result"]) == ("990101-2024", "total", said)


def test_stock_and_flow(structure: Structure) -> None:
    cells = [
        ("990101", 2023, "2021", "regulations.in_force", 11),
        *(("990101", 2024, "2021", f"regulations.{name}", value) for name, value in STOCK.items()),
        *(("990101", 2023, "2021", f"normative.{name}", value) for name, value in STOCK.items()),
        *(("990101", 2024, "2021", f"normative.{name}", value) for name, value in (STOCK | {"in_force": 15}).items()),
    ]
    found = check(structure, cells)
    assert one(found, "990101-2024", "regulations.stock") == ("holds", 13, 13, 0)
    assert one(found, "990101-2024", "normative.stock") == ("fails", 16, 14, 2)
    assert {row["verdict"] for row in rows(found, rule="normative.stock")} == {"question"}
    assert rows(found, report_id="990101-2023", rule="normative.stock") == []


STOCK = {"issued": 2, "repealed": 1, "in_force": 12}


def test_items_may_change_by_less_than_nothing(structure: Structure) -> None:
    cells = [
        ("990101", 2019, "2019", "licences.items_last_year", 300),
        ("990101", 2019, "2019", "licences.items_change", -8),
        ("990101", 2020, "2019", "licences.items_last_year", 292),
        ("990102", 2019, "2019", "licences.items_last_year", 300),
        ("990102", 2019, "2019", "licences.items_change", None),
        ("990102", 2020, "2019", "licences.items_last_year", 292),
    ]
    found = check(structure, cells)
    assert one(found, "990101-2020", "licences.stock") == ("holds", 292, 292, 0)
    assert one(found, "990102-2020", "licences.stock")[0] == "not_assessable"


def test_a_region_against_its_bodies_names_who_is_missing(structure: Structure) -> None:
    cells = [
        ("990100", 2017, "2014", "requests.received", 100),
        ("990101", 2017, "2014", "requests.received", 60),
        ("990102", 2017, "2014", "requests.received", 45),
    ]
    found = {row["instance"]: row for row in rows(check(structure, cells), rule="region.requests")}
    assert {name: (row["result"], row["verdict"]) for name, row in found.items()} == {
        "990101": ("holds", "holds"),
        "990102": ("holds", "holds"),
        "all": ("fails", "question"),
    }
    assert found["all"]["operands"] == "60 (990101) + 45 (990102); ▢ 990103"
    cells[2] = ("990102", 2017, "2014", "requests.received", 40)
    (whole,) = rows(check(structure, cells), rule="region.requests", instance="all")
    assert whole["result"] == "holds_if_blank_is_zero"


def test_a_report_on_the_authority_alone_is_not_held_against_its_bodies(structure: Structure) -> None:
    cells = [("990000", 2017, "2014", "requests.received", 1), ("990100", 2017, "2014", "requests.received", 60)]
    assert rows(check(structure, cells), rule="region.requests") == []


@pytest.mark.parametrize(
    ("before", "after", "jumps"),
    [
        (30, 300, True),
        (300, 30, True),
        (30, 299, False),
        (2, 22, False),  # small counts jump in good years
        (2, 23, True),
        (0, 99, False),
        (0, 100, True),
        (128894, 0, True),
        (0, 0, False),
    ],
)
def test_jumps_are_shown_as_a_question(structure: Structure, before: int, after: int, jumps: bool) -> None:
    cells = [("990101", 2016, "2014", "fees", before), ("990101", 2017, "2014", "fees", after)]
    (row,) = rows(check(structure, cells), rule="series.jump")
    assert (row["instance"], row["verdict"]) == (("fees", "question") if jumps else ("all", "holds"))
    assert row["report_id"] == "990101-2017"


def test_a_series_breaks_at_a_new_form(structure: Structure) -> None:
    cells = [
        ("990101", 2020, "2019", "penalties.decisions", 1),
        ("990101", 2021, "2021", "penalties.decisions", 9000),
        ("990102", 2016, "2014", "fees", 1),
        ("990102", 2018, "2014", "fees", 9000),  # a year is missing between
    ]
    (row,) = rows(check(structure, cells), rule="series.jump")
    assert (row["report_id"], row["instance"], row["verdict"]) == ("990101-2021", "form", "open")
    assert (row["operands"], row["evidence"]) == ("2019 | 2021", "before:990101-2020")


def test_a_foreign_unit_is_flagged(structure: Structure) -> None:
    cells = [("990101", 2017, "2014", "capacity.funds", 1788000), ("990101", 2017, "2014", "fees", 0)]
    (row,) = rows(check(structure, cells, unit_measure="元"), rule="units", instance="capacity.funds")
    assert (row["verdict"], row["operands"], row["evidence"]) == ("question", "元 | 万元", "unit:L0")
    (row,) = rows(check(structure, cells), rule="units")
    assert (row["instance"], row["verdict"], row["operands"]) == ("all", "holds", "2")


def test_a_sum_of_what_only_the_prose_says_is_a_question_at_most(structure: Structure) -> None:
    cells = [
        ("990101", 2017, "2014", "review", 4),
        ("990101", 2017, "2014", "review.upheld", 3),
        ("990101", 2017, "2014", "review.corrected", 2),
    ]
    (row,) = rows(check(structure, cells, source="prose"), rule="review.parts")
    assert (row["result"], row["verdict"], row["operands"]) == ("fails", "question", "3 + 2 + ▢")
    (row,) = rows(check(structure, cells[:2], source="prose"), rule="review.parts")
    assert (row["result"], row["gap"]) == ("not_assessable", 1)
    assert rows(check(structure, cells[:1], source="prose"), rule="review.parts") == []


def test_the_table_wins_over_the_prose(structure: Structure) -> None:
    table = [("990101", 2017, "2014", "review", 3), ("990101", 2017, "2014", "review.upheld", 3)]
    prose = [("990101", 2017, "2014", "review", 9)]
    facts, said = invented(structure, table), invented(structure, prose, source="prose")
    for parts in ((facts, said), (said, facts)):
        observations = join_observations([part.observations for part in parts])
        found = run_checks(Facts(**(vars(facts) | {"observations": observations})), structure)
        assert one(found, "990101-2017", "review.parts")[1] == 3


@pytest.mark.parametrize(("state", "result"), [("mark", "not_assessable"), ("not_in_form", "holds")])
def test_a_mark_is_no_blank_and_a_line_not_printed_adds_nothing(structure: Structure, state: str, result: str) -> None:
    cells = [("990101", 2017, "2014", name, 3) for name in ("review", "review.upheld")]
    cells += [("990101", 2017, "2014", "review.corrected", 0), ("990101", 2017, "2014", "review.other", None)]
    facts = invented(structure, cells)
    states = facts.observations["cell_state"].astype(object)
    states = states.where(facts.observations["indicator"] != "review.other", state)
    facts = Facts(**(vars(facts) | {"observations": facts.observations.assign(cell_state=states)}))
    assert one(run_checks(facts, structure), "990101-2017", "review.parts")[0] == result


# ------------------------------------------------------------------------------------------------ every rule


REGIONAL = {
    "2014": ("requests.received", "requests.answered", "review", "litigation"),
    "2019": ("applications.new", "outcome.total", "remedy.review.total"),
}


def test_every_rule_is_tried(structure: Structure, findings: Findings) -> None:
    """On the committed reports, on twelve years of consistent ones, on a region, or on prose beside a new form: a rule
    that is never tried proves nothing."""
    region = [
        (authority, 2017 if form == "2014" else 2020, form, indicator, 50 if authority == "990100" else 5)
        for authority in ("990100", "990101")
        for form, indicators in REGIONAL.items()
        for indicator in indicators
    ]
    pairs = [rule for rule in structure.rules if rule.kind == "prose" and rule.over == ""]
    cells = [("990101", 2019, "2019", term.indicator, 4) for rule in pairs for term in rule.left]
    beside = vars(invented(structure, dict.fromkeys(cells))) | {
        "statements": pd.DataFrame(told("990101-2019", *((rule.right[0].indicator, 4.0) for rule in pairs)))
    }
    found = [
        findings,
        run_checks(consistent.facts_of(2, 1), structure),
        check(structure, region),
        run_checks(Facts(**beside), structure),
    ]
    never = [rule.rule for rule in structure.rules if not sum(each.tried[rule.rule] for each in found)]
    assert never == []
    assert len(pairs) == 9


def test_a_rule_that_met_nothing_was_tried_no_times(structure: Structure) -> None:
    tried = check(structure, [("990101", 2017, "2014", "fees", 1)]).tried
    assert set(tried) == {rule.rule for rule in structure.rules}
    assert {name for name, times in tried.items() if times} == {"units"}
