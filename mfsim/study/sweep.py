"""Sweeps: run what is missing of a study, on threads, processes or a cluster, and keep each chunk as it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from mfsim.errors import MfsimError
from mfsim.store.folder import StudyFolder
from mfsim.store.manifest import inputs_of, surroundings
from mfsim.study.chunks import Chunk, chunks
from mfsim.study.computing import computed
from mfsim.study.design import Point, columns, combinations_of, coordinates, points
from mfsim.study.experiment import Experiment, load_experiment
from mfsim.study.factors import Factor, Levels
from mfsim.study.functions import Model, check_travels, identity
from mfsim.study.handle import Study
from mfsim.study.problem import check_known
from mfsim.study.workers import started

Progress = Callable[[int, int], None]


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
        Folder of the study, ``results/NAME`` if not given. If it holds this experiment already, its runs are kept.
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
    folder.begin(manifest_of(loaded, all_points), points_table(loaded, all_points), design_table(loaded))
    with folder.locked():
        every = list(chunks(loaded, all_points))
        there = set(folder.done(len(every)))
        missing = _within(budget, [one for one in every if one.number not in there])
        stored = sum(one.runs for one in every if one.number in there)
        total = len(all_points) * loaded.runs
        if progress is not None:
            progress(stored, total)
        if missing:
            with started(executor, workers) as found:
                for chunk, table in computed(loaded, missing, found):
                    folder.save(chunk.number, table)
                    stored += chunk.runs
                    if progress is not None:
                        progress(stored, total)
    return Study(folder)


def manifest_of(experiment: Experiment, all_points: list[Point]) -> dict[str, Any]:
    """Return what a study is, beside its results: versions, hashes of what went in, seed, machine."""
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
        "points": len(all_points),
        "combinations": combinations_of(experiment),
        "runs": experiment.runs,
        "months": experiment.months,
        "seed": experiment.seed,
        "chunks": sum(1 for _ in chunks(experiment, all_points)),
        "factors": {one.name: one.role for one in experiment.factors},
        "varies": [
            {"name": one.name, "group": experiment.group_of(one), "width": one.width, "levels": one.count}
            for one in experiment.factors
        ],
        "outcomes": list(experiment.outcomes),
        "labels": labels_of(experiment.factors),
        "experiment": dict(experiment.document.values),
        "experiment_file": experiment.document.written_at("").file,
        "inputs": inputs_of(experiment.scenario),
    }


def labels_of(factors: Sequence[Factor]) -> dict[str, dict[str, Any]]:
    """Return what labels stand for where they are not the value of the setting itself: of each factor, label → settings."""
    labels: dict[str, dict[str, Any]] = {}
    for factor in factors:
        if isinstance(factor.domain, Levels):
            for level in factor.domain.levels:
                labels.setdefault(factor.name, {})[str(level.label)] = dict(level.settings)
    return labels


def points_table(experiment: Experiment, all_points: list[Point]) -> pa.Table:
    """Return a row for each point: its number, and the label of each factor; null where a factor has no effect."""
    columns: dict[str, Any] = {"point": pa.array([one.number for one in all_points], pa.int64())}
    for factor in experiment.factors:
        labels = [one.levels[factor.name].label if factor.name in one.levels else None for one in all_points]
        mixed = len({type(label) for label in labels if label is not None}) > 1
        columns[factor.name] = pa.array([None if one is None else str(one) for one in labels] if mixed else labels)
    return pa.table(columns)


def design_table(experiment: Experiment) -> pa.Table:
    """Return a row for each point: where it is in the design, as a share of each column's distribution."""
    shares = coordinates(experiment)
    names = [
        name if stop - start == 1 else f"{name}:{place - start + 1}"
        for name, (start, stop) in columns(experiment.factors).items()
        for place in range(start, stop)
    ]
    return pa.table({"point": pa.array(range(len(shares)), pa.int64())} | dict(zip(names, shares.T, strict=True)))


def _within(budget: int | None, missing: list[Chunk]) -> list[Chunk]:
    if budget is None:
        return missing
    chosen: list[Chunk] = []
    for chunk in missing:
        if sum(one.runs for one in chosen) + chunk.runs > budget and chosen:
            break
        chosen.append(chunk)
    return chosen
