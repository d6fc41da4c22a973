"""What each process of the month costs, in the engine and in C: a clock read between the processes of a run."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.c.build import CWorkspace, address
from mfsim.compiling import compiled
from mfsim.draws import Now, run_keys
from mfsim.engine.month import CALENDAR
from mfsim.scenario.load import LoadedScenario
from mfsim.world.opening import begin, end, open_month

NAMES = ("open_month", *CALENDAR)
demand, mutual_help, production, knowledge, finance, community, membership, lease, record = CALENDAR.values()


def timed_kernel(library: Any) -> Any:
    """Return a compiled function that runs worlds with the library's clock read between the processes."""
    clock = library.clock_ns
    clock.restype, clock.argtypes = ctypes.c_double, []

    @compiled
    def run_timed(world, keys, months, spent, at):
        for run in range(keys.shape[0]):
            begin(world, Now(keys[run, 0], keys[run, 1], 0))
            for month in range(1, months + 1):
                now = Now(keys[run, 0], keys[run, 1], month)
                at[0] = clock()
                open_month(world)
                at[1] = clock()
                demand(world, now)
                at[2] = clock()
                mutual_help(world, now)
                at[3] = clock()
                production(world, now)
                at[4] = clock()
                knowledge(world, now)
                at[5] = clock()
                finance(world, now)
                at[6] = clock()
                community(world, now)
                at[7] = clock()
                membership(world, now)
                at[8] = clock()
                lease(world, now)
                at[9] = clock()
                record(world, now)
                at[10] = clock()
                for step in range(10):
                    spent[step] += at[step + 1] - at[step]
            end(world, months)

    return run_timed


def profile(scenario: LoadedScenario, months: int, runs: int, repeats: int) -> dict[str, NDArray[np.float64]]:
    """Return microseconds a month of each process: engine and C, the least of some repeats taken in turn.

    The least, as an interruption falls on one process or another and would be counted as its cost.
    """
    c = CWorkspace(scenario, months)
    kernel, world = timed_kernel(c.library), c.space.world
    c.library.run_timed.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p]
    c.library.run_timed.restype = None
    keys = np.ascontiguousarray(run_keys(0, range(runs)))
    ours, theirs, clocks = np.zeros((repeats, len(NAMES))), np.zeros((repeats, len(NAMES))), np.zeros(len(NAMES) + 1)
    kernel(world, keys[:1], 1, np.zeros(len(NAMES)), clocks)
    for repeat in range(repeats):
        kernel(world, keys, months, ours[repeat], clocks)
        c.library.run_timed(ctypes.byref(c.world), address(keys), runs, months, address(theirs[repeat]))
    scale = 1e-3 / (runs * months)
    return {"engine": ours.min(axis=0) * scale, "C": theirs.min(axis=0) * scale}
