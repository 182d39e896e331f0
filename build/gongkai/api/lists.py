"""The lists of authorities, reports and years, a file for each authority and each year, and the index of all."""

from collections.abc import Iterator, Mapping, Sequence

from gongkai.api.files import FOLDER, Fields, File, write_json, write_list
from gongkai.api.reports import list_report
from gongkai.api.tables import Row, Tables, text

INDEX = f"{FOLDER}/index.json"
# Kinds of file, each with a schema of its own, and where it says what it is.
KINDS = {
    "index": "index.json",
    "authorities": "authorities.json",
    "authority": "authorities/{authority}.json",
    "reports": "reports.json",
    "report": "reports/{report_id}.json",
    "indicators": "indicators.json",
    "indicator": "indicators/{indicator}.json",
    "years": "years.json",
    "year": "years/{year}.json",
    "checks": "checks.json",
}


def write_authorities(tables: Tables) -> Iterator[File]:
    """The list of authorities, and a file for each with its reports."""
    listed = []
    own: dict[str, list[Fields]] = {}
    for row in tables.reports.values():
        own.setdefault(text(row, "authority"), []).append(list_report(row))
    below: dict[str, list[str]] = {}
    for row in tables.rows("authorities"):
        below.setdefault(text(row, "parent"), []).append(text(row, "authority"))
    for row in tables.rows("authorities"):
        name = text(row, "authority")
        at = {"page": f"authorities/{name}.html", "data": f"{FOLDER}/authorities/{name}.json"}
        reports = own.get(name, [])
        listed.append({**row, "reports": len(reports), **at})
        wide = f"data/wide/authority-{name}.csv" if reports else None
        shown = {**row, **at, "csv": wide, "children": below.get(name, []), "reports": reports}
        yield f"{FOLDER}/authorities/{name}.json", write_json(shown)
    yield from write_list("authorities", {}, "authorities", listed, lambda row: str(row["authority"])[:2])


def write_reports(tables: Tables) -> Iterator[File]:
    """The list of reports."""
    rows = [list_report(row) for row in tables.reports.values()]
    yield from write_list("reports", {}, "reports", rows, _province)


def write_year(tables: Tables, year: int, counts: Sequence[Fields]) -> Iterator[File]:
    """A year's reports, and of each line asked in it n of N."""
    rows = [list_report(tables.reports[name]) for name in tables.years[year]]
    head = {**address_year(year), "csv": f"data/annual-reports/data/observations-{year}.csv"}
    if not any(str(one["name"]) == f"observations-{year}" for one in tables.folder.resources):
        head["csv"] = None
    shown = {"year": year, **head, "indicators": list(counts)}
    yield from write_list(f"years/{year}", shown, "reports", rows, _province)


def address_year(year: int) -> dict[str, str | None]:
    """Where a year stands, for people and for programs."""
    return {"page": f"years/{year}.html", "data": f"{FOLDER}/years/{year}.json"}


def write_years(tables: Tables) -> File:
    """The list of years."""
    years = [{"year": year, "reports": len(names), **address_year(year)} for year, names in tables.years.items()]
    return f"{FOLDER}/years.json", write_json({"count": len(years), "years": years})


def write_index(tables: Tables, site: str, counts: Mapping[str, int], downloads: Sequence[Fields]) -> File:
    """The door: what this is, which version, how much, under which licence, and where everything else stands."""
    descriptor = tables.folder.descriptor
    words = ("name", "title", "title_en", "description", "description_en")
    shown: dict[str, object] = {
        "api": "v1",
        **{word: str(descriptor.get(word, "")) for word in words},
        "version": tables.folder.version,
        "released": tables.folder.released,
        "hash": descriptor.get("hash"),
        "site": site or None,
        "licenses": [dict(one) for one in descriptor.get("licenses", ())],
        "counts": dict(counts),
        "links": {kind: f"{FOLDER}/{path}" for kind, path in KINDS.items()},
        "schemas": {kind: f"{FOLDER}/schemas/{kind}.json" for kind in KINDS},
        "openapi": f"{FOLDER}/openapi.json",
        "descriptor": "data/annual-reports/datapackage.json",
        "downloads": list(downloads),
        "cell_states": _plain(tables.rows("cell_states")),
        "applicants": _plain(tables.rows("applicants")),
    }
    return INDEX, write_json(shown)


def _plain(rows: Sequence[Row]) -> list[Row]:
    return [dict(row) for row in rows]


def _province(row: Fields) -> str:
    return str(row["report_id"])[:2]
