"""The data page: the package to download, its files with their columns, its licence and how to cite it."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gongkai.charts import Drawings
from gongkai.downloads import Offer, offered_editions
from gongkai.pages import limits
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.package_rows import KINDS, name_report_file
from gongkai.pages.catalogues.records import Report
from gongkai.pages.datasets import whole_dataset
from gongkai.pages.drafts import Draft, Page
from gongkai.published import DESCRIPTOR, OBSERVATIONS
from gongkai.words import choose, is_english, say

FOLDER = "data/annual-reports"


@dataclass(frozen=True)
class File:
    """A file of the package as it is offered: address below the site's top, size and hash."""

    name: str
    title: str
    description: str
    address: str
    rows: int
    bytes: int
    sha256: str
    columns: list[dict[str, str]]


def render_data(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/data.html, with the package copied to /data/annual-reports/ so that its descriptor is valid there."""
    published = catalogue.published
    draft = Draft(catalogue, drawings, "data.md")
    draft.dataset = whole_dataset(catalogue)
    files = []
    for resource in published.descriptor["resources"]:
        path = str(resource["path"])
        text = (published.folder / path).read_bytes().decode("utf-8")
        draft.files[f"{FOLDER}/{path}"] = text
        files.append(_describe(resource, path, text))
    draft.files[f"{FOLDER}/{DESCRIPTOR}"] = (published.folder / DESCRIPTOR).read_bytes().decode("utf-8")
    yield draft.finish(
        "data.html.j2",
        say("数据"),
        say("下载全部数据：CSV 文件、列的说明、许可与引用方式。"),
        files=files,
        descriptor=f"{FOLDER}/{DESCRIPTOR}",
        name=_words(published.descriptor, "title"),
        licences=[dict(one) for one in published.descriptor.get("licenses", ())],
        by_report=list(_offer_reports(catalogue)) if len(catalogue.reports) <= limits.VALUES else [],
        version=published.version,
        created=published.created,
        editions=_list_editions(catalogue, offered_editions(published.folder)),
        most=limits.VALUES,
    )


def _list_editions(catalogue: Catalogue, offers: list[Offer]) -> list[Offer]:
    """All of them, or those of the whole and of years where those of authorities are too many to list."""
    few = len(offers) <= limits.VALUES
    listed = [one for one in offers if few or not one.name.startswith("authority-")]
    return [replace(one, title=_title_edition(catalogue, one)) for one in listed] if is_english() else listed


def _title_edition(catalogue: Catalogue, offer: Offer) -> str:
    """The index of the editions names them in Chinese; an English page names the authority, the year, the whole."""
    kind, _, part = offer.name.partition("-")
    if kind == "authority" and part in catalogue.authorities:
        return catalogue.authorities[part].name
    return part if kind == "year" else _words(catalogue.published.descriptor, "title")


def _offer_reports(catalogue: Catalogue) -> Iterator[tuple[Report, list[dict[str, object]]]]:
    """Each report with its own files, as the report pages write them."""
    for name, report in catalogue.reports.items():
        facts = {
            OBSERVATIONS: len(catalogue.cells[name]) + len(catalogue.in_text[name]) + len(catalogue.prose[name]),
            "statements": len(catalogue.statements[name]),
            "citations": len(catalogue.citations[name]),
            "captions": len(catalogue.captions[name]),
            "problems": len(catalogue.problems[name]),
            "contacts": len(catalogue.contacts[name]),
            "checks": len(catalogue.checks[name]),
            "hints": len(catalogue.hints[name]),
            "corrections": len(catalogue.corrections[name]),
        }
        found = [
            {"name": say(KINDS[kind]), "address": name_report_file(name, kind), "rows": rows}
            for kind, rows in facts.items()
            if rows
        ]
        yield report, found


def _words(described: Mapping[str, Any], name: str) -> str:
    """What the descriptor says in the language spoken."""
    return choose(str(described.get(name, "")), str(described.get(f"{name}_en", "")))


def _count_rows(text: str) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(text, newline=""))) - 1


def _describe(resource: dict[str, Any], path: str, text: str) -> File:
    data = text.encode("utf-8")
    columns = [
        {
            "name": str(field["name"]),
            "type": str(field.get("type", "string")),
            "title": _words(field, "title"),
            "description": _words(field, "description"),
        }
        for field in resource["schema"]["fields"]
    ]
    return File(
        name=str(resource["name"]),
        title=_words(resource, "title") or str(resource["name"]),
        description=_words(resource, "description"),
        address=f"{FOLDER}/{path}",
        rows=_count_rows(text),
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        columns=columns,
    )
