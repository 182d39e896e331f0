"""The compare pages: two to six authorities side by side, chosen by the reader; and beforehand, for each parent, its
children on the key lines, which needs no script."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gongkai.charts import Drawings
from gongkai.charts.recipes import build_template
from gongkai.csv_files import join_cells, written
from gongkai.pages import limits
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Authority, Indicator
from gongkai.pages.checks.marks import DOUBTS
from gongkai.pages.contrasts import MOST_DRAWN, TENFOLD, chart_spots, explain_recipe
from gongkai.pages.drafts import Draft, Page
from gongkai.pages.figures.comparisons import (
    IN_PROSE,
    REASONS,
    Spot,
    authority_file,
    explain,
    find_spots,
    key_lines,
    value_lines,
)
from gongkai.series import printed_line
from gongkai.words import choose, has_english, is_english, say, say_unit, speaking

CSV_COLUMNS = (
    "authority",
    "name",
    "year",
    "indicator",
    "label",
    "unit",
    "value",
    "note",
    "report_id",
    "form",
    "terms",
    "doubts",
)


@dataclass(frozen=True)
class Compared:
    """One line over some authorities and years: a row of spots for each authority, and the figure of them."""

    indicator: Indicator
    years: Sequence[int]
    rows: Sequence[tuple[Authority, Sequence[Spot]]]
    figure: Markup | str = ""

    @property
    def spots(self) -> list[Spot]:
        """All spots, authority by authority."""
        return [spot for _, spots in self.rows for spot in spots]

    @property
    def bounded(self) -> "Compared":
        """What a page shows of it: the first authorities, and the newest years where all would be too many."""
        rows = self.rows[: limits.SIBLINGS]
        kept = max(limits.SPOTS // max(len(rows), 1), 1)
        return Compared(self.indicator, self.years[-kept:], [(one, spots[-kept:]) for one, spots in rows])

    @property
    def numbers(self) -> int:
        """How many authorities have a number in some year."""
        return sum(any(spot.is_number for spot in spots) for _, spots in self.rows)


def render_compare(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/compare.html, the files it reads, and /compare/<parent>.html for every parent with two children that report."""
    prepared = [(parent, children) for parent, children in _reporting(catalogue).items() if len(children) > 1]
    draft = Draft(catalogue, drawings, "compare.md", meta={"contrasts": True, "chooser": True, "compare": True})
    if not is_english():  # what the script reads stands once, and says which words are of which language
        draft.files |= _script_files(catalogue)
    yield draft.finish(
        "compare.html.j2",
        say("比较"),
        say("任选二至六个机关，比较它们在同一指标、各个年份上的数；不能比的，写明为什么。"),
        prepared=[(catalogue.authorities[parent], len(children)) for parent, children in prepared],
        reasons=[reason for code, reason in REASONS.items() if code != "no_report"],
        reports=choose("", "" if has_english("reports/0", len(catalogue.reports)) else "../") + "reports/",
    )
    for parent, children in prepared:
        yield _render_siblings(catalogue, drawings, catalogue.authorities[parent], children)


def _script_files(catalogue: Catalogue) -> dict[str, str]:
    """The numbers of each authority, which are the same in both languages; the words, for each language."""
    files = {
        f"compare/{authority}.json": _compact(authority_file(catalogue, authority))
        for authority in catalogue.reports_by_authority
    }
    for language, ending in (("zh", ""), ("en", ".en")):
        with speaking(language):
            files[f"compare/index{ending}.json"] = _compact(_index(catalogue))
            files[f"compare/template{ending}.json"] = _compact(_templates())
    return files


def _templates() -> dict[str, object]:
    """The recipes that the page fills itself, in the language spoken, each with what must be said under it."""
    names = ("compare", "compare_years", "compare_own")
    return {name: {"spec": build_template(name, is_english()), "key": explain_recipe(name)} for name in names}


def _reporting(catalogue: Catalogue) -> dict[str, list[str]]:
    """By parent the children that have a current report."""
    found: dict[str, list[str]] = {}
    for one in catalogue.authorities.values():
        held = catalogue.reports_by_authority.get(one.authority, ())
        if one.parent in catalogue.authorities and any(report.is_current for report in held):
            found.setdefault(one.parent, []).append(one.authority)
    return found


def compare_siblings(catalogue: Catalogue, children: Sequence[str]) -> list[Compared]:
    """The key lines on which at least two of the children have a number, over the years that one of them reports, each
    named as the newest of the forms with a number prints it."""
    reports = [one for child in children for one in catalogue.reports_by_authority[child] if one.is_current]
    years = sorted({one.time_period for one in reports})
    found = []
    for name in key_lines(catalogue):
        rows = [(catalogue.authorities[child], find_spots(catalogue, child, name, years)) for child in children]
        forms = {spot.form for _, spots in rows for spot in spots if spot.is_number}
        one = Compared(catalogue.indicators[printed_line(catalogue, name, forms)], years, rows)
        if one.numbers > 1:
            found.append(one)
    return found


