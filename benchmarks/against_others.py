"""The engine on one thread against plain Mesa and against C, and what each process of the month costs."""

from __future__ import annotations

import subprocess
from itertools import count
from typing import Any

import mesa
import numpy as np

from benchmarks.c import profile
from benchmarks.c.build import CWorkspace, compilers
from benchmarks.c.check_equal import differences
from benchmarks.compared import MONTHS, site, sized
from benchmarks.measure import in_turn, milliseconds, one_processor, ratio
from benchmarks.plain_mesa import model as plain
from mfsim.draws import run_keys
from mfsim.engine.run import run_batch
from mfsim.engine.workspace import Workspace
from mfsim.scenario.load import load


def against_mesa(units: int, runs: int, rounds: int) -> dict[str, Any]:
    """Time a batch of the engine's runs against one of plain Mesa in each round, with other random numbers every time."""
    scenario, seeds = site(units), count()

    def with_mesa() -> None:
        plain.run(scenario, MONTHS, next(seeds))
        getattr(mesa.Agent, "_ids", {}).clear()  # Mesa 3.3 keeps every model that ever was in this table

    def with_engine() -> None:
        run_batch(scenario, runs=range(runs), months=MONTHS, seed=next(seeds), workers=1)

    with one_processor():
        timed = in_turn({"engine": with_engine, "plain Mesa": with_mesa}, rounds)
    return {
        "units": units,
        "rounds": rounds,
        "batch": runs,
        "engine_ms_a_run": milliseconds(timed["engine"].cpu, runs),
        "mesa_ms_a_run": milliseconds(timed["plain Mesa"].cpu, 1),
        "mesa_over_engine_cpu": ratio(timed["plain Mesa"].cpu, timed["engine"].cpu, runs),
        "mesa_over_engine_wall": ratio(timed["plain Mesa"].wall, timed["engine"].wall, runs),
    }


def against_c(units: int, runs: int, rounds: int) -> dict[str, Any]:
    """Time the same runs of the engine and of the C version; the fastest build of C is the one to compare with."""
    scenario, keys = site(units), run_keys(0, range(runs))
    space = Workspace(scenario, MONTHS, firm_rows=True, panel=False, replace=None)
    builds = {
        f"{compiler} {level}": CWorkspace(scenario, MONTHS, compiler=compiler, optimisation=level)
        for compiler in compilers()
        for level in ("-O2", "-O3")
    }
    cases: dict[str, Any] = {"engine": lambda: space.run(keys)}
    cases |= {name: (lambda c=c: c.run(0, range(runs))) for name, c in builds.items()}
    with one_processor():
        timed = in_turn(cases, rounds)
    fastest = min(builds, key=lambda name: milliseconds(timed[name].cpu, runs))
    return {
        "units": units,
        "rounds": rounds,
        "bit_equal": not differences("base", sized(units), range(4), MONTHS),
        "fastest_c": fastest,
        "ms_a_run": {name: milliseconds(times.cpu, runs) for name, times in timed.items()},
        "engine_over_c_cpu": ratio(timed["engine"].cpu, timed[fastest].cpu),
        "engine_over_c_wall": ratio(timed["engine"].wall, timed[fastest].wall),
    }


def by_process(units: int, runs: int, rounds: int) -> list[dict[str, Any]]:
    """Return microseconds a month of each process, in the engine and in C."""
    with one_processor():
        spent = profile.profile(site(units), MONTHS, runs, rounds)
    return [
        {"process": name, "engine_us": round(ours, 2), "c_us": round(theirs, 2)} for name, (ours, theirs) in spent.items()
    ]


def everything_on(name: str, runs: int, rounds: int) -> dict[str, Any]:
    """Time runs of a shipped scenario with all its processes, and each process."""
    scenario, keys = load(name), run_keys(0, range(runs))
    space = Workspace(scenario, MONTHS, firm_rows=True, panel=False, replace=None)
    with one_processor():
        times = np.array(in_turn({name: lambda: space.run(keys)}, rounds)[name].cpu) / runs * 1e3
        steps = profile.engine_alone(scenario, MONTHS, runs, rounds)
    return {
        "scenario": name,
        "firms": scenario.settings.place.units,
        "rounds": rounds,
        "ms_a_run": {"median": float(np.median(times)), "best": float(times.min())},
        "by_process": [{"process": step, "engine_us": round(spent, 2)} for step, spent in steps.items()],
    }


def compiler_versions() -> dict[str, str]:
    """Return the first line that each C compiler says of itself."""
    return {
        name: subprocess.run([name, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
        for name in compilers()
    }
