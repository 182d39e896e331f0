"""The house keeps its shape: who may import whom, what is generated, what is in git, and words that agree with things.

Every test here counts what it looked at, and fails when that was nothing.
"""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from gongkai import paths

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "build" / "gongkai"

# The two halves meet in datapackage/ only (design: two halves and a contract). A new module is placed here by hand.
DOCUMENTS_TO_PACKAGE = {
    "answers",
    "batches",
    "bindings",
    "claims",
    "concordances",
    "cells",
    "changes",
    "checks",
    "containers",
    "corrections",
    "declarations",
    "diff_tables",
    "diffs",
    "documents",
    "examinations",
    "explanations",
    "folders",
    "forms",
    "guards",
    "heads",
    "hints",
    "identities",
    "imprints",
    "isolation",
    "labels",
    "matches",
    "messages",
    "observations",
    "owners",
    "packages",
    "prose",
    "quotients",
    "ratios",
    "readings",
    "registers",
    "releases",
    "reports",
    "residues",
    "resources",
    "rules",
    "shards",
    "source_texts",
    "stamps",
    "structures",
    "tables",
    "verdict_tables",
    "versions",
    "tasks",
}
PACKAGE_TO_SITE = {
    "addresses",
    "api",
    "assets",
    "charts",
    "constraints",
    "downloads",
    "editions",
    "escapes",
    "fonts",
    "pages",
    "published",
    "series",
    "signposts",
    "sites",
    "slices",
    "streams",
    "wide_tables",
}
LEAVES = {"csv_files", "errors", "files", "origins", "paths", "words"}
DOORS = {"__init__", "__main__", "cli", "cli_changes", "cli_shards"}


def module_files() -> list[Path]:
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) >= 10
    return files


def read_readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def read_project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def git(*arguments: str, code: int = 0) -> list[str]:
    """What git prints, one entry a line; skips where there is no repository (a downloaded archive)."""
    if not (ROOT / ".git").exists():
        pytest.skip("this folder is no git repository, so what is tracked cannot be seen")
    command = ["git", "-c", "safe.directory=*", "-c", "core.quotePath=off", *arguments]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == code, result.stderr
    return result.stdout.splitlines()


# Who may import whom


