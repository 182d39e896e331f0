"""Passages that a report quotes from other documents: their figures are not the report's.

Four kinds, told by their furniture and never by their subject: a notice (a 文号 alone on a line, a salutation, to
its own date and 此件公开发布, with the table of its annex); a form with blanks (____) from its title to its last
blank; an article copied from the web (a date and a source on one line, cut off before a sentence ends); and what a
scanner read from a picture (`[image: …]` and the lines behind it that are no Chinese). Whole lines are quoted, so a
passage that only might be a quotation stays the report's own.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

_NUMBER_LINE = re.compile(r"[\u4e00-\u9fff]{2,10}[〔﹝\[【（(][12][0-9]{3}[〕﹞\]】）)]第?[0-9]{1,4}号")
_SALUTATION = re.compile(r".{2,80}[：:]")
_DATE_LINE = re.compile(r"(?:[12][0-9]{3}|[二〇○零OoＯ一三四五六七八九]{4})年.{1,3}月.{1,3}日")
_RELEASE = re.compile(r"[（(]?此件.{2,8}[）)]?")
_ANNEX = re.compile(r"附(?:件|表)[0-9一二三四五六七八九十]{0,2}[：:]?.{0,60}")
_BLANKS = re.compile(r"_{2,}|＿{2,}")
_ARTICLE = re.compile(r"(?:原创)?20[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}[\u4e00-\u9fffA-Za-z]{2,30}")
_IMAGE = "[image:"
_CAPTION = re.compile(r"图[0-9]{1,3}[：:、.\s]|图[0-9]{1,3}[“《\u4e00-\u9fff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ENDS = "。；！？;!?"
_NOTICE_LINES = 60
_FORM_GAP = 4
_TITLE_LINES = 3
_HEAD_LINES = 12
_ARTICLE_LINES = 6
_PICTURE_LINES = 200
_SHORT = 45
_LONG = 2000


@dataclass(frozen=True)
class Quotation:
    """Quoted lines, 1-based and inclusive, and why they are taken for a quotation: notice, form, article, picture."""

    first_line: int
    last_line: int
    reason: str


def find_quotations(lines: Sequence[str], skip: AbstractSet[int]) -> list[Quotation]:
    """Every quoted passage outside `skip`, in order; passages do not overlap."""
    texts = {
        number: text
        for number, line in enumerate(lines, 1)
        if number not in skip
        and (text := "".join(line.split()) if len(line) < _LONG else line[: _SHORT + 1] + line[-1:])
    }
    order = list(texts)
    found: list[Quotation] = []
    behind = 0
    for at, number in enumerate(order):
        if number <= behind:
            continue
        quotation = _quotation(texts, order, at, behind)
        if quotation:
            last = quotation.last_line
            found.append(
                replace(quotation, last_line=_annex_end(lines, last) if _ANNEX.fullmatch(texts[last]) else last)
            )
            behind = found[-1].last_line
    return found


def quoted_lines(quotations: Iterable[Quotation]) -> frozenset[int]:
    """All lines of the passages."""
    return frozenset(line for passage in quotations for line in range(passage.first_line, passage.last_line + 1))


def _quotation(texts: dict[int, str], order: Sequence[int], at: int, behind: int) -> Quotation | None:
    """The passage that the line at `at` gives away."""
    text = texts[order[at]]
    if text.startswith(_IMAGE):
        return _picture(texts, order, at)
    if len(text) > _SHORT:
        return _form(texts, order, at, behind) if _BLANKS.search(text) else None
    if _NUMBER_LINE.fullmatch(text):
        return _notice(texts, order, at, behind)
    if _BLANKS.search(text):
        return _form(texts, order, at, behind)
    if at >= _HEAD_LINES and _ARTICLE.fullmatch(text):
        return _article(texts, order, at, behind)
    return None


def _picture(texts: dict[int, str], order: Sequence[int], at: int) -> Quotation:
    """From the marker to the next line that is Chinese text or a caption."""
    last = at
    while last + 1 < len(order) and last - at < _PICTURE_LINES and not _is_readable(texts[order[last + 1]]):
        last += 1
    return Quotation(order[at], order[last], "picture")


def _is_readable(text: str) -> bool:
    if _CAPTION.match(text):
        return True
    han = len(_HAN.findall(text))
    return han >= 4 and han * 10 >= len(text) * 6


def _notice(texts: dict[int, str], order: Sequence[int], at: int, behind: int) -> Quotation | None:
    """A notice: 文号, then a salutation, then its date; None without these three."""
    window = order[at + 1 : at + _NOTICE_LINES]
    greeted = next((i for i, line in enumerate(window) if _SALUTATION.fullmatch(texts[line])), None)
    if greeted is None or greeted > 6:
        return None
    dated = next((i for i, line in enumerate(window) if i > greeted and _DATE_LINE.fullmatch(texts[line])), None)
    if dated is None:
        return None
    last = at + 1 + dated
    if last + 1 < len(order) and _RELEASE.fullmatch(texts[order[last + 1]]):
        last += 1
    if last + 1 < len(order) and _ANNEX.fullmatch(texts[order[last + 1]]):
        last += 1
    return Quotation(order[_titled(texts, order, at, behind, 1)], order[last], "notice")


def _annex_end(lines: Sequence[str], last: int) -> int:
    """The last line of the table that follows an annex's title, skipped lines included: a quoted table is quoted."""
    end = at = last
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith(("|", "\t"))):
        at += 1
        end = at if lines[at - 1].strip() else end
    return end


def _form(texts: dict[int, str], order: Sequence[int], at: int, behind: int) -> Quotation | None:
    """A form: from its title to the last line with a blank, blanks at most a few lines apart; one blank is none."""
    blanks = [at]
    for next_at in range(at + 1, len(order)):
        if next_at - blanks[-1] > _FORM_GAP:
            break
        if _BLANKS.search(texts[order[next_at]]):
            blanks.append(next_at)
    if len(blanks) < 2:
        return None
    return Quotation(order[_titled(texts, order, at, behind, _TITLE_LINES)], order[blanks[-1]], "form")


def _article(texts: dict[int, str], order: Sequence[int], at: int, behind: int) -> Quotation:
    """An article's title, its date and what a screenshot cut off: lines up to the first that ends a sentence."""
    last = at
    for next_at in range(at + 1, min(at + _ARTICLE_LINES, len(order))):
        if texts[order[next_at]][-1] in _ENDS:
            break
        last = next_at
    return Quotation(order[_titled(texts, order, at, behind, 1)], order[last], "article")


def _titled(texts: dict[int, str], order: Sequence[int], at: int, behind: int, most: int) -> int:
    """Where the passage's own head begins: at most `most` short lines above that end no sentence."""
    first = at
    while first and at - first < most and order[first - 1] > behind:
        above = texts[order[first - 1]]
        if len(above) > _SHORT or (above[-1] in "。；;" or _is_heading(above)):
            break
        first -= 1
    return first


def _is_heading(text: str) -> bool:
    return bool(
        re.match(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|[0-9]{1,2}[、.．]", text)
    )
