"""The multifactory as a Mesa model: the same months as everywhere else, with agents, a space and a DataCollector."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from mfsim.abm.catalyst import Catalyst, has_catalyst
from mfsim.abm.collection import collector
from mfsim.abm.firm import Firm
from mfsim.abm.history import opening_row, records_of, with_room
from mfsim.abm.landlord import Landlord
from mfsim.abm.rules import replaced_in, stepping
from mfsim.abm.seeding import run_of, seed_of
from mfsim.abm.space import FloorPlan
from mfsim.compiling import plain_python
from mfsim.draws import Now, run_key
from mfsim.engine.ahead import entries_of, prepare
from mfsim.engine.batch import begin_run
from mfsim.engine.calendar import month_with
from mfsim.engine.month import Process
from mfsim.engine.records import Records
from mfsim.engine.run import check_size
from mfsim.errors import MfsimError
from mfsim.outcomes.tables import firm_table, norm_table, panel_table, site_table
from mfsim.scenario.load import LoadedScenario, load
from mfsim.world.building import build

if TYPE_CHECKING:
    import pandas as pd

FIRST_ROOM = 120
MORE_ROOM = 12
"""Months for which there is room to record at first, and that are added whenever it is full."""


class Multifactory(mesa.Model):  # type: ignore[misc]
    """A scenario as a Mesa model, a month a step.

    Parameters
    ----------
    scenario : LoadedScenario, str, Path or mapping
        A loaded scenario, the name of a shipped one, a file, or settings by section.
    seed, run : int, optional
        Which run: with the same two, the history is that of ``mfsim.run`` bit for bit. Without a run it is run 0;
        without a seed it is seed 0, or, when no run is given either, one drawn anew, as is usual in Mesa; it is kept
        in ``model.seed``.
    replace : mapping from the name of a process to a function, optional
        Processes replaced by functions ``rule(world, now)``. A method of a subclass with the name of a process
        replaces it as well.
    panel : bool
        Whether to keep every firm's state in every month.
    collect : bool
        Whether ``datacollector`` collects at the start and in every month.
    rng : int, optional
        The same as `seed`, by Mesa's newer name.
    **settings
        Settings that replace those of the scenario: ``demand__rivalry=0.1``, or ``**{"demand.rivalry": 0.1}``. With
        ``mesa.batch_run``, ``{"scenario": "mage", "demand.rivalry": [0.0, 0.3], "run": range(10)}``.

    Attributes
    ----------
    case : LoadedScenario
        The scenario (``model.scenario`` belongs to Mesa).
    month : int
        Months that have passed.
    world : World
        The arrays, see `mfsim.world.state.World`; its records are replaced by longer ones when they are full.
    agents : AgentSet
        The firms that are there, by site and unit, then a landlord for each site, then the catalysts that are there.
    space : FloorPlan
        A cell for each unit, in which its firm is.
    datacollector : mesa.DataCollector
        Columns of `mfsim.abm.collection`.

    Raises
    ------
    ScenarioError
        If the scenario cannot be used, or a setting is unknown.
    MfsimError
        If the seed or the run is out of range, or a process is unknown.
    """

    def __init__(
        self,
        scenario: LoadedScenario | str | Path | Mapping[str, Any],
        seed: int | None = None,
        *,
        run: int | None = None,
        replace: Mapping[str, Process] | None = None,
        panel: bool = False,
        collect: bool = True,
        rng: int | None = None,
        **settings: object,
    ) -> None:
        case = _case(scenario, settings)
        self.seed, self.run = seed_of(seed, rng, run), run_of(run)
        check_size(case, 1, 1, self.seed)
        self._key = run_key(self.seed, self.run)
        self._numbers = itertools.count(1)
        super().__init__(rng=int(self._key[0]))
        self.case, self.vocabulary = case, case.vocabulary
        self.month = 0
        self.world = build(case, FIRST_ROOM, panel=panel)
        replaced = replaced_in(type(self), replace)
        prepare(entries_of(case, replaced))
        with plain_python():
            begin_run(self.world, self._now())
        self._one_month = month_with(replaced, self.world, self._now())
        self.space = FloorPlan(case.settings.place, self.world.units, self.random)
        self._firms: dict[tuple[int, int], Firm] = {}
        self._seated = np.asarray(self.world.firms["serial"])  # a view, made once: making it takes longer than comparing
        self._followed = np.full_like(self._seated, -1)
        self.landlords = [Landlord(self, site) for site in range(case.settings.place.sites)]
        sites = range(case.settings.place.sites) if case.settings.governance.catalyst != "none" else ()
        self._catalysts = {site: Catalyst(self, site) for site in sites if has_catalyst(self, site)}
        self.follow()
        self.datacollector = collector()
        self._collects = collect
        if collect:
            self._start_collecting()

    def _now(self) -> Now:
        return Now(*self._key, self.month)

    def _start_collecting(self) -> None:
        self._needs_record("collect")
        with plain_python():
            self._opening = opening_row(self.world, self._now())
        self.datacollector.collect(self)

    def register_agent(self, agent: mesa.Agent) -> None:
        """Register an agent. Mesa 3.3 counts agents in a table that keeps every model alive; this one counts its own."""
        counters = getattr(mesa.Agent, "_ids", None)
        if counters is not None:
            counters.pop(self, None)
            agent.unique_id = next(self._numbers)
        super().register_agent(agent)

    def step(self) -> None:
        """Run one month; then firms that have left are no longer among the agents, and those that came are."""
        self._make_room()
        self.month += 1
        outer, stepping.model = getattr(stepping, "model", None), self
        try:
            with plain_python():
                self._one_month(self.world, self._now())
        finally:
            stepping.model = outer
        self.follow()
        if self._collects:
            self.datacollector.collect(self)

    def run_for(self, duration: float) -> None:
        """Run so many months."""
        if not (duration >= 0 and duration == int(duration)):
            raise MfsimError(f"run_for: expected a whole number of months, not {duration!r}")
        for _ in range(int(duration)):
            self.step()

    def _make_room(self) -> None:
        if self.month == len(self.world.series):
            check_size(self.case, 1, self.month + MORE_ROOM, self.seed)
            self.world = with_room(self.world, self.month + MORE_ROOM)

    def follow(self) -> None:
        """Let the agents be the firms that are in the world; it is done after each month and before a method of yours."""
        for site in [site for site in self._catalysts if not has_catalyst(self, site)]:
            self._catalysts.pop(site).remove()
        changed = self._seated != self._followed
        if not changed.any():
            return
        self._followed[:] = self._seated
        for site, unit in np.argwhere(changed).tolist():
            if (site, unit) in self._firms:
                self._firms.pop((site, unit)).remove()
            if self._seated[site, unit] >= 0:
                self._firms[site, unit] = Firm(self, site, unit)
        for agents in (self.agents, self.agents_by_type.get(Firm)):
            if agents is not None:
                agents.sort(_place, ascending=True, inplace=True)

    @property
    def firms(self) -> list[Firm]:
        """The firms that are there, by site and unit."""
        return [self._firms[place] for place in sorted(self._firms)]

    @property
    def catalysts(self) -> list[Catalyst]:
        """The catalysts that are there, by site."""
        return list(self._catalysts.values())

    def firm_in(self, site: int, unit: int) -> Firm | None:
        """Return the firm in a unit, or None if it stands empty."""
        self.follow()
        return self._firms.get((site, unit))

    @property
    def latest(self) -> Any:
        """The row of each site of the month (columns of `mfsim.world.series.SITE_COLUMNS`); of the start in month 0."""
        return self.world.series[self.month - 1] if self.month else self._opening

    @property
    def records(self) -> Records:
        """What is written so far, as `mfsim.engine.run.run_batch` returns it for this run alone."""
        return records_of(self.world, self.run, self.month)

    def history(self) -> pd.DataFrame:
        """Return a row for each site and month so far: the rows of this run in ``mfsim.run(...).site``."""
        self._needs_record("history")
        return _frame(site_table(self.records))

    def firm_history(self) -> pd.DataFrame:
        """Return a row for each firm that was there or is: the rows of this run in ``mfsim.run(...).firms``."""
        return _frame(firm_table(self.records, self.case))

    def norm_history(self) -> pd.DataFrame:
        """Return a row for each shared rule that was in force or is: the rows of this run in ``mfsim.run(...).norms``."""
        return _frame(norm_table(self.records, self.case))

    def panel_history(self) -> pd.DataFrame:
        """Return a row for each site, month and firm present (only with ``panel=True``)."""
        self._needs_record("panel_history")
        if not self.world.panel.shape[0]:
            raise MfsimError("panel_history: nothing was kept; make the model with panel=True")
        return _frame(panel_table(self.records, self.case))

    def _needs_record(self, what: str) -> None:
        if not self.case.settings.processes.record:
            raise MfsimError(f"{what}: the scenario switches processes.record off, so no month is written down")


def _case(scenario: LoadedScenario | str | Path | Mapping[str, Any], settings: Mapping[str, object]) -> LoadedScenario:
    changes = {name.replace("__", "."): value for name, value in settings.items()}
    if not isinstance(scenario, LoadedScenario):
        return load(scenario, changes or None)
    return scenario.with_settings(changes) if changes else scenario


def _frame(table: Any) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _place(agent: mesa.Agent) -> tuple[int, int, int]:
    """Order of agents: firms by site and unit, landlords, catalysts, then a user's own in the order in which they came."""
    if isinstance(agent, Firm):
        return 0, agent.site, agent.unit
    if isinstance(agent, Landlord):
        return 1, agent.site, 0
    return (2, agent.site, 0) if isinstance(agent, Catalyst) else (3, 0, 0)
