"""Source text pages: every place read is marked and found by its address, hostile text stays text, a number leads to
its span and back; and without the documents nothing of it is there."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gongkai.csv_files import write_csv
from gongkai.errors import PackageError
from gongkai.pages.catalogues.texts import open_texts
from gongkai.pages.spans import Span, anchor_of, gather_spans, mark_line
from tests.built import Built, build, make_root, parse_page
from tests.made_up import HOSTILE, write_made_up_package
from tests.test_everybody import look

TEXTS = {
    "990100-2017": [
        ("L1", "白水市2017年年度报告"),
        ("L2", ""),
        ("L3", "\t128893"),
        ("L5", f"公开128900条，经费1788000元{HOSTILE}"),
        ("L4", "\t128893"),
        ("L6", "公开128000余条，其中2至3名，300万人次"),
        ("L7", "云政发〔2016〕1号等"),
        ("L8", "云政发〔2016〕1号等"),
        ("L10", "\t128894"),
        ("L14", "\t4万份"),
        ("L18", "\t0"),
        ("L22", ""),
        ("L30", "图1财政"),
        ("L31", "图2税收"),
        ("L32", "没有章节的图"),
        ("L40", "一是问题一问题一问；二是问题二问题二问"),
        ("L41", "改进措施措施措施措施"),
        ("L50", "0000-1234567"),
    ],
    "990100-xinqu-2020": [
        *((f"L{at}", f"\t{at}") for at in range(30, 42)),
        ("p1/b1", "白水新区"),
        ("p1/t1/r1/c1", HOSTILE),
        ("p1/t1/r1/c2", "9"),
        ("p2/t1/r2/c1", "续"),
        ("p2/b1", "尾"),
    ],
}
SPANS = {
    "990100-2017": [
        ("L3", "observation"),
        ("L5:3-8", "observation"),
        ("L5:3-8", "statement"),
        ("L5:3-14", "context"),
        ("L5:11-17", "observation"),
        ("L7:1-10", "citation"),
        ("L10", "observation"),
        ("L22", "observation"),
        *((locator, "statement") for locator in ("L5:11-17", "L6:1-7", "L6:9-10", "L6:12-14", "L6:16-20")),
        ("L8:1-10", "citation"),
        *((locator, "caption") for locator in ("L30:1-4", "L31:1-4", "L32:1-6")),
        *((locator, "problem") for locator in ("L40:1-9", "L40:11-19")),
        ("L41:1-9", "measure"),
        ("L50:1-12", "contact"),
    ],
    "990100-xinqu-2020": [
        *((f"L{at}", "observation") for at in (30, 31, 33, 34, 36, 37, 40, 41)),
        ("p1/b1:1-2", "date"),
        ("p1/t1/r1/c2", "observation"),
        ("p1/t1/r2/c2", "observation"),
        ("p1/t1/r1/c1", "residue"),
    ],
}


def write_texts(root: Path, hashes: dict[str, str] | None = None) -> Path:
    folder = root / "datapackage" / "source-texts"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "datapackage.json").write_text(json.dumps({"name": "texts"}), encoding="utf-8")
    tables: dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]] = {
        "texts": (("report_id", "document", "sha256", "lines", "spans"), []),
        "lines": (("report_id", "line", "place", "text"), []),
        "spans": (("report_id", "locator", "kind"), []),
    }
    for name, lines in sorted(TEXTS.items()):
        digest = (hashes or {}).get(name, hashlib.sha256(name.encode()).hexdigest())
        tables["texts"][1].append((name, f"{name}.txt", digest, len(lines), len(SPANS[name])))
        tables["lines"][1].extend((name, at, *line) for at, line in enumerate(lines, 1))
        tables["spans"][1].extend((name, *span) for span in sorted(SPANS[name]))
    for table, (columns, rows) in tables.items():
        content = write_csv(columns, [dict(zip(columns, row, strict=True)) for row in rows])
        (folder / "data" / f"{table}.csv").write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The made-up package with the texts of two of its documents, and a desk to write to."""
    paths = make_root(tmp_path_factory.mktemp("texts") / "gongkai")
    write_made_up_package(paths.root)
    write_texts(paths.root)
    settings = paths.root / "mkdocs.yml"
    said = settings.read_text(encoding="utf-8")
    said = said.replace('repository: ""', 'repository: "https://code.example.org/yunshang/gongkai"')
    settings.write_text(said.replace('contact: ""', 'contact: "desk@example.org"'), encoding="utf-8")
    return build(paths)


