"""What is plain in a page, read at once, says the same as each of its elements read one by one."""

from collections import Counter
from random import Random

import pytest
from lxml import etree

from gongkai.containers import webpages
from gongkai.containers.webpage_changes import find_changes, gather
from gongkai.containers.webpage_styles import Look
from gongkai.errors import DocumentError

_NAMES = """p span b div br span td tr p table font sup sub del s a ul li nav header h1 tbody th caption img input pre
o:p form em select textarea script style bdo article footer svg title xmp ruby rt section"""
TAGS = _NAMES.split()
MARKS = (
    *([""] * 20), " class=x", " id=q", " hidden", " rowspan=2", " colspan=2", " role=navigation", " size=2",
    *(
        f" style='{style}'"
        for style in (
            "display:none", "font-size:12px;color:red", "visibility:hidden", "visibility:visible", "font-size:0",
            "text-decoration:line-through", "display:inline-block", "white-space:pre", "white-space:normal",
            "vertical-align:super", "float:left", "opacity:0",
        )
    ),
)  # fmt: skip
TEXTS = ("", "12", "3", "甲", " ", "\n", "  ", "\xa0", "1 2", "报告。\t", "\u3000", "9.5", "[4]", "²")
SHEETS = ("", "", "<style>.x{display:none}</style>", "<style>#q{text-decoration:line-through}</style>")


def inside(random: Random, depth: int) -> str:
    """Texts and elements in disorder, some of them never closed."""
    out = random.choice(TEXTS)
    for _ in range(random.randrange(3) if depth else 0):
        tag = random.choice(TAGS)
        end = f"</{tag}>" if random.random() < 0.95 else ""
        out += f"<{tag}{random.choice(MARKS)}>{inside(random, depth - 1)}{end}{random.choice(TEXTS)}"
    return out


def table(random: Random) -> str:
    width = random.randrange(1, 4)
    rows = ("".join(f"<td>{inside(random, 2)}</td>" for _ in range(width)) for _ in range(random.randrange(1, 4)))
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def page(random: Random) -> bytes:
    parts = (random.choice([inside(random, 3), table(random)]) for _ in range(random.randrange(1, 5)))
    return f"<html><body>{random.choice(SHEETS)}{''.join(parts)}</body></html>".encode()


def read(content: bytes) -> object:
    try:
        return webpages.read_webpage(content, "x.html")
    except DocumentError as error:
        return str(error)


def test_plain_parts_say_what_their_elements_say_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [page(Random(seed)) for seed in range(3000)]
    at_once = [read(content) for content in pages]
    gathered = Counter(isinstance(found, list) for found in at_once)
    assert gathered[True] > 1000
    monkeypatch.setattr(webpages, "find_changes", lambda root, look: set(root.iter()))
    for content, found in zip(pages, at_once, strict=True):
        assert read(content) == found, content.decode()


def test_changes_are_what_is_marked_and_all_around_it() -> None:
    root = etree.HTML(
        "<div><p style='font-size:9pt'><i>1</i></p><p><b><sup>2</sup></b></p><p class=x>3</p><p hidden>4</p>"
        "<p><u style='display:block'>5</u></p><span style='visibility:hidden'>6</span></div>"
    )
    look = Look(hiding=frozenset({".x"}))
    found = {element.tag for element in find_changes(root, look)}
    assert found == {"html", "body", "div", "p", "b", "sup", "u", "span"}
    assert "i" not in found


def test_lines_end_at_the_edges_of_blocks_and_rows_of_a_table_are_not_gathered() -> None:
    parts: list[str] = []
    assert gather(etree.HTML("<body>1<b>2</b><p>3</p>4<br>5</body>")[0], parts)
    assert "".join(parts).split("\0") == ["12", "3", "4", "", "5"]
    assert not gather(etree.HTML("<body><table><tr><td>1</table></body>")[0][0], [])
