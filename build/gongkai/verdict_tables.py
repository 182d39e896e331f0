"""What `gongkai check` prints: for each report what its rules found, as tables for a person or as JSON for a program.

Passes are counted and, where asked for, listed; what does not simply hold is always listed, hints below it.
"""

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from gongkai.checks import gather, run_checks
from gongkai.checks.findings import check_rows, sides_of
from gongkai.checks.neighbours import NEW_FORM
from gongkai.corrections import correct
from gongkai.errors import GongkaiError
from gongkai.hints import find_hints, hint_rows
from gongkai.paths import Paths
from gongkai.registers import load_register
from gongkai.reports import load_report, report_path
from gongkai.rules import STATUSES, Rule
from gongkai.structures import Structure, load_structure

Row = dict[str, Any]
# What became of a check, gravest first, and how it is counted.
_OUTCOMES = {
    "contradiction": "fail",
    "question": "in question",
    "derivable": "derivable",
    "not_assessable": "not assessable",
    "holds_if_blank_is_zero": "only if a blank is zero",
    "holds": "hold",
}
_COUNTED = ("holds", "holds_if_blank_is_zero", "derivable", "not_assessable", "question", "contradiction")
_WORDS = {
    "contradiction": "fails",
    "question": "question",
    "derivable": "follows",
    "not_assessable": "open",
    "holds_if_blank_is_zero": "if zero",
    "holds": "holds",
}
_STYLES = {"contradiction": "bold red", "question": "yellow"}
_SAID = {
    "derivable": "表内空白，可推出{expected}；只列出，不填入。",
    "not_assessable": "依据不全，无法核对。",
    "holds_if_blank_is_zero": "空白的格作零时成立。",
    "holds": "成立。",
}
_NEW_FORM = "格式由{left}版改为{right}版，不与上年相比。"
_NOTHING = "—"
_SEAM = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9])|(?<=[0-9%])(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Verdict:
    """All that was found in one report; `checks` the gravest first."""

    report: str
    authority: str
    name: str
    year: int
    checks: tuple[Row, ...]
    hints: tuple[Row, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many checks ended in which way, and how many there are."""
        ended = [check["outcome"] for check in self.checks]
        return {outcome: ended.count(outcome) for outcome in _OUTCOMES} | {"checks": len(ended)}


def find_verdicts(paths: Paths, reports: Sequence[str] = ()) -> list[Verdict]:
    """The reports asked for (none: all), held against every rule; GongkaiError where one is not there."""
    structure = load_structure(paths.structure)
    known = sorted(path.stem for path in paths.reports.glob("*/*.json"))
    if not known:
        raise GongkaiError("there are no parsed reports to check; run `gongkai read` first")
    for report in reports:
        if report not in known:
            raise GongkaiError(_unknown(report, known))
    beside = _beside(known, reports, structure) if reports else known
    parsed = [load_report(report_path(paths.reports, report), structure.folder / "schemas") for report in beside]
    made = [one for one in structure.corrections if not reports or one.key[0] in beside]
    register = load_register(paths.sources / "register.csv")
    facts = gather(correct(parsed, made).reports, structure, register)
    findings = run_checks(facts, structure)
    hints = find_hints(findings, facts, structure)
    wanted = list(dict.fromkeys(reports)) or known
    return [_verdict(report, findings.checks, hints, structure) for report in wanted]


def fails(verdicts: Sequence[Verdict], status: str) -> bool:
    """Whether a check of this status, or of a stricter one, fails as a contradiction; for weak ones, which contradict
    nothing, as a question too."""
    is_any = status == "weak"
    stricter = STATUSES[: STATUSES.index(status) + 1]
    return any(
        check["status"] in stricter and (check["verdict"] == "contradiction" or (is_any and check["result"] == "fails"))
        for verdict in verdicts
        for check in verdict.checks
    )


def as_json(verdicts: Sequence[Verdict]) -> str:
    """Every check, passes too, every hint and the counts."""
    reports = [{**vars(verdict), "counts": verdict.counts} for verdict in verdicts]
    counts = {name: sum(verdict.counts[name] for verdict in verdicts) for name in (*_OUTCOMES, "checks")}
    return json.dumps({"counts": counts, "reports": reports}, ensure_ascii=False, indent=1, sort_keys=True)


def as_tables(verdict: Verdict, *, passes: bool) -> Iterator[RenderableType]:
    """A report's line, what does not simply hold (with `passes` all checks), and the hints."""
    yield Text(_headline(verdict), style="bold")
    listed = [check for check in verdict.checks if passes or check["outcome"] != "holds"]
    if listed:
        yield Padding(_checks_table(listed), (0, 0, 0, 2))
    if verdict.hints:
        yield Padding(_hints_table(verdict.hints), (1, 0, 0, 2))
    yield ""


def _headline(verdict: Verdict) -> str:
    counts = verdict.counts
    parts = " · ".join(f"{counts[name]} {_OUTCOMES[name]}" for name in _COUNTED if counts[name])
    total = f"{counts['checks']} check{'' if counts['checks'] == 1 else 's'}"
    return f"{verdict.report} {verdict.name} {verdict.year}: {total}{': ' if parts else ''}{parts}"


def _checks_table(checks: Sequence[Row]) -> Table:
    figures = [Column(name, justify="right", no_wrap=True) for name in ("printed", "follows", "gap")]
    table = Table(Column("result", no_wrap=True), Column("rule", ratio=1, overflow="fold"), *figures)
    table.box, table.pad_edge = None, False
    many = {check["rule"] for check in checks if check["instance"] != "total"}
    for check, *alike in _gathered(checks):
        style = _STYLES.get(check["outcome"], "")
        instances = ", ".join(str(one["instance"]) for one in (check, *alike)) if check["rule"] in many else ""
        told = check["outcome"] == "holds" or bool(alike) or not check["operands"]
        told |= all(part in check["message_zh"] for part in re.split(" [|] |/", str(check["operands"])))
        operands = "" if told else f"\n{check['operands']}"
        words = Text.assemble((check["rule"], style), f" {instances}\n", check["message_zh"], (operands, "dim"))
        numbers = (_figure(check[name]) for name in ("actual", "expected", "gap"))
        table.add_row(Text(_WORDS[check["outcome"]], style), words, *numbers)
    return table


def _gathered(checks: Sequence[Row]) -> list[list[Row]]:
    """The checks one by one; those of a rule that found no figure at all (a whole column of blanks) in one."""
    rows: dict[tuple[object, ...], list[Row]] = {}
    for check in checks:
        bare = check["actual"] is None and check["expected"] is None
        rows.setdefault((check["outcome"], check["rule"], "" if bare else check["instance"], bare), []).append(check)
    return list(rows.values())


def _hints_table(hints: Sequence[Row]) -> Table:
    figures = [Column(name, justify="right", no_wrap=True) for name in ("printed", "if it were", "one of")]
    table = Table(Column("hint: one cell, and what it would mend", ratio=1, overflow="fold"), *figures)
    table.box, table.pad_edge = None, False
    for hint in hints:
        column = "" if hint["applicant"] == "total" else f"@{hint['applicant']}"
        why = ["mends", hint["rules"].replace(";", ", ")]
        why += ["· evidence", hint["evidence"].replace(";", ", ")] if hint["evidence"] else []
        numbers = (_figure(hint[name]) for name in ("printed", "would_be", "set_size"))
        table.add_row(Text.assemble(f"{hint['indicator']}{column}", "\n", (" ".join(why), "dim")), *numbers)
    return table


def _verdict(report: str, checks: pd.DataFrame, hints: pd.DataFrame, structure: Structure) -> Verdict:
    authority, _, year = report.rpartition("-")
    rules = {rule.rule: rule for rule in structure.rules}
    order = list(rules)
    rows = [_said(row, rules[str(row["rule"])]) for row in check_rows(checks[checks["report_id"] == report])]
    rows.sort(key=lambda row: (list(_OUTCOMES).index(row["outcome"]), order.index(row["rule"]), row["instance"]))
    name = structure.authorities.get(authority, {}).get("name_zh", authority)
    own = hint_rows(hints[hints["report_id"] == report])
    return Verdict(report, authority, name, int(year), tuple(rows), tuple(own))


def _said(row: Row, rule: Rule) -> Row:
    """A check with its rule's status, its outcome in one word, and what is said of it."""
    outcome = row["verdict"] if row["result"] == "fails" else row["result"]
    # The words of a rule say which way it goes.
    figures = {"actual": row["actual"], "expected": row["expected"], "gap": row["gap"] and abs(row["gap"])}
    fill = {name: _figure(value) for name, value in figures.items()}
    fill |= {"report": row["report_id"], "instance": row["instance"], "operands": row["operands"] or _NOTHING}
    fill |= dict(zip(("left", "right"), sides_of(fill["operands"]), strict=True))
    if row["instance"] == NEW_FORM and row["result"] == "not_assessable":
        template = _NEW_FORM
    else:
        template = rule.message_zh if row["result"] == "fails" else _SAID[row["result"]]
    return {**row, "status": rule.status, "outcome": outcome, "message_zh": _spaced(template.format_map(fill))}


def _spaced(words: str) -> str:
    """Figures apart from the words around them: so they are read, and lines break between them."""
    return _SEAM.sub(" ", words)


def _figure(value: float | None) -> str:
    return _NOTHING if value is None else str(value)


def _beside(known: Sequence[str], reports: Sequence[str], structure: Structure) -> list[str]:
    """The reports, the others of their authorities, and those of the bodies directly below."""
    asked = {report.rpartition("-")[0] for report in reports}
    below = {name for name, row in structure.authorities.items() if row["parent"] in asked}
    return [report for report in known if report.rpartition("-")[0] in asked | below]


def _unknown(report: str, known: Sequence[str]) -> str:
    authority = report.rpartition("-")[0]
    same = [one for one in known if one.rpartition("-")[0] == authority]
    near = list(dict.fromkeys([*same, *difflib.get_close_matches(report, known, n=3, cutoff=0.8)]))[:5]
    return f"there is no report {report!r}" + (f"; near it are {', '.join(near)}" if near else "")
