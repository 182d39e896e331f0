"""Whether the words around a figure speak of the whole report: all of its body, its year, what was and not what is
planned, and no one field of work.

Words of parts and of wholes are declared (structure/cues.csv) with an axis: `time`, `plan`, `field`, `body`. Only a
body is ever whole again: in a clause, or a sentence, behind the one that named the part (市公安局…，全市收到…). What
is said of a time needs the report's year in the figure's own sentence to be forgotten. A whole of another level than
the report's (全省 in a city's) is a part or more. A heading, a short line above, or the words in front of the figure
that nobody declared narrow it too: what is not certain is not told.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.prose.cues import Scene
from gongkai.prose.paragraphs import Paragraph
from gongkai.prose.wordings import FORMS, Wordings

_LONGEST = 300
_BEFORE = 300
_SHORT = 8
_CLAUSE = re.compile("[，。；：！？,;:!?）)]")
_HAN = re.compile("[\u4e00-\u9fff]")
_MEANS = re.compile("[\u4e00-\u9fff0-9]")
_TITLE = re.compile("《[^》]{0,60}》|〔20[0-9]{2}〕[0-9]{1,5}号")
_YEAR = re.compile("(?<![0-9])(20[0-9]{2})(?![0-9])")
_HAN_YEAR = re.compile("二[〇○零Ｏ0O][〇○零Ｏ0O一二三四五六七八九]{2}年?")
# 近三年, 五年来, 16年; 3月, 三月份, 15日.
_OTHER_TIME = re.compile(
    "(?<![0-9])(?:[0-9]{1,3}|[一二两三四五六七八九十几数]{1,3})个?年|[近前]年|"
    "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})个?月|[0-9]{1,2}[日号]"
)
_WHOLE_YEAR = re.compile("(?:自|从)?(20[0-9]{2})年1月1日起?(?:至|到|—|-)(?:\\1年)?12月31日(?:期间|止)?")
# All bodies of a whole are the whole (全区各部门单位, 各级各部门); 各部门 alone leaves the government itself out.
_EVERY = re.compile(
    "(?:各级|(?<=全[市区县省州镇乡])各)"
    "(?:各|有关|相关|直属|下属|人民政府|政府|行政|工作|部门|单位|机关|乡镇|街道|镇街|区县|县区|[、和及级])*"
    "|各(?:政府|行政)机关"
)
# What an earlier clause counts of the government's own does not make it the subject: 市政府公报12期，赠阅7万份.
_OWNED = re.compile("[省市区县](?:人民)?政府(?=公报|新闻发布会|门户网站|网站|文件)")
_COMPARED = re.compile(
    "(?:比|较|与)(?:上年度?|去年|上一年度?|20[0-9]{2}年度?)(?:同期)?(?:相比)?(?=增|减|下降|上升|多|少|提高|持平)"
)
# A report is written weeks behind its year: what there is by now, or was at its end, is the year's stock.
_BY_NOW = "截[至止]到?目前|目前|截[至止]到?(?:{year}年)?(?:年?[底末]|12月底|12月31日)"
# What may well be the whole and is not certain to be: nothing yet, the year so far, the office acting for its
# government.
_SO_FAR = "|{year}年以来|尚(?=未)|[省市区县镇乡]?政府办(?:公室|公厅)?代表[省市区县镇乡]?(?:人民)?政府"
_LEVEL = re.compile("[全我本](?P<level>[市区县省州盟旗镇乡局办厅委院处街]|街道|中心)$")
_GENERIC_END = re.compile("(?:人民政府|政府|管理委员会|管委会|办事处)$")
_ORDINAL = re.compile(
    "[（(][一二三四五六七八九十0-9]{1,3}[）)]|第[一二三四五六七八九十]{1,3}部分[、.．：:]?|(?:附件?|第?[一二三四五六七八九十]{1,3}|[0-9０-９]{1,2})[、.．：:]"
)
_MARKS = re.compile("[，。；：！？,;:!?、（）()“”‘’\"'《》—\\-·\u3000 ]")


@dataclass(frozen=True)
class Report:
    """What of a report decides about its indicators: its form (2014, 2019, 2021 or mixed), its year where known, what
    it calls its own authority, and that authority's name as far as the title tells it; the words that do not narrow a
    `stock`, and those that leave a figure `likely` the whole's."""

    form: str
    year: int | None
    names: re.Pattern[str] | None
    authority: str
    stock: re.Pattern[str]
    likely: re.Pattern[str]


@dataclass(frozen=True)
class _Extent:
    """What words say: which axes they narrow, whether a whole body is named last."""

    axes: frozenset[str]
    is_whole: bool
    years: frozenset[int]


def describe_report(form: str, year: int | None, title: str) -> Report:
    """`form` as the tables told it; a report without tables follows the forms of its year."""
    if form not in FORMS:
        form = "2014" if (year or 0) < 2019 else "2019" if (year or 0) < 2021 else "2021"
    name = re.split("20[0-9]{2}年?|政府信息|信息公开|政务公开|关于", "".join(title.split()))[0]
    by_now = _BY_NOW.format(year=year)
    likely = re.compile(by_now + _SO_FAR.format(year=year))
    return Report(form, year, _own_names(name), _GENERIC_END.sub("", name), re.compile(by_now), likely)


