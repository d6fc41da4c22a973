"""Finance: customers pay late, costs are due at once, people live on what the firm can spare.

Equation::

    receivable' = (receivable + billed) · (1 − c),   cash in = c · (receivable + billed)
    profit = billed + from projects, here and at partner sites + from helping + from orders of colleagues
             + from the association's surplus − inputs − outside work − cost of projects − fixed cost − wages − fee
             − charges for what is booked − rent;
      income = profit − tax · max(0, profit)
    drawn = living · owners + s · max(0, cash − living · owners − b · (fixed cost + rent + fee + wages)),
            cash being what the month's costs, tax and living have left

Money moves between a firm, the association and named boundaries (customers, suppliers, households, the state); the
ledger closes in every month. The rent is charged by `mfsim.processes.lease`; it counts here as a cost of the month.

Source: model-equations 1; payment: 38.6 % of Italian micro firms paid on time (2018).
"""

from __future__ import annotations

import math
from typing import Any

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now
from mfsim.world.budget import running_cost
from mfsim.world.lease_terms import NO_BUILDING
from mfsim.world.staff import owners, payroll
from mfsim.world.state import World


@compiled
def _collect(firm: Any, ledger: Any, share: float) -> None:
    billed = firm.billed + firm.project_billed
    firm.receivable += billed
    paid = share * firm.receivable
    firm.receivable -= paid
    firm.cash += paid
    ledger.billed += billed
    ledger.collected += paid
    ledger.customers += paid


@compiled
def _settle_month(p: Any, firm: Any, ledger: Any, fixed: float, fee: float, rent: float, hired: float) -> None:
    """Pay costs and tax, then draw a living; all in EUR of the month."""
    suppliers = firm.inputs_bought + firm.outside_cost + firm.project_cost + fixed
    wages = firm.project_wages + hired
    between = firm.help_money + firm.project_internal + firm.chain_money + firm.partner_money
    billed = firm.billed + firm.project_billed
    profit = billed + between + firm.surplus - firm.machine_charge - suppliers - wages - fee - rent
    tax = p.tax_rate * max(0.0, profit)
    living = owners(firm) * p.living_eur_month
    firm.income = profit - tax
    firm.income_total += firm.income
    firm.cash += between - suppliers - wages - fee - tax - living
    spare = firm.cash - living - p.buffer_months * (fixed + rent + fee + hired)
    extra = p.extra_draw * max(0.0, spare)
    firm.cash -= extra
    ledger.suppliers -= suppliers
    ledger.partners += firm.partner_money
    ledger.state -= tax
    ledger.households -= living + extra + wages


@compiled
def discounted(rate: float, month: int) -> float:
    """Worth at the start of one unit in a month: (1 + rate)^(−month / 12), the rate by the year."""
    return math.exp(-month / 12.0 * math.log(1.0 + rate))


@compiled
def _discount(firm: Any, factor: float) -> None:
    """Add the month's income, its owners' hours of all kinds and levels learnt to what the firm has had of its time here."""
    hours = firm.hours_worked + firm.hours_given + firm.project_hours + firm.common_hours
    firm.own_hours = hours * owners(firm) / firm.people
    firm.income_discounted += factor * firm.income
    firm.hours_discounted += factor * firm.own_hours
    firm.learned_discounted += factor * firm.learned


@compiled
def fee_of(state: Any, firm: Any) -> float:
    """Return what a firm owes the association this month, in EUR."""
    revenue = firm.billed + firm.project_billed
    return float(state.fee_per_m2 * firm.area + state.fee_per_member + state.fee_of_revenue * revenue)


@compiled
def _run_the_building(world: World, site: int) -> None:
    """The association pays for heating, energy and upkeep of what is open of the site, as long as there is one."""
    open_share = world.sites[site].open_units / world.firms.shape[1]
    if world.sites[site].dissolved or open_share == 0.0:
        return
    cost = running_cost(world.parameters) * open_share
    world.sites[site].association_cash -= cost
    world.ledger[site].suppliers -= cost
    world.tally[site].association_cost += cost


@process
def finance(world: World, now: Now) -> None:
    """Money is earned and spent.

    Parameters
    ----------
    world : World
        Changes, of firms: cash, receivable, income, smoothed_income, income_discounted (EUR), hours_discounted (h),
        learned_discounted; association_cash; ledger.
    """
    p = world.parameters.finance
    outside_rent = world.parameters.founding.outside_rent_eur_per_m2_month
    weight = 1.0 / world.parameters.membership.income_memory_months
    factor = discounted(world.parameters.surplus.discount_rate_year, now.month)
    for site in range(world.firms.shape[0]):
        _run_the_building(world, site)
        ledger = world.ledger[site]
        outside = outside_rent if world.owners[site].kind != NO_BUILDING else 0.0
        for unit in range(world.firms.shape[1]):
            firm = world.firms[site, unit]
            if firm.serial >= 0:
                fixed = firm.people * p.fixed_cost_eur_month * world.kinds[firm.kind].fixed_cost
                inside = unit < world.sites[site].open_units
                fee = fee_of(world.sites[site], firm) if inside else 0.0
                rent_per_m2 = firm.rent_per_m2 if inside else outside
                hired = payroll(world.parameters.growth, firm)
                _collect(firm, ledger, p.collected_share_month)
                _settle_month(p, firm, ledger, fixed, fee, rent_per_m2 * firm.area, hired)
                _discount(firm, factor)
                firm.severance = 0.0
                world.sites[site].association_cash += fee
                world.tally[site].fees += fee
                world.tally[site].fee_area += firm.area if inside else 0.0
                firm.smoothed_income += weight * (firm.income / owners(firm) - firm.smoothed_income)
