"""What a page's table shows, as a CSV: the package's own columns of the very cells and checks, in the order of
the page, and of a cell whether a check of it does not hold or is in question."""

from collections.abc import Iterable
from dataclasses import fields

from gongkai.csv_files import write_csv
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.findings import Check
from gongkai.pages.catalogues.records import Cell
from gongkai.pages.checks.marks import doubt_cells

CHECKS = tuple(field.name for field in fields(Check))
COLUMNS = (
    "report_id",
    "authority",
    "time_period",
    "form",
    "indicator",
    "applicant",
    "source",
    "obs_value",
    "cell_state",
    "unit_measure",
    "raw",
    "label",
    "locator",
)
DOUBTS = "doubts"


def write_shown(catalogue: Catalogue, cells: Iterable[Cell]) -> str:
    """One row a cell; a number as printed, 1 and never 1.0, with the kinds of its doubts, which the page shows too."""
    rows = [
        {name: _plain(getattr(cell, name)) for name in COLUMNS}
        | {DOUBTS: ";".join(one.kind for one in doubt_cells(catalogue, [cell]))}
        for cell in cells
    ]
    return write_csv((*COLUMNS, DOUBTS), rows).decode()


def write_checks(checks: Iterable[Check]) -> str:
    """One row a check."""
    return write_csv(CHECKS, [{name: _plain(getattr(one, name)) for name in CHECKS} for one in checks]).decode()


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value
