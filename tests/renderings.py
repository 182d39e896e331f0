"""A small renderer for the tests: invented facts of a form, printed in every layout of text that publishers produce."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tests.conftest import REPOSITORY

STRUCTURE = REPOSITORY / "structure"
FIVE = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
LEGAL = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANTS = ["natural_person", "enterprise", "research", "charity", "legal_service", "other", "total"]
Key = tuple[str, str]
Said = tuple[int | float | None, str]


@dataclass(frozen=True)
class Line:
    """One printed row: labels outermost first (parents that are printed in merged cells, then its own)."""

    labels: tuple[str, ...]
    keys: tuple[Key, ...]
    unit: str


@dataclass(frozen=True)
class Block:
    """One printed table: rows of heads (as a grid, "" where a merged cell goes on) and its lines."""

    before: str
    heads: tuple[tuple[str, ...], ...]
    label_columns: int
    lines: tuple[Line, ...]


def records(name: str) -> list[dict[str, str]]:
    with (STRUCTURE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wordings(form: str, table: str, printing: str) -> dict[str, str]:
    rows = [r for r in records("labels.csv") if (r["form"], r["table"], r["printing"]) == (form, table, printing)]
    return {row["row"]: row["label"] for row in rows if row["status"] == "printed"}


def statistics(printing: str) -> list[Block]:
    declared = {row["indicator"]: row for row in records("forms/2014.csv")}
    lines = [
        Line((label,), ((row, "total"),) if declared[row]["kind"] == "line" else (), declared[row]["unit"])
        for row, label in wordings("2014", "statistics", printing).items()
    ]
    return [Block("2014年度政府信息公开工作情况统计表", (("统计指标", "单位", "统计数"),), 1, tuple(lines))]


def matrix(form: str) -> Block:
    printed = wordings(form, "applications", "national")
    parents = {row["indicator"]: row["parent"] for row in records(f"forms/{form}.csv")}
    headings = {"outcome", "outcome.refused", "outcome.unavailable", "outcome.not_processed"}
    headings |= {"outcome.other"} if form == "2021" else set()
    lines = []
    for row, label in printed.items():
        if row in headings:
            continue
        chain, parent = [label], parents[row]
        while parent in printed:
            chain.insert(0, printed[parent])
            parent = parents[parent]
        lines.append(Line(tuple(chain), tuple((row, applicant) for applicant in APPLICANTS), ""))
    heads = (
        (CORNER, "", "", "申请人情况", "", "", "", "", "", ""),
        ("", "", "", "自然人", "法人或其他组织", "", "", "", "", "总计"),
        ("", "", "", "", *LEGAL, ""),
    )
    return Block("三、收到和处理政府信息公开申请情况", heads, 3, tuple(lines))


def remedies() -> Block:
    groups = ("remedy.review", "remedy.litigation_direct", "remedy.litigation_after_review")
    keys = tuple((f"{g}.{k}", "total") for g in groups for k in ("upheld", "corrected", "other", "pending", "total"))
    heads = (
        ("行政复议", *[""] * 4, "行政诉讼", *[""] * 9),
        (*FIVE, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4),
        (*[""] * 5, *FIVE, *FIVE),
    )
    return Block("四、政府信息公开行政复议、行政诉讼情况", heads, 0, (Line((), keys, ""),))


def small_tables(form: str) -> list[Block]:
    heads = records("forms/heads.csv")
    blocks = []
    for table in ("normative", "licensing", "penalties", "charges", "procurement"):
        own = [row for row in heads if (row["form"], row["table"]) == (form, table)]
        values = [row for row in own if row["kind"] == "value"]
        if not own:
            continue
        title = next(row["label"] for row in own if row["kind"] == "title")
        lines = [
            Line((label,), tuple((f"{row}.{value['head']}", "total") for value in values), "")
            for row, label in wordings(form, table, "national").items()
        ]
        blocks.append(Block(title, (("信息内容", *(row["label"] for row in values)),), 1, tuple(lines)))
    return blocks


def blocks_of(form: str) -> list[Block]:
    """The tables of a form; 2014's printings are forms of their own here (2014-city, …)."""
    if form.startswith("2014"):
        return statistics(form.partition("-")[2])
    return [*small_tables(form), matrix(form), remedies()]


SIGNED = {
    row["indicator"] for form in ("2014", "2019", "2021") for row in records(f"forms/{form}.csv") if row["signed"]
}


MONEY = {
    row["indicator"]
    for form in ("2014", "2019", "2021")
    for row in records(f"forms/{form}.csv")
    if row["unit"] == "万元"
}


def draw_cell(random: Random, key: Key, *, blanks: bool) -> tuple[str, Said]:
    """What a cell prints, and what it says."""
    number = random.choice([0, 0, random.randrange(1, 20), random.randrange(20, 10**6)])
    said: Said = (number, "reported" if number else "reported_zero")
    kind = random.randrange(12)
    if blanks and kind < 4:
        return random.choice(["", " ", "\u2002", "\u3000"]), (None, "blank")
    if kind == 5:
        return "——", (None, "mark")
    if kind == 6 and number:
        return f"{number:,}", said
    if kind == 7:
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")), said
    if kind == 8:
        return f"{number}.5", (number + 0.5, "reported")
    if kind == 9 and key[0] not in MONEY:
        return "3.5万", (35000, "text_number")
    if kind == 10 and key[0] in SIGNED:
        return f"-{number + 1}", (-number - 1, "reported")
    return str(number), said


