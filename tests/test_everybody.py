"""One page of each kind for everybody: what axe finds, the keyboard alone, a phone, paper, no scripts, no server.

axe runs the rules of WCAG 2.2 A and AA in light, and what another screen can change (contrast, targets, order, reflow)
in dark, on a phone and at 200 %: a page of 1280 pixels zoomed twice has 640 of CSS.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import Visit, arrive, serve
from tests.built import Built

pytestmark = pytest.mark.browser

KINDS = (
    "index.html",
    "authorities/index.html",
    "authorities/370400.html",
    "reports/index.html",
    "reports/371300-2017.html",
    "reports/370400-gaoxin-2020.html",
    "indicators/index.html",
    "indicators/disclosure.total.html",
    "years/index.html",
    "years/2017.html",
    "compare.html",
    "compare/370400.html",
    "rules/index.html",
    "rules/requests.received.parts.html",
    "quality.html",
    "data.html",
    "method.html",
    "search.html",
    "forms.html",
    "concordance.html",
    "documents.html",
    "glossary.html",
    "cite.html",
    "changes.html",
    "api.html",
)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What depends on colours and sizes; all other rules read the same document whatever the screen.
COLOURS = ["color-contrast", "link-in-text-block"]
SIZES = ["target-size", "scrollable-region-focusable", "meta-viewport"]
SCREENS = {"dark": (1280, COLOURS), "phone": (320, SIZES), "twice": (640, SIZES)}
FOREIGN = re.compile(r'<(?:script|img|iframe|source|video|link rel="stylesheet")[^>]*(?:src|href)="(?:https?:)?//')
DARK = "document.body.setAttribute('data-md-color-scheme', 'slate')"
RUN = """([kind, values]) => axe.run(document, {resultTypes: ["violations"], runOnly: {type: kind, values}}).then(
  (found) => [found.passes.length + found.violations.length, found.violations.flatMap((one) => one.nodes.map(
    (node) => `${one.id}: ${node.target} ${node.html.slice(0, 120)}`))])"""


def run_axe(page: Page, kind: str, values: list[str]) -> list[str]:
    seen, wrong = page.evaluate(RUN, [kind, values])
    assert seen >= 1, "axe looked at nothing"
    return [str(one) for one in wrong]


@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_nothing_on_any_screen(visit: Visit, name: str) -> None:
    look(visit.go(name))


def test_a_wrong_address_at_any_depth_has_a_page_that_leads_on(browser: Browser, real: Built) -> None:
    # Its links are the only ones from the top: it stands wherever nothing stands. So it is served at one.
    with serve(real.paths.site) as address:
        context = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 900})
        visit = Visit(context.new_page(), address)
        page = visit.go("404.html")
        look(page)
        page.locator("article a", has_text="全部报告").click()
        page.wait_for_url(f"{address}reports/index.html")
        visit.go("404.html").locator("article [lang=en] a", has_text="all reports").click()
        page.wait_for_url(f"{address}en/reports/index.html")
        assert visit.wrong == []
        context.close()


def look(page: Page, screens: Iterable[str] = SCREENS) -> None:
    """Run axe on the open page, in light and on `screens`."""
    page.emulate_media(reduced_motion="reduce")  # colours on their way from light to dark are no finding
    page.evaluate(AXE)
    wrong = {"light": run_axe(page, "tag", TAGS)}
    for screen in screens:
        width, rules = SCREENS[screen]
        if screen == "dark":
            page.evaluate(DARK)
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("scrollTo(0, 0)")  # what lies half under the header is no small target
        wrong[screen] = run_axe(page, "rule", rules)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[screen].append("wider than the screen")
    assert {screen: found for screen, found in wrong.items() if found} == {}


def test_axe_sees_what_is_wrong(visit: Visit) -> None:
    page = visit.go("method.html")
    page.evaluate(AXE)
    page.evaluate(
        "document.querySelector('#top').insertAdjacentHTML('afterend', '<img src=\"data:,\"><button></button>')"
    )
    found = {one.split(":")[0] for one in run_axe(page, "tag", TAGS)}
    assert {"button-name", "image-alt"} <= found


def test_dark_is_dark_where_axe_looks(visit: Visit) -> None:
    page = visit.go("index.html")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.evaluate(DARK)
    assert page.evaluate(paper) != light


def test_in_a_readers_own_colours_grounds_that_tell_something_stay(visit: Visit) -> None:
    page = visit.go("index.html")
    page.emulate_media(forced_colors="active")
    ground = "all => all.map(one => getComputedStyle(one).backgroundColor)"
    tones = page.locator(".gk-tone").evaluate_all(ground)
    assert len(set(tones)) >= 9
    page.goto(visit.base + "authorities/371300.html")
    full, none = (page.locator(f".gk-square--{kind}").first.evaluate_all(ground) for kind in ("full", "none"))
    assert full != none
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert full != [paper]


WALK = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  // The theme's palette is an input without size; its label beside it is what is seen.
  const shown = one.matches(".md-option") ? one.nextElementSibling : one;
  const at = shown.getBoundingClientRect();
  const style = getComputedStyle(shown);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  const row = one.closest(".md-header") ? "header" : one.closest(".md-tabs") ? "tabs" :
    one.closest("article") ? "article" : one.closest("footer") ? "footer" : "other";
  return {row, name: one.outerHTML.slice(0, 110), ring: ring || one.matches(".md-skip"),
    seen: at.width > 0 && at.height > 0 && at.bottom > 0 && at.top < innerHeight};
}"""


