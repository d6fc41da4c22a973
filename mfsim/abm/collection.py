"""What a model's DataCollector writes down each month: the main columns of the sites, and of every agent."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mesa import Agent, DataCollector

from mfsim.abm.catalyst import Catalyst
from mfsim.abm.firm import Firm
from mfsim.abm.landlord import Landlord

if TYPE_CHECKING:
    from mfsim.abm.multifactory import Multifactory

MODEL_COLUMNS = (
    "members", "people", "occupied_m2", "income_eur", "below_living", "cash_eur", "load", "satisfaction", "care", "ties",
    "help_hours", "gaps", "gaps_met", "knowledge", "innovations", "hill_sectors", "entries", "rent_paid_eur",
    "single_tenant_eur",
)  # fmt: skip
"""Columns of `mfsim.world.series.SITE_COLUMNS`; with several sites, their mean."""

ALSO_OF_FIRMS = {"satisfaction": "mean_satisfaction", "care": "mean_care"}
"""Columns under another name: `mesa.batch_run` puts model and agents into one row, where the agent's would hide it."""

FIRM_COLUMNS = (
    "site", "unit", "serial", "name", "trade", "cash", "income", "satisfaction", "care", "help_given",
    "help_received",
)  # fmt: skip
LANDLORD_COLUMNS = ("rent_received", "arrears", "net")
WORDS = ("name", "trade")


def collector() -> DataCollector:
    """Return a collector of month, seed, run and the columns above; an agent's row starts with what it is."""
    of_model: dict[str, Any] = {"month": "month", "seed": "seed", "run": "run"}
    of_model |= {ALSO_OF_FIRMS.get(name, name): _of_sites(name) for name in MODEL_COLUMNS}
    of_agents: dict[str, Any] = {"agent": lambda agent: type(agent).__name__}
    of_agents |= {name: _of_firm(name) for name in FIRM_COLUMNS}
    of_agents |= {name: _of_landlord(name) for name in LANDLORD_COLUMNS}
    return DataCollector(model_reporters=of_model, agent_reporters=of_agents)


def _of_sites(name: str) -> Callable[[Multifactory], float]:
    def report(model: Multifactory) -> float:
        return float(model.latest[name].mean())

    return report


def _of_firm(name: str) -> Callable[[Agent], Any]:
    missing = "" if name in WORDS else math.nan

    def report(agent: Agent) -> Any:
        return getattr(agent, name, missing) if isinstance(agent, Firm | Landlord | Catalyst) else missing

    return report


def _of_landlord(name: str) -> Callable[[Agent], float]:
    def report(agent: Agent) -> float:
        return getattr(agent, name) if isinstance(agent, Landlord) else math.nan

    return report
