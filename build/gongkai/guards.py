"""What a process that reads strangers' documents may not exceed: time, memory, files, network. For the child alone.

`missing_guards` says what a system does not offer; the other guards hold without it.
"""

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

try:
    import resource

    _HAS_LIMITS = True
except ImportError:  # Windows has none
    _HAS_LIMITS = False

NO_MEMORY = 86  # the child's exit code
_NEARLY_ALL = 0.75
# How libraries end that get no more memory.
_GIVING_UP = {getattr(signal, name, None) for name in ("SIGABRT", "SIGTRAP", "SIGILL", "SIGSEGV", "SIGBUS")}
_ORPHANED = 5  # seconds beyond the wall time that a child outlives whoever asked
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


@dataclass(frozen=True)
class Limits:
    """What one document may cost: seconds, bytes, files."""

    wall: float = 30
    processor: int = 25
    memory: int = 2**30
    answer: int = 64 * 2**20
    file: int = 128 * 2**20
    open_files: int = 64


def missing_guards() -> list[str]:
    """The guards that this system does not offer, each in a few words."""
    missing = [] if _HAS_LIMITS else ["limits on processor time, memory, files and cores"]
    if sys.platform == "darwin":
        missing.append("limit on memory")  # the call is there and does nothing
    if not hasattr(os, "killpg"):
        missing.append("ending what a reader has started")
    if not sys.platform.startswith("linux"):
        missing.append("closing the network")
    return missing


def go_on_watched(limits: Limits) -> None:
    """Return in a process whose most memory is its own: Linux hands a parent's on through exec, not through fork. The
    process that was called waits for it and ends as it ended, or with NO_MEMORY where a library gave up for want of it.
    """
    if not _HAS_LIMITS or not hasattr(os, "wait4"):
        return
    child = os.fork()
    if not child:
        return
    os.close(0)
    os.close(1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, status, usage = os.wait4(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    if ended >= 0:
        os._exit(ended)
    held = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if -ended in _GIVING_UP and held > _NEARLY_ALL * limits.memory:
        os._exit(NO_MEMORY)
    os.kill(os.getpid(), -ended)
    os._exit(1)  # a signal that Python ignores


def guard(limits: Limits) -> None:
    """Put all limits up that are the same for every document."""
    with _possibly():
        _leave_network()
    if not _HAS_LIMITS:
        return
    for what, most in (
        ("RLIMIT_AS", limits.memory),
        ("RLIMIT_FSIZE", limits.file),
        ("RLIMIT_NOFILE", limits.open_files),
        ("RLIMIT_CORE", 0),
    ):
        if hasattr(resource, what):
            with _possibly():
                resource.setrlimit(getattr(resource, what), (most, most))


def allow_time(limits: Limits) -> None:
    """So much processor time from now on, and an end by the clock where nobody is left to set one."""
    if hasattr(signal, "alarm"):
        signal.alarm(int(limits.wall) + _ORPHANED)
    if _HAS_LIMITS:
        spent = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(spent.ru_utime + spent.ru_stime) + 1 + limits.processor
        with _possibly():
            resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def stop_clock() -> None:
    """The document is done; waiting for the next one costs nothing."""
    if hasattr(signal, "alarm"):
        signal.alarm(0)


@contextlib.contextmanager
def _possibly() -> Iterator[None]:
    """A guard that a system may refuse; the others hold without it."""
    with contextlib.suppress(OSError, ValueError):
        yield


def _leave_network() -> None:
    """A network of its own, which has no way out: straight where the user may, else as a user of its own."""
    if not sys.platform.startswith("linux"):
        return
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None or unshare(_CLONE_NEWNET) == 0:
        return
    user, group = os.getuid(), os.getgid()
    if unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
