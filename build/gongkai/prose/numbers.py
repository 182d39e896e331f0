"""Digits of running text that are no fact of their own, each run with the kind of thing it is part of.

`date`: dates, years, spans of years, times of day. `ordinal`: item and page numbers, 第N, ranks. `label`: digits of
names, titles, figures, hotlines, addresses, codes. `quotation`: digits of quoted documents. `context`: figures with
a unit about other matters than the disclosure work. A digit that none of the declared shapes holds stays
unclassified: it is residue, never `context` by default.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from gongkai.imprints import Squeezed, squeeze
from gongkai.prose.paragraphs import LONGEST
from gongkai.prose.statements import Figures
from gongkai.tables import Span

_D = "[0-9０-９]"
_DIGIT = re.compile(_D)
_IMAGE = "[image:"
_AROUND = 65
_YEAR = "(?:19|20)[0-9]{2}"
_MONTH = "(?:1[0-2]|0?[1-9])"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9])"
_TO = "(?:至|到|[-—–－~～]{1,2})"
_HAN = "[\u4e00-\u9fff]"

_LATIN = "[A-Za-zＡ-Ｚａ-ｚ]"
_CLOCK = "[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?"
_MONTH_DAY = f"{_MONTH}月份?(?:{_DAY}[日号])?"
_SERVED = "(?:热线|平台|系统|电话|中心|服务|便民|市民|专线|政务)"
_HOTLINE = "1[0-9]{4}|9[56][0-9]{3,4}|1[012][0-9]"
_NUMBERED = "(?:电话|传真|邮编|邮政编码|热线|微信号|QQ群?|编号|代码)"

# Kind, what the text must hold for the shape to be tried, and the shape. In this order: what one claims, no later one
# gets.
_SHAPES = tuple(
    (kind, re.compile(hint) if hint else None, re.compile(shape))
    for kind, hint, shape in (
        ("label", "www|://", r"(?:https?://|www\.)[0-9A-Za-z./:_?=&%#~+-]+"),
        ("label", "@", r"[0-9A-Za-z._+-]{1,64}@[0-9A-Za-z.-]{1,64}"),
        ("label", r"[0-9]\.[0-9]", r"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])"),
        ("date", "", rf"(?<![0-9]){_YEAR}年?度?{_TO}{_YEAR}(?:年度?)?(?!{_D})"),
        ("date", "", rf"(?<![0-9]){_YEAR}[-./]{_MONTH}[-./]{_DAY}(?:T?{_CLOCK})?(?![0-9])"),
        ("date", "年", rf"(?<![0-9]){_YEAR}年(?:{_MONTH_DAY})?(?:{_TO}{_MONTH_DAY})?"),
        ("date", "月", rf"(?<![0-9]){_MONTH}(?:月份?{_DAY}[日号])?{_TO}{_MONTH_DAY}"),
        ("date", "月", rf"(?<![0-9]){_MONTH_DAY}(?:{_TO}{_DAY}[日号])?"),
        ("date", "日", rf"(?<![0-9]){_DAY}日(?!之?内|以内)"),
        ("date", "年", r"(?:^|(?<=[，。；、：,;]))[0-9]{2}年(?![内来间以])"),
        ("date", "", rf"(?<=[（(〔\[《“]){_YEAR}(?=[）)〕\]》”])|(?<![0-9]){_YEAR}(?=年|政务公开|政府信息|信息公开)"),
        ("date", "[:：]", rf"(?<![0-9]){_CLOCK}(?![0-9])"),
        ("ordinal", "第", rf"第{_D}{{1,4}}"),
        ("ordinal", "前", rf"(?<![底日月以之年])前{_D}{{1,3}}[名位强]"),
        ("ordinal", "[位名]", rf"(?:位列|位居|名列|排名)[全省市县区国第前]{{0,4}}{_D}{{1,3}}(?!{_D})"),
        ("ordinal", "", rf"^[-—–]*{_D}{{1,4}}[-—–]*$|^[-—–]?第?{_D}{{1,3}}页"),
        ("ordinal", "", rf"^[（(]?{_D}{{1,2}}[、.．）)](?![0-9０-９])"),
        ("ordinal", "", rf"(?<=[。；;：:，,、])[（(]{_D}{{1,2}}[）)]|(?<=[。；;：:]){_D}{{1,2}}[、.．）)](?={_HAN})"),
        ("label", "", rf"(?:附件|附表|附图|附录|表|图|版本|样本){_D}{{1,3}}(?:[-.—]{_D}{{1,3}})?"),
        ("label", _LATIN, rf"{_LATIN}{{1,20}}[-_.]?{_D}{{1,6}}(?:\.{_D}{{1,6}})?[A-Za-z]{{0,10}}"),
        ("label", _LATIN, rf"{_D}{{1,4}}{_LATIN}{{1,20}}"),
        ("label", "号", rf"[〔\[（(【]{_YEAR}[〕\]）)】]第?{_D}{{1,5}}号|(?:令|字|文件?)第?{_D}{{1,5}}号"),
        ("label", "", r"(?<![0-9])0[0-9]{2,3}[-—－]{0,2}[0-9]{7,8}(?![0-9])|(?<![0-9])1[3-9][0-9]{9}(?![0-9])"),
        ("label", _NUMBERED, rf"{_NUMBERED}[^0-9，。；]{{0,6}}[0-9]{{3,18}}"),
        ("label", _SERVED, rf"(?<![0-9])(?:{_HOTLINE})(?=[”\"』」、)）]?{_HAN}{{0,6}}{_SERVED})"),
        ("label", "号", rf"(?<=[路街道巷弄]){_D}{{1,5}}(?:[-—]{_D}{{1,4}})?号"),
        ("label", "[号室楼]", rf"{_D}{{1,5}}(?:号楼|号院|号门|室(?!内)|楼(?=[A-Z0-9层室，。；]))"),
        ("label", "", rf"(?<![0-9.]){_D}(?:[+＋×xX*·.]{_D}{{1,3}}){{1,4}}(?={_HAN}|[”\"」』])"),
        ("label", "[+＋]", rf"{_D}{{1,2}}[+＋]{_LATIN}"),
        ("label", "[“‘「『]", rf"(?<=[“‘「『]){_HAN}{{0,12}}{_D}{{1,6}}{_HAN}{{0,12}}(?=[”’」』])"),
        ("label", "《", rf"《[^《》]{{0,60}}{_D}[^《》]{{0,60}}》"),
        ("context", "年", rf"(?:近|过去|连续|满|长达|为期){_D}{{1,2}}年|{_D}{{1,2}}(?:年(?=[来内间以])|个年头|周年)"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Number:
    """One classified run of digits with what belongs to it; `kind` as in the module's promise."""

    kind: str
    locator: str
    spans: tuple[Span, ...]


