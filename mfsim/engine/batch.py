"""Many runs of one scenario: a workspace for each thread, each run a world begun anew in it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled, inlined, stored
from mfsim.draws import Now
from mfsim.engine.month import month
from mfsim.world.opening import begin, end
from mfsim.world.series import FIRM_COLUMNS, NORM_COLUMNS
from mfsim.world.state import World

FIRM_ROW_WIDTH = len(FIRM_COLUMNS)
NORM_ROW_WIDTH = len(NORM_COLUMNS)


@inlined
def one_run(world: World, key_low: Any, key_high: Any, months: int) -> None:
    """Begin the world, run it for some months, and close it."""
    begin(world, Now(key_low, key_high, 0))
    for number in range(1, months + 1):
        month(world, Now(key_low, key_high, number))
    end(world, months)


@stored
def begin_run(world: World, now: Now) -> None:
    """Begin the world anew; the entry that is kept compiled on disk."""
    begin(world, now)


@stored
def end_run(world: World, months: int) -> None:
    """Close the world; the entry that is kept compiled on disk."""
    end(world, months)


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
def run_chunk(world: World, written: Written, keys: NDArray[Any], months: int, kept: Written) -> None:
    """Run the chunk's runs one after another in one workspace.

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
    """
    for run in range(keys.shape[0]):
        one_run(world, keys[run, 0], keys[run, 1], months)
        keep(written, kept, run)
