"""What an .xlsx prints otherwise than it holds: hidden rows and columns, numbers under formats that change them,
struck, raised or white text, and formulas without a result. Kept apart, because the reader of values does not tell.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from gongkai.errors import DocumentError, Place

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# The strict variant has other names for the same parts, cells and attributes.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", _MAIN[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _RELATION[1 : _RELATION.index("}")].encode()),
)
_CELL, _VALUE, _FORMULA, _PROPERTIES = (f"{_MAIN}{tag}" for tag in ("c", "v", "f", "rPr"))
_LETTERS = re.compile(r"[A-Z]{1,3}")
# Formats that every workbook knows without declaring them; other numbers below 164 are dates, money, shares, fractions,
# and print no number as it is held.
_BUILT_IN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 49: "@"}
_BUILT_IN |= {37: "#,##0 ;(#,##0)", 38: "#,##0 ;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)"}
_BUILT_IN |= {41: '_(* #,##0_);_(* (#,##0);_(* "-"_)', 43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_)'}
_OTHER = "%"
_TEXT_SECTION = 4
_AS_HELD = frozenset({"General", "@", ""})
_UNSEEN = re.compile(r"_.|\* |\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\d+|DBNum0)\]", re.IGNORECASE)
_PLAIN = re.compile(r"(?P<sign>-?)[#0?]*(?:,[#0?]+)*(?:\.(?P<decimals>[0#?]+))?")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


_NEARLY_WHITE = re.compile("(?:[0-9A-F]{2})?(?:[EF][0-9A-F]){3}")
_WHITES = ("1", "9")  # of the colours that every workbook knows by number


@dataclass
class SheetLooks:
    """One sheet: 0-based hidden rows and columns, cells printed otherwise, and how far it reaches."""

    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)
    otherwise: set[tuple[int, int]] = field(default_factory=set)
    height: int = 0
    width: int = 0

    def hidden_columns(self, width: int) -> set[int]:
        """The hidden columns of a sheet that is so wide."""
        return {column for first, last in self.columns for column in range(first, min(last + 1, width))}


@dataclass(frozen=True)
class _Styles:
    """By cell format: the number format, and whether its font strikes, raises or hides; doubtful shared strings, and
    which of the formats that depend on a condition change what is printed."""

    formats: list[str]
    fonts: list[bool]
    strings: set[int]
    conditional: list[bool]

    def plain(self) -> frozenset[str | None]:
        """The formats, as cells name them, that print everything as held."""
        told = zip(self.formats, self.fonts, strict=True)
        numbers = [str(at) for at, (code, alters) in enumerate(told) if code in _AS_HELD and not alters]
        return frozenset([*numbers, None] if "0" in numbers or not self.formats else numbers)


def read_looks(content: bytes, name: str) -> dict[str, SheetLooks]:
    """The looks of every sheet by its name; empty for a workbook of another kind than .xlsx."""
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = set(archive.namelist())
            if "xl/workbook.xml" not in parts:
                return {}
            styles = _styles(archive, parts)
            return {sheet: _sheet(archive, part, styles) for sheet, part in _sheet_parts(archive) if part in parts}
    except (etree.LxmlError, zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError) as error:
        raise DocumentError("it is damaged: its parts cannot be read", Place(name), "damaged") from error


def _tree(archive: zipfile.ZipFile, part: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    content = archive.read(part)
    for strict, transitional in _STRICT:
        content = content.replace(strict, transitional)
    return etree.fromstring(content, parser)


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("xl", relation.get("Target", ""))).lstrip("/")
        for relation in _tree(archive, "xl/_rels/workbook.xml.rels")
        if isinstance(relation.tag, str)
    }
    workbook = _tree(archive, "xl/workbook.xml")
    if workbook.tag != f"{_MAIN}workbook":
        raise ValueError("of another kind, whose parts have other names")
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        yield sheet.get("name", ""), targets.get(sheet.get(_RELATION), "")


def _styles(archive: zipfile.ZipFile, parts: set[str]) -> _Styles:
    strings: set[int] = set()
    if "xl/sharedStrings.xml" in parts:
        shared = _tree(archive, "xl/sharedStrings.xml")
        items = enumerate(shared.iterchildren(f"{_MAIN}si") if next(shared.iter(_PROPERTIES), None) is not None else ())
        strings = {at for at, item in items if any(_alters(p) or _is_faint(p) for p in item.iter(_PROPERTIES))}
    if "xl/styles.xml" not in parts:
        return _Styles([], [], strings, [])
    tree = _tree(archive, "xl/styles.xml")
    codes = dict(_BUILT_IN)
    for declared in tree.iter(f"{_MAIN}numFmt"):
        codes[int(declared.get("numFmtId", "0"))] = declared.get("formatCode", "")
    fonts = [(_alters(font), _is_faint(font)) for font in tree.iterfind(f"{_MAIN}fonts/{_MAIN}font")]
    painted = [_is_painted(fill) for fill in tree.iterfind(f"{_MAIN}fills/{_MAIN}fill")]
    formats, doubtful = [], []
    for xf in tree.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"):
        formats.append(codes.get(int(xf.get("numFmtId", "0")), _OTHER))
        at = int(xf.get("fontId", "0"))
        alters, is_faint = fonts[at] if at < len(fonts) else (False, False)
        ground = int(xf.get("fillId", "0"))
        doubtful.append(alters or (is_faint and not (ground < len(painted) and painted[ground])))
    conditional = [
        one.find(f"{_MAIN}numFmt") is not None or any(_alters(f) or _is_faint(f) for f in one.iterfind(f"{_MAIN}font"))
        for one in tree.iterfind(f"{_MAIN}dxfs/{_MAIN}dxf")
    ]
    return _Styles(formats, doubtful, strings, conditional)


def _alters(properties: Any) -> bool:
    """Whether a font strikes its text through, or raises or lowers it."""
    return any(
        child.get("val", "1") not in ("0", "false", "baseline")
        for child in properties.iterchildren(f"{_MAIN}strike", f"{_MAIN}vertAlign")
    )


def _is_faint(font: Any) -> bool:
    """Whether a font is white, or too small to be seen."""
    sizes = (child.get("val", "") for child in font.iterchildren(f"{_MAIN}sz"))
    return any(map(_is_white, font.iterchildren(f"{_MAIN}color"))) or any(size in ("0", "1") for size in sizes)


def _is_white(colour: Any) -> bool:
    is_nearly = _NEARLY_WHITE.fullmatch(colour.get("rgb", "").upper())
    return (
        bool(is_nearly) or (colour.get("theme") == "0" and not colour.get("tint")) or colour.get("indexed") in _WHITES
    )


def _is_painted(fill: Any) -> bool:
    pattern = fill.find(f"{_MAIN}patternFill")
    if pattern is None:
        return True
    return pattern.get("patternType", "none") != "none" and not any(
        map(_is_white, pattern.iterchildren(f"{_MAIN}fgColor"))
    )


def _conditional(tree: Any, styles: _Styles) -> list[tuple[int, int, int, int]]:
    """The areas where a condition may change what is printed: first and last row, first and last column."""
    areas = []
    for element in tree.iterfind(f"{_MAIN}conditionalFormatting"):
        if any(_changes(rule, styles) for rule in element.iterchildren(f"{_MAIN}cfRule")):
            for area in element.get("sqref", "").split():
                first, _, last = area.partition(":")
                last = last or first
                areas.append((_row(first, 0), _row(last, 2**20), _column(first, 0), _column(last, 2**14)))
    return areas


def _changes(rule: Any, styles: _Styles) -> bool:
    at = int(rule.get("dxfId", "-1"))
    hides_value = any(child.get("showValue") in ("0", "false") for child in rule)
    return hides_value or (0 <= at < len(styles.conditional) and styles.conditional[at])


def _row(reference: str, without: int) -> int:
    """The 0-based row of a reference; a whole column's has none."""
    digits = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$")
    return int(digits) - 1 if digits.isdecimal() else without


