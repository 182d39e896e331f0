"""The concordance: which lines of two forms correspond, declared in structure/concordance.csv and in no code.

A row holds `correspondence, from_form, from_indicators, relation, to_form, to_indicators, note_zh, note_en`; the terms
of a side are joined by ` + `. `relation` is what the older side is to the newer: RELATIONS. Every value line of both
forms stands in some row of each pair of forms, so that nothing is left open; only `exact` and `sum` make a series.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from gongkai.declarations import place_in, read_rows
from gongkai.errors import StructureError
from gongkai.forms import Form, Line

RELATIONS = {
    "exact": "one line is the other",
    "sum": "the lines of one side added up are those of the other added up",
    "narrower": "the older side counts less than the newer",
    "broader": "the older side counts more than the newer",
    "none": "no line corresponds; where both sides are named, they are only taken for each other",
}
_COLUMNS = (
    "correspondence",
    "from_form",
    "from_indicators",
    "relation",
    "to_form",
    "to_indicators",
    "note_zh",
    "note_en",
)
_NAME = re.compile(r"20[0-9]{2}-20[0-9]{2}\.[a-z_]+(?:\.[a-z_]+)*")

Lines = Mapping[str, Mapping[str, Line]]


@dataclass(frozen=True)
class Correspondence:
    """One row: lines of an older form, lines of a newer one, and how they stand to each other."""

    correspondence: str
    from_form: str
    from_indicators: tuple[str, ...]
    relation: str
    to_form: str
    to_indicators: tuple[str, ...]
    note_zh: str
    note_en: str

    @property
    def makes_series(self) -> bool:
        """Whether years on both sides may stand in one series."""
        return self.relation in ("exact", "sum")


def load_concordance(folder: Path, forms: Mapping[str, Form]) -> tuple[Correspondence, ...]:
    """structure/concordance.csv in its own order; StructureError names the file and the row to mend."""
    path = folder / "concordance.csv"
    asked = {name: {line.indicator: line for line in form.lines if line.kind == "line"} for name, form in forms.items()}
    found: dict[str, Correspondence] = {}
    joined: set[tuple[str, str, tuple[str, ...]]] = set()
    for number, row in read_rows(path, _COLUMNS):
        one = _correspondence(row)
        if one.correspondence in found:
            raise StructureError(f"{one.correspondence!r} stands here twice", place_in(path, number))
        if fault := _fault(one, asked) or _second(one, joined):
            raise StructureError(fault, place_in(path, number, one.correspondence))
        found[one.correspondence] = one
    _refuse_gaps(path, tuple(found.values()), asked)
    return tuple(found.values())


def concordance_rows(concordance: Sequence[Correspondence]) -> list[dict[str, object]]:
    """The concordance as rows of the package."""
    return [
        {
            "correspondence": one.correspondence,
            "from_form": one.from_form,
            "from_indicators": " + ".join(one.from_indicators) or None,
            "relation": one.relation,
            "to_form": one.to_form,
            "to_indicators": " + ".join(one.to_indicators) or None,
            "note_zh": one.note_zh or None,
            "note_en": one.note_en or None,
        }
        for one in concordance
    ]


def _correspondence(row: Mapping[str, str]) -> Correspondence:
    return Correspondence(
        correspondence=row["correspondence"],
        from_form=row["from_form"],
        from_indicators=_terms(row["from_indicators"]),
        relation=row["relation"],
        to_form=row["to_form"],
        to_indicators=_terms(row["to_indicators"]),
        note_zh=row["note_zh"],
        note_en=row["note_en"],
    )


def _terms(text: str) -> tuple[str, ...]:
    return tuple(text.split(" + ")) if text else ()


def _fault(one: Correspondence, asked: Lines) -> str:
    """What is wrong with a row, or nothing."""
    order = list(asked)
    if unknown := [form for form in (one.from_form, one.to_form) if form not in asked]:
        return f"there is no form {', '.join(unknown)}"
    if order.index(one.from_form) >= order.index(one.to_form):
        return "from_form is the older of the two"
    if not _NAME.fullmatch(one.correspondence):
        return "a correspondence is named <form>-<form>.<indicator>"
    if not one.correspondence.startswith(f"{one.from_form}-{one.to_form}."):
        return f"the name begins with {one.from_form}-{one.to_form}."
    for form, terms in ((one.from_form, one.from_indicators), (one.to_form, one.to_indicators)):
        if strange := [term for term in terms if term not in asked[form]]:
            return f"form {form} has no line {strange[0]!r}"
        if len(set(terms)) < len(terms):
            return "a term stands on one side twice"
    return _poor_relation(one, asked)


def _poor_relation(one: Correspondence, asked: Lines) -> str:
    sides = (len(one.from_indicators), len(one.to_indicators))
    if one.relation not in RELATIONS:
        return f"relation is none of {', '.join(RELATIONS)}"
    if one.relation == "exact" and sides != (1, 1):
        return "exact joins one line and one line"
    if one.relation == "sum" and (0 in sides or sides == (1, 1)):
        return "a sum has a line on each side, and more than one on one of them"
    if one.relation in ("narrower", "broader") and 0 in sides:
        return f"{one.relation} names lines on both sides"
    if sides == (0, 0):
        return "no line is named"
    if bool(one.note_zh) != bool(one.note_en):
        return "a note is written in both languages or in none"
    if not one.note_zh and one.relation != "none" and one.from_indicators != one.to_indicators:
        return "a note says why"
    units = {asked[one.from_form][term].unit for term in one.from_indicators}
    units |= {asked[one.to_form][term].unit for term in one.to_indicators}
    if one.makes_series and len(units) > 1:
        return f"a series has one unit, not {', '.join(sorted(units))}"
    return ""


def _second(one: Correspondence, joined: set[tuple[str, str, tuple[str, ...]]]) -> str:
    """A side that already makes a series with the other form would make two."""
    if not one.makes_series:
        return ""
    sides = {(one.from_form, one.to_form, one.from_indicators), (one.to_form, one.from_form, one.to_indicators)}
    if taken := joined & sides:
        return f"{' + '.join(min(taken)[2])} makes a series with the other form already"
    joined |= sides
    return ""


def _refuse_gaps(path: Path, concordance: Sequence[Correspondence], asked: Lines) -> None:
    """Every line of both forms stands in a row of each pair; a line that both forms have is one and the same."""
    for older, newer in combinations(asked, 2):
        rows = [one for one in concordance if (one.from_form, one.to_form) == (older, newer)]
        exact = {one.from_indicators for one in rows if one.relation == "exact"} & {one.to_indicators for one in rows}
        for form, other, named in (
            (older, newer, {term for one in rows for term in one.from_indicators}),
            (newer, older, {term for one in rows for term in one.to_indicators}),
        ):
            if missing := [indicator for indicator in asked[form] if indicator not in named]:
                raise StructureError(f"says nothing of {missing[0]!r} of form {form} against {other}", place_in(path))
        if apart := [term for term in asked[older] if term in asked[newer] and (term,) not in exact]:
            raise StructureError(f"{apart[0]!r} of {older} and {newer} has one id, but is not exact", place_in(path))
