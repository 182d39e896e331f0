"""Facts that the tests of checks hold rules against: invented reports in a few words."""

from collections.abc import Mapping, Sequence

import pandas as pd

from gongkai.checks import FAMILIES, Facts, facts_of
from gongkai.checks.dates import check_dates
from gongkai.checks.findings import check_rows
from gongkai.checks.grids import build_grid
from gongkai.checks.percentages import check_percentages
from gongkai.checks.repeats import check_in_text, check_twice
from gongkai.checks.sequences import check_sequences
from gongkai.checks.statements import check_prose
from gongkai.structures import Structure

ZERO = "zero_in_words"
UNITS = {"fees": "万元", "capacity.funds": "万元", "processing_fee": "元"}
STATUS = {"990100": "city", "990100-shuiwu": "department"}

OURS = (check_prose, check_twice, check_in_text, check_percentages, check_dates, check_sequences)

Row = dict[str, object]
# indicator, value or state, then source, unit and raw text where they matter
Cell = tuple[object, ...]
# indicator (or ~indicator for what a figure is only about), quantity, qualifier, then unit and phrase
Saying = tuple[object, ...]


def report(year: int = 2017, form: str = "2014", authority: str = "990100", **known: object) -> Row:
    """One report."""
    return {
        "report_id": f"{authority}-{year}",
        "authority": authority,
        "time_period": year,
        "form": form,
        "published": "",
        "published_printed": "",
        "period_from": "",
        "period_to": "",
        "scope": "unknown",
    } | known


def facts(
    reports: Sequence[Row],
    cells: Sequence[Cell] = (),
    sayings: Sequence[Saying] = (),
    captions: Sequence[tuple[int, str]] = (),
    lists: Sequence[tuple[int, int]] = (),
    form: str = "2014",
) -> Facts:
    """The facts of reports, of which the first has all that is said."""
    first = reports[0]
    about = {"report_id": first["report_id"]}
    return facts_of(
        {
            "reports": list(reports),
            "observations-all": [_cell(first, form, number, cell) for number, cell in enumerate(cells, 1)],
            "statements": [about | _saying(number, saying) for number, saying in enumerate(sayings, 1)],
            "captions": [
                about | {"number": number, "title": "图", "section": section, "locator": f"L{at}:1-9"}
                for at, (number, section) in enumerate(captions, 1)
            ],
            "enumerations": [
                about | {"announced": announced, "given": given, "locator": f"L{at}:1-9"}
                for at, (announced, given) in enumerate(lists, 1)
            ],
            "authorities": [{"authority": name, "parent": "", "kind": kind} for name, kind in STATUS.items()],
            "form_lines": [{"form": form, "indicator": "review", "unit": ""}],
        }
    )


def found(made: Facts, structure: Structure, **wanted: object) -> list[Row]:
    """The checks of these reports' words, dates and sequences, as the package has them."""
    assert set(OURS) <= set(FAMILIES)
    grid = build_grid(made.observations, made.reports, made.statements)
    rules = {rule.rule: rule for rule in structure.rules}
    checks = pd.concat([family(made, grid, rules) for family in OURS])
    assert checks.duplicated(["report_id", "rule", "instance"]).sum() == 0
    rows = check_rows(checks.sort_values(["report_id", "rule", "instance"]))
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def declared(structure: Structure) -> Mapping[str, str]:
    """The kind of each rule."""
    return {rule.rule: rule.kind for rule in structure.rules}


def _cell(first: Row, form: str, number: int, cell: Cell) -> Row:
    indicator, value, source, unit, raw = (*cell, *("form", None, "")[len(cell) - 2 :])
    is_number = isinstance(value, int | float)
    state = ("reported" if value else "reported_zero") if is_number else str(value)
    applicant = "total"
    return {
        "report_id": first["report_id"],
        "authority": first["authority"],
        "time_period": first["time_period"],
        "form": form,
        "indicator": indicator,
        "applicant": applicant,
        "source": source,
        "obs_value": value if is_number else None,
        "cell_state": "text_number" if raw else state,
        "obs_status": "A",
        "unit_measure": unit or UNITS.get(str(indicator), "件"),
        "raw": raw or str(value),
        "label": "",
        "locator": f"L{100 + number}",
    }


def _saying(number: int, saying: Saying) -> Row:
    name, quantity, qualifier, unit, phrase = (*saying, *("exact", "件", "")[len(saying) - 2 :])
    low, high = _bounds(float(str(quantity)), str(qualifier))
    is_about = str(name).startswith("~")
    return {
        "statement": number,
        "indicator": None if is_about or not name else name,
        "about": str(name)[1:] if is_about else None,
        "quantity": quantity,
        "low": low,
        "high": high,
        "unit": None if qualifier == ZERO else unit,
        "qualifier": qualifier,
        "phrase": phrase or f"共{quantity}{unit}",
        "locator": f"L9:{number * 10}-{number * 10 + 5}",
    }


def _bounds(quantity: float, qualifier: str) -> tuple[float, float | None]:
    """As the reader gives them, the last non-zero digit being hundreds."""
    unit = 100.0
    if qualifier in ("余", "多"):
        return quantity, quantity + unit
    if qualifier == "近":
        return quantity - unit, quantity
    if qualifier in ("突破", "超", "以上"):
        return quantity, None
    if qualifier in ("约", "左右", "rounded"):
        return quantity - unit / 2, quantity + unit / 2
    return (0.0, quantity) if qualifier in ("以下", "不足") else (quantity, quantity)
