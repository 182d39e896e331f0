"""What a shard's settings say besides those of the whole: the shards, which one is its own, and its site's name.

Line by line, for mkdocs.yml has tags (!ENV) that only MkDocs reads, and its comments are for people.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from gongkai.errors import GongkaiError, Place
from gongkai.shards.provinces import Shard

SETTINGS = ("mkdocs.yml", "mkdocs.en.yml")
_NAV = re.compile(r"^nav:\n(?:[ -].*\n)+", re.MULTILINE)
_OUTSIDE = re.compile(r"^not_in_nav: \|\n(?:[ ].*\n)+", re.MULTILINE)
_NAME = re.compile(r"^site_name: (.+)$", re.MULTILINE)
_EXTRA = re.compile(r"^extra:\n", re.MULTILINE)


def settle(settings: Path, shards: Iterable[Shard], own: Shard | None) -> str:
    """The settings with the shards named; of a shard with its name in the site's, of the front with its own pages."""
    text = settings.read_text(encoding="utf-8")
    every = [{"code": one.code, "zh": one.name_zh, "en": one.name_en} for one in shards]
    said: dict[str, Any] = {"own": own.code, "zh": own.name_zh, "en": own.name_en} if own else {"own": ""}
    line = json.dumps({**said, "every": every}, ensure_ascii=False)
    english = settings.name != SETTINGS[0]
    if not english:
        text = _replace(settings, _EXTRA, f"extra:\n  shards: {line}\n", text)
    if own:
        name = str(yaml.safe_load(_find(settings, _NAME, text).group(1)))
        mine = f"{name} ({own.name_en})" if english else f"{name}（{own.name_zh}）"
        return _replace(settings, _NAME, f"site_name: {json.dumps(mine, ensure_ascii=False)}", text)
    entries = ("Home", "Authorities") if english else ("首页", "机关")
    nav = f"nav:\n  - {entries[0]}: index.md\n  - {entries[1]}: authorities/index.md\n"
    return _OUTSIDE.sub("", _replace(settings, _NAV, nav, text))


def _find(settings: Path, pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.search(text)
    if found is None:
        raise GongkaiError(f"has no line {pattern.pattern!r}, which a shard's settings change", Place(settings.name))
    return found


def _replace(settings: Path, pattern: re.Pattern[str], by: str, text: str) -> str:
    found = _find(settings, pattern, text)
    return f"{text[: found.start()]}{by}{text[found.end() :]}"
