"""Twins: the table that says what a chart draws, for readers who do not see it and for the chart's CSV.

Each recipe names its columns, and for a column of words the field of rows that holds its number. A cell is text for
people and the number for machines; a missing number is an empty cell, never a zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gongkai.words import choose


@dataclass(frozen=True)
class Column:
    """A column of a twin: its words, the field that it shows, the field of the number behind it (its own, if that is
    one)."""

    zh: str
    en: str
    name: str
    number: str = ""

    @property
    def spoken(self) -> str:
        """Its words in the language spoken."""
        return choose(self.zh, self.en)


@dataclass(frozen=True)
class TwinCell:
    """What one cell says; `number` is empty where there is none."""

    text: str
    number: str


# A line of a strip is a year, a year on one form, or the page's own body with its number.
_STRIP_LINE = Column("图上一行", "Line of the chart", "line")
_STRIP = (
    _STRIP_LINE,
    Column("机关", "Authority", "label"),
    Column("值", "Value", "note", "value"),
    Column("出处", "Source", "source"),
)
_COMPARED = (
    Column("机关", "Authority", "label"),
    Column("年份", "Year", "year"),
    Column("值", "Value", "note", "value"),
)
_BARS = (Column("项", "Item", "label"), Column("值", "Value", "note", "value"))
TWINS: Mapping[str, Sequence[Column]] = {
    "bars": _BARS,
    "bars_sourced": (*_BARS, Column("出处", "Source", "source")),
    "states": (
        Column("报告", "Report", "label"),
        Column("单元格", "Cells", "state_label"),
        Column("个", "Count", "cells", "cells"),
    ),
    "outcomes": (
        Column("规则", "Rule", "label"),
        Column("结果", "Result", "outcome_label"),
        Column("项", "Checks", "checks", "checks"),
    ),
    "coverage": (
        Column("机关", "Authority", "label"),
        Column("年份", "Year", "year"),
        Column("报告", "Report", "note"),
    ),
    "coverage_share": (
        Column("省份", "Province", "label"),
        Column("年份", "Year", "year"),
        Column("有统计表", "With a table", "with_table", "with_table"),
        Column("报告", "Reports", "reports", "reports"),
    ),
    "series": (
        Column("年份", "Year", "year"),
        Column("格式", "Form", "form"),
        Column("值", "Value", "note", "value"),
    ),
    "strip": _STRIP,
    "strip_tenfold": _STRIP,
    "quartiles": (
        _STRIP_LINE,
        Column("第10百分位", "10th percentile", "low", "low"),
        Column("第25百分位", "25th percentile", "lower", "lower"),
        Column("中位数", "Median", "middle", "middle"),
        Column("第75百分位", "75th percentile", "upper", "upper"),
        Column("第90百分位", "90th percentile", "high", "high"),
    ),
    "compare": _COMPARED,
    "compare_years": _COMPARED,
    "compare_own": _COMPARED,
}


def twin_rows(recipe: str, rows: Sequence[Mapping[str, Any]]) -> list[list[TwinCell]]:
    """The twin's cells, a row for each of the chart's, in their order."""
    return [[_cell(column, row) for column in TWINS[recipe]] for row in rows]


def _cell(column: Column, row: Mapping[str, Any]) -> TwinCell:
    number = write_machine(row[column.number]) if column.number else ""
    shown = row[column.name]
    text = str(shown) if isinstance(shown, str) else f"{Decimal(number):,f}" if number else ""
    return TwinCell(text, number)


def write_machine(value: float | int | None) -> str:
    """A number as a CSV writes it, 128894 or 178.8; nothing where there is none."""
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else f"{Decimal(repr(float(value))):f}"
