"""Whom a firm comes across: in the place a unit drawn by its share of the contact, outside any of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled


@compiled
def drawn_from(shares: NDArray[np.float64], unit: int, u: float) -> int:
    """Unit whose cumulative share of contact first exceeds u (bisection).

    Parameters
    ----------
    shares : array, shape (units, units)
        Cumulative shares of each row's contact (`mfsim.world.layout.cumulate`).
    unit : int
        Who comes across somebody: itself, if it has contact with nobody; maybe an empty unit.
    u : float
        A draw from [0, 1).
    """
    low, high = 0, shares.shape[1] - 1
    while low < high:
        middle = (low + high) // 2
        if shares[unit, middle] > u:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def comes_across(shares: NDArray[np.float64], unit: int, open_units: int, u: float) -> int:
    """Unit of who a firm comes across; its own if it is somebody who works elsewhere.

    Parameters
    ----------
    open_units : int
        So many units, from the first on, are open; the others' members work outside, and come across all alike.
    """
    if unit >= open_units:
        return int(u * shares.shape[1])
    other = drawn_from(shares, unit, u)
    return other if other < open_units else unit


@compiled
def contact_of(state: Any, unit: int) -> float:
    """How much a member has to do with the others: 1 in the place, less outside.

    Parameters
    ----------
    state : record of type `mfsim.world.records.SITE`
        The site.
    """
    return 1.0 if unit < state.open_units else float(state.contact_outside)
