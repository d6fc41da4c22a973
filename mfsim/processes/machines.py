"""Machines: orders need machines and room; who owns none borrows, queues, has it done outside or loses the order.

Equation::

    held: the machine's hours of orders that need one (a draw when they come); they cannot be worked before that
    owner: always uses its own machine first;  spare = max(0, hours a month − own use)
    lent: asked is the most trusted owner with hours to spare;
          P(lends) = logistic(β0 + βt · trust_owner,borrower + βg · generosity_owner)
    site_owned: the association has one of each; who wants it uses it in an order drawn anew each month, while hours last
    P(damage) = 1 − exp(−d · hours / 100 · (1 − level of the user in the machine's field))
    what is left waits (a share, where the machine is there at all), or is done outside; of that, a share of orders is lost

Wear and repair cost the owner, who trusts the borrower less after a damage and has a dispute; a damaged machine of the
association's is a dispute of all who wait for it. Who makes goods and lacks room books flexible area (`mfsim.world.room`).

Source: book 3.3 (particular equipment, temporary use of more space), 3.13 (no need to equip the space with machinery);
2.2 and 2.4 (makerspaces and fablabs share machines).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, uniform_between, uniform_nth
from mfsim.world.contact import contact_of
from mfsim.world.machine_draws import LEND, LENT_DAMAGE, QUEUE, SITE_DAMAGE
from mfsim.world.machine_needs import OWN_FIELD, SECOND_FIELD, field_of, hold_back, hours_held
from mfsim.world.parameters import choice
from mfsim.world.queue import NOT_IN_LINE, is_bookable, next_in_line
from mfsim.world.records import SLOTS
from mfsim.world.room import book_room
from mfsim.world.state import World

LENT = choice("machines", "access", "lent")
SITE_OWNED = choice("machines", "access", "site_owned")
USERS_PAY = choice("machines", "paid_by", "users")
NO_OWNER, NONE_FREE = -1, -2
NOTHING, BITS = 255, 8
"""In the place of a field, which is below; bits of a field."""
LARGEST_EXPONENT = 700.0


class Shop(NamedTuple):
    """The machines of one site.

    firms (N), trust (N, N), skill (K, N); machines (K): the association's; places: room for N numbers; owned (N): the fields
    of the machines that a firm owns, the second `BITS` further up.
    """

    firms: Any
    trust: NDArray[np.float64]
    skill: NDArray[np.float64]
    machines: Any
    places: NDArray[np.float64]
    owned: NDArray[np.int64]


@compiled
def use_own(p: Any, firm: Any, tally: Any, month: int) -> None:
    """A firm does the machine's part of its orders at its own machines, unless they are being repaired."""
    for slot in range(SLOTS):
        firm.spare[slot] = 0.0
        if firm.owns[slot] == 1 and firm.works_from[slot] <= month:
            tally.machine_hours_available += max(p.hours_month, firm.held[slot])
            tally.machine_hours_used += firm.held[slot]
            firm.spare[slot] = max(0.0, p.hours_month - firm.held[slot])
            firm.held[slot] = 0.0


@compiled
def list_owners(shop: Shop) -> None:
    """Note who owns what, so that who looks for a machine passes by those who have another."""
    for unit in range(shop.firms.shape[0]):
        firm = shop.firms[unit]
        own = firm.own_field if firm.owns[OWN_FIELD] == 1 else NOTHING
        second = firm.second_field if firm.owns[SECOND_FIELD] == 1 else NOTHING
        shop.owned[unit] = own | second << BITS


@compiled
def slot_to_lend(firm: Any, field: int) -> int:
    """Place at which a firm owns a machine of this field, one with hours to spare if there is; -1 if it owns none."""
    found = -1
    for slot in range(SLOTS):
        if firm.owns[slot] == 1 and field_of(firm, slot) == field and (found < 0 or firm.spare[found] == 0.0):
            found = slot
    return found


@compiled
def find_lender(shop: Shop, borrower: int, field: int) -> int:
    """Unit of the most trusted owner with hours to spare; `NONE_FREE` or `NO_OWNER` if there is none."""
    best, trusted = NO_OWNER, 0.0
    for unit in range(shop.firms.shape[0]):
        owned, trust = shop.owned[unit], shop.trust[borrower, unit]
        if trust == 0.0 or (owned & NOTHING != field and owned >> BITS != field):
            continue
        owner = shop.firms[unit]
        if owner.absent:
            continue
        slot = slot_to_lend(owner, field)
        if owner.spare[slot] > 0.0 and trust > trusted:
            best, trusted = unit, trust
        elif best == NO_OWNER:
            best = NONE_FREE
    return best


