"""Who computes a study: threads, processes, a Dask cluster, or an executor of the caller's own."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.resource_tracker import ensure_running
from typing import Any

from mfsim.errors import MfsimError, nearest, shown

EXECUTORS = ("threads", "processes")
DASK = "dask://"
AHEAD = 3
"""Chunks given to each worker before the first is back, so that none waits."""
AHEAD_ON_A_CLUSTER = 192
"""As its size may not be known, and may grow."""
Ended = tuple[Executor, Callable[[], None]]


class Workers:
    """An executor of our own, started anew when one of its processes has died.

    Parameters
    ----------
    start : function
        Gives an executor, and the function that ends it at once, whatever it still has to do.
    room : int
        How many chunks to give it before the first is back.
    """

    def __init__(self, start: Callable[[], Ended], room: int) -> None:
        self._start, self.room = start, room
        self._executor, self._end = start()

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have something computed; where nobody is left to do it, the future says so."""
        try:
            return self._executor.submit(function, *arguments)
        except BrokenExecutor as error:
            broken: Future[Any] = Future()
            broken.set_exception(error)
            return broken

    def loss(self, future: Future[Any]) -> BaseException | None:
        """Return why a result is lost, of which it is not known who is at fault; None if it is there."""
        if future.cancelled():
            return CancelledError("what was to be computed was cancelled")
        error = future.exception()
        return error if isinstance(error, BrokenExecutor) else None

    def was_given_up(self, future: Future[Any]) -> bool:
        """Whether the executor itself has found that processes die over this one, again and again."""
        return False

    def renew(self, why: BaseException) -> None:
        """Start anew in place of those that broke.

        Raises
        ------
        MfsimError
            If they are not ours to start.
        """
        self._end()
        self._executor, self._end = self._start()

    def end(self) -> None:
        """End at once, whatever there still is to do."""
        self._end()


class Lent(Workers):
    """Workers that somebody else has started."""

    def renew(self, why: BaseException) -> None:
        """Refuse."""
        what = str(why) or type(why).__name__
        raise MfsimError(f"executor: it broke down ({what}); what was done by then is stored") from why


class OnCluster(Lent):
    """Workers of a Dask cluster, which replaces them itself."""

    def was_given_up(self, future: Future[Any]) -> bool:
        """Whether several workers died over this one."""
        from mfsim.study.cluster import is_killed

        return not future.cancelled() and is_killed(future.exception())


@contextmanager
def started(executor: str | Executor, count: int | None) -> Iterator[Workers]:
    """Start workers, and end them at once when the block is left.

    Raises
    ------
    MfsimError
        If there is no such executor, or it cannot be reached.
    """
    workers = _workers(executor, count or os.cpu_count() or 1)
    try:
        yield workers
    finally:
        workers.end()


def _workers(executor: str | Executor, count: int) -> Workers:
    room = AHEAD * count
    if isinstance(executor, Executor):
        return Lent(lambda: (executor, lambda: None), room)
    if executor == "threads":
        return Workers(lambda: _threads(count), room)
    if executor == "processes":
        return Workers(lambda: _processes(count), room)
    if executor.startswith(DASK):
        return OnCluster(lambda: _cluster(executor[len(DASK) :]), max(room, AHEAD_ON_A_CLUSTER))
    near = nearest(executor, EXECUTORS)
    hint = f"; did you mean '{near}'?" if near else f"; expected {', '.join(EXECUTORS)} or {DASK}host:port"
    raise MfsimError(f"executor: there is no {shown(executor)}{hint}")


def _threads(count: int) -> Ended:
    pool = ThreadPoolExecutor(count)
    return pool, lambda: pool.shutdown(wait=False, cancel_futures=True)


def _processes(count: int) -> Ended:
    """Start processes that end when this one lets go of the line between them, or ends itself, however it does."""
    context = get_context("spawn")
    far, near = context.Pipe(duplex=False)
    with _inherited():
        pool = ProcessPoolExecutor(count, context, _end_with, (far,))
        for _ in range(count):
            pool.submit(os.getpid)

    def end() -> None:
        near.close()
        far.close()
        pool.shutdown(wait=True, cancel_futures=True)  # soon: else Python's end may race with theirs

    return pool, end


def _cluster(address: str) -> Ended:
    from mfsim.study.cluster import Cluster

    cluster = Cluster(address)
    return cluster, cluster.shutdown


def _end_with(line: Connection) -> None:
    """End this process when the other end of the line is closed, by whoever held it or by the death of whoever did."""

    def watch() -> None:
        try:
            line.recv_bytes()
        except (EOFError, OSError):
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _inherited() -> Iterator[None]:
    """Have processes that are started here leave Ctrl-C to us, and clean up after us without a word if we are killed."""
    warnings = os.environ.get("PYTHONWARNINGS")
    os.environ["PYTHONWARNINGS"] = ",".join(filter(None, (warnings, "ignore:resource_tracker:UserWarning")))
    can_block = hasattr(signal, "pthread_sigmask")  # not on Windows
    if can_block:
        ensure_running()  # the tracker unblocks Ctrl-C when it is started, so it is not to be started below
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if can_block:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if warnings is None:
            del os.environ["PYTHONWARNINGS"]
        else:
            os.environ["PYTHONWARNINGS"] = warnings
