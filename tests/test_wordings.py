import shutil
from pathlib import Path

import pytest

from gongkai.errors import StructureError
from gongkai.prose.wordings import load_wordings, words_pattern

FILES = ("units.csv", "cues.csv", "phrases.csv", "zeros.csv")


@pytest.fixture
def folder(repository: Path, tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(repository / "structure" / name, tmp_path / name)
    return tmp_path


def test_the_declared_wordings_load(folder: Path, repository: Path) -> None:
    wordings = load_wordings(folder)
    known = (repository / "structure" / "codelists" / "indicators.csv").read_text(encoding="utf-8")
    named = {phrase.indicator for phrases in wordings.phrases.values() for phrase in phrases}
    named |= {zero.indicator for zeros in wordings.zeros.values() for zero in zeros if zero.indicator}
    assert [name for name in sorted(named) if f"\n{name}," not in known] == []
    units = {unit.removesuffix("=0") for unit, _ in wordings.phrases}
    assert units <= set(wordings.units.kinds)


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        ("cues.csv", "公开,disclosure,behind,2", "no cue is"),
        ("cues.csv", "公开,disclosure,any,much", "is no weight"),
        ("units.csv", "条,count,1", "more or fewer cells"),
        ("phrases.csv", "review,2014,件,行政复议,,,,,,", "shows the figure as #"),
        ("phrases.csv", "review,2014,件,(行政复议#,,,,,,", "cannot be read"),
        ("phrases.csv", "review,2014,件,行政复议#,,,,,maybe,", "of_which is yes"),
        ("phrases.csv", "review,2014,件,行政复议#,,,,,,maybe", "says is stock or about"),
    ],
)
def test_a_mistake_names_its_line(folder: Path, name: str, row: str, message: str) -> None:
    path = folder / name
    lines = path.read_text(encoding="utf-8").count("\n")
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    with pytest.raises(StructureError, match=message) as raised:
        load_wordings(folder)
    assert f"{name}:line {lines + 1}" in str(raised.value)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_or_column_is_named(folder: Path, name: str) -> None:
    path = folder / name
    path.write_text("word,weight\n", encoding="utf-8")
    with pytest.raises(StructureError, match="the header is not"):
        load_wordings(folder)
    path.unlink()
    with pytest.raises(StructureError, match="missing"):
        load_wordings(folder)


def test_the_longest_word_is_found() -> None:
    pattern = words_pattern(["公开", "公开申请", "申", "信息公开"])
    assert pattern.findall("信息公开申请公开申请申") == ["信息公开", "申", "公开申请", "申"]
    assert words_pattern([]).findall("公开") == []
