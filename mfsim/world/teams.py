"""Who works on a joint project: whom a leader finds for each field, who belongs to the team, how far they trust one another.

Equation::

    score_j = tie_ij · level_j · slack_j      of those who have the level, and time for the hours before the deadline
    slack_j = 1 − (open hours + hours promised to projects, here and at partner sites) / backlog limit

A leader's tie with itself is 1. A prime contractor asks for no tie: it takes what it can do itself, then the cheapest.

Source: book 3.7 (colleagues as possible resources, who can be activated by agreements made beforehand).
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.world.project_records import PLACES, UNDER_WAY

NOBODY_ABLE = cast(int, np.int64(-1))
NOBODY_FREE = cast(int, np.int64(-2))
NO_UNIT = cast(int, np.int64(-1))


class Members(NamedTuple):
    """What joint projects touch on one site: firms (N), skill (K, N), trust (N, N), projects, dealings, coalitions (256)."""

    firms: Any
    skill: NDArray[np.float64]
    trust: NDArray[np.float64]
    projects: Any
    dealings: Any
    coalitions: NDArray[np.float64]


class Limits(NamedTuple):
    """What a person has: hours for projects and hours in all, a month; hours of open work at most; months to a deadline."""

    for_projects: float
    whole: float
    backlog: float
    months: float


@compiled
def is_there(project: Any, firms: Any, place: int) -> bool:
    """Whether a place in the team is taken by a firm that is still on the site."""
    serial = project.serial[place]
    return bool(serial >= 0 and firms[project.unit[place]].serial == serial)


@compiled
def count_promises(firms: Any, projects: Any) -> None:
    """Count anew the hours that each firm has promised to projects."""
    for unit in range(firms.shape[0]):
        firms[unit].project_due = 0.0
    for slot in range(projects.shape[0]):
        project = projects[slot]
        if project.stage != UNDER_WAY:
            continue
        for part in range(project.parts):
            place = project.worker[part]
            if place >= 0 and is_there(project, firms, place):
                firms[project.unit[place]].project_due += project.left[part]


@compiled
def slack(firm: Any, limits: Limits) -> float:
    """Share of its backlog limit that a firm has not filled with open and promised hours."""
    load = firm.open_hours + firm.project_due + firm.partner_due
    limit = limits.backlog * firm.people * firm.time_share
    if limit <= 0.0:
        return 1.0 if load <= 0.0 else 0.0
    return float(max(0.0, 1.0 - load / limit))


@compiled
def has_time(firm: Any, limits: Limits, hours: float) -> bool:
    """Whether a firm can do these hours, and those promised before, within the months to a deadline."""
    promised = firm.project_due + firm.partner_due + hours
    return bool(promised <= limits.for_projects * limits.months * firm.people * firm.time_share)


@compiled
def best_colleague(site: Members, limits: Limits, leader: int, field: int, level: float, hours: float, but: int) -> int:
    """Unit of the colleague with the best tie times level times slack, the leader among them.

    Returns
    -------
    int
        `NOBODY_ABLE` if nobody whom the leader knows has the level; `NOBODY_FREE` if nobody of these has time.
    """
    found, best = NOBODY_ABLE, 0.0
    for unit in range(site.firms.shape[0]):
        firm, skill = site.firms[unit], site.skill[field, unit]
        tie = 1.0 if unit == leader else site.trust[leader, unit]
        if firm.serial < 0 or unit == but or skill < level or tie <= 0.0:
            continue
        score = tie * skill * slack(firm, limits) if has_time(firm, limits, hours) else 0.0
        if score > best:
            found, best = unit, score
        elif found == NOBODY_ABLE:
            found = NOBODY_FREE
    return found


@compiled
def cheapest_firm(
    site: Members, limits: Limits, leader: int, field: int, level: float, hours: float, but: int, most: float
) -> int:
    """Unit of the leader if it can do the part, else of the cheapest who can at `most` EUR an hour; or `NOBODY_ABLE`."""
    found, best = NOBODY_ABLE, most
    for unit in range(site.firms.shape[0]):
        firm = site.firms[unit]
        if firm.serial < 0 or unit == but or site.skill[field, unit] < level:
            continue
        if not has_time(firm, limits, hours) or slack(firm, limits) <= 0.0:
            continue
        if unit == leader:
            return leader
        if firm.rate <= best and (found == NOBODY_ABLE or firm.rate < best):
            found, best = unit, firm.rate
    return found


@compiled
def empty_team(project: Any) -> None:
    """Nobody is in the team yet."""
    for place in range(PLACES):
        project.serial[place], project.abroad[place] = -1, 0


@compiled
def join(project: Any, firms: Any, unit: int) -> int:
    """Return a firm's place in the team; it gets one if it has none."""
    serial = firms[unit].serial
    free = 0
    for place in range(PLACES):
        if project.serial[place] == serial:
            return place
        if project.serial[PLACES - 1 - place] < 0:
            free = PLACES - 1 - place
    project.unit[free], project.serial[free] = unit, serial
    project.spent[free], project.value[free], project.net[free], project.advanced[free] = 0.0, 0.0, 0.0, 0.0
    project.worked[free], project.abroad[free] = 0.0, 0
    return free


@compiled
def is_behind(project: Any, place: int) -> bool:
    """Whether some part of this place's is not done."""
    left = 0.0
    for part in range(project.parts):
        left += project.left[part] if project.worker[part] == place else 0.0
    return left > 0.0


@compiled
def team_trust(project: Any, firms: Any, trust: NDArray[np.float64]) -> float:
    """Mean trust of the team's members in one another; 1 for one alone."""
    total, pairs = 0.0, 0
    for place in range(PLACES):
        if not is_there(project, firms, place):
            continue
        for other in range(PLACES):
            if other != place and is_there(project, firms, other):
                total += trust[project.unit[place], project.unit[other]]
                pairs += 1
    return total / pairs if pairs > 0 else 1.0