@compiled
def readiness(p: Any, generosity: float, trust: float) -> float:
    """Probability that an owner lends its machine to somebody it trusts so much."""
    x = p.lend_baseline + p.lend_trust * trust + p.lend_generosity * generosity
    return 1.0 / (1.0 + math.exp(min(LARGEST_EXPONENT, -x)))


@compiled
def chance_of_damage(p: Any, hours: float, level: float) -> float:
    """Probability that somebody of this level in the machine's field damages it in so many hours."""
    return 1.0 - math.exp(-0.01 * p.damage * hours * (1.0 - level))


@compiled
def _damage_a_loan(p: Any, shop: Shop, tally: Any, month: int, borrower: int, unit: int, slot: int) -> None:
    owner = shop.firms[unit]
    owner.works_from[slot] = month + 1 + p.repair_months
    owner.spare[slot] = 0.0
    owner.outside_cost += p.repair_eur
    owner.disputes += 1
    shop.trust[unit, borrower] *= 1.0 - p.damage_loss
    tally.machines_damaged += 1


@compiled
def borrow(p: Any, now: Now, shop: Shop, tally: Any, borrower: int, slot: int, contact: float) -> bool:
    """Ask for a machine and use it, if the owner lends it; return whether the borrower knows of one.

    Parameters
    ----------
    contact : float
        How much the borrower has to do with the others: 1 in the place, less outside.
    """
    firm = shop.firms[borrower]
    field = field_of(firm, slot)
    unit = find_lender(shop, borrower, field)
    if unit < 0:
        return unit == NONE_FREE
    owner, own_slot = shop.firms[unit], slot_to_lend(shop.firms[unit], field)
    ready = contact * readiness(p, owner.generosity, shop.trust[unit, borrower])
    if uniform_between(now, LEND, firm.serial, owner.serial, slot) >= ready:
        return True
    hours = min(firm.held[slot], owner.spare[own_slot])
    firm.held[slot] -= hours
    owner.spare[own_slot] -= hours
    owner.outside_cost += p.wear_eur_per_hour * hours
    tally.machine_hours_used += hours
    tally.machine_hours_shared += hours
    chance = chance_of_damage(p, hours, shop.skill[field, borrower])
    if uniform_between(now, LENT_DAMAGE, firm.serial, owner.serial, slot) < chance:
        _damage_a_loan(p, shop, tally, now.month, borrower, unit, own_slot)
    else:
        shop.trust[unit, borrower] += p.lend_gain * (1.0 - shop.trust[unit, borrower])
        shop.trust[borrower, unit] += p.lend_gain * (1.0 - shop.trust[borrower, unit])
    return True


@compiled
def _pay_from_association(state: Any, tally: Any, ledger: Any, amount: float) -> None:
    state.association_cash -= amount
    ledger.suppliers -= amount
    tally.association_cost += amount


@compiled
def _use_site_machine(p: Any, shop: Shop, state: Any, tally: Any, ledger: Any, unit: int, field: int, left: float) -> float:
    """Hours that a firm spends at the association's machine, of those that are left; it pays for them if users pay."""
    firm, used = shop.firms[unit], 0.0
    for slot in range(SLOTS):
        if field_of(firm, slot) == field:
            hours = min(firm.held[slot], left - used)
            firm.held[slot] -= hours
            used += hours
    charge = p.charge_eur_per_hour * used if p.paid_by == USERS_PAY else 0.0
    firm.machine_charge += charge
    firm.cash -= charge
    state.association_cash += charge
    tally.use_charges += charge
    tally.machine_hours_used += used
    tally.machine_hours_shared += used
    _pay_from_association(state, tally, ledger, p.wear_eur_per_hour * used)
    return used


@compiled
def _is_waiting(firm: Any, field: int) -> bool:
    waiting = 0.0
    for slot in range(SLOTS):
        waiting += firm.held[slot] if field_of(firm, slot) == field else 0.0
    return bool(firm.serial >= 0 and waiting > 0.0)


