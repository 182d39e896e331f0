import hashlib
import html
import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gongkai.charts import Drawings
from gongkai.errors import PackageError, SiteError
from gongkai.pages import IN_ENGLISH, limits, registry, reports, write_pages
from gongkai.pages.catalogues import open_catalogue
from gongkai.pages.filled_forms import Head, span_heads, split_heads
from gongkai.published import read_package
from tests.built import Built, make_root, parse_page
from tests.made_up import HOSTILE, write_made_up_package

FACTS = ("statements", "citations", "captions", "problems", "contacts", "checks", "hints", "corrections")


def anchor(row: dict[str, str]) -> str:
    at = row["indicator"] if row["applicant"] == "total" else f"{row['indicator']}@{row['applicant']}"
    return at if row["source"] == "form" else f"{at}@{row['source']}"


def listing(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def form_rows(built: Built) -> list[dict[str, str]]:
    return [row for row in built.rows("observations") if row["source"] == "form"]


def value_rows(built: Built) -> dict[tuple[str, str], dict[str, str]]:
    """One row per report and line, total column: the form's where it is printed, else what the prose says."""
    rows = [row for row in built.rows("observations") if row["applicant"] == "total" and row["source"] != "in_text"]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: row["source"] == "prose"):
        key = (row["report_id"], row["indicator"])
        if key not in found or found[key]["cell_state"] in {"not_in_form", "form_absent"}:
            found[key] = row
    return found


def test_every_value_stands_in_the_html_of_its_report(built: Built) -> None:
    pages = {row["report_id"]: built.page(f"reports/{row['report_id']}.html") for row in built.rows("reports")}
    words = {row["cell_state"]: row["label_zh"] for row in built.rows("cell_states")}
    rows = built.rows("observations")
    assert len(rows) >= 18
    wrong = []
    seen: set[tuple[str, str]] = set()
    for row in rows:
        at = (row["report_id"], anchor(row))
        if at in seen:  # printed twice in the chapters: only the first has the address
            assert row["locator"] in pages[row["report_id"]].text
            continue
        seen.add(at)
        found = pages[row["report_id"]].at.get(anchor(row))
        want = [row["obs_value"]] if row["obs_value"] else []
        texts = (words[row["cell_state"]], row["locator"])
        if found is None or found.values != want or any(text not in found.text for text in texts):
            wrong.append((row, found))
    assert wrong == []


def test_a_page_has_no_number_that_the_csv_has_not(built: Built) -> None:
    rows = built.rows("observations")
    statements = built.rows("statements")
    said = {(row["report_id"], row["indicator"], row["locator"]) for row in statements}
    prose = {(row["report_id"], row["indicator"], row["locator"]) for row in rows if row["source"] == "prose"}
    assert prose <= said
    for report in built.rows("reports"):
        page = built.page(f"reports/{report['report_id']}.html")
        shown = Counter(attributes["value"] for tag, attributes in page.tags if tag == "data")
        own = [row["obs_value"] for row in rows if row["report_id"] == report["report_id"] and row["source"] != "prose"]
        own += [row["quantity"] for row in statements if row["report_id"] == report["report_id"]]
        assert shown == Counter(value for value in own if value)


def test_indicator_pages_show_each_report_and_n_of_n(built: Built) -> None:
    rows = [row for row in form_rows(built) if row["applicant"] == "total"]
    values = value_rows(built).values()
    assert any(row["source"] == "prose" for row in values)
    seen = 0
    for indicator in {row["indicator"] for row in values}:
        page = built.page(f"indicators/{indicator}.html")
        asked = [row for row in rows if row["indicator"] == indicator]
        own = [row for row in values if row["indicator"] == indicator]
        told = sum(row["source"] == "prose" for row in own)
        numbers = sum(bool(row["obs_value"]) for row in asked)
        assert f"格式设有此项的报告 {len(asked)} 份，其中 {numbers} 份填有数字" in page.text
        assert (f"另有 {told} 份只在正文中写明" in page.text) == (told > 0)
        assert [one.get("class") for tag, one in page.tags].count("gk-from") == told
        links = {attributes.get("href", "") for tag, attributes in page.tags if tag == "a"}
        assert {f"../reports/{row['report_id']}.html#{anchor(row)}" for row in own} <= links
        seen += 1
    assert seen >= 9


