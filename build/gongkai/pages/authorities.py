"""Authority pages: who it is, above and below whom, which years are here, six key figures, its reports."""

from collections.abc import Iterator

from gongkai.charts import Drawings
from gongkai.pages import limits
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Authority
from gongkai.pages.datasets import authority_dataset
from gongkai.pages.drafts import Draft, Page
from gongkai.pages.figures.coverage import cover_authorities, list_coverage
from gongkai.pages.figures.key_figures import compare_key_figures, find_speaking
from gongkai.pages.figures.ratios import compare_ratios
from gongkai.pages.figures.spreads import STRIP_KEY, strip_siblings
from gongkai.pages.figures.timelines import chart_timelines, draw_timelines, write_point
from gongkai.wide_tables import authority_table
from gongkai.words import say

KINDS = {
    "nation": "国家",
    "province": "省级",
    "city": "地级",
    "county": "县级",
    "zone": "功能区",
    "township": "乡级",
    "department": "部门",
}


def render_authorities(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/authorities/index.html and a page for each authority."""
    yield from _list_authorities(catalogue, drawings)
    for authority in catalogue.authorities.values():
        yield _render_authority(catalogue, drawings, authority)


def _list_authorities(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """All on one page, or beyond `limits.ROWS` those of each province on its own, found by the first two digits."""
    rows = list(_walk(catalogue, "", 0))
    groups: dict[str, list[tuple[int, Authority]]] = {}
    for depth, one in rows if len(rows) > limits.ROWS else ():
        if one.kind != "nation":
            groups.setdefault(one.authority[:2], []).append((depth, one))
    known = catalogue.authorities
    names = {code: known[f"{code}0000"].name if f"{code}0000" in known else code for code in sorted(groups)}
    whole = [(depth, one) for depth, one in rows if not groups or one.kind == "nation"]
    pages = [("index", say("机关"), whole, list(catalogue.reports_by_authority))]
    for code, name in names.items():
        own = [one.authority for _, one in groups[code] if one.authority in catalogue.reports_by_authority]
        pages.append((f"in-{code}", say("{name}的机关", name=name), groups[code], own))
    for stem, title, listed, reporting in pages:
        draft = Draft(catalogue, drawings, f"authorities/{stem}.md")
        top = min((depth for depth, _ in listed), default=0)
        yield draft.finish(
            "authorities.html.j2",
            title,
            say("发布年度报告的机关，按隶属关系排列。"),
            rows=[(depth - top, one) for depth, one in listed],
            provinces=names if stem == "index" else {},
            sizes={code: len(found) for code, found in groups.items()},
            kinds=KINDS,
            coverage=list_coverage(draft, cover_authorities(catalogue, reporting)) if reporting else "",
        )


def _walk(catalogue: Catalogue, parent: str, depth: int) -> Iterator[tuple[int, Authority]]:
    """Authorities below `parent`, depth first; at the top, also those whose parent is not in the code list."""
    every = catalogue.authorities
    for one in [one for one in every.values() if one.parent not in every] if not parent else catalogue.children(parent):
        yield depth, one
        yield from _walk(catalogue, one.authority, depth + 1)


def _render_authority(catalogue: Catalogue, drawings: Drawings, authority: Authority) -> Page:
    draft = Draft(catalogue, drawings, f"authorities/{authority.authority}.md", is_one_of_many=True)
    draft.dataset = authority_dataset(catalogue, authority)
    reports = catalogue.reports_by_authority.get(authority.authority, [])
    above = catalogue.authorities.get(authority.parent)
    siblings = [one for one in catalogue.children(authority.parent) if one != authority] if above else []
    filled = [report for report in reports if report.is_current and catalogue.cells[report.report_id]]
    speaking = find_speaking(catalogue, reports)
    timelines = draw_timelines(catalogue, speaking)
    wide = authority_table(catalogue, authority.authority) if reports else None
    if wide:
        draft.files[wide.address] = wide.as_csv()
    return draft.finish(
        "authority.html.j2",
        authority.name,
        say("{name}的政府信息公开工作年度报告：{n} 份。", name=authority.name, n=len(reports)),
        authority=authority,
        kind=say(KINDS.get(authority.kind, authority.kind)),
        above=above,
        siblings=siblings,
        below=catalogue.children(authority.authority),
        reports=reports,
        coverage=cover_authorities(catalogue, [authority.authority]),
        figures=compare_key_figures(catalogue, speaking),
        speaking=speaking,
        wide=wide.address if wide else "",
        timelines=timelines,
        timeline_charts=chart_timelines(draft, timelines),
        write_point=lambda point: write_point(draft, point),
        strips=strip_siblings(draft, authority),
        strip_key=say(STRIP_KEY),
        ratios=compare_ratios(catalogue, speaking),
        filled=filled,
        counts=catalogue.counts,
        states=draft.chart("states", draft.state_chart(say("单元格里印着什么"), filled)) if filled else "",
    )
