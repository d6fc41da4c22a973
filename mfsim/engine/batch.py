"""Many runs of one scenario: a workspace for each thread, each run a world begun anew in it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import call
from mfsim.compiling import compiled, stored
from mfsim.draws import Now
from mfsim.engine.month import Stages
from mfsim.world.opening import begin, end
from mfsim.world.series import FIRM_COLUMNS, NORM_COLUMNS
from mfsim.world.state import World

FIRM_ROW_WIDTH = len(FIRM_COLUMNS)
NORM_ROW_WIDTH = len(NORM_COLUMNS)


def begin_run(world: World, now: Now) -> None:
    """Begin the world anew."""
    begin(world, now)


def end_run(world: World, months: int) -> None:
    """Close the world after so many months."""
    end(world, Now(np.uint64(0), np.uint64(0), months))


class Written(NamedTuple):
    """What runs have written, as numbers behind a first axis of runs.

    series (runs, months · sites · columns), firm_rows and norm_rows (runs, sites, rows · columns), firm_row_count and
    norm_row_count (runs, sites),
    panel (runs, months · sites · units · columns), trust and helped (runs, sites · units · units) or no columns.
    """

    series: NDArray[np.float64]
    firm_rows: NDArray[np.float64]
    firm_row_count: NDArray[np.int64]
    norm_rows: NDArray[np.float64]
    norm_row_count: NDArray[np.int64]
    panel: NDArray[np.float64]
    trust: NDArray[np.float64]
    helped: NDArray[np.float64]


@compiled
def _copy(source: NDArray[Any], target: NDArray[Any], count: int) -> None:
    for place in range(count):
        target[place] = source[place]


@stored
def keep(written: Written, kept: Written, run: int) -> None:
    """Copy what the workspace's run has written to the place of the run in the batch."""
    _copy(written.series[0], kept.series[run], kept.series.shape[1])
    _copy(written.panel[0], kept.panel[run], kept.panel.shape[1])
    _copy(written.trust[0], kept.trust[run], kept.trust.shape[1])
    _copy(written.helped[0], kept.helped[run], kept.helped.shape[1])
    for site in range(kept.firm_rows.shape[1]):
        rows = written.firm_row_count[0, site]
        kept.firm_row_count[run, site] = rows
        _copy(written.firm_rows[0, site], kept.firm_rows[run, site], rows * FIRM_ROW_WIDTH)
        rules = written.norm_row_count[0, site]
        kept.norm_row_count[run, site] = rules
        _copy(written.norm_rows[0, site], kept.norm_rows[run, site], rules * NORM_ROW_WIDTH)


@stored
def run_chunk(world: World, written: Written, keys: NDArray[Any], months: int, kept: Written, stages: Stages) -> None:
    """Run one world for each key, one after another, in the same workspace.

    Parameters
    ----------
    world : World
        The workspace.
    written : Written
        The world's own records as numbers (one run).
    keys : array, shape (runs, 2), uint64
        Key of each run.
    kept : Written
        Where the records of each run go.
    stages : Stages
        What a run calls, see `mfsim.engine.month`.
    """
    for run in range(keys.shape[0]):
        low, high = keys[run, 0], keys[run, 1]
        call(stages.begin, world, Now(low, high, 0))
        for number in range(1, months + 1):
            for stage in stages.month:
                call(stage, world, Now(low, high, number))
        call(stages.end, world, Now(low, high, months))
        keep(written, kept, run)
