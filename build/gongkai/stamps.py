"""What earlier readings left, by document: kept in .cache, so that losing it costs time and nothing else.

A stamp says which report a document's bytes gave and the hash of the parsed report, or why there was none, for one
state of reader and structure. Parsed reports wait here until all of a batch are read and it is known that no two claim
one report.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gongkai.files import write_text
from gongkai.registers import Entry

_SAVED_EVERY = 64
_SHARE = 20


@dataclass(frozen=True)
class Stamp:
    """What one reading gave: a report; or a refusal (outcome, message, locator, label); or the documents of an archive
    by name and sha256."""

    report: str = ""
    written: str = ""
    attachments: tuple[str, ...] = ()
    refusal: tuple[str, ...] = ()
    members: tuple[tuple[str, str], ...] = ()


def stamp_key(name: str, sha256: str, entry: Entry | None, authority: str, year: int | None) -> str:
    """What a reading depends on, beside the fingerprint."""
    declared = entry and (entry.authority, entry.year, entry.url, entry.retrieved, entry.status)
    return hashlib.sha256(repr((name, sha256, declared or None, authority, year)).encode()).hexdigest()


class Stamps:
    """Stamps of one reader and structure, told by their fingerprint; those of others are forgotten."""

    def __init__(self, path: Path, waiting: Path, fingerprint: str) -> None:
        self._path = path
        self._waiting = waiting
        self._fingerprint = fingerprint
        self._new = 0
        kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        self._stamps: dict[str, dict[str, Any]] = (
            kept.get("stamps", {}) if kept.get("fingerprint") == fingerprint else {}
        )

    def find(self, key: str) -> Stamp:
        """What this key gave; an empty stamp where it is not known."""
        kept = self._stamps.get(key, {})
        members = tuple((name, sha256) for name, sha256 in kept.get("members", ()))
        attachments, refusal = tuple(kept.get("attachments", ())), tuple(kept.get("refusal", ()))
        return Stamp(kept.get("report", ""), kept.get("written", ""), attachments, refusal, members)

    def note(self, key: str, stamp: Stamp) -> None:
        """Remember what the key gave; saved now and then, so that a batch that is killed goes on where it was."""
        if not key:
            return
        self._stamps[key] = {name: value for name, value in asdict(stamp).items() if value}
        self._new += 1
        if self._new >= max(_SAVED_EVERY, len(self._stamps) // _SHARE):
            self.save()

    def save(self) -> None:
        """Write the stamps."""
        kept = {"fingerprint": self._fingerprint, "stamps": self._stamps}
        write_text(self._path, json.dumps(kept, sort_keys=True) + "\n")
        self._new = 0

    def waiting(self, written: str) -> str | None:
        """The text of a parsed report that waits, whole; None where it does not."""
        path = self._waiting / f"{written}.json"
        if not path.is_file():
            return None
        content = path.read_bytes()
        return content.decode() if hashlib.sha256(content).hexdigest() == written else None

    def clear(self) -> None:
        """Forget the texts that wait."""
        for path in self._waiting.glob("*.json") if self._waiting.is_dir() else ():
            path.unlink()


def put_aside(waiting: Path, text: str) -> str:
    """Let a parsed report wait; returns its hash, which is its name."""
    content = text.encode()
    written = hashlib.sha256(content).hexdigest()
    waiting.mkdir(parents=True, exist_ok=True)
    # The name is the hash, so that a half-written file is seen; it is no result yet and need not survive a power cut.
    (waiting / f"{written}.json").write_bytes(content)
    return written
