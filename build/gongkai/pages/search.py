"""The search page, and the names that the header's search knows: places and indicators, in each way people write them.

`assets/names.js` holds them: names, aliases, codes, English, and the pinyin of each character (its readings where it
has several, the likeliest first, so that linyi and ly both find 临沂). It is a script, not JSON, because a page that
is read from file:// may load scripts of its own, but fetch nothing. The sentences of the pages are added by `sites`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from gongkai.charts import Drawings
from gongkai.escapes import escape_json
from gongkai.pages.authorities import KINDS
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.drafts import Draft, Page
from gongkai.words import say

NAMES = "assets/names.js"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_READINGS = 3  # of one character: the rare ones beyond are readings of old texts, not of place names


# The ways in without a search: address, name, what is there.
DOORS = (
    ("authorities/index.html", "机关", "按隶属关系"),
    ("reports/index.html", "报告", "按机关和年份"),
    ("indicators/index.html", "指标", "各版统计表的每一行"),
    ("years/index.html", "年份", "哪一年有哪些报告"),
    ("rules/index.html", "规则", "怎样核对，结果如何"),
    ("concordance.html", "对照", "各版格式的行怎样对应"),
    ("forms.html", "格式", "各版统计表印出的样子"),
    ("documents.html", "文件", "报告提到的文号"),
    ("glossary.html", "名词", "记号和用词的意思"),
    ("quality.html", "质量", "不成立的核对，没有读出的格"),
    ("data.html", "数据", "下载全部文件"),
    ("changes.html", "变更", "改过的数"),
    ("method.html", "方法", "数字怎样读出"),
)


def render_search(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/search.html and assets/names.js."""
    draft = Draft(catalogue, drawings, "search.md", meta={"fulltext": True})
    names = {"places": list(_places(catalogue)), "indicators": list(_indicators(catalogue))}
    draft.files[NAMES] = f"window.gongkaiNames={escape_json(names)};\n"
    yield draft.finish(
        "search.html.j2", say("搜索"), say("在全部页面里找词：地方、指标、报告里的说法和数字。"), doors=DOORS
    )


def _places(catalogue: Catalogue) -> Iterator[list[str]]:
    for one in catalogue.authorities.values():
        above = catalogue.authorities.get(one.parent)
        note = " · ".join(filter(None, (KINDS.get(one.kind, one.kind), above.name_zh if above else "")))
        yield [one.authority, one.name_zh, one.name_en, one.aliases, write_pinyin(one.name_zh), note]


def _indicators(catalogue: Catalogue) -> Iterator[list[str]]:
    for one in catalogue.indicators.values():
        printed = _wordings(catalogue, one.indicator)
        note = " · ".join(filter(None, (*_forms(catalogue, one.indicator), one.unit)))
        others = ";".join(words for words in printed if words != one.label_zh)
        yield [one.indicator, one.label_zh, one.label_en, others, write_pinyin(one.label_zh), note]


def _wordings(catalogue: Catalogue, indicator: str) -> Sequence[str]:
    lines = (line for found in catalogue.lines.values() for line in found if line.indicator == indicator)
    return list(dict.fromkeys(line.label for line in lines if line.label))


def _forms(catalogue: Catalogue, indicator: str) -> Sequence[str]:
    asking = (
        form for form in catalogue.forms if any(line.indicator == indicator for line in catalogue.lines.get(form, ()))
    )
    return [catalogue.forms[form].name_zh for form in asking]


@cache
def _readings(character: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(found[0]) if found else ()


def write_pinyin(text: str) -> str:
    """Syllables of the Chinese characters in `text`, a space between, `/` between readings of one: `lin yi/yin shi`.

    The first reading is that of the phrase, from pypinyin's dictionary; what is not Chinese is left out.
    """
    from pypinyin import lazy_pinyin

    found = []
    for run in _HAN.findall(text):
        likely = lazy_pinyin(run, errors="ignore")
        every = [_readings(character) for character in run]
        if len(likely) != len(run):  # a character that the dictionary does not know: each by itself
            likely = [readings[0] if readings else "" for readings in every]
        for first, readings in zip(likely, every, strict=True):
            found.append("/".join((first, *[one for one in readings if one != first][: _READINGS - 1])))
    return " ".join(filter(None, found))
