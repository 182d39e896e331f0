"""What a paragraph of a Word document prints, run by run, with what its runs and styles hide, strike or raise.

A raised or lowered digit is written with the digits for that (12³), a struck one in a cell with a stroke through it
(U+0336). U+FFFC stands for a symbol without a character, for digits set over each other and, in a cell of nothing but a
figure, for the number that Word counts its paragraphs with: such a cell is never read as a number. Left-out text never
joins the digits around it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gongkai.errors import DocumentError, Place

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
IMAGE = "[image: ]"
SYMBOL = "\ufffc"
_LEFT_OUT = "\0"  # no XML can hold it
_JOINING = re.compile(r"(?<=[0-9０-９.,．，万亿])\0+(?=[0-9０-９.,．，万亿])")
_DIGIT = re.compile("[0-9０-９]")
_FIGURE = re.compile("[0-9０-９.,．，\\s]*")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_RAISED = {
    "superscript": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "subscript": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"),
}
_LEAST_MOVED = 4  # half points
_TINY = {"sz": 2, "w": 5}  # half points of a font, per cent of its width
_PICTOGRAMS = ("wingdings", "webdings")
_SWITCHES = {"vanish": "vanish", "specVanish": "vanish", "strike": "strike", "dstrike": "strike"}
_OFF = ("0", "false", "off", "none")
_TEXTS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": SYMBOL, "pgNum": SYMBOL}
_THROUGH = {"hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "rubyBase", "dir"}
_DRAWN = {"drawing", "pict", "object"}
Look = dict[str, str]


@dataclass
class Runs:
    """The reader of one document's runs; fields may go on over paragraphs, so it remembers which are open."""

    name: str
    styles: Mapping[str, Look]
    default: str = ""
    fields: list[bool] = field(default_factory=list)

    def text(self, paragraph: Any, cell: str = "", *, shaded: bool = False) -> str:
        """The paragraph as printed. In a `cell` (its locator) hidden text is an error: which figure its author meant
        cannot be told."""
        properties = paragraph.find(f"{W}pPr")
        style = None if properties is None else properties.find(f"{W}pStyle")
        look = self.styles.get(self.default if style is None else style.get(f"{W}val", ""), {})
        shaded = shaded or is_shaded(properties)
        printed = "".join(self._inline(paragraph, look, cell, shaded))
        is_numbered = look.get("numbered") if (own := _numbered(properties)) is None else own
        if cell and is_numbered and _FIGURE.fullmatch(printed):
            printed = f"{SYMBOL}{printed}"  # Word prints a number of its own before it
        self.fields = [False] * len(self.fields)  # a field's code ends with its paragraph, whatever became of its marks
        return _JOINING.sub(SYMBOL, printed).replace(_LEFT_OUT, "") if _LEFT_OUT in printed else printed

    def _inline(self, element: Any, look: Look, cell: str, shaded: bool) -> Iterator[str]:
        for child in element:
            kind = _kind(child)
            if kind == "r":
                yield self._run(child, look, cell, shaded)
            elif kind == "bdo":
                yield "\u202e" + "".join(self._inline(child, look, cell, shaded)) + "\u202c"
            elif kind in ("del", "moveFrom"):
                yield _LEFT_OUT
            elif kind in _THROUGH:
                yield from self._inline(child, look, cell, shaded)
            elif kind == "math":
                yield SYMBOL + "".join(part.text or "" for part in child.iter(f"{MATH}t"))

    def _run(self, run: Any, paragraph_look: Look, cell: str, shaded: bool) -> str:
        text = "".join(self._parts(run, paragraph_look, cell, shaded))
        if not text.strip() or text == IMAGE:
            return text
        own = _look(run.find(f"{W}rPr"))
        look = {**paragraph_look, **self.styles.get(own.get("style", ""), {}), **own}
        if look.get("vanish") or _is_unseen(look, shaded):
            if cell:
                raise DocumentError(
                    f"the cell holds hidden text, {text.strip()[:20]!r}", Place(self.name, cell), "doubtful"
                )
            return _LEFT_OUT
        if look.get("strike"):
            return "".join(f"{char}\u0336" for char in text) if cell else _LEFT_OUT
        if look.get("font", "").startswith(_PICTOGRAMS) or (look.get("combined") and _DIGIT.search(text)):
            return SYMBOL
        mark = "superscript" if _is_mark(run) else _moved(run, look)
        raised = _RAISED.get(look.get("vertAlign", "") or mark, _RAISED.get(mark))
        return text.translate(_WIDE).translate(raised) if raised else text

    def _parts(self, run: Any, look: Look, cell: str, shaded: bool) -> Iterator[str]:
        for child in run:
            kind = _kind(child)
            if kind == "fldChar":
                self._field(child.get(f"{W}fldCharType"))
                yield SYMBOL if child.find(f"{W}ffData/{W}ddList") is not None else ""  # prints what no run holds
            elif any(self.fields):
                continue  # the field's code; only its result is printed
            elif kind == "t":
                yield child.text or ""
            elif kind in _TEXTS:
                yield _TEXTS[kind]
            elif kind in _DRAWN:
                yield IMAGE if cell or _holds_picture(child) else ""
            elif kind == "ruby":
                yield from self._inline(child, look, cell, shaded)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(True)
        elif self.fields and kind == "separate":
            self.fields[-1] = False
        elif self.fields and kind == "end":
            self.fields.pop()


