"""Founding: a group founds a place phase by phase, or works open an empty building; units open by stages; it moves or ends.

Equation::

    community first: in a month of a phase a member leaves with probability rate · (1 − care) / ½,
                     until the declaration times |value − mean value| / ¼
    the founding fails when the call is over and fewer members than the least are left
    a month's meeting: each member attends with probability care · (1 − fatigue), for some hours;  care += step · (1 − care)
    opens when all phases, and the works, are over;  space first: when the works are over
    open units = min(all, first + units a month · months since the opening)

Who has no open unit works outside: it pays a rent there, and neither rent nor fees here; it hears no noise, has no rivals
in the place and does no upkeep; it meets the others, asks them and has cases with them at a reduced rate, during the call
not at all. Moving costs money, members and months; at the end all leave, their ties outlive the place, their firms go on.

Source: book 3.4 (the community before the space), ch. 4 (R84, from the call to the keys), 1.6 (Agora moved, Bigmagma
dissolved while the relations among its members remained).
"""

from __future__ import annotations

from typing import Any

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, purpose, uniform
from mfsim.world.arrival import join_neighbours
from mfsim.world.departure import disband, vacate
from mfsim.world.dissolving import dissolve
from mfsim.world.hours import spend_on_place
from mfsim.world.phases import (
    ASSOCIATION,
    CALL,
    DECLARATION,
    ENDED,
    FAILED,
    FORMING,
    MOVING,
    NEVER,
    NO_PHASE,
    OPEN,
    WORKS,
    is_gone,
    months_of_founding,
    phase_at,
    phase_drop_out,
    under_notice,
    units_due,
)
from mfsim.world.records import CAUSES
from mfsim.world.state import World
from mfsim.world.vacancies import give_back_all

PROCESS = 15
DROP_OUT = purpose(PROCESS, 1)
ATTEND = purpose(PROCESS, 2)
STAY_BEHIND = purpose(PROCESS, 3)
LEAVE_EARLY = purpose(PROCESS, 4)
MOVED_AWAY = CAUSES.index("moved_away")
MIDDLE_CARE = 0.5
MEAN_DISTANCE = 0.25
"""Mean distance of values that are spread evenly from 0 to 1 from their middle."""


@compiled
def group_of(firms: Any) -> tuple[int, float]:
    """Members, and the mean of their values (0 without any)."""
    members, value = 0, 0.0
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0:
            members += 1
            value += firms[unit].value
    return members, value / members if members > 0 else 0.0


@compiled
def chance_to_drop_out(p: Any, phase: int, firm: Any, middle: float) -> float:
    """Probability that a member leaves the group in a month of a phase; `middle` is the mean of the members' values."""
    chance = phase_drop_out(p, phase) * (1.0 - firm.care) / MIDDLE_CARE
    if phase == DECLARATION:
        chance *= abs(firm.value - middle) / MEAN_DISTANCE
    return float(chance)


@compiled
def _meet(parameters: Any, now: Now, firms: Any) -> None:
    """Who attends the group's meetings gives hours and comes to care."""
    p = parameters.founding
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial >= 0 and uniform(now, ATTEND, firm.serial) < firm.care * (1.0 - firm.fatigue):
            spend_on_place(parameters, firm, p.meeting_hours_month)
            firm.care += p.meeting_care * (1.0 - firm.care)


@compiled
def _open_until(world: World, site: int, due: int) -> None:
    """Open units up to this number, one after another: their members move in beside those who are in."""
    state = world.sites[site]
    while state.open_units < due:
        unit = state.open_units
        state.open_units += 1
        if world.firms[site, unit].serial >= 0:
            join_neighbours(world, site, unit)


@compiled
def _open_place(world: World, now: Now, site: int) -> None:
    state = world.sites[site]
    state.stage, state.phase, state.opened = OPEN, NO_PHASE, now.month - 1
    state.contact_outside = world.parameters.founding.contact_rate


