"""Local chain: what members need they buy from one another, near or far; who has too many orders passes some on.

Equation::

    inputs = share of billing (goods or services), split over supplying sectors by a table; the rest is raw material
    inside: with a chance a month and supplying sector, from the member of that sector of best trust · level who has the
            level and hours left; hours = price · inputs / its rate; what it cannot do is bought elsewhere
    near = share · (inputs − inside),  far = the rest;   paid: inputs · (price + transport)
    passed on: open hours beyond so many months of capacity, to the member of the same field of best trust · level who has
               hours left and for whom (1 − commission) · rate is enough; who passes them on bills the customer

What is bought inside is an order of a colleague's, paid at once: the money stays in the place, and its own inputs for that
work are bought near or far. Members need no building for this, but who works outside one that they share asks and passes on
less, as it meets the others less.

Source: book 1.2 and 1.3 (a micro supply chain of farms, each in a place of its own), 3.14 (local suppliers).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, purpose, uniform_nth
from mfsim.world.contact import contact_of
from mfsim.world.hours import hours_left
from mfsim.world.machine_needs import hours_held
from mfsim.world.staff import input_share
from mfsim.world.state import World

PROCESS = 18
ASKS_INSIDE = purpose(PROCESS, 1)
NOBODY = -1


class Market(NamedTuple):
    """Members who can take orders from one another on one site.

    firms (N), trust (N, N), skill (K, N); first (sectors): a unit of the sector with hours left, -1 for none, and following
    (N): the next one; rest (N): inputs in EUR that a firm has yet to buy; month_hours: of a person (h).
    """

    firms: Any
    trust: NDArray[np.float64]
    skill: NDArray[np.float64]
    first: NDArray[np.int64]
    following: NDArray[np.int64]
    rest: NDArray[np.float64]
    month_hours: float


@compiled
def _strengthen(trust: NDArray[np.float64], one: int, other: int, gain: float) -> None:
    trust[one, other] += gain * (1.0 - trust[one, other])
    trust[other, one] += gain * (1.0 - trust[other, one])


@compiled
def _work_for(firm: Any, other: Any, hours: float, pay: float) -> None:
    """The other works so many hours for the firm, which pays it at once."""
    other.hours_worked += hours
    other.worked_total += hours
    other.chain_hours += hours
    other.chain_money += pay
    firm.chain_money -= pay


@compiled
def find_colleague(p: Any, market: Market, unit: int) -> int:
    """Unit of the member of the same field who can take orders of a firm, the best by trust times level; -1 for none."""
    firm = market.firms[unit]
    best, highest = NOBODY, 0.0
    for sector in range(market.first.shape[0]):
        other_unit = market.first[sector]
        while other_unit != NOBODY:
            other = market.firms[other_unit]
            level = market.skill[firm.own_field, other_unit]
            score = market.trust[unit, other_unit] * level
            able = other_unit != unit and other.own_field == firm.own_field and level >= p.level and score > highest
            worth_it = (1.0 - p.commission) * firm.rate >= p.least_rate * other.rate
            if able and worth_it and hours_left(other, market.month_hours) > 0.0:
                best, highest = other_unit, score
            other_unit = market.following[other_unit]
    return best


@compiled
def pass_on(p: Any, market: Market, tally: Any, ledger: Any, unit: int, contact: float) -> None:
    """Who has more open work than it likes gives some to a colleague, and keeps a commission; outside, it gives less."""
    firm = market.firms[unit]
    excess = firm.open_hours - hours_held(firm) - p.overflow_months * firm.people * firm.time_share * market.month_hours
    other_unit = find_colleague(p, market, unit) if contact * excess > 0.0 else NOBODY
    if other_unit == NOBODY:
        return
    other = market.firms[other_unit]
    hours = min(contact * excess, hours_left(other, market.month_hours))
    firm.open_hours -= hours
    firm.hours_done += hours
    firm.billed += hours * firm.rate
    _work_for(firm, other, hours, (1.0 - p.commission) * hours * firm.rate)
    _strengthen(market.trust, unit, other_unit, p.trust_gain)
    ledger.done += hours
    tally.overflow_hours += hours


@compiled
def _list_sellers(p: Any, market: Market) -> None:
    """Note for each sector who has the level and hours left."""
    for sector in range(market.first.shape[0]):
        market.first[sector] = NOBODY
    for unit in range(market.firms.shape[0]):
        firm = market.firms[unit]
        if firm.serial >= 0 and market.skill[firm.own_field, unit] >= p.level and hours_left(firm, market.month_hours) > 0.0:
            market.following[unit] = market.first[firm.sector]
            market.first[firm.sector] = unit


@compiled
def find_seller(market: Market, buyer: int, sector: int) -> int:
    """Unit of the member of a sector that a firm buys from: the best by trust times level; -1 for none."""
    best, highest = NOBODY, 0.0
    unit = market.first[sector]
    while unit != NOBODY:
        seller = market.firms[unit]
        score = market.trust[buyer, unit] * market.skill[seller.own_field, unit]
        if score > highest and unit != buyer and hours_left(seller, market.month_hours) > 0.0:
            best, highest = unit, score
        unit = market.following[unit]
    return best


@compiled
def buy_inside(p: Any, market: Market, tally: Any, ledger: Any, buyer: int, sector: int, amount: float) -> None:
    """Buy inputs that would cost an amount of EUR from a member, as far as its hours go."""
    unit = find_seller(market, buyer, sector)
    if unit == NOBODY:
        return
    firm, seller = market.firms[buyer], market.firms[unit]
    wanted = p.price_inside * amount / seller.rate
    hours = min(wanted, hours_left(seller, market.month_hours))
    bought, pay = amount * hours / wanted, hours * seller.rate
    market.rest[buyer] -= bought
    seller.chain_income += pay
    firm.inputs_bought += p.transport_inside * bought
    _work_for(firm, seller, hours, pay)
    _strengthen(market.trust, buyer, unit, p.trust_gain)
    ledger.accepted += hours
    ledger.done += hours
    tally.chain_hours += hours
    tally.inputs_inside += pay + p.transport_inside * bought


@compiled
def _buy_from_members(
    p: Any, now: Now, market: Market, tally: Any, ledger: Any, buyer: int, shares: NDArray[np.float64], inputs: float,
    contact: float,
) -> None:  # fmt: skip
    firm = market.firms[buyer]
    for sector in range(shares.shape[0]):
        amount = shares[sector] * inputs
        offered = amount > 0.0 and market.first[sector] != NOBODY  # else a draw would be for nothing
        if offered and uniform_nth(now, ASKS_INSIDE, firm.serial, sector) < contact * p.inside_first:
            buy_inside(p, market, tally, ledger, buyer, sector, amount)


@compiled
def buy_outside(p: Any, firm: Any, tally: Any, amount: float) -> None:
    """Buy the rest near and far."""
    near = firm.near_share * amount * (p.price_near + p.transport_near)
    far = (1.0 - firm.near_share) * amount * (p.price_far + p.transport_far)
    firm.inputs_bought += near + far
    tally.inputs_near += near
    tally.inputs_far += far


@compiled
def _trade(
    p: Any, production: Any, now: Now, state: Any, market: Market, tally: Any, ledger: Any, shares: NDArray[np.float64]
) -> None:
    """A month of one site; who buys first moves on by one unit a month."""
    units = market.firms.shape[0]
    _list_sellers(p, market)
    for turn in range(units):
        unit = (turn + now.month) % units
        if market.firms[unit].serial >= 0:
            pass_on(p, market, tally, ledger, unit, contact_of(state, unit))
    for turn in range(units):
        unit = (turn + now.month) % units
        firm = market.firms[unit]
        if firm.serial >= 0:
            inputs = input_share(production, firm) * firm.billed
            market.rest[unit] = inputs
            firm.inputs_bought = 0.0  # what it pays, in place of the reference price
            contact = contact_of(state, unit)
            _buy_from_members(p, now, market, tally, ledger, unit, shares[firm.sector], inputs, contact)
    for unit in range(units):
        firm = market.firms[unit]
        if firm.serial >= 0:
            own = input_share(production, firm) * firm.chain_income
            buy_outside(p, firm, tally, max(0.0, market.rest[unit]) + own)


@process
def local_chain(world: World, now: Now) -> None:
    """Members buy from one another and elsewhere, and pass orders on.

    Parameters
    ----------
    world : World
        Changes, of firms: hours_worked, open_hours, hours_done, chain_hours (h), billed, inputs_bought, chain_money,
        chain_income (EUR); trust; tally; ledger.
    """
    production = world.parameters.production
    hours = production.hours_per_person_month
    for site in range(world.firms.shape[0]):
        firms, trust, skill = world.firms[site], world.trust[site], world.skill[site]
        market = Market(firms, trust, skill, world.first_seller, world.known, world.scratch, hours)
        tally, ledger = world.tally[site], world.ledger[site]
        _trade(world.parameters.local_chain, production, now, world.sites[site], market, tally, ledger, world.sector_inputs)
