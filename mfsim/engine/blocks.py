"""Many sites that do not deal with one another, run block by block: the same results in the memory of one block.

Draws are addressed by the number of a site and by the serial numbers of its firms, and the economy by the month, so that a
site is the same beside any others. Where sites are partners or have members of their own, or a
rule of one's own may look at several, all run at once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from mfsim.engine.records import Records
from mfsim.scenario.load import LoadedScenario

BLOCK_UNITS = 2_000
"""Units of a block, if a site has not more: some ten megabytes, little enough to stay near the processor."""


def block_size(scenario: LoadedScenario, *, apart: bool) -> int:
    """Return how many sites run together; `apart` says whether they are known not to look at one another."""
    place = scenario.settings.place
    if scenario.settings.processes.network or not apart or any(member.site for member in scenario.members):
        return place.sites
    return min(place.sites, max(1, BLOCK_UNITS // place.units))


def of_sites(scenario: LoadedScenario, sites: int) -> LoadedScenario:
    """Return the scenario with so many sites."""
    place = scenario.settings.place.model_copy(update={"sites": sites})
    return dataclasses.replace(scenario, settings=scenario.settings.model_copy(update={"place": place}))


def side_by_side(parts: Sequence[Records], size: int, sites: int) -> Records:
    """Put blocks of sites together as if they had run at once; what is beyond the last site falls away."""
    if len(parts) == 1:
        return parts[0]
    rows = _rows_by_run(parts, "firm", size, sites)
    rules = _rows_by_run(parts, "norm", size, sites)
    return Records(
        first_run=parts[0].first_run,
        series=np.concatenate([part.series for part in parts], axis=2)[:, :, :sites].view(np.recarray),
        firm_rows=rows[0], firm_run=rows[1], firm_site=rows[2],
        norm_rows=rules[0], norm_run=rules[1], norm_site=rules[2],
        panel=np.concatenate([part.panel for part in parts], axis=2)[:, :, :sites].view(np.recarray),
        trust=np.concatenate([part.trust for part in parts], axis=1)[:, :sites],
        helped=np.concatenate([part.helped for part in parts], axis=1)[:, :sites],
    )  # fmt: skip


def _rows_by_run(parts: Sequence[Records], kind: str, size: int, sites: int) -> tuple[np.recarray, np.ndarray, np.ndarray]:
    """Return rows with their run and site, sorted by run, then by site, and as they were written there."""
    rows = np.concatenate([getattr(part, f"{kind}_rows") for part in parts])
    run = np.concatenate([getattr(part, f"{kind}_run") for part in parts])
    site = np.concatenate([getattr(part, f"{kind}_site") + number * size for number, part in enumerate(parts)])
    order = np.lexsort((site, run))
    order = order[site[order] < sites]
    return rows[order].view(np.recarray), run[order], site[order]
