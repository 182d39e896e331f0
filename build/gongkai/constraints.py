"""Whether a package keeps its own schemas, tried on whole columns: types, required, enum, pattern, bounds, lengths,
keys, and the hash of every file.

What frictionless does cell by cell, for packages of millions of rows and for thousands of packages; it sees no less
than frictionless does (a test plants the same faults before both). A number is digits, never a word such as NaN.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gongkai.streams import Folder, Resource, text_batches

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

_BETWEEN = "\x1f"  # stands in no cell's place: joins the columns of a key
_PATTERNS = {
    "integer": "^-?[0-9]+$",
    "year": "^[0-9]{4}$",
    "number": r"^-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?$",
    "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "boolean": "^(true|false)$",
    "string": "",
}

Key = tuple[str, tuple[str, ...]]
Test = Callable[["pa.Array"], "pa.Array"]


def find_faults(folder: Folder, passed: set[tuple[str, str]] | None = None) -> list[str]:
    """A sentence for each resource and constraint that does not hold; none means valid. `passed` remembers files whose
    columns held, for packages that share them."""
    resources = {str(one["name"]): one for one in folder.resources}
    parents: dict[Key, pa.Array] = {}
    for resource in resources.values():
        for to, fields, _ in _references(resource):
            if to in resources and (to, fields) not in parents:
                parents[to, fields] = _keys(folder, resources[to], fields)
    found = []
    for name, resource in resources.items():
        hashed = _hash(folder, resource)
        if hashed != resource.get("hash", hashed):
            found.append(f"{name}: its hash is not that of datapackage.json")
        held = (hashed, hashlib.sha256(repr(resource["schema"]["fields"]).encode()).hexdigest())
        tests = {} if passed is not None and held in passed else _column_tests(resource)
        faults = [f"{name}: {fault}" for fault in _resource_faults(folder, resource, tests, parents)]
        if passed is not None and not faults:
            passed.add(held)
        found += faults
    return found


def _hash(folder: Folder, resource: Resource) -> str:
    with folder.file(resource).open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _references(resource: Resource) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Of each foreign key: the other resource, its columns, ours."""
    for one in resource["schema"].get("foreignKeys", ()):
        to = one["reference"]["resource"] or resource["name"]
        yield str(to), tuple(one["reference"]["fields"]), tuple(one["fields"])


def _keys(folder: Folder, resource: Resource, fields: Sequence[str]) -> "pa.Array":
    import pyarrow as pa

    parts = [_joined(batch, fields) for batch in text_batches(folder, resource)]
    return pa.concat_arrays(parts).unique() if parts else pa.array([], pa.string())


