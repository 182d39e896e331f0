"""Drawings: a spec becomes an SVG that may stand inside a page.

vl-convert draws with the pinned font; what it drew is read as XML and written again from a closed list of elements and
attributes, its text through the page's own escape, its ids made unique. No `style` attribute and no script survives, so
a strict content security policy holds. A drawing is kept in the cache under the hash of all that it depends on.
"""

import hashlib
import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from markupsafe import Markup

from gongkai.errors import SiteError
from gongkai.escapes import escape_html
from gongkai.fonts import SHA256, fetch_font

DRAWER = "2"  # raise by hand when `clean_svg` writes something else
_ELEMENTS = {"svg", "g", "path", "text", "tspan", "rect", "line", "circle", "clipPath", "defs", "title"}
_ATTRIBUTES = {
    *("viewBox", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "dx", "dy", "transform", "id", "clip-path"),
    *("width", "height", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"),
    *("stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity", "font-size", "font-weight", "text-anchor"),
}
# A drawing's own size on a page, so that words of all of them are equally large; narrow screens make it smaller.
SCALE = 1.15
_PLAIN = re.compile(r"[\w\s#.,:()%-]*")


class Drawings:
    """Draws specs, and counts how many were drawn anew and how many came from the cache."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self.drawn = 0
        self.kept = 0
        self._font_ready = False

    def draw(self, spec: Mapping[str, Any]) -> Markup:
        """The SVG of a spec, for inlining."""
        text = json.dumps(spec, ensure_ascii=False, sort_keys=True)
        key = hashlib.sha256("\n".join((DRAWER, SHA256, version("vl-convert-python"), text)).encode()).hexdigest()
        kept = self.cache / "charts" / key[:2] / f"{key}.svg"
        if kept.is_file():
            self.kept += 1
        else:
            kept.parent.mkdir(parents=True, exist_ok=True)
            new = kept.with_suffix(f".{os.getpid()}")  # another build may be drawing the same
            new.write_text(clean_svg(self._convert(text), key[:8]), encoding="utf-8")
            new.replace(kept)
            self.drawn += 1
        return Markup(kept.read_text(encoding="utf-8"))  # noqa: S704 - written by clean_svg

    def _convert(self, spec: str) -> str:
        import vl_convert

        if not self._font_ready:
            vl_convert.register_font_directory(str(fetch_font(self.cache)))
            self._font_ready = True
        try:
            return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))
        except ValueError as error:
            raise SiteError(f"a chart could not be drawn: {error}") from error


def clean_svg(svg: str, mark: str) -> str:
    """`svg` from the closed list of elements and attributes, each id with `mark` before it; text escaped."""
    root = ET.fromstring(svg)  # noqa: S314 - drawn by ourselves a moment ago
    return _write(root, mark)


def _write(element: ET.Element, mark: str) -> str:
    name = element.tag.rpartition("}")[2]
    if name not in _ELEMENTS:
        return ""
    attributes = ""
    for key, value in sorted(element.attrib.items()):
        if key not in _ATTRIBUTES or not _PLAIN.fullmatch(value):
            continue
        if name == "svg" and key in {"width", "height"}:
            value = f"{float(value) * SCALE:.1f}"
        if key == "id":
            value = f"c{mark}-{value}"
        elif key == "clip-path":
            value = value.replace("url(#", f"url(#c{mark}-")
        attributes += f' {key}="{value}"'
    if name == "svg":
        attributes += ' aria-hidden="true" focusable="false"'
    inside = escape_html(element.text) if element.text and name in {"text", "tspan", "title"} else ""
    inside += "".join(_write(child, mark) for child in element)
    return f"<{name}{attributes}>{inside}</{name}>"
