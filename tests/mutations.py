"""Changes to printed tables: those that change no value, and those that make a cell doubtful."""

import re
from collections.abc import Callable
from random import Random

from gongkai.labels import key, ordinal_depth
from tests import renderings
from tests.renderings import Facts

Change = Callable[[list[str], Random], list[str]]
OWN = {
    key(label)
    for form in ("2014", "2019", "2021")
    for label in (row["label"] for row in renderings.records("labels.csv") if row["form"] == form and row["label"])
}
NUMBER = re.compile(r"\t[\s]*[0-9][0-9,.]*\s*")
TRADITIONAL = str.maketrans(
    "国务网动规范诉讼办结书电训协会议长区为无与数条件项级经费医门户",
    "國務網動規範訴訟辦結書電訓協會議長區為無與數條件項級經費醫門戶",
)
RADICALS = str.maketrans("一人行文月水火", "⼀⼈⾏⽂⽉⽔⽕")


def is_number(line: str) -> bool:
    return bool(NUMBER.fullmatch(line))


def is_label(line: str) -> bool:
    return line.startswith("\t") and key(line) in OWN


def to_numbers(change: Callable[[str, Random], str]) -> Change:
    """Apply to about half of the number cells."""
    return lambda lines, random: [
        change(line, random) if is_number(line) and random.random() < 0.5 else line for line in lines
    ]


def to_labels(change: Callable[[str, Random], str]) -> Change:
    return lambda lines, random: [
        change(line, random) if is_label(line) and random.random() < 0.5 else line for line in lines
    ]


def spaced(space: str) -> Change:
    return to_numbers(lambda line, random: f"\t{space * random.randrange(3)}{line[1:]}{space * random.randrange(3)}")


def insert(*added: str) -> Change:
    """Put lines before or behind everything."""

    def change(lines: list[str], random: Random) -> list[str]:
        return [*added, *lines] if random.random() < 0.5 else [*lines, *added]

    return change


def wrap_labels(lines: list[str], random: Random) -> list[str]:
    out: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if is_label(line) and following.startswith("\t") and len(line) > 9 and random.random() < 0.5:
            at = random.randrange(5, len(line) - 3)
            out += [line[:at], "\u3000" * random.randrange(3) + line[at:]]
        else:
            out.append(line)
    return out


def more_blank_lines(lines: list[str], random: Random) -> list[str]:
    return [part for line in lines for part in ([line, ""] if not line and random.random() < 0.5 else [line])]


def cut_label_from_row(lines: list[str], random: Random) -> list[str]:
    """Blank lines between a 2014 label and the rest of its row."""
    starts = [
        at
        for at, line in enumerate(lines[:-2])
        if is_label(line)
        and not lines[at - 1]
        and lines[at + 2].startswith("\t")
        and (at + 3 >= len(lines) or not lines[at + 3].strip())
        and re.fullmatch(r"\t(条|件|次|个)", lines[at + 1])
    ]
    if not starts:
        return lines
    at = random.choice(starts)
    return [*lines[: at + 1], "", "", *lines[at + 1 :]]


def rows_of(lines: list[str]) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    for line in lines:
        if line:
            rows[-1].append(line)
        elif rows[-1]:
            rows.append([])
    return [row for row in rows if row]


def joined(rows: list[list[str]]) -> list[str]:
    return [line for row in rows for line in (*row, "")]


def extra_row(lines: list[str], random: Random) -> list[str]:
    """A row that the form has not, where a group or a numbered line begins: further in it could own what follows."""
    rows = rows_of(lines)
    firsts = [next((cell for cell in row if cell.strip()), "") for row in rows]
    at = random.choice([n for n, first in enumerate(firsts) if n and ordinal_depth(first) < 2] or [len(rows)])
    return joined([*rows[:at], ["\t9.本地增设栏目数", "\t件", f"\t{random.randrange(99)}"], *rows[at:]])


def extra_column(lines: list[str], random: Random) -> list[str]:
    """A column 备注 at the right of the 2014 table, with text or numbers in it."""
    rows = rows_of(lines)
    if ["\t统计指标", "\t单位", "\t统计数"] not in rows:
        return lines
    out, inside = [], False
    for row in rows:
        inside = inside or "\t统计指标" in row
        extra = "\t备注" if "\t统计指标" in row else random.choice(["\t", "\t见附件", "\t7"])
        out.append([*row, extra] if inside and len(row) == 3 else row)
    return joined(out)


