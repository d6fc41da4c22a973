"""The part of a site's row that is about its founding, its building and its end."""

from __future__ import annotations

import math
from typing import Any

from mfsim.compiling import compiled
from mfsim.world.phases import NO_PHASE, is_gone


@compiled
def pairs_with_trust(trust: Any) -> int:
    """Ordered pairs with any trust."""
    pairs = 0
    for unit in range(trust.shape[0]):
        for other in range(trust.shape[1]):
            pairs += 1 if trust[unit, other] > 0.0 else 0
    return pairs


@compiled
def write_founding(firms: Any, units: Any, trust: Any, state: Any, tally: Any, row: Any) -> None:
    """Write the stage and phase of a site, what of it is open, let and empty, and the ties that outlive it.

    Parameters
    ----------
    state, tally : records
        The site and what was counted there this month.
    row : record
        Row of the series; changed.
    """
    row.stage, row.phase = state.stage, state.phase if state.phase != NO_PHASE else math.nan
    row.open_units, row.outside_rent_eur = state.open_units, tally.outside_rent
    row.outside, row.occupied_m2, row.empty_area_m2, row.unopened_m2 = 0.0, 0.0, 0.0, 0.0
    for unit in range(firms.shape[0]):
        inside, there, area = unit < state.open_units, firms[unit].serial >= 0, units[unit].area
        if inside and there:
            row.occupied_m2 += firms[unit].area
        elif firms[unit].tenant < 0:
            row.empty_area_m2 += area
        row.unopened_m2 += 0.0 if inside else area
        row.outside += 1.0 if there and not inside else 0.0
    row.ties_outlive = pairs_with_trust(trust) if is_gone(state) else 0.0