def _sheet(archive: zipfile.ZipFile, part: str, styles: _Styles) -> SheetLooks:
    tree, looks, row_number = _tree(archive, part), SheetLooks(), 0
    areas = _conditional(tree, styles)
    hides_zeros = any(view.get("showZeros") in ("0", "false") for view in tree.iter(f"{_MAIN}sheetView"))
    for column in tree.iterfind(f"{_MAIN}cols/{_MAIN}col"):
        if _is_on(column.get("hidden")) or column.get("width") in ("0", "0.0"):
            looks.columns.append((int(column.get("min", "0")) - 1, int(column.get("max", "0")) - 1))
    plain = frozenset() if next(tree.iter(_FORMULA, _PROPERTIES), None) is not None else styles.plain()
    told = frozenset({"e", "s"} if styles.strings else {"e"})
    for row in tree.iterfind(f"{_MAIN}sheetData/{_MAIN}row"):
        row_number = int(row.get("r", row_number + 1))
        if _is_on(row.get("hidden")) or row.get("ht") in ("0", "0.0"):
            looks.rows.add(row_number - 1)
        at = -1
        for cell in row.iterchildren(_CELL):
            at = _column(cell.get("r"), at + 1)
            looks.width = max(looks.width, at + 1)
            is_as_held = cell.get("s") in plain and cell.get("t") not in told
            is_inside = any(top <= row_number - 1 <= end and left <= at <= right for top, end, left, right in areas)
            is_unseen = (hides_zeros and _is_zero(cell)) or (is_inside and bool(cell.findtext(_VALUE)))
            if is_unseen or (not is_as_held and _is_otherwise(cell, styles)):
                looks.otherwise.add((row_number - 1, at))
        if at >= 0:
            looks.height = max(looks.height, row_number)
    return looks