def imported_modules(source: str, package: tuple[str, ...]) -> set[str]:
    """The modules of gongkai that a source imports, by the first name below gongkai; `package` is where it stands."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            start = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{start}.{alias.name}" if start == "gongkai" else start for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("gongkai.")}
    return found


def place_of(module: str) -> set[str]:
    """The modules that one at this place may import."""
    if module in DOORS:
        return DOCUMENTS_TO_PACKAGE | PACKAGE_TO_SITE | LEAVES | DOORS
    if module in DOCUMENTS_TO_PACKAGE:
        return DOCUMENTS_TO_PACKAGE | LEAVES
    if module in PACKAGE_TO_SITE:
        return PACKAGE_TO_SITE | LEAVES
    return set()


def forbidden_imports(module: str, source: str, package: tuple[str, ...] = ("gongkai",)) -> list[str]:
    return sorted(imported_modules(source, package) - place_of(module))


def test_the_two_halves_never_import_each_other():
    offenders = []
    edges = 0
    for file in module_files():
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        source = file.read_text(encoding="utf-8")
        package = ("gongkai", *parts[:-1])
        edges += len(imported_modules(source, package))
        offenders += [f"{'/'.join(parts)} imports {name}" for name in forbidden_imports(parts[0], source, package)]
    assert offenders == []
    assert edges >= 20


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("forms", "from gongkai.pages import write_pages"),
        ("forms", "from gongkai import pages"),
        ("forms", "import gongkai.pages.home"),
        ("forms", "def late():\n    from gongkai.pages import write_pages"),
        ("forms", "from .pages import write_pages"),
        ("forms", "from . import pages"),
        ("pages", "from gongkai.forms import Form"),
        ("paths", "from gongkai.errors import Place"),
        ("forms", "from gongkai.cli import main"),
    ],
)
def test_an_import_across_the_contract_is_seen(module: str, source: str):
    assert len(forbidden_imports(module, source)) == 1


def test_every_module_has_a_place():
    seen = {file.relative_to(PACKAGE).parts[0].removesuffix(".py") for file in module_files()}
    assert sorted(seen - DOCUMENTS_TO_PACKAGE - PACKAGE_TO_SITE - LEAVES - DOORS) == []


@pytest.mark.parametrize("name", ["paths", "files"])
def test_paths_and_files_import_nothing_of_ours(name: str):
    assert imported_modules((PACKAGE / f"{name}.py").read_text(encoding="utf-8"), ("gongkai",)) == set()


def test_no_module_is_longer_than_three_hundred_lines():
    lengths = {file.relative_to(ROOT): file.read_text(encoding="utf-8").count("\n") for file in module_files()}
    assert {str(file): length for file, length in lengths.items() if length > 300} == {}


# What git sees


def test_build_is_a_source_root_and_never_ignored():
    assert not (ROOT / "build" / "__init__.py").exists()
    files = [str(file.relative_to(ROOT)) for file in module_files()]
    assert git("check-ignore", "--no-index", "--", *files, code=1) == []
    assert git("check-ignore", "--no-index", "--", "site/index.html", ".cache/x") == ["site/index.html", ".cache/x"]


def test_generated_pages_are_named_once_and_none_is_tracked():
    lines = (ROOT / "docs" / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = [line.removeprefix("/*/").rstrip("/") for line in lines if line and not line.startswith("#")]
    assert ignored == sorted(paths.GENERATED)
    assert len(ignored) > 0
    inside = tuple(f"docs/{language}/{name}" for language in paths.LANGUAGES for name in paths.GENERATED)
    tracked = git("ls-files")
    assert len(tracked) > 20
    assert [file for file in tracked if file in inside or file.startswith(tuple(f"{name}/" for name in inside))] == []


# The names are put together here, so that this file does not hold what it looks for.
TOP_FOLDERS = ("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers", "tm" + "p", "op" + "t")
MACHINE_PATHS = re.compile(rf"(?<![\w.\-/:])/(?:{'|'.join(TOP_FOLDERS)})/[\w.-]|\b[A-Z]:[\\/]+Us{'ers'}\b", re.ASCII)


def test_no_tracked_file_names_a_place_on_somebodys_machine():
    offenders = []
    files = git("ls-files")
    assert len(files) > 20
    for name in files:
        file = ROOT / name
        if not file.is_file():  # deleted in the working tree, not yet in git
            continue
        text = file.read_bytes().decode("utf-8", "replace")
        offenders += [f"{name}: {match[0]}" for match in MACHINE_PATHS.finditer(text)]
    assert offenders == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see /wo" + "rk/shared/design.md", True),
        ("'/ho" + "me/someone/gongkai'", True),
        ("C:\\Us" + "ers\\someone", True),
        ("in /tm" + "p/x", True),
        ("https://www.example.gov.cn/ho" + "me/index.html", False),
        ("the frame" + "wo" + "rk/shape", False),
        ("tests/cases/wo" + "rk/x", False),
    ],
)
def test_a_place_on_a_machine_is_seen(text: str, found: bool):
    assert bool(MACHINE_PATHS.search(text)) == found


# Words and things


def names_of(requirements: list[str]) -> list[str]:
    return [re.match(r"[A-Za-z0-9._-]+", requirement)[0] for requirement in requirements]


def section(text: str, title: str) -> str:
    """The lines below a heading, as far as the next one of any level."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found[1]


def first_cells(text: str) -> list[str]:
    """The names between backticks in the first column of a Markdown table."""
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def test_every_dependency_is_justified_and_nothing_else():
    project = read_project()
    declared = names_of([*project["project"]["dependencies"], *project["dependency-groups"]["dev"]])
    assert len(declared) >= 10
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert sorted(first_cells(section(contributing, "Dependencies"))) == sorted(declared)


def test_the_readme_gives_the_two_commands():
    commands = re.findall(r"^python3 (scripts/\S+)", read_readme(), re.MULTILINE)
    assert commands[:2] == ["scripts/build.py", "scripts/test.py"]
    assert [command for command in commands if not (ROOT / command).is_file()] == []


def test_the_readmes_folder_table_is_the_tree():
    listed = first_cells(section(read_readme(), "Folders"))
    assert len(listed) >= 8
    tracked = {file.split("/")[0] + "/" for file in git("ls-files") if "/" in file}
    assert sorted(tracked - set(listed) - {".ci/", ".github/"}) == []
    missing = [name for name in listed if name not in tracked]
    assert missing == ["site/"]  # the one that the build makes
    assert git("check-ignore", "--no-index", "site/") == ["site/"]


def test_every_place_the_readme_names_is_there():
    made = ("site/", "datapackage/source-texts", "datapackage/slices", "datapackage/editions")
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", read_readme()) + re.findall(r"\]\(([\w./-]+)\)", read_readme())
    assert len(named) >= 10
    assert [name for name in named if not name.startswith(made) and not (ROOT / name).exists()] == []


def test_the_declared_licence_is_the_one_in_the_file():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("MIT License\n")
    assert read_project()["project"]["license"] == "MIT"
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["license"], citation["version"]) == ("MIT", read_project()["project"]["version"])
