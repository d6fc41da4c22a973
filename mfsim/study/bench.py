"""Where the points of a chunk are run, one after another in the same memory, and then measured together."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.draws import run_keys
from mfsim.engine.batch import Written
from mfsim.engine.records import assemble, places_of, room_for
from mfsim.engine.run import check_size
from mfsim.engine.workspace import Workspace
from mfsim.errors import MfsimError
from mfsim.outcomes.catalogue import OUTCOMES
from mfsim.scenario.varying import Variants
from mfsim.study.design import Point
from mfsim.study.experiment import Experiment
from mfsim.world.state import World


@dataclass
class _Alike:
    """What points of one shape have written, one after another in the same room.

    Attributes
    ----------
    points : list of (number of the point, its runs)
    taken : int
        Places of the room that are taken.
    """

    world: World
    room: Written
    points: list[tuple[int, int]] = field(default_factory=list)
    taken: int = 0


class Bench:
    """Runs points of an experiment in a workspace that is kept from one to the next.

    Parameters
    ----------
    experiment : Experiment
        What the points are of.
    runs : int
        Runs that there are to be in all.
    """

    def __init__(self, experiment: Experiment, runs: int) -> None:
        self._experiment, self._left = experiment, runs
        self._variants = Variants(experiment.scenario)
        self._space: Workspace | None = None
        self._alike: list[_Alike] = []

    def run(self, point: Point, runs: range) -> None:
        """Run a point.

        Raises
        ------
        MfsimError
            If it cannot be run.
        """
        what = self._experiment
        self._left -= len(runs)
        scenario = self._variants.at(point.settings)
        if not scenario.settings.processes.record:
            raise MfsimError("processes.record: is off, so that nothing could be measured; expected true")
        check_size(scenario, len(runs), what.months, what.seed)
        if self._space is None:
            self._space = Workspace(scenario, what.months, firm_rows=True, panel=False, replace=None)
        else:
            self._space.turn_to(scenario)
        place = self._place(self._space, len(runs))
        end = place.taken + len(runs)
        self._space.run(_keys(what.seed, runs), places_of(place.room, place.taken, end))
        place.points.append((point.number, len(runs)))
        place.taken = end

    def _place(self, space: Workspace, runs: int) -> _Alike:
        """Return where this world writes to: room for all that is left, or for one point where shapes change."""
        last = self._alike[-1] if self._alike else None
        if last is None or last.world is not space.world or last.taken + runs > len(last.room.series):
            self._alike.append(_Alike(space.world, room_for(space.written, runs if last else runs + self._left)))
        return self._alike[-1]

    def measured(self) -> dict[int, NDArray[np.float64]]:
        """Return the outcomes of each point, by its number; array of shape (runs, outcomes).

        Points of one shape are measured together: most of the time of a measure is that of beginning it.
        """
        measures = [next(one.measure for one in OUTCOMES if one.name == name) for name in self._experiment.outcomes]
        shapes: dict[tuple[int, ...], list[_Alike]] = {}
        for alike in self._alike:
            shapes.setdefault(alike.world.series.shape, []).append(alike)
        found: dict[int, Any] = {}
        for group in shapes.values():
            points = [point for alike in group for point in alike.points]
            parts = [places_of(alike.room, 0, alike.taken) for alike in group]
            records = assemble(group[0].world, parts, range(sum(alike.taken for alike in group)))
            values = np.stack([measure(records) for measure in measures], axis=1)
            bounds = np.cumsum([runs for _, runs in points])[:-1]
            found |= dict(zip([number for number, _ in points], np.split(values, bounds), strict=True))
        return found


@lru_cache(maxsize=16)
def _keys(seed: int, runs: range) -> NDArray[np.uint64]:
    """Return the keys of some runs, which are the same at every point."""
    return run_keys(seed, runs)
