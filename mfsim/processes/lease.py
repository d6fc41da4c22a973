"""Lease: rent is owed by each member or for the whole; beside it, on the same months, what other leases would have paid.

Equation::

    owed' = owed + rent of the firm · area − paid,   paid = min(owed, cash + credit line · owners), at least 0
    to the landlord, or to the association or company that owes the whole (`mfsim.world.head_lease`)
    who works outside, its unit not being open, pays outside rent · area there instead
    rents are agreed anew at the end of their terms (`mfsim.world.lease_terms`)
    beside it: a single tenant, lone tenants, a company over them (`mfsim.world.other_leases`)

Source: book 3.13 (many small rents against one big one), 3.16 (negotiation); model-equations 3.
"""

from __future__ import annotations

from typing import Any

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now
from mfsim.world.common_trouble import mood, shared_part
from mfsim.world.head_lease import area_of, due_for_whole, end_lease_of_whole, pay_for_whole
from mfsim.world.lease_terms import INDIVIDUAL, JOINT, NO_BUILDING, OPERATOR, SINGLE_TENANT, agree_first, renew
from mfsim.world.other_leases import let_alone, let_by_company, let_to_one
from mfsim.world.owner_account import full_rent, keep_account, move_value
from mfsim.world.phases import FORMING, WORKS
from mfsim.world.staff import owners
from mfsim.world.state import World


@compiled
def _charge(firms: Any, inside_until: int, credit: float, outside_rent: float, tally: Any, ledger: Any) -> float:
    """Members owe and pay rent, those whose units are not open yet elsewhere; return the area let (m²)."""
    let = 0.0
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial < 0:
            continue
        inside = unit < inside_until
        due = firm.rent_per_m2 * firm.area if inside else 0.0
        owed = firm.arrears + due
        paid = max(0.0, min(owed, firm.cash + credit * owners(firm)))
        firm.arrears = owed - paid
        firm.cash -= paid
        outside = 0.0 if inside else outside_rent * firm.area
        firm.cash -= outside
        firm.rent = paid + outside
        firm.rent_total += firm.rent
        tally.outside_rent += outside
        ledger.suppliers -= outside
        tally.rent_due += due
        tally.rent_paid += paid
        tally.tenants += 1 if inside else 0
        ledger.charged += due
        ledger.rent_paid += paid
        let += firm.area if inside else 0.0
    return let


@compiled
def _pass_on(state: Any, owner: Any, tally: Any, ledger: Any) -> None:
    """What members paid goes to whom they owe it."""
    if owner.kind == JOINT:
        state.association_cash += tally.rent_paid
    elif owner.kind == OPERATOR:
        owner.cash += tally.rent_paid
    else:
        tally.landlord_rent += tally.rent_paid
        ledger.rent_direct += tally.rent_paid
        ledger.landlord -= tally.rent_paid


@compiled
def _compare(
    parameters: Any,
    now: Now,
    site: int,
    state: Any,
    owner: Any,
    lone: Any,
    units: Any,
    area: float,
    macro: float,
    tally: Any,
) -> None:
    """Other leases on the same month; under a single tenant the first of them is the one in force."""
    p, total = parameters.lease, parameters.place.total_area_m2
    correlation, z = shared_part(parameters), mood(parameters, macro)
    there = let_to_one(p, now, site, state, correlation, z)
    tally.single_tenant_rent = p.single_tenant_rent_eur_per_m2_month * total * there
    costs = (p.owner_upkeep_eur_per_m2_month + p.empty_decay_eur_per_m2_month * (1.0 - there)) * total
    tally.single_tenant_net = tally.single_tenant_rent - costs
    let = let_alone(p, now, site, lone, units, correlation, z)
    tally.lone_rent = p.rent_eur_per_m2_month * let
    tally.lone_operator_rent = let_by_company(p, now, site, owner, let, area)
    if owner.kind == SINGLE_TENANT:
        tally.landlord_rent = tally.single_tenant_rent
        tally.let_share = there


@compiled
def _agree_anew(
    parameters: Any, now: Now, site: int, state: Any, owner: Any, firms: Any, units: Any, tally: Any, ledger: Any
) -> None:
    """The value of the area moves, and with it what is asked when a term is over; terms begin as the place opens."""
    move_value(parameters, owner, state.condition, tally.let_share, tally.tenants)
    if state.stage in (FORMING, WORKS):
        agree_first(parameters, owner, firms, now.month)
    elif renew(parameters, now, site, owner, firms, units, state.opened) and owner.kind != INDIVIDUAL:
        end_lease_of_whole(parameters, state, owner, firms, ledger, False)


@process
def lease(world: World, now: Now) -> None:
    """Rent is charged and paid.

    Parameters
    ----------
    world : World
        Changes, of firms: cash, arrears, rent (EUR), rent_per_m2 and notice; the association's cash and its end; owners;
        the single tenant and the lone tenants; tally; ledger.
    """
    parameters, units = world.parameters, world.units
    area = area_of(units, units.shape[0])
    for site in range(world.firms.shape[0]):
        owner, firms, state = world.owners[site], world.firms[site], world.sites[site]
        tally, ledger = world.tally[site], world.ledger[site]
        if owner.kind == NO_BUILDING:
            continue
        outside_rent = parameters.founding.outside_rent_eur_per_m2_month
        credit = parameters.finance.credit_line_eur
        let = _charge(firms, state.open_units, credit, outside_rent, tally, ledger)
        tally.let_share = let / area
        tally.rent_full = full_rent(parameters, owner, firms, units, area, due_for_whole(parameters.lease, owner, area))
        _pass_on(state, owner, tally, ledger)
        if owner.kind != SINGLE_TENANT:
            pay_for_whole(parameters, now, state.number, state, owner, firms, units, ledger, tally)
        lone = world.lone_tenants[site]
        _compare(parameters, now, state.number, state, owner, lone, units, area, world.economy[0], tally)
        keep_account(parameters, now.month, owner, tally, 1.0 - tally.let_share)
        if owner.kind != SINGLE_TENANT:
            _agree_anew(parameters, now, state.number, state, owner, firms, units, tally, ledger)
