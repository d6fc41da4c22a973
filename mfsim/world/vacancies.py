"""Empty units: which are to let, which one fits, and which are an annex of a member.

An annex is a unit without a firm of its own; it says in `tenant` whose it is. A firm's `area` is that of its unit and of
its annexes, and rent and fees are due for all of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled

NOBODYS = -1


@compiled
def is_to_let(firm: Any, month: int, turnaround: int) -> bool:
    """Whether a row is that of an empty unit, nobody's annex, that has stood empty for so many months."""
    return bool(firm.serial < 0 and firm.tenant == NOBODYS and month - firm.entry_month >= turnaround)


@compiled
def find_to_let(firms: Any, to_let: NDArray[np.int64], among: int, month: int, turnaround: int) -> int:
    """Note the units that are to let, among so many from the first on; return how many."""
    count = 0
    for unit in range(among):
        if is_to_let(firms[unit], month, turnaround):
            to_let[count] = unit
            count += 1
    return count


@compiled
def take_closest_in_area(units: Any, to_let: NDArray[np.int64], count: int, wanted: float) -> int:
    """Take from a list of so many units the one whose area is closest to what is wanted (m²), of equals the first."""
    best, least = 0, abs(units[to_let[0]].area - wanted)
    for place in range(1, count):
        off = abs(units[to_let[place]].area - wanted)
        if off < least:
            best, least = place, off
    unit = to_let[best]
    for later in range(best + 1, count):
        to_let[later - 1] = to_let[later]
    return int(unit)


@compiled
def closest_in_area(firms: Any, units: Any, among: int, month: int, turnaround: int, wanted: float) -> int:
    """Return the unit to let whose area is closest to what is wanted (m²), of equals the first; the number of units if none.

    Parameters
    ----------
    firms, units : record arrays, shape (units,)
        Rows of a site, and its units.
    among : int
        Units, from the first on, that count.
    """
    best, least = firms.shape[0], 0.0
    for unit in range(among):
        if is_to_let(firms[unit], month, turnaround):
            off = abs(units[unit].area - wanted)
            if best == firms.shape[0] or off < least:
                best, least = unit, off
    return int(best)


@compiled
def area_for(parameters: Any, people: float) -> float:
    """Area (m²) that a firm of so many people looks for: as much for each as the mean unit has for the mean firm."""
    place = parameters.place
    unit = place.total_area_m2 * place.private_share / place.units
    return float(people * unit / parameters.members.people_mean)


@compiled
def nearest(
    firms: Any, units: Any, contact: NDArray[np.float64], among: int, month: int, turnaround: int, least_area: float
) -> int:
    """Return the unit to let that has most contact with a unit, of equals the first; the number of units if none.

    Parameters
    ----------
    contact : array, shape (units,)
        Contact of the one unit with each.
    among : int
        Units, from the first on, that count.
    least_area : float
        Smaller ones (m²) do not count.
    """
    best, most = firms.shape[0], 0.0
    for unit in range(among):
        fits = units[unit].area >= least_area and is_to_let(firms[unit], month, turnaround)
        if fits and (best == firms.shape[0] or contact[unit] > most):
            best, most = unit, contact[unit]
    return int(best)


@compiled
def annex(firms: Any, units: Any, unit: int, other_unit: int) -> None:
    """Add an empty unit to those of a firm."""
    firms[other_unit].tenant = unit
    firms[unit].area = area_held(firms, units, unit)


@compiled
def give_back(firms: Any, units: Any, unit: int, other_unit: int, month: int) -> None:
    """Take an annex from a firm: it stands empty from this month on."""
    firms[other_unit].tenant = NOBODYS
    firms[other_unit].entry_month = month
    firms[unit].area = area_held(firms, units, unit)


@compiled
def area_held(firms: Any, units: Any, unit: int) -> float:
    """Area of a firm's unit and annexes (m²), added up in the order of units, so that it never drifts."""
    total = units[unit].area
    for other_unit in range(firms.shape[0]):
        if firms[other_unit].tenant == unit:
            total += units[other_unit].area
    return float(total)


@compiled
def give_back_all(firms: Any, units: Any, unit: int, month: int) -> None:
    """Let every annex of a firm that leaves, or moves with the place, stand empty from this month on."""
    if firms[unit].area == units[unit].area:  # it has none, which spares looking at everybody's row
        return
    firms[unit].area = units[unit].area
    for other_unit in range(firms.shape[0]):
        if firms[other_unit].tenant == unit:
            firms[other_unit].tenant = NOBODYS
            firms[other_unit].entry_month = month
