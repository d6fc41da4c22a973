"""What each process of the month costs, in the engine and in C: a clock read between the processes of a run."""

from __future__ import annotations

import ctypes
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from benchmarks.c.build import CWorkspace, address, build
from mfsim.compiling import FLAGS, compiled
from mfsim.draws import Now, run_keys
from mfsim.engine.month import CALENDAR
from mfsim.engine.workspace import Workspace
from mfsim.scenario.load import LoadedScenario
from mfsim.world.opening import begin, end, open_month
from mfsim.world.state import World

NAMES = ("open_month", "demand", "mutual_help", "production", "knowledge", "finance", "community", "membership", "lease",
         "record")  # fmt: skip
"""The steps of the month that C has, in order."""


@compiled
def _nothing(world: World, now: Now, spent: NDArray[np.float64]) -> None:
    """What comes before the first step of a month."""


def clocked(before: Any, process: Any, place: int, clock: Any) -> Any:
    """Return a compiled function that runs some steps and then a process, of which it notes the nanoseconds.

    Its name is private, as a public rule of the world would be kept on disk, where a clock of this process has no place.
    """

    @compiled
    def _steps(world: World, now: Now, spent: NDArray[np.float64]) -> None:
        before(world, now, spent)
        start = clock()
        process(world, now)
        spent[place] += clock() - start

    return _steps


def timed_kernel(library: Any, scenario: LoadedScenario) -> tuple[Any, tuple[str, ...]]:
    """Return a compiled function that runs worlds with the library's clock beside each step, and the names of the steps."""
    clock = library.clock_ns
    clock.restype, clock.argtypes = ctypes.c_double, []
    names = ("open_month", *(name for name in CALENDAR if getattr(scenario.settings.processes, name)))
    month = _nothing
    for place, name in enumerate(names):
        month = clocked(month, CALENDAR.get(name, open_month), place, clock)

    @numba.njit(**FLAGS)  # an entry, but not kept on disk
    def run_timed(world, keys, months, spent):
        for run in range(keys.shape[0]):
            begin(world, Now(keys[run, 0], keys[run, 1], 0))
            for number in range(1, months + 1):
                month(world, Now(keys[run, 0], keys[run, 1], number), spent)
            end(world, Now(keys[run, 0], keys[run, 1], months))

    return run_timed, names


def engine_alone(scenario: LoadedScenario, months: int, runs: int, repeats: int) -> dict[str, float]:
    """Return microseconds a month of each step in the engine, whatever is switched on; the least of some repeats."""
    space = Workspace(scenario, months, firm_rows=True, panel=False, replace=None)
    kernel, names = timed_kernel(build(space.world), scenario)
    keys, spent = np.ascontiguousarray(run_keys(0, range(runs))), np.zeros((repeats, len(names)))
    kernel(space.world, keys[:1], 1, np.zeros(len(names)))
    for repeat in range(repeats):
        kernel(space.world, keys, months, spent[repeat])
    return dict(zip(names, (spent.min(axis=0) * 1e-3 / (runs * months)).tolist(), strict=True))


def profile(scenario: LoadedScenario, months: int, runs: int, repeats: int) -> dict[str, tuple[float, float]]:
    """Return microseconds a month of each step: engine and C, the least of some repeats taken in turn.

    The least, as an interruption falls on one process or another and would be counted as its cost.
    """
    c = CWorkspace(scenario, months)
    kernel, names = timed_kernel(c.library, scenario)
    if names != NAMES:
        raise ValueError(f"C has the steps {', '.join(NAMES)}; the scenario has {', '.join(names)}")
    c.library.run_timed.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p]
    c.library.run_timed.restype = None
    keys = np.ascontiguousarray(run_keys(0, range(runs)))
    ours, theirs = np.zeros((repeats, len(names))), np.zeros((repeats, len(names)))
    kernel(c.space.world, keys[:1], 1, np.zeros(len(names)))
    for repeat in range(repeats):
        kernel(c.space.world, keys, months, ours[repeat])
        c.library.run_timed(ctypes.byref(c.world), address(keys), runs, months, address(theirs[repeat]))
    scale = 1e-3 / (runs * months)
    pairs = zip(ours.min(axis=0) * scale, theirs.min(axis=0) * scale, strict=True)
    return {name: (float(mine), float(c)) for name, (mine, c) in zip(names, pairs, strict=True)}
