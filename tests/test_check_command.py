"""`gongkai check` as its user meets it: a line for each report, what does not hold, JSON, exit codes, sentences."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongkai.cli import console, gongkai
from gongkai.errors import GongkaiError
from gongkai.paths import Paths
from gongkai.verdict_tables import find_verdicts

CITY, DISTRICT, ZONE = "371300-2017", "370404-2014", "370400-gaoxin-2020"


@pytest.fixture(scope="module")
def everything(repository: Path) -> dict:
    """The JSON of all reports."""
    return json.loads(run(repository, "--format", "json").output)


def run(root: Path, *arguments: str, width: int = 120) -> Result:
    """The command, with a screen of this width."""
    before, console.width = console.width, width
    try:
        result = CliRunner().invoke(gongkai, ["--root", str(root), "check", *arguments])
    finally:
        console.width = before
    if result.exception and not isinstance(result.exception, SystemExit | GongkaiError):
        raise result.exception
    return result


def report(everything: dict, name: str) -> dict:
    (found,) = [one for one in everything["reports"] if one["report"] == name]
    return found


def test_every_report_has_one_line_that_counts_its_checks(repository: Path, everything: dict) -> None:
    output = run(repository, width=200).output
    lines = [line for line in output.splitlines() if line[:1].isdigit()]
    assert [line.split()[0] for line in lines] == sorted(
        path.stem for path in (repository / "reports").glob("*/*.json")
    )
    city = next(line for line in lines if line.startswith(CITY))
    counts = report(everything, CITY)["counts"]
    assert city.startswith(f"{CITY} 临沂市 2017: {counts['checks']} checks: {counts['holds']} hold · ")
    assert city.endswith(f"· {counts['contradiction']} fail")
    assert counts["checks"] == sum(count for name, count in counts.items() if name != "checks")


@pytest.mark.parametrize("width", [80, 120])
def test_a_person_can_read_it_at(repository: Path, width: int) -> None:
    result = run(repository, CITY, ZONE, width=width)
    assert result.exit_code == 0, result.output
    wide = [line for line in result.output.splitlines() if sum(2 if ord(char) > 0x2E80 else 1 for char in line) > width]
    assert wide == []
    words = result.output.split()
    for figure in (
        "1108",
        "1070",
        "38",
        "790",
        "828",
        "requests.received.parts",
    ):
        assert figure in words
    assert "总数写的是1108，分项相加为1070，相差38。" in "".join(words)
    assert "201\n" not in result.output.replace(" ", "")  # no figure is broken in two
    assert "43+3+234+790+0" in "".join(words)


def test_what_simply_holds_is_counted_and_listed_on_demand(repository: Path) -> None:
    short, long = run(repository, CITY).output, run(repository, CITY, "--all").output
    assert "points.tiers" not in short
    assert "points.tiers" in long
    assert len(long.splitlines()) > len(short.splitlines())
    assert "disclosure.channels" not in short
    assert short.splitlines()[0] == long.splitlines()[0]


def test_rows_of_blanks_are_told_in_one(repository: Path) -> None:
    output = run(repository, ZONE).output
    (line,) = [line for line in output.splitlines() if line.split()[:2] == ["open", "matrix.balance"]]
    assert "charity, enterprise" in line


def test_hints_stand_below_with_what_speaks_for_them(repository: Path) -> None:
    output = run(repository, CITY).output
    hints = output[output.index("hint: one cell") :].splitlines()
    assert hints[1].split() == ["requests.received.letter", "790", "828", "1"]
    assert hints[2].split("·")[1].split() == ["evidence", "prose:L67:64-67"]


def test_json_holds_every_check_and_every_hint(repository: Path, everything: dict) -> None:
    city = report(everything, CITY)
    assert list(everything) == ["counts", "reports"]
    assert sorted(city) == ["authority", "checks", "counts", "hints", "name", "report", "year"]
    assert len(city["checks"]) == city["counts"]["checks"]
    (parts,) = [check for check in city["checks"] if check["rule"] == "requests.received.parts"]
    assert {name: parts[name] for name in ("actual", "expected", "gap", "status", "result", "verdict", "operands")} == {
        "actual": 1108,
        "expected": 1070,
        "gap": 38,
        "status": "official",
        "result": "fails",
        "verdict": "contradiction",
        "operands": "43 + 3 + 234 + 790 + 0",
    }
    assert city["hints"][0]["would_be"] == 828
    totals = {name: sum(one["counts"][name] for one in everything["reports"]) for name in everything["counts"]}
    assert totals == everything["counts"]
    assert all(check["report_id"] == one["report"] for one in everything["reports"] for check in one["checks"])


def test_json_is_the_same_bytes_again_and_sorted(repository: Path) -> None:
    first, again = (run(repository, CITY, "--format", "json").output for _ in range(2))
    assert first == again
    assert json.dumps(json.loads(first), ensure_ascii=False, indent=1, sort_keys=True) + "\n" == first


def test_one_report_alone_gets_the_verdicts_it_gets_among_all(repository: Path, everything: dict) -> None:
    for name in (CITY, ZONE, "370400-2017"):
        alone = json.loads(run(repository, name, "--format", "json").output)
        assert alone["reports"] == [report(everything, name)]


@pytest.mark.parametrize(
    ("reports", "status", "code"),
    [
        ((), "official", 1),
        ((CITY,), "official", 1),
        ((CITY,), "expected", 1),
        ((CITY,), "weak", 1),
        ((DISTRICT,), "official", 0),
        ((DISTRICT,), "weak", 1),  # 峄城's list of five that has four is a question
        ((DISTRICT, ZONE), "expected", 0),
        ((ZONE,), "weak", 0),
    ],
)
def test_exit_code_for_a_status(repository: Path, reports: tuple[str, ...], status: str, code: int) -> None:
    assert run(repository, *reports, "--fail-on", status).exit_code == code


def test_without_a_status_contradictions_do_not_fail_it(repository: Path) -> None:
    assert run(repository, CITY).exit_code == 0


def test_expected_rules_do_not_count_as_official(tmp_path: Path, repository: Path) -> None:
    """The reading points of 峄城 stand twice; where they differ, an expected rule is broken and no official one."""
    paths = copy(tmp_path, repository, DISTRICT)
    path = paths.reports / "37" / f"{DISTRICT}.json"
    parsed = json.loads(path.read_text(encoding="utf-8"))
    for cell in parsed["observations"]:
        if (cell["indicator"], cell["source"]) == ("capacity.points", "form"):
            cell.update(value=20, raw="20")
    path.write_text(json.dumps(parsed, ensure_ascii=False), encoding="utf-8")
    assert run(paths.root, "--fail-on", "official").exit_code == 0
    assert run(paths.root, "--fail-on", "expected").exit_code == 1


def test_corrected_numbers_are_checked(tmp_path: Path, repository: Path) -> None:
    paths = copy(tmp_path, repository, CITY)
    with (paths.structure / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write("x,371300-2017,requests.received.letter,total,form,L285,value,790,828,reported,试,trial,page 9\n")
    (verdict,) = find_verdicts(paths)
    (parts,) = [check for check in verdict.checks if check["rule"] == "requests.received.parts"]
    assert parts["result"] == "holds"


def test_a_report_that_is_not_there_is_named_with_near_ones(repository: Path) -> None:
    result = run(repository, "371300-2018")
    assert str(result.exception) == "there is no report '371300-2018'; near it are 371300-2017"
    with pytest.raises(GongkaiError, match=r"no report '370400-gaoxing-2020'; near it are 370400-gaoxin-2020"):
        find_verdicts(Paths(repository), ["370400-gaoxing-2020"])
    with pytest.raises(GongkaiError, match=r"^there is no report 'x'$"):
        find_verdicts(Paths(repository), ["x"])


def test_a_corpus_without_reports_gets_a_sentence(corpus: Paths) -> None:
    with pytest.raises(GongkaiError, match=r"no parsed reports to check; run `gongkai read` first"):
        find_verdicts(corpus)


def copy(target: Path, repository: Path, name: str) -> Paths:
    """A corpus of one real report."""
    shutil.copytree(repository / "structure", target / "structure")
    (target / "reports" / name[:2]).mkdir(parents=True)
    shutil.copy(repository / "reports" / name[:2] / f"{name}.json", target / "reports" / name[:2])
    return Paths(target)


def test_a_report_that_is_withdrawn_today_is_held_against_no_other(tmp_path: Path, repository: Path) -> None:
    paths = copy(tmp_path, repository, ZONE)
    path = paths.reports / "37" / f"{ZONE}.json"
    parsed = json.loads(path.read_text(encoding="utf-8"))
    later = json.loads(json.dumps(parsed).replace(ZONE, "370400-gaoxin-2021"))
    later["report"]["year"] = 2021
    (paths.reports / "37" / "370400-gaoxin-2021.json").write_text(json.dumps(later), encoding="utf-8")
    assert any(check["rule"] == "carried_over" for one in find_verdicts(paths) for check in one.checks)
    parsed["document"]["sha256"] = "0" * 64
    path.write_text(json.dumps(parsed, ensure_ascii=False), encoding="utf-8")
    (paths.root / "sources").mkdir()
    register = (
        f"file,authority,year,url,retrieved,sha256,status,outcome\nx,370400-gaoxin,2020,,,{'0' * 64},withdrawn,\n"
    )
    (paths.root / "sources" / "register.csv").write_text(register, encoding="utf-8")
    assert not any(check["rule"] == "carried_over" for one in find_verdicts(paths) for check in one.checks)
