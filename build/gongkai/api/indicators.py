"""An indicator as a file: what it means, what it is on each form, what stands for it on others, and all its values."""

from collections.abc import Iterable, Iterator, Sequence
from sys import intern

from gongkai.api.files import FOLDER, Fields, File, write_list
from gongkai.api.reports import address_value
from gongkai.api.tables import NUMBERS, Row, Tables, text

_KEY = ("report_id", "time_period", "form", "applicant", "source")
COLUMNS = (*_KEY, "obs_value", "cell_state", "unit_measure", "locator")
_Packed = tuple[object, ...]


class Values:
    """The values of all indicators while reports are read: kept small, for there may be millions."""

    def __init__(self) -> None:
        self._kept: dict[str, list[_Packed]] = {}

    def add(self, rows: Iterable[Row]) -> None:
        """Keep the observations of a report."""
        for row in rows:
            packed = (_share(row[column]) for column in COLUMNS)
            self._kept.setdefault(text(row, "indicator"), []).append(tuple(packed))

    def of(self, indicator: str) -> Iterator[Row]:
        """The values of an indicator, in the order of reports, then as the package has them."""
        for packed in sorted(self._kept.get(indicator, ()), key=lambda one: str(one[0])):
            yield dict(zip(COLUMNS, packed, strict=True))  # type: ignore[arg-type]


def _share(value: object) -> object:
    return intern(value) if isinstance(value, str) else value


def address_indicator(indicator: str) -> dict[str, str]:
    """Where an indicator stands, for people and for programs."""
    return {"page": f"indicators/{indicator}.html", "data": f"{FOLDER}/indicators/{indicator}.json"}


def count_values(tables: Tables, rows: Iterable[Row]) -> dict[str, int]:
    """How many of how many: current reports whose form asks the line, and those that print a number; total column."""
    current = [
        text(row, "cell_state")
        for row in rows
        if (row["source"], row["applicant"]) == ("form", "total")
        and tables.reports[text(row, "report_id")]["status"] == "current"
    ]
    return {"asked": len(current), "numbers": sum(state in NUMBERS for state in current)}


def write_indicators(tables: Tables, values: Values) -> Iterator[File]:
    """The list of indicators, and a file for each."""
    listed = []
    forms = tables.rows("form_lines")
    for row in tables.rows("indicators"):
        name = text(row, "indicator")
        own = list(values.of(name))
        counts = count_values(tables, own)
        listed.append({**row, **counts, **address_indicator(name)})
        head: dict[str, object] = {**row, **address_indicator(name), **counts}
        head["children"] = [text(one, "indicator") for one in tables.rows("indicators") if one["parent"] == name]
        head["forms"] = [_without(one, "indicator") for one in forms if one["indicator"] == name]
        head["concordance"] = [dict(one) for one in tables.rows("concordance") if name in _lines(one)]
        rows = [{**one, "page": address_value({**one, "indicator": name})} for one in own]
        yield from write_list(f"indicators/{name}", head, "observations", rows, _province)
    yield from write_list("indicators", {}, "indicators", listed, lambda _: "all")


def _lines(row: Row) -> Sequence[str]:
    return [*text(row, "from_indicators").split(" + "), *text(row, "to_indicators").split(" + ")]


def _without(row: Row, column: str) -> Row:
    return {name: value for name, value in row.items() if name != column}


def _province(row: Fields) -> str:
    return str(row["report_id"])[:2]
