"""What a change asks of the version, by the Data Package standard's recipe "Data Package Version"
(https://datapackage.org/recipes/data-package-version/).

- major: a package, a resource or a field has another name; fields are added, removed or in another order; a field has
  another type or format; a constraint is stricter; data that other resources refer to is combined, split, deleted or
  means something else.
- minor: a resource or rows are added, a constraint is looser, a reference is another one.
- patch: errors in the data are corrected, descriptive words changed.

Where a machine cannot tell, it takes the graver: another pattern may be stricter, another unit is another meaning, a
row that others refer to and that is gone was deleted. A licence, of which the recipe says nothing, is major as well.
Below 1.0.0, where the recipe puts data still in consultation, an incompatible change raises the minor number
(semver.org, item 4).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["none", "patch", "minor", "major"]
Version = tuple[int, int, int]
Descriptor = Mapping[str, Any]

LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")
# Columns of code lists that say what a code means; all others are words about it.
_MEANING = {
    "indicators": {"kind", "unit"},
    "cell_states": {"obs_status"},
    "form_lines": {"unit", "kind"},
    "rules": {"kind", "left", "op", "right", "over"},
}
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
_YEAR = re.compile(r"-[0-9]{4}$")
_LOWER = {"minimum", "minLength", "exclusiveMinimum"}
_UPPER = {"maximum", "maxLength", "exclusiveMaximum"}


@dataclass(frozen=True, order=True)
class StructureChange:
    """One difference in shape: `where` is a resource, or a resource and its field."""

    where: str
    what: str
    level: Level


def parse_version(text: str) -> Version | None:
    """1.2.3 as numbers; None where it is no such version."""
    match = _VERSION.fullmatch(text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def next_version(version: Version, level: Level) -> Version:
    """The lowest version that announces a change of this level."""
    major, minor, patch = version
    if level == "major" and major:
        return major + 1, 0, 0
    if level in ("major", "minor"):
        return major, minor + 1, 0
    return (major, minor, patch + 1) if level == "patch" else version


def write_version(version: Version) -> str:
    """As it is printed."""
    return ".".join(map(str, version))


def gravest(levels: Iterable[Level]) -> Level:
    """The one that decides."""
    return max(levels, key=LEVELS.index, default="none")


def kind_of(resource: str) -> str:
    """What a resource's rows are: those of all years are one kind."""
    return _YEAR.sub("", resource)


def referenced(descriptor: Descriptor) -> set[str]:
    """The resources that others refer to."""
    keys = (key for one in descriptor["resources"] for key in one["schema"].get("foreignKeys", ()))
    return {kind_of(str(key["reference"]["resource"])) for key in keys}


def level_of_row(kind: str, resource: str, columns: Iterable[str], cited: set[str]) -> Level:
    """What one row asks for that was added, removed or changed in these columns."""
    if kind == "added":
        return "minor"
    if kind == "removed":
        return "major" if resource in cited else "patch"
    return "major" if _MEANING.get(resource, set()) & set(columns) else "patch"


def compare_structures(old: Descriptor, new: Descriptor) -> list[StructureChange]:
    """Every difference in names, fields, constraints and keys, the gravest first; a resource of another year has the
    schema of its kind."""
    found = list(_compare_packages(old, new))
    before, after = _schemas(old), _schemas(new)
    for kind in before.keys() & after.keys():
        found += _compare_fields(kind, before[kind], after[kind])
        found += _compare_keys(kind, before[kind], after[kind])
    return sorted(found, key=lambda change: (-LEVELS.index(change.level), change))


def _schemas(descriptor: Descriptor) -> dict[str, Mapping[str, Any]]:
    return {kind_of(str(one["name"])): one["schema"] for one in descriptor["resources"]}


