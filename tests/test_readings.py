"""`gongkai read` as its user meets it: outcomes, sentences, and what lies on disk afterwards."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai.cli import gongkai
from gongkai.paths import Paths
from gongkai.readings import read

CASES = Path(__file__).parent / "cases"
CITY = CASES / "form-2014-city" / "document.txt"


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def on_disk(paths: Paths) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths.reports.rglob("*") if path.is_file()}


def test_reading_twice_gives_the_same_bytes_and_skips(corpus: Paths, tmp_path: Path) -> None:
    document = shutil.copy(CITY, tmp_path / "a.txt")
    assert [(o.kind, o.report) for o in read(corpus, [Path(document)])] == [("read", "990100-2016")]
    first = on_disk(corpus)
    assert [o.kind for o in read(corpus, [Path(document)])] == ["unchanged"]
    shutil.rmtree(corpus.cache)
    assert [o.kind for o in read(corpus, [Path(document)])] == ["read"]
    assert on_disk(corpus) == first


def test_a_changed_label_or_a_touched_report_is_read_again(corpus: Paths, tmp_path: Path) -> None:
    document = Path(shutil.copy(CITY, tmp_path / "a.txt"))
    read(corpus, [document])
    (report,) = corpus.reports.rglob("*.json")
    good = report.read_bytes()
    report.write_bytes(good.replace(b"23001", b"23002"))
    assert [o.kind for o in read(corpus, [document])] == ["read"]
    assert report.read_bytes() == good


BAD = {
    "empty.txt": (b"", "the file is empty"),
    "spaces.txt": (b" \n\n\t\n", "the file is empty"),
    "novel.txt": ("从前有座山。\n山里有座庙。".encode(), "no annual report on information disclosure"),
    "report.pdf": (b"%PDF-1.7", "damaged"),
    "binary.txt": (b"\x00\x01\xff\xfe\x00" * 9, "neither UTF-8 nor GB18030"),
    "broken-bom.txt": (b"\xef\xbb\xbf\xff\xff", "its byte-order mark says utf-8-sig"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_document_gets_one_sentence_and_the_others_go_on(corpus: Paths, tmp_path: Path, name: str) -> None:
    content, sentence = BAD[name]
    bad = put(tmp_path, name, content)
    good = Path(shutil.copy(CITY, tmp_path / "good.txt"))
    refused, accepted = read(corpus, [bad, good])
    assert (refused.kind, accepted.kind) == ("refused", "read")
    assert refused.message.startswith(f"{name}: ")
    assert sentence in refused.message
    assert list(on_disk(corpus)) == ["990100-2016.json"]


def test_an_unknown_form_names_its_table(corpus: Paths, tmp_path: Path) -> None:
    rows = "\n".join(f"\t{n}.全文电子化数\n\t条\n\t{n}\n" for n in range(1, 13))
    bad = put(tmp_path, "local.txt", f"青禾区2012年政府信息公开工作年度报告\n\n\t项目\n\t单位\n\t数量\n\n{rows}")
    (refused,) = read(corpus, [bad])
    assert "local.txt:L3 「项目」: a table of 12 rows whose heads and labels fit no form" in refused.message


def test_a_missing_file_and_a_link_are_refused(corpus: Paths, tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(CITY)
    assert [o.kind for o in read(corpus, [tmp_path / "none.txt", link])] == ["refused", "refused"]


def test_two_documents_for_one_report_are_both_refused_and_the_earlier_result_stays(
    corpus: Paths, tmp_path: Path
) -> None:
    one = Path(shutil.copy(CITY, tmp_path / "one.txt"))
    read(corpus, [one])
    before = on_disk(corpus)
    other = put(tmp_path, "other.txt", CITY.read_text(encoding="utf-8") + "\n重新发布")
    both = read(corpus, [one, other])
    assert [o.kind for o in both] == ["refused", "refused"]
    assert "one.txt and other.txt are two documents for report 990100-2016" in both[0].message
    (alone,) = read(corpus, [other])
    assert "was read from one.txt before" in alone.message
    assert on_disk(corpus) == before


def test_a_document_that_becomes_unreadable_leaves_its_report(corpus: Paths, tmp_path: Path) -> None:
    document = Path(shutil.copy(CITY, tmp_path / "one.txt"))
    read(corpus, [document])
    before = on_disk(corpus)
    document.write_text(
        CITY.read_text(encoding="utf-8").replace("（二）申请办结数", "（一）收到申请数"), encoding="utf-8"
    )
    (outcome,) = read(corpus, [document])
    assert "is printed twice" in outcome.message
    assert on_disk(corpus) == before


def test_gb18030_reads_like_utf8(corpus: Paths, tmp_path: Path) -> None:
    text = CITY.read_text(encoding="utf-8").replace("\u2002", " ")
    for name, encoding in (("u", "utf-8"), ("g", "gb18030"), ("w", "utf-16")):
        out = tmp_path / name
        (outcome,) = read(corpus, [put(tmp_path, f"{name}.txt", text.encode(encoding))], out=out)
        assert outcome.kind == "read"
    reports = [json.loads((tmp_path / n / "99" / "990100-2016.json").read_text(encoding="utf-8")) for n in "ugw"]
    assert [report.pop("document")["encoding"] for report in reports] == ["utf-8", "gb18030", "utf-16"]
    assert reports[0] == reports[1] == reports[2]


def test_the_command_prints_sentences_and_no_traceback(corpus: Paths, tmp_path: Path) -> None:
    bad = put(tmp_path, "novel.txt", "从前有座山。")
    good = shutil.copy(CITY, tmp_path / "good.txt")
    result = CliRunner().invoke(gongkai, ["--root", str(corpus.root), "read", str(bad), str(good)])
    assert result.exit_code == 1
    assert "refused (no report): novel.txt: this is no annual report" in result.output
    assert "990100-2016" in result.output
    assert "Traceback" not in result.output
