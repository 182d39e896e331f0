"""Whose words a report's figures are, as the descriptor of a data package says it."""

import re
from collections.abc import Mapping


def describe_source(report: Mapping[str, object]) -> dict[str, str]:
    """A row of `reports` as a source: its title, the address if one is known, and the document's hash."""
    address = str(report["url"] or "")
    title = str(report["title"] or "").removeprefix("'") or str(report["report_id"])
    known = {"path": address} if re.match(r"https?://", address) else {}
    return {"title": title, **known, "hash": f"sha256:{report['sha256']}", "report_id": str(report["report_id"])}
