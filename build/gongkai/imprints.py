"""What a report says of itself: its title, the period it covers and the date under it, each with its place.

White space inside a line is no part of what is printed (2017 年 1 月), so lines are read squeezed and places are
mapped back. A date in characters may be written with the letter O for 〇 (二O一五年); it is read, and kept as printed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from gongkai.labels import simplify
from gongkai.tables import Span

_SEARCHED_LINES = 120
_LINES_OF_A_TITLE = 5
_LONGEST_LINE = 60
_KEPT = 2_000
_LAST_OF_A_TITLE = frozenset("告吿报報)）")
_TITLE = re.compile(
    r"(?P<name>[^，,。；;：:|>＞、]{0,40}?)(?:政府信息|政务|信息)公开[^，,。；;：:|>＞]{0,12}(?:报告|年报)(?:[(（].{0,12}[)）])?"
)
_NO_TITLE = re.compile(r"根据|按照|依据|现将|现公布|通知|办法|制度|附件|关于|编制")
_NAMED = re.compile(r"^(?!20[0-9]{2}年|政府信息|政务公开|信息公开)")
_NAME_LINE = re.compile(r"[^，,。；;：:|>＞]{2,25}(?:政府|[省市区县州盟旗镇乡局厅委院处会]|办公室|办公厅|街道|中心)")
_YEAR = re.compile(r"(20[0-9]{2})年")
_CHINESE_DIGITS = str.maketrans("〇○零OoＯ一二三四五六七八九", "000000123456789")
_DATE_LINE = re.compile(
    r"(?P<y>[0-9]{4}|[二〇○零OoＯ一三四五六七八九]{4})年(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:(?P<d>[0-9]{1,2}|[一二三四五六七八九十]{1,3})日)?"
)
_PERIOD = re.compile(
    r"(?P<y1>20[0-9]{2})年(?P<m1>[0-9]{1,2})月(?P<d1>[0-9]{1,2})日起?[,，]?(?:至|到|[—–\-~～－])+"
    r"(?:(?P<y2>20[0-9]{2})年)?(?P<m2>[0-9]{1,2})月(?P<d2>[0-9]{1,2})日"
)


@dataclass(frozen=True)
class Imprint:
    """Facts about the report itself; empty where nothing is printed. `spans` are the places they stand at."""

    title: str
    published: str
    published_printed: str
    period_from: str
    period_to: str
    spans: tuple[Span, ...]


class Squeezed(NamedTuple):
    """A line without white space; `positions[i]` is the 1-based code point of character i in the printed line."""

    text: str
    positions: Sequence[int]

    def span(self, line: int, start: int, end: int) -> Span:
        """The place of text[start:end] in the printed line."""
        return line, self.positions[start], self.positions[end - 1]


def squeeze(line: str) -> Squeezed:
    """The line without any kind of white space."""
    return _known_line(line) if len(line) <= _KEPT else _squeeze(line)


def _squeeze(line: str) -> Squeezed:
    words = line.split()
    if len(words) < 2:
        text = words[0] if words else ""
        before = line.index(text)
        return Squeezed(text, range(before + 1, before + len(text) + 1))
    positions: list[int] = []
    at = 0
    for word in words:
        at = line.index(word, at)
        positions += range(at + 1, at + len(word) + 1)
        at += len(word)
    return Squeezed("".join(words), tuple(positions))


# Every reader of prose asks for the same lines, one after the other.
_known_line = lru_cache(maxsize=2**11)(_squeeze)


def read_imprint(lines: Sequence[str]) -> Imprint:
    """Title, period and date of a report; every part may be missing, none is guessed."""
    title, title_spans = _title(lines)
    published, printed, date_spans = _published(lines)
    start, end, period_spans = _period(lines)
    return Imprint(title, published, printed, start, end, (*title_spans, *date_spans, *period_spans))


def read_titles(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Titles of annual reports, with their year, that stand on lines of their own outside tables: last line, words."""
    for number, line in enumerate(lines, 1):
        is_short = len(line) <= 4 * _LONGEST_LINE and ("报" in line or "報" in line)
        if is_short and not line.startswith("\t"):
            above = [
                (at, squeeze(lines[at - 1]).text) for at in range(max(number - 3 * _LINES_OF_A_TITLE, 1), number + 1)
            ]
            printed = [(at, text) for at, text in above if text][-_LINES_OF_A_TITLE:]
            title, _ = _title_ending(printed, with_year=True)
            if title:
                yield number, title