def read_styles(styles: Any) -> tuple[dict[str, Look], str]:
    """What each style makes of text, with what it inherits, and the id of the default paragraph style."""
    own: dict[str, Look] = {}
    based: dict[str, str] = {}
    default = ""
    for style in styles.iterchildren(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        own[name] = _look(style.find(f"{W}rPr"))
        if (numbered := _numbered(style.find(f"{W}pPr"))) is not None:
            own[name]["numbered"] = numbered
        parent = style.find(f"{W}basedOn")
        based[name] = "" if parent is None else parent.get(f"{W}val", "")
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
            default = name
    return {name: _inherited(name, own, based) for name in own}, default


def _inherited(name: str, own: Mapping[str, Look], based: Mapping[str, str]) -> Look:
    chain: list[str] = []
    while name in own and name not in chain:
        chain.append(name)
        name = based[name]
    look: Look = {}
    for ancestor in reversed(chain):
        look |= own[ancestor]
    return {key: value for key, value in look.items() if value}


def _look(properties: Any) -> Look:
    """What run properties say of what concerns us; an empty value takes back what a style says."""
    look: Look = {}
    for child in properties if properties is not None else ():
        kind, value = _kind(child), child.get(f"{W}val", "")
        if kind == "rStyle":
            look["style"] = value
        elif kind in _SWITCHES:
            look[_SWITCHES[kind]] = "" if value in _OFF else "on"
        elif kind in ("vertAlign", "highlight", "position"):
            look[kind] = value
        elif kind == "color":
            is_paper = value == "auto" and child.get(f"{W}themeColor", "") in ("background1", "light1")
            look[kind] = "FFFFFF" if is_paper and child.get(f"{W}themeShade") is None else value.upper()
        elif kind in _TINY:
            look[kind] = "on" if _is_tiny(kind, value) else ""
        elif kind == "eastAsianLayout":
            look["combined"] = "" if child.get(f"{W}combine", "0") in _OFF else "on"
        elif kind == "rFonts":
            look["font"] = child.get(f"{W}ascii", "").lower()
        elif kind == "shd":
            look["shd"] = "" if child.get(f"{W}fill", "auto") in ("auto", "FFFFFF") else child.get(f"{W}fill").upper()
    return look


def _numbered(properties: Any) -> str | None:
    """Whether paragraph properties have Word number the paragraph; None where they say nothing of it."""
    number = None if properties is None else properties.find(f"{W}numPr/{W}numId")
    return None if number is None else "" if number.get(f"{W}val", "0") == "0" else "on"


def _is_tiny(kind: str, value: str) -> bool:
    """Whether a font's size or width is too small to be seen."""
    number = value.rstrip("%")
    return number.isdecimal() and int(number) <= _TINY[kind]


def _is_unseen(look: Look, shaded: bool) -> bool:
    """Whether text is too small, or in the colour of what it stands on."""
    colour, ground = look.get("color", ""), look.get("shd", "")
    is_dark_on_dark = look.get("highlight") == "black" and colour in ("", "AUTO", "000000")
    is_white = bool(re.fullmatch("(?:[EF][0-9A-F]){3}", colour)) and not shaded and not ground
    return bool(look.get("sz") or look.get("w") or is_dark_on_dark or is_white or (ground and colour == ground))


def _is_mark(run: Any) -> bool:
    """Whether a run's text is the mark of a note."""
    return any(_kind(child) in ("footnoteReference", "endnoteReference") for child in run)


def mark_placeholder(control: Any) -> None:
    """Mark what a content control shows while nobody has filled it in: it is no figure."""
    showing = control.find(f"{W}sdtPr/{W}showingPlcHdr")
    if showing is None or showing.get(f"{W}val") in _OFF:
        return
    for text in control.iterfind(f"{W}sdtContent//{W}t"):
        if _DIGIT.search(text.text or ""):
            text.text = f"{SYMBOL}{text.text}{SYMBOL}"


def is_shaded(properties: Any) -> bool:
    """Whether table, cell or paragraph properties paint the ground: white text can be seen on it."""
    shades = properties.iterchildren(f"{W}shd") if properties is not None else ()
    return any(shade.get(f"{W}fill", "auto") not in ("auto", "FFFFFF") for shade in shades)


def _moved(run: Any, look: Look) -> str:
    """How a run is raised or lowered by points beside digits that are not; what all of a paragraph is, is no note."""
    height = look.get("position", "")
    if not height.lstrip("-").isdecimal() or abs(int(height)) < _LEAST_MOVED:
        return ""
    others = (other for other in run.getparent() if _look(other.find(f"{W}rPr")).get("position", "") != height)
    digits = (char for other in others for part in other.iter(f"{W}t") for char in part.text or "" if char.isdigit())
    if next(digits, "") == "":
        return ""
    return "superscript" if int(height) > 0 else "subscript"


def _holds_picture(drawn: Any) -> bool:
    return any(_kind(part) in ("blip", "imagedata", "OLEObject", "chart") for part in drawn.iter())


def _kind(element: Any) -> str:
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if tag.startswith(MATH):
        return "math" if tag in (f"{MATH}oMath", f"{MATH}oMathPara") else ""
    return tag.rpartition("}")[2]
