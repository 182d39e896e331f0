"""Finding: the report of a place and a year however both are written, a line to compare, and the way to the other
language before its scripts are there."""

import functools
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from gongkai.pages.catalogues import open_catalogue
from gongkai.pages.search import DOORS, list_names
from gongkai.published import read_package
from gongkai.words import MOST_REPORTS
from tests.browsing import Visit, arrive, hits_of
from tests.built import Built
from tests.made_up import write_made_up_package
from tests.test_everybody import look

pytestmark = pytest.mark.browser

ZAOZHUANG = "reports/370400-2017.html"
WAYS = (
    *("枣庄 2017", "枣庄市2017", "2017枣庄市", "2017年枣庄市", "枣庄 17年", "枣庄２０１７"),
    *("zaozhuang 2017", "Zaozhuang 2017", "zz2017", "370400 2017", "370400-2017"),
    *("2017年枣庄市政府信息公开工作年度报告", "枣庄市人民政府2017年政府信息公开年报"),
    "annual report of Zaozhuang, 2017",
)
WHAT = ".gk-compare fieldset:nth-of-type(2) input[role=combobox]"
Names = dict[str, Any]


def say(page: Page) -> str:
    return page.locator(".gk-finder__status").inner_text()


def rename(page: Page, change: Callable[[Names], object]) -> None:
    """What the page is told of names, changed: a package that is not here."""

    def answer(route: Route) -> None:
        head, _, rest = route.fetch().text().partition("=")
        names = json.loads(rest.rstrip(";\n"))
        change(names)
        route.fulfill(body=f"{head}={json.dumps(names)};", content_type="text/javascript")

    page.route("**/assets/names.js", answer)


def place_of(names: Names, authority: str) -> list[Any]:
    (row,) = [row for row in names["places"] if row[0] == authority]
    return row  # type: ignore[no-any-return]


@pytest.mark.parametrize("top", ["", "en/"])
def test_place_and_year_find_the_report_first_however_they_are_written(visit: Visit, top: str) -> None:
    page = visit.go(f"{top}method.html")
    found = {words: hits_of(page, words)[:2] for words in WAYS}
    wanted = [f"{top}{ZAOZHUANG}", f"{top}authorities/370400.html"]
    assert {words: hits for words, hits in found.items() if hits != wanted} == {}


def test_a_zones_report_is_not_taken_for_the_citys(visit: Visit) -> None:
    page = visit.go("index.html")
    assert (
        hits_of(page, "枣庄高新区 2020")[0]
        == hits_of(page, "370400-gaoxin-2020")[0]
        == "reports/370400-gaoxin-2020.html"
    )
    assert hits_of(page, "枣庄 2020")[:2] == ["authorities/370400.html", "reports/370400-gaoxin-2020.html"]
    assert say(page).startswith("没有收入枣庄市 2020 年的报告。")
    assert hits_of(page, "枣庄 201")[:2] == [ZAOZHUANG, "authorities/370400.html"]  # while the year is being typed


def test_a_place_has_its_reports_behind_it_the_newest_first(visit: Visit) -> None:
    def hold(names: Names) -> None:
        place_of(names, "370400")[-1][:] = [*range(2025, 2018, -1), [2018, "withdrawn"], *range(2017, 2007, -1)]

    rename(visit.page, hold)
    page = visit.go("index.html")
    assert hits_of(page, "枣庄")[0] == "authorities/370400.html"
    row = page.locator(".gk-hit").first
    years = row.locator(".gk-hit__years a")
    later, earlier = map(str, range(2025, 2018, -1)), map(str, range(2017, 2013, -1))
    assert years.all_inner_texts() == [*later, "2018 ✕ 已撤下", *earlier]
    assert years.nth(7).get_attribute("aria-label") == "枣庄市的报告：2018 ✕ 已撤下"
    box = page.locator(".gk-hit").nth(1).bounding_box()
    assert box
    assert box["y"] < 300  # the next hit stays in sight
    assert hits_of(page, "枣庄 2018")[0] == "reports/370400-2018.html"
    assert "报告 · ✕ 已撤下" in page.locator(".gk-hit").first.inner_text()


