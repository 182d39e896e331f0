"""How a value is written: a number in full, or the glyph and the word of the state that stands in its place."""

from dataclasses import dataclass

from gongkai.pages.catalogues import NUMBERS, Catalogue, Cell


@dataclass(frozen=True)
class Shown:
    """A cell ready to be printed. `number` is for people, `value` for machines; both empty where there is no number."""

    state: str
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

    @property
    def text(self) -> str:
        """The number, or glyph and word: never empty."""
        return self.number or f"{self.glyph} {self.word}"


def write_plain(value: float) -> str:
    """A number as a CSV writes it: 128894, 178.8."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def write_number(value: float) -> str:
    """A number for people, in full, with separators: 128,894."""
    whole, point, rest = write_plain(value).partition(".")
    return f"{int(whole):,}{point}{rest}" if "e" not in rest else write_plain(value)


def show_cell(catalogue: Catalogue, cell: Cell) -> Shown:
    """`cell` with its state's glyph and word; its raw text only where that says more than the number."""
    state = catalogue.states[cell.cell_state]
    has_number = cell.cell_state in NUMBERS and cell.obs_value is not None
    number = write_number(cell.obs_value) if has_number and cell.obs_value is not None else ""
    value = write_plain(cell.obs_value) if has_number and cell.obs_value is not None else ""
    raw = " ".join(cell.raw.split())
    return Shown(
        state=cell.cell_state,
        glyph=state.glyph,
        word=state.label_zh,
        number=number,
        value=value,
        raw="" if raw in {value, number} else raw,
        place=cell.locator,
        anchor=cell.anchor,
        report_id=cell.report_id,
        indicator=cell.indicator,
        unit=cell.unit_measure or catalogue.indicators[cell.indicator].unit,
    )
