"""`gongkai read FOLDER`: which files, in which order, on how many cores, and what the register says afterwards."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai import batches
from gongkai.cli import gongkai
from gongkai.errors import GongkaiError, StructureError
from gongkai.folders import find_documents, lies_in
from gongkai.isolation import Opener
from gongkai.messages import Answer, Question
from gongkai.paths import Paths
from gongkai.readings import read
from gongkai.registers import COLUMNS, Noted, keep_register, load_register

CITY = Path(__file__).parent / "cases" / "form-2014-city" / "document.txt"


def register(paths: Paths, *rows: str) -> None:
    paths.sources.mkdir(exist_ok=True)
    content = "\n".join([",".join(COLUMNS), *rows]) + "\n"
    (paths.sources / "register.csv").write_text(content, encoding="utf-8")


def rows_of(paths: Paths) -> list[str]:
    return (paths.sources / "register.csv").read_text(encoding="utf-8").splitlines()[1:]


def put(paths: Paths, name: str, text: str | None = None) -> Path:
    path = paths.sources / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CITY.read_text(encoding="utf-8") if text is None else text, encoding="utf-8")
    return path


def variant(number: int) -> str:
    return CITY.read_text(encoding="utf-8") + f"\n第{number}版\n"


def on_disk(paths: Paths) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths.reports.rglob("*") if path.is_file()}


def test_files_come_sorted_and_what_is_no_document_stays_out(corpus: Paths, tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/y.txt", "B.txt", ".hidden.txt", ".git/c.txt", "register.csv", "README.md"):
        put(corpus, name, "x")
    (corpus.sources / "link.txt").symlink_to(CITY)
    (corpus.sources / "links").symlink_to(CITY.parent)
    os.mkfifo(corpus.sources / "pipe.txt")
    found = find_documents([corpus.sources], corpus)
    assert [(one.shown, bool(one.refused)) for one in found] == [
        ("B.txt", False),
        ("b.txt", False),
        ("link.txt", True),
        ("links", True),
        ("pipe.txt", True),
        ("a/y.txt", False),
        ("a/z.txt", False),
    ]
    assert all(one.in_sources for one in found)
    again = find_documents([corpus.sources / "b.txt", corpus.sources], corpus)
    assert len(again) == len(found)
    linked = tmp_path / "linked"
    linked.symlink_to(corpus.sources)
    assert [one.shown for one in find_documents([linked], corpus)] == ["linked"]


@pytest.mark.parametrize(
    ("name", "lies"),
    [
        ("a.zip", True),
        ("a.zip!x/b.txt", True),
        ("a.zip!b!c.txt", True),
        ("b!.zip", True),
        ("b!.zip!c.txt", True),
        ("b", False),
        ("b.zip!a.zip", False),
        ("长" * 200, False),
    ],
)
def test_a_name_lies_where_its_file_or_its_archive_does(tmp_path: Path, name: str, lies: bool) -> None:
    for file in ("a.zip", "b!.zip"):
        (tmp_path / file).touch()
    assert lies_in(tmp_path, name) is lies


def test_the_register_is_kept_true_and_nothing_else_in_it_touched(corpus: Paths) -> None:
    register(
        corpus,
        'z.txt,990101,2013,"https://example.invalid/a,b",2020-01-01,,current,',
        "gone.txt,990102,2012,,,abc,withdrawn,read",
    )
    put(corpus, "z.txt")
    put(corpus, "a.txt", "从前有座山。")
    put(corpus, "new.txt")
    outcomes = read(corpus, [corpus.sources])
    assert [(o.file, o.kind, o.word) for o in outcomes] == [
        ("a.txt", "refused", "no report"),
        ("new.txt", "read", "read"),
        ("z.txt", "read", "read"),
    ]
    sha256 = load_register(corpus.sources / "register.csv")["z.txt"].sha256
    assert len(sha256) == 64
    assert rows_of(corpus) == [
        "gone.txt,990102,2012,,,abc,withdrawn,read",
        f"new.txt,990100,2016,,,{sha256},current,read",
        f'z.txt,990101,2013,"https://example.invalid/a,b",2020-01-01,{sha256},current,read',
    ]
    before = rows_of(corpus)
    assert [o.kind for o in read(corpus, [corpus.sources])] == ["refused", "unchanged", "unchanged"]
    assert rows_of(corpus) == before


def test_a_document_with_other_bytes_than_registered_is_refused_and_its_hash_stays(corpus: Paths) -> None:
    register(corpus, f"z.txt,990100,2016,,,{'0' * 64},current,read")
    put(corpus, "z.txt")
    (outcome,) = read(corpus, [corpus.sources])
    assert "sha256 differs" in outcome.message
    assert rows_of(corpus) == [f"z.txt,990100,2016,,,{'0' * 64},current,refused"]


def test_documents_elsewhere_and_trials_leave_the_register_alone(corpus: Paths, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(CITY, elsewhere / "a.txt")
    assert [o.kind for o in read(corpus, [elsewhere])] == ["read"]
    put(corpus, "b.txt")
    assert [o.kind for o in read(corpus, [corpus.sources], out=tmp_path / "trial")] == ["read"]
    assert not (corpus.sources / "register.csv").exists()


def test_a_document_whose_title_names_nobody_is_refused_with_the_row_to_add(corpus: Paths) -> None:
    put(corpus, "x.txt", CITY.read_text(encoding="utf-8").replace("云溪", "无名"))
    (outcome,) = read(corpus, [corpus.sources])
    assert "「x.txt,ID,YEAR,,,,current,」" in outcome.message
    with pytest.raises(GongkaiError, match="many authorities"):
        read(corpus, [corpus.sources], authority="990100")


def test_two_current_documents_for_one_report_are_both_refused(corpus: Paths) -> None:
    put(corpus, "one.txt")
    put(corpus, "two.txt", variant(2))
    assert [o.kind for o in read(corpus, [corpus.sources])] == ["refused", "refused"]
    assert on_disk(corpus) == {}
    assert [row.rsplit(",", 2)[1:] for row in rows_of(corpus)] == [["current", "refused"]] * 2


def test_a_report_issued_again_takes_the_place_of_the_superseded_one(corpus: Paths) -> None:
    put(corpus, "one.txt")
    read(corpus, [corpus.sources])
    put(corpus, "two.txt", variant(2))
    assert [o.kind for o in read(corpus, [corpus.sources])] == ["refused", "refused"]
    register(corpus, "one.txt,990100,2016,,,,superseded,", "two.txt,990100,2016,,,,current,")
    assert [(o.kind, o.word) for o in read(corpus, [corpus.sources])] == [("skipped", "superseded"), ("read", "read")]
    (report,) = on_disk(corpus).values()
    assert json.loads(report)["document"]["name"] == "two.txt"
    assert [(o.kind, o.word) for o in read(corpus, [corpus.sources])] == [
        ("skipped", "superseded"),
        ("unchanged", "read"),
    ]
    # Alone, it is skipped too: the current one is there.
    assert [o.kind for o in read(corpus, [corpus.sources / "one.txt"])] == ["skipped"]


@pytest.mark.parametrize("status", ["superseded", "withdrawn"])
def test_a_document_that_is_not_current_is_read_where_no_current_one_is(corpus: Paths, status: str) -> None:
    register(corpus, f"one.txt,990100,2016,,,,{status},")
    put(corpus, "one.txt")
    assert [o.kind for o in read(corpus, [corpus.sources])] == ["read"]
    (report,) = on_disk(corpus).values()
    assert json.loads(report)["document"]["status"] == status
    put(corpus, "two.txt", variant(2))
    assert [o.word for o in read(corpus, [corpus.sources])] == [status, "read"]
    (report,) = on_disk(corpus).values()
    assert json.loads(report)["document"]["name"] == "two.txt"


def test_the_same_bytes_twice_are_one_document(corpus: Paths) -> None:
    put(corpus, "b.txt")
    put(corpus, "a.txt")
    assert [(o.kind, o.word) for o in read(corpus, [corpus.sources])] == [("read", "read"), ("skipped", "same bytes")]
    assert [o.kind for o in read(corpus, [corpus.sources])] == ["unchanged", "skipped"]


def many(corpus: Paths, count: int) -> None:
    register(corpus, *(f"{n:03}.txt,990100,{2008 + n},,,,current," for n in range(count)))
    for n in range(count):
        put(corpus, f"{n:03}.txt", variant(n))


def test_many_workers_give_the_same_bytes_as_one(corpus: Paths) -> None:
    many(corpus, 24)
    assert batches.SHORT < 24
    assert {o.kind for o in read(corpus, [corpus.sources], jobs=2)} == {"read"}
    first = on_disk(corpus)
    assert len(first) == 24
    shutil.rmtree(corpus.reports)
    shutil.rmtree(corpus.cache)
    heard: list[int] = []
    outcomes = read(corpus, [corpus.sources], progress=lambda name, total: heard.append(total))
    assert [o.kind for o in outcomes] == ["read"] * 24
    assert heard == [24] * 24
    assert on_disk(corpus) == first


def test_a_batch_that_is_broken_off_goes_on_where_it_was(corpus: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    many(corpus, 12)
    asked: list[str] = []
    real = Opener.ask

    def ask(opener: Opener, question: Question, content: bytes) -> Answer:
        if len(asked) == 7:
            raise KeyboardInterrupt
        asked.append(question.name)
        return real(opener, question, content)

    monkeypatch.setattr(Opener, "ask", ask)
    with pytest.raises(KeyboardInterrupt):
        read(corpus, [corpus.sources])
    before = list(asked)
    monkeypatch.setattr(Opener, "ask", lambda opener, *rest: asked.append(rest[0].name) or real(opener, *rest))
    assert {o.kind for o in read(corpus, [corpus.sources])} == {"read"}
    assert sorted(asked) == sorted({*asked})
    assert len(before) == 7
    assert len(on_disk(corpus)) == 12
    assert list((corpus.cache / "waiting").iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found by their environment in /proc")
def test_a_batch_that_is_killed_leaves_no_process_and_goes_on(corpus: Paths) -> None:
    many(corpus, 90)
    command = [sys.executable, "-m", "gongkai", "--root", str(corpus.root), "read", str(corpus.sources), "--jobs", "2"]
    marked = os.environ | {"GONGKAI_TEST": corpus.root.name}
    started = subprocess.Popen(command, env=marked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    waiting = corpus.cache / "waiting"
    wait_until(lambda: waiting.is_dir() and any(waiting.iterdir()))
    started.kill()
    started.wait()
    wait_until(lambda: not running(f"GONGKAI_TEST={corpus.root.name}"))
    assert {o.kind for o in read(corpus, [corpus.sources])} <= {"read", "unchanged"}
    assert len(on_disk(corpus)) == 90


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def running(mark: str) -> list[str]:
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            found += [place.parent.name] if mark.encode() in place.read_bytes() else []
    return found


def test_a_mistake_in_structure_is_one_sentence_for_all_workers(corpus: Paths) -> None:
    many(corpus, 24)
    (corpus.structure / "codelists" / "indicators.csv").write_text("x\n", encoding="utf-8")
    with pytest.raises(StructureError):
        read(corpus, [corpus.sources], jobs=2)


def test_stamps_are_saved_as_it_goes(corpus: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.stamps._SAVED_EVERY", 3)
    many(corpus, 8)
    kept: list[int] = []

    def hear(name: str, total: int) -> None:
        path = corpus.cache / "read.json"
        kept.append(len(json.loads(path.read_text(encoding="utf-8"))["stamps"]) if path.is_file() else 0)

    read(corpus, [corpus.sources], progress=hear)
    assert kept == [0, 0, 3, 3, 3, 6, 6, 6]


def test_the_command_sums_up(corpus: Paths) -> None:
    many(corpus, 21)
    put(corpus, "novel.txt", "从前有座山。")
    result = CliRunner().invoke(gongkai, ["--root", str(corpus.root), "read", str(corpus.sources), "--jobs", "1"])
    assert result.exit_code == 1
    assert [line.split() for line in result.output.splitlines()[-4:]] == [
        ["outcome", "documents"],
        ["read", "21"],
        ["no", "report", "1"],
        ["all", "22"],
    ]
    assert "refused (no report): novel.txt: this is no annual report" in result.output


def test_a_register_that_says_it_already_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    assert keep_register(path, [Noted("a.txt", "damaged")]) is False
    assert not path.exists()
    noted = [Noted("a.txt", "read", "f" * 64, "990100", 2016)]
    assert keep_register(path, noted) is True
    assert keep_register(path, noted) is False
