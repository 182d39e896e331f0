"""A web page's bytes as a tree of elements, or the reason why there is none that can be trusted.

The encoding is found by a byte-order mark, then strict UTF-8, then GB18030; what <meta> says is not asked. A page that
is cut off, deeper than the parser goes, longer than any report, or with struck text that nothing ends is refused.
"""

import re

from lxml import etree
from lxml.etree import _Element as Element

from gongkai.errors import DocumentError, Place

MOST_CELLS = 200_000
_DEEPEST = 200  # below 256 elements lxml drops what it finds, silently
_IS_DEEPER = etree.XPath(f"boolean({'/*' * (_DEEPEST + 1)})")
_MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_TABLE_TAG = re.compile(r"<(/?)table\b", re.IGNORECASE)
_UNPRINTED = re.compile(r"<!--.*?(?:-->|\Z)|<script\b.*?(?:</script|\Z)", re.IGNORECASE | re.DOTALL)
_STRIKE_TAG = re.compile(r"<(/?)(?:del|s|strike)(?=[\s>])", re.IGNORECASE)
# Elements that strike, and those whose text may hold their tags.
_WITH_STRIKES = ("del", "s", "strike", "textarea", "xmp", "plaintext")
_END = re.compile(r"</(?:body|html)\b", re.IGNORECASE)
_CELL_TAG = re.compile(r"<t[dhr]\b", re.IGNORECASE)
# Browsers and the parser disagree which element an end tag out of place ends; none of them joins what it parts.
_END_OF_BLOCK = re.compile(
    r"</(?!(?-i:p>))(?:p|div|h[1-6]|li|ul|ol|d[ltd]|center|blockquote|pre|section|article|form)\s*>", re.IGNORECASE
)


def parse_page(content: bytes, name: str, *, is_whole: bool = True) -> Element:
    """The root of the page. Unless it is asked to be whole, a page that was cut off will do."""
    text = _decode(content, name)
    if is_whole:
        _refuse_cut_off(text, name)
        _refuse_long(text, name)
        # The commonest by itself: a pattern takes four times as long.
        root = _parse(_END_OF_BLOCK.sub(r"\g<0><br>", text.replace("</p>", "</p><br>")), name)
        if next(root.iter(*_WITH_STRIKES), None) is not None:
            _refuse_open_strikes(text, name)
        return root
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
    end = max(map(text.rfind, ("</body", "</html", "</BODY", "</HTML")))
    begun = [match.start() for match in _TABLE_TAG.finditer(text, max(end, 0)) if not match[1]]
    if not begun or _END.search(text, begun[-1]):
        return
    depth = 0
    for match in _TABLE_TAG.finditer(_UNPRINTED.sub("", text)):
        depth = max(depth - 1, 0) if match[1] else depth + 1
    if depth:
        raise DocumentError("damaged: the page breaks off inside a table; save it again", Place(name), "damaged")


def _refuse_long(text: str, name: str) -> None:
    """A table of a million cells takes half a minute to be refused for its size once it is read."""
    if len(text) > MOST_CELLS * len("<td") and sum(1 for _ in _CELL_TAG.finditer(text)) > MOST_CELLS:
        raise DocumentError(f"more than {MOST_CELLS} rows and cells; no report has them", Place(name), "over the limit")


def _refuse_open_strikes(text: str, name: str) -> None:
    """Parsers and browsers end an element that was left open at different places."""
    tags = _STRIKE_TAG.findall(_UNPRINTED.sub("", text))
    if len(tags) != 2 * tags.count("/"):
        raise DocumentError("text is struck out, and where that ends cannot be told", Place(name), "doubtful")


def _parse(text: str, name: str) -> Element:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    if root is None:
        raise DocumentError("the page is empty", Place(name), "no report")
    if _IS_DEEPER(root):
        raise DocumentError(
            f"more than {_DEEPEST} elements inside one another: a parser loses cells there; save the page as .txt",
            Place(name),
            "over the limit",
        )
    return root
