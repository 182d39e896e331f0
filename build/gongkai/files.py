"""Files and folders that are replaced whole or not at all. Imports nothing of ours."""

import ctypes
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def write_text(path: Path, text: str) -> bool:
    """Write `text` (UTF-8, LF) so that a reader sees the old file or the new one; False if the file already says it."""
    content = text.encode()
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def replace_folder(new: Path, target: Path) -> str:
    """Put folder `new` in the place of `target` (same disk) and remove what stood there. Returns how: `exchanged`
    (one atomic step), `moved` (nothing stood there), or `renamed` (two steps, where the system cannot exchange)."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        new.rename(target)
        return "moved"
    if _exchange(new, target):
        shutil.rmtree(new)
        return "exchanged"
    aside = new.with_name(new.name + "-old")
    target.rename(aside)
    new.rename(target)
    shutil.rmtree(aside)
    return "renamed"


def _exchange(one: Path, other: Path) -> bool:
    """renameat2(RENAME_EXCHANGE), which Python does not offer; False where libc or the disk has none."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    result = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return int(result) == 0


def hash_tree(*places: Path) -> str:
    """One hash for every file at or below the places: names and bytes, in a fixed order, compiled code left out."""
    digest = hashlib.sha256()
    for place in places:
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        for path in files:
            if "__pycache__" not in path.parts:
                content = hashlib.sha256(path.read_bytes()).digest()
                digest.update(path.relative_to(place).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()
