"""Growth: firms with more work than their people can do hire and take more area; people of theirs found firms of their own.

Equation::

    full month: open hours > backlog · people · hours a month
    hire a step after n full months in a row, if  min(step · hours, asked − people · hours) · rate · (1 − inputs)
        > step · (wage + fixed cost),  cash ≥ m · (what the step and more area cost a month),
        and area ≥ (people + step) · area per person;  asked = hours asked for, smoothed over n months
    no area: take the unit to let that is large enough and has most contact with the own; or hire all the same; or wait, and
        in the end move away
    slack month: capacity − hours spent ≥ capacity · step / people, or cash < 0
    dismiss a step after so many slack months in a row; they are still paid for the months of notice
    give an annex back: people · area per person ≤ area without it
    P(a spin-off) = rate · (people − 1), if the firm has the level and a unit is to let
    hours a month: those of the firm's people

People who are hired are paid whatever there is to do, and bring fewer orders than owners. A firm that has said how many it
wants to be does not hire beyond that; with `stages`, its stage of development must be one that hires
(`mfsim.world.development`). Who works outside, its unit not being open, hires in what room it has there, and nobody of it
founds a firm here.

Source: companies grow in a place: book 3.3; people hired are then difficult to employ: book 3.7.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, purpose, uniform
from mfsim.world.arrival import settle
from mfsim.world.development import hires, note_stage
from mfsim.world.lease_terms import NO_BUILDING
from mfsim.world.machine_needs import hours_held
from mfsim.world.parameters import choice
from mfsim.world.phases import units_to_let
from mfsim.world.serials import FIRST_NAMED, FIRST_SPIN_OFF, SERIALS_PER_SITE
from mfsim.world.staff import cost_of_step, hire, input_share, owners, part_with, step_of
from mfsim.world.state import World
from mfsim.world.vacancies import annex, area_for, closest_in_area, give_back, nearest

PROCESS = 19
SPIN_OFF = purpose(PROCESS, 1)
CROWDS = choice("growth", "outgrown", "crowd")
YEAR = 12
ONE = 1.0
"""People who found a spin-off."""


@compiled
def count_months(parameters: Any, firm: Any) -> None:
    """Count the months in a row with more work than the firm's people can do, and those that fewer could have done."""
    p, hours = parameters.growth, parameters.production.hours_per_person_month * firm.time_share
    full = firm.open_hours - hours_held(firm) > p.backlog_months * firm.people * hours
    spent = firm.hours_worked + firm.hours_given + firm.project_hours + firm.common_due
    dispensable = firm.capacity * min(step_of(p), firm.employees) / firm.people
    slack = firm.employees > 0.0 and (firm.capacity - spent >= dispensable or firm.cash < 0.0)
    firm.months_full = firm.months_full + 1 if full else 0
    firm.months_slack = firm.months_slack + 1 if slack else 0
    firm.usual_asked += (firm.asked - firm.usual_asked) / p.hire_after_months


@compiled
def would_pay(parameters: Any, firm: Any, cost: float) -> bool:
    """Whether the work that a step of hiring could do beyond that of the others would bill more than it costs (EUR)."""
    hours = parameters.production.hours_per_person_month * firm.time_share
    beyond = min(step_of(parameters.growth) * hours, firm.usual_asked - firm.people * hours)
    return bool(beyond * firm.rate * (1.0 - input_share(parameters.production, firm)) > cost)


@compiled
def area_per_person(parameters: Any, firm: Any) -> float:
    """Area (m²) that each of a firm's people needs: for makers of goods, what working takes; 0 without a building."""
    if parameters.lease.kind == NO_BUILDING:
        return 0.0
    needed = parameters.growth.area_per_person_m2
    if firm.goods and parameters.processes.machines:
        needed = max(needed, parameters.machines.goods_m2_per_person * firm.time_share)
    return float(needed)


@compiled
def wants_more(p: Any, firm: Any, step: float, month: int) -> bool:
    """Whether a firm would take on so many people if it had work and money for them (`p`: parameters of growth)."""
    wanted = firm.people_wanted_soon if month - firm.entry_month <= YEAR else firm.people_wanted_later
    return bool(firm.people + step <= wanted and hires(p, firm))


@compiled
def _can_pay(parameters: Any, firm: Any, cost: float) -> bool:
    return bool(firm.cash >= parameters.growth.cash_months * cost)


@compiled
def _more_area(
    parameters: Any,
    firms: Any,
    units: Any,
    contact: NDArray[np.float64],
    unit: int,
    among: int,
    month: int,
    needed: float,
    cost: float,
) -> None:
    """Take the nearest unit to let that is large enough, if the firm can pay its rent beside its other costs."""
    missing, turnaround = needed - firms[unit].area, parameters.membership.turnaround_months
    other_unit = nearest(firms, units, contact, among, month, turnaround, missing)
    if other_unit == firms.shape[0]:
        return
    if _can_pay(parameters, firms[unit], cost + firms[unit].rent_per_m2 * units[other_unit].area):
        annex(firms, units, unit, other_unit)