def draw_facts(random: Random, form: str, *, blanks: bool) -> dict[Key, tuple[str, Said]]:
    keys = [key for block in blocks_of(form) for line in block.lines for key in line.keys]
    # Totals of the matrix are printed: without any, a grid looks like rows that were packed to the left.
    return {
        key: draw_cell(
            random, key, blanks=blanks and not (key[1] == "total" and key[0].startswith(("applications", "outcome")))
        )
        for key in keys
    }


# ------------------------------------------------------------------------------------------------ layouts

Rows = list[list[str]]
Facts = dict[Key, tuple[str, Said]]


def values(line: Line, facts: Facts, has_unit: bool) -> list[str]:
    printed = [facts[key][0] for key in line.keys]
    return [line.unit, *(printed or [""])] if has_unit else printed


def grid(block: Block, facts: Facts, *, repeat: bool) -> Iterator[list[str]]:
    """Every row with the same columns; a merged cell is blank behind its first, or repeated in each of its columns."""
    for head in block.heads:
        yield list(head)
    has_unit = "单位" in block.heads[0]
    before: tuple[str, ...] = ()
    for line in block.lines:
        filled = [*line.labels, *[""] * (block.label_columns - len(line.labels))]
        if repeat and line.labels:
            filled = [*line.labels, *[line.labels[-1]] * (block.label_columns - len(line.labels))]
        elif line.labels[:-1]:
            filled = ["" if line.labels[:at] == before[:at] else label for at, label in enumerate(filled, 1)]
        before = line.labels
        yield [*filled[: block.label_columns], *values(line, facts, has_unit)]


def tab_cells(form: str, facts: Facts, random: Random) -> str:
    out = []
    for block in blocks_of(form):
        out.append(f"{block.before}\n")
        has_unit = "单位" in block.heads[0]
        for number, head in enumerate(block.heads):
            printed = [text for at, text in enumerate(head) if text or (number and at == 0 and block.label_columns)]
            out.append("\n".join(f"\t{text}" for text in printed) + "\n")
        before: tuple[str, ...] = ()
        for line in block.lines:
            merged = [
                "" if line.labels[: at + 1] == before[: at + 1] else line.labels[at]
                for at in range(len(line.labels) - 1)
            ]
            before = line.labels
            cells = [*merged, *line.labels[-1:], *values(line, facts, has_unit)]
            out.append("\n".join(f"\t{cell}" for cell in cells) + "\n")
    return "\n".join(out)


def tab_cells_unparted(form: str, facts: Facts, random: Random) -> str:
    """Tab cells without the blank lines between rows."""
    parted = tab_cells(form, facts, random).split("\n")
    return "\n".join(line for line in parted if line)


def tab_rows(form: str, facts: Facts, random: Random) -> str:
    return "\n\n".join(
        "\n".join([block.before, *("\t".join(row) for row in grid(block, facts, repeat=False))])
        for block in blocks_of(form)
    )


def pipes(form: str, facts: Facts, random: Random) -> str:
    repeat = random.random() < 0.5
    out = []
    for block in blocks_of(form):
        rows = list(grid(block, facts, repeat=repeat))
        rule = "|" + "---|" * len(rows[0])
        printed = ["| " + " | ".join(row) + " |" for row in rows]
        out.append("\n".join([block.before, "", printed[0], rule, *printed[1:]]))
    return "\n\n".join(out)


