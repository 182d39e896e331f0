"""What pages say of their data to search engines: the whole package, an authority's, a report's, an indicator's."""

from collections.abc import Iterable

from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.package_rows import name_report_file
from gongkai.pages.catalogues.records import Authority, Cell, Indicator, Report
from gongkai.published import OBSERVATIONS
from gongkai.signposts.datasets import Dataset, Document

WHOLE = "annual-reports"
_API = "api/v1"
_MOST = 100


def whole_dataset(catalogue: Catalogue) -> Dataset:
    """Of the data page."""
    published = catalogue.published
    descriptor = published.descriptor
    resources = [f"data/annual-reports/{one['path']}" for one in descriptor["resources"]]
    editions = [file.address for file in catalogue.editions[WHOLE].files] if WHOLE in catalogue.editions else []
    bodies = dict.fromkeys(report.authority for report in catalogue.reports.values())
    return Dataset(
        name=str(descriptor.get("title", descriptor["name"])),
        description=str(descriptor.get("description", "")),
        files=[*resources, *editions, f"{_API}/index.json"],
        years=list(catalogue.years),
        places=[catalogue.authorities[one].name_zh for one in bodies] if len(bodies) <= _MOST else ["中国"],
        measured=_measured(one for one in catalogue.indicators.values() if one.kind != "heading"),
        whole=True,
    )


def authority_dataset(catalogue: Catalogue, authority: Authority) -> Dataset | None:
    """Of an authority's page; None where no report of it is here."""
    reports = catalogue.reports_by_authority.get(authority.authority, ())
    if not reports:
        return None
    cells = [cell for report in reports for cell in _cells(catalogue, report)]
    return Dataset(
        name=f"{authority.name_zh}：政府信息公开工作年度报告数据",
        description=f"{authority.name_zh} {len(reports)} 份政府信息公开工作年度报告，各年各指标。",
        files=[
            f"data/wide/authority-{authority.authority}.csv",
            f"{_API}/authorities/{authority.authority}.json",
            *_editions(catalogue, f"authority-{authority.authority}"),
        ],
        years=[report.time_period for report in reports],
        places=[authority.name_zh],
        measured=_groups(catalogue, cells),
    )


def report_dataset(catalogue: Catalogue, report: Report) -> Dataset:
    """Of a report's page; its document stands with its hash."""
    cells = _cells(catalogue, report)
    name = catalogue.authorities[report.authority].name_zh
    csv = [name_report_file(report.report_id, OBSERVATIONS)] if cells or catalogue.in_text[report.report_id] else []
    return Dataset(
        name=f"{name} {report.time_period} 年政府信息公开工作年度报告的数据",
        description=f"{name} {report.time_period} 年政府信息公开工作年度报告，{len(cells)} 个值。",
        files=[*csv, f"{_API}/reports/{report.report_id}.json"],
        years=[report.time_period],
        places=[name],
        measured=_groups(catalogue, cells),
        document=Document(report.document, report.sha256, report.url),
    )


def indicator_dataset(catalogue: Catalogue, indicator: Indicator) -> Dataset | None:
    """Of an indicator's page; None where no report of the package has a value of it."""
    values = [*catalogue.total_values(indicator.indicator), *catalogue.former_values(indicator.indicator)]
    if not values:
        return None
    return Dataset(
        name=f"{indicator.label_zh}：各份年度报告填写的数",
        description=f"指标“{indicator.label_zh}”在 {len(values)} 份政府信息公开工作年度报告中的值。",
        files=[f"{_API}/indicators/{indicator.indicator}.json"],
        years=[cell.time_period for cell in values],
        measured=_measured([indicator]),
    )


def _editions(catalogue: Catalogue, name: str) -> list[str]:
    return [file.address for file in catalogue.editions[name].wholes] if name in catalogue.editions else []


def _cells(catalogue: Catalogue, report: Report) -> list[Cell]:
    return [*catalogue.cells[report.report_id], *catalogue.prose[report.report_id]]


def _groups(catalogue: Catalogue, cells: Iterable[Cell]) -> list[tuple[str, str, str]]:
    """The groups that the cells stand in: a page has no room for every line, and the files name them all."""
    named = dict.fromkeys(_top(catalogue, cell.indicator) for cell in cells)
    return _measured((one for name, one in catalogue.indicators.items() if name in named))


def _top(catalogue: Catalogue, indicator: str) -> str:
    seen = {indicator}
    while (above := catalogue.indicators[indicator].parent) in catalogue.indicators and above not in seen:
        seen.add(indicator := above)
    return indicator


def _measured(indicators: Iterable[Indicator]) -> list[tuple[str, str, str]]:
    return [(one.indicator, one.label_zh, one.unit) for one in indicators]
