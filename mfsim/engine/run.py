"""Run a scenario many times on several threads: the same results for any number of them and any division into batches."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from mfsim.draws import run_keys
from mfsim.engine.ahead import entries_of, prepare
from mfsim.engine.batch import Written
from mfsim.engine.blocks import block_size, of_sites, side_by_side
from mfsim.engine.month import Process
from mfsim.engine.records import Records, assemble
from mfsim.engine.workspace import Workspace
from mfsim.errors import MfsimError
from mfsim.scenario.load import LoadedScenario
from mfsim.world.serials import FIRST_SPIN_OFF

CHUNK = 50
MOST_MONTHS = 65_535


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
    if expected > 0.9 * FIRST_SPIN_OFF:
        raise MfsimError(
            f"months: about {expected:,.0f} applicants would come to a site in {months:,} months; expected fewer than "
            f"{0.9 * FIRST_SPIN_OFF:,.0f}: fewer months, units or membership.applicants_per_unit_month"
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

    Sites that do not deal with one another run in blocks (`mfsim.engine.blocks`), in the memory of one block a thread.

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
    prepare(entries_of(scenario, replaced=replace or ()))
    sites = scenario.settings.place.sites
    size = block_size(scenario, apart=not replace)
    chunks = [runs[start : start + CHUNK] for start in range(0, len(runs), CHUNK)]
    pieces = [(first, chunk) for first in range(0, sites, size) for chunk in chunks]
    count = min(workers or os.cpu_count() or 1, len(pieces))
    workspaces: queue.SimpleQueue[Workspace] = queue.SimpleQueue()
    for _ in range(count):
        workspaces.put(Workspace(of_sites(scenario, size), months, firm_rows=firm_rows, panel=panel, replace=replace))
    done = [0]

    def work(piece: tuple[int, range]) -> Written:
        first, chunk = piece
        space = workspaces.get()
        try:
            space.stand_at(first)
            return space.run(run_keys(seed, chunk))
        finally:
            workspaces.put(space)
            done[0] += len(chunk)
            if progress is not None:
                progress(done[0] * len(chunks) // len(pieces), len(runs))

    pool = ThreadPoolExecutor(count)
    try:
        parts = list(pool.map(work, pieces))
    finally:
        pool.shutdown(cancel_futures=True)  # an interrupt waits for the chunks under way, not for all
    world, per_block = workspaces.get().world, len(chunks)
    blocks = [assemble(world, parts[at : at + per_block], runs) for at in range(0, len(parts), per_block)]
    return side_by_side(blocks, size, sites)
