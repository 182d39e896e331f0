"""Ratios as pages show them: the value for people, the figures it comes from, the formula in words, or why there is
none. What is shown is rounded; the package has six places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Cell, Formula, Ratio, Report
from gongkai.pages.checks.marks import doubt_cells
from gongkai.pages.figures.values import SOURCES, Mark, write_number
from gongkai.words import say

REASONS = {
    "not_stated": "报告没有写到",
    "two_sources": "有的在表里，有的只在正文",
    "two_values": "正文写了两个不同的数",
    "unit": "金额单位不同",
    "zero_denominator": "分母为零",
    "negative_denominator": "分母小于零",
}


@dataclass(frozen=True)
class ShownRatio:
    """A ratio ready to be printed. `value` is empty where there is none; then `reason` says why."""

    ratio: str
    name: str
    note: str
    value: str
    reason: str
    above: str
    below: str
    formula: str
    mark: str
    report_id: str
    doubts: Sequence[Mark]

    @property
    def anchor(self) -> str:
        """Where it stands on its report's page."""
        return f"ratio-{self.ratio}"


@dataclass(frozen=True)
class ComparedRatio:
    """One ratio over some reports, None where a report's form does not ask its lines; `count` is n values of N current
    reports that have the formula."""

    ratio: str
    name: str
    values: Sequence[ShownRatio | None]
    count: tuple[int, int]


def show_ratios(catalogue: Catalogue, report: Report) -> list[ShownRatio]:
    """The ratios of a report, in declared order."""
    found = sorted(catalogue.ratios[report.report_id], key=lambda one: catalogue.formulas[one.ratio, one.form].order)
    return [_show(catalogue, one) for one in found]


def compare_ratios(catalogue: Catalogue, reports: Sequence[Report]) -> list[ComparedRatio]:
    """The ratios that at least one of the reports has, each once, values in the order of reports. A ratio whose formula
    differs between forms is one ratio only where it says the same (structure/ratios.csv)."""
    shown = [{one.ratio: one for one in show_ratios(catalogue, report)} for report in reports]
    compared = []
    for ratio in dict.fromkeys(formula.ratio for formula in catalogue.formulas.values()):
        values = [one.get(ratio) for one in shown]
        known = next((one for one in values if one is not None), None)
        if known is not None:
            pairs = zip(reports, values, strict=True)
            current = [one for report, one in pairs if one is not None and report.is_current]
            count = (sum(bool(one.value) for one in current), len(current))
            compared.append(ComparedRatio(ratio, known.name, values, count))
    return compared


def _show(catalogue: Catalogue, one: Ratio) -> ShownRatio:
    formula = catalogue.formulas[one.ratio, one.form]
    above, _, below = one.operands.partition(" | ")
    return ShownRatio(
        ratio=one.ratio,
        name=formula.name,
        note=formula.note,
        value=write_ratio(one, formula),
        reason=_explain(catalogue, one.reason) if one.reason else "",
        above=_bracket(above),
        below=_bracket(below),
        formula=f"{_name_terms(catalogue, formula.numerator)} ÷ {_name_terms(catalogue, formula.denominator)}",
        mark=say(SOURCES[one.source]) if one.source in SOURCES else "",
        report_id=one.report_id,
        doubts=doubt_cells(catalogue, _operands(catalogue, one, formula)) if one.value is not None else (),
    )


def _operands(catalogue: Catalogue, one: Ratio, formula: Formula) -> Iterator[Cell | None]:
    """The values that it is calculated from: a quotient is no better than they are."""
    for word in f"{formula.numerator} {formula.denominator}".split(" "):
        indicator, _, applicant = word.partition("@")
        if indicator in catalogue.indicators:
            yield catalogue.value(one.report_id, indicator, applicant or "total")


def _bracket(figures: str) -> str:
    """A sum in brackets: without them 81 ÷ 182 + 81 says something else."""
    return say("（{words}）", words=figures) if " " in figures.strip() else figures


def write_ratio(one: Ratio, formula: Formula) -> str:
    """A share in percent with two places, anything else with its unit; rounded once, from the two figures."""
    if one.value is None or one.numerator is None or not one.denominator:
        return ""
    exact = Decimal(str(one.numerator)) / Decimal(str(one.denominator))
    if formula.unit:
        return f"{write_number(float(exact.quantize(Decimal('0.0001'), ROUND_HALF_EVEN)))} {say(formula.unit)}"
    return f"{(exact * 100).quantize(Decimal('0.01'), ROUND_HALF_EVEN):f}%"


def _explain(catalogue: Catalogue, reason: str) -> str:
    state = catalogue.states.get(reason)
    return f"{state.glyph} {say('有一项：{word}', word=state.label)}" if state else say(REASONS.get(reason, reason))


def _name_terms(catalogue: Catalogue, terms: str) -> str:
    words = []
    for word in terms.split(" "):
        indicator, _, applicant = word.partition("@")
        if indicator in catalogue.indicators:
            name = catalogue.indicators[indicator].label
            known = catalogue.applicants.get(applicant)
            words.append(say("{name}（{words}）", name=name, words=known.label) if known else name)
        else:
            words.append("−" if word == "-" else word)
    return say("（{words}）", words=" ".join(words)) if len(words) > 1 else words[0]
