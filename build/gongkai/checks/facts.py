"""Facts: what the rules look at, as frames with the package's columns, from parsed reports or from a package."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from gongkai.reports import Parsed
from gongkai.resources import Row, build_resources
from gongkai.structures import Structure

_NUMBERS = {
    "observations": ("obs_value",),
    "statements": ("quantity", "low", "high"),
}
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
    """Frames as the package has them; `observations` are those of all years. Nothing is None or NaN, numbers are
    float64."""

    reports: pd.DataFrame
    observations: pd.DataFrame
    statements: pd.DataFrame
    captions: pd.DataFrame
    enumerations: pd.DataFrame
    authorities: pd.DataFrame
    form_lines: pd.DataFrame


def gather(reports: Sequence[Parsed], structure: Structure) -> Facts:
    """The facts of parsed reports."""
    return facts_of(build_resources(reports, structure))


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
    observations = pd.concat(years, ignore_index=True) if years else _frame("observations", ())
    others = {
        name: _read(folder / f"{name}.csv", name)
        for name in ("reports", "statements", "captions", "enumerations", "authorities", "form_lines")
    }
    return Facts(observations=observations, **others)


def _frame(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    columns = _COLUMNS[name].split() if name in _COLUMNS else None
    frame = pd.DataFrame(list(rows), columns=columns, dtype=object)
    numbers = _NUMBERS.get(name, ())
    return pd.DataFrame(
        {
            column: values.astype("float64") if column in numbers else values.where(values.notna(), "")
            for column, values in frame.items()
        }
    )


def _read(path: Path, name: str) -> pd.DataFrame:
    if not path.is_file():
        return _frame(name, ())
    numbers = _NUMBERS.get(name, ())
    return pd.read_csv(
        path,
        dtype=dict.fromkeys(numbers, "float64"),
        keep_default_na=False,
        na_values={column: [""] for column in numbers},
    )
