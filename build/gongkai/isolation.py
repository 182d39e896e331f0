"""Documents are read in a child process, text as well as all else, and only a whole and sound answer is believed.

The child opens, identifies and recognises behind its `guards`; this parent ends it when its time is up. One child
serves many documents, and a new one is started behind every failure. What a document ends with never depends on those
before it: a child that fails in the middle of a batch is tried again, new.
"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from gongkai.errors import DocumentError, Place
from gongkai.guards import NO_MEMORY, Limits
from gongkai.messages import Answer, BadAnswer, Question, TooLong, accept, send, write_question

_PROGRAM = (sys.executable, "-P", "-m", "gongkai.answers")
_LAST_BREATH = 2  # seconds between the end of its pipe and its own


class Unanswered(DocumentError):
    """A child did not answer: how the document ended this time, and nothing to remember."""

    is_late = False


class Opener:
    """Asks about documents, in a child that it starts when it is first needed. Close it, or use it as a context."""

    def __init__(self, structure: Path, limits: Limits | None = None, program: Sequence[str] = _PROGRAM) -> None:
        self._structure = structure
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

    def ask(self, question: Question, content: bytes) -> Answer:
        """The child's answer on a document; Unanswered, with an outcome, where it gave no sound one."""
        if not content.strip():
            raise DocumentError("the file is empty", Place(question.name))
        is_new = self._child is None
        try:
            return self._ask(question, content)
        except Unanswered as error:
            if is_new or error.is_late:
                raise
        return self._ask(question, content)

    def _ask(self, question: Question, content: bytes) -> Answer:
        child = self._child = self._child or _start(self._program, self._limits, self._structure)
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
            send(child.stdin, write_question(question, nonce), content)
            return accept(child.stdout, self._limits.answer, question, nonce, self._structure / "schemas")
        except (OSError, ValueError, EOFError, BadAnswer) as error:
            fate = self._fate(child, question.name, late, error)
            self.close()
            raise fate from error
        except BaseException:
            self.close()
            raise
        finally:
            timer.cancel()

    def _fate(self, child: subprocess.Popen[bytes], name: str, late: threading.Event, error: Exception) -> Unanswered:
        """Why no sound answer came."""
        if late.is_set():
            fate = _over(f"{self._limits.wall:g} seconds", name)
            fate.is_late = True
            return fate
        if isinstance(error, TooLong):
            return _over(f"{self._limits.answer // 2**20} MiB of answer", name)
        if isinstance(error, (ValueError, BadAnswer)):
            return Unanswered(f"damaged: its reader gave no sound answer ({error})", Place(name), "damaged")
        _await_exit(child)
        ended = -(child.returncode or 0)
        if ended == getattr(signal, "SIGXCPU", None):
            fate = _over(f"{self._limits.processor} seconds of processor time", name)
            fate.is_late = True
            return fate
        if ended == getattr(signal, "SIGKILL", None) or child.returncode == NO_MEMORY:
            return _over("memory", name)
        return Unanswered("damaged: the reader of its kind broke down over it", Place(name), "damaged")


def _over(what: str, name: str) -> Unanswered:
    return Unanswered(f"over the limit of {what} that one document may cost", Place(name), "over the limit")


def _start(program: Sequence[str], limits: Limits, structure: Path) -> subprocess.Popen[bytes]:
    kept = ("PATH", "TMPDIR", "SYSTEMROOT", "GONGKAI_SOFFICE")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [*program, json.dumps(asdict(limits)), str(structure)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment | {"HOME": tempfile.gettempdir()},
        start_new_session=True,
    )


def _await_exit(child: subprocess.Popen[bytes]) -> None:
    """Wait a moment for the child's own end."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(_LAST_BREATH)


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
