"""One build at a time: the lock, and what killed builds left behind.

The lock is flock's, which ends with its owner; a file made to be one would outlive it.
"""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from gongkai.errors import Place, SiteError

PREFIX = ".site-"


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