def _joined(batch: "pa.RecordBatch", fields: Sequence[str]) -> "pa.Array":
    """The columns of a key as one text a row; null where all of them are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(fields) == 1:
        return batch.column(fields[0])
    columns = [pc.fill_null(batch.column(name), "") for name in fields]
    joined = pc.binary_join_element_wise(*columns, _BETWEEN)
    return pc.if_else(pc.equal(joined, _BETWEEN * (len(fields) - 1)), pa.scalar(None, pa.string()), joined)


def _resource_faults(
    folder: Folder, resource: Resource, tests: Mapping[tuple[str, str], Test], parents: Mapping[Key, "pa.Array"]
) -> list[str]:
    import pyarrow.compute as pc

    bad: dict[str, int] = {}
    keys = _unique_keys(resource)
    hashes: dict[tuple[str, ...], list[npt.NDArray[np.uint64]]] = {key: [] for key in keys}
    for batch in text_batches(folder, resource):
        for (column, said), test in tests.items():
            _count(bad, f"{column} {said}", pc.invert(test(batch.column(column))))
        for to, fields, ours in _references(resource):
            _count(bad, f"{', '.join(ours)} is no key of {to}", _orphans(batch, ours, parents.get((to, fields))))
        for key, parts in hashes.items():
            parts.append(_hashed(_joined(batch, key)))
    for key, parts in hashes.items():
        if twice := _twice(parts):
            bad[f"{', '.join(key)} the same twice"] = twice
    return [f"{said}: {count} rows" for said, count in bad.items()]


def _count(bad: dict[str, int], said: str, wrong: "pa.Array") -> None:
    import pyarrow.compute as pc

    if count := pc.sum(wrong).as_py():
        bad[said] = bad.get(said, 0) + count


def _orphans(batch: "pa.RecordBatch", fields: Sequence[str], parents: "pa.Array | None") -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = _joined(batch, fields)
    known = pc.is_in(keys, value_set=pa.array([], pa.string()) if parents is None else parents)
    return pc.and_(pc.is_valid(keys), pc.invert(known))


def _unique_keys(resource: Resource) -> list[tuple[str, ...]]:
    schema = resource["schema"]
    keys = [(str(one["name"]),) for one in schema["fields"] if one.get("constraints", {}).get("unique")]
    primary = schema.get("primaryKey", ())
    primary = (primary,) if isinstance(primary, str) else tuple(primary)
    return list(dict.fromkeys([*keys, *([primary] if primary else [])]))


def _hashed(keys: "pa.Array") -> "npt.NDArray[np.uint64]":
    """64 bits a key: of four million keys two are the same by chance once in two million packages, and then a sound
    package is refused, never a bad one let through."""
    import pandas as pd

    return pd.util.hash_array(keys.drop_null().to_numpy(zero_copy_only=False), categorize=False)


def _twice(parts: "Sequence[npt.NDArray[np.uint64]]") -> int:
    import numpy as np

    if not parts:
        return 0
    hashes = np.concatenate(parts)
    return len(hashes) - len(np.unique(hashes))


def _column_tests(resource: Resource) -> dict[tuple[str, str], Test]:
    """What each column promises: for (column, words) a function that says of each cell whether it holds."""
    tests: dict[tuple[str, str], Test] = {}
    for field in resource["schema"]["fields"]:
        name, kind = str(field["name"]), str(field.get("type", "string"))
        if pattern := _PATTERNS[kind]:
            tests[name, f"is no {kind}"] = _matches(pattern)
        for constraint, asked in field.get("constraints", {}).items():
            if constraint != "unique" and not (constraint == "required" and not asked):
                tests[name, f"breaks {constraint}"] = _TESTS[constraint](asked)
    return tests


def _required(_: Any) -> Test:
    import pyarrow.compute as pc

    return lambda column: pc.is_valid(column)


def _where_valid(test: Callable[["pa.Array"], "pa.Array"]) -> Test:
    """Only `required` speaks of nulls."""
    import pyarrow.compute as pc

    return lambda column: pc.fill_null(test(column), True)


def _matches(pattern: str) -> Test:
    import pyarrow.compute as pc

    whole = f"^(?:{pattern.removeprefix('^').removesuffix('$')})$"
    return _where_valid(lambda column: pc.match_substring_regex(column, whole))


def _enum(asked: Sequence[Any]) -> Test:
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = pa.array([str(one) for one in asked])
    return lambda column: pc.or_(pc.is_null(column), pc.is_in(column, value_set=codes))


def _bound(compare: str) -> Callable[[float], Test]:
    def make(asked: float) -> Test:
        import pyarrow as pa
        import pyarrow.compute as pc

        def holds(column: "pa.Array") -> "pa.Array":
            digits = pc.match_substring_regex(column, _PATTERNS["number"])
            numbers = pc.if_else(digits, column, pa.scalar(None, pa.string())).cast(pa.float64())
            return getattr(pc, compare)(numbers, float(asked))

        return _where_valid(holds)

    return make


def _length(compare: str) -> Callable[[int], Test]:
    def make(asked: int) -> Test:
        import pyarrow.compute as pc

        return _where_valid(lambda column: getattr(pc, compare)(pc.utf8_length(column), asked))

    return make


_TESTS: Mapping[str, Callable[[Any], Test]] = {
    "required": _required,
    "pattern": _matches,
    "enum": _enum,
    "minimum": _bound("greater_equal"),
    "maximum": _bound("less_equal"),
    "minLength": _length("greater_equal"),
    "maxLength": _length("less_equal"),
}
