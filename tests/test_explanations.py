"""The report card: true, complete, and harmless to what lies on disk."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai.cli import gongkai
from gongkai.documents import read_document
from gongkai.explanations import Section, explain
from gongkai.identities import identify
from gongkai.paths import Paths
from gongkai.structures import Structure

CASES = Path(__file__).parent / "cases"


def card(case: str, structure: Structure) -> dict[str, Section]:
    document = read_document(CASES / case / "document.txt")
    return {section.title: section for section in explain(document, identify(document, structure, None), structure)}


def test_the_form_is_given_with_its_reason(invented_structure: Structure) -> None:
    rows = dict(card("form-2019", invented_structure)["Document"].rows)
    assert rows["form"].startswith("2019: ")
    assert rows["report"] == "990100-gaoxin-2019 (云溪高新区, 2019)"
    rows = dict(card("form-none", invented_structure)["Document"].rows)
    assert rows["form"] == "none: no table of a declared form stands in the document; its figures are in the prose"


def test_tables_found_and_not_found_are_both_listed(invented_structure: Structure) -> None:
    tables = {row[1]: row[2:4] for row in card("form-mixed", invented_structure)["Tables"].rows if row[0] == "2021"}
    assert tables["normative"] == ("L8", "2 of 2")
    city = card("form-2014-city", invented_structure)["Tables"].rows
    assert [row[1:4] for row in city] == [("statistics", "L11", "1 of 79"), ("statistics", "L27", "79 of 79")]


@pytest.mark.parametrize("case", ["form-2014-city", "form-2019", "form-2021", "form-none", "layout-pipes-alone"])
def test_every_digit_is_held_once_or_residue(invented_structure: Structure, case: str) -> None:
    *parts, (_, total, _) = card(case, invented_structure)["Digits"].rows
    lines = read_document(CASES / case / "document.txt").lines
    assert sum(int(digits) for _, digits, _ in parts) == int(total)
    assert int(total) == sum(c in "0123456789０１２３４５６７８９" for line in lines for c in line)


def test_residue_is_shown_with_its_place(invented_structure: Structure, tmp_path: Path) -> None:
    text = (CASES / "form-2014-city" / "document.txt").read_text(encoding="utf-8")
    (tmp_path / "x.txt").write_text(text.replace("\t5、其他形式\n", "\t5、口头形式\n"), encoding="utf-8")
    document = read_document(tmp_path / "x.txt")
    sections = explain(document, identify(document, invented_structure, None), invented_structure)
    unbound = next(section for section in sections if section.title.startswith("Printed in"))
    assert [row[1] for row in unbound.rows if "口头" in row[1]] == ["5、口头形式"]


def test_the_command_shows_a_card_and_writes_nothing(corpus: Paths, tmp_path: Path) -> None:
    document = shutil.copy(CASES / "form-2014-city" / "document.txt", tmp_path / "a.txt")
    result = CliRunner().invoke(gongkai, ["--root", str(corpus.root), "read", "--explain", str(document)])
    assert result.exit_code == 0, result.output
    assert "79 of 79" in result.output
    assert not corpus.reports.exists()
