"""Membership: firms leave when insolvent, when giving up, for reasons of their own, or for a better place; applicants enter.

Equation::

    insolvent: cash < −credit line · owners, or rent arrears beyond the limit
    P(gives up) = κ · logistic(slope · (outside income − smoothed income) / 1300 EUR)
    P(closes otherwise) = exogenous rate
    moves away: premises of its own would have been better by more than its threshold for `patience` months
    expelled: by who decides, for breaches of rules; displaced, or its lease ended: the owner asked for more, or gave notice
    term over: months in the place, without those outside, reach the term, if there is one
    too big: it would hire and has had no area for it for so many months (`mfsim.processes.growth`)
    applicants ~ Poisson(rate · units) wait in a list; for each unit that has stood empty long enough one of them is chosen
    by the rule of admission (`mfsim.world.admission`); who finds no place in the list, or waits too long, is gone;
    of several units to let the chosen takes the one whose area is closest to what its people need
    or, with letting = "hazard", each empty unit is let with probability 1 / vacancy_months
    with lease.correlation, closing otherwise and this letting have a common factor (`mfsim.world.common_trouble`)

Each applicant has a serial number and is the same firm in every variant of a scenario.

Source: model-equations 1 (giving up, insolvency), 3 (vacancy).
"""

from __future__ import annotations

import math
from typing import Any

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, poisson, purpose, uniform, uniform_nth
from mfsim.world.admission import chosen, lose_patience, take, wait
from mfsim.world.arrival import drawn_people, settle
from mfsim.world.common_trouble import chance_given, mood, shared_part
from mfsim.world.departure import vacate
from mfsim.world.parameters import choice
from mfsim.world.phases import is_gone, units_to_let
from mfsim.world.records import CAUSES
from mfsim.world.serials import SERIALS_PER_SITE
from mfsim.world.staff import owners
from mfsim.world.state import World
from mfsim.world.vacancies import area_for, find_to_let, is_to_let, take_closest_in_area

PROCESS = 11
GIVE_UP = purpose(PROCESS, 1)
CLOSE = purpose(PROCESS, 2)
APPLICANTS = purpose(PROCESS, 3)
LET = purpose(PROCESS, 4)
SINGLE_TENANT = choice("lease", "kind", "single_tenant")
MOVES = choice("growth", "outgrown", "move")
BY_HAZARD = choice("membership", "letting", "hazard")
STAYS = -1
INSOLVENT = CAUSES.index("insolvent")
GAVE_UP = CAUSES.index("gave_up")
OTHER_CLOSING = CAUSES.index("other_closing")
MOVED_AWAY = CAUSES.index("moved_away")
TERM_OVER = CAUSES.index("term_over")
EXPELLED = CAUSES.index("expelled")
TOO_BIG = CAUSES.index("too_big")
INCOME_SCALE_EUR = 1_300.0
LARGEST_EXPONENT = 700.0


@compiled
def chance_of_giving_up(outside: float, income: float, largest: float, slope: float) -> float:
    """Monthly probability that a business is given up; incomes in EUR per person and month."""
    return largest / (1.0 + math.exp(min(LARGEST_EXPONENT, -slope * (outside - income) / INCOME_SCALE_EUR)))


@compiled
def _is_insolvent(parameters: Any, firm: Any) -> bool:
    rent = firm.rent_per_m2 * firm.area
    evicted = rent > 0.0 and firm.arrears > parameters.lease.eviction_months * rent
    return bool(evicted or firm.cash < -parameters.finance.credit_line_eur * owners(firm))


@compiled
def reason_to_leave(  # noqa: PLR0911 - one for each cause
    parameters: Any, now: Now, firm: Any, closing: float
) -> int:
    """Return the cause for which a firm leaves this month (a place in `CAUSES`), or `STAYS`.

    Parameters
    ----------
    closing : float
        Chance that it closes for reasons outside the model.
    """
    p = parameters.membership
    giving_up = chance_of_giving_up(firm.outside_income, firm.smoothed_income, p.give_up_rate, p.give_up_slope)
    if _is_insolvent(parameters, firm):
        return INSOLVENT
    if firm.expelled:
        return EXPELLED
    if firm.notice > 0:
        return int(firm.notice)
    if uniform(now, GIVE_UP, firm.serial) < giving_up:
        return GAVE_UP
    if uniform(now, CLOSE, firm.serial) < closing:
        return OTHER_CLOSING
    if p.term_months > 0 and firm.months_in_place - firm.months_outside >= p.term_months:
        return TERM_OVER
    if firm.months_below >= p.patience_months:
        return MOVED_AWAY
    if parameters.growth.outgrown == MOVES and firm.months_cramped >= parameters.growth.cramped_months:
        return TOO_BIG
    return STAYS


