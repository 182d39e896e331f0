"""The rows of a published package one after another or in batches, so that a package of any size takes little memory.

Values are those of the schema: integers and numbers as numbers, dates as dates in batches, all else text without the
CSV's guard; empty is null.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.csv_files import GUARD, split_cells, unguarded
from gongkai.errors import PackageError, Place
from gongkai.published import read_descriptor

if TYPE_CHECKING:
    import pyarrow as pa

Resource = Mapping[str, Any]
Value = int | float | str | None

_BLOCK = 1 << 23  # bytes; a line of a CSV file is shorter than this
_LEAST = 1 << 12
_INTEGERS = frozenset({"integer", "year"})


@dataclass(frozen=True)
class Folder:
    """A package on disk: its folder and its descriptor."""

    path: Path
    descriptor: Mapping[str, Any]

    @property
    def name(self) -> str:
        """How slices and editions call it: `annual-reports`, `authority-370400`, `year-2017`."""
        return self.path.name

    @property
    def version(self) -> str:
        """Of the data, declared in structure/package.yaml."""
        return str(self.descriptor["version"])

    @property
    def released(self) -> str:
        """The day of release, YYYY-MM-DD."""
        return str(self.descriptor["created"])[:10]

    @property
    def resources(self) -> list[Resource]:
        """In the order of the descriptor."""
        return list(self.descriptor["resources"])

    def file(self, resource: Resource) -> Path:
        """The CSV file of a resource."""
        return self.path / str(resource["path"])


def open_folder(path: Path) -> Folder:
    """A package's folder; PackageError where there is none."""
    return Folder(path, read_descriptor(path))


def types_of(resource: Resource) -> dict[str, str]:
    """Type by column, in the order of the file."""
    return {str(field["name"]): str(field.get("type", "string")) for field in resource["schema"]["fields"]}


def text_rows(folder: Folder, resource: Resource) -> Iterator[list[str]]:
    """The cells of each row as they stand in the file, the header left out."""
    path = folder.file(resource)
    lines = split_cells(path)
    if next(lines, None) != list(types_of(resource)):
        raise PackageError("its columns are not those of datapackage.json", Place(str(path)))
    yield from lines


def typed_rows(folder: Folder, resource: Resource) -> Iterator[list[Value]]:
    """Each row as numbers, texts (dates, too) and nulls."""
    readers = [_READERS.get(kind, unguarded) for kind in types_of(resource).values()]
    for cells in text_rows(folder, resource):
        yield [reader(cell) if cell else None for reader, cell in zip(readers, cells, strict=True)]


def _read_number(text: str) -> int | float:
    """As printed: 178.8 a float, 12 an integer."""
    return int(text) if text.lstrip("-").isdecimal() else float(text)


_READERS: Mapping[str, Callable[[str], Value]] = {"integer": int, "year": int, "number": _read_number}


def typed_batches(folder: Folder, resource: Resource) -> "Iterator[pa.RecordBatch]":
    """The rows in batches of arrow columns: int64, double, date32, string."""
    import pyarrow as pa
    import pyarrow.compute as pc

    schema = arrow_schema(resource)
    for batch in text_batches(folder, resource, schema):
        columns = []
        for field, column in zip(schema, batch.columns, strict=True):
            if pa.types.is_string(field.type):
                guarded = pc.starts_with(column, GUARD)
                if pc.any(guarded).as_py():
                    column = pc.if_else(guarded, pc.utf8_slice_codeunits(column, 1), column)
            columns.append(column)
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def arrow_schema(resource: Resource) -> "pa.Schema":
    """Columns with the types of the schema; titles and descriptions of both languages as metadata of the column."""
    import pyarrow as pa

    kinds = {"number": pa.float64(), "date": pa.date32()} | dict.fromkeys(_INTEGERS, pa.int64())
    fields = []
    for field in resource["schema"]["fields"]:
        told = {key: str(field[key]) for key in ("title", "title_en", "description", "description_en") if key in field}
        fields.append(pa.field(str(field["name"]), kinds.get(str(field.get("type")), pa.string()), metadata=told))
    return pa.schema(fields)


def text_batches(folder: Folder, resource: Resource, schema: "pa.Schema | None" = None) -> "Iterator[pa.RecordBatch]":
    """The rows in batches as they stand in the file, every column text unless a schema says otherwise."""
    import pyarrow as pa
    from pyarrow import csv

    path = folder.file(resource)
    names = list(types_of(resource))
    types = {name: pa.string() for name in names} if schema is None else {one.name: one.type for one in schema}
    size = max(min(_BLOCK, path.stat().st_size + 1), _LEAST)
    try:
        with csv.open_csv(
            path,
            read_options=csv.ReadOptions(block_size=size, use_threads=False),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True
            ),
        ) as reader:
            if reader.schema.names != names:
                raise PackageError("its columns are not those of datapackage.json", Place(str(path)))
            yield from reader
    except (pa.ArrowInvalid, OSError) as error:
        raise PackageError(f"not readable as CSV: {error}", Place(str(path))) from error
