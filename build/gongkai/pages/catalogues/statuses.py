"""What is said of a report that is not current: superseded or withdrawn, in a glyph and in words, wherever it is named.

Its figures stay on its own page. Counts, series and charts over reports are of current ones only.
"""

from dataclasses import dataclass

from gongkai.words import say

CURRENT = "current"


@dataclass(frozen=True)
class Status:
    """A status that must be shown: `word` beside a name, `sentence` at the top of the report's page."""

    status: str
    glyph: str
    word: str
    sentence: str

    @property
    def mark(self) -> str:
        """Glyph and word, as a square's reason begins with."""
        return f"{self.glyph} {say(self.word)}"


STATUSES = {
    "superseded": Status(
        "superseded", "↻", "已被取代", "公布机关后来重新发布了这份报告。下面的数出自先前的文件，不是现行的。"
    ),
    "withdrawn": Status("withdrawn", "✕", "已撤下", "公布机关已撤下这份报告。下面的数只说明文件曾经印着什么。"),
}
WORDS = {CURRENT: "现行", **{name: status.word for name, status in STATUSES.items()}}
