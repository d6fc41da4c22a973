"""The floor plan: units on a grid, building by building, and the contact between them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.scenario.schema import Place
from mfsim.world.records import UNIT


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
    """Contact falls exponentially with distance: ``exp(-distance / contact_distance_m)``; 0 with oneself.

    Returns
    -------
    array, shape (units, units), 0 to 1
    """
    way = np.abs(units.building[:, None] - units.building[None, :]) * place.building_distance_m
    distance = np.hypot(units.x[:, None] - units.x[None, :], units.y[:, None] - units.y[None, :]) + way
    contact: NDArray[np.float64] = np.exp(-distance / place.contact_distance_m)
    np.fill_diagonal(contact, 0.0)
    return contact


def cumulate(contact: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each row's cumulative shares of contact, for drawing whom one meets; shape (units, units).

    Who has contact with nobody always draws itself, and so meets nobody.
    """
    total = contact.sum(axis=1, keepdims=True)
    shares = np.cumsum(contact, axis=1) / np.where(total > 0.0, total, 1.0)
    return np.where(total > 0.0, shares, np.triu(np.ones_like(contact)))
