"""The child that reads documents: whatever it does, its document ends with one outcome, and the next one is read."""

import hashlib
import io
import json
import os
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from gongkai import guards, messages
from gongkai.answers import give
from gongkai.claims import Claim
from gongkai.errors import DocumentError
from gongkai.folders import Found
from gongkai.guards import Limits, missing_guards
from gongkai.isolation import Opener, Unanswered
from gongkai.messages import Answer, BadAnswer, Question, accept, send
from gongkai.readings import READER_VERSION
from gongkai.registers import Entry
from gongkai.structures import Structure
from gongkai.tasks import Reader, Task, remember

CITY = Path(__file__).parent / "cases" / "form-2014-city" / "document.txt"
# A child whose reader does to documents what their names say; everything else is the real one.
CHILD = """
import json, os, sys, time
from dataclasses import replace
from pathlib import Path
from gongkai import answers, guards

def give(question, content, structure, nonce):
    global served
    served += 1
    sys.stdout.write("noise that is no answer\\n"); sys.stdout.flush()
    whole = json.dumps({"nonce": nonce, "refused": ["no report", content.decode(), "", ""]}).encode()
    out = answer
    match question.name:
        case "loops":
            while True: pass
        case "sleeps": time.sleep(60)
        case "eats": return [bytes(2**40)]
        case "eats slowly":
            held = []
            while True: held.append(bytes(2**24))
        case "dies": os._exit(3)
        case "dies if not the first" if served > 1: os._exit(3)
        case "crashes": os.abort()
        case "raises": raise KeyError("x")
        case "half":
            out.write(len(whole).to_bytes(8, "big") + b"0" * 32 + whole[:20]); out.flush(); os._exit(0)
        case "garbage":
            out.write(b"\\0" * 4096); out.flush(); time.sleep(60)
        case "unhashed":
            out.write(len(whole).to_bytes(8, "big") + b"0" * 32 + whole); out.flush(); time.sleep(60)
        case "endless": return [b" " * 2**22]
        case "members": return [json.dumps({"nonce": nonce, "members": ["a", "b"]}).encode(), b" " * 9]
        case "another": return [whole.replace(nonce.encode(), b"0" * 32)]
        case "files":
            kept = [open("/dev/null") for _ in range(1000)]
        case "network":
            import socket
            socket.create_connection(("127.0.0.1", int(content)), 2)
    return [whole]

answers.give, served = give, 0
dup = os.fdopen
def fdopen(handle, mode):
    global answer
    found = dup(handle, mode)
    if mode == "wb": answer = found
    return found
os.fdopen = fdopen
answers.serve(guards.Limits(**json.loads(sys.argv[1])), Path(sys.argv[2]))
"""
# By the clock only what sleeps is ended: on a busy machine nothing else may be.
BRIEF = 2
SMALL = Limits(wall=50, processor=1, memory=2**28, answer=2**20, file=2**20, open_files=32)
ENDS = {
    "loops": "over the limit",
    "sleeps": "over the limit",
    "eats": "over the limit",
    "eats slowly": "over the limit",
    "endless": "over the limit",
    "members": "over the limit",
    "dies": "damaged",
    "crashes": "damaged",
    "raises": "damaged",
    "half": "damaged",
    "garbage": "damaged",
    "unhashed": "damaged",
    "another": "damaged",
    "files": "damaged",
}


@pytest.fixture
def opener(tmp_path: Path, structure: Structure) -> Opener:
    (tmp_path / "child.py").write_text(CHILD, encoding="utf-8")
    with Opener(structure.folder, SMALL, (sys.executable, str(tmp_path / "child.py"))) as opened:
        yield opened


def said(opener: Opener, name: str, content: bytes = b"x") -> str:
    refusal = opener.ask(Question(name), content).refusal
    assert refusal
    return refusal.message


@pytest.mark.parametrize("name", ENDS)
def test_a_child_that_misbehaves_ends_its_document_and_no_other(opener: Opener, name: str) -> None:
    began = time.perf_counter()
    opener._limits = replace(SMALL, wall=BRIEF) if name == "sleeps" else SMALL
    with pytest.raises(Unanswered) as caught:
        opener.ask(Question(name), b"x")
    opener._limits = SMALL
    assert (caught.value.outcome, caught.value.place.file) == (ENDS[name], name)
    assert time.perf_counter() - began < 60  # the limits ended it, not patience
    assert said(opener, "good", b"y") == "y"


