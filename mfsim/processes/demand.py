"""Demand: orders reach each firm at a rate set by its people, the economy, its standing, its age and its rivals.

Equation::

    orders ~ Poisson((owners + share · employees) · λ · kind · Y · S_sector · q · v(age) · (n/N̄)^e / (1 + κ · rivals / N̄))
    log Y' = ρ_Y · log Y + σ_Y · z           (and likewise each sector's index S)
    log q' = log q_i + ρ · (log q − log q_i) + σ · z
    v(age) = 1 − (1 − v0) · exp(−g · age)

Rivals are the summed overlap of market vectors with the others on the site: competition comes from serving the same
customers. Each order has its hours; some need a second field of skill, and are a gap where the firm's level is too low;
of the others, some need a machine for a part of their hours (`mfsim.world.machine_needs`).

Source: model-equations 1 and 3; overlap of markets: `mfsim.world.arrival.market_overlap`.
"""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, normal, poisson, purpose, uniform, uniform_pair
from mfsim.world.drawing_power import drawing_power
from mfsim.world.machine_needs import mark_for_machine, share_of_orders
from mfsim.world.records import GAPS
from mfsim.world.shocks import push
from mfsim.world.staff import selling_share
from mfsim.world.state import World

PROCESS = 1
MACRO = purpose(PROCESS, 1)
SECTOR = purpose(PROCESS, 2)
STANDING = purpose(PROCESS, 3)
COUNT = purpose(PROCESS, 4)
ORDER = purpose(PROCESS, 5)
SECOND_FIELD = purpose(PROCESS, 6)
NOBODY = cast(int, np.int64(0))
MOST_ORDERS = 100_000.0
"""Mean number of orders of a firm in a month at most: settings at the ends of their ranges would give 10^30."""
LARGEST_STANDING = 50.0
"""Bound of the logarithm of standing, so that its exponential is a number for every setting."""


@compiled
def _move_economy(p: Any, now: Now, economy: NDArray[np.float64], pushed: float) -> None:
    """Log-AR(1) of the macro index (place 0), which events may push, and of each sector's."""
    economy[0] = p.macro_persistence * economy[0] + p.macro_shock * normal(now, MACRO, NOBODY) + pushed
    for place in range(1, economy.shape[0]):
        economy[place] = p.sector_persistence * economy[place] + p.sector_shock * normal(now, SECTOR, place)


@compiled
def visibility(age_months: float, newborn: float, growth: float) -> float:
    """Share of its customers that a firm of this age reaches."""
    return 1.0 - (1.0 - newborn) * math.exp(-growth * age_months)


@compiled
def expected_orders(p: Any, firm: Any, economy: Any, kind_factor: float, power: float) -> float:
    """Return the mean number of orders of a firm in this month.

    Parameters
    ----------
    p : record
        Parameters of demand.
    economy : array
        Logarithms of the macro index and of each sector's.
    kind_factor : float
        What the firm's kind, and people who are hired, make of the number of orders.
    power : float
        Drawing power of the site.
    """
    pull = math.exp(economy[0] + economy[1 + firm.sector] + firm.standing)
    seen = visibility(firm.age_months, p.newcomer_visibility, p.visibility_growth)
    shared = 1.0 + p.rivalry * firm.rivals / p.reference_members
    mean = firm.people * p.orders_per_person_month * kind_factor * pull * seen * power / shared
    return float(min(MOST_ORDERS, mean))


@compiled
def _other_field(u: float, own: int, fields: int) -> int:
    """Any field but the firm's own, all alike."""
    field = int(u * (fields - 1))
    return field if field < own else field + 1


@compiled
def _note_gap(firm: Any, gap: Any, field: int, level: float, hours: float, rest: float) -> None:
    gap.field, gap.level, gap.hours, gap.rest, gap.met = field, level, hours, rest, False
    firm.gap_count += 1
    firm.gaps_total += 1


@compiled
def _move_standing(p: Any, now: Now, firms: Any) -> None:
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial >= 0:
            shock = p.standing_shock * normal(now, STANDING, firm.serial)
            away = p.standing_persistence * (firm.standing - firm.standing_base)
            standing = firm.standing_base + away + shock
            firm.standing = max(-LARGEST_STANDING, min(LARGEST_STANDING, standing))


@compiled
def _take_orders(world: World, now: Now, site: int) -> None:
    p, p_machines = world.parameters.demand, world.parameters.machines
    open_units = world.sites[site].open_units
    power = drawing_power(world.firms[site], open_units, p.reference_members, p.site_visibility_exponent)
    fields, sizes = world.skill.shape[1], world.order_hours.shape[0]
    tally, ledger = world.tally[site], world.ledger[site]
    for unit in range(world.firms.shape[1]):
        firm = world.firms[site, unit]
        if firm.serial < 0:
            continue
        factor = world.kinds[firm.kind].orders * selling_share(world.parameters.growth, firm)
        mean = expected_orders(p, firm, world.economy, factor, power if unit < open_units else 1.0)
        count = poisson(mean, uniform(now, COUNT, firm.serial))
        size = world.kinds[firm.kind].order_size
        hours = firm.people * firm.time_share * world.parameters.production.hours_per_person_month
        limit = p.backlog_limit_months * hours
        firm.asked = count * size * p.order_hours_mean
        tally.orders += count
        at_machines = share_of_orders(p_machines, world.machine_of, firm) if world.parameters.processes.machines else 0.0
        for order in range(count):
            if firm.open_hours > limit or firm.gap_count == GAPS:
                tally.orders_refused += count - order
                break
            u, v = uniform_pair(now, ORDER, firm.serial, 0, order)
            hours = size * world.order_hours[int(u * sizes)]
            if v < p.second_field_share:
                a, b = uniform_pair(now, SECOND_FIELD, firm.serial, 0, order)
                field = _other_field(a, firm.own_field, fields)
                level = p.required_level_low + b * (p.required_level_high - p.required_level_low)
                if world.skill[site, field, unit] < level:
                    part = p.second_field_hours * hours
                    _note_gap(firm, world.gaps[site, unit, firm.gap_count], field, level, part, hours - part)
                    tally.gaps += 1
                    continue
            firm.open_hours += hours
            ledger.accepted += hours
            if at_machines > 0.0:
                mark_for_machine(p_machines, now, world.machine_of, firm, at_machines, order, hours)


@process
def demand(world: World, now: Now) -> None:
    """Orders reach the firms.

    Parameters
    ----------
    world : World
        Changes economy; of firms: standing, open_hours, machine_work (h), the month's gaps; tally; ledger.
    """
    p = world.parameters.demand
    _move_economy(p, now, world.economy, push(world.parameters, now.month))
    for site in range(world.firms.shape[0]):
        _move_standing(p, now, world.firms[site])
        _take_orders(world, now, site)
