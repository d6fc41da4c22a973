"""What other leases would have paid the owner in the same months: a single tenant, lone tenants, a company over these.

Equation::

    a tenant who is there leaves with probability 1 / stay, an empty unit is let with 1 / vacancy, troubles together or not
    the single tenant pays for the whole area; lone tenants pay for their units, and have nothing to do with one another
    the company takes their rent and its margin, owes the guaranteed share of the full rent, and fails if too far behind

Their draws are addressed by site and unit alone, so that they are the same in every variant of a scenario.

Source: book 3.13; model-equations 3 (stays and vacancies: swept, no good data found).
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform, uniform_nth
from mfsim.world.common_trouble import chance_given
from mfsim.world.head_lease import operators_capital
from mfsim.world.lease_draws import LONE_OPERATOR, LONE_TENANT, SINGLE_TENANT


@compiled
def let_to_one(p: Any, now: Now, site: int, state: Any, correlation: float, z: float) -> float:
    """Move the single tenant in or out; return whether it is there, 1 or 0.

    Parameters
    ----------
    correlation, z : float
        How far troubles come together, and the state of the economy.
    """
    if state.single_tenant:
        chance = chance_given(1.0 / p.single_tenant_stay_months, correlation, z)
    else:
        chance = chance_given(1.0 / p.single_tenant_vacancy_months, correlation, -z)
    if uniform(now, SINGLE_TENANT, site) < chance:
        state.single_tenant = not state.single_tenant
    return 1.0 if state.single_tenant else 0.0


@compiled
def let_alone(p: Any, now: Now, site: int, lone: NDArray[Any], units: Any, correlation: float, z: float) -> float:
    """Move lone tenants in and out; return the area let (m²)."""
    leaving = chance_given(1.0 / p.lone_stay_months, correlation, z)
    letting = chance_given(1.0 / p.lone_vacancy_months, correlation, -z)
    let = 0.0
    for unit in range(lone.shape[0]):
        if uniform_nth(now, LONE_TENANT, site, unit) < (leaving if lone[unit] else letting):
            lone[unit] = not lone[unit]
        let += units[unit].area if lone[unit] else 0.0
    return let


@compiled
def let_by_company(p: Any, now: Now, site: int, owner: Any, let: float, area: float) -> float:
    """Return what the owner gets (EUR) with a company between it and the lone tenants, who have let so much area."""
    rent = p.rent_eur_per_m2_month
    if not owner.lone_operator:
        if uniform(now, LONE_OPERATOR, site) < 1.0 / p.operator_vacancy_months:
            owner.lone_operator, owner.lone_owed = True, 0.0
            owner.lone_cash = operators_capital(p, rent, area)
        return float(rent * let)
    due = p.operator_guarantee * rent * area
    owner.lone_cash += rent * let * (1.0 + p.operator_margin)
    owner.lone_owed += due
    paid = max(0.0, min(owner.lone_owed, owner.lone_cash))
    owner.lone_owed -= paid
    left = owner.lone_cash - paid - p.operator_cost_eur_per_m2_month * area
    owner.lone_cash = min(left, operators_capital(p, rent, area))
    owner.lone_operator = owner.lone_owed <= p.eviction_months * due
    return float(paid)
