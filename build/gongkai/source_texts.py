"""The package of source texts: the lines of the documents that are in sources/, and every place read from them.

The operator's alone: documents are not carried over, so datapackage/source-texts/ is git-ignored, and without documents
there is none. A document is a report's if its name and its bytes' hash are those that the parsed report names; it is
opened in a child behind limits, as for reading. A text in which a place of its report cannot be found, because another
version read it, is left out and said. Frictionless validates the package before it is put in place.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai.documents import receive
from gongkai.errors import DocumentError
from gongkai.files import hash_listing, hash_tree, write_text
from gongkai.folders import Found, find_documents
from gongkai.isolation import Opener
from gongkai.messages import Question
from gongkai.packages import PROFILE, describe, make_resource, put_package
from gongkai.paths import Paths
from gongkai.reports import Parsed, load_reports
from gongkai.structures import load_structure

# The lists of a parsed report, and what their records are read as.
_KINDS = {
    "observations": "observation",
    "statements": "statement",
    "citations": "citation",
    "captions": "caption",
    "problems": "problem",
    "measures": "measure",
    "contacts": "contact",
    "enumerations": "enumeration",
    "residue": "residue",
}
_TABLE = re.compile(r"(.+)/r[0-9]+/c[0-9]+")
Line = tuple[str, str]


@dataclass(frozen=True)
class SourceTexts:
    """How many reports have their text in the package, of how many; `left_out` says why a document that is there has
    none."""

    texts: int
    reports: int
    written: bool
    left_out: tuple[str, ...] = ()


def package_source_texts(paths: Paths) -> SourceTexts:
    """Write and validate datapackage/source-texts/ from sources/ and reports/, or take away what is stale."""
    reports = load_reports(paths.reports, paths.structure / "schemas")
    held = _find_held(paths, reports)
    if not held:
        shutil.rmtree(paths.source_texts, ignore_errors=True)
        return SourceTexts(0, len(reports), written=False)
    stamp = paths.cache / "source-texts.json"
    documents = {found.shown: digest for found, digest in held.values()}
    inputs = hash_tree(paths.structure, paths.reports, Path(__file__).parent) + json.dumps(documents, sort_keys=True)
    if known := _recall(stamp, inputs, paths.source_texts):
        return SourceTexts(int(known["texts"]), len(reports), written=False, left_out=tuple(known["left_out"]))
    texts, left_out = _read_texts(paths, reports, held)
    if texts:
        written = put_package(paths.source_texts, _make_files(paths, texts))
    else:
        written = False
        shutil.rmtree(paths.source_texts, ignore_errors=True)
    outputs = hash_tree(paths.source_texts)
    facts = {"inputs": inputs, "outputs": outputs, "texts": len(texts), "left_out": left_out}
    write_text(stamp, json.dumps(facts) + "\n")
    return SourceTexts(len(texts), len(reports), written, tuple(left_out))


def find_spans(parsed: Parsed) -> list[tuple[str, str]]:
    """Every place that a parsed report was read from, with what it was read as; each pair once."""
    found: dict[tuple[str, str], None] = {}
    for name, kind in _KINDS.items():
        for record in parsed[name]:
            for locator in record.get("locators") or [record.get("locator")]:
                if locator:
                    found[locator, kind] = None
    found |= {(record["locator"], record["kind"]): None for record in parsed["numbers"]}
    return list(found)


def find_lost(lines: Sequence[Line], spans: Sequence[tuple[str, str]]) -> str:
    """The first place that the lines do not hold, or nothing. A blank cell is no line; its table must be there."""
    lengths = dict(lines)
    tables = {match[1] for place in lengths if (match := _TABLE.fullmatch(place))}
    for locator, _ in spans:
        place, _, extent = locator.partition(":")
        match = _TABLE.fullmatch(place)
        is_there = place in lengths or (match is not None and match[1] in tables)
        last = int(extent.partition("-")[2]) if extent else 0
        if not is_there or last > max(len(lengths.get(place, "")), 1):
            return locator
    return ""


def _find_held(paths: Paths, reports: Sequence[Parsed]) -> dict[str, tuple[Found, str]]:
    """For each report whose document is in sources/ the file, an archive perhaps, and that file's hash."""
    if not paths.sources.is_dir():
        return {}
    files: dict[str, list[tuple[Found, str]]] = {}
    names = {str(parsed["document"]["name"]) for parsed in reports}
    wanted = names | {name.partition("!")[0] for name in names}
    for found in find_documents([paths.sources], paths):
        if not found.refused and found.path.name in wanted:
            digest = hashlib.sha256(found.path.read_bytes()).hexdigest()
            files.setdefault(found.path.name, []).append((found, digest))
    held = {}
    for parsed in reports:
        name, sha256 = str(parsed["document"]["name"]), parsed["document"]["sha256"]
        same = files.get(name) or files.get(name.partition("!")[0]) or []
        if same:  # of several files of one name that of these bytes
            held[str(parsed["report"]["id"])] = next((one for one in same if one[1] == sha256), same[0])
    return held


