"""What a report says did not happen: 未发生行政复议, 未收取费用, 行政诉讼均无. One record per thing named.

A wish is no report (确保不发生), nor is what is denied of the documents themselves (无重复信息). Things and the
lines of the form that they zero are declared (structure/zeros.csv); a thing narrowed by words nobody declared, before
or behind it (行政诉讼败诉案件), or said of a part (`extents`), has no indicator. Where only a fault is named as the
cause (因答复程序不妥而引起的行政复议), the line that would be zero is what the words are about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from gongkai.prose.cues import Scene
from gongkai.prose.extents import Report, blank_names, is_whole
from gongkai.prose.paragraphs import Paragraph
from gongkai.prose.wordings import fits_form

HINT = re.compile("[未没无]|不收|零")
_NO = re.compile(
    "(?:未|没有|没|无)(?:发生|收到|接到|接收到|接收|收取|产生|出现|发现|受理|提起|收)过?|没有|(?<![毫绝])无(?![法需须论关])|"
    "为零(?!售)|不收费|不收取(?:任何)?费用|零(?=投诉|举报|申请|复议|诉讼|收费)"
)
_BARE = ("没有", "无", "零", "为零")
# A rule that nothing is charged (依申请公开不收费) does not say what was charged.
_RULE = "不收"
_CLAUSE = re.compile("[，。；！？,;!?]")
_WISH = re.compile("确保|防止|避免|杜绝|保证|力争|严防|做到|要求|若|如果|凡|是否|不得|应当|并非|不是")
_BRACKETS = re.compile("（[^（）]{0,40}）|\\([^()]{0,40}\\)")
_JOINED = re.compile(
    "[、和及与或的均都也被：:]|以及|或者|情况|案件|事件|事项|现象|问题|等|提起|相关|有关|此类|上述|发生"
)
# Words that tell which work a thing is about, not which part of it.
_GENERIC = re.compile(
    "针对|有关|关于|涉及|各类|任何|一起|一例|一件|政府信息依?申?请?公开|政务公开|信息公开|政府信息|依申请公开|依申请|公开|提供|事务|工作|"
    "事宜|或者|申请人?|引起|引发|提起|提出|导致|产生|发生|行政|方面|情况|相关|案件|人民政府|政府|机关|公民|法人|其他组织|以及|收取|"
    "[因由对与就向被的而所过各本我案、和及或]"
)
# 因政府信息公开申请引起的行政复议: what only says whose thing it is.
_MODIFIES = re.compile("(?:而|所|被|过程)?(?:的(?!情况|事项|现象|情形)|引起|引发|提起|导致|产生|行政|答复)")
# What is denied must be of this work: 零投诉 alone may be a counter's.
# What did not happen because of a fault may still have happened.
_FAULT = re.compile(
    "因[^，。；,;]{0,24}(?:不[当妥善力足周到及时]|失误|瑕疵|疏漏|过错)[^，。；,;]{0,4}(?:引起|引发|导致|产生|提起|造成)的?"
)
_NEAR = re.compile("信息公开|政务公开|依申请|政府信息|信息处理费")
_REACH = 120
_THINGS = 90


@dataclass(frozen=True)
class Nothing:
    """Words text[start:end] that deny one thing, which stands at text[first:last]; `indicators` are the lines that are
    zero by it, `about` the one that may be."""

    start: int
    end: int
    first: int
    last: int
    indicators: tuple[str, ...]
    about: str | None = None


@dataclass(frozen=True)
class _Thing:
    first: int
    last: int
    word: str
    is_plain: bool
    has_fault: bool = False


def denies(text: str) -> bool:
    """Whether a text may deny anything."""
    return bool(_NO.search(text))


def find_nothing(scene: Scene, paragraph: Paragraph, report: Report) -> Iterator[Nothing]:
    """Every thing that a paragraph's own line denies, in order."""
    text = scene.text
    for match in _NO.finditer(text, paragraph.offset):
        start, end = match.span()
        first = max(scene.start(scene.sentences, start), start - _REACH)
        ahead = blank_names(text[first:start], report)
        clause = _CLAUSE.split(ahead)[-1]
        if _WISH.search(clause):
            continue
        if match.group().startswith(_RULE):
            yield Nothing(start, end, start, end, ())
            continue
        things = _things(scene, start, end, len(clause))
        is_certain = bool(things) and _is_certain(scene, paragraph, report, things[0], start, len(clause))
        is_likely = (
            bool(things)
            and things[0].has_fault
            and _is_certain(scene, paragraph, report, things[0], start, len(clause), report.likely)
        )
        bare = match.group() in _BARE
        told: set[str] = set()
        for thing in things:
            zeros = [zero for zero in scene.wordings.zeros[thing.word] if fits_form(zero.form, report.form)]
            named = tuple(zero.indicator for zero in zeros if zero.indicator and zero.indicator not in told)
            known = any(zero.indicator for zero in zeros)
            if (bare and not (thing.is_plain and (known or match.group() == "没有"))) or (known and not named):
                continue
            told.update(named)
            is_told = is_certain and thing.is_plain
            about = named[0] if is_likely and thing.has_fault and len(named) == 1 else None
            yield Nothing(start, end, thing.first, thing.last, named if is_told else (), about)


def _is_certain(
    scene: Scene,
    paragraph: Paragraph,
    report: Report,
    thing: _Thing,
    start: int,
    before: int,
    forgiven: re.Pattern[str] | None = None,
) -> bool:
    """Whether what is denied at `start` is denied of the whole report and of the disclosure work."""
    sentence = max(scene.start(scene.sentences, start), start - _REACH)
    if not _NEAR.search(scene.text, sentence, max(scene.end(scene.clauses, start), thing.last)):
        return False
    return is_whole(scene, paragraph, report, min(start, thing.first), start - before, forgiven)


def _things(scene: Scene, start: int, end: int, before: int) -> list[_Thing]:
    """What is denied: the things named behind the negation in its clause, or, if nothing is, those just before it."""
    words = scene.wordings.zero_words
    rest = _CLAUSE.split(scene.text[end : end + _THINGS], 1)[0]
    plain = _BRACKETS.sub(lambda match: "　" * len(match.group()), rest)
    found: list[_Thing] = []
    at = 0
    for match in words.finditer(plain):
        if _MODIFIES.match(plain, match.end()):
            continue
        between = plain[at : match.start()].replace("　", "")
        fault = _FAULT.search(between) if not found else None
        gap = _GENERIC.sub("", _FAULT.sub("", between))
        is_plain = not gap and not fault and (not found or found[-1].is_plain)
        has_fault = not gap and bool(fault or (found and found[-1].has_fault))
        found.append(_Thing(end + match.start(), end + match.end(), match.group(), is_plain, has_fault))
        at = match.end()
    if found and _GENERIC.sub("", plain[at:].replace("　", "").rstrip("。")):
        found = [replace(thing, is_plain=False, has_fault=False) for thing in found]
    if found or _JOINED.sub("", plain).strip("　。"):
        return found
    clause = scene.text[start - before : start]
    matches = list(words.finditer(clause))
    for here, there in zip_longest(matches, matches[1:]):
        between = _JOINED.sub("", clause[here.end() : there.start() if there else len(clause)])
        found.append(_Thing(start - before + here.start(), start - before + here.end(), here.group(), not between))
    return found if found and found[-1].is_plain else []