def _is_zero(cell: Any) -> bool:
    """Whether a cell holds a zero that a sheet may print or not."""
    value = cell.findtext(f"{_MAIN}v") or ""
    return cell.get("t", "n") == "n" and bool(_NUMBER.fullmatch(value)) and float(value) == 0


def _column(reference: str | None, following: int) -> int:
    found = _numbered((reference or "").rstrip("0123456789"))
    return following if found is None else found


@lru_cache(maxsize=2**15)
def _numbered(letters: str) -> int | None:
    """The 0-based column of its letters."""
    if not _LETTERS.fullmatch(letters):
        return None
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _is_otherwise(cell: Any, styles: _Styles) -> bool:
    value, kind = cell.findtext(_VALUE), cell.get("t", "n")
    if not value:
        is_rich = any(_alters(properties) for properties in cell.iter(_PROPERTIES))
        return is_rich or (cell.find(_FORMULA) is not None and kind != "str")
    style = int(cell.get("s", "0"))
    if style < len(styles.fonts) and styles.fonts[style]:
        return True
    code = styles.formats[style] if style < len(styles.formats) else "General"
    if kind in ("s", "str"):
        return (kind == "s" and int(value) in styles.strings) or not prints_text(code)
    return kind == "e" or (kind == "n" and not prints(code, value))


@lru_cache(maxsize=2**10)
def prints_text(code: str) -> bool:
    """Whether a number format prints a text, and nothing but it."""
    sections = code.split(";")
    return len(sections) < _TEXT_SECTION or _UNSEEN.sub("", sections[-1]).strip(" ") == "@"


@lru_cache(maxsize=2**14)
def prints(code: str, value: str) -> bool:
    """Whether a number format prints the held number with all its digits and nothing that changes what it says."""
    if code in _AS_HELD:
        return True
    if not _NUMBER.fullmatch(value):
        return False
    number, sections = float(value), code.split(";")
    own = 1 if number < 0 and len(sections) > 1 else 2 if number == 0 and len(sections) > 2 else 0
    match = _PLAIN.fullmatch(_UNSEEN.sub("", sections[own]).strip(" "))
    if not match or not match[0] or (match["sign"] == "-") != (own == 1):
        return False
    is_blank = number == 0 and "0" not in match[0]
    return not is_blank and round(number, len(match["decimals"] or "")) == number


def _is_on(value: str | None) -> bool:
    return value in ("1", "true")
