"""The package's own rows, unchanged: copied file by file, or only those of one report."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby

from gongkai.published import OBSERVATIONS, Published

KINDS = {
    OBSERVATIONS: "观测值",
    "statements": "正文里的数",
    "citations": "文件引用",
    "captions": "图题目录",
    "problems": "问题与措施",
    "contacts": "联系方式",
    "checks": "核对",
    "hints": "线索",
    "corrections": "更正",
}


def write_report_rows(published: Published) -> dict[str, dict[str, str]]:
    """What the package has of each report, header first, as the CSV has it: by report id, then by kind, in the
    order of KINDS; a kind without rows is left out."""
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    for resource in published.descriptor["resources"]:
        name = str(resource["name"])
        kind = OBSERVATIONS if name.startswith(f"{OBSERVATIONS}-") else name
        if kind not in KINDS:
            continue
        with (published.folder / str(resource["path"])).open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            header = next(reader)
            at = header.index("report_id")
            for report, own in groupby(
                reader, key=lambda row: row[at]
            ):  # as text at once: lists take five times as much
                before = rows[report].get(kind) or _write([header])
                rows[report][kind] = before + _write(own)
    return {report: {kind: found[kind] for kind in KINDS if kind in found} for report, found in rows.items()}


def name_report_file(report_id: str, kind: str) -> str:
    """Where a report's rows of one kind stand, from the site's top."""
    ending = "" if kind == OBSERVATIONS else f".{kind}"
    return f"data/reports/{report_id}{ending}.csv"


def _write(rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