@compiled
def _end_place(world: World, now: Now, site: int, stage: int) -> None:
    """All leave, and the association with them, if there is one."""
    state = world.sites[site]
    disband(world, site, now.month, MOVED_AWAY)
    state.stage, state.phase, state.open_units = stage, NO_PHASE, 0
    state.waiting, state.open_cases = 0, 0
    if now.month >= state.founded and not state.dissolved:
        dissolve(state, world.ledger[site])


@compiled
def _form(world: World, now: Now, site: int) -> None:
    """A month of the founding group."""
    parameters, state, firms = world.parameters, world.sites[site], world.firms[site]
    p = parameters.founding
    if now.month > months_of_founding(p) and now.month > p.works_months:
        _open_place(world, now, site)
        return
    state.phase = phase_at(p, now.month)
    state.opened, state.founders_until = now.month, now.month
    if state.phase <= ASSOCIATION:
        state.founded = now.month + 1
    called = state.phase == CALL
    state.contact_outside = 0.0 if called else p.contact_rate
    if not called:
        _meet(parameters, now, firms)
    _, middle = group_of(firms)
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial >= 0:
            chance = chance_to_drop_out(p, state.phase, firm, middle)
            if uniform(now, DROP_OUT, firm.serial) < chance:
                vacate(world, site, unit, now.month, MOVED_AWAY)
    members, _ = group_of(firms)
    if not called and members < p.least_members:
        _end_place(world, now, site, FAILED)


@compiled
def _await_works(world: World, now: Now, site: int) -> None:
    """A month of the empty building; who comes as it opens is a founding member."""
    state = world.sites[site]
    state.founders_until = now.month
    if now.month > world.parameters.founding.works_months:
        _open_place(world, now, site)
    else:
        state.opened, state.founded = now.month, now.month + 1


@compiled
def _leave_early(world: World, now: Now, site: int) -> None:
    """Some do not wait for the end of the notice."""
    for unit in range(world.firms.shape[1]):
        firm = world.firms[site, unit]
        if firm.serial >= 0 and uniform(now, LEAVE_EARLY, firm.serial) < world.parameters.founding.notice_leaving:
            vacate(world, site, unit, now.month, MOVED_AWAY)


@compiled
def _move_out(world: World, now: Now, site: int) -> None:
    """The building is left; who comes along pays for the move with the month's costs."""
    p, state, firms = world.parameters.founding, world.sites[site], world.firms[site]
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial < 0:
            continue
        if uniform(now, STAY_BEHIND, firm.serial) < p.relocation_lost:
            vacate(world, site, unit, now.month, MOVED_AWAY)
        else:
            firm.outside_cost += p.relocation_cost_eur
            give_back_all(firms, world.units, unit, now.month)
    for unit in range(firms.shape[0]):
        firms[unit].rivals, firms[unit].noise_heard = 0.0, 0.0
    state.open_units, state.stage = 0, MOVING
    if world.parameters.processes.commons:
        state.condition = world.parameters.commons.initial_condition


@process
def founding(world: World, now: Now) -> None:
    """A place is founded, opens, moves and ends.

    Parameters
    ----------
    world : World
        Changes, of sites: stage, phase, open units and the months that go with them; of firms: care, common_hours (h),
        outside_cost (EUR), rivals and noise of those who move in; lets members go; ledger; tally.
    """
    p, units = world.parameters.founding, world.firms.shape[1]
    for site in range(world.firms.shape[0]):
        state = world.sites[site]
        if is_gone(state):
            continue
        if p.ending != NEVER and now.month >= p.end_month:
            _end_place(world, now, site, ENDED)
            continue
        if state.stage == FORMING:
            _form(world, now, site)
        elif state.stage == WORKS:
            _await_works(world, now, site)
        if state.stage in (OPEN, MOVING) and under_notice(p, now.month):
            _leave_early(world, now, site)
        if state.stage == OPEN and p.relocation and now.month == p.relocation_month:
            _move_out(world, now, site)
        if state.stage == MOVING and now.month >= p.relocation_month + p.relocation_months:
            state.stage = OPEN
        if state.stage == OPEN:
            _open_until(world, site, units_due(p, units, now.month - 1 - state.opened))
