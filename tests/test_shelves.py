"""The pages that put things side by side: forms as printed, documents cited, words; how far a year got; what comes
first on the home page and on a report for somebody with a phone."""

import csv
import io
from collections import Counter

import pytest
from playwright.sync_api import Browser

from tests.built import Built
from tests.made_up import HOSTILE


def downloads(built: Built, page: str, address: str) -> list[dict[str, str]]:
    links = [one["href"] for tag, one in built.page(page).tags if tag == "a" and "download" in one]
    assert address in links
    return list(
        csv.DictReader(
            io.StringIO((built.paths.site / page / ".." / address).resolve().read_text(encoding="utf-8"), newline="")
        )
    )


# ------------------------------------------------------------------------------------------------ forms


def test_every_line_of_every_form_is_there_and_leads_to_its_indicator(built: Built) -> None:
    lines = built.rows("form_lines")
    page = built.page("forms.html")
    linked = Counter(one["href"] for tag, one in page.tags if tag == "a")
    values = [one for one in lines if one["kind"] != "heading"]
    assert [one for one in values if not linked[f"indicators/{one['indicator']}.html"]] == []
    for form in {one["form"] for one in lines}:
        assert f"form-{form}" in page.at
        kept = downloads(built, "forms.html", f"data/forms/{form}.csv")
        assert {one["indicator"] for one in kept} == {one["indicator"] for one in lines if one["form"] == form}


def test_forms_show_no_figure(built: Built) -> None:
    page = built.page("forms.html")
    assert not [tag for tag, _ in page.tags if tag == "data"]
    values = {row["obs_value"] for row in built.rows("observations") if len(row["obs_value"]) > 4}
    assert values
    assert not [value for value in values if value in page.text]


# ------------------------------------------------------------------------------------------------ documents


def test_documents_say_by_whom_how_often_and_where(built: Built) -> None:
    rows = built.rows("citations")
    page = built.page("documents.html")
    assert rows
    for row in rows:
        assert row["number"].removeprefix("'") in page.text
        assert [place for place in row["locators"].split(";") if place and place not in page.text] == []
    kept = downloads(built, "documents.html", "data/documents.csv")
    assert sorted((one["number"], one["report_id"]) for one in kept) == sorted(
        (one["number"], one["report_id"]) for one in rows
    )
    citing, reports = len({one["report_id"] for one in rows}), len(built.rows("reports"))
    assert f"现行的 {reports} 份报告里，{citing} 份提到文号" in page.text


def test_a_hostile_number_has_a_plain_address(made_up: Built) -> None:
    page = made_up.page("documents.html")
    assert HOSTILE in page.text
    anchors = [name for name in page.at if name.startswith("doc-")]
    assert len(anchors) == len(made_up.rows("citations"))
    assert [name for name in anchors if not name.removeprefix("doc-").isalnum() or not name.isascii()] == []


# ------------------------------------------------------------------------------------------------ words


def test_every_sign_and_word_is_explained(built: Built) -> None:
    page = built.page("glossary.html")
    states, forms = built.rows("cell_states"), built.rows("forms")
    assert len(states) == 9
    assert [one for one in states if one["glyph"] not in page.at[f"state-{one['cell_state']}"].text] == []
    assert [one for one in states if one["label_zh"] not in page.at[f"state-{one['cell_state']}"].text] == []
    assert [one for one in forms if one["name_zh"] not in page.at[f"form-{one['form']}"].text] == []


def test_no_word_for_an_outcome_or_a_relation_goes_without_its_meaning() -> None:
    from gongkai.pages import concordance, glossary
    from gongkai.pages.checks import outcomes

    assert glossary.OUTCOME_NOTES.keys() == outcomes.OUTCOMES.keys()
    assert glossary.RULE_NOTES.keys() == outcomes.STATUSES.keys()
    assert glossary.RELATION_NOTES.keys() == concordance.RELATIONS.keys()


# ------------------------------------------------------------------------------------------------ years, home, report