@compiled
def queue_for(p: Any, now: Now, shop: Shop, state: Any, tally: Any, ledger: Any, field: int) -> None:
    """Those who need the association's machine of a field use it one after another, until its hours end or it breaks."""
    machine, units = shop.machines[field], shop.firms.shape[0]
    if machine.works_from > now.month:
        return
    tally.machine_hours_available += p.hours_month
    for unit in range(units):
        firm = shop.firms[unit]
        shop.places[unit] = uniform_nth(now, QUEUE, firm.serial, field) if _is_waiting(firm, field) else NOT_IN_LINE
    for unit in range(state.open_units, units):
        shop.places[unit] = NOT_IN_LINE
    left = p.hours_month
    unit = next_in_line(shop.places, units)
    while unit >= 0 and left > 0.0:
        used = _use_site_machine(p, shop, state, tally, ledger, unit, field, left)
        left -= used
        chance = chance_of_damage(p, used, shop.skill[field, unit])
        if uniform_nth(now, SITE_DAMAGE, shop.firms[unit].serial, field) < chance:
            left = 0.0
            machine.works_from = now.month + 1 + p.repair_months
            tally.machines_damaged += 1
            _pay_from_association(state, tally, ledger, p.repair_eur)
            for other in range(units):
                shop.firms[other].disputes += 1 if _is_waiting(shop.firms[other], field) else 0
        unit = next_in_line(shop.places, units)


@compiled
def do_outside(p: Any, firm: Any, slot: int, waits: bool, price: float, tally: Any, ledger: Any) -> None:
    """What has no machine waits, is done outside at a price an hour, or is lost with the whole order.

    Parameters
    ----------
    waits : bool
        Whether there is a machine to wait for; without one everything is done outside.
    """
    outside = firm.held[slot] * (1.0 - p.waiting) if waits else firm.held[slot]
    firm.held[slot] -= outside
    bought = outside * (1.0 - p.lost_share)
    lost = max(0.0, min(outside * p.lost_share / p.hours_share, firm.open_hours - hours_held(firm) - bought))
    firm.open_hours = max(0.0, firm.open_hours - bought - lost)
    firm.hours_done += bought
    firm.outside_cost += bought * price
    ledger.done += bought
    ledger.dropped += lost
    tally.machine_hours_outside += bought
    tally.machine_hours_lost += lost


@compiled
def _find_machines(
    p: Any, now: Now, shop: Shop, state: Any, tally: Any, ledger: Any, machine_of: NDArray[np.int64], price: float
) -> None:
    """All firms of a site, by whatever access the site has; who asks first moves on by one unit a month."""
    units = shop.firms.shape[0]
    site_owned = p.access == SITE_OWNED and is_bookable(state)
    for unit in range(units):
        if shop.firms[unit].serial >= 0:
            hold_back(shop.firms[unit], tally)
            use_own(p, shop.firms[unit], tally, now.month)
    if p.access == LENT:
        list_owners(shop)
    if site_owned:
        _pay_from_association(state, tally, ledger, p.site_cost_eur_month * p.site_types)
        for field in range(machine_of.shape[0]):
            if 0 <= machine_of[field] < p.site_types:
                queue_for(p, now, shop, state, tally, ledger, field)
    for turn in range(units):
        unit = (turn + now.month) % units
        firm = shop.firms[unit]
        for slot in range(SLOTS):
            if firm.serial >= 0 and firm.held[slot] > 0.0:
                waits = site_owned and unit < state.open_units and machine_of[field_of(firm, slot)] < p.site_types
                if p.access == LENT:
                    waits = borrow(p, now, shop, tally, unit, slot, contact_of(state, unit))
                do_outside(p, firm, slot, waits, price, tally, ledger)


@process
def machines(world: World, now: Now) -> None:
    """Firms find machines for their orders, and room to work in.

    Parameters
    ----------
    world : World
        Changes, of firms: held, spare, open_hours, hours_done (h), outside_cost, machine_charge, cash (EUR), crowded,
        works_from, disputes; trust; the association's machines and cash; tally; ledger.
    """
    parameters = world.parameters
    price = parameters.demand.rate_eur_per_hour * (1.0 + parameters.machines.outside_markup)
    for site in range(world.firms.shape[0]):
        firms, state, tally, ledger = world.firms[site], world.sites[site], world.tally[site], world.ledger[site]
        shop = Shop(firms, world.trust[site], world.skill[site], world.machines[site], world.scratch, world.known)
        _find_machines(parameters.machines, now, shop, state, tally, ledger, world.machine_of, price)
        book_room(parameters, now, firms, state, tally, world.scratch)
