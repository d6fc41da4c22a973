"""Sweeps: run what is missing of a study, on threads, processes or a cluster, and keep each chunk as it is done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from mfsim.errors import MfsimError
from mfsim.store.folder import StudyFolder
from mfsim.store.manifest import inputs_of, surroundings
from mfsim.study.chunks import Cut, cut
from mfsim.study.computing import computed
from mfsim.study.design import Points, columns, combinations_of, coordinates, points
from mfsim.study.experiment import Experiment, load_experiment
from mfsim.study.factors import Factor, Levels, Range
from mfsim.study.functions import Model, check_travels, identity
from mfsim.study.handle import Study
from mfsim.study.labels import compositions_of, labels_of, varies_of
from mfsim.study.level_files import files_of
from mfsim.study.problem import check_known
from mfsim.study.workers import started

Progress = Callable[[int, int], None]
AT_ONCE = 50_000
"""Points of which the table is made together, so that a million of them are never held at once."""


def sweep(
    experiment: Experiment | str | Path | Mapping[str, Any],
    out: str | Path | None = None,
    *,
    model: Model | None = None,
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
        Folder of the study, ``results/NAME`` if not given. If it holds this experiment already, its runs are kept, but
        for those whose process died or had too little memory, which are tried again.
    model : function of (settings, seed), optional
        Run this instead of the multifactory. `settings` is what the point sets, by name; `seed` an integer that is the same
        for the same run at every point, so that draws are common. It returns a mapping from outcomes to numbers.
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
    if model is not None:
        loaded = replace(loaded, model=model)
    check_known(loaded)
    if loaded.model is not None and executor != "threads" and not isinstance(executor, ThreadPoolExecutor):
        check_travels(loaded.model)
    if budget is not None and budget < 1:
        raise MfsimError(f"budget: expected at least one run, not {budget}")
    all_points = points(loaded)
    folder = StudyFolder(Path("results") / loaded.name if out is None else out)
    parts = cut(loaded, len(all_points))
    folder.begin(
        manifest_of(loaded, parts, len(all_points.places)),
        lambda: points_table(loaded, all_points),
        lambda: design_table(loaded, all_points),
    )
    with folder.locked():
        there = set(folder.done(len(parts)))
        there -= set(folder.to_try_again(there))
        stored = sum(map(parts.runs_of, there))
        if progress is not None:
            progress(stored, parts.total)
        missing = _within(budget, parts, there)
        if missing:
            with started(executor, workers) as found:
                for chunk, table in computed(loaded, (parts.chunk(number, all_points) for number in missing), found):
                    folder.save(chunk.number, table)
                    stored += chunk.runs
                    if progress is not None:
                        progress(stored, parts.total)
    return Study(folder)


def manifest_of(experiment: Experiment, parts: Cut, places: int) -> dict[str, Any]:
    """Return what a study is, beside its results: versions, hashes of what went in, seed, machine.

    Parameters
    ----------
    places : int
        Of the design; several may be one point.
    """
    return {
        "key": experiment.key,
        **surroundings(),
        "name": experiment.name,
        "title": experiment.title,
        "question": experiment.question,
        "scenario": experiment.scenario.name,
        "scenario_hash": experiment.scenario.hash,
        "model": None if experiment.model is None else identity(experiment.model)[0],
        "method": experiment.design.method,
        "design": asdict(experiment.design),
        "points": parts.total // parts.runs,
        "places": places,
        "combinations": combinations_of(experiment),
        "runs": experiment.runs,
        "months": experiment.months,
        "seed": experiment.seed,
        "chunks": len(parts),
        "factors": {one.name: one.role for one in experiment.factors},
        "varies": varies_of(experiment),
        "outcomes": list(experiment.outcomes),
        "labels": labels_of(experiment.factors),
        "compositions": compositions_of(experiment.factors),
        "experiment": dict(experiment.document.values),
        "experiment_file": experiment.document.written_at("").file,
        "inputs": inputs_of(experiment.scenario),
        "level_files": files_of(experiment.factors),
    }


def points_table(experiment: Experiment, all_points: Points) -> pa.Table:
    """Return a row for each point: its number, and the label of each factor; null where a factor has no effect."""
    tables = [
        _some_points(experiment, all_points, range(start, min(start + AT_ONCE, len(all_points))))
        for start in range(0, len(all_points), AT_ONCE)
    ]
    return pa.concat_tables(tables)


def _some_points(experiment: Experiment, all_points: Points, numbers: range) -> pa.Table:
    columns: dict[str, Any] = {"point": pa.array(numbers, pa.int64())}
    shares: dict[str, Any] = {}
    for factor, labels, of_parts in all_points.labels(numbers):
        kind = _type_of(factor)
        text = [None if one is None else str(one) for one in labels] if kind == pa.string() else labels
        columns[factor.name] = pa.array(text, kind)
        for part in factor.parts:
            shares[f"{factor.name}.{part}"] = pa.array([one.get(part) for one in of_parts], pa.float64())
    return pa.table(columns | shares)


def _type_of(factor: Factor) -> pa.DataType:
    """Return the type of a factor's labels; text where they are of several."""
    if isinstance(factor.domain, Range):
        return pa.int64() if factor.domain.whole else pa.float64()
    kinds = {type(one.label) for one in factor.domain.levels} if isinstance(factor.domain, Levels) else {str}
    known = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string()}
    return known[kinds.pop()] if len(kinds) == 1 else pa.string()


def design_table(experiment: Experiment, all_points: Points) -> pa.Table:
    """Return a row for each place of the design: the point there, and the share of each column's distribution."""
    shares = coordinates(experiment)
    names = [
        name if stop - start == 1 else f"{name}:{place - start + 1}"
        for name, (start, stop) in columns(experiment.factors).items()
        for place in range(start, stop)
    ]
    return pa.table({"point": pa.array(all_points.places, pa.int64())} | dict(zip(names, shares.T, strict=True)))


def _within(budget: int | None, parts: Cut, there: Collection[int]) -> list[int]:
    """Return the numbers of the parts to compute: at least one, and no more than the budget has runs for."""
    missing = [number for number in range(len(parts)) if number not in there]
    if budget is None or not missing:
        return missing
    runs = np.cumsum([parts.runs_of(number) for number in missing])
    return missing[: max(1, int(np.searchsorted(runs, budget, side="right")))]
