"""Whom a firm comes across: in the place a unit drawn by its share of the contact, outside any of them.

Source: Chen and Asau (1974), AIIE Transactions 6 (a guide table: where to begin to look for what a draw falls on).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.world.records import GUIDE_STEPS


class Chances(NamedTuple):
    """How likely each unit comes across each: cumulative shares of contact (N, N); where to look in them (N, steps + 1)."""

    shares: NDArray[np.float64]
    guide: NDArray[np.int16]


@compiled
def drawn_from(chances: Chances, unit: int, u: float) -> int:
    """Unit whose cumulative share of contact first exceeds u.

    The guide says between which two it lies, for each step of u; mostly they are one, and no share is read. To bisect a row
    of 400 shares is to wait for memory four or five times.

    Parameters
    ----------
    unit : int
        Who comes across somebody: itself, if it has contact with nobody; maybe an empty unit.
    u : float
        A draw from [0, 1).
    """
    step = int(u * GUIDE_STEPS)
    found, last = chances.guide[unit, step], chances.guide[unit, step + 1]
    while found < last and chances.shares[unit, found] <= u:
        found += 1
    return int(found)


@compiled
def comes_across(chances: Chances, unit: int, open_units: int, u: float) -> int:
    """Unit of who a firm comes across; its own if it is somebody who works elsewhere.

    Parameters
    ----------
    open_units : int
        So many units, from the first on, are open; the others' members work outside, and come across all alike.
    """
    if unit >= open_units:
        return int(u * chances.shares.shape[1])
    other = drawn_from(chances, unit, u)
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
