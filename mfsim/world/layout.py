"""The floor plan: units on a grid, building by building, and the contact between them, or contact as a graph that is given.

Source: Watts and Strogatz (1998), Nature 393 (a ring of which some edges are rewired).
"""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.scenario.schema import Place
from mfsim.world.records import GUIDE_STEPS, UNIT


def lay_out(place: Place, areas: NDArray[np.float64], people: NDArray[np.float64]) -> Any:
    """Put the units on a square grid in each building; the grid's step is the side of the mean unit.

    Parameters
    ----------
    areas : array, shape (units,), m²
        Area of each unit; those with NaN share what is left of the private area, in proportion to people.
    people : array, shape (units,)
        People for whom each unit is cut.
    """
    units = np.zeros(len(areas), UNIT).view(np.recarray)
    to_share = np.where(np.isnan(areas), people, 0.0)
    left = place.total_area_m2 * place.private_share - np.nansum(areas)
    units.area = np.where(np.isnan(areas), left * to_share / max(1e-12, to_share.sum()), areas)
    per_building = math.ceil(len(areas) / place.buildings)
    across = math.ceil(math.sqrt(per_building))
    step = math.sqrt(place.total_area_m2 / len(areas))
    number = np.arange(len(areas))
    units.building = number // per_building
    units.x = number % per_building % across * step
    units.y = number % per_building // across * step
    return units


def contact_between(place: Place, units: Any) -> NDArray[np.float64]:
    """Contact falls exponentially with distance, or is that of a graph: 1 on an edge, 0 elsewhere and with oneself.

    By distance it is ``exp(-distance / contact_distance_m)``.

    Returns
    -------
    array, shape (units, units), 0 to 1
    """
    if place.contact == "complete":
        return _complete(len(units))
    if place.contact == "ring":
        return ring(len(units), place.ring_neighbours, place.ring_rewiring, place.ring_seed)
    way = np.abs(units.building[:, None] - units.building[None, :]) * place.building_distance_m
    distance = np.hypot(units.x[:, None] - units.x[None, :], units.y[:, None] - units.y[None, :]) + way
    contact: NDArray[np.float64] = np.exp(-distance / place.contact_distance_m)
    np.fill_diagonal(contact, 0.0)
    return contact


def _complete(units: int) -> NDArray[np.float64]:
    return np.ones((units, units)) - np.eye(units)


def ring(units: int, neighbours: int, rewiring: float, seed: int) -> NDArray[np.float64]:
    """Contact of a ring in which every unit has so many neighbours on each side and a share of the edges is rewired.

    Each edge of the ring keeps its first end; with probability `rewiring` its second goes to any unit that has no contact
    with the first yet. Two shares of rewiring use the same draws, so that the edges rewired at the lower are among those
    at the higher.

    Returns
    -------
    array, shape (units, units), 0 or 1
    """
    draws = random.Random(seed)  # of one stream for ever, which numpy does not promise
    if 2 * neighbours >= units - 1:
        return _complete(units)
    contact = np.zeros((units, units))
    number = np.arange(units)
    for step in range(1, neighbours + 1):
        contact[number, (number + step) % units] = contact[(number + step) % units, number] = 1.0
    for step in range(1, neighbours + 1):
        for unit in range(units):
            is_rewired, place = draws.random() < rewiring, draws.random()
            free = np.flatnonzero((contact[unit] == 0.0) & (number != unit))
            if is_rewired and len(free):
                end, new = (unit + step) % units, free[int(place * len(free))]
                contact[unit, end] = contact[end, unit] = 0.0
                contact[unit, new] = contact[new, unit] = 1.0
    return contact


def cumulate(contact: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each row's cumulative shares of contact, for drawing whom one meets; shape (units, units).

    Who has contact with nobody always draws itself, and so meets nobody.
    """
    total = contact.sum(axis=1, keepdims=True)
    shares = np.cumsum(contact, axis=1) / np.where(total > 0.0, total, 1.0)
    alone = np.flatnonzero(total == 0.0)
    shares[alone] = np.arange(len(contact)) >= alone[:, None]
    return shares


def guide_to(shares: NDArray[np.float64]) -> NDArray[np.int16]:
    """Return for each step of a draw the first unit whose cumulative share exceeds it; shape (units, steps + 1).

    A draw between two steps falls on the unit of the first, on that of the second, or on one between them.
    """
    units, width = len(shares), GUIDE_STEPS + 2
    first_step = np.ceil(shares * GUIDE_STEPS).astype(np.int64)  # at which a draw is no longer below the share
    places = np.arange(units)[:, None] * width + np.minimum(first_step, GUIDE_STEPS + 1)
    counts = np.bincount(places.ravel(), minlength=units * width).reshape(units, width)
    guide: NDArray[np.int16] = np.minimum(counts[:, :-1].cumsum(axis=1), units - 1).astype(np.int16)
    return guide
