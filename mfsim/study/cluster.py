"""A Dask cluster as an executor; refused if its workers would compute something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from functools import cache
from typing import Any

from mfsim.compiling import source_hash
from mfsim.errors import MfsimError
from mfsim.version import __version__

SECONDS_TO_ANSWER = 10
Who = tuple[str, str]


class Cluster(Executor):
    """The workers of a Dask cluster, also those that join it later.

    Parameters
    ----------
    address : str
        ``host:port`` of the scheduler.

    Raises
    ------
    MfsimError
        If Dask is not installed, nobody answers, or a worker has another mfsim.
    """

    def __init__(self, address: str) -> None:
        try:
            from dask import distributed
        except ImportError:
            raise MfsimError("executor: dask is not installed; expected pip install 'mfsim[cluster]'") from None
        client: Any = distributed.Client
        try:
            self._client = client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise MfsimError(f"executor: no scheduler answers at {address}: {error}") from None
        try:
            check_same(who_am_i(), self._answers())
        except BaseException:
            self._client.close()
            raise
        self._executor = self._client.get_executor(pure=False)

    def _answers(self) -> Mapping[str, Any]:
        """Ask every worker who it is."""
        answers: Mapping[str, Any] = self._client.run(who_am_i, on_error="return")
        return answers

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **more: Any) -> Future[Any]:
        """Have something computed by a worker that is the same as we are."""
        future: Future[Any] = self._executor.submit(_by_the_same, who_am_i(), function, *arguments, **more)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which goes on without us."""
        self._client.close()


@cache
def who_am_i() -> Who:
    """Return the version of mfsim here, and the hash of its rules and of what they are compiled with."""
    return __version__, source_hash()


def _by_the_same(asked: Who, function: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
    check_same(asked, {"this address": who_am_i()})
    return function(*arguments, **more)


def is_killed(error: BaseException | None) -> bool:
    """Whether Dask has given a task up, as one worker after another died over it."""
    from dask.distributed import KilledWorker

    return isinstance(error, KilledWorker)


def check_same(ours: Who, answers: Mapping[str, Any]) -> None:
    """Refuse workers on which the same scenario and seed could give something else.

    Parameters
    ----------
    ours : tuple of str
        Version and hash of who asks.
    answers : mapping from the address of a worker to what it says of itself
        An exception if it could not say.

    Raises
    ------
    MfsimError
        If a worker has no mfsim, or another one, or another version of Python, numpy or numba.
    """
    for worker, theirs in answers.items():
        if isinstance(theirs, BaseException):
            what = f"cannot use mfsim ({type(theirs).__name__}: {theirs})"
        elif theirs[0] != ours[0]:
            what = f"has mfsim {theirs[0]}, not {ours[0]}"
        elif theirs[1] != ours[1]:
            what = f"has other rules, or another Python, numpy or numba ({theirs[1]}, not {ours[1]})"
        else:
            continue
        raise MfsimError(f"executor: the worker at {worker} {what}; expected the same installation everywhere")
