"""The quality page: can it be trusted? Every rule by its results, every contradiction, what was not read, and how
reading itself was tested."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gongkai.charts import Drawings
from gongkai.pages import limits
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.findings import Check
from gongkai.pages.checks.outcomes import OUTCOMES, STATUSES, count_outcomes, outcome_of
from gongkai.pages.drafts import Draft, Page
from gongkai.pages.rules import KINDS, summarise_rules, tell_findings
from gongkai.words import say

# States of cells that hold something nobody could take for a number.
UNREAD = ("unparsed", "image", "mark")


@dataclass(frozen=True)
class Summary:
    """How the checks of all reports came out, by outcome; how many rules were tried, on how many reports."""

    counts: Mapping[str, int]
    tried: int
    reports: int

    @property
    def checks(self) -> int:
        """How many checks there are."""
        return sum(self.counts.values())


def summarise_checks(catalogue: Catalogue) -> Summary:
    """Counts over all current reports."""
    found = _all_checks(catalogue)
    return Summary(count_outcomes(found), len(catalogue.checks_by_rule), len({check.report_id for check in found}))


def render_quality(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """The one page /quality.html."""
    draft = Draft(catalogue, drawings, "quality.md")
    checks = _all_checks(catalogue)
    summary = summarise_checks(catalogue)
    by_outcome = {
        outcome: tell_findings(catalogue, [one for one in checks if outcome_of(one) == outcome])
        for outcome in ("contradiction", "question")
    }
    results = draft.kind_chart(say("各类规则的结果"), _by_kind(catalogue, checks))
    yield draft.finish(
        "quality.html.j2",
        say("数据质量"),
        say("{n} 项核对的结果，全部不成立之处，没有读出的内容，以及阅读本身怎样检验。", n=summary.checks),
        summary=summary,
        summaries=summarise_rules(catalogue),
        by_outcome=by_outcome,
        by_report=[(one, count_outcomes(catalogue.checks[one.report_id])) for one in catalogue.current],
        hints=sum(len(catalogue.hints[one.report_id]) for one in catalogue.current),
        corrections=sum(len(catalogue.corrections[one.report_id]) for one in catalogue.current),
        chart=draft.chart("results", results) if checks else "",
        unread=_count_unread(catalogue),
        cells=sum(len(catalogue.cells[one.report_id]) for one in catalogue.current),
        residue=_count_residue(catalogue),
        outcomes=OUTCOMES,
        statuses=STATUSES,
        kinds=KINDS,
        most=limits.VALUES,
        some=limits.SECTIONS,
    )


def _all_checks(catalogue: Catalogue) -> list[Check]:
    return [check for report in catalogue.current for check in catalogue.checks[report.report_id]]


def _by_kind(catalogue: Catalogue, checks: list[Check]) -> dict[str, dict[str, int]]:
    """By kind of rule in words, the outcomes of its checks; kinds that met nothing are left out."""
    groups: dict[str, list[Check]] = {kind: [] for kind in KINDS}
    for check in checks:
        groups[catalogue.rules[check.rule].kind].append(check)
    return {say(KINDS[kind]): count_outcomes(found) for kind, found in groups.items() if found}


def _count_unread(catalogue: Catalogue) -> dict[str, int]:
    states = [cell.cell_state for one in catalogue.current for cell in catalogue.cells[one.report_id]]
    return {state: states.count(state) for state in UNREAD}


def _count_residue(catalogue: Catalogue) -> dict[str, int]:
    """Digits that are left over, by current report; reports without any are left out."""
    return {
        name: sum(int(row["digits"]) for row in rows)
        for name, rows in catalogue.residue.items()
        if catalogue.reports[name].is_current
    }
