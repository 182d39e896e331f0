"""Ratios: declared formulas, and a value only where every operand is a number."""

import csv
import io
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from gongkai.csv_files import write_csv
from gongkai.errors import StructureError
from gongkai.quotients import REASONS, ratio_rows
from gongkai.ratios import formula_rows
from gongkai.structures import Structure, load_structure
from tests.conftest import copy_structure

NUMBERS = {"reported", "reported_zero", "text_number"}


def cell(indicator: str, value: float | None, **other: object) -> dict[str, object]:
    state = "blank" if value is None else "reported" if value else "reported_zero"
    known = {"report_id": "990100-2017", "form": "2014", "applicant": "total", "source": "form", "unit_measure": "件"}
    return known | {"indicator": indicator, "obs_value": value, "cell_state": state} | other


def evaluate(structure: Structure, *cells: dict[str, object]) -> dict[str, dict[str, object]]:
    rows = ratio_rows({"observations-2017": list(cells)}, structure)
    assert len({row["ratio"] for row in rows}) == len(rows)
    return {str(row["ratio"]): row for row in rows}


def on_time(structure: Structure, *cells: dict[str, object]) -> dict[str, object]:
    return evaluate(structure, *cells)["on_time_rate"]


ON_TIME, COMPLETED = "requests.completed.on_time", "requests.completed"


def test_a_value_is_exact_to_six_places(structure: Structure) -> None:
    row = on_time(structure, cell(ON_TIME, 2), cell(COMPLETED, 3))
    assert (row["value"], row["numerator"], row["denominator"]) == (Decimal("0.666667"), 2, 3)
    assert (row["operands"], row["formula"]) == ("2 | 3", f"({ON_TIME}) / ({COMPLETED})")
    assert (row["form"], row["source"], row["reason"]) == ("2014", "form", None)


@pytest.mark.parametrize(
    ("above", "below", "written"),
    [
        (60, 60, "1"),
        (0, 7, "0"),
        (1, 2, "0.5"),
        (1, 1_000_000, "0.000001"),
        (1, 2_000_000, "0"),
        (3, 2_000_000, "0.000002"),
        (1e2, 3.0, "33.333333"),
        (0.1, 0.3, "0.333333"),
        (12345678, 1, "12345678"),
    ],
)
def test_values_are_written_in_full(structure: Structure, above: float, below: float, written: str) -> None:
    row = on_time(structure, cell(ON_TIME, above), cell(COMPLETED, below))
    assert write_csv(["value"], [row]).decode() == f"value\n{written}\n"


@pytest.mark.parametrize(
    ("state", "sign"),
    [("blank", "▢"), ("mark", "―"), ("not_in_form", "∅"), ("form_absent", "⊘"), ("image", "▨"), ("unparsed", "?")],
)
def test_without_an_operand_there_is_no_value(structure: Structure, state: str, sign: str) -> None:
    without = on_time(structure, cell(ON_TIME, None, cell_state=state), cell(COMPLETED, 3))
    assert (without["value"], without["numerator"], without["denominator"]) == (None, None, 3)
    assert (without["reason"], without["operands"]) == (state, f"{sign} | 3")
    below = on_time(structure, cell(ON_TIME, 2), cell(COMPLETED, None, cell_state=state))
    assert (below["value"], below["numerator"], below["denominator"]) == (None, 2, None)
    assert below["reason"] == state


def test_one_blank_among_the_terms_of_a_sum_is_enough(structure: Structure) -> None:
    cells = [cell("review.upheld", 4), cell("review.corrected", 1), cell("review.other", None)]
    row = evaluate(structure, *cells)["review_corrected_rate"]
    assert (row["value"], row["numerator"], row["denominator"]) == (None, 1, None)
    assert (row["operands"], row["reason"]) == ("1 | 4 + 1 + ▢", "blank")


def test_a_denominator_of_zero_or_less_gives_none(structure: Structure) -> None:
    assert on_time(structure, cell(ON_TIME, 0), cell(COMPLETED, 0))["reason"] == "zero_denominator"
    others = ("petition", "repeat", "publication", "excessive", "confirmation")
    cells = [cell("outcome.granted", 1), cell("outcome.partial", 0), cell("outcome.total", 2), cell("outcome.other", 0)]
    cells += [cell(f"outcome.not_processed.{one}", 1) for one in others]
    row = evaluate(structure, *({**one, "form": "2019"} for one in cells))["disclosure_rate_decided"]
    assert (row["value"], row["denominator"], row["reason"]) == (None, -3, "negative_denominator")
    assert row["operands"] == "1 + 0 | 2 - 1 - 1 - 1 - 1 - 1 - 0"


def test_what_stands_nowhere_is_not_stated(structure: Structure) -> None:
    row = on_time(structure, cell(ON_TIME, 5))
    assert (row["value"], row["operands"], row["reason"]) == (None, "5 | …", "not_stated")


