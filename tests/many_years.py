"""A package about sixteen authorities that do not exist, over twelve years and all three forms, for the charts.

What six real reports do not show: lines of twelve years with gaps, blanks, zeros and two changes of form, a strip of
twelve siblings of whom one counts a thousand times the others, names too long for a chart. Lines, forms and concordance
are the project's own; the figures follow a formula, so that the package is the same every time.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests import made_up

DECLARED = Path(__file__).parents[1] / "datapackage" / "annual-reports" / "data"
YEARS = range(2014, 2026)
PARENT = "990000"
SOLE = "990200-xinqu"  # of its kind and parent the only one
LONG = (
    "云上省白水江流域生态保护与高质量发展先行示范区",
    "Baishui River Basin Demonstration Zone for Conservation and Development",
)
AUTHORITIES = [
    (PARENT, "云上省", "Yunshang Province", "云上", "", "province"),
    ("990100", "白水市", "Baishui", "白水", PARENT, "city"),
    ("990200", "千倍市", "Qianbei", "", PARENT, "city"),
    ("990300", "断续市", "Duanxu", "", PARENT, "city"),
    ("990400", "空白市", "Kongbai", "", PARENT, "city"),
    ("990500", "万字市", "Wanzi", "", PARENT, "city"),
    ("990600", "缺行市", "Quehang", "", PARENT, "city"),
    ("990700", "恒等市", "Hengdeng", "", PARENT, "city"),
    ("990800", *LONG, "", PARENT, "city"),
    ("990900", "独年市", "Dunian", "", PARENT, "city"),
    ("991000", "两端市", "Liangduan", "", PARENT, "city"),
    ("991100", "全零市", "Quanling", "", PARENT, "city"),
    ("991200", "早改市", "Zaogai", "", PARENT, "city"),
    ("990101", made_up.HOSTILE, "Hostile <b>&</b>", "", "990100", "county"),
    ("990102", "清溪县", "Qingxi County", "", "990100", "county"),
    (SOLE, "千倍新区", "Qianbei New Area", "", "990200", "zone"),
]
_GAPS = {"990300": {2016, 2017, 2022}, "990101": {2014, 2019}}
_ONLY = {"990900": {2019}, "991000": {2014, 2025}, SOLE: {2021, 2022, 2023, 2024, 2025}}
_EARLY = ("991200", 2020)  # on the next form a year before the others
_SIZES = {"990000": 7400, "990200": 61_000, "990300": 48, "990800": 178, "991100": 0}
# Lines and the share of an authority's size that they have.
LINES = {
    "disclosure.total": 90,
    "requests.received": 1,
    "requests.answered": 0.9,
    "requests.answered.refused.trade_secret": 0.1,
    "requests.answered.refused.privacy": 0.05,
    "review": 0.2,
    "litigation": 0.05,
    "capacity.staff": 0.3,
    "capacity.funds": 0.7,
    "fees": 0,
    "applications.new": 1,
    "applications.carried_in": 0.04,
    "outcome.granted": 0.6,
    "outcome.refused.third_party": 0.14,
    "outcome.other": 0.2,
    "outcome.other.not_corrected": 0.1,
    "outcome.other.fee_unpaid": 0,
    "outcome.other.rest": 0.1,
    "outcome.total": 1,
    "remedy.review.upheld": 0.1,
    "remedy.review.corrected": 0.04,
    "remedy.review.other": 0.06,
    "remedy.review.total": 0.2,
    "normative.made": 0.02,
    "normative.issued": 0.02,
}
_LACKING = {
    ("990400", 2015): "blank",
    ("990400", 2018): "blank",
    ("990400", 2019): "mark",
    ("990400", 2023): "blank",
    ("990500", 2017): "image",
    ("990500", 2022): "unparsed",
    ("990600", 2016): "not_in_form",
    ("990600", 2021): "form_absent",
    ("991000", 2014): "blank",
}
_RULES = ("review.outcomes", "carried_over", "disclosure.normative.total", "matrix.applicants")


def form_of(authority: str, year: int) -> str:
    """The form an authority's report of a year is on."""
    year += authority == _EARLY[0] and year >= _EARLY[1]
    return "2014" if year < 2019 else "2019" if year < 2021 else "2021"


def reporting() -> Iterator[tuple[str, int]]:
    """Every authority and year that has a report."""
    for authority, *_ in AUTHORITIES:
        for year in YEARS:
            if year not in _GAPS.get(authority, ()) and year in _ONLY.get(authority, YEARS):
                yield authority, year


