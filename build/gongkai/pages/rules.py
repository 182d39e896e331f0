"""Rule pages: what each rule says in the words of the form, how often it was tried, and where it does not hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from gongkai.charts import Drawings
from gongkai.pages import limits
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.findings import Check, Rule
from gongkai.pages.checks import write_message
from gongkai.pages.checks.outcomes import OUTCOMES, STATUSES, count_outcomes, outcome_of
from gongkai.pages.checks.terms import OPS, Word, name_rule, name_subject, write_side, write_sides
from gongkai.pages.drafts import Draft, Page
from gongkai.pages.figures.values import write_number, write_signed
from gongkai.pages.shown_rows import write_checks
from gongkai.words import choose, say

KINDS: Mapping[str, str] = {
    "equality": "总数与分项",
    "bound": "上下界",
    "order": "大小",
    "same": "同一件事写两处",
    "carry_over": "结转",
    "stock_flow": "存量与增减",
    "prose": "正文与表",
    "in_text": "正文中的表与附表",
    "percentage": "百分数",
    "deadline": "日期",
    "sequence": "编号与列举",
    "children": "全域与所辖单位",
    "series": "前后两年",
}
# Why a good report may not keep a rule of this kind.
REASONS: Mapping[str, str] = {
    "equality": "有的情形不在所列分项之内；一件事归入了两项；空白的格子其实有数。也可能是录入或排版时的笔误。",
    "bound": "渠道不止表上所列，或者各渠道的计数口径不一样。",
    "order": "两个数的单位或口径不同，或者其中含有往年的。",
    "same": "两处在不同的日子统计，或者有意换了单位；也可能更新了一处，忘了另一处。",
    "carry_over": "机构合并、分立，或者上一年的数在公布以后更正过。",
    "stock_flow": "有效期届满自然失效、清理口径改变、机构调整，都会改变存量而不算作增减。",
    "prose": "正文和表统计的范围或截止日期不同；正文可能只说其中一部分。",
    "in_text": "两张表统计的范围或截止日期不同。",
    "percentage": "正文的百分比可能以另一个数为分母。四舍五入和截去尾数都算相合。",
    "deadline": "落款日期不一定是公布的日期，年份也可能是笔误。",
    "sequence": "排版时增删了图，或者两项并作一段来写。",
    "children": "全域的报告可能只汇总了一部分单位；几个单位共同办理的事可能只计一次。",
    "series": "数量确实可能大起大落：统计口径改了，或者那一年事情特别多、特别少。",
}
_OVER = {
    "applicants": "对每一类申请人各核对一次",
    "indicators": "对每一行各核对一次",
    "children": "对每个所辖单位各核对一次，再对它们的合计核对一次",
    "": "每份报告核对一次",
}


@dataclass(frozen=True)
class RuleSummary:
    """A rule with its formula in words and what became of it; `reports` are those it was tried on."""

    rule: Rule
    name: str
    left: Sequence[Word]
    sign: str
    right: Sequence[Word]
    checks: int
    reports: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Finding:
    """One check on another page than its report's: names, numbers, and the address where all of it is told."""

    check: Check
    report: str
    rule: str
    subject: str
    message: str
    actual: str
    expected: str
    gap: str
    href: str


