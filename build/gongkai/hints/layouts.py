"""Layouts: where the cells of a report stand in their forms, and which stand near enough to be counted twice."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from gongkai.checks.grids import FORM, Grid
from gongkai.hints.suppositions import CheckKey, Supposition
from gongkai.structures import Structure

# A smaller gap equals some other cell of most tables.
_TELLING_GAP = 10


class Layout:
    """The order of rules, lines and applicants, and the cells beside a cell."""

    def __init__(self, structure: Structure, grid: Grid) -> None:
        self._grid = grid
        self._rules = {rule.rule: rule for rule in structure.rules}
        self._applicants = structure.applicants
        self._orders: dict[str, int] = {}
        self._lines: dict[tuple[str, str], tuple[str, str]] = {}
        for form in structure.forms.values():
            for table in form.tables:
                for line in table.lines:
                    self._orders.setdefault(line.indicator, line.order)
                    self._lines[form.form, line.indicator] = table.table, line.parent

    def order(self, indicator: str, applicant: str) -> tuple[int, int]:
        """Where a cell stands in the first form that has it."""
        return self._orders[indicator], self._applicants.index(applicant)

    def in_order(self, rules: Iterable[str]) -> list[str]:
        """Rules as they are declared, each once."""
        wanted = set(rules)
        return [rule for rule in self._rules if rule in wanted]

    def equals(self, one: Supposition, cell: tuple[str, str], checks: Iterable[CheckKey]) -> tuple[str, ...]:
        """The one other cell that holds what is missing or too much, a part left out or counted twice: it stands under
        the heading of a cell of the checks, in the matrix in the row or the column of the supposed one."""
        grid, gap = self._grid, abs(one.would_be - one.printed)
        form = grid.form_codes[one.cell, one.report]
        if gap < _TELLING_GAP or form < 0:
            return ()
        name = grid.forms[form]
        headings = {
            self._lines.get((name, cell[0] if term.indicator == "*" else term.indicator), ("", ""))
            for _, rule, _ in checks
            for term in self._rules[rule].terms
        }
        found = [
            f"equals:{indicator}@{applicant}"
            for at in np.flatnonzero(grid.values[:, one.report] == gap).tolist()
            for indicator, applicant in [self._names[at]]
            if at != one.cell
            and (grid.sources[at, one.report], grid.form_codes[at, one.report]) == (FORM, form)
            and self._lines[name, indicator] in headings
            and self._lines[name, indicator][1]
            and (indicator == cell[0] or applicant == cell[1])
        ]
        return tuple(found) if len(found) == 1 else ()

    @cached_property
    def _names(self) -> dict[int, tuple[str, str]]:
        return {at: name for name, at in self._grid.cells.items()}
