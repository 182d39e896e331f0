"""Quotients: the value of each declared ratio in each report, exact to six places, or absent with its reason.

No blank is taken for a zero and no missing figure is filled by a sum. All operands stand in one source: the statutory
table, or the text where the table prints none of them.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from gongkai.ratios import Ratio, RatioTerm, join_signed, write_terms
from gongkai.resources import Row
from gongkai.structures import Structure

# Why a ratio has no value, besides the state of the first operand that holds no number.
REASONS = {
    "not_stated": "an operand stands nowhere in the report",
    "two_sources": "some operands stand in the table, others in the text only",
    "two_values": "the text gives an operand two different figures",
    "unit": "an operand is printed in another unit of money than the form's",
    "zero_denominator": "the denominator is zero",
    "negative_denominator": "the denominator is less than zero",
}
_NO_PLACE = ("not_in_form", "form_absent")
_NOWHERE, _DOUBTFUL = "…", "?"
_MONEY = frozenset({"元", "万元", "亿元"})
_SIX_PLACES = Decimal("0.000001")

# The rows of one report by source, form, indicator and applicant.
Cells = Mapping[tuple[str, str, str, str], Sequence[Row]]


@dataclass(frozen=True)
class _Operand:
    """What one report has for a term: its number, or the reason why it has none, and how a person reads it."""

    number: Decimal | None
    reason: str
    source: str
    text: str


@dataclass(frozen=True)
class _Known:
    """What is the same for all reports: signs of the cell states, units of the forms' lines."""

    signs: Mapping[str, str]
    units: Mapping[tuple[str, str], str]


def ratio_rows(resources: Mapping[str, Iterable[Row]], structure: Structure) -> list[Row]:
    """Every ratio of every report that is on one of its forms, with a value or with the reason why there is none."""
    known = _Known(
        {row["cell_state"]: row["glyph"] for row in structure.codelists["cell_states"]},
        {(form.form, line.indicator): line.unit for form in structure.forms.values() for line in form.lines},
    )
    wanted = {(term.indicator, term.applicant) for one in structure.ratios for term in one.terms}
    cells: dict[str, dict[tuple[str, str, str, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    used: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"form": set(), "prose": set()})
    for row in _counted(resources):
        report, source, form = str(row["report_id"]), str(row["source"]), str(row["form"])
        used[report][source].add(form)
        if (row["indicator"], row["applicant"]) in wanted:
            cells[report][source, form, str(row["indicator"]), str(row["applicant"])].append(row)
    return [
        {"report_id": report, **_divide(one, form, cells[report], known)}
        for report, forms in used.items()
        for one, form in _choose(structure.ratios, forms["form"] or forms["prose"], cells[report])
    ]


def _counted(resources: Mapping[str, Iterable[Row]]) -> Iterator[Row]:
    """The observations that count; a table in the chapters is there to be compared."""
    for name, rows in resources.items():
        if name.startswith("observations-"):
            yield from (row for row in rows if row["source"] != "in_text")


def _choose(ratios: Sequence[Ratio], forms: Container[str], cells: Cells) -> Iterator[tuple[Ratio, str]]:
    """One formula for each ratio. A report that mixes forms takes the one whose operands it has most of."""
    candidates: dict[str, list[tuple[int, Ratio, str]]] = defaultdict(list)
    for one in ratios:
        for form in one.forms:
            if form in forms:
                held = sum(bool(_find(term, form, cells)) for term in one.terms)
                candidates[one.ratio].append((held, one, form))
    for found in candidates.values():
        _, one, form = max(found, key=lambda candidate: candidate[0])
        yield one, form


def _divide(one: Ratio, form: str, cells: Cells, known: _Known) -> Row:
    above = [_operand(term, form, cells, known) for term in one.numerator]
    below = [_operand(term, form, cells, known) for term in one.denominator]
    numerator, denominator = _add(one.numerator, above), _add(one.denominator, below)
    sources = sorted({operand.source for operand in (*above, *below) if operand.source})
    reason = next((operand.reason for operand in (*above, *below) if operand.reason), "")
    value = None
    if not reason and len(sources) > 1:
        reason = "two_sources"
    elif not reason and numerator is not None and denominator is not None:
        if denominator > 0:
            value = (numerator / denominator).quantize(_SIX_PLACES, ROUND_HALF_EVEN)
        else:
            reason = "negative_denominator" if denominator else "zero_denominator"
    return {
        "ratio": one.ratio,
        "form": form,
        "source": sources[0] if len(sources) == 1 else None,
        "value": _plain(value),
        "numerator": _plain(numerator),
        "denominator": _plain(denominator),
        "operands": f"{_spell(one.numerator, above)} | {_spell(one.denominator, below)}",
        "formula": f"({write_terms(one.numerator)}) / ({write_terms(one.denominator)})",
        "reason": reason or None,
    }


def _find(term: RatioTerm, form: str, cells: Cells) -> Sequence[Row]:
    """The table's cell where this printing has one, else what the text says, as everywhere one per line counts."""
    printed = cells.get(("form", form, term.indicator, term.applicant), ())
    if printed and printed[0]["cell_state"] not in _NO_PLACE:
        return printed
    return cells.get(("prose", form, term.indicator, term.applicant), printed)


def _operand(term: RatioTerm, form: str, cells: Cells, known: _Known) -> _Operand:
    rows = _find(term, form, cells)
    if not rows:
        return _Operand(None, "not_stated", "", _NOWHERE)
    value, state, source = rows[0]["obs_value"], str(rows[0]["cell_state"]), str(rows[0]["source"])
    if len({row["obs_value"] for row in rows}) > 1:
        return _Operand(None, "two_values", source, _DOUBTFUL)
    if value is None:
        return _Operand(None, state, "" if state in _NO_PLACE else source, known.signs[state])
    number = Decimal(str(value))
    printed = str(rows[0]["unit_measure"] or "")
    units = {printed, known.units[form, term.indicator]}
    if len(units) > 1 and units & _MONEY and number:
        return _Operand(None, "unit", source, f"{number:f}{printed}")
    return _Operand(number, "", source, f"{number:f}")


def _add(terms: Sequence[RatioTerm], operands: Sequence[_Operand]) -> Decimal | None:
    """The signed sum; None where one number is missing."""
    total = Decimal(0)
    for term, operand in zip(terms, operands, strict=True):
        if operand.number is None:
            return None
        total += term.sign * operand.number
    return total


def _spell(terms: Sequence[RatioTerm], operands: Sequence[_Operand]) -> str:
    return join_signed((term.sign, operand.text) for term, operand in zip(terms, operands, strict=True))


def _plain(number: Decimal | None) -> Decimal | int | None:
    """Integers as integers, other numbers without zeros at their end."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else number.normalize()
