"""The child that opens documents: whatever it does, its document ends with one outcome, and the next one is read."""

import hashlib
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from gongkai import answers, isolation
from gongkai.answers import BadAnswer, accept, give
from gongkai.containers.blocks import Grid, GridCell, Paragraph, compose
from gongkai.documents import Document, read_document
from gongkai.errors import DocumentError
from gongkai.isolation import Limits, Opener, missing_guards, read_isolated

# A child whose reader does to documents what their names say; everything else is the real one.
CHILD = """
import json, os, sys, time
from gongkai import answers, isolation

def give(name, content, nonce):
    sys.stdout.write("noise that is no answer\\n"); sys.stdout.flush()
    whole = json.dumps({"nonce": nonce, "document": {"media_type": "text/html", "encoding": "utf-8",
        "lines": ["9"], "places": ["b1"], "tables": []}}).encode()
    out = answer
    match name.removesuffix(".pdf"):
        case "loops":
            while True: pass
        case "sleeps": time.sleep(60)
        case "eats": return bytes(2**40)
        case "eats slowly":
            held = []
            while True: held.append(bytes(2**24))
        case "dies": os._exit(3)
        case "crashes": os.abort()
        case "raises": raise KeyError("x")
        case "half":
            out.write(len(whole).to_bytes(8, "big") + b"0" * 32 + whole[:20]); out.flush(); os._exit(0)
        case "garbage":
            out.write(b"\\0" * 4096); out.flush(); time.sleep(60)
        case "unhashed":
            out.write(len(whole).to_bytes(8, "big") + b"0" * 32 + whole); out.flush(); time.sleep(60)
        case "endless": return b" " * 2**22
        case "another": return whole.replace(nonce.encode(), b"0" * 32)
        case "files":
            kept = [open("/dev/null") for _ in range(1000)]
        case "doubtful":
            return json.dumps({"nonce": nonce, "refused": ["doubtful", "tracked changes", "", ""]}).encode()
        case "network":
            import socket
            socket.create_connection(("127.0.0.1", int(content[9:])), 2)
    return whole

answers.give = give
dup = os.fdopen
def fdopen(handle, mode):
    global answer
    found = dup(handle, mode)
    if mode == "wb": answer = found
    return found
os.fdopen = fdopen
isolation.serve(isolation.Limits(**json.loads(sys.argv[1])))
"""
SMALL = Limits(wall=2, processor=1, memory=2**28, answer=2**20, file=2**20, open_files=32)
ENDS = {
    "loops": "over the limit",
    "sleeps": "over the limit",
    "eats": "over the limit",
    "eats slowly": "over the limit",
    "endless": "over the limit",
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
def opener(tmp_path: Path) -> Opener:
    (tmp_path / "child.py").write_text(CHILD, encoding="utf-8")
    with Opener(SMALL, (sys.executable, str(tmp_path / "child.py"))) as opened:
        yield opened


def pdf(folder: Path, name: str, content: str = "") -> Path:
    path = folder / f"{name}.pdf"
    path.write_bytes(b"%PDF-1.7\n" + content.encode())
    return path


@pytest.mark.parametrize("name", ENDS)
def test_a_child_that_misbehaves_ends_its_document_and_no_other(opener: Opener, tmp_path: Path, name: str) -> None:
    assert opener.read(pdf(tmp_path, "good")).lines == ("9",)
    began = time.perf_counter()
    with pytest.raises(DocumentError) as caught:
        opener.read(pdf(tmp_path, name))
    assert caught.value.outcome == ENDS[name]
    assert caught.value.place.file == f"{name}.pdf"
    assert time.perf_counter() - began < 60  # the limits ended it, not patience
    assert opener.read(pdf(tmp_path, "good")).lines == ("9",)


def test_a_refusal_keeps_the_child_and_its_word(opener: Opener, tmp_path: Path) -> None:
    opener.read(pdf(tmp_path, "good"))
    child = opener._child
    with pytest.raises(DocumentError, match="tracked changes") as caught:
        opener.read(pdf(tmp_path, "doubtful"))
    assert caught.value.outcome == "doubtful"
    assert opener.read(pdf(tmp_path, "good")).sha256 == hashlib.sha256(b"%PDF-1.7\n").hexdigest()
    assert opener._child is child


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the network is closed on Linux only")
def test_the_child_sees_no_network(opener: Opener, tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        with pytest.raises(DocumentError) as caught:
            opener.read(pdf(tmp_path, "network", port))
    assert caught.value.outcome == "damaged"


def test_nothing_is_left_of_a_closed_child(tmp_path: Path) -> None:
    (tmp_path / "child.py").write_text(CHILD, encoding="utf-8")
    with Opener(SMALL, (sys.executable, str(tmp_path / "child.py"))) as opened:
        opened.read(pdf(tmp_path, "good"))
        child = opened._child
        assert child
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_text_needs_no_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_start", lambda *_: pytest.fail("a child for a text"))
    path = tmp_path / "a.txt"
    path.write_bytes("一\r\n二".encode("gb18030"))
    assert read_isolated(path) == read_document(path)
    assert read_isolated(path).lines == ("一", "二")


def test_where_limits_are_missing_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_HAS_LIMITS", False)
    assert "limits on processor time, memory, files and cores" in missing_guards()


def sound() -> dict[str, object]:
    cells = (GridCell("项", 0, 0), GridCell("1\n2", 0, 1), GridCell("", 1, 0), GridCell("3", 1, 1))
    composed = compose([Paragraph("题"), Grid(cells, page=2)])
    document = Document("x", "", 0, "application/pdf", None, composed.lines, composed.tables, composed.places)
    return json.loads(json.dumps(answers._fields(document)))


def reply(document: object, **more: object) -> bytes:
    return json.dumps({"nonce": "n", "document": document} | more).encode()


def test_a_sound_answer_is_the_document() -> None:
    document = accept(reply(sound()), "n", "a.pdf", b"%PDF")
    assert (document.name, document.bytes, document.lines) == ("a.pdf", 4, ("题", "项", "1 2", "3"))
    assert json.loads(json.dumps(answers._fields(document))) == sound()
    assert replace(document, name="b") != document


CELL = ["tables", 0, 1, 0, 1]
FALSE = [
    (["lines"], ["题"]),
    (["lines", 2], "1 3"),
    (["lines", 2], 12),
    (["lines", 0], "a\nb"),
    (["lines"], "题"),
    (["places", 0], "b0"),
    (["places", 0], "p2/t1/r1/c1"),
    (["places", 1], "p2/t1/r9/c9"),
    (["media_type"], "text/x"),
    (["encoding"], "latin-1"),
    (["tables"], {}),
    (["tables"], None),
    (["tables", 0, 0], False),
    (["tables", 0, 1], []),
    (["tables", 0, 1, 0], [["项", "p2/t1/r1/c1", [[2, 1, 1]]]]),
    ([*CELL, 0], "13"),
    ([*CELL, 0], ""),
    ([*CELL, 0], 12),
    ([*CELL, 1], "p2/b1"),
    ([*CELL, 2], []),
    ([*CELL, 2, 0], [3, 1, 4]),
    ([*CELL, 2, 0], [99, 1, 3]),
    ([*CELL, 2, 0], [3, 1, True]),
    ([*CELL, 2, 0], [0, 1, 3]),
]


@pytest.mark.parametrize(("where", "what"), FALSE)
def test_an_answer_with_one_false_part_is_not_believed(where: list[str | int], what: object) -> None:
    document: object = sound()
    target = document
    for step in where[:-1]:
        target = target[step]
    target[where[-1]] = what
    with pytest.raises(BadAnswer):
        accept(reply(document), "n", "a.pdf", b"%PDF")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 200_000,
        reply(sound(), nonce="m"),
        reply(sound(), more=1),
        reply({}),
        reply(sound() | {"name": "b.pdf"}),
        json.dumps({"nonce": "n", "refused": ["read", "x", "", ""]}).encode(),
        json.dumps({"nonce": "n", "refused": ["damaged", "", "", ""]}).encode(),
        json.dumps({"nonce": "n", "refused": ["damaged", "x"]}).encode(),
        json.dumps({"nonce": "n"}).encode(),
    ],
)
def test_an_answer_of_another_shape_is_not_believed(answer: bytes) -> None:
    with pytest.raises(BadAnswer):
        accept(answer, "n", "a.pdf", b"%PDF")


def test_the_child_gives_what_the_parent_accepts() -> None:
    with pytest.raises(DocumentError, match="neither UTF-8") as caught:
        accept(give("a.bin", b"\0\1", "n"), "n", "a.bin", b"\0\1")
    assert caught.value.outcome == "refused"
    assert accept(give("a.md", "题".encode(), "n"), "n", "a.md", "题".encode()).lines == ("题",)
