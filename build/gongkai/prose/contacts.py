"""Contacts: how to reach the office that publishes the report, and where the report can be downloaded.

Only what a report says of itself counts: the sentence that tells whom to ask about the report or where to look it up
(its words are declared in structure/prose.csv as `contact_cue`), and behind it sentences and lines that begin with a
label. Telephone numbers of quoted forms, of hotlines or of the person who filled in the table are none of them.
Labels are declared too (`contact_label`); a website and an e-mail address need none. A value is the printed text
without white space.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from gongkai.prose.passages import Passage, read_passage, wrapped_lines
from gongkai.prose.vocabularies import Vocabulary
from gongkai.tables import Span

_DIGIT = "[0-9０-９]"
_DASH = "[-－—–―─]"
_BREAK = re.compile("[。！？]")
# How far from a cue its values may stand on the same line, and how many lines behind it a label is still the office's.
_REACH = 600
_FOLLOWING_LINES = 3
_POSTCODE = re.compile(rf"[：:﹕是为為]?({_DIGIT}{{6}})(?!{_DIGIT})")
_PHONE = re.compile(
    rf"(?:[(（]{_DIGIT}{{3,4}}[)）]{_DASH}?)?(?<!{_DIGIT})(?:{_DIGIT}{{2,4}}{_DASH}{{1,2}}){{0,2}}{_DIGIT}{{3,12}}"
    rf"(?:(?:{_DASH}|转|轉){_DIGIT}{{1,6}})?"
)
_PHONE_DIGITS = range(5, 21)
_NEXT_PHONE = re.compile("[、/／，,；;或和]")
_PHONE_DISTANCE = 12
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}[@＠](?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,12}")
_HOST = r"(?<![A-Za-z0-9@＠.:/_-])(?:[A-Za-z0-9-]{1,63}\.){1,6}"
_WEBSITE = re.compile(
    rf"(?:https?[：:]//(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}[A-Za-z0-9]{{1,20}}|{_HOST}(?:gov\.cn|cn|com|net|org)\b(?![@＠]))"
    r"(?::[0-9]{2,5})?(?:/[A-Za-z0-9._~/?#!$&*+=%-]{0,200})?"
)
_ADDRESS_START = re.compile("[：:﹕是为為在]")
_ADDRESS_STOP = re.compile("[；;。，,、）)〕\\]（(〔\\[]")
_ADDRESS_WORD = re.compile("[号楼室座栋层房院厦]")
_LONGEST_ADDRESS = 80
_PAIRED = "（(〔[", "）)〕]"
# Between two labels that share one value: 电话（传真）, 电话/传真.
_BOTH = re.compile("[（(/／、及和与兼]$")


@dataclass(frozen=True)
class Contact:
    """One way to reach the office: `kind` is address, postcode, telephone, fax, email or website."""

    kind: str
    value: str
    locator: str
    spans: tuple[Span, ...]


_Part = tuple[str, int, int]  # kind, and where in the squeezed line


def find_contacts(lines: Sequence[str], skip: Set[int], words: Vocabulary) -> list[Contact]:
    """Every contact of the disclosing office, in printed order; one that is printed twice stands here twice."""
    found: list[Contact] = []
    following = 0
    for block in wrapped_lines(lines, skip, begins=words.pattern("contact_label")):
        text = "".join("".join(lines[number - 1].split()) for number in block)
        ranges = list(_ranges(text, words, follows=following > 0))
        following = _FOLLOWING_LINES if ranges else following - 1
        if ranges:
            passage = read_passage(lines, skip, (block[0], 1), block[-1])
            parts = (part for start, end in ranges for part in _read(text, start, end, words))
            found += [_contact(passage, *part) for part in parts]
    return found


def _contact(passage: Passage, kind: str, first: int, last: int) -> Contact:
    spans = passage.spans(first, last)
    return Contact(kind, passage.text[first:last], "L{}:{}-{}".format(*spans[0]), spans)


def _ranges(text: str, words: Vocabulary, *, follows: bool) -> Iterator[tuple[int, int]]:
    """The parts of a line that speak of the office: sentences with a cue, and behind them those that begin with a
    label."""
    label, foreign = words.pattern("contact_label"), words.pattern("contact_foreign")
    if not follows and not words.pattern("contact_cue", "subject").search(text) and not _has_doubt(text, words):
        return
    at = 0
    for end in (*(match.end() for match in _BREAK.finditer(text)), len(text)):
        sentence = text[at:end]
        if foreign.search(sentence):
            follows = False
        elif (cue := _cue(sentence, words)) is not None:
            yield max(at, at + cue - _REACH), min(end, at + cue + _REACH)
            follows = True
        elif follows and label.match(sentence.lstrip("（(【")):
            yield at, min(end, at + _REACH)
        elif len(sentence) > 1:
            follows = False
        at = end


def _cue(sentence: str, words: Vocabulary) -> int | None:
    """Where a sentence tells whom to ask about the report or where to look it up."""
    if words.pattern("contact_cue", "subject").search(sentence):
        for meaning in ("look", "ask"):
            if match := words.pattern("contact_cue", meaning).search(sentence):
                return match.start()
    if _has_doubt(sentence, words):
        ask = words.pattern("contact_cue", "ask").search(sentence)
        return ask.start() if ask else None
    return None


def _has_doubt(text: str, words: Vocabulary) -> bool:
    return bool(words.pattern("contact_cue", "doubt").search(text))


def _read(text: str, start: int, end: int, words: Vocabulary) -> list[_Part]:
    """The contacts between two places of a squeezed line, in printed order."""
    found: list[_Part] = [("email", *match.span()) for match in _EMAIL.finditer(text, start, end)]
    for match in _WEBSITE.finditer(text, start, end):
        if not any(first < match.end() and match.start() < last for _, first, last in found):
            found.append(("website", match.start(), match.start() + len(match.group().rstrip("."))))
    labels = list(words.pattern("contact_label").finditer(text, start, end))
    ends = [*(label.start() for label in labels[1:]), end]
    pending: list[str] = []
    for label, until in zip(labels, ends, strict=False):
        kinds = [*pending, words.words["contact_label"][label.group()]]
        pending = kinds if _BOTH.fullmatch(text[label.end() : until]) else []
        if not pending:
            found += _labelled(text, kinds, label.end(), until)
    return sorted(set(found), key=lambda part: (*part[1:], part[0]))


def _labelled(text: str, kinds: Sequence[str], start: int, end: int) -> Iterator[_Part]:
    """The values behind a label, or behind labels that share them."""
    if "telephone" in kinds or "fax" in kinds:
        for first, last in _phones(text, start, end):
            yield from ((kind, first, last) for kind in kinds if kind in ("telephone", "fax"))
    elif "postcode" in kinds and (match := _POSTCODE.match(text, start, end)):
        yield "postcode", *match.span(1)
    elif "address" in kinds and (stop := _address_end(text, start, end)):
        yield "address", start + 1, stop


def _phones(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The numbers behind a label; only a separator may stand between them."""
    match = _PHONE.search(text, start, min(end, start + _PHONE_DISTANCE + 24))
    if not match or match.start() > start + _PHONE_DISTANCE:
        return
    while match and sum(character.isdecimal() for character in match.group()) in _PHONE_DIGITS:
        yield match.span()
        separator = _NEXT_PHONE.match(text, match.end(), end)
        match = _PHONE.match(text, separator.end(), end) if separator else None


def _address_end(text: str, start: int, end: int) -> int | None:
    """Where the address behind a label ends: at a stop, but not inside brackets, nor at a comma that a house goes on
    behind (光明大道1号，市政大厦)."""
    if not _ADDRESS_START.match(text, start, end):
        return None
    end = min(end, start + 1 + _LONGEST_ADDRESS)
    at, depth = start + 1, 0
    while match := _ADDRESS_STOP.search(text, at, end):
        mark = match.group()
        depth += (mark in _PAIRED[0]) - (mark in _PAIRED[1])
        goes_on = mark in "，,、" and _ADDRESS_WORD.search(text, match.end(), _stop(text, match.end(), end))
        if depth < 0 or (depth == 0 and mark in "；;。，,、" and not goes_on):
            end = match.start()
            break
        at = match.end()
    address = text[start + 1 : end].rstrip("；;。，,、（(〔[ ")
    return start + 1 + len(address) if len(address) > 1 else None


def _stop(text: str, start: int, end: int) -> int:
    match = _ADDRESS_STOP.search(text, start, end)
    return match.start() if match else end