def _render_siblings(catalogue: Catalogue, drawings: Drawings, parent: Authority, children: Sequence[str]) -> Page:
    draft = Draft(catalogue, drawings, f"compare/{parent.authority}.md")
    compared = compare_siblings(catalogue, children)
    shown = [_with_figure(draft, one.bounded) for one in compared]
    address = choose(f"data/compare/{parent.authority}.csv", f"compare/{parent.authority}.en.csv")
    draft.files[address] = write_compared(compared)
    return draft.finish(
        "compare_siblings.html.j2",
        say("{name}下级比较", name=parent.name),
        say("{name}下级有报告的 {n} 个机关，逐项并排。", name=parent.name, n=len(children)),
        parent=parent,
        children=[catalogue.authorities[child] for child in children],
        names=choose("、", ", ").join(catalogue.authorities[child].name for child in children[: limits.SIBLINGS]),
        compared=list(zip(compared, shown, strict=True)),
        csv=address,
        doubted=any(spot.doubts for one in shown for spot in one.spots),
        chosen=",".join(children[:6]),
    )


def _with_figure(draft: Draft, one: Compared) -> Compared:
    """With a chart of the first authorities over all years in which one of them has a number."""
    rows = [spots for _, spots in one.rows[:MOST_DRAWN]]
    years = sorted({spot.year for spots in rows for spot in spots if spot.is_number})
    if not years:
        return one
    shown = [[spot for spot in spots if years[0] <= spot.year <= years[-1]] for spots in rows]
    said = "{name}，{year} 年" if len(years) == 1 else "{name}，{first}–{last} 年"
    title = say(said, name=one.indicator.label, year=years[0], first=years[0], last=years[-1])
    chart = chart_spots(draft.catalogue, title, shown)
    figure = draft.chart(one.indicator.indicator, chart, key=explain_recipe(chart.recipe))
    return Compared(one.indicator, one.years, one.rows, figure)


def write_compared(compared: Sequence[Compared]) -> str:
    """The CSV of comparisons: a line for each authority, year and indicator; no value without a number."""
    lines = [join_cells(CSV_COLUMNS)]
    for one in compared:
        for spot in one.spots:
            value = int(spot.value) if spot.value is not None and spot.value.is_integer() else spot.value
            at = (spot.authority.authority, spot.authority.name, spot.year)
            line = (one.indicator.indicator, one.indicator.label, say_unit(one.indicator.unit, one.indicator.indicator))
            report = spot.report.report_id if spot.report else ""
            cells = (*at, *line, value, spot.note, report, spot.form, " + ".join(_terms(one, spot)), _doubts(spot))
            lines.append(join_cells([written(cell) for cell in cells]))
    return "".join(lines)


def _terms(one: Compared, spot: Spot) -> Sequence[str]:
    """The lines that were added up, or the one that is the same by another name."""
    return spot.terms or ([spot.line] if spot.line not in {"", one.indicator.indicator} else ())


def _doubts(spot: Spot) -> str:
    return ";".join(one.kind for one in spot.doubts)


def _index(catalogue: Catalogue) -> dict[str, object]:
    """What the compare page reads first: who can be chosen, by which lines, and the words of every reason."""
    held = catalogue.reports_by_authority
    return {
        "authorities": [
            [one.authority, one.name_zh, one.name_en, _name_of(catalogue, one.parent), _years(catalogue, one.authority)]
            for one in catalogue.authorities.values()
            if one.authority in held
        ],
        "columns": CSV_COLUMNS,
        "forms": {form: one.name for form, one in catalogue.forms.items()},
        "lines": [
            [name, *catalogue.line_names(one), say_unit(one.unit, name), catalogue.forms_by_line[name]]
            for name in value_lines(catalogue)
            for one in [catalogue.indicators[name]]
        ],
        "key": key_lines(catalogue),
        "prose": say(IN_PROSE),
        "tenfold": TENFOLD,
        # For two, so that the language has its plural; the page puts the number in.
        "doubts": {
            kind: [glyph, say(one), say(many, n=2).replace("2", "{n}")] for kind, (glyph, one, many) in DOUBTS.items()
        },
        "reasons": {code: explain(catalogue, code) for code in (*REASONS, *catalogue.states)},
    }


def _name_of(catalogue: Catalogue, authority: str) -> str:
    return catalogue.authorities[authority].name if authority in catalogue.authorities else ""


def _years(catalogue: Catalogue, authority: str) -> list[int]:
    return sorted({one.time_period for one in catalogue.reports_by_authority[authority]})


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
