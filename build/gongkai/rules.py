"""Rules: what a report's own figures promise of each other, declared in structure/rules.csv and in no code.

A row of rules.csv holds `rule, form, kind, status, left, op, right, over` and words in both languages: `sentence,
sentence_en, message_zh, message_en`.

- `rule`: lower-case letters, digits, `_` and dots; it is the address of the rule's page and never changes.
- `form`: the forms it is asked of, joined by `;`.
- `left`, `right`: terms joined by ` + `. A term is an indicator, `id@applicant` for one column of the matrix, `id[-1]`
  for the year before, `*` for the line a rule over `indicators` is at, or one of FACTS for what is no cell.
- `op`: see OPS. `over`: what the rule is asked for again and again: each column of the matrix (`applicants`), each line
  (`indicators`), each body that a region aggregates (`children`), or nothing.
- `sentence`: what the form or the report prints for the rule, or the reason in our words where it prints nothing;
  `sentence_en` says it in English.
- `message_zh`, `message_en`: what is said where it does not hold; PLACEHOLDERS may stand in them.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongkai.declarations import place_in, read_rows
from gongkai.errors import StructureError
from gongkai.forms import Form

KINDS = (
    "equality",
    "bound",
    "order",
    "same",
    "carry_over",
    "stock_flow",
    "children",
    "series",
    "prose",
    "in_text",
    "percentage",
    "deadline",
    "sequence",
)
# official: the form or its notes say so; expected: the table is built so; weak: good reports may differ.
STATUSES = ("official", "expected", "weak")
OPS = {
    "equals": "left equals the sum of the right",
    "at_most": "left is at most the sum of the right",
    "at_least": "left is at least the sum of the right",
    "max_to_sum": "left is at least the largest term of the right and at most their sum",
    "agrees": "the figure on the left lies within the bounds of what the right says",
    "like": "left and right are of one size",
}
OVER = ("", "applicants", "indicators", "children")
# Terms that are no indicators: what else a report says of itself.
FACTS = (
    "*",
    "unit",
    "form_unit",
    "part",
    "whole",
    "percentage",
    "period",
    "year",
    "published",
    "period_end",
    "deadline",
    "captions",
    "ordinals",
    "enumeration_given",
    "enumeration_announced",
)
# `left` and `right` are the two sides of what is no number: dates, units.
PLACEHOLDERS = ("actual", "expected", "gap", "report", "instance", "operands", "left", "right")
_WORDS = ("sentence", "sentence_en", "message_zh", "message_en")
_COLUMNS = ("rule", "form", "kind", "status", "left", "op", "right", "over", *_WORDS)
_RULE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")
_TERM = re.compile(r"(?P<indicator>\*|[a-z_]+(?:\.[a-z_]+)*)(?:@(?P<applicant>[a-z_]+))?(?P<back>\[-1\])?")


@dataclass(frozen=True)
class Term:
    """One operand: an indicator (or a word of FACTS), one applicant's column (empty: the one the rule is at), how many
    years back, and whether its line may be negative."""

    indicator: str
    applicant: str = ""
    back: int = 0
    signed: bool = False

    def __str__(self) -> str:
        column = f"@{self.applicant}" if self.applicant else ""
        return f"{self.indicator}{column}{'[-1]' if self.back else ''}"


@dataclass(frozen=True)
class Rule:
    """One declared identity."""

    rule: str
    forms: tuple[str, ...]
    kind: str
    status: str
    left: tuple[Term, ...]
    op: str
    right: tuple[Term, ...]
    over: str
    sentence: str
    sentence_en: str
    message_zh: str
    message_en: str

    @property
    def terms(self) -> tuple[Term, ...]:
        """Both sides."""
        return (*self.left, *self.right)


def load_rules(folder: Path, forms: Mapping[str, Form], indicators: Container[str]) -> tuple[Rule, ...]:
    """structure/rules.csv in its own order; StructureError names the file and the row to mend."""
    path = folder / "rules.csv"
    signed = {line.indicator for form in forms.values() for line in form.lines if line.signed}
    rules: dict[str, Rule] = {}
    for number, row in read_rows(path, _COLUMNS):
        rule = _rule(path, number, row, signed)
        if rule.rule in rules:
            raise StructureError(f"{rule.rule!r} stands here twice", place_in(path, number))
        if fault := _fault(rule, forms, indicators):
            raise StructureError(fault, place_in(path, number, rule.rule))
        rules[rule.rule] = rule
    return tuple(rules.values())


def rule_rows(rules: Sequence[Rule], tried: Mapping[str, int]) -> list[dict[str, object]]:
    """Rules as rows of the package, in declared order, each with how often it was tried."""
    return [
        {
            "rule": rule.rule,
            "order": order,
            "form": ";".join(rule.forms),
            "kind": rule.kind,
            "status": rule.status,
            "left": " + ".join(map(str, rule.left)),
            "op": rule.op,
            "right": " + ".join(map(str, rule.right)),
            "over": rule.over or None,
            **{name: getattr(rule, name) for name in _WORDS},
            "tried": tried[rule.rule],
        }
        for order, rule in enumerate(rules, 1)
    ]


def _rule(path: Path, number: int, row: Mapping[str, str], signed: Container[str]) -> Rule:
    return Rule(
        rule=row["rule"],
        forms=tuple(row["form"].split(";")),
        kind=row["kind"],
        status=row["status"],
        left=_terms(path, number, row["left"], signed),
        op=row["op"],
        right=_terms(path, number, row["right"], signed),
        over=row["over"],
        **{name: row[name] for name in _WORDS},
    )


def _terms(path: Path, number: int, text: str, signed: Container[str]) -> tuple[Term, ...]:
    terms = []
    for part in text.split(" + "):
        match = _TERM.fullmatch(part)
        if match is None:
            raise StructureError(f"{part!r} is no term", place_in(path, number))
        name = match["indicator"]
        terms.append(Term(name, match["applicant"] or "", 1 if match["back"] else 0, name in signed))
    if len(set(terms)) < len(terms):
        raise StructureError("a term stands on one side twice", place_in(path, number))
    return tuple(terms)


def _fault(rule: Rule, forms: Mapping[str, Form], indicators: Container[str]) -> str:
    """What is wrong with a row, or nothing."""
    if not _RULE.fullmatch(rule.rule):
        return "a rule's name is made of lower-case letters, digits, _ and dots"
    for column, value, known in (
        ("kind", rule.kind, KINDS),
        ("status", rule.status, STATUSES),
        ("op", rule.op, tuple(OPS)),
        ("over", rule.over, OVER),
    ):
        if value not in known:
            return f"{column} is none of {', '.join(filter(None, known))}"
    if missing := [form for form in rule.forms if form not in forms]:
        return f"there is no form {', '.join(missing)}"
    return _unknown_terms(rule, forms, indicators) or _poor_words(rule)


def _unknown_terms(rule: Rule, forms: Mapping[str, Form], indicators: Container[str]) -> str:
    for term in rule.terms:
        if term.indicator not in FACTS and term.indicator not in indicators:
            return f"{term.indicator!r} is no indicator"
        if term.indicator == "*" and rule.over != "indicators":
            return "`*` stands in rules over `indicators` only"
    # What prose says of a later form's line may carry the name of the older form's line: only the left is held.
    own: Sequence[Term] = rule.left if rule.kind == "prose" else rule.terms
    for form in rule.forms:
        asked = {line.indicator: line for line in forms[form].lines if line.kind == "line"}
        for term in own:
            if term.indicator not in FACTS and term.indicator not in asked:
                return f"form {form} has no line {term.indicator!r}"
            if rule.over == "applicants" and term.indicator in asked and not asked[term.indicator].by_applicant:
                return f"line {term.indicator!r} of form {form} has no column for each applicant"
    return ""


def _poor_words(rule: Rule) -> str:
    for name in _WORDS:
        text = getattr(rule, name)
        if not text.strip():
            return f"{name} is empty"
        if unknown := [word for word in re.findall(r"\{(.*?)\}", text) if word not in PLACEHOLDERS]:
            return f"{name} knows no {{{unknown[0]}}}"
    return ""
