"""Where everything lies: the one place that knows the folders of the house. Imports nothing of ours."""

from dataclasses import dataclass
from pathlib import Path

# What `gongkai pages` writes below docs/<language>/ and what nobody edits. docs/.gitignore lists the same names;
# tests/test_house.py holds the two equal and finds no tracked file inside.
GENERATED = (
    "api.md",
    "assets",
    "authorities",
    "changes",
    "changes.md",
    "cite.md",
    "compare",
    "compare.md",
    "concordance.md",
    "data",
    "data.md",
    "documents.md",
    "forms.md",
    "glossary.md",
    "index.md",
    "indicators",
    "quality.md",
    "reports",
    "rules",
    "search.md",
    "sources",
    "years",
)

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Paths:
    """The folders of one corpus; `root` is this repository, or a data repository of the same shape."""

    root: Path

    @property
    def structure(self) -> Path:
        """Declared by hand: forms, labels, code lists, schemas."""
        return self.root / "structure"

    @property
    def sources(self) -> Path:
        """Documents as received (not in git) and register.csv."""
        return self.root / "sources"

    @property
    def reports(self) -> Path:
        """Parsed reports, committed."""
        return self.root / "reports"

    @property
    def datapackage(self) -> Path:
        """Published packages: the contract between the two halves."""
        return self.root / "datapackage"

    @property
    def package(self) -> Path:
        """The committed package of everything."""
        return self.datapackage / "annual-reports"

    @property
    def slices(self) -> Path:
        """A package for each authority and each year, cut from the committed one (not in git)."""
        return self.datapackage / "slices"

    @property
    def editions(self) -> Path:
        """The package and its slices as workbook, Parquet and zip (not in git)."""
        return self.datapackage / "editions"

    @property
    def source_texts(self) -> Path:
        """The documents' lines and what was read from them, for those that are in sources/ (not in git)."""
        return self.datapackage / "source-texts"

    def docs(self, language: str) -> Path:
        """Pages of one language, handwritten and generated side by side."""
        return self.root / "docs" / language

    @property
    def site(self) -> Path:
        """What a mirror serves."""
        return self.root / "site"

    @property
    def cache(self) -> Path:
        """Made anew when lost: stamps, drawn charts, the font, the environment's tools."""
        return self.root / ".cache"


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above `start` that declares a package (structure/package.yaml)."""
    for folder in (start, *start.parents):
        if (folder / "structure" / "package.yaml").is_file():
            return folder
    return None
