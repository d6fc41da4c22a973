"""The floor plan as a Mesa space: a cell for each private unit, joined to the units beside it."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import numpy as np
from mesa.discrete_space import Cell, DiscreteSpace

from mfsim.scenario.schema import Place


class UnitCell(Cell):  # type: ignore[misc]
    """A private unit, in which at most one firm is.

    Attributes
    ----------
    coordinate : tuple of int
        Site and unit.
    position : array of two floats
        Where it is drawn (m): as on the plan, buildings side by side and sites one behind the other.
    area : float
        Area (m²).
    building : int
        Building.
    """

    def __init__(self, coordinate: tuple[int, int], unit: Any, position: tuple[float, float], random: Random) -> None:
        super().__init__(coordinate, capacity=1, random=random)
        self.position = np.array(position)
        self.area, self.building = float(unit["area"]), int(unit["building"])


class FloorPlan(DiscreteSpace):  # type: ignore[misc]
    """All units of all sites; ``space[site, unit]`` is a cell, its neighbourhood the up to eight units around it.

    Neighbourhood is for looking and drawing. The rules themselves go by distance, see `mfsim.world.layout`.
    """

    def __init__(self, place: Place, units: Any, random: Random) -> None:
        super().__init__(capacity=1, random=random, cell_klass=UnitCell)
        step = math.sqrt(place.total_area_m2 / len(units))
        width = float(units["x"].max()) + step + place.building_distance_m
        depth = float(units["y"].max()) + step + place.building_distance_m
        for site in range(place.sites):
            for number, unit in enumerate(units):
                position = (unit["x"] + unit["building"] * width, unit["y"] + site * depth)
                self.add_cell(UnitCell((site, number), unit, position, random))
            self._join(site, units, step)

    def _join(self, site: int, units: Any, step: float) -> None:
        """Join each unit with those beside it and across the corner, in the same building."""
        columns, rows = np.rint(units["x"] / step).astype(int), np.rint(units["y"] / step).astype(int)
        places = list(zip(units["building"].tolist(), columns.tolist(), rows.tolist(), strict=True))
        unit_at = {place: unit for unit, place in enumerate(places)}
        for unit, (building, column, row) in enumerate(places):
            for beside in ((1, 0), (0, 1), (1, 1), (1, -1)):
                other = unit_at.get((building, column + beside[0], row + beside[1]))
                if other is not None:
                    self.add_connection(self[site, unit], self[site, other])
