"""What the compare page reads and what its prepared pages show, held against the package's own rows."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from gongkai.pages import write_pages
from gongkai.pages.catalogues import open_catalogue
from gongkai.pages.figures.comparisons import REASONS, authority_file, find_spots, key_lines
from gongkai.published import read_package
from tests.built import Built, make_root, parse_page
from tests.made_up import HOSTILE, write_made_up_package

NUMBER = {"form", "prose"}


def read(built: Built, name: str) -> dict[str, Any]:
    found = json.loads((built.paths.site / "compare" / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def spots(built: Built) -> list[tuple[str, str, int, list[Any]]]:
    """Every authority, line, year and entry of the files."""
    found = []
    for authority in {row["authority"] for row in built.rows("reports")}:
        for line, years in read(built, authority)["lines"].items():
            found += [(authority, line, int(year), whole(line, entry)) for year, entry in years.items()]
    assert len(found) > 15
    return found


def whole(line: str, entry: object) -> list[Any]:
    """An entry with all that it leaves out."""
    if isinstance(entry, list):
        return entry
    return [None, entry, ""] if isinstance(entry, str) else [entry, "form", line]


def own_rows(built: Built) -> dict[tuple[str, int, str], list[dict[str, str]]]:
    rows: dict[tuple[str, int, str], list[dict[str, str]]] = {}
    for row in built.rows("observations"):
        if row["applicant"] == "total" and row["source"] != "in_text":
            rows.setdefault((row["authority"], int(row["time_period"]), row["indicator"]), []).append(row)
    return rows


def same_lines(built: Built) -> set[tuple[str, str]]:
    pairs = {
        (one["from_indicators"], one["to_indicators"])
        for one in built.rows("concordance")
        if one["relation"] == "exact"
    }
    return pairs | {(new, old) for old, new in pairs}


def test_every_number_is_one_of_the_package_or_a_declared_sum_of_them(built: Built) -> None:
    rows, same = own_rows(built), same_lines(built)
    sums = {
        frozenset(side.split(" + "))
        for one in built.rows("concordance")
        if one["relation"] == "sum"
        for side in (one["from_indicators"], one["to_indicators"])
    }
    wrong = []
    for authority, line, year, (value, code, _, *terms) in spots(built):
        lines = terms[0] if terms else [line, *(other for one, other in same if one == line)]
        values = [[row["obs_value"] for row in rows.get((authority, year, name), ())] for name in lines]
        if terms and value is not None:
            fits = frozenset(lines) in sums and value == sum(float(found[0]) for found in values)
        elif value is not None:
            fits = any(float(one) == value for found in values for one in found if one)
        else:
            fits = code not in NUMBER
        if not fits:
            wrong.append((authority, line, year, value, code))
    assert wrong == []


def test_every_cell_of_a_current_report_has_its_spot(built: Built) -> None:
    held = {(authority, line, year): entry for authority, line, year, entry in spots(built)}
    current = {row["report_id"] for row in built.rows("reports") if row["status"] == "current"}
    seen = 0
    for (authority, year, line), rows in own_rows(built).items():
        if rows[0]["report_id"] in current:
            value, code, *_ = held[authority, line, year]
            # What the form prints counts, even a blank; what the prose says only where no such cell is printed.
            table = [row for row in rows if row["source"] == "form" and row["locator"]]
            rows = table or rows
            printed = [row for row in rows if row["obs_value"]]
            assert (value is None) == (not printed) or code in {"unit", "prose", "part"}
            if value is None and len(rows) == 1 and code not in {"unit", "part"}:
                assert code == rows[0]["cell_state"]
            seen += 1
    assert seen > 15


def test_a_blank_has_no_number_and_every_reason_has_words(built: Built) -> None:
    index = read(built, "index")
    codes = {row["cell_state"] for row in built.rows("cell_states")}
    assert set(index["reasons"]) == codes | set(REASONS)
    assert all(index["reasons"].values())
    for _, _, _, (value, code, *_) in spots(built):
        assert (value is not None) == (code in NUMBER)
        assert code in NUMBER | set(index["reasons"])


def test_the_index_names_who_reports_and_every_line_once(built: Built) -> None:
    index = read(built, "index")
    reporting = {row["authority"] for row in built.rows("reports")}
    assert {one[0] for one in index["authorities"]} == reporting
    lines = [one[0] for one in index["lines"]]
    asked = {row["indicator"] for row in built.rows("form_lines") if row["kind"] != "heading"}
    assert len(lines) == len(set(lines))
    assert set(lines) == asked
    assert set(index["key"]) <= set(lines)


def test_the_english_words_are_for_the_same_things(built: Built) -> None:
    index, english = read(built, "index"), read(built, "index.en")
    assert english.keys() == index.keys()
    assert [one[:3] for one in english["authorities"]] == [one[:3] for one in index["authorities"]]
    assert [(*one[:3], one[4]) for one in english["lines"]] == [(*one[:3], one[4]) for one in index["lines"]]
    assert english["key"] == index["key"]
    for words in ("reasons", "forms"):
        assert english[words].keys() == index[words].keys()
    assert [one for one in english["reasons"].values() if re.search("[\u4e00-\u9fff]", one)] == []
    assert read(built, "template.en").keys() == read(built, "template").keys()


def test_key_lines_that_are_joined_stand_once(made_up: Built) -> None:
    found = key_lines(open_catalogue(read_package(made_up.paths.package)))
    assert "applications.new" in found
    assert "requests.received" not in found  # the same line on the table of 2014


def siblings(built: Built) -> list[str]:
    found = sorted(path.stem for path in (built.paths.site / "compare").glob("*.html"))
    assert found
    return found


@pytest.mark.parametrize(
    ("top", "table", "none"),
    [
        ("", "data/compare/{}.csv", "没有一项主要指标在两个机关的报告里都有数"),
        ("en/", "en/compare/{}.en.csv", "There is no key indicator for which two"),
    ],
)
def test_prepared_comparisons_are_the_same_in_page_csv_and_file(built: Built, top: str, table: str, none: str) -> None:
    seen = 0
    for parent in siblings(built):
        page = built.page(f"{top}compare/{parent}.html")
        text = (built.paths.site / table.format(parent)).read_text(encoding="utf-8")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert bool(rows) != (none in page.text)
        links = {Path(one.get("href", "")).name for tag, one in page.tags if tag == "a"}
        assert Path(table.format(parent)).name in links
        for row in rows:
            file = read(built, row["authority"])
            entry = file["lines"].get(row["indicator"], {}).get(row["year"])
            value = None if entry is None else whole(row["indicator"], entry)[0]
            assert row["value"] == ("" if value is None else f"{value}")
            assert row["note"] in page.text
            seen += 1
        held = {(one["authority"], one["time_period"]) for one in built.rows("reports")}
        empty = [row for row in rows if not row["value"]]
        for style, here in (("gk-hatch", True), ("gk-quiet", False)):
            found = [one for _, one in page.tags if style in one.get("class", "").split()]
            assert len(found) == sum(((row["authority"], row["year"]) in held) is here for row in empty), style
    assert seen >= 2 or len(built.rows("reports")) == 5  # the made-up ones have no line in common


@pytest.mark.parametrize("top", ["data/compare/{}.csv", "en/compare/{}.en.csv"])
def test_a_prepared_comparison_is_named_as_the_newest_report_in_it_prints_the_line(real: Built, top: str) -> None:
    asked = {(row["form"], row["indicator"]) for row in real.rows("form_lines")}
    newest: dict[tuple[str, str], tuple[str, str]] = {}
    for parent in siblings(real):
        text = (real.paths.site / top.format(parent)).read_text(encoding="utf-8")
        for row in csv.DictReader(io.StringIO(text)):
            if row["value"]:
                at = (parent, row["indicator"])
                newest[at] = max(newest.get(at, ("", "")), (row["form"], row["terms"]))
    assert ("370000", "requests.received") in newest  # both reports are on the form of 2014
    assert ("370400", "applications.new") in newest
    assert [at for at, (form, terms) in newest.items() if not terms and (form, at[1]) not in asked] == []


def test_a_strip_of_siblings_is_named_as_their_reports_print_the_line(real: Built) -> None:
    assert "收到申请数，2017 年" in real.page("authorities/371300.html").text
    assert "本年新收" not in real.page("authorities/371300.html").text


def test_a_name_stays_text_on_prepared_pages_and_no_formula_in_the_csv(made_up: Built) -> None:
    page = (made_up.paths.site / "compare" / "990100.html").read_text(encoding="utf-8")
    assert HOSTILE in parse_page(page).text
    assert "<script>alert" not in page
    index = (made_up.paths.site / "compare" / "index.json").read_text(encoding="utf-8")
    assert HOSTILE in {one[1] for one in json.loads(index)["authorities"]}


def test_a_report_that_is_not_current_is_not_compared(tmp_path: Path) -> None:
    paths = make_root(tmp_path / "former")
    write_made_up_package(paths.root, {"990100-xinqu-2021": ("withdrawn", "")})
    catalogue = open_catalogue(read_package(paths.package))
    one, two = find_spots(catalogue, "990100-xinqu", "applications.new", [2020, 2021])
    assert (one.value, one.code) == (9, "form")
    assert (two.value, two.code, two.note) == (None, "former", REASONS["former"])
    file = authority_file(catalogue, "990100-xinqu")
    assert file["reports"] == {"2020": ["990100-xinqu-2020", "other_form"], "2021": ["990100-xinqu-2021", "former"]}
    write_pages(paths)
    written = (paths.docs("zh") / "compare" / "990100-xinqu.json").read_text(encoding="utf-8")
    assert '"2020":9' in written
    assert '"2021":11' not in written


@pytest.mark.parametrize(
    ("authority", "line", "year", "code", "note"),
    [
        ("990100", "disclosure.total", 2017, "form", "128,894"),
        ("990100", "disclosure.total", 2018, "no_report", "未收报告"),
        ("990100", "applications.new", 2017, "other_form", "格式不同，没有对照"),
        ("990000", "disclosure.total", 2016, "prose", "5（正文）"),
        ("990000", "capacity.funds", 2016, "not_said", "正文没有写到"),
        ("990101", "capacity.funds", 2017, "mark", "― 符号"),
        ("990101", "disclosure.channel.gazette", 2017, "prose", "6（正文）"),
        ("990100-xinqu", "outcome.granted", 2020, "blank", "▢ 空白"),
        ("990000", "outcome.granted", 2016, "prose", "3（正文）"),  # letters and online: 3 and 0
    ],
)
def test_each_reason_is_given_where_it_holds(
    made_up: Built, authority: str, line: str, year: int, code: str, note: str
) -> None:
    (spot,) = find_spots(open_catalogue(read_package(made_up.paths.package)), authority, line, [year])
    assert (spot.code, spot.note) == (code, note)
    assert spot.is_number == (code in NUMBER)


def test_money_in_another_unit_is_not_compared(tmp_path: Path) -> None:
    paths = make_root(tmp_path / "unit")
    folder = write_made_up_package(paths.root)
    file = folder / "data" / "observations-2017.csv"
    text = file.read_text(encoding="utf-8")
    changed = re.sub(r"(990100-2017,.*capacity\.funds,total,form,178\.8,reported,A,)万元", r"\1元", text)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    (spot,) = find_spots(open_catalogue(read_package(folder)), "990100", "capacity.funds", [2017])
    assert (spot.value, spot.code, spot.note) == (None, "unit", "单位不同（元）")


def test_lines_of_one_name_are_told_apart_by_their_parents(real: Built) -> None:
    lines = read(real, "index")["lines"]
    assert "行政复议数量：其他情形数" in [line[1] for line in lines]
    for form in ("2014", "2019", "2021"):
        named = [line[1] for line in lines if form in line[4]]
        assert sorted({one for one in named if named.count(one) > 1}) == [], form


def test_a_sum_below_a_ratio_stands_in_brackets(real: Built) -> None:
    text = real.page("reports/371300-2017.html").text
    assert "81 ÷ （182 + 81 + 246）" in text.replace("\n", " ")
