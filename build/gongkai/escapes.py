"""One escape per sink, so that text from a report stays text.

HTML, in element content and in quoted attributes: every ASCII character that is no letter and no digit becomes a
numeric character reference. The result holds nothing that HTML, Markdown or a template would act upon.
JSON inside HTML: `<`, `>`, `&` and the two line separators become \\uXXXX.

Templates get the escape from `environment`, which applies it to every value they print; nobody has to remember it.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, FunctionLoader, StrictUndefined
from markupsafe import Markup

from gongkai.words import is_english, say, say_unit, speak_template

TEMPLATES = Path(__file__).parent / "templates"

_ACTIVE = re.compile(r"[\x00-/:-@\[-`{-\xa0]")
_UNPAIRED = re.compile(r"[\ud800-\udfff]")
_HTML_SPACE = "\t\n\r"


def escape_html(text: str) -> Markup:
    """`text` for element content or a quoted attribute; a reader gets the same characters back.

    Control characters, which HTML cannot carry, are shown by their pictures (U+2400…); half a surrogate by U+FFFD.
    """
    return Markup(_ACTIVE.sub(_reference, _UNPAIRED.sub("\ufffd", text)))  # noqa: S704 - this is the escape


def _reference(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    if code < 0x20 and character not in _HTML_SPACE:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0:
        return "\ufffd"
    return f"&#{code};"


def escape_json(value: object) -> Markup:
    """`value` as JSON that may stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - this is the escape


def _finish(value: object) -> object:
    """What jinja2 does with each printed value; None is refused, because a blank has a state and a word of its own."""
    if value is None:
        raise ValueError("a template printed None; print the state of the missing value instead")
    return value if isinstance(value, Markup) else escape_html(str(value))


@lru_cache(maxsize=2)
def environment(english: bool = False) -> Environment:
    """The only jinja2 environment of a language: values escaped by `escape_html`, unknown names refused."""
    env = Environment(
        loader=FunctionLoader(_load_english) if english else FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finish,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["json"] = escape_json
    env.filters["anchor"] = lambda locator: str(locator).replace("/", "-").replace(":", "-")
    env.globals["say"] = say
    env.globals["say_unit"] = say_unit
    return env


def _load_english(name: str) -> str:
    return speak_template(name, (TEMPLATES / name).read_text(encoding="utf-8"))


def render(template: str, **values: object) -> Markup:
    """A template of build/gongkai/templates/ with its values, every one of them escaped."""
    return Markup(environment(is_english()).get_template(template).render(**values))  # noqa: S704 - escaped by the environment
