"""Sites built once for all tests: of the made-up package, in a folder whose name is no trouble, and of the real one."""

import csv
import html.parser
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gongkai.editions import write_editions
from gongkai.fonts import fetch_font
from gongkai.pages import PagesResult, write_pages
from gongkai.paths import Paths
from gongkai.sites import SiteResult, build_site
from tests.made_up import write_made_up_package

REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True)
class Built:
    """A corpus with its pages and its site."""

    paths: Paths
    pages: PagesResult
    site: SiteResult

    def page(self, name: str) -> "Parsed":
        return parse_page((self.paths.site / name).read_text(encoding="utf-8"))

    def rows(self, table: str) -> list[dict[str, str]]:
        """Rows of the CSVs whose names begin so, as text."""
        rows = []
        for path in sorted((self.paths.package / "data").glob(f"{table}*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                rows += list(csv.DictReader(file))
        return rows


@dataclass
class Element:
    """What stands at an id: tag, text, and the machine values of its numbers."""

    tag: str
    text: str = ""
    values: list[str] = field(default_factory=list)


@dataclass
class Parsed(html.parser.HTMLParser):
    """A page as a reader without scripts gets it."""

    at: dict[str, Element] = field(default_factory=dict)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        self.tags.append((tag, attributes))
        if "id" in attributes:
            assert attributes["id"] not in self.at, f"two elements with the id {attributes['id']}"
            self.at[attributes["id"]] = Element(tag)
        if tag not in {"meta", "link", "input", "br", "img", "hr"}:
            self._open.append((tag, attributes.get("id", "")))
        if tag == "data":
            for _, identity in self._open:
                if identity:
                    self.at[identity].values.append(attributes["value"])

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] in {"script", "style"}:
            return
        self.text += data
        for _, identity in self._open:
            if identity:
                self.at[identity].text += data


def parse_page(text: str) -> Parsed:
    parsed = Parsed()
    parsed.feed(text)
    return parsed


def make_root(root: Path) -> Paths:
    """A corpus without a package: settings and the handwritten pages of this repository, and its caches."""
    paths = Paths(root)
    for language, settings in (("zh", "mkdocs.yml"), ("en", "mkdocs.en.yml")):
        paths.docs(language).mkdir(parents=True)
        shutil.copy(REPOSITORY / settings, root / settings)
        shutil.copy(REPOSITORY / "docs" / language / "method.md", paths.docs(language) / "method.md")
    paths.cache.mkdir()
    shared = REPOSITORY / ".cache"
    shared.mkdir(exist_ok=True)
    fetch_font(shared)
    (shared / "charts").mkdir(exist_ok=True)
    for name in ("fonts", "charts"):
        (paths.cache / name).symlink_to(shared / name)
    return paths


def build(paths: Paths) -> Built:
    return Built(paths, write_pages(paths), build_site(paths))


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The made-up package's site, in a folder with spaces and Chinese in its path. Do not change it."""
    paths = make_root(tmp_path_factory.mktemp("made") / "公开 的 site")
    write_made_up_package(paths.root)
    return build(paths)


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The committed package's site, with its editions. Do not change it."""
    paths = make_root(tmp_path_factory.mktemp("real") / "gongkai")
    shutil.copytree(REPOSITORY / "datapackage" / "annual-reports", paths.package)
    write_editions(paths)
    return build(paths)


@pytest.fixture(params=["made_up", "real"])
def built(request: pytest.FixtureRequest) -> Built:
    """One site, then the other."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Built)
    return found
