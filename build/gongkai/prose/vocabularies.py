"""The words by which issuers, headings, contacts, problems and scope are told: structure/issuers.csv and prose.csv.

prose.csv has the columns use, wording, meaning. A wording is plain text; `…` in it stands for up to twenty characters
of the same sentence. White space in a document plays no part: readers compare with squeezed text.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.errors import Place, StructureError
from gongkai.prose.citations import Issuers

USES = ("chapter", "contact_cue", "contact_foreign", "contact_label", "heading_end", "lead_in", "weakness")
_GAP = "[^。；;！？!?]{0,20}?"
_ISSUER_KINDS = ("province", "central", "department", "organ", "ending", "lead", "traditional")


@dataclass(frozen=True)
class Vocabulary:
    """The rows of prose.csv: use -> wording -> meaning."""

    words: Mapping[str, Mapping[str, str]]
    _patterns: dict[tuple[str, str], re.Pattern[str]] = field(default_factory=dict, compare=False, repr=False)

    def pattern(self, use: str, meaning: str = "") -> re.Pattern[str]:
        """One pattern for all wordings of a use, or for those of one meaning; longer wordings first."""
        key = use, meaning
        if key not in self._patterns:
            words = [word for word, means in self.words[use].items() if not meaning or means == meaning]
            words.sort(key=len, reverse=True)
            self._patterns[key] = re.compile("|".join(_GAP.join(map(re.escape, word.split("…"))) for word in words))
        return self._patterns[key]


def load_vocabulary(folder: Path) -> Vocabulary:
    """structure/prose.csv; StructureError names the row to mend."""
    path = folder / "prose.csv"
    found: dict[str, dict[str, str]] = {use: {} for use in USES}
    for number, row in _records(path, ("use", "wording", "meaning")):
        use, wording = row["use"], row["wording"]
        if use not in found:
            raise StructureError(f"the use is none of {', '.join(USES)}", _place(path, number, use))
        if not wording.strip("…") or wording in found[use]:
            raise StructureError("the wording is empty or stands here twice", _place(path, number, wording))
        found[use][wording] = row["meaning"]
    if missing := [use for use, words in found.items() if not words]:
        raise StructureError(f"says nothing of {', '.join(missing)}", _place(path))
    return Vocabulary(found)


def load_issuers(folder: Path) -> Issuers:
    """structure/issuers.csv; StructureError names the row to mend."""
    path = folder / "issuers.csv"
    found: dict[str, dict[str, str]] = {kind: {} for kind in _ISSUER_KINDS}
    for number, row in _records(path, ("abbreviation", "name_zh", "kind")):
        word, kind = row["abbreviation"], row["kind"]
        if kind not in found or not word or word in found[kind]:
            kinds = ", ".join(_ISSUER_KINDS)
            raise StructureError(f"empty, here twice, or of no kind: {kinds}", _place(path, number, word))
        if kind == "traditional" and not len(word) == len(row["name_zh"]) == 1:
            raise StructureError("a traditional character has one simplified form", _place(path, number, word))
        found[kind][word] = row["name_zh"]
    if missing := [kind for kind, words in found.items() if not words]:
        raise StructureError(f"says nothing of {', '.join(missing)}", _place(path))
    return Issuers(
        provinces=frozenset(found["province"]),
        central=tuple(found["central"]),
        departments=tuple(found["department"]),
        organs=tuple(found["organ"]),
        endings=tuple(found["ending"]),
        leads=tuple(found["lead"]),
        traditional={ord(word): name for word, name in found["traditional"].items()},
    )


def _records(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise StructureError("the file is missing", _place(path)) from error
    for number, row in enumerate(csv.DictReader(text.splitlines()), 2):
        if tuple(row) != columns or None in row.values():
            raise StructureError(f"the row has not the cells {', '.join(columns)}", _place(path, number))
        yield number, row


def _place(path: Path, number: int = 0, label: str = "") -> Place:
    return Place(f"structure/{path.name}", f"line {number}" if number else "", label)
