"""A page while it is made: its address, its words, its body and the files that stand beside it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from gongkai.charts import TWINS, Chart, Drawings, make_chart, twin_rows
from gongkai.escapes import escape_html, render
from gongkai.pages import limits
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.desks import BLANK
from gongkai.pages.catalogues.records import Cell, Report
from gongkai.pages.checks.marks import mark_cell
from gongkai.pages.checks.outcomes import OUTCOMES
from gongkai.pages.figures.values import MONEY, Shown, show_cell
from gongkai.pages.references import cite_page, refer
from gongkai.pages.twins import OWN_FILES, speak_body
from gongkai.signposts.datasets import Dataset, describe_dataset
from gongkai.words import choose, has_english, is_english, say, tell


@dataclass(frozen=True)
class Page:
    """A page ready to be written: `path` below docs/<language>/, and files beside it by path."""

    path: str
    text: str
    files: Mapping[str, str]


@dataclass
class Draft:
    """Collects one page. `root` leads from the page back to the site's top."""

    catalogue: Catalogue
    drawings: Drawings
    path: str
    files: dict[str, str] = field(default_factory=dict)
    report: Report | None = None  # whose page it is: its document is cited with the page
    dataset: Dataset | None = None  # what the page says of its data to search engines
    meta: Mapping[str, Any] = field(default_factory=dict)  # what the theme must know of this page
    is_one_of_many: bool = False  # there are as many pages of its kind as reports or authorities

    @property
    def root(self) -> str:
        """`../` for each folder the page stands in."""
        return "../" * self.path.count("/")

    @property
    def address(self) -> str:
        """The page's own, from the site's top."""
        return f"{self.path.removesuffix('.md')}.html"

    def show(self, cell: Cell) -> Shown:
        """A cell ready to be printed, with its marks."""
        return show_cell(self.catalogue, cell, mark_cell(self.catalogue, cell))

    @property
    def is_drawn(self) -> bool:
        """Whether its charts are drawn now: of a nation's reports there are too many (limits.DRAWN). Their tables are
        open instead, and a browser draws on demand."""
        return not self.is_one_of_many or len(self.catalogue.reports) <= limits.DRAWN

    def chart(self, name: str, chart: Chart, *, twin: Markup | str = "", key: Markup | str = "") -> Markup:
        """A figure: drawing, words, table of the same numbers (`twin`, where the page has a better one than the rows),
        `key` to its signs; its spec goes beside the page (top pages': assets/)."""
        stem = self.path.removesuffix(".md")
        spec = f"{stem}.{name}.vl.json" if "/" in stem else f"assets/{stem}.{name}.vl.json"
        self.files[spec] = json.dumps(chart.spec, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        return render(
            "figure.html.j2",
            chart=chart,
            svg=self.drawings.draw(chart.spec) if self.is_drawn else "",
            spec=spec if self.path.count("/") == 0 else spec.rpartition("/")[2],
            name=spec.rpartition("/")[2].removesuffix(".vl.json"),
            head=TWINS[chart.recipe],
            rows=[] if twin else twin_rows(chart.recipe, chart.rows),
            twin=twin,
            key=key,
        )

    def value_chart(self, title: str, cells: Iterable[tuple[str, Cell]], *, marked: bool = True) -> Chart:
        """Bars of cells under the labels given; a cell without a number keeps its line and says why. What stands in
        prose is marked so; where the title says it of all, the finding says it once and each row in a column."""
        shown = [(label, self.show(cell), cell) for label, cell in cells]
        rows = [
            {
                "key": f"{place:04d}",
                "label": label,
                "value": cell.obs_value if one.number else None,
                "note": one.write(sourced=marked),
            }
            for place, (label, one, cell) in enumerate(shown)
        ]
        findings = [say("{name}：{words}", name=label, words=one.speak(sourced=marked)) for label, one, _ in shown]
        if marked:
            return make_chart("bars", title, tell(findings), rows)
        sourced = [{**row, "source": one.mark} for row, (_, one, _) in zip(rows, shown, strict=True)]
        finding = f"{say('只出自正文。')}{choose('', ' ')}{tell(findings)}"
        return make_chart("bars_sourced", title, finding, sourced)

    def in_unit(self, cells: Iterable[tuple[str, Cell]]) -> list[tuple[str, Cell]]:
        """Those whose number is in the unit of its line: one scale never holds 元 and 万元. A zero is zero in both."""
        kept = []
        for label, cell in cells:
            unit = self.catalogue.indicators[cell.indicator].unit
            strange = cell.unit_measure and cell.unit_measure != unit and {cell.unit_measure, unit} & MONEY.keys()
            if not (strange and cell.obs_value):
                kept.append((label, cell))
        return kept

    def state_chart(self, title: str, reports: Sequence[Report]) -> Chart:
        """How many cells of each report are in each state, or of all reports on a form where they are many; reports
        without a table are left out."""
        rows: list[dict[str, str | int | float | None]] = []
        findings = []
        for key, name, counts in self._state_bars(reports):
            total = sum(counts.values())
            parts = write_parts((self.catalogue.states[state].glyph, cells) for state, cells in counts.items())
            for state, cells in counts.items():
                known = self.catalogue.states[state]
                rows.append(
                    {
                        "key": key,
                        "label": name,
                        "state": state,
                        "state_label": f"{known.glyph} {known.label}",
                        "state_order": known.order,
                        "cells": cells,
                        "note": say("{n} 格", n=total),
                        "parts": parts,
                    }
                )
            words = choose("，", ", ").join(
                f"{self.catalogue.states[state].label} {cells}" for state, cells in counts.items()
            )
            findings.append(say("{name}：共 {n} 格，{words}", name=name, n=total, words=words))
        return make_chart("states", title, tell(findings), rows)

    def _state_bars(self, reports: Sequence[Report]) -> Iterator[tuple[str, str, Mapping[str, int]]]:
        """Key, label and counts of each bar."""
        if len(reports) <= limits.BARS:
            for report in reports:
                yield report.report_id, self.catalogue.label(report), count_states(self.catalogue, report)
            return
        for form in sorted({report.form for report in reports}):
            own = [report for report in reports if report.form == form]
            known = self.catalogue.forms.get(form)
            name = known.name if known else say("混合格式")
            sums = Counter[str]()
            for report in own:
                sums.update(count_states(self.catalogue, report))
            label = say("{name}（{words}）", name=name, words=say("{n} 份报告", n=len(own)))
            yield form, label, {state: sums[state] for state in self.catalogue.states if sums[state]}

    def outcome_chart(self, title: str, counts: Mapping[str, int]) -> Chart:
        """How often a rule came out how, a bar for each outcome, what holds first."""
        rows: list[dict[str, str | int | float | None]] = [
            {"key": f"{place:04d}", "label": say(OUTCOMES[name][1]), "value": counts[name], "note": f"{counts[name]:,}"}
            for place, name in enumerate(reversed(OUTCOMES))
            if name in counts
        ]
        finding = tell(say("{name}：{words}", name=row["label"], words=row["note"]) for row in rows)
        total = say("共 {n:,} 项。", n=sum(counts.values()))
        return make_chart("bars", title, f"{total}{choose('', ' ')}{finding}", rows)

    def kind_chart(self, title: str, kinds: Mapping[str, Mapping[str, int]]) -> Chart:
        """How the checks of each kind of rule came out, what holds first."""
        rows: list[dict[str, str | int | float | None]] = []
        findings = []
        for place, (label, counts) in enumerate(kinds.items()):
            total = sum(counts.values())
            words = []
            parts = write_parts((OUTCOMES[name][0], counts[name]) for name in reversed(OUTCOMES) if name in counts)
            for order, name in enumerate(reversed(OUTCOMES)):
                if name in counts:
                    words.append(f"{say(OUTCOMES[name][1])} {counts[name]}")
                    rows.append(
                        {
                            "key": f"{place:04d}",
                            "label": label,
                            "outcome": name,
                            "outcome_label": say(OUTCOMES[name][1]),
                            "outcome_order": order,
                            "checks": counts[name],
                            "note": say("{n:,} 项", n=total),
                            "parts": parts,
                        }
                    )
            findings.append(
                say("{name}：共 {n} 项，{words}", name=label, n=total, words=choose("，", ", ").join(words))
            )
        return make_chart("outcomes", title, tell(findings), rows)

    def finish(self, template: str, title: str, description: str, **values: Any) -> Page:
        """The page: a template's body below its front matter, as HTML that Markdown leaves alone."""
        body = render(template, site=self.catalogue, root=self.root, title=title, show=self.show, **values)
        work = cite_page(self.catalogue.published, f"{'en/' if is_english() else ''}{self.path}", title, self.report)
        letters = self.catalogue.desk.letters(title, self._name_page(work.address))
        reference = refer(work)
        body += render("references.html.j2", root=self.root, reference=reference, letters=letters)
        if self.dataset and not is_english():  # one description of the data, on the page in the reports' language
            shown = describe_dataset(self.catalogue.published.descriptor, self.address, self.dataset)
            body += render("dataset.html.j2", dataset=shown)
        if is_english():
            body = speak_body(body, self.path, len(self.catalogue.reports))
            self.files = {name: text for name, text in self.files.items() if name.endswith(OWN_FILES)}
        lines = (line.strip() for line in body.splitlines())
        kept = "\n".join(line for line in lines if line)
        head = {
            key: escape_html(words).replace("&#32;", " ")
            for key, words in (("title", title), ("description", description))
        }
        front = "".join(f"{key}: {json.dumps(str(words))}\n" for key, words in head.items())
        front += "".join(f"{key}: {json.dumps(value)}\n" for key, value in {**self.meta, **self._twin()}.items())
        text = f'---\n{front}hide: [navigation, toc]\n---\n\n<div class="gk">\n{kept}\n</div>\n'
        return Page(self.path, text, self.files)

    def _twin(self) -> dict[str, str]:
        """Where the language switch leads, if not to the page of the same name: from the text of a report's document
        to its English page, from either to its authority's where there are too many reports."""
        reports = len(self.catalogue.reports)
        if has_english(self.path, reports):
            return {}
        if self.report is None:
            return {"twin": "index.html"}
        own = f"reports/{self.report.report_id}.html"
        return {"twin": own if has_english(own, reports) else f"authorities/{self.report.authority}.html"}

    def _name_page(self, address: str) -> dict[str, str]:
        """What a letter about a number on this page must say: the page, the value's anchor, document and version."""
        report = self.report
        return {
            "页面": address or f"{self.path.removesuffix('.md')}.html",
            "哪个数（地址栏里 # 后面的部分）": f"#{BLANK}",
            "报告": report.report_id if report else "",
            "原文件": report.document if report else "",
            "原文件 SHA-256": report.sha256 if report else "",
            "数据版本": self.catalogue.published.version,
        }


def count_states(catalogue: Catalogue, report: Report) -> dict[str, int]:
    """How many of a report's cells are in each state, in the order of the code list, absent states left out."""
    counts = Counter(cell.cell_state for cell in catalogue.cells[report.report_id])
    return {state: counts[state] for state in catalogue.states if counts[state]}


def write_parts(parts: Iterable[tuple[str, int]]) -> str:
    """The pieces of a bar by their signs: ● 82  ▢ 6."""
    return "\u2002".join(f"{sign} {count:,}" for sign, count in parts)
