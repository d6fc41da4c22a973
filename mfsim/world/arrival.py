"""How a firm comes to a unit, and how its row is closed when it goes.

All that a firm is at entry depends on its serial number alone: the k-th applicant is the same firm in every variant of a
scenario, whenever it comes and whichever unit it takes.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, normal, normal_nth, poisson, purpose, uniform
from mfsim.world.development import note_stage
from mfsim.world.machine_needs import own_machines
from mfsim.world.records import MEETINGS, SEGMENTS
from mfsim.world.state import World

PROCESS = 0
TRADE = purpose(PROCESS, 1)
PEOPLE = purpose(PROCESS, 2)
AGE = purpose(PROCESS, 3)
SKILL = purpose(PROCESS, 4)
RATE = purpose(PROCESS, 5)
CASH = purpose(PROCESS, 6)
BACKGROUND = purpose(PROCESS, 7)
STANDING = purpose(PROCESS, 8)
OUTSIDE_INCOME = purpose(PROCESS, 9)
MOVING_THRESHOLD = purpose(PROCESS, 10)
GENEROSITY = purpose(PROCESS, 11)
VALUE = purpose(PROCESS, 12)
MARKET = purpose(PROCESS, 13)
INITIATOR = purpose(PROCESS, 20)
GIFT = purpose(PROCESS, 21)
NOMAD = purpose(PROCESS, 130)

BACKGROUND_LEVEL = 0.35
"""Least level in the field of one's earlier occupation."""
NO_LIMIT = 1e9
"""People up to whom a firm grows that has not said how many it wants: more than there are anywhere."""
LEARNT_LEVEL = 0.25
"""Least level in a field that the members file says was learnt from others, below that of an occupation."""


@compiled
def bounded(x: float) -> float:
    """Keep a trait between 0 and 1."""
    return min(1.0, max(0.0, x))


@compiled
def drawn_trade(trade_shares: NDArray[np.float64], origin: Now, serial: int) -> int:
    """Trade of a firm that is not given one; `origin` is month 0 of the run."""
    u = uniform(origin, TRADE, serial)
    trade = 0
    while trade < trade_shares.shape[0] - 1 and u >= trade_shares[trade]:
        trade += 1
    return trade


@compiled
def drawn_people(members: Any, origin: Now, serial: int) -> float:
    """People of a firm that is not given any: one and a Poisson number; `origin` is month 0 of the run."""
    return 1.0 + poisson(members.people_mean - 1.0, uniform(origin, PEOPLE, serial))


@compiled
def drawn_value(origin: Now, serial: int) -> float:
    """Where a firm stands in its values when it comes; `origin` is month 0 of the run."""
    return uniform(origin, VALUE, serial)


@compiled
def _is_given(x: float) -> bool:
    return x == x  # noqa: PLR0124 - false for NaN alone


@compiled
def _identity(world: World, now: Now, firm: Any, serial: int, given: Any) -> None:
    """Trade and what follows from it; people and age."""
    members = world.parameters.members
    firm.trade = given.trade if given.trade >= 0 else drawn_trade(world.trade_shares, now, serial)
    trade = world.trades[firm.trade]
    firm.sector, firm.kind, firm.own_field, firm.second_field = trade.sector, trade.kind, trade.own_field, trade.second_field
    firm.goods, firm.noise, firm.art = trade.goods, trade.noise, world.kinds[trade.kind].art
    firm.people = given.people if _is_given(given.people) else drawn_people(members, now, serial)
    firm.entry_people = firm.people
    drawn_age = -members.age_mean_years * math.log(1.0 - uniform(now, AGE, serial))
    firm.age_months = 12.0 * (given.age_years if _is_given(given.age_years) else drawn_age)
    firm.near_share = given.near_share if _is_given(given.near_share) else world.parameters.local_chain.near_share
    firm.time_share = given.hours / world.parameters.production.hours_per_person_month if _is_given(given.hours) else 1.0


@compiled
def _market(world: World, now: Now, firm: Any, serial: int, given: Any) -> None:
    """Customer segments: as given, or the sector's shares, each scaled by a lognormal factor of the firm's own."""
    spread = world.parameters.demand.market_spread
    base = world.trades[firm.trade].market
    total = 0.0
    for segment in range(SEGMENTS):
        drawn = base[segment] * math.exp(spread * normal_nth(now, MARKET, serial, segment))
        weight = given.market[segment] if _is_given(given.market[segment]) else drawn
        firm.market[segment] = weight
        total += weight
    squares = 0.0
    for segment in range(SEGMENTS):
        firm.market[segment] /= total
        squares += firm.market[segment] * firm.market[segment]
    firm.market_length = math.sqrt(squares)


@compiled
def _skills(world: World, now: Now, site: int, unit: int, serial: int, given: Any) -> None:
    """Own level times the trade's profile; at least so much in the field of an earlier occupation and in fields learnt."""
    members = world.parameters.members
    firm = world.firms[site, unit]
    drawn = bounded(members.skill_mean + members.skill_spread * normal(now, SKILL, serial))
    level = given.skill if _is_given(given.skill) else drawn
    fields = world.skill.shape[1]
    for field in range(fields):
        world.skill[site, field, unit] = level * world.trade_skill[firm.trade, field]
        if given.learnt >= 0 and given.learnt >> field & 1:
            world.skill[site, field, unit] = max(world.skill[site, field, unit], LEARNT_LEVEL)
    background = given.background if given.background >= 0 else int(uniform(now, BACKGROUND, serial) * fields)
    world.skill[site, background, unit] = max(world.skill[site, background, unit], BACKGROUND_LEVEL)


