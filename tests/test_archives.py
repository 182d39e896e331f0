"""Zip containers: what is in them, and every way in which one is refused before anything opens it."""

import io
import stat
import zipfile
from collections.abc import Iterable

import pytest

from gongkai.containers.archives import check_zip, open_archive
from gongkai.errors import DocumentError
from tests.office_files import docx, p, r, zipped


def refusal(content: bytes) -> tuple[str, str]:
    with pytest.raises(DocumentError) as error:
        open_archive(content, "x.zip")
    assert error.value.place.file == "x.zip"
    return error.value.outcome, error.value.message


def with_infos(*members: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for info, content in members:
            archive.writestr(info, content)
    return out.getvalue()


def test_documents_come_by_name_and_litter_is_left_out() -> None:
    parts: Iterable[tuple[str, str]] = [
        ("乙/2.docx", "b"),
        ("甲.txt", "a"),
        ("__MACOSX/._甲.txt", "x"),
        ("乙/.DS_Store", ""),
        ("乙/Thumbs.db", "x"),
        ("乙/Icon\r", ""),
    ]
    content = with_infos((zipfile.ZipInfo("乙/"), b""), *((zipfile.ZipInfo(n), t.encode()) for n, t in parts))
    assert open_archive(content, "x.zip") == [("乙/2.docx", b"b"), ("甲.txt", b"a")]


def test_names_from_chinese_systems_are_decoded() -> None:
    written = "某区2016年年报.txt".encode("gb18030")
    content = zipped([("x" * len(written), "a")]).replace(b"x" * len(written), written)
    assert open_archive(content, "x.zip") == [("某区2016年年报.txt", b"a")]


@pytest.mark.parametrize(
    "name", ["../a.txt", "a/../b.txt", "/a.txt", "C:/a.txt", "..\\a.txt", "a\nb.txt", "a\u202etxt.doc", "长" * 100]
)
def test_names_that_lead_elsewhere_or_cannot_be_seen_are_refused(name: str) -> None:
    outcome, message = refusal(zipped([(name, "a")]))
    assert outcome == "refused"
    assert message.isprintable()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "names", [("a.txt", "a.txt"), ("a.txt", "A.TXT"), ("a/b.txt", "a\\b.txt"), ("é.txt", "e\u0301.txt")]
)
def test_one_name_twice_is_doubtful(names: tuple[str, str]) -> None:
    assert refusal(zipped((name, "a") for name in names))[0] == "doubtful"


def test_links_devices_and_nothing_are_refused() -> None:
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "link" in refusal(with_infos((link, b"/etc/passwd")))[1]
    assert refusal(zipped([]))[0] == "no report"


def test_bombs_are_over_the_limit() -> None:
    assert refusal(zipped([("a.txt", b"\0" * 3 * 2**20)]))[0] == "over the limit"
    assert refusal(zipped((f"{n}.txt", b"") for n in range(5001)))[0] == "over the limit"
    big = bytearray(zipped([("a.txt", b"a")]))
    at = big.rindex(b"PK\x01\x02")
    big[at + 24 : at + 28] = (2**30).to_bytes(4, "little")
    assert refusal(bytes(big))[0] == "over the limit"


def test_encrypted_and_damaged_members_are_told_apart() -> None:
    whole = zipped([("a.txt", "abcdefgh" * 99)])
    locked = bytearray(whole)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        locked[locked.index(mark) + offset] |= 1
    assert refusal(bytes(locked))[0] == "encrypted"
    torn = bytearray(whole)
    torn[40] ^= 0xFF
    assert refusal(bytes(torn))[0] == "damaged"
    assert refusal(whole[:60])[0] == "damaged"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("declaration", ["<!DOCTYPE a [<!ENTITY b 'c'>]>", "<!DOCTYPE a>"])
def test_a_part_with_a_document_type_is_refused(declaration: str, encoding: str) -> None:
    with pytest.raises(DocumentError, match="document type"):
        check_zip(zipped([("word/document.xml", f"{declaration}<a/>".encode(encoding))]), "x.docx")


def test_the_look_notices_tracked_and_hidden_text() -> None:
    assert check_zip(docx(p("<w:ins w:id='1'>" + r("9", "<w:vanish/>") + "</w:ins>")), "x.docx") == {"ins", "vanish"}
    assert check_zip(docx(p("9")), "x.docx") == frozenset()
