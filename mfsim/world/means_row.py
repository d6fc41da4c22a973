"""The part of a site's row that is about the means of production and the local chain."""

from __future__ import annotations

import math
from typing import Any

from mfsim.compiling import compiled
from mfsim.world.machine_needs import hours_held


@compiled
def write_means(firms: Any, tally: Any, row: Any) -> None:
    """Write machines, room, inputs and orders passed on of a month.

    Parameters
    ----------
    firms, tally : records
        Of one site.
    row : record
        Row of the series; changed.
    """
    waiting, crowded, members = 0.0, 0.0, 0.0
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial >= 0:
            waiting += hours_held(firm)
            crowded += firm.crowded
            members += 1.0
    row.machine_hours_waiting, row.crowded = waiting, crowded / members if members > 0.0 else math.nan
    row.machine_hours_needed, row.machine_hours_available = tally.machine_hours_needed, tally.machine_hours_available
    row.machine_hours_used, row.machine_hours_shared = tally.machine_hours_used, tally.machine_hours_shared
    row.machine_hours_outside, row.machine_hours_lost = tally.machine_hours_outside, tally.machine_hours_lost
    row.machines_damaged, row.use_charges_eur = tally.machines_damaged, tally.use_charges
    row.flexible_m2, row.flexible_booked_m2 = tally.area_bookable, tally.area_booked
    row.inputs_inside_eur, row.inputs_near_eur, row.inputs_far_eur = tally.inputs_inside, tally.inputs_near, tally.inputs_far
    row.chain_hours, row.overflow_hours = tally.chain_hours, tally.overflow_hours