@pytest.fixture
def page(texts: Built, browser: Browser) -> Iterator[Page]:
    """A reader without scripts who opens the folder."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1000, "height": 700})
    yield context.new_page()
    context.close()


def address(texts: Built, name: str) -> str:
    return f"{texts.paths.site.as_uri()}/{name}"


# ------------------------------------------------------------------------------------------------ marking


def text_of(marked: str) -> str:
    return parse_page(marked).text


def test_marks_lie_in_one_another_and_what_crosses_is_cut() -> None:
    spans = [Span(3, 8, "a", ("statement",)), Span(3, 14, "b", ("context",)), Span(11, 17, "c", ("observation",))]
    text = "0123456789abcdefghij"
    marked = mark_line(text, spans)
    assert text_of(marked) == text
    found = parse_page(marked).at
    assert {name: one.text for name, one in found.items()} == {"a": "234567", "b": "23456789abcd", "c": "abcd"}
    assert marked.count("<mark") == marked.count("</mark>") == 4


def test_a_line_of_hostile_text_keeps_every_character() -> None:
    for extent in ((1, len(HOSTILE)), (0, 0), (5, 9)):
        marked = mark_line(HOSTILE, [Span(*extent, "x", ("residue",))])
        assert text_of(marked) == HOSTILE
        assert "<script" not in marked


def test_one_place_read_twice_is_one_mark_of_the_stronger_kind() -> None:
    (span,) = gather_spans([("L5:3-8", "context"), ("L5:3-8", "statement")])["L5"]
    assert (span.anchor, span.tone, span.words) == ("L5-3-8", "figure", "正文里的数、别的工作的数")


@pytest.mark.parametrize(
    ("locator", "anchor"), [("L188:4-9", "L188-4-9"), ("p4/b3:4-9", "p4-b3-4-9"), ("s1/t2/r10/c7", "s1-t2-r10-c7")]
)
def test_anchors_are_plain(locator: str, anchor: str) -> None:
    assert anchor_of(locator) == anchor


# ------------------------------------------------------------------------------------------------ pages


def test_every_line_and_every_span_has_its_address(texts: Built) -> None:
    for name, lines in TEXTS.items():
        parsed = texts.page(f"sources/{name}.html")
        assert [place for place, _ in lines if anchor_of(place) not in parsed.at] == []
        for locator, _ in SPANS[name]:
            place, _, extent = locator.partition(":")
            text = dict(lines).get(place, "")
            first, _, last = extent.partition("-")
            wanted = text[int(first) - 1 : int(last)] if extent else text.strip()
            found = parsed.at[anchor_of(locator)].text
            cut = locator == "L5:11-17"  # it crosses the end of L5:3-14: its anchor is on the first piece
            assert (wanted.startswith(found) and found) if cut else wanted in found, locator


def test_the_text_is_there_character_by_character(texts: Built) -> None:
    for name, lines in TEXTS.items():
        parsed = texts.page(f"sources/{name}.html")
        assert [text for place, text in lines if text not in parsed.at[anchor_of(place)].text] == []
        assert not [tag for tag, attributes in parsed.tags if "alert" in str(attributes) and tag == "script"]


def test_cells_of_a_table_over_two_pages_are_one_table_with_its_blanks(texts: Built) -> None:
    html = (texts.paths.site / "sources" / "990100-xinqu-2020.html").read_text(encoding="utf-8")
    assert html.count("gk-text__table") == 1
    assert "p1-t1-r2-c2" in parse_page(html).at


def test_every_place_of_a_report_leads_to_its_span(texts: Built) -> None:
    parsed = texts.page("reports/990100-2017.html")
    links = [one["href"] for tag, one in parsed.tags if tag == "a" and one.get("class") == "gk-place"]
    to_source = {link for link in links if link.startswith("../sources/990100-2017.html#")}
    assert {f"../sources/990100-2017.html#{anchor}" for anchor in ("L10", "L5-3-8", "L5-11-17", "L7-1-10")} <= to_source


def test_a_text_is_chinese_and_its_english_is_the_page_of_the_report(texts: Built) -> None:
    page = texts.page("sources/990100-2017.html")
    (switch,) = [found["href"] for tag, found in page.tags if tag == "a" and "gk-language" in found.get("class", "")]
    assert switch == "../en/reports/990100-2017.html"
    report = texts.page("en/reports/990100-2017.html")
    places = [found for tag, found in report.tags if tag == "a" and found.get("href", "").endswith("#L10")]
    assert {(one["href"], one["hreflang"]) for one in places} == {("../../sources/990100-2017.html#L10", "zh-CN")}
    assert not (texts.paths.site / "en" / "sources").exists()


def test_what_is_shown_can_be_downloaded(texts: Built) -> None:
    parsed = texts.page("sources/990100-2017.html")
    files = [one["href"] for tag, one in parsed.tags if tag == "a" and "download" in one]
    assert files == ["../data/sources/990100-2017.lines.csv", "../data/sources/990100-2017.spans.csv"]
    kept = (texts.paths.site / "data" / "sources" / "990100-2017.spans.csv").read_text(encoding="utf-8")
    assert len(kept.splitlines()) == 1 + len(SPANS["990100-2017"])


def test_without_the_package_places_lead_to_the_printed_form(made_up: Built) -> None:
    assert not (made_up.paths.site / "sources").exists()
    links = {
        one["href"]
        for tag, one in made_up.page("reports/990100-2017.html").tags
        if tag == "a" and one.get("class") == "gk-place"
    }
    assert "#disclosure.total" in links
    assert not [link for link in links if "sources/" in link]


def test_a_text_of_another_document_is_not_shown(tmp_path: Path) -> None:
    from gongkai.pages.catalogues import open_catalogue
    from gongkai.published import read_package

    package = read_package(write_made_up_package(tmp_path))
    folder = write_texts(tmp_path, {"990100-2017": "0" * 64})
    catalogue = open_catalogue(package, open_texts(folder))
    assert [name for name in catalogue.reports if catalogue.has_text(name)] == ["990100-xinqu-2020"]
    assert [text.report_id for text in catalogue.texts.read()] == sorted(TEXTS)


def test_a_package_with_other_columns_is_refused(tmp_path: Path) -> None:
    folder = write_texts(tmp_path)
    path = folder / "data" / "texts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("sha256", "md5", 1), encoding="utf-8")
    with pytest.raises(PackageError, match="columns"):
        open_texts(folder)


# ------------------------------------------------------------------------------------------------ a reader


@pytest.mark.browser
def test_a_number_leads_to_its_span_and_back_without_scripts(texts: Built, page: Page) -> None:
    page.goto(address(texts, "reports/990100-2017.html"))
    page.locator("[id='disclosure.total@prose'] a.gk-place").click()
    span = page.locator("mark:target")
    assert span.inner_text() == "128900"
    outline = "one => getComputedStyle(one).boxShadow"
    assert span.evaluate(outline) != "none"
    assert page.locator("mark").first.evaluate(outline) == "none"
    page.locator("p.gk-line", has=span).locator("a.gk-became", has_text="128,900").click()
    assert "128,900" in page.locator(":target").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("place", ["L10", "p1-t1-r1-c2"])
def test_a_place_is_seen_with_what_stands_before_it(texts: Built, page: Page, place: str) -> None:
    """A value's name stands some lines above it."""
    name = "990100-2017" if place == "L10" else "990100-xinqu-2020"
    page.set_viewport_size({"width": 390, "height": 400})
    page.goto(f"{address(texts, f'sources/{name}.html')}#{place}")
    page.wait_for_function("scrollY > 0")
    here, header = page.locator(":target").bounding_box(), page.locator(".md-header").bounding_box()
    assert here is not None
    assert header is not None
    assert here["y"] > header["y"] + header["height"] + 60


