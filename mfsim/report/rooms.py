"""Rooms from units: each building a rectangle, its units rooms of their true area in the rows of the floor plan."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SHAPES = (1.0, 0.8, 1.25, 1.6, 2.0)
"""Width of a building over its depth: what fills the page best, as the model knows areas and neighbours, not walls."""
WIDEST_CORRIDOR = 2.5
MOST_STACKED = 4
GAP = 0.1
"""Between buildings, as a share of their longer side."""


class Plan(NamedTuple):
    """Where everything is drawn: rectangles of left, lower edge, width and height in m; y grows upwards.

    rooms (units, 4), buildings (B, 4), common (B, 4: what is common, less corridors).
    """

    rooms: NDArray[np.float64]
    buildings: NDArray[np.float64]
    common: NDArray[np.float64]

    @property
    def centres(self) -> NDArray[np.float64]:
        """Return the middle of each room; shape (units, 2)."""
        return np.asarray(self.rooms[:, :2] + 0.5 * self.rooms[:, 2:])


def rooms_of(units: Any, total_area: float, aspect: float) -> Plan:
    """Draw the plan of a site: areas to scale, private and common, buildings moved together.

    Parameters
    ----------
    units : record array of type `mfsim.world.records.UNIT`
        Area, building and place on the grid, whose rows become rows of rooms.
    total_area : float
        Area of the site with all that is common, m²; shared among the buildings in proportion to their private area.
    aspect : float
        Width over height of the space to be filled: decides how many buildings stand side by side.
    """
    areas = np.maximum(np.asarray(units.area, np.float64), 1e-9)
    share = min(1.0, areas.sum() / total_area)
    inside = [units.building == number for number in np.unique(units.building)]
    floors = np.array([areas[own].sum() / share for own in inside])
    shape, across = _arrangement(floors, aspect)
    sizes = np.column_stack([np.sqrt(floors * shape), np.sqrt(floors / shape)])
    cell = sizes.max(axis=0) + GAP * sizes.max()
    rooms, buildings, common = np.zeros((len(areas), 4)), np.zeros((len(floors), 4)), np.zeros((len(floors), 4))
    for place, own in enumerate(inside):
        width, height = sizes[place]
        left, low = place % across * cell[0], -(place // across) * cell[1] - height
        within, hall = _building(areas[own], units.y[own], width, height)
        rooms[own] = within + np.array([left, low, 0.0, 0.0])
        buildings[place] = left, low, width, height
        common[place] = left, low, width, hall
    return Plan(rooms, buildings, common)


def _arrangement(floors: NDArray[np.float64], aspect: float) -> tuple[float, int]:
    """Return the shape of buildings, and how many stand side by side, that fill a space of this aspect best."""

    def size(choice: tuple[float, int]) -> float:
        shape, across = choice
        width, height = math.sqrt(floors.max() * shape), math.sqrt(floors.max() / shape)
        gap = GAP * max(width, height)
        down = math.ceil(len(floors) / across)
        return max((across * (width + gap) - gap) / aspect, down * (height + gap) - gap)

    return min(((shape, across) for shape in SHAPES for across in range(1, len(floors) + 1)), key=size)


def _building(areas: Any, depth: Any, width: float, height: float) -> tuple[NDArray[np.float64], float]:
    """Return rooms, from the lower left corner, and the height of the common hall at the bottom.

    A last row with fewer units than the first is as much shorter, if there is room for that: the rest of it is common.
    """
    rows = [depth == row for row in np.unique(depth)]
    depths = [areas[row].sum() / width for row in rows]
    left = height - sum(depths[:-1])
    shorter = width * rows[-1].sum() / rows[0].sum()
    depths[-1] = areas[rows[-1]].sum() / max(shorter, areas[rows[-1]].sum() / left)
    hall = max(0.0, height - sum(depths))
    corridor = min(WIDEST_CORRIDOR, 0.5 * hall / len(rows))
    rooms = np.zeros((len(areas), 4))
    top = height
    for row, deep in zip(rows, depths, strict=True):
        rooms[row] = _row(areas[row], deep) + np.array([0.0, top - deep, 0.0, 0.0])
        top -= deep + corridor
    return rooms, max(0.0, top)


def _row(areas: NDArray[np.float64], deep: float) -> NDArray[np.float64]:
    """Fill a row of this depth from left to right with rooms as square as can be: small ones share a column."""
    rooms = np.zeros((len(areas), 4))
    left = 0.0
    for first, last in columns(areas, deep):
        width = areas[first:last].sum() / deep
        top = deep
        for place in range(first, last):
            height = areas[place] / width
            top -= height
            rooms[place] = left, top, width, height
        left += width
    return rooms


def columns(areas: NDArray[np.float64], deep: float) -> list[tuple[int, int]]:
    """Cut a row into columns of rooms so that the sum of (longer over shorter side) is least."""
    best, cut = [0.0], [0]
    for last in range(1, len(areas) + 1):
        choices = []
        for first in range(max(0, last - MOST_STACKED), last):
            width = areas[first:last].sum() / deep
            ratio = areas[first:last] / width**2
            choices.append((best[first] + float(np.maximum(ratio, 1.0 / ratio).sum()), first))
        cost, first = min(choices)
        best.append(cost)
        cut.append(first)
    columns = []
    last = len(areas)
    while last > 0:
        columns.append((cut[last], last))
        last = cut[last]
    return columns[::-1]
