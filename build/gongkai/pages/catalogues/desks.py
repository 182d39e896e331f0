"""Where a reader writes who has found a wrong number: a prefilled issue or mail that names page, value, document and
version. The addresses are the operator's, `extra.repository` and `extra.contact` of mkdocs.yml; unset = not shown.

Which value is meant a page without scripts cannot know: the text asks for it. The site's script writes it in as soon as
one is pointed at (assets/gongkai.js), in the place of BLANK.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from gongkai.addresses import read_extra
from gongkai.words import say

_REPOSITORY = re.compile(r"https://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~-]+)+/?")
_CONTACT = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
BLANK = "________"


@dataclass(frozen=True)
class Desk:
    """The addresses; each may be empty."""

    repository: str = ""
    contact: str = ""

    def letters(self, title: str, facts: Mapping[str, str]) -> dict[str, str]:
        """The prefilled addresses by kind, `issue` and `mail`; only those that are set."""
        subject = say("数字有误：{title}", title=title)
        lines = [say("{name}：{value}", name=say(name), value=value) for name, value in facts.items() if value]
        body = "\n".join([say("哪里不对："), "", say("原文件里写的是："), "", "——", *lines])
        found = {}
        if self.repository:
            asked = f"title={quote(subject, safe='')}&body={quote(body, safe='')}"
            found["issue"] = f"{self.repository.rstrip('/')}/issues/new?{asked}"
        if self.contact:
            asked = f"subject={quote(subject, safe='')}&body={quote(body, safe='')}".replace("%0A", "%0D%0A")
            found["mail"] = f"mailto:{self.contact}?{asked}"
        return found


def open_desk(settings: Path) -> Desk:
    """The desk that mkdocs.yml declares; an address that is none is not used."""
    extra = read_extra(settings)
    repository, contact = str(extra.get("repository") or ""), str(extra.get("contact") or "")
    return Desk(
        repository if _REPOSITORY.fullmatch(repository) else "",
        contact if _CONTACT.fullmatch(contact) else "",
    )
