"""How a file of the API is written: one JSON object, its fields in a fixed order, a record of a list on one line.

No list grows past a thousand rows: beyond that its file names a part for each province, and the rows stand there.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

MOST = 1000
FOLDER = "api/v1"

Fields = Mapping[str, object]
File = tuple[str, str]


def write_json(fields: Fields) -> str:
    """The object as text."""
    return "{\n" + ",\n".join(f"{_dump(name)}: {_write(value)}" for name, value in fields.items()) + "\n}\n"


def _write(value: object) -> str:
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return "[\n" + ",\n".join(map(_dump, value)) + "\n]"
    return _dump(value)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def write_list(
    stem: str, head: Fields, name: str, rows: Sequence[Fields], province: Callable[[Fields], str]
) -> Iterator[File]:
    """The file `<stem>.json` with its rows below `name`, or with parts `<stem>/<province>.json` where they are many."""
    many = len(rows) > MOST
    parts = []
    if many:
        groups: dict[str, list[Fields]] = {}
        for row in rows:
            groups.setdefault(province(row), []).append(row)
        for code, own in sorted(groups.items()):
            address = f"{FOLDER}/{stem}/parts/{code}.json"
            parts.append({"province": code, "count": len(own), "data": address})
            yield address, write_json({**head, "count": len(own), "parts": [], name: list(own)})
    shown: list[Fields] = [] if many else list(rows)
    yield f"{FOLDER}/{stem}.json", write_json({**head, "count": len(rows), "parts": parts, name: shown})
