"""A world in which runs take place one after another, with the standard calendar or one's own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import plain_python
from mfsim.draws import Now, run_key
from mfsim.engine.batch import Written, begin_run, end_run, keep, run_chunk
from mfsim.engine.calendar import month_with
from mfsim.engine.month import Process
from mfsim.engine.records import room_for, written_by
from mfsim.scenario.load import LoadedScenario
from mfsim.world.building import build
from mfsim.world.state import World


class Workspace:
    """A world in which runs of one scenario take place, one after another."""

    def __init__(
        self,
        scenario: LoadedScenario,
        months: int,
        *,
        firm_rows: bool,
        panel: bool,
        replace: Mapping[str, Process] | None,
    ) -> None:
        self.world = build(scenario, months, firm_rows=firm_rows, panel=panel)
        self.written = written_by(self.world, pairs=panel)
        self.months = months
        self.now = Now(*run_key(0, 0), 1)
        self.month = month_with(replace, self.world, self.now)

    def stand_at(self, first: int) -> None:
        """Let the sites be those from a number on: what their draws are addressed by."""
        self.world.sites.number[:] = first + np.arange(len(self.world.sites))

    def run(self, keys: NDArray[np.uint64]) -> Written:
        """Run one world for each key and return what they have written."""
        kept = room_for(self.written, len(keys))
        with plain_python():
            stages = self.month.stages(self.world, self.now)
            if stages is not None:
                run_chunk(self.world, self.written, keys, self.months, kept, stages)
            else:
                for number, (low, high) in enumerate(keys):
                    run_by_month(self.world, self.month, low, high, self.months)
                    keep(self.written, kept, number)
        return kept


def run_by_month(world: World, month: Process, low: np.uint64, high: np.uint64, months: int) -> None:
    """Begin the world, run it with a calendar of one's own, and close it."""
    begin_run(world, Now(low, high, 0))
    for number in range(1, months + 1):
        month(world, Now(low, high, number))
    end_run(world, months)
