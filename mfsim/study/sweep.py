"""Sweeps: run what is missing of a study, on threads, processes or a cluster, and keep each chunk as it is done."""

from __future__ import annotations

import os
import platform
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow as pa

from mfsim.compiling import source_hash
from mfsim.engine.ahead import compiling
from mfsim.engine.batch import run_chunk
from mfsim.errors import MfsimError, nearest
from mfsim.store.folder import StudyFolder
from mfsim.study.chunks import Chunk, chunks, compute
from mfsim.study.design import Point, points
from mfsim.study.experiment import Experiment, load_experiment
from mfsim.study.handle import Study
from mfsim.version import __version__

EXECUTORS = ("threads", "processes")
DASK = "dask://"
AHEAD = 3
"""Chunks given to each worker before the first is back, so that none waits."""
Progress = Callable[[int, int], None]


def sweep(
    experiment: Experiment | str | Path | Mapping[str, Any],
    out: str | Path | None = None,
    *,
    executor: str | Executor = "threads",
    workers: int | None = None,
    budget: int | None = None,
    progress: Progress | None = None,
) -> Study:
    """Run an experiment, or what is missing of it, and return a handle on what is stored.

    Parameters
    ----------
    experiment : Experiment, path or mapping
        What to run.
    out : path, optional
        Folder of the study, ``results/NAME`` if not given. If it holds this experiment already, its runs are kept.
    executor : str or `concurrent.futures.Executor`
        ``"threads"``, ``"processes"``, ``"dask://host:port"`` or an executor of your own.
    workers : int, optional
        How many threads or processes; one a processor if not given.
    budget : int, optional
        Runs to compute at most now; the rest can be computed later.
    progress : function of (done, total), optional
        Called with the runs that are stored.

    Returns
    -------
    Study
        ``study.outcomes()`` is a tidy DataFrame; the same for any executor and number of workers.

    Raises
    ------
    ScenarioError
        If the experiment cannot be used.
    StoreError
        If the folder cannot be used.
    """
    loaded = experiment if isinstance(experiment, Experiment) else load_experiment(experiment)
    if budget is not None and budget < 1:
        raise MfsimError(f"budget: expected at least one run, not {budget}")
    all_points = points(loaded)
    folder = StudyFolder(Path("results") / loaded.name if out is None else out)
    folder.begin(manifest_of(loaded, all_points), points_table(loaded, all_points))
    with folder.locked():
        every = list(chunks(loaded, all_points))
        there = set(folder.done(len(every)))
        missing = _within(budget, [one for one in every if one.number not in there])
        stored = sum(one.runs for one in every if one.number in there)
        total = len(all_points) * loaded.runs
        if progress is not None:
            progress(stored, total)
        if missing:
            with _started(executor, workers) as (pool, room):
                for chunk, table in _computed(loaded, missing, pool, room):
                    folder.save(chunk.number, table)
                    stored += chunk.runs
                    if progress is not None:
                        progress(stored, total)
    return Study(folder)


def manifest_of(experiment: Experiment, all_points: list[Point]) -> dict[str, Any]:
    """Return what a study is, beside its results: versions, hashes of what went in, seed, machine."""
    return {
        "key": experiment.key,
        "mfsim": __version__,
        "rules": source_hash(),
        "name": experiment.name,
        "title": experiment.title,
        "question": experiment.question,
        "scenario": experiment.scenario.name,
        "scenario_hash": experiment.scenario.hash,
        "method": experiment.design.method,
        "points": len(all_points),
        "runs": experiment.runs,
        "months": experiment.months,
        "seed": experiment.seed,
        "chunks": sum(1 for _ in chunks(experiment, all_points)),
        "factors": {one.name: one.role for one in experiment.factors},
        "outcomes": list(experiment.outcomes),
        "versions": {name: version(name) for name in ("numba", "numpy", "pyarrow", "SALib", "scipy")},
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "command": " ".join(Path(word).name if place == 0 else word for place, word in enumerate(sys.argv)),
    }


def points_table(experiment: Experiment, all_points: list[Point]) -> pa.Table:
    """Return a row for each point: its number, and the label of each factor; null where a factor has no effect."""
    columns: dict[str, Any] = {"point": pa.array([one.number for one in all_points], pa.int64())}
    for factor in experiment.factors:
        labels = [one.levels[factor.name].label if factor.name in one.levels else None for one in all_points]
        mixed = len({type(label) for label in labels if label is not None}) > 1
        columns[factor.name] = pa.array([None if one is None else str(one) for one in labels] if mixed else labels)
    return pa.table(columns)


def _within(budget: int | None, missing: list[Chunk]) -> list[Chunk]:
    if budget is None:
        return missing
    chosen: list[Chunk] = []
    for chunk in missing:
        if sum(one.runs for one in chosen) + chunk.runs > budget and chosen:
            break
        chosen.append(chunk)
    return chosen


@contextmanager
def _started(executor: str | Executor, workers: int | None) -> Iterator[tuple[Executor, int]]:
    """Start workers, and stop them at once when the block is left, whatever they still had to do."""
    count = workers or os.cpu_count() or 1
    if isinstance(executor, Executor):
        yield executor, AHEAD * count
    elif executor.startswith(DASK):
        with _cluster(executor[len(DASK) :]) as cluster:
            yield cluster, AHEAD * max(count, 64)
    else:
        pool = _pool(executor, count)
        try:
            yield pool, AHEAD * count
        finally:
            pool.shutdown(wait=executor == "threads", cancel_futures=True)


def _pool(executor: str, count: int) -> Executor:
    if executor == "threads":
        return ThreadPoolExecutor(count)
    if executor == "processes":
        return ProcessPoolExecutor(count, get_context("spawn"), _leave_interrupts_to_the_first)
    near = nearest(executor, EXECUTORS)
    hint = f"; did you mean '{near}'?" if near else f"; expected {', '.join(EXECUTORS)} or {DASK}host:port"
    raise MfsimError(f"executor: there is no '{executor}'{hint}")


def _leave_interrupts_to_the_first() -> None:
    """Let the process that started the others decide what an interrupt means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from dask.distributed import Client
    except ImportError:
        raise MfsimError("executor: dask is not installed; expected pip install mfsim[cluster]") from None
    try:
        client = Client(address, timeout=10)
    except (OSError, TimeoutError, ValueError) as error:
        raise MfsimError(f"executor: no scheduler answers at {address}: {error}") from None
    with client:
        yield client.get_executor(pure=False)


def _computed(experiment: Experiment, missing: list[Chunk], pool: Executor, room: int) -> Iterator[tuple[Chunk, pa.Table]]:
    """Yield chunks as they are done, a few under way at a time: a million are never held at once."""
    waiting: dict[Future[pa.Table], Chunk] = {}
    to_come = iter(missing)
    with compiling(run_chunk):
        first = next(to_come)
        yield first, compute(experiment, first)  # here: the rules are compiled once, and workers find them on disk
    for chunk in islice(to_come, room):
        waiting[pool.submit(compute, experiment, chunk)] = chunk
    try:
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                chunk = waiting.pop(future)
                yield chunk, future.result()
                for following in islice(to_come, 1):
                    waiting[pool.submit(compute, experiment, following)] = following
    finally:
        for future in waiting:
            future.cancel()
