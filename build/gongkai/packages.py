"""`gongkai package`: parsed reports and structure/ into datapackage/annual-reports/, a valid Data Package or
none at all.

The package is written beside the old one, validated there by frictionless, and put in its place in one step. Same
reports and same structure give the same bytes: rows sorted by key, integers as integers, UTF-8 without BOM, LF. What
it changes since the last release must be announced (`releases`).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gongkai.changes import Change, Figures, change_rows, figures_of, load_changes
from gongkai.checks import facts_of, run_checks
from gongkai.checks.findings import check_rows
from gongkai.concordances import concordance_rows
from gongkai.corrections import correct
from gongkai.csv_files import Record, write_csv
from gongkai.errors import PackageError, Place
from gongkai.files import hash_listing, hash_tree, put_folder, write_text
from gongkai.hints import find_hints, hint_rows
from gongkai.origins import describe_source
from gongkai.paths import Paths
from gongkai.quotients import ratio_rows
from gongkai.ratios import formula_rows
from gongkai.registers import Entry, load_register
from gongkai.releases import Standing, assert_announced, read_release, stand
from gongkai.reports import Parsed, load_reports
from gongkai.resources import Row, build_resources
from gongkai.rules import rule_rows
from gongkai.structures import Structure, load_structure

# Said though it is the default: clients for JavaScript guess what is not said, and take the `;` in cells for it.
_DIALECT = {
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
    "header": True,
}
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


@dataclass(frozen=True)
class PackageResult:
    """What was packaged; `written` is False where the package on disk already said it."""

    reports: int
    resources: int
    rows: int
    written: bool


@dataclass(frozen=True)
class MadePackage:
    """A package before it is written: its files by name, its descriptor, its figures, and the changes declared."""

    files: Mapping[str, bytes]
    descriptor: Mapping[str, Any]
    figures: Figures
    changes: Sequence[Change]
    reports: int
    rows: int


@dataclass(frozen=True)
class Resource:
    """A table ready to be written: its schema and its CSV."""

    name: str
    schema: Mapping[str, Any]
    content: bytes
    rows: int


def package(paths: Paths) -> PackageResult:
    """Build, validate and put in place; PackageError leaves the package on disk as it was."""
    stamp = paths.cache / "package.json"
    listed = paths.sources / "register.csv"
    inputs = hash_tree(paths.structure, paths.reports, listed, Path(__file__).parent)
    if earlier := _unchanged(stamp, inputs, paths.package):
        return earlier
    made = make_package(paths)
    if standing := stand_package(paths, made):
        assert_announced(standing, made.descriptor, made.changes)
    written = put_package(paths.package, made.files)
    result = PackageResult(made.reports, len(made.descriptor["resources"]), made.rows, written)
    counts = {"reports": result.reports, "resources": result.resources, "rows": result.rows}
    write_text(stamp, json.dumps({"inputs": inputs, "outputs": hash_tree(paths.package), "counts": counts}) + "\n")
    return result


def make_package(paths: Paths) -> MadePackage:
    """What would be packaged now, held by nothing yet but the bounds."""
    structure = load_structure(paths.structure)
    reports = load_reports(paths.reports, paths.structure / "schemas")
    changes = load_changes(
        paths.structure, {row["indicator"] for row in structure.codelists["indicators"]}, structure.applicants
    )
    rows_of = _all_rows(reports, structure, load_register(paths.sources / "register.csv"))
    rows_of["changes"] = change_rows(changes)
    resources = [make_resource(paths.structure / "schemas", name, rows) for name, rows in rows_of.items()]
    _assert_bounds(structure, reports)
    descriptor = _descriptor(structure, resources, rows_of["reports"])
    files = {f"data/{resource.name}.csv": resource.content for resource in resources}
    files["datapackage.json"] = (json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n").encode()
    rows = sum(resource.rows for resource in resources)
    return MadePackage(files, descriptor, figures_of(rows_of), changes, len(reports), rows)


def stand_package(paths: Paths, made: MadePackage) -> Standing | None:
    """What it changes since the last release; None where nothing has been released."""
    release = read_release(paths.structure)
    return stand(release, made.descriptor, made.figures) if release else None


def _all_rows(reports: Sequence[Parsed], structure: Structure, register: Mapping[str, Entry]) -> dict[str, list[Row]]:
    """What was read, with reading mistakes corrected, the rules, what they found in it, and what derives from it."""
    corrected = correct(reports, structure.corrections)
    rows = build_resources(corrected.reports, structure, register)
    facts = facts_of(rows)
    findings = run_checks(facts, structure)
    return rows | {
        "rules": rule_rows(structure.rules, findings.tried),
        "checks": check_rows(findings.checks),
        "hints": hint_rows(find_hints(findings, facts, structure)),
        "corrections": list(corrected.rows),
        "concordance": concordance_rows(structure.concordance),
        "ratio_formulas": formula_rows(structure.ratios),
        "ratios": ratio_rows(rows, structure),
    }


def validate(descriptor: Path) -> list[str]:
    """Every fault that frictionless finds in a package, one sentence each; none means valid."""
    from frictionless import Package  # heavy, and not needed when nothing changed

    report = Package(descriptor.as_posix()).validate()
    tables = {task.name for task in report.tasks}
    faults = [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors] + [
        error.message for error in report.errors
    ]
    return faults if report.valid or faults else [f"invalid: {sorted(tables)}"]


def make_resource(schemas: Path, name: str, rows: Sequence[Record]) -> Resource:
    """One resource; its columns, their order and its key come from the schema alone."""
    kind = name.split("-")[0]
    schema = yaml.safe_load((schemas / f"{kind}.yaml").read_text(encoding="utf-8"))
    columns = [column["name"] for column in schema["fields"]]
    ordered = sorted(rows, key=lambda row: [_order(row[column]) for column in schema["primaryKey"]])
    for row in ordered:
        if set(row) != set(columns):
            raise PackageError(f"columns {sorted(set(row) ^ set(columns))} do not fit", Place(f"schemas/{kind}.yaml"))
    return Resource(name, schema, write_csv(columns, ordered), len(ordered))


def _order(value: object) -> tuple[int, str]:
    """Sorts nothing first, numbers by size, texts by code point."""
    return (value, "") if isinstance(value, int) else (-1, "" if value is None else str(value))


def _assert_bounds(structure: Structure, reports: Sequence[Parsed]) -> None:
    """The totals declared in structure/package.yaml hold; they are asserted outside the code."""
    bounds = structure.package["assertions"]
    cells = [observation for parsed in reports for observation in parsed["observations"]]
    unparsed = sum(cell["state"] == "unparsed" for cell in cells)
    for said, fails in (
        (f"{len(reports)} reports, fewer than reports_min", len(reports) < bounds["reports_min"]),
        (f"{len(cells)} observations, fewer than observations_min", len(cells) < bounds["observations_min"]),
        (f"{unparsed} unparsed cells, more than unparsed_max", unparsed > bounds["unparsed_max"]),
    ):
        if fails:
            raise PackageError(said, Place("structure/package.yaml", "assertions"))


def _descriptor(structure: Structure, resources: Sequence[Resource], reports: Sequence[Row]) -> dict[str, Any]:
    words = structure.package
    sources = sorted(map(describe_source, reports), key=lambda source: source["report_id"])
    described = [describe(resource) for resource in resources]
    home = {"homepage": words["homepage"]} if words.get("homepage") else {}
    return {
        "$schema": PROFILE,
        "name": words["name"],
        "title": words["title_zh"],
        "title_en": words["title_en"],
        "description": words["description_zh"],
        "description_en": words["description_en"],
        "version": words["version"],
        "created": f"{words['released']}T00:00:00Z",
        "hash": hash_listing({one["path"]: one["hash"] for one in described}),
        **home,
        "languages": ["zh", "en"],
        "keywords": words["keywords"],
        "licenses": words["licenses"],
        "sources": [*words["sources"], *sources],
        "contributors": words["contributors"],
        "resources": described,
    }


def describe(resource: Resource) -> dict[str, Any]:
    """The resource as its package's descriptor has it."""
    schema = resource.schema
    year = resource.name.partition("-")[2]
    return {
        "name": resource.name,
        "type": "table",
        "title": f"{year}年{schema['title']}" if year else schema["title"],
        "title_en": f"{schema['title_en']} {year}".strip(),
        "description": schema["description"],
        "description_en": schema["description_en"],
        "path": f"data/{resource.name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "bytes": len(resource.content),
        "hash": f"sha256:{hashlib.sha256(resource.content).hexdigest()}",
        "schema": {key: schema[key] for key in ("fields", "primaryKey", "foreignKeys") if key in schema},
    }


def put_package(target: Path, files: Mapping[str, bytes]) -> bool:
    """Write the files into a new folder, validate it, exchange it for the old one; False if nothing differs."""

    def inspect(new: Path) -> None:
        if faults := validate(new / "datapackage.json"):
            raise PackageError(
                f"the package would be invalid ({len(faults)} faults) and is not written: " + "; ".join(faults[:5])
            )

    return put_folder(target, files, inspect)


def _unchanged(stamp: Path, inputs: str, folder: Path) -> PackageResult | None:
    """The earlier result, if it came from these inputs and lies untouched on disk."""
    if not stamp.is_file():
        return None
    earlier = json.loads(stamp.read_text(encoding="utf-8"))
    if earlier["inputs"] != inputs or earlier["outputs"] != hash_tree(folder):
        return None
    return PackageResult(**earlier["counts"], written=False)
