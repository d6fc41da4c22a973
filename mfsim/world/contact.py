"""Whom a firm comes across: a unit drawn by its share of the contact."""

from __future__ import annotations

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
