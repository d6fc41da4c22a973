"""What holds of the firms of a site at the end of every month: bounds, hours, ties, neighbours, vacancies, growth.

The checks of `mfsim.world.invariants`, in plain numpy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.world.development import STAGES as STAGES_OF_DEVELOPMENT
from mfsim.world.invariants_of_sites import RELATIVE
from mfsim.world.phases import is_gone
from mfsim.world.state import World

SUMMED = 1e-9
"""Tolerance of sums that are kept up to date as firms come and go (rivals, noise heard), in units of the sum."""

SHARES = (
    "generosity",
    "reputation",
    "care",
    "fatigue",
    "satisfaction",
    "value",
    "alone",
    "noise",
    "gift",
    "knows_rules",
    "crowded",
)
NEVER_NEGATIVE = (
    "rent_per_m2", "notice",
    "receivable", "arrears", "open_hours", "capacity", "hours_worked", "hours_given", "hours_done", "billed",
    "outside_cost", "rent", "learned", "rate", "age_months", "worked_total", "given_total", "received_total",
    "learned_total", "rent_total", "project_hours", "project_billed", "project_cost",
    "project_wages", "project_due", "common_hours", "common_due",
    "attachment", "strain", "upkeep_hours", "upkeep_total",
    "partner_due", "away_at", "breaches", "excluded", "settled", "disputes", "slights",
    "machine_work", "held", "spare", "machine_charge", "chain_hours", "chain_income", "inputs_bought",
    "employees", "asked", "severance", "learns", "teaches", "advised", "needs_share",
    "months_full", "months_slack", "months_cramped",
)  # fmt: skip
PAIRS = ("trust", "account", "helped")


def broken_of_firms(world: World, site: int) -> Iterator[str]:
    """Say what does not hold of the firms of a site, a sentence each."""
    firms = world.firms[site]
    present = np.asarray(firms.serial >= 0)
    for check in (_bounds, _hours, _pairs, _neighbours, _vacancies, _growth):
        yield from check(world, site, firms, present)


def _bounds(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    for name in SHARES:
        values = firms[name][present]
        if np.any((values < 0.0) | (values > 1.0)):
            yield f"{name} outside 0-1"
    for name in ("skill", "trust"):
        table = getattr(world, name)[site]
        if table.min() < 0.0 or table.max() > 1.0:
            yield f"{name} outside 0-1"
    for name in NEVER_NEGATIVE:
        if np.any(firms[name][present] < 0.0):
            yield f"{name} below 0"
    if np.any(firms.people[present] <= 0.0):
        yield "a firm without people"


def _hours(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """Nobody works and gives more than there are hours; what is given is received."""
    if world.parameters.processes.production:
        spent = firms.hours_worked + firms.hours_given + firms.project_hours + firms.common_due
        if np.any(present & (spent > firms.capacity * (1.0 + RELATIVE))):
            yield "a firm works and gives more hours than it has"
    tally = world.tally[site]
    if tally.gaps_met + tally.gaps_bought + tally.gaps_lost > tally.gaps:
        yield "more gaps met, bought and lost than there were"
    if tally.orders_refused + tally.gaps > tally.orders:
        yield "more orders refused or with gaps than came"


def _pairs(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    for name in PAIRS:
        table = getattr(world, name)[site]
        if not table.size:
            continue
        if np.any(np.diagonal(table) != 0.0):
            yield f"{name}: a firm with itself"
        outlived = is_gone(world.sites[site])
        if outlived:
            continue
        if np.any(table[~present] != 0.0) or np.any(table[:, ~present] != 0.0):
            yield f"{name}: a tie with an empty unit"
    if np.any(world.account[site] != -world.account[site].T):
        yield "account: what one owes the other is not owed"
    if np.any(world.helped[site] < 0.0):
        yield "helped below 0"


def _neighbours(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """Rivals and noise heard are the sums that they stand for, over who is in; overlap of markets is the cosine."""
    inside = np.arange(len(firms)) < world.sites[site].open_units
    if np.any(firms.rivals[~inside] != 0.0) or np.any(firms.noise_heard[~inside] != 0.0):
        yield "a firm that works outside has rivals or hears noise in the place"
    present = present & inside
    market = firms.market[present]
    unit = market / np.sqrt((market * market).sum(axis=1, keepdims=True))
    cosine = unit @ unit.T
    np.fill_diagonal(cosine, 0.0)
    heard = 1.0 - world.parameters.place.sound_insulation * world.parameters.place.enclosure
    noise = heard * world.contact[np.ix_(present, present)] @ firms.noise[present]
    for name, expected in (("rivals", cosine.sum(axis=1)), ("noise_heard", noise)):
        if np.any(np.abs(firms[name][present] - expected) > SUMMED * (1.0 + expected)):
            yield f"{name} is not the sum over the others"


def _vacancies(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """Find what an empty unit has kept of who was there, but for the month in which it became empty."""
    if np.any(world.skill[site][:, ~present] != 0.0):
        yield "skill in an empty unit"
    if np.any(firms.met[~present] != -1) or np.any(firms.serial[~present] != -1):
        yield "an empty unit has met somebody"
    for name in firms.dtype.names:
        if name not in ("serial", "met", "entry_month", "tenant") and np.any(firms[name][~present] != 0):
            yield f"{name} in an empty unit"
    met = firms.met[present]
    if np.any(~present[met[met >= 0]]):
        yield "a firm has met an empty unit"


def _growth(world: World, site: int, firms: Any, present: NDArray[np.bool_]) -> Iterator[str]:
    """Some of a firm's people own it; its area is that of its unit and its annexes; all area is let or empty."""
    if np.any(firms.employees[present] >= firms.people[present]):
        yield "a firm without owners"
    if np.any((firms.development < 0) | (firms.development >= len(STAGES_OF_DEVELOPMENT))):
        yield "a firm in a stage of development that is none"
    areas, tenants = world.units.area, np.asarray(firms.tenant)
    annexes = tenants >= 0
    if np.any(np.flatnonzero(annexes) >= world.sites[site].open_units):
        yield "an annex that is not open"
    if np.any(annexes & present) or np.any(~present[tenants[annexes]]):
        yield "an annex of nobody, or with a firm in it"
    held = np.where(present, areas, 0.0) + np.bincount(tenants[annexes], areas[annexes], len(areas))
    if np.any(np.abs(firms.area - held)[present] > RELATIVE * areas.sum()):
        yield "a firm's area is not that of its unit and its annexes"
    empty = areas[~present & ~annexes].sum()
    if abs(firms.area[present].sum() + empty - areas.sum()) > RELATIVE * areas.sum():
        yield "area let and empty is not all area"
    tally = world.tally[site]
    if tally.spin_offs > tally.entries or tally.hired < 0.0 or tally.dismissed < 0.0:
        yield "more spin-offs than entries, or fewer than nobody hired or dismissed"
