"""The static API: the package as JSON files below /api/v1/, each held by a JSON Schema that stands beside them.

Every value has its state, raw text, label, place and address; numbers are as printed and null where there is none. All
addresses count from the site's top. The files come one by one and are the same for the same package and address.
"""

from collections.abc import Iterator, Mapping, Sequence

from gongkai.api.checks import Findings, write_checks
from gongkai.api.files import FOLDER, Fields, File, write_json
from gongkai.api.indicators import Values, count_values, write_indicators
from gongkai.api.lists import write_authorities, write_index, write_reports, write_year, write_years
from gongkai.api.openapis import make_openapi
from gongkai.api.reports import show_report
from gongkai.api.schemas import make_schemas, words_of
from gongkai.api.tables import Row, Tables, text
from gongkai.published import OBSERVATIONS
from gongkai.streams import Folder


def write_api(package: Folder, site: str = "", downloads: Sequence[Fields] = ()) -> Iterator[File]:
    """Every file of the API, its address from the site's top and its text; `site` is the site's own address, and
    `downloads` are the files of the editions that it serves."""
    tables = Tables(package)
    values, findings, observations = Values(), Findings(), 0
    yield from write_authorities(tables)
    yield from write_reports(tables)
    for year, names in tables.years.items():
        own = tables.read_year(year)
        for name in names:
            row = tables.reports[name]
            yield f"{FOLDER}/reports/{name}.json", write_json(show_report(tables, row, own))
            rows = own[OBSERVATIONS].get(name, ())
            values.add(rows)
            findings.add(name, own.get("checks", {}).get(name, ()))
            observations += len(rows)
        yield from write_year(tables, year, _count_lines(tables, own[OBSERVATIONS]))
        del own  # or two years would be held while the next is read
    yield write_years(tables)
    yield from write_indicators(tables, values)
    results, verdicts = (words_of(tables, "checks", word) for word in ("result", "verdict"))
    yield from write_checks(tables, findings, results, verdicts)
    counts = {name: len(tables.rows(name)) for name in ("authorities", "reports", "indicators")}
    counts |= {"years": len(tables.years), "observations": observations, "checks": findings.tried.total()}
    yield write_index(tables, site, counts, downloads)
    for kind, schema in make_schemas(tables).items():
        yield f"{FOLDER}/schemas/{kind}.json", write_json(schema)
    yield f"{FOLDER}/openapi.json", write_json(make_openapi(tables))


def _count_lines(tables: Tables, rows: Mapping[str, Sequence[Row]]) -> list[dict[str, object]]:
    """How many of how many, for every line that is asked in these reports, in the order of indicators."""
    groups: dict[str, list[Row]] = {}
    for own in rows.values():
        for row in own:
            groups.setdefault(text(row, "indicator"), []).append(row)
    names = [text(row, "indicator") for row in tables.rows("indicators")]
    counts = [{"indicator": name, **count_values(tables, groups[name])} for name in names if name in groups]
    return [one for one in counts if one["asked"]]