def specs(built: Built) -> dict[str, Any]:
    docs = built.paths.docs("zh")
    found = {path.relative_to(docs).as_posix(): json.loads(path.read_bytes()) for path in docs.rglob("*.vl.json")}
    assert len(found) >= 6
    return found


def test_charts_draw_the_numbers_of_the_csv(built: Built) -> None:
    by_indicator: dict[str, list[str]] = {}
    for (_, indicator), row in sorted(value_rows(built).items()):
        by_indicator.setdefault(indicator, []).append(row["obs_value"])
    seen = 0
    for name, spec in specs(built).items():
        if match := re.fullmatch(r"indicators/(.+)\.values\.vl\.json", name):
            drawn = [row["value"] for row in spec["data"]["values"]]
            wanted = [float(value) if value else None for value in by_indicator[match[1]]]
            assert Counter(drawn) == Counter(wanted)
            assert [type(value) for value in drawn if value is not None] == [float] * sum(
                one is not None for one in drawn
            )
            seen += 1
    assert seen >= 5


def test_state_charts_count_every_cell_once(built: Built) -> None:
    rows = form_rows(built)
    drawn = specs(built)["assets/index.states.vl.json"]["data"]["values"]
    counted = {(row["key"], row["state"]): row["cells"] for row in drawn}
    assert counted == Counter((row["report_id"], row["cell_state"]) for row in rows)


def test_a_missing_number_is_null_in_every_spec_and_never_zero(built: Built) -> None:
    notes = [row for spec in specs(built).values() for row in spec["data"]["values"] if "value" in row]
    assert len(notes) > 5
    assert [row for row in notes if (row["value"] is None) != (not re.match(r"-?[0-9]", row["note"]))] == []
    assert [row for row in notes if row["value"] == 0 and not re.fullmatch("0(（正文）)?", row["note"])] == []


def test_every_chart_says_its_numbers_and_has_its_table(built: Built) -> None:
    seen = 0
    kinds: set[str] = set()
    for path in built.paths.site.rglob("*.html"):
        page = built.page(path.relative_to(built.paths.site).as_posix())
        for (tag, attributes), rest in zip(page.tags, range(len(page.tags)), strict=True):
            if tag != "figure":
                continue
            seen += 1
            after = page.tags[rest + 1 :]
            drawing = next(found for name, found in after if found.get("role") == "img")
            assert len(drawing["aria-label"]) > 5
            spec = json.loads((path.parent / attributes["data-spec"]).read_bytes())
            recipe = attributes["class"].split()[1].removeprefix("gk-chart--")
            kinds.add(recipe)
            for row in spec["data"]["values"]:
                told, written = words_of(recipe, row)
                assert [word for word in told if word not in drawing["aria-label"]] == []
                assert [word for word in written if word not in page.text] == []
    assert seen >= 6
    assert kinds >= {"bars", "states", "outcomes", "coverage"}


