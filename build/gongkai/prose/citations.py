"""Citations: the numbers of policy documents (文号) that a report names, normalised, each with all its places.

A 文号 is an issuer's abbreviation, a year in brackets and a running number: 国办发〔2017〕24号. It is read through
every kind of bracket, through white space and line breaks, and without brackets where the issuer proves what the
digits are (国办发201724号). Who issued it is told from the words around it: Chinese is written without spaces, so
全面落实中办发 names 中办发, and 和枣办发 names 枣办发. Where no issuer can be told there is no citation: a form
letter's 编号：(2016) 1 号 is not one. Decisions about names stand in structure/issuers.csv (abbreviation, name_zh,
kind): `province`, `central` and `department` begin a known issuer; `organ` follows a place of one or two characters,
so that offices nobody listed are read too; `ending` is the last character; `lead` are words that stand before an
issuer and never inside; `traditional` characters are read as their simplified form.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from gongkai.tables import Span

_DIGIT = "[0-9０-９]"
_GAP = r"\s{0,8}"
# Year and number with whatever is left of their brackets. The look-behind keeps a year out of longer numbers.
_NUMBER = re.compile(
    rf"(?<!{_DIGIT})(?P<open>[〔﹝\[【（(［｛〈⟨<]{_GAP})?"
    rf"(?P<year>[12１２]{_GAP}[09０９](?:{_GAP}{_DIGIT}){{2}}){_GAP}"
    rf"(?P<close>[〕﹞\]】）)］｝〉⟩>])?{_GAP}(?:第{_GAP})?"
    rf"(?P<number>{_DIGIT}(?:{_GAP}{_DIGIT}){{0,4}}){_GAP}[号號]"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_ABBREVIATION = 9
_RUN = 24
_TITLE_PART = 20_000
# Never part of a place's abbreviation: they belong to the running text or to the office itself.
_NO_PLACE = frozenset("省市县区州旗政府办厅局委会室部院处党国中的和与及各按照对关于人民本我其第将并")
# What yet is a place where nothing stands before it: 市政办发 in a city's own report, districts that are called by a
# direction (市中政办发), and the county 和县.
_CLEAN_PLACES = frozenset({*"省市县区州旗和", "市中", "市南", "市北"})
_DIRTY_ORGANS = frozenset("政府办委管")
_PLAIN_ENDINGS = frozenset("发字函令规通电")


@dataclass(frozen=True)
class Citation:
    """One policy document: its normalised number, who issued it, and every place that names it."""

    number: str
    issuer: str
    count: int
    locators: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Issuers:
    """structure/issuers.csv by kind."""

    provinces: frozenset[str]
    central: tuple[str, ...]
    departments: tuple[str, ...]
    organs: tuple[str, ...]
    endings: tuple[str, ...]
    leads: tuple[str, ...]
    traditional: dict[int, str]

    @cached_property
    def lead(self) -> re.Pattern[str]:
        """Any word that stands before an issuer."""
        return re.compile("|".join(sorted(map(re.escape, self.leads), key=len, reverse=True)))

    def is_known(self, name: str, *, clean: bool) -> bool:
        """Whether a name begins with a listed body and is built like an abbreviation; department names of one
        character count only where nothing else stands before them."""
        if not 2 <= len(name) <= _ABBREVIATION or self._has_words(name[1:]):
            return False
        if name.startswith(self.central):
            return name.endswith(self.endings)
        if name[0] in self.provinces:
            return name.endswith(self.endings) and name[1:].startswith((*self.organs, *self.departments))
        long = name.startswith(tuple(head for head in self.departments if len(head) > 1))
        is_headed = long or (clean and name.startswith(self.departments))
        return is_headed and (name.endswith(self.endings) or (clean and long))

    def is_local(self, name: str, place: int, *, clean: bool) -> bool:
        """Whether a name is a place of `place` characters, an office and an ending."""
        head, rest = name[:place], name[place:]
        if not rest or len(name) > _ABBREVIATION or not name.endswith(self.endings) or self._has_words(rest[1:]):
            return False
        if not clean and rest[0] not in _DIRTY_ORGANS:
            return False
        is_place = not _NO_PLACE & set(head) or (clean and head in _CLEAN_PLACES)
        return is_place and rest.startswith(self.organs)

    def _has_words(self, rest: str) -> bool:
        return any(len(match.group()) > 1 or match.group() in "的和与及" for match in self.lead.finditer(rest))


@dataclass
class _Found:
    """A number as it is met, place by place."""

    issuer: str
    locators: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


class _Flow:
    """The prose as one text: a 文号 may be broken over lines. Lines of tables stop it."""

    def __init__(self, lines: Sequence[str], skip: Set[int]) -> None:
        kept = ["\0" if number in skip else line for number, line in enumerate(lines, 1)]
        self.text = "\n".join(kept)
        self._starts = [0]
        for line in kept:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def spans(self, start: int, end: int) -> list[Span]:
        """The places of text[start:end], one a line, without white space at their ends."""
        found = []
        while start < end:
            line = bisect_right(self._starts, start)
            until = min(end, self._starts[line] - 1)
            part = self.text[start:until]
            if part.strip():
                first = start - self._starts[line - 1] + 1 + len(part) - len(part.lstrip())
                found.append((line, first, first + len(part.strip()) - 1))
            start = until + 1
        return found


def find_citations(lines: Sequence[str], skip: Set[int], issuers: Issuers) -> list[Citation]:
    """Every policy document named in the prose, in the order of first mention. A locator is where a mention begins;
    one that is broken over lines has a span on each of them."""
    flow = _Flow(lines, skip)
    found: dict[str, _Found] = {}
    for issuer, year, number, start, end in _mentions(flow.text, issuers):
        spans = flow.spans(start, end)
        line, first, last = spans[0]
        record = found.setdefault(f"{issuer}〔{year}〕{number}号", _Found(issuer))
        record.locators.append(f"L{line}:{first}-{last}")
        record.spans += spans
    return [
        Citation(number, record.issuer, len(record.locators), tuple(record.locators), tuple(record.spans))
        for number, record in found.items()
    ]


def _mentions(text: str, issuers: Issuers) -> Iterator[tuple[str, str, str, int, int]]:
    """Issuer, year, number and place in the text of every mention."""
    tell = _Teller(text, issuers)
    for match in _NUMBER.finditer(text):
        year, number = _digits(match["year"]), _digits(match["number"])
        if not "1949" <= year <= "2099" or number.startswith("0"):
            continue
        issuer, start = tell.issuer(match.start())
        whole = match["open"] and match["close"]
        if issuer and (whole or (issuer[-1] in _PLAIN_ENDINGS and len(issuer) > 1)):
            yield issuer, year, number, start, match.end()


def _digits(printed: str) -> str:
    return "".join(printed.split()).translate(_WIDE_DIGITS)


class _Teller:
    """Tells issuers from the words before a number; what it has told once it remembers."""

    def __init__(self, text: str, issuers: Issuers) -> None:
        self._text = text
        self._head = text[:_TITLE_PART]
        self._issuers = issuers
        self._told: dict[tuple[str, tuple[int, ...], bool], int | None] = {}

    def issuer(self, end: int) -> tuple[str, int]:
        """The issuer whose abbreviation ends before `end`, and where it begins; empty where none can be told."""
        run, positions, breaks, closed = _run_before(self._text, end)
        run = run.translate(self._issuers.traditional).removesuffix("第")
        key = run, breaks, closed
        if key not in self._told:
            self._told[key] = self._start(run, breaks, closed)
        at = self._told[key]
        return (run[at:], positions[at]) if at is not None else ("", end)

    def _start(self, run: str, breaks: Sequence[int], closed: bool) -> int | None:
        for start in _clean_starts(run, breaks, closed, self._issuers):
            name = run[start:]
            known = self._issuers.is_known(name, clean=True)
            if known or any(self._issuers.is_local(name, place, clean=True) for place in (1, 2)):
                return start
        return self._suffix(run)

    def _suffix(self, run: str) -> int | None:
        """Where the shortest issuer begins that ends a run with other words before it."""
        nearest = range(len(run) - 2, max(len(run) - _ABBREVIATION, 0) - 1, -1)
        for start in nearest:
            if self._issuers.is_known(run[start:], clean=False):
                return start
        for start in nearest:
            if self._issuers.is_local(run[start:], 1, clean=False):
                longer = start and self._issuers.is_local(run[start - 1 :], 2, clean=False)
                return start - 1 if longer and self._is_name(run[start - 1 : start + 1]) else start
        return None

    def _is_name(self, name: str) -> bool:
        """Whether two characters are the name of a place, by the report's own first pages."""
        return any(name + kind in self._head for kind in "市县区旗州镇乡")