@pytest.mark.parametrize("name", ["index.html", "reports/371300-2017.html", "compare.html", "search.html"])
def test_the_keyboard_reaches_everything_in_order_and_leaves_again(visit: Visit, name: str) -> None:
    page = visit.go(name)
    stops: list[dict[str, Any]] = []
    for _ in range(700):
        page.keyboard.press("Tab")
        stop = page.evaluate(WALK)
        if stop is None or (stops and stop["name"] == stops[0]["name"]):
            break
        stops.append(stop)
    else:
        pytest.fail("700 stops and no end: a trap")
    rows = [stop["row"] for stop in stops if stop["row"] != "other"]
    order = [row for at, row in enumerate(rows) if at == 0 or rows[at - 1] != row]
    assert order == ["header", "tabs", "article", "footer"]
    assert [stop["name"] for stop in stops if not stop["seen"]] == []
    assert [stop["name"] for stop in stops if not stop["ring"]] == []


def test_a_table_wider_than_the_screen_scrolls_by_keyboard_in_a_named_region(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 320, "height": 700})
    page = visit.go("reports/370400-gaoxin-2020.html")
    wide = page.locator(".gk-scroll:visible").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1)"
        ".map(one => [one.tabIndex, one.getAttribute('role'),"
        " one.getAttribute('aria-label') || one.getAttribute('aria-labelledby')])"
    )
    assert wide
    assert [one for one in wide if one[:2] != [0, "region"] or not one[2]] == []
    region = page.locator(".gk-scroll:has(.gk-form--matrix)").first
    region.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("one => one.scrollLeft > 0", arg=region.element_handle())


def test_paper_has_the_numbers_and_no_controls(visit: Visit) -> None:
    page = visit.go("reports/371300-2017.html")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for name in (".md-header", ".md-tabs", ".gk-crumbs", ".gk-finder", ".gk-chart__tools", ".gk-tools"):
        assert page.locator(f"{name}:visible").count() == 0, name
    cut = page.locator(".gk-scroll:visible").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).overflowY !== 'visible').length"
    )
    assert cut == 0
    assert page.locator("table data:visible").count() >= 20
    assert "CC BY" in page.locator(".gk-footer").inner_text()


def test_every_page_holds_the_policy_and_asks_nobody_else(real: Built) -> None:
    pages = sorted(real.paths.site.rglob("*.html"))
    assert len(pages) > len(KINDS)
    assert FOREIGN.search('<img alt="" src="//elsewhere.invalid/a.png">')
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')
    wrong = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        held = policy.search(text)
        if not held or "default-src 'none'" not in held[1] or "unsafe-inline" in held[1] or "http" in held[1]:
            wrong.append(f"{page.name}: no strict policy")
        elif held.start() > text.index("<script" if "<script" in text else "</head>"):
            wrong.append(f"{page.name}: a script stands before the policy")
        asked = re.findall(
            r'<(?:script|img|iframe|source|video|link rel="stylesheet")[^>]*(?:src|href)="(?:https?:)?//', text
        )
        wrong += [f"{page.name}: {one}" for one in asked]
    assert wrong == []


@pytest.mark.parametrize("way", ["no scripts", "a folder"])
def test_every_kind_of_page_can_be_read(browser: Browser, base: str, real: Built, way: str) -> None:
    context = browser.new_context(java_script_enabled=way == "a folder", viewport={"width": 390, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    top = base if way == "no scripts" else real.paths.site.as_uri() + "/"
    for name in KINDS:
        page.goto(top + name) if way == "no scripts" else arrive(page, top + name)
        assert page.locator("h1:visible").count() == 1, name
        assert page.locator("article.md-content__inner").inner_text().strip(), name
        assert page.locator(".gk-finder__door:visible, .gk-finder__words:visible").count() >= 1, name
    assert [url for url in asked if not url.startswith((top, "data:"))] == []
    assert said == []
    context.close()
