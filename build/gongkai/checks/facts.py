"""Facts: what the rules look at, as frames with the package's columns, from parsed reports or from a package."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pandas.api.types import union_categoricals

from gongkai.registers import Entry
from gongkai.reports import Parsed
from gongkai.resources import Row, build_resources
from gongkai.structures import Structure

_NUMBERS = {
    "observations": ("obs_value",),
    "statements": ("quantity", "low", "high"),
}
_INTEGERS = ("time_period", "statement", "number", "enumeration", "announced", "given")
# Few names and millions of rows: compared and sorted by number.
_NAMES = ("form", "report_id", "indicator", "applicant", "source", "cell_state", "unit_measure")
# Resources that a package may lack; with their columns, so that every family can ask for them.
_COLUMNS = {
    "observations": (
        "report_id authority time_period form indicator applicant source obs_value cell_state obs_status unit_measure"
        " raw label locator"
    ),
    "statements": "report_id statement indicator about quantity low high unit qualifier phrase locator",
    "captions": "report_id number title section locator",
    "enumerations": "report_id enumeration announced given locator",
}


@dataclass(frozen=True)
class Facts:
    """Frames as the package has them; `observations` are those of all years, their names categories. Nothing is None
    or NaN but a number, and numbers are float64."""

    reports: pd.DataFrame
    observations: pd.DataFrame
    statements: pd.DataFrame
    captions: pd.DataFrame
    enumerations: pd.DataFrame
    authorities: pd.DataFrame
    form_lines: pd.DataFrame


def gather(reports: Sequence[Parsed], structure: Structure, register: Mapping[str, Entry] | None = None) -> Facts:
    """The facts of parsed reports; the register says which of them are current."""
    return facts_of(build_resources(reports, structure, register))


def facts_of(resources: Mapping[str, Sequence[Row]]) -> Facts:
    """The facts among the rows of a package's resources."""
    observations = [row for name, rows in resources.items() if name.startswith("observations-") for row in rows]
    return Facts(
        reports=_frame("reports", resources["reports"]),
        observations=_frame("observations", observations),
        **{
            name: _frame(name, resources.get(name, ()))
            for name in ("statements", "captions", "enumerations", "authorities", "form_lines")
        },
    )


def load_facts(folder: Path) -> Facts:
    """The facts of a package on disk: `folder` is its data/."""
    years = [_read(path, "observations") for path in sorted(folder.glob("observations-*.csv"))]
    observations = join_observations(years) if years else _frame("observations", ())
    others = {
        name: _read(folder / f"{name}.csv", name)
        for name in ("reports", "statements", "captions", "enumerations", "authorities", "form_lines")
    }
    return Facts(observations=observations, **others)


def join_observations(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Observations one under the other; their names become, or stay, categories."""
    names = {
        column: union_categoricals([frame[column].astype("category") for frame in frames])
        for column in _NAMES
        if column in frames[0]
    }
    others = pd.concat([frame.drop(columns=list(names)) for frame in frames], ignore_index=True)
    return others.assign(**names)[list(frames[0].columns)]


def _frame(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    columns = _COLUMNS[name].split() if name in _COLUMNS else None
    frame = pd.DataFrame(list(rows), columns=columns, dtype=object)
    numbers = _NUMBERS.get(name, ())
    frame = pd.DataFrame(
        {
            column: values.astype("float64") if column in numbers else values.where(values.notna(), "")
            for column, values in frame.items()
        }
    )
    return join_observations([frame]) if name == "observations" else frame


def _read(path: Path, name: str) -> pd.DataFrame:
    if not path.is_file():
        return _frame(name, ())
    # Texts stay texts: pandas alone takes the form 2014 for a number, even as a category, and a blank for NaN.
    numbers = dict.fromkeys(_NUMBERS.get(name, ()), "float64")
    categories = dict.fromkeys(_NAMES[1:], "category") if name == "observations" else {}
    kinds = defaultdict(lambda: "object", numbers | categories | dict.fromkeys(_INTEGERS, "int64"))
    blanks = {column: [""] for column in numbers}
    return pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=blanks)