def pipes_broken_heads(form: str, facts: Facts, random: Random) -> str:
    """Pipe tables whose head words are broken over two rows of cells."""
    out = []
    for block in blocks_of(form):
        rows = list(grid(block, facts, repeat=False))
        *upper, leaf = [list(head) for head in block.heads]
        cut = [max(len(text) // 2, 1) if len(text) > 2 else len(text) for text in leaf]
        halves = [[t[:c] for t, c in zip(leaf, cut, strict=True)], [t[c:] for t, c in zip(leaf, cut, strict=True)]]
        printed = [*upper, *halves, *rows[len(block.heads) :]]
        out.append("\n".join([block.before, *("| " + " | ".join(row) + " |" for row in printed)]))
    return "\n\n".join(out)


def pipes_between(form: str, facts: Facts, random: Random) -> str:
    """Pipes between cells and at the end of rows, none in front; merged cells collapsed, as website converters do."""
    return "\n\n".join(
        "\n".join([f"{block.before} |", *(" | ".join(row) + " |" for row in pipes_between_rows(block, facts))])
        for block in blocks_of(form)
    )


def pipes_below(form: str, facts: Facts, random: Random) -> str:
    """A row's first cell on its line, every further cell on the next line behind a pipe, a lone pipe at the end."""
    out = []
    for block in blocks_of(form):
        out += [block.before, ""]
        for row in pipes_between_rows(block, facts):
            out += [row[0], *(f"| {cell}".rstrip() for cell in row[1:]), "|"]
        out.append("")
    return "\n".join(out)


def pipes_between_rows(block: Block, facts: Facts) -> Iterator[list[str]]:
    for head in block.heads:
        yield [text for text in head if text]
    before: tuple[str, ...] = ()
    for line in block.lines:
        new = [label for at, label in enumerate(line.labels[:-1]) if line.labels[: at + 1] != before[: at + 1]]
        before = line.labels
        yield [*new, *line.labels[-1:], *values(line, facts, "单位" in block.heads[0])]


def pipes_alone(form: str, facts: Facts, random: Random) -> str:
    return "\n\n".join(
        "\n".join([block.before, *("|\n" + "\n|\n".join(row) + "\n|" for row in grid(block, facts, repeat=False))])
        for block in blocks_of(form)
    )


def wrap(text: str, random: Random) -> list[str]:
    if len(text) < 12 or random.random() < 0.5:
        return [text]
    at = random.randrange(4, len(text) - 3)
    return [text[:at], text[at:]]


def flat_heads(block: Block) -> list[str]:
    return [text for head in block.heads for text in head if text]


def row_lines(form: str, facts: Facts, random: Random) -> str:
    gap = random.choice([" ", "  ", "\u3000", "    "])
    out = []
    for block in blocks_of(form):
        out.append(block.before)
        out += [gap.join(text for text in head if text) for head in block.heads]
        before: tuple[str, ...] = ()
        for line in block.lines:
            out += [label for at, label in enumerate(line.labels[:-1]) if line.labels[: at + 1] != before[: at + 1]]
            before = line.labels
            *head, last = wrap(line.labels[-1], random) if line.labels else [""]
            out += head
            out.append(gap.join(filter(str.strip, [last, *values(line, facts, "单位" in block.heads[0])])))
        out.append("")
    return "\n".join(out)


def cell_lines(form: str, facts: Facts, random: Random) -> str:
    between = random.choice(["\n", "\n\n"])
    out: list[str] = []
    for block in blocks_of(form):
        out += [block.before, *flat_heads(block)]
        before: tuple[str, ...] = ()
        for line in block.lines:
            out += [label for at, label in enumerate(line.labels[:-1]) if line.labels[: at + 1] != before[: at + 1]]
            before = line.labels
            out += [part for label in line.labels[-1:] for part in wrap(label, random)]
            out += [cell for cell in values(line, facts, "单位" in block.heads[0]) if cell.strip()]
    return between.join(out)


def detached(form: str, facts: Facts, random: Random) -> str:
    """Each row's numbers on a line of their own, before its label or behind it."""
    out: list[str] = []
    for block in blocks_of(form):
        has_unit = "单位" in block.heads[0]
        out += [block.before, *(" ".join(text for text in head if text) for head in block.heads)]
        for line in block.lines:
            printed = [facts[key][0] for key in line.keys]
            label = [*(part for label in line.labels[-1:] for part in wrap(label, random))]
            if has_unit and line.unit:
                label[-1] += f" {line.unit}"
            numbers = [" ".join(printed)] if printed else []
            out += [*numbers, *label] if random.random() < 0.5 else [*label, *numbers]
    return "\n".join(out)


def pipes_behind(form: str, facts: Facts, random: Random) -> str:
    """A cell a line with a pipe behind it; short rows are padded with pipes on a line of their own."""
    out = []
    for block in blocks_of(form):
        out += [f"{block.before} |", "||||"]
        for row in pipes_between_rows(block, facts):
            out += [f"{cell} |" for cell in row if cell.strip()]
            out += random.choice([[], ["|"], ["||||"]])
    return "\n".join(out)


def pipes_padded(form: str, facts: Facts, random: Random) -> str:
    """Pipes between cells, rows padded with blank cells up to the widest."""
    out = []
    for block in blocks_of(form):
        rows = list(pipes_between_rows(block, facts))
        width = max(map(len, rows)) + 1
        out += [" | ".join(row) + " |" + random.choice(["|", " |"]) * (width - len(row)) for row in rows]
        out.append("")
    return "\n".join(out)


Layout = Callable[[str, Facts, Random], str]
# Layouts that keep blank cells, and those that drop them (there a row has all its numbers or cannot be read).
EXPLICIT: dict[str, Layout] = {
    "tab_cells": tab_cells,
    "tab_cells_unparted": tab_cells_unparted,
    "tab_rows": tab_rows,
    "pipes": pipes,
    "pipes_broken_heads": pipes_broken_heads,
    "pipes_between": pipes_between,
    "pipes_below": pipes_below,
    "pipes_alone": pipes_alone,
}
DROPPING: dict[str, Layout] = {
    "row_lines": row_lines,
    "cell_lines": cell_lines,
    "detached": detached,
    "pipes_behind": pipes_behind,
    "pipes_padded": pipes_padded,
}
FORMS: Sequence[str] = ("2014-city", "2014-district", "2014-altered", "2019", "2021")
