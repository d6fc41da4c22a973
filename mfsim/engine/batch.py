"""Many runs of one scenario: a workspace for each thread, each run a world begun anew in it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled, inlined, stored
from mfsim.draws import Now
from mfsim.engine.month import month
from mfsim.world.opening import begin, end
from mfsim.world.state import World


@inlined
def one_run(world: World, key_low: Any, key_high: Any, months: int) -> None:
    """Begin the world, run it for some months, and close it."""
    begin(world, Now(key_low, key_high, 0))
    for number in range(1, months + 1):
        month(world, Now(key_low, key_high, number))
    end(world, months)


@compiled
def _copy(source: NDArray[Any], target: NDArray[Any]) -> None:
    for place in range(source.shape[0]):
        target[place] = source[place]


class Kept(NamedTuple):
    """Where the runs of a chunk are kept, each array flat behind a first axis of runs."""

    series: NDArray[np.float64]
    firm_rows: NDArray[np.float64]
    firm_row_count: NDArray[np.int64]
    panel: NDArray[np.float64]


@stored
def run_chunk(world: World, written: Kept, keys: NDArray[Any], months: int, kept: Kept) -> None:
    """Run the chunk's runs one after another in one workspace.

    Parameters
    ----------
    world : World
        The workspace.
    written : Kept
        The world's own records as flat numbers (one run).
    keys : array, shape (runs, 2), uint64
        Key of each run.
    kept : Kept
        Where the records of each run go.
    """
    for run in range(keys.shape[0]):
        one_run(world, keys[run, 0], keys[run, 1], months)
        _copy(written.series[0], kept.series[run])
        _copy(written.firm_rows[0], kept.firm_rows[run])
        _copy(written.firm_row_count[0], kept.firm_row_count[run])
        _copy(written.panel[0], kept.panel[run])