def test_a_year_alone_is_its_page_and_its_reports_if_they_are_few(visit: Visit) -> None:
    page = visit.go("index.html")
    for words in ("2017", "2017年", "2017 年度报告"):
        found = hits_of(page, words)
        assert found[0] == "years/2017.html"
        assert set(found[1:4]) == {f"reports/{one}-2017.html" for one in ("370303", "370400", "371300")}
    assert "3 份报告" in page.locator(".gk-hit").first.inner_text()

    def fill(names: Names) -> None:
        for row in names["places"]:
            row[-1] = [2017]

    rename(page, fill)
    visit.go("data.html")
    assert hits_of(page, "2017")[0] == "years/2017.html"
    assert page.locator(".gk-hit a[href*='/reports/3']").count() == 0


def test_a_year_without_a_report_says_so_and_leads_on(visit: Visit) -> None:
    page = visit.go("index.html")
    assert hits_of(page, "临沂 2016") == ["authorities/371300.html"]
    assert say(page) == "没有收入临沂市 2016 年的报告。1 处"
    assert page.locator(".gk-hit__years a").all_inner_texts() == ["2017"]
    assert hits_of(page, "2031") == ["years/index.html"]
    assert say(page).startswith("没有收入 2031 年的报告")
    visit.go("en/index.html")
    hits_of(page, "Linyi 2016")
    assert say(page) == "No 2016 report of Linyi is here. 1 found"
    hits_of(page, "Shandong")
    assert page.locator(".gk-hit__years").first.inner_text() == "No report is here yet"


def test_a_year_beside_an_indicator_is_no_place(visit: Visit) -> None:
    found = hits_of(visit.go("index.html"), "2017 公报发行期数")
    assert found[:2] == ["years/2017.html", "indicators/gazette.issues.html"]


@pytest.mark.parametrize(
    "words",
    [
        "枣庄 2017 收到申请数",
        "枣庄2017收到申请数",
        "收到申请数 枣庄 2017",
        "requests received Zaozhuang 2017",
        "370400 2017 收到申请数",
    ],
)
@pytest.mark.parametrize("top", ["", "en/"])
def test_place_year_and_indicator_lead_to_the_number_in_the_report(visit: Visit, top: str, words: str) -> None:
    found = hits_of(visit.go(f"{top}index.html"), words)
    assert found[0] == f"{top}{ZAOZHUANG}#requests.received"
    assert found[1] == f"{top}indicators/requests.received.html"
    assert f"{top}authorities/370400.html" in found[:8]


def test_a_line_that_only_the_prose_of_a_report_has_is_found_there(visit: Visit) -> None:
    page = visit.go("reports/370303-2017.html#requests.received")
    page.wait_for_url("**#requests.received@prose")
    assert "389" in page.locator(":target").inner_text()
    assert page.locator(".gk-lacking").count() == 0


def test_a_line_that_has_numbers_of_some_applicants_alone_is_not_said_to_have_none(visit: Visit) -> None:
    def drop(route: Route) -> None:
        body = route.fetch().text()
        assert 'id="applications.new"' in body
        route.fulfill(body=body.replace('id="applications.new"', ""), content_type="text/html; charset=utf-8")

    visit.page.route("**/reports/320813-2024.html", drop)
    page = visit.go("reports/320813-2024.html#applications.new")
    page.wait_for_url("**#applications.new@*")
    assert page.locator(":target").count() == 1
    assert page.locator(".gk-lacking").count() == 0


