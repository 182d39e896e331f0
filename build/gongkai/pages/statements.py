"""The figures of a report's prose, each in words with its bounds, beside the table's cell of the same line.

How the two compare is what the package's check of them says; nothing is compared here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gongkai.pages.catalogues import NO_PLACE, NUMBERS, Catalogue
from gongkai.pages.catalogues.findings import Check
from gongkai.pages.catalogues.records import Cell, Report, State, Statement
from gongkai.pages.checks.marks import mark_cell
from gongkai.pages.checks.terms import subject_of
from gongkai.pages.figures.values import Mark, write_number, write_plain
from gongkai.words import is_english, say, say_unit

VERDICTS: Mapping[str, str] = {
    "equal": "一致",
    "within": "在所写范围内",
    "outside": "不在所写范围内",
    "differs": "不同",
    "question": "不同，范围可能不一",
}
COUNTED: Mapping[str, str] = {
    **VERDICTS,
    "no_number": "表内没有填数",
    "no_line": "表内没有这一行",
    "not_asked": "该格式不设此项",
}

_ZERO = "zero_in_words"
_EXACT = frozenset({"exact", _ZERO})
# A figure with its qualifier; 左右 and 以上 follow the unit.
_QUALIFIED: Mapping[str, str] = {
    "约": "约{n}",
    "近": "近{n}",
    "突破": "突破{n}",
    "超": "超{n}",
    "不足": "不足{n}",
    "余": "{n}余",
    "多": "{n}多",
}
_LAST: Mapping[str, str] = {"左右": "{n}左右", "以上": "{n}以上"}
_PROMISED = re.compile(rf"({'|'.join(_QUALIFIED)})?([0-9][0-9.,]*)({'|'.join([*_QUALIFIED, *_LAST])})?")
# What a qualifier promises, in words.
_PROMISES: Mapping[str, str] = {
    "余": "至少 {low}，不到 {high}",
    "多": "至少 {low}，不到 {high}",
    "近": "多于 {low}，不超过 {high}",
    "突破": "多于 {low}",
    "超": "多于 {low}",
    "以上": "至少 {low}",
}
# A rule that compares two figures of the text with each other, not with the table.
TWICE = "prose.twice"


@dataclass(frozen=True)
class Told:
    """One figure of the prose, ready to be printed.

    `anchors` are its addresses on the report's page, that of the prose observation first where it became one; only an
    exact figure has a `state`. `after` stands behind the unit. `cell` is the form's cell of the same line, `verdict`
    how the two compare and `check` where that is told, both empty where nothing was compared.
    """

    anchors: Sequence[str]
    marks: Sequence[Mark]
    state: State | None
    figure: str
    value: str
    unit: str
    after: str
    bounds: str
    in_words: bool
    word: str
    phrase: str
    place: str
    indicator: str
    cell: Cell | None
    verdict: str
    check: str

    @property
    def verdict_words(self) -> str:
        """The comparison in words."""
        return say(VERDICTS.get(self.verdict, ""))


def tell_prose(catalogue: Catalogue, report: Report) -> list[Told]:
    """Every figure of a report's prose in the order of the report; observations that no statement holds come last."""
    waiting = {(cell.indicator, cell.locator): cell for cell in reversed(catalogue.prose[report.report_id])}
    taken: set[str] = set()
    checks = _checks_by_statement(catalogue, report)
    told = []
    for one in sorted(catalogue.statements[report.report_id], key=lambda one: one.statement):
        cell = waiting.pop((one.indicator, one.locator), None)
        own = cell if cell and cell.anchor not in taken else None
        told.append(_tell(catalogue, one, own, checks.get(one.statement)))
        taken.update(told[-1].anchors)
    for cell in reversed(waiting.values()):
        told.append(_tell_observation(catalogue, cell, first=cell.anchor not in taken))
        taken.add(cell.anchor)
    return told


def _checks_by_statement(catalogue: Catalogue, report: Report) -> dict[int, Check]:
    """What was found of each statement against the table, by its number."""
    found = {}
    for check in catalogue.checks[report.report_id]:
        number = subject_of(check)[2]
        if number is not None and check.rule != TWICE:
            found[number] = check
    return found


