"""Worlds built one after another in the same memory: what another scenario leaves as it was is not made again.

A part of a world is a function of the scenario. What it reads is noted as it is made; it is made again only when something
that it read is another. So no list says what depends on what.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from mfsim.scenario.load import LoadedScenario
from mfsim.world.building import FIXED, Arrays, number_sites, put_together, room_of
from mfsim.world.founding_members import newborn
from mfsim.world.parameters import flatten_again
from mfsim.world.state import World

SIMPLE = (bool, int, float, str)
"""Values that are compared; of others it is asked whether they are the same object."""
BY_ROW = ("firm_rows", "norm_rows")
"""What is written row after row; what lies beyond is not read."""


class Builder:
    """Builds worlds in the memory of the one before, as far as they are alike.

    Parameters
    ----------
    scenario : LoadedScenario
        What the first world is of.
    months : int
        Months that are recorded, with a row for every firm that was there.
    panel : bool
        Whether to keep a row a month and unit.
    """

    def __init__(self, scenario: LoadedScenario, months: int, *, firm_rows: bool, panel: bool) -> None:
        rows = months, months + 1 if firm_rows else 0, months if panel else 0
        self._fixed = [_Part(part) for part in FIXED]
        self._room = _Part(lambda one: room_of(one, *rows))
        self._stand(scenario, self._made_again(scenario), self._room.made_again(scenario))

    def _made_again(self, scenario: LoadedScenario) -> Arrays:
        return {name: array for part in self._fixed for name, array in part.made_again(scenario).items()}

    def _stand(self, scenario: LoadedScenario, fixed: Arrays, room: Arrays) -> None:
        self.world = put_together(scenario, fixed, room)
        self._settings, self._names = scenario.settings, tuple(fixed)
        self._freed = [_bytes_of(getattr(self.world, name)) for name in (*room, "link_tie", "newborn") if name not in BY_ROW]

    def turn_to(self, scenario: LoadedScenario, firm_rows: int, norm_rows: int) -> World:
        """Return the world of a scenario, as `mfsim.world.building.build` returns it: the same object if it is of its shape.

        Parameters
        ----------
        firm_rows, norm_rows : int
            How many rows of a site were written at most since the world was built.
        """
        made, room = self._made_again(scenario), self._room.made_again(scenario)
        if not all(_fits(array, getattr(self.world, name)) for name, array in (made | room).items()):
            kept = {name: getattr(self.world, name) for name in self._names}
            self._stand(scenario, kept | made, room or self._room.made(scenario))
            return self.world
        for name, array in made.items():
            getattr(self.world, name)[...] = array
        flatten_again(self.world.parameters, self._settings, scenario.settings)
        self._settings = scenario.settings
        self._free(firm_rows, norm_rows)
        return self.world

    def _free(self, firm_rows: int, norm_rows: int) -> None:
        """Leave nothing in the world of what was run in it."""
        for array in self._freed:
            array[:] = 0
        for array, rows in ((self.world.firm_rows, firm_rows), (self.world.norm_rows, norm_rows)):
            for site in range(len(array)):
                _bytes_of(array[site, :rows])[:] = 0
        self.world.newborn[:] = newborn()
        number_sites(self.world)


def _fits(array: Any, there: Any) -> bool:
    """Whether an array can be written over one that is there, which that of a vocabulary cannot."""
    return bool(array.shape == there.shape and there.flags.writeable)


def _bytes_of(array: Any) -> NDArray[np.uint8]:
    flat: NDArray[np.uint8] = array.view(np.ndarray).reshape(-1).view(np.uint8)
    return flat


class _Part:
    """A part of a world, with what was read of the scenario as it was made.

    Parameters
    ----------
    make : function of a scenario
        Returns arrays that depend on nothing but what it reads of the scenario.
    """

    def __init__(self, make: Callable[[LoadedScenario], Arrays]) -> None:
        self._make = make
        self._reads: dict[tuple[str, ...], Any] | None = None

    def made(self, scenario: LoadedScenario) -> Arrays:
        """Return the arrays of a scenario."""
        self._reads = {}
        return self._make(cast(LoadedScenario, _Watched(scenario, self._reads, ())))

    def made_again(self, scenario: LoadedScenario) -> Arrays:
        """Return the arrays of a scenario if anything that they depend on has changed since they were made; else nothing."""
        if self._reads is not None and all(_same(old, _read(scenario, path)) for path, old in self._reads.items()):
            return {}
        return self.made(scenario)


class _Watched:
    """Stands for a scenario, or a part of its settings, and notes what is read of it."""

    def __init__(self, watched: Any, reads: dict[tuple[str, ...], Any], path: tuple[str, ...]) -> None:
        self._watched, self._reads, self._path = watched, reads, path

    def __getattr__(self, name: str) -> Any:
        value, path = getattr(self._watched, name), (*self._path, name)
        if isinstance(value, BaseModel):
            return _Watched(value, self._reads, path)
        self._reads[path] = value
        return value


def _read(scenario: LoadedScenario, path: tuple[str, ...]) -> Any:
    value: Any = scenario
    for name in path:
        value = getattr(value, name)
    return value


def _same(old: Any, new: Any) -> bool:
    """Whether a value is the same to the last bit, which 0 and -0 are not."""
    return new is old or (isinstance(old, SIMPLE) and repr(new) == repr(old))
