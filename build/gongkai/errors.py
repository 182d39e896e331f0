"""Errors for people: what is wrong, in which file, at which place. Caught once, in the command line."""

import unicodedata
from dataclasses import dataclass

_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@dataclass(frozen=True)
class Place:
    """Where something stands: a file's name, a locator in it and the label printed there; any may be empty."""

    file: str = ""
    locator: str = ""
    label: str = ""

    def __str__(self) -> str:
        parts = [part for part in (self.file, self.locator) if part]
        where = ":".join(parts)
        if self.label:
            where = f"{where} 「{self.label}」" if where else f"「{self.label}」"
        return printable(where)


def printable(text: str) -> str:
    """The text with everything that would break a line, turn the writing round or hide shown as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char.encode("unicode_escape").decode() if unicodedata.category(char) in _UNSEEN else char for char in text
    )


class GongkaiError(Exception):
    """Something a person can mend. `place` says where; the message says what and, where known, what to do."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place or Place()

    def __str__(self) -> str:
        where = str(self.place)
        return f"{where}: {self.message}" if where else self.message


# How a document that is not read can end (the register's column `outcome`); "refused" is every reason without a word.
OUTCOMES = (
    "refused",
    "no report",
    "damaged",
    "doubtful",
    "encrypted",
    "pictures only",
    "over the limit",
    "needs LibreOffice",
)


class DocumentError(GongkaiError):
    """One document cannot be read as a report; the others go on. `outcome` is one of OUTCOMES: as given, else the one
    that the message begins with."""

    def __init__(self, message: str, place: Place | None = None, outcome: str = "") -> None:
        super().__init__(message, place)
        self.outcome = outcome or next((word for word in OUTCOMES if message.startswith(word)), "refused")


class StructureError(GongkaiError):
    """A mistake in structure/: nothing goes on before it is mended."""


class PackageError(GongkaiError):
    """The package would be invalid; the one on disk stays as it was."""


class SiteError(GongkaiError):
    """The site could not be built or did not pass its checks; the one on disk stays as it was."""
