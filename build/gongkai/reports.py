"""Parsed reports: one JSON file each, UTF-8, sorted keys, one record a line, held by a JSON Schema (design §5)."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema

from gongkai.errors import GongkaiError, Place

Parsed = dict[str, Any]
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, allow_nan=False)


def report_id(authority: str, year: int) -> str:
    """`<authority>-<year>`."""
    return f"{authority}-{year}"


def report_path(folder: Path, report: str) -> Path:
    """Where a parsed report lies: by the first two digits of its id, so that no folder grows beyond a province."""
    return folder / report[:2] / f"{report}.json"


def dump_report(parsed: Parsed) -> str:
    """The file's text: the same report gives the same bytes."""
    sections = []
    for name in sorted(parsed):
        content = parsed[name]
        if isinstance(content, list):
            records = ",\n".join(_record(record) for record in content)
            body = f"[\n{records}\n]" if records else "[]"
        else:
            body = _record(content)
        sections.append(f'"{name}": {body}')
    return "{\n" + ",\n".join(sections) + "\n}\n"


def load_report(path: Path, schemas: Path) -> Parsed:
    """Read and validate one parsed report; GongkaiError says which record breaks the schema."""
    try:
        parsed = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise GongkaiError(f"no JSON: {error}", Place(path.name)) from error
    check_report(parsed, schemas, path.name)
    return dict(parsed)


def load_reports(folder: Path, schemas: Path) -> list[Parsed]:
    """Every parsed report below `folder`, by id."""
    loaded = [load_report(path, schemas) for path in sorted(folder.glob("*/*.json"))]
    return sorted(loaded, key=lambda parsed: str(parsed["report"]["id"]))


def check_report(parsed: Mapping[str, Any], schemas: Path, name: str) -> None:
    """Hold a report against structure/schemas/parsed-report.schema.json."""
    try:
        _validator(schemas)(parsed)
    except fastjsonschema.JsonSchemaValueException as error:
        raise GongkaiError(f"breaks the schema of parsed reports: {error.message}"[:400], Place(name)) from error


@cache
def _validator(schemas: Path) -> Callable[[Mapping[str, Any]], object]:
    schema = json.loads((schemas / "parsed-report.schema.json").read_text(encoding="utf-8"))
    # Formats and defaults are not used; the compiled check neither completes nor changes what it is given.
    compiled: Callable[[Mapping[str, Any]], object] = fastjsonschema.compile(schema, use_default=False)
    return compiled


def _record(record: object) -> str:
    return _ENCODER.encode(record)
