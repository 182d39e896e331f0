"""What the pages say in sentences, for the header's search: `assets/sentences.js`, made of the built pages.

Only pages that explain something: those at the top, the lists, the rules. What stands in tables, long lists and charts
is left to the full text; names are in `assets/names.js`. One entry for each heading with an id: address, title of the
page, heading, text. Nothing is cut into words: the search looks for what was typed as it stands, so that a word in
mid-sentence is found whatever stands around it.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import html

from gongkai.escapes import escape_json

SENTENCES = {"zh": "assets/sentences.js", "en": "assets/sentences-en.js"}
_UNSAID = {"404.html", "search.html"}
_LEFT_OUT = (
    ".//*[@data-search-exclude] | .//table | .//figure | .//noscript | .//pre | .//svg"
    " | .//*[contains(@class, 'gk-list')] | .//*[contains(@class, 'gk-tree')] | .//*[contains(@class, 'gk-rules')]"
    " | .//*[contains(@class, 'gk-columns')] | .//*[contains(@class, 'gk-downloads')]"
    " | .//*[contains(@class, 'gk-cite')]"
)
_HEADINGS = ("h1", "h2", "h3")
_BLOCKS = (
    ".//*[self::h1 or self::h2 or self::h3 or self::p or self::li or self::dd]"
    "[not(ancestor::p or ancestor::li or ancestor::dd)]"
)
_LONGEST = 3_000  # characters of one entry; beyond that it is a list and no explanation
_SPACE = re.compile(r"\s+")


def write_sentences(site: Path, language: str = "zh") -> None:
    """Write the sentences of one language's pages, in the order of their addresses; English ones stand in en/."""
    top = site if language == "zh" else site / language
    found = [
        entry
        for path in _explaining(top)
        for entry in read_sentences(path.relative_to(top).as_posix(), path.read_text(encoding="utf-8"))
    ]
    target = site / SENTENCES[language]
    target.parent.mkdir(exist_ok=True)
    target.write_text(f"window.gongkaiSentences={escape_json(found)};\n", encoding="utf-8")


def _explaining(top: Path) -> list[Path]:
    every = {*top.glob("*.html"), *top.glob("*/index.html"), *top.glob("rules/*.html")}
    return sorted(
        path for path in every if path.name not in _UNSAID and (path.parent == top or path.parent.name != "en")
    )


def read_sentences(address: str, page: str) -> Iterator[list[str]]:
    """The entries of one built page."""
    article = next(iter(html.document_fromstring(page).iter("article")), None)
    if article is None:
        return
    for one in _find(article, _LEFT_OUT):
        if one.getparent() is not None:
            one.drop_tree()
    title, heading, at, words = "", "", "", [""]
    for one in _find(article, _BLOCKS):
        if one.tag not in _HEADINGS:
            words.append(_write(one))
        else:
            yield from _entry(address, at, title, heading, words)
            heading, at, words = _write(one), str(one.get("id", "")), []
            title = title or heading
    yield from _entry(address, at, title, heading, words)


def _find(article: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    found = article.xpath(path)
    return [one for one in found if isinstance(one, html.HtmlElement)] if isinstance(found, list) else []


def _write(element: html.HtmlElement) -> str:
    return _SPACE.sub(" ", str(element.text_content())).strip().rstrip("¶")


def _entry(address: str, at: str, title: str, heading: str, words: Iterable[str]) -> Iterator[list[str]]:
    if heading:
        where = f"{address}#{at}" if at and at != "top" else address
        yield [where, title, heading, " ".join(filter(None, words))[:_LONGEST]]
