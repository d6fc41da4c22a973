"""Governance: the association meets, budgets once a year, takes fees and pays, until it may be unable to.

Equation::

    a month's meeting, once the place is open: each of those invited comes with probability care · (1 − fatigue)
    fees = [expected costs + reserve − expected other income] / what is expected to be let, per area, equally, or by revenue
    reserve: a share of the costs, until the cash covers so many months of them
    a budget is due at the start and then every twelve months; it is passed when enough of those invited have come
    events bring the mean · (condition of the place / ½) · exp(s · z − s²/2)
    dissolved after so many months of debt beyond the credit, or with too few members left

A facilitator brings together pairs who hardly know one another. Where the surplus is the founders', they draw a share of it
once a year.

Source: book 3.13 (running costs are repaid by fees), 1.6 (optimistic budgets, reliance on enthusiasts), 1.5 (legal form),
ch. 5 (areas of responsibility).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, normal, purpose, uniform, uniform_between, uniform_nth
from mfsim.world.budget import YEAR, expected_cost, pay, set_fees, to_be_raised
from mfsim.world.deciding import ASSEMBLY, CELLS, FOUNDERS, MANAGER, NOBODY, has_facilitator, who_decides
from mfsim.world.dissolving import dissolve, is_at_its_end
from mfsim.world.hours import spend_on_place
from mfsim.world.parameters import choice
from mfsim.world.records import NEUTRAL_CONDITION
from mfsim.world.state import World

PROCESS = 8
ATTEND = purpose(PROCESS, 1)
EVENTS = purpose(PROCESS, 2)
INTRODUCED = purpose(PROCESS, 3)
INTRODUCED_TO = purpose(PROCESS, 4)
FOUNDER_PROFIT = choice("governance", "legal_form", "founder_profit")


@compiled
def _meet(parameters: Any, now: Now, firms: Any, tally: Any, who: int) -> None:
    """Those invited come or not; who comes gives its hours."""
    p = parameters.governance
    if who not in (ASSEMBLY, CELLS, FOUNDERS):
        return
    hours = p.assembly_hours_month / p.cells if who == CELLS else p.assembly_hours_month
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial < 0 or (who == FOUNDERS and not firm.founder):
            continue
        tally.invited += 1
        if not firm.absent and uniform(now, ATTEND, firm.serial) < firm.care * (1.0 - firm.fatigue):
            tally.attended += 1
            spend_on_place(parameters, firm, hours)


@compiled
def can_pass(p: Any, tally: Any, who: int) -> bool:
    """Whether a budget can be passed this month: somebody decides, and of a meeting enough have come."""
    if who in (ASSEMBLY, CELLS, FOUNDERS):
        return bool(tally.attended > 0 and tally.attended >= p.quorum * tally.invited)
    return bool(who != NOBODY)


@compiled
def _take_other_income(p: Any, now: Now, state: Any, tally: Any, ledger: Any) -> None:
    if p.events:
        luck = math.exp(p.event_income_spread * (normal(now, EVENTS, state.number) - 0.5 * p.event_income_spread))
        tally.event_income = p.event_income_eur_month * luck * state.condition / NEUTRAL_CONDITION
    if p.grant and now.month - state.opened <= p.grant_months:
        tally.grant = p.grant_eur_month
    state.association_cash += tally.event_income + tally.grant
    ledger.funders += tally.event_income + tally.grant


@compiled
def _pay_people(parameters: Any, month: int, who: int, state: Any, tally: Any, ledger: Any) -> None:
    p = parameters.governance
    manager = 1.0 if who == MANAGER else 0.0
    months = month - state.opened
    cost = pay(parameters, 1.0 if months <= p.catalyst_months else 0.0, manager, 1.0 if months <= p.grant_months else 0.0)
    state.association_cash -= cost
    ledger.households -= cost
    tally.association_cost += cost


@compiled
def _look_back(firms: Any, state: Any) -> int:
    """Add the month to what a budget by revenue rests on; return the number of members."""
    members = 0
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial >= 0:
            members += 1
            state.year_revenue += firm.billed + firm.project_billed
    state.year_members += members
    return members


@compiled
def _draw_on_surplus(p: Any, firms: Any, state: Any, full_reserve: float) -> None:
    """The founders who are still there share a part of the cash beyond the full reserve."""
    founders = 0
    for unit in range(firms.shape[0]):
        founders += 1 if firms[unit].serial >= 0 and firms[unit].founder else 0
    surplus = p.profit_share * max(0.0, state.association_cash - full_reserve)
    if founders == 0 or surplus <= 0.0:
        return
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial >= 0 and firm.founder:
            firm.surplus = surplus / founders
            firm.cash += firm.surplus
            state.association_cash -= firm.surplus


@compiled
def _make_budget(parameters: Any, now: Now, firms: Any, units: Any, state: Any) -> None:
    p = parameters.governance
    count, months = units.shape[0], now.month - state.opened
    area = 0.0
    for unit in range(count):
        area += units[unit].area
    if p.legal_form == FOUNDER_PROFIT:
        full_reserve = p.reserve_months * expected_cost(parameters, months, count)
        _draw_on_surplus(p, firms, state, full_reserve)
    set_fees(p, state, to_be_raised(parameters, months, count, state.association_cash), count, area)
    state.budget_month = now.month + YEAR
    state.year_revenue, state.year_members = 0.0, 0


@compiled
def _are_strangers(trust: NDArray[np.float64], one: int, other: int, known: float) -> bool:
    return bool(one != other and (trust[one, other] < known or trust[other, one] < known))


@compiled
def _has_stranger(firms: Any, trust: NDArray[np.float64], unit: int, known: float) -> bool:
    found = False
    for other in range(firms.shape[0]):
        found = found or (firms[other].serial >= 0 and _are_strangers(trust, unit, other, known))
    return found


@compiled
def _introduce(now: Now, firms: Any, trust: NDArray[np.float64], known: float, number: int) -> bool:
    """Bring together any member who hardly knows somebody with any of those; say whether there was one."""
    one, other, lowest = -1, -1, 1.0
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0 and _has_stranger(firms, trust, unit, known):
            u = uniform_nth(now, INTRODUCED, firms[unit].serial, number)
            if u < lowest:
                one, lowest = unit, u
    if one < 0:
        return False
    lowest = 1.0
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0 and _are_strangers(trust, one, unit, known):
            u = uniform_between(now, INTRODUCED_TO, firms[one].serial, firms[unit].serial, number)
            if u < lowest:
                other, lowest = unit, u
    trust[one, other] = max(trust[one, other], known)
    trust[other, one] = max(trust[other, one], known)
    return True


@process
def governance(world: World, now: Now) -> None:
    """The association decides, budgets, takes fees and pays.

    Parameters
    ----------
    world : World
        Changes the association's cash (EUR), fees and whether it has dissolved; of firms: common_hours (h), cash and surplus
        (EUR); trust; tally; ledger.
    """
    parameters = world.parameters
    p = parameters.governance
    for site in range(world.firms.shape[0]):
        firms, state = world.firms[site], world.sites[site]
        tally, ledger = world.tally[site], world.ledger[site]
        if state.dissolved or state.open_units == 0:
            continue
        who = who_decides(parameters, state, now.month)
        _meet(parameters, now, firms, tally, who)
        founding = state.budget_month == 0
        if founding or (now.month >= state.budget_month and can_pass(p, tally, who)):
            _make_budget(parameters, now, firms, world.units, state)
        members = _look_back(firms, state)
        _take_other_income(p, now, state, tally, ledger)
        _pay_people(parameters, now.month, who, state, tally, ledger)
        if has_facilitator(parameters, state, now.month):
            for number in range(p.introductions_month):
                tally.introductions += 1 if _introduce(now, firms, world.trust[site], p.introduction_trust, number) else 0
        if is_at_its_end(p, state, members):
            dissolve(state, ledger)
