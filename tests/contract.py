"""What every process must satisfy; the tests of each process inherit it."""

from __future__ import annotations

import inspect
import sys
from typing import Any, ClassVar

import numpy as np
import pytest
from worlds import at, equal, live, numbers, only, opened, without

from mfsim.engine.month import CALENDAR
from mfsim.world.invariants import broken

MONTHS = 6


class ProcessContract:
    """Inherit, name the process and what shows that it runs."""

    process: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    """Columns of the site series that nothing but this process moves: 0 without it, something else with it."""
    settings: ClassVar[dict[str, Any]] = {}
    """Settings of the world in which it shows."""

    def _world(self, settings: dict[str, Any], months: int = MONTHS) -> Any:
        return live(opened("base", {**self.settings, **settings}, months=months, panel=True), months)

    def test_its_first_line_is_a_rule(self):
        rule = CALENDAR[self.process]
        rule = getattr(rule, "py_func", rule)
        first = (sys.modules[rule.__module__].__doc__ or "").splitlines()[0]
        assert first.startswith(f"{self.process.replace('_', ' ').capitalize()}: ")
        assert first.endswith(".")
        assert list(inspect.signature(rule).parameters) == ["world", "now"]
        assert "Changes" in rule.__doc__ or "Writes" in rule.__doc__
        assert "Source: " in sys.modules[rule.__module__].__doc__

    def test_switched_off_it_has_no_effect(self):
        on, off = self._world({}), self._world({f"processes.{self.process}": False})
        for column in self.columns:
            assert np.any(on.series[column] != 0.0), f"{column} does not show that {self.process} runs"
            assert np.all(off.series[column] == 0.0), column

    def test_alone_it_keeps_the_invariants(self):
        world = opened("base", {**self.settings, **only(self.process)}, months=MONTHS)
        for month in range(1, MONTHS + 1):
            live(world, 1, first=month)
            assert broken(world) == [], f"month {month}"

    def test_without_it_the_invariants_hold(self):
        world = opened("base", {**self.settings, **without(self.process)}, months=24)
        for month in range(1, 25):
            live(world, 1, first=month)
            assert broken(world) == [], f"month {month}"

    @pytest.mark.parametrize("units", [1, 2])
    @pytest.mark.parametrize("occupied", [0.0, 1.0])
    def test_it_runs_on_the_smallest_and_on_empty_sites(self, units, occupied):
        sizes = {"place.units": units, "members.occupied_at_start": occupied}
        for processes in (only(self.process), only(self.process, "membership", "record"), {}):
            world = opened("base", {**self.settings, **sizes, **processes}, months=MONTHS)
            for month in range(1, MONTHS + 1):
                live(world, 1, first=month)
                assert broken(world) == []

    def test_it_depends_on_nothing_but_scenario_seed_run_and_month(self):
        """A world used before and one left alone for a while give the same month."""
        fresh, used = (opened("base", {**self.settings, **only(self.process, "record")}) for _ in range(2))
        np.random.seed(0)  # noqa: NPY002 - a rule that drew from a global generator would show
        live(fresh, 1)
        np.random.seed(1)  # noqa: NPY002
        live(used, 1)
        assert equal(fresh.firms, used.firms)
        assert equal(numbers(fresh.series), numbers(used.series))
        other = live(opened("base", {**self.settings, **only(self.process, "record")}, run=1), 1, run=1)
        assert not equal(fresh.firms, other.firms)

    def test_sites_do_not_touch_one_another(self):
        """What happens on the first site is the same with two more beside it."""
        one, three = self._world({}), self._world({"place.sites": 3})
        assert equal(one.firms[0], three.firms[0])
        assert equal(one.trust[0], three.trust[0])
        assert at(1) == at(1, seed=0, run=0)
