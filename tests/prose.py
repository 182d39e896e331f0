"""What the tests of prose share: the declared wordings, and an invented report read in one step."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from gongkai.prose.statements import Statement, find_statements, read_figures
from gongkai.prose.wordings import Wordings, load_wordings

NOTHING: frozenset[int] = frozenset()


@cache
def declared() -> Wordings:
    return load_wordings(Path(__file__).parents[1] / "structure")


def said(
    lines: str | Sequence[str], form: str = "2014", year: int | None = 2016, title: str = "北泽市2016年"
) -> list[Statement]:
    printed = [lines] if isinstance(lines, str) else lines
    return find_statements(read_figures(printed, NOTHING, NOTHING, declared()), form, year, title)
