"""Citations: three formats on every page, each read back by a reader of its own, hostile words kept as words."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongkai.pages.references import Work, cite_data, cite_page, escape_tex, refer, write_gbt
from gongkai.paths import GENERATED
from gongkai.published import read_package
from gongkai.words import speaking
from tests.built import Built
from tests.made_up import HOSTILE, write_made_up_package

# Of the CSL-JSON schema (citation-style-language/schema, csl-data.json): what an item must have, and of what kind are
# the properties that ours have; it allows no others.
CSL_REQUIRED = {"id", "type"}
CSL_TEXT = {"id", "title", "container-title", "version", "language", "note", "URL"}
TEX = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    r"\symbol{64}": "@",
    **{f"\\{character}": character for character in "$&#%_"},
}
TITLES = [
    HOSTILE,
    "}} , note = {stolen",
    r"\input{/etc/passwd} \\ {",
    "@misc{other, title = {x}}",
    'a "quoted" title, with commas = and #hash',
    "50 % of $x_1^2$ ~ & more",
    "two\nlines\r\n\tand \u2028 more",
    "\x1b[31mred\x00",
    "'=1+1",
]


def read_bibtex(text: str) -> tuple[str, str, dict[str, str]]:
    """Kind, key and fields of the one entry; braces are counted as BibTeX counts them, backslash or not."""
    head = re.match(r"@([a-z]+)\{([^\s,{}()\"#%=~\\]+),", text)
    assert head, text
    at, fields = head.end(), {}
    while found := re.compile(r"\s*([a-z]+) = \{").match(text, at):
        depth, start = 1, found.end()
        at = start
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        assert found[1] not in fields
        fields[found[1]] = text[start : at - 1]
        assert text[at] == ","
        at += 1
    assert text[at:].strip() == "}", text[at:]
    return head[1], head[2], fields


def unescape_tex(value: str) -> str:
    """What TeX prints; fails on a command or a brace that is none of the escapes."""
    inner = value.removeprefix("{").removesuffix("}") if value.startswith("{") else value
    pattern = "|".join(re.escape(one) for one in sorted(TEX, key=len, reverse=True))
    assert not set(re.sub(pattern, "", inner)) & set("\\{}$&#%_^~@<>|\n\r\t"), inner
    return re.sub(pattern, lambda match: TEX[match.group()], inner)


def check_csl(text: str) -> dict[str, Any]:
    (item,) = json.loads(text)
    assert item.keys() >= CSL_REQUIRED
    assert item.keys() <= CSL_TEXT | {"type", "author", "issued"}
    assert item["type"] == "dataset"
    assert all(isinstance(item[name], str) and item[name] for name in item.keys() & CSL_TEXT)
    assert item["author"]
    assert all(name.keys() == {"literal"} and isinstance(name["literal"], str) for name in item["author"])
    ((date,),) = (item["issued"].values(),)
    assert len(date) == 1
    assert [type(part) for part in date[0]] == [int] * 3
    return dict(item)


def plain(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("field", ["title", "container", "authors", "notes"])
def test_hostile_words_stay_words_in_every_format(title: str, field: str) -> None:
    base: dict[str, Any] = {
        "key": "made-up-0.0.1",
        "title": "标题",
        "container": "数据",
        "authors": ("某社",),
        "version": "0.0.1",
        "released": "2020-02-02",
        "address": "https://data.example.org/x.html",
        "notes": (),
    }
    reference = refer(Work(**{**base, field: (title,) if field in ("authors", "notes") else title}))
    kind, key, fields = read_bibtex(reference.bibtex)
    assert (kind, key) == ("misc", "made-up-0.0.1")
    wanted = {"author", "title", "year", "date", "version", "note", "url"}
    assert set(fields) == wanted
    where = {"container": "note", "authors": "author", "notes": "note"}.get(field, field)
    assert plain(title) in unescape_tex(fields[where])
    item = check_csl(reference.csl)
    said = json.dumps(item, ensure_ascii=False)
    assert json.dumps(plain(title), ensure_ascii=False)[1:-1] in said
    assert plain(title) in reference.text
    assert "\n" not in reference.text


@pytest.mark.parametrize("character", [chr(code) for code in range(32, 127)])
def test_every_ascii_character_comes_back_from_tex(character: str) -> None:
    escaped = escape_tex(f"a{character}b")
    assert unescape_tex(escaped) == f"a{character}b"
    assert escaped.count("{") == escaped.count("}")


def test_gbt_names_what_is_cited_in_the_order_of_the_standard(tmp_path: Path) -> None:
    published = read_package(write_made_up_package(tmp_path))
    assert write_gbt(cite_data(published)) == (
        "云上数据社. 虚构的数据[DS/OL]. 0.0.1版. (2020-02-02)[引用日期]. https://data.example.org/gongkai/. "
        f"数据 SHA-256: {'5' * 64}."
    )
    assert write_gbt(cite_page(published, "years/2017.md", "2017 年")) == (
        "云上数据社. 2017 年[DS/OL]//云上数据社. 虚构的数据. 0.0.1版. (2020-02-02)[引用日期]. "
        "https://data.example.org/gongkai/years/2017.html."
    )


def test_apa_names_what_is_cited_in_the_order_of_the_manual(tmp_path: Path) -> None:
    folder = write_made_up_package(tmp_path)
    path = folder / "datapackage.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "title_en": "Made-up data"}), encoding="utf-8")
    published = read_package(folder)
    with speaking("en"):
        assert refer(cite_data(published)).text == (
            "云上数据社. (2020). Made-up data (Version 0.0.1) [Data set]. "
            f"Data SHA-256: {'5' * 64}. https://data.example.org/gongkai/"
        )
        assert refer(cite_page(published, "en/years/2017.md", "2017")).text == (
            "云上数据社. (2020). 2017. In Made-up data (Version 0.0.1) [Data set]. "
            "https://data.example.org/gongkai/en/years/2017.html"
        )


@pytest.mark.parametrize("home", ["", "javascript:alert(1)", "https://x.example/}{", "https://x.example/%0a", "/local"])
def test_without_a_plain_address_none_is_given(tmp_path: Path, home: str) -> None:
    folder = write_made_up_package(tmp_path)
    path = folder / "datapackage.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "homepage": home}), encoding="utf-8")
    reference = refer(cite_page(read_package(folder), "data.md", "数据"))
    assert "url" not in read_bibtex(reference.bibtex)[2]
    assert "URL" not in check_csl(reference.csl)
    assert reference.text.endswith("[引用日期].")


def test_every_page_says_how_to_cite_it(built: Built) -> None:
    descriptor = json.loads((built.paths.package / "datapackage.json").read_text(encoding="utf-8"))
    documents = {f"reports/{row['report_id']}.html": row["sha256"] for row in built.rows("reports")}
    keys: set[str] = set()
    for path in sorted(built.paths.site.rglob("*.html")):
        name = path.relative_to(built.paths.site).as_posix()
        page = built.page(name)
        assert "cite.html" in {Path(one.get("href", "")).name for tag, one in page.tags if tag == "a"}, name
        if not {name.split("/")[0], name.replace(".html", ".md")} & set(GENERATED):
            continue  # written by hand: its footer leads to the cite page
        _, key, fields = read_bibtex(page.at["cite-bibtex-text"].text)
        item = check_csl(page.at["cite-csl-text"].text)
        assert item["id"] == key
        assert key not in keys
        keys.add(key)
        assert fields["version"] == item["version"] == descriptor["version"]
        assert fields["date"] == descriptor["created"][:10]
        assert plain(unescape_tex(fields["title"])) == item["title"]
        english = name.startswith("en/")
        text = page.at["cite-apa-text" if english else "cite-gbt-text"].text
        assert ("(Version {})" if english else "{}版").format(descriptor["version"]) in text
        assert item["language"] == ("en" if english else "zh-CN")
        own = name.removeprefix("en/")
        for words in (text, fields["note"], item.get("note", "")):
            assert (documents.get(own, "no hash here") in words) == (own in documents), name
    assert len(keys) >= 20


@pytest.mark.parametrize("top", ["", "en/"])
def test_the_cite_page_says_the_release_and_one_number_with_its_place(built: Built, top: str) -> None:
    page = built.page(f"{top}cite.html")
    descriptor = json.loads((built.paths.package / "datapackage.json").read_text(encoding="utf-8"))
    assert f"sha256:{page.at['release-hash'].text}" == descriptor["hash"]
    assert check_csl(page.at["data-csl"].text)["note"].endswith(page.at["release-hash"].text)
    number = page.at["number-text"]
    (value,) = number.values
    rows = [
        row
        for row in built.rows("observations")
        if row["obs_value"] == value and re.search(rf" {row['locator']}[，,]", number.text)
    ]
    assert rows
    report = next(row for row in built.rows("reports") if row["report_id"] == rows[0]["report_id"])
    assert report["sha256"] in number.text


@pytest.mark.parametrize(("top", "language"), [("", "zh"), ("en/", "en")])
def test_the_changes_page_has_every_change_number_by_number(built: Built, top: str, language: str) -> None:
    page = built.page(f"{top}changes.html")
    rows = built.rows("changes")
    assert len(rows) >= 6
    words = {row["cell_state"]: row[f"label_{language}"] for row in built.rows("cell_states")}
    links = {one.get("href", "") for tag, one in page.tags if tag == "a"}
    reports = {row["report_id"] for row in built.rows("reports")}
    for row in rows:
        for figure in (row["before"], row["after"]):
            for word in filter(None, re.split(r"; | ", figure)):
                assert (f"{int(word):,}" if word.isdecimal() else words.get(word, word)) in page.text
        assert row[f"reason_{language}"].removeprefix("'") in page.text
        assert any(link.startswith(f"reports/{row['report_id']}.html") for link in links) == (
            row["report_id"] in reports
        )
    versions = [row["version"] for row in rows]
    newest = max(versions, key=lambda version: tuple(map(int, version.split("."))))
    places = {version: page.text.index(f"{version} 20") for version in set(versions)}  # the version and its day
    assert min(places, key=lambda version: places[version]) == newest


def test_many_changes_are_split_by_province(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.charts import Drawings
    from gongkai.pages import changes
    from gongkai.pages.catalogues import open_catalogue

    catalogue = open_catalogue(read_package(write_made_up_package(tmp_path)))
    monkeypatch.setattr(changes, "MOST", 5)
    pages = {page.path: page.text for page in changes.render_changes(catalogue, Drawings(tmp_path))}
    assert list(pages) == ["changes.md", "changes/99.md"]
    assert "云上省" in pages["changes.md"]
    assert "<table" not in pages["changes.md"]
    assert pages["changes/99.md"].count("<tr") == 6 + 2  # the rows, and a head for each version


def test_citation_cff_is_true(repository: Path) -> None:
    """The software has the version of pyproject.toml (test_house); the data that it names, package.yaml's."""
    words = yaml.safe_load((repository / "structure" / "package.yaml").read_text(encoding="utf-8"))
    data = yaml.safe_load((repository / "CITATION.cff").read_text(encoding="utf-8"))["preferred-citation"]
    said = (data["type"], data["title"], data["version"], str(data["date-released"]), data["license"])
    licence = words["licenses"][0]["name"]
    assert said == ("data", words["title_zh"], str(words["version"]), str(words["released"]), licence)
    assert [one["name"] for one in data["authors"]] == [one["title"] for one in words["contributors"]]
