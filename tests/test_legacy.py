"""Older formats through a real LibreOffice, where there is one; and what happens where there is none."""

import socket
import subprocess
import time
from pathlib import Path
from random import Random

import pytest

from gongkai.containers.legacy import find_office, read_legacy
from gongkai.containers.word import read_docx
from gongkai.errors import DocumentError
from gongkai.structures import Structure
from tests import renderings
from tests.office_files import docx, form_docx, observed, p, r, tbl, tc, zipped
from tests.test_layouts import difference

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = find_office()
needs_office = pytest.mark.skipif(
    OFFICE is None,
    reason="LibreOffice is not here (Debian: libreoffice-writer-nogui); .doc, .wps, .rtf, .odt are untested",
)


@pytest.fixture(scope="module")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the documents are made, with one profile for all of them."""
    return tmp_path_factory.mktemp("office")


def saved_as(kind: str, content: bytes, folder: Path) -> bytes:
    """The document as LibreOffice saves it in another format."""
    (folder / "given.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", kind, "--outdir", folder, folder / "given.docx"]
    subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=60)
    return (folder / f"given.{kind.partition(':')[0]}").read_bytes()


def refusal(content: bytes, seconds: float = 20) -> str:
    with pytest.raises(DocumentError) as error:
        read_legacy(content, "x.doc", seconds)
    return error.value.outcome


@needs_office
@pytest.mark.parametrize(("kind", "form"), [("doc:MS Word 97", "2019"), ("rtf", "2021"), ("odt", "2014-city")])
def test_every_format_is_read_back(structure: Structure, office_folder: Path, kind: str, form: str) -> None:
    facts = renderings.draw_facts(Random(7), form, blanks=True)
    content = saved_as(kind, form_docx(form, facts), office_folder)
    found = observed(read_legacy(content, "x"), structure)
    assert difference(form, facts, found) == {}
    assert (found.form, found.unbound) == (form[:4], ())


@needs_office
def test_hidden_text_stays_doubtful_on_the_way(office_folder: Path) -> None:
    hidden = docx(tbl(["收到申请数", tc(p(r("9", "<w:vanish/>"), r("7")))]) + p(""))
    assert refusal(saved_as("doc:MS Word 97", hidden, office_folder)) == "doubtful"


@needs_office
def test_nothing_is_fetched_from_elsewhere() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a"
        field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{address}.png"}}{{\\fldrslt 12}}}}'
        text = f'{{\\field{{\\*\\fldinst INCLUDETEXT "{address}.rtf"}}{{\\fldrslt 13}}}}'
        read = read_legacy(f"{{\\rtf1\\ansi {field} {text}\\par}}".encode(), "x.rtf")
        with pytest.raises(TimeoutError):
            server.accept()
    assert read


@needs_office
def test_a_damaged_document_is_damaged() -> None:
    assert refusal(COMPOUND + b"\0" * 3000) in ("damaged", "refused")


def test_what_takes_too_long_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "alive"
    slow = tmp_path / "office"
    slow.write_text(f"#!/bin/sh\n(sleep 1; touch {mark}) &\nsleep 30\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setenv("GONGKAI_SOFFICE", str(slow))
    assert refusal(b"{\\rtf1 a}", 0.3) == "over the limit"
    time.sleep(1)
    assert not mark.exists()


def test_without_libreoffice_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_SOFFICE", "no-such-office")
    with pytest.raises(DocumentError, match="libreoffice-writer-nogui") as error:
        read_legacy(b"{\\rtf1 a}", "x.rtf")
    assert error.value.outcome == "needs LibreOffice"


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"<html>12</html>", "damaged"),
        (b"", "damaged"),
        (COMPOUND + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (COMPOUND.ljust(512, b"\0") + b"\xec\xa5" + b"\0" * 9 + b"\x01" + b"\0" * 500, "encrypted"),
        (zipped([("a.txt", b"\0" * 3 * 2**20)]), "over the limit"),
    ],
)
def test_what_is_no_older_document_never_reaches_libreoffice(content: bytes, outcome: str) -> None:
    assert refusal(content) == outcome


def test_a_word_document_needs_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_SOFFICE", "no-such-office")
    assert read_docx(docx(p("一")), "x.docx")
