"""structure/ as Python values: forms, labels, code lists, rules, corrections, concordance, ratios, package words. A
mistake in it stops everything, by file and line."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

import yaml

from gongkai import labels
from gongkai.concordances import Correspondence, load_concordance
from gongkai.corrections import Correction, load_corrections
from gongkai.errors import Place, StructureError
from gongkai.forms import PROSE, Form, FormTable, Line
from gongkai.heads import Head, HeadKind
from gongkai.prose import ProseWords, load_prose_words
from gongkai.ratios import Ratio, load_ratios
from gongkai.rules import Rule, load_rules

Record = dict[str, str]
CODELISTS = ("indicators", "applicants", "authorities", "cell_states")


@dataclass(frozen=True)
class Structure:
    """Everything declared by hand. `codelists` and `form_names` hold the rows of their CSV files as printed there."""

    forms: Mapping[str, Form]
    form_names: tuple[Record, ...]
    codelists: Mapping[str, tuple[Record, ...]]
    package: Mapping[str, Any]
    prose: ProseWords
    rules: tuple[Rule, ...]
    corrections: tuple[Correction, ...]
    concordance: tuple[Correspondence, ...]
    ratios: tuple[Ratio, ...]
    folder: Path

    @cached_property
    def authorities(self) -> dict[str, Record]:
        """Authorities by id."""
        return {row["authority"]: row for row in self.codelists["authorities"]}

    @cached_property
    def applicants(self) -> tuple[str, ...]:
        """Applicant codes in printed order."""
        return tuple(row["applicant"] for row in self.codelists["applicants"])


def load_structure(folder: Path) -> Structure:
    """Read and cross-check structure/; StructureError names the file and the row to mend."""
    form_names = tuple(_records(folder / "forms" / "forms.csv"))
    codelists = {name: tuple(_records(folder / "codelists" / f"{name}.csv")) for name in CODELISTS}
    for name, rows in codelists.items():
        _refuse_doubles(folder / "codelists" / f"{name}.csv", [next(iter(row.values())) for row in rows])
    wordings, heads = _wordings(folder / "labels.csv"), _heads(folder / "forms" / "heads.csv")
    indicators = {row["indicator"]: row for row in codelists["indicators"]}
    forms = {
        name: _form(folder / "forms" / f"{name}.csv", wordings, heads, indicators)
        for name in (row["form"] for row in form_names)
    }
    words, rules = _package(folder / "package.yaml"), load_rules(folder, forms, indicators)
    applicants = {row["applicant"] for row in codelists["applicants"]}
    signed = {line.indicator for form in forms.values() for line in form.lines if line.signed}
    corrections = load_corrections(folder, indicators, applicants, signed)
    return Structure(
        forms=forms,
        form_names=form_names,
        codelists=codelists,
        package=words,
        prose=load_prose_words(folder),
        rules=rules,
        corrections=corrections,
        concordance=load_concordance(folder, forms),
        ratios=load_ratios(folder, forms, applicants),
        folder=folder,
    )


def _form(
    path: Path,
    wordings: Mapping[tuple[str, str], dict[str, tuple[str, ...]]],
    heads: Mapping[tuple[str, str], list[Head]],
    indicators: Mapping[str, Record],
) -> Form:
    name = path.stem
    lines = [_line(path, number, row, indicators) for number, row in enumerate(_records(path), 2)]
    _refuse_doubles(path, [line.indicator for line in lines])
    tables = []
    for table in dict.fromkeys(line.table for line in lines):
        own = tuple(line for line in lines if line.table == table)
        form_table = FormTable(name, table, own, tuple(heads.get((name, table), ())), wordings.get((name, table), {}))
        _check_table(path, form_table)
        tables.append(form_table)
    return Form(name, tuple(tables))


def _line(path: Path, number: int, row: Record, indicators: Mapping[str, Record]) -> Line:
    declared = indicators.get(row["indicator"])
    if declared is None:
        raise StructureError(f"indicator {row['indicator']!r} is not in codelists/indicators.csv", _place(path, number))
    if declared["parent"] != row["parent"]:
        raise StructureError("parent differs from codelists/indicators.csv", _place(path, number))
    if row["kind"] == "line" and declared["kind"] != "line":
        raise StructureError("codelists/indicators.csv says that this is a heading", _place(path, number))
    return Line(
        indicator=row["indicator"],
        parent=row["parent"],
        order=int(row["order"]),
        kind=row["kind"],
        table=row["table"],
        row=row["row"],
        head=row["head"],
        unit=row["unit"],
        by_applicant=row["by"] == "applicant",
        signed=row["signed"] == "yes",
    )


def _check_table(path: Path, table: FormTable) -> None:
    """Every line can be reached by a label and a head, and no label fits two rows under one parent."""
    heads = {head.head for head in table.heads}
    for line in table.lines if table.table != PROSE else ():
        if line.row and line.row not in table.wordings:
            raise StructureError(f"row {line.row!r} of table {table.table} has no label in labels.csv", _place(path))
        if line.kind == "line" and line.head not in heads and not line.by_applicant:
            raise StructureError(f"head {line.head!r} of table {table.table} is not in heads.csv", _place(path))
    for row, printings in table.wordings.items():
        for label in printings:
            fits = table.find_rows(label, table.ancestors(row)[-1:])
            if fits != (row,):
                raise StructureError(f"the label fits {', '.join(fits)} and not {row} alone", _place(path, label=label))


def _wordings(path: Path) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    found: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for number, row in enumerate(_records(path), 2):
        if row["status"] not in ("printed", "absent") or bool(row["label"]) != (row["status"] == "printed"):
            raise StructureError("status is `printed` with a label, or `absent` without one", _place(path, number))
        rows = found.setdefault((row["form"], row["table"]), {})
        known = rows.get(row["row"], ())
        is_new = row["label"] and labels.key(row["label"]) not in map(labels.key, known)
        rows[row["row"]] = (*known, row["label"]) if is_new else known
    return found


def _heads(path: Path) -> dict[tuple[str, str], list[Head]]:
    found: dict[tuple[str, str], list[Head]] = {}
    for number, row in enumerate(_records(path), 2):
        kind = next((known for known in get_args(HeadKind) if known == row["kind"]), None)
        if kind is None:
            raise StructureError(f"a head is no {row['kind']!r}", _place(path, number))
        found.setdefault((row["form"], row["table"]), []).append(Head(row["head"], row["parent"], kind, row["label"]))
    return found


def _package(path: Path) -> dict[str, Any]:
    words = yaml.safe_load(path.read_text(encoding="utf-8"))
    wanted = ("name", "version", "released", "title_zh", "title_en", "licenses", "contributors", "assertions")
    if missing := [word for word in wanted if not words.get(word)]:
        raise StructureError(f"says nothing of {', '.join(missing)}", _place(path))
    return dict(words)


def _records(path: Path) -> Iterator[Record]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise StructureError("the file is missing", _place(path)) from error
    for number, row in enumerate(csv.DictReader(text.splitlines()), 2):
        if None in row or None in row.values():
            raise StructureError("the row has more or fewer cells than the header", _place(path, number))
        yield dict(row)


def _refuse_doubles(path: Path, ids: list[str]) -> None:
    for number, name in enumerate(ids, 2):
        if name in ids[: number - 2]:
            raise StructureError(f"{name!r} stands here twice", _place(path, number))


def _place(path: Path, number: int = 0, label: str = "") -> Place:
    return Place(
        f"structure/{path.parent.name}/{path.name}" if path.parent.name != "structure" else f"structure/{path.name}",
        f"line {number}" if number else "",
        label,
    )
