"""What a batch of runs has written, as arrays, and how the parts of a batch are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.engine.batch import Written
from mfsim.world.series import table
from mfsim.world.state import World


@dataclass(frozen=True)
class Records:
    """What a batch has written: R runs.

    Attributes
    ----------
    series : record array, shape (R, months, sites)
        Columns of `mfsim.world.series.SITE_COLUMNS`.
    firm_rows : record array, shape (rows,); firm_run, firm_site : int arrays, shape (rows,)
        Columns of `FIRM_COLUMNS`, and the run and site of each row.
    panel : record array, shape (R, months, sites, units), or no months
        Columns of `PANEL_COLUMNS`.
    trust, helped : arrays, shape (R, sites, units, units), or no runs
        Trust of the row's unit in the column's at the end; hours the row's has given the column's.
    """

    first_run: int
    series: Any
    firm_rows: Any
    firm_run: NDArray[np.int64]
    firm_site: NDArray[np.int64]
    panel: Any
    trust: NDArray[np.float64]
    helped: NDArray[np.float64]


def written_by(world: World, *, pairs: bool) -> Written:
    """Return the world's records as numbers behind a first axis of one run (views, no copies)."""
    sites, pair_count = world.firms.shape[0], world.trust.size if pairs else 0
    return Written(
        series=table(world.series).reshape(1, -1),
        firm_rows=table(world.firm_rows).reshape(1, sites, -1),
        firm_row_count=world.firm_row_count.reshape(1, -1),
        panel=table(world.panel).reshape(1, -1),
        trust=world.trust.reshape(1, -1)[:, :pair_count],
        helped=world.helped.reshape(1, -1)[:, :pair_count],
    )


def room_for(written: Written, runs: int) -> Written:
    """Return empty arrays for what so many runs write."""
    return Written(*(np.zeros((runs, *array.shape[1:]), array.dtype) for array in written))


def assemble(world: World, parts: list[Written], runs: range) -> Records:
    """Put the parts of a batch together, in the order of runs."""

    def joined(name: str, records: Any) -> Any:
        values = np.concatenate([getattr(part, name) for part in parts])
        return values.view(records.dtype).reshape(len(runs), *records.shape).view(np.recarray)

    counts = np.concatenate([part.firm_row_count for part in parts])
    run_index, site_index = np.indices(counts.shape)
    width = len(world.firm_rows.dtype.names)
    rows = [
        part.firm_rows[run, site, : part.firm_row_count[run, site] * width]
        for part in parts
        for run in range(part.firm_rows.shape[0])
        for site in range(part.firm_rows.shape[1])
    ]
    pairs = (len(runs), *world.trust.shape) if parts[0].trust.shape[1] else (0, *world.trust.shape)
    return Records(
        first_run=runs.start,
        series=joined("series", world.series),
        firm_rows=np.concatenate(rows).view(world.firm_rows.dtype).view(np.recarray),
        firm_run=np.repeat(run_index.ravel(), counts.ravel()) + runs.start,
        firm_site=np.repeat(site_index.ravel(), counts.ravel()),
        panel=joined("panel", world.panel),
        trust=np.concatenate([part.trust for part in parts]).reshape(pairs),
        helped=np.concatenate([part.helped for part in parts]).reshape(pairs),
    )
