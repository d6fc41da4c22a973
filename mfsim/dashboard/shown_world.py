"""A world that pages look at: a Mesa model that is stepped when a month is asked for that it has not reached."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np

from mfsim.abm.multifactory import Multifactory
from mfsim.dashboard.asked import Asked
from mfsim.dashboard.frames import Teller
from mfsim.dashboard.levers import idle_of, values_of
from mfsim.report.rooms import rooms_of
from mfsim.report.style import sector_style
from mfsim.scenario.load import LoadedScenario, load

ASPECT = 1.35
"""Width over height of the floor plan."""


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
