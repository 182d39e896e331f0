"""The long run, short: a killed and resumed run leaves what a whole one does, and the command says so."""

import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.documents import open_document
from gongkai.errors import OUTCOMES
from tests import corpus


def test_a_killed_run_leaves_what_a_whole_one_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert corpus.run(tmp_path, 24, 2) == 0
    said = capsys.readouterr().out
    assert "24 documents, 24 reports" in said
    assert "the same bytes" in said


def test_a_run_that_reads_nothing_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(root: Path, jobs: int) -> subprocess.Popen[str]:
        (root / "reports").mkdir(exist_ok=True)
        return subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE, text=True)

    monkeypatch.setattr(corpus, "start", start)
    assert corpus.run(tmp_path, 6, 2) == 1


def test_the_corpus_is_the_same_each_time_and_has_every_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "ONE_HOSTILE_IN", 1000)
    for name in ("one", "two"):
        corpus.write_corpus(tmp_path / name, 90)
    found = {path.relative_to(tmp_path / "one"): path for path in (tmp_path / "one" / "sources").rglob("*.*")}
    assert {path.suffix for path in found} >= {".txt", ".html", ".docx", ".xlsx", ".pdf", ".zip"}
    same = [path for path in found if path.suffix in (".txt", ".html", ".pdf")]
    assert len(same) > 50
    assert [path for path in same if (tmp_path / "two" / path).read_bytes() != found[path].read_bytes()] == []


@pytest.mark.parametrize("kind", [kind for kind in corpus.KINDS if kind != "zip"])
def test_a_document_of_each_kind_is_one(kind: str) -> None:
    _, text = next(corpus.reports())
    ending = kind.rpartition(".")[2]
    assert "政府信息公开工作年度报告" in "".join(open_document(f"x.{ending}", corpus.written(kind, text)).lines)


def test_the_readme_lists_every_outcome(repository: Path) -> None:
    listed = (repository / "README.md").read_text(encoding="utf-8")
    assert [word for word in (*OUTCOMES, "superseded", "withdrawn", "same bytes") if f"`{word}`" not in listed] == []
