"""Web pages of governments, `.html` as saved: running text and tables in displayed order, without what is not shown.

Text that is hidden or struck is left out, superscripts stay superscripts, a line of running text ends at a block's edge
or at <br>; inside a cell these are white space. Navigation is left out: <nav>, <aside>, a page's <header> and <footer>,
lists made of links only. `webpage_trees` says which pages are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element as Element

from gongkai.containers.blocks import Block, Grid, Paragraph
from gongkai.containers.webpage_changes import CHROME, END, LISTS, PICTURES, ROWS, find_changes, gather
from gongkai.containers.webpage_styles import BLOCKS, Look, break_of, hiding_names, look_of
from gongkai.containers.webpage_tables import Rows, is_data, place_cells, take_apart
from gongkai.containers.webpage_trees import parse_page
from gongkai.errors import DocumentError, Place

_SPACE = re.compile(r"[ \t\r\n\f]+")
_EDGES = f" \t\r\n\f{END}"
_LONGEST_CHROME = 3_000
_LARGEST_CHROME = 5_000
_BETWEEN_LINKS = re.compile(r"[\s|>»›·•,，、/\\\-—\[\]()（）【】]|20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?")
# Digits behind a superscript or behind doubtful text are no number of their own: 1²3件 is not 3件.
_BEHIND_MARK = re.compile(r"(?<=[⁰¹²³⁴-⁹₀-₉\]\ufffc])\s*(?=[0-9０-９])")
# Where struck text was left out (no page can hold the character): 1<del>2</del>3件 is not 13件.
_LEFT_OUT = "\0"
_JOINING = re.compile(r"(?<=[0-9０-９.,．，])\0+(?=[0-9０-９.,．，万亿])")
_ATTACHED = re.compile(r"[^/\\?&=#\x00-\x1f]+\.(?:docx?|pdf|xlsx?|wps|et|zip|rar|rtf|ofd)", re.IGNORECASE)


def read_webpage(content: bytes, name: str) -> list[Block]:
    """The blocks of one page; DocumentError says why it is none that can be read."""
    root = parse_page(content, name)
    look = Look(hiding=hiding_names(sheet.text or "" for sheet in root.iter("style")))
    flow = _Flow(name, find_changes(root, look))
    flow.read(root, look)
    flow.end_line()
    if not flow.blocks:
        pictures = sum(1 for _ in root.iter(*PICTURES))
        if pictures:
            raise DocumentError("a page of pictures, without text", Place(name), "pictures only")
        raise DocumentError("a page without text", Place(name), "no report")
    return flow.blocks


def find_attachments(content: bytes) -> list[str]:
    """The names of the documents that a page links to, each once, in order."""
    root = parse_page(content, "", is_whole=False)
    names: dict[str, None] = {}
    for link in root.iter("a"):
        address = unquote((link.get("href") or "").strip())
        if address.lower().startswith(("javascript:", "mailto:")):
            continue
        path = urlsplit(address.replace("[", "%5B").replace("]", "%5D"))
        printed = "".join(map(str, link.itertext())).strip()
        found = next(filter(None, map(_attached, (path.path, *re.split("[&=]", path.query), printed))), "")
        if found:
            names[found] = None
    return list(names)


def _attached(place: str) -> str:
    """The file name that an address or a link's text ends with, if it is a document's."""
    last = re.split(r"[/\\]", place)[-1].strip()
    return last if _ATTACHED.fullmatch(last) else ""


class _Flow:
    """Running text as it is displayed, cut into lines; `struck` keeps what was struck out or has no size."""

    def __init__(self, name: str, changes: set[Element]) -> None:
        self.name = name
        self.changes = changes
        self.blocks: list[Block] = []
        self.struck = ""
        self._parts: list[str] = []
        self._is_marked = False

    def say(self, text: str | None, look: Look) -> None:
        """Add text to the line."""
        if not text:
            return
        if look.struck or look.tiny:
            self.struck += text if look.seen else ""
            self._parts += [_LEFT_OUT] if look.struck and look.seen else []
            return
        shown = look.show(text)
        if look.pre and "\n" in shown:
            for line in shown.split("\n"):
                self._parts.append(line)
                self.end_line(in_cell=look.in_cell)
        elif shown:
            self._parts.append(shown)
            self._is_marked = self._is_marked or bool(look.raised) or look.doubtful or look.is_unsure

    def end_line(self, *, in_cell: bool = False) -> None:
        """What was said so far is a line of its own."""
        if not self._parts:
            return
        line = _squeezed("".join(self._parts))
        if self._is_marked:
            line = _BEHIND_MARK.sub("/", line)
        if _LEFT_OUT in line:
            line = _JOINING.sub("\ufffc", line).replace(_LEFT_OUT, "")
        self._parts.clear()
        self._is_marked = False
        if line.strip() or (in_cell and line):
            self.blocks.append(Paragraph(line))

    def read(self, element: Element, look: Look) -> None:
        """An element's text with that of everything in it; `look` is its own."""
        self.say(element.text, look)
        is_plain = look.is_plain
        for child in element:
            if child in self.changes or not is_plain:
                self._child(child, look)
            else:
                self._plain(child, look)
            if tail := child.tail:
                self.say(tail, look)

    def _plain(self, child: Element, around: Look) -> None:
        """An element that changes nothing, with everything in it."""
        tag = child.tag
        if tag == "br":
            self.end_line(in_cell=around.in_cell)
            return
        parts = [END] if tag in BLOCKS else []
        ends = parts[:]
        if (around.in_cell and tag in ROWS) or not gather(child, parts):
            self._child(child, around)
            return
        for part in parts + ends:
            if part is not END:
                self._parts.append(part)
            elif self._parts:
                self.end_line(in_cell=around.in_cell)

    def _child(self, child: Element, around: Look) -> None:
        tag = str(child.tag)
        if tag == "br":
            self.end_line(in_cell=around.in_cell)
            return
        look = look_of(child, around)
        if around.in_cell and (look is None or look.hides_more_than(around)) and _may_go_on(child):
            self._parts.append("[?]")
        if look is None or (not look.in_cell and _is_chrome(child)):
            self._break("\n" if look else "", around)
            return
        if tag in PICTURES or tag == "input":
            self._picture(child, look)
            return
        if look.in_cell and tag in ROWS:
            raise DocumentError(
                "rows of a table inside a cell: tags are missing, and what belongs to which row cannot be told",
                Place(self.name),
                "doubtful",
            )
        parted = break_of(child)
        self._break(parted, look)
        if tag == "table":
            self._table(child, look)
        else:
            self.read(child, look)
        self._break(parted, look)

    def _break(self, parted: str, look: Look) -> None:
        if parted == "\n":
            self.end_line(in_cell=look.in_cell)
        elif parted:
            self._parts.append(parted)

    def _picture(self, element: Element, look: Look) -> None:
        """A picture or a field to fill in, where a number could be: not to be read, and not blank."""
        if not look.in_cell or _is_spacer(element):
            return
        self.say("[image: ]" if element.tag != "input" else f"[{element.get('value')}]", replace(look, raised=""))

    def _table(self, table: Element, look: Look) -> None:
        rows = take_apart(table, look, self.changes)
        for element, own in rows.before:
            self._break("\n", look)
            if element.tag == "table":
                self._table(element, own)
            else:
                self.read(element, own)
        stray = _squeezed("".join(rows.stray))
        if stray.strip():
            self._break("\n", look)
            self.blocks.append(Paragraph(stray))
        self._break("\n", look)
        if is_data(rows):
            self._grid(rows)
            return
        for row in rows.cells():
            for cell, own, _ in row:
                self.read(cell, own)
                self._break("\n", own)

    def _grid(self, rows: Rows) -> None:
        inner: list[Block] = []
        inside: dict[Look, Look] = {}
        texts: list[list[str]] = []
        for row in rows.cells():
            texts.append([])
            for cell, look, plain in row:
                if plain is not None:
                    texts[-1].append(_lines(plain))
                    continue
                around = inside.get(look) or inside.setdefault(look, replace(look, in_cell=True))
                text, grids = self._cell(cell, around)
                texts[-1].append(text)
                inner += grids
        self.blocks.append(Grid(place_cells(rows, texts, self.name)))
        self.blocks += inner

    def _cell(self, cell: Element, look: Look) -> tuple[str, list[Block]]:
        """A cell's text, its lines kept apart, and the tables in it. What is not all to be told is no number."""
        flow = _Flow(self.name, self.changes)
        flow.read(cell, look)
        flow.end_line(in_cell=True)
        text = "\n".join(block.text for block in flow.blocks if isinstance(block, Paragraph))
        grids: list[Block] = [block for block in flow.blocks if isinstance(block, Grid)]
        if grids:
            text = f"{text}\n[table]".lstrip()
        if flow.struck.strip() and not text.strip():
            text = f"~~{flow.struck.strip()}~~"
        return text, grids