def _run_before(text: str, end: int) -> tuple[str, list[int], tuple[int, ...], bool]:
    """The Chinese characters before `end` without white space, their positions, the indices behind white space,
    and whether punctuation ends the run."""
    kept: list[int] = []
    breaks: list[int] = []
    at = end - 1
    gap = 0
    while at >= 0 and len(kept) < _RUN and gap <= _RUN:
        if text[at].isspace():
            gap += 1
        elif _HAN.match(text, at):
            if gap and kept:
                breaks.append(len(kept))
            kept.append(at)
            gap = 0
        else:
            break
        at -= 1
    closed = len(kept) < _RUN and gap <= _RUN
    kept.reverse()
    return "".join(text[i] for i in kept), kept, tuple(len(kept) - count for count in breaks), closed


def _clean_starts(run: str, breaks: Sequence[int], closed: bool, issuers: Issuers) -> list[int]:
    """Where an issuer may begin without any word before it: behind white space, behind the last words that lead
    to one, and at the run's own beginning. Nearest first."""
    starts = {match.end() for match in issuers.lead.finditer(run)} | set(breaks)
    # 以及 may be found as 以, then 及: behind every single character of it an issuer may begin as well.
    starts |= {at + 1 for at, character in enumerate(run) if character in issuers.leads}
    if closed:
        starts.add(0)
    return sorted((start for start in starts if start < len(run)), reverse=True)
