"""What the rules found: each rule, how often it was tried and how that ended, and every check that does not hold."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from gongkai.api.files import File, write_list
from gongkai.api.reports import address_report
from gongkai.api.tables import Row, Tables, text

# Verdicts of which every single check is listed.
LISTED = ("contradiction", "question")


class Findings:
    """Counts the checks of reports as they are read, and keeps those to be listed."""

    def __init__(self) -> None:
        self.results: Counter[tuple[str, str]] = Counter()
        self.verdicts: Counter[tuple[str, str]] = Counter()
        self.tried: Counter[str] = Counter()
        self.listed: list[dict[str, object]] = []

    def add(self, report: str, checks: Iterable[Row]) -> None:
        """Take in the checks of a report."""
        for check in checks:
            rule, verdict = text(check, "rule"), text(check, "verdict")
            self.tried[rule] += 1
            self.results[rule, text(check, "result")] += 1
            self.verdicts[rule, verdict] += 1
            if verdict in LISTED:
                self.listed.append({**check, "page": address_report(report)["page"]})


def write_checks(tables: Tables, findings: Findings, results: Sequence[str], verdicts: Sequence[str]) -> Iterator[File]:
    """checks.json; `results` and `verdicts` are the words that the package knows."""
    rules = [
        {
            **rule,
            "tried": findings.tried[text(rule, "rule")],
            "results": {one: findings.results[text(rule, "rule"), one] for one in results},
            "verdicts": {one: findings.verdicts[text(rule, "rule"), one] for one in verdicts},
        }
        for rule in tables.rows("rules")
    ]
    head: dict[str, object] = {"tried": findings.tried.total(), "rules": rules}
    rows = sorted(findings.listed, key=lambda row: [str(row[key]) for key in _KEY])
    yield from write_list("checks", head, "checks", rows, lambda row: str(row["report_id"])[:2])


_KEY = ("report_id", "rule", "instance")
