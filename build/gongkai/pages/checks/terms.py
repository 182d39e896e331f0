"""Terms: a rule's formula in the words of the form, and what a check of it is about: a subject in words, cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.findings import Check, Rule
from gongkai.words import choose, say

OPS: Mapping[str, str] = {
    "equals": "＝",
    "at_most": "≤",
    "at_least": "≥",
    "max_to_sum": "不少于任一项、不多于总和：",
    "agrees": "相合于",
    "like": "数量级相近于",
}
# What else than a line of a form a rule may speak of.
FACTS: Mapping[str, str] = {
    "*": "每一行",
    "unit": "印出的单位",
    "form_unit": "格式规定的单位",
    "part": "部分",
    "whole": "总数",
    "percentage": "百分比",
    "period": "报告写明的统计期",
    "year": "报告年度",
    "published": "落款日期",
    "period_end": "统计期结束之日",
    "deadline": "公布期限",
    "captions": "图的个数",
    "ordinals": "图的编号",
    "enumeration_given": "列出的条数",
    "enumeration_announced": "预告的条数",
}
# Where the two sides of a rule stand that compares a line with itself.
PLACES: Mapping[str, tuple[str, str]] = {
    "prose.table": ("统计表中", "正文中"),
    "prose.twice": ("正文一处", "正文另一处"),
    "in_text": ("统计表中", "正文里的表中"),
}
# The instance of a series that breaks at a new form.
NEW_FORM = "form"
_TERM = re.compile(r"([^@\[]+)(?:@([^\[]+))?(\[-1\])?")
# Kinds of rules whose left is the table and whose right is what the chapters say of the line.
COMPARING = frozenset({"prose", "in_text"})


@dataclass(frozen=True)
class Term:
    """One operand of a rule: a line or one of FACTS, the applicant it names, and whether it is the year before."""

    indicator: str
    applicant: str
    back: bool


@dataclass(frozen=True)
class Word:
    """A term in words; `indicator` is empty where there is no page for it."""

    text: str
    indicator: str
    note: str


def read_terms(side: str) -> list[Term]:
    """`side` is a rule's left or right."""
    found = (_TERM.fullmatch(part) for part in side.split(" + "))
    return [Term(one[1], one[2] or "", bool(one[3])) for one in found if one]


def write_term(catalogue: Catalogue, term: Term) -> Word:
    """A term in the words of the code lists."""
    known = catalogue.indicators.get(term.indicator)
    applicant = catalogue.applicants.get(term.applicant)
    notes = [applicant.label if applicant else term.applicant, say("上年") if term.back else ""]
    text = known.label if known else say(FACTS.get(term.indicator, term.indicator))
    return Word(text, known.indicator if known else "", choose("，", ", ").join(filter(None, notes)))


def write_side(catalogue: Catalogue, side: str) -> list[Word]:
    """All terms of one side in words."""
    return [write_term(catalogue, term) for term in read_terms(side)]


def write_sides(catalogue: Catalogue, rule: Rule) -> tuple[list[Word], list[Word]]:
    """The left and the right of a rule in words; of one line twice, each says where it stands."""
    places = PLACES.get(rule.rule, ("", ""))
    left, right = (
        [replace(word, note=word.note or say(place)) for word in write_side(catalogue, side)]
        for side, place in zip((rule.left, rule.right), places, strict=True)
    )
    return left, right


def name_rule(catalogue: Catalogue, rule: Rule) -> str:
    """A short name: the formula where it names lines, else the sentence that it stands on."""
    left, right = read_terms(rule.left), read_terms(rule.right)
    if any(term.indicator not in catalogue.indicators for term in (*left, *right)):
        return rule.basis.rstrip("。")
    names = [_short(catalogue, left), _short(catalogue, right)]
    if rule.kind == "prose":
        return say("表中的{left}与正文的{right}", left=names[0], right=names[1])
    if rule.kind == "children":
        return say("全域的{name} {sign} 所辖各单位之和", name=names[0], sign=say(OPS[rule.op]))
    if rule.op == "max_to_sum":
        return say("{name}在各项的最大值与总和之间", name=names[0])
    return f"{names[0]} {say(OPS.get(rule.op, rule.op))} {names[1]}"


def _short(catalogue: Catalogue, terms: Sequence[Term]) -> str:
    if len(terms) > 2:
        return say("{n} 个分项之和", n=len(terms))
    words = [write_term(catalogue, term) for term in terms]
    named = zip(words, terms, strict=True)
    return " ＋ ".join(say("上年{name}", name=one.text) if term.back else one.text for one, term in named)


def subject_of(check: Check) -> tuple[str, str, int | None]:
    """What an instance names: (indicator, applicant, number of a statement), each empty where it names none."""
    name, _, number = check.instance.partition("/")
    indicator, _, applicant = name.partition("@")
    return indicator, applicant, int(number) if number.isdecimal() else None


def name_subject(catalogue: Catalogue, check: Check) -> str:
    """What the check was tried on, in words; nothing where the rule says it."""
    indicator, applicant, _ = subject_of(check)
    if check.instance == NEW_FORM:
        return say("换了格式，不与上年相比")
    if check.instance.isdecimal() and check.rule == "enumerations":
        return say("第 {n} 处列举", n=check.instance)
    if indicator in catalogue.applicants:
        return catalogue.applicants[indicator].label if catalogue.rules[check.rule].over == "applicants" else ""
    names = {"all": "" if catalogue.rules[check.rule].kind == "series" else say("所试各行"), "total": ""}
    if indicator in catalogue.indicators:
        names[indicator] = catalogue.indicators[indicator].label
    elif indicator in catalogue.authorities:
        names[indicator] = catalogue.authorities[indicator].name
    known = catalogue.applicants.get(applicant)
    more = say("（{words}）", words=known.label) if known and applicant != "total" else ""
    return f"{names.get(indicator, indicator)}{more}".strip()


def cell_of(catalogue: Catalogue, check: Check, term: Term) -> tuple[str, str]:
    """The line and the applicant that a term means in one check."""
    indicator, applicant, _ = subject_of(check)
    at = term.applicant or applicant or (indicator if indicator in catalogue.applicants else "total")
    return (indicator if term.indicator == "*" else term.indicator), at


def cells_of(catalogue: Catalogue, check: Check) -> list[tuple[str, str]]:
    """The cells of its own report that a check is about, those of the left first."""
    rule = catalogue.rules[check.rule]
    terms = [term for side in (rule.left, rule.right) for term in read_terms(side) if not term.back]
    if rule.kind in COMPARING:
        terms = read_terms(rule.left)
    cells = (cell_of(catalogue, check, term) for term in terms)
    return [cell for cell in dict.fromkeys(cells) if cell[0] in catalogue.indicators]


def left_cells(catalogue: Catalogue, check: Check) -> list[tuple[str, str]]:
    """Where a check's own figure stands: the total, the part that is too large, the table's line."""
    terms = read_terms(catalogue.rules[check.rule].left)
    cells = (cell_of(catalogue, check, term) for term in terms)
    return [cell for cell in dict.fromkeys(cells) if cell[0] in catalogue.indicators]
