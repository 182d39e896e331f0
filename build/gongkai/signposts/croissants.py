"""croissant.json: the package's tables in the Croissant format 1.0, files with their hashes and columns with types."""

from collections.abc import Mapping
from typing import Any

from gongkai.signposts.datasets import Node, describe_release
from gongkai.streams import Folder, Resource

_TERMS = "citeAs column conformsTo data dataType equivalentProperty examples extract field fileObject"
_TERMS += " fileProperty fileSet format includes isLiveDataset jsonPath key md5 parentField path"
_TERMS += " recordSet references regex repeated replace"
_TERMS += " samplingRate separator source subField transform"
_SPECIAL: Mapping[str, object] = {
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
}
_TYPES = {"integer": "sc:Integer", "year": "sc:Integer", "number": "sc:Float", "date": "sc:Date"}


def make_croissant(package: Folder, site: str, cited: str) -> Node:
    """The description; `cited` is how the data ask to be cited."""
    descriptor = package.descriptor
    name = str(descriptor.get("title_en") or descriptor.get("title") or descriptor["name"])
    words = str(descriptor.get("description_en") or descriptor.get("description") or name)
    return {
        "@context": {
            "@language": "en",
            "@vocab": "https://schema.org/",
            "sc": "https://schema.org/",
            "cr": "http://mlcommons.org/croissant/",
            "rai": "http://mlcommons.org/croissant/RAI/",
            "dct": "http://purl.org/dc/terms/",
            **{term: _SPECIAL.get(term, f"cr:{term}") for term in _TERMS.split()},
        },
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": name,
        "alternateName": str(descriptor["name"]),
        "description": words,
        "url": f"{site}data.html",
        **describe_release(descriptor),
        "citeAs": cited,
        "isLiveDataset": False,
        "distribution": [_file(one, site) for one in package.resources],
        "recordSet": [_records(one) for one in package.resources],
    }


def _file(resource: Resource, site: str) -> Node:
    name = str(resource["name"])
    shown: Node = {
        "@type": "cr:FileObject",
        "@id": f"file-{name}",
        "name": f"{name}.csv",
        "contentUrl": f"{site}data/annual-reports/{resource['path']}",
        "encodingFormat": "text/csv",
    }
    if resource.get("hash"):
        shown["sha256"] = str(resource["hash"]).removeprefix("sha256:")
    if resource.get("bytes") is not None:
        shown["contentSize"] = f"{resource['bytes']} B"
    return shown


def _records(resource: Resource) -> Node:
    name = str(resource["name"])
    keys = resource["schema"].get("primaryKey", [])
    shown: Node = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": str(resource.get("title_en") or resource.get("title") or name),
        "field": [_field(name, field) for field in resource["schema"]["fields"]],
    }
    if keys:
        shown["key"] = [{"@id": f"{name}/{key}"} for key in ([keys] if isinstance(keys, str) else keys)]
    return shown


def _field(table: str, field: Mapping[str, Any]) -> Node:
    name = str(field["name"])
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{name}",
        "name": name,
        "description": str(field.get("description_en") or field.get("title_en") or field.get("title") or name),
        "dataType": _TYPES.get(str(field.get("type")), "sc:Text"),
        "source": {"fileObject": {"@id": f"file-{table}"}, "extract": {"column": name}},
    }
