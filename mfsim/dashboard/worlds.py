"""The worlds that pages look at: each a Mesa model that is stepped when a month is asked for that it has not reached."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mfsim.abm.multifactory import Multifactory
from mfsim.dashboard.frames import Teller
from mfsim.dashboard.levers import as_given, checked, idle_of, values_of
from mfsim.errors import MfsimError, Problem, ScenarioError
from mfsim.report.rooms import rooms_of
from mfsim.report.style import sector_style
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.shipped import scenario_path, shipped_names

MOST_UNITS = 400
"""In all sites: what a page can draw, and a class with pages of their own can wait for."""
MOST_WORLDS = 32
"""Kept at the same time; the one that nobody has looked at for longest goes first, and is made anew when it is asked for."""
ASPECT = 1.35
"""Width over height of the floor plan."""
SLOTS = ("A", "B")


@dataclass(frozen=True)
class Asked:
    """What a page asks for.

    Attributes
    ----------
    slot
        A or B: the two worlds of a page are two models, also where nothing tells them apart.
    source
        A scenario file or the name of a shipped scenario.
    changes
        Levers that differ from the scenario, by name.
    seed
        Seed; the run is always run 0 of it.
    """

    slot: str
    source: str
    changes: Mapping[str, Any]
    seed: int

    def scenario(self) -> LoadedScenario:
        """Return the scenario with its changes.

        Raises
        ------
        ScenarioError
            If it cannot be used, or not on a page.
        """
        case = load(self.source)
        changes = as_given(checked(self.changes))
        changed = case.with_settings(changes) if changes else case
        place = changed.settings.place
        if place.sites * place.units > MOST_UNITS:
            problem = f"{place.sites} sites of {place.units} units are too many for the page"
            raise ScenarioError(Problem(problem, "place.units", f"at most {MOST_UNITS} units in all; mfsim run takes more"))
        if not changed.settings.processes.record:
            raise ScenarioError(Problem("no month would be written down", "processes.record", "true, for the page to show"))
        return changed

    def idle(self) -> dict[str, str]:
        """Return the levers that would have no effect, were these changes allowed; none if the scenario cannot be read."""
        try:
            return idle_of({**values_of(load(self.source)), **self.changes})
        except (MfsimError, TypeError):  # a value of no kind that can be compared
            return {}


class ShownWorld:
    """A model, and the frames of the months that it has reached.

    Parameters
    ----------
    asked : Asked
    case : LoadedScenario
        The scenario with its changes.
    """

    def __init__(self, asked: Asked, case: LoadedScenario) -> None:
        self.asked, self.case = asked, case
        self.model = Multifactory(case, asked.seed, collect=False)
        self._teller = Teller(self.model)
        self._frames = [self._teller.frame()]

    @property
    def key(self) -> str:
        """Name under which pages ask for its months."""
        told = (self.asked.slot, self.asked.source, self.asked.seed, self.case.hash, sorted(self.asked.changes))
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]

    def months(self, first: int, last: int) -> bytes:
        """Return the frames of these months as a JSON list; the model is stepped as far as it takes."""
        while len(self._frames) <= last:
            self.model.step()
            self._frames.append(self._teller.frame())
        return b"[" + b",".join(self._frames[first : last + 1]) + b"]"

    def told(self) -> dict[str, Any]:
        """Return what a page needs to know of the world beside its months."""
        values = values_of(self.case)
        about, words = self.case.settings.about, self.case.vocabulary
        place = self.case.settings.place
        plan = rooms_of(self.model.world.units.view(np.recarray), place.total_area_m2, ASPECT)
        return {
            "key": self.key,
            "slot": self.asked.slot,
            "source": self.asked.source,
            "name": self.case.name,
            "title": about.title,
            "description": about.description,
            "seed": self.asked.seed,
            "changes": dict(self.asked.changes),
            "values": values,
            "start": values_of(load(self.asked.source)),
            "idle": idle_of(values),
            "sites": place.sites,
            "plan": {name: array.round(3).tolist() for name, array in plan._asdict().items()},
            "areas": self.model.world.units["area"].round(1).tolist(),
            "sectors": [_sector(number, name) for number, name in enumerate(words.sectors)],
            "kinds": list(words.cases),
            "resolutions": [list(names) for names in words.case_resolutions],
        }


def _sector(number: int, name: str) -> dict[str, str]:
    colour, hatch = sector_style(number)
    return {"name": name.replace("_", " "), "colour": colour, "hatch": hatch[:1]}


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


def source_of(scenario: str) -> str:
    """Return what is asked for by a name on the command line: the name of a shipped scenario, or a file's whole path.

    Raises
    ------
    ScenarioError
        If there is neither such a scenario nor such a file.
    """
    return scenario if scenario in shipped_names() else str(scenario_path(scenario).absolute())