def test_how_a_document_ends_does_not_depend_on_those_before_it(opener: Opener) -> None:
    assert said(opener, "good") == "x"
    child = opener._child
    assert said(opener, "dies if not the first", b"z") == "z"
    assert opener._child is not child
    assert said(opener, "good") == "x"


def test_a_refusal_keeps_the_child(opener: Opener) -> None:
    said(opener, "good")
    child = opener._child
    assert said(opener, "good", b"tracked changes") == "tracked changes"
    assert opener._child is child


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the network is closed on Linux only")
def test_the_child_sees_no_network(opener: Opener) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(DocumentError) as caught:
        opener.ask(Question("network"), str(server.getsockname()[1]).encode())
    assert caught.value.outcome == "damaged"


def test_nothing_is_left_of_a_closed_child(opener: Opener) -> None:
    said(opener, "good")
    child = opener._child
    assert child
    opener.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_text_is_read_in_the_child_too(invented_structure: Structure) -> None:
    """A text that takes too long ends as such, and the next one is read."""
    slow = ("云溪市2016年政府信息公开工作年度报告\n" + "公开信息3条，公开信息5条。\n" * 400_000).encode()
    with Opener(invented_structure.folder, Limits(wall=20, processor=1)) as opener:
        with pytest.raises(Unanswered) as caught:
            opener.ask(Question("slow.txt"), slow)
        assert caught.value.outcome == "over the limit"
        answer = opener.ask(Question("city.txt"), CITY.read_bytes())
    assert answer.report == "990100-2016"


def test_where_limits_are_missing_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_HAS_LIMITS", False)
    assert "limits on processor time, memory, files and cores" in missing_guards()


def ask_child(structure: Structure, content: bytes, **more: object) -> tuple[Question, list[bytes]]:
    question = Question(**{"name": "a.txt"} | more)
    return question, give(question, content, structure, "n")


def accepted(structure: Structure, question: Question, *parts: bytes, most: int = 2**25) -> Answer:
    pipe = io.BytesIO()
    send(pipe, *parts)
    pipe.seek(0)
    return accept(pipe, most, question, "n", structure.folder / "schemas")


def changed(answer: bytes, where: list[str | int], what: object) -> bytes:
    whole = json.loads(answer)
    target = whole
    for step in where[:-1]:
        target = target[step]
    target[where[-1]] = what
    return json.dumps(whole).encode()


def test_the_child_gives_what_the_parent_accepts(invented_structure: Structure) -> None:
    question, parts = ask_child(invented_structure, CITY.read_bytes())
    answer = accepted(invented_structure, question, *parts)
    expected = (CITY.parent / "expected.json").read_text(encoding="utf-8")
    assert answer.text.replace("a.txt", "document.txt") == expected
    question, parts = ask_child(invented_structure, b"\0\1")
    refusal = accepted(invented_structure, question, *parts).refusal
    assert refusal
    assert (refusal.outcome, refusal.place.file) == ("refused", "a.txt")
    question, parts = ask_child(invented_structure, CITY.read_bytes(), explain=True)
    assert accepted(invented_structure, question, *parts).card[0].title == "Document"


FALSE = [
    (["nonce"], "m"),
    (["more"], 1),
    (["report"], "990100-2017"),
    (["report"], 1),
    (["parsed"], []),
    (["parsed", "observations", 0, "value"], "1"),
    (["parsed", "observations", 0, "value"], float("nan")),
    (["parsed", "observations", 0, "value"], float("inf")),
    (["parsed", "observations", 0, "raw"], "\ud800"),
    (["parsed", "observations", 0, "locator"], None),
    (["parsed", "observations", 0, "box"], [1, 2, 3]),
    (["parsed", "report", "authority"], "990101"),
    (["parsed", "report", "year"], 2017),
    (["parsed", "report", "more"], 1),
    (["parsed", "document", "sha256"], "x"),
    (["parsed", "document", "attachments"], [1]),
]


@pytest.mark.parametrize(("where", "what"), FALSE)
def test_an_answer_with_one_false_part_is_not_believed(
    invented_structure: Structure, where: list[str | int], what: object
) -> None:
    question, (answer,) = ask_child(invented_structure, CITY.read_bytes())
    with pytest.raises(BadAnswer):
        accepted(invented_structure, question, changed(answer, where, what))