@compiled
def _grow(
    parameters: Any,
    firms: Any,
    units: Any,
    contact: NDArray[np.float64],
    unit: int,
    among: int,
    month: int,
    tally: Any,
    cost: float,
    inside: bool,
) -> None:
    """Hire if there is work, money and area for it; without area take more, and otherwise do as `outgrown` says.

    Who is not inside, its unit not being open, can take no area here, and waits for none: it hires all the same.
    """
    p, firm = parameters.growth, firms[unit]
    step = step_of(p)
    is_due = firm.months_full >= p.hire_after_months and wants_more(p, firm, step, month)
    if not (is_due and would_pay(parameters, firm, cost) and _can_pay(parameters, firm, cost)):
        firm.months_cramped = 0
        return
    needed = (firm.people + step) * area_per_person(parameters, firm)
    if firm.area < needed and p.annexes and inside:
        _more_area(parameters, firms, units, contact, unit, among, month, needed, cost)
    if firm.area >= needed or p.outgrown == CROWDS or not inside:
        hire(firm, step)
        tally.hired += step
        firm.months_full, firm.months_cramped = 0, 0
    else:
        firm.months_cramped += 1


@compiled
def _shrink(parameters: Any, firms: Any, units: Any, unit: int, month: int, tally: Any) -> None:
    """Dismiss if there is too little to do, and give back an annex that is no longer needed."""
    p, firm = parameters.growth, firms[unit]
    if firm.employees > 0.0 and firm.months_slack >= p.dismiss_after_months:
        left = part_with(firm, step_of(p))
        firm.severance += left * p.notice_months * p.wage_eur_month * firm.time_share
        tally.dismissed += left
        firm.months_slack = 0
    if firm.area > units[unit].area:
        for other_unit in range(firms.shape[0]):
            spare = firm.area - units[other_unit].area
            if firms[other_unit].tenant == unit and firm.people * area_per_person(parameters, firm) <= spare:
                give_back(firms, units, unit, other_unit, month)


@compiled
def _can_part(firm: Any) -> bool:
    """Whether somebody can leave: a whole person who is hired, or one of several owners."""
    return bool(firm.employees >= ONE or owners(firm) >= 1.0 + ONE)


@compiled
def _settle_spin_off(world: World, now: Now, site: int, unit: int, new_unit: int) -> None:
    """Put the new firm into its unit: same trade and level as the parent's, whose ways its founder knows."""
    parent, state, newborn = world.firms[site, unit], world.sites[site], world.newborn[0]
    newborn.trade, newborn.skill = parent.trade, world.skill[site, parent.own_field, unit]
    serial = state.number * SERIALS_PER_SITE + FIRST_SPIN_OFF + state.next_spin_off
    state.next_spin_off += 1
    settle(world, now, site, new_unit, serial, newborn)
    firm = world.firms[site, new_unit]
    firm.care, firm.knows_rules = parent.care, parent.knows_rules
    tie = world.parameters.growth.spin_off_tie
    world.trust[site, unit, new_unit] = tie
    world.trust[site, new_unit, unit] = tie
    if parent.employees >= ONE:
        part_with(parent, ONE)
    else:
        parent.people -= ONE
    world.tally[site].spin_offs += 1
    world.tally[site].entries += 1


@compiled
def _spin_off(world: World, now: Now, site: int, unit: int, among: int) -> None:
    """One of the firm's people may found an own firm, if there is a unit for it."""
    parameters, firm = world.parameters, world.firms[site, unit]
    p = parameters.growth
    if not _can_part(firm) or world.skill[site, firm.own_field, unit] < p.spin_off_skill:
        return
    if uniform(now, SPIN_OFF, firm.serial) >= p.spin_off_rate * (firm.people - ONE):
        return
    turnaround, wanted = parameters.membership.turnaround_months, area_for(parameters, ONE)
    new_unit = closest_in_area(world.firms[site], world.units, among, now.month, turnaround, wanted)
    room = FIRST_NAMED - FIRST_SPIN_OFF
    if new_unit < world.firms.shape[1] and world.sites[site].next_spin_off < room:
        _settle_spin_off(world, now, site, unit, new_unit)


@process
def growth(world: World, now: Now) -> None:
    """Firms hire and dismiss, take and give back area; people of theirs found firms.

    Parameters
    ----------
    world : World
        Changes, of firms: people, employees, area (m²), tenant, severance (EUR), months counted, stage of development and
        what depends on it; whole rows, skill and trust of spin-offs; ledger; tally.
    """
    parameters, units = world.parameters, world.firms.shape[1]
    for site in range(world.firms.shape[0]):
        firms, tally, state = world.firms[site], world.tally[site], world.sites[site]
        among = min(state.open_units, units_to_let(parameters.founding, state, units, now.month))
        for turn in range(units):
            unit = (turn + now.month) % units
            firm = firms[unit]
            if firm.serial < 0 or firm.entry_month == now.month:
                continue
            note_stage(parameters, firm)
            count_months(parameters, firm)
            _shrink(parameters, firms, world.units, unit, now.month, tally)
            cost, inside = cost_of_step(parameters, firm, world.kinds[firm.kind].fixed_cost), unit < state.open_units
            _grow(parameters, firms, world.units, world.contact[unit], unit, among, now.month, tally, cost, inside)
            if inside:
                _spin_off(world, now, site, unit, among)
