"""What a page says of its data to search engines: a schema.org Dataset as JSON-LD.

Addresses are absolute where the site knows its own; else they lead from the page itself, as JSON-LD in a page may.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongkai.addresses import site_address

Node = dict[str, Any]

# Search engines leave out what is described in fewer characters.
LEAST = 50
_SAID = "数值、单元格状态、原文、单位和所在位置逐格转录，每个数都能回到原文件；空白不是零，没有数的格子写明原因。"
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


@dataclass(frozen=True)
class Document:
    """The file that a report was read from."""

    name: str
    sha256: str
    url: str = ""


@dataclass(frozen=True)
class Dataset:
    """The data that a page shows; `files` are addresses from the site's top, `measured` are indicator, name, unit."""

    name: str
    description: str
    files: Sequence[str]
    years: Sequence[int] = ()
    places: Sequence[str] = ()
    measured: Sequence[tuple[str, str, str]] = ()
    document: Document | None = None
    whole: bool = field(default=False)


def describe_dataset(descriptor: Mapping[str, Any], path: str, dataset: Dataset) -> Node:
    """The JSON-LD of a dataset shown on the page at `path`."""
    site = site_address(descriptor)
    top = site or "../" * path.count("/")
    page = f"{site}{path}" if site else path.rpartition("/")[2]
    shown: Node = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": dataset.name,
        "description": _describe(dataset.description),
        "identifier": f"{descriptor['name']}/{path.removesuffix('.html')}",
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        **describe_release(descriptor),
        "distribution": [_download(f"{top}{one}") for one in dataset.files],
    }
    if not dataset.whole:
        name = str(descriptor.get("title", descriptor["name"]))
        shown["isPartOf"] = {"@type": "Dataset", "@id": f"{top}data.html", "url": f"{top}data.html", "name": name}
    if dataset.years:
        years = sorted(set(dataset.years))
        shown["temporalCoverage"] = f"{years[0]}-01-01/{years[-1]}-12-31"
    if dataset.places:
        shown["spatialCoverage"] = [{"@type": "Place", "name": one} for one in dataset.places]
    if dataset.measured:
        shown["variableMeasured"] = [_variable(*one) for one in dataset.measured]
    if dataset.document:
        shown["isBasedOn"] = _document(dataset.document)
    return shown


def describe_release(descriptor: Mapping[str, Any]) -> Node:
    """Version, date, licence, who made it, in words of schema.org; what the package does not say is left out."""
    people = (str(one.get("title", "")) for one in descriptor.get("contributors", ()))
    licence = next((str(one["path"]) for one in descriptor.get("licenses", ()) if one.get("path")), "")
    released = str(descriptor.get("created", ""))[:10]
    found: Node = {
        "version": str(descriptor.get("version", "")),
        "datePublished": released,
        "dateModified": released,
        "license": licence,
        "creator": [{"@type": "Organization", "name": name} for name in people if name],
        "keywords": [str(one) for one in descriptor.get("keywords", ())],
    }
    return {name: value for name, value in found.items() if value}


def _describe(words: str) -> str:
    return words if len(words) >= LEAST else f"{words.rstrip('。')}。{_SAID}".lstrip("。")


def media_type(address: str) -> str:
    """What a file is, by its ending."""
    return MEDIA_TYPES[f".{address.rpartition('.')[2]}"]


def _download(address: str) -> Node:
    return {"@type": "DataDownload", "contentUrl": address, "encodingFormat": media_type(address)}


def _variable(indicator: str, name: str, unit: str) -> Node:
    shown = {"@type": "PropertyValue", "propertyID": indicator, "name": name}
    return {**shown, "unitText": unit} if unit else shown


def _document(document: Document) -> Node:
    digest = {"@type": "PropertyValue", "propertyID": "SHA-256", "value": document.sha256}
    shown: Node = {"@type": "CreativeWork", "name": document.name, "identifier": digest}
    return {**shown, "url": document.url} if document.url.startswith(("https://", "http://")) else shown