def test_a_year_says_how_far_it_got(built: Built) -> None:
    reports, cells = built.rows("reports"), built.rows("observations")
    checks, total = built.rows("checks"), len(built.rows("authorities"))
    tables = {row["report_id"] for row in cells if row["source"] == "form"}
    for year in {row["time_period"] for row in reports}:
        here = {row["report_id"] for row in reports if row["time_period"] == year}
        filled = here & tables
        checked = filled & {row["report_id"] for row in checks}
        broken = {row["report_id"] for row in checks if row["verdict"] == "contradiction"}
        page = built.page(f"years/{year}.html")
        text = page.text[page.text.index("走到了哪一步") :]
        steps = [total, len(here), len(filled), len(checked), len(checked - broken)]
        told = [text.index(f"{words}{n}") for words, n in zip(STEPS, steps, strict=True)]
        assert told == sorted(told)
        assert sorted(steps, reverse=True) == steps


STEPS = ("名单上的机关", "有这一年的报告", "报告里有统计表", "数做过核对", "核对没有不成立的")


def test_a_table_of_a_page_can_be_downloaded_as_it_is_shown(built: Built) -> None:
    values = {
        (row["report_id"], row["indicator"], row["applicant"], row["source"], row["locator"]): row["obs_value"]
        for row in built.rows("observations")
    }
    seen = 0
    for page in sorted(built.paths.site.glob("indicators/*.html")) + sorted(built.paths.site.glob("years/*.html")):
        name = page.relative_to(built.paths.site).as_posix()
        address = f"data/{name.removesuffix('.html')}.csv"
        if not (built.paths.site / address).is_file():
            continue
        rows = downloads(built, name, f"../{address}")
        shown = Counter(one["value"] for tag, one in built.page(name).tags if tag == "data")
        kept = Counter(row["obs_value"] for row in rows if row["obs_value"])
        assert shown == kept, name
        for row in rows:
            key = (row["report_id"], row["indicator"], row["applicant"], row["source"], row["locator"])
            assert values[key] == row["obs_value"]
        seen += len(rows)
    assert seen > 10


def test_the_checks_of_a_rule_can_be_downloaded(built: Built) -> None:
    checks = Counter(row["rule"] for row in built.rows("checks"))
    assert checks
    for rule, count in checks.items():
        rows = downloads(built, f"rules/{rule}.html", f"../data/rules/{rule}.csv")
        assert (len(rows), {row["rule"] for row in rows}) == (count, {rule})


def test_the_home_page_names_the_newest_reports_and_not_all_of_them(built: Built) -> None:
    from gongkai.pages.home import NEWEST

    page = built.page("index.html")
    linked = [one["href"] for tag, one in page.tags if tag == "a" and one.get("class") == "gk-list__name"]
    reports = sorted(built.rows("reports"), key=lambda row: -int(row["time_period"]))
    assert 0 < len(linked) <= NEWEST
    years = [int(href.rpartition("-")[2].removesuffix(".html")) for href in linked]
    assert years == sorted(years, reverse=True)
    assert years[0] == int(reports[0]["time_period"])


def test_a_report_begins_with_its_result_then_its_figures_then_the_form(built: Built) -> None:
    for row in built.rows("reports"):
        html = (built.paths.site / "reports" / f"{row['report_id']}.html").read_text(encoding="utf-8")
        marks = ['class="gk-result"', 'id="figures"', 'id="form"', 'id="report"']
        found = [html.index(mark) for mark in marks if mark in html]
        assert found == sorted(found)
        assert len(found) >= 2


def test_every_missing_year_of_an_authority_is_said(built: Built) -> None:
    years = [int(row["time_period"]) for row in built.rows("reports")]
    authority = built.rows("reports")[0]["authority"]
    html = (built.paths.site / "authorities" / f"{authority}.html").read_text(encoding="utf-8")
    strip = html[html.index("gk-strip") : html.index("</ol>", html.index("gk-strip"))]
    assert [year for year in range(min(years), max(years) + 1) if f"<b>{year}</b>" not in strip] == []
    held = {int(row["time_period"]) for row in built.rows("reports") if row["authority"] == authority}
    assert strip.count("<a ") == len(held)
    assert strip.count("未收") == max(years) - min(years) + 1 - len(held)


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_a_phone(real: Built, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    for name in ("index", "forms", "documents", "glossary", "years/2017", "authorities/370400", "reports/371300-2017"):
        page.goto(f"{real.paths.site.as_uri()}/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    context.close()


@pytest.mark.browser
def test_the_first_screen_of_a_report_on_a_phone_has_the_result_and_a_figure(real: Built, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{real.paths.site.as_uri()}/reports/371300-2017.html")
    for one in (page.locator(".gk-result"), page.locator(".gk-facts--few b").first):
        box = one.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 844
    context.close()
