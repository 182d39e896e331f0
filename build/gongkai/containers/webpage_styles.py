"""What markup does to text: which of it is displayed, struck, raised or doubtful, and which elements begin a new line.

Styles are read where they stand, on the element. A class that a style sheet hides may be shown again by another rule,
a script or a width of the window; text under such a class is `doubtful`: kept in brackets where a number could be.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml.etree import _Element as Element

_NOT_DISPLAYED = frozenset(
    {
        "script", "style", "template", "noscript", "head", "title", "iframe", "datalist", "dialog", "rt", "rp", "xml",
        "noframes", "noembed", "param",
    }
)  # fmt: skip
_STRUCK = frozenset({"del", "s", "strike"})
BLOCKS = frozenset(
    {
        "html", "body", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd",
        "blockquote", "pre", "section", "article", "main", "center", "form", "address", "figure", "figcaption", "hr",
        "fieldset", "legend", "details", "summary", "header", "footer", "aside", "nav", "table", "caption", "tr",
        "td", "th", "menu", "dir", "listing", "plaintext", "xmp",
    }
)  # fmt: skip
_PREFORMATTED = frozenset({"pre", "listing", "plaintext", "xmp"})
_DOUBTFUL = frozenset({"bdo", "select", "textarea"})
_SPECIAL = _STRUCK | _PREFORMATTED | _DOUBTFUL | {"sup", "sub", "font"}
UNLIKE = _NOT_DISPLAYED | _SPECIAL
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ZERO = re.compile(r"[+-]?0*(?:\.0*)?(?:px|pt|em|rem|%|ex|pc|cm|mm|in|vw|vh)?")
_OFF_PAGE = re.compile(r"-(?:999(?![0-9])|[0-9]{4,})")  # -105pt is an indent of Word's
_COMPOUND = re.compile(r"([\w-]*)((?:[.#][\w-]+)*)")
_NAMED = re.compile(r"[.#][\w-]+")
_RAISED = str.maketrans("0123456789０１２３４５６７８９", "⁰¹²³⁴⁵⁶⁷⁸⁹" * 2)
_LOWERED = str.maketrans("0123456789０１２３４５６７８９", "₀₁₂₃₄₅₆₇₈₉" * 2)


@dataclass(frozen=True)
class _Style:
    """The declarations of one style attribute that matter here; None where it says nothing."""

    gone: bool = False
    struck: bool = False
    reversed: bool = False
    display: str = ""
    seen: bool | None = None
    tiny: bool | None = None
    raised: str = ""
    pre: bool | None = None


_PLAIN = _Style()


@dataclass(frozen=True)
class Look:
    """How the text at one place looks, by everything around it. `hiding` are the names (.class, #id, tag) that style
    sheets hide somewhere."""

    hiding: frozenset[str] = frozenset()
    seen: bool = True
    tiny: bool = False
    struck: bool = False
    raised: str = ""
    pre: bool = False
    doubtful: bool = False
    in_cell: bool = False

    def show(self, text: str) -> str:
        """The text as it may be read: nothing where it is not seen, superscripts as superscripts."""
        if not self.seen or self.tiny:
            return ""
        if self.raised:
            raised = text.translate(_RAISED if self.raised == "sup" else _LOWERED)
            text = raised if raised != text else f" {text} "
        return f"[{text}]" if self.doubtful and text.strip() else text

    @property
    def is_plain(self) -> bool:
        """Whether text is read here as it stands."""
        return self.seen and not (self.tiny or self.struck or self.raised or self.pre or self.doubtful)

    def hides_more_than(self, around: "Look") -> bool:
        """Whether text is hidden or struck here that is not so around."""
        return (self.seen, self.tiny, self.struck) != (around.seen, around.tiny, around.struck)


def look_of(element: Element, around: Look) -> Look | None:
    """How text in an element looks, None where the element is not displayed at all."""
    tag = element.tag
    if tag in _NOT_DISPLAYED:
        return None
    style = _style(element)
    hidden = bool(around.hiding) and (around.in_cell or tag not in BLOCKS) and is_hidden_by_name(element, around)
    if style.gone or element.get("hidden") is not None:
        return None
    if style is _PLAIN and not hidden and tag not in _SPECIAL:
        return around
    return _changed(around, style, str(tag), hidden, bool(element.get("size")))


@lru_cache(maxsize=2**12)
def _changed(around: Look, style: _Style, tag: str, hidden: bool, sized: bool) -> Look:
    """The look around, changed by an element's tag and style."""
    look = replace(
        around,
        seen=around.seen if style.seen is None else style.seen,
        tiny=(around.tiny and not sized) if style.tiny is None else style.tiny,
        struck=around.struck or style.struck or tag in _STRUCK,
        raised=style.raised or around.raised,
        pre=(around.pre if style.pre is None else style.pre) or tag in _PREFORMATTED,
        doubtful=around.doubtful or hidden or tag in _DOUBTFUL or style.reversed,
    )
    return replace(look, raised=tag) if tag in ("sup", "sub") else look


def break_of(element: Element) -> str:
    """What stands between an element's text and the text around it: a line break, a space, or nothing."""
    tag = element.tag
    display = _style(element).display
    if display:
        return {"inline": "", "contents": ""}.get(display, " " if display.startswith("inline-") else "\n")
    return "\n" if tag in BLOCKS else ""


def hiding_names(sheets: Iterable[str]) -> frozenset[str]:
    """The classes and ids whose text some rule of the style sheets does not display, strikes or turns around."""
    names: set[str] = set()
    for sheet in sheets:
        for rule in _COMMENT.sub("", sheet).split("}"):
            before, _, declarations = rule.rpartition("{")
            selectors = before.rpartition("{")[2]
            style = _read_style(declarations)
            if style.gone or style.struck or style.reversed or style.seen is False or style.tiny:
                for selector in selectors.split(","):
                    names.update(_names_of(re.split(r"[\s>+~]+", selector.strip())[-1]))
    return frozenset(names)


def _names_of(selector: str) -> Iterable[str]:
    """The names that elements of a simple selector go by; none with a pseudo-class: it may say hover, or before."""
    match = _COMPOUND.fullmatch(selector)
    return (_NAMED.findall(match[2]) or [match[1].lower()]) if match else ()


def is_hidden_by_name(element: Element, look: Look) -> bool:
    """Whether some style sheet hides elements of this one's class, id or tag; if it hides this one is not known."""
    if not look.hiding:
        return False
    names = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}", element.tag}
    return not look.hiding.isdisjoint(names)


