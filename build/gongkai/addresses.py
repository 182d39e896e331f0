"""Where the site is served: the address that SITE_URL gives, else the package's homepage, else none; and what the
operator declares besides (`extra` of mkdocs.yml).

Without one nothing absolute is written, and what leads somewhere leads there from where it stands.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from gongkai.errors import SiteError

# A web address without anything that a URL, an attribute or a shell would act upon.
_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~-]+)*/?")


def site_address(descriptor: Mapping[str, Any]) -> str:
    """The address of the site's top with a slash behind it, or nothing; SiteError where SITE_URL is no plain one."""
    given = os.environ.get("SITE_URL", "")
    if given and not _PLAIN.fullmatch(given):
        raise SiteError(f"SITE_URL is no plain web address: {given!r}")
    home = str(descriptor.get("homepage") or "")
    found = given or (home if _PLAIN.fullmatch(home) else "")
    return f"{found.rstrip('/')}/" if found else ""


class _Settings(yaml.SafeLoader):
    """Reads mkdocs.yml, whose tags (!ENV) mean nothing here."""


_Settings.add_multi_constructor("!", lambda loader, suffix, node: None)


def read_extra(settings: Path) -> Mapping[str, Any]:
    """`extra` of a mkdocs.yml; nothing where there is no such file."""
    if not settings.is_file():
        return {}
    read = yaml.load(settings.read_text(encoding="utf-8"), Loader=_Settings)  # noqa: S506 - a SafeLoader
    return (read or {}).get("extra") or {}
