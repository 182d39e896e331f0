import csv
import shutil
from pathlib import Path

import pytest

from gongkai.errors import StructureError
from gongkai.prose.vocabularies import USES, load_issuers, load_vocabulary


def test_a_wording_with_a_gap_stays_in_its_sentence(repository: Path) -> None:
    words = load_vocabulary(repository / "structure")
    pattern = words.pattern("chapter", "problem")
    assert pattern.search("存在的主要问题")
    assert not pattern.search("存在。问题一")
    assert words.pattern("chapter", "problem") is pattern
    assert not pattern.search("改进措施")


def test_every_row_of_the_vocabulary_is_read(repository: Path) -> None:
    words = load_vocabulary(repository / "structure")
    with (repository / "structure" / "prose.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(map(len, words.words.values())) > 150
    unread = [
        row for row in rows if not words.pattern(row["use"], row["meaning"]).fullmatch(row["wording"].replace("…", ""))
    ]
    assert unread == []
    assert {row["use"] for row in rows} == set(USES)


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("prose.csv", "chapters,存在问题,problem"),
        ("prose.csv", "chapter,改进措施,measure"),
        ("prose.csv", "chapter,,measure"),
        ("prose.csv", "chapter,一句话"),
        ("issuers.csv", "鲁,山东,province"),
        ("issuers.csv", "某,某省,provinces"),
        ("issuers.csv", "發布,发布,traditional"),
        ("issuers.csv", "某,某省"),
    ],
)
def test_a_mistake_names_its_row(repository: Path, tmp_path: Path, file: str, row: str) -> None:
    for name in ("prose.csv", "issuers.csv"):
        shutil.copy(repository / "structure" / name, tmp_path / name)
    with (tmp_path / file).open("a", encoding="utf-8") as target:
        target.write(row + "\n")
    last = len((tmp_path / file).read_text(encoding="utf-8").splitlines())
    with pytest.raises(StructureError, match=f"structure/{file}:line {last}"):
        load_vocabulary(tmp_path) if file == "prose.csv" else load_issuers(tmp_path)


def test_a_missing_file_and_a_missing_use(tmp_path: Path) -> None:
    with pytest.raises(StructureError, match="missing"):
        load_vocabulary(tmp_path)
    with pytest.raises(StructureError, match="missing"):
        load_issuers(tmp_path)
    (tmp_path / "prose.csv").write_text("use,wording,meaning\nchapter,问题,problem\n", encoding="utf-8")
    with pytest.raises(StructureError, match="says nothing of contact_cue"):
        load_vocabulary(tmp_path)
    (tmp_path / "issuers.csv").write_text("abbreviation,name_zh,kind\n鲁,山东,province\n", encoding="utf-8")
    with pytest.raises(StructureError, match="says nothing of central"):
        load_issuers(tmp_path)