def says_nothing(style: str) -> bool:
    """Whether a style attribute changes nothing that matters here, where text around it is plain."""
    said = _read_style(style)
    return said == replace(_PLAIN, seen=said.seen, tiny=said.tiny, pre=said.pre) and (
        said.seen is not False and not said.tiny and not said.pre
    )


def _style(element: Element) -> _Style:
    text = element.get("style")
    return _read_style(text) if text else _PLAIN


@lru_cache(maxsize=2**12)
def _read_style(text: str) -> _Style:
    said = {}
    for declaration in _COMMENT.sub("", text).lower().split(";"):
        name, _, value = declaration.partition(":")
        said[name.strip()] = value.replace("!important", "").strip()
    decoration = said.get("text-decoration", "") + said.get("text-decoration-line", "")
    off_page = [said.get(name, "") for name in ("left", "top", "text-indent", "margin-left", "right")]
    style = _Style(
        gone=said.get("display") == "none"
        or said.get("mso-hide") == "all"
        or said.get("visibility") == "collapse"
        or bool(_ZERO.fullmatch(said.get("opacity", "1")))
        or said.get("color") == "transparent"
        or _is_clipped(said)
        or any(_OFF_PAGE.match(value) for value in off_page),
        struck="line-through" in decoration,
        reversed="override" in said.get("unicode-bidi", ""),
        display=_display(said),
        seen=said["visibility"] != "hidden" if "visibility" in said else None,
        tiny=_tiny(said),
        raised={"super": "sup", "sub": "sub"}.get(said.get("vertical-align", ""), ""),
        pre=said["white-space"].startswith("pre") if "white-space" in said else None,
    )
    return _PLAIN if style == _PLAIN else style


def _is_clipped(said: dict[str, str]) -> bool:
    """Whether a box has no size to show text in."""
    sizes = [said[name] for name in ("height", "max-height", "width", "max-width") if name in said]
    is_empty = "hidden" in said.get("overflow", "") and any(map(_ZERO.fullmatch, sizes))
    return is_empty or said.get("clip", "").startswith(("rect(0", "rect(1px"))


def _display(said: dict[str, str]) -> str:
    display = said.get("display", "").partition(" ")[0]
    if display in ("", "none") and said.get("float", "none") != "none":
        return "inline-block"
    return "" if display.startswith(("table-", "inherit", "initial", "-")) else display


def _tiny(said: dict[str, str]) -> bool | None:
    """Whether the font has no size. A size relative to the one around it says nothing."""
    size = said.get("font-size") or next((word for word in said.get("font", "").split() if word[0] in "0123456789"), "")
    size = size.partition("/")[0]
    if _ZERO.fullmatch(size) and size:
        return True
    is_relative = size.endswith(("em", "%")) and not size.endswith("rem")
    return None if not size or is_relative else False
