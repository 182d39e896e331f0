"""Whose tables they are: a file may hold two reports, and a report may quote another report's table.

A report's title on lines of its own rules what stands below it; so do the last words above a table that lead to it
(《…年度报告》, …统计表如下：) and the notice that a table is an annex of. Where these name another authority or another
year, the table is not this report's, and the document is refused: which part of it is the report is not ours to
choose. A year alone in a table's own title may be a slip and says nothing.
"""

import re
from collections.abc import Container, Iterable, Sequence

from gongkai.errors import DocumentError, Place
from gongkai.imprints import read_titles, title_year
from gongkai.labels import simplify
from gongkai.matches import Binding
from gongkai.prose.quotations import Quotation, find_quotations

_LONGEST = 200
_NEAR = 2
_YEAR = re.compile("(20[0-9]{2})年")
_REPORT = re.compile("(?:政府信息|政务|信息)公开[^，,。；;：:]{0,12}(?:报告|年报)")
_TABLE = re.compile("(?:政府信息|政务|信息)公开[^，,。；;：:]{0,12}(?:报告|年报|统计表|情况表)")
_LEADS = re.compile("[：:]$|^《[^《》]*》$|^[(（]?(?:另?附|摘自|引自|转自)")
_NAME_END = re.compile("20[0-9]{2}|政府信息|信息公开|政务公开")
_PLACE = re.compile("[\u4e00-\u9fff]{2,}(?:(?<![全我本各该])[省市区县州盟旗镇乡]|街道)$")
_OFFICE = re.compile("(?:人民政府|政府|管理委员会|管委会)?(?:办公室|办公厅)?$")
_NO_TABLES: frozenset[int] = frozenset()


def refuse_foreign_tables(
    lines: Sequence[str], bindings: Iterable[Binding], title: str, year: int, document: str
) -> None:
    """DocumentError where a bound table stands under another report's title, or is quoted."""
    firsts = sorted({min(line for line, _, _ in binding.spans) for binding in bindings})
    if not firsts:
        return
    own = simplify(title)
    years = {year, title_year(own) or year}
    titles = list(read_titles(lines[: firsts[-1]]))
    notices = [found for found in find_quotations(lines, _NO_TABLES) if found.reason == "notice"]
    for first in firsts:
        above = next((found for line, found in reversed(titles) if line < first), "")
        words = above if above and _is_foreign(above, own, years) else ""
        near = _near_lines(lines, first)
        words = words or next((near[at] for at in near if _leads_elsewhere(near[at], own, years)), "")
        words = words or next((lines[n.first_line - 1] for n in notices if _is_annexed(lines, n, near, first)), "")
        if words:
            raise DocumentError(
                "this table stands under the words of another report or notice; leave in the file what is this "
                "report's own",
                Place(document, f"L{first}", "".join(words.split())[:40]),
            )


def _near_lines(lines: Sequence[str], first: int) -> dict[int, str]:
    """The last lines of words above a table, nearest first, without white space."""
    near: dict[int, str] = {}
    for number in range(first - 1, max(first - 2 - 3 * _NEAR, 0), -1):
        line = lines[number - 1]
        if line.strip() and len(near) < _NEAR and len(line) <= _LONGEST and not line.startswith("\t"):
            near[number] = simplify("".join(line.split()))
    return near


def _leads_elsewhere(text: str, own: str, years: set[int]) -> bool:
    """Whether words name another report as where the table below them is from."""
    if not _TABLE.search(text) or not _LEADS.search(text):
        return False
    named = {int(found) for found in _YEAR.findall(text)}
    is_other_year = bool(named) and not named & years and bool(_REPORT.search(text))
    return is_other_year or _is_elsewhere(text, own)


def _is_annexed(lines: Sequence[str], notice: Quotation, near: Container[int], first: int) -> bool:
    """Whether a table lies in a quoted notice, or right below its last line if that names an annex."""
    is_annex = lines[notice.last_line - 1].lstrip().startswith("附")
    return notice.first_line <= first <= notice.last_line or (is_annex and notice.last_line in near)


def _is_foreign(title: str, own: str, years: set[int]) -> bool:
    """Whether a title is another report's."""
    plain = simplify(title)
    year = title_year(plain)
    return (year is not None and year not in years) or _is_elsewhere(plain, own)


def _is_elsewhere(text: str, own: str) -> bool:
    """Whether the place that a text names before its year is not the one in the report's own title."""
    theirs, ours = _name(text), _name(own)
    if not _PLACE.search(theirs) or len(ours) < 3:
        return False
    return not theirs.endswith(ours) and not ours.endswith(theirs.lstrip("《附另："))


def _name(text: str) -> str:
    return _OFFICE.sub("", _NAME_END.split(text)[0])
