"""Ratios: derived figures, declared in structure/ratios.csv with one formula for each form and in no code.

A row holds `ratio, form, numerator, denominator, name_zh, name_en, unit, note_zh, note_en`; `form` joins forms by `;`.
Terms are indicators, `id@applicant` for one column of the matrix, joined by ` + ` or ` - `.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongkai.declarations import place_in, read_rows
from gongkai.errors import StructureError
from gongkai.forms import Form

_COLUMNS = ("ratio", "form", "numerator", "denominator", "name_zh", "name_en", "unit", "note_zh", "note_en")
_RATIO = re.compile(r"[a-z][a-z_]*")
_TERM = re.compile(r"(?P<indicator>[a-z_]+(?:\.[a-z_]+)*)(?:@(?P<applicant>[a-z_]+))?")


@dataclass(frozen=True)
class RatioTerm:
    """One operand: an indicator, the column of one applicant, added or (`sign` -1) taken away."""

    indicator: str
    applicant: str
    sign: int

    def __str__(self) -> str:
        return self.indicator if self.applicant == "total" else f"{self.indicator}@{self.applicant}"


@dataclass(frozen=True)
class Ratio:
    """One derived figure as some forms allow it to be calculated."""

    ratio: str
    forms: tuple[str, ...]
    numerator: tuple[RatioTerm, ...]
    denominator: tuple[RatioTerm, ...]
    name_zh: str
    name_en: str
    unit: str
    note_zh: str
    note_en: str

    @property
    def terms(self) -> tuple[RatioTerm, ...]:
        """All operands."""
        return (*self.numerator, *self.denominator)


def load_ratios(folder: Path, forms: Mapping[str, Form], applicants: Container[str]) -> tuple[Ratio, ...]:
    """structure/ratios.csv in its own order; StructureError names the file and the row to mend."""
    path = folder / "ratios.csv"
    found: list[Ratio] = []
    for number, row in read_rows(path, _COLUMNS):
        one = Ratio(
            ratio=row["ratio"],
            forms=tuple(row["form"].split(";")),
            numerator=_terms(path, number, row["numerator"]),
            denominator=_terms(path, number, row["denominator"]),
            **{name: row[name] for name in ("name_zh", "name_en", "unit", "note_zh", "note_en")},
        )
        if fault := _fault(one, forms, applicants) or _against(one, found):
            raise StructureError(fault, place_in(path, number, one.ratio))
        found.append(one)
    return tuple(found)


def formula_rows(ratios: Sequence[Ratio]) -> list[dict[str, object]]:
    """The formulas as rows of the package, one for each form."""
    return [
        {
            "ratio": one.ratio,
            "form": form,
            "order": order,
            "numerator": write_terms(one.numerator),
            "denominator": write_terms(one.denominator),
            "unit": one.unit or None,
            "name_zh": one.name_zh,
            "name_en": one.name_en,
            "note_zh": one.note_zh,
            "note_en": one.note_en,
        }
        for order, one in enumerate(ratios, 1)
        for form in one.forms
    ]


def write_terms(terms: Sequence[RatioTerm]) -> str:
    """Terms as they are declared."""
    return join_signed((term.sign, str(term)) for term in terms)


def join_signed(parts: Iterable[tuple[int, str]]) -> str:
    """Words with the signs between them; the first is added."""
    return "".join(f" {'+' if sign > 0 else '-'} {text}" for sign, text in parts).removeprefix(" + ")


def _terms(path: Path, number: int, text: str) -> tuple[RatioTerm, ...]:
    pieces = re.split(r" ([+-]) ", text)
    terms = []
    for sign, part in zip(["+", *pieces[1::2]], pieces[::2], strict=True):
        match = _TERM.fullmatch(part)
        if match is None:
            raise StructureError(f"{part!r} is no term", place_in(path, number))
        terms.append(RatioTerm(match["indicator"], match["applicant"] or "total", 1 if sign == "+" else -1))
    if len({(term.indicator, term.applicant) for term in terms}) < len(terms):
        raise StructureError("a term stands on one side twice", place_in(path, number))
    return tuple(terms)


def _fault(one: Ratio, forms: Mapping[str, Form], applicants: Container[str]) -> str:
    """What is wrong with a row, or nothing."""
    if not _RATIO.fullmatch(one.ratio):
        return "a ratio's name is made of lower-case letters and _"
    if empty := [name for name in ("name_zh", "name_en", "note_zh", "note_en") if not getattr(one, name).strip()]:
        return f"{empty[0]} is empty"
    for form in one.forms:
        if form not in forms:
            return f"there is no form {form}"
        asked = {line.indicator: line for line in forms[form].lines if line.kind == "line"}
        for term in one.terms:
            if term.indicator not in asked:
                return f"form {form} has no line {term.indicator!r}"
            if term.applicant not in applicants:
                return f"{term.applicant!r} is no applicant"
            if term.applicant != "total" and not asked[term.indicator].by_applicant:
                return f"line {term.indicator!r} of form {form} has no column for each applicant"
    return ""


def _against(one: Ratio, earlier: Sequence[Ratio]) -> str:
    """What does not agree with the rows above: one formula for a form, one name and one unit for a ratio."""
    same = [other for other in earlier if other.ratio == one.ratio]
    if taken := [form for other in same for form in other.forms if form in one.forms]:
        return f"it has a formula for form {taken[0]} already"
    if any((other.name_zh, other.name_en, other.unit) != (one.name_zh, one.name_en, one.unit) for other in same):
        return "its name and unit are those of its other rows"
    return ""
