"""Scope: whether a report's figures are of the office itself, of a government with its departments, or of a region.

Only the report's own words count, in its introduction (before the first chapter): 汇总各县区…年度报告编制 says that
the figures are of the region, 综合区政府各部门…编制 of the government and its departments, 本机关 of the office alone.
A report that does not say is `unknown`; who publishes it proves nothing, and laws it quotes prove nothing either.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Literal

from gongkai.prose.headings import find_headings
from gongkai.prose.passages import read_passage, wrapped_lines
from gongkai.prose.vocabularies import Vocabulary
from gongkai.tables import Span

ScopeKind = Literal["agency", "level", "region", "unknown"]

_INTRODUCTION = 4_000
_NO_TABLES: frozenset[int] = frozenset()
_SENTENCE = re.compile("[^。；;！？]+")
_QUOTED = re.compile("《[^《》]{0,80}》")
_COMPILED = re.compile("汇总|综合|归集|收集|整理|根据|依据|由|彙總|綜合|根據")
# 根据 and 由 lead to an authority as often as to the material: there the making must follow without any demand.
_WEAK = frozenset({"根据", "依据", "由", "根據"})
_DEMAND = re.compile("要求|规定|精神|通知|办公室|办公厅|規定")
_COVERS = re.compile(
    "(?:统计|数据|报告)(?:数据|的|统计|汇总)*(?:范围|口径|包括|包含|涵盖|覆盖|为|是)|不含|不包括|不包含"
)
_EXCLUDES = frozenset({"不含", "不包括", "不包含"})
_MATERIAL = re.compile("报告|年报|数据|情况|统计|材料|報告|年報|數據|情況|統計")
_MADE = re.compile("编制|编写|汇总|而成|形成|总结|撰写|编撰|編製|編寫|匯總")
_AREAS = "[市县区州旗镇乡縣區鎮鄉]"
_LOWER = re.compile(
    f"各(?:{_AREAS}|街道)(?!直)|[0-9０-９二三四五六七八九十]个(?:{_AREAS}|街道)|[县區区]市区|县区|区县|镇街|街镇|乡镇|镇办|街道办|行政区域|各级(?:人民)?政府|各级行政机关"
)
_DEPARTMENTS = re.compile(
    "(?:政府|本级|[市区县省州]直|[市区县省州]级)[^。；;]{0,12}?(?:部门|机构|单位)|各(?:部门|单位)|[省市县区州]本级|本级政府"
)
_AGENCY = re.compile("本机关|本行政机关|本局|本委|本厅|本院|本单位|本部门|本办(?!法)|我局|我委|我厅|我单位|我部门")
_BODIES_END = re.compile(
    "编制|编写|的|[（(](?:以下|下)?[简統]称|[（(]以下|20[0-9]{2}|年度|政府信息|政务公开|信息公开|报送|上报|提供|统计|工作报告|工作情况|$|[，,]"
)


@dataclass(frozen=True)
class Scope:
    """What the figures cover, and the words that say so."""

    scope: ScopeKind
    locator: str | None
    spans: tuple[Span, ...]


def find_scope(lines: Sequence[str], skip: Set[int], words: Vocabulary) -> Scope:
    """What the introduction says; a region or a level before the mere mention of the office itself."""
    said: Scope | None = None
    last = _introduction(lines, skip, words)
    for block in wrapped_lines(lines, skip, 1, last):
        passage = read_passage(lines, skip, (block[0], 1), block[-1])
        text = _QUOTED.sub(lambda match: "《" + "\0" * (len(match.group()) - 2) + "》", passage.text[:_INTRODUCTION])
        for sentence in _SENTENCE.finditer(text):
            found = _compiled(sentence.group()) or _covered(sentence.group())
            own = None if found or said else _own(sentence.group())
            for kind, start, end in filter(None, (found, own)):
                spans = passage.spans(sentence.start() + start, sentence.start() + end)
                scope = Scope(kind, "L{}:{}-{}".format(*spans[0]), spans)
                if found:
                    return scope
                said = scope
    return said or Scope("unknown", None, ())


def _introduction(lines: Sequence[str], skip: Set[int], words: Vocabulary) -> int:
    """The last line before the first chapter, and no further than a page of text."""
    room = _INTRODUCTION
    for number, line in enumerate(lines, 1):
        if number in skip or not line.strip():
            continue
        if room <= 0 or any(heading.level == 1 for heading in find_headings([line[:_INTRODUCTION]], _NO_TABLES, words)):
            return number - 1
        room -= len(line)
    return len(lines)


_Said = tuple[ScopeKind, int, int]


def _compiled(sentence: str) -> _Said | None:
    """Whose reports this one was compiled from."""
    for verb in _COMPILED.finditer(sentence):
        material = _MATERIAL.search(sentence, verb.end())
        made = _MADE.search(sentence, verb.end())
        if not material or not made:
            continue
        if verb.group() in _WEAK and (
            made.start() < material.start() or _DEMAND.search(sentence, verb.end(), made.start())
        ):
            continue
        until = max(material.start(), made.start())
        if found := _bodies(sentence, verb.end(), until):
            return found[0], verb.start(), found[1]
    return None


def _covered(sentence: str) -> _Said | None:
    """What the figures are said to cover."""
    verbs = list(_COVERS.finditer(sentence))
    ends = [*(verb.start() for verb in verbs[1:]), len(sentence)]
    for verb, end in zip(verbs, ends, strict=False):
        if found := _bodies(sentence, verb.end(), end):
            return "level" if verb.group() in _EXCLUDES else found[0], verb.start(), found[1]
    return None


def _own(sentence: str) -> _Said | None:
    match = _AGENCY.search(sentence)
    return ("agency", *match.span()) if match and _MATERIAL.search(sentence, match.end()) else None


def _bodies(sentence: str, start: int, end: int) -> tuple[ScopeKind, int] | None:
    """The bodies named between two places: those below make it a region, departments alone a level; and where their
    list ends."""
    lower, departments = _LOWER.search(sentence, start, end), _DEPARTMENTS.search(sentence, start, end)
    found = lower or departments
    if not found:
        return None
    stop = _BODIES_END.search(sentence, found.end())
    return "region" if lower else "level", stop.start() if stop else len(sentence)
