"""Checks as they are told to people: what was held against what, with every number's place, and what might explain it.

The figures are those of the package's rows. A hint is told as an if, and never as a correction.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from gongkai.pages.catalogues import NO_PLACE, Catalogue
from gongkai.pages.catalogues.findings import Check, Hint, Rule
from gongkai.pages.catalogues.records import Cell, Report, Statement
from gongkai.pages.checks.clues import Clue, tell_hint
from gongkai.pages.checks.evidence import name_bodies, tell_evidence
from gongkai.pages.checks.outcomes import OUTCOMES, STATUSES, outcome_of
from gongkai.pages.checks.terms import (
    NEW_FORM,
    OPS,
    Term,
    cell_of,
    cells_of,
    name_rule,
    name_subject,
    read_terms,
    subject_of,
    write_term,
)
from gongkai.pages.figures.values import show_cell, write_number, write_plain, write_signed
from gongkai.pages.statements import TWICE, speak_figures, write_figure, write_unit
from gongkai.words import choose, is_english, say

# The kinds of rules that speak of two places in words, not of a sum.
_QUOTED = frozenset({"prose", "in_text", "percentage", "deadline", "sequence"})
_CONTRARY = {"equals": "≠", "at_most": "＞", "at_least": "＜"}
_BARE = frozenset("▢ +|")
_CLOSE = "，。；：、（）% "
_SIGNS = {"▢": "空白", "▢=0": "空白，正文写明没有", "?": "未能读出"}


@dataclass(frozen=True)
class Place:
    """A number in a check: its words, and where it stands; `href` is empty where no page shows it."""

    label: str
    text: str
    spoken: str
    href: str
    locator: str


@dataclass(frozen=True)
class Told:
    """A check ready to be printed; `outcome` is one of OUTCOMES."""

    check: Check
    rule: Rule
    outcome: str
    name: str
    subject: str
    message: str
    left: Sequence[Place]
    right: Sequence[Place]
    operands: str
    quotes: Sequence[Place]
    evidence: Sequence[tuple[str, str, str]]
    clues: Sequence[Clue]

    @property
    def sign(self) -> str:
        """Between the two sides: the relation where it holds, its contrary where it does not, else only a divide."""
        if self.check.result == "fails":
            return _CONTRARY.get(self.rule.op, choose("；", "against"))
        if self.check.result == "not_assessable":
            return choose("对", "against")
        held = {name: OPS[name] for name in _CONTRARY} | {"max_to_sum": say("在最大一项与总和之间：")}
        return held.get(self.rule.op, choose("；", "against"))

    @property
    def formula(self) -> str:
        """The figures of both sides without their names: the right alone, where the left is `actual`."""
        if set(self.check.operands) <= _BARE and not (self.actual or self.expected):
            return say("两边都没有数")
        if not self.left:
            operands = re.sub(r"(?<=\d)/(?=\d)", choose(" 至 ", " to "), self.check.operands)
            return operands.replace(" | ", f" {self.sign} ")
        sides = [" + ".join(one.text for one in side) for side in (self.left, self.right)]
        return f" {self.sign} ".join(sides)

    @property
    def gap(self) -> str:
        """With its sign, so that more and less are told apart."""
        return write_signed(self.check.gap)

    @property
    def actual(self) -> str:
        """The figure on the left, or nothing."""
        return _number(self.check.actual)

    @property
    def expected(self) -> str:
        """The figure on the right, or nothing."""
        return _number(self.check.expected)


def write_message(check: Check, rule: Rule) -> str:
    """What the rule says where it does not hold, with this check's numbers; the gap without its sign."""
    figures = {
        "actual": _number(check.actual),
        "expected": _number(check.expected),
        "gap": _number(None if check.gap is None else abs(check.gap)),
        "report": check.report_id,
        "instance": check.instance,
        "operands": _promised(check.operands),
    }
    left, _, right = check.operands.partition(" | ")
    figures |= {"left": left.replace("/", choose(" 至 ", " to ")), "right": right}
    return re.sub(r"\{(\w+)\}", lambda match: _spaced(match, figures[match[1]] or "▢"), rule.message)


def _promised(operands: str) -> str:
    """A figure as the text promises it (200余), its digits in groups."""
    return speak_figures(
        re.sub(r"(?<![\d.])\d{4,}(?:\.\d+)?", lambda match: _numeral(match[0]), operands.replace(" | ", " / "))
    )


def _spaced(match: re.Match[str], figure: str) -> str:
    """A figure between Chinese words stands apart from them, but not from their punctuation."""
    if is_english():
        return figure
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return (
        f"{' ' if before and before not in _CLOSE else ''}{figure}{' ' if after and after not in _CLOSE + '{' else ''}"
    )


def tell_checks(catalogue: Catalogue, report: Report) -> dict[str, list[Told]]:
    """A report's checks by outcome, worst first; inside one, the stricter rule first, then the order of rules."""
    strictness = list(STATUSES)
    hints = catalogue.hints[report.report_id]

    def order(check: Check) -> tuple[int, int, int, str]:
        rule = catalogue.rules[check.rule]
        return list(OUTCOMES).index(outcome_of(check)), strictness.index(rule.status), rule.order, check.instance

    told = (_tell(catalogue, report, check, hints) for check in sorted(catalogue.checks[report.report_id], key=order))
    return {name: list(found) for name, found in groupby(told, lambda one: one.outcome)}


def group_by_rule(told: Sequence[Told]) -> list[list[Told]]:
    """Neighbours of one rule together."""
    return [list(found) for _, found in groupby(told, lambda one: one.rule.rule)]