def cell(authority: str, year: int, line: str) -> tuple[float | int | None, str]:
    """What stands in a cell: its number, None where there is none, and its state."""
    state = _LACKING.get((authority, year), "")
    if state in {"not_in_form", "form_absent"} or (state and line not in {"requests.answered", "outcome.total"}):
        return None, state
    if authority == "990400" and year in {2016, 2022}:
        return 0, "reported_zero"
    if line == "fees" and authority != "990100":
        return None, "blank"
    if authority == "990700" or (line == "capacity.staff" and year == 2016):
        return 25, "reported"
    if authority == "990500" and line == "disclosure.total":
        return 40_000 + 10_000 * (year - 2014), "text_number"
    value = _SIZES.get(authority, 60 + 11 * (int(authority[:4]) % 13)) * LINES[line] * _wave(authority, year)
    if line == "capacity.funds":
        return round(value, 1) or 0, "reported" if round(value, 1) else "reported_zero"
    return int(value), "reported" if int(value) else "reported_zero"


def _wave(authority: str, year: int) -> float:
    return 0.4 + hashlib.sha256(f"{authority} {year}".encode()).digest()[0] / 160 + (year - 2014) / 18


def write_many_years(root: Path) -> Path:
    """The package below root/datapackage/annual-reports."""
    folder = root / "datapackage" / "annual-reports"
    resources = [made_up.write_table(folder, name, columns, rows) for name, columns, rows in _tables()]
    descriptor = made_up.describe(resources)
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
    return folder


def _tables() -> Iterator[tuple[str, str, list[tuple[Any, ...]]]]:
    own = {"reports": _reports(), "authorities": AUTHORITIES, "checks": list(_checks())}
    observations = {f"observations-{year}": list(_observations(year)) for year in YEARS}
    columns = "report_id authority time_period form indicator applicant source obs_value cell_state obs_status"
    yield from ((name, f"{columns} unit_measure raw label locator", rows) for name, rows in observations.items())
    for name, head, _ in made_up.tables({}):
        if name.startswith("observations"):
            continue
        if name in {"indicators", "forms", "form_lines", "cell_states", "applicants", "concordance", "rules"}:
            yield name, *_declared(name)
        else:
            yield name, head, own.get(name, [])


def _declared(name: str) -> tuple[str, list[tuple[Any, ...]]]:
    """The project's own rows of a declared table, of the lines here and what stands above them."""
    rows = _read(name)
    kept = set(LINES) | {one.rsplit(".", depth)[0] for one in LINES for depth in (1, 2)}
    if name in {"indicators", "form_lines"}:
        rows = [row for row in rows if row["indicator"] in kept]
    elif name == "concordance":
        sides = (row["from_indicators"] + " + " + row["to_indicators"] for row in rows)
        rows = [row for row, side in zip(rows, sides, strict=True) if set(side.split(" + ")) - {""} <= set(LINES)]
    elif name == "rules":
        rows = [row for row in rows if row["rule"] in _RULES]
    return " ".join(rows[0]), [tuple(row.values()) for row in rows]


def _read(name: str) -> list[dict[str, str]]:
    with (DECLARED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _observations(year: int) -> Iterator[tuple[Any, ...]]:
    statuses = {row["cell_state"]: row["obs_status"] for row in _read("cell_states")}
    lines = [row for row in _read("form_lines") if row["indicator"] in LINES and row["kind"] == "line"]
    for authority, when in reporting():
        found = [row for row in lines if when == year and row["form"] == form_of(authority, year)]
        for at, row in enumerate(found, 10):
            value, state = cell(authority, year, row["indicator"])
            place = "" if state in {"not_in_form", "form_absent"} else f"L{at}"
            raw = "" if value is None else f"{value // 10_000}万" if state == "text_number" else str(value)
            key = (f"{authority}-{year}", authority, year, row["form"], row["indicator"], "total", "form")
            yield (*key, value, state, statuses[state], row["unit"], raw, row["label"] if place else "", place)


def _reports() -> list[tuple[Any, ...]]:
    names: Mapping[str, str] = {one[0]: one[1] for one in AUTHORITIES}
    rows = []
    for authority, year in reporting():
        report = f"{authority}-{year}"
        title = f"{names[authority]}{year}年年度报告"
        dates = (f"{year + 1}-01", f"{year + 1}年1月", f"{year}-01-01", f"{year}-12-31")
        file = (f"{report}.txt", hashlib.sha256(report.encode()).hexdigest(), 1234, "text/plain", "utf-8", "", "")
        rows.append((report, authority, year, form_of(authority, year), title, *dates, "unknown", *file, "current", ""))
    return rows


def _checks() -> Iterator[tuple[Any, ...]]:
    outcomes = (
        ("holds", "holds"),
        ("holds", "holds"),
        ("holds_if_blank_is_zero", "holds"),
        ("derivable", "open"),
        ("not_assessable", "open"),
        ("fails", "question"),
        ("fails", "contradiction"),
    )
    for at, (authority, year) in enumerate(reporting()):
        rule = _RULES[0] if form_of(authority, year) == "2014" else _RULES[1]
        result, verdict = outcomes[at % len(outcomes)]
        yield (f"{authority}-{year}", rule, "total", result, verdict, 9, 7, 2, "7", "")
