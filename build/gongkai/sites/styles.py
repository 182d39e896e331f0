"""One style sheet for all pages, and in it only what a page can use.

The theme's sheet is made for every feature it knows; a portal shows a part of them, and a phone waits for all of it
before its first picture. What MkDocs linked is put into one file, in the order of the links, without the rules that no
element can match: those that ask for a class, an element or a theme's attribute which stands on no page and in no
script, and the pictures and motions that no rule left asks for. Where a selector cannot be judged, it stays.
"""

import hashlib
import html
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule

from gongkai.errors import Place, SiteError

FOLDER = "assets"
_LINKS = re.compile(r'(?:\s*<link rel="stylesheet" href="[^"]+">)+')
_LINK = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
_CLASSES = re.compile(r'\sclass="([^"]*)"')
_MARKS = re.compile(r'\s(data-md-[\w-]+|dir)="([^"]*)"')
_TAGS = re.compile(r"<([A-Za-z][\w-]*)")
_WORDS = re.compile(r"[A-Za-z_][\w-]*")
# The classes that the theme's script sets: parts of blocks that a page has, and two that say what a browser can do.
_THEMES = re.compile(r"\bmd-[\w-]+|\bfocus-visible\b|\bjs\b")
_BLOCK = re.compile(r"md-[a-z0-9]+")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_NESTED = frozenset({"media", "supports"})
_OWN = frozenset({"gongkai", "search", "tables", "compare", "contrasts", "fulltext", "letters"})


@dataclass(frozen=True)
class Vocabulary:
    """What stands on the pages: classes, elements, the theme's attributes with their values; and scripts' words."""

    classes: frozenset[str]
    tags: frozenset[str]
    marks: frozenset[tuple[str, str]]
    scripts: frozenset[str]


def write_styles(site: Path) -> int:
    """Put the style sheets of a built site's pages into one and lead the pages to it; gives its size in bytes.

    Raises SiteError where two pages have different ones."""
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    linked = {_sheets(site, path, text) for path, text in pages.items() if path.name != "404.html"}
    if len(linked) != 1:
        raise SiteError(f"the pages link to {len(linked)} different lists of style sheets", Place(str(site)))
    (sheets,) = linked
    style = prune("\n".join((site / one).read_text(encoding="utf-8") for one in sheets), read_vocabulary(site, pages))
    name = f"{FOLDER}/styles.{hashlib.sha256(style.encode('utf-8')).hexdigest()[:8]}.css"
    (site / name).write_text(style, encoding="utf-8", newline="")
    for path, text in pages.items():
        path.write_text(_LINKS.sub(lambda run: _lead(run.group(), sheets[0], name), text, count=1), encoding="utf-8")
    for one in sheets:
        for old in (site / one, site / f"{one}.map"):
            old.unlink(missing_ok=True)
        if not any((site / one).parent.iterdir()):
            (site / one).parent.rmdir()
    return len(style.encode("utf-8"))


def read_vocabulary(site: Path, pages: dict[Path, str]) -> Vocabulary:
    """The words of all pages, and those of the scripts that may put an element there."""
    classes: set[str] = set()
    tags: set[str] = set()
    marks: set[tuple[str, str]] = set()
    for text in pages.values():
        classes.update(*(html.unescape(one).split() for one in set(_CLASSES.findall(text))))
        tags.update(_TAGS.findall(text))
        marks.update(_MARKS.findall(text))
    words: set[str] = set()
    blocks = {_block_of(one) for one in classes} | {"focus-visible", "js"}
    for path in sorted((site / FOLDER).rglob("*.js")):
        text = path.read_text(encoding="utf-8") if path.stem in _OWN or path.name.startswith("bundle.") else ""
        if path.stem in _OWN:
            words.update(_WORDS.findall(text))
        else:
            words.update(word for word in _THEMES.findall(text) if _block_of(word) in blocks)
    return Vocabulary(frozenset(classes), frozenset(tag.lower() for tag in tags), frozenset(marks), frozenset(words))


def prune(style: str, known: Vocabulary) -> str:
    """The rules of `style` that an element of `known` can match, and of variables and motions those they use."""
    rules = list(_read_rules(tinycss2.parse_stylesheet(style, skip_comments=True), known))
    while True:
        used = _Used.by(rules)
        left = [smaller for rule in rules if (smaller := rule.only(used))]
        if left == rules:
            return "".join(rule.text for rule in rules)
        rules = left


@dataclass(frozen=True)
class _Used:
    """The names of variables that some rule reads, and every word of what rules say of motion."""

    variables: frozenset[str]
    motions: frozenset[str]

    @classmethod
    def by(cls, rules: Sequence["_Rule"]) -> "_Used":
        text = "".join(rule.text for rule in rules)
        said = (
            value for rule in rules for name, value in rule.every() if name.endswith(("animation", "animation-name"))
        )
        return cls(frozenset(_VARIABLE.findall(text)), frozenset(word for one in said for word in _WORDS.findall(one)))


