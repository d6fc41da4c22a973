"""A world in which runs take place one after another, with the standard calendar or one's own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import plain_python
from mfsim.draws import Now, run_key
from mfsim.engine.batch import Written, begin_run, end_run, keep, run_chunk
from mfsim.engine.calendar import month_with
from mfsim.engine.month import Process, Stages
from mfsim.engine.records import room_for, written_by
from mfsim.scenario.load import LoadedScenario
from mfsim.world.rebuilding import Builder
from mfsim.world.state import World


class Workspace:
    """A world in which runs of one scenario, and then of another, take place one after another."""

    def __init__(
        self,
        scenario: LoadedScenario,
        months: int,
        *,
        firm_rows: bool,
        panel: bool,
        replace: Mapping[str, Process] | None,
    ) -> None:
        self._builder = Builder(scenario, months, firm_rows=firm_rows, panel=panel)
        self._panel = panel
        self.months = months
        self.now = Now(*run_key(0, 0), 1)
        self._stand_in(self._builder.world)
        self.month = month_with(replace, self.world, self.now)

    def _stand_in(self, world: World) -> None:
        self.world = world
        self.written = written_by(world, pairs=self._panel)
        self._rows = (0, 0)
        self._stages: dict[bytes, Stages | None] = {}

    def turn_to(self, scenario: LoadedScenario) -> None:
        """Have the runs that follow be of another scenario, in the same memory as far as it will do."""
        world = self._builder.turn_to(scenario, *self._rows)
        self._rows = (0, 0)
        if world is not self.world:
            self._stand_in(world)

    def stand_at(self, first: int) -> None:
        """Let the sites be those from a number on: what their draws are addressed by."""
        self.world.sites.number[:] = first + np.arange(len(self.world.sites))

    def run(self, keys: NDArray[np.uint64], kept: Written | None = None) -> Written:
        """Run one world for each key and return what they have written; `kept` is where to, if there is room already."""
        kept = room_for(self.written, len(keys)) if kept is None else kept
        with plain_python():
            stages = self._stages_of_month()
            if stages is not None:
                run_chunk(self.world, self.written, keys, self.months, kept, stages)
            else:
                for number, (low, high) in enumerate(keys):
                    run_by_month(self.world, self.month, low, high, self.months)
                    keep(self.written, kept, number)
        firm_rows, norm_rows = self._rows
        self._rows = max(firm_rows, kept.firm_row_count.max()), max(norm_rows, kept.norm_row_count.max())
        return kept

    def _stages_of_month(self) -> Stages | None:
        """Return what a run calls, found once for each set of processes: to look at all of a world takes a while."""
        switches = self.world.parameters["processes"].tobytes()
        if switches not in self._stages:
            self._stages[switches] = self.month.stages(self.world, self.now)
        return self._stages[switches]


def run_by_month(world: World, month: Process, low: np.uint64, high: np.uint64, months: int) -> None:
    """Begin the world, run it with a calendar of one's own, and close it."""
    begin_run(world, Now(low, high, 0))
    for number in range(1, months + 1):
        month(world, Now(low, high, number))
    end_run(world, months)
