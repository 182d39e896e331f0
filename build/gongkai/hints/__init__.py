"""Hints: single cells that would mend every rule touching them if they said something else. Evidence, never a repair.

Looked for where an equality, a figure printed twice or a bound fails. Each printed number in it is asked what it would
have to be; that is a hint if every check touching the cell that fails would hold then, and none that holds would cease
to. Touching are the rules inside a report, those to the year before and after, and what prose and tables in the text
say of the line. A bound names no number: there the prose, or a slip of the hand, has to.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from gongkai.checks import Facts, Findings
from gongkai.checks.findings import whole
from gongkai.checks.grids import Grid, build_grid
from gongkai.hints.layouts import Layout
from gongkai.hints.misprints import likeness, slips_of
from gongkai.hints.suppositions import CheckKey, Supposition, mended, seeds, suppose
from gongkai.hints.testimonies import Cell, Testimony, testimonies_of
from gongkai.rules import Rule
from gongkai.structures import Structure

HINT_COLUMNS = (
    "report_id",
    "hint",
    "indicator",
    "applicant",
    "printed",
    "would_be",
    "rules",
    "evidence",
    "locator",
    "set_size",
)


@dataclass(frozen=True)
class _Hint:
    """A supposition that mends, with the checks it mends and what speaks for it."""

    supposition: Supposition
    cell: Cell
    checks: frozenset[CheckKey]
    evidence: tuple[str, ...]

    @property
    def said(self) -> bool:
        """Whether the report's own words say so."""
        return any(word.startswith("prose:") for word in self.evidence)

    @property
    def rank(self) -> tuple[int, int, int]:
        """What comes first: the report's own words, to which likeness adds nothing; more checks; more evidence."""
        return (0, -len(self.checks), 0) if self.said else (1, -len(self.checks), -len(self.evidence))


def find_hints(findings: Findings, facts: Facts, structure: Structure) -> pd.DataFrame:
    """One row for each cell of HINT_COLUMNS, by report and order; only reports with a failing check are looked at.
    `set_size` says how many cells mend the same set of checks."""
    near = _near(findings.checks, facts, structure.rules)
    grid = build_grid(near.observations, near.reports, near.statements)
    said = testimonies_of(findings.checks, near, structure.rules)
    layout = Layout(structure, grid)
    hints = _hints(structure.rules, grid, said, layout)
    return _frame(hints, near, layout)


def hint_rows(hints: pd.DataFrame) -> list[dict[str, object]]:
    """Hints as rows of the package."""
    return [dict(zip(HINT_COLUMNS, row, strict=True)) for row in hints.itertuples(index=False, name=None)]


def _near(checks: pd.DataFrame, facts: Facts, rules: Iterable[Rule]) -> Facts:
    """The reports where suppositions start, and those of the same authorities beside them."""
    names = {rule.rule for rule in seeds(rules)}
    failing = checks.loc[(checks["result"] == "fails") & checks["rule"].isin(names), "report_id"].unique()
    split = [str(report).rpartition("-") for report in failing]
    wanted = {f"{authority}-{int(year) + step}" for authority, _, year in split for step in (-1, 0, 1)}
    return replace(
        facts,
        **{
            name: (frame := getattr(facts, name))[frame["report_id"].isin(wanted)]
            for name in ("reports", "observations", "statements")
        },
    )


def _hints(rules: Sequence[Rule], grid: Grid, said: Mapping[Cell, Sequence[Testimony]], layout: Layout) -> list[_Hint]:
    names = {at: name for name, at in grid.cells.items()}

    def slips(report: int, cell: int) -> tuple[float, ...]:
        return _meant(said.get((str(grid.reports[report]), *names[cell]), ()), float(grid.values[cell, report]))

    found = []
    for one, checks in mended(suppose(rules, grid, slips), rules, grid).items():
        cell = (str(grid.reports[one.report]), *names[one.cell])
        heard = [testimony for testimony in said.get(cell, ()) if testimony.binding]
        if any(not testimony.agrees(one.would_be) for testimony in heard):
            continue
        checks |= {testimony.check for testimony in heard if testimony.fails}
        places = dict.fromkeys(
            f"prose:{testimony.locator}"
            for testimony in said.get(cell, ())
            if testimony.locator and testimony.agrees(one.would_be) and (testimony.binding or not testimony.fails)
        )
        likely = likeness(one.printed, one.would_be)
        found.append(_Hint(one, cell, checks, (*places, *likely, *layout.equals(one, cell[1:], checks))))
    return found


def _meant(said: Iterable[Testimony], printed: float) -> tuple[float, ...]:
    """What a cell may say where a bound fails: what the prose says exactly, or what a slip would have made of it."""
    exact = [testimony.low for testimony in said if testimony.binding and testimony.low == testimony.high]
    return (*exact, *slips_of(printed))


def _frame(hints: Iterable[_Hint], near: Facts, layout: Layout) -> pd.DataFrame:
    """Per report what the prose says first, then the cell that mends more checks, then the one with more evidence,
    then the order of the form."""
    by_report: dict[str, list[_Hint]] = defaultdict(list)
    for hint in hints:
        by_report[hint.cell[0]].append(hint)
    table = near.observations[near.observations["source"] == "form"]
    table = table[table["report_id"].isin(by_report)]
    *keys, places = (table[name].to_numpy(object) for name in ("report_id", "indicator", "applicant", "locator"))
    locators = dict(zip(zip(*keys, strict=True), places, strict=True))
    rows = []
    for report, own in sorted(by_report.items()):
        sizes = Counter(hint.checks for hint in own)
        own.sort(key=lambda hint: (*hint.rank, layout.order(*hint.cell[1:])))
        for number, hint in enumerate(own, 1):
            rows.append((report, number, *_columns(hint, layout), locators.get(hint.cell) or None, sizes[hint.checks]))
    return pd.DataFrame(rows, columns=list(HINT_COLUMNS), dtype=object)


def _columns(hint: _Hint, layout: Layout) -> tuple[object, ...]:
    rules = layout.in_order(rule for _, rule, _ in hint.checks)
    printed, would_be = whole(hint.supposition.printed), whole(hint.supposition.would_be)
    return *hint.cell[1:], printed, would_be, ";".join(rules), ";".join(hint.evidence) or None