def _tell(catalogue: Catalogue, one: Statement, cell: Cell | None, check: Check | None) -> Told:
    form = catalogue.find(one.report_id, one.indicator) if one.indicator else None
    zero = one.qualifier == _ZERO
    return Told(
        anchors=[*([cell.anchor] if cell else []), f"statement-{one.statement}"],
        marks=mark_cell(catalogue, cell) if cell else (),
        state=catalogue.states["reported" if one.quantity else "reported_zero"] if one.qualifier in _EXACT else None,
        figure=write_figure(one),
        value="" if one.quantity is None else write_plain(one.quantity),
        unit="" if zero else say_unit(one.unit, one.indicator or one.about, one.quantity),
        after=say(one.qualifier) if one.qualifier in _LAST else "",
        bounds=write_bounds(one),
        in_words=zero,
        word=" ".join(cell.raw.split()) if zero and cell else "",
        phrase=one.phrase,
        place=one.locator,
        indicator=one.indicator,
        cell=form,
        verdict=judge(check, exact=one.qualifier in _EXACT) if check else "",
        check=check.anchor if check else "",
    )


def _tell_observation(catalogue: Catalogue, cell: Cell, *, first: bool) -> Told:
    number = cell.cell_state in NUMBERS and cell.obs_value is not None
    value = cell.obs_value if number else None
    return Told(
        anchors=[cell.anchor] if first else [],
        marks=mark_cell(catalogue, cell) if first else (),
        state=catalogue.states[cell.cell_state],
        figure=catalogue.states[cell.cell_state].label if value is None else write_number(value),
        value="" if value is None else write_plain(value),
        unit=say_unit(cell.unit_measure, cell.indicator, value),
        after="",
        bounds="",
        in_words=False,
        word="",
        phrase=cell.label or cell.raw,
        place=cell.locator,
        indicator=cell.indicator,
        cell=catalogue.find(cell.report_id, cell.indicator, cell.applicant),
        verdict="",
        check="",
    )


def write_figure(one: Statement) -> str:
    """The figure with its qualifier: 11,800余, 约300, 29.7万, 2 至 3; 以上 and 左右 follow the unit."""
    if one.quantity is None:
        high = "" if one.high is None else write_number(one.high)
        return say("{low} 至 {high}", low=write_number(one.low), high=high).strip()
    if one.qualifier == "rounded":
        return _write_rounded(one, one.quantity)
    return say(_QUALIFIED.get(one.qualifier, "{n}"), n=write_number(one.quantity))


def write_unit(one: Statement) -> str:
    """The unit with what follows it, ready to stand behind the figure."""
    after = one.qualifier if one.qualifier in _LAST else ""
    return (
        f"{one.unit}{after}"
        if not is_english()
        else f"{_apart(say_unit(one.unit, one.indicator or one.about, one.quantity))}{_apart(say(after))}"
    )


def _apart(words: str) -> str:
    return f" {words}" if words and words != "%" else words


def speak_figures(text: str) -> str:
    """Figures as a text promises them (200余, 近300) in the language spoken."""
    if not is_english():
        return text
    known = {**_QUALIFIED, **_LAST}
    return _PROMISED.sub(lambda found: say(known.get(found[1] or found[3] or "", "{n}"), n=found[2]), text)


def write_bounds(one: Statement) -> str:
    """What the figure promises, in words; empty where it is exact or says its range itself."""
    if one.qualifier in _EXACT or one.quantity is None:
        return ""
    if one.qualifier == "rounded":
        if one.high is None:
            return ""
        return say("{low} 至 {high}", low=_write_rounded(one, one.low), high=_write_rounded(one, one.high))
    if one.high is None:
        pattern = _PROMISES.get(one.qualifier, "至少 {low}")
        return say(pattern, low=write_number(one.low), high="")
    pattern = _PROMISES.get(one.qualifier, "{low} 至 {high}")
    return say(pattern, low=write_number(one.low), high=write_number(one.high))


def _write_rounded(one: Statement, value: float) -> str:
    """In the multiplier that the report prints; in full where the phrase does not show it, and in English."""
    for word, factor in (("亿", 100_000_000), ("万", 10_000)):
        if not is_english() and word in one.phrase and one.quantity is not None and one.quantity >= factor / 10:
            return f"{write_number(float(Fraction(str(value)) / factor))}{word}"
    return write_number(value)


def judge(check: Check, *, exact: bool) -> str:
    """The verdict's name; empty where the check could not be made."""
    if check.result == "fails":
        return "question" if check.verdict == "question" else "differs" if exact else "outside"
    if check.result == "holds":
        return "equal" if exact else "within"
    return ""


def count_verdicts(told: Sequence[Told]) -> dict[str, int]:
    """How many of the figures that restate a line compare how with the table, by the names of COUNTED."""
    found = [one.verdict or _why_not(one.cell) for one in told if one.indicator]
    return {name: found.count(name) for name in COUNTED if name in found}


def _why_not(cell: Cell | None) -> str:
    if cell is None:
        return "not_asked"
    return "no_line" if cell.cell_state in NO_PLACE else "no_number"
