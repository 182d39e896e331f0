"""structure/: what is declared is complete, and a mistake in it is named by file and line."""

from pathlib import Path

import pytest

from gongkai.errors import StructureError
from gongkai.structures import Structure, load_structure
from tests.conftest import copy_structure


def test_form_2014_declares_every_line_of_the_city_printing(structure: Structure) -> None:
    form = structure.forms["2014"]
    assert (len(form.lines), sum(line.kind == "line" for line in form.lines)) == (87, 79)


def test_form_2019_declares_matrix_remedies_and_five_small_tables(structure: Structure) -> None:
    lines = [line for line in structure.forms["2019"].lines if line.kind == "line"]
    count = {table.table: sum(line.table == table.table for line in lines) for table in structure.forms["2019"].tables}
    assert count == {
        "normative": 6,
        "licensing": 6,
        "penalties": 6,
        "charges": 2,
        "procurement": 2,
        "applications": 23,
        "remedies": 15,
    }
    assert all(line.by_applicant == (line.table == "applications") for line in lines)


def test_every_printing_of_2014_says_of_every_line_whether_it_is_printed(structure: Structure) -> None:
    rows = (structure.folder / "labels.csv").read_text(encoding="utf-8").splitlines()
    counts = {}
    for row in rows[1:]:
        form, _, _, printing, _, status = row.rsplit(",", 5) if row.count(",") == 5 else row.split(",")
        counts[form, printing, status] = counts.get((form, printing, status), 0) + 1
    assert counts["2014", "city", "printed"] == 87
    assert (counts["2014", "district", "printed"], counts["2014", "district", "absent"]) == (80, 7)
    assert (counts["2014", "altered", "printed"], counts["2014", "altered", "absent"]) == (86, 1)


def test_every_indicator_is_asked_by_a_form(structure: Structure) -> None:
    asked = {line.indicator for form in structure.forms.values() for line in form.lines}
    assert sorted({row["indicator"] for row in structure.codelists["indicators"]} ^ asked) == []


def test_sdmx_status_of_every_cell_state(structure: Structure) -> None:
    assert {row["cell_state"]: row["obs_status"] for row in structure.codelists["cell_states"]} == {
        **dict.fromkeys(("reported", "reported_zero", "text_number"), "A"),
        **dict.fromkeys(("blank", "mark", "form_absent"), "O"),
        **dict.fromkeys(("not_in_form", "image", "unparsed"), "L"),
    }


MISTAKES = [
    (
        "codelists/indicators.csv",
        "review.upheld,review,",
        "review.upheld,reviews,",
        r"forms/2014.csv:line 48: parent differs",
    ),
    (
        "labels.csv",
        "review.upheld,city,（一）维持具体行政行为数",
        "review.upheld,city,（二）被依法纠错数",
        "fits review.upheld, review.corrected",
    ),
    (
        "labels.csv",
        "review,city,四、行政复议数量,printed",
        "review,city,四、行政复议数量,absent",
        r"labels.csv:line 48: status is",
    ),
    (
        "forms/heads.csv",
        "2014,statistics,value,,value,统计数\n",
        "2014,statistics,value,,number,统计数\n",
        r"line 6: a head is no 'number'",
    ),
    ("forms/2019.csv", "normative,regulations,made", "normative,regulations,maid", "head 'maid' of table normative"),
    (
        "codelists/applicants.csv",
        "research,3",
        "enterprise,3",
        r"applicants.csv:line 4: 'enterprise' stands here twice",
    ),
    ("codelists/authorities.csv", "990101,青禾区,", "990101,青禾区", "more or fewer cells"),
    ("package.yaml", "\nversion: ", "\nedition: ", "says nothing of version"),
]


@pytest.mark.parametrize(("file", "old", "new", "sentence"), MISTAKES)
def test_a_mistake_is_named(tmp_path: Path, file: str, old: str, new: str, sentence: str) -> None:
    copy_structure(tmp_path / "structure")
    path = tmp_path / "structure" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(StructureError, match=sentence):
        load_structure(tmp_path / "structure")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    copy_structure(tmp_path / "structure")
    (tmp_path / "structure" / "labels.csv").unlink()
    with pytest.raises(StructureError, match=r"labels\.csv: the file is missing"):
        load_structure(tmp_path / "structure")
