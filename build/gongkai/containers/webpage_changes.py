"""Where a page's markup changes how text looks, and the text of everything else at once.

Most of a page is plain: what stands in an element looks like what stands around it. `find_changes` tells which elements
are not, by the same rules that read them one by one (`webpage_styles`); the others are read without asking again.
"""

from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from gongkai.containers.webpage_styles import (
    BLOCKS,
    UNLIKE,
    UNSURE,
    USUAL,
    Look,
    is_hidden_by_name,
    names_hide,
    says_nothing,
)

END = "\0"  # between lines; no text of a page holds it
CHROME = frozenset({"nav", "header", "footer", "aside", "menu"})
LISTS = frozenset({"ul", "ol", "dl"})
PICTURES = frozenset({"img", "svg", "canvas", "object", "embed", "video"})
_CHANGING = UNLIKE | CHROME | LISTS | PICTURES | {"input", "table"}
ROWS = frozenset({"tr", "td", "th"})
_ENDING = BLOCKS | {"br"}
_STYLES: Any = etree.XPath("//@style", smart_strings=False)
_CLASSES: Any = etree.XPath("//@class", smart_strings=False)
_LOOKING: Any = etree.XPath("//*[@style or @class]")
_MARKED: Any = etree.XPath("//@hidden/.. | //@role/..")


def find_changes(root: Element, look: Look) -> set[Element]:
    """The elements that, or in which some, may change how text looks, where it ends or whether it is read."""
    found = set(root.iter(*_CHANGING))
    found.update(_MARKED(root))
    styles = {style for style in set(_STYLES(root)) if not says_nothing(style)}
    if look.hiding is not USUAL:
        found.update(element for element in root.iter() if element.get("style") in styles or _is_named(element, look))
    else:
        # Frameworks hide by class only; a page's own style sheets by whatever they like.
        classes = {names for names in set(_CLASSES(root)) if names_hide(names)}
        if styles or classes:
            found.update(one for one in _LOOKING(root) if one.get("style") in styles or one.get("class") in classes)
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
