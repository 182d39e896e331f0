"""A report as a file: what it is, every value with its state, its place and its address, and all else the package has
of it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from gongkai.api.files import FOLDER, Fields
from gongkai.api.tables import Row, Tables, text
from gongkai.published import OBSERVATIONS

# Said once, at the top of the file.
_SAID = ("report_id", "authority", "time_period")


def list_report(row: Row) -> dict[str, object]:
    """A report in a list: what it is, where it stands."""
    name = text(row, "report_id")
    told = ("report_id", "authority", "time_period", "form", "title", "status")
    return {**{column: row[column] for column in told}, **address_report(name)}


def address_report(report: str) -> dict[str, str]:
    """Where a report stands, for people and for programs."""
    return {"page": f"reports/{report}.html", "data": f"{FOLDER}/reports/{report}.json"}


def address_value(row: Row) -> str:
    """A value's own place on its report's page."""
    anchor, applicant, source = (text(row, column) for column in ("indicator", "applicant", "source"))
    anchor = anchor if applicant == "total" else f"{anchor}@{applicant}"
    anchor = anchor if source == "form" else f"{anchor}@{source}"
    return f"reports/{text(row, 'report_id')}.html#{anchor}"


def show_report(tables: Tables, row: Row, own: Mapping[str, Mapping[str, Sequence[Row]]]) -> Fields:
    """The whole file of a report; `own` are the rows of its year."""
    name = text(row, "report_id")
    values = own[OBSERVATIONS].get(name, ())
    counts = Counter(text(value, "cell_state") for value in values)
    shown: dict[str, object] = {**row, **address_report(name), "csv": f"data/reports/{name}.csv" if values else None}
    states = [text(state, "cell_state") for state in tables.rows("cell_states")]
    shown["counts"] = {state: counts[state] for state in states if counts[state]}
    shown[OBSERVATIONS] = [{**_rest(value), "page": address_value(value)} for value in values]
    for kind in tables.by_report:
        if kind != OBSERVATIONS:
            shown[kind] = [_rest(one) for one in own[kind].get(name, ())]
    return shown


def _rest(row: Row) -> Row:
    return {column: value for column, value in row.items() if column not in _SAID}