REFUSED = {"nonce": "n", "refused": ["damaged", "x", "", ""]}


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 200_000,
        b'{"nonce": "n", "report": ' + b"1" * 5000 + b"}",
        *(
            json.dumps({"nonce": "n"} | more).encode()
            for more in (
                {},
                {"refused": ["read", "x", "", ""]},
                {"refused": ["damaged", "", "", ""]},
                {"refused": ["damaged", "x"]},
                {"refused": ["damaged", "x", "", 1]},
                {"refused": REFUSED["refused"], "card": []},
                {"members": []},
                {"members": ["a"]},
                {"members": ["a", "a"]},
                {"members": ["a", "b\n"]},
                {"members": ["a", ""]},
                {"members": ["a", 1]},
                {"card": []},
            )
        ),
    ],
)
def test_an_answer_of_another_shape_is_not_believed(invented_structure: Structure, answer: bytes) -> None:
    with pytest.raises(BadAnswer):
        accepted(invented_structure, Question("a"), answer, b"x", b"y")
    assert accepted(invented_structure, Question("a"), json.dumps(REFUSED).encode()).refusal


def test_a_card_of_another_shape_is_not_believed(invented_structure: Structure) -> None:
    question, (answer,) = ask_child(invented_structure, CITY.read_bytes(), explain=True)
    for where, what in ((["card", 0, 2, 0], ["x"]), (["card", 0, 0], 1), (["card", 0], {}), (["card"], {})):
        with pytest.raises(BadAnswer):
            accepted(invented_structure, question, changed(answer, where, what))


def test_an_archive_is_a_list_of_documents_and_only_of_as_many_bytes(
    invented_structure: Structure, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = json.dumps({"nonce": "n", "members": ["a", "b"]}).encode()
    assert accepted(invented_structure, Question("a"), listed, b"x", b"yy").members == (("a", b"x"), ("b", b"yy"))
    with pytest.raises(BadAnswer):
        accepted(invented_structure, Question("a", inside=True), listed, b"x", b"yy")
    monkeypatch.setattr(messages, "MAX_TOTAL", 2)
    with pytest.raises(messages.TooLong):
        accepted(invented_structure, Question("a"), listed, b"x", b"yy")


ABOUT = [
    (["document", "name"], "b.txt"),
    (["document", "sha256"], "0" * 64),
    (["document", "bytes"], 1),
    (["document", "status"], "withdrawn"),
    (["document", "url"], "https://example.invalid/"),
    (["document", "media_type"], "text/x"),
    (["document", "encoding"], "latin-1"),
    (["reader", "version"], 1),
    (["report", "authority"], "880000"),
    (["report", "authority"], "990101"),
    (["report", "year"], 2015),
]


@pytest.mark.parametrize("where", [None, *range(len(ABOUT))])
def test_a_report_about_another_document_is_not_believed(
    invented_structure: Structure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: int | None
) -> None:
    path = Path(shutil.copy(CITY, tmp_path / "a.txt"))
    task = Task(Found(path, "a.txt", "a.txt"), Entry("a.txt", "990100", 2016), ("", None), {})

    class Liar:
        def ask(self, question: Question, content: bytes) -> Answer:
            _, (answer,) = ask_child(invented_structure, content, entry=task.entry)
            whole = json.loads(answer)
            if where is not None:
                whole["parsed"] = json.loads(changed(json.dumps(whole["parsed"]).encode(), *ABOUT[where]))
                authority, year = (whole["parsed"]["report"][name] for name in ("authority", "year"))
                whole["report"] = whole["parsed"]["report"]["id"] = f"{authority}-{year}"
            return accepted(invented_structure, question, json.dumps(whole).encode())

    monkeypatch.setattr("gongkai.tasks.Opener", lambda *_: Liar())
    (claim,) = Reader(invented_structure, tmp_path, READER_VERSION)(
        task.hashed(hashlib.sha256(path.read_bytes()).hexdigest())
    )
    assert isinstance(claim, Claim)
    assert (bool(claim.written), bool(claim.refusal), bool(remember(claim))) == (
        (True, False, True) if where is None else (False, True, False)
    )
