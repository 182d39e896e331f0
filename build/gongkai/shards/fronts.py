"""The front's package: two tables, `shards` and `authorities`, and the settings of a site that has no other pages."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from gongkai.csv_files import write_csv
from gongkai.errors import GongkaiError, Place
from gongkai.files import write_text
from gongkai.packages import PROFILE, Resource, describe, put_package
from gongkai.paths import Paths
from gongkai.shards.provinces import Held, Shard, read_rows
from gongkai.shards.settings import SETTINGS, settle

_TEXT = {"type": "string", "constraints": {"required": True}}
_COUNT = {"type": "integer", "constraints": {"required": True, "minimum": 0}}
_NAMES = [{"name": "name_zh", **_TEXT}, {"name": "name_en", "type": "string"}]
_COUNTS = [{"name": name, **_COUNT} for name in ("reports", "years_from", "years_to")]
_SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "shards": {
        "title": "各省的站",
        "title_en": "Sites by province",
        "description": "每省一行：报告、机关、观测值各有多少。",
        "description_en": "A row for each province: how many reports, authorities and observations it has.",
        "fields": [
            {"name": "shard", **_TEXT},
            *_NAMES,
            *_COUNTS,
            {"name": "authorities", **_COUNT},
            {"name": "observations", **_COUNT},
        ],
        "primaryKey": ["shard"],
    },
    "authorities": {
        "title": "有报告的机关",
        "title_en": "Authorities with reports",
        "description": "有报告的机关，各在哪一省的站。",
        "description_en": "The authorities that have reports, and in which province's site each of them is.",
        "fields": [{"name": "authority", **_TEXT}, *_NAMES, *_COUNTS, {"name": "shard", **_TEXT}],
        "primaryKey": ["authority"],
        "foreignKeys": [{"fields": ["shard"], "reference": {"resource": "shards", "fields": ["shard"]}}],
    },
}


def write_front(whole: Paths, front: Paths, shards: Sequence[Shard]) -> None:
    """Write it all below the front's root."""
    words = yaml.safe_load((whole.structure / "package.yaml").read_text(encoding="utf-8"))
    text = (whole.structure / "package.yaml").read_text(encoding="utf-8")
    write_text(front.structure / "package.yaml", text)
    resources = [_make("shards", _shard_rows(shards)), _make("authorities", _authority_rows(whole, shards))]
    descriptor = {
        "$schema": PROFILE,
        "name": f"{words['name']}-front",
        "title": words["title_zh"],
        "title_en": words["title_en"],
        "version": words["version"],
        "created": f"{words['released']}T00:00:00Z",
        "licenses": words["licenses"],
        "resources": [describe(one) for one in resources],
    }
    if words.get("homepage"):
        descriptor["homepage"] = words["homepage"]
    files = {f"data/{one.name}.csv": one.content for one in resources}
    files["datapackage.json"] = (json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n").encode()
    put_package(front.package, files)
    for name in SETTINGS:
        if (whole.root / name).is_file():
            write_text(front.root / name, settle(whole.root / name, shards, None))


def _make(name: str, rows: Sequence[Mapping[str, object]]) -> Resource:
    schema = _SCHEMAS[name]
    return Resource(name, schema, write_csv([field["name"] for field in schema["fields"]], rows), len(rows))


def _shard_rows(shards: Iterable[Shard]) -> list[dict[str, object]]:
    return [
        {"shard": one.code, "name_zh": one.name_zh, "name_en": one.name_en}
        | _count(one.reports)
        | {"authorities": len({held.authority for held in one.reports}), "observations": one.observations}
        for one in shards
    ]


def _authority_rows(whole: Paths, shards: Iterable[Shard]) -> list[dict[str, object]]:
    names = {row["authority"]: row for row in read_rows(whole.structure / "codelists" / "authorities.csv")[1]}
    by_authority: dict[str, list[Held]] = defaultdict(list)
    for one in shards:
        for held in one.reports:
            by_authority[held.authority].append(held)
    unknown = sorted(set(by_authority) - set(names))
    if unknown:
        raise GongkaiError("is no authority of the code list", Place("codelists/authorities.csv", "", unknown[0]))
    return [
        {"authority": code, "name_zh": names[code]["name_zh"], "name_en": names[code]["name_en"], "shard": code[:2]}
        | _count(own)
        for code, own in sorted(by_authority.items())
    ]


def _count(reports: Sequence[Held]) -> dict[str, object]:
    years = [one.year for one in reports]
    return {"reports": len(reports), "years_from": min(years), "years_to": max(years)}