@pytest.mark.browser
def test_axe_finds_nothing_on_a_text(texts: Built, browser: Browser) -> None:
    context = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 900})
    reader = context.new_page()
    reader.goto(address(texts, "sources/990100-2017.html"))
    assert reader.locator(".gk-line__became > .gk-became + .gk-became").count()  # links that stand close
    look(reader)
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_text_is_never_wider_than_the_screen(texts: Built, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for name in TEXTS:
        page.goto(f"{address(texts, f'sources/{name}.html')}#L5")
        assert page.locator(".gk-text").bounding_box() is not None
        wide = page.locator("body *").evaluate_all(
            "(all, width) => all.filter(one => one.getBoundingClientRect().right > width + 1"
            " && !one.closest('.gk-scroll, .md-header, .md-nav, .md-sidebar, .md-tabs')).length",
            width,
        )
        assert wide == 0


# ------------------------------------------------------------------------------------------------ letters


def test_a_letter_names_page_document_and_version(texts: Built) -> None:
    from urllib.parse import parse_qs, urlsplit

    parsed = texts.page("reports/990100-2017.html")
    issue, mail = [one["href"] for tag, one in parsed.tags if tag == "a" and "data-letter" in one]
    assert issue.startswith("https://code.example.org/yunshang/gongkai/issues/new?")
    body = parse_qs(urlsplit(issue).query)["body"][0]
    for said in ("reports/990100-2017.html", hashlib.sha256(b"990100-2017").hexdigest(), "数据版本：0.0.1", "#____"):
        assert said in body
    assert mail.startswith("mailto:desk@example.org?subject=")
    assert "%0D%0A" in mail


def test_a_hostile_title_stays_inside_its_letter(texts: Built) -> None:
    parsed = texts.page("reports/990101-2017.html")
    for href in [one["href"] for tag, one in parsed.tags if tag == "a" and "data-letter" in one]:
        assert not set("<>\"'` \n{}") & set(href)


def test_without_addresses_there_are_no_letters(made_up: Built) -> None:
    for name in ("index.html", "reports/990100-2017.html"):
        parsed = made_up.page(name)
        assert not [one for tag, one in parsed.tags if "data-letter" in one or "letters.js" in one.get("data-src", "")]


@pytest.mark.parametrize(
    ("repository", "contact"),
    [("javascript:alert(1)", "a b@c"), ("https://x.org/a?b#c", "x@y"), ("http://x.org/a", "")],
)
def test_an_address_that_is_none_is_not_used(tmp_path: Path, repository: str, contact: str) -> None:
    from gongkai.pages.catalogues.desks import Desk, open_desk

    settings = tmp_path / "mkdocs.yml"
    extra = {"repository": repository, "contact": contact}
    settings.write_text(f"site_url: !ENV [X, '']\nextra: {json.dumps(extra)}\n", encoding="utf-8")
    assert open_desk(settings) == Desk()


@pytest.mark.browser
def test_the_value_pointed_at_is_named_in_its_letter(texts: Built, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address(texts, 'reports/990100-2017.html')}#capacity.funds")
    beside = page.locator("[id='capacity.funds'] a.gk-letter")
    beside.wait_for()
    assert beside.inner_text() == "这个数有误？"
    assert "%23capacity.funds" in (beside.get_attribute("href") or "")
    page.evaluate("location.hash = 'disclosure.total'")
    page.locator("[id='disclosure.total'] a.gk-letter").wait_for()
    assert page.locator("a.gk-letter").count() == 1
    page.evaluate("location.hash = 'top'")
    page.wait_for_function("!document.querySelector('a.gk-letter')")
    assert "#____" in (page.locator("a[data-letter]").first.get_attribute("href") or "").replace("%23", "#")
    page.goto(f"{address(texts, 'en/reports/990100-2017.html')}#capacity.funds")
    beside.wait_for()
    assert beside.inner_text() == "Is this number wrong?"
    context.close()
