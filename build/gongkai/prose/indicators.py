"""Which line of a form a figure in prose certainly restates: same object, same unit, the whole report's scope and
year.

Wordings are declared (structure/phrases.csv). A figure of a part (a bureau, a township, some months, `截至目前`, one
field), of another year, behind words nobody declared, or one that fits two lines has no indicator. What the report
calls its own authority is no part of it.
"""

import re
from dataclasses import dataclass

from gongkai.prose.cues import Scene
from gongkai.prose.paragraphs import Paragraph
from gongkai.prose.quantities import Quantity
from gongkai.prose.wordings import FORMS, Phrase, Wordings

_CLAUSE_REACH = 60
_SENTENCE_REACH = 160
_TOPIC_REACH = 200
_BEHIND_REACH = 40
_CLAUSE = re.compile("[，。；：！？,;:!?]")
_HAN = re.compile("[\u4e00-\u9fff]")
_GOES_ON = re.compile("办结|均|全部|已|皆|都|并|按|其中|申请方式")
_TOPIC = re.compile("申请|复议|诉讼|投诉|举报")
_YEAR = re.compile("(20[0-9]{2})年")
_TITLE = re.compile("《[^》]{0,60}》")
_MONTH = re.compile("[0-9]{1,2}月")
_WHOLE_YEAR = re.compile(
    "(?:自|从)?20[0-9]{2}年1月1日起?(?:至|到|—|-)(?:20[0-9]{2}年)?12月31日|20[0-9]{2}年12月(?:31日|底)"
)
# All bodies of a whole are the whole (全区各部门单位, 各级各部门); 各部门 alone leaves the government itself out.
_EVERY = re.compile(
    "(?:各级|(?<=全[市区县省州镇乡])各)(?:各|有关|相关|直属|下属|部门|单位|机关|乡镇|街道|镇街|区县|县区|[、和及级])*|各(?:政府|行政)机关|各[类项种]"
)
# What an earlier clause counts of the government's own does not make it the subject: 市政府公报12期，赠阅7万份.
_OWNED = re.compile("[省市区县](?:人民)?政府(?=公报|新闻发布会|门户网站|网站|文件)")
_OF_WHICH = re.compile("其中[，,：:]?$")
_NEUTRAL = re.compile(
    "政府信息公开|信息公开|政务公开|申请|事务|工作|提起|引发|引起|产生|针对|有关|收到|受理|而|的|其中|年度?|经|据|初步|不完全|统计|人民政府|政府|及其?|部门|直属|机构|单位|机关|系统|共计?|总计|累计|合计|主要|通过|全部|"
    "另外?|向社会|公众|群众|免费|此外|同时|还|目前|今年|全年|以来|依法|在|由|被|因|对"
)
_UNDECLARED = 2
_GENERIC_END = re.compile("(?:人民政府|政府|管理委员会|管委会)$")


@dataclass(frozen=True)
class Report:
    """What of a report decides about its indicators: its form (2014, 2019, 2021 or mixed), its year where known, and
    what it calls its own authority."""

    form: str
    year: int | None
    names: re.Pattern[str] | None


@dataclass(frozen=True)
class _Ahead:
    """What stands before a figure: the rest of its sentence, then its clause; own names are blanked."""

    sentence: str
    clause: str
    years: tuple[str, ...]


def describe_report(form: str, year: int | None, title: str) -> Report:
    """`form` as the tables told it; a report without tables follows the forms of its year."""
    if form not in FORMS:
        form = "2014" if (year or 0) < 2019 else "2019" if (year or 0) < 2021 else "2021"
    return Report(form, year, _own_names(title))


def assign_indicator(
    quantity: Quantity, scene: Scene, paragraph: Paragraph, report: Report, previous: int
) -> str | None:
    """The one indicator that a figure restates, or None. `previous` is where the figure before it ends."""
    if quantity.quantity is None:
        return None  # a range is mostly what each body has
    wordings = scene.wordings
    phrases = wordings.phrases.get((quantity.unit, report.form), ())
    if quantity.quantity == 0:
        phrases += wordings.phrases.get((f"{quantity.unit}=0", report.form), ())
    if not phrases:
        return None
    first = max(scene.start(scene.sentences, quantity.start), quantity.start - _SENTENCE_REACH)
    ahead = _ahead(scene.text, first, previous, quantity.start, report)
    behind = scene.text[quantity.end : quantity.end + _BEHIND_REACH]
    best: dict[str, tuple[int, Phrase, int]] = {}
    for phrase in phrases:
        if phrase.keys[0] in ahead.clause and phrase.keys[1] in behind:
            fit = _fit(phrase, ahead.clause, behind)
            if fit and _is_about(phrase, scene, quantity, paragraph, first):
                best[phrase.indicator] = max(best.get(phrase.indicator, fit), fit, key=lambda fit: fit[0])
    return _certain(best, ahead, report, wordings)


