"""Invented reports whose arithmetic is right: as many as wanted, over years and forms, as the facts that rules look at.

The sums are written here once more by hand, so that a wrong row of structure/rules.csv raises alarms instead of being
agreed with.
"""

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from gongkai.checks.facts import Facts, join_observations
from tests.renderings import records

YEARS = range(2014, 2026)
APPLICANTS = ("natural_person", "enterprise", "research", "charity", "legal_service", "other")
Counts = npt.NDArray[np.int64]
Cells = dict[tuple[str, str], Counts]

PARTS = {
    "requests.received": "in_person fax online letter other",
    "requests.completed": "on_time extended",
    "requests.answered.refused": "state_secret trade_secret privacy security not_gov_info other_law",
    "review": "upheld corrected other",
    "litigation": "upheld corrected other",
    "complaints": "upheld corrected other",
    "submitted": "paper electronic",
    "websites": "city county township",
    "points": "city county township",
    "visitors": "city county township",
    "capacity.staff": "fulltime parttime",
}
ANSWERS = "already_public granted partial not_this_agency not_exist amend other_route"
CHANNELS = "gazette website weibo wechat other"
OUTCOMES = (
    "granted partial refused.state_secret refused.other_law refused.security refused.third_party refused.internal"
    " refused.deliberative refused.enforcement_file refused.inquiry unavailable.not_held unavailable.not_ready"
    " unavailable.unclear not_processed.petition not_processed.repeat not_processed.publication"
    " not_processed.excessive not_processed.confirmation"
)
OTHERS = {"2019": ("other",), "2021": ("other.not_corrected", "other.fee_unpaid", "other.rest")}
REMEDIES = ("review", "litigation_direct", "litigation_after_review")


def form_of(year: int) -> str:
    """The form of a report on that year."""
    return "2014" if year < 2019 else "2019" if year < 2021 else "2021"


@cache
def _form_lines() -> tuple[dict[str, str], ...]:
    rows = [{"form": form, **row} for form in ("2014", "2019", "2021") for row in records(f"forms/{form}.csv")]
    return tuple(row for row in rows if row["kind"] == "line" and row["table"] != "prose")


