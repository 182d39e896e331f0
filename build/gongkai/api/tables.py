"""The package's rows as the API gives them: every column by its name, numbers as printed, null as null.

Tables that speak of reports are read a year at a time, so that memory is that of a year; all others are held whole.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gongkai.published import OBSERVATIONS
from gongkai.streams import Folder, Resource, Value, typed_rows

Row = dict[str, Value]

NUMBERS = frozenset({"reported", "reported_zero", "text_number"})
# Figures of a report whose place in it is not its own row: the report itself, and the announcements of later versions.
_APART = frozenset({"reports", "changes"})


@dataclass(frozen=True)
class Tables:
    """A package on disk."""

    folder: Folder

    @cached_property
    def held(self) -> Mapping[str, Sequence[Row]]:
        """The rows of each table that is not read a year at a time."""
        return {
            str(one["name"]): list(_read(self.folder, one))
            for one in self.folder.resources
            if str(one["name"]) in _APART or "report_id" not in columns_of(one)
        }

    @cached_property
    def by_report(self) -> Sequence[str]:
        """The kinds of rows that belong to one report, in the package's order; observations, whatever the year, are
        one kind."""
        kinds = (_kind(one) for one in self.folder.resources if "report_id" in columns_of(one))
        return [kind for kind in dict.fromkeys(kinds) if kind not in _APART]

    @cached_property
    def reports(self) -> Mapping[str, Row]:
        """Every report, in the order authority, year."""
        rows = sorted(self.rows("reports"), key=lambda row: (text(row, "authority"), year_of(row)))
        return {text(row, "report_id"): row for row in rows}

    @cached_property
    def years(self) -> Mapping[int, Sequence[str]]:
        """The reports of each year that has one."""
        found: dict[int, list[str]] = defaultdict(list)
        for report, row in self.reports.items():
            found[year_of(row)].append(report)
        return dict(sorted(found.items()))

    def rows(self, name: str) -> Sequence[Row]:
        """A table that is held whole; empty where the package has none of that name."""
        return self.held.get(name, ())

    def resource(self, kind: str) -> Resource | None:
        """What the package says of a kind of rows; None where it has none."""
        return next((one for one in self.folder.resources if _kind(one) == kind), None)

    def read_year(self, year: int) -> Mapping[str, Mapping[str, Sequence[Row]]]:
        """The rows of each report of a year, by kind, then by report."""
        wanted = frozenset(self.years.get(year, ()))
        found: dict[str, dict[str, list[Row]]] = {kind: {} for kind in self.by_report}
        for resource in self.folder.resources:
            kind = _kind(resource)
            other_year = kind == OBSERVATIONS and str(resource["name"]) not in (kind, f"{kind}-{year}")
            if kind in found and not other_year:
                for row in _read(self.folder, resource, wanted):
                    found[kind].setdefault(text(row, "report_id"), []).append(row)
        return found


def columns_of(resource: Resource) -> list[str]:
    """The columns of a resource, in their order."""
    return [str(field["name"]) for field in resource["schema"]["fields"]]


def text(row: Row, column: str) -> str:
    """A text column's value, null as nothing: for ids and addresses."""
    value = row.get(column)
    return "" if value is None else str(value)


def year_of(row: Row) -> int:
    """The year that a report or an observation is of."""
    return int(text(row, "time_period"))


def _kind(resource: Resource) -> str:
    name = str(resource["name"])
    return OBSERVATIONS if name.partition("-")[0] == OBSERVATIONS else name


def _read(folder: Folder, resource: Resource, reports: Collection[str] | None = None) -> Iterator[Row]:
    names = columns_of(resource)
    at = names.index("report_id") if reports is not None else 0
    for values in typed_rows(folder, resource):
        if reports is None or values[at] in reports:
            yield dict(zip(names, values, strict=True))
