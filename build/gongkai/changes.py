"""Changes: every published figure that was added, changed or removed after a release, with the reason, declared by hand
in structure/changes.csv and kept for ever.

A row holds `version, date, report_id, indicator, applicant, source, kind, before, after, reason_zh, reason_en`. Its
version is the first that has the change. A report that is added or removed whole is one row without indicator,
applicant and source. `before` and `after` are figures as text: the number where one is printed; the cell's state where
none is; both for a number written in words (`40000 text_number`); of several places each, parted by `; `.

- `added`: a figure, or a report, that was not there.
- `changed`: another number.
- `state`: a number where there was none, none where there was one, or another state.
- `removed`: a figure, or a report, that is no longer there. Its indicator stays in the code list.
"""

import csv
import datetime
import io
import re
import sys
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

from gongkai.csv_files import written
from gongkai.errors import Place, StructureError
from gongkai.versions import parse_version

KINDS = ("added", "changed", "removed", "state")
# A figure's key within its report, and the figure as text; the figures of each report.
Figure = tuple[str, str, str]
Figures = Mapping[str, Mapping[Figure, str]]
WHOLE: Figure = ("", "", "")
_SOURCES = ("form", "in_text", "prose")
_REPORT = re.compile(r"[0-9]{6}(-[a-z][a-z0-9]*)*-20[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_NAMED = {"reported", "reported_zero"}  # states that the number itself tells


@dataclass(frozen=True)
class Change:
    """One row of structure/changes.csv; `line` is its line there, 0 before it stands there."""

    version: str
    date: str
    report_id: str
    indicator: str
    applicant: str
    source: str
    kind: str
    before: str
    after: str
    reason_zh: str
    reason_en: str
    line: int = 0

    @property
    def key(self) -> tuple[str, Figure]:
        """Which figure, or which report."""
        return self.report_id, (self.indicator, self.applicant, self.source)

    @property
    def what(self) -> tuple[str, str, str]:
        """What happened to it."""
        return self.kind, self.before, self.after

    @property
    def place(self) -> Place:
        """Where it is declared."""
        return _place(self.line)

    def __str__(self) -> str:
        if self.key[1] == WHOLE:
            return f"report {self.report_id} {self.kind}"
        column = "" if self.applicant == "total" else f"@{self.applicant}"
        figure = f"{self.report_id} {self.indicator}{column} ({self.source})"
        return f"{figure} {self.kind}: {self.before or '—'} → {self.after or '—'}"


COLUMNS = tuple(field.name for field in fields(Change) if field.name != "line")


def load_changes(folder: Path, indicators: Container[str], applicants: Container[str]) -> tuple[Change, ...]:
    """structure/changes.csv in its own order, oldest version first; StructureError names the row to mend. A row may
    still lack its reasons: those are asked for when the package is written."""
    changes: list[Change] = []
    known: set[tuple[object, ...]] = set()
    for change in _records(folder / "changes.csv"):
        if fault := _fault(change, indicators, applicants):
            raise StructureError(fault, change.place)
        if changes and _version(changes[-1]) > _version(change):
            raise StructureError(f"version {change.version} stands below {changes[-1].version}", change.place)
        if (change.version, change.key) in known:
            raise StructureError(f"{change}: a second row for one version", change.place)
        known.add((change.version, change.key))
        changes.append(change)
    return tuple(changes)


def change_rows(changes: Iterable[Change]) -> list[dict[str, object]]:
    """The rows of the package's resource."""
    return [{column: getattr(change, column) or None for column in COLUMNS} for change in changes]


def figures_of(rows_of: Mapping[str, Iterable[Mapping[str, object]]]) -> dict[str, dict[Figure, str]]:
    """Every report, and each of its figures as text, from the rows of the package."""
    found: dict[str, dict[Figure, str]] = {str(row["report_id"]): {} for row in rows_of["reports"]}
    known: dict[Figure, Figure] = {}  # each key once: a nation has millions of figures and some hundreds of keys
    for name, rows in rows_of.items():
        for row in sorted(rows, key=_place_of) if name.startswith("observations-") else ():
            own = found[str(row["report_id"])]
            figure = (str(row["indicator"]), str(row["applicant"]), str(row["source"]))
            figure = known.setdefault(figure, figure)
            text = write_figure(row["obs_value"], str(row["cell_state"]))
            own[figure] = sys.intern(f"{own[figure]}; {text}" if figure in own else text)
    return found


def _place_of(row: Mapping[str, object]) -> str:
    return str(row["locator"] or "")


def write_figure(value: object, state: str) -> str:
    """A cell as text: its number, its state, or both."""
    if value is None:
        return state
    return written(value) if state in _NAMED else f"{written(value)} {state}"


def find_changes(old: Figures, new: Figures, version: str, date: str) -> Iterator[Change]:
    """Every difference between two sets of figures as rows without reasons, in the order of reports and figures."""
    blank = Change(version, date, "", "", "", "", "", "", "", "", "")
    for report in sorted(old.keys() | new.keys()):
        if report not in old or report not in new:
            yield replace(blank, report_id=report, kind="removed" if report in old else "added")
            continue
        before, after = old[report], new[report]
        for figure in sorted(before.keys() | after.keys()):
            one, other = before.get(figure, ""), after.get(figure, "")
            if one != other:
                yield Change(version, date, report, *figure, _kind(one, other), one, other, "", "")


def append_changes(folder: Path, changes: Iterable[Change]) -> str:
    """The text of structure/changes.csv with these rows below those it has."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(astuple(change)[:-1] for change in changes)
    return (folder / "changes.csv").read_text(encoding="utf-8") + buffer.getvalue()


def _kind(before: str, after: str) -> str:
    if not before or not after:
        return "removed" if before else "added"
    one, other = _numbers(before), _numbers(after)
    return "changed" if one and other and one != other else "state"


def _numbers(text: str) -> list[str]:
    """The numbers of a figure; none where one of its places has none."""
    found = [part.split(" ")[0] for part in text.split("; ")]
    return found if all(map(_NUMBER.fullmatch, found)) else []


def _fault(change: Change, indicators: Container[str], applicants: Container[str]) -> str:
    """What is wrong with a row, or nothing."""
    if parse_version(change.version) is None:
        return f"version {change.version!r} is none like 1.2.3"
    if not _is_day(change.date):
        return f"date {change.date!r} is no day like 2026-01-31"
    if not _REPORT.fullmatch(change.report_id):
        return f"{change.report_id!r} is no report's id"
    if change.kind not in KINDS:
        return f"kind is none of {', '.join(KINDS)}"
    if change.key[1] == WHOLE:
        whole = change.kind in ("added", "removed") and not change.before + change.after
        return "" if whole else "a row without indicator adds or removes a whole report, without before and after"
    for word, known in (("indicator", indicators), ("applicant", applicants), ("source", _SOURCES)):
        if getattr(change, word) not in known:
            return f"{getattr(change, word)!r} is no {word}"
    if (change.kind == "added", change.kind == "removed") != (not change.before, not change.after):
        return f"{change.kind}: before is empty of what was added, after of what was removed, and only there"
    return "changes nothing" if change.before == change.after else ""


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _version(change: Change) -> tuple[int, int, int]:
    return parse_version(change.version) or (0, 0, 0)


def _records(path: Path) -> Iterator[Change]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise StructureError("the file is missing", _place(0)) from error
    reader = csv.reader(io.StringIO(text, newline=""))
    if tuple(next(reader, ())) != COLUMNS:
        raise StructureError(f"the columns are {', '.join(COLUMNS)}", _place(1))
    for row in reader:
        if len(row) != len(COLUMNS):
            raise StructureError("the row has more or fewer cells than the header", _place(reader.line_num))
        yield Change(**dict(zip(COLUMNS, row, strict=True)), line=reader.line_num)


def _place(line: int) -> Place:
    return Place("structure/changes.csv", f"line {line}" if line else "")
