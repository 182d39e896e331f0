"""The one style sheet: no rule is lost that a page can use, and none is kept for features that no page has."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from gongkai.errors import SiteError
from gongkai.sites.styles import Vocabulary, prune, write_styles
from tests.browsing import arrive, serve
from tests.built import Built

KNOWN = Vocabulary(
    frozenset({"gk", "gk-here", "md-nav"}),
    frozenset({"body", "p", "a"}),
    frozenset({("data-md-color-scheme", "slate"), ("dir", "ltr")}),
    frozenset({"gk-made"}),
)


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        (".gk p{color:red}", ".gk p{color:red}"),
        (".gk .gone{color:red}", ""),
        (".gone,.gk-here{color:red}", ".gk-here{color:red}"),
        (".gk-made{color:red}", ".gk-made{color:red}"),
        ("video{color:red}", ""),
        ("p:not(.gone){color:red}", "p:not(.gone){color:red}"),
        (":is(.gone,.gk){color:red}", ":is(.gone,.gk){color:red}"),
        ("#made-by-a-library.gone{color:red}", "#made-by-a-library.gone{color:red}"),
        ("[data-md-color-scheme=slate] .gk{color:red}", "[data-md-color-scheme=slate] .gk{color:red}"),
        ("[data-md-color-scheme=none] .gk{color:red}", ""),
        ("[dir=rtl] .gk{color:red}", ""),
        ("a[href^=http]{color:red}", "a[href^=http]{color:red}"),
        ('a::before{content:"a{b}"}', 'a::before{content:"a{b}"}'),
        ("@media print{.gk{color:red}.gone{color:red}}", "@media print{.gk{color:red}}"),
        ("@media print{.gone{color:red}}", ""),
        ("p{color:red!important}", "p{color:red!important}"),
        (":root{--used:1px;--unused:2px}p{margin:var(--used)}", ":root{--used:1px}p{margin:var(--used)}"),
        (":root{--one:var(--two);--two:1px}", ""),
        (
            "@keyframes go{to{top:0}}@keyframes rest{to{top:0}}p{animation:go 1s}",
            "@keyframes go{to{top:0}}p{animation:go 1s}",
        ),
        ("/* why */\np\n{\n  /* that */ color :  red ;\n}\n", "p{color:red}"),
        (".gk{color:red;&:hover{color:blue}}", ".gk{color:red;&:hover{color:blue}}"),
        ('@charset "UTF-8";p{color:red}', "p{color:red}"),
    ],
)
def test_what_is_kept(style: str, kept: str) -> None:
    assert prune(style, KNOWN) == kept


def write_page(path: Path, *sheets: str) -> None:
    links = "\n".join(f'    <link rel="stylesheet" href="{one}">' for one in sheets)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<html><head>\n{links}\n</head><body><p class="g&#107;">a</p></body></html>', encoding="utf-8")


def test_every_page_leads_to_one_sheet_from_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.css").write_text(".gk{color:red}.gone{color:red}", encoding="utf-8")
    (tmp_path / "assets" / "b.css").write_text(".gk{color:blue}", encoding="utf-8")
    write_page(tmp_path / "index.html", "assets/a.css", "assets/b.css")
    write_page(tmp_path / "en" / "x" / "y.html", "../../assets/a.css", "../../assets/b.css")
    write_page(tmp_path / "404.html", "/gongkai/assets/a.css", "/gongkai/assets/b.css")
    assert write_styles(tmp_path) == len(".gk{color:red}.gk{color:blue}")
    (sheet,) = (tmp_path / "assets").glob("*.css")
    assert sheet.read_text(encoding="utf-8") == ".gk{color:red}.gk{color:blue}"
    found = {
        path.relative_to(tmp_path).as_posix(): re.findall('href="([^"]+)"', path.read_text(encoding="utf-8"))
        for path in tmp_path.rglob("*.html")
    }
    name = f"assets/{sheet.name}"
    assert found == {"index.html": [name], "en/x/y.html": [f"../../{name}"], "404.html": [f"/gongkai/{name}"]}


def test_pages_of_two_minds_are_refused(tmp_path: Path) -> None:
    write_page(tmp_path / "index.html", "assets/a.css")
    write_page(tmp_path / "other.html", "assets/b.css")
    with pytest.raises(SiteError, match="2 different lists"):
        write_styles(tmp_path)


@pytest.mark.browser
@pytest.mark.parametrize("name", ["reports/370400-gaoxin-2020.html", "search.html", "en/index.html"])
def test_nothing_looks_different_without_the_rules_left_out(browser: Browser, real: Built, name: str) -> None:
    # The same page with the whole sheets that the theme and this project have, from before they were put into one.
    import material

    theme = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"
    whole = [next(theme.glob(f"{one}.*.min.css")) for one in ("main", "palette")]
    whole.append(Path("build/gongkai/theme/assets/gongkai.css"))
    with serve(real.paths.site) as base:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        page = context.new_page()
        text = "\n".join(one.read_text(encoding="utf-8") for one in whole)
        looks = []
        for is_whole in (False, True):
            if is_whole:
                page.route("**/assets/styles.*.css", lambda route: route.fulfill(body=text, content_type="text/css"))
            arrive(page, base + name)
            looks.append(page.evaluate(LOOKS))
        context.close()
    assert len(looks[0]) > 50
    assert [one for one, other in zip(*looks, strict=True) if one != other] == []


LOOKS = """() => [...document.querySelectorAll("body, body *")].map((one) => {
  const said = [one.localName + "." + one.getAttribute("class")];
  for (const where of [null, "::before", "::after"]) {
    const style = getComputedStyle(one, where);
    for (const name of style) if (!name.startsWith("--")) said.push(name + ":" + style.getPropertyValue(name));
  }
  return said.join(";");
})"""
