"""`gongkai shard`: a corpus too large for one site into one corpus a province, and a front that leads to them.

A shard is a whole corpus (`--root FOLDER/37`): the province's parsed reports as they stand, structure/, register, the
handwritten pages and settings. It differs from the one it is cut from in these places only:

    reports/37/                   its own; every report is in exactly one shard, by the first two digits of its id
    structure/package.yaml        its own name, titles and bounds: exactly these reports and observations
    structure/codelists/authorities.csv                                its own authorities, and those above them
    structure/corrections.csv, changes.csv, sources/register.csv       the rows of its own reports
    structure/released/           absent: what a release changes is announced in the corpus the shards are cut from
    mkdocs.yml, mkdocs.en.yml     the site's name with the province's; `extra.shards` with all shards, and which is own

The sites are published side by side below one address, the front's at its top and a shard's in the folder of its two
digits (project pages of one organisation lie so): `../` leads from a shard to the front, `../32/` to a sister. The
front, `--root FOLDER/front`, has a package of two tables, `shards` and `authorities`; its pages are made of that
(fronts), as all pages are made of a package.

Each file and folder is replaced whole and only where it differs, so that a shard whose reports are as they were is not
built again. What a shard builds for itself is left alone.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from gongkai.errors import GongkaiError, Place
from gongkai.files import put_folder, write_text
from gongkai.paths import GENERATED, LANGUAGES, Paths
from gongkai.shards.fronts import write_front
from gongkai.shards.provinces import Shard, find_shards, read_rows
from gongkai.shards.settings import SETTINGS, settle

FRONT = "front"
AUTHORITIES = "codelists/authorities.csv"
_SHARD = re.compile(r"[0-9]{2}")


def shard(paths: Paths, out: Path) -> list[Shard]:
    """Write a corpus for each province into `out`, and the front's beside them; GongkaiError where there is nothing to
    cut, or where `out` holds a shard that would be none any more."""
    if out.resolve().is_relative_to(paths.root.resolve()):
        raise GongkaiError("the shards' folder may not lie in the corpus that they are cut from", Place(str(out)))
    shards = find_shards(paths)
    codes = {one.code for one in shards}
    if not shards:
        raise GongkaiError("there is no report to be put into a shard", Place(str(paths.reports)))
    stale = sorted(one.name for one in out.glob("*") if _SHARD.fullmatch(one.name) and one.name not in codes)
    if stale:
        raise GongkaiError("is no shard of this corpus; remove it", Place(str(out / stale[0])))
    for one in shards:
        _write_corpus(paths, Paths(out / one.code), shards, one)
    write_front(paths, Paths(out / FRONT), shards)
    return shards


def _write_corpus(whole: Paths, own: Paths, shards: Sequence[Shard], one: Shard) -> None:
    reports = {f"{one.code}/{held.path.name}": held.path.read_bytes() for held in one.reports}
    put_folder(own.reports, reports)
    structure = {
        path.relative_to(whole.structure).as_posix(): path.read_bytes()
        for path in sorted(whole.structure.rglob("*"))
        if path.is_file() and "released" not in path.relative_to(whole.structure).parts
    }
    ids = {held.report for held in one.reports}
    for name in ("corrections.csv", "changes.csv"):
        if name in structure:
            structure[name] = _keep_rows(whole.structure / name, "report_id", ids)
    listed = whole.structure / AUTHORITIES
    structure[AUTHORITIES] = _keep_rows(listed, "authority", _find_own(read_rows(listed)[1], one.code))
    structure["package.yaml"] = _declare(whole, one)
    put_folder(own.structure, structure)
    if (whole.sources / "register.csv").is_file():
        documents = {held.document for held in one.reports}
        kept = _keep_rows(whole.sources / "register.csv", "file", documents)
        write_text(own.sources / "register.csv", kept.decode("utf-8"))
    _copy_pages(whole, own)
    for name in SETTINGS:
        if (whole.root / name).is_file():
            write_text(own.root / name, settle(whole.root / name, shards, one))


def _find_own(authorities: Sequence[Mapping[str, str]], code: str) -> set[str]:
    """Those of the province, and whoever stands above one of them."""
    above = {row["authority"]: row["parent"] for row in authorities}
    own = {one for one in above if one.startswith(code)}
    for one in sorted(own):
        while one := above.get(one, ""):
            own.add(one)
    return own


def _declare(whole: Paths, one: Shard) -> bytes:
    """structure/package.yaml with the shard's own name, titles and bounds."""
    words = yaml.safe_load((whole.structure / "package.yaml").read_text(encoding="utf-8"))
    words["name"] = f"{words['name']}-{one.code}"
    words["title_zh"] = f"{words['title_zh']}（{one.name_zh}）"
    words["title_en"] = f"{words['title_en']} ({one.name_en})"
    if words.get("homepage"):
        words["homepage"] = f"{str(words['homepage']).rstrip('/')}/{one.code}/"
    words["assertions"] = {
        "reports_min": len(one.reports),
        "observations_min": one.observations,
        "unparsed_max": sum(held.unparsed for held in one.reports),
    }
    return yaml.safe_dump(words, allow_unicode=True, sort_keys=False).encode("utf-8")


def _copy_pages(whole: Paths, own: Paths) -> None:
    """The handwritten pages, where a shard's own generated ones stand beside them."""
    for language in LANGUAGES:
        for path in sorted(whole.docs(language).rglob("*")):
            name = path.relative_to(whole.docs(language))
            if path.is_file() and name.parts[0] not in GENERATED:
                write_text(own.docs(language) / name, path.read_text(encoding="utf-8"))


def _keep_rows(path: Path, column: str, wanted: set[str]) -> bytes:
    """The file with those rows alone, written as it is read."""
    columns, rows = read_rows(path)
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for row in rows if row[column] in wanted)
    return text.getvalue().encode("utf-8")
