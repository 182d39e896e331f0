"""A reader compares, and takes charts away: the real site in a real Chromium."""

import base64
import csv
import functools
import gzip
import http.server
import io
import json
import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import Visit, arrive, serve
from tests.built import Built
from tests.made_up import HOSTILE
from tests.test_everybody import look

pytestmark = pytest.mark.browser
WHO = "fieldset:first-of-type input[role=combobox]"
WHAT = "fieldset:nth-of-type(2) input[role=combobox]"
THREE = "compare.html?a=370400,371300,370404&i=requests.received&y=2014,2017"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def shown(page: Page) -> Page:
    page.locator(".gk-compared figure[data-state=live]").first.wait_for()
    return page


def take(page: Page, act: Callable[[], Any], to: Path) -> bytes:
    with page.expect_download() as found:
        act()
    found.value.save_as(to)
    return to.read_bytes()


def test_an_address_is_a_comparison(visit: Visit) -> None:
    page = shown(visit.go(THREE))
    assert page.locator(".gk-chips").first.locator("li").all_inner_texts() == ["枣庄市\n×", "临沂市\n×", "峄城区\n×"]
    rows = page.locator(".gk-compared tbody:visible tr").all_inner_texts()
    assert [re.split(r"\s+", row) for row in rows] == [
        ["枣庄市", "未收报告", "201"],
        ["临沂市", "未收报告", "≠", "核对不成立", "1,108"],
        ["峄城区", "60", "未收报告"],
    ]
    assert (page.locator(".gk-hatch:visible").count(), page.locator(".gk-quiet:visible").count()) == (0, 3)
    assert page.locator("#compare-off").is_hidden()
    page.locator(".gk-compared td:visible .gk-mark--contradiction").click()
    page.wait_for_url("**/reports/371300-2017.html#check-requests.received.parts-total")


def test_chart_table_and_csv_are_one_selection(visit: Visit, tmp_path: Path) -> None:
    page = shown(visit.go(THREE + "&i=requests.received"))
    words = page.locator(".gk-compared svg text").all_text_contents()
    label = page.locator(".gk-compared .gk-chart__drawing").get_attribute("aria-label") or ""
    button = page.locator("#compare-result > .gk-chart__tools button").first
    rows = list(csv.DictReader(io.StringIO(take(page, button.click, tmp_path / "x.csv").decode())))
    assert [row["value"] for row in rows] == ["", "201", "", "1108", "60", ""]
    for row in rows:
        assert row["name"] in words
        sign, said = {"contradiction": (" ≠", "（核对不成立）"), "": ("", "")}[row["doubts"]]
        assert not row["value"] or f"{row['year']} 年最高 {row['note']}{sign}" in words
        assert (f"{row['name']} {row['year']}：{row['note']}{said}" in label) == bool(row["report_id"])
    assert [row["doubts"] for row in rows if row["value"]] == ["", "contradiction", ""]
    button = page.locator(".gk-compared .gk-chart__tools button", has_text="CSV")
    assert take(page, button.click, tmp_path / "y.csv") == (tmp_path / "x.csv").read_bytes()  # one shape, one selection
    assert {row["report_id"] for row in rows} == {"", "370400-2017", "371300-2017", "370404-2014"}


def test_a_sum_and_another_forms_line_say_so_in_the_cell_and_in_both_csvs(visit: Visit, tmp_path: Path) -> None:
    page = shown(visit.go("compare.html?a=371300,320813&i=review,requests.received"))
    cells = page.locator(".gk-compared td:visible").all_inner_texts()
    assert any(re.search(r"2\s+3 行相加$", one) for one in cells)
    assert any(one.endswith("95\n本年新收政府信息公开申请数量") for one in cells)
    button = page.locator("#compare-result > .gk-chart__tools button").first
    rows = list(csv.DictReader(io.StringIO(take(page, button.click, tmp_path / "x.csv").decode())))
    told = {(row["indicator"], row["report_id"]): (row["value"], row["form"], row["terms"]) for row in rows}
    assert told["requests.received", "320813-2024"] == ("95", "2019", "applications.new")
    assert told["requests.received", "371300-2017"] == ("1108", "2014", "")
    assert told["review", "320813-2024"][1:] == ("2019", told["review", "320813-2024"][2])
    assert told["review", "320813-2024"][2].count(" + ") == 2
    button = page.locator(".gk-compared[data-line=review] .gk-chart__tools button", has_text="CSV")
    own = list(csv.DictReader(io.StringIO(take(page, button.click, tmp_path / "y.csv").decode())))
    assert own == [row for row in rows if row["indicator"] == "review"]


