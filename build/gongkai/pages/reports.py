"""Report pages: what the report is, what its cells hold, its form as printed and filled, and what its chapters say,
every value with its place."""

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from gongkai.charts import Drawings
from gongkai.pages import limits
from gongkai.pages.catalogues import Catalogue, count_numbers
from gongkai.pages.catalogues.package_rows import KINDS, name_report_file, write_report_rows
from gongkai.pages.catalogues.records import Line, Report
from gongkai.pages.catalogues.statuses import WORDS
from gongkai.pages.chapters import read_chapters
from gongkai.pages.checks import group_by_rule, tell_checks
from gongkai.pages.checks.clues import tell_hint
from gongkai.pages.checks.outcomes import OUTCOMES, count_outcomes
from gongkai.pages.checks.outcomes import STATUSES as RULE_STATUSES
from gongkai.pages.datasets import report_dataset
from gongkai.pages.drafts import Draft, Page, count_states
from gongkai.pages.figures.key_figures import compare_key_figures
from gongkai.pages.figures.ratios import show_ratios
from gongkai.pages.figures.values import write_number
from gongkai.pages.filled_forms import fill_form
from gongkai.pages.statements import COUNTED
from gongkai.wide_tables import form_tables
from gongkai.words import choose, has_english, is_english, say

SCOPES = {
    "agency": "本机关",
    "level": "本级政府及其部门",
    "region": "本行政区域汇总",
    "unknown": "没有认出，报告可能没有写明",
}
RESIDUE_KINDS = {"row": "统计表里", "table": "其他表格", "text": "正文"}

# What a report page draws: the lines directly below these headings (or, with a star, all lines below).
BREAKDOWNS = {
    "disclosure.channels": "公开渠道",
    "requests.received": "申请是怎样提出的",
    "requests.answered": "申请是怎样答复的",
    "outcome*": "申请的办理结果",
}
# What it draws besides where the report has no table: there its prose is all there is.
PROSE_BREAKDOWNS = {"review": "行政复议的结果", "litigation": "行政诉讼的结果"}


