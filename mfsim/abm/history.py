"""What a model has written so far, in the form in which a batch returns it; and room to write more."""

from __future__ import annotations

from typing import Any

import numpy as np

from mfsim.draws import Now
from mfsim.engine.batch import end_run
from mfsim.engine.month import one_month
from mfsim.engine.records import Records
from mfsim.world.state import World


def with_room(world: World, months: int) -> World:
    """Return the world with records for so many months; what is written stays, everything else is the same memory."""
    sites, units = world.firms.shape
    return world._replace(
        series=_grown(world.series, (months, sites)),
        firm_rows=_grown(world.firm_rows, (sites, units * (months + 1))),
        norm_rows=_grown(world.norm_rows, (sites, world.norms.shape[1] * (months + 1))),
        panel=_grown(world.panel, (months, sites, units)) if world.panel.shape[0] else world.panel,
    )


def _grown(records: Any, shape: tuple[int, ...]) -> Any:
    grown = np.zeros(shape, records.dtype).view(np.recarray)
    grown[tuple(slice(length) for length in records.shape)] = records
    return grown


def records_of(world: World, run: int, months: int) -> Records:
    """Return what `mfsim.engine.run.run_batch` returns for this run alone, up to this month."""
    before = (world.firm_row_count.copy(), world.norm_row_count.copy())
    end_run(world, months)
    firms, rules = world.firm_row_count.copy(), world.norm_row_count.copy()
    world.firm_row_count[:], world.norm_row_count[:] = before
    pairs = slice(None) if world.panel.shape[0] else slice(0)
    return Records(
        first_run=run,
        series=world.series[None, :months].copy(),
        firm_rows=_written(world.firm_rows, firms),
        firm_run=np.full(firms.sum(), run),
        firm_site=np.repeat(np.arange(len(firms)), firms),
        norm_rows=_written(world.norm_rows, rules),
        norm_run=np.full(rules.sum(), run),
        norm_site=np.repeat(np.arange(len(rules)), rules),
        panel=world.panel[None, :months].copy(),
        trust=world.trust[None][pairs].copy(),
        helped=world.helped[None][pairs].copy(),
    )


def _written(rows: Any, counts: Any) -> Any:
    """Return the rows that are written, site by site."""
    return np.concatenate([rows[site, :count] for site, count in enumerate(counts)]).view(np.recarray)


def opening_row(world: World, now: Now) -> Any:
    """Return the row of month 0, before anything has flowed: only `record` runs, into a series of its own."""
    parameters = world.parameters.copy()
    for name in parameters["processes"].dtype.names:
        parameters["processes"][name] = name == "record"
    aside = world._replace(parameters=parameters, series=np.zeros_like(world.series[:1]), panel=world.panel[:0])
    one_month(aside, now._replace(month=1))
    return aside.series[0]