def _tell(catalogue: Catalogue, report: Report, check: Check, hints: Sequence[Hint]) -> Told:
    rule = catalogue.rules[check.rule]
    left, right = (
        ([], []) if rule.kind in _QUOTED or check.instance == NEW_FORM else _sides(catalogue, report, check, rule)
    )
    touched = cells_of(catalogue, check) if check.result == "fails" else []
    clues = [
        tell_hint(catalogue, hint)
        for hint in hints
        if check.rule in hint.rules.split(";") and (hint.indicator, hint.applicant) in touched
    ]
    return Told(
        check=check,
        rule=rule,
        outcome=outcome_of(check),
        name=name_rule(catalogue, rule),
        subject=name_subject(catalogue, check),
        message=_say(check, rule),
        left=left,
        right=right,
        operands="" if left or re.search("{(operands|left)}", rule.message_zh) else name_bodies(catalogue, check, rule),
        quotes=list(_quotes(catalogue, check, rule)) if rule.kind in _QUOTED else [],
        evidence=list(tell_evidence(catalogue, report, check)),
        clues=clues,
    )


def _say(check: Check, rule: Rule) -> str:
    """Nothing where the figures themselves say it."""
    if check.result == "fails":
        return write_message(check, rule)
    if check.result == "derivable":
        return say("总数是空白；分项都有数，相加为 {n}。", n=_number(check.expected))
    return ""


# A sum's operands, each with the cell it comes from


def _sides(catalogue: Catalogue, report: Report, check: Check, rule: Rule) -> tuple[list[Place], list[Place]]:
    """Empty where the row's operands are not the rule's terms one by one."""
    left_text, bar, right_text = check.operands.rpartition(" | ")
    left, right = read_terms(rule.left), read_terms(rule.right)
    own = "" if check.actual is None else write_plain(check.actual)
    left_side = _align(catalogue, report, check, left, left_text if bar else own or _sign(catalogue, check, left[0]))
    right_side = _align(catalogue, report, check, right, right_text)
    return (left_side, right_side) if left_side and right_side else ([], [])


def _align(catalogue: Catalogue, report: Report, check: Check, terms: Sequence[Term], text: str) -> list[Place]:
    parts = text.split(" + ")
    if len(parts) != len(terms):
        terms = [term for term in terms if _printed(_find(catalogue, report, check, term))]
    if len(parts) != len(terms) or any(term.indicator not in {*catalogue.indicators, "*"} for term in terms):
        return []
    return [_operand(catalogue, report, check, term, part) for term, part in zip(terms, parts, strict=True)]


def _operand(catalogue: Catalogue, report: Report, check: Check, term: Term, part: str) -> Place:
    indicator = cell_of(catalogue, check, term)[0]
    label = write_term(catalogue, Term(indicator, "", term.back)).text if indicator in catalogue.indicators else ""
    cell = _find(catalogue, report, check, term)
    text = _SIGNS.get(part) and part.partition("=")[0]
    return Place(
        label=say("上年{name}", name=label) if term.back else label,
        text=text or _numeral(part),
        spoken=say(_SIGNS.get(part, "")),
        href=_address(report.report_id, cell) if cell and _printed(cell) else "",
        locator=cell.locator if cell else "",
    )


def _find(catalogue: Catalogue, report: Report, check: Check, term: Term) -> Cell | None:
    held = catalogue.before(report) if term.back else report
    return catalogue.value(held.report_id, *cell_of(catalogue, check, term)) if held else None


def _printed(cell: Cell | None) -> bool:
    return cell is not None and cell.cell_state not in NO_PLACE


def _sign(catalogue: Catalogue, check: Check, term: Term) -> str:
    cell = catalogue.value(check.report_id, *cell_of(catalogue, check, term))
    return "▢" if cell is None or cell.cell_state == "blank" else "?"


def _address(report_id: str, cell: Cell) -> str:
    page = "" if cell.report_id == report_id else f"{cell.report_id}.html"
    return f"{page}#{cell.anchor}"


# Two places that say something of one thing


def _quotes(catalogue: Catalogue, check: Check, rule: Rule) -> Iterator[Place]:
    indicator, applicant, number = subject_of(check)
    said = {one.statement: one for one in catalogue.statements[check.report_id]}
    if rule.kind in {"prose", "in_text"}:
        for term in read_terms(rule.left):
            cell = catalogue.find(check.report_id, *cell_of(catalogue, check, term))
            if rule.rule != TWICE and cell is not None and _printed(cell):
                yield _quote_cell(catalogue, say("表"), cell)
    if rule.kind == "in_text":
        for cell in catalogue.in_text[check.report_id]:
            if (cell.indicator, cell.applicant) == (indicator, applicant or "total"):
                yield _quote_cell(catalogue, say("正文中的表"), cell)
    if number in said:
        yield quote_statement(said[number])
    if rule.rule == TWICE and check.actual is not None:
        first = next((one for one in said.values() if (one.indicator, one.quantity) == (indicator, check.actual)), None)
        yield quote_statement(first) if first else Place(say("正文另一处"), _number(check.actual), "", "", "")


def _quote_cell(catalogue: Catalogue, where: str, cell: Cell) -> Place:
    shown = show_cell(catalogue, cell)
    return Place(
        where, shown.number or shown.glyph, "" if shown.number else shown.word, f"#{cell.anchor}", cell.locator
    )


def quote_statement(one: Statement) -> Place:
    """What the text says, with its unit, and where."""
    zero = one.qualifier == "zero_in_words"
    text = f"{one.phrase} → 0" if zero else f"{write_figure(one)}{write_unit(one)}"
    return Place(say("正文"), text, "", f"#statement-{one.statement}", one.locator)


def _number(value: float | None) -> str:
    return "" if value is None else write_number(value)


def _numeral(text: str) -> str:
    try:
        return write_number(float(text))
    except ValueError:
        return text
