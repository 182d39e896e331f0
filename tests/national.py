"""A package as large as a nation's: its provinces, prefectures and counties, with invented names and invented reports.

Codes are built as GB/T 2260's are, two digits for each level. Schemas, code lists, forms and rules are those of the
committed package. Every figure is invented (tests/consistent.py); how many statements, checks, citations and so on a
report has is taken from the committed reports of its form.
"""

import csv
import hashlib
import json
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from gongkai.paths import Paths
from tests import consistent
from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "datapackage" / "annual-reports"
NATION = "100000"
PROVINCES = (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81)
PREFECTURES, COUNTIES = 340, 2_800
SEED = 11
BLANKS = 0.3  # of the zeros
RESIDUE = 3  # digits left over, in every fourth report
# The report of each form whose statements, checks and the like stand for those of all.
MODELS = {"2014": "371300-2017", "2019": "370400-gaoxin-2020", "2021": "320813-2024"}
# Chinese and its sound, in turn.
_STEMS = """云溪 Yunxi 白水 Baishui 清河 Qinghe 石门 Shimen 东林 Donglin 南浦 Nanpu 西岭 Xiling 北原 Beiyuan 金沙 Jinsha
玉泉 Yuquan 龙潭 Longtan 凤台 Fengtai 松江 Songjiang 梅岭 Meiling 竹山 Zhushan 柳州 Liuzhou 桃源 Taoyuan 杏坛 Xingtan
莲塘 Liantang 兰亭 Lanting"""
_ENDS = "安 an 宁 ning 平 ping 昌 chang 兴 xing 和 he 庆 qing 康 kang 泰 tai 顺 shun"


def list_authorities() -> list[dict[str, str]]:
    """The nation, its provinces, prefectures and counties, in the order of their codes; no two have one name."""
    found = [_authority(NATION, "云国", "Yunguo", "", "nation")]
    names = _names()
    prefectures = _deal(PREFECTURES, len(PROVINCES))
    counties = iter(_deal(COUNTIES, PREFECTURES))
    for province, of_province in zip(PROVINCES, prefectures, strict=True):
        code = f"{province}0000"
        found.append(_authority(code, *next(names), NATION, "province"))
        for one in range(1, of_province + 1):
            city = f"{province}{one:02}00"
            found.append(_authority(city, *next(names), code, "city"))
            for county in range(1, next(counties) + 1):
                found.append(_authority(f"{city[:4]}{county:02}", *next(names), city, "county"))
    return found