class _Authorities:
    """Counts of many authorities, year after year; each keeps to a size of its own, so that nothing jumps."""

    def __init__(self, count: int, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.count = count
        self._sizes: dict[str, npt.NDArray[np.float64]] = {}

    def draw(self, name: str, most: float) -> Counts:
        """A line's counts: a size of its own for each authority, a third of them zero, a little more or less a year."""
        if name not in self._sizes:
            spread = np.exp(self.random.uniform(0, np.log(most), self.count))
            self._sizes[name] = np.where(self.random.random(self.count) < 1 / 3, 0.0, spread)
        return np.floor(self._sizes[name] * self.random.uniform(0.8, 1.25, self.count)).astype(np.int64)

    def share(self, name: str, of: Counts) -> Counts:
        """A part of something, about the same every year."""
        key = f"share of {name}"
        if key not in self._sizes:
            self._sizes[key] = self.random.uniform(0, 1, self.count)
        return np.floor(of * self._sizes[key]).astype(np.int64)


def _sum(cells: Cells, stem: str, names: str) -> Counts:
    return np.sum([cells[f"{stem}.{name}", "total"] for name in names.split()], axis=0)


def _old_form(draw: _Authorities) -> Cells:
    lines = [row["indicator"] for row in _form_lines() if row["form"] == "2014"]
    cells: Cells = {(line, "total"): draw.draw(line, 3000) for line in lines}
    for stem, names in PARTS.items():
        cells[stem, "total"] = _sum(cells, stem, names)
    completed = draw.share("completed", cells["requests.received", "total"])
    cells["requests.completed", "total"] = completed
    cells["requests.completed.extended", "total"] = draw.share("extended", completed)
    cells["requests.completed.on_time", "total"] = completed - cells["requests.completed.extended", "total"]
    refused = cells["requests.answered.refused", "total"]
    cells["requests.answered", "total"] = _sum(cells, "requests.answered", ANSWERS) + refused
    cells["capacity.points", "total"] = cells["points", "total"]
    channels = np.array([cells[f"disclosure.channel.{name}", "total"] for name in CHANNELS.split()])
    most, least = channels.sum(axis=0), channels.max(axis=0)
    cells["disclosure.total", "total"] = least + draw.share("disclosed", most - least)
    issued = draw.share("issued", cells["disclosure.total", "total"])
    cells["disclosure.normative_issued", "total"] = issued
    cells["disclosure.normative_disclosed", "total"] = draw.share("normative", issued)
    for name in ("response.press_conferences", "response.interviews"):
        cells[f"{name}.led", "total"] = draw.share(name, cells[name, "total"])
    return cells


def _matrix(draw: _Authorities, form: str, before: Mapping[tuple[str, str], Counts]) -> Cells:
    cells: Cells = {}
    names = [*OUTCOMES.split(), *OTHERS[form]]
    for number, applicant in enumerate(APPLICANTS):
        new = draw.draw(f"new@{applicant}", 400 if number < 2 else 6)
        left = draw.share(f"out@{applicant}", new) // 10
        carried_in = before.get(("applications.carried_out", applicant), left)
        left = np.minimum(left, new + carried_in)
        done = new + carried_in - left
        rest = done.copy()
        for name in reversed(names):
            part = rest if name == "granted" else draw.share(f"{name}@{applicant}", rest) // 6
            cells[f"outcome.{name}", applicant] = part
            rest = rest - part
        cells["applications.new", applicant] = new
        cells["applications.carried_in", applicant] = carried_in
        cells["outcome.total", applicant] = done
        cells["applications.carried_out", applicant] = left
    for line in sorted({line for line, _ in cells}):
        cells[line, "total"] = np.sum([cells[line, applicant] for applicant in APPLICANTS], axis=0)
    return cells


def _new_form(draw: _Authorities, form: str, before: Mapping[tuple[str, str], Counts]) -> Cells:
    lines = [row for row in _form_lines() if row["form"] == form and row["by"] != "applicant"]
    cells: Cells = {(row["indicator"], "total"): draw.draw(row["indicator"], 900) for row in lines}
    cells |= _matrix(draw, form, before)
    for group in REMEDIES:
        stem = f"remedy.{group}"
        cells[f"{stem}.total", "total"] = _sum(cells, stem, "upheld corrected other pending")
    for group in ("regulations", "normative"):
        if form == "2019":
            published = draw.share(f"{group}.published", cells[f"{group}.made", "total"])
            cells[f"{group}.published", "total"] = published
            cells[f"{group}.public_total", "total"] = published + draw.draw(f"{group}.old", 500)
        else:
            stock = before.get((f"{group}.in_force", "total"), draw.draw(f"{group}.stock", 5000) + 900)
            issued = draw.draw(f"{group}.issued", 40)
            repealed = draw.share(f"{group}.repealed", issued)
            cells[f"{group}.issued", "total"], cells[f"{group}.repealed", "total"] = issued, repealed
            cells[f"{group}.in_force", "total"] = stock + issued - repealed
    for group in ("licences", "services", "penalties", "coercion", "charges") if form == "2019" else ():
        change = draw.share(f"{group}.change", draw.draw(f"{group}.size", 30)) - 5
        items, changed = f"{group}.items_last_year", f"{group}.items_change"
        cells[changed, "total"] = change
        if (items, "total") in before:
            cells[items, "total"] = before[items, "total"] + before[changed, "total"]
        else:
            cells[items, "total"] = cells[items, "total"] + 60
    return cells


def years_of(authorities: int, seed: int) -> Iterator[tuple[int, Cells]]:
    """Each year's cells of all authorities, exact in themselves and with the year before."""
    draw = _Authorities(authorities, seed)
    before: Cells = {}
    for year in YEARS:
        form = form_of(year)
        cells = _old_form(draw) if form == "2014" else _new_form(draw, form, before)
        yield year, cells
        before = cells


def observations_of(authorities: int, seed: int, blanks: float = 0.0) -> Iterator[tuple[int, pd.DataFrame]]:
    """Each year's observations with the package's columns. `blanks` of the zeros are printed as nothing."""
    units = {(row["form"], row["indicator"]): row["unit"] for row in _form_lines()}
    random = np.random.default_rng(seed + 1)
    names = authority_names(authorities)
    for year, cells in years_of(authorities, seed):
        form = form_of(year)
        values = np.array(list(cells.values())).T
        blank = (values == 0) & (random.random(values.shape) < blanks)
        state = np.where(values == 0, "reported_zero", "reported").astype(object)
        state[blank] = "blank"
        keys = [(line, applicant, units.get((form, line), "")) for line, applicant in cells]
        lines, applicants, printed = (np.tile(np.array(part, object), authorities) for part in zip(*keys, strict=True))
        shown = np.where(blank, np.nan, values.astype(np.float64)).ravel()
        raw = values.ravel().astype(str).astype(object)
        raw[blank.ravel()] = ""
        yield (
            year,
            pd.DataFrame(
                {
                    "report_id": np.repeat([f"{name}-{year}" for name in names], len(keys)).astype(object),
                    "authority": np.repeat(names, len(keys)).astype(object),
                    "time_period": year,
                    "form": form,
                    "indicator": lines,
                    "applicant": applicants,
                    "source": "form",
                    "obs_value": shown,
                    "cell_state": state.ravel(),
                    "obs_status": "A",
                    "unit_measure": printed,
                    "raw": raw,
                    "label": lines,
                    "locator": np.tile([f"L{number}" for number in range(1, len(keys) + 1)], authorities),
                }
            ),
        )


def authority_names(authorities: int) -> list[str]:
    """Codes that no place has."""
    return [f"99{number:04}" for number in range(authorities)]


def reports_of(authorities: int) -> pd.DataFrame:
    """The reports resource of the same corpus."""
    names = authority_names(authorities)
    return pd.DataFrame(
        [
            {
                "report_id": f"{name}-{year}",
                "authority": name,
                "time_period": year,
                "form": form_of(year),
                "published": f"{year + 1}-03-{10 + number % 20}",
                "published_printed": f"{year + 1}年3月{10 + number % 20}日",
                "period_from": f"{year}-01-01",
                "period_to": f"{year}-12-31",
                "scope": "unknown",
            }
            for year in YEARS
            for number, name in enumerate(names)
        ]
    )


def authorities_of(authorities: int) -> pd.DataFrame:
    """The authorities resource of the same corpus."""
    names = authority_names(authorities)
    return pd.DataFrame({"authority": names, "name_zh": names, "parent": "", "kind": "county"})


def form_lines() -> pd.DataFrame:
    """The form_lines resource, as far as rules look at it."""
    return pd.DataFrame(_form_lines())[["form", "indicator", "unit"]]


def facts_of(authorities: int, seed: int, blanks: float = 0.0) -> Facts:
    """The whole corpus as facts: twelve reports of each authority."""
    frames = [frame for _, frame in observations_of(authorities, seed, blanks)]
    return Facts(
        reports=reports_of(authorities),
        observations=join_observations(frames),
        statements=_nothing("report_id statement indicator about quantity low high unit qualifier phrase locator"),
        captions=_nothing("report_id number title section locator"),
        enumerations=_nothing("report_id enumeration announced given locator"),
        authorities=authorities_of(authorities),
        form_lines=form_lines(),
    )


def _nothing(columns: str) -> pd.DataFrame:
    return pd.DataFrame(columns=columns.split(), dtype=object)
