"""Rows of what the rules find, as the package has them: rules, checks, hints, corrections."""

from dataclasses import dataclass

from gongkai.words import choose


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
    sentence_en: str
    message_zh: str
    message_en: str

    @property
    def basis(self) -> str:
        """What it stands on, in the language spoken."""
        return choose(self.sentence, self.sentence_en)

    @property
    def message(self) -> str:
        """What is said where it does not hold, in the language spoken."""
        return choose(self.message_zh, self.message_en)

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
    reason_en: str
    evidence: str

    @property
    def reason(self) -> str:
        """Why, in the language spoken."""
        return choose(self.reason_zh, self.reason_en)
