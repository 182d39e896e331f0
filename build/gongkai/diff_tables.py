"""What `gongkai diff` prints: counts and the version they ask for, then the shape, then report by report the figures
and checks; or everything as JSON whose bytes depend on the two packages alone."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gongkai.changes import Change
from gongkai.diffs import OBSERVATIONS, Diff, RowChange
from gongkai.errors import printable
from gongkai.releases import Standing
from gongkai.versions import kind_of, write_version

_LISTED = 40  # lines of one kind below one heading; JSON has all
_KINDS = ("added", "removed", "changed")


def as_text(diff: Diff) -> str:
    """Short things first."""
    parts = [_headline(diff), _counted(diff.rows), _structure(diff), *_by_report(diff)]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_json(diff: Diff) -> str:
    """Everything, in a fixed order."""
    whole = {
        "name": diff.name,
        "old": diff.old,
        "new": diff.new,
        "level": diff.level,
        "proposed": write_version(diff.proposed) if diff.proposed else None,
        "announced": diff.is_announced,
        "structure": [vars(change) for change in diff.structure],
        "uncompared": list(diff.uncompared),
        "resources": _count(diff.rows),
        "rows": [vars(row) for row in diff.rows],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def as_standing(standing: Standing, descriptor: Mapping[str, Any], lacking: Sequence[Change]) -> str:
    """What a package changes since the last release, and which of it has no row in structure/changes.csv yet."""
    lines = [f"{descriptor['name']} {standing.version} → {descriptor['version']}"]
    if standing.level == "none":
        return f"{lines[0]}: nothing differs\n"
    lines.append(f"{standing.level} changes: the version must be {write_version(standing.lowest)} or higher")
    lines += [f"  {change.level:<5}  {change.where}: {change.what}" for change in standing.structure]
    without = {change.key for change in lacking}
    lines.append(f"figures: {len(standing.changes)} changes, {len(without)} without a row in structure/changes.csv")
    lines += _cut([f"  {'?' if one.key in without else ' '} {one}" for one in standing.changes])
    return "\n".join(map(printable, lines)) + "\n"


def _headline(diff: Diff) -> str:
    lines = [f"{diff.name} {diff.old} → {diff.new}"]
    if diff.level == "none":
        return f"{lines[0]}: nothing differs"
    if diff.proposed is None:
        lines.append(f"{diff.level} changes; {diff.old!r} is no version to count from")
    elif diff.is_announced:
        lines.append(f"{diff.level} changes: at least {write_version(diff.proposed)}, and that is said")
    else:
        lines.append(f"{diff.level} changes: the version must be {write_version(diff.proposed)} or higher")
    return "\n".join(lines)


def _count(rows: Sequence[RowChange]) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counted[row.resource][row.kind] += 1
    return {name: {kind: counts[kind] for kind in _KINDS} for name, counts in sorted(counted.items())}


def _counted(rows: Sequence[RowChange]) -> str:
    table: list[tuple[str, ...]] = [("rows", *_KINDS)]
    table += [(name, *(str(counts[kind]) for kind in _KINDS)) for name, counts in _count(rows).items()]
    width = max(len(row[0]) for row in table)
    return "\n".join(f"{row[0]:<{width}}{''.join(f'{cell:>9}' for cell in row[1:])}" for row in table if len(table) > 1)


def _structure(diff: Diff) -> str:
    lines = [f"  {change.level:<5}  {change.where}: {change.what}" for change in diff.structure]
    lines += [f"  {name}: another key, so its rows were not compared" for name in diff.uncompared]
    return "\n".join(["structure", *lines]) if lines else ""


def _by_report(diff: Diff) -> Iterator[str]:
    rows: dict[str, list[RowChange]] = defaultdict(list)
    whole: dict[str, str] = {}
    for row in diff.rows:
        report = row.key.get("report_id", "")
        if row.resource == "reports" and row.kind != "changed":
            whole[report] = row.kind
        elif row.resource == "reports" or kind_of(row.resource) in (OBSERVATIONS, "checks"):
            rows[report].append(row)
    for report in sorted(rows.keys() | whole.keys()):
        authority, _, year = report.rpartition("-")
        title = f"{report} {diff.words.get(authority, '')} {year}".replace("  ", " ")
        if report in whole:
            figures = sum(kind_of(row.resource) == OBSERVATIONS for row in rows[report])
            yield f"{title}: report {whole[report]}, {figures} figures"
        else:
            yield "\n".join([printable(title), *(f"  {line}" for line in _lines(rows[report], diff))])


def _lines(rows: Sequence[RowChange], diff: Diff) -> Iterator[str]:
    """The report itself, its figures, its checks: changed ones one by one, others counted by result."""
    yield from (_say_report(row) for row in rows if row.resource == "reports")
    yield from _cut([_say_figure(row, diff) for row in rows if kind_of(row.resource) == OBSERVATIONS])
    checks = [row for row in rows if row.resource == "checks"]
    yield from _cut([_say_check(row) for row in checks if row.kind == "changed"])
    for kind in ("added", "removed"):
        results = Counter((row.after or row.before)["result"] for row in checks if row.kind == kind)
        if results:
            counted = ", ".join(f"{count} {result}" for result, count in sorted(results.items()))
            yield f"checks {kind}: {counted}"


def _cut(lines: Sequence[str]) -> list[str]:
    left = len(lines) - _LISTED
    return [*lines[:_LISTED], f"  … and {left} more (--format json has all)"] if left > 0 else list(lines)


def _say_report(row: RowChange) -> str:
    return printable(f"report: {_say_columns(row)}")


def _say_check(row: RowChange) -> str:
    instance = "" if row.key["instance"] == "total" else f" {row.key['instance']}"
    result = f"{row.before['result']} → {row.after['result']}" if "result" in row.after else _say_columns(row)
    return printable(f"check {row.key['rule']}{instance}: {result}")


def _say_columns(row: RowChange) -> str:
    return ", ".join(f"{column} {row.before[column] or '—'} → {after or '—'}" for column, after in row.after.items())


def _say_figure(row: RowChange, diff: Diff) -> str:
    name = diff.words.get(row.key["indicator"], row.key["indicator"])
    column = "" if row.key["applicant"] == "total" else f"@{row.key['applicant']}"
    source = "" if row.key["source"] == "form" else f", {row.key['source']}"
    place = f" ({row.key['locator'] or 'no place'}{source})"
    if row.kind == "changed" and not {"obs_value", "cell_state"} & row.after.keys():
        return printable(f"{name}{column}: {_say_columns(row)}{place}")
    before, after = _figure(row.before), _figure(row.after)
    return printable(f"{name}{column} {_arrow(row.kind, before, after)}{place}")


def _figure(side: Mapping[str, str]) -> str:
    """A number where one stands, else the state; both where only the state is told as changed."""
    return side.get("obs_value", "") or side.get("cell_state", "")


def _arrow(kind: str, before: str, after: str) -> str:
    return f"+ {after}" if kind == "added" else f"− {before}" if kind == "removed" else f"{before} → {after}"
