"""The rows of the package's tables as records, one class per table, with the columns that the pages use."""

from dataclasses import dataclass

from gongkai.pages.statuses import CURRENT


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
class Authority:
    """A body that publishes, or the parent of one."""

    authority: str
    name_zh: str
    name_en: str
    aliases: str
    parent: str
    kind: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line or cell of a form, one meaning for ever."""

    indicator: str
    parent: str
    order: int
    kind: str
    unit: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Applicant:
    """A column of the 2019/2021 matrix."""

    applicant: str
    order: int
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class State:
    """What stood in a cell."""

    cell_state: str
    order: int
    glyph: str
    label_zh: str
    label_en: str
    obs_status: str
    note_zh: str


@dataclass(frozen=True, slots=True)
class Form:
    """A printed template."""

    form: str
    order: int
    name_zh: str
    name_en: str
    basis: str
    years_from: int | None
    years_to: int | None
    note_zh: str


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
class Rule:
    """What figures promise of each other; `left` and `right` are terms joined by ` + `."""

    rule: str
    order: int
    form: str
    kind: str
    status: str
    left: str
    op: str
    right: str
    over: str
    sentence: str
    message_zh: str

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms it is asked of."""
        return tuple(self.form.split(";"))


@dataclass(frozen=True, slots=True)
class Check:
    """A rule held against one report."""

    report_id: str
    rule: str
    instance: str
    result: str
    verdict: str
    actual: float | None
    expected: float | None
    gap: float | None
    operands: str
    evidence: str

    @property
    def anchor(self) -> str:
        """Where it stands on its report's page."""
        return f"check-{self.rule}-{self.instance}".replace("/", "-")


@dataclass(frozen=True, slots=True)
class Hint:
    """One cell that would mend every rule touching it if it said `would_be`; never a repair."""

    report_id: str
    hint: int
    indicator: str
    applicant: str
    printed: float
    would_be: float
    rules: str
    evidence: str
    locator: str
    set_size: int


@dataclass(frozen=True, slots=True)
class Correction:
    """A declared mend of a reading mistake, with what was read before."""

    correction: str
    report_id: str
    indicator: str
    applicant: str
    source: str
    locator: str
    original_value: float | None
    original_state: str
    original_raw: str
    value: float | None
    state: str
    reason_zh: str
    evidence: str