@compiled
def _leave(world: World, now: Now, site: int) -> None:
    correlation, z = shared_part(world.parameters), mood(world.parameters, world.economy[0])
    closing = chance_given(world.parameters.membership.exogenous_closing, correlation, z)
    judges = world.parameters.processes.community  # without it nobody compares places
    for unit in range(world.firms.shape[1]):
        firm = world.firms[site, unit]
        if firm.serial < 0:
            continue
        inside = unit < world.sites[site].open_units
        firm.months_in_place += 1
        firm.months_outside += 0 if inside else 1
        firm.age_months += 1.0
        better_alone = inside and judges and firm.alone - firm.satisfaction > firm.moving_threshold + firm.attachment
        firm.months_below = firm.months_below + 1 if better_alone else 0
        cause = reason_to_leave(world.parameters, now, firm, closing)
        if cause != STAYS:
            vacate(world, site, unit, now.month, cause)


@compiled
def _next_serial(world: World, site: int) -> int:
    """Applicants' serial numbers follow those of the founding members."""
    state = world.sites[site]
    serial = state.number * SERIALS_PER_SITE + world.firms.shape[1] + state.next_applicant
    state.next_applicant += 1
    return int(serial)


@compiled
def _enter(world: World, now: Now, site: int, unit: int, serial: int) -> None:
    settle(world, now, site, unit, serial, world.founders[world.founders.shape[0] - 1])
    world.tally[site].entries += 1


@compiled
def _admit(world: World, now: Now, site: int, to_let: int) -> None:
    """Let the one of so many in `world.to_let` that fits its people best to the applicant who is chosen."""
    serial = take(world.sites[site], chosen(world, now, site))
    people = drawn_people(world.parameters.members, Now(now.key_low, now.key_high, 0), serial)
    unit = take_closest_in_area(world.units, world.to_let, to_let, area_for(world.parameters, people))
    _enter(world, now, site, unit, serial)


@compiled
def _let_to_applicants(world: World, now: Now, site: int) -> None:
    """Applicants join the list while it has room; when it is full and a unit is to let, one is chosen at once."""
    p, state = world.parameters.membership, world.sites[site]
    all_units = world.firms.shape[1]
    units = units_to_let(world.parameters.founding, state, all_units, now.month)
    lose_patience(state, now.month, p.waiting_months)
    count = poisson(p.applicants_per_unit_month * all_units, uniform(now, APPLICANTS, state.number))
    world.tally[site].applicants += count
    to_let = find_to_let(world.firms[site], world.to_let, units, now.month, p.turnaround_months)
    for _ in range(count):
        serial = _next_serial(world, site)
        if state.waiting == p.waiting_places and to_let > 0:
            _admit(world, now, site, to_let)
            to_let -= 1
        if state.waiting < p.waiting_places:
            wait(state, serial, now.month)
    while state.waiting > 0 and to_let > 0:
        _admit(world, now, site, to_let)
        to_let -= 1


@compiled
def _let_by_hazard(world: World, now: Now, site: int) -> None:
    p = world.parameters.membership
    correlation, z = shared_part(world.parameters), mood(world.parameters, world.economy[0])
    chance = chance_given(1.0 / p.vacancy_months, correlation, -z)
    state, all_units = world.sites[site], world.firms.shape[1]
    for unit in range(units_to_let(world.parameters.founding, state, all_units, now.month)):
        to_let = is_to_let(world.firms[site, unit], now.month, p.turnaround_months)
        if to_let and uniform_nth(now, LET, world.sites[site].number, unit) < chance:
            world.tally[site].applicants += 1
            _enter(world, now, site, unit, _next_serial(world, site))


@process
def membership(world: World, now: Now) -> None:
    """Firms leave and enter.

    Parameters
    ----------
    world : World
        Changes firms (whole rows), who waits, skill, trust, account, helped; ledger; tally; writes rows of firms.
    """
    for site in range(world.firms.shape[0]):
        if is_gone(world.sites[site]):
            continue
        _leave(world, now, site)
        if world.parameters.lease.kind == SINGLE_TENANT:
            continue
        if world.parameters.membership.letting == BY_HAZARD:
            _let_by_hazard(world, now, site)
        else:
            _let_to_applicants(world, now, site)
