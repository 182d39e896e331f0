"""On paper: nothing is cut, cards stay whole, headings stay with what they head, and the sheet says what it is of."""

import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page

from tests.browsing import Visit

pytestmark = pytest.mark.browser

PRINTED = (
    "index.html",
    "authorities/370400.html",
    "reports/371300-2017.html",
    "reports/320813-2024.html",
    "reports/370400-gaoxin-2020.html",
    "indicators/disclosure.total.html",
    "quality.html",
    "compare/370400.html",
    "concordance.html",
    "documents.html",
    "en/authorities/371300.html",
    "en/reports/320813-2024.html",
)
PAPER = 696  # A4 less the margins of the style sheet, in CSS pixels


def print_page(page: Page, folder: Path) -> list[str]:
    """The sheets of an open page, as text without spaces."""
    path = folder / "page.pdf"
    page.pdf(path=str(path), format="A4", prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(str(path))
    sheets = [re.sub(r"\s", "", one.get_textpage().get_text_bounded()) for one in document]
    document.close()
    assert sheets
    return sheets


def test_nothing_is_wider_than_the_paper(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": PAPER, "height": 1000})
    wrong = []
    for name in PRINTED:
        page = visit.go(name)
        page.emulate_media(media="print")
        tables = page.locator(".gk table:visible")
        assert name == "index.html" or tables.count() > 0, name
        ends = tables.evaluate_all("all => all.map(one => Math.round(one.getBoundingClientRect().right))")
        wrong += [f"{name}: table {at} ends at {end}" for at, end in enumerate(ends) if end > PAPER]
        if page.evaluate("document.documentElement.scrollWidth") > PAPER:
            wrong.append(f"{name}: wider than the paper")
    assert wrong == []


@pytest.mark.parametrize("name", ["authorities/371300.html", "reports/371300-2017.html", "en/quality.html"])
def test_the_last_sheet_has_the_citation_with_version_and_address_and_more(
    visit: Visit, name: str, tmp_path: Path
) -> None:
    page = visit.go(name)
    sheets = print_page(page, tmp_path)
    head = "Citethispage" if name.startswith("en/") else "引用本页"
    assert head in sheets[-1]
    assert visit.base + name in sheets[-1]
    text = re.sub(r"\s", "", page.locator(".gk-cite > p[id$=-text]").text_content() or "")
    assert re.search(r"0\.[0-9]+\.[0-9]+", text)
    assert text in sheets[-1]
    assert "BibTeX" not in sheets[-1]
    assert len(sheets[-1]) > len(text) + len(visit.base + name) + 200  # the citation is not alone on it


def test_a_card_of_a_check_is_on_one_sheet(visit: Visit, tmp_path: Path) -> None:
    page = visit.go("reports/371300-2017.html")
    cards = page.locator(".gk-check:visible").evaluate_all(
        "all => all.map(one => ['.gk-check__words', '.gk-sum', '.gk-clues li'].map("
        "part => one.querySelector(part)?.innerText ?? ''))"
    )
    sheets = print_page(page, tmp_path)
    assert len(cards) > 10
    cards = [[part for part in card if "▢" not in part] for card in cards]  # a state's word is for ears alone there
    parts = [[re.sub(r"\s", "", part)[:16] for part in card if part.strip()] for card in cards]
    assert [card for card in parts if not any(all(part in sheet for part in card) for sheet in sheets)] == []
    assert len(sheets) > 3


def test_a_head_is_whole_on_every_sheet_and_no_heading_is_the_last_of_one(visit: Visit, tmp_path: Path) -> None:
    page = visit.go("quality.html")
    sheets = print_page(page, tmp_path)
    rules = [re.sub(r"\s", "", one) for one in page.locator("table tbody th").all_inner_texts()]
    on = [sheet for sheet in sheets if sum(rule in sheet for rule in set(rules)) > 3]
    assert len(on) > 1
    assert [sheet[:20] for sheet in on if "规则" not in sheet] == []
    heads = [re.sub(r"\s", "", one) for one in page.locator("article h2").all_inner_texts()]
    assert [sheet[-20:] for sheet in sheets if sheet.endswith(tuple(heads))] == []
