"""What a page asks for: a scenario, levers that are turned, a seed; and whether it can be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mfsim.dashboard.levers import as_given, checked, idle_of, values_of
from mfsim.errors import MfsimError, Problem, ScenarioError
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.shipped import scenario_path, shipped_names

MOST_UNITS = 400
"""In all sites: what a page can draw, and a class with pages of their own can wait for."""
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


def source_of(scenario: str) -> str:
    """Return what is asked for by a name on the command line: the name of a shipped scenario, or a file's whole path.

    Raises
    ------
    ScenarioError
        If there is neither such a scenario nor such a file.
    """
    return scenario if scenario in shipped_names() else str(scenario_path(scenario).absolute())
