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

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now
from mfsim.world.contact import contact_of
from mfsim.world.lending import Shop, borrow, list_owners
from mfsim.world.machine_needs import field_of, hold_back, hours_held
from mfsim.world.parameters import choice
from mfsim.world.queue import is_bookable
from mfsim.world.records import SLOTS
from mfsim.world.room import book_room
from mfsim.world.site_machines import pay_from_association, queue_for
from mfsim.world.state import World

LENT = choice("machines", "access", "lent")
SITE_OWNED = choice("machines", "access", "site_owned")


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
        pay_from_association(state, tally, ledger, p.site_cost_eur_month * p.site_types)
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
