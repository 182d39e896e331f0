"""Printed tables as rows of cells, whatever layout the text came in. What a cell means is decided by `forms`, not here.

Layouts with explicit cells are read without knowing any form: `tab_cells` (a cell a line behind a tab, or a row a line
between tabs) and `pipes` (a row a line between pipes, or pipes alone on their lines). Text that lost its cells is read
by `loose`, which needs the forms' labels to see where a row begins.
"""

from collections.abc import Sequence

from gongkai.tables.models import Cell, Row, Span, Table
from gongkai.tables.pipes import read_pipes
from gongkai.tables.tab_cells import read_tab_cells

__all__ = ["Cell", "Row", "Span", "Table", "read_tables"]


def read_tables(lines: Sequence[str]) -> list[Table]:
    """Every table with explicit cells, in printed order."""
    return sorted([*read_tab_cells(lines), *read_pipes(lines)], key=lambda table: table.first_line)
