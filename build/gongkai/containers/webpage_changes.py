"""Where a page's markup changes how text looks, and the text of everything else at once.

Most of a page is plain: what stands in an element looks like what stands around it. `find_changes` tells which elements
are not, by the same rules that read them one by one (`webpage_styles`); the others are read without asking again.
"""

from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from gongkai.containers.webpage_styles import BLOCKS, UNLIKE, UNSURE, USUAL, Look, is_hidden_by_name, says_nothing

END = "\0"  # between lines; no text of a page holds it
CHROME = frozenset({"nav", "header", "footer", "aside", "menu"})
LISTS = frozenset({"ul", "ol", "dl"})
PICTURES = frozenset({"img", "svg", "canvas", "object", "embed", "video"})
_CHANGING = UNLIKE | CHROME | LISTS | PICTURES | {"input", "table"}
ROWS = frozenset({"tr", "td", "th"})
_ENDING = BLOCKS | {"br"}
_STYLES: Any = etree.XPath("//@style", smart_strings=False)
_MARKED: Any = etree.XPath("//@hidden/.. | //@role/..")


def find_changes(root: Element, look: Look) -> set[Element]:
    """The elements that, or in which some, may change how text looks, where it ends or whether it is read."""
    found = set(root.iter(*_CHANGING))
    found.update(_MARKED(root))
    styles = {style for style in set(_STYLES(root)) if not says_nothing(style)}
    is_usual = look.hiding is USUAL
    for element in root.iter():
        attributes = element.attrib
        if attributes or not is_usual:
            # Frameworks hide by class only; a page's own style sheets by whatever they like.
            may_be_named = not is_usual or "class" in attributes
            if attributes.get("style") in styles or (may_be_named and _is_named(element, look)):
                found.add(element)
    for element in list(found):
        above = element.getparent()
        while above is not None and above not in found:
            found.add(above)
            above = above.getparent()
    return found


def _is_named(element: Element, look: Look) -> bool:
    return is_hidden_by_name(element, look) or is_hidden_by_name(element, look, UNSURE)


def gather(element: Element, parts: list[str]) -> bool:
    """Adds the texts in a plain element to `parts`, END where a line ends; False if rows of a table are among them."""
    text = element.text
    if text:
        parts.append(text)
    for child in element:
        tag = child.tag
        if tag in _ENDING:
            if tag in ROWS:
                return False
            parts.append(END)
            if tag != "br" and not gather(child, parts):
                return False
            parts.append(END)
        elif not gather(child, parts):
            return False
        text = child.tail
        if text:
            parts.append(text)
    return True