def _read_texts(
    paths: Paths, reports: Sequence[Parsed], held: Mapping[str, tuple[Found, str]]
) -> tuple[list[tuple[Parsed, list[Line]]], list[str]]:
    texts, left_out = [], []
    load_structure(paths.structure)  # here first: what is wrong with it is a sentence
    with Opener(paths.structure) as opener:
        for parsed in reports:
            if (name := str(parsed["report"]["id"])) not in held:
                continue
            try:
                lines = _read_lines(opener, held[name][0], parsed["document"])
            except DocumentError as error:
                left_out.append(f"{name}: {error.message}")
                continue
            if lost := find_lost(lines, find_spans(parsed)):
                left_out.append(f"{name}: {lost} is not in its document as it is read now; read it again")
            else:
                texts.append((parsed, lines))
    return texts, left_out


def _read_lines(opener: Opener, file: Found, document: Mapping[str, Any]) -> list[Line]:
    """The lines of the very document that a report was read from; DocumentError where it is another."""
    name, content = str(document["name"]), receive(file.path)
    answer = opener.ask(Question(file.path.name, lines=True), content)
    if answer.members:
        inside = dict(answer.members)
        name, content = name.partition("!")[2], inside.get(name.partition("!")[2], b"")
        answer = opener.ask(Question(name, inside=True, lines=True), content)
    if hashlib.sha256(content).hexdigest() != document["sha256"]:
        raise DocumentError("the document in sources/ is another than the one that was read")
    if answer.refusal:
        raise answer.refusal
    return list(answer.lines)


def _make_files(paths: Paths, texts: Sequence[tuple[Parsed, Sequence[Line]]]) -> dict[str, bytes]:
    rows = {"texts": list(_texts(texts)), "lines": list(_lines(texts)), "spans": list(_spans(texts))}
    made = [make_resource(paths.structure / "schemas", name, found) for name, found in rows.items()]
    described = [describe(resource) for resource in made]
    words = load_structure(paths.structure).package
    descriptor = {
        "$schema": PROFILE,
        "name": "gongkai-source-texts",
        "title": "报告原文与读出之处",
        "title_en": "Source texts and the places read",
        "version": words["version"],
        "created": f"{words['released']}T00:00:00Z",
        "hash": hash_listing({one["path"]: one["hash"] for one in described}),
        "resources": described,
    }
    files = {f"data/{resource.name}.csv": resource.content for resource in made}
    return files | {"datapackage.json": (json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n").encode()}


def _texts(texts: Sequence[tuple[Parsed, Sequence[Line]]]) -> Iterator[dict[str, object]]:
    for parsed, lines in texts:
        document = parsed["document"]
        yield {
            "report_id": parsed["report"]["id"],
            "document": document["name"],
            "sha256": document["sha256"],
            "lines": len(lines),
            "spans": len(find_spans(parsed)),
        }


def _lines(texts: Sequence[tuple[Parsed, Sequence[Line]]]) -> Iterator[dict[str, object]]:
    for parsed, lines in texts:
        for number, (place, text) in enumerate(lines, 1):
            yield {"report_id": parsed["report"]["id"], "line": number, "place": place, "text": text}


def _spans(texts: Sequence[tuple[Parsed, Sequence[Line]]]) -> Iterator[dict[str, object]]:
    for parsed, _ in texts:
        for locator, kind in find_spans(parsed):
            yield {"report_id": parsed["report"]["id"], "locator": locator, "kind": kind}


def _recall(stamp: Path, inputs: str, folder: Path) -> dict[str, Any]:
    """What is known of the package, if it came from these inputs and lies untouched on disk."""
    if not stamp.is_file():
        return {}
    known: dict[str, Any] = json.loads(stamp.read_text(encoding="utf-8"))
    return known if known["inputs"] == inputs and known["outputs"] == hash_tree(folder) else {}
