"""The declared wordings of running text: measure words, cue words, wordings of indicators and of what did not
happen.

Four files of structure/, read and checked here; a mistake in one stops everything, by file and line: `units.csv`
(unit, kind, leaning, unless), `cues.csv` (word, kind, place, weight), `phrases.csv` (see Phrase) and `zeros.csv`
(word, form, indicator). `form` lists the forms that a row is for; empty: all.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from gongkai.errors import Place, StructureError
from gongkai.prose.quantities import Units, compile_units

CueKind = Literal["disclosure", "context", "part", "whole", "plain", "inert", "heading"]
CuePlace = Literal["any", "before", "after", "next", "later", "object", "time", "plan", "field", "body"]

FORMS = ("2014", "2019", "2021", "mixed")
PHRASE_COLUMNS = ("indicator", "form", "units", "pattern", "topic", "near", "heading", "without", "of_which", "says")
# Words between a thing and its figure: 申请数共计为9件.
_FILLERS = "(?:总数|总量|数量|数目|件数|条数|次数|人数|份数|合计|共计|总计|达到|约为|[数共总计达为有了的是])*"
_MEANS_ITSELF = re.compile("[\u4e00-\u9fff、]")


@dataclass(frozen=True)
class Cue:
    """A word that tells what a figure near it counts; `place` is where the word must stand, seen from the figure.

    A `part` or a `whole` has an axis for its place. `plain` words before a figure narrow nothing, `inert` ones only
    look like a part (办 in 交办), `heading` words narrow nothing in a heading."""

    word: str
    kind: CueKind
    place: CuePlace
    weight: float


@dataclass(frozen=True)
class Phrase:
    """A wording that restates one line of a form: `before` ends just before the figure, `behind` begins just behind.

    `keys` are words that both cannot do without, so that most wordings need not be tried. `topic` is the last of 申请
    复议 诉讼 投诉 named before the figure in its sentence; `near` stands in its sentence, `heading` in the innermost
    heading, `without` nowhere in the sentence before it or the headings; `of_which` says that 其中 may introduce it.
    `says` is `stock` for what is counted at the year's end, and `about` where the wording fits the line only nearly: it
    may tell what a figure is about, never which line it restates."""

    indicator: str
    form: str
    units: frozenset[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    keys: tuple[str, str]
    topic: str
    near: re.Pattern[str] | None
    heading: re.Pattern[str] | None
    without: re.Pattern[str] | None
    of_which: bool
    says: str


@dataclass(frozen=True)
class Zero:
    """A thing that a report can say did not happen."""

    word: str
    form: str
    indicator: str


@dataclass(frozen=True)
class Wordings:
    """All of it: `cues` of a subject and `extents` by word, `phrases` by unit and form (`元=0` is for none at all), and
    expressions that find the longest declared word at a place."""

    units: Units
    leanings: Mapping[str, float]
    cues: Mapping[str, tuple[Cue, ...]]
    extents: Mapping[str, tuple[Cue, ...]]
    cue_words: re.Pattern[str]
    scope_words: re.Pattern[str]
    plain_words: re.Pattern[str]
    heading_words: re.Pattern[str]
    phrases: Mapping[tuple[str, str], tuple[Phrase, ...]]
    zeros: Mapping[str, tuple[Zero, ...]]
    zero_words: re.Pattern[str]


def load_wordings(folder: Path) -> Wordings:
    """Read the four files; StructureError names the file and the row to mend."""
    units = list(_records(folder / "units.csv", ("unit", "kind", "leaning", "unless")))
    cues: dict[str, tuple[Cue, ...]] = {}
    extents: dict[str, tuple[Cue, ...]] = {}
    for cue in _cues(folder / "cues.csv"):
        among = cues if cue.kind in ("disclosure", "context") else extents
        among[cue.word] = (*among.get(cue.word, ()), cue)
    cues = {word: (*known, *_inherited(word, known, cues)) for word, known in cues.items()}
    zeros: dict[str, tuple[Zero, ...]] = {}
    for _, row in _records(folder / "zeros.csv", ("word", "form", "indicator")):
        zeros[row["word"]] = (*zeros.get(row["word"], ()), Zero(row["word"], row["form"], row["indicator"]))
    return Wordings(
        units=compile_units(
            {row["unit"]: row["kind"] for _, row in units},
            {row["unit"]: row["unless"].split(";") for _, row in units if row["unless"]},
        ),
        leanings={row["unit"]: _weight(folder / "units.csv", number, row["leaning"]) for number, row in units},
        cues=cues,
        extents=extents,
        cue_words=words_pattern(cues),
        scope_words=_words_of(extents, "part", "whole", "plain", "inert"),
        plain_words=_words_of(extents, "whole", "plain"),
        heading_words=_words_of(extents, "heading"),
        phrases=_by_unit(_phrases(folder / "phrases.csv")),
        zeros=zeros,
        zero_words=words_pattern(zeros),
    )


def _words_of(cues: Mapping[str, Sequence[Cue]], *kinds: CueKind) -> re.Pattern[str]:
    return words_pattern(word for word, known in cues.items() if any(cue.kind in kinds for cue in known))


def _inherited(word: str, known: Sequence[Cue], cues: Mapping[str, tuple[Cue, ...]]) -> Iterator[Cue]:
    """What the shorter words inside a word say too: the longest word is the one that is found, so 政务公开工作 must not
    hide 政务公开. Only of its own kind, and only at places it says nothing of itself."""
    said = {(cue.kind, cue.place) for cue in known}
    kinds = {cue.kind for cue in known}
    parts = {word[start:end] for start in range(len(word)) for end in range(start + 2, len(word) + 1)} - {word}
    for part in sorted(parts, key=len, reverse=True):
        for cue in cues.get(part, ()):
            if cue.kind in kinds and cue.place in ("any", "after") and (cue.kind, cue.place) not in said:
                said.add((cue.kind, cue.place))
                yield cue


def words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """One expression for the longest of the words at a place, shaped as a tree so that it is tried quickly."""
    tree: dict[str, dict] = {}  # type: ignore[type-arg]
    for word in words:
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return re.compile(_branches(tree) or r"(?!)")


def _branches(tree: dict[str, dict]) -> str:  # type: ignore[type-arg]
    ends = "" in tree
    parts = [re.escape(character) + _branches(below) for character, below in sorted(tree.items()) if character]
    if not parts:
        return ""
    body = parts[0] if len(parts) == 1 and not ends else "(?:" + "|".join(parts) + ")"
    return f"{body}?" if ends else body


def _cues(path: Path) -> Iterator[Cue]:
    for number, row in _records(path, ("word", "kind", "place", "weight")):
        kind = next((known for known in get_args(CueKind) if known == row["kind"]), None)
        place = next((known for known in get_args(CuePlace) if known == row["place"]), None)
        if kind is None or place is None or not row["word"]:
            raise StructureError(f"no cue is {row['kind']!r} at {row['place']!r}", _place(path, number))
        yield Cue(row["word"], kind, place, _weight(path, number, row["weight"]))


def _phrases(path: Path) -> Iterator[Phrase]:
    for number, row in _records(path, PHRASE_COLUMNS):
        before, figure, behind = row["pattern"].partition("#")
        flags = row["of_which"] in ("", "yes") and row["says"] in ("", "stock", "about")
        if not figure or not row["units"] or not flags:
            raise StructureError(
                "a pattern shows the figure as #, units are named, of_which is yes, says is stock or about",
                _place(path, number),
            )
        try:
            yield Phrase(
                indicator=row["indicator"],
                form=row["form"],
                units=frozenset(row["units"].split(";")),
                before=re.compile(f"({before}){_FILLERS}$"),
                behind=re.compile(behind),
                keys=(_key(before), _key(behind)),
                topic=row["topic"],
                near=_optional(row["near"]),
                heading=_optional(row["heading"]),
                without=_optional(row["without"]),
                of_which=row["of_which"] == "yes",
                says=row["says"],
            )
        except re.error as error:
            raise StructureError(f"a pattern cannot be read: {error}", _place(path, number)) from error


def _by_unit(phrases: Iterable[Phrase]) -> dict[tuple[str, str], tuple[Phrase, ...]]:
    found: dict[tuple[str, str], tuple[Phrase, ...]] = {}
    for phrase in phrases:
        for unit in phrase.units:
            for form in FORMS:
                if fits_form(phrase.form, form):
                    found[unit, form] = (*found.get((unit, form), ()), phrase)
    return found


def fits_form(declared: str, form: str) -> bool:
    """Whether a row declared for some forms (2019;2021, empty: all) holds for a report's form; a mixed report is asked
    what both later forms ask."""
    forms = declared.split(";") if declared else list(FORMS)
    return {"2019", "2021"} <= set(forms) if form == "mixed" else form in forms


def _optional(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def _key(pattern: str) -> str:
    """The longest literal that whatever fits the pattern must hold; empty where there is none."""
    depth = 0
    runs = [""]
    for at, character in enumerate(pattern):
        depth += (character in "([{") - (character in ")]}")
        if depth or not _MEANS_ITSELF.match(character) or pattern[at + 1 : at + 2] in ("?", "*", "{"):
            if not depth and character == "|":
                return ""
            runs.append("")
        else:
            runs[-1] += character
    return max(runs, key=len)


def _weight(path: Path, number: int, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise StructureError(f"{text!r} is no weight", _place(path, number)) from error


def _records(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their line numbers; the header is exactly `columns`."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise StructureError("the file is missing", _place(path)) from error
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != columns:
        raise StructureError(f"the header is not {', '.join(columns)}", _place(path, 1))
    for number, row in enumerate(reader, 2):
        if None in row or None in row.values():
            raise StructureError("the row has more or fewer cells than the header", _place(path, number))
        yield number, dict(row)


def _place(path: Path, number: int = 0) -> Place:
    return Place(f"structure/{path.name}", f"line {number}" if number else "")
