"""JSON Schemas of the API's files, made from the package's own: a column has the same type, words and bounds in both.

They are of draft 07, which every validator knows. No object may hold a field that its schema does not name.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from gongkai.api.files import FOLDER
from gongkai.api.indicators import COLUMNS
from gongkai.api.lists import KINDS
from gongkai.api.tables import Tables
from gongkai.published import OBSERVATIONS

Schema = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
_TYPES = {"integer": "integer", "year": "integer", "number": "number"}
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TITLES = {
    "index": "目录 / Index",
    "authorities": "机关 / Authorities",
    "authority": "一个机关 / An authority",
    "reports": "报告 / Reports",
    "report": "一份报告 / A report",
    "indicators": "指标 / Indicators",
    "indicator": "一个指标 / An indicator",
    "years": "年份 / Years",
    "year": "一个年份 / A year",
    "checks": "核对 / Checks",
}


def make_schemas(tables: Tables) -> dict[str, Schema]:
    """The schema of each kind of file."""
    makers: Mapping[str, Callable[[Tables], Schema]] = {
        "index": _index,
        "authorities": _authorities,
        "authority": _authority,
        "reports": lambda found: _list("reports", _listed_report(found)),
        "report": _report,
        "indicators": lambda found: _list("indicators", _extend(_listed_indicator(found))),
        "indicator": _indicator,
        "years": lambda _: _closed({"count": _COUNT, "years": _array(_closed({**_YEAR, "reports": _COUNT}))}),
        "year": _year,
        "checks": _checks,
    }
    return {kind: {"$schema": DIALECT, "title": _TITLES[kind], **makers[kind](tables)} for kind in KINDS}


def words_of(tables: Tables, table: str, column: str) -> Sequence[str]:
    """The words that a column may hold; none where the package does not say or has no such table."""
    resource = tables.resource(table)
    fields = resource["schema"]["fields"] if resource else ()
    found: Mapping[str, Any] = next((one for one in fields if one["name"] == column), {})
    return [str(word) for word in found.get("constraints", {}).get("enum", ())]


def _closed(properties: Mapping[str, Schema]) -> Schema:
    """An object with these fields, all of them, and no other."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _extend(record: Schema, **more: Schema) -> Schema:
    return _closed({**record["properties"], **more})


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _page(pattern: str) -> Schema:
    """An address from the site's top."""
    return {"type": "string", "pattern": f"^{pattern}\\.html(#.+)?$"}


