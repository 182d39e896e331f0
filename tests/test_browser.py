"""The real site in a real Chromium, served below a folder as a project page is: a reader uses it, nothing breaks."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import Visit, arrive
from tests.built import Built

pytestmark = pytest.mark.browser

KINDS = (
    "index.html",
    "authorities/index.html",
    "authorities/370400.html",
    "reports/index.html",
    "reports/370400-2017.html",
    "reports/370400-gaoxin-2020.html",
    "reports/370303-2017.html",
    "reports/371300-2017.html",
    "indicators/index.html",
    "indicators/disclosure.total.html",
    "years/2017.html",
    "rules/index.html",
    "rules/requests.received.parts.html",
    "rules/prose.table.html",
    "rules/matrix.balance.html",
    "quality.html",
    "reports/320813-2024.html",
    "data.html",
    "api.html",
    "method.html",
    "search.html",
)


def test_home_is_calm(visit: Visit) -> None:
    page = visit.go("index.html")
    assert page.locator("h1").inner_text() == "公开"
    assert page.locator(".gk-facts li").count() == 4
    assert page.locator(".gk-doors a").count() == 3


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_page_is_wider_than_the_screen(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    wide = {}
    for name in KINDS:
        over = visit.go(name).evaluate("document.documentElement.scrollWidth - innerWidth")
        wide[name] = over
    assert {name: over for name, over in wide.items() if over > 0} == {}


def test_no_number_breaks_in_its_middle_on_a_small_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 320, "height": 800})
    page = visit.go("reports/371300-2017.html")
    lines = """all => all.filter(one => /^[0-9,.]+$/.test(one.textContent)).map(one => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return [one.textContent, new Set([...range.getClientRects()].map(box => Math.round(box.top))).size];
    })"""
    found = page.locator(".gk-facts b a").evaluate_all(lines)
    assert ["297,360", 1] in found
    assert [one for one in found if one[1] > 1] == []


def test_a_page_shows_its_section(visit: Visit) -> None:
    page = visit.go("reports/370400-2017.html")
    assert page.locator(".md-tabs__item--active").all_inner_texts() == ["报告"]
    visit.go("method.html")
    assert page.locator(".md-tabs__item--active").all_inner_texts() == ["方法"]


def test_the_menu_opens_on_a_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 375, "height": 800})
    page = visit.go("reports/370400-2017.html")
    page.locator(".gk-door").click()
    page.locator(".md-nav--primary a", has_text="指标").click()
    page.wait_for_url("**/indicators/index.html")


@pytest.mark.parametrize("way", ["hover", "focus", "click"])
def test_a_chart_comes_alive(visit: Visit, way: str) -> None:
    page = visit.go("reports/370400-2017.html")
    figure = page.locator(".gk-chart").nth(1)
    words = figure.locator(".gk-chart__drawing text").all_text_contents()
    assert figure.get_attribute("data-state") is None
    if way == "hover":
        figure.hover()
    elif way == "focus":
        figure.locator(".gk-chart__live").focus()
    else:
        figure.locator(".gk-chart__live").click()
    figure.locator("svg.marks").wait_for()
    page.wait_for_function("figure => figure.dataset.state === 'live'", arg=figure.element_handle())
    assert figure.locator(".gk-chart__drawing text").all_text_contents() == words
    assert figure.locator(".gk-chart__drawing").get_attribute("aria-label")


def test_a_live_chart_answers_the_pointer(visit: Visit) -> None:
    page = visit.go("reports/370400-2017.html")
    figure = page.locator(".gk-chart").nth(1)
    figure.hover()
    figure.locator("svg.marks").wait_for()
    figure.locator("svg.marks text").first.hover()
    page.locator("#vg-tooltip-element.visible").wait_for()
    assert "82" in page.locator("#vg-tooltip-element").inner_text()


def test_dark_is_another_paper_and_stays(visit: Visit) -> None:
    page = visit.go("index.html")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.locator("label[for=__palette_1]:visible, label[for=__palette_2]:visible").first.click()
    page.locator("label[for=__palette_2]:visible").click()
    assert page.evaluate(colour) != light
    ink = page.locator(".gk-chart__drawing svg").first.evaluate("one => getComputedStyle(one).color")
    assert ink == page.evaluate("getComputedStyle(document.body).color")
    dark = page.evaluate(colour)
    for name in ("reports/370400-2017.html", "en/index.html", "en/authorities/370400.html"):
        assert visit.go(name).evaluate(colour) == dark, name


def test_links_lead_from_home_to_a_cell_and_back_to_its_line(visit: Visit) -> None:
    page = visit.go("index.html")
    page.locator(".gk-list__name", has_text="枣庄市").first.click()
    page.wait_for_url("**/reports/370400-2017.html")
    page.locator(".gk-form a", has_text="公报发行总份数").first.click()
    page.wait_for_url("**/indicators/gazette.copies.html")
    page.locator("a.gk-cell", has_text="40,000").click()
    page.wait_for_url("**/reports/370400-2017.html#gazette.copies")
    row = page.locator(":target")
    assert "40,000" in row.inner_text()
    assert "4万份" in row.inner_text()
    assert "L894" in row.inner_text()


def test_every_kind_of_page_is_quiet_and_has_one_heading(visit: Visit) -> None:
    for name in KINDS:
        page = visit.go(name)
        assert page.locator("h1").count() == 1, name
        assert page.evaluate("document.title.includes('&#')") is False, name
        assert page.locator("#top").count() == 1, name


def test_the_first_stop_of_the_keyboard_skips_to_the_text(visit: Visit) -> None:
    page = visit.go("reports/370400-2017.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.url.endswith("#top")


def test_numbers_are_there_without_scripts(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}reports/370400-2017.html#disclosure.total")
    assert "128,894" in page.locator("[id='disclosure.total']").inner_text()
    assert page.locator(".gk-chart svg").count() >= 3
    context.close()


def test_a_report_of_prose_alone_is_a_whole_page(visit: Visit) -> None:
    page = visit.go("reports/370303-2017.html#requests.received@prose")
    assert "389" in page.locator("[id='requests.received@prose']:target").inner_text()
    assert page.locator(".gk-chart svg").count() >= 2
    folded = page.locator("details.gk-more:not([id]) tbody tr:visible")
    assert folded.count() == 0
    page.locator("details.gk-more:not([id]) summary").click()
    assert folded.count() >= 40


def test_a_difference_has_the_accent_and_nothing_else(visit: Visit) -> None:
    verdicts = visit.go("reports/371300-2017.html").locator(".gk-verdict")
    found = verdicts.evaluate_all("all => all.map(one => [one.innerText, getComputedStyle(one).color])")
    accents = {tone for words, tone in found if words.endswith("不同")}
    others = {tone for words, tone in found if not words.endswith("不同")}
    assert [len(accents), len(others), accents & others] == [1, 1, set()]


def test_a_mark_at_a_figure_leads_to_its_check_and_back(visit: Visit) -> None:
    page = visit.go("reports/371300-2017.html")
    page.locator("[id='requests.received'] .gk-mark").click()
    check = page.locator(".gk-check:target")
    assert "分项相加为 1,070" in check.inner_text()
    assert "信函申请数为 828" in check.inner_text()
    check.locator(".gk-sum a", has_text="信函申请数").click()
    assert "790" in page.locator(":target").inner_text()


def test_cinnabar_is_for_contradictions_alone(visit: Visit) -> None:
    tones: dict[str, set[str]] = {}
    for name in ("reports/371300-2017.html", "reports/320813-2024.html", "reports/370400-2017.html"):
        found = visit.go(name).locator(".gk-mark, .gk-result a, .gk-check__sign")
        for words, tone in found.evaluate_all(
            "all => all.map(one => [one.className + one.closest('[class]').parentElement.className"
            " + (one.closest('.gk-check') || one).className, getComputedStyle(one).color])"
        ):
            tones.setdefault("contradiction" if "contradiction" in words else "other", set()).add(tone)
    assert len(tones["contradiction"]) == 1
    assert tones["contradiction"] & tones["other"] == set()


def test_what_holds_is_folded_and_opens_at_its_address(visit: Visit) -> None:
    page = visit.go("reports/371300-2017.html")
    assert page.locator(".gk-held__one:visible").count() == 0
    page = visit.go("reports/320813-2024.html#check-matrix.balance-total")
    assert page.locator(".gk-held__one:target").is_visible()


def test_what_holds_can_be_read_without_scripts(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}reports/371300-2017.html")
    page.locator("details#checks-holds > summary").click()
    assert page.locator("details#checks-holds .gk-held__one").first.is_visible()
    context.close()


def test_trust_is_a_door_of_the_home_page(visit: Visit) -> None:
    page = visit.go("index.html")
    page.locator(".gk-doors a", has_text="能不能信").click()
    page.wait_for_url("**/quality.html")
    page.locator(".gk-findings a", has_text="临沂市 2017").first.click()
    page.wait_for_url("**/reports/371300-2017.html#check-*")
    assert page.locator(".gk-check--contradiction:target").is_visible()


def test_the_catalogue_of_captions_is_folded(visit: Visit) -> None:
    page = visit.go("reports/370400-2017.html")
    assert page.locator(".gk-captions li").count() == 151
    assert page.locator(".gk-captions li:visible").count() == 0


def test_the_site_can_be_read_from_a_folder(browser: Browser, real: Built) -> None:
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda request: None if request.url.startswith("file:") else wrong.append(request.url))
    arrive(page, (real.paths.site / "index.html").as_uri())
    page.locator(".gk-list__name", has_text="枣庄市").first.click()
    page.wait_for_url("**/reports/370400-2017.html")
    assert "128,894" in page.locator("[id='disclosure.total']").inner_text()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper not in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert page.locator(".gk-chart__live:visible").count() == 0
    assert wrong == []
    context.close()


def test_a_planted_script_is_stopped_by_the_policy(browser: Browser, real: Built, tmp_path: Path) -> None:
    page_text = (real.paths.site / "index.html").read_text("utf-8")
    planted = "<script>document.title = 'planted'</script><img src='x' onerror=\"document.title = 'planted'\">"
    site = tmp_path / "site"
    shutil.copytree(real.paths.site, site)
    (site / "index.html").write_text(page_text.replace("</article>", f"{planted}</article>"), encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    stopped: list[str] = []
    page.on("console", lambda said: stopped.append(said.text))
    arrive(page, (site / "index.html").as_uri())
    page.wait_for_timeout(200)
    assert page.title() != "planted"
    assert any("Content Security Policy" in text for text in stopped)
    context.close()