@pytest.mark.parametrize(
    ("top", "said"),
    [
        ("", "这份报告没有这一项的数：requests.received，各版格式怎样印"),
        ("en/", "This report has no number of requests.received: what each form prints"),
    ],
)
def test_a_line_that_a_report_does_not_have_is_not_answered_by_its_top(visit: Visit, top: str, said: str) -> None:
    page = visit.go(f"{top}reports/320813-2024.html#requests.received")
    assert page.locator(".gk-lacking").inner_text() == said
    page.locator(".gk-lacking a").click()
    page.wait_for_url(f"**/{top}indicators/requests.received.html")
    page = visit.go(f"{top}reports/320813-2024.html#no.such-line")  # no name of a line at all
    assert page.locator(".gk-lacking").count() == 0


def test_an_indicator_that_is_not_certain_leads_to_the_report(visit: Visit) -> None:
    found = hits_of(visit.go("en/index.html"), "Linyi requests 2017")
    assert found[0] == "en/reports/371300-2017.html"
    assert found[1].startswith("en/indicators/requests.")
    assert "en/authorities/371300.html" in found[:8]
    hits_of(visit.page, "Linyi requests 2016")
    assert say(visit.page).startswith("No 2016 report of Linyi is here.")


@pytest.mark.parametrize(
    "words", ["国办发〔2017〕24号", "国办发[2017]24号", "国办发（2017）第24号", "国办发〔2017〕24", "国办发2017 24"]
)
@pytest.mark.parametrize("top", ["", "en/"])
def test_a_document_number_leads_to_its_row(visit: Visit, top: str, words: str) -> None:
    found = hits_of(visit.go(f"{top}index.html"), words)
    assert found[0].startswith(f"{top}documents.html#doc-")
    assert not [one for one in found if "reports/" in one or "years/" in one]
    visit.page.locator(".gk-finder__list a").first.click()
    row = visit.page.locator("tr:target")
    assert "国办发〔2017〕24号" in row.inner_text()


def test_whose_documents_are_found_by_their_word(visit: Visit) -> None:
    page = visit.go("index.html")
    assert [one.partition("-")[0] for one in hits_of(page, "张政发")] == ["documents.html#doc"] * 3
    assert hits_of(page, "国办发〔2031〕24号") == ["documents.html"]
    assert "documents.html" not in "".join(hits_of(page, "2017"))


@pytest.mark.parametrize(
    ("top", "words", "said"),
    [("", "97.75%", "全文里找“97.75%”：0 页有原样，"), ("en/", "97.75%", "Full text for “97.75%”: 0 pages as typed, ")],
)
def test_near_pages_are_not_counted_as_found(visit: Visit, top: str, words: str, said: str) -> None:
    page = visit.go(f"{top}search.html?words={words.replace('%', '%25')}")
    page.locator("#gk-fulltext-hits a").first.wait_for()
    assert page.locator("#gk-fulltext-status").inner_text().startswith(said)
    assert page.locator("#gk-fulltext-hits .gk-hit").count() >= 1