def _data(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^{FOLDER}/{pattern}\\.json$"}


_CSV: Schema = {"type": ["string", "null"], "pattern": "^data/.+\\.csv$"}
_PARTS = _array(_closed({"province": _TEXT, "count": _COUNT, "data": _data(".+/parts/.+")}))
_YEAR: Mapping[str, Schema] = {
    "year": {"type": "integer"},
    "page": _page("years/[0-9]+"),
    "data": _data("years/[0-9]+"),
}


def _record(tables: Tables, table: str, keep: Collection[str] = (), drop: Collection[str] = ()) -> Schema:
    """A row of a table: all its columns, those to keep, or those not to drop."""
    resource = tables.resource(table)
    fields = resource["schema"]["fields"] if resource else ()
    named = {str(one["name"]): one for one in fields}
    wanted = [name for name in keep or named if name in named and name not in drop]
    return _closed({name: _column(named[name]) for name in wanted})


def _column(field: Mapping[str, Any]) -> Schema:
    bounds = field.get("constraints", {})
    kind = _TYPES.get(str(field.get("type")), "string")
    needed = bool(bounds.get("required"))
    schema: Schema = {"type": kind if needed else [kind, "null"]}
    for word in ("title", "description"):
        said = [str(field[one]) for one in (word, f"{word}_en") if field.get(one)]
        if said:
            schema[word] = " / ".join(said)
    if "enum" in bounds:
        schema["enum"] = [*bounds["enum"], *([] if needed else [None])]
    return schema | {word: bounds[word] for word in ("pattern", "minimum", "maximum") if word in bounds}


def _list(name: str, record: Schema, head: Mapping[str, Schema] | None = None) -> Schema:
    return _closed({**(head or {}), "count": _COUNT, "parts": _PARTS, name: _array(record)})


def _index(tables: Tables) -> Schema:
    words = ("name", "title", "title_en", "description", "description_en", "version", "released")
    licence = {"type": "object", "properties": dict.fromkeys(("name", "title", "path"), _TEXT), "required": ["name"]}
    download = {"path": _TEXT, "bytes": _COUNT, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}
    kinds = _closed(dict.fromkeys(KINDS, _TEXT))
    return _closed(
        {
            "api": {"const": "v1"},
            **dict.fromkeys(words, _TEXT),
            "hash": _or_null(_TEXT),
            "site": _or_null(_TEXT),
            "licenses": _array(licence),
            "counts": {"type": "object", "additionalProperties": _COUNT},
            "links": kinds,
            "schemas": kinds,
            "openapi": _TEXT,
            "descriptor": _TEXT,
            "downloads": _array(_closed(download)),
            "cell_states": _array(_record(tables, "cell_states")),
            "applicants": _array(_record(tables, "applicants")),
        }
    )


def _listed_report(tables: Tables) -> Schema:
    record = _record(tables, "reports", ("report_id", "authority", "time_period", "form", "title", "status"))
    return _extend(record, page=_page("reports/.+"), data=_data("reports/.+"))


def _listed_authority(tables: Tables) -> Schema:
    return _extend(_record(tables, "authorities"), page=_page("authorities/.+"), data=_data("authorities/.+"))


def _authorities(tables: Tables) -> Schema:
    return _list("authorities", _extend(_listed_authority(tables), reports=_COUNT))


def _authority(tables: Tables) -> Schema:
    more = {"csv": _CSV, "children": _array(_TEXT), "reports": _array(_listed_report(tables))}
    return _extend(_listed_authority(tables), **more)


def _report(tables: Tables) -> Schema:
    said = ("report_id", "authority", "time_period")
    value = _extend(_record(tables, OBSERVATIONS, drop=said), page=_page("reports/.+"))
    rest = {kind: _array(_record(tables, kind, drop=said)) for kind in tables.by_report if kind != OBSERVATIONS}
    states = {"type": "object", "additionalProperties": _COUNT}
    return _extend(
        _record(tables, "reports"),
        page=_page("reports/.+"),
        data=_data("reports/.+"),
        csv=_CSV,
        counts=states,
        **{OBSERVATIONS: _array(value)},
        **rest,
    )


def _listed_indicator(tables: Tables) -> Schema:
    at = {"page": _page("indicators/.+"), "data": _data("indicators/.+")}
    return _extend(_record(tables, "indicators"), asked=_COUNT, numbers=_COUNT, **at)


def _indicator(tables: Tables) -> Schema:
    value = _extend(_record(tables, OBSERVATIONS, COLUMNS), page=_page("reports/.+"))
    head = {
        **_listed_indicator(tables)["properties"],
        "children": _array(_TEXT),
        "forms": _array(_record(tables, "form_lines", drop=("indicator",))),
        "concordance": _array(_record(tables, "concordance")),
    }
    return _list(OBSERVATIONS, value, head)


def _year(tables: Tables) -> Schema:
    counted = _closed({"indicator": _TEXT, "asked": _COUNT, "numbers": _COUNT})
    return _list("reports", _listed_report(tables), {**_YEAR, "csv": _CSV, "indicators": _array(counted)})


def _checks(tables: Tables) -> Schema:
    counted = {
        f"{word}s": _closed(dict.fromkeys(words_of(tables, "checks", word), _COUNT)) for word in ("result", "verdict")
    }
    rule = _extend(_record(tables, "rules"), tried=_COUNT, **counted)
    check = _extend(_record(tables, "checks"), page=_page("reports/.+"))
    return _list("checks", check, {"tried": _COUNT, "rules": _array(rule)})
