"""The association's budget: what a month costs and brings in, and the fees that follow from it."""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled
from mfsim.world.parameters import choice

MANAGER = choice("governance", "decision", "manager")
NO_CATALYST = choice("governance", "catalyst", "none")
DIRECTOR = choice("governance", "catalyst", "director")
OUTSIDE = choice("governance", "catalyst_paid_by", "outside")
STAFF = choice("commons", "upkeep", "staff")
SITE_OWNED = choice("machines", "access", "site_owned")
FROM_USERS = choice("machines", "paid_by", "users")
EQUAL = choice("governance", "fees", "equal")
BY_REVENUE = choice("governance", "fees", "by_revenue")
NO_BUILDING = choice("lease", "kind", "none")
YEAR = 12


@compiled
def part_of_year(month: int, last: int) -> float:
    """Share of the twelve months from this one on that are not after the last."""
    return max(0.0, min(1.0, (last - month + 1) / YEAR))


@compiled
def staff_cost(parameters: Any, units: int) -> float:
    """EUR that a month of paid upkeep costs."""
    p = parameters.commons
    return float(p.staff_hours * p.staff_wage_eur * units)


@compiled
def machine_cost(parameters: Any) -> float:
    """EUR that the association's machines cost in a month, less what it expects their users to pay by the hour."""
    p = parameters.machines
    if p.access != SITE_OWNED or not parameters.processes.machines:
        return 0.0
    hourly = p.charge_eur_per_hour * p.budgeted_use if p.paid_by == FROM_USERS else 0.0
    return float(p.site_types * max(0.0, p.site_cost_eur_month - hourly * p.hours_month))


@compiled
def running_cost(parameters: Any) -> float:
    """EUR that heating, energy and upkeep of the whole site cost in a month; nothing without a building."""
    if parameters.lease.kind == NO_BUILDING:
        return 0.0
    return float(parameters.finance.running_cost_eur_per_m2_month * parameters.place.total_area_m2)


@compiled
def pay(parameters: Any, catalyst: float, manager: float, grant: float) -> float:
    """EUR that people and the grant's purpose cost the association, for these shares of the months.

    Parameters
    ----------
    catalyst, manager, grant : float
        Share of the months in which the catalyst is there, the manager decides, the grant is paid.
    """
    p = parameters.governance
    total = 0.0
    if p.catalyst != NO_CATALYST and p.catalyst_paid_by != OUTSIDE:
        total += catalyst * p.catalyst_pay_eur_month
    if p.decision == MANAGER:
        total += manager * p.manager_pay_eur_month
    if p.grant:
        total += p.grant_cost_eur_month * (grant + (1.0 - grant) * p.grant_cost_stays)
    return float(total)


@compiled
def expected_cost(parameters: Any, month: int, units: int) -> float:
    """EUR a month that the association expects to spend over the year from this month on."""
    p = parameters.governance
    catalyst = part_of_year(month, p.catalyst_months)
    manager = 1.0 - catalyst if p.catalyst == DIRECTOR else 1.0
    cost = (
        running_cost(parameters)
        + machine_cost(parameters)
        + pay(parameters, catalyst, manager, part_of_year(month, p.grant_months))
    )
    if parameters.commons.upkeep == STAFF and parameters.processes.commons:
        cost += staff_cost(parameters, units)
    return cost


@compiled
def expected_income(parameters: Any, month: int) -> float:
    """EUR a month that it expects to get beside the fees."""
    p = parameters.governance
    total = 0.0
    if p.events:
        total += p.event_optimism * p.event_income_eur_month
    if p.grant:
        total += p.grant_eur_month * part_of_year(month, p.grant_months)
    return float(total)


@compiled
def to_be_raised(parameters: Any, month: int, units: int, cash: float) -> float:
    """EUR a month that fees must bring: costs, and a part for the reserve until it is full, less other income."""
    p = parameters.governance
    cost = expected_cost(parameters, month, units)
    missing = max(0.0, p.reserve_months * cost - cash) / YEAR
    reserve = min(p.reserve_share * cost, missing)
    return float(max(0.0, cost + reserve - expected_income(parameters, month)))


@compiled
def set_fees(p: Any, state: Any, amount: float, units: int, area: float) -> None:
    """Share an amount out over the units that are expected to be let.

    Parameters
    ----------
    p : record
        Parameters of governance.
    state : record of type `mfsim.world.records.SITE`
        The site; what its members billed since the last budget is what they are expected to bill.
    amount : float
        EUR a month.
    units, area : int, float
        Private units of the site and their area in m².
    """
    let = p.budgeted_occupancy
    state.fee_per_m2, state.fee_per_member, state.fee_of_revenue = 0.0, 0.0, 0.0
    if p.fees == EQUAL:
        state.fee_per_member = amount / (let * units)
    elif p.fees == BY_REVENUE and state.year_revenue > 0.0:
        expected = state.year_revenue / state.year_members * let * units
        state.fee_of_revenue = min(1.0, amount / expected)
    else:
        state.fee_per_m2 = amount / (let * area)
