"""Number expressions of running text: what is printed, and the bounds it promises.

A quantity is a number with a measure word (structure/units.csv), its multiplier (万 亿 千 百) and the qualifier
before or behind it. Bounds follow design §4, u being the unit of the last non-zero printed digit: 余 and 多 say [N,
N+u), 约 and 左右 N ± u/2, 近 (N-u, N], 突破 and 超 (N, ∞), 以上 [N, ∞), 以下 and 不足 [0, N]; a number with a
multiplier and no qualifier is rounded to half the unit of its last printed digit. 万元 and 亿元 are units, not
multipliers. Digits are [0-9] and ０-９; a figure that can be read in two ways (`3，200条`, `从3到5个`, `005件`) is
not read. Arithmetic is exact.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

Number = int | float
_Bounds = tuple[Decimal, Decimal | None]

_WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_D = "[0-9０-９]"
_FIGURE = rf"(?:{_D}{{1,3}}(?:,{_D}{{3}}){{1,4}}|{_D}{{1,15}})(?:[.．]{_D}{{1,6}})?"
_HAN = "[一二两三四五六七八九十百千万〇零]"
_MULTIPLIERS = {
    "": 0, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "百亿": 10, "千亿": 11, "万亿": 12,
}  # fmt: skip
_MULTIPLIER = "(?:" + "|".join(sorted(filter(None, _MULTIPLIERS), key=len, reverse=True)) + ")"
_DASH = "(?:至|到|—{1,2}|－|-|~|～|–|―)"
_BEFORE = {
    "大约为": "约", "大约": "约", "约为": "约", "约": "约",
    "接近": "近", "将近": "近", "近": "近",
    "突破": "突破", "超过": "超", "超": "超", "逾": "超", "多于": "超", "高于": "超",
    "不少于": "以上", "不低于": "以上", "至少": "以上",
    "不超过": "以下", "至多": "以下", "最多": "以下", "不足": "不足", "不到": "不足", "少于": "不足", "低于": "不足",
}  # fmt: skip
_QUALIFIED = re.compile("(?:" + "|".join(sorted(_BEFORE, key=len, reverse=True)) + ")$")
_QUALIFIER_ENDS = frozenset(word[-1] for word in _BEFORE)
# Words whose last character only looks like a qualifier: 节约3万元, 最近3次, 预约20人次.
_FALSE_FRIENDS = re.compile(r"(?:[节预签违公条续制契邀][约]|[最附临靠邻远][近]|[赶高][超])$")
_BEHIND = {
    "余": "余",
    "多": "多",
    "来": "多",
    "之多": "exact",
    "左右": "左右",
    "上下": "左右",
    "以上": "以上",
    "以下": "以下",
    "以内": "以下",
}
# A figure glued to these on its left is a part of something else: a decimal, a code, a telephone number, a note.
_GLUED = re.compile(r"[0-9０-９A-Za-z.．,/\-—－~～–―:：+＋−⁰¹²³⁴-⁹₀-₉¼-¾⅐-⅞⁄\u0336\u034f\u20d0-\u20ff\ufffc\ufffd]")
# Signs, and characters that nobody sees, between two digits.
_JOINED = re.compile(rf"{_D}[×÷√*＊^=＝·•'’_＿|｜<>＜＞\]\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+$")
_DIGIT_BEFORE = re.compile(f"{_D}.$")
_THOUSANDS = re.compile(rf"(?<!{_D}){_D}{{1,3}}，$")
_THREE_DIGITS = re.compile(rf"{_D}{{3}}(?!{_D})")
_HAN_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_HAN_WEIGHTS = {"": 1, "十": 10, "百": 100, "千": 1000}
_HAN_STEP = re.compile("([一二两三四五六七八九]|(?=[十百千]))([十百千]?)")
_HAN_SHAPE = re.compile(
    "(?:[百千]|十?|(?:[零〇]?[一二两三四五六七八九][十百千])*(?:[零〇]?[一二两三四五六七八九])?|十[一二三四五六七八九])"
)
_HAN_SHORT = re.compile("[百千][一二三四五六七八九]$")  # 一百二 is said for 120 and for 102
_RANK = re.compile("第#|(?<![底日月以之年])前#[名位]")
# 第三次, 数十次, 星期五; “三个一” is a slogan.
_NOT_BEFORE = tuple('第初数几每周期“"‘「『')
_RUN = re.compile(f"{_D}+|(?P<spelt>{_HAN}+)")


@dataclass(frozen=True)
class Units:
    """Measure words by kind (count, sort, money, share, time, measure), the shape of a number expression in digits, and
    of what follows Chinese numerals."""

    kinds: Mapping[str, str]
    printed: re.Pattern[str]
    counted: re.Pattern[str]


@dataclass(frozen=True)
class Quantity:
    """One number expression: text[start:end], qualifiers included. `high` is None where there is no upper bound,
    `quantity` where a range is printed; `figure` are the printed digits, `spelt` says they are Chinese numerals."""

    start: int
    end: int
    quantity: Number | None
    low: Number
    high: Number | None
    unit: str
    kind: str
    qualifier: str
    figure: str
    spelt: bool


def compile_units(kinds: Mapping[str, str], unless: Mapping[str, Sequence[str]]) -> Units:
    """The units and one expression for number expressions with any of them, longest unit first; `unless` names what
    makes another word of a unit (46部门 has no unit 部)."""
    ordered = sorted(filter(None, kinds), key=len, reverse=True)
    words = "|".join(_unit_word(unit, unless) for unit in ordered)
    counted = "|".join(_unit_word(unit, unless) for unit in ordered if kinds[unit] == "count" and unit != "人")
    printed = re.compile(
        rf"(?:(?P<first>{_FIGURE})(?P<firstm>{_MULTIPLIER})?(?P<firstunit>{words})?{_DASH})?"
        rf"(?P<figure>{_FIGURE})(?P<tail>余|多|来)?(?P<multiplier>{_MULTIPLIER}(?!元|美元))?(?P<tail2>余|多)?"
        # 访问量突破300万: a multiplier may do without a measure word
        rf"(?P<unit>{words}|(?(multiplier)(?![0-9０-９元美])|(?!)))"
        rf"(?P<behind>余|左右|上下|以上|以下|以内|之多)?"
    )
    return Units(dict(kinds), printed, re.compile(rf"(?P<tail>余|多|来)?(?P<unit>{counted})"))


def _unit_word(unit: str, unless: Mapping[str, Sequence[str]]) -> str:
    """A unit as it must stand: 20日内 is a term, 12月20日 a date."""
    others = unless.get(unit, ())
    guard = f"(?!{'|'.join(map(re.escape, others))})" if others else ""
    return re.escape(unit) + ("(?=之?内|以内)" if unit == "日" else guard)


def find_quantities(text: str, units: Units) -> list[Quantity]:
    """Every number expression of one squeezed text, in order."""
    found = []
    behind = 0
    for run in _RUN.finditer(text):
        if run.start() < behind:
            continue
        if run["spelt"]:
            match = units.counted.match(text, run.end())
            quantity = _spelt(text, run.start(), run["spelt"], match, units) if match else None
        else:
            match = units.printed.match(text, run.start())
            quantity = _printed(text, match, units) if match else None
        if match:
            behind = match.end()
        if quantity:
            found.append(quantity)
    return found


def _printed(text: str, match: re.Match[str], units: Units) -> Quantity | None:
    start, before = _before(text, match.start())
    if _is_ambiguous(text, match.start(), before):
        return None
    multiplier = _MULTIPLIERS[match["multiplier"] or ""]
    number = _decimal(match["figure"])
    if number is None or (not match["unit"] and match["multiplier"][-1] not in "万亿"):
        return None
    behind = _BEHIND.get(match["tail"] or match["tail2"] or match["behind"] or "", "")
    unit = match["unit"]
    near = text[max(0, start - 2) : start]
    if near.endswith(("第", "前")) and _RANK.search(near + "#" + match["unit"]):
        return None
    if match["first"]:
        bounds = _range(text, match, number, multiplier) if not before and behind in ("", "exact") else None
        qualifier, quantity = "range", None
    else:
        qualifier = before or ("" if behind == "exact" else behind) or ("rounded" if multiplier else "exact")
        bounds = None if before and behind not in ("", "exact") else _bounds(number, multiplier, qualifier)
        quantity = number.scaleb(multiplier) if multiplier else number
    if bounds is None:
        return None
    return _quantity(start, match.end(), quantity, bounds, unit, units, qualifier, match["figure"], False)


def _spelt(text: str, at: int, numerals: str, match: re.Match[str], units: Units) -> Quantity | None:
    value = _han_number(numerals)
    # 一个 is mostly an article, 二次 a name (二次供水): two of a thing are 两次.
    if value is None or value < 2 or numerals == "二" or (numerals[0] in "百千万" and not match["tail"]):
        return None
    start, before = _before(text, at)
    if (before and match["tail"]) or text[at - 1 : at] in _NOT_BEFORE or text[at - 1 : at].isdigit():
        return None
    qualifier = before or _BEHIND.get(match["tail"] or "", "exact")
    bounds = _bounds(Decimal(value), 0, qualifier)
    if bounds is None:
        return None
    return _quantity(start, match.end(), Decimal(value), bounds, match["unit"], units, qualifier, numerals, True)


def _before(text: str, start: int) -> tuple[int, str]:
    """Where the qualifier before a figure begins, and which one it is."""
    ahead = text[max(0, start - 4) : start]
    match = _QUALIFIED.search(ahead) if ahead[-1:] in _QUALIFIER_ENDS else None
    if not match or _FALSE_FRIENDS.search(ahead):
        return start, ""
    return start - len(match.group()), _BEFORE[match.group()]


def _is_ambiguous(text: str, start: int, before: str) -> bool:
    """Whether the figure is a part of something longer: `3，200条` may be one number or two."""
    ahead = text[max(0, start - 4) : start]
    if before or not ahead:
        return False
    if ahead[-1].isdecimal() or _JOINED.search(ahead):
        return True
    if _GLUED.match(ahead[-1]):
        # `共收到申请：12件` and `33人,2020年`: a colon or comma behind a word is punctuation.
        return not (ahead[-1] in ":：," and not _DIGIT_BEFORE.search(ahead))
    return ahead[-1] == "，" and bool(_THOUSANDS.search(ahead)) and bool(_THREE_DIGITS.match(text, start))


def _range(text: str, match: re.Match[str], high: Decimal, multiplier: int) -> _Bounds | None:
    """Low and high of a printed range; None for a change (从3件到5件) or an order that is none."""
    low = _decimal(match["first"])
    own = match["firstunit"]
    if low is None or text[max(0, match.start() - 1) : match.start()] in ("从", "由", "自"):
        return None
    if own and own.translate(_WIDE) != match["unit"].translate(_WIDE):
        return None
    first = _MULTIPLIERS[match["firstm"]] if match["firstm"] else multiplier
    low, high = low.scaleb(first), high.scaleb(multiplier)
    return (low, high) if low < high else None


def _bounds(number: Decimal, exponent: int, qualifier: str) -> _Bounds | None:
    """The bounds that a qualifier gives a printed number; None for nonsense such as 0余."""
    value = number.scaleb(exponent) if exponent else number
    if qualifier == "exact":
        return value, value
    if qualifier == "rounded":
        half = Decimal(5).scaleb(min(int(number.as_tuple().exponent), 0) + exponent - 1)
        return (value, value) if not number else (value - half, value + half)
    if not number:
        return None
    unit = Decimal(1).scaleb(int(number.normalize().as_tuple().exponent) + exponent)
    bounds: dict[str, _Bounds] = {
        "余": (value, value + unit),
        "多": (value, value + unit),
        "约": (value - unit / 2, value + unit / 2),
        "左右": (value - unit / 2, value + unit / 2),
        "近": (value - unit, value),
        "以下": (Decimal(0), value),
        "不足": (Decimal(0), value),
    }
    return bounds.get(qualifier, (value, None))


def _decimal(figure: str) -> Decimal | None:
    """The printed digits, exactly; None where zeros lead (005) or the number is longer than any count."""
    plain = figure.translate(_WIDE).replace(",", "")
    whole = plain.partition(".")[0]
    return None if (len(whole) > 1 and whole[0] == "0") or len(whole) > 15 else Decimal(plain)


def _han_number(numerals: str) -> int | None:
    """A number in Chinese numerals below 一亿; None where they make none (二三个, 四五次)."""
    ahead, many, rest = numerals.rpartition("万")
    high = _han_section(ahead) if ahead else 1
    low = _han_section(rest) if rest else 0
    if high is None or low is None:
        return None
    return high * 10_000 + low if many else low


def _han_section(numerals: str) -> int | None:
    """A number in Chinese numerals below 一万: digits, each before a smaller weight than the last."""
    if not _HAN_SHAPE.fullmatch(numerals) or _HAN_SHORT.search(numerals):
        return None
    value, last = 0, 10_000
    for digit, weight in _HAN_STEP.findall(numerals):
        size = _HAN_WEIGHTS[weight]
        if size >= last:
            return None
        value += (_HAN_DIGITS[digit] if digit else 1) * size
        last = size
    return value


def _quantity(
    start: int,
    end: int,
    value: Decimal | None,
    bounds: _Bounds,
    unit: str,
    units: Units,
    qualifier: str,
    figure: str,
    spelt: bool,
) -> Quantity:
    low, high = bounds
    least = as_number(low)
    return Quantity(
        start=start,
        end=end,
        quantity=least if value is low else None if value is None else as_number(value),
        low=least,
        high=least if high is low else None if high is None else as_number(high),
        unit=unit.replace("％", "%"),
        kind=units.kinds[unit],
        qualifier=qualifier,
        figure=figure,
        spelt=spelt,
    )


def as_number(value: Decimal) -> Number:
    """A JSON number: whole ones stay integers."""
    whole = int(value)
    return whole if whole == value else float(value)
