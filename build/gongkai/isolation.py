"""Documents that are not plain text are opened in a child process, and only a whole and sound answer is believed.

The child has limits on processor time, memory, files and their size, leaves no core, and sees no network where the
system allows that; the parent ends it when its time is up. One child serves many documents, and a new one is started
behind every failure. `missing_guards` says what a system does not offer.
"""

import contextlib
import ctypes
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from gongkai import answers
from gongkai.containers.kinds import is_text
from gongkai.documents import Document, open_document, receive
from gongkai.errors import DocumentError, Place

try:
    import resource

    _HAS_LIMITS = True
except ImportError:  # Windows has none
    _HAS_LIMITS = False

_PROGRAM = (sys.executable, "-P", "-m", "gongkai.isolation")
_NO_MEMORY = 86  # the child's exit code
_LAST_BREATH = 2  # seconds between the end of its pipe and its own
_NEARLY_ALL = 0.75
_ORPHANED = 5  # seconds beyond the wall time that a child outlives whoever asked
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


@dataclass(frozen=True)
class Limits:
    """What one document may cost: seconds, bytes, files."""

    wall: float = 30
    processor: int = 25
    memory: int = 2**30
    answer: int = 32 * 2**20
    file: int = 128 * 2**20
    open_files: int = 64


class Opener:
    """Opens documents, in a child that it starts when it is first needed. Close it, or use it as a context."""

    def __init__(self, limits: Limits | None = None, program: Sequence[str] = _PROGRAM) -> None:
        self._limits = limits or Limits()
        self._program = program
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Opener":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child and whatever it started."""
        if self._child is not None:
            _end(self._child)
            self._child = None

    def read(self, path: Path) -> Document:
        """The document at `path`; DocumentError with its outcome. Text is decoded here, nothing else is."""
        content = receive(path)
        if is_text(content, path.name):
            return open_document(path.name, content)
        if not content.strip():
            raise DocumentError("the file is empty", Place(path.name))
        try:
            answer, nonce = self._ask(path.name, content)
            return answers.accept(answer, nonce, path.name, content)
        except DocumentError:
            raise
        except answers.BadAnswer as error:
            self.close()
            raise _unsound(error, path.name) from error
        except BaseException:
            self.close()
            raise

    def _ask(self, name: str, content: bytes) -> tuple[bytes, str]:
        child = self._child = self._child or _start(self._program, self._limits)
        if child.stdin is None or child.stdout is None:
            raise AssertionError("both are pipes")
        nonce = secrets.token_hex(16)
        late = threading.Event()

        def end() -> None:
            late.set()
            _end(child)

        timer = threading.Timer(self._limits.wall, end)
        timer.start()
        try:
            answers.send(child.stdin, json.dumps({"name": name, "nonce": nonce}).encode(), content)
            return answers.receive(child.stdout, self._limits.answer), nonce
        except (OSError, ValueError, EOFError) as error:
            fate = self._fate(child, name, late, error)
            self.close()
            raise fate from error
        finally:
            timer.cancel()

    def _fate(
        self, child: subprocess.Popen[bytes], name: str, late: threading.Event, error: Exception
    ) -> DocumentError:
        """Why no answer came."""
        if late.is_set():
            return _over(f"{self._limits.wall:g} seconds", name)
        if isinstance(error, answers.TooLong):
            return _over(f"{self._limits.answer // 2**20} MiB of answer", name)
        if isinstance(error, ValueError):
            return _unsound(error, name)
        peak = _await_exit(child)
        ended = -(child.returncode or 0)
        if ended == getattr(signal, "SIGXCPU", None):
            return _over(f"{self._limits.processor} seconds of processor time", name)
        if ended == getattr(signal, "SIGKILL", None) or child.returncode == _NO_MEMORY:
            return _over("memory", name)
        # Libraries abort where they get no more. A child's peak begins with its parent's (Linux hands it on through
        # exec), so a parent that once was as large makes it mean nothing.
        if peak > _NEARLY_ALL * self._limits.memory > _own_peak():
            return _over("memory", name)
        return DocumentError("damaged: the reader of its kind broke down over it", Place(name), "damaged")


def read_isolated(path: Path, limits: Limits | None = None) -> Document:
    """One document in a child of its own; many are read quicker by one Opener."""
    with Opener(limits) as opener:
        return opener.read(path)


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


def _own_peak() -> int:
    """The most memory that this process has held, in bytes."""
    if not _HAS_LIMITS:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _unsound(error: Exception, name: str) -> DocumentError:
    return DocumentError(f"damaged: its reader gave no sound answer ({error})", Place(name), "damaged")


def _over(what: str, name: str) -> DocumentError:
    return DocumentError(f"over the limit of {what} that one document may cost", Place(name), "over the limit")


# The child


def _start(program: Sequence[str], limits: Limits) -> subprocess.Popen[bytes]:
    kept = ("PATH", "TMPDIR", "SYSTEMROOT", "GONGKAI_SOFFICE")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [*program, json.dumps(asdict(limits))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment | {"HOME": tempfile.gettempdir()},
        start_new_session=True,
    )


def _await_exit(child: subprocess.Popen[bytes]) -> int:
    """Wait a moment for the child's own end; the most memory it held, in bytes, where the system tells."""
    until = time.monotonic() + _LAST_BREATH
    while time.monotonic() < until and child.returncode is None:
        if not hasattr(os, "wait4"):
            child.poll()
        elif (ended := os.wait4(child.pid, os.WNOHANG))[0]:
            child.returncode = os.waitstatus_to_exitcode(ended[1])
            return ended[2].ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        time.sleep(0.01)
    return 0


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child with everything it started, and take its exit."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        elif child.poll() is None:
            child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        with contextlib.suppress(OSError):
            if pipe:
                pipe.close()


def serve(limits: Limits) -> None:
    """The child: guards up, then one answer for each document that comes, until the pipe ends."""
    answer_to = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get into the answers
    ask = os.fdopen(os.dup(0), "rb")
    _guard(limits)
    while True:
        try:
            request = json.loads(answers.receive(ask, 2**20))
        except EOFError:
            return
        content = answers.receive(ask, 2**31)
        _allow_time(limits)
        try:
            answer = answers.give(request["name"], content, request["nonce"])
        except MemoryError:
            os._exit(_NO_MEMORY)
        del content
        if hasattr(signal, "alarm"):
            signal.alarm(0)
        answers.send(answer_to, answer)


def _guard(limits: Limits) -> None:
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


@contextlib.contextmanager
def _possibly() -> Iterator[None]:
    """A guard that a system may refuse; the others hold without it."""
    with contextlib.suppress(OSError, ValueError):
        yield


def _allow_time(limits: Limits) -> None:
    """So much processor time from now on, and an end by the clock where nobody is left to set one."""
    if hasattr(signal, "alarm"):
        signal.alarm(int(limits.wall) + _ORPHANED)
    if _HAS_LIMITS:
        spent = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(spent.ru_utime + spent.ru_stime) + 1 + limits.processor
        with _possibly():
            resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


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


if __name__ == "__main__":
    serve(Limits(**json.loads(sys.argv[1])))
