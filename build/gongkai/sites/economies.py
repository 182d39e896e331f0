"""Economies: every page of a built site says what it said in fewer bytes.

The escape of a report's texts (escapes) writes each character that Markdown might act upon as a numeric reference. Once
MkDocs is done, those that HTML does not act upon either, in text or in a quoted attribute, are written as themselves;
blank lines and indents of the theme go. A browser makes the same document of both. What stands in a script, a style
or preformatted text is left alone: there a reference is no character, or a space is one.
"""

import re
from pathlib import Path

# Nothing that begins or ends a tag, a reference or an attribute, and nothing that a template or a script would open.
_HARMLESS = " %()*+,-./:?@[]_|~!^"
_REFERENCES = re.compile("&#(?:" + "|".join(str(ord(one)) for one in _HARMLESS) + ");")
_KEPT = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL | re.IGNORECASE)
_INDENTS = re.compile(r"[ \t]*\n[ \t\n]*")


def lighten_pages(site: Path) -> None:
    """Rewrite every page of `site`."""
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        lighter = lighten(text)
        if lighter != text:
            path.write_text(lighter, encoding="utf-8", newline="")


def lighten(page: str) -> str:
    """The same document in fewer bytes."""
    parts = _KEPT.split(page)  # text, kept, its tag, text, kept, its tag, … text
    parts[2::3] = [""] * len(parts[2::3])
    parts[0::3] = [_REFERENCES.sub(_speak, _INDENTS.sub("\n", one)) for one in parts[0::3]]
    return "".join(parts)


def _speak(found: re.Match[str]) -> str:
    return chr(int(found.group()[2:-1]))
