"""Machines that members lend one another: who has one to spare, whether it is lent, and what becomes of it."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform_between
from mfsim.world.machine_draws import LEND, LENT_DAMAGE
from mfsim.world.machine_needs import OWN_FIELD, SECOND_FIELD, field_of
from mfsim.world.records import SLOTS

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