def test_choosing_changes_the_address_and_the_address_the_choice(visit: Visit) -> None:
    page = visit.go("compare.html")
    field = page.locator(WHO)
    for name in ("枣庄市", "371300"):
        field.fill(name)
        field.press("Enter")
    shown(page)
    assert "a=370400,371300" in page.url
    page.locator(WHAT).fill("disclosure.total")
    page.locator(WHAT).press("Enter")
    page.locator(".gk-compared[data-line='disclosure.total']").wait_for()
    assert "128,894" in page.locator("#compare-result").inner_text()
    before = page.locator("#compare-result table:visible").all_inner_texts()
    page.reload()
    page.locator(".gk-compared[data-line='disclosure.total']").wait_for()
    assert page.locator("#compare-result table:visible").all_inner_texts() == before
    page.get_by_role("button", name="去掉临沂市").click()
    page.get_by_text("请至少选两个机关").wait_for()
    assert page.locator(".gk-compared").count() == 0


def test_an_authority_is_found_by_typing(visit: Visit) -> None:
    page = visit.go("compare.html")
    field, options = page.locator(WHO), page.locator(".gk-choice:visible").get_by_role("option")
    field.click()
    options.first.wait_for()
    assert options.count() == 6  # all that report; of a nation's, the first twelve
    field.fill("linyi")
    expect(page.get_by_role("option", name="枣庄市")).to_have_count(0)  # the list is that of what was typed
    page.get_by_role("option", name="临沂市").wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    field.press("Enter")
    assert "a=371300&" in page.url
    field.fill("火星")
    field.press("Enter")
    page.get_by_text("名单里没有").wait_for()
    field.fill("枣庄")
    options.first.wait_for()
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    field.fill("枣庄")
    page.get_by_role("option", name="枣庄市 山东省").click()
    shown(page)
    assert "a=371300,370400&" in page.url
    field.click()
    options.first.wait_for()
    look(page)


def test_a_name_that_two_have_chooses_none_of_them(visit: Visit) -> None:
    """Counties share names; the first of the list was taken."""
    twin = ["370499", "临沂市", "Linyi", "", "lin yi shi", "city", "370400", [2017]]

    def add(route: Any, at: str, row: list[Any]) -> None:
        text = route.fetch().text()
        assert at in text
        route.fulfill(body=text.replace(at, f"{at}{json.dumps(row, ensure_ascii=False)},", 1))

    visit.page.route("**/compare/index.json", lambda one: add(one, '"authorities":[', [*twin[:3], "枣庄市", [2017]]))
    visit.page.route("**/assets/names.js", lambda one: add(one, '"places":[', twin))
    page = visit.go("compare.html")
    page.locator(WHO).fill("临沂市")
    page.locator(".gk-choice [role=option]").nth(1).wait_for()
    page.locator(WHO).press("Enter")
    assert "a=&" in page.url
    page.locator(WHO).fill("临沂市")
    page.get_by_role("option", name="370499").click()
    assert "a=370499&" in page.url
    assert page.locator(".gk-chips").first.inner_text() == "临沂市（枣庄市 370499）\n×"


def test_the_same_set_leaves_years_in_which_all_have_a_number(visit: Visit) -> None:
    page = shown(visit.go("compare.html?a=370400,371300&i=requests.received&y=2014,2017"))
    heads = ".gk-compared thead th:visible"
    assert page.locator(heads).all_inner_texts() == ["机关", "2014", "2017"]
    page.locator("#compare-same").check()
    page.wait_for_function("document.querySelectorAll('.gk-compared .gk-two > div thead th').length === 2")
    assert page.locator(heads).all_inner_texts() == ["机关", "2017"]
    assert page.url.endswith("&s=1")
    visit.go(THREE + "&s=1")
    page.get_by_text("没有一个年份各方都有数").wait_for()


