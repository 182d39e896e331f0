"""The workbook for Excel: a sheet that explains, a sheet for each table, one for their columns. No formula, no link.

Heads are Chinese, codes stay text beside the names they stand for, a missing number is an empty cell beside its state.
Text is the report's own: a cell of type text is never run, so it needs no guard.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.editions.words import CODES_ZH, STATES_ZH, citation_line, licence_line
from gongkai.streams import Folder, Resource, Value, typed_rows, types_of

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

GUIDE, COLUMNS = "说明", "列的说明"
ROWS_OF_SHEET = 1_048_576
_LONGEST = 32_767  # UTF-16 units that a cell of Excel holds
_DIGITS = 15  # that a number of Excel keeps
_SAMPLE = 100
_WIDEST, _NARROWEST = 48, 6
_NAMES = ("label_zh", "name_zh")
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", "·"))


@dataclass(frozen=True)
class Sheet:
    """A table that is made for people beside those of the package, as `write_workbook` takes it."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]


def write_workbook(package: Folder, target: Path, more: Sequence[Sheet] = ()) -> None:
    """Write the workbook of a package, row by row; sheets of `more` stand before the tables."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "tmpdir": str(target.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(target), options) as book:
        released = datetime.fromisoformat(package.released)
        makers = "; ".join(str(one["title"]) for one in package.descriptor.get("contributors", ()))
        book.set_properties({"title": package.descriptor["title"], "author": makers, "created": released})
        book.set_calc_mode("manual")  # there is nothing to calculate
        pages = _Pages(book)
        guide = pages.begin(GUIDE)
        counts = [(one.title, pages.fill(one.title, one.heads, one.rows)) for one in more]
        names = _names(package)
        for resource in package.resources:
            heads, rows = _with_names(package, resource, names)
            counts.append((str(resource["title"]), pages.fill(str(resource["title"]), heads, rows)))
        pages.fill(COLUMNS, ("表", "列", "代码", "英文名", "类型", "说明"), _columns(package))
        pages.explain(guide, _guide(package, counts))


class _Pages:
    """The sheets of a book under names that Excel takes, and its few formats."""

    def __init__(self, book: "Workbook") -> None:
        self.book = book
        self.taken: set[str] = set()
        self.head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def begin(self, title: str) -> "Worksheet":
        stem = title.translate(_NOT_IN_A_NAME)[:26] or "表"
        numbers = chain([""], (f"（{number}）" for number in range(2, 1000)))
        name = next(name for number in numbers if (name := stem + number).casefold() not in self.taken)
        self.taken.add(name.casefold())
        sheet = self.book.add_worksheet(name)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return sheet

    def fill(self, title: str, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
        """A table, on as many sheets as it needs; how many rows it has."""
        lines = iter(rows)
        count = self._fill(title, heads, islice(lines, ROWS_OF_SHEET - 1))
        while (more := next(lines, None)) is not None:
            count += self._fill(title, heads, islice(chain([more], lines), ROWS_OF_SHEET - 1))
        return count

    def _fill(self, title: str, heads: Sequence[str], rows: Iterator[Sequence[Value]]) -> int:
        sheet = self.begin(title)
        sample = list(islice(rows, _SAMPLE))
        for column, head in enumerate(heads):
            cells = [head + "　", *(row[column] for row in sample)]
            sheet.set_column(column, column, min(max(map(_width, cells)) + 1, _WIDEST))
            sheet.write_string(0, column, head, self.head)
        last = 0
        for last, row in enumerate(chain(sample, rows), 1):
            for column, value in enumerate(row):
                if value is not None:
                    _write(sheet, last, column, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)
        return last

    def explain(self, sheet: "Worksheet", lines: Iterable[tuple[str, str]]) -> None:
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 100)
        for at, (head, text) in enumerate(lines):
            sheet.write_string(at, 0, head, self.head if head else self.wrapped)
            sheet.write_string(at, 1, fitted(text), self.wrapped)


def _write(sheet: "Worksheet", row: int, column: int, value: int | float | str) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, fitted(value))
    elif keeps(value):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, repr(value))


def keeps(value: int | float) -> bool:
    """Whether Excel's fifteen digits are all that the number has; else it is written as text, digit by digit."""
    return float(f"{float(value):.{_DIGITS}g}") == value


