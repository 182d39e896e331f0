"""The front of a corpus that is published in shards: a home that counts, and the authorities by province, each leading
to the site that has it. Made of the front's own package (shards.fronts), and of nothing else.

A shard's site lies in the folder of its two digits below the front's, its English pages in en/ there.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from gongkai.escapes import escape_html, render
from gongkai.files import write_text
from gongkai.pages import find_languages, limits
from gongkai.paths import Paths
from gongkai.words import choose, is_english, say, speaking

Row = Mapping[str, str]


def write_front_pages(paths: Paths) -> int:
    """Write index.md and authorities/index.md in each language; gives how many. Other pages the front has none."""
    shards, authorities = (_read(paths.package / "data" / f"{name}.csv") for name in ("shards", "authorities"))
    written = 0
    for language in find_languages(paths):
        docs = paths.docs(language)
        with speaking(language):
            for path, text in (
                ("index.md", _render(shards, authorities, "index.md", say("各省的年度报告"))),
                ("authorities/index.md", _render(shards, authorities, "authorities/index.md", say("机关"))),
            ):
                write_text(docs / path, text)
                written += 1
    return written


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _render(shards: Sequence[Row], authorities: Sequence[Row], path: str, title: str) -> str:
    """A page as HTML that Markdown leaves alone. Beyond `limits.ROWS` the authorities are listed by their shards."""
    down = "../" * path.count("/")
    outside = f"{down}../" if is_english() else down  # English pages lie in en/
    provinces = [
        {
            **one,
            "name": choose(one["name_zh"], one["name_en"]),
            "top": f"{outside}{one['shard']}/{'en/' if is_english() else ''}",
            "years": _span(one),
            "own": [
                {**row, "name": choose(row["name_zh"], row["name_en"]), "years": _span(row)}
                for row in authorities
                if row["shard"] == one["shard"]
            ],
        }
        for one in shards
    ]
    body = render(
        "front.html.j2",
        is_home=path == "index.md",
        root=down,
        title=title,
        provinces=provinces,
        reports=sum(int(one["reports"]) for one in shards),
        cells=sum(int(one["observations"]) for one in shards),
        authorities=len(authorities),
        all_listed=len(authorities) <= limits.ROWS,
    )
    kept = "\n".join(line for line in map(str.strip, body.splitlines()) if line)
    said = json.dumps(str(escape_html(title)).replace("&#32;", " "))
    return f'---\ntitle: {said}\nhide: [navigation, toc]\n---\n\n<div class="gk">\n{kept}\n</div>\n'


def _span(one: Row) -> str:
    if one["years_from"] == one["years_to"]:
        return one["years_from"]
    return say("{first} 至 {last}", first=one["years_from"], last=one["years_to"])
