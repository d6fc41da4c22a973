"""What is compared: the base scenario at some size, without the processes that plain Mesa and C leave out."""

from __future__ import annotations

from typing import Any

from mfsim.scenario.load import LoadedScenario, load

NOT_COMPARED = (
    "founding",
    "events",
    "joint_projects",
    "machines",
    "local_chain",
    "norms",
    "commons",
    "governance",
    "growth",
    "network",
)
"""Processes that only the engine has."""
WITHOUT: dict[str, Any] = {f"processes.{name}": False for name in NOT_COMPARED}
MONTHS = 120
M2_PER_UNIT = 50.0


def sized(units: int) -> dict[str, Any]:
    """Return the settings of a site with some units, each as large as in the base."""
    return {"place.units": units, "place.total_area_m2": M2_PER_UNIT * units}


def site(units: int) -> LoadedScenario:
    """Return the base scenario with some units and the compared processes."""
    return load("base", {**WITHOUT, **sized(units)})
