"""What changed from version to version, number by number, each with its reason: the package's changes, the newest
first. Beyond a thousand rows there is a page for each province."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from gongkai.charts import Drawings
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.drafts import Draft, Page
from gongkai.pages.figures.values import write_number
from gongkai.words import choose, say

MOST = 1000
KINDS = {"added": "增加", "changed": "改动", "removed": "撤下", "state": "状态改变"}
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d+)?")
_SOURCES = {"form": "", "in_text": "正文中的表", "prose": "正文"}


@dataclass(frozen=True)
class Row:
    """A change in words; `anchor` leads to the figure where its report has a page."""

    report_id: str
    report: str
    is_here: bool
    indicator: str
    label: str
    column: str
    source: str
    anchor: str
    kind: str
    word: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Version:
    """The changes that came with a version."""

    version: str
    date: str
    rows: Sequence[Row]


def render_changes(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/changes.html, and /changes/<province>.html where the rows are many."""
    records = catalogue.published.records("changes")
    many = len(records) > MOST
    provinces = sorted({str(row["report_id"])[:2] for row in records}) if many else []
    draft = Draft(catalogue, drawings, "changes.md")
    names = {code: _province(catalogue, code) for code in provinces}
    counts = {code: sum(str(row["report_id"])[:2] == code for row in records) for code in provinces}
    yield _finish(draft, say("变更"), [] if many else _versions(catalogue, records), len(records), names, counts)
    for code in provinces:
        own = [row for row in records if str(row["report_id"])[:2] == code]
        below = Draft(catalogue, drawings, f"changes/{code}.md")
        yield _finish(below, say("变更：{name}", name=names[code]), _versions(catalogue, own), len(own), {}, {})


def _finish(
    draft: Draft, title: str, versions: list[Version], total: int, names: dict[str, str], counts: dict[str, int]
) -> Page:
    return draft.finish(
        "changes.html.j2",
        title,
        say("发布以后改动过的每一个数：原来是多少，现在是多少，为什么。"),
        versions=versions,
        total=total,
        provinces=names,
        counts=counts,
        version=draft.catalogue.published.version,
    )


def _versions(catalogue: Catalogue, records: Sequence[Mapping[str, Any]]) -> list[Version]:
    found = []
    ordered = sorted(records, key=lambda row: tuple(map(int, str(row["version"]).split("."))), reverse=True)
    for version, rows in groupby(ordered, key=lambda row: str(row["version"])):
        own = list(rows)
        found.append(Version(version, str(own[0]["date"]), [_row(catalogue, row) for row in own]))
    return found


def _row(catalogue: Catalogue, record: Mapping[str, Any]) -> Row:
    report_id, kind = str(record["report_id"]), str(record["kind"])
    report = catalogue.reports.get(report_id)
    indicator, applicant, source = (str(record[one] or "") for one in ("indicator", "applicant", "source"))
    known = catalogue.indicators.get(indicator)
    column = "" if applicant in ("", "total") else applicant
    anchor = f"{indicator}@{column}" if column else indicator
    return Row(
        report_id=report_id,
        report=catalogue.name(report) if report else report_id,
        is_here=report is not None,
        indicator=indicator,
        label=(choose(*catalogue.line_names(known)) if known else indicator) or say("整份报告"),
        column=catalogue.applicants[column].label if column in catalogue.applicants else column,
        source=say(_SOURCES.get(source, source)),
        anchor="" if kind == "removed" else anchor if source in ("", "form") else f"{anchor}@{source}",
        kind=kind,
        word=say(KINDS.get(kind, kind)),
        before=_say(catalogue, str(record["before"] or "")),
        after=_say(catalogue, str(record["after"] or "")),
        reason=choose(str(record["reason_zh"] or ""), str(record["reason_en"] or "")),
    )


def _say(catalogue: Catalogue, figure: str) -> str:
    """A figure as the pages print it: states in their words, numbers with separators."""
    said = []
    for part in figure.split("; ") if figure else ():
        words = [_word(catalogue, word) for word in part.split(" ")]
        said.append(say("{name}（{words}）", name=words[0], words=words[1]) if len(words) == 2 else " ".join(words))
    return choose("；", "; ").join(said)


def _word(catalogue: Catalogue, word: str) -> str:
    if word in catalogue.states:
        return catalogue.states[word].label
    return write_number(float(word)) if _NUMBER.fullmatch(word) else word


def _province(catalogue: Catalogue, code: str) -> str:
    known = catalogue.authorities.get(f"{code}0000")
    return known.name if known else code
