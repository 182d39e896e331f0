"""Everything a report says outside its tables, as facts with a place: `read_prose` is the one door to this room.

Quoted documents are told apart first (their numbers are not the report's); then citations, captions, contacts, problems
and scope; then quantities, of which those about the disclosure work are statements; and what digits are left are
classified or stay residue. No digit has two owners and none is lost.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from gongkai.imprints import Imprint
from gongkai.prose.captions import Caption, find_captions
from gongkai.prose.citations import Citation, Issuers, find_citations
from gongkai.prose.contacts import Contact, find_contacts
from gongkai.prose.enumerations import Enumeration, find_enumerations
from gongkai.prose.numbers import Number, classify_numbers
from gongkai.prose.problems import Problem, find_problems
from gongkai.prose.quotations import find_quotations, quoted_lines
from gongkai.prose.scopes import Scope, find_scope
from gongkai.prose.statements import (
    Conflict,
    ProseObservation,
    Statement,
    find_statements,
    prose_observations,
    read_figures,
)
from gongkai.prose.vocabularies import Vocabulary, load_issuers, load_vocabulary
from gongkai.prose.wordings import Wordings, load_wordings
from gongkai.tables import Span

__all__ = ["Prose", "ProseWords", "load_prose_words", "read_prose"]


@dataclass(frozen=True)
class ProseWords:
    """The words declared in structure/ that prose is read by."""

    wordings: Wordings
    vocabulary: Vocabulary
    issuers: Issuers


@dataclass(frozen=True)
class Prose:
    """The facts of a report's prose, each list in printed order. `conflicts` are lines that the prose gives two exact
    figures for (none of them becomes an observation); `spans` are the places that the facts account for."""

    statements: tuple[Statement, ...]
    observations: tuple[ProseObservation, ...]
    conflicts: tuple[Conflict, ...]
    citations: tuple[Citation, ...]
    captions: tuple[Caption, ...]
    problems: tuple[Problem, ...]
    enumerations: tuple[Enumeration, ...]
    contacts: tuple[Contact, ...]
    numbers: tuple[Number, ...]
    scope: Scope
    spans: tuple[Span, ...]


def load_prose_words(folder: Path) -> ProseWords:
    """Read structure/{units,cues,phrases,zeros,prose,issuers}.csv; StructureError names the row to mend."""
    return ProseWords(load_wordings(folder), load_vocabulary(folder), load_issuers(folder))


def read_prose(
    lines: Sequence[str], ours: Set[int], tables: Set[int], imprint: Imprint, form: str, year: int, words: ProseWords
) -> Prose:
    """Read the lines that are in no table. `ours` are the lines (1-based) of tables that were read, `tables` those of
    any other; a table inside a quoted document is part of the quotation."""
    quoted = quoted_lines(find_quotations(lines, ours))
    skip = ours | (tables - quoted)
    citations = find_citations(lines, skip, words.issuers)
    captions = find_captions(lines, skip, words.vocabulary)
    contacts = find_contacts(lines, skip, words.vocabulary)
    problems = find_problems(lines, skip, words.vocabulary)
    scope = find_scope(lines, skip, words.vocabulary)
    figures = read_figures(lines, skip, quoted, words.wordings)
    statements = find_statements(figures, form, year, imprint.title)
    facts: Sequence[Citation | Caption | Contact | Problem | Statement]
    taken = [*imprint.spans, *scope.spans]
    for facts in (citations, captions, contacts, problems, statements):
        taken += [span for fact in facts for span in fact.spans]
    numbers = classify_numbers(lines, figures, skip, quoted, taken)
    observations, conflicts = prose_observations(statements)
    return Prose(
        tuple(statements),
        tuple(observations),
        tuple(conflicts),
        tuple(citations),
        tuple(captions),
        tuple(problems),
        tuple(find_enumerations(lines, skip | quoted)),
        tuple(contacts),
        tuple(numbers),
        scope,
        (*taken, *(span for number in numbers for span in number.spans)),
    )