def is_whole(
    scene: Scene,
    paragraph: Paragraph,
    report: Report,
    start: int,
    clause: int,
    forgiven: re.Pattern[str] | None = None,
) -> bool:
    """Whether the wording at text[start:] speaks of the whole report; `clause` is where its clause begins, or the
    figure before it in that clause ends. What is `forgiven` in its sentence narrows nothing."""
    text, wordings = scene.text, scene.wordings
    first = scene.start(scene.sentences, start)
    if start - first > _LONGEST or (paragraph.is_cut and not first):
        return False
    if not all(_is_plain_heading(heading, report, wordings) for heading in paragraph.above):
        return False
    plain = blank_names(text[first : start + _SHORT], report)
    if forgiven:
        # The office that acts for its government is named as the government would be.
        plain = forgiven.sub(lambda match: ("　" if "代表" in match.group() else " ") * len(match.group()), plain)
    prefix = plain[clause - first : start - first]
    sentence = _COMPARED.sub("", plain[: clause - first])
    own = _extent(sentence + prefix, report, wordings)
    if own.axes or own.years - {report.year} or _undeclared(prefix, wordings):
        return False
    if not own.is_whole and any(_is_topic(part, wordings) for part in _CLAUSE.split(sentence)):
        return False
    before = _extent(blank_names(text[max(0, first - _BEFORE) : first], report), report, wordings)
    if before.axes & {"body", "field"} and not own.is_whole:
        return False
    elsewhere = bool(before.axes & {"time"}) or bool(before.years - {report.year})
    return not elsewhere or bool(own.years)


def blank_names(text: str, report: Report) -> str:
    """The text with the report's own names blanked, as long as before."""
    return report.names.sub(lambda match: "\u3000" * len(match.group()), text) if report.names else text


def _extent(text: str, report: Report, wordings: Wordings) -> _Extent:
    plain = _WHOLE_YEAR.sub("\\1年", _TITLE.sub("", text))
    years = {int(year) for year in _YEAR.findall(plain)}
    years |= {-1 for _ in _HAN_YEAR.finditer(plain)}
    plain = _YEAR.sub("", _EVERY.sub("", _OWNED.sub("", plain)))
    axes = {"time"} if _OTHER_TIME.search(plain) else set()
    narrowed = whole = False
    for part in _CLAUSE.split(plain):
        named = _bodies(part, report, wordings, axes)
        if "part" in named:
            narrowed, whole = True, False
        elif named or "\u3000\u3000" in part:
            narrowed, whole = False, True
    return _Extent(frozenset(axes | ({"body"} if narrowed else set())), whole, frozenset(years))


def _bodies(part: str, report: Report, wordings: Wordings, axes: set[str]) -> set[str]:
    """Whether a clause names a part of the body, a whole one, or both; parts of other axes are noted."""
    named: set[str] = set()
    for match in wordings.scope_words.finditer(part):
        for cue in wordings.extents[match.group()]:
            if cue.kind == "part" and cue.place != "body":
                axes.add(cue.place)
            elif cue.kind == "part" or (cue.kind == "whole" and cue.place == "body"):
                named.add(cue.kind if _is_own_level(cue.word, report) else "part")
    return named


def _is_own_level(word: str, report: Report) -> bool:
    """全市 is the whole in a city's report only; a report without a name is taken at its word."""
    level = _LEVEL.match(word)
    return not level or not report.authority or report.authority.endswith(level["level"])


def _undeclared(text: str, wordings: Wordings) -> bool:
    """Whether words stand here that nobody declared harmless."""
    plain = _YEAR.sub("", _EVERY.sub("", _WHOLE_YEAR.sub("", _TITLE.sub("", text))))
    return bool(_MEANS.search(wordings.plain_words.sub("", plain)))


def _is_topic(part: str, wordings: Wordings) -> bool:
    """Whether a clause is a few words that name what the next one is about: 民政，公开信息30条."""
    plain = wordings.plain_words.sub("", _EVERY.sub("", _YEAR.sub("", part)))
    return len(part) <= _SHORT and bool(_HAN.search(plain)) and not re.search("[0-9]", plain)


def _is_plain_heading(heading: str, report: Report, wordings: Wordings) -> bool:
    """Whether a heading says nothing but what every report's headings say."""
    plain = blank_names(heading[match.end() :] if (match := _ORDINAL.match(heading)) else heading, report)
    years = {int(year) for year in _YEAR.findall(plain)}
    if years - {report.year}:
        return False
    return not _MEANS.search(_MARKS.sub("", wordings.heading_words.sub("", _YEAR.sub("", plain))))


def _own_names(name: str) -> re.Pattern[str] | None:
    """What the report calls its authority: the name its title begins with, that name without 人民政府, and the ends of
    both (枣庄高新区 is 高新区 in its own report)."""
    if len(name) < 3:
        return None
    base = _GENERIC_END.sub("", name)
    names = {end[at:] for end in (name, base) for at in range(len(end) - 2)} - {"人民政府", "民政府"}
    names |= {base[at:] + tail for at in range(len(base) - 1) for tail in ("政府", "办事处")}
    return _any_of(names)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