def words_of(recipe: str, row: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What the alternative text must say of a chart's row, and what its table must."""
    if recipe == "coverage":
        return ([row["year"]] if row["kind"] != "none" else []), [row["note"]]
    if recipe.startswith("strip"):
        return [row["count"], row["median"], row["ends"]], [row["label"], row["note"]]
    if recipe.startswith("compare") and row["kind"] == "none":
        return [], [row["label"], row["note"]]  # a year without a report says nothing of the authority
    if recipe == "series":
        return [f"{row['year']}", row["note"]], [row["note"]]
    words = [word for word in row["note"].split(" ") if word not in {"≠", "？"}]  # told in words there
    note = words[-1].strip("()）") if "value" in row else str(row.get("cells") or row["checks"])
    return [note], [note]


def test_text_from_a_report_stays_text(made_up: Built) -> None:
    page = made_up.page("reports/990101-2017.html")
    assert HOSTILE in page.text
    assert [attributes for tag, attributes in page.tags if tag == "script" and "src" not in attributes] != []
    for path in made_up.paths.site.rglob("*.html"):
        tags = made_up.page(path.relative_to(made_up.paths.site).as_posix()).tags
        acting = [
            (tag, key) for tag, attributes in tags for key in attributes if key.startswith("on") or key == "style"
        ]
        acting += [(tag, url) for tag, one in tags for url in (one.get("href", ""), one.get("src", "")) if ":" in url]
        assert [one for one in acting if not one[1].startswith(("https://", "data:"))] == []
        assert "<script>alert" not in path.read_text(encoding="utf-8")
    title = re.search(r"<title>(.*?)</title>", (made_up.paths.site / "authorities/990101.html").read_text("utf-8"))
    assert title
    assert "<" not in title[1]


def test_a_report_without_a_table_says_so(made_up: Built) -> None:
    page = made_up.page("reports/990000-2016.html")
    assert "这份报告没有统计表" in page.text
    assert page.at["disclosure.total@prose"].values == ["5"]
    assert "表内" not in page.text
    assert "申请是怎样提出的（只出自正文）" in page.text


def test_a_number_in_the_chapters_stands_apart_from_the_form(made_up: Built) -> None:
    page = made_up.page("reports/990100-2017.html")
    assert page.at["disclosure.total"].values == ["128894"]
    assert page.at["disclosure.total@in_text"].values == ["128893"]
    assert [one for tag, one in page.tags if tag == "data"].count({"value": "128893"}) == 2
    assert "128893" not in json.dumps(specs(made_up))


def test_the_form_is_laid_out_as_printed(made_up: Built) -> None:
    page = (made_up.paths.site / "reports/990100-xinqu-2020.html").read_text("utf-8")
    assert len(re.findall(r'class="gk-table gk-form gk-form--matrix"', page)) == 1
    assert len(re.findall(r'class="gk-table gk-form gk-form--grid"', page)) == 2
    assert "缺表：这份报告里没有这张表" in page
    assert "本年增/减" in page


def test_a_row_that_is_not_printed_has_no_printed_words(made_up: Built) -> None:
    row = made_up.page("reports/990101-2017.html").at["disclosure.channel.gazette"]
    assert row.text.startswith("公报公开数条")
    assert "表无此行" in row.text
    assert "一、" not in row.text


def test_heads_are_spanned_and_a_slash_of_a_word_is_no_path() -> None:
    assert split_heads(["上一年项目数量", "本年增/减"]) == [["上一年项目数量"], ["本年增/减"]]
    paths = split_heads(
        ["复议/维持", "复议/总计", "诉讼/直接/维持", "诉讼/直接/总计", "诉讼/复议后/维持", "诉讼/复议后/总计"]
    )
    assert paths[2] == ["诉讼", "直接", "维持"]
    assert span_heads(paths) == [
        [Head("复议", 2, 1), Head("诉讼", 4, 1)],
        [Head("维持", 1, 2), Head("总计", 1, 2), Head("直接", 2, 1), Head("复议后", 2, 1)],
        [Head("维持", 1, 1), Head("总计", 1, 1), Head("维持", 1, 1), Head("总计", 1, 1)],
    ]


def test_downloads_are_the_packages_own_bytes(built: Built) -> None:
    data = built.paths.site / "data"
    package = {path: content for path, content in listing(built.paths.package).items() if path.startswith("data/")}
    copied = listing(data / "annual-reports")
    assert {path: copied[path] for path in package} == package
    assert copied["datapackage.json"] == (built.paths.package / "datapackage.json").read_bytes()
    names = {path.name for path in (data / "reports").iterdir()}
    for report in {row["report_id"]: row for row in built.rows("reports")}:
        for kind in (*FACTS, f"observations-{report[-4:]}"):
            source = (built.paths.package / f"data/{kind}.csv").read_text("utf-8").splitlines()
            own = [line for line in source if f"{report}," in line[: len(report) * 2 + 5]]
            name = f"{report}.csv" if "-" in kind else f"{report}.{kind}.csv"
            assert (name in names) == bool(own)
            if own:
                assert (data / "reports" / name).read_text("utf-8").splitlines() == [source[0], *own]
                names.remove(name)
    assert names == set()


def test_writing_again_changes_nothing_and_stale_pages_go(made_up: Built, tmp_path: Path) -> None:
    paths = make_root(tmp_path / "again")
    write_made_up_package(paths.root)
    docs = paths.docs("zh")
    (docs / "reports").mkdir()
    (docs / "reports" / "stale.md").write_text("old", encoding="utf-8")
    (docs / "notes.md").write_text("handwritten", encoding="utf-8")
    first = write_pages(paths)
    written = listing(docs)
    assert "reports/stale.md" not in written
    assert written.pop("notes.md") == b"handwritten"
    assert written == listing(made_up.paths.docs("zh"))
    times = {path: path.stat().st_mtime_ns for path in docs.rglob("*")}
    second = write_pages(paths)
    assert (second.pages, second.charts_drawn, second.charts_kept) == (
        first.pages,
        0,
        first.charts_drawn + first.charts_kept,
    )
    assert {path: path.stat().st_mtime_ns for path in docs.rglob("*")} == times
    (docs / "index.md").write_text("spoiled", encoding="utf-8")
    write_pages(paths)
    (docs / "notes.md").unlink()
    assert listing(docs) == listing(made_up.paths.docs("zh"))


def test_progress_hears_every_kind_of_page(tmp_path: Path) -> None:
    paths = make_root(tmp_path / "heard")
    write_made_up_package(paths.root)
    heard: list[str] = []
    write_pages(paths, heard.append)
    assert heard == [*registry(), *(f"{kind} (en)" for kind in registry() if kind in IN_ENGLISH)]
    assert heard[:5] == ["home", "authorities", "reports", "sources", "indicators"]


def test_a_name_that_is_not_generated_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = make_root(tmp_path / "odd")
    write_made_up_package(paths.root)
    monkeypatch.setattr("gongkai.pages.GENERATED", ("reports",))
    with pytest.raises(SiteError, match="generated"):
        write_pages(paths)
    assert sorted(listing(paths.docs("zh"))) == ["method.md"]


def test_an_id_that_cannot_name_a_file_is_refused(tmp_path: Path) -> None:
    folder = write_made_up_package(tmp_path)
    for path in folder.rglob("*.csv"):
        path.write_text(path.read_text("utf-8").replace("990101-2017", "../990101"), encoding="utf-8")
    with pytest.raises(PackageError, match="cannot name a page"):
        open_catalogue(read_package(folder))


def test_pages_are_drawn_again_when_the_package_changes(tmp_path: Path) -> None:
    paths = make_root(tmp_path / "changed")
    write_made_up_package(paths.root)
    write_pages(paths)
    path = paths.package / "data" / "observations-2017.csv"
    path.write_text(path.read_text("utf-8").replace(",128894,reported,", ",128895,reported,"), encoding="utf-8")
    write_pages(paths)
    assert 'value="128895"' in (paths.docs("zh") / "reports" / "990100-2017.md").read_text("utf-8")
    shutil.rmtree(paths.docs("zh") / "reports")
    write_pages(paths)
    assert (paths.docs("zh") / "reports" / "990100-2017.md").is_file()


def pages_of(tmp_path: Path, standings: dict[str, tuple[str, str]]) -> Path:
    paths = make_root(tmp_path / "standings")
    write_made_up_package(paths.root, standings)
    write_pages(paths)
    return paths.docs("zh")


def words(page: Path) -> str:
    return parse_page(page.read_text("utf-8")).text


def test_a_withdrawn_report_is_marked_wherever_it_is_named(tmp_path: Path) -> None:
    docs = pages_of(tmp_path, {"990100-2017": ("withdrawn", "")})
    report = words(docs / "reports" / "990100-2017.md")
    assert report.index("✕ 已撤下") < report.index("机关") < report.index("单元格")
    assert "这些数不计入本站的统计、数列和图" in report
    assert "128,894" in report
    pages = ["index.md", "reports/index.md", "authorities/index.md", "authorities/990100.md", "years/2017.md"]
    for name in [*pages, "years/index.md", "indicators/disclosure.total.md"]:
        text = words(docs / name)
        assert "✕ 已撤下" in text, name
    for name in ["index.md", "authorities/index.md", "authorities/990100.md", "years/index.md"]:
        (title,) = re.findall(r'gk-square--former"[^>]*title="([^"]+)', (docs / name).read_text("utf-8"))
        assert html.unescape(title).startswith("✕ 已撤下：2014年统计表"), name
    assert "白水市 2017（已撤下）" in words(docs / "data.md")
    assert "已撤下" not in words(docs / "reports" / "990101-2017.md")


def test_figures_that_are_not_current_are_in_no_count_and_no_series(tmp_path: Path) -> None:
    docs = pages_of(tmp_path, {"990100-2017": ("superseded", "")})
    home = words(docs / "index.md")
    assert "4份报告，来自 3 个机关其中 3 / 4 份有统计表" in home
    assert "另有 1 份报告已被取代或撤下，标明列出，不计入以上各数" in home
    assert "128,894" in words(docs / "years" / "2017.md")  # in a column of its own, marked
    assert "其中 1 / 2 份现行" in words(docs / "years" / "2017.md")
    assert "其中 4 / 5 份现行" in words(docs / "reports" / "index.md")
    indicator = words(docs / "indicators" / "disclosure.total.md")
    assert "格式设有此项的报告 1 份，其中 1 份填有数字。另有 1 份只在正文中写明" in indicator
    assert indicator.index("不在上面的份数和图里") < indicator.index("128,894")
    for spec in docs.rglob("*.vl.json"):
        if not spec.name.startswith("990100-2017."):
            assert "128894" not in spec.read_text("utf-8"), spec
            assert "990100-2017" not in spec.read_text("utf-8"), spec


def test_a_superseded_report_names_what_stands_in_its_place(tmp_path: Path) -> None:
    alone = pages_of(tmp_path / "alone", {"990100-2017": ("superseded", "")})
    assert "取代它的文件，本数据包没有" in words(alone / "reports" / "990100-2017.md")
    old = hashlib.sha256(b"990100-2017").hexdigest()
    docs = pages_of(tmp_path, {"990100-2017": ("superseded", ""), "990101-2017": ("current", f"{'0' * 64};{old}")})
    page = html.unescape((docs / "reports" / "990100-2017.md").read_text("utf-8"))
    assert "现行的是" in words(docs / "reports" / "990100-2017.md")
    assert '<a href="990101-2017.html">' in page
    assert f"取代先前的文件（SHA-256 {'0' * 64}、{old}）" in words(docs / "reports" / "990101-2017.md")


def test_a_package_of_current_reports_says_nothing_of_others(built: Built) -> None:
    assert {row["status"] for row in built.rows("reports")} == {"current"}
    for path in built.paths.site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert "gk-status" not in text
        assert "gk-square--former" not in text


def test_a_report_is_said_to_have_no_table_only_where_it_has_none(built: Built) -> None:
    """A report whose tables mix forms was listed as one without any."""
    forms = {row["report_id"]: row["form"] for row in built.rows("reports")}
    seen = 0
    for name in ("reports/index.html",):
        text = html.unescape((built.paths.site / name).read_text(encoding="utf-8"))
        for report, form in forms.items():
            listed = text.rpartition(f"{report}.html")[2].partition("</li>")[0][:300]
            assert listed, (name, report)
            assert ("没有统计表" in listed) == (form == "none"), (name, report)
            seen += 1
    assert seen == len(forms) > 0
    assert {"mixed", "none"} <= set(forms.values()) or len(forms) < 6


def test_a_long_list_of_reports_is_one_page_for_each_province(
    real: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = open_catalogue(read_package(real.paths.package))
    monkeypatch.setattr(limits, "ROWS", 3)
    pages = {page.path: html.unescape(page.text) for page in reports._list_reports(catalogue, Drawings(tmp_path))}
    assert set(pages) == {"reports/index.md", "reports/in-32.md", "reports/in-37.md"}
    assert [report for report in catalogue.reports if f"{report}.html" in pages["reports/index.md"]] == []
    for report in catalogue.reports:
        assert [name for name, text in pages.items() if f"{report}.html" in text] == [f"reports/in-{report[:2]}.md"]


@pytest.mark.parametrize(("top", "said"), [("", "n = 2 / 2，另有正文 1"), ("en/", "n = 2 / 2, and 1 in prose")])
def test_a_distribution_says_how_many_numbers_only_the_prose_gives(real: Built, top: str, said: str) -> None:
    # 张店区 has no table in 2017; its 389 requests stand in the prose alone.
    assert said in real.page(f"{top}indicators/requests.received.html").text
