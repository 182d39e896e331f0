"""One build at a time, and one step from the old site to the new.

The lock is flock's, which ends with its owner. The step is renameat2 with RENAME_EXCHANGE; where the system has none,
two renames with a short gap between them, and the result says so.
"""

import contextlib
import ctypes
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from gongkai.errors import Place, SiteError

PREFIX = ".site-"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_HERE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


@contextlib.contextmanager
def hold_lock(path: Path) -> Iterator[tuple[str, ...]]:
    """Hold the build's lock, or raise SiteError when another build has it; gives the names of missing guards."""
    try:
        import fcntl
    except ImportError:
        yield ("no lock: this system has no flock, so do not build twice at once",)
        return
    with path.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SiteError("another build of this folder is running; wait until it ends", Place(str(path))) from error
        yield ()


def sweep(root: Path) -> None:
    """Remove what killed builds left behind. Call it with the lock held."""
    for left in root.glob(f"{PREFIX}*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)


def swap_in(new: Path, site: Path) -> str:
    """Put `new` in the place of `site`; afterwards `new` names the old one, or nothing. Says how it was done."""
    if not site.exists():
        new.rename(site)
        return "first"
    if _exchange(new, site):
        return "exchange"
    old = new.with_name(f"{new.name}-old")
    site.rename(old)
    try:
        new.rename(site)
    except OSError:
        old.rename(site)
        raise
    old.rename(new)
    return "rename"


def _exchange(one: Path, other: Path) -> bool:
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
