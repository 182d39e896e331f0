"""Versions: each line of the standard's recipe, planted, asks for the number that the recipe names."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai.versions import (
    compare_structures,
    gravest,
    kind_of,
    level_of_row,
    next_version,
    parse_version,
    referenced,
    write_version,
)


@pytest.fixture(scope="module")
def committed(repository: Path) -> dict[str, Any]:
    text = (repository / "datapackage" / "annual-reports" / "datapackage.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def resource(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in descriptor["resources"] if one["name"] == name)


def fields(descriptor: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The field lists of a kind hold the same objects, so that one edit changes every year."""
    own = [one for one in descriptor["resources"] if kind_of(one["name"]) == kind]
    for one in own:
        one["schema"] = own[0]["schema"]
    found: list[dict[str, Any]] = own[0]["schema"]["fields"]
    return found


def field(descriptor: dict[str, Any], kind: str, name: str) -> dict[str, Any]:
    return next(one for one in fields(descriptor, kind) if one["name"] == name)


def constrain(kind: str, name: str, **constraints: Any) -> Callable[[dict[str, Any]], None]:
    def change(descriptor: dict[str, Any]) -> None:
        own = field(descriptor, kind, name).setdefault("constraints", {})
        own.update(constraints)
        for key in [key for key, value in constraints.items() if value is None]:
            del own[key]

    return change


def with_states(*states: str) -> Callable[[dict[str, Any]], None]:
    return constrain("observations", "cell_state", enum=list(states))


STATES = [
    "reported",
    "reported_zero",
    "text_number",
    "blank",
    "mark",
    "not_in_form",
    "form_absent",
    "image",
    "unparsed",
]
RECIPE: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "nothing": ("none", lambda d: None),
    "the package's name": ("major", lambda d: d.update(name="other")),
    "a resource's name": ("major", lambda d: resource(d, "contacts").update(name="addresses")),
    "a resource gone": ("major", lambda d: d["resources"].remove(resource(d, "contacts"))),
    "a field's name": ("major", lambda d: field(d, "reports", "title").update(name="heading")),
    "a field appended": ("major", lambda d: fields(d, "reports").append({"name": "x", "type": "string"})),
    "a field gone": ("major", lambda d: fields(d, "observations").remove(field(d, "observations", "raw"))),
    "fields in another order": ("major", lambda d: fields(d, "observations").reverse()),
    "a field's type": ("major", lambda d: field(d, "observations", "obs_value").update(type="string")),
    "a field's format": ("major", lambda d: field(d, "reports", "retrieved").update(format="%d.%m.%Y")),
    "a field required": ("major", constrain("observations", "raw", required=True)),
    "a field no longer required": ("minor", constrain("observations", "form", required=None)),
    "a field unique": ("major", constrain("reports", "sha256", unique=True)),
    "a higher minimum": ("major", constrain("reports", "time_period", minimum=2014)),
    "a lower minimum": ("minor", constrain("reports", "time_period", minimum=1990)),
    "a minimum of 0": ("major", constrain("contacts", "value", minLength=0)),
    "a lower maximum": ("major", constrain("reports", "time_period", maximum=2030)),
    "a higher maximum": ("minor", constrain("reports", "time_period", maximum=2100)),
    "another pattern": ("major", constrain("observations", "locator", pattern=".*")),
    "no pattern": ("minor", constrain("observations", "locator", pattern=None)),
    "a code less": ("major", with_states(*STATES[:-1])),
    "a code more": ("minor", with_states(*STATES, "guessed")),
    "codes in another order": ("patch", with_states(*reversed(STATES))),
    "another key": ("major", lambda d: resource(d, "citations")["schema"].update(primaryKey=["report_id"])),
    "a reference more": (
        "major",
        lambda d: resource(d, "residue")["schema"]["foreignKeys"].append(
            {"fields": ["kind"], "reference": {"resource": "contacts", "fields": ["kind"]}}
        ),
    ),
    "a reference less": ("minor", lambda d: resource(d, "citations")["schema"]["foreignKeys"].clear()),
    "another reference": (
        "minor",
        lambda d: resource(d, "citations")["schema"]["foreignKeys"][0]["reference"].update(resource="contacts"),
    ),
    "a resource more": (
        "minor",
        lambda d: d["resources"].append({**resource(d, "contacts"), "name": "addresses"}),
    ),
    "a year more": (
        "minor",
        lambda d: d["resources"].append({**resource(d, "observations-2017"), "name": "observations-2031"}),
    ),
    "another licence": ("major", lambda d: d.update(licenses=[{"name": "CC-BY-NC-4.0"}])),
    "another path": ("none", lambda d: resource(d, "contacts").update(path="elsewhere.csv")),
}


@pytest.mark.parametrize("change", RECIPE)
def test_the_recipe_line_by_line(committed: dict[str, Any], change: str) -> None:
    level, make = RECIPE[change]
    other = copy.deepcopy(committed)
    fields(other, "observations")
    make(other)
    found = compare_structures(committed, other)
    assert gravest(one.level for one in found) == level, found
    assert len(found) <= 3, found  # a kind's change is told once, not once a year
    assert compare_structures(committed, committed) == []


def test_both_ways_of_a_change_are_not_both_harmless(committed: dict[str, Any]) -> None:
    """What is looser one way is stricter the other."""
    seen = 0
    for level, make in RECIPE.values():
        other = copy.deepcopy(committed)
        fields(other, "observations")
        make(other)
        if level == "minor":
            back = {one.level for one in compare_structures(other, committed)}
            assert back <= {"major", "minor"}
            seen += "major" in back
    assert seen >= 5


@pytest.mark.parametrize(
    ("kind", "name", "columns", "level"),
    [
        ("added", "indicators", (), "minor"),
        ("removed", "indicators", (), "major"),  # others refer to it
        ("removed", "citations", (), "patch"),
        ("changed", "indicators", ("label_zh",), "patch"),
        ("changed", "indicators", ("label_zh", "unit"), "major"),
        ("changed", "observations", ("obs_value",), "patch"),
        ("changed", "rules", ("right",), "major"),
    ],
)
def test_what_a_row_asks_for(committed: dict[str, Any], kind: str, name: str, columns: tuple[str, ...], level: str):
    assert level_of_row(kind, name, columns, referenced(committed)) == level


@pytest.mark.parametrize(
    ("version", "level", "following"),
    [
        ("0.1.0", "none", "0.1.0"),
        ("0.1.0", "patch", "0.1.1"),
        ("0.1.3", "minor", "0.2.0"),
        ("0.1.3", "major", "0.2.0"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("9.9.9", "major", "10.0.0"),
    ],
)
def test_the_next_version(version: str, level: Any, following: str) -> None:
    parsed = parse_version(version)
    assert parsed is not None
    assert write_version(next_version(parsed, level)) == following


@pytest.mark.parametrize("text", ["", "1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.2.3-rc1", "１.2.3", "1.2.3\n"])
def test_no_version(text: str) -> None:
    assert parse_version(text) is None
