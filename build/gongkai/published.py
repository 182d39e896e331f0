"""The published package, read as it is: what stands in datapackage/ and nothing else.

A Frictionless package (datapackage.json and its CSV files) becomes pandas tables with the types of its schema: integers
`Int64`, numbers `Float64`, all else text. Empty is null, in every column; no null is ever filled. The observations of
all years are one table. A leading apostrophe, which keeps spreadsheets from running a cell, is taken off again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.csv_files import unguarded
from gongkai.errors import PackageError, Place

if TYPE_CHECKING:
    import pandas as pd

OBSERVATIONS = "observations"
DESCRIPTOR = "datapackage.json"
_NUMERIC = frozenset({"integer", "year", "number"})


@dataclass(frozen=True)
class Published:
    """The descriptor and the tables of a package, by resource name."""

    folder: Path
    descriptor: Mapping[str, Any]
    tables: "Mapping[str, pd.DataFrame]"

    def records(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table as dicts, null as None; integers are int, numbers float, text str."""
        frame = self.tables[table]
        plain = frame.astype(object).where(frame.notna(), None)
        return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]

    @property
    def version(self) -> str:
        """Of the data, from the descriptor."""
        return str(self.descriptor.get("version", ""))

    @property
    def created(self) -> str:
        """The day of release, YYYY-MM-DD: the only date that the pages know besides those of the reports."""
        return str(self.descriptor.get("created", ""))[:10]


def read_package(folder: Path) -> Published:
    """Read a package; raises PackageError where it is missing or a file is not what the schema says."""
    import pandas as pd

    descriptor = read_descriptor(folder)
    tables: dict[str, pd.DataFrame] = {}
    years: list[pd.DataFrame] = []
    for resource in descriptor["resources"]:
        frame = _read_resource(folder, resource)
        if str(resource["name"]).split("-")[0] == OBSERVATIONS:  # one a year; in a slice one for all
            years.append(frame)
        else:
            tables[str(resource["name"])] = frame
    if not years:
        raise PackageError("the package holds no observations", Place(str(folder / DESCRIPTOR)))
    tables[OBSERVATIONS] = pd.concat(years, ignore_index=True)
    return Published(folder, descriptor, tables)


def read_descriptor(folder: Path) -> dict[str, Any]:
    """datapackage.json as a dict."""
    path = folder / DESCRIPTOR
    if not path.is_file():
        raise PackageError("there is no package here; run `gongkai package` first", Place(str(path)))
    descriptor: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return descriptor


def _read_resource(folder: Path, resource: Mapping[str, Any]) -> "pd.DataFrame":
    import pandas as pd

    path = folder / str(resource["path"])
    fields = {str(field["name"]): str(field.get("type", "string")) for field in resource["schema"]["fields"]}
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise PackageError(f"not readable as CSV: {error}", Place(str(path))) from error
    if list(frame.columns) != list(fields):
        raise PackageError("its columns are not those of datapackage.json", Place(str(path)))
    for name, kind in fields.items():
        filled = frame[name].where(frame[name] != "")
        if kind in _NUMERIC:
            frame[name] = _to_numbers(filled, kind, Place(str(path), name))
        else:
            frame[name] = _share(filled.map(unguarded, na_action="ignore").astype(object))
    return frame


def _share(texts: "pd.Series[Any]") -> "pd.Series[Any]":
    """The same texts, each held once however often it stands there: a nation's columns repeat a few words."""
    import pandas as pd

    held: dict[Any, Any] = {}
    return pd.Series([held.setdefault(one, one) for one in texts], index=texts.index, dtype=object)


def _to_numbers(filled: "pd.Series[Any]", kind: str, place: Place) -> "pd.Series[Any]":
    import pandas as pd

    try:
        numbers = pd.to_numeric(filled)
        typed = numbers.astype("Float64") if kind == "number" else numbers.astype("Int64")
    except (ValueError, TypeError) as error:
        raise PackageError(f"not a column of type {kind}: {error}", place) from error
    if typed.isna().sum() != filled.isna().sum() or (typed.abs() == float("inf")).any():
        raise PackageError(f"not a column of type {kind}: it holds a word for no number", place)
    return typed
