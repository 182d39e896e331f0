"""The forms page: every printed form as its tables stand on paper, empty, each line linked to its indicator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.charts import Drawings
from gongkai.csv_files import write_csv
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Form, Line
from gongkai.pages.drafts import Draft, Page
from gongkai.pages.filled_forms import Table, lay_out_form
from gongkai.words import say

_COLUMNS = ("form", "table", "order", "indicator", "kind", "row", "head", "unit", "label")


@dataclass(frozen=True)
class Printed:
    """A form with its empty tables: how many value lines it asks, and how many current reports use it."""

    form: Form
    tables: Sequence[Table]
    lines: int
    reports: int
    file: str


def render_forms(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """The one page /forms.html, with the lines of each form as a CSV."""
    draft = Draft(catalogue, drawings, "forms.md")
    printed = []
    for form in catalogue.forms.values():
        lines = catalogue.lines.get(form.form, ())
        file = f"data/forms/{form.form}.csv"
        draft.files[file] = write_csv(_COLUMNS, map(_row, lines)).decode("utf-8")
        used = sum(any(cell.form == form.form for cell in catalogue.cells[one.report_id]) for one in catalogue.current)
        asked = sum(line.is_value for line in lines)
        printed.append(Printed(form, lay_out_form(catalogue, form.form), asked, used, file))
    yield draft.finish(
        "forms.html.j2",
        say("格式"),
        say("统计表的 {n} 版格式，照印出的样子，每一行通向它的指标。", n=len(printed)),
        printed=printed,
    )


def _row(line: Line) -> dict[str, object]:
    return {name: getattr(line, name) for name in _COLUMNS}
