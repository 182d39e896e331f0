"""Printed labels in a form that compares: folded, without ordinal, and without a trailing note.

Only labels are folded. Folding a number would change it (NFKC makes 12³ into 123), so `cells` never comes here.
"""

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

# What Tika-like extraction leaves inside a cell: [bookmark: _GoBack], [image: image7.png].
RESIDUE_MARK = re.compile(r"\[(?:bookmark|image):[^\]]*\]")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_PUNCTUATION = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "．": ".", "﹝": "(", "﹞": ")"})
_ORDINAL = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)[、.]?|[0-9]{1,2}[、.](?![0-9])|\([0-9]{1,2}\))"
)
_OF_WHICH = re.compile(r"其中[::]?")
_TRAILING_NOTE = re.compile(r"\(([^()]*)\)$")
# A note that says whose figures, or of when, makes another line of it: 收到申请数（上年度） is none of ours.
_TELLING_NOTE = re.compile(
    r"(?:截至|截止)?20[0-9]{2}年|[上去前今本]一?年|上半年|下半年|.*(?:季度|月份?|累计|以来|汇总|本级)"
)
_UNIT_NOTE = re.compile(r"\((?:单位:?)?((?:万|亿)?(?:元|条|件|次|份|人次|人|个|期|篇|项))\)$")


# 制發(fā): scraped pages carry readings behind rare characters.
_READING = re.compile(r"\([a-zà-ǿāēīōūǎěǐǒǔǖǘǚǜ]{1,8}\)")


@lru_cache(maxsize=2**16)
def fold(text: str) -> str:
    """Full-width, radical and traditional forms made plain, white space and extraction residue dropped, quotes and
    brackets alike."""
    plain = unicodedata.normalize("NFKC", RESIDUE_MARK.sub("", text))
    bare = _INVISIBLE.sub("", plain).translate(_PUNCTUATION).lower()
    return simplify(_READING.sub("", bare))


# Mirrors abroad swap words too; in a label these mean nothing else. 档案馆 (archives) stays.
_WORDS = ((re.compile("资讯"), "信息"), (re.compile("网路"), "网络"), (re.compile("档案(?!馆)"), "文件"))


def simplify(text: str) -> str:
    """Mainland characters and words for labels and titles: mirrors write 規範性檔案 for 规范性文件."""
    simple = text if text.isascii() else _converter().convert(text)
    if simple != text:
        for word, mainland in _WORDS:
            simple = word.sub(mainland, simple)
    return simple


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s.json")


def split_ordinal(folded: str) -> tuple[str, str]:
    """The ordinal a folded label begins with (一、 (一) 1. 其中:), and the rest. Printed numbers shift between
    printings, so they are never a key."""
    match = _ORDINAL.match(folded) or _OF_WHICH.match(folded)
    if not match or match.end() == len(folded):
        return "", folded
    return match.group(), folded[match.end() :]


@lru_cache(maxsize=2**16)
def key(text: str) -> str:
    """What two printings of the same line share: the folded label without its ordinal."""
    return split_ordinal(fold(text))[1]


@lru_cache(maxsize=2**16)
def short_key(text: str) -> str:
    """The key without trailing notes in brackets, for printings that add, repeat or leave out a note."""
    long = key(text)
    short = long
    while (note := _TRAILING_NOTE.search(short)) and not _TELLING_NOTE.match(note[1]):
        short = short[: note.start()]
    return short or long


def printed_unit(text: str) -> str:
    """The unit that a label or a head prints in brackets at its end: （单位：万元）, （元）."""
    match = _UNIT_NOTE.search(fold(text))
    return match[1] if match else ""


def ordinal_depth(text: str) -> int:
    """How deep in a form a label's ordinal puts it: 一、 0, （一） 1, 1. 2, none 3."""
    ordinal, _ = split_ordinal(fold(text))
    if not ordinal or ordinal.startswith("其中"):
        return 3
    if ordinal[0] == "(":
        return 1 if ordinal[1] in "一二三四五六七八九十" else 3
    return 2 if ordinal[0].isascii() else 0