def render_reports(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/reports/index.html and a page for each report, with its rows as CSVs; English ones only if few."""
    yield from _list_reports(catalogue, drawings)
    if is_english() and not has_english("reports/0", len(catalogue.reports)):
        return
    rows = write_report_rows(catalogue.published)
    for report in catalogue.reports.values():
        yield _render_report(catalogue, drawings, report, rows.get(report.report_id, {}))


def _list_reports(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """All on one page, or beyond `limits.ROWS` those of each province on its own, found by the first two digits."""
    counts = catalogue.counts
    groups: dict[str, list[Report]] = {}
    if len(catalogue.reports) > limits.ROWS:
        for report in catalogue.reports.values():
            groups.setdefault(report.authority[:2], []).append(report)
    known = catalogue.authorities
    names = {code: known[f"{code}0000"].name if f"{code}0000" in known else code for code in sorted(groups)}
    pages = [("index", choose("报告", "Reports"), [] if groups else list(catalogue.reports.values()), names)]
    pages += [(f"in-{code}", say("{name}的报告", name=name), groups[code], {}) for code, name in names.items()]
    for stem, title, reports, provinces in pages:
        draft = Draft(catalogue, drawings, f"reports/{stem}.md")
        words = say("已收入的 {n} 份年度报告。", n=len(reports or catalogue.reports))
        sizes = {code: len(found) for code, found in groups.items()}
        yield draft.finish(
            "reports.html.j2",
            title,
            words,
            reports=reports,
            provinces=provinces,
            sizes=sizes,
            counts=counts,
        )


def _render_report(catalogue: Catalogue, drawings: Drawings, report: Report, rows: Mapping[str, str]) -> Page:
    draft = Draft(catalogue, drawings, f"reports/{report.report_id}.md", report=report, is_one_of_many=True)
    draft.dataset = report_dataset(catalogue, report)
    files = {kind: name_report_file(report.report_id, kind) for kind in rows}
    draft.files.update({address: rows[kind] for kind, address in files.items()})
    wide = {table.name.removeprefix(f"{report.report_id}-"): table for table in form_tables(catalogue, report)}
    draft.files.update({table.address: table.as_csv() for table in wide.values()})
    cells = catalogue.cells[report.report_id]
    chapters = read_chapters(catalogue, report)
    checks = tell_checks(catalogue, report)
    placed = {clue.hint.hint for found in checks.values() for one in found for clue in one.clues}
    name = catalogue.name(report)
    status = catalogue.status(report)
    said = say("（{words}）", words=say(status.word)) if status else ""
    content = say("统计表 {n} 个单元格", n=len(cells)) if cells else say("没有统计表，只有正文")
    return draft.finish(
        "report.html.j2",
        say("{name} 年年度报告{said}", name=name, said=said),
        say(
            "{name} 年政府信息公开工作年度报告{said}：{content}，每个数都注明所在位置。",
            name=name,
            said=said,
            content=content,
        ),
        report=report,
        source=f"{draft.root}sources/{report.report_id}.html" if catalogue.has_text(report.report_id) else "",
        authority=catalogue.authorities[report.authority],
        form=catalogue.forms.get(report.form),
        scope=say(SCOPES.get(report.scope, report.scope)),
        status=status,
        status_word=say(WORDS.get(report.status, report.status)),
        standing=catalogue.standing_for(report),
        counts=count_states(catalogue, report),
        cells=cells,
        numbers=count_numbers(cells),
        tables=fill_form(catalogue, report),
        figures=compare_key_figures(catalogue, [report]),
        chapters=chapters,
        checks={outcome: checks.get(outcome, []) for outcome in OUTCOMES},
        groups_of_checks={outcome: group_by_rule(checks.get(outcome, [])) for outcome in OUTCOMES},
        counts_of_checks=count_outcomes(catalogue.checks[report.report_id]),
        loose_clues=[tell_hint(catalogue, one) for one in catalogue.hints[report.report_id] if one.hint not in placed],
        corrections=catalogue.corrections[report.report_id],
        outcomes=OUTCOMES,
        statuses=RULE_STATUSES,
        write_number=write_number,
        verdict_words=COUNTED,
        kinds=RESIDUE_KINDS,
        residue=catalogue.residue.get(report.report_id, ()),
        states=draft.chart("states", draft.state_chart(say("单元格里印着什么"), [report])) if cells else "",
        charts=_draw_breakdowns(draft, catalogue, report),
        files=files,
        file_words=KINDS,
        ratios=show_ratios(catalogue, report),
        wide={name: table.address for name, table in wide.items()},
    )


def _draw_breakdowns(draft: Draft, catalogue: Catalogue, report: Report) -> list[Markup]:
    """A heading's lines from the table; where the table asks none of them, those that the prose states, marked so."""
    charts = []
    wanted = BREAKDOWNS if catalogue.cells[report.report_id] else BREAKDOWNS | PROSE_BREAKDOWNS
    for pattern, title in wanted.items():
        indicator = pattern.rstrip("*")
        below = _lines_below(catalogue, indicator, deep=pattern.endswith("*"))
        cells = [cell for one in below if (cell := catalogue.find(report.report_id, one))]
        told = [cell for one in below if (cell := catalogue.value(report.report_id, one))]
        named = [(catalogue.indicators[cell.indicator].label, cell) for cell in cells or told]
        if count_numbers(cells)[0]:
            charts.append(draft.chart(indicator, draft.value_chart(say(title), named)))
        elif not cells and len(told) > 1:
            words = say("{title}（只出自正文）", title=say(title))
            charts.append(draft.chart(indicator, draft.value_chart(words, named, marked=False)))
    return charts


def _lines_below(catalogue: Catalogue, indicator: str, *, deep: bool) -> list[str]:
    """The value lines below a heading on any form, in the order of forms, each once."""
    found: dict[str, None] = {}
    for form in catalogue.forms:
        found.update(dict.fromkeys(_walk(catalogue.lines.get(form, ()), indicator, deep=deep)))
    return list(found)


def _walk(lines: Sequence[Line], indicator: str, *, deep: bool) -> Iterator[str]:
    for line in lines:
        if line.parent == indicator:
            if not line.indicator.endswith(".total"):
                yield line.indicator
            if deep:
                yield from _walk(lines, line.indicator, deep=True)
