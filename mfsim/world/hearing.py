"""Who takes up open cases: the members, some of them, or one person; each case is decided by a plurality, or stays open.

Equation::

    cases taken up ~ Poisson(pace · Σ care · (1 − fatigue) over those who have a say), the oldest first
    each who has a say is called to a case with probability min(1, size / how many they are), and then attends with
    probability care · (1 − fatigue); decided if at least two attend and at least half of them propose the same
    accepted = l0 + (1 − l0) · share of the members who have a say
    a manager or director decides so many cases a month by one view of each kind: fit plus noise

Source: book 1.6 (rules from the resolution of cases), ch. 5 (areas of responsibility); model-equations 2.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, poisson, uniform, uniform_between, uniform_nth
from mfsim.world.deciding import CELLS, DIRECTOR, FOUNDERS, MANAGER, NOBODY
from mfsim.world.hours import spend_on_place
from mfsim.world.norm_draws import AGENDA, ATTEND, CELL, VIEW, VOTE
from mfsim.world.open_cases import drop_case
from mfsim.world.proposing import proposal
from mfsim.world.rulebook import remember, seems_best

UNDECIDED = -1
ALL_KINDS = -1


class Hall(NamedTuple):
    """What deciding touches on one site: firms (N), norms (kinds), open cases, trust (N, N), the site, its tally."""

    firms: Any
    norms: Any
    cases: Any
    trust: NDArray[np.float64]
    state: Any
    tally: Any


@compiled
def cell_of(now: Now, serial: int, cells: int) -> int:
    """Area of responsibility that a member is in: a trait."""
    return int(uniform(Now(now.key_low, now.key_high, 0), CELL, serial) * cells)


@compiled
def has_say(now: Now, firm: Any, who: int, cell: int, cells: int) -> bool:
    """Whether a member has a say where `who` decides, in a cell or (`ALL_KINDS`) on everything."""
    if firm.serial < 0 or firm.excluded > 0:
        return False
    if who == FOUNDERS:
        return bool(firm.founder)
    return cell == ALL_KINDS or cell_of(now, firm.serial, cells) == cell


@compiled
def _vote(parameters: Any, now: Now, hall: Hall, case: Any, who: int, cell: int, called: float) -> int:
    """Let those who attend propose; return the resolution that at least half of them want, or `UNDECIDED`."""
    p = parameters.norms
    norm = hall.norms[case.kind]
    there, first, second, third = 0, 0, 0, 0
    for unit in range(hall.firms.shape[0]):
        firm = hall.firms[unit]
        if not has_say(now, firm, who, cell, parameters.governance.cells):
            continue
        attends = called * firm.care * (1.0 - firm.fatigue)
        if uniform_between(now, ATTEND, firm.serial, case.serial, case.number) >= attends:
            continue
        wanted = proposal(p, now, VOTE, norm, case.kind, firm.serial, firm.care, case.serial, case.number)
        there += 1
        first += 1 if wanted == 0 else 0
        second += 1 if wanted == 1 else 0
        third += 1 if wanted == 2 else 0
        spend_on_place(parameters, firm, p.hearing_hours)
        firm.fatigue += p.hearing_fatigue * (1.0 - firm.fatigue)
    most = max(first, second, third)
    if there < 2 or 2 * most < there:
        return UNDECIDED
    return 0 if first == most else 1 if second == most else 2


@compiled
def _close(p: Any, now: Now, hall: Hall, place: int, resolution: int, accepted: float) -> None:
    """A decision becomes a precedent, and the case is settled for both parties."""
    case = hall.cases[place]
    remember(p, now, hall.norms[case.kind], resolution, accepted, case.serial, case.other_serial, case.number)
    hall.firms[case.unit].settled += 1
    hall.firms[case.other_unit].settled += 1
    hall.tally.decided += 1
    drop_case(hall.cases, hall.state, place)


@compiled
def _those_with_a_say(now: Now, hall: Hall, who: int, cell: int, cells: int) -> tuple[int, int, float]:
    """Members; how many of them have a say; and the sum of their care · (1 − fatigue)."""
    members, voters, zeal = 0, 0, 0.0
    for unit in range(hall.firms.shape[0]):
        firm = hall.firms[unit]
        members += 1 if firm.serial >= 0 else 0
        if has_say(now, firm, who, cell, cells):
            voters += 1
            zeal += firm.care * (1.0 - firm.fatigue)
    return members, voters, zeal


@compiled
def _hear(parameters: Any, now: Now, hall: Hall, site: int, who: int, cell: int) -> None:
    """Members hear the oldest open cases, of all kinds or of their cell's."""
    p, cells = parameters.norms, parameters.governance.cells
    members, voters, zeal = _those_with_a_say(now, hall, who, cell, cells)
    if voters == 0:
        return
    pace = poisson(p.hearings_per_member_month * zeal, uniform_nth(now, AGENDA, site, cell + 1))
    accepted = p.imposed_legitimacy + (1.0 - p.imposed_legitimacy) * voters / members
    called = min(1.0, p.hearing_size / voters)
    place = 0
    while pace > 0 and place < hall.state.open_cases:
        case = hall.cases[place]
        if cell != ALL_KINDS and case.kind % cells != cell:
            place += 1
            continue
        pace -= 1
        resolution = _vote(parameters, now, hall, case, who, cell, called)
        if resolution == UNDECIDED:
            place += 1
        else:
            _close(p, now, hall, place, resolution, accepted)


@compiled
def take_up(parameters: Any, now: Now, hall: Hall, site: int, who: int) -> None:
    """Whoever decides takes up open cases, the oldest first.

    Parameters
    ----------
    parameters : record
        All parameters.
    site : int
        Number of the site, which addresses draws.
    who : int
        As `mfsim.world.deciding.who_decides` says.
    """
    p = parameters.norms
    if who == NOBODY:
        return
    if who in (MANAGER, DIRECTOR):
        pace = min(hall.state.open_cases, poisson(p.manager_cases_month, uniform(now, AGENDA, site)))
        for _ in range(pace):
            kind = hall.cases[0].kind
            view = seems_best(p.resolutions, now, VIEW, hall.norms[kind], site, kind, p.seen_noise)
            _close(p, now, hall, 0, view, p.imposed_legitimacy)
    elif who == CELLS:
        for cell in range(parameters.governance.cells):
            _hear(parameters, now, hall, site, who, cell)
    else:
        _hear(parameters, now, hall, site, who, ALL_KINDS)
