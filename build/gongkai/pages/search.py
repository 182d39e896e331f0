"""The search page, and the names that the header's search knows: places with the years they report, indicators in each
way people write them, and the documents that reports cite.

`assets/names.js` holds them: names, aliases, codes, English, and the pinyin of each character (its readings where it
has several, the likeliest first, so that linyi and ly both find 临沂). A report is no row of its own, but a year of its
place: a nation has forty thousand. It is a script, not JSON, because a page that is read from file:// may load scripts
of its own, but fetch nothing; it stands once, and says which words are of which language. The sentences of the pages
are added by `sites`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from gongkai.charts import Drawings
from gongkai.escapes import escape_json
from gongkai.pages import limits
from gongkai.pages.authorities import KINDS
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Report
from gongkai.pages.catalogues.statuses import STATUSES
from gongkai.pages.documents import find_cited
from gongkai.pages.drafts import Draft, Page
from gongkai.words import choose, has_english, is_english, say, say_unit, speaking

NAMES = "assets/names.js"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_READINGS = 3  # of one character: the rare ones beyond are readings of old texts, not of place names


# The ways in without a search: address, name, what is there.
DOORS = (
    ("authorities/index.html", "机关", "按隶属关系"),
    ("reports/index.html", "报告", "按机关和年份"),
    ("indicators/index.html", "指标", "各版统计表的每一行"),
    ("years/index.html", "年份", "哪一年有哪些报告"),
    ("compare.html", "比较", "几个机关并排"),
    ("rules/index.html", "规则", "怎样核对，结果如何"),
    ("concordance.html", "对照", "各版格式的行怎样对应"),
    ("forms.html", "格式", "各版统计表印出的样子"),
    ("documents.html", "文件", "报告提到的文号"),
    ("glossary.html", "名词", "记号和用词的意思"),
    ("quality.html", "质量", "不成立的核对，没有读出的格"),
    ("data.html", "数据", "下载全部文件"),
    ("api.html", "程序接口", "用程序读"),
    ("cite.html", "引用", "数据、一页、一个数"),
    ("changes.html", "变更", "改过的数"),
    ("method.html", "方法", "数字怎样读出"),
)


# A list of many has its name in the plural; elsewhere the word names one.
_PLURALS = {"报告": "Reports", "年份": "Years", "格式": "Forms"}


def render_search(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/search.html and assets/names.js."""
    draft = Draft(catalogue, drawings, "search.md", meta={"fulltext": True})
    if not is_english():
        draft.files[NAMES] = f"window.gongkaiNames={escape_json(list_names(catalogue))};\n"
    doors = [(address, choose(words, _PLURALS.get(words, "")), note) for address, words, note in DOORS]
    yield draft.finish(
        "search.html.j2", say("搜索"), say("在全部页面里找词：地方、指标、报告里的说法和数字。"), doors=doors
    )


def list_names(catalogue: Catalogue) -> dict[str, object]:
    """What the script knows: rows of places, indicators and documents, and what their codes are called in both
    languages."""
    return {
        "documents": [[one.number, one.key, len(one.by)] for one in find_cited(catalogue)[: limits.ROWS]],
        "english": has_english("reports/0", len(catalogue.reports)),
        "forms": {form: (one.name_zh, one.name_en) for form, one in catalogue.forms.items()},
        "indicators": list(_indicators(catalogue)),
        "kinds": {kind: _both(words) for kind, words in KINDS.items()},
        "places": list(_places(catalogue)),
        "statuses": {name: [f"{one.glyph} {words}" for words in _both(one.word)] for name, one in STATUSES.items()},
    }


def _both(words: str) -> tuple[str, str]:
    """Words of ours in Chinese and in English."""
    with speaking("en"):
        return words, say(words)


def _places(catalogue: Catalogue) -> Iterator[list[object]]:
    """Id, name, English, aliases, pinyin, kind, parent, reports with the newest first."""
    for one in catalogue.authorities.values():
        held = sorted(catalogue.reports_by_authority.get(one.authority, ()), key=lambda report: -report.time_period)
        named = (one.authority, one.name_zh, one.name_en, one.aliases, write_pinyin(one.name_zh))
        yield [*named, one.kind, one.parent, [_report(report) for report in held]]


def _report(report: Report) -> object:
    """A year; with its status where the report is not current, with its id where that is another than place-year."""
    is_plain = report.report_id == f"{report.authority}-{report.time_period}"
    if report.is_current and is_plain:
        return report.time_period
    return [report.time_period, "" if report.is_current else report.status, *([] if is_plain else [report.report_id])]


def _indicators(catalogue: Catalogue) -> Iterator[list[object]]:
    """Id, full name, English, other wordings, pinyin, forms, unit in both languages. Its own name is one of the
    wordings where it stands behind its parent's."""
    for one in catalogue.indicators.values():
        zh, en = catalogue.line_names(one)
        others = dict.fromkeys(words for words in (one.label_zh, *_wordings(catalogue, one.indicator)) if words != zh)
        with speaking("en"):
            unit = say_unit(one.unit, one.indicator)
        forms = list(_forms(catalogue, one.indicator))
        yield [one.indicator, zh, en, ";".join(others), write_pinyin(one.label_zh), forms, one.unit, unit]


def _wordings(catalogue: Catalogue, indicator: str) -> Sequence[str]:
    lines = (line for found in catalogue.lines.values() for line in found if line.indicator == indicator)
    return list(dict.fromkeys(line.label for line in lines if line.label))


def _forms(catalogue: Catalogue, indicator: str) -> Iterator[str]:
    for form in catalogue.forms:
        if any(line.indicator == indicator for line in catalogue.lines.get(form, ())):
            yield form


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
