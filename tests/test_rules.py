"""structure/rules.csv: it declares the identities of all three forms, and a mistake in it is named by file and line."""

import re
from pathlib import Path

import pytest

from gongkai.errors import StructureError
from gongkai.rules import FACTS, KINDS, OPS, Rule, rule_rows
from gongkai.structures import Structure, load_structure
from tests import consistent
from tests.conftest import copy_structure


@pytest.fixture(scope="module")
def rules(structure: Structure) -> dict[str, Rule]:
    return {rule.rule: rule for rule in structure.rules}


def names(rule: Rule) -> tuple[list[str], str, list[str]]:
    return [str(term) for term in rule.left], rule.op, [str(term) for term in rule.right]


def test_every_sum_of_2014_is_declared_as_it_is_printed(rules: dict[str, Rule]) -> None:
    sums = {str(rule.left[0]): rule for rule in rules.values() if rule.kind == "equality" and rule.forms == ("2014",)}
    printed = {stem: [f"{stem}.{name}" for name in parts.split()] for stem, parts in consistent.PARTS.items()}
    answers = "already_public granted partial refused not_this_agency not_exist amend other_route"
    printed["requests.answered"] = [f"requests.answered.{name}" for name in answers.split()]
    assert {stem: [str(term) for term in rule.right] for stem, rule in sums.items()} == printed
    assert {rule.status for rule in sums.values()} == {"official"}


def test_every_part_of_a_total_is_in_its_sum(rules: dict[str, Rule], structure: Structure) -> None:
    """No line below a summed one is forgotten, in any form: the tree of lines says which there are."""
    for name, whole, stem in (
        ("matrix.outcomes.2019", "outcome.total", "outcome."),
        ("matrix.outcomes.2021", "outcome.total", "outcome."),
        *((f"remedy.{group}.parts", f"remedy.{group}.total", f"remedy.{group}.") for group in consistent.REMEDIES),
    ):
        for form in rules[name].forms:
            lines = [line.indicator for line in structure.forms[form].lines if line.kind == "line"]
            parts = [line for line in lines if line.startswith(stem) and line != whole]
            assert names(rules[name]) == ([whole], "equals", parts)
            assert len(parts) >= 4


def test_the_printed_identity_of_the_matrix(rules: dict[str, Rule]) -> None:
    rule = rules["matrix.balance"]
    left, right = ["applications.new", "applications.carried_in"], ["outcome.total", "applications.carried_out"]
    assert names(rule) == (left, "equals", right)
    assert (rule.over, rule.status, rule.forms) == ("applicants", "official", ("2019", "2021"))
    assert rule.sentence == "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和"


def test_channels_are_declared_as_a_bound_and_nothing_as_their_sum(rules: dict[str, Rule]) -> None:
    assert rules["disclosure.channels"].op == "max_to_sum"
    assert [rule.rule for rule in rules.values() if rule.kind == "equality" and "disclosure" in str(rule.left[0])] == []


def test_across_years(rules: dict[str, Rule]) -> None:
    assert names(rules["carried_over"]) == (["applications.carried_in"], "equals", ["applications.carried_out[-1]"])
    for stem in ("regulations", "normative"):
        left, right = [f"{stem}.in_force", f"{stem}.repealed"], [f"{stem}.in_force[-1]", f"{stem}.issued"]
        assert names(rules[f"{stem}.stock"]) == (left, "equals", right)
    for stem in ("licences", "services", "penalties", "coercion", "charges"):
        rule = rules[f"{stem}.stock"]
        assert [term.signed for term in rule.right] == [False, True]


def test_every_kind_operator_and_fact_is_used(rules: dict[str, Rule]) -> None:
    assert {rule.kind for rule in rules.values()} == set(KINDS)
    assert {rule.op for rule in rules.values()} == set(OPS)
    assert set(FACTS) - {term.indicator for rule in rules.values() for term in rule.terms} == set()


def test_every_message_can_be_filled_and_blames_nobody(rules: dict[str, Rule]) -> None:
    figures = {"actual": 1108, "expected": 1070, "gap": 38, "report": "990101-2017", "instance": "x", "operands": "y"}
    figures |= {"left": "2017", "right": "2018"}
    for rule in rules.values():
        for message in (rule.message_zh, rule.message_en):
            said = message.format(**figures)
            assert re.search(r"[{}]", said) is None
            assert re.search(r"错误|虚报|造假|违反|\b(wrong|false|fraud|error|violat)", said) is None, rule.rule


def test_rows_of_the_package_say_the_same(structure: Structure) -> None:
    declared = (structure.folder / "rules.csv").read_text(encoding="utf-8").splitlines()
    rows = rule_rows(structure.rules, {rule.rule: at for at, rule in enumerate(structure.rules)})
    assert len(rows) == len(declared) - 1 == 67
    assert [row["tried"] for row in rows] == list(range(67))
    for line, row in zip(declared[1:], rows, strict=True):
        assert line.startswith(f"{row['rule']},{row['form']},{row['kind']},{row['status']},{row['left']},{row['op']},")


MISTAKES = [
    ("unknown", "points,equals,capacity.points", "points,equals,capacity.point", "'capacity.point' is no indicator"),
    ("twice", "points.twice,", "points.tiers,", "'points.tiers' stands here twice"),
    ("form", "points.twice,2014,", "points.twice,2013,", "there is no form 2013"),
    ("line", "points.twice,2014,", "points.twice,2019,", "form 2019 has no line 'points'"),
    ("kind", "2014,bound,expected", "2014,bond,expected", "kind is none of equality, "),
    ("status", "2014,bound,expected", "2014,bound,sure", "status is none of official, "),
    ("op", "disclosure.total,max_to_sum", "disclosure.total,sum", "op is none of equals, "),
    ("name", "disclosure.channels,2014", "Disclosure-channels,2014", "a rule's name is made of"),
    ("term", "capacity.points,,查阅点", "capacity.points + ,,查阅点", "'' is no term"),
    ("double", "capacity.points,,查阅点", "points + points,,查阅点", "a term stands on one side twice"),
    ("star", "*@total,equals", "*@total + points,equals", "form 2019 has no line 'points'"),
    ("column", "carried_out[-1],applicants", "carried_out[-1] + licences.decisions,applicants", "no column for each"),
    ("message", "说有{expected}", "说有{wanted}", r"message_zh knows no \{wanted\}"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    copy_structure(tmp_path / "structure")
    path = tmp_path / "structure" / "rules.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(StructureError, match=rf"^structure/rules\.csv:line [0-9]+.*{sentence}"):
        load_structure(tmp_path / "structure")


def test_a_missing_file_and_a_strange_header_are_named(tmp_path: Path) -> None:
    copy_structure(tmp_path / "structure")
    path = tmp_path / "structure" / "rules.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("sentence,", "reason,", 1), encoding="utf-8")
    with pytest.raises(StructureError, match=r"rules\.csv:line 1: the columns are rule, form"):
        load_structure(tmp_path / "structure")
    path.unlink()
    with pytest.raises(StructureError, match=r"rules\.csv: the file is missing"):
        load_structure(tmp_path / "structure")
