"""Lease: each member owes rent for its own unit; beside it, on the same months, a single tenant would hold the whole.

Equation::

    owed' = owed + rent · area − paid,   paid = min(owed, cash + credit line · people), at least 0
    who works outside, its unit not being open, pays outside rent · area there instead
    the single tenant leaves with probability 1 / stay, and the building is let again with probability 1 / vacancy

Source: book 3.13 (many small rents against one big one); model-equations 3.
"""

from __future__ import annotations

from mfsim.compiling import compiled
from mfsim.draws import Now, purpose, uniform
from mfsim.world.state import World

PROCESS = 12
SINGLE_TENANT = purpose(PROCESS, 1)


@compiled
def _charge_members(world: World, site: int) -> None:
    rent_per_m2 = world.parameters.lease.rent_eur_per_m2_month
    credit = world.parameters.finance.credit_line_eur
    outside_rent = world.parameters.founding.outside_rent_eur_per_m2_month
    tally, ledger = world.tally[site], world.ledger[site]
    for unit in range(world.firms.shape[1]):
        firm = world.firms[site, unit]
        if firm.serial < 0:
            continue
        area, inside = world.units[unit].area, unit < world.sites[site].open_units
        due = rent_per_m2 * area if inside else 0.0
        owed = firm.arrears + due
        paid = max(0.0, min(owed, firm.cash + credit * firm.people))
        firm.arrears = owed - paid
        firm.cash -= paid
        outside = 0.0 if inside else outside_rent * area
        firm.cash -= outside
        firm.rent = paid + outside
        firm.rent_total += firm.rent
        tally.outside_rent += outside
        ledger.suppliers -= outside
        tally.rent_due += due
        tally.rent_paid += paid
        ledger.charged += due
        ledger.rent_paid += paid
        ledger.landlord -= paid


@compiled
def _charge_single_tenant(world: World, now: Now, site: int) -> None:
    p = world.parameters.lease
    state = world.sites[site]
    chance = 1.0 / (p.single_tenant_stay_months if state.single_tenant else p.single_tenant_vacancy_months)
    if uniform(now, SINGLE_TENANT, site) < chance:
        state.single_tenant = not state.single_tenant
    if state.single_tenant:
        rent = p.single_tenant_rent_eur_per_m2_month * world.parameters.place.total_area_m2
        world.tally[site].single_tenant_rent += rent


@compiled
def lease(world: World, now: Now) -> None:
    """Rent is charged and paid.

    Parameters
    ----------
    world : World
        Changes, of firms: cash, arrears, rent (EUR); the single tenant; tally; ledger.
    """
    for site in range(world.firms.shape[0]):
        _charge_members(world, site)
        _charge_single_tenant(world, now, site)
