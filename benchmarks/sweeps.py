"""What a sweep costs beyond its runs, against the bare batch kernel, `mesa.batch_run` and the EMA Workbench.

``python -m benchmarks.sweeps [ROUNDS] [RUNS]``, from the root of the repository; needs ``ema_workbench`` for the last table.
Of 10,000 runs one round takes ten minutes.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

import mfsim
from benchmarks.measure import in_turn, milliseconds, one_processor, ratio
from benchmarks.report import markdown_table
from mfsim.draws import run_keys
from mfsim.engine.workspace import Workspace
from mfsim.study.experiment import load_experiment

MONTHS = 120
OUTCOMES = ("income", "satisfaction", "occupancy", "help_hours")
RIVALRY, BASELINE = (0.0, 0.6), (-1.0, 0.0)
seeds = count(1)


def swept(points: int, runs: int, outcomes: tuple[str, ...] | None) -> Callable[[], None]:
    """Return a sweep of MAGE on one thread into a folder that is removed, with other random numbers each time."""

    def work() -> None:
        tables: dict[str, Any] = {
            "experiment": {"scenario": "mage", "runs": runs, "months": MONTHS, "seed": next(seeds)},
            "uncertainties": {"demand.rivalry": list(RIVALRY), "mutual_help.baseline": list(BASELINE)},
            "design": {"points": points},
        }
        if outcomes is not None:
            tables["experiment"]["outcomes"] = list(outcomes)
        folder = Path(tempfile.mkdtemp())
        try:
            mfsim.sweep(load_experiment(tables), folder / "study", workers=1)
        finally:
            shutil.rmtree(folder)

    return work


def bare(runs: int) -> Callable[[], None]:
    """Return so many runs of MAGE in one workspace, a hundred at a time, of which nothing is measured or kept."""
    space = Workspace(mfsim.load("mage"), MONTHS, firm_rows=True, panel=False, replace=None)

    def work() -> None:
        seed = next(seeds)
        for start in range(0, runs, 100):
            space.run(run_keys(seed, range(start, min(runs, start + 100))))

    return work


def over_bare(rounds: int, total: int) -> list[list[object]]:
    """Time sweeps of so many runs, a hundred, ten and one at a point."""
    rows: list[list[object]] = []
    for runs, outcomes in ((100, OUTCOMES), (100, None), (10, OUTCOMES), (1, OUTCOMES)):
        points = max(1, total // runs)
        timed = in_turn({"sweep": swept(points, runs, outcomes), "bare": bare(points * runs)}, rounds)
        found = ratio(timed["sweep"].cpu, timed["bare"].cpu)
        sweep, kernel = (milliseconds(timed[name].cpu, points * runs) for name in ("sweep", "bare"))
        what = "all" if outcomes is None else len(outcomes)
        rows.append([points, runs, what, sweep, kernel, f"{found['median']} ({found['quartile_1']}-{found['quartile_3']})"])
    return rows


def over_mesa(rounds: int, points: int = 4, runs: int = 3) -> list[object]:
    """Time `mesa.batch_run` on the Mesa face, which collects what it collects by default in the last month."""
    import mesa

    levels = [float(one) for one in np.linspace(*RIVALRY, points)]

    def with_mesa() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            parameters = {"scenario": "mage", "demand.rivalry": levels, "run": range(runs), "seed": next(seeds)}
            mesa.batch_run(mfsim.Multifactory, parameters, max_steps=MONTHS, display_progress=False)
        getattr(mesa.Agent, "_ids", {}).clear()

    timed = in_turn({"mesa": with_mesa, "sweep": swept(points, runs, OUTCOMES)}, rounds)
    found = ratio(timed["mesa"].cpu, timed["sweep"].cpu)
    each = [milliseconds(timed[name].cpu, points * runs) for name in ("mesa", "sweep")]
    return ["`mesa.batch_run` on the Mesa face", points * runs, *each, f"{found['median']}"]


def cheap(settings: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Return three numbers: a model that costs nothing, so that what remains is the cost of running it."""
    return {name: settings["a"] * place + settings["b"] for place, name in enumerate(("x", "y", "z"))}


def over_ema(rounds: int, points: int = 2_000) -> list[object]:
    """Time the EMA Workbench on the same function; it keeps its results in memory, the sweep on disk."""
    from ema_workbench import Model, RealParameter, ScalarOutcome, perform_experiments

    theirs = Model("cheap", function=lambda a=0.0, b=0.0: cheap({"a": a, "b": b}, 0))
    theirs.uncertainties = [RealParameter("a", 0.0, 1.0), RealParameter("b", 0.0, 1.0)]
    theirs.outcomes = [ScalarOutcome(name) for name in ("x", "y", "z")]
    problem = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0.0, 1.0]] * 2}

    def ours() -> None:
        folder = Path(tempfile.mkdtemp())
        experiment = mfsim.experiment_of(
            problem, outcomes=["x", "y", "z"], method="lhs", points=points, runs=1, seed=next(seeds), model=cheap
        )
        mfsim.sweep(experiment, folder / "study", workers=1)
        shutil.rmtree(folder)

    timed = in_turn({"ema": lambda: perform_experiments(theirs, scenarios=points), "sweep": ours}, rounds)
    found = ratio(timed["ema"].cpu, timed["sweep"].cpu)
    each = [milliseconds(timed[name].cpu, points) for name in ("ema", "sweep")]
    return ["EMA Workbench, a function that costs nothing", points, *each, f"{found['median']}"]


def main() -> None:
    """Print the tables."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    total = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    with one_processor():
        head = ["points", "runs of each", "outcomes", "sweep, ms a run", "kernel, ms a run", "sweep / kernel"]
        print(markdown_table(head, over_bare(rounds, total)), flush=True)
        head = ["what", "runs", "theirs, ms a run", "sweep, ms a run", "theirs / sweep"]
        print("\n" + markdown_table(head, [over_mesa(rounds), over_ema(rounds)]))


if __name__ == "__main__":
    main()
