"""What a report's chapters say, as facts with their places: figures, tables in the text, documents cited, captions.

Only what is there has a section. Sentences are never carried over: a problem is a count and a place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.findings import Check
from gongkai.pages.catalogues.records import Caption, Cell, Citation, Contact, Problem, Report
from gongkai.pages.checks.terms import subject_of
from gongkai.pages.statements import VERDICTS, Told, count_verdicts, judge, tell_prose
from gongkai.words import choose, say

CONTACTS = {
    "address": "地址",
    "postcode": "邮编",
    "telephone": "电话",
    "fax": "传真",
    "email": "电子邮箱",
    "website": "网址",
}
PROBLEMS = {"problem": "问题", "measure": "措施"}


@dataclass(frozen=True)
class Crossed:
    """A number of a table in the chapters beside the form's cell of the same line; `first` has the anchor. `label` is
    what the report prints for the line, `name` the line's in the language spoken."""

    label: str
    name: str
    cell: Cell
    first: bool
    form: Cell | None
    verdict: str
    verdict_words: str
    check: str


@dataclass
class Branch:
    """A heading, the captions directly below it and the headings below it; `count` takes in all of them."""

    name: str
    captions: list[Caption] = field(default_factory=list)
    below: "dict[str, Branch]" = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many captions stand at or below this heading."""
        return len(self.captions) + sum(branch.count for branch in self.below.values())


@dataclass(frozen=True)
class Chapters:
    """Everything a report says outside its statutory tables; each part may be empty."""

    restating: Sequence[Told]
    other: Sequence[Told]
    verdicts: Mapping[str, int]
    crossed: Sequence[Crossed]
    citations: Sequence[tuple[Citation, Sequence[str]]]
    captions: Sequence[Branch]
    problems: Sequence[tuple[str, Sequence[Problem]]]
    contacts: Sequence[tuple[str, Contact]]

    @property
    def compared(self) -> dict[str, int]:
        """The verdicts without what the form does not ask."""
        return {name: count for name, count in self.verdicts.items() if name != "not_asked"}


def read_chapters(catalogue: Catalogue, report: Report) -> Chapters:
    """The chapters of one report."""
    name = report.report_id
    told = tell_prose(catalogue, report)
    citations = catalogue.citations[name]
    problems = catalogue.problems[name]
    return Chapters(
        restating=[one for one in told if one.indicator],
        other=[one for one in told if not one.indicator],
        verdicts=count_verdicts(told),
        crossed=_cross(catalogue, report),
        citations=[(one, [place for place in one.locators.split(";") if place]) for one in citations],
        captions=list(_grow(catalogue.captions[name]).below.values()),
        problems=[
            (say(words), found)
            for kind, words in PROBLEMS.items()
            if (found := sorted((one for one in problems if one.kind == kind), key=lambda one: one.ordinal))
        ],
        contacts=[(say(CONTACTS.get(one.kind, one.kind)), one) for one in _in_order(catalogue.contacts[name])],
    )


def _in_order(contacts: Sequence[Contact]) -> list[Contact]:
    order = list(CONTACTS)
    return sorted(contacts, key=lambda one: order.index(one.kind) if one.kind in order else len(order))


def _cross(catalogue: Catalogue, report: Report) -> list[Crossed]:
    """The cells in the order of indicators: a report may print a value twice in its chapters."""
    seen: set[str] = set()
    crossed = []
    cells = catalogue.in_text[report.report_id]
    checks = [one for one in catalogue.checks[report.report_id] if catalogue.rules[one.rule].kind == "in_text"]
    for cell in sorted(cells, key=lambda cell: catalogue.indicators[cell.indicator].order):
        check = _check_of(cell, checks)
        form = catalogue.find(cell.report_id, cell.indicator, cell.applicant)
        verdict = judge(check, exact=True) if check else ""
        words, anchor = say(VERDICTS.get(verdict, "")), check.anchor if check else ""
        known = catalogue.indicators[cell.indicator]
        label = cell.label or known.label_zh
        name = choose(label, known.label_en)
        crossed.append(Crossed(label, name, cell, cell.anchor not in seen, form, verdict, words, anchor))
        seen.add(cell.anchor)
    return crossed


def _check_of(cell: Cell, checks: Sequence[Check]) -> Check | None:
    """The check that held this number of the chapters against the form's."""
    for check in checks:
        indicator, applicant, _ = subject_of(check)
        if (indicator, applicant or "total", check.expected) == (cell.indicator, cell.applicant, cell.obs_value):
            return check
    return None


def _grow(captions: Sequence[Caption]) -> Branch:
    """Captions below their headings, in the order of the report."""
    trunk = Branch("")
    for caption in sorted(captions, key=lambda one: one.number):
        branch = trunk
        for name in caption.section.split("/") if caption.section else [say("没有标题的部分")]:
            branch = branch.below.setdefault(name, Branch(name))
        branch.captions.append(caption)
    return trunk