def _squeezed(text: str) -> str:
    """The text with its white space as displayed."""
    # Most texts have no white space to change, and no pattern says so as quickly.
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        text = _SPACE.sub(" ", text)
    return text.strip(" ")


def _lines(plain: str) -> str:
    """The lines of a plain cell."""
    inner = plain.strip(_EDGES)
    return _squeezed(inner) if END not in inner else "\n".join(filter(None, map(_squeezed, inner.split(END))))


def _may_go_on(element: Element) -> bool:
    """Whether an element may end further down than the parser says: a browser does not end <span> or <del> at their end
    tag where a paragraph inside them was left open."""
    return element.tag not in BLOCKS and next(element.iter("p", "div", "li"), None) is not None


def _is_spacer(element: Element) -> bool:
    """A picture too small to hold a figure, or a field that shows nothing."""
    if element.tag == "input":
        return (element.get("type") or "").lower() == "hidden" or not (element.get("value") or "").strip()
    return any((element.get(side) or "").strip() in ("0", "1", "2", "0px", "1px") for side in ("width", "height"))


def _is_chrome(element: Element) -> bool:
    """Navigation around a report. What holds a table, a first heading or long text is no navigation, whatever its name:
    an element that was never closed holds the rest of the page."""
    tag = element.tag
    if tag not in LISTS and tag not in CHROME and (element.get("role") or "").lower() != "navigation":
        return False
    if sum(1 for _ in zip(element.iter(), range(_LARGEST_CHROME), strict=False)) == _LARGEST_CHROME:
        return False
    if tag in LISTS:
        return _is_links_only(element)
    if tag in ("header", "footer") and any(above.tag in ("article", "main") for above in element.iterancestors()):
        return False
    if next(element.iter("table", "h1"), None) is not None:
        return False
    return sum(len(text) for text in _texts_outside_links(element)) <= _LONGEST_CHROME


def _is_links_only(element: Element) -> bool:
    """Whether everything printed in a list is links, the dates behind them and what parts them."""
    if next(element.iter("table"), None) is not None or next(element.iter("a"), None) is None:
        return False
    return not any(_BETWEEN_LINKS.sub("", text) for text in _texts_outside_links(element))


def _texts_outside_links(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in ("a", "script", "style"):
            yield from _texts_outside_links(child)
        yield child.tail or ""
