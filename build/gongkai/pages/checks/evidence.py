"""Evidence: what stands behind a check besides its figures, in words, each with its place where it has one."""

from collections.abc import Iterator

from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.findings import Check, Rule
from gongkai.pages.catalogues.records import Report
from gongkai.pages.checks.clues import find_said
from gongkai.words import choose, say

_EVIDENCE = {
    "zero": "正文写明没有",
    "scope": "正文说的范围可能不同",
    "before": "上一年的报告",
    "announced": "预告之处",
    "unit": "印着单位之处",
    "sum": "报告印作合计；同一条信息可走几个渠道，按上下界核对",
    "with": "正文的数等于表中的数加上",
    "rounded": "有的数写作“万”，只精确到印出的位数",
}


def tell_evidence(catalogue: Catalogue, report: Report, check: Check) -> Iterator[tuple[str, str, str]]:
    """(words, place, address), the last two empty where there is none."""
    for part in filter(None, check.evidence.split(";")):
        word, _, place = part.partition(":")
        words = say(_EVIDENCE.get(word, "另见正文"))
        if place in catalogue.indicators:
            cell = catalogue.find(report.report_id, place)
            locator, anchor = (cell.locator, f"#{cell.anchor}") if cell else ("", "")
            yield f"{words}{choose('', ' ')}“{catalogue.indicators[place].label}”", locator, anchor
        elif place in catalogue.reports:
            yield words, place, f"{place}.html"
        else:
            yield words, place, find_place(catalogue, report, place)


def find_place(catalogue: Catalogue, report: Report, locator: str) -> str:
    """The address of what stands there: a figure of the text, or a cell of a table in it."""
    said = find_said(catalogue, report.report_id, locator)
    cells = (cell for cell in catalogue.in_text[report.report_id] if cell.locator == locator)
    return said or next((f"#{cell.anchor}" for cell in cells), "")


def name_bodies(catalogue: Catalogue, check: Check, rule: Rule) -> str:
    """What was added up, the bodies of a region by their names, those without a figure too."""
    if rule.kind != "children":
        return check.operands
    given, _, missing = check.operands.partition("; ▢ ")
    for part in given.split(" + "):
        number, _, body = part.rstrip(")").partition(" (")
        given = given.replace(part, f"{_name(catalogue, body)} {number}") if body else given
    lacking = choose("、", ", ").join(_name(catalogue, body) for body in missing.split(", ")) if missing else ""
    return given.replace(" + ", " ＋ ") + (say("；没有数的：{names}", names=lacking) if lacking else "")


def _name(catalogue: Catalogue, body: str) -> str:
    return catalogue.authorities[body].name if body in catalogue.authorities else body
