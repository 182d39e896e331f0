"""Corrections: declared mends of what was READ wrongly (structure/corrections.csv), each with its reason and with the
reading it expects. What a report printed wrongly is never mended.

A row holds `correction, report_id, indicator, applicant, source, locator, action, expects, value, state, reason_zh,
reason_en, evidence`. Report, indicator, applicant, source and locator single out one cell.

- `action`: `value` (the cell holds another number) or `state` (it holds no number, but `state`).
- `expects`: what the reader gives now: the number, or the state of a cell without one. Where the reader gives something
  else, nothing is packaged before the row is looked at again.
- `evidence`: what shows it, for people: a page of the document, a scan, an address.

Parsed reports stay as they were read: the corrected ones are made between them and the package.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongkai.declarations import read_rows
from gongkai.errors import Place, StructureError
from gongkai.reports import Parsed

ACTIONS = ("value", "state")
# States of a cell that is printed: those with a number, and those without. A line that is not printed has no place, and
# a number without a place is not published: such a mistake is mended where labels are declared.
NUMBERED = ("reported", "reported_zero", "text_number")
NUMBERLESS = ("blank", "mark", "image", "unparsed")
_SOURCES = ("form", "in_text", "prose")
_MATCH = ("report_id", "indicator", "applicant", "source", "locator")
_COLUMNS = ("correction", *_MATCH, "action", "expects", "value", "state", "reason_zh", "reason_en", "evidence")
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_NUMBER = re.compile(r"0|-?(?:0\.[0-9]*[1-9]|[1-9][0-9]*(?:\.[0-9]*[1-9])?)")

Key = tuple[str, str, str, str, str]
Record = dict[str, object]


@dataclass(frozen=True)
class Correction:
    """One declared mend; `value` is None where the action is `state`. `line` is its line in the file."""

    correction: str
    key: Key
    action: str
    expects: str
    value: int | float | None
    state: str
    reason_zh: str
    reason_en: str
    evidence: str
    line: int

    @property
    def place(self) -> Place:
        """Where it is declared."""
        return _place(self.line, self.correction)


@dataclass(frozen=True)
class Corrected:
    """Reports with every correction made, and a row for each: what was read beside what is published."""

    reports: tuple[Parsed, ...]
    rows: tuple[Record, ...]


def load_corrections(
    folder: Path, indicators: Container[str], applicants: Container[str], signed: Container[str]
) -> tuple[Correction, ...]:
    """structure/corrections.csv in its own order; `signed` are the lines that may hold less than nothing.
    StructureError names the file and the row to mend."""
    corrections: list[Correction] = []
    known: set[str] = set()
    cells: set[Key] = set()
    for line, row in read_rows(folder / "corrections.csv", _COLUMNS):
        place = _place(line, row["correction"])
        if fault := _fault(row, indicators, applicants) or _poor_value(row, signed):
            raise StructureError(fault, place)
        correction = _correction(line, row)
        if correction.correction in known:
            raise StructureError("a correction of this name stands here twice", place)
        if correction.key in cells:
            raise StructureError(f"{_cell(correction.key)} is corrected twice", place)
        known.add(correction.correction)
        cells.add(correction.key)
        corrections.append(correction)
    return tuple(corrections)


def correct(reports: Sequence[Parsed], corrections: Sequence[Correction]) -> Corrected:
    """The reports with every correction made; StructureError where one is not what its row expects. The reports
    given are not touched."""
    by_id = {str(parsed["report"]["id"]): parsed for parsed in reports}
    rows = []
    for correction in corrections:
        report = correction.key[0]
        if report not in by_id:
            raise StructureError(f"corrects {_cell(correction.key)}, and there is no such report", correction.place)
        by_id[report], row = _corrected(by_id[report], correction)
        rows.append(row)
    return Corrected(tuple(by_id[str(parsed["report"]["id"])] for parsed in reports), tuple(rows))


def _corrected(parsed: Parsed, correction: Correction) -> tuple[Parsed, Record]:
    observations = list(parsed["observations"])
    wanted = correction.key[1:]
    found = [at for at, cell in enumerate(observations) if tuple(cell[name] or "" for name in _MATCH[1:]) == wanted]
    if not found:
        raise StructureError(
            f"expects {correction.expects} in {_cell(correction.key)}, and the report has no such cell: "
            "say where it stands now, or take the correction away",
            correction.place,
        )
    cell = observations[found[0]]
    there = str(cell["state"]) if cell["value"] is None else str(cell["value"])
    if there != correction.expects:
        raise StructureError(
            f"expects {correction.expects} in {_cell(correction.key)}, and what was read there now is {there}: "
            "look at the document again, then mend the row or take it away",
            correction.place,
        )
    observations[found[0]] = {**cell, "value": correction.value, "state": correction.state}
    result = {**parsed, "observations": observations}
    if cell["source"] == "prose":
        result["statements"] = _restated(parsed["statements"], correction)
    return result, _row(correction, cell)


def _restated(statements: Sequence[Record], correction: Correction) -> list[Record]:
    """The statement that the cell came from says the corrected number too."""
    _, indicator, _, _, locator = correction.key
    number = {"quantity": correction.value, "low": correction.value, "high": correction.value, "qualifier": "exact"}
    return [
        {**one, **number} if (one["indicator"], one["locator"]) == (indicator, locator) else one for one in statements
    ]


def _row(correction: Correction, cell: Mapping[str, object]) -> Record:
    return {
        "correction": correction.correction,
        **dict(zip(_MATCH, correction.key, strict=True)),
        "action": correction.action,
        "original_value": cell["value"],
        "original_state": cell["state"],
        "original_raw": cell["raw"] or None,
        "value": correction.value,
        "state": correction.state,
        "reason_zh": correction.reason_zh,
        "reason_en": correction.reason_en,
        "evidence": correction.evidence,
    }


def _correction(line: int, row: Mapping[str, str]) -> Correction:
    return Correction(
        correction=row["correction"],
        key=(row["report_id"], row["indicator"], row["applicant"], row["source"], row["locator"]),
        action=row["action"],
        expects=row["expects"],
        value=_number(row["value"]) if row["value"] else None,
        state=row["state"],
        reason_zh=row["reason_zh"],
        reason_en=row["reason_en"],
        evidence=row["evidence"],
        line=line,
    )


def _fault(row: Mapping[str, str], indicators: Container[str], applicants: Container[str]) -> str:
    """What is wrong with the words of a row, or nothing."""
    if not _ID.fullmatch(row["correction"]):
        return "a correction's name is made of lower-case letters, digits, dots and hyphens"
    if row["indicator"] not in indicators:
        return f"{row['indicator']!r} is no indicator"
    if row["applicant"] not in applicants:
        return f"{row['applicant']!r} is no applicant"
    for column, known in (("source", _SOURCES), ("action", ACTIONS)):
        if row[column] not in known:
            return f"{column} is none of {', '.join(known)}"
    if not row["locator"]:
        return "locator is empty: a line that is not printed is declared in labels.csv, not corrected"
    missing = [name for name in ("reason_zh", "reason_en", "evidence") if not row[name].strip()]
    return f"says nothing of {', '.join(missing)}" if missing else ""


def _poor_value(row: Mapping[str, str], signed: Container[str]) -> str:
    """What is wrong with what a row expects and puts in its place, or nothing."""
    value, state, expects = row["value"], row["state"], row["expects"]
    if expects not in NUMBERLESS and not _NUMBER.fullmatch(expects):
        return f"expects is a number or one of {', '.join(NUMBERLESS)}"
    if row["action"] == "state":
        if row["source"] == "prose":
            return "a figure of running text is corrected by another number; where it is none, mend structure/cues.csv"
        if value or state not in NUMBERLESS:
            return f"the action `state` gives no value, and one of {', '.join(NUMBERLESS)}"
        return "" if state != expects else "changes nothing"
    if not _NUMBER.fullmatch(value) or state not in NUMBERED:
        return f"the action `value` gives a number as printed (12, 178.8), and one of {', '.join(NUMBERED)}"
    if (value == "0") != (state == "reported_zero"):
        return "reported_zero is the state of 0, and of no other number"
    if value.startswith("-") and row["indicator"] not in signed:
        return "this line holds no negative number"
    return "" if value != expects else "changes nothing"


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _cell(key: Key) -> str:
    report, indicator, applicant, source, locator = key
    column = "" if applicant == "total" else f"@{applicant}"
    return f"{report} {indicator}{column} ({source}, {locator})"


def _place(line: int, label: str = "") -> Place:
    return Place("structure/corrections.csv", f"line {line}" if line else "", label)
