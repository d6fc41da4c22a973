"""Small worlds for tests: begun, stepped month by month, and compared bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.draws import Now, run_key
from mfsim.engine.batch import begin_run
from mfsim.engine.month import CALENDAR, one_month
from mfsim.scenario.load import LoadedScenario, load
from mfsim.world.building import build
from mfsim.world.state import World

SHIPPED = ("base", "mage", "r84")
ALONE = {"mutual_help.asks_at_most": 0, "demand.rivalry": 0.0, "place.sound_insulation": 1.0}
"""Settings with which members that neither meet nor learn from one another have no effect on one another."""


def at(month: int, *, seed: int = 0, run: int = 0) -> Now:
    return Now(*run_key(seed, run), month)


def only(*processes: str) -> dict[str, bool]:
    """Settings that switch off every process but these."""
    unknown = set(processes) - set(CALENDAR)
    assert not unknown, unknown
    return {f"processes.{name}": name in processes for name in CALENDAR}


def without(*processes: str) -> dict[str, bool]:
    return only(*(set(CALENDAR) - set(processes)))


def opened(
    scenario: LoadedScenario | str | Mapping[str, Any],
    settings: Mapping[str, Any] | None = None,
    *,
    months: int = 1,
    seed: int = 0,
    run: int = 0,
    panel: bool = False,
) -> World:
    """Return the world of a scenario with its founding members in."""
    loaded = scenario if isinstance(scenario, LoadedScenario) else load(scenario, settings)
    world = build(loaded, months, panel=panel)
    begin_run(world, at(0, seed=seed, run=run))
    return world


def live(world: World, months: int, *, first: int = 1, seed: int = 0, run: int = 0) -> World:
    """Run some months and return the same world."""
    for month in range(first, first + months):
        one_month(world, at(month, seed=seed, run=run))
    return world


def numbers(records: Any) -> NDArray[np.float64]:
    """Records of floats as plain numbers."""
    return np.ascontiguousarray(records).view(np.float64)


def equal(one: Any, other: Any) -> bool:
    """Say whether two arrays of floats are the same bit for bit; NaN equals NaN, 0 does not equal -0."""
    a, b = (np.ascontiguousarray(array) for array in (one, other))
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    if a.dtype.names:
        return all(equal(a[name], b[name]) for name in a.dtype.names)
    if a.dtype.kind != "f":
        return bool(np.array_equal(a, b))
    same = a.view(np.int64) == b.view(np.int64)
    return bool(np.all(same | (np.isnan(a) & np.isnan(b))))


def assert_equal_records(one: Any, other: Any) -> None:
    """Compare all that two batches have written; name what differs first."""
    for table in (
        "series", "firm_rows", "firm_run", "firm_site", "norm_rows", "norm_run", "norm_site", "panel", "trust", "helped",
    ):  # fmt: skip
        a, b = getattr(one, table), getattr(other, table)
        assert a.shape == b.shape, table
        for name in a.dtype.names or ():
            assert equal(a[name], b[name]), f"{table}.{name} differs"
        assert equal(a, b), table
