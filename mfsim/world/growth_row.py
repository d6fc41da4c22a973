"""The part of a site's row that is about growth: who owns and who is hired, area beside the own, want of area, spin-offs."""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled
from mfsim.world.records import CAUSES
from mfsim.world.staff import owners

TOO_BIG = CAUSES.index("too_big")


@compiled
def write_growth(firms: Any, units: Any, open_units: int, tally: Any, needed: float, row: Any) -> None:
    """Write owners, area and what was counted.

    Parameters
    ----------
    open_units : int
        Units, from the first on, that are open; nobody outside is cramped.
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
            cramped += firm.people if unit < open_units and firm.area < firm.people * needed else 0.0
    row.owners, row.annexed_m2 = own, annexed
    row.cramped = cramped / row.people if row.people > 0.0 else 0.0
    row.spin_offs, row.hired, row.dismissed = tally.spin_offs, tally.hired, tally.dismissed
    row.too_big = tally.exits[TOO_BIG]