@dataclass(frozen=True)
class _Rule:
    """Declarations under a selector, the rules under an at-rule's condition, or text that is left as it is."""

    head: str
    declarations: tuple[tuple[str, str], ...] = ()
    inside: tuple["_Rule", ...] = ()
    left: str = ""

    @property
    def text(self) -> str:
        body = ";".join(f"{name}:{value}" for name, value in self.declarations)
        return f"{self.head}{{{body}{''.join(rule.text for rule in self.inside)}{self.left}}}"

    def every(self) -> Iterator[tuple[str, str]]:
        yield from self.declarations
        for rule in self.inside:
            yield from rule.every()

    def only(self, used: _Used) -> "_Rule | None":
        """The rule without what no other one uses; None where nothing is left of it."""
        if self.head.startswith("@keyframes "):
            return self if self.head.split()[1] in used.motions else None
        declarations = tuple(
            one for one in self.declarations if not one[0].startswith("--") or one[0] in used.variables
        )
        inside = tuple(smaller for rule in self.inside if (smaller := rule.only(used)))
        return _Rule(self.head, declarations, inside, self.left) if declarations or inside or self.left else None


def _read_rules(nodes: Iterable[Node], known: Vocabulary) -> Iterator[_Rule]:
    for node in nodes:
        if isinstance(node, QualifiedRule):
            living = [one for one in _split(node.prelude) if _can_match(one, known)]
            if living:
                yield _read_body(",".join(_write(one) for one in living), node.content)
        elif isinstance(node, AtRule) and node.content is not None:
            head = f"@{node.at_keyword} {_write(node.prelude)}"
            if node.lower_at_keyword in _NESTED:
                inside = tinycss2.parse_rule_list(node.content, skip_comments=True)
                yield _Rule(head, inside=tuple(_read_rules(inside, known)))
            else:
                yield _Rule(head, left=_write(node.content))


def _read_body(head: str, content: Sequence[Node]) -> _Rule:
    body = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    if not all(isinstance(one, Declaration) for one in body):
        return _Rule(head, left=_write(content))
    return _Rule(
        head,
        tuple((one.name, _write(one.value) + ("!important" if one.important else "")) for one in body),
    )


def _write(nodes: Iterable[Node]) -> str:
    """The text of nodes, their blanks as one each."""
    kept = (node for node in nodes if node.type != "comment")
    return "".join(" " if node.type == "whitespace" else node.serialize() for node in kept).strip()


def _split(prelude: Sequence[Node]) -> Iterator[list[Node]]:
    """The selectors of a list, parted at its commas."""
    one: list[Node] = []
    for node in prelude:
        if node.type == "literal" and node.value == ",":
            yield one
            one = []
        else:
            one.append(node)
    yield one


def _can_match(selector: Sequence[Node], known: Vocabulary) -> bool:
    """Whether every class, element and theme's attribute that the selector asks for is known.

    What stands in a bracket such as :is(…) asks for nothing here; an id is for what the charts' library makes."""
    if any(node.type == "hash" for node in selector):
        return True
    before = ""
    for node in selector:
        if node.type == "ident" and before == ".":
            if node.value not in known.classes and node.value not in known.scripts:
                return False
        elif node.type == "ident" and before != ":":
            if node.lower_value not in known.tags and node.lower_value not in known.scripts:
                return False
        elif node.type == "[] block" and not _is_mark_known(_write(node.content), known):
            return False
        before = node.value if node.type == "literal" else ""
    return True


def _is_mark_known(condition: str, known: Vocabulary) -> bool:
    name, equals, value = condition.partition("=")
    if not equals or not (name == "dir" or re.fullmatch(r"data-md-[\w-]+", name)):
        return True
    return (name, value.strip("\"'")) in known.marks


def _block_of(name: str) -> str:
    """The block that a class of the theme belongs to: `md-nav` of `md-nav__item--active`."""
    found = _BLOCK.match(name)
    return found.group() if found else name


def _sheets(site: Path, page: Path, text: str) -> tuple[str, ...]:
    """The style sheets that a page links to, by their paths in the site."""
    here = page.parent.relative_to(site).as_posix()
    return tuple(os.path.normpath(f"{here}/{one}") for one in _LINK.findall(text))


def _lead(links: str, first: str, name: str) -> str:
    """One link to `name` instead of many, as far up as the first of them led."""
    before = _LINK.findall(links)[0].removesuffix(first)
    return f'\n  <link rel="stylesheet" href="{before}{name}">'
