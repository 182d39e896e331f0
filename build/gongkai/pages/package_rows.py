"""The package's own rows, unchanged: copied file by file, or only those of one report."""

import csv
import io
from collections import defaultdict

from gongkai.published import OBSERVATIONS, Published


def write_report_rows(published: Published) -> dict[str, str]:
    """The observations of each report as the CSV has them, header first; by report id."""
    rows: dict[str, list[list[str]]] = defaultdict(list)
    header: list[str] = []
    for resource in published.descriptor["resources"]:
        if not str(resource["name"]).startswith(f"{OBSERVATIONS}-"):
            continue
        with (published.folder / str(resource["path"])).open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            header = next(reader)
            at = header.index("report_id")
            for row in reader:
                rows[row[at]].append(row)
    return {report: _write([header, *found]) for report, found in rows.items()}


def _write(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
