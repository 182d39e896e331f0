"""Documents as they are read: those of an archive one by one, refusals remembered, attachments named."""

import json
import stat
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai.claims import Outcome
from gongkai.cli import gongkai
from gongkai.errors import Place
from gongkai.isolation import Opener, Unanswered
from gongkai.messages import Answer, Question
from gongkai.paths import Paths
from gongkai.readings import read
from gongkai.registers import COLUMNS, load_register
from tests.hostile import page
from tests.office_files import zipped

CITY = (Path(__file__).parent / "cases" / "form-2014-city" / "document.txt").read_text(encoding="utf-8")
DISTRICT = (Path(__file__).parent / "cases" / "form-2014-district" / "document.txt").read_text(encoding="utf-8")


def put(paths: Paths, name: str, *members: tuple[str, str | bytes]) -> Path:
    path = paths.sources / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped((inside, text.encode() if isinstance(text, str) else text) for inside, text in members))
    return path


def register(paths: Paths, *rows: str) -> None:
    paths.sources.mkdir(exist_ok=True)
    (paths.sources / "register.csv").write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")


def ends(outcomes: list[Outcome]) -> list[tuple[str, str, str]]:
    return [(one.file, one.word, one.report) for one in outcomes]


def documents(paths: Paths) -> dict[str, dict[str, object]]:
    return {path.stem: json.loads(path.read_bytes())["document"] for path in paths.reports.rglob("*.json")}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that a child is asked about."""
    names: list[str] = []
    real = Opener.ask

    def ask(opener: Opener, question: Question, content: bytes) -> Answer:
        names.append(question.name)
        return real(opener, question, content)

    monkeypatch.setattr(Opener, "ask", ask)
    return names


MEMBERS = (
    ("2016/city.txt", CITY),
    ("district.txt", DISTRICT),
    ("novel.txt", "从前有座山。"),
    ("empty.txt", ""),
    ("logo.png", b"\x89PNG\r\n"),
    ("inner.zip", zipped([("city.txt", CITY)])),
    ("inner.7z", b"7z\xbc\xaf\x27\x1c"),
    ("Thumbs.db", "x"),
    ("__MACOSX/._city.txt", "x"),
)
ENDS = [
    ("a.zip!2016/city.txt", "read", "990100-2016"),
    ("a.zip!district.txt", "read", "990101-2015"),
    ("a.zip!empty.txt", "refused", ""),
    ("a.zip!inner.7z", "refused", ""),
    ("a.zip!inner.zip", "refused", ""),
    ("a.zip!logo.png", "pictures only", ""),
    ("a.zip!novel.txt", "no report", ""),
]


@pytest.mark.parametrize("is_named", [True, False])
def test_each_document_of_an_archive_is_one_of_its_own(corpus: Paths, asked: list[str], is_named: bool) -> None:
    archive = put(corpus, "a.zip", *MEMBERS)
    named = [archive if is_named else corpus.sources]
    outcomes = read(corpus, named)
    assert ends(outcomes) == ENDS
    nested = next(one for one in outcomes if one.file == "a.zip!inner.zip")
    assert nested.message == "a.zip!inner.zip: a.zip!inner.zip is an archive in an archive; unpack it"
    found = documents(corpus)
    assert {name: one["name"] for name, one in found.items()} == {report: name for name, _, report in ENDS if report}
    entries = load_register(corpus.sources / "register.csv")
    assert {name: entry.sha256 for name, entry in entries.items()} == {
        one["name"]: one["sha256"] for one in found.values()
    }
    before = (corpus.sources / "register.csv").read_bytes()
    asked.clear()
    again = read(corpus, named)
    assert ends(again) == ENDS
    assert [one.message for one in again if one.kind == "refused"] == [
        one.message for one in outcomes if one.kind == "refused"
    ]
    assert asked == []
    assert (corpus.sources / "register.csv").read_bytes() == before


def test_an_archive_that_was_read_is_not_opened_again(corpus: Paths, asked: list[str]) -> None:
    put(corpus, "in/a.zip", ("city.txt", CITY), ("district.txt", DISTRICT), ("novel.txt", "从前有座山。"))
    first = read(corpus, [corpus.sources])
    assert [one.file for one in first] == ["in/a.zip!city.txt", "in/a.zip!district.txt", "in/a.zip!novel.txt"]
    assert list(load_register(corpus.sources / "register.csv")) == ["in/a.zip!city.txt", "in/a.zip!district.txt"]
    asked.clear()
    assert [one.kind for one in read(corpus, [corpus.sources])] == ["unchanged", "unchanged", "refused"]
    assert asked == []


def test_a_document_of_an_archive_that_costs_too_much_is_refused_and_tried_again_alone(
    corpus: Paths, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Opener.ask

    def ask(opener: Opener, question: Question, content: bytes) -> Answer:
        answer = counted(opener, question, content)
        if question.name.endswith("slow.txt"):
            raise Unanswered("over the limit of 30 seconds", Place(question.name), "over the limit")
        return answer

    monkeypatch.setattr(Opener, "ask", ask)
    members = (("city.txt", CITY), ("novel.txt", "从前有座山。"), ("slow.txt", "慢"), ("z.txt", DISTRICT))
    put(corpus, "a.zip", *members)
    put(corpus, "b.zip", ("novel.txt", "从前有座山。"), ("tale.txt", "很久以前。"))
    first = read(corpus, [corpus.sources])
    assert ends(first)[:4] == [
        ("a.zip!city.txt", "read", "990100-2016"),
        ("a.zip!novel.txt", "no report", ""),
        ("a.zip!slow.txt", "over the limit", ""),
        ("a.zip!z.txt", "read", "990101-2015"),
    ]
    asked.clear()
    assert ends(read(corpus, [corpus.sources]))[1:3] == ends(first)[1:3]
    assert asked == ["a.zip", "a.zip!slow.txt"]
    monkeypatch.setattr(Opener, "ask", counted)
    assert [one.kind for one in read(corpus, [corpus.sources])][:4] == ["unchanged", "refused", "refused", "unchanged"]
    asked.clear()
    read(corpus, [corpus.sources])
    assert asked == []


def test_the_register_names_documents_in_archives(corpus: Paths) -> None:
    register(corpus, "in/a.zip!city.txt,990100,2014,https://example.invalid/a,2020-01-02,,current,")
    put(corpus, "in/a.zip", ("city.txt", CITY), ("district.txt", DISTRICT))
    assert [one.report for one in read(corpus, [corpus.sources])] == ["990100-2014", "990101-2015"]
    assert documents(corpus)["990100-2014"]["url"] == "https://example.invalid/a"


def test_one_row_cannot_be_about_all_documents_of_an_archive(corpus: Paths) -> None:
    put(corpus, "a.zip", ("city.txt", CITY), ("district.txt", DISTRICT))
    register(corpus, "a.zip,990100,2016,,,,current,")
    (outcome,) = read(corpus, [corpus.sources])
    assert "「a.zip!city.txt,ID,YEAR,,,,current,」" in outcome.message
    register(corpus)
    (outcome,) = read(corpus, [corpus.sources / "a.zip"], authority="990100", year=2016)
    assert "an archive of 2 documents" in outcome.message
    assert documents(corpus) == {}


def test_an_archive_of_one_report_is_that_report(corpus: Paths) -> None:
    register(corpus, "a.zip,990100,2015,,,,current,")
    put(corpus, "a.zip", ("city.txt", CITY), (".DS_Store", "x"))
    assert ends(read(corpus, [corpus.sources])) == [("a.zip", "read", "990100-2015")]
    assert documents(corpus)["990100-2015"]["name"] == "a.zip"


def test_two_documents_for_one_report_are_refused_in_archives_too(corpus: Paths) -> None:
    put(corpus, "a.zip", ("city.txt", CITY), ("again.txt", CITY + "\n又"), ("district.txt", DISTRICT))
    put(corpus, "b.zip", ("district.txt", DISTRICT), ("novel.txt", "从前有座山。"))
    outcomes = {one.file: one for one in read(corpus, [corpus.sources])}
    for name in ("a.zip!city.txt", "a.zip!again.txt"):
        assert "a.zip!again.txt and a.zip!city.txt are two documents for report 990100-2016" in outcomes[name].message
    assert outcomes["b.zip!district.txt"].word == "same bytes"
    assert list(documents(corpus)) == ["990101-2015"]


@pytest.mark.parametrize("status", ["superseded", "withdrawn"])
def test_a_current_document_in_an_archive_stands_before_another(corpus: Paths, status: str) -> None:
    put(corpus, "a.zip", ("city.txt", CITY), ("district.txt", DISTRICT))
    (corpus.sources / "old.txt").write_text(CITY + "\n旧", encoding="utf-8")
    register(corpus, "a.zip!city.txt,990100,2016,,,,current,", f"old.txt,990100,2016,,,,{status},")
    found = {one.file: one for one in read(corpus, [corpus.sources])}
    assert found["old.txt"].word == status
    (alone,) = read(corpus, [corpus.sources / "old.txt"])
    assert alone.message.endswith("the current document of 990100-2016 is a.zip!city.txt")


def test_a_file_that_is_named_like_a_document_in_an_archive_is_doubtful(corpus: Paths) -> None:
    put(corpus, "a.zip", ("city.txt", CITY), ("district.txt", DISTRICT))
    (corpus.sources / "a.zip!city.txt").write_text(DISTRICT, encoding="utf-8")
    found = read(corpus, [corpus.sources])
    assert ("a.zip!city.txt", "doubtful", "") in ends(found)


def named(raw: bytes) -> bytes:
    """Two documents, one under a name of these bytes that says no encoding."""
    return zipped([("x" * len(raw), CITY.encode()), ("district.txt", DISTRICT.encode())]).replace(b"x" * len(raw), raw)


def test_a_name_in_gb18030_is_shown_as_it_was_written(corpus: Paths) -> None:
    corpus.sources.mkdir()
    (corpus.sources / "a.zip").write_bytes(named("云溪市2016年.txt".encode("gb18030")))
    assert [one.file for one in read(corpus, [corpus.sources])] == ["a.zip!district.txt", "a.zip!云溪市2016年.txt"]


def test_the_longest_name_of_a_file_is_one_in_an_archive(corpus: Paths) -> None:
    put(corpus, "a.zip", ("长" * 83 + "ab.txt", CITY), ("district.txt", DISTRICT))
    assert [one.word for one in read(corpus, [corpus.sources])] == ["read", "read"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("names", "word"),
    [
        (["../city.txt"], "refused"),
        (["/city.txt"], "refused"),
        (["C:\\city.txt"], "refused"),
        (["city\n.txt"], "refused"),
        (["city\u202etxt.exe"], "refused"),
        (["长" * 86], "refused"),
        (["city.txt", "city.txt"], "doubtful"),
        (["city.txt", "CITY.txt"], "doubtful"),
    ],
)
def test_a_hostile_name_refuses_the_whole_archive(corpus: Paths, names: list[str], word: str) -> None:
    put(corpus, "a.zip", *((name, CITY) for name in names), ("district.txt", DISTRICT))
    (outcome,) = read(corpus, [corpus.sources])
    assert (outcome.file, outcome.word) == ("a.zip", word)
    assert documents(corpus) == {}


def test_a_link_in_an_archive_refuses_it(corpus: Paths) -> None:
    path = put(corpus, "a.zip", ("city.txt", CITY), ("district.txt", DISTRICT))
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/hostname")
    (outcome,) = read(corpus, [corpus.sources])
    assert "is a link" in outcome.message


def test_what_was_refused_is_not_read_again_until_something_changes(corpus: Paths, asked: list[str]) -> None:
    corpus.sources.mkdir()
    novel = corpus.sources / "novel.txt"
    novel.write_text("从前有座山。", encoding="utf-8")
    (first,) = read(corpus, [corpus.sources])
    assert asked == ["novel.txt"]
    assert read(corpus, [corpus.sources]) == [first]
    assert asked == ["novel.txt"]
    register(corpus, "novel.txt,990100,2016,,,,current,")
    read(corpus, [corpus.sources])
    assert len(asked) == 2
    novel.write_text(CITY, encoding="utf-8")
    assert [one.kind for one in read(corpus, [corpus.sources])] == ["read"]


@pytest.mark.parametrize("word", ["needs LibreOffice", "over the limit"])
def test_what_may_end_differently_is_tried_again(corpus: Paths, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    from gongkai.errors import DocumentError, Place
    from gongkai.isolation import Unanswered

    asked: list[str] = []

    def ask(opener: Opener, question: Question, content: bytes) -> Answer:
        asked.append(question.name)
        if word == "over the limit":
            raise Unanswered("over the limit of patience", Place(question.name))
        return Answer(refusal=DocumentError("needs LibreOffice: install it", Place(question.name)))

    monkeypatch.setattr(Opener, "ask", ask)
    corpus.sources.mkdir()
    (corpus.sources / "a.doc").write_text("x", encoding="utf-8")
    assert [one.word for _ in range(2) for one in read(corpus, [corpus.sources])] == [word, word]
    assert len(asked) == 2


LINKS = '<p><a href="/files/附件1.docx">附件</a><a href="b.pdf">附件2</a></p>'


def test_attachments_of_a_page_are_named(corpus: Paths) -> None:
    corpus.sources.mkdir()
    (corpus.sources / "a.html").write_text(page(behind=LINKS), encoding="utf-8")
    (corpus.sources / "b.html").write_text(f"<html><body><p>附件如下</p>{LINKS}</body></html>", encoding="utf-8")
    result = CliRunner().invoke(gongkai, ["--root", str(corpus.root), "read", str(corpus.sources), "--jobs", "1"])
    assert "a.html: its attachments, not read: 附件1.docx, b.pdf\n" in result.output
    assert "; its attachments: 附件1.docx, b.pdf; fetch and read those\n" in result.output
    assert documents(corpus)["990100-2016"]["attachments"] == ["附件1.docx", "b.pdf"]
    result = CliRunner().invoke(
        gongkai, ["--root", str(corpus.root), "read", "--explain", str(corpus.sources / "a.html")]
    )
    assert [line.split() for line in result.output.splitlines() if line.startswith("attachment")] == [
        ["attachment,", "not", "read", "附件1.docx"],
        ["attachment,", "not", "read", "b.pdf"],
    ]


def test_each_document_of_an_archive_has_its_report_card(corpus: Paths) -> None:
    archive = put(corpus, "a.zip", ("city.txt", CITY), ("district.txt", DISTRICT))
    result = CliRunner().invoke(gongkai, ["--root", str(corpus.root), "read", "--explain", str(archive)])
    assert [line.split()[1] for line in result.output.splitlines() if line.startswith("report ")] == [
        "990100-2016",
        "990101-2015",
    ]
    assert not corpus.reports.exists()
