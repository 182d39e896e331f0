"""An indicator as a file: what it means, what it is on each form, what stands for it on others, and all its values."""

from array import array
from collections.abc import Iterable, Iterator, Sequence

from gongkai.api.files import FOLDER, Fields, File, write_list
from gongkai.api.reports import address_value
from gongkai.api.tables import NUMBERS, Row, Tables, text
from gongkai.streams import Value

_KEY = ("report_id", "time_period", "form", "applicant", "source")
COLUMNS = (*_KEY, "obs_value", "cell_state", "unit_measure", "locator")


class Values:
    """The values of all indicators while reports are read: each column's value as the number of a word, for there may
    be millions of values and there are few words."""

    def __init__(self) -> None:
        self._codes: dict[str, array[int]] = {}
        self._known: dict[tuple[type, Value], int] = {}
        self._words: list[Value] = []

    def add(self, rows: Iterable[Row]) -> None:
        """Keep the observations of a report."""
        for row in rows:
            own = self._codes.setdefault(text(row, "indicator"), array("I"))
            own.extend([self._code(row[column]) for column in COLUMNS])

    def of(self, indicator: str) -> list[Row]:
        """The values of an indicator, in the order of reports, then as the package has them."""
        words = [self._words[code] for code in self._codes.get(indicator, ())]
        width = len(COLUMNS)
        rows = [dict(zip(COLUMNS, words[at : at + width], strict=True)) for at in range(0, len(words), width)]
        return sorted(rows, key=lambda row: text(row, "report_id"))

    def _code(self, value: Value) -> int:
        key = (type(value), value)  # 1 and 1.0 are two words
        code = self._known.setdefault(key, len(self._words))
        if code == len(self._words):
            self._words.append(value)
        return code


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
        own = values.of(name)
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
