"""Words: what the pages say, in the language that is being spoken.

The code and the templates are written in Chinese, and their words are the keys. English stands beside them in
words.en.txt: sections in brackets, `[code]` and one for each template; below, pairs of lines, the Chinese as it stands
in the source and the English for it. An English template is the Chinese one with its words exchanged, so structure
stands once. What has no English yet stays Chinese; tests/test_english.py lists it and lets none pass.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

ENGLISH = Path(__file__).parent / "words.en.txt"
# What is rendered in English too: files and folders below docs/<language>/.
ENGLISH_PAGES = frozenset(
    {
        "api.md",
        "authorities",
        "changes",
        "changes.md",
        "cite.md",
        "compare",
        "compare.md",
        "concordance.md",
        "data.md",
        "documents.md",
        "forms.md",
        "glossary.md",
        "index.md",
        "indicators",
        "method.md",
        "quality.md",
        "reports",
        "rules",
        "search.md",
        "years",
    }
)
# Beyond so many reports, their pages are in Chinese only: the files of a nation's would not fit twice.
MOST_REPORTS = 1_000
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_language: ContextVar[str] = ContextVar("language", default="zh")
# What a measure word counts, by the beginning of the indicator; the last one is for all others.
_COUNTED: Mapping[str, Mapping[str, str]] = {
    "件": {
        **dict.fromkeys(("applications", "outcome", "requests"), "requests"),
        **dict.fromkeys(("disclosure.normative", "normative", "regulations"), "documents"),
        **dict.fromkeys(("licences", "services", "penalties", "coercion"), "decisions"),
        **dict.fromkeys(("litigation", "remedy", "review"), "cases"),
        "complaints": "complaints",
        "": "items",
    },
    "个": {
        "websites": "websites",
        **dict.fromkeys(("points", "capacity.points"), "reading points"),
        "capacity": "bodies",
    },
    "份": {"gazette": "copies", "applications": "requests", "requests": "requests", "": "copies"},
    "次": {
        "visitors": "visits",
        "response.interviews": "interviews",
        "response.press_conferences": "press conferences",
        "training.courses": "courses",
        "training.meetings": "meetings",
        "": "times",
    },
    "人次": {"training": "people", "visitors": "visits", "": "person-times"},
}
_SINGULAR = {"people": "person", "batches": "batch", "copies": "copy", "bodies": "body"}
_REPORT = re.compile(r"reports/[0-9]")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


class _Count(int):
    """A whole number whose format may name what is counted: `{n:report/reports}` is 1 report, 2 reports; only the words
    where it stands already: `{n:~holds/hold}`."""

    def __format__(self, spec: str) -> str:
        one, parted, many = spec.removeprefix("~").partition("/")
        if not parted:
            return format(int(self), spec)
        words = one if self == 1 else many
        return words if spec.startswith("~") else f"{int(self):,} {words}"


def is_english() -> bool:
    """Whether English is being spoken."""
    return _language.get() == "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in `language` (zh or en) for a while."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def has_english(path: str, reports: int = 0) -> bool:
    """Whether the page or file at `path` below docs/<language>/ has an English twin, if there are so many reports."""
    if reports > MOST_REPORTS and _REPORT.match(path):
        return False
    return path.split("/")[0].replace(".html", ".md") in ENGLISH_PAGES


def say(text: str, **values: object) -> str:
    """`text` in the language spoken, with its values: `say("{n} 份报告", n=5)`."""
    spoken = read_words().get("code", {}).get(text, text) if is_english() else text
    counted = {name: _Count(one) if type(one) is int else one for name, one in values.items()}
    return spoken.format(**counted) if values else spoken


def say_unit(unit: str, indicator: str = "", count: float | None = None) -> str:
    """A unit in the language spoken: in English by what the line counts, where a Chinese measure word leaves that to
    its noun; nothing where there is no noun. Behind a `count` of one it is in the singular."""
    if not is_english():
        return unit
    counted = _COUNTED.get(unit, {"": say(unit)})
    said = next((words for start, words in counted.items() if indicator.startswith(start)), "")
    return _SINGULAR.get(said, said.removesuffix("s")) if count == 1 else said


def tell(findings: Iterable[str]) -> str:
    """Findings as one sentence."""
    return f"{choose('；', '; ').join(findings)}{choose('。', '.')}"


def choose(zh: str, en: str) -> str:
    """A name of the data in the language spoken; the Chinese one where there is no English one."""
    return en if en and is_english() else zh


def speak_template(name: str, source: str) -> str:
    """The English template: `source` with the words of its section exchanged, the longest first."""
    source = _COMMENT.sub("", source)
    for zh, en in sorted(read_words().get(name, {}).items(), key=lambda pair: -len(pair[0])):
        source = source.replace(zh, en)
    return source


@cache
def read_words() -> Mapping[str, Mapping[str, str]]:
    """The English of each section."""
    sections: dict[str, dict[str, str]] = {}
    section: dict[str, str] = {}
    zh = ""
    for line in ENGLISH.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = sections.setdefault(line[1:-1], {})
        elif line and not zh:
            zh = line
        elif line:
            section[zh], zh = line, ""
    return sections