def test_the_text_counts_where_the_table_has_no_such_cell(structure: Structure) -> None:
    text = {"source": "prose"}
    row = on_time(structure, cell(ON_TIME, 2, **text), cell(COMPLETED, 4, **text))
    assert (row["value"], row["source"]) == (Decimal("0.5"), "prose")
    gone = {"cell_state": "not_in_form"}
    pairs = [cell(one, None, **gone) for one in (ON_TIME, COMPLETED)]
    row = on_time(structure, *pairs, cell(ON_TIME, 2, **text), cell(COMPLETED, 4, **text))
    assert (row["value"], row["source"]) == (Decimal("0.5"), "prose")


def test_table_and_text_are_never_divided_by_each_other(structure: Structure) -> None:
    row = on_time(structure, cell(ON_TIME, 2, source="prose"), cell(COMPLETED, 4))
    assert (row["value"], row["source"], row["reason"]) == (None, None, "two_sources")
    blank = on_time(structure, cell(ON_TIME, 2, source="prose"), cell(ON_TIME, None), cell(COMPLETED, 4))
    assert (blank["value"], blank["source"], blank["reason"]) == (None, "form", "blank")


def test_a_table_in_the_chapters_counts_for_nothing(structure: Structure) -> None:
    cells = (cell(ON_TIME, 2, source="in_text"), cell(COMPLETED, 4, source="in_text"))
    assert evaluate(structure, *cells) == {}


def test_a_text_that_says_two_things_says_nothing(structure: Structure) -> None:
    text = {"source": "prose"}
    twice = [cell(ON_TIME, 2, **text), cell(ON_TIME, 3, **text), cell(COMPLETED, 4, **text)]
    row = on_time(structure, *twice)
    assert (row["value"], row["operands"], row["reason"]) == (None, "? | 4", "two_values")
    same = on_time(structure, *twice[:1], *twice[:1], twice[2])
    assert same["value"] == Decimal("0.5")


def test_money_in_another_unit_is_not_divided(structure: Structure) -> None:
    staff = cell("capacity.staff", 4, unit_measure="人")
    row = evaluate(structure, cell("capacity.funds", 50000, unit_measure="元"), staff)["funds_per_head"]
    assert (row["value"], row["operands"], row["reason"]) == (None, "50000元 | 4", "unit")
    right = evaluate(structure, cell("capacity.funds", 5, unit_measure="万元"), staff)["funds_per_head"]
    assert right["value"] == Decimal("1.25")
    none = evaluate(structure, cell("capacity.funds", 0, unit_measure="元"), staff)["funds_per_head"]
    assert none["value"] == 0


def test_a_report_that_mixes_forms_takes_the_formula_it_prints(structure: Structure) -> None:
    new = {"report_id": "990100-2024", "form": "2019"}
    cells = [cell("outcome.granted", 3, **new), cell("outcome.total", 4, **new)]
    found = evaluate(structure, *cells, cell("normative.issued", 1, report_id="990100-2024", form="2021"))
    assert (found["full_disclosure_rate"]["form"], found["full_disclosure_rate"]["value"]) == ("2019", Decimal("0.75"))


def test_one_column_of_the_matrix_is_not_the_total(structure: Structure) -> None:
    new = {"form": "2019"}
    people = cell("applications.new", 3, applicant="natural_person", **new)
    assert evaluate(structure, people)["natural_person_share"]["reason"] == "not_stated"
    row = evaluate(structure, people, cell("applications.new", 4, **new))["natural_person_share"]
    assert (row["value"], row["formula"]) == (
        Decimal("0.75"),
        "(applications.new@natural_person) / (applications.new)",
    )


def rows_of(repository: Path, name: str) -> list[dict[str, str]]:
    found = []
    for path in sorted((repository / "datapackage" / "annual-reports" / "data").glob(f"{name}.csv")):
        found += list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    return found


def test_every_published_ratio_follows_from_the_published_cells(repository: Path) -> None:
    """Calculated anew by fractions from the CSVs alone: the same value, or none and an operand that is no number."""
    cells = {
        (row["report_id"], row["source"], row["form"], row["indicator"], row["applicant"]): row
        for row in rows_of(repository, "observations-*")
    }
    ratios = rows_of(repository, "ratios")
    assert len(ratios) >= 50
    with_value = 0
    for row in ratios:
        sides = [side.strip("()").replace(" - ", " + -").split(" + ") for side in row["formula"].split(" / ")]
        numbers: list[list[Fraction | None]] = []
        for side in sides:
            numbers.append([])
            for term in side:
                name, _, applicant = term.lstrip("-").partition("@")
                at = (row["report_id"], row["source"], row["form"], name, applicant or "total")
                found = cells.get(at, {"cell_state": ""})
                number = Fraction(found["obs_value"]) if found["cell_state"] in NUMBERS else None
                numbers[-1].append(-number if number is not None and term.startswith("-") else number)
        complete = all(number is not None for side in numbers for number in side)
        if row["value"]:
            above, below = (sum(number or 0 for number in side) for side in numbers)
            assert complete
            assert abs(Fraction(row["value"]) - above / below) <= Fraction(1, 2_000_000)
            assert (Fraction(row["numerator"]), Fraction(row["denominator"]), row["reason"]) == (above, below, "")
            with_value += 1
        else:
            assert row["reason"]
            assert complete == (row["reason"] == "zero_denominator")
    assert with_value >= 25


