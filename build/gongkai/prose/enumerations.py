"""Enumerations: how many items a list is announced with, and how many it has, told by their ordinals.

`重点做好以下五方面工作：一是…四是…` announces five and gives four. A list counts only where nothing about it is in
doubt: the number stands just before the colon and counts what follows (以下几个方面 announces nothing), the first item
just behind it, all items carry the same kind of ordinal, each once and without a gap, and, where the two numbers
differ, the list is seen to end: its paragraph ends, the next one does not go on with it, and no words without ordinal
(此外, 最后) may stand for an item.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from gongkai.prose.headings import NUMERALS, read_ordinal
from gongkai.prose.passages import Passage, read_passage
from gongkai.tables import Span

_LINES = 60
_HINT = re.compile("[二三四五六七八九十两0-9０-９][个大项条点类方]")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_N = "(?P<count>[二三四五六七八九十两]{1,2}|[0-9０-９]{1,2})"
_NOT_BEFORE = "(?<![0-9０-９第十百几数之一二三四五六七八九两.．])"
_THINGS = "方面|点|工作|重点工作|措施|举措|任务|问题|不足|内容|事项|要求|建议"
_TAIL = (
    "(?:的|工作|问题|不足|措施|内容|情况|努力|入手|着手|推进|开展|抓好落实|下功夫|加以|改进|加强|做起|进行|整改|做好)*"
)
_ANNOUNCED = re.compile(
    f"(?:以下|下列|如下){_NOT_BEFORE}{_N}[个大项条点类]?(?:{_THINGS})?{_TAIL}[：:]"
    f"|{_NOT_BEFORE}(?P<plain>[二三四五六七八九十两]{{1,2}}|[0-9０-９]{{1,2}})(?:个?方面|点(?=[：:])|[个点]?(?:问题|不足)){_TAIL}[：:]"
)
_HIGHEST = 20
_HAN = (*NUMERALS, *(f"十{numeral}" for numeral in NUMERALS[:-1]), "二十")
# The kinds of ordinals that an item may begin with: for each, its first, second, … as they are printed.
_KINDS = tuple(
    tuple(re.compile(shape.format(numeral)) for numeral in numerals)
    for shape, numerals in (
        *((shape, _HAN) for shape in ("{}是", "{}要", "第{}[，,、]", "[（(]{}[）)]", "{}、")),
        *((shape, [str(at) for at in range(1, _HIGHEST + 1)]) for shape in ("[（(]{}[）)]", "{}[.．、](?![0-9])")),
    )
)
_ANY_ORDINAL = re.compile(f"[第（(]?(?:[{NUMERALS}]{{1,3}}|[0-9]{{1,2}})[是要、.．）)部]")
_ENDS = "。；;！!：:，,\n"
_SENTENCE_ENDS = "。！!；;"
_UNMARKED = re.compile("(?<=[。；;\n])(?:此外|另外|最后|还有|同时|其[次他]|再[次者])")


@dataclass(frozen=True)
class Enumeration:
    """A list with the number it was announced with and the number of its items; the place is the announcement's."""

    announced: int
    given: int
    locator: str
    spans: tuple[Span, ...]


def find_enumerations(lines: Sequence[str], skip: Set[int]) -> list[Enumeration]:
    """Every list outside tables and quotations whose two numbers are certain, in printed order."""
    found: list[Enumeration] = []
    for number, line in enumerate(lines, 1):
        if number in skip or not ("：" in line or ":" in line) or not _HINT.search(line):
            continue
        passage = read_passage(lines, skip, (number, 1), min(len(lines), number + _LINES))
        end = passage.starts[1] if len(passage.starts) > 1 else len(passage.text)
        for match in _ANNOUNCED.finditer(passage.text, 0, end):
            if enumeration := _enumeration(passage, match):
                found.append(enumeration)
    return found


def _enumeration(passage: Passage, match: re.Match[str]) -> Enumeration | None:
    """The list behind an announcement, if both numbers are certain."""
    name = "count" if match["count"] else "plain"
    announced = _count(match[name])
    given = _given(passage.text, match.end(), announced) if announced >= 2 else 0
    if given < 2:
        return None
    span = passage.span(match.start(name), match.end() - 1)
    return Enumeration(announced, given, "L{}:{}-{}".format(*span), (span,))


def _count(printed: str) -> int:
    plain = printed.translate(_WIDE)
    if plain.isdecimal():
        return int(plain)
    return 2 if plain == "两" else 0 if "两" in plain else read_ordinal(plain)


def _given(text: str, start: int, announced: int) -> int:
    """How many items stand behind text[:start]; 0 where that is not certain."""
    is_apart = text.startswith("\n", start)
    paragraph = text.rfind("\n", 0, start) + 1
    start += is_apart
    kind = next((kind for kind in _KINDS if kind[0].match(text, start)), None)
    if not kind:
        return 0
    is_inner = any(ordinal.match(text, paragraph) for ordinal in kind)
    if is_inner and is_apart:
        return 0  # whose item the next paragraph is cannot be told
    last = _line_end(text, start) if is_inner else _end_of_list(text, start, kind)
    places = [_places(text, start, last, ordinal) for ordinal in kind]
    given = next((at for at, place in enumerate(places) if not place), len(places))
    firsts = [place[0] for place in places[:given]]
    if firsts != sorted(firsts) or any(len(place) > 1 for place in places[:given]) or any(places[given:]):
        return 0
    if given == announced:
        return given
    return given if _is_closed(text, firsts[-1], last, given, is_apart=is_apart) else 0


def _end_of_list(text: str, start: int, kind: Sequence[re.Pattern[str]]) -> int:
    """Where the paragraph ends that the list begins in, or the last of those that go on with it."""
    last = _line_end(text, start)
    given = 1
    while last < len(text):
        while given < len(kind) and _places(text, start, last, kind[given]):
            given += 1
        if given == len(kind) or not kind[given].match(text, last + 1):
            break
        last = _line_end(text, last + 1)
    return last


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _places(text: str, start: int, last: int, ordinal: re.Pattern[str]) -> list[int]:
    """Where an ordinal begins an item between two places."""
    return [match.start() for match in ordinal.finditer(text, start, last) if text[match.start() - 1] in _ENDS]


def _is_closed(text: str, item: int, last: int, given: int, *, is_apart: bool) -> bool:
    """Whether a list is seen to end at text[last], behind the last item at text[item]: a list of paragraphs only where
    another ordinal follows."""
    behind = text[last + 1 : last + 12]
    if text[last - 1] not in _SENTENCE_ENDS or not behind or (is_apart and not _ANY_ORDINAL.match(behind)):
        return False
    next_one = re.compile(f"[第（(]?(?:{_HAN[given]}|{given + 1})[是要、.．）)，,]")
    return not (
        next_one.match(behind)
        or _UNMARKED.search(text, item, last)
        or any(text[match.start() - 1] in _ENDS for match in next_one.finditer(text, item, last))
    )