def classify_numbers(
    lines: Sequence[str],
    figures: Iterable[Figures],
    skip: AbstractSet[int],
    quoted: AbstractSet[int],
    taken: Iterable[Span],
) -> list[Number]:
    """Every digit of prose that is not inside a `taken` place and has a known shape, in printed order."""
    owned: dict[int, list[tuple[int, int]]] = {}
    for at, first, last in taken:
        owned.setdefault(at, []).append((first, last))
    by_line = {line.paragraph.line: line for line in figures}
    found: list[Number] = []
    for number, line in enumerate(lines, 1):
        if not _DIGIT.search(line):
            continue
        if number in quoted:
            found.append(_number("quotation", (number, 1, len(line))))
        elif number not in skip and len(line) <= LONGEST:
            known = by_line.get(number)
            squeezed = known.paragraph.squeezed if known and _IMAGE not in line else squeeze(line)
            found += _classify(number, squeezed, owned.get(number, []), known)
    return found


def _classify(line: int, squeezed: Squeezed, owned: Sequence[tuple[int, int]], figures: Figures | None) -> list[Number]:
    """The digits of one line: its figures about other matters, then every shape in turn, for digits still free."""
    left = _Left(line, squeezed, owned)
    image = squeezed.text.find(_IMAGE)
    if image >= 0:
        left.claim("quotation", image, len(squeezed.text))
    for start, end in _context(figures):
        left.claim("context", start, end)
    for first, last in left.windows():
        for kind, hint, shape in _SHAPES:
            if not left.digits:
                break
            if not hint or hint.search(squeezed.text, first, last):
                for match in shape.finditer(squeezed.text, first, last):
                    left.claim(kind, match.start(), match.end())
    return sorted(left.found, key=lambda number: number.spans)


class _Left:
    """What of one line no fact and no earlier shape has: `digits` are the places of its digits still free."""

    def __init__(self, line: int, squeezed: Squeezed, owned: Sequence[tuple[int, int]]) -> None:
        self.line = line
        self.squeezed = squeezed
        self.found: list[Number] = []
        self.digits = [match.start() for match in _DIGIT.finditer(squeezed.text)]
        for first, last in owned:
            start = bisect_left(squeezed.positions, first)
            self._drop(start, bisect_left(squeezed.positions, last + 1))

    def claim(self, kind: str, start: int, end: int) -> None:
        """Take text[start:end] for a kind, if it holds a free digit."""
        if self._drop(start, end):
            self.found.append(_number(kind, self.squeezed.span(self.line, start, end)))

    def windows(self) -> list[tuple[int, int]]:
        """The stretches of text around free digits, wide enough for every shape."""
        found: list[tuple[int, int]] = []
        for at in self.digits:
            if found and at - _AROUND <= found[-1][1]:
                found[-1] = (found[-1][0], at + _AROUND)
            else:
                found.append((max(0, at - _AROUND), at + _AROUND))
        return found

    def _drop(self, start: int, end: int) -> bool:
        first, last = bisect_left(self.digits, start), bisect_left(self.digits, end)
        del self.digits[first:last]
        return last > first


def _context(figures: Figures | None) -> Iterable[tuple[int, int]]:
    """The places of a line's figures that are about other matters."""
    if figures is None:
        return
    offset = figures.paragraph.offset
    for quantity, subject in zip(figures.quantities, figures.subjects, strict=True):
        if subject == "context" and quantity.start >= offset:
            yield quantity.start - offset, quantity.end - offset


def _number(kind: str, span: Span) -> Number:
    return Number(kind, f"L{span[0]}:{span[1]}-{span[2]}", (span,))
