"""Twins: what an English page has besides its words. A link to what stands once, in Chinese, leads there and says so;
what is printed in Chinese is marked as Chinese, so that a screen reader speaks it right."""

import posixpath
import re
from html import unescape

from markupsafe import Markup

from gongkai.words import HAN, has_english

_LINK = re.compile(r'\s(href|src|action|data-index)="([^"]*)"')
# Files that an English page has of its own: a drawing's spec, a table in English words. All others stand once.
OWN_FILES = (".vl.json", ".en.csv")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)
_RUN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff60]+")
_ENGLISH = re.compile(r"[a-z]{3}")
_TAG = re.compile(r"(<[^>]*>)")


def speak_body(body: str, path: str, reports: int = 0) -> Markup:
    """The body of the page at `path` below docs/en/, with its links led out and its Chinese marked; `reports` is how
    many the package has."""
    folder = posixpath.dirname(path)
    led = _LINK.sub(lambda link: _lead(folder, link, reports), body)
    return Markup(_mark(led))  # noqa: S704 - a rendered body, whose texts are escaped


def _lead(folder: str, link: re.Match[str], reports: int) -> str:
    kind, address = link.group(1), unescape(link.group(2))
    named = re.split("[#?]", address, maxsplit=1)[0]
    target = posixpath.normpath(posixpath.join(folder, named))
    if not named or _SCHEME.match(address) or target.startswith("..") or named.endswith(OWN_FILES):
        return link.group()
    if has_english(target, reports) and not named.endswith(".json"):
        return link.group()
    tongue = ' hreflang="zh-CN"' if kind == "href" and named.endswith(".html") else ""
    return f' {kind}="../{link.group(2)}"{tongue}'


def _mark(body: str) -> str:
    """Chinese outside what is marked already: in a text by a span of its own, in an attribute on its element."""
    parts, marked = [], ""
    for place, part in enumerate(_TAG.split(body)):
        if place % 2:
            marked = _follow(part, marked)
            if HAN.search(part) and " lang=" not in part and not marked:
                part = part.replace(">", ' lang="zh-CN">', 1) if not part.endswith("/>") else part
        elif HAN.search(part) and not marked:
            part = _RUN.sub(_span, part) if _ENGLISH.search(part) else _span(part)
        parts.append(part)
    return "".join(parts)


def _span(found: re.Match[str] | str) -> str:
    return f'<span lang="zh-CN">{found if isinstance(found, str) else found.group()}</span>'


def _follow(tag: str, inside: str) -> str:
    """Which element is open whose texts are left alone: a drawing, or one that is marked as a whole."""
    name = tag.strip("</>").split(" ")[0]
    if inside:
        return "" if tag == f"</{inside}>" else inside
    return name if name == "svg" or (' lang="zh' in tag and not tag.startswith("</")) else ""
