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
    norm_rows : record array, shape (rows,); norm_run, norm_site : int arrays, shape (rows,)
        Columns of `NORM_COLUMNS`: a row for each rule that was in force; run and site of each row.
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
    norm_rows: Any
    norm_run: NDArray[np.int64]
    norm_site: NDArray[np.int64]
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
        norm_rows=table(world.norm_rows).reshape(1, sites, -1),
        norm_row_count=world.norm_row_count.reshape(1, -1),
        panel=table(world.panel).reshape(1, -1),
        trust=world.trust.reshape(1, -1)[:, :pair_count],
        helped=world.helped.reshape(1, -1)[:, :pair_count],
    )


def room_for(written: Written, runs: int) -> Written:
    """Return empty arrays for what so many runs write."""
    return Written(*(np.zeros((runs, *array.shape[1:]), array.dtype) for array in written))


def places_of(written: Written, start: int, stop: int) -> Written:
    """Return the places of some runs in the room for all (views, no copies)."""
    return Written._make(array[start:stop] for array in written)


def _rows(parts: list[tuple[Any, Any]], records: Any) -> tuple[Any, NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows that were written, one after another, with the run and site of each."""
    counts = np.concatenate([count for _, count in parts])
    run, site = np.indices(counts.shape)
    width = len(records.dtype.names)
    written = [
        rows[one, there, : count[one, there] * width]
        for rows, count in parts
        for one in range(count.shape[0])
        for there in range(count.shape[1])
    ]
    rows = np.concatenate(written).view(records.dtype).view(np.recarray)
    return rows, np.repeat(run.ravel(), counts.ravel()), np.repeat(site.ravel(), counts.ravel())


def assemble(world: World, parts: list[Written], runs: range) -> Records:
    """Put the parts of a batch together, in the order of runs."""

    def joined(name: str, records: Any) -> Any:
        values = getattr(parts[0], name) if len(parts) == 1 else np.concatenate([getattr(part, name) for part in parts])
        return values.view(records.dtype).reshape(len(runs), *records.shape).view(np.recarray)

    firm_rows, firm_run, firm_site = _rows([(part.firm_rows, part.firm_row_count) for part in parts], world.firm_rows)
    norm_rows, norm_run, norm_site = _rows([(part.norm_rows, part.norm_row_count) for part in parts], world.norm_rows)
    pairs = (len(runs), *world.trust.shape) if parts[0].trust.shape[1] else (0, *world.trust.shape)
    return Records(
        first_run=runs.start,
        series=joined("series", world.series),
        firm_rows=firm_rows,
        firm_run=firm_run + runs.start,
        firm_site=firm_site,
        norm_rows=norm_rows,
        norm_run=norm_run + runs.start,
        norm_site=norm_site,
        panel=joined("panel", world.panel),
        trust=np.concatenate([part.trust for part in parts]).reshape(pairs),
        helped=np.concatenate([part.helped for part in parts]).reshape(pairs),
    )