def is_part(text: str, years: tuple[str, ...], report: Report, wordings: Wordings) -> bool:
    """Whether the words before a figure narrow it to less than the report, or to another year."""
    if report.year and years and int(years[-1]) != report.year:
        return True
    plain = _EVERY.sub("", _WHOLE_YEAR.sub("", _TITLE.sub("", text)))
    found = [match.group() for match in wordings.scope_words.finditer(plain)]
    kinds = [{cue.kind for cue in wordings.cues[word]} for word in found]
    since = max((at + 1 for at, kind in enumerate(kinds) if "whole" in kind), default=0)
    return any("part" in kind for kind in kinds[since:]) or bool(_MONTH.search(plain))


def blank_names(text: str, report: Report) -> str:
    """The text with the report's own names blanked, as long as before."""
    return report.names.sub(lambda match: "　" * len(match.group()), text) if report.names else text


def _ahead(text: str, first: int, previous: int, end: int, report: Report) -> _Ahead:
    plain = blank_names(text[first:end], report)
    marks = [match.end() for match in _CLAUSE.finditer(plain)]
    cut = max([0, previous - first, *marks[-1:]])
    clause = plain[cut:]
    if len(clause) > _CLAUSE_REACH:
        cut, clause = len(plain) - _CLAUSE_REACH, "…" + plain[-_CLAUSE_REACH:]
    return _Ahead(plain[:cut], clause, tuple(_YEAR.findall(_TITLE.sub("", plain))))


def _fit(phrase: Phrase, clause: str, behind: str) -> tuple[int, Phrase, int] | None:
    """How many characters of a wording stand around the figure, and where in the clause it begins."""
    before = phrase.before.search(clause)
    after = phrase.behind.match(behind)
    if not before or not after:
        return None
    rest = behind[after.end() :]
    if _HAN.match(rest) and not _GOES_ON.match(rest):
        return None
    return len(before.group(1)) + after.end(), phrase, before.start()


def _certain(best: dict[str, tuple[int, Phrase, int]], ahead: _Ahead, report: Report, wordings: Wordings) -> str | None:
    """The indicator of the longest wording, if there is one such and the words before it narrow nothing."""
    longest = max((size for size, _, _ in best.values()), default=0)
    chosen = [fit for fit in best.values() if fit[0] == longest]
    if len(chosen) != 1:
        return None
    _, phrase, start = chosen[0]
    prefix = ahead.clause[:start]
    whole = _OWNED.sub("", ahead.sentence) + prefix
    if is_part(whole, ahead.years, report, wordings) or (_OF_WHICH.search(whole) and not phrase.of_which):
        return None
    plain = wordings.scope_words.sub("", _EVERY.sub("", _WHOLE_YEAR.sub("", prefix)))
    return None if len(_HAN.findall(_NEUTRAL.sub("", plain))) > _UNDECLARED else phrase.indicator


def _is_about(phrase: Phrase, scene: Scene, quantity: Quantity, paragraph: Paragraph, first: int) -> bool:
    """Whether the conditions of a wording on its surroundings hold."""
    headings = paragraph.heading
    if phrase.without and phrase.without.search(scene.text, first, quantity.start):
        return False
    if phrase.heading and not (headings and phrase.heading.search(headings[-1])):
        return False
    if phrase.near:
        sentence = scene.text[first : min(scene.end(scene.clauses, quantity.end), quantity.end + _BEHIND_REACH)]
        if not any(map(phrase.near.search, (sentence, *headings))):
            return False
    return not phrase.topic or phrase.topic == _topic(scene.text, quantity.start, headings)


def _topic(text: str, end: int, headings: tuple[str, ...]) -> str:
    """What was last spoken of (申请, 复议, 诉讼, 投诉), or else the one of them that the innermost heading names."""
    found = _TOPIC.findall(text, max(0, end - _TOPIC_REACH), end)
    if found:
        return _plain_topic(found[-1])
    for heading in reversed(headings):
        topics = {_plain_topic(word) for word in _TOPIC.findall(heading)}
        if topics:
            return topics.pop() if len(topics) == 1 else ""
    return ""


def _plain_topic(word: str) -> str:
    return "投诉" if word == "举报" else word


def _own_names(title: str) -> re.Pattern[str] | None:
    """What the report calls its authority: the name its title begins with, that name without 人民政府, and the ends of
    both (枣庄高新区 is 高新区 in its own report)."""
    name = re.split("20[0-9]{2}年?|政府信息|信息公开|政务公开|关于", "".join(title.split()))[0]
    if len(name) < 3:
        return None
    base = _GENERIC_END.sub("", name)
    names = {end[at:] for end in (name, base) for at in range(len(end) - 2)} - {"人民政府", "民政府"}
    names |= {base[at:] + tail for at in range(len(base) - 1) for tail in ("政府", "办事处")}
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
