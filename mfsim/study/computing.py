"""Have the chunks of a study computed, a few under way at a time; who dies over one does not take the others along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice

import pyarrow as pa

from mfsim.engine.ahead import entries_of, prepare
from mfsim.study.chunks import Chunk, compute, failed
from mfsim.study.experiment import Experiment
from mfsim.study.factors import Levels
from mfsim.study.workers import Workers

MOST_TRIES = 3
"""How often a process may die over a chunk that it computes alone before the chunk is given up."""
GIVEN_UP = (
    f"the process that computed it died {MOST_TRIES} times; was there too little memory? The same sweep tries it again"
)
Done = tuple[Chunk, pa.Table]


def computed(experiment: Experiment, missing: Iterable[Chunk], workers: Workers) -> Iterator[Done]:
    """Yield chunks as they are done, in any order; a million are never held at once.

    When a process dies, all that was under way is computed again, one chunk after another, which shows the one that it dies
    over; a chunk over which it dies again and again has that as the error of its runs.

    Raises
    ------
    MfsimError
        If workers that are not ours to start broke down.
    """
    if experiment.model is None:
        prepare(_rules_of(experiment))  # here: the workers find them on disk
    to_come = iter(missing)
    waiting: dict[Future[pa.Table], Chunk] = {}
    try:
        while True:
            for chunk in islice(to_come, workers.room - len(waiting)):
                waiting[workers.submit(compute, experiment, chunk)] = chunk
            if not waiting:
                return
            lost: dict[Chunk, BaseException] = {}
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                chunk = waiting.pop(future)
                loss = workers.loss(future)
                if loss is None:
                    yield _outcome(experiment, chunk, future, workers)
                else:
                    lost[chunk] = loss
            if lost:
                suspects = [*lost, *waiting.values()]
                waiting.clear()
                workers.renew(next(iter(lost.values())))
                yield from _one_by_one(experiment, suspects, workers)
    finally:
        for future in waiting:
            future.cancel()


def _rules_of(experiment: Experiment) -> set[str]:
    """Return the names of the rules that any point of an experiment may call."""
    switched_on = {
        name.removeprefix("processes.")
        for factor in experiment.factors
        if isinstance(factor.domain, Levels)
        for level in factor.domain.levels
        for name, value in level.settings.items()
        if name.startswith("processes.") and value
    }
    return {*entries_of(experiment.scenario), *switched_on}


def _outcome(experiment: Experiment, chunk: Chunk, future: Future[pa.Table], workers: Workers) -> Done:
    return chunk, failed(experiment, chunk, GIVEN_UP) if workers.was_given_up(future) else future.result()


def _one_by_one(experiment: Experiment, suspects: Sequence[Chunk], workers: Workers) -> Iterator[Done]:
    for chunk in suspects:
        for _ in range(MOST_TRIES):
            future = workers.submit(compute, experiment, chunk)
            wait((future,))
            loss = workers.loss(future)
            if loss is None:
                yield _outcome(experiment, chunk, future, workers)
                break
            workers.renew(loss)
        else:
            yield chunk, failed(experiment, chunk, GIVEN_UP)
