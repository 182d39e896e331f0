"""Lookups: rows of the package's tables as records, by id, in order, in groups."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar

from gongkai.errors import PackageError, Place
from gongkai.published import Published

_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_Record = TypeVar("_Record")


def read_records(published: Published, table: str, kind: type[_Record]) -> list[_Record]:
    """The rows of a table, with the columns that the record has; a text that is empty is ""."""
    frame = published.tables[table]
    columns = []
    for field in fields(kind):  # type: ignore[arg-type]
        column = frame[field.name]
        empty = "" if field.type is str else None
        columns.append(column.astype(object).where(column.notna(), empty).tolist())
    return [kind(*row) for row in zip(*columns, strict=True)]


def read_table(published: Published, table: str, kind: type[_Record], key: str) -> dict[str, _Record]:
    """The rows of a table by id; raises PackageError on one that could not be a file's name."""
    found = {str(getattr(record, key)): record for record in read_records(published, table, kind)}
    strange = [one for one in found if not _ID.fullmatch(one)]
    if strange:
        raise PackageError(f"{key} {strange[0]!r} cannot name a page", Place(str(published.folder), table))
    return found


def in_order(table: dict[str, _Record]) -> dict[str, _Record]:
    """The same by the column `order`."""
    return dict(sorted(table.items(), key=lambda item: int(getattr(item[1], "order"))))  # noqa: B009 - any record


def group(records: Iterable[_Record], key: Any) -> dict[Any, list[_Record]]:
    """Records by what `key` says of them, each group in the order given."""
    groups: dict[Any, list[_Record]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return dict(groups)