@compiled
def _means(world: World, now: Now, firm: Any, serial: int, area: float, given: Any) -> None:
    """Billing rate, standing, start cash and outside options."""
    p = world.parameters
    rate = p.demand.rate_eur_per_hour * world.trades[firm.trade].rate_factor
    drawn_rate = rate * math.exp(p.demand.rate_spread * normal(now, RATE, serial))
    firm.rate = given.rate if _is_given(given.rate) else drawn_rate
    firm.standing_base = p.demand.standing_spread * normal(now, STANDING, serial)
    firm.standing = firm.standing_base
    monthly = firm.people * (p.finance.fixed_cost_eur_month + p.finance.living_eur_month)
    monthly += area * p.members.start_cash_rent_eur_per_m2_month
    months = p.members.start_cash_months * math.exp(p.members.start_cash_spread * normal(now, CASH, serial))
    firm.cash = given.cash if _is_given(given.cash) else months * monthly
    outside = math.exp(p.membership.outside_income_spread * normal(now, OUTSIDE_INCOME, serial))
    drawn_outside = p.membership.outside_income_eur_month * outside
    firm.outside_income = given.outside_income if _is_given(given.outside_income) else drawn_outside
    taste = p.membership.moving_threshold_spread * normal(now, MOVING_THRESHOLD, serial)
    firm.moving_threshold = p.membership.moving_threshold + taste
    firm.smoothed_income = max(firm.outside_income, p.finance.living_eur_month)


@compiled
def _traits(world: World, now: Now, firm: Any, serial: int, given: Any) -> None:
    members = world.parameters.members
    drawn_generosity = bounded(members.generosity_mean + members.generosity_spread * normal(now, GENEROSITY, serial))
    firm.generosity = given.generosity if _is_given(given.generosity) else drawn_generosity
    firm.income_weight = given.income_weight if _is_given(given.income_weight) else world.kinds[firm.kind].income_weight
    firm.value = drawn_value(now, serial)
    commons = world.parameters.commons
    firm.initiator = uniform(now, INITIATOR, serial) < commons.initiator_share
    firm.gift = uniform(now, GIFT, serial)
    if world.parameters.processes.network:
        firm.nomad = uniform(now, NOMAD, serial) < world.parameters.network.nomad_share
    firm.upkeep_hours = firm.people * commons.initial_hours if firm.founder else 0.0
    firm.reputation = 0.5
    firm.care = given.care if _is_given(given.care) else world.parameters.community.initial_care
    firm.knows_rules = 1.0 if firm.founder else world.parameters.norms.newcomer_knows
    firm.satisfaction = given.satisfaction if _is_given(given.satisfaction) else 0.5
    firm.alone = 0.5
    firm.people_wanted_soon = given.people_soon if _is_given(given.people_soon) else NO_LIMIT
    firm.people_wanted_later = given.people_later if _is_given(given.people_later) else NO_LIMIT
    firm.learns, firm.teaches, firm.advised, firm.needs_share = 1.0, 1.0, 1.0, 1.0
    if world.parameters.processes.growth:
        note_stage(world.parameters, firm)
    for meeting in range(MEETINGS):
        firm.met[meeting] = -1


@compiled
def market_overlap(firm: Any, other: Any) -> float:
    """Cosine of two market vectors: 1 for the same customers, 0 for none in common."""
    product = 0.0
    for segment in range(SEGMENTS):
        product += firm.market[segment] * other.market[segment]
    return float(product / (firm.market_length * other.market_length))


@compiled
def share_heard(place: Any) -> float:
    """Share of a neighbour's noise that is heard: walls keep out theirs as far as units are enclosed."""
    return float(1.0 - place.sound_insulation * place.enclosure)


@compiled
def join_neighbours(world: World, site: int, unit: int) -> None:
    """Rivals and noise, of the newcomer and of those who are there: summed overlap of markets, noise heard by contact.

    Who works outside, its unit not being open, has neither.
    """
    firm, open_units = world.firms[site, unit], world.sites[site].open_units
    firm.rivals, firm.noise_heard = 0.0, 0.0
    if unit >= open_units:
        return
    heard = share_heard(world.parameters.place)
    for other_unit in range(open_units):
        other = world.firms[site, other_unit]
        if other_unit == unit or other.serial < 0:
            continue
        overlap = market_overlap(firm, other)
        firm.rivals += overlap
        other.rivals += overlap
        firm.noise_heard += heard * world.contact[unit, other_unit] * other.noise
        other.noise_heard += heard * world.contact[unit, other_unit] * firm.noise


@compiled
def settle(world: World, now: Now, site: int, unit: int, serial: int, given: Any) -> None:
    """Put the firm with this serial number into a unit; what is not given is drawn from the serial number.

    Parameters
    ----------
    site, unit : int
        An empty unit.
    serial : int
        Serial number within the world.
    given : record of type `mfsim.world.records.FOUNDER`
        What is known of the firm; -1 or NaN where the model draws.
    """
    origin = Now(now.key_low, now.key_high, 0)
    firm = world.firms[site, unit]
    firm.serial = serial
    firm.founder = now.month <= world.sites[site].founders_until
    firm.entry_month = now.month
    firm.area = world.units[unit].area
    _identity(world, origin, firm, serial, given)
    _market(world, origin, firm, serial, given)
    _skills(world, origin, site, unit, serial, given)
    _means(world, origin, firm, serial, firm.area, given)
    _traits(world, origin, firm, serial, given)
    if world.parameters.processes.machines:
        own_machines(world.parameters.machines, origin, world.machine_of, firm)
    join_neighbours(world, site, unit)
    firm.rent_per_m2 = world.owners[site].quote
    world.ledger[site].newcomers += firm.cash
