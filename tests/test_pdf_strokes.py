"""Drawn lines that are no borders: in blank cells, and through digits."""

import pytest

from gongkai.cells import read_cell
from gongkai.containers.blocks import Grid, Paragraph
from gongkai.containers.pdfs import read_pdf
from gongkai.prose.statements import Statement
from tests.pdf_drawings import Sheet, make_pdf
from tests.prose import said

XS, YS = (60, 200, 260, 320), (100, 130, 160)
# Lines in the cell from 260, 130 to 320, 160.
DASH, LOW, UPRIGHT = (280, 145, 300, 145), (270, 156, 310, 156), (290, 136, 290, 154)


def state(text: str, *lines: tuple[float, float, float, float]) -> str:
    sheet = Sheet()
    sheet.table(XS, YS, [["统计指标", "单位", "统计数"], ["甲数", "条", text]])
    for line in lines:
        sheet.line(*line)
    (grid,) = (block for block in read_pdf(make_pdf([sheet]), "x.pdf") if isinstance(block, Grid))
    return read_cell(next(cell.text for cell in grid.cells if (cell.row, cell.column) == (1, 2))).state


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([], "blank"),
        ([DASH], "mark"),
        ([(270, 145, 282, 145), (286, 145, 298, 145)], "mark"),
        ([(280, 143, 300, 143), (280, 148, 300, 148)], "image"),
        ([UPRIGHT], "image"),
        ([DASH, UPRIGHT], "image"),
        ([LOW], "image"),
        ([(262, 130, 318, 130)], "blank"),
    ],
)
def test_strokes_in_a_blank_cell(lines: list[tuple[float, float, float, float]], wanted: str) -> None:
    assert state("", *lines) == wanted


def test_a_line_through_digits_strikes_them_and_one_below_does_not() -> None:
    assert state("12") == "reported"
    assert state("12", (262, 144.5, 275, 144.5)) == "unparsed"
    assert state("12", (263, 149.5, 275, 149.5)) == "reported"


def test_struck_digits_make_no_figure_of_prose() -> None:
    def read(*line: float) -> list[Statement]:
        sheet = Sheet()
        sheet.text(60, 100, "受理申请12件。")
        if line:
            sheet.line(*line)
        return said([block.text for block in read_pdf(make_pdf([sheet]), "x.pdf") if isinstance(block, Paragraph)])

    assert [one.quantity for one in read()] == [12]
    assert [one.quantity for one in read(60, 101.5, 130, 101.5)] == [12]
    assert read(100, 96.5, 110, 96.5) == []