def test_known_ratios_of_real_reports(repository: Path) -> None:
    found = {(row["report_id"], row["ratio"]): row for row in rows_of(repository, "ratios")}
    assert found["371300-2017", "review_corrected_rate"]["operands"] == "81 | 182 + 81 + 246"
    assert found["371300-2017", "review_corrected_rate"]["value"] == "0.159136"
    assert found["371300-2017", "on_time_rate"]["reason"] == "blank"  # the total is blank; its parts are not added up
    assert found["370400-gaoxin-2020", "disclosure_rate"]["reason"] == "blank"
    assert found["370400-2017", "litigation_corrected_rate"]["reason"] == "zero_denominator"
    assert found["320813-2024", "disclosure_rate"]["value"] == "0.621053"
    assert found["320813-2024", "disclosure_rate_decided"]["value"] == "0.62766"


def test_reasons_are_those_of_the_schema(structure: Structure) -> None:
    text = (structure.folder / "schemas" / "ratios.yaml").read_text(encoding="utf-8")
    listed = text.split("enum:")[2].split("primaryKey")[0].split()[1::2]
    states = [row["cell_state"] for row in structure.codelists["cell_states"]]
    assert listed == [*(state for state in states if state not in NUMBERS), *REASONS]


def test_every_ratio_of_the_domain_has_its_forms(structure: Structure) -> None:
    forms: dict[str, list[str]] = {}
    for row in formula_rows(structure.ratios):
        forms.setdefault(str(row["name_zh"]), []).append(str(row["form"]))
    new, old = ["2019", "2021"], ["2014"]
    assert forms == {
        "公开率（占办理结果总计）": new,
        "公开率（不计不予处理和其他处理）": new,
        "全部公开率": new,
        "不予公开率": new,
        "不掌握率": new,
        "不予处理率": new,
        "结转率": new,
        "复议率": new,
        "复议纠错率": old + new,
        "诉讼纠错率": old + new,
        "自然人占比": new,
        "同意公开率": old,
        "按时办结率": old,
        "网络申请占比": old,
        "专职人员占比": old,
        "人均经费": old,
        "规范性文件公开率": old,
    }


ROW = "on_time_rate,2014,requests.completed.on_time,requests.completed,按时办结率"
MISTAKES = [
    (ROW, ROW.replace("on_time_rate", "On time"), "a ratio's name"),
    (ROW, ROW.replace(",2014,", ",2013,"), "there is no form 2013"),
    (ROW, ROW.replace(",2014,", ",2014;2019,"), "form 2019 has no line 'requests.completed.on_time'"),
    (ROW, ROW.replace(".on_time,", ".on_time * 2,"), "is no term"),
    (ROW, ROW.replace(".on_time,", ".on_time + requests.completed.on_time,"), "stands on one side twice"),
    (ROW, ROW.replace("completed,按", "completed@enterprise,按"), "has no column for each applicant"),
    (ROW, ROW.replace("completed,按", "completed@people,按"), "'people' is no applicant"),
    (ROW, ROW.replace("按时办结率", ""), "name_zh is empty"),
    (ROW, ROW.replace("on_time_rate", "online_share"), "it has a formula for form 2014 already"),
    ("review_corrected_rate,2014,", "review_rate,2014,", "its name and unit are those of its other rows"),
    ("ratio,form,", "form,ratio,", "the columns are"),
    (ROW, f"x,{ROW}", "more or fewer cells"),
]


@pytest.mark.parametrize(("before", "after", "message"), MISTAKES)
def test_a_mistake_is_named_by_file_and_line(tmp_path: Path, before: str, after: str, message: str) -> None:
    copy_structure(tmp_path / "structure")
    path = tmp_path / "structure" / "ratios.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(StructureError) as caught:
        load_structure(tmp_path / "structure")
    assert "structure/ratios.csv:line " in str(caught.value)
    assert message in str(caught.value)


def test_a_ratio_of_two_forms_is_one_by_the_concordance(structure: Structure) -> None:
    """A name is shared only where every operand of the older formula is joined to operands of the newer."""
    seen = 0
    for older in structure.ratios:
        for newer in structure.ratios:
            if older.ratio != newer.ratio or older.forms >= newer.forms:
                continue
            for form in older.forms:
                for other in newer.forms:
                    joined = {
                        one.from_indicators: one.to_indicators
                        for one in structure.concordance
                        if one.makes_series and (one.from_form, one.to_form) == (form, other)
                    }
                    for before, after in ((older.numerator, newer.numerator), (older.denominator, newer.denominator)):
                        moved = {
                            (name, term.applicant, term.sign) for term in before for name in joined[(term.indicator,)]
                        }
                        assert moved == {(term.indicator, term.applicant, term.sign) for term in after}
                        seen += 1
    assert seen == 10
