"""Tables in a browser: heads sort, a field filters, both are told, nothing is lost, and none of it without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import Visit, arrive
from tests.built import REPOSITORY, Built

pytestmark = pytest.mark.browser

VALUES = "indicators/disclosure.total.html"
FORM = "reports/371300-2017.html"

# What stands in the cells of a column, in the order of the page, and what a reader expects of it.
CELLS = {
    "甲": '<data class="gk-number" value="9">9</data>',
    "乙": '<span class="gk-none"><span class="gk-glyph">▢</span>空白</span>',
    "丙": '<data class="gk-number" value="1250000">1,250,000</data>',
    "丁": '<span class="gk-glyph">○</span><data class="gk-number" value="0">0</data>',
    "戊": '<data class="gk-number" value="178.8">178.8</data><span class="gk-from">正文</span>',
    "己": "",
    "庚": "−6",
}


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#try tbody tr:visible > :nth-child({number})").all_inner_texts()


@pytest.fixture
def table(browser: Browser) -> Page:
    """A table of our own with the theme's script: no page of the site has every kind of cell."""
    page = browser.new_context().new_page()
    rows = "".join(
        f"<tr id='r{at}'><th>{name}</th><td>{cell}</td></tr>" for at, (name, cell) in enumerate(CELLS.items())
    )
    head = "<thead><tr><th scope='col'>机关</th><th scope='col'>值</th></tr></thead>"
    inner = f"<table class='gk-table' id='try'>{head}<tbody>{rows}</tbody></table>"
    page.set_content(f"<html lang='zh'><body><div class='gk'><div class='gk-scroll'>{inner}</div></div></body></html>")
    page.add_script_tag(path=REPOSITORY / "build" / "gongkai" / "theme" / "assets" / "tables.js")
    return page


def test_numbers_go_by_value_and_blanks_stay_last(table: Page) -> None:
    button = table.get_by_role("button", name="值")
    button.click()
    assert column(table, 1) == ["庚", "丁", "甲", "戊", "丙", "乙", "己"]
    button.click()
    assert column(table, 1) == ["丙", "戊", "甲", "丁", "庚", "乙", "己"]
    button.click()
    assert column(table, 1) == list(CELLS)


def test_words_go_in_chinese_order(table: Page) -> None:
    table.get_by_role("button", name="机关").click()
    assert column(table, 1) == ["丙", "丁", "庚", "己", "甲", "戊", "乙"]  # bing ding geng ji jia wu yi


def test_what_is_sorted_is_said(table: Page) -> None:
    head = table.locator("th[scope=col]").nth(1)
    assert head.get_attribute("aria-sort") is None
    head.locator("button").focus()
    table.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert table.locator("[role=status]").inner_text() == "按“值”从小到大"
    table.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "descending"
    table.locator("th[scope=col] button").first.click()
    assert table.locator("th[aria-sort]").count() == 1


def test_the_focus_stays_at_the_head_that_sorts_and_blanks_stay_last(table: Page) -> None:
    table.locator("th[scope=col] button").nth(1).focus()
    for way in ("ascending", "descending"):
        table.keyboard.press("Enter")
        assert table.evaluate("document.activeElement.closest('th').getAttribute('aria-sort')") == way
        assert column(table, 1)[-2:] == ["乙", "己"]
    table.keyboard.press("Enter")
    assert table.evaluate("document.activeElement.closest('th').getAttribute('aria-sort')") is None
    assert table.locator("[role=status]").inner_text() == "恢复原来的顺序"


def test_rows_keep_their_ids_and_their_cells(table: Page) -> None:
    before = {row: table.locator(f"#{row}").inner_text() for row in ("r0", "r3", "r6")}
    table.get_by_role("button", name="值").click()
    assert {row: table.locator(f"#{row}").inner_text() for row in before} == before


def test_the_values_of_an_indicator_are_sorted(visit: Visit) -> None:
    page = visit.go(VALUES)
    head = page.locator(".gk-two .gk-table").first
    head.get_by_role("button", name="值").click()
    values = head.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => row.querySelector('td data') && Number(row.querySelector('td data').value))"
    )
    numbers = [value for value in values if value is not None]
    assert len(numbers) > 1
    assert numbers == sorted(numbers)
    assert values[: len(numbers)] == numbers


def test_figures_in_different_units_are_not_put_in_one_order(visit: Visit) -> None:
    page = visit.go("authorities/371300.html")
    assert page.locator(".gk-table--compare").count() > 0
    assert page.locator(".gk-table--compare .gk-sort").count() == 0
    told = visit.go(FORM).locator(".gk-told").first.locator("thead th")
    assert [told.nth(at).locator(".gk-sort").count() for at in (0, 1)] == [1, 0]


