"""The content security policy of every page: nothing from elsewhere, no inline script but the theme's own.

The theme brings a few inline scripts. Their hashes are taken from a tiny site of our own words, built with the same
settings at each depth (an English page lies as deep as a Chinese one of one folder more); never from the pages
themselves, or whatever slipped into one would be allowed.
"""

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

from gongkai.errors import SiteError
from gongkai.paths import Paths

Run = Callable[[Path, Path, dict[str, str]], None]

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s"'=<>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]*)))?""")
# A block of data is never run, whatever the policy says.
_DATA = frozenset({"application/json", "application/ld+json", "text/plain"})
_TINY = {"index.md": "# 0\n", "a/index.md": "# 1\n", "a/b.md": "# 1\n\ntext\n", "a/b/c.md": "# 2\n"}


def inline_scripts(html: str) -> list[str]:
    """The texts of inline scripts that a browser would run: those without `src` that are no data block."""
    found = ((_attributes(head), text) for head, text in _SCRIPT.findall(html))
    return [text for has, text in found if "src" not in has and has.get("type", "").lower() not in _DATA]


def _attributes(head: str) -> dict[str, str]:
    """The attributes of a tag; of two with one name the first counts, as in a browser."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(head):
        found.setdefault(name.lower(), "".join(values))
    return found


def hash_script(text: str) -> str:
    """A script's source expression."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def write_policy(hashes: Iterable[str]) -> str:
    """The policy's text with the hashes of the inline scripts that may run."""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *sorted(hashes))),
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
        )
    )


def find_policy(paths: Paths, work: Path, environment: dict[str, str], run: Run, settings: dict[str, object]) -> str:
    """The policy for this theme and this address; the tiny site is built anew only when one of them has changed."""
    theme = Path(str(settings["theme"]["custom_dir"]))  # type: ignore[index]
    parts = [version("mkdocs"), version("mkdocs-material"), environment["SITE_URL"]]
    parts += [path.read_text(encoding="utf-8") for path in sorted((*theme.rglob("*.html"), paths.root / "mkdocs.yml"))]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    kept = work / "policy.json"
    if kept.is_file():
        known = json.loads(kept.read_text(encoding="utf-8"))
        if known["key"] == key:
            return str(known["policy"])
    policy = write_policy({hash_script(text) for text in _theme_scripts(paths, work, environment, run, settings)})
    kept.write_text(json.dumps({"key": key, "policy": policy}), encoding="utf-8")
    return policy


def _theme_scripts(
    paths: Paths, work: Path, environment: dict[str, str], run: Run, settings: dict[str, object]
) -> set[str]:
    from gongkai.sites import write_config

    docs, site = work / "tiny", work / "tiny-site"
    shutil.rmtree(docs, ignore_errors=True)
    for name, text in _TINY.items():
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
    nav = [{"0": "index.md"}, {"1": "a/index.md"}]
    tiny = {**settings, "docs_dir": str(docs), "nav": nav, "not_in_nav": "a/b.md\na/b/*"}
    run(write_config(paths, work / "tiny.yml", tiny), site, environment)
    scripts = {text for page in site.rglob("*.html") for text in inline_scripts(page.read_text(encoding="utf-8"))}
    if not scripts:
        raise SiteError("the theme shows no inline script; the policy's hashes cannot be right")
    return scripts
