"""What markup does to text: which of it is displayed, struck, raised or doubtful, and which elements begin a new line.

Styles are read where they stand, on the element. A class that a style sheet hides may be shown again by another rule,
a script or a width of the window; text under such a class is `doubtful`: kept in brackets where a number could be.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml.etree import _Element as Element

from gongkai.containers.webpage_shades import (
    is_faint,
    is_hardly_seen,
    is_like_its_ground,
    is_painted,
    is_pale,
    is_shifted,
)

_NOT_DISPLAYED = frozenset(
    {
        "script", "style", "template", "noscript", "head", "title", "iframe", "datalist", "dialog", "rt", "rp", "xml",
        "noframes", "noembed", "param", "audio",
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
_DOUBTFUL = frozenset({"bdo", "select", "textarea", "math", "progress", "meter"})
_SPECIAL = _STRUCK | _PREFORMATTED | _DOUBTFUL | {"sup", "sub", "font"}
UNLIKE = _NOT_DISPLAYED | _SPECIAL
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# Classes of frameworks that hide text, or mark notes, by style sheets that a saved page has not.
USUAL = frozenset(
    {
        ".hide", ".hidden", ".none", ".dn", ".hid", ".undis", ".d-none", ".is-hidden", ".ng-hide", ".fn-hide",
        ".layui-hide", ".sr-only", ".visually-hidden", ".invisible", ".MsoFootnoteReference", ".MsoEndnoteReference",
        ".MsoCommentReference",
    }
)  # fmt: skip
UNSURE = "~"  # before names that style sheets make pale or shift
_ZERO = re.compile(r"[+-]?0*(?:\.0*)?(?:px|pt|em|rem|%|ex|pc|cm|mm|in|vw|vh)?")
_OFF_PAGE = re.compile(r"-(?:999(?![0-9])|[0-9]{4,})")  # -105pt is an indent of Word's
_COMPOUND = re.compile(r"([\w*-]*)((?:[.#][\w-]+|\[[\w-]+\])*)")
_NAMED = re.compile(r"[.#][\w-]+|\[[\w-]+\]")
_ARGUMENT = re.compile(r"\([^()]*\)")
_ATTRIBUTE = re.compile(r"\[\s*([\w-]+)[^\]]*\]")
# Pseudo-classes of where an element stands: the rule says nothing less of it than one without them.
_PLACED = re.compile(r"(?<!:):(?:(?:nth|first|last|only)-[a-z-]+|not|is|where|has|root)(?![a-z-])")
# A piece of text that is a figure, maybe with its unit; a label that begins with a number is none.
_FIGURE = re.compile(r"\s*[0-9０-９.,，．\s]*[0-9０-９][万亿千百条件次人份元项个篇期\s]*")
# Numbers of running text, but for those of a date, which say whose report it is, and of a chapter.
_QUANTITY = re.compile(
    r"[0-9０-９][0-9０-９.,，．]*(?!\s*[年月日0-9０-９.,，．])"
    r"|[〇零一二三四五六七八九十百千万两]+(?![〇零一二三四五六七八九十百千万两、，.．）)年月日])"
)
_RAISED = str.maketrans("0123456789０１２３４５６７８９", "⁰¹²³⁴⁵⁶⁷⁸⁹" * 2)
_LOWERED = str.maketrans("0123456789０１２３４５６７８９", "₀₁₂₃₄₅₆₇₈₉" * 2)


@dataclass(frozen=True)
class _Style:
    """The declarations of one style attribute that matter here; None where it says nothing."""

    gone: bool = False
    struck: bool = False
    reversed: bool = False
    unsure: bool = False
    painted: bool = False
    pale: bool | None = None
    display: str = ""
    seen: bool | None = None
    tiny: bool | None = None
    raised: str = ""
    pre: bool | None = None


_PLAIN = _Style()


@dataclass(frozen=True)
class Look:
    """How the text at one place looks, by everything around it. `hiding` are the names (.class, #id, [attribute], tag)
    that style sheets hide somewhere. A figure of a cell, or a quantity of a sentence, that is `unsure`, or `pale` on a
    ground not `painted`, may be one that nobody sees, or the mark of a note."""

    hiding: frozenset[str] = USUAL
    seen: bool = True
    tiny: bool = False
    struck: bool = False
    raised: str = ""
    pre: bool = False
    doubtful: bool = False
    in_cell: bool = False
    unsure: bool = False
    pale: bool = False
    painted: bool = False

    @property
    def is_unsure(self) -> bool:
        """Whether a figure here may be one that nobody sees, or the mark of a note."""
        return self.unsure or (self.pale and not self.painted)

    def show(self, text: str) -> str:
        """The text as it may be read: nothing where it is not seen, superscripts as superscripts."""
        if not self.seen or self.tiny:
            return ""
        if self.raised:
            raised = text.translate(_RAISED if self.raised == "sup" else _LOWERED)
            text = raised if raised != text else f" {text} "
        is_unsure = self.in_cell and self.is_unsure and _FIGURE.fullmatch(text)
        if not self.in_cell and (self.is_unsure or self.doubtful):
            text = _QUANTITY.sub("\ufffc", text)
        return f"[{text}]" if is_unsure or (self.doubtful and text.strip()) else text

    @property
    def is_plain(self) -> bool:
        """Whether text is read here as it stands."""
        return self.seen and not (
            self.tiny or self.struck or self.raised or self.pre or self.doubtful or self.is_unsure
        )

    def hides_more_than(self, around: "Look") -> bool:
        """Whether text is hidden or struck here that is not so around."""
        return (self.seen, self.tiny, self.struck) != (around.seen, around.tiny, around.struck)


def look_of(element: Element, around: Look) -> Look | None:
    """How text in an element looks, None where the element is not displayed at all."""
    tag = element.tag
    if tag in _NOT_DISPLAYED:
        return None
    style = _style(element)
    hidden = is_hidden_by_name(element, around)
    if style.gone or element.get("hidden") is not None:
        return None
    if hidden and tag in BLOCKS and not around.in_cell:
        around, hidden = replace(around, unsure=True), False  # all of a report may stand in it, and be shown
    if is_hidden_by_name(element, around, UNSURE):
        around = replace(around, unsure=True)
    colours = (element.get("color"), element.get("bgcolor"))
    if style is _PLAIN and not hidden and tag not in _SPECIAL and not any(colours):
        return around
    return _changed(around, style, str(tag), hidden, bool(element.get("size")), colours)


@lru_cache(maxsize=2**12)
def _changed(
    around: Look, style: _Style, tag: str, hidden: bool, sized: bool, colours: tuple[str | None, str | None]
) -> Look:
    """The look around, changed by an element's tag, style, and colours of text and ground."""
    colour, ground = colours
    pale = style.pale if style.pale is not None else is_pale(colour) if colour else around.pale
    look = replace(
        around,
        seen=around.seen if style.seen is None else style.seen,
        tiny=(around.tiny and not sized) if style.tiny is None else style.tiny,
        struck=around.struck or style.struck or tag in _STRUCK,
        raised=style.raised or around.raised,
        pre=(around.pre if style.pre is None else style.pre) or tag in _PREFORMATTED,
        doubtful=around.doubtful or hidden or tag in _DOUBTFUL or style.reversed,
        unsure=around.unsure or (style.unsure and tag not in BLOCKS),
        pale=pale,
        painted=around.painted or style.painted or bool(ground and not is_pale(ground)),
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
    """The names of elements whose text some rule of the style sheets does not display, strikes or turns around, or
    (with a mark before them) makes pale or shifts; and those that frameworks hide."""
    names = set(USUAL)
    for sheet in sheets:
        for rule in _COMMENT.sub("", sheet).split("}"):
            before, _, declarations = rule.rpartition("{")
            selectors = before.rpartition("{")[2]
            style = _read_style(declarations)
            hides = style.gone or style.struck or style.reversed or style.seen is False or style.tiny
            is_pale_there = bool(style.pale) and not style.painted
            if hides or is_pale_there or style.unsure or style.raised:
                mark = "" if hides else UNSURE
                names.update(mark + name for selector in _plain(selectors).split(",") for name in _names_of(selector))
    return USUAL if names == USUAL else frozenset(names)


def _plain(selectors: str) -> str:
    """Selectors without what narrows them by an element's place or the value of an attribute."""
    bare = _ATTRIBUTE.sub(r"[\1]", _ARGUMENT.sub("", _ARGUMENT.sub("", selectors)))
    return _PLACED.sub("", bare)


def _names_of(selector: str) -> Iterable[str]:
    """The names that elements of a selector go by; none with any other pseudo-class: it may say hover, or before."""
    match = _COMPOUND.fullmatch(re.split(r"[\s>+~]+", selector.strip())[-1])
    if match is None:
        return ()
    return _NAMED.findall(match[2]) or [match[1].lower() or "*"]


def is_hidden_by_name(element: Element, look: Look, mark: str = "") -> bool:
    """Whether some style sheet hides elements of this one's class, id, attributes or tag (or, with the `mark`, makes
    them pale); if it does this one is not known."""
    attributes = element.attrib
    if look.hiding is USUAL:
        return not mark and names_hide(attributes.get("class", ""))
    names = {mark + str(element.tag), f"{mark}*"}
    if attributes:
        names |= {f"{mark}.{name}" for name in attributes.get("class", "").split()}
        names |= {f"{mark}[{name!s}]" for name in attributes} | {f"{mark}#{attributes.get('id')}"}
    return not look.hiding.isdisjoint(names)


def names_hide(classes: str) -> bool:
    """Whether a class attribute holds a name that frameworks hide by."""
    return bool(classes) and not USUAL.isdisjoint(f".{name}" for name in classes.split())


def says_nothing(style: str) -> bool:
    """Whether a style attribute changes nothing that matters here, where text around it is plain."""
    said = _read_style(style)
    plain = replace(_PLAIN, seen=said.seen, tiny=said.tiny, pre=said.pre, painted=said.painted, pale=said.pale)
    return said == plain and not said.pale and (said.seen is not False and not said.tiny and not said.pre)


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
        or is_faint(said)
        or said.get("color") == "transparent"
        or _is_clipped(said)
        or any(_OFF_PAGE.match(value) for value in off_page),
        struck="line-through" in decoration,
        reversed="override" in said.get("unicode-bidi", "") or is_like_its_ground(said),
        unsure=is_shifted(said),
        painted=is_painted(said),
        pale=is_pale(said["color"]) if "color" in said else None,
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
    if size and (_ZERO.fullmatch(size) or is_hardly_seen(size)):
        return True
    is_relative = size.endswith(("em", "%")) and not size.endswith("rem")
    return None if not size or is_relative else False