def test_another_form_without_a_correspondence_is_hatched(visit: Visit) -> None:
    page = shown(visit.go("compare.html?a=370400,320813&i=disclosure.total,requests.received"))
    unlike = page.locator(".gk-compared[data-line='disclosure.total'] td:is(.gk-hatch, .gk-quiet):visible")
    assert unlike.all_inner_texts() == [
        "未收报告",
        "未收报告",
        "格式不同，没有对照",
    ]
    joined = page.locator(".gk-compared[data-line='requests.received'] tbody:visible tr").nth(1).inner_text()
    assert re.search(
        r"？\n核对有疑问\n?\d+\n本年新收政府信息公开申请数量$", joined
    )  # the same line goes by another name in 2021


def test_an_odd_address_does_no_harm(visit: Visit) -> None:
    ids = "370400,371300,370404,370303,320813,370400-gaoxin"
    page = visit.go(f"compare.html?a=%3Cscript%3E,__proto__,{ids},{ids},1&i=constructor,%27%3E&y=1,x&s=2")
    shown(page)
    assert page.locator(".gk-chips").first.locator("li").count() == 6
    assert f"a={ids}" in page.url
    assert "script" not in page.url


def test_no_comparison_is_wider_than_the_screen(visit: Visit) -> None:
    for width in (320, 390, 1280):
        visit.page.set_viewport_size({"width": width, "height": 800})
        for name in (THREE, "compare/370400.html"):
            page = visit.go(name)
            page.locator("figure svg").first.wait_for()
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (width, name)


def test_prepared_comparisons_need_no_script(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}compare.html")
    assert page.locator("#compare-off").is_visible()
    assert page.locator("#compare").is_hidden()
    page.locator(".gk-list a", has_text="枣庄市下级").click()
    page.wait_for_url("**/compare/370400.html")
    assert page.locator(".gk-quiet").count() >= 4
    assert "60" in page.locator("#applications\\.new ~ section table").first.inner_text()
    context.close()


def test_from_a_folder_choosing_is_off_and_says_so(browser: Browser, real: Built) -> None:
    page = browser.new_page()
    arrive(page, (real.paths.site / "compare.html").as_uri())
    assert page.locator("#compare-off").is_visible()
    assert page.locator("#compare").is_hidden()
    page.close()


