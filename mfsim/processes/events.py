"""Events: in a month that the scenario names demand falls or rises, the heating fails, the largest member leaves.

Equation::

    crisis, boom: log macro index = its undisturbed path − size (+ size), while it lasts (`mfsim.world.shocks`, in demand)
    heating: productivity · (1 − loss) in the place in that month; the association pays the repair;
        each member attends the meeting with probability care · (1 − fatigue) and gives hours;
        trust between two who attend, and care:  x += step · (1 − x),  or with a step below 0:  x += step · x
    the largest member: that with most people, of several the one with the lowest serial number, moves away

A common trouble may bring members together or set them at odds: the sign of the steps is open.

Source: book 1.1 (the heating is out of order, a meeting in the yard, and the question what is common to whom).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, purpose, uniform
from mfsim.world.departure import vacate
from mfsim.world.hours import spend_on_place
from mfsim.world.records import CAUSES
from mfsim.world.state import World

PROCESS = 16
ATTEND = purpose(PROCESS, 1)
MOVED_AWAY = CAUSES.index("moved_away")
NOBODY = -1


@compiled
def stepped(x: float, step: float) -> float:
    """Move a quantity from 0 to 1 by a share of the way up, or for a step below 0 down."""
    return x + step * (1.0 - x) if step >= 0.0 else x + step * x


@compiled
def _attends(now: Now, firm: Any) -> bool:
    return bool(firm.serial >= 0 and uniform(now, ATTEND, firm.serial) < firm.care * (1.0 - firm.fatigue))


@compiled
def _meet(parameters: Any, now: Now, firms: Any, there: NDArray[np.int64], trust: NDArray[np.float64]) -> None:
    """Those who come give hours; trust among them and their care move. `there` is room for their units."""
    p = parameters.events
    count = 0
    for unit in range(firms.shape[0]):
        if _attends(now, firms[unit]):
            there[count] = unit
            count += 1
    for place in range(count):
        firm = firms[there[place]]
        spend_on_place(parameters, firm, p.heating_meeting_hours)
        firm.care = stepped(firm.care, p.heating_care)
        for other in range(count):
            if other != place:
                one, two = there[place], there[other]
                trust[one, two] = stepped(trust[one, two], p.heating_tie)


@compiled
def _repair(p: Any, state: Any, tally: Any, ledger: Any) -> None:
    """The association pays, also on credit, as long as there is one."""
    if state.dissolved:
        return
    state.association_cash -= p.heating_repair_eur
    ledger.suppliers -= p.heating_repair_eur
    tally.association_cost += p.heating_repair_eur
    tally.repair = p.heating_repair_eur


@compiled
def largest_member(firms: Any) -> int:
    """Return the unit of the member with most people; `NOBODY` on an empty site."""
    largest = NOBODY
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial < 0:
            continue
        best = firms[max(largest, 0)]
        first = firm.people == best.people and firm.serial < best.serial
        if largest == NOBODY or firm.people > best.people or first:
            largest = unit
    return largest


@process
def events(world: World, now: Now) -> None:
    """What is due this month happens on every site.

    Parameters
    ----------
    world : World
        Changes, of firms: care, common_hours (h); trust; the association's cash (EUR); lets members go; ledger; tally.
    """
    parameters = world.parameters
    p = parameters.events
    for site in range(world.firms.shape[0]):
        state, tally, firms = world.sites[site], world.tally[site], world.firms[site]
        if p.heating_failure and now.month == p.heating_month and state.open_units > 0:
            tally.heating_loss = p.heating_loss
            _repair(p, state, tally, world.ledger[site])
            _meet(parameters, now, firms, world.known, world.trust[site])
        if p.largest_leaves and now.month == p.largest_month:
            unit = largest_member(firms)
            if unit != NOBODY:
                vacate(world, site, unit, now.month, MOVED_AWAY)
                tally.largest_left = 1