def test_the_years_are_walked_by_keyboard(visit: Visit) -> None:
    page = visit.go("index.html")
    page.keyboard.press("/")
    page.keyboard.insert_text("枣庄 2017")
    page.locator(".gk-hit a").first.wait_for()
    here = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.querySelector('b')?.textContent"
    walked = []
    for key in ("Down", "Down", "Right", "Right", "Left", "Right", "Down", "Up"):
        page.keyboard.press(f"Arrow{key}")
        walked.append(page.evaluate(here))
    year = "枣庄市的报告：2017"
    assert walked == ["枣庄市 2017", "枣庄市", year, year, "枣庄市", year, "2017 年", "枣庄市"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{ZAOZHUANG}")


def test_the_list_with_years_has_no_fault_axe_sees(visit: Visit) -> None:
    page = visit.go("index.html")
    hits_of(page, "zaozhuang 2016")
    look(page)
    page = visit.go("en/index.html")
    hits_of(page, "zaozhuang 2016")
    look(page, ["phone"])


def test_reports_that_are_in_chinese_only_are_led_to_from_english(visit: Visit) -> None:
    rename(visit.page, lambda names: names.update(english=False))
    page = visit.go("en/data.html")
    assert hits_of(page, "Zaozhuang 2017")[0] == ZAOZHUANG
    assert page.locator(".gk-hit a").first.get_attribute("hreflang") == "zh-CN"
    assert hits_of(page, "Zaozhuang")[0] == "en/authorities/370400.html"


def test_from_a_folder_too(browser: Browser, real: Built) -> None:
    page = browser.new_page()
    arrive(page, (real.paths.site / "en" / "data.html").as_uri())
    page.locator(".gk-finder__words").fill("zaozhuang 2017")
    page.locator(".gk-hit a").first.wait_for()
    page.locator(".gk-finder__words").press("Enter")
    page.wait_for_url(f"**/en/{ZAOZHUANG}")
    arrive(page, (real.paths.site / "search.html").as_uri() + "?words=2017枣庄市")
    page.locator("#gk-fulltext-names a").first.wait_for()
    assert (page.locator("#gk-fulltext-names a").first.get_attribute("href") or "").endswith(ZAOZHUANG)
    page.close()


@pytest.mark.parametrize("words", ["临沂 2017", "2017临沂市"])
def test_the_search_page_has_the_same_above_the_full_text(visit: Visit, words: str) -> None:
    page = visit.go(f"search.html?words={words}")
    names = page.locator("#gk-fulltext-names > li > a")
    page.locator("#gk-fulltext-hits a").first.wait_for()
    assert (names.first.get_attribute("href") or "").endswith("/reports/371300-2017.html")
    first, full = names.first.bounding_box(), page.locator("#gk-fulltext-status").bounding_box()
    assert first
    assert full
    assert first["y"] < full["y"]


def test_latin_letters_begin_a_word(visit: Visit) -> None:
    """87 pages were found for “ly”, by the end of “newly”."""
    page = visit.go("en/index.html")
    assert hits_of(page, "ly") == ["en/authorities/371300.html"]
    assert any("glossary" in one for one in hits_of(page, "blank"))


def test_english_kinds_are_of_one_number(visit: Visit) -> None:
    page = visit.go("en/index.html")
    kinds = set()
    for words in ("Zaozhuang 2017", "requests", "blank", "at least"):
        hits_of(page, words)
        kinds |= set(page.locator(".gk-finder__list small span:first-child").all_inner_texts())
    assert kinds == {"authority", "indicator", "page", "report", "rule", "year"}


def test_the_ways_in_are_all_of_the_sections(real: Built) -> None:
    linked = {one.get("href") for tag, one in real.page("search.html").tags if tag == "a"}
    assert {address for address, _, _ in DOORS} <= linked
    assert {"compare.html", "cite.html", "api.html"} <= linked


def test_a_report_is_a_year_of_its_place_and_no_row(tmp_path: Path) -> None:
    package = write_made_up_package(tmp_path, {"990100-2017": ("superseded", "")})
    catalogue = open_catalogue(read_package(package))
    names: Names = dict(list_names(catalogue))
    assert len(names["places"]) == len(catalogue.authorities)
    held = {(row[0], entry[0] if isinstance(entry, list) else entry) for row in names["places"] for entry in row[-1]}
    assert held == {(one.authority, one.time_period) for one in catalogue.reports.values()}
    assert [2017, "superseded"] in place_of(names, "990100")[-1]
    assert names["statuses"]["superseded"] == ["↻ 已被取代", "↻ superseded"]
    assert names["english"] == (len(catalogue.reports) <= MOST_REPORTS)


# Choosing a line to compare


@pytest.mark.parametrize(
    ("top", "words"),
    [
        ("", "公报发行总份数"),
        ("", "gazette.copies"),
        ("", "Gazette copies"),
        ("", "gbfxzfs"),
        ("", "公报发行 总份"),
        ("en/", "gazette copies distributed"),
        ("en/", "公报发行总份数"),
    ],
)
def test_a_line_is_found_by_typing(visit: Visit, top: str, words: str) -> None:
    page = visit.go(f"{top}compare.html?a=370400,371300")
    page.locator(WHAT).fill(words)
    options = page.locator(".gk-choice:visible [role=option]")
    options.first.wait_for()
    page.locator(WHAT).press("ArrowDown")
    page.locator(WHAT).press("Enter")
    page.locator(".gk-compared[data-line='gazette.copies']").wait_for()
    assert page.url.endswith(",gazette.copies")


def test_an_empty_field_offers_the_key_lines_first_and_all_with_their_forms(visit: Visit, real: Built) -> None:
    index = json.loads((real.paths.site / "compare" / "index.json").read_text("utf-8"))
    page = visit.go("compare.html?a=370400,371300&i=gazette.copies")
    page.locator(WHAT).click()
    options = page.locator(".gk-choice:visible [role=option]")
    options.first.wait_for()
    labels = {row[0]: row[1] for row in index["lines"]}
    assert options.locator("b").all_inner_texts()[: len(index["key"])] == [labels[one] for one in index["key"]]
    assert options.count() == len(labels) - 1  # what is chosen is not offered again
    groups = page.locator(".gk-choice:visible [role=group]")
    assert [one.get_attribute("aria-labelledby") for one in groups.all()] == [
        one.get_attribute("id") for one in page.locator(".gk-choice__head").all()
    ]
    assert page.locator(".gk-choice__head").all_inner_texts() == ["主要指标", *index["forms"].values()]
    assert "2019年格式 · 2021年格式 · 件" in options.first.inner_text()
    page.locator(WHAT).press("ArrowUp")
    assert page.locator(WHAT).get_attribute("aria-activedescendant") == options.last.get_attribute("id")
    chosen = options.last.locator("b").inner_text()
    page.locator(WHAT).press("Enter")
    page.get_by_role("button", name=f"去掉{chosen}").wait_for()
    page.locator(WHAT).click()
    options.first.wait_for()
    look(page)


def test_lines_of_one_name_are_told_apart_by_their_parents(visit: Visit) -> None:
    page = visit.go("compare.html?a=370400,371300&i=gazette.copies")
    page.locator(WHAT).fill("维持具体行政行为数")
    options = page.locator(".gk-choice:visible [role=option] b")
    options.nth(1).wait_for()
    assert {"行政复议数量：维持具体行政行为数", "被举报投诉数量：维持具体行政行为数"} == set(options.all_inner_texts())
    page.locator(WHAT).press("Enter")  # two have the name: neither is taken
    assert page.url.endswith("i=gazette.copies")
    page.locator(WHAT).fill("被举报投诉数量：维持具体行政行为数")
    page.locator(WHAT).press("Enter")
    page.wait_for_url("**,complaints.*")


WHO = WHAT.replace("(2)", "(1)")


@pytest.mark.parametrize("words", ["枣庄", "zaozhuang", "370400", "Zaozhuang", "枣庄市"])
@pytest.mark.parametrize("by", ["Enter", "button"])
def test_a_place_typed_in_full_is_taken(visit: Visit, words: str, by: str) -> None:
    page = visit.go("compare.html")
    page.locator(WHO).fill(words)
    if by == "Enter":
        page.locator(WHO).press("Enter")
    else:
        page.locator(".gk-compare fieldset").first.get_by_role("button", name="加入").click()
    page.get_by_role("button", name="去掉枣庄市").wait_for()
    page.locator(WHO).fill(words)
    page.locator(WHO).press("Enter")
    page.get_by_text("已经选了。").wait_for()
    page.wait_for_url("**a=370400&*")


@pytest.mark.parametrize(
    ("top", "said", "add"), [("", "有几个，请选一个。", "加入"), ("en/", "Several match; choose one.", "Add")]
)
@pytest.mark.parametrize(("field", "words"), [(1, "枣"), (2, "申请数")])
def test_when_several_fit_it_is_said_and_they_are_shown(
    visit: Visit, top: str, said: str, add: str, field: int, words: str
) -> None:
    page = visit.go(f"{top}compare.html")
    box = page.locator(f".gk-compare fieldset:nth-of-type({field})")
    for by in ("Enter", "button"):
        box.get_by_role("combobox").fill(words)
        if by == "Enter":
            box.get_by_role("combobox").press("Enter")
        else:
            box.get_by_role("button", name=add).click()
        page.get_by_text(said).wait_for()
        box.get_by_role("option").nth(1).wait_for()
        assert box.get_by_role("combobox").input_value() == words


# A phone's keyboard covers the lower half of the page, and only the visual viewport knows.
KEYBOARD = "Object.defineProperty(VisualViewport.prototype, 'height', { get: () => innerHeight - 360 })"


@pytest.mark.parametrize("width", [320, 390])
def test_a_phones_keyboard_hides_no_list(visit: Visit, width: int) -> None:
    visit.page.add_init_script(KEYBOARD)
    visit.page.set_viewport_size({"width": width, "height": 760})
    page = visit.go("compare.html?a=370400,371300&i=gazette.copies,requests.received")
    page.locator(".gk-compared figure[data-state=live]").first.wait_for()
    page.locator(WHAT).click()
    options = page.locator(".gk-choice:visible [role=option]")
    options.nth(2).wait_for()
    list_, third = page.locator(".gk-choice:visible").bounding_box(), options.nth(2).bounding_box()
    head = page.locator(".md-header").bounding_box()
    field = page.locator(WHAT).bounding_box()
    assert list_
    assert third
    assert head
    assert field
    assert list_["y"] + list_["height"] <= 400
    assert third["y"] + 24 <= 400
    assert field["y"] >= head["y"] + head["height"]
    hits_of(page, "申请")
    panel = page.locator(".gk-finder__found").bounding_box()
    assert panel
    assert panel["y"] + panel["height"] <= 400


# The other language


def test_the_switch_keeps_place_and_choice_before_the_scripts_are_here(visit: Visit) -> None:
    visit.page.route("**/assets/gongkai.js", lambda route: None)  # never answered
    page = visit.page
    for name in ("compare.html?a=370400,371300&i=requests.received", "glossary.html#state-blank"):
        page.goto(visit.base + name)
        page.locator(".gk-language").click()
        page.wait_for_url(f"{visit.base}en/{name}")
    assert page.locator("html[data-scripts]").count() == 0


class Halting(http.server.SimpleHTTPRequestHandler):
    """Sends a page up to its heading, and the rest when somebody says so."""

    go_on = threading.Event()

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.name != "glossary.html" or path.parent.name == "en":
            return super().do_GET()
        head, mark, rest = path.read_bytes().partition(b'<h1 id="top">')
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(head + mark)
        self.wfile.flush()
        self.go_on.wait(120)
        self.wfile.write(rest)
        return None

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def halting(real: Built) -> Iterator[str]:
    Halting.go_on.clear()
    handler = functools.partial(Halting, directory=str(real.paths.site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        Halting.go_on.set()
        server.shutdown()


def test_the_switch_keeps_the_place_while_the_page_is_still_coming(browser: Browser, halting: str) -> None:
    page = browser.new_page()
    page.goto(f"{halting}glossary.html#state-blank", wait_until="commit")
    switch = page.locator(".gk-language")
    switch.wait_for()
    page.wait_for_function(  # the one script that a page does not wait for has come
        "one => (one.dispatchEvent(new Event('focusin', { bubbles: true })), one.hash)", arg=switch.element_handle()
    )
    assert page.evaluate("document.readyState") == "loading"
    switch.click(no_wait_after=True)
    page.wait_for_url(f"{halting}en/glossary.html#state-blank")
    page.close()
