"""The API's description for programs: OpenAPI 3.1, one path for each kind of file, its answer by the file's schema."""

import re

from gongkai.api.lists import KINDS
from gongkai.api.schemas import DIALECT, Schema
from gongkai.api.tables import Tables

_SUMMARIES = {
    "index": "Version, licence, counts, and where everything else stands",
    "authorities": "All authorities",
    "authority": "An authority and its reports",
    "reports": "All reports",
    "report": "A report: every value with state, raw text, label, place and address, and all else read from it",
    "indicators": "All indicators, each with n of N",
    "indicator": "An indicator: its lines on the forms, its concordance, its values",
    "years": "All years",
    "year": "A year: its reports, and n of N of each line",
    "checks": "Every rule with how often it was tried and how that ended, and every check that does not hold",
}


def make_openapi(tables: Tables) -> Schema:
    """The description; servers and schemas stand relative to the file itself."""
    descriptor = tables.folder.descriptor
    info: Schema = {
        "title": str(descriptor.get("title_en") or descriptor.get("title") or descriptor["name"]),
        "description": str(descriptor.get("description_en") or descriptor.get("description") or ""),
        "version": tables.folder.version,
    }
    licence = next(iter(descriptor.get("licenses", ())), None)
    if licence:
        info["license"] = {"name": str(licence["name"]), "url": str(licence.get("path", ""))}
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": info,
        "servers": [{"url": "."}],
        "paths": {f"/{path}": {"get": _read(kind, path)} for kind, path in KINDS.items()},
    }


def _read(kind: str, path: str) -> Schema:
    content = {"application/json": {"schema": {"$ref": f"schemas/{kind}.json"}}}
    named = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer" if name == "year" else "string"},
        }
        for name in re.findall(r"\{(\w+)\}", path)
    ]
    answers: Schema = {"200": {"description": _SUMMARIES[kind], "content": content}}
    if named:
        answers["404"] = {"description": "Not in this package"}
    answer: Schema = {"operationId": f"read_{kind}", "summary": _SUMMARIES[kind], "responses": answers}
    return {**answer, "parameters": named} if named else answer
