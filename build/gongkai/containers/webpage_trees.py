"""A web page's bytes as a tree of elements, or the reason why there is none that can be trusted.

The encoding is found by a byte-order mark, then strict UTF-8, then GB18030; what <meta> says is not asked. A page that
is cut off, deeper than the parser goes, or with struck text that nothing ends is refused.
"""

import re

from lxml import etree
from lxml.etree import _Element as Element

from gongkai.errors import DocumentError, Place

_DEEPEST = 200  # below 256 elements lxml drops what it finds, silently
_MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_TABLE_TAG = re.compile(r"<(/?)table\b", re.IGNORECASE)
_UNPRINTED = re.compile(r"<!--.*?(?:-->|\Z)|<script\b.*?(?:</script|\Z)", re.IGNORECASE | re.DOTALL)
_STRIKE_TAG = re.compile(r"<(/?)(?:del|s|strike)(?=[\s>])", re.IGNORECASE)
_END = re.compile(r"</(?:body|html)\b", re.IGNORECASE)
# Browsers and the parser disagree which element an end tag out of place ends; none of them joins what it parts.
_END_OF_BLOCK = re.compile(
    r"(</(?:p|div|h[1-6]|li|ul|ol|d[ltd]|center|blockquote|pre|section|article|form)\s*>)", re.IGNORECASE
)


def parse_page(content: bytes, name: str, *, is_whole: bool = True) -> Element:
    """The root of the page. Unless it is asked to be whole, a page that was cut off will do."""
    text = _decode(content, name)
    if is_whole:
        _refuse_cut_off(text, name)
        _refuse_open_strikes(text, name)
        text = _END_OF_BLOCK.sub(r"\1<br>", text)
    return _parse(text, name)


def _decode(content: bytes, name: str) -> str:
    encodings = [encoding for mark, encoding in _MARKED if content.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and (encoding != "gb18030" or not _is_damaged_utf8(content)):
            return text
    raise DocumentError(
        "damaged, or not a text: neither UTF-8 nor GB18030 fits its bytes; save it again", Place(name), "damaged"
    )


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether almost all of the bytes are UTF-8: GB18030 would turn every word into another."""
    foreign = len(content.translate(None, bytes(range(128))))
    kept = len(content.decode("utf-8", "ignore").encode("utf-8")) - (len(content) - foreign)
    return foreign > 30 and kept > foreign * 0.9


def _refuse_cut_off(text: str, name: str) -> None:
    """A page that was cut off inside a table may end inside a number."""
    last = text.lower().rfind("<table")
    if last < 0 or _END.search(text, last):
        return
    depth = 0
    for match in _TABLE_TAG.finditer(_UNPRINTED.sub("", text)):
        depth = max(depth - 1, 0) if match[1] else depth + 1
    if depth:
        raise DocumentError("damaged: the page breaks off inside a table; save it again", Place(name), "damaged")


def _refuse_open_strikes(text: str, name: str) -> None:
    """Parsers and browsers end an element that was left open at different places."""
    tags = _STRIKE_TAG.findall(_UNPRINTED.sub("", text)) if _STRIKE_TAG.search(text) else []
    if len(tags) != 2 * tags.count("/"):
        raise DocumentError("text is struck out, and where that ends cannot be told", Place(name), "doubtful")


def _parse(text: str, name: str) -> Element:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    if root is None:
        raise DocumentError("the page is empty", Place(name), "no report")
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise DocumentError(
                f"more than {_DEEPEST} elements inside one another: a parser loses cells there; save the page as .txt",
                Place(name),
                "over the limit",
            )
    return root
