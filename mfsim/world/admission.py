"""Admission: firms that apply wait in a list, and when a unit is to let one of them is chosen by the rule of the place.

Equation: the score of an applicant c among members i, the highest taken and of equals the one who came first::

    first_come     0
    diverse        Σ_i d(trade_c, trade_i)                   its gain in Rao's entropy is largest where this is
    similar        −Σ_i d(trade_c, trade_i)
    complementary  −Σ_i level of i in the own field of c     the field that is covered least
    values         −|value_c − mean value of the members|

d is the distance of two trades (0 within a sector). What an applicant is follows from its serial number, so that every rule
chooses among the same firms.

Source: Rao (1982), Theoretical Population Biology 21 (quadratic entropy).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now
from mfsim.world.arrival import drawn_trade, drawn_value
from mfsim.world.parameters import choice
from mfsim.world.state import World

FIRST_COME = choice("membership", "admission", "first_come")
DIVERSE = choice("membership", "admission", "diverse")
SIMILAR = choice("membership", "admission", "similar")
COMPLEMENTARY = choice("membership", "admission", "complementary")


@compiled
def wait(state: Any, serial: int, month: int) -> None:
    """Put a firm at the end of the list, which has room."""
    state.waiting_serial[state.waiting] = serial
    state.waiting_since[state.waiting] = month
    state.waiting += 1


@compiled
def take(state: Any, place: int) -> int:
    """Take the firm at a place off the list and return its serial number; those behind it move up."""
    serial = state.waiting_serial[place]
    for later in range(place + 1, state.waiting):
        state.waiting_serial[later - 1] = state.waiting_serial[later]
        state.waiting_since[later - 1] = state.waiting_since[later]
    state.waiting -= 1
    return int(serial)


@compiled
def lose_patience(state: Any, month: int, months: int) -> None:
    """Take off the list who applied more than so many months ago; the first have waited longest."""
    while state.waiting > 0 and month - state.waiting_since[0] > months:
        take(state, 0)


@compiled
def distance_to_members(firms: Any, apart: NDArray[np.float64], trade: int) -> float:
    """Sum of a trade's distances to those of the members."""
    total = 0.0
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0:
            total += apart[trade, firms[unit].trade]
    return total


@compiled
def _covered(skill: NDArray[np.float64], field: int) -> float:
    """Sum of the members' levels in a field; an empty unit has none."""
    total = 0.0
    for unit in range(skill.shape[1]):
        total += skill[field, unit]
    return total


@compiled
def _from_mean(firms: Any, value: float) -> float:
    """Distance of a value from the members' mean; 0 without members."""
    total, members = 0.0, 0
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0:
            total += firms[unit].value
            members += 1
    return abs(value - total / members) if members > 0 else 0.0


@compiled
def score(world: World, now: Now, site: int, serial: int) -> float:
    """How well the applicant with this serial number does by the rule of the place."""
    rule = world.parameters.membership.admission
    origin = Now(now.key_low, now.key_high, 0)
    firms = world.firms[site]
    if rule == FIRST_COME:
        return 0.0
    trade = drawn_trade(world.trade_shares, origin, serial)
    if rule == DIVERSE:
        return distance_to_members(firms, world.trade_distance, trade)
    if rule == SIMILAR:
        return -distance_to_members(firms, world.trade_distance, trade)
    if rule == COMPLEMENTARY:
        return -_covered(world.skill[site], world.trades[trade].own_field)
    return -_from_mean(firms, drawn_value(origin, serial))


@compiled
def chosen(world: World, now: Now, site: int) -> int:
    """Return the place in the list of the applicant who is chosen; somebody waits."""
    state = world.sites[site]
    best = 0
    best_score = score(world, now, site, state.waiting_serial[0])
    for place in range(1, state.waiting):
        its_score = score(world, now, site, state.waiting_serial[place])
        if its_score > best_score:
            best, best_score = place, its_score
    return best
