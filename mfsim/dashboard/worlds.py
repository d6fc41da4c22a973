"""The worlds that pages look at, as many as are kept at the same time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from mfsim.dashboard.asked import SLOTS, Asked
from mfsim.dashboard.shown_world import ShownWorld
from mfsim.errors import MfsimError
from mfsim.scenario.shipped import shipped_names

MOST_WORLDS = 32
"""Kept at the same time; the one that nobody has looked at for longest goes first, and is made anew when it is asked for."""


class WorldGoneError(MfsimError):
    """A world is no longer kept, and must be asked for anew."""


class Worlds:
    """All worlds that pages look at; one request works at a time, so that two pages of one world do not step it twice.

    Parameters
    ----------
    source : str
        The scenario with which a page begins, which may be a file; beside it the shipped ones may be asked for.
    months : int
        Months that can be played.
    """

    def __init__(self, source: str, months: int) -> None:
        self.source, self.most_months = source, months
        self._worlds: OrderedDict[str, ShownWorld] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def sources(self) -> Sequence[str]:
        """Scenarios that a page may ask for, the first one to begin with."""
        return tuple(dict.fromkeys((self.source, *shipped_names())))

    def open(self, asked: Asked) -> ShownWorld:
        """Make a world, or return the one that is there already.

        Raises
        ------
        MfsimError
            If the scenario cannot be used with these changes, or the seed is out of range.
        """
        if asked.source not in self.sources or asked.slot not in SLOTS:
            raise MfsimError(f"the page does not offer the scenario {asked.source[:100]!r} as world {asked.slot[:10]!r}")
        with self._lock:
            world = ShownWorld(asked, asked.scenario())
            return self._keep(self._worlds.get(world.key, world))

    def _keep(self, world: ShownWorld) -> ShownWorld:
        self._worlds[world.key] = world
        self._worlds.move_to_end(world.key)
        while len(self._worlds) > MOST_WORLDS:
            self._worlds.popitem(last=False)
        return world

    def get(self, key: str) -> ShownWorld:
        """Return a world by its key.

        Raises
        ------
        WorldGoneError
            If it is no longer there.
        """
        with self._lock:
            return self._there(key)

    def _there(self, key: str) -> ShownWorld:
        if key not in self._worlds:
            raise WorldGoneError("this world is no longer kept")
        return self._keep(self._worlds[key])

    def months(self, key: str, first: int, last: int) -> bytes:
        """Return the frames of some months of a world.

        Raises
        ------
        WorldGoneError
            If it is no longer there.
        MfsimError
            If the months are out of range.
        """
        if not 0 <= first <= last <= self.most_months:
            raise MfsimError(f"months {first} to {last}: expected months from 0 to {self.most_months}, in order")
        with self._lock:
            return self._there(key).months(first, last)
