"""A chunk of a study: some runs in a row, which one worker computes and one part of the store holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from mfsim.errors import MfsimError
from mfsim.store.folder import TRY_AGAIN
from mfsim.study.bench import Bench
from mfsim.study.design import Point, Points
from mfsim.study.experiment import Experiment
from mfsim.study.functions import called

FIRM_MONTHS = 200_000
"""A chunk has about so many: a third of a second, so that little is lost when one is, and storing costs little."""
MOST_RUNS = 1_000


@dataclass(frozen=True, eq=False)
class Chunk:
    """Runs of consecutive points.

    Attributes
    ----------
    number : int
        From 0; also of the part that holds it.
    tasks : tuple of (point, first run, last run + 1)
        What is run.
    """

    number: int
    tasks: tuple[tuple[Point, int, int], ...]

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return sum(stop - start for _, start, stop in self.tasks)


def chunk_size(experiment: Experiment) -> int:
    """Return the runs of a chunk, from the experiment alone: the same parts whoever computes them."""
    if experiment.model is not None:
        return MOST_RUNS
    place = experiment.scenario.settings.place
    return max(1, min(MOST_RUNS, FIRM_MONTHS // (experiment.months * place.sites * place.units)))


@dataclass(frozen=True)
class Cut:
    """How all runs of all points are cut into chunks.

    Attributes
    ----------
    size : int
        Runs of each chunk; the last may have fewer.
    runs : int
        Runs of each point.
    total : int
        Runs of all points.
    """

    size: int
    runs: int
    total: int

    def __len__(self) -> int:
        return (self.total + self.size - 1) // self.size

    def runs_of(self, number: int) -> int:
        """Return how many runs a chunk has."""
        return min(self.size, self.total - number * self.size)

    def chunk(self, number: int, points: Points) -> Chunk:
        """Return a chunk."""
        start, runs = number * self.size, self.runs
        stop = start + self.runs_of(number)
        return Chunk(number, tuple(
            (points[place], max(start - place * runs, 0), min(stop - place * runs, runs))
            for place in range(start // runs, (stop - 1) // runs + 1)
        ))  # fmt: skip


def cut(experiment: Experiment, points: int) -> Cut:
    """Cut the runs of so many points."""
    return Cut(chunk_size(experiment), experiment.runs, points * experiment.runs)


def compute(experiment: Experiment, chunk: Chunk) -> pa.Table:
    """Run a chunk and measure its outcomes: a row for each run, with point, run, outcomes and error.

    A point that cannot be run has its error in each of its rows and no outcomes; the others go on.
    """
    bench = None if experiment.model is not None else Bench(experiment, chunk.runs)
    measured: dict[int, Any] = {}
    errors: dict[int, str] = {}
    for point, start, stop in chunk.tasks:
        runs = range(start, stop)
        try:
            if bench is not None:
                bench.run(point, runs)
            elif experiment.model is not None:
                measured[point.number] = called(experiment.model, point.settings, experiment.outcomes, experiment.seed, runs)
        except (MfsimError, MemoryError, ArithmeticError, ValueError, TypeError) as error:
            errors[point.number] = f"{type(error).__name__}: {error}"
    if bench is not None:
        measured = bench.measured()
    table = _table(experiment, chunk, measured, errors)
    return _to_try_again(table) if any(one.startswith(MemoryError.__name__) for one in errors.values()) else table


def failed(experiment: Experiment, chunk: Chunk, error: str) -> pa.Table:
    """Return the rows of a chunk that nobody could be had to compute."""
    return _to_try_again(_table(experiment, chunk, {}, {point.number: error for point, _, _ in chunk.tasks}))


def _to_try_again(table: pa.Table) -> pa.Table:
    """Return a table that says that its errors are not the model's: with more memory there may be none."""
    return table.replace_schema_metadata({TRY_AGAIN: b"yes"})


def _table(experiment: Experiment, chunk: Chunk, measured: Mapping[int, Any], errors: Mapping[int, str]) -> pa.Table:
    rows: dict[str, list[Any]] = {"point": [], "run": []}
    values: list[Any] = []
    for point, start, stop in chunk.tasks:
        rows["point"] += [point.number] * (stop - start)
        rows["run"] += range(start, stop)
        nothing = np.full((stop - start, len(experiment.outcomes)), np.nan)
        values.append(measured.get(point.number, nothing))
    table = np.concatenate(values)
    columns: dict[str, Any] = {name: pa.array(one, pa.int64()) for name, one in rows.items()}
    columns |= {name: pa.array(table[:, place], pa.float64()) for place, name in enumerate(experiment.outcomes)}
    columns["error"] = pa.array([errors.get(point) for point in rows["point"]], pa.string())
    return pa.table(columns)