def _compare_packages(old: Descriptor, new: Descriptor) -> Iterator[StructureChange]:
    if old["name"] != new["name"]:
        yield StructureChange("package", f"name {old['name']} → {new['name']}", "major")
    licences = [
        sorted(str(one.get("name", one.get("path"))) for one in each.get("licenses", ())) for each in (old, new)
    ]
    if licences[0] != licences[1]:
        yield StructureChange("package", f"licences {', '.join(licences[0])} → {', '.join(licences[1])}", "major")
    before, after = ({str(one["name"]) for one in each["resources"]} for each in (old, new))
    for name in before - after:
        yield StructureChange(name, "resource removed", "major")
    for name in after - before:
        yield StructureChange(name, "resource added", "minor")


def _compare_fields(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[StructureChange]:
    before, after = ({str(one["name"]): one for one in schema["fields"]} for schema in (old, new))
    for name in before.keys() - after.keys():
        yield StructureChange(f"{kind}.{name}", "field removed", "major")
    for name in after.keys() - before.keys():
        yield StructureChange(f"{kind}.{name}", "field added", "major")
    common = [name for name in before if name in after]
    if common != [name for name in after if name in before]:
        yield StructureChange(kind, "fields in another order", "major")
    for name in common:
        one, other = before[name], after[name]
        for word, usual in (("type", "string"), ("format", "default")):
            if one.get(word, usual) != other.get(word, usual):
                what = f"{word} {one.get(word, usual)} → {other.get(word, usual)}"
                yield StructureChange(f"{kind}.{name}", what, "major")
        yield from _compare_constraints(f"{kind}.{name}", one.get("constraints", {}), other.get("constraints", {}))


def _compare_constraints(where: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[StructureChange]:
    for name in old.keys() | new.keys():
        before, after = old.get(name), new.get(name)
        if before == after or (_is_off(before) and _is_off(after)):
            continue
        if name == "enum":
            yield from _compare_enums(where, before, after)
        else:
            level: Level = "major" if _is_stricter(name, before, after) else "minor"
            yield StructureChange(where, f"{name} {_say(before)} → {_say(after)}", level)


def _compare_enums(where: str, old: list[Any] | None, new: list[Any] | None) -> Iterator[StructureChange]:
    if old is None or new is None:
        yield StructureChange(where, f"enum {_say(old)} → {_say(new)}", "minor" if new is None else "major")
        return
    for value in old:
        if value not in new:
            yield StructureChange(where, f"enum without {value}", "major")
    for value in new:
        if value not in old:
            yield StructureChange(where, f"enum with {value}", "minor")
    if old != new and sorted(map(str, old)) == sorted(map(str, new)):
        yield StructureChange(where, "enum in another order", "patch")


def _is_stricter(name: str, before: Any, after: Any) -> bool:
    if _is_off(before) or _is_off(after):
        return not _is_off(after)
    if name in _LOWER:
        return bool(after > before)
    return bool(after < before) if name in _UPPER else True


def _is_off(value: Any) -> bool:
    """Whether a constraint asks nothing; a bound of 0 does."""
    return value is None or value is False


def _compare_keys(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[StructureChange]:
    before, after = _listed(old.get("primaryKey")), _listed(new.get("primaryKey"))
    if before != after:
        yield StructureChange(kind, f"primary key {_say(before)} → {_say(after)}", "major")
    ties = [{_tie(one["fields"]): one["reference"] for one in schema.get("foreignKeys", ())} for schema in (old, new)]
    for fields in ties[0].keys() | ties[1].keys():
        one, other = ties[0].get(fields), ties[1].get(fields)
        if one is None or other is None:
            gone = other is None
            what = f"foreign key {fields} {'removed' if gone else 'added'}"
            yield StructureChange(kind, what, "minor" if gone else "major")
        elif (one["resource"], _tie(one["fields"])) != (other["resource"], _tie(other["fields"])):
            what = f"foreign key {fields} refers to {other['resource']} instead of {one['resource']}"
            yield StructureChange(kind, what, "minor")


def _listed(fields: Any) -> list[str]:
    return [fields] if isinstance(fields, str) else list(fields or ())


def _tie(fields: Any) -> str:
    return ", ".join(_listed(fields))


def _say(value: Any) -> str:
    return "none" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
