"""Fixtures shared by all tests: the repository, the declared structure, and a structure with invented authorities."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from gongkai.paths import Paths
from gongkai.structures import Structure, load_structure
from tests.browsing import base, browser, visit  # noqa: F401 - fixtures
from tests.built import built, made_up, real  # noqa: F401 - fixtures
from tests.planted_texts import planted  # noqa: F401 - a fixture

REPOSITORY = Path(__file__).parents[1]
# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
# The real documents are not in git; whoever has them puts them into sources/, the developers keep them here.
SOURCES = next(
    (
        folder
        for folder in (REPOSITORY.parent / "shared" / "sources", REPOSITORY / "sources")
        if (folder / "370400-2017.txt").is_file()
    ),
    None,
)


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def structure() -> Structure:
    return load_structure(REPOSITORY / "structure")


@pytest.fixture(scope="session")
def real_documents() -> Path:
    if SOURCES is None:
        pytest.skip("the five real documents are not here (sources/ holds none); their committed reports are tested")
    return SOURCES


@pytest.fixture(scope="session")
def invented_structure(tmp_path_factory: pytest.TempPathFactory) -> Structure:
    folder = tmp_path_factory.mktemp("corpus") / "structure"
    copy_structure(folder)
    return load_structure(folder)


def copy_structure(folder: Path) -> None:
    """The project's structure/ with the golden cases' authorities instead of real ones."""
    shutil.copytree(REPOSITORY / "structure", folder)
    shutil.copy(REPOSITORY / "tests" / "cases" / "authorities.csv", folder / "codelists" / "authorities.csv")


@pytest.fixture
def corpus(tmp_path: Path) -> Paths:
    """An empty corpus of its own, for invented authorities."""
    copy_structure(tmp_path / "structure")
    return Paths(tmp_path)
