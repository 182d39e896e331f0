"""The rows of the package's tables as records, one class per table, with the columns that the pages use."""

from dataclasses import dataclass

from gongkai.pages.catalogues.statuses import CURRENT
from gongkai.words import choose


class _Named:
    """A row that has a name in two languages."""

    __slots__ = ()
    name_zh: str
    name_en: str

    @property
    def name(self) -> str:
        """Its name in the language spoken."""
        return choose(self.name_zh, self.name_en)


class _Labelled:
    """A row of a code list, which has its words in two languages."""

    __slots__ = ()
    label_zh: str
    label_en: str

    @property
    def label(self) -> str:
        """Its words in the language spoken."""
        return choose(self.label_zh, self.label_en)


class _Noted:
    """A row that explains itself in two languages."""

    __slots__ = ()
    note_zh: str
    note_en: str

    @property
    def note(self) -> str:
        """What it means, in the language spoken."""
        return choose(self.note_zh, self.note_en)


@dataclass(frozen=True, slots=True)
class Cell:
    """One observation: a value cell of a form in one report."""

    report_id: str
    authority: str
    time_period: int
    form: str
    indicator: str
    applicant: str
    source: str
    obs_value: float | None
    cell_state: str
    unit_measure: str
    raw: str
    label: str
    locator: str

    @property
    def anchor(self) -> str:
        """Where the value stands on its report's page."""
        at = self.indicator if self.applicant == "total" else f"{self.indicator}@{self.applicant}"
        return at if self.source == "form" else f"{at}@{self.source}"


@dataclass(frozen=True, slots=True)
class Report:
    """One authority's report for one year."""

    report_id: str
    authority: str
    time_period: int
    form: str
    title: str
    published: str
    published_printed: str
    period_from: str
    period_to: str
    scope: str
    document: str
    sha256: str
    bytes: int | None
    encoding: str
    url: str
    retrieved: str
    status: str
    supersedes: str

    @property
    def is_current(self) -> bool:
        """Whether it counts: neither superseded nor withdrawn."""
        return self.status == CURRENT


@dataclass(frozen=True, slots=True)
class Authority(_Named):
    """A body that publishes, or the parent of one."""

    authority: str
    name_zh: str
    name_en: str
    aliases: str
    parent: str
    kind: str


@dataclass(frozen=True, slots=True)
class Indicator(_Labelled):
    """One line or cell of a form, one meaning for ever."""

    indicator: str
    parent: str
    order: int
    kind: str
    unit: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Applicant(_Labelled):
    """A column of the 2019/2021 matrix."""

    applicant: str
    order: int
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class State(_Labelled, _Noted):
    """What stood in a cell."""

    cell_state: str
    order: int
    glyph: str
    label_zh: str
    label_en: str
    obs_status: str
    note_zh: str
    note_en: str


@dataclass(frozen=True, slots=True)
class Form(_Named, _Noted):
    """A printed template."""

    form: str
    order: int
    name_zh: str
    name_en: str
    basis: str
    years_from: int | None
    years_to: int | None
    note_zh: str
    note_en: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form as printed: heading, or value cell with row label and column head."""

    form: str
    indicator: str
    parent: str
    order: int
    kind: str
    table: str
    row: str
    head: str
    unit: str
    label: str

    @property
    def is_value(self) -> bool:
        """Whether it has a value cell: a heading has none."""
        return self.kind != "heading"


@dataclass(frozen=True, slots=True)
class Statement:
    """A quantity in prose about the disclosure work, with its bounds; `indicator` only where it is certain, `about`
    where it may be that line."""

    report_id: str
    statement: int
    indicator: str
    about: str
    quantity: float | None
    low: float
    high: float | None
    unit: str
    qualifier: str
    phrase: str
    locator: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A policy document that a report names, with every place."""

    report_id: str
    number: str
    issuer: str
    count: int
    locators: str


@dataclass(frozen=True, slots=True)
class Caption:
    """The title of a picture, and the headings it stands under, outermost first, parted by slashes."""

    report_id: str
    number: int
    title: str
    section: str
    locator: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Where a report names a problem or a measure; never its words."""

    report_id: str
    kind: str
    ordinal: int
    locator: str


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the body that publishes, as printed."""

    report_id: str
    kind: str
    value: str
    locator: str


@dataclass(frozen=True, slots=True)
class Correspondence(_Noted):
    """How lines of an older form and of a newer one stand to each other; a side without lines is empty."""

    correspondence: str
    from_form: str
    from_indicators: str
    relation: str
    to_form: str
    to_indicators: str
    note_zh: str
    note_en: str

    @property
    def older(self) -> tuple[str, ...]:
        """The lines of the older form."""
        return tuple(self.from_indicators.split(" + ")) if self.from_indicators else ()

    @property
    def newer(self) -> tuple[str, ...]:
        """The lines of the newer form."""
        return tuple(self.to_indicators.split(" + ")) if self.to_indicators else ()


@dataclass(frozen=True, slots=True)
class Formula(_Named, _Noted):
    """How a ratio is calculated on one form."""

    ratio: str
    form: str
    order: int
    numerator: str
    denominator: str
    unit: str
    name_zh: str
    note_zh: str
    name_en: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of one report: its value, or the reason why it has none."""

    report_id: str
    ratio: str
    form: str
    source: str
    value: float | None
    numerator: float | None
    denominator: float | None
    operands: str
    reason: str