def render_rules(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/rules/index.html and a page for each rule."""
    summaries = summarise_rules(catalogue)
    draft = Draft(catalogue, drawings, "rules/index.md")
    yield draft.finish(
        "rules.html.j2",
        say("规则"),
        say("核对用的 {n} 条规则：怎样算，依据什么，试过多少份报告，结果如何。", n=len(summaries)),
        by_form=list(_by_form(catalogue, summaries)),
        summaries=summaries,
        kinds=KINDS,
        statuses=STATUSES,
        outcomes=OUTCOMES,
    )
    for summary in summaries:
        yield _render_rule(catalogue, drawings, summary)


def summarise_rules(catalogue: Catalogue) -> list[RuleSummary]:
    """Every rule in the order of structure/rules.csv."""
    found = []
    for rule in catalogue.rules.values():
        checks = catalogue.checks_by_rule.get(rule.rule, ())
        left, right = write_sides(catalogue, rule)
        found.append(
            RuleSummary(
                rule=rule,
                name=name_rule(catalogue, rule),
                left=left,
                sign=say(OPS.get(rule.op, rule.op)),
                right=right,
                checks=len(checks),
                reports=len({check.report_id for check in checks}),
                counts=count_outcomes(checks),
            )
        )
    return found


def tell_findings(catalogue: Catalogue, checks: Sequence[Check]) -> list[Finding]:
    """Checks as rows of a list, in the order given."""
    return [_tell(catalogue, check) for check in checks]


def rules_of_indicator(catalogue: Catalogue, indicator: str) -> list[Rule]:
    """The rules that name a line on either side."""
    return [rule for rule, named in _named_lines(catalogue) if indicator in named]


def _named_lines(catalogue: Catalogue) -> list[tuple[Rule, set[str]]]:
    return [
        (rule, {word.indicator for side in (rule.left, rule.right) for word in write_side(catalogue, side)})
        for rule in catalogue.rules.values()
    ]


def _by_form(
    catalogue: Catalogue, summaries: Sequence[RuleSummary]
) -> Iterator[tuple[str, str, list[tuple[str, list[RuleSummary]]]]]:
    """(anchor, heading, kinds with their rules), for each set of forms that shares rules, single forms first."""
    order = list(KINDS)
    groups: dict[tuple[str, ...], list[RuleSummary]] = {}
    for summary in summaries:
        groups.setdefault(summary.rule.forms, []).append(summary)
    for forms, found in sorted(groups.items(), key=lambda item: (len(item[0]), item[0])):
        names = [catalogue.forms[form].name if form in catalogue.forms else form for form in forms]
        heading = say("各版格式都用") if len(forms) == len(catalogue.forms) else choose("、", ", ").join(names)
        found = sorted(found, key=lambda one: (order.index(one.rule.kind), one.rule.order))
        kinds = [(say(KINDS[kind]), list(rows)) for kind, rows in groupby(found, lambda one: one.rule.kind)]
        yield f"form-{'-'.join(forms)}", heading, kinds


def _render_rule(catalogue: Catalogue, drawings: Drawings, summary: RuleSummary) -> Page:
    rule = summary.rule
    draft = Draft(catalogue, drawings, f"rules/{rule.rule}.md")
    checks = catalogue.checks_by_rule.get(rule.rule, ())
    listed = {
        outcome: tell_findings(catalogue, [one for one in checks if outcome_of(one) == outcome])
        for outcome in ("contradiction", "question", "derivable")
    }
    chart = draft.chart("results", draft.outcome_chart(say("结果"), summary.counts)) if checks else ""
    file = f"data/rules/{rule.rule}.csv"
    if checks:
        draft.files[file] = write_checks(checks)
    return draft.finish(
        "rule.html.j2",
        summary.name,
        say("{name}：试过 {n} 项，出自 {m} 份报告。", name=summary.name, n=summary.checks, m=summary.reports),
        one=summary,
        forms=[catalogue.forms[form] for form in rule.forms if form in catalogue.forms],
        kind=say(KINDS[rule.kind]),
        reason=say(REASONS[rule.kind]),
        status=say(STATUSES[rule.status]),
        over=say(_OVER.get(rule.over, "")),
        outcomes=OUTCOMES,
        listed=listed,
        most=limits.VALUES,
        chart=chart,
        file=file if checks else "",
    )


def _tell(catalogue: Catalogue, check: Check) -> Finding:
    rule = catalogue.rules[check.rule]
    return Finding(
        check=check,
        report=catalogue.name(catalogue.reports[check.report_id]),
        rule=name_rule(catalogue, rule),
        subject=name_subject(catalogue, check),
        message=write_message(check, rule) if check.result == "fails" else "",
        actual="" if check.actual is None else write_number(check.actual),
        expected="" if check.expected is None else write_number(check.expected),
        gap=write_signed(check.gap),
        href=f"reports/{check.report_id}.html#{check.anchor}",
    )