def title_year(title: str) -> int | None:
    """The one year the title names."""
    years = set(_YEAR.findall(title))
    return int(years.pop()) if len(years) == 1 else None


def _title(lines: Sequence[str]) -> tuple[str, list[Span]]:
    """The line, or the few lines together, that are an annual report's title; one that names its year comes first.
    Pages put navigation around a report, and titles are often set over several lines."""
    printed: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if line.strip() and len(printed) < _SEARCHED_LINES:
            printed.append((number, squeeze(line).text if len(line) <= 4 * _LONGEST_LINE else "。"))
    for with_year in (True, False):
        for end in range(1, len(printed) + 1):
            if printed[end - 1][1][-1] not in _LAST_OF_A_TITLE:
                continue
            title, first = _title_ending(printed[max(end - _LINES_OF_A_TITLE, 0) : end], with_year=with_year)
            if title:
                spans = [(n, 1, len(lines[n - 1])) for n, _ in printed[:end] if n >= first]
                return title, spans
    return "", []


def _title_ending(printed: Sequence[tuple[int, str]], *, with_year: bool) -> tuple[str, int]:
    """The title that ends with the last of these lines, and the number of its first line; nothing if there is none."""
    for used in range(1, len(printed) + 1):
        title = "".join(text for _, text in printed[-used:])
        if len(title) > _LONGEST_LINE:
            break
        plain = simplify(title)
        if not _TITLE.fullmatch(plain) or _NO_TITLE.search(plain) or (with_year and not _YEAR.search(plain)):
            continue
        before = printed[-used - 1] if used < len(printed) else (0, "")
        if not _NAMED.match(plain) and _NAME_LINE.fullmatch(before[1]) and len(before[1] + title) <= _LONGEST_LINE:
            return before[1] + title, before[0]
        return title, printed[-used][0]
    return "", 0


def _published(lines: Sequence[str]) -> tuple[str, str, list[Span]]:
    """The last line that is a date and nothing else, outside tables: the one under the signature."""
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        if "年" not in line or "月" not in line:
            continue
        squeezed = squeeze(line)
        match = _DATE_LINE.fullmatch(squeezed.text)
        if match and not line.startswith("\t") and (iso := _iso(match["y"], match["m"], match["d"])):
            return iso, squeezed.text, [(number, 1, len(line))]
    return "", "", []


def _period(lines: Sequence[str]) -> tuple[str, str, list[Span]]:
    for number, line in enumerate(lines, 1):
        if "年" not in line or "日" not in line:
            continue
        squeezed = squeeze(line)
        for match in _PERIOD.finditer(squeezed.text):
            start = _iso(match["y1"], match["m1"], match["d1"])
            end = _iso(match["y2"] or match["y1"], match["m2"], match["d2"])
            if start and end and start <= end:
                return start, end, [squeezed.span(number, match.start(), match.end())]
    return "", "", []


def _iso(year: str, month: str, day: str | None) -> str:
    """ISO date, or ISO month where no day is printed; empty where no such day exists."""
    y, m = int(year.translate(_CHINESE_DIGITS)), _small(month)
    try:
        written = date(y, m, _small(day) if day else 1)
    except ValueError:
        return ""
    return written.isoformat() if day else written.isoformat()[:7]


def _small(text: str) -> int:
    """Month or day: digits, or Chinese numerals up to 三十一."""
    if text.isascii():
        return int(text)
    tens, ten, units = text.rpartition("十")
    value = int(units.translate(_CHINESE_DIGITS)) if units else 0
    return value + (10 * (int(tens.translate(_CHINESE_DIGITS)) if tens else 1) if ten else 0)