def _deal(all_: int, hands: int) -> list[int]:
    return [all_ // hands + (one < all_ % hands) for one in range(hands)]


def _names() -> Iterator[tuple[str, str]]:
    """Stem and end, then stem and three ends: more than there are places."""
    stems, ends = (list(batched(words.split())) for words in (_STEMS, _ENDS))
    for chain in (*product(ends), *product(ends, repeat=3)):
        for stem in stems:
            yield "".join(zh for zh, _ in (stem, *chain)), "".join(en for _, en in (stem, *chain))


def batched(words: list[str]) -> Iterator[tuple[str, str]]:
    """Two at a time."""
    return zip(words[::2], words[1::2], strict=True)


def _authority(code: str, zh: str, en: str, parent: str, kind: str) -> dict[str, str]:
    ends = {"nation": "", "province": "省", "city": "市", "county": "县"}
    return {
        "authority": code,
        "name_zh": zh + ends[kind],
        "name_en": f"{en} {kind.capitalize()}" if kind != "nation" else en,
        "aliases": zh if ends[kind] else "",
        "parent": parent,
        "kind": kind,
    }


def choose_authorities(authorities: list[dict[str, str]], count: int) -> list[str]:
    """The first `count`: all provinces, then whole prefectures with their counties, one of each province in turn."""
    codes = [one["authority"] for one in authorities if one["kind"] != "nation"]
    order = sorted(codes, key=lambda one: (not one.endswith("0000"), one[2:4], one[:2], one[4:]))
    return sorted(order[:count])


def write_national_package(folder: Path, reports: int, years: int) -> int:
    """Write the package with about as many reports, each authority's over the last `years` years; its observations."""
    authorities = list_authorities()
    chosen = choose_authorities(authorities, max(reports // years, 1))
    (folder / "data").mkdir(parents=True)
    descriptor = json.loads((PACKAGE / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {one["name"].split("-")[0]: one for one in descriptor["resources"]}
    observed = schemas.pop("observations")
    named = dict(zip(consistent.authority_names(len(chosen)), chosen, strict=True))
    held = _reports(named, years)
    written, count = [], 0
    for year, frame in consistent.observations_of(len(chosen), SEED, BLANKS):
        if year <= max(consistent.YEARS) - years:
            continue
        frame = _rename(frame, named).sort_values(["report_id", "indicator", "applicant"], kind="stable")
        frame["obs_value"] = frame["obs_value"].astype("Int64")
        written.append(_write(folder, {**observed, "title": f"{year}年观测值"}, f"observations-{year}", frame))
        count += len(frame)
    for name, described in schemas.items():
        frames = {"authorities": pd.DataFrame(authorities), "reports": held}
        frame = frames.get(name, _rows_of(described, name, held))
        written.append(_write(folder, described, name, frame))
    descriptor["resources"] = written
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
    return count


def _rename(frame: pd.DataFrame, named: dict[str, str]) -> pd.DataFrame:
    years = frame["report_id"].str.slice(7)
    codes = frame["authority"].map(named)
    return frame.assign(authority=codes, report_id=codes + "-" + years)


def _reports(named: dict[str, str], years: int) -> pd.DataFrame:
    frame = consistent.reports_of(len(named))
    frame = _rename(frame[frame["time_period"] > max(consistent.YEARS) - years], named).sort_values("report_id")
    hashes = [hashlib.sha256(one.encode()).hexdigest() for one in frame["report_id"]]
    return frame.assign(
        title="政府信息公开工作年度报告",
        document=frame["report_id"] + ".txt",
        sha256=hashes,
        bytes=20_000,
        media_type="text/plain",
        encoding="utf-8",
        status="current",
    )


def _rows_of(described: dict[str, Any], name: str, held: pd.DataFrame) -> pd.DataFrame:
    """A code list as it is; of what belongs to reports, the rows of the model of each one's form."""
    frame = pd.read_csv(PACKAGE / described["path"], dtype=str, keep_default_na=False)
    if name == "residue":
        some = held["report_id"].iloc[::4]
        return pd.DataFrame({"report_id": some, "kind": "text", "locator": "L9:1-3", "digits": RESIDUE})
    if "report_id" not in frame:
        return frame
    if name in {"changes", "corrections"}:
        return frame.head(0)
    rows = []
    for form, model in MODELS.items():
        own = frame[frame["report_id"] == model].drop(columns="report_id")
        rows.append(held.loc[held["form"] == form, ["report_id"]].merge(own, how="cross"))
    return pd.concat(rows).sort_values("report_id", kind="stable")


def _write(folder: Path, described: dict[str, Any], name: str, frame: pd.DataFrame) -> dict[str, Any]:
    path = folder / "data" / f"{name}.csv"
    columns = [field["name"] for field in described["schema"]["fields"]]
    frame.reindex(columns=columns).to_csv(path, index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {
        **described,
        "name": name,
        "path": f"data/{name}.csv",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
    }


def write_national_reports(paths: Paths, code: int, years: int) -> int:
    """A corpus to be cut: parsed reports of every authority of one province over the last `years` years, and one of
    each other province; their number. A report is the committed one of its form under another name."""
    shutil.copytree(REPOSITORY / "structure", paths.structure, ignore=shutil.ignore_patterns("released"))
    changes = paths.structure / "changes.csv"
    changes.write_text(changes.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    authorities = [one | {"parent": one["parent"].replace(NATION, "")} for one in list_authorities()]
    authorities = [one for one in authorities if one["kind"] != "nation"]  # of which the schema knows none
    pd.DataFrame(authorities).to_csv(paths.structure / "codelists" / "authorities.csv", index=False)
    last = max(consistent.YEARS)
    wanted = [(one["authority"], last) for one in authorities if one["kind"] == "province"]
    own = [one["authority"] for one in authorities if one["authority"].startswith(str(code))]
    wanted += [(one, year) for one in own for year in consistent.YEARS if year > last - years]
    for authority, year in sorted(set(wanted)):
        _write_report(paths, authority, year)
    return len(set(wanted))


def _write_report(paths: Paths, authority: str, year: int) -> None:
    model = MODELS[consistent.form_of(year)]
    parsed = json.loads((REPOSITORY / "reports" / model[:2] / f"{model}.json").read_text(encoding="utf-8"))
    name = f"{authority}-{year}"
    period = {"from": f"{year}-01-01", "to": f"{year}-12-31"} if parsed["report"]["period"] else None
    parsed["report"] |= {"id": name, "authority": authority, "year": year, "period": period}
    parsed["document"] |= {"name": f"{name}.txt", "sha256": hashlib.sha256(name.encode()).hexdigest()}
    path = paths.reports / authority[:2] / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(parsed, ensure_ascii=False, sort_keys=True), encoding="utf-8")
