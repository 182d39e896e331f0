"""robots.txt and llms.txt: programs that read the site are welcome; where its data and its explanations are."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gongkai.downloads import Offer

Links = Sequence[tuple[str, str, str]]

_DATA: Links = (
    ("api/v1/index.json", "API", "the door to the static JSON API: version, licence, counts, every list"),
    ("api/v1/openapi.json", "OpenAPI 3.1", "its description; JSON Schemas stand in api/v1/schemas/"),
    ("data/annual-reports/datapackage.json", "Data Package", "all tables as CSV with schemas, keys and hashes"),
    ("catalog.jsonld", "DCAT catalogue", "datasets and files, with sizes and SHA-256"),
    ("croissant.json", "Croissant", "the same tables described for machine learning"),
    ("feed.xml", "Atom feed", "new versions and reports"),
)
_PAGES: Links = (
    ("method.html", "方法", "how a number is read, what the states mean, how it was tested"),
    ("data.html", "数据", "downloads and columns"),
    ("api.html", "程序接口", "five lines each of Python, R, SQL and JavaScript"),
    ("quality.html", "质量", "what the reports' own arithmetic says, and what could not be read"),
    ("rules/index.html", "规则", "every rule that is checked, and how often it held"),
    ("concordance.html", "对应", "which lines of the forms correspond; nothing else joins years across forms"),
    ("changes.html", "变更", "every published figure that changed, and why"),
    ("cite.html", "引用", "how to cite the data, a page, one number"),
    ("reports/index.html", "报告", "all reports"),
    ("indicators/index.html", "指标", "all indicators"),
    ("authorities/index.html", "机关", "all authorities"),
)
_RULES = (
    "A blank is not a zero: `obs_value` is null unless `cell_state` is `reported`, `reported_zero` or `text_number`.",
    "Every value has an address: `page` leads to its cell on the report's page, `locator` into the document.",
    "A count across reports is n of N reports in this package, never of the nation; there are no totals or rankings.",
    "Series across forms only by the concordance, and only where it says `exact` or `sum`.",
    "Printed arithmetic is checked and never repaired; where a report contradicts itself, both figures stand.",
)


def write_robots(site: str) -> str:
    """robots.txt, which crawlers ask for at a host's top only; below a folder it does no harm."""
    said = ["User-agent: *", "Allow: /"]
    return "\n".join([*said, *([f"Sitemap: {site}sitemap.xml"] if site else [])]) + "\n"


def write_llms(descriptor: Mapping[str, Any], site: str, offers: Sequence[Offer], has: Callable[[str], bool]) -> str:
    """llms.txt: what this is, what to mind, and links; `has` says which pages there are."""
    words = " ".join(str(descriptor[one]) for one in ("description_en", "description") if descriptor.get(one))
    licences = ", ".join(str(one["name"]) for one in descriptor.get("licenses", ()))
    title = str(descriptor.get("title", descriptor["name"]))
    lines = [f"# Gongkai 公开: {title}", "", f"> {words or title}", ""]
    lines += [f"Version {descriptor.get('version', '')}, {str(descriptor.get('created', ''))[:10]}, {licences}.", ""]
    lines += [f"- {rule}" for rule in _RULES]
    whole = next((one.wholes for one in offers if one.name == "annual-reports"), [])
    editions = [(one.address, one.name, f"{one.kind}, {one.size}") for one in whole]
    for name, links in (("Data", [*_DATA, *editions]), ("Pages", [one for one in _PAGES if has(one[0])])):
        lines += ["", f"## {name}", "", *(f"- [{words}]({site}{path}): {note}" for path, words, note in links)]
    return "\n".join(lines) + "\n"
