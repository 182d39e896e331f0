"""One printed cell read as a value and a state, or left unread: nothing is guessed, nothing normalised.

Digits are [0-9] and ０-９ and must fill the whole cell; anything else that is not a known mark, a number with a
multiplier or a unit, or empty, is `unparsed`. States are those of structure/codelists/cell_states.csv.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

State = Literal[
    "reported", "reported_zero", "text_number", "blank", "mark", "not_in_form", "form_absent", "image", "unparsed"
]

MARKS = frozenset({"—", "――", "——", "———", "－", "-", "--", "―", "–", "─", "──", "/", "／", "\\", "无"})
MULTIPLIERS = {"万": 4, "亿": 8, "千": 3, "百": 2}
UNITS = ("人次", "条", "件", "次", "篇", "个", "期", "份", "人", "元", "项")

_IMAGE = re.compile(r"\[image:[^\]]*\]")
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_UNSEEN = dict.fromkeys(map(ord, _INVISIBLE))
_SHORT = 40
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_NUMBER = r"(?P<number>(?:0|[1-9][0-9]{0,14}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,6})?)"
_PLAIN = re.compile(_NUMBER)
_SIGNED = re.compile(r"(?P<sign>[+\-＋－−])" + _NUMBER)
_WORDED = re.compile(_NUMBER + r"(?P<multiplier>[万亿千百]?)(?P<unit>" + "|".join(UNITS) + r")?")


@dataclass(frozen=True)
class Reading:
    """What a cell says: `value` is None unless the state is reported, reported_zero or text_number; `unit` only
    if printed in the cell."""

    value: int | float | None
    state: State
    unit: str = ""


def bare(raw: str) -> str:
    """The cell's text without white space at its ends, invisible characters and bookmark residue; its inside is
    left alone."""
    return (_BOOKMARK.sub("", raw) if "[" in raw else raw).translate(_UNSEEN).strip()


def read_cell(raw: str, unit: str = "", *, signed: bool = False) -> Reading:
    """Read one value cell. `unit` is the unit its row prints (a cell that says 3万元 under 万元 holds 3);
    `signed` admits a plus or a minus, for lines that report a change."""
    return (_known_cell if len(raw) <= _SHORT else _read_cell)(raw, unit, signed)


def rounding(raw: str, value: float) -> float:
    """Half the unit of the last digit that a number with a multiplier prints: 4万 may stand for 35,000 to 45,000.
    Nothing for numbers without one."""
    match = _WORDED.fullmatch(bare(raw).translate(_WIDE_DIGITS))
    exponent = MULTIPLIERS.get(match["multiplier"], 0) if match else 0
    if not match or not exponent or _number(match["number"], exponent) != value:
        return 0.0
    return float(10.0 ** (exponent - len(match["number"].partition(".")[2])) / 2)


def _read_cell(raw: str, unit: str, signed: bool) -> Reading:
    text = bare(raw)
    if _IMAGE.search(text):
        return Reading(None, "image") if not bare(_IMAGE.sub("", text)) else Reading(None, "unparsed")
    if not text:
        return Reading(None, "blank")
    if text in MARKS:
        return Reading(None, "mark")
    folded = text.translate(_WIDE_DIGITS)
    if match := _PLAIN.fullmatch(folded):
        return _reported(_number(match["number"]))
    if signed and (match := _SIGNED.fullmatch(folded)):
        number = _number(match["number"])
        return _reported(number if match["sign"] in "+＋" else -number)
    if match := _WORDED.fullmatch(folded):
        return _worded(match, unit)
    return Reading(None, "unparsed")


# The same few cells fill every table; long ones are not kept.
_known_cell = lru_cache(maxsize=2**15)(_read_cell)


def _reported(number: int | float) -> Reading:
    return Reading(number, "reported" if number else "reported_zero")


def _worded(match: re.Match[str], row_unit: str) -> Reading:
    """A number with a multiplier, a unit or both; 万元 is one unit where the row's unit says so."""
    multiplier, cell_unit = match["multiplier"], match["unit"] or ""
    if multiplier + cell_unit == row_unit and cell_unit:
        return Reading(_number(match["number"]), "text_number", row_unit)
    if multiplier and row_unit.startswith(multiplier):
        return Reading(None, "unparsed")  # 3万 under 万元: three, or thirty thousand? Not ours to choose.
    return Reading(_number(match["number"], MULTIPLIERS.get(multiplier, 0)), "text_number", cell_unit)


def _number(digits: str, exponent: int = 0) -> int | float:
    """The printed digits as a number, exactly: integers stay integers, and 2.97 with 万 is 29700 without a
    rounding error."""
    whole, _, fraction = digits.replace(",", "").partition(".")
    moved = fraction[:exponent].ljust(exponent, "0")
    rest = fraction[exponent:].rstrip("0")
    integer = int(whole + moved)
    return float(f"{integer}.{rest}") if rest else integer
