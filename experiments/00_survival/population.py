"""The isolated population: many newborn firms in a workspace that is built once, run again with other parameters."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.draws import Now, run_keys
from mfsim.engine.batch import Written, run_chunk
from mfsim.engine.month import one_month
from mfsim.engine.records import written_by
from mfsim.outcomes.survival import kaplan_meier
from mfsim.scenario.declare import P1
from mfsim.scenario.load import load
from mfsim.scenario.schema import Scenario
from mfsim.world.building import build
from mfsim.world.records import CAUSES
from mfsim.world.series import FIRM_ROW
from mfsim.world.state import World

ISOLATED = Path(__file__).parent / "isolated.toml"
FIRMS_PER_ECONOMY = 20
DEATHS = CAUSES[:3]
YEARS = np.arange(1, 6)
STATED = {1: 0.80, 3: 0.58, 5: 0.44}
TARGET = np.array([0.80, 0.68, 0.58, 0.51, 0.44])
WEIGHT = np.array([1.0, 0.5, 1.0, 0.5, 1.0])


class Free(NamedTuple):
    """A parameter that is calibrated, with its plausible range."""

    name: str
    low: float
    high: float


def free_parameters() -> list[Free]:
    """Return the parameters that the schema marks as calibrated on P1, in its order."""
    free = []
    for section, field in Scenario.model_fields.items():
        for name, one in getattr(field.annotation, "model_fields", {}).items():
            extra = one.json_schema_extra or {}
            if extra.get("source") == P1:
                free.append(Free(f"{section}.{name}", *extra["plausible"]))
    return free


def world_of(settings: Mapping[str, object], months: int) -> World:
    """Build the isolated population's world with room for one row a firm, as nobody enters."""
    scenario = load(ISOLATED, {"place.sites": FIRMS_PER_ECONOMY, "processes.record": False, **settings})
    world = build(scenario, months, firm_rows=False, record=False)
    return world._replace(firm_rows=np.zeros((FIRMS_PER_ECONOMY, 1), FIRM_ROW).view(np.recarray))


class Population:
    """Firms in economies of twenty; the same draws whatever the parameters (common random numbers)."""

    def __init__(self, firms: int, months: int = 60, seed: int = 0, settings: Mapping[str, object] | None = None):
        self.months = months
        self.world = world_of(settings or {}, months)
        self.written = written_by(self.world, pairs=False)
        self.keys = run_keys(seed, range(firms // FIRMS_PER_ECONOMY))
        self.stages = one_month.stages(self.world, Now(*self.keys[0], 0))
        shapes = [(len(self.keys), *array.shape[1:]) for array in self.written]
        self.kept = Written(*(np.zeros(s, a.dtype) for s, a in zip(shapes, self.written, strict=True)))

    def run(self, values: Mapping[str, float]) -> Any:
        """Run with these values of free parameters; a row for every firm, shape (economies, 20)."""
        for name, value in values.items():
            section, field = name.split(".")
            self.world.parameters[section][field] = value
        run_chunk(self.world, self.written, self.keys, self.months, self.kept, self.stages)
        return self.kept.firm_rows.view(FIRM_ROW).view(np.recarray).reshape(len(self.keys), FIRMS_PER_ECONOMY)


def is_dead(rows: Any) -> NDArray[np.bool_]:
    """Say which firms died: insolvent, given up or closed otherwise."""
    return (rows.cause >= 0) & (rows.cause < len(DEATHS))


def survival(rows: Any, at: NDArray[Any] = 12 * YEARS) -> NDArray[np.float64]:
    """Return the survival at some ages in months."""
    return kaplan_meier(rows.months.ravel(), is_dead(rows).ravel(), at)


def error(rows: Any, at: NDArray[Any] = 12 * YEARS) -> NDArray[np.float64]:
    """Return its standard error from the differences between economies (nobody is censored before the end)."""
    alive = ~(is_dead(rows)[..., None] & (rows.months[..., None] <= at))
    return alive.mean(axis=1).std(axis=0, ddof=1) / np.sqrt(len(rows))


def misfit(shares: NDArray[np.float64]) -> float:
    """Weighted root mean square distance from the target, in percentage points."""
    return 100.0 * float(np.sqrt((WEIGHT * (shares - TARGET) ** 2).sum() / WEIGHT.sum()))
