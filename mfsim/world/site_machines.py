"""The association's machines: who needs one waits in line, pays if users pay, and may break it."""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform_nth
from mfsim.world.lending import Shop, chance_of_damage
from mfsim.world.machine_draws import QUEUE, SITE_DAMAGE
from mfsim.world.machine_needs import field_of
from mfsim.world.parameters import choice
from mfsim.world.queue import NOT_IN_LINE, next_in_line
from mfsim.world.records import SLOTS

USERS_PAY = choice("machines", "paid_by", "users")


@compiled
def pay_from_association(state: Any, tally: Any, ledger: Any, amount: float) -> None:
    """The association pays a supplier an amount in EUR."""
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
    pay_from_association(state, tally, ledger, p.wear_eur_per_hour * used)
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
            pay_from_association(state, tally, ledger, p.repair_eur)
            for other in range(units):
                shop.firms[other].disputes += 1 if _is_waiting(shop.firms[other], field) else 0
        unit = next_in_line(shop.places, units)
