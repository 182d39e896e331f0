"""Files and folders that are replaced whole or not at all. Imports nothing of ours."""

import ctypes
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_HERE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


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


def swap_folder(new: Path, target: Path) -> str:
    """Put folder `new` in the place of `target` (same disk); afterwards `new` names what stood there, if anything did.

    Says how: `first` (nothing stood there), `exchange` (one atomic step), or `rename` (two steps with a short gap
    between them, where the system cannot exchange). Where a step fails, `target` stays what it was.
    """
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        new.rename(target)
        return "first"
    if _exchange(new, target):
        return "exchange"
    old = new.with_name(f"{new.name}-old")
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    old.rename(new)
    return "rename"


def _exchange(one: Path, other: Path) -> bool:
    """renameat2(RENAME_EXCHANGE), which Python does not offer; False where the system or the disk has none."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_HERE:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))


def put_folder(target: Path, files: Mapping[str, bytes], inspect: Callable[[Path], None] = lambda _: None) -> bool:
    """The folder with these files and no others, exchanged whole after `inspect` has seen the new one; whatever that
    raises leaves the old one as it was. False if nothing differs: then nothing is touched."""
    on_disk = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    if on_disk == set(files) and all((target / name).read_bytes() == content for name, content in files.items()):
        return False
    new = target.with_name(f".{target.name}-new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        for name, content in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        inspect(new)
        swap_folder(new, target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return True


def hash_tree(*places: Path) -> str:
    """One hash for every file at or below the places: names and bytes, in a fixed order, compiled code left out."""
    digest = hashlib.sha256()
    for place in places:
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        for path in files:
            if "__pycache__" not in path.parts:
                with path.open("rb") as file:  # never whole in memory: an edition may be larger than that
                    content = hashlib.file_digest(file, "sha256").digest()
                digest.update(path.relative_to(place).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()


def hash_listing(hashes: Mapping[str, str]) -> str:
    """One hash for files whose own hashes (`sha256:…` or bare) are known by path: that of the listing which `LC_ALL=C
    sha256sum *` prints in their folder, so that anybody can count it again, wherever the folder lies."""
    named = {path.rpartition("/")[2]: digest.removeprefix("sha256:") for path, digest in hashes.items()}
    listing = "".join(f"{named[name]}  {name}\n" for name in sorted(named))
    return f"sha256:{hashlib.sha256(listing.encode()).hexdigest()}"
