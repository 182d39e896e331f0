"""How a value is written: a number in full, or the glyph and the word of the state that stands in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongkai.pages.catalogues import NUMBERS, Catalogue
from gongkai.pages.catalogues.records import Cell
from gongkai.words import choose, say

MONEY = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
SOURCES = {"in_text": "正文中的表", "prose": "正文"}


@dataclass(frozen=True)
class Mark:
    """A small sign behind a value: `kind` is contradiction, question, derivable or corrected, `text` says it in words,
    `href` is the place on the report's page where all of it is told, `count` of how many checks it speaks. Only doubts
    have a glyph; they stand wherever the number does, the others on the report's page."""

    kind: str
    glyph: str
    text: str
    href: str
    count: int = 1


@dataclass(frozen=True)
class Shown:
    """A cell ready to be printed. `number` is for people, `value` for machines; both empty where there is no number."""

    state: str
    source: str
    glyph: str
    word: str
    number: str
    value: str
    raw: str
    place: str
    anchor: str
    report_id: str
    indicator: str
    unit: str
    marks: Sequence[Mark] = ()

    @property
    def doubts(self) -> list[Mark]:
        """The marks that go wherever the number goes."""
        return [one for one in self.marks if one.glyph]

    @property
    def mark(self) -> str:
        """正文 where the value is not the table's."""
        return say(SOURCES[self.source]) if self.source in SOURCES else ""

    @property
    def plain(self) -> str:
        """The number, or glyph and word: never empty."""
        return self.number or f"{self.glyph} {self.word}"

    def write(self, *, sourced: bool = True) -> str:
        """The same with the mark of its source and the signs of its doubts: 190（正文） ≠."""
        said = say("{name}（{words}）", name=self.plain, words=self.mark) if self.mark and sourced else self.plain
        return " ".join([said, *(one.glyph for one in self.doubts)])

    def speak(self, *, sourced: bool = True) -> str:
        """The same in words alone: 190（正文，核对不成立）."""
        notes = [self.mark if sourced else "", *(one.text for one in self.doubts)]
        words = choose("，", ", ").join(filter(None, notes))
        name = self.number or self.word
        return say("{name}（{words}）", name=name, words=words) if words else name


def write_plain(value: float) -> str:
    """A number as a CSV writes it: 128894, 178.8."""
    return str(int(value)) if float(value).is_integer() else f"{Decimal(repr(float(value))):f}"


def write_number(value: float) -> str:
    """A number for people, in full, with separators: 128,894."""
    return f"{Decimal(write_plain(value)):,f}"


def write_signed(value: float | None) -> str:
    """+38, −49, 0; nothing where there is no number."""
    if value is None:
        return ""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{write_number(abs(value))}"


def write_coverage(count: tuple[int, int], told: int) -> str:
    """How many of how many, in words; what stands in prose only is counted apart."""
    found = say("{n} / {all} 份报告有数", n=count[0], all=count[1])
    return found + say("，另有 {n} 份出自正文", n=told) if told else found


def show_cell(catalogue: Catalogue, cell: Cell, marks: Sequence[Mark] = ()) -> Shown:
    """`cell` with its state's glyph and word; its raw text only where that says more than the number."""
    state = catalogue.states[cell.cell_state]
    has_number = cell.cell_state in NUMBERS and cell.obs_value is not None
    number = write_number(cell.obs_value) if has_number and cell.obs_value is not None else ""
    value = write_plain(cell.obs_value) if has_number and cell.obs_value is not None else ""
    raw = " ".join(cell.raw.split())
    return Shown(
        state=cell.cell_state,
        source=cell.source,
        glyph=state.glyph,
        word=state.label,
        number=number,
        value=value,
        raw="" if raw in {value, number} else raw,
        place=cell.locator,
        anchor=cell.anchor,
        report_id=cell.report_id,
        indicator=cell.indicator,
        unit=cell.unit_measure or catalogue.indicators[cell.indicator].unit,
        marks=marks,
    )
