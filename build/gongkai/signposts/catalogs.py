"""The DCAT catalogue, /catalog.jsonld: the package and its slices as datasets, their files as distributions.

Harvesters read it at one address. Its own addresses are absolute where the site knows its own, else relative to it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gongkai.downloads import Download, Offer
from gongkai.signposts.datasets import Node, media_type
from gongkai.streams import Folder

MOST = 1000
NAME = "catalog.jsonld"
_CONTEXT: Mapping[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcat:landingPage": {"@type": "@id"},
    "dcat:downloadURL": {"@type": "@id"},
    "dcat:accessURL": {"@type": "@id"},
    "dcat:endpointURL": {"@type": "@id"},
    "dcat:endpointDescription": {"@type": "@id"},
    "dcat:mediaType": {"@type": "@id"},
    "dct:license": {"@type": "@id"},
    "dct:language": {"@type": "@id"},
}
_CHINESE = "http://id.loc.gov/vocabulary/iso639-1/zh"
_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


def make_catalog(package: Folder, site: str, offers: Sequence[Offer]) -> Node:
    """The catalogue; slices beyond a thousand are left to the data page."""
    descriptor = package.descriptor
    whole = _dataset(package, site, "annual-reports", str(descriptor.get("title", descriptor["name"])), "data.html")
    if title := descriptor.get("title_en"):
        whole["dct:title"] = [*whole["dct:title"], {"@language": "en", "@value": str(title)}]
    whole["dct:description"] = _words(descriptor, "description")
    whole["dcat:keyword"] = [str(one) for one in descriptor.get("keywords", ())]
    own = next((one.files for one in offers if one.name == package.name), ())
    whole["dcat:distribution"] = [*_package_files(package, site), *(_edition(site, one) for one in own)]
    slices = [one for one in offers if one.name != package.name][:MOST]
    datasets = [whole, *(_slice(package, site, one) for one in slices)]
    return {
        "@context": _CONTEXT,
        "@id": f"{site}{NAME}#catalog",
        "@type": "dcat:Catalog",
        "dct:title": _words(descriptor, "title"),
        "dct:publisher": _publisher(descriptor),
        "dct:license": _licence(descriptor),
        "dct:language": _CHINESE,
        "dct:modified": _date(package.released),
        "dcat:landingPage": f"{site}index.html",
        "dcat:dataset": datasets,
        "dcat:service": {
            "@id": f"{site}{NAME}#api",
            "@type": "dcat:DataService",
            "dct:title": "静态接口",
            "dcat:endpointURL": f"{site}api/v1/index.json",
            "dcat:endpointDescription": f"{site}api/v1/openapi.json",
            "dcat:servesDataset": {"@id": whole["@id"]},
        },
    }


def _dataset(package: Folder, site: str, name: str, title: str, page: str) -> Node:
    return {
        "@id": f"{site}{NAME}#{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{package.descriptor['name']}/{name}",
        "dct:title": [{"@language": "zh", "@value": title}],
        "dct:issued": _date(package.released),
        "dct:modified": _date(package.released),
        "dcat:version": package.version,
        "dct:license": _licence(package.descriptor),
        "dct:language": _CHINESE,
        "dct:publisher": _publisher(package.descriptor),
        "dcat:landingPage": f"{site}{page}",
    }


def _slice(package: Folder, site: str, offer: Offer) -> Node:
    kind, _, name = offer.name.partition("-")
    page = f"authorities/{name}.html" if kind == "authority" else f"years/{name}.html"
    shown = _dataset(package, site, offer.name, offer.title, page)
    shown["dct:isPartOf"] = {"@id": f"{site}{NAME}#annual-reports"}
    shown["dcat:distribution"] = [_edition(site, one) for one in offer.wholes]
    if kind == "year":
        shown["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _date(f"{name}-01-01"),
            "dcat:endDate": _date(f"{name}-12-31"),
        }
    return shown


def _package_files(package: Folder, site: str) -> Iterator[Node]:
    for one in package.resources:
        address = f"data/annual-reports/{one['path']}"
        digest = str(one.get("hash", "")).removeprefix("sha256:")
        yield _distribution(site, address, str(one.get("title", one["name"])), one.get("bytes"), digest)


def _edition(site: str, file: Download) -> Node:
    return _distribution(site, file.address, f"{file.kind}：{file.name}", file.bytes, file.sha256)


def _distribution(site: str, address: str, title: str, size: object, sha256: str) -> Node:
    shown: Node = {
        "@type": "dcat:Distribution",
        "dct:title": title,
        "dcat:accessURL": f"{site}{address}",
        "dcat:downloadURL": f"{site}{address}",
        "dcat:mediaType": f"https://www.iana.org/assignments/media-types/{media_type(address)}",
    }
    if size is not None:
        shown["dcat:byteSize"] = {"@type": "xsd:nonNegativeInteger", "@value": str(size)}
    if sha256:
        value = {"@type": "xsd:hexBinary", "@value": sha256}
        shown["spdx:checksum"] = {"spdx:algorithm": {"@id": _SHA256}, "spdx:checksumValue": value}
    return shown


def _words(descriptor: Mapping[str, Any], name: str) -> list[Node]:
    said = (("zh", descriptor.get(name)), ("en", descriptor.get(f"{name}_en")))
    return [{"@language": language, "@value": str(words)} for language, words in said if words]


def _publisher(descriptor: Mapping[str, Any]) -> Node:
    people = (str(one.get("title", "")) for one in descriptor.get("contributors", ()))
    return {"@type": "foaf:Agent", "foaf:name": next(filter(None, people), str(descriptor["name"]))}


def _licence(descriptor: Mapping[str, Any]) -> str:
    return next((str(one["path"]) for one in descriptor.get("licenses", ()) if one.get("path")), "")


def _date(day: str) -> Node:
    return {"@type": "xsd:date", "@value": day}
