"""Room to work in: who makes goods needs area, and books what its unit lacks for a month, as long as there is any.

Equation::

    area needed = area per person · people at full time · min(1, open hours that can be worked / hours of a month)
    crowded = 1 − (own area + area booked) / (area per person · people at full time),  at least 0
    hours worked ≤ (1 − crowded) · people at full time · hours of a month

Source: book 3.3 (the temporary use of more space), 3.8 (flexible spaces).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform
from mfsim.world.machine_draws import ROOM
from mfsim.world.machine_needs import hours_held
from mfsim.world.queue import NOT_IN_LINE, is_bookable, next_in_line


@compiled
def flexible_area(parameters: Any) -> float:
    """Area of a site that can be booked, in m²: a share of what is no private unit."""
    place = parameters.place
    return float(place.total_area_m2 * (1.0 - place.private_share) * parameters.machines.flexible_share)


@compiled
def area_missing(firm: Any, area: float, needed: float, month_hours: float) -> float:
    """Area in m² that a firm's open work needs beyond its own; `needed` is what it needs when all of it works all month."""
    work = max(0.0, firm.open_hours - hours_held(firm)) / (firm.people * firm.time_share * month_hours)
    return float(min(1.0, work) * needed - area)


@compiled
def _join_the_line(p: Any, now: Now, firms: Any, open_units: int, places: NDArray[np.float64], month_hours: float) -> None:
    """Say who has too little room, and who wants more; who is not in yet has as much elsewhere, and can book none."""
    for unit in range(firms.shape[0]):
        firm, area = firms[unit], firms[unit].area
        places[unit] = NOT_IN_LINE
        if firm.serial < 0 or not firm.goods:
            continue
        needed = p.goods_m2_per_person * firm.people * firm.time_share
        if needed > area:
            firm.crowded = 1.0 - area / needed
            if unit < open_units and area_missing(firm, area, needed, month_hours) > 0.0:
                places[unit] = uniform(now, ROOM, firm.serial)


@compiled
def book_room(parameters: Any, now: Now, firms: Any, state: Any, tally: Any, places: NDArray[np.float64]) -> None:
    """Give the flexible area to those who make goods and lack room, in the order that is drawn; they pay by the m².

    Parameters
    ----------
    firms, state, tally : records
        Of one site; changed.
    places : array
        Room for a number a unit.
    """
    p, month_hours = parameters.machines, parameters.production.hours_per_person_month
    free = flexible_area(parameters) if is_bookable(state) else 0.0
    tally.area_bookable = free
    _join_the_line(p, now, firms, state.open_units, places, month_hours)
    unit = next_in_line(places, firms.shape[0]) if free > 0.0 else -1
    while unit >= 0 and free > 0.0:
        firm, area = firms[unit], firms[unit].area
        needed = p.goods_m2_per_person * firm.people * firm.time_share
        booked = min(free, area_missing(firm, area, needed, month_hours))
        free -= booked
        firm.crowded = max(0.0, 1.0 - (area + booked) / needed)
        charge = booked * p.area_charge_eur_per_m2
        firm.machine_charge += charge
        firm.cash -= charge
        state.association_cash += charge
        tally.area_booked += booked
        tally.use_charges += charge
        unit = next_in_line(places, firms.shape[0])
