"""What documents claim to be, settled: one current document for a report, or none of them is taken. Pure but for looks.

A superseded or withdrawn document stands in only where no current one is there. Two different documents with the same
right to a report are refused both; the same bytes under two names are one document.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gongkai.errors import DocumentError, GongkaiError, Place
from gongkai.folders import Found, lies_in
from gongkai.paths import Paths
from gongkai.registers import Entry
from gongkai.reports import report_path


@dataclass(frozen=True)
class Outcome:
    """How one document ended; `report` is the id where it is known, `message` is for people. `word` is the kind, or
    for what was not read the reason in a word or two: no report, damaged, superseded, ..."""

    file: str
    kind: Literal["read", "unchanged", "skipped", "refused"]
    report: str = ""
    message: str = ""
    word: str = ""


@dataclass(frozen=True)
class Claim:
    """One document as read: the report it is, and the hash of the parsed report that waits; or why there is none.
    `key` is what the reading depends on, empty where it is not to be remembered."""

    found: Found
    entry: Entry | None
    report: str = ""
    sha256: str = ""
    written: str = ""
    refusal: GongkaiError | None = None
    key: str = ""
    attachments: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """current, superseded or withdrawn."""
        return self.entry.status if self.entry else "current"


@dataclass(frozen=True)
class _Scene:
    register: Mapping[str, Entry]
    paths: Paths
    folder: Path


def settle(claims: Sequence[Claim], register: Mapping[str, Entry], paths: Paths, folder: Path) -> list[Outcome]:
    """How each claim ends, in the given order. `read` is a claim that may be written to its report in `folder`."""
    scene = _Scene(register, paths, folder)
    by_report: dict[str, list[Claim]] = {}
    for claim in claims:
        by_report.setdefault(claim.report, []).append(claim)
    return [_settle_one(claim, by_report[claim.report], scene) for claim in claims]


def _settle_one(claim: Claim, claims: Sequence[Claim], scene: _Scene) -> Outcome:
    name = claim.found.shown
    try:
        if claim.report:
            better = _current_elsewhere(claim, claims, scene)
            if better:
                message = f"{name}: {claim.status}; the current document of {claim.report} is {better}"
                return Outcome(name, "skipped", claim.report, message, claim.status)
            rivals = [other for other in claims if other.status == "current" or claim.status != "current"]
            _refuse_rivals(rivals, claim)
            twin = _first_twin(rivals, claim)
            if twin is not claim:
                message = f"{name}: the same bytes as {twin.found.shown}"
                return Outcome(name, "skipped", claim.report, message, "same bytes")
        if claim.refusal:
            raise claim.refusal
        return _against_report(claim, scene)
    except GongkaiError as error:
        return Outcome(name, "refused", claim.report, str(error), getattr(error, "outcome", "refused"))


def _current_elsewhere(claim: Claim, claims: Sequence[Claim], scene: _Scene) -> str:
    """The current document of the report that a superseded or withdrawn one claims, if there is one."""
    if claim.status == "current":
        return ""
    beside = [other.found.shown for other in claims if other.status == "current" and not other.refusal]
    registered = [
        entry.file
        for entry in scene.register.values()
        if entry.status == "current"
        and f"{entry.authority}-{entry.year}" == claim.report
        and lies_in(scene.paths.sources, entry.file)
    ]
    earlier = _earlier(claim, scene)
    # Its own earlier reading, or that of a document which the register no longer calls current, is no other document.
    standing = [earlier["name"]] if earlier and _is_current(earlier, scene) and not _is_same(earlier, claim) else []
    return next(iter([*beside, *registered, *standing]), "")


def _refuse_rivals(rivals: Sequence[Claim], claim: Claim) -> None:
    names = {other.sha256: other.found.shown for other in rivals}
    if len(names) > 1:
        raise DocumentError(
            f"{' and '.join(sorted(names.values()))} are two documents for report {claim.report}; "
            "read one of them, or say in sources/register.csv which authority and year each is, or its status",
            Place(claim.found.shown),
        )


def _first_twin(rivals: Sequence[Claim], claim: Claim) -> Claim:
    """Of documents with the same bytes the registered one, else the first by name."""
    twins = [other for other in rivals if other.sha256 == claim.sha256]
    return min(twins, key=lambda other: (other.entry is None, other.found.shown))


def _against_report(claim: Claim, scene: _Scene) -> Outcome:
    """A report read from one file is not replaced by another file's, only by the same file's newer bytes, or where
    that file is not current any more."""
    name, earlier = claim.found.shown, _earlier(claim, scene)
    replaces = not _is_same(earlier, claim) if earlier else False
    if earlier and replaces and (_is_current(earlier, scene) or claim.status != "current"):
        target = report_path(scene.folder, claim.report)
        raise DocumentError(
            f"{claim.report} was read from {earlier['name']} before; two documents for one report. "
            f"Remove reports/{target.parent.name}/{target.name} first if this one is right, or give "
            f"{earlier['name']} the status superseded in sources/register.csv",
            Place(name),
        )
    linked = f"{name}: its attachments, not read: {', '.join(claim.attachments)}" if claim.attachments else ""
    return Outcome(name, "read", claim.report, linked, "read")


def _earlier(claim: Claim, scene: _Scene) -> dict[str, str]:
    """What the report on disk says of its document."""
    target = report_path(scene.folder, claim.report)
    return dict(json.loads(target.read_text(encoding="utf-8"))["document"]) if target.is_file() else {}


def _is_same(earlier: Mapping[str, str], claim: Claim) -> bool:
    return earlier["name"] == claim.found.name or earlier["sha256"] == claim.sha256


def _is_current(earlier: Mapping[str, str], scene: _Scene) -> bool:
    entry = scene.register.get(earlier["name"])
    return (entry.status if entry else earlier["status"]) == "current"
