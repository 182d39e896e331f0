"""How to cite the data and each page of them: as text, BibTeX and CSL-JSON, with the version of the data and, for a
report, its document's SHA-256. The text follows GB/T 7714 in Chinese and APA in English.

GB/T 7714 asks for the day of access, which is the reader's own and stands as 引用日期; APA asks for none where a
version is named. The address is the package's `homepage`; without one none is given, and version and hash alone say
what was cited. Each format has an escape of its own.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongkai.pages.catalogues.records import Report
from gongkai.published import Published
from gongkai.words import choose, is_english, say

_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_KEY = re.compile(r"[^A-Za-z0-9.-]+")
# BibTeX counts braces whether or not a backslash stands before them: none but balanced ones may come from a text.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "@": r"\symbol{64}",  # some readers begin a new entry wherever one stands
    **{character: f"\\{character}" for character in "$&#%_"},
}


@dataclass(frozen=True)
class Work:
    """What is cited: the whole data (no `container`), or a page of them."""

    key: str
    title: str
    container: str
    authors: tuple[str, ...]
    version: str
    released: str
    address: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """A work in the three formats, ready to be copied."""

    text: str
    bibtex: str
    csl: str


def cite_data(published: Published) -> Work:
    """The whole package, with the hash of its release."""
    descriptor = published.descriptor
    whole = str(descriptor.get("hash", "")).removeprefix("sha256:")
    return Work(
        key=_key(str(descriptor["name"]), published.version),
        title=choose(str(descriptor.get("title", descriptor["name"])), str(descriptor.get("title_en", ""))),
        container="",
        authors=_authors(descriptor),
        version=published.version,
        released=published.created,
        address=_address(descriptor, ""),
        notes=(f"{say('数据')} SHA-256: {whole}",) if whole else (),
    )


def cite_page(published: Published, path: str, title: str, report: Report | None = None) -> Work:
    """One page, `path` below the site's top, as a part of the data; a report's names its document by hash."""
    whole = cite_data(published)
    return Work(
        key=_key(whole.key, path.removesuffix(".md")),
        title=title,
        container=whole.title,
        authors=whole.authors,
        version=whole.version,
        released=whole.released,
        address=_address(published.descriptor, f"{path.removesuffix('.md')}.html"),
        notes=(f"{say('原文件')} SHA-256: {report.sha256}",) if report else (),
    )


def refer(work: Work) -> Reference:
    """The three formats of a work."""
    text = write_apa(work) if is_english() else write_gbt(work)
    return Reference(text, write_bibtex(work), write_csl(work))


def write_gbt(work: Work) -> str:
    """GB/T 7714-2015, a data set online: 责任者. 题名[DS/OL]//数据集. 版本. (发布日期)[引用日期]. 获取路径."""
    names = ", ".join(_plain(name) for name in work.authors)
    inside = f"//{names}. {_plain(work.container)}" if work.container else ""
    parts = [f"{names}. {_plain(work.title)}[DS/OL]{inside}", f"{work.version}版", f"({work.released})[引用日期]"]
    parts += [work.address] if work.address else []
    return ". ".join([*parts, *(_plain(note) for note in work.notes)]) + "."


def write_apa(work: Work) -> str:
    """APA, 7th edition, a data set: Author. (Year). Title (Version) [Data set]. Address; a page stands in its data."""
    names = ", ".join(_plain(name) for name in work.authors)
    where = f"{_plain(work.title)}. In {_plain(work.container)}" if work.container else _plain(work.title)
    version = say("{version}版", version=work.version)
    parts = [names, f"({work.released[:4] or 'n.d.'})", f"{where} ({version}) [Data set]", *map(_plain, work.notes)]
    return ". ".join(parts) + (f". {work.address}" if work.address else ".")


def write_bibtex(work: Work) -> str:
    """An entry that BibTeX and biblatex both know; names and titles in double braces, so that nothing is cut."""
    said = "; ".join(one for one in (work.container, say("{version}版", version=work.version), *work.notes) if one)
    values = {
        "author": " and ".join(f"{{{escape_tex(name)}}}" for name in work.authors),
        "title": f"{{{escape_tex(work.title)}}}",
        "year": work.released[:4],
        "date": work.released,
        "version": work.version,
        "note": escape_tex(said),
        "url": work.address,
    }
    lines = [f"{name} = {{{value}}}," for name, value in values.items() if value]
    return "\n".join([f"@misc{{{work.key},", *lines, "}"])


def write_csl(work: Work) -> str:
    """CSL-JSON, as its schema has it: no property but those it knows."""
    item: dict[str, object] = {
        "id": work.key,
        "type": "dataset",
        "title": _plain(work.title),
        "author": [{"literal": _plain(name)} for name in work.authors],
        "version": work.version,
        "language": choose("zh-CN", "en"),
    }
    if work.released:
        item["issued"] = {"date-parts": [[int(part) for part in work.released.split("-")]]}
    words = {"container-title": _plain(work.container), "URL": work.address, "note": "; ".join(map(_plain, work.notes))}
    item |= {name: value for name, value in words.items() if value}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in item.items())
    return f"[{{\n{lines}\n}}]"


def escape_tex(text: str) -> str:
    """`text` for a BibTeX field: TeX prints the same characters, and no brace or command comes from it."""
    return "".join(_TEX.get(character, character) for character in _plain(text))


def _plain(text: str) -> str:
    """One line: white space and what controls a terminal become one space."""
    return _SPACE.sub(" ", text).strip()


def _key(*parts: str) -> str:
    return "-".join(_KEY.sub("-", part).strip("-") for part in parts)


def _authors(descriptor: Mapping[str, Any]) -> tuple[str, ...]:
    named = (str(one.get("title", "")) for one in descriptor.get("contributors", ()))
    return tuple(name for name in named if name) or (str(descriptor["name"]),)


def _address(descriptor: Mapping[str, Any], path: str) -> str:
    """Below the homepage; none where that is no plain web address."""
    home = str(descriptor.get("homepage", ""))
    if not re.fullmatch(r"https?://[A-Za-z0-9./:~_-]+", home):
        return ""
    return f"{home.rstrip('/')}/{path}"