def reorder_sections(lines: list[str], random: Random) -> list[str]:
    """The tables in another order, each with the heading above it."""
    starts = [at for at, line in enumerate(lines) if line and not line.startswith("\t")]
    blocks = [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    random.shuffle(blocks)
    return [line for block in blocks for line in [*block, ""]]


def restyle_ordinals(line: str, random: Random) -> str:
    return re.sub(r"^(\t\s*[0-9])[、.]", r"\1" + random.choice([".", "、", "．"]), line)


def other_brackets(line: str, random: Random) -> str:
    return line.replace("（", "(").replace("）", ")")


def note_behind(line: str, random: Random) -> str:
    return line + random.choice(["（不含涉密信息）", "(含镇街)", "（单位：见右）"]) if len(key(line)) > 5 else line


NAVIGATION = [
    *("首页", "\t政务公开", "\t办事服务", "", "\t互动交流", "", "当前位置：首页 > 政府信息公开 > 年度报告"),
    *(
        "发布日期：2020-01-20",
        "浏览次数：1234",
        "",
        "| 网站地图 | 联系我们 |",
        "\t关于我们\t123\t网站声明",
        "",
        "共 12 页",
        "",
    ),
]

HARMLESS: dict[str, Change] = {
    "ascii spaces": spaced(" "),
    "en spaces": spaced("\u2002"),
    "ideographic spaces": spaced("\u3000"),
    "no-break spaces": spaced("\xa0"),
    "thin spaces": spaced("\u2009"),
    "zero-width spaces": spaced("\u200b"),
    "wide digits": to_numbers(lambda line, _: line.translate(str.maketrans("0123456789", "０１２３４５６７８９"))),
    "bookmarks": to_numbers(lambda line, _: f"\t[bookmark: _GoBack]{line[1:]}"),
    "bookmarks in labels": to_labels(lambda line, _: f"\t[bookmark: _Toc1]{line[1:]}"),
    "indented labels": to_labels(lambda line, random: "\t" + "\u3000" * random.randrange(6) + line[1:]),
    "spaces inside labels": to_labels(lambda line, random: line[:3] + "\u3000" + line[3:] + " "),
    "zero-width inside labels": to_labels(lambda line, _: line[:4] + "\u200b" + line[4:]),
    "traditional labels": to_labels(lambda line, _: line.translate(TRADITIONAL)),
    "radical labels": to_labels(lambda line, _: line.translate(RADICALS)),
    "ascii brackets": to_labels(other_brackets),
    "other ordinals": to_labels(restyle_ordinals),
    "notes behind labels": to_labels(note_behind),
    "wrapped labels": wrap_labels,
    "blank lines between rows": more_blank_lines,
    "blank lines inside a row": cut_label_from_row,
    "text before or behind": insert("2017年，全市共办理12345热线工单98765件。", ""),
    "a table before or behind": insert("", "\t项目", "\t金额", "", "\t道路", "\t88", "", "以上。", ""),
    "a quoted heading": insert("", "一、主动公开情况", "二、回应解读情况", ""),
    "page numbers": insert("", "- 12 -", ""),
    "an extra row": extra_row,
    "an extra column": extra_column,
    "sections in another order": reorder_sections,
    "a page of navigation around": lambda lines, random: [*NAVIGATION, *lines, *NAVIGATION[:: random.choice((1, -1))]],
    "trailing spaces on labels": to_labels(lambda line, _: line + " \u3000"),
}


def at_random(change: Callable[[list[str], int, Random], list[str]]) -> Change:
    """Apply once, to a line that has something on it."""

    def once(lines: list[str], random: Random) -> list[str]:
        at = random.choice([number for number, line in enumerate(lines) if line.strip()])
        return change(list(lines), at, random)

    return once


def misread(text: str, random: Random) -> str:
    """A text whose bytes were taken for another encoding's."""
    written, taken = random.choice((("utf-8", "gb18030"), ("gb18030", "latin-1"), ("utf-8", "latin-1")))
    return "\t" * text.startswith("\t") + text.removeprefix("\t").encode(written).decode(taken, "replace")


DOUBTFUL: dict[str, Change] = {
    "a cell lost": at_random(lambda lines, at, _: [*lines[:at], *lines[at + 1 :]]),
    "a cell doubled": at_random(lambda lines, at, _: [*lines[: at + 1], *lines[at:]]),
    "two cells glued": at_random(
        lambda lines, at, _: [*lines[:at], lines[at] + "".join(lines[at + 1 : at + 2]).strip("\t"), *lines[at + 2 :]]
    ),
    "a blank cell added": at_random(lambda lines, at, _: [*lines[:at], "\t", *lines[at:]]),
    "a number added": at_random(lambda lines, at, random: [*lines[:at], f"\t{random.randrange(999)}", *lines[at:]]),
    "a row cut": at_random(lambda lines, at, _: [*lines[:at], "", *lines[at:]]),
    "a tab lost": at_random(lambda lines, at, _: [*lines[:at], lines[at].lstrip("\t"), *lines[at + 1 :]]),
    "a sign inside": at_random(
        lambda lines, at, random: [*lines[:at], lines[at] + random.choice("?*#³½①+%余"), *lines[at + 1 :]]
    ),
    "a letter for a digit": at_random(
        lambda lines, at, _: [*lines[:at], lines[at].replace("0", "O").replace("1", "l"), *lines[at + 1 :]]
    ),
    "mojibake of a line": at_random(
        lambda lines, at, random: [*lines[:at], misread(lines[at], random), *lines[at + 1 :]]
    ),
    "mojibake from a line on": at_random(
        lambda lines, at, random: [*lines[:at], *misread("\n".join(lines[at:]), random).split("\n")]
    ),
    "a label lost its words": at_random(
        lambda lines, at, _: [*lines[:at], lines[at] if is_number(lines[at]) else "\t栏目", *lines[at + 1 :]]
    ),
    "rows run together": at_random(
        lambda lines, at, _: [
            line
            for n, line in enumerate(lines)
            if line or n != next((m for m in range(at, len(lines)) if not lines[m]), -1)
        ]
    ),
}


def document(form: str, random: Random) -> tuple[list[str], Facts]:
    """Facts of a form, printed as tab cells."""
    facts = renderings.draw_facts(random, form, blanks=True)
    return renderings.tab_cells(form, facts, random).split("\n"), facts
