"""The Atom feed, /feed.xml: each version with what it changed, and each report with the day it came or last changed.

An entry's id is counted from the package's name and the report's or version's own, so that it stays the same wherever
the site is served. Days are those of the package's changes; there is no clock. The newest two hundred are given.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from gongkai.streams import Folder, Value, typed_rows

MOST = 200
NAME = "feed.xml"
_ATOM = "http://www.w3.org/2005/Atom"
_KINDS = {"added": "增加", "changed": "改动", "removed": "撤下", "state": "状态改变"}
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Row = Mapping[str, Value]


@dataclass(frozen=True)
class Entry:
    """Something new: `about` is what its id is counted from, `address` where it stands from the site's top."""

    about: str
    title: str
    summary: str
    address: str
    published: str
    updated: str


def write_feed(package: Folder, site: str) -> str:
    """The feed as text."""
    from lxml import etree

    descriptor = package.descriptor
    feed = etree.Element("feed", xmlns=_ATOM)
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    people = [str(one["title"]) for one in descriptor.get("contributors", ()) if one.get("title")]
    _add(feed, "id", _count_id(package, "feed"))
    _add(feed, "title", str(descriptor.get("title", descriptor["name"])))
    _add(feed, "updated", _moment(package.released))
    _link(feed, "self", f"{site}{NAME}", "application/atom+xml")
    _link(feed, "alternate", f"{site}index.html", "text/html")
    _add(feed, "rights", "; ".join(str(one["name"]) for one in descriptor.get("licenses", ())))
    for name in people or [str(descriptor["name"])]:
        _add(etree.SubElement(feed, "author"), "name", name)
    for entry in find_entries(package)[:MOST]:
        element = etree.SubElement(feed, "entry")
        _add(element, "id", _count_id(package, entry.about))
        _add(element, "title", entry.title)
        _add(element, "published", _moment(entry.published))
        _add(element, "updated", _moment(entry.updated))
        _link(element, "alternate", f"{site}{entry.address}", "text/html")
        _add(element, "summary", entry.summary)
    etree.indent(feed, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + etree.tostring(feed, encoding="unicode") + "\n"


def find_entries(package: Folder) -> list[Entry]:
    """All entries, the newest first; of one day the versions first."""
    changes = _rows(package, "changes")
    found = [*_versions(package, changes), *_reports(package, changes)]
    return sorted(found, key=lambda one: (one.updated, one.about), reverse=True)


def _versions(package: Folder, changes: Sequence[Row]) -> Iterator[Entry]:
    days = {str(row["version"]): str(row["date"]) for row in changes}
    days.setdefault(package.version, package.released)
    counts = Counter((str(row["version"]), str(row["kind"])) for row in changes)
    for version, day in days.items():
        said = [f"{word} {counts[version, kind]} 条" for kind, word in _KINDS.items() if counts[version, kind]]
        summary = f"{'，'.join(said) or '没有改动已经发布的数'}。逐条列在变更页，各有理由。"
        yield Entry(f"versions/{version}", f"数据 {version} 版", summary, "changes.html", day, day)


def _reports(package: Folder, changes: Sequence[Row]) -> Iterator[Entry]:
    days: dict[str, list[str]] = {}
    for row in changes:
        days.setdefault(str(row["report_id"]), []).append(str(row["date"]))
    forms = {str(row["form"]): str(row["name_zh"]) for row in _rows(package, "forms")}
    names = {str(row["authority"]): str(row["name_zh"]) for row in _rows(package, "authorities")}
    for row in _rows(package, "reports"):
        name, own = str(row["report_id"]), sorted(days.get(str(row["report_id"]), [package.released]))
        form = forms.get(str(row["form"]), "混合格式" if row["form"] == "mixed" else "没有统计表，只有正文")
        title = f"{names[str(row['authority'])]} {row['time_period']} 年年度报告"
        yield Entry(f"reports/{name}", title, f"{form}。", f"reports/{name}.html", own[0], own[-1])


def _rows(package: Folder, table: str) -> list[Row]:
    for one in package.resources:
        if one["name"] == table:
            names = [str(field["name"]) for field in one["schema"]["fields"]]
            return [dict(zip(names, values, strict=True)) for values in typed_rows(package, one)]
    return []


def _count_id(package: Folder, about: str) -> str:
    return uuid5(NAMESPACE_URL, f"{package.descriptor['name']}/{about}").urn


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _add(parent: Any, name: str, text: str) -> None:
    from lxml import etree

    etree.SubElement(parent, name).text = _UNWRITABLE.sub("\ufffd", text)


def _link(parent: Any, relation: str, address: str, kind: str) -> None:
    from lxml import etree

    etree.SubElement(parent, "link", rel=relation, type=kind, href=address)
