"""Run a scenario: one world month by month, or a batch of runs on several threads, with the same rules and results."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import ENABLED, announce
from mfsim.draws import Now, run_key, run_keys
from mfsim.engine.batch import Written, begin_run, end_run, keep, run_chunk
from mfsim.engine.calendar import Process, month_with
from mfsim.errors import MfsimError
from mfsim.scenario.load import LoadedScenario
from mfsim.world.series import table
from mfsim.world.state import FIRST_NAMED, World, build

CHUNK = 50
MOST_MONTHS = 65_535


def plain_python() -> AbstractContextManager[Any]:
    """Return the context for rules that run uncompiled: machine words wrap around silently, as they do compiled."""
    return nullcontext() if ENABLED else np.errstate(over="ignore")


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


def _room_for(written: Written, runs: int) -> Written:
    return Written(*(np.zeros((runs, *array.shape[1:]), array.dtype) for array in written))


class Workspace:
    """A world in which runs of one scenario take place, one after another."""

    def __init__(
        self,
        scenario: LoadedScenario,
        months: int,
        *,
        firm_rows: bool,
        panel: bool,
        replace: Mapping[str, Process] | None,
    ) -> None:
        self.world = build(scenario, months, firm_rows=firm_rows, panel=panel)
        self.written = written_by(self.world, pairs=panel)
        self.months = months
        low, high = run_key(0, 0)
        self.month = month_with(replace, self.world, Now(low, high, 1)) if replace else None

    def run(self, keys: NDArray[np.uint64]) -> Written:
        """Run one world for each key and return what they have written."""
        kept = _room_for(self.written, len(keys))
        with plain_python():
            if self.month is None:
                run_chunk(self.world, self.written, keys, self.months, kept)
            else:
                for number, (low, high) in enumerate(keys):
                    run_by_month(self.world, self.month, low, high, self.months)
                    keep(self.written, kept, number)
        return kept


def run_by_month(world: World, month: Process, low: np.uint64, high: np.uint64, months: int) -> None:
    """Begin the world, run it with a calendar of one's own, and close it."""
    begin_run(world, Now(low, high, 0))
    for number in range(1, months + 1):
        month(world, Now(low, high, number))
    end_run(world, months)


def check_size(scenario: LoadedScenario, runs: int, months: int, seed: int) -> None:
    """Refuse what cannot be run.

    Raises
    ------
    MfsimError
        For a number of runs, of months or a seed out of range, or more applicants than serial numbers.
    """
    for name, value, low, high in (
        ("runs", runs, 1, 10**7),
        ("months", months, 1, MOST_MONTHS),
        ("seed", seed, 0, 2**63),
    ):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
            raise MfsimError(f"{name}: expected a whole number from {low:,} to {high:,}, not {value!r}")
    place, membership = scenario.settings.place, scenario.settings.membership
    by_applicants = membership.letting == "applicants"
    rate = membership.applicants_per_unit_month if by_applicants else 1.0 / membership.vacancy_months
    expected = place.units * (1.0 + rate * months)
    if expected > 0.9 * FIRST_NAMED:
        raise MfsimError(
            f"months: about {expected:,.0f} applicants would come to a site in {months:,} months; expected fewer than "
            f"{0.9 * FIRST_NAMED:,.0f}: fewer months, units or membership.applicants_per_unit_month"
        )


def run_batch(
    scenario: LoadedScenario,
    *,
    runs: range,
    months: int = 120,
    seed: int = 0,
    workers: int | None = None,
    firm_rows: bool = True,
    panel: bool = False,
    replace: Mapping[str, Process] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Records:
    """Run a scenario many times; the same for any number of workers and any division into batches.

    Parameters
    ----------
    runs : range
        Numbers of the runs; run r has the key ``SeedSequence(seed, spawn_key=(r,))``.
    workers : int, optional
        Threads; by default one for each processor.
    replace : mapping, optional
        Processes to replace, see `mfsim.engine.calendar.month_with`.
    progress : function of (done, total), optional
        Called as runs are done, from any thread.
    """
    check_size(scenario, len(runs), months, seed)
    if not replace:
        announce(run_chunk)
    chunks = [runs[start : start + CHUNK] for start in range(0, len(runs), CHUNK)]
    count = min(workers or os.cpu_count() or 1, len(chunks))
    workspaces: queue.SimpleQueue[Workspace] = queue.SimpleQueue()
    for _ in range(count):
        workspaces.put(Workspace(scenario, months, firm_rows=firm_rows, panel=panel, replace=replace))
    done = [0]

    def work(chunk: range) -> Written:
        space = workspaces.get()
        try:
            return space.run(run_keys(seed, chunk))
        finally:
            workspaces.put(space)
            done[0] += len(chunk)
            if progress is not None:
                progress(done[0], len(runs))

    pool = ThreadPoolExecutor(count)
    try:
        parts = list(pool.map(work, chunks))
    finally:
        pool.shutdown(cancel_futures=True)  # an interrupt waits for the chunks under way, not for all
    return _records(workspaces.get().world, parts, runs)


def _records(world: World, parts: list[Written], runs: range) -> Records:
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
