"""The owner's account: works at the start, upkeep, what stands empty and decays, and the value of the area around.

Equation::

    net = rent received − works − upkeep · area − decay · empty area, each empty unit with its part of what is common
    value' = value + (1 + uplift · let share · condition/½ · [1 − exp(−members / reference)] − value) / months

Source: book 3.13 (works are modest; empty space deteriorates), 3.16 (the area around gains in value).
"""

from __future__ import annotations

import math
from typing import Any

from mfsim.compiling import compiled
from mfsim.world.head_lease import area_of, operators_capital, take_over
from mfsim.world.lease_terms import NO_BUILDING, OPERATOR, SINGLE_TENANT, agreed, quoted
from mfsim.world.records import NEUTRAL_CONDITION


@compiled
def begin_owner(parameters: Any, owner: Any, ledger: Any, units: Any, members: float) -> None:
    """Agree on the first rent with so many founding members; companies bring their capital, all other accounts are empty."""
    p, area = parameters.lease, area_of(units, units.shape[0])
    owner.kind = p.kind if parameters.processes.lease else NO_BUILDING
    owner.value, owner.renewal = 1.0, p.term_months
    owner.rent, owner.cash = agreed(p, 1.0, members), 0.0
    if owner.kind == OPERATOR:
        take_over(p, owner, ledger, area, 0)
    owner.quote = quoted(parameters, owner)
    owner.owed, owner.received, owner.works, owner.decay, owner.upkeep = 0.0, 0.0, 0.0, 0.0, 0.0
    owner.lone_operator, owner.lone_owed = True, 0.0
    owner.lone_cash = operators_capital(p, p.rent_eur_per_m2_month, area)


@compiled
def keep_account(parameters: Any, month: int, owner: Any, tally: Any, empty_share: float) -> None:
    """Book the owner's month.

    Parameters
    ----------
    tally : record
        Of this month: `landlord_rent` is what was received; `works`, `decay` and `owner_upkeep` are written.
    empty_share : float
        Share of the private area that is not let.
    """
    p, total = parameters.lease, parameters.place.total_area_m2
    tally.works = p.works_eur_per_m2 * total if month == 1 else 0.0
    tally.decay = p.empty_decay_eur_per_m2_month * total * empty_share
    tally.owner_upkeep = p.owner_upkeep_eur_per_m2_month * total
    owner.received += tally.landlord_rent
    owner.works += tally.works
    owner.decay += tally.decay
    owner.upkeep += tally.owner_upkeep


@compiled
def move_value(parameters: Any, owner: Any, condition: float, let_share: float, members: float) -> None:
    """Move the value of the area around towards what the place makes of it."""
    p = parameters.lease
    seen = 1.0 - math.exp(-members / parameters.demand.reference_members)
    aim = 1.0 + p.area_uplift * let_share * (condition / NEUTRAL_CONDITION) * seen
    owner.value += (aim - owner.value) / p.area_uplift_months


@compiled
def full_rent(parameters: Any, owner: Any, firms: Any, units: Any, area: float, due: float) -> float:
    """EUR a month that the owner would get by the contracts in force, were all units let and all rent paid.

    Parameters
    ----------
    due : float
        What a lease of the whole costs; 0 without one.
    """
    if owner.kind == NO_BUILDING:
        return 0.0
    if owner.kind == SINGLE_TENANT:
        return float(parameters.lease.single_tenant_rent_eur_per_m2_month * parameters.place.total_area_m2)
    if due > 0.0:
        return due
    total = area * owner.quote
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0:
            total += firms[unit].area * (firms[unit].rent_per_m2 - owner.quote)
    return float(total)
