"""Who goes by keyboard sees where he is (WCAG 2.2, 2.4.11 and 2.4.7): on pages of each kind, at every stop, forwards
and backwards, what has the focus lies under no header, head of a table or first column, and is marked."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browsing import Visit

pytestmark = pytest.mark.browser

# A page of 1280 pixels zoomed twice has 640 of CSS, and half the height. Each kind of page is on one screen at least.
SCREENS = {
    "desk": (
        1280,
        800,
        "index authorities/370400 reports/371300-2017 indicators/disclosure.total quality concordance data",
    ),
    "zoomed": (
        640,
        400,
        "method reports/370303-2017 rules/index en/quality changes years/2017 compare/370400 glossary",
    ),
    "phone": (320, 640, "reports/320813-2024 documents forms compare search authorities/index en/index api cite"),
}

# Where the focused element can be pointed at, of fifteen places on each of its boxes: none is wholly hidden.
LOOK = """const look = (one) => {
  const shown = one.matches(".md-option") ? one.nextElementSibling : one;
  const style = getComputedStyle(shown);
  const marked = one.matches(".md-skip") || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1);
  const parts = [0.02, 0.25, 0.5, 0.75, 0.98];
  const bounds = (box) => ({
    left: Math.max(box.left, 0), right: Math.min(box.right, innerWidth),
    top: Math.max(box.top, 0), bottom: Math.min(box.bottom, innerHeight),
  });
  const seen = [...shown.getClientRects()].map(bounds).some((box) =>
    box.right > box.left && box.bottom > box.top && parts.some((across) => parts.some((down) => {
      const hit = document.elementFromPoint(
        box.left + (box.right - box.left) * across, box.top + (box.bottom - box.top) * down);
      return hit && (shown.contains(hit) || (hit.contains(shown) && !hit.matches("html, body, article, main")));
    })));
  return {seen, marked, name: one.outerHTML.slice(0, 130)};
};
"""
# Each stop in the order of the page and back again, as Tab would take them; what a closed block holds is none.
WALK = (
    "() => {"
    + LOOK
    + """
  const stops = [...document.querySelectorAll("a[href], button, input, summary, select, [tabindex='0']")].filter(
    (one) => one.tabIndex >= 0 && !one.closest("[inert]") && !one.disabled && (one.type !== "radio" || one.checked)
      && one.checkVisibility({visibilityProperty: true}));
  const found = [...stops, ...stops.toReversed()].map((one) => {
    one.focus({focusVisible: true});
    return document.activeElement === one ? look(one) : null;
  });
  const here = found.filter(Boolean);
  return [here.length, here.filter((one) => !one.seen).map((one) => one.name),
    here.filter((one) => !one.marked).map((one) => one.name)];
}"""
)
STOP = "() => {" + LOOK + "const one = document.activeElement; return one && one !== document.body ? look(one) : null;}"


def walk(page: Page) -> list[Any]:
    found = page.evaluate(WALK)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_what_has_the_focus_is_seen_on_every_page(visit: Visit, screen: str) -> None:
    width, height, names = SCREENS[screen]
    visit.page.set_viewport_size({"width": width, "height": height})
    wrong = []
    for name in names.split():
        stops, hidden, unmarked = walk(visit.go(f"{name}.html"))
        assert stops > 20, name
        wrong += [f"{name}: hidden: {one}" for one in hidden] + [f"{name}: unmarked: {one}" for one in unmarked]
    assert wrong == []


@pytest.mark.parametrize(
    "planted",
    [
        "html { scroll-padding-top: 0 !important; }",  # stops lie under the header
        ".gk-table--live tbody * { scroll-margin-top: -3rem !important; }",  # under a table's own head
        ".gk a { outline: none !important; }",
    ],
)
def test_a_stop_that_is_hidden_or_unmarked_is_found(visit: Visit, planted: str) -> None:
    page = visit.go("reports/371300-2017.html")
    page.evaluate(
        "css => { const one = new CSSStyleSheet(); one.replaceSync(css); document.adoptedStyleSheets = [one]; }",
        planted,
    )
    _, hidden, unmarked = walk(page)
    assert hidden or unmarked


@pytest.mark.parametrize(("name", "key"), [("quality.html", "Shift+Tab"), ("indicators/disclosure.total.html", "Tab")])
def test_the_real_key_stops_in_sight(visit: Visit, name: str, key: str) -> None:
    page = visit.go(name)
    stops = []
    for _ in range(300):
        page.keyboard.press(key)
        stop = page.evaluate(STOP)
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) > 40
    assert [one["name"] for one in stops if not one["seen"]] == []


def test_an_address_leads_below_the_header_and_the_head_of_its_table(visit: Visit) -> None:
    page = visit.go("reports/371300-2017.html#review")
    page.wait_for_function("document.getElementById('review').getBoundingClientRect().top < innerHeight")
    top, under = page.evaluate(
        "() => { const one = document.getElementById('review'); return [one.getBoundingClientRect().top,"
        " one.closest('table').tHead.getBoundingClientRect().bottom]; }"
    )
    assert under - 1 <= top < under + 40


def test_on_a_phone_the_keyboard_opens_the_menu_and_escape_closes_it(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.go("method.html")
    door = page.get_by_role("button", name="栏目")
    sheet = page.locator(".md-sidebar--primary")
    assert door.get_attribute("aria-expanded") == "false"
    assert sheet.evaluate("one => one.inert")
    door.focus()
    page.keyboard.press("Enter")
    assert door.get_attribute("aria-expanded") == "true"
    assert sheet.evaluate("one => one.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert door.get_attribute("aria-expanded") == "false"
    assert door.evaluate("one => one === document.activeElement")
    page.keyboard.press("Enter")
    for _ in range(14):
        page.keyboard.press("Tab")
    assert not sheet.evaluate("one => one.contains(document.activeElement)")
    assert door.get_attribute("aria-expanded") == "false"  # who goes on does not leave it open behind him


def test_what_need_not_be_scrolled_is_no_stop(visit: Visit) -> None:
    page = visit.go("reports/370400-gaoxin-2020.html")
    wide = ".gk-scroll[role=region]:not(.gk-scroll--fits)"
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_function(
            "[...document.querySelectorAll('.gk-scroll[role=region]')].every("
            "one => (one.tabIndex === -1) === (one.scrollWidth <= one.clientWidth + 1))"
        )
    assert page.locator(wide).count() > 0
