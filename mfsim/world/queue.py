"""Queues: who comes first is drawn, by the month, for each of those who want the same thing."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled

NOT_IN_LINE = 2.0
"""In the place of a draw, which is below 1."""
NOBODY = cast(int, np.int64(-1))


@compiled
def next_in_line(places: NDArray[np.float64], units: int) -> int:
    """Unit with the smallest draw, which leaves the line; -1 when nobody is left.

    Parameters
    ----------
    places : array, shape (units or more,)
        Draw of each unit, or `NOT_IN_LINE`; changed.
    """
    first = 0
    for unit in range(units):
        first = unit if places[unit] < places[first] else first
    if places[first] == NOT_IN_LINE:
        return NOBODY
    places[first] = NOT_IN_LINE
    return first


@compiled
def is_bookable(state: Any) -> bool:
    """Whether there is a place, and an association that keeps the list of who uses what."""
    return bool(state.open_units > 0 and not state.dissolved)
