"""Which files a command is about: documents as named, and every file in the folders named, in a fixed order.

No link is followed and no hidden file is seen. Each file knows the name that sources/register.csv has for it; a
document in an archive of several is named behind it: `reports.zip!2017/one.docx`.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gongkai.paths import Paths

# What belongs to sources/ itself and is no document.
_OURS = ("register.csv", "README.md")


@dataclass(frozen=True)
class Found:
    """One file, or one `member` of an archive. `shown` is its name below what was named, `registered` its name in the
    register; `in_sources` tells whether the register is kept for it, `refused` why it is not even looked at."""

    path: Path
    shown: str
    registered: str
    in_sources: bool = False
    refused: str = ""
    member: str = ""

    @property
    def name(self) -> str:
        """The document's own name, without folders around its file."""
        return name_member(self.path.name, self.member)

    def inside(self, member: str) -> "Found":
        """A document in this archive."""
        shown, registered = name_member(self.shown, member), name_member(self.registered, member)
        return replace(self, shown=shown, registered=registered, member=member)


def name_member(archive: str, member: str) -> str:
    """The name of a document in an archive of several; the archive's own name where there is no member."""
    return f"{archive}!{member}" if member else archive


def lies_in(folder: Path, name: str) -> bool:
    """Whether the file of that name lies in the folder, or the archive that holds it."""
    at = [place for place, char in enumerate(name) if char == "!"]
    # Not Path.is_file, which fails over a name longer than the system's.
    return any(os.path.isfile(folder / name[:end]) for end in (None, *at))  # noqa: PTH113


def find_documents(named: Sequence[Path], paths: Paths) -> list[Found]:
    """Every file that the names lead to, each once."""
    sources = Path(os.path.realpath(paths.sources))
    found: dict[Path, Found] = {}
    for name in named:
        within = _walk(name) if name.is_dir() else [(name, name.name, "")]
        for path, shown, refused in within:
            lies = Path(os.path.realpath(path.parent)) / path.name
            inside = lies.is_relative_to(sources)
            registered = lies.relative_to(sources).as_posix() if inside else path.name
            if not (inside and registered in _OURS):
                found.setdefault(lies, Found(path, shown, registered, inside, refused))
    return list(found.values())


def _walk(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Path, name below the folder, and why it is refused; sorted by name."""
    if folder.is_symlink():
        yield folder, folder.name, "a link to a folder; links are not followed, name the folder itself"
        return
    waiting = [(folder, "")]
    while waiting:
        inside, prefix = waiting.pop()
        below: list[tuple[Path, str]] = []
        for path in sorted(inside.iterdir(), key=lambda one: os.fsencode(one.name)):
            shown = prefix + path.name
            if path.name.startswith("."):
                continue
            if path.is_symlink():
                yield path, shown, "a link; links are not followed"
            elif path.is_dir():
                below.append((path, f"{shown}/"))
            else:
                yield path, shown, "" if path.is_file() else "neither a file nor a folder"
        waiting += reversed(below)
