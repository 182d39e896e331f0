"""The corpus by province: which reports lie in which shard, as far as a shard asks."""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from gongkai.errors import GongkaiError, Place
from gongkai.paths import Paths


@dataclass(frozen=True)
class Held:
    """A parsed report, as far as a shard asks: where it lies, whose it is, its cells and those unread."""

    path: Path
    report: str
    authority: str
    year: int
    document: str
    observations: int
    unparsed: int


@dataclass(frozen=True)
class Shard:
    """A province's part of the corpus."""

    code: str
    name_zh: str
    name_en: str
    reports: tuple[Held, ...]

    @property
    def observations(self) -> int:
        """Of all its reports."""
        return sum(one.observations for one in self.reports)


def find_shards(paths: Paths) -> list[Shard]:
    """The corpus by province, in the order of their codes; each has its reports by id."""
    held: dict[str, list[Held]] = defaultdict(list)
    for path in sorted(paths.reports.glob("*/*.json")):
        one = _read(path)
        if path.parent.name != one.authority[:2]:
            raise GongkaiError(f"belongs in reports/{one.authority[:2]}/", Place(str(path)))
        held[one.authority[:2]].append(one)
    names = {row["authority"]: row for row in read_rows(paths.structure / "codelists" / "authorities.csv")[1]}
    shards = []
    for code, reports in sorted(held.items()):
        known = names.get(f"{code}0000", {"name_zh": code, "name_en": code})
        shards.append(Shard(code, known["name_zh"], known["name_en"], tuple(reports)))
    return shards


def _read(path: Path) -> Held:
    parsed = json.loads(path.read_text(encoding="utf-8"))
    about, cells = parsed["report"], parsed["observations"]
    unparsed = sum(cell["state"] == "unparsed" for cell in cells)
    document = str(parsed["document"]["name"])
    return Held(path, str(about["id"]), str(about["authority"]), int(about["year"]), document, len(cells), unparsed)


def read_rows(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """A CSV's columns and rows, as text."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)