def fitted(text: str) -> str:
    """Text that a cell can hold; what is longer ends with a sentence that says so. Two characters that no XML file may
    hold are written as Excel writes those."""
    text = text.replace("\ufffe", "_xFFFE_").replace("\uffff", "_xFFFF_")
    if len(text) * 2 <= _LONGEST or len(text.encode("utf-16-le")) // 2 <= _LONGEST:
        return text
    said = f"……（原文共 {len(text)} 字，全文见 CSV）"
    return text[: (_LONGEST - len(said)) // 2] + said


def _width(value: Value) -> int:
    text = "" if value is None else str(value)[:_WIDEST]
    return max(sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text), _NARROWEST)


def _names(package: Folder) -> dict[tuple[str, str], dict[Value, Value]]:
    """Names of codes: for (list, key column) the Chinese name by code."""
    found: dict[tuple[str, str], dict[Value, Value]] = {}
    for resource in package.resources:
        columns = list(types_of(resource))
        key = resource["schema"].get("primaryKey", [])
        name = next((one for one in _NAMES if one in columns), "")
        if name and len(key) == 1:
            at, to = columns.index(key[0]), columns.index(name)
            found[str(resource["name"]), key[0]] = {row[at]: row[to] for row in typed_rows(package, resource)}
    return found


def _with_names(
    package: Folder, resource: Resource, names: Mapping[tuple[str, str], Mapping[Value, Value]]
) -> tuple[list[str], Iterator[list[Value]]]:
    """The rows of a resource, each code followed by its name; and the heads."""
    known = {}
    for one in resource["schema"].get("foreignKeys", ()):
        to = (str(one["reference"]["resource"] or resource["name"]), str(one["reference"]["fields"][0]))
        if len(one["fields"]) == 1 and to in names:
            known[str(one["fields"][0])] = names[to]
    heads: list[str] = []
    picks: list[Mapping[Value, Value] | None] = []
    places: list[int] = []
    for at, field in enumerate(resource["schema"]["fields"]):
        title = str(field.get("title", field["name"]))
        heads.append(title)
        picks.append(None)
        places.append(at)
        if field["name"] in known:
            heads.append(f"{title}名称")
            picks.append(known[field["name"]])
            places.append(at)
    plan = list(zip(places, picks, strict=True))
    rows = typed_rows(package, resource)
    return heads, ([row[at] if pick is None else pick.get(row[at]) for at, pick in plan] for row in rows)


def _columns(package: Folder) -> Iterator[list[Value]]:
    for resource in package.resources:
        for field in resource["schema"]["fields"]:
            told: Mapping[str, Any] = field
            words = [told.get(key) for key in ("title", "name", "title_en", "type", "description")]
            yield [str(resource["title"]), *(None if word is None else str(word) for word in words)]


def _guide(package: Folder, counts: Sequence[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    yield "名称", str(package.descriptor["title"])
    yield "Title", str(package.descriptor.get("title_en", ""))
    yield "版本", f"{package.version}（{package.released}）"
    yield "说明", str(package.descriptor.get("description", ""))
    yield "空白", STATES_ZH
    yield "代码", CODES_ZH
    yield (
        "文字",
        "单元格里的文字是报告的原文，不加任何符号；以等号等开头的也是文字，不会被计算。超过十五位的数写作文字，一位不少。",
    )
    yield "出处", "“位置”一栏是数在原文件中的位置，如 L188 为第 188 行；“报告”表有原文件的 SHA-256。"
    yield "许可", licence_line(package)
    yield "引用", citation_line(package)
    for resource in package.resources:
        if resource["name"] == "cell_states":
            columns = list(types_of(resource))
            order = columns.index("order")
            for row in sorted(typed_rows(package, resource), key=lambda row: str(row[order]).zfill(9)):
                state = {name: str(value) for name, value in zip(columns, row, strict=True)}
                yield f"状态 {state['glyph']}", f"{state['label_zh']}（{state['cell_state']}）：{state['note_zh']}"
    for title, count in counts:
        yield f"表 {title}", f"{count} 行"
