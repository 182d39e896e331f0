"""Whose report a document is, and for which year: from the register, from what was given, or from the printed title.

Nothing is guessed. A title counts only if it is exactly an authority's name, a year and the words every report
carries: 峄城区财政局 is a department of 峄城区 and must not become it.
"""

import re
from dataclasses import dataclass

from gongkai.documents import Document
from gongkai.errors import DocumentError, Place
from gongkai.imprints import read_imprint, title_year
from gongkai.labels import simplify
from gongkai.registers import Entry
from gongkai.reports import report_id
from gongkai.structures import Record, Structure

_YEAR = r"(?:20[0-9]{2}年(?:度)?)?"
_BODY = r"(?:人民政府|政府|管委会|管理委员会)?(?:办公室|办公厅)?"
_REPORT = r"政府信息公开(?:工作)?(?:情况)?(?:年度)?(?:工作)?(?:报告|年报)"
_SUBJECT = re.compile(r"(?:政府信息|政务)公开[^。]{0,20}(?:年度报告|年报|年度工作报告)")
_SEARCHED_LINES = 200


@dataclass(frozen=True)
class Identity:
    """The report a document is."""

    authority: str
    year: int

    @property
    def report(self) -> str:
        """The report's id."""
        return report_id(self.authority, self.year)


def identify(
    document: Document, structure: Structure, entry: Entry | None, authority: str = "", year: int | None = None
) -> Identity:
    """Authority and year of a document; DocumentError says what is missing or contradicts itself."""
    place = Place(document.name)
    title = read_imprint(document.lines).title
    if not title and not any(_SUBJECT.search(simplify(line[:2000])) for line in document.lines[:_SEARCHED_LINES]):
        raise DocumentError(
            "this is no annual report on information disclosure: its first lines have no title such as "
            "「某某人民政府2017年政府信息公开工作年度报告」 and do not speak of one",
            place,
            "no report",
        )
    if entry and entry.sha256 and entry.sha256 != document.sha256:
        raise DocumentError("its bytes are not those registered in sources/register.csv (sha256 differs)", place)
    return Identity(
        _authority(simplify(title), structure, entry, authority, place),
        _year(title, entry, year, place),
    )


def _authority(title: str, structure: Structure, entry: Entry | None, given: str, place: Place) -> str:
    registered = entry.authority if entry else ""
    if registered and given and registered != given:
        raise DocumentError(f"--authority {given} contradicts sources/register.csv, which says {registered}", place)
    found = registered or given or _named(title, structure)
    if not found:
        raise DocumentError(
            "the title names no authority of structure/codelists/authorities.csv; give --authority ID, or add the row "
            f"「{place.file},ID,YEAR,,,,current,」 to sources/register.csv",
            Place(place.file, "", title[:40]),
        )
    if found not in structure.authorities:
        raise DocumentError(f"authority {found!r} is not in structure/codelists/authorities.csv; add its row", place)
    return found


def _named(title: str, structure: Structure) -> str:
    """The one authority whose name or alias the title is made of, or nothing."""
    fits = {
        row["authority"]
        for row in structure.authorities.values()
        for name in (row["name_zh"], *row["aliases"].split(";"))
        if name and re.fullmatch(_YEAR + _above(row, structure) + re.escape(name) + _BODY + _YEAR + _REPORT, title)
    }
    return fits.pop() if len(fits) == 1 else ""


def _above(row: Record, structure: Structure) -> str:
    """The names of the authorities above, which a title may print in front: 江苏省淮安市洪泽区."""
    above = structure.authorities.get(row["parent"])
    return f"{_above(above, structure)}(?:{re.escape(above['name_zh'])})?" if above else ""


def _year(title: str, entry: Entry | None, given: int | None, place: Place) -> int:
    """The register's word stands above the title's (titles have slips); what was given on the command line does not."""
    if entry and entry.year:
        if given and given != entry.year:
            raise DocumentError(f"--year {given} contradicts sources/register.csv, which says {entry.year}", place)
        return entry.year
    printed = title_year(title)
    if printed and given and printed != given:
        raise DocumentError(
            f"the title says {printed}, --year says {given}; "
            "if the title errs, register the year in sources/register.csv",
            place,
        )
    found = printed or given
    if not found:
        raise DocumentError(
            "the title names no year; give --year YYYY, or add the row "
            f"「{place.file},{entry.authority if entry else 'ID'},YEAR,,,,current,」 to sources/register.csv",
            place,
        )
    return found
