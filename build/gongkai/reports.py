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
    whole, records = _checks(schemas)
    at = "data"
    try:
        whole(parsed)
        for kind, check in records.items():
            for number, record in enumerate(parsed[kind]):
                at = f"{kind}[{number}]"
                check(record)
    except fastjsonschema.JsonSchemaValueException as error:
        message = f"breaks the schema of parsed reports: {at}{error.message.removeprefix('data')}"
        raise GongkaiError(message[:400], Place(name)) from error


_Check = Callable[[Any], object]


@cache
def _checks(schemas: Path) -> tuple[_Check, dict[str, _Check]]:
    """The schema compiled: one check of a report's frame, and one for the records of each list. References and lists
    inside one compiled check would make it work out the name of every place it passes."""
    schema = json.loads((schemas / "parsed-report.schema.json").read_text(encoding="utf-8"))
    plain = _without_references(schema, schema["definitions"])
    lists = {name: part for name, part in plain["properties"].items() if "items" in part}
    frames = {name: {key: rule for key, rule in part.items() if key != "items"} for name, part in lists.items()}
    frame = {**plain, "properties": plain["properties"] | frames}
    return _compiled(frame), {name: _compiled(part["items"]) for name, part in lists.items()}


def _without_references(part: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(part, list):
        return [_without_references(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _without_references(definitions[part["$ref"].removeprefix("#/definitions/")], definitions)
    return {key: _without_references(item, definitions) for key, item in part.items() if key != "definitions"}


def _compiled(schema: dict[str, Any]) -> _Check:
    # Formats and defaults are not used; the compiled check neither completes nor changes what it is given.
    compiled: _Check = fastjsonschema.compile(schema, use_default=False)
    return compiled


def _record(record: object) -> str:
    return _ENCODER.encode(record)