def test_a_form_is_filtered_and_keeps_its_order_and_headings(visit: Visit) -> None:
    page = visit.go(FORM)
    form = page.locator("table.gk-form").first
    assert form.locator(".gk-sort").count() == 0
    field = page.locator(".gk-tools__filter input").first
    everything = form.locator("tbody tr:visible").count()
    field.fill("微博")
    rows = form.locator("tbody tr:visible")
    words = rows.all_inner_texts()
    assert len(words) > 1
    assert all("微博" in one for one in form.locator("tbody tr:visible:not(.gk-heading)").all_inner_texts())
    assert "gk-heading" in (rows.first.get_attribute("class") or "")
    status = page.locator(".gk-tools__status").first.inner_text()
    assert status.endswith(f"中的 {form.locator('tbody tr:visible:not(.gk-heading)').count()} 行")
    field.fill("1108")
    assert "1,108" in rows.last.inner_text()
    field.fill("龘龘")
    assert rows.count() == 0
    assert "没有" in page.locator(".gk-tools__status").first.inner_text()
    field.fill("")
    assert rows.count() == everything


def test_a_filter_is_worked_by_keyboard_and_told_and_escape_clears_it(visit: Visit) -> None:
    page = visit.go(FORM)
    field = page.locator(".gk-tools__filter input").first
    told = page.locator(".gk-tools").first.get_by_role("status")
    assert told.inner_text() == ""  # there before anything is said: else a screen reader does not hear the first word
    assert "政府信息公开情况统计表" in (field.get_attribute("aria-label") or "")
    field.focus()
    page.keyboard.type("微博")
    assert re.fullmatch(r"79 行中的 [1-9] 行", told.inner_text())
    page.keyboard.press("Escape")
    assert field.input_value() == ""
    assert told.inner_text() == ""
    assert page.locator("table.gk-form").first.locator("tbody tr[hidden]").count() == 0
    assert field.evaluate("one => one === document.activeElement")


def test_a_link_to_a_filtered_row_shows_it(visit: Visit) -> None:
    page = visit.go(FORM)
    page.locator(".gk-tools__filter input").first.fill("微博")
    row = page.locator("[id='requests.received']")
    assert row.is_hidden()
    page.evaluate("location.hash = 'requests.received'")
    row.wait_for()
    assert page.locator(".gk-tools__filter input").first.input_value() == ""


@pytest.mark.parametrize("width", [1280, 390])
def test_the_head_and_the_first_column_stay_in_sight(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 700})
    page = visit.go(FORM)
    form = page.locator("table.gk-form").first
    form.locator("tbody tr").nth(40).scroll_into_view_if_needed()
    page.mouse.move(200, 400)
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(200)
    head = form.locator("thead").bounding_box()
    assert head
    assert 0 <= head["y"] < 200
    page = visit.go("reports/320813-2024.html")
    matrix = page.locator("table.gk-form--matrix").first
    matrix.scroll_into_view_if_needed()
    region = page.locator(".gk-scroll", has=page.locator("table.gk-form--matrix")).first
    region.evaluate("one => (one.scrollLeft = 200)")
    first, whole = matrix.locator("tbody tr:not(.gk-heading) th").first.bounding_box(), region.bounding_box()
    assert first
    assert whole
    assert abs(first["x"] - whole["x"]) < 2


def test_long_lists_have_a_field_and_short_tables_have_none(visit: Visit) -> None:
    page = visit.go(VALUES)
    assert page.locator("tbody tr").count() < 60
    assert page.locator(".gk-tools__filter").count() == 0
    assert visit.go("concordance.html").locator(".gk-tools__filter").count() > 0


def test_nothing_is_offered_without_scripts(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base + FORM)
    assert page.locator("article button:visible, article input:visible").count() == 0
    assert page.locator("table.gk-form tbody tr").count() > 40
    context.close()


def test_print_shows_no_tools(visit: Visit) -> None:
    page = visit.go(FORM)
    page.emulate_media(media="print")
    assert page.locator(".gk-tools:visible, .gk-tools__filter:visible").count() == 0
    assert page.locator(".gk-scroll").first.evaluate("one => getComputedStyle(one).overflowX") == "visible"
    page.emulate_media(media="screen")


def test_a_sorted_table_works_from_a_folder(browser: Browser, real: Built) -> None:
    page = browser.new_context().new_page()
    arrive(page, (real.paths.site / Path(VALUES)).as_uri())
    page.locator(".gk-two .gk-table").first.get_by_role("button", name="报告").click()
    assert page.locator("th[aria-sort=ascending]").count() == 1
