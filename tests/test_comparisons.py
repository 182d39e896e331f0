"""What pages say across forms: the concordance in words, ratios with their figures, years with their breaks."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.pages import write_pages
from gongkai.pages.catalogues import open_catalogue
from gongkai.pages.catalogues.records import Formula, Ratio
from gongkai.pages.figures.ratios import compare_ratios, show_ratios, write_ratio
from gongkai.published import read_package
from tests.built import Built, make_root, parse_page
from tests.made_up import HOSTILE, write_made_up_package


def test_every_correspondence_stands_on_the_page_with_its_lines(built: Built) -> None:
    page = built.page("concordance.html")
    rows = built.rows("concordance")
    names = {row["indicator"]: row["label_zh"] for row in built.rows("indicators")}
    assert len(rows) >= 10
    for row in rows:
        element = page.at[row["correspondence"]]
        for side in ("from_indicators", "to_indicators"):
            for name in row[side].split(" + ") if row[side] else ():
                assert names[name] in element.text
        if row["note_zh"] and row["from_indicators"] != row["to_indicators"]:
            assert row["note_zh"] in element.text
        words = {"exact": "同一行", "sum": "相加相等", "narrower": "先前的较窄", "broader": "先前的较宽"}
        if row["relation"] in words and row["from_indicators"] != row["to_indicators"]:
            assert words[row["relation"]] in element.text


def test_an_indicator_names_its_line_on_other_forms(built: Built) -> None:
    page = built.page("indicators/applications.new.html")
    links = {attributes.get("href", "") for tag, attributes in page.tags if tag == "a"}
    assert "requests.received.html" in links
    assert any(link.startswith("../concordance.html#2014-20") for link in links)
    alone = built.page("indicators/disclosure.total.html")
    assert "在别的格式里" not in alone.text


def test_every_ratio_stands_on_its_report_with_figures_or_reason(built: Built) -> None:
    rows = built.rows("ratios")
    formulas = {(row["ratio"], row["form"]): row for row in built.rows("ratio_formulas")}
    assert len(rows) >= 5
    for row in rows:
        element = built.page(f"reports/{row['report_id']}.html").at[f"ratio-{row['ratio']}"]
        above, below = (
            f"（{side}）" if " " in side else side for side in row["operands"].split(" | ")
        )  # a sum on one side of the division stands in brackets
        assert f"{above} ÷ {below}" in element.text
        assert formulas[row["ratio"], row["form"]]["name_zh"] in element.text
        if row["value"] and not formulas[row["ratio"], row["form"]]["unit"]:
            behind = element.text.replace(formulas[row["ratio"], row["form"]]["name_zh"], " ", 1)
            percent = re.search(r"(-?[0-9]+\.[0-9]{2})%", behind)
            assert percent
            assert abs(Decimal(percent[1]) - 100 * Decimal(row["value"])) <= Decimal("0.0051")
        assert ("%" in element.text) == (bool(row["value"]) and not formulas[row["ratio"], row["form"]]["unit"])
        assert element.values == []  # none of them is a printed figure


def test_a_ratio_without_a_value_says_why(made_up: Built) -> None:
    page = made_up.page("reports/990100-xinqu-2020.html")
    assert "有一项：空白" in page.at["ratio-full_rate"].text
    assert "报告没有写到" in made_up.page("reports/990000-2016.html").at["ratio-funds_each"].text
    assert "100.00%" in page.at["ratio-person_share"].text
    assert HOSTILE in page.at["ratio-person_share"].text
    assert "本年新收申请数量（自然人） ÷ 本年新收申请数量" in page.at["ratio-person_share"].text
    funds = made_up.page("reports/990100-2017.html").at["ratio-funds_each"].text
    assert "0.002 万元/条" in funds
    assert "（主动公开政府信息数 − 公报公开数）" in funds


@pytest.mark.parametrize(
    ("above", "below", "unit", "written"),
    [
        (1, 8, "", "12.50%"),
        (1, 3, "", "33.33%"),
        (2, 3, "", "66.67%"),
        (0, 3, "", "0.00%"),
        (12344999, 100000000, "", "12.34%"),  # not 12.35: rounded once, from the figures
        (178.8, 1332, "万元/人", "0.1342 万元/人"),
        (None, 3, "", ""),
        (3, 0, "", ""),
    ],
)
def test_a_ratio_is_rounded_once(above: float | None, below: float, unit: str, written: str) -> None:
    value = None if above is None or not below else round(above / below, 6)
    one = Ratio("r", "x", "2014", "form", value, above, below, "", "")
    assert write_ratio(one, Formula("x", "2014", 1, "", "", unit, "", "")) == written


def test_ratios_side_by_side_count_what_has_a_value(made_up: Built) -> None:
    catalogue = open_catalogue(read_package(made_up.paths.package))
    reports = catalogue.reports_by_authority["990100-xinqu"]
    compared = {one.ratio: one for one in compare_ratios(catalogue, reports)}
    assert list(compared) == ["full_rate", "person_share"]
    assert compared["full_rate"].count == (1, 2)
    assert compared["person_share"].count == (1, 1)
    assert [one is None for one in compared["person_share"].values] == [False, True]
    assert [one.value for one in show_ratios(catalogue, reports[1])] == ["72.73%"]


def test_years_across_forms_stand_in_one_row_with_the_break_marked(made_up: Built) -> None:
    page = made_up.page("authorities/990100-xinqu.html")
    assert "历年" in page.text
    assert "自此为2021年格式" in page.text
    breaks = [attributes for tag, attributes in page.tags if "gk-break" in attributes.get("class", "").split()]
    assert len(breaks) >= 2
    assert "历年" not in made_up.page("authorities/990100.html").text  # one report makes no series
    spec = made_up.paths.docs("zh") / "authorities" / "990100-xinqu.series.applications.new.vl.json"
    rows = json.loads(spec.read_text(encoding="utf-8"))["data"]["values"]
    assert [(row["year"], row["value"], row["turn"]) for row in rows] == [
        ("2020", 9, ""),
        ("2021", 11, "自此为2021年格式"),
    ]
    assert rows[0]["run"] != rows[1]["run"]  # no line leads from one form to the next
    assert "自此为2021年格式" in made_up.page("indicators/applications.new.html").text


def test_a_series_takes_2014_and_2021_together_and_a_withdrawn_year_out(tmp_path: Path) -> None:
    """The same authority on two forms: requests.received and applications.new are one row of the authority's page."""
    for name, status in (("joined", "current"), ("apart", "withdrawn")):
        paths = make_root(tmp_path / name)
        folder = write_made_up_package(paths.root, {"990100-2017": (status, "")})
        for path in folder.glob("data/observations-2017.csv"):
            text = path.read_text(encoding="utf-8")
            text += "990100-2017,990100,2017,2014,requests.received,total,form,21,reported,A,件,21,收到申请数,L90\n"
            path.write_text(text.replace("990100-2017,990100,", "990100-2017,990100-xinqu,"), encoding="utf-8")
        reports = folder / "data" / "reports.csv"
        text = reports.read_text(encoding="utf-8")
        reports.write_text(text.replace("990100-2017,990100,", "990100-2017,990100-xinqu,"), encoding="utf-8")
        write_pages(paths)
        page = parse_page((paths.docs("zh") / "authorities" / "990100-xinqu.md").read_text(encoding="utf-8"))
        series = page.text.partition("历年")[2].partition("比率")[0]
        assert "本年新收申请数量" in series
        assert ("21" in re.findall(r"[0-9]+", series.replace("2021", ""))) == (status == "current")
        assert ("自此为2019年格式" in series) == (status == "current")
