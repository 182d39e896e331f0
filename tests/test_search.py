"""Search: every way to write a name, a word wherever it stands, the full text, and what is left without scripts."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from gongkai.errors import SiteError
from gongkai.pages.search import write_pinyin
from gongkai.sites import fulltexts
from gongkai.sites.fulltexts import write_full_text
from gongkai.sites.sentences import read_sentences
from tests.browsing import Visit, arrive, hits_of
from tests.built import Built
from tests.made_up import HOSTILE

pytestmark = pytest.mark.browser

LARGEST = 300_000  # bytes of names and sentences together
LINYI = "authorities/371300.html"


@pytest.mark.parametrize(
    "words",
    [
        "临沂市",
        "临沂",
        "沂",
        "371300",
        "3713",
        "linyi",
        "LinYi",
        "linyishi",
        "ly",
        "lys",
        "linys",
        "Linyi",
        "山东 临沂",
    ],
)
def test_a_place_is_found_however_it_is_written(visit: Visit, words: str) -> None:
    assert LINYI in hits_of(visit.go("index.html"), words)


def test_a_place_comes_first_by_its_own_name_alias_or_code(visit: Visit) -> None:
    page = visit.go("method.html")
    wanted = {"枣庄高新技术": "370400-gaoxin", "gaoxinqu": "370400-gaoxin", "370404": "370404", "yicheng": "370404"}
    found = {words: hits_of(page, words)[0] for words in wanted}
    assert found == {words: f"authorities/{one}.html" for words, one in wanted.items()}


def test_an_indicator_is_found_in_both_languages_and_by_its_id(visit: Visit) -> None:
    page = visit.go("reports/370400-2017.html")
    for words in ("公报发行总份数", "发行总份", "Gazette copies", "gazette.copies", "gbfxzfs"):
        assert "indicators/gazette.copies.html" in hits_of(page, words), words


@pytest.mark.parametrize("words", ["计数器", "换行符", "逐格录成", "不装计数器，不向"])
def test_words_in_mid_sentence_are_found_and_nothing_else(visit: Visit, words: str) -> None:
    """A search that cut what is typed found 换行符 on every page that has a 符."""
    page = visit.go("index.html")
    found = hits_of(page, words)
    assert found
    root = page.url.removesuffix("index.html")
    for address in {one.partition("#")[0] for one in found}:
        assert words in re.sub(r"\s+", "", page.request.get(root + address).text()), address


def test_what_stands_nowhere_so_is_found_by_its_words(visit: Visit) -> None:
    assert hits_of(visit.go("index.html"), "临沂的公报")[0] == LINYI
    assert hits_of(visit.page, "龘龘") == []
    assert "没有" in visit.page.locator(".gk-finder__status").inner_text()


def test_the_header_search_is_used_by_keyboard(visit: Visit) -> None:
    page = visit.go("index.html")
    page.keyboard.press("/")
    page.keyboard.insert_text("枣庄")
    page.locator(".gk-hit a").first.wait_for()
    assert page.locator(".gk-finder__status").inner_text().endswith("处")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.gk-hit') !== null")
    page.keyboard.press("Escape")
    assert page.locator(".gk-finder__found").is_hidden()
    assert page.evaluate("document.activeElement.matches('.gk-finder__words')")
    page.keyboard.press("End")
    page.keyboard.insert_text("市")
    page.locator(".gk-hit a").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/authorities/370400.html")


def test_nothing_is_loaded_before_somebody_searches(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page = visit.go("index.html")
    page.wait_for_load_state("networkidle")
    assert [one for one in asked if one in {"names.js", "sentences.js"} or "pagefind" in one] == []
    hits_of(page, "临沂")
    assert {"names.js", "sentences.js"} <= set(asked)


def test_the_search_fits_a_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 320, "height": 700})
    page = visit.go("reports/370400-2017.html")
    hits_of(page, "公报")
    box = page.locator(".gk-finder__found").bounding_box()
    assert box
    assert [box["x"] >= 0, box["x"] + box["width"] <= 320] == [True, True]


def test_the_full_text_finds_words_and_numbers_in_reports(visit: Visit) -> None:
    page = visit.go("search.html?words=128894")
    hits = page.locator("#gk-fulltext-hits a")
    hits.first.wait_for()
    assert "reports/370400-2017.html" in " ".join(hits.evaluate_all("all => all.map(one => one.href)"))
    assert page.locator("#gk-fulltext-hits mark", has_text="128,894").count() >= 1
    page.locator("#gk-fulltext-words").fill("换行符")
    page.locator("#gk-fulltext button").click()
    # A string would be evaluated in the page, which its policy forbids.
    page.locator("#gk-fulltext-status", has_text="换行符").wait_for(state="attached")
    assert "words=%E6%8D%A2" in page.url
    hits.first.wait_for()
    addresses = hits.evaluate_all("all => all.map(one => one.href)")
    assert addresses[0].endswith("/method.html")


def test_a_number_that_was_not_looked_for_everywhere_is_not_said_to_be_nowhere(visit: Visit) -> None:
    def shorten(route: Route) -> None:
        text = route.fetch().text()
        assert "const MOST = 60;" in text
        route.fulfill(body=text.replace("const MOST = 60;", "const MOST = 1;"), content_type="text/javascript")

    visit.go("search.html?words=28894").get_by_text("没有一页有“28894”", exact=True).wait_for()
    visit.page.route("**/assets/fulltext.js", shorten)
    visit.go("search.html?words=28894").get_by_text("没有找到“28894”；相近的页太多，只看了前 1 页").wait_for()


def test_the_header_hands_on_to_the_full_text(visit: Visit) -> None:
    page = visit.go("reports/370400-2017.html")
    hits_of(page, "临沂市")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?words=*")
    page.locator("#gk-fulltext-hits a").first.wait_for()
    assert page.locator("#gk-fulltext-names a").first.inner_text().startswith("临沂市")


def test_only_the_search_page_may_compile(real: Built) -> None:
    pages = {path.relative_to(real.paths.site).as_posix(): path for path in real.paths.site.rglob("*.html")}
    may = [name for name, path in pages.items() if "wasm-unsafe-eval" in path.read_text("utf-8")]
    assert len(pages) > 100
    assert sorted(may) == ["en/search.html", "search.html"]
    assert all("'unsafe-eval'" not in path.read_text("utf-8") for path in pages.values())


def test_the_full_text_holds_every_page_but_three(real: Built) -> None:
    """All but the pages of the search and the page of what is missing; what is for ready-made boxes is not there."""
    folder = real.paths.site / fulltexts.FOLDER
    pages = list(real.paths.site.rglob("*.html"))
    assert len(list((folder / "fragment").iterdir())) == len(pages) - 3
    assert sorted(path.name for path in folder.glob("*.js")) == ["pagefind-worker.js", "pagefind.js"]


def test_without_scripts_there_is_a_way_and_nothing_dead(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}index.html")
    assert page.locator(".gk-finder__form").is_hidden()
    page.locator(".gk-finder__door").click()
    assert page.locator("form:visible, button:visible").count() == 0
    assert "没有脚本" in page.locator("article").inner_text()
    page.locator("article a", has_text="机关").first.click()
    assert page.url.endswith("authorities/index.html")
    context.close()


def test_from_a_folder_names_are_found_and_the_full_text_says_why_not(browser: Browser, real: Built) -> None:
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    arrive(page, (real.paths.site / "reports" / "370400-2017.html").as_uri())
    page.locator(".gk-finder__words").fill("linyi")
    page.locator(".gk-hit a").first.click()
    page.wait_for_url("**/authorities/371300.html")
    arrive(page, (real.paths.site / "search.html").as_uri() + "?words=ly")
    page.locator("#gk-fulltext-names a", has_text="临沂市").wait_for()
    assert "http" in page.locator("#gk-fulltext-file").inner_text()
    assert wrong == []
    context.close()


def test_hostile_names_are_found_and_stay_text(browser: Browser, made_up: Built) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    arrive(page, (made_up.paths.site / "index.html").as_uri())
    page.locator(".gk-finder__words").fill("990101")
    hit = page.locator(".gk-hit b").first
    hit.wait_for()
    assert hit.inner_text() == HOSTILE
    page.locator(".gk-finder__words").fill("<script>")
    page.locator(".gk-hit--all a", has_text="“<script>”").wait_for()
    assert page.locator(".gk-finder script").count() == 0
    context.close()


def test_the_index_is_small_and_holds_no_report(real: Built) -> None:
    assets = real.paths.site / "assets"
    names, sentences = ((assets / f"{name}.js").read_text("utf-8") for name in ("names", "sentences"))
    assert len((names + sentences).encode()) < LARGEST
    entries = json.loads(sentences.partition("=")[2].rstrip(";\n"))
    assert len(entries) > 50
    assert [entry[0] for entry in entries if re.match(r"(reports|authorities|indicators|years)/[0-9]", entry[0])] == []
    assert len(json.loads(names.partition("=")[2].rstrip(";\n"))["indicators"]) == len(real.rows("indicators"))


def test_every_place_has_its_pinyin(real: Built) -> None:
    places = real.rows("authorities")
    assert places
    lacking = {one["name_zh"]: write_pinyin(one["name_zh"]) for one in places}
    assert {name: found for name, found in lacking.items() if len(found.split()) != len(name)} == {}
    first = {
        one["name_zh"]: "".join(part.partition("/")[0] for part in lacking[one["name_zh"]].split()) for one in places
    }
    english = {one["name_zh"]: re.sub("[^a-z]", "", one["name_en"].split(" ")[0].lower()) for one in places}
    assert {name: english[name] for name in first if not first[name].startswith(english[name])} == {}


@pytest.mark.parametrize(
    ("name", "reading"),
    [("单县", "shan"), ("涡阳县", "guo"), ("六安市", "lu"), ("曾都区", "zeng"), ("重庆市", "chong"), ("厦门市", "xia")],
)
def test_a_character_of_several_readings_has_them(name: str, reading: str) -> None:
    assert reading in write_pinyin(name).split()[0].split("/")
    assert write_pinyin("A 1") == ""


def test_sentences_are_those_of_explanations() -> None:
    page = (
        "<article><h1 id='top'>方法</h1><p>一 <b>二</b></p><h2 id='a'>甲</h2><ul><li>三<p>四</p></li></ul>"
        "<table><tr><td>五</td></tr></table><p data-search-exclude>六</p><ul class='gk-list'><li>七</li></ul></article>"
    )
    assert list(read_sentences("m.html", page)) == [
        ["m.html", "方法", "方法", "一 二"],
        ["m.html#a", "方法", "甲", "三四"],
    ]
    assert list(read_sentences("m.html", "<p>no article</p>")) == []


def test_a_full_text_that_is_not_made_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SiteError, match="pagefind"):
        write_full_text(tmp_path)
    (tmp_path / "a.html").write_text("<html lang=zh><body><article><h1>甲</h1>乙</article>", encoding="utf-8")
    assert write_full_text(tmp_path) == 1
    assert list((tmp_path / fulltexts.FOLDER).glob("*-ui.*")) == []
