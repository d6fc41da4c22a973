"""Production: a firm works on its open orders as long as its hours last; gaps that nobody filled are bought or lost.

Equation::

    hours worked = min(capacity − hours given − hours for projects − hours for the place, (1 − crowded) · hours a month,
                       (open hours − hours that wait for a machine) / productivity)
    productivity = (base + gain · level) · (1 − loss · nuisance) · (1 − open plan's loss · (1 − enclosure))
                   · (1 + effect · (condition of the place − ½)) · room · (1 − loss as the heating fails)
    nuisance = noise heard / (1 + noise heard)
    capacity = people · hours a month · (1 − loss · fatigue)
    room = 1 − loss · max(0, 1 − area / (people · area per person)), where firms grow, but for makers of goods (see machines)
    billed = rate · standard hours done;   inputs bought = share of billing, at the reference price (see local chain)

Source: model-equations 1 (capacity, inputs) and 3 (outside markup).
"""

from __future__ import annotations

from typing import Any

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, purpose, uniform_nth
from mfsim.world.hours import hours_left
from mfsim.world.lease_terms import NO_BUILDING
from mfsim.world.machine_needs import hours_held
from mfsim.world.records import NEUTRAL_CONDITION
from mfsim.world.staff import input_share
from mfsim.world.state import World

PROCESS = 4
LOST = purpose(PROCESS, 1)


@compiled
def nuisance(noise_heard: float) -> float:
    """Return nuisance from 0 to 1: noise heard, saturating."""
    return noise_heard / (1.0 + noise_heard)


@compiled
def _fill_gaps_outside(now: Now, firm: Any, gaps: Any, tally: Any, ledger: Any, lost: float, price: float) -> None:
    """Lose the order, or buy the missing part at a price per hour."""
    for number in range(firm.gap_count):
        gap = gaps[number]
        if gap.met:
            continue
        if uniform_nth(now, LOST, firm.serial, number) < lost:
            tally.gaps_lost += 1
            continue
        firm.outside_cost += gap.hours * price
        firm.hours_done += gap.hours
        firm.open_hours += gap.rest
        ledger.accepted += gap.hours + gap.rest
        ledger.done += gap.hours
        tally.gaps_bought += 1


@compiled
def productivity(p: Any, level: float, noise_heard: float) -> float:
    """Standard hours that a firm does in an hour, by its level in its own field and the noise it hears."""
    skilled = p.productivity_base + p.productivity_gain * level
    return float(skilled * (1.0 - p.nuisance_loss * nuisance(noise_heard)))


@compiled
def concentration(p: Any, enclosure: float) -> float:
    """Share of productivity that is left where units are open to view: 1 in rooms with walls and doors."""
    return float(1.0 - p.open_plan_loss * (1.0 - enclosure))


@compiled
def upkeep_factor(p: Any, condition: float) -> float:
    """What the condition of what is common makes of productivity: 1 at the middle."""
    return float(1.0 + p.condition_effect * (condition - NEUTRAL_CONDITION))


@compiled
def room_factor(p: Any, firm: Any) -> float:
    """What want of area makes of productivity: 1 where everybody has what a person needs (`p`: parameters of growth)."""
    needed = firm.people * p.area_per_person_m2
    return float(1.0 - p.crowding_loss * (1.0 - firm.area / needed)) if needed > firm.area else 1.0


@compiled
def _work(p: Any, firm: Any, ledger: Any, speed: float) -> None:
    firm.capacity = firm.people * firm.time_share * p.hours_per_person_month * (1.0 - p.fatigue_loss * firm.fatigue)
    ready = max(0.0, firm.open_hours - hours_held(firm))
    firm.hours_worked = min(hours_left(firm, p.hours_per_person_month), ready / speed)
    done = min(ready, firm.hours_worked * speed)
    firm.open_hours -= done
    firm.hours_done += done
    firm.billed = firm.hours_done * firm.rate
    firm.inputs_bought = input_share(p, firm) * firm.billed
    firm.worked_total += firm.hours_worked
    ledger.done += done


@process
def production(world: World, now: Now) -> None:
    """Firms work on their open orders.

    Parameters
    ----------
    world : World
        Changes, of firms: capacity, hours_worked, hours_done, open_hours (h), billed, outside_cost,
        inputs_bought (EUR); ledger.
    """
    p, grows = world.parameters.production, world.parameters.processes.growth
    grows = grows and world.parameters.lease.kind != NO_BUILDING
    concentrated = concentration(p, world.parameters.place.enclosure)
    price = world.parameters.demand.rate_eur_per_hour * (1.0 + p.outside_markup)
    for site in range(world.firms.shape[0]):
        tally, ledger = world.tally[site], world.ledger[site]
        place = concentrated * upkeep_factor(p, world.sites[site].condition) * (1.0 - tally.heating_loss)
        for unit in range(world.firms.shape[1]):
            firm = world.firms[site, unit]
            if firm.serial >= 0:
                _fill_gaps_outside(now, firm, world.gaps[site, unit], tally, ledger, p.lost_order_share, price)
                level = world.skill[site, firm.own_field, unit]
                narrow = grows and not (firm.goods and world.parameters.processes.machines)
                room = room_factor(world.parameters.growth, firm) if narrow else 1.0
                here = place * room if unit < world.sites[site].open_units else room
                _work(p, firm, ledger, productivity(p, level, firm.noise_heard) * here)
