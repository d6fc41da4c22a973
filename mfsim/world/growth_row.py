"""The part of a site's row that is about growth: owners and hired, area beside the own, want of area, stages, spin-offs."""

from __future__ import annotations

import math
from typing import Any

from mfsim.compiling import compiled
from mfsim.world.development import STAGES, START_UP
from mfsim.world.records import CAUSES
from mfsim.world.staff import owners

TOO_BIG = CAUSES.index("too_big")


@compiled
def write_stages(firms: Any, row: Any) -> None:
    """Write the share of start-ups and the effective number of stages of development (`row.members` is written)."""
    entropy, young = 0.0, 0.0
    for stage in range(len(STAGES)):
        count = 0.0
        for unit in range(firms.shape[0]):
            count += 1.0 if firms[unit].serial >= 0 and firms[unit].development == stage else 0.0
        if count > 0.0:
            entropy -= count / row.members * math.log(count / row.members)
        if stage == START_UP:
            young = count
    row.start_ups = young / row.members if row.members > 0.0 else math.nan
    row.hill_stages = math.exp(entropy) if row.members > 0.0 else math.nan


@compiled
def write_growth(firms: Any, units: Any, tally: Any, needed: float, row: Any) -> None:
    """Write owners, area and what was counted.

    Parameters
    ----------
    needed : float
        Area (m²) that a person needs; 0 where firms do not grow.
    row : record
        Row of the series, whose people are written; changed.
    """
    own, annexed, cramped = 0.0, 0.0, 0.0
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial >= 0:
            own += owners(firm)
            annexed += firm.area - units[unit].area
            cramped += firm.people if firm.area < firm.people * needed else 0.0
    row.owners, row.annexed_m2 = own, annexed
    row.cramped = cramped / row.people if row.people > 0.0 else 0.0
    row.spin_offs, row.hired, row.dismissed = tally.spin_offs, tally.hired, tally.dismissed
    row.too_big = tally.exits[TOO_BIG]