@pytest.mark.parametrize("where", ["http", "file"])
def test_a_chart_can_be_taken_away(browser: Browser, base: str, real: Built, tmp_path: Path, where: str) -> None:
    page = browser.new_page()
    arrive(page, f"{base}index.html" if where == "http" else (real.paths.site / "index.html").as_uri())
    figure = page.locator(".gk-chart--states")

    def get(kind: str) -> bytes:
        return take(page, figure.locator(".gk-chart__tools button", has_text=kind).click, tmp_path / kind)

    picture = ET.fromstring(get("SVG"))  # noqa: S314 - our own
    words = [one.text for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert words[0] == figure.locator("figcaption span").inner_text()
    assert words[1:] == figure.locator("svg text").all_text_contents()
    assert picture.find("{http://www.w3.org/2000/svg}desc").text == figure.locator("[role=img]").get_attribute(
        "aria-label"
    )  # type: ignore[union-attr]
    png = get("PNG")
    assert png.startswith(b"\x89PNG")
    assert len(png) > 20_000
    rows = list(csv.reader(io.StringIO(get("CSV").decode())))
    spec = json.loads((real.paths.site / (figure.get_attribute("data-spec") or "")).read_bytes())
    assert rows[0] == ["label", "state_label", "cells"]
    assert rows[1:] == [[one["label"], one["state_label"], str(one["cells"])] for one in spec["data"]["values"]]
    page.close()


PIXELS = """async (data) => {
  const image = new Image();
  image.src = `data:image/png;base64,${data}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const points = context.getImageData(0, 0, image.width, image.height).data;
  const colours = new Set();
  for (let at = 0; at < points.length; at += 4) colours.add(`rgb(${points.slice(at, at + 3).join(", ")})`);
  return [`rgb(${points.slice(0, 3).join(", ")})`, [image.width, image.height], [...colours]];
}"""


@pytest.mark.parametrize("name", ["index.html", "en/index.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_is_of_the_paper_and_the_ink_of_its_page(
    browser: Browser, base: str, tmp_path: Path, name: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    arrive(page, base + name)
    figure = page.locator(".gk-chart--states")
    paper, ink = (page.evaluate(f"getComputedStyle(document.body).{one}") for one in ("backgroundColor", "color"))
    take(page, figure.locator(".gk-chart__tools button", has_text="SVG").click, tmp_path / "svg")
    picture = ET.parse(tmp_path / "svg").getroot()  # noqa: S314 - our own
    assert picture.get("color") == ink
    assert picture.find("{http://www.w3.org/2000/svg}rect").get("fill") == paper  # type: ignore[union-attr]
    png = take(page, figure.locator(".gk-chart__tools button", has_text="PNG").click, tmp_path / "png")
    corner, size, colours = page.evaluate(PIXELS, base64.b64encode(png).decode())
    assert corner == paper
    assert size == [round(3 * float(picture.get(one, "0"))) for one in ("width", "height")]
    assert {paper, ink, "rgb(79, 115, 136)"} <= set(colours)  # the words' ink and a bar's tone
    context.close()


def test_a_csv_has_the_number_beside_the_words(visit: Visit, real: Built, tmp_path: Path) -> None:
    page = visit.go("indicators/capacity.funds.html")
    figure = page.locator(".gk-chart--bars")
    button = figure.locator(".gk-chart__tools button", has_text="CSV")
    rows = list(csv.DictReader(io.StringIO(take(page, button.click, tmp_path / "x").decode())))
    spec = json.loads((real.paths.site / "indicators" / (figure.get_attribute("data-spec") or "")).read_bytes())
    wanted = spec["data"]["values"]
    assert [float(row["value"]) if row["value"] else None for row in rows] == [one["value"] for one in wanted]
    assert [(row["label"], row["note"]) for row in rows] == [(one["label"], one["note"]) for one in wanted]


def wake_all(page: Page) -> set[str]:
    """Wakes every chart of a page; each says alive what it said when it was drawn. Gives their kinds."""
    kinds = set()
    for figure in page.locator(".gk-chart").all():
        words = figure.locator("svg text").all_text_contents()
        figure.locator(".gk-chart__live").dispatch_event("click")  # the pointer may have woken it already
        page.wait_for_function("one => one.dataset.state === 'live'", arg=figure.element_handle())
        assert figure.locator("svg text").all_text_contents() == words
        assert words
        kinds.add((figure.get_attribute("class") or "").split()[1])
    return kinds


def test_every_kind_of_chart_says_alive_what_it_says_drawn(visit: Visit) -> None:
    names = ("index.html", "authorities/370400.html", "indicators/requests.received.html", "compare/370400.html")
    found = set().union(*(wake_all(visit.go(name)) for name in names))
    assert found == {f"gk-chart--{kind}" for kind in ("bars", "states", "coverage", "strip", "compare_years")}


def test_a_line_over_two_forms_is_broken_alive_as_drawn(browser: Browser, made_up: Built) -> None:
    handler = functools.partial(Quiet, directory=str(made_up.paths.site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        arrive(page, f"http://127.0.0.1:{server.server_port}/authorities/990100-xinqu.html")
        assert "gk-chart--series" in wake_all(page)
        figure = page.locator(".gk-chart--series").first
        assert figure.locator("svg text").all_text_contents() == ["2020", "2021", "9", "11", "2021格式"]
        page.close()
        server.shutdown()


def test_a_tooltip_says_the_whole_name_as_text(browser: Browser, made_up: Built) -> None:
    with serve(made_up.paths.site) as address:
        page = browser.new_page()
        arrive(page, f"{address}index.html")
        figure = page.locator(".gk-chart--coverage")
        figure.locator(".gk-chart__live").dispatch_event("click")
        figure.locator("svg.marks").wait_for()
        figure.locator("svg.marks text", has_text="script").hover()
        tip = page.locator("#vg-tooltip-element.visible")
        tip.wait_for()
        assert HOSTILE in tip.inner_text()
        assert tip.locator("script, a, b").count() == 0
        page.close()


def test_the_library_comes_once_and_is_small(visit: Visit, real: Built) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = visit.go("authorities/370400.html")
    assert [url for url in asked if "vega.js" in url] == []
    figures = page.locator(".gk-chart")
    for at in range(2):
        figures.nth(at).locator(".gk-chart__live").dispatch_event("click")
        page.wait_for_function("one => one.dataset.state === 'live'", arg=figures.nth(at).element_handle())
    assert len([url for url in asked if "vega.js" in url]) == 1
    size = len(gzip.compress((real.paths.site / "assets" / "vega.js").read_bytes(), 9))
    assert 100 < size / 1024 < 340
