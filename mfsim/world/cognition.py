"""What two minds can pass on to one another: how far apart they are, what is absorbed then, who is ahead where."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled

NOWHERE = -1


@compiled
def absorb(distance: float, best: float) -> float:
    """Share that is absorbed at a cognitive distance: an inverted U with its top at `best`."""
    side = best if distance < best else 1.0 - best
    off = (distance - best) / side
    return 1.0 - off * off


@compiled
def cognitive_distance(skill: NDArray[np.float64], unit: int, other: int) -> float:
    """One minus the cosine of two firms' skill vectors; 0 alike, 1 nothing in common."""
    return distance_between(skill, unit, skill, other)


@compiled
def distance_between(skill: NDArray[np.float64], unit: int, others: NDArray[np.float64], other: int) -> float:
    """Distance of a firm from one that may be of another site; the tables of skill have a row for each field."""
    product, length, other_length = 0.0, 0.0, 0.0
    for field in range(skill.shape[0]):
        a, b = skill[field, unit], others[field, other]
        product += a * b
        length += a * a
        other_length += b * b
    scale = math.sqrt(length * other_length)
    return min(1.0, max(0.0, 1.0 - product / scale)) if scale > 0.0 else 1.0


@compiled
def most_ahead(skill: NDArray[np.float64], unit: int, other: int) -> int:
    """Field in which one firm is ahead of another by most; `NOWHERE` if in none.

    Parameters
    ----------
    skill : array, shape (fields, units)
    unit, other : int
        Who is ahead, and of whom.
    """
    best, lead = NOWHERE, 0.0
    for field in range(skill.shape[0]):
        ahead = skill[field, unit] - skill[field, other]
        if ahead > lead:
            best, lead = field, ahead
    return best
