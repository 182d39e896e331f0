"""A batch of documents over this machine's cores: one worker a core, one child that reads documents in each.

A short batch is read here, without any worker: starting one costs more than it saves.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from functools import partial
from multiprocessing.util import Finalize
from typing import Any, Protocol, TypeVar

from gongkai.errors import GongkaiError

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")
SHORT = 16
_AHEAD = 4  # tasks for each worker that wait for it

_worker: dict[str, Any] = {}


_Given = TypeVar("_Given", contravariant=True)
_Gives = TypeVar("_Gives", covariant=True)


class Work(AbstractContextManager[None], Protocol[_Given, _Gives]):
    """What a worker does with a task; closed behind the last one."""

    def __call__(self, task: _Given) -> _Gives:
        """The result of one task."""


def work_through(
    begin: Callable[[], Work[_Task, _Result]], tasks: Sequence[_Task], jobs: int
) -> Iterator[tuple[_Task, _Result]]:
    """Every task with its result, in the order in which they are done. `begin` makes the work, once for each worker."""
    if jobs < 2 or len(tasks) <= SHORT:
        if tasks:
            work = begin()
            with work:
                for task in tasks:
                    yield task, work(task)
        return
    with begin():  # here first: what it finds wrong is told once, as a sentence
        pass
    spawn = multiprocessing.get_context("spawn")  # a fork would copy threads' locks
    with ProcessPoolExecutor(jobs, spawn, partial(_begin, begin)) as pool:
        yield from _pooled(pool, tasks, jobs)


def _pooled(pool: ProcessPoolExecutor, tasks: Sequence[Any], jobs: int) -> Iterator[tuple[Any, Any]]:
    waiting: dict[Future[Any], Any] = {}
    rest = iter(tasks)
    try:
        while True:
            for task in rest:
                waiting[pool.submit(_do, task)] = task
                if len(waiting) >= jobs * _AHEAD:
                    break
            if not waiting:
                return
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield waiting.pop(future), future.result()
    except BrokenProcessPool as error:
        raise GongkaiError(
            "the system ended a worker, perhaps for want of memory; what was read is kept: "
            "run the command again, with fewer --jobs"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(begin: Callable[[], Any]) -> None:
    _worker["work"] = begin()
    Finalize(None, _worker["work"].__exit__, (None, None, None), exitpriority=10)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """End with the process that started this worker, even if that was killed: else it would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(task: Any) -> Any:
    return _worker["work"](task)
