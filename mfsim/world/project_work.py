"""A month's work on a joint project: partners' hours, what is bought or done by hired people, what partners remember.

Equation::

    hours spent by a partner = min(hours left / (1 − o), limit · month − hours spent on other projects)
    done = (1 − o) · hours spent,   o = o0 · (1 − mean trust within the team)
    done outside = hours of the part / months to the deadline, at the outside price or the wage of people hired

Source: model-equations 3 (co-ordination overhead, outside markup).
"""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled
from mfsim.world.project_records import OUTSIDE, PLACES
from mfsim.world.records import GAPS
from mfsim.world.sharing import charge, pay_partner, pay_wages
from mfsim.world.teams import Limits, Members, is_behind

NEARLY_NOTHING = 1e-9
"""Share of a part's hours below which it counts as done."""


@compiled
def hours_free(firm: Any, limits: Limits) -> float:
    """Hours that a firm can still spend on projects this month, whatever its fatigue."""
    people = firm.people * firm.time_share
    most = min(limits.for_projects * people, limits.whole * people - firm.common_due)
    return float(max(0.0, most - firm.project_hours))


@compiled
def advance(project: Any, part: int, done: float) -> None:
    """Take standard hours done off those of a part that are left."""
    left = project.left[part] - done
    project.left[part] = left if left > NEARLY_NOTHING * project.part_hours else 0.0


@compiled
def work(project: Any, firms: Any, limits: Limits, overhead: float, pays: bool) -> None:
    """Each partner works on its parts as long as its hours last; a leader who `pays` does so for every hour."""
    for place in range(PLACES):
        project.worked[place] = 0.0
    for part in range(project.parts):
        place = project.worker[part]
        if place < 0:
            continue
        firm = firms[project.unit[place]]
        spent = min(hours_free(firm, limits), project.left[part] / (1.0 - overhead))
        advance(project, part, (1.0 - overhead) * spent)
        firm.project_hours += spent
        project.spent[place] += spent
        project.worked[place] += spent
        project.value[place] += spent * firm.rate
        if pays and place != project.lead:
            pay_partner(project, firms, place, spent * firm.rate)


@compiled
def work_outside(project: Any, firms: Any, months: float, price: float, shared: bool) -> None:
    """What no partner does is done at the pace of the plan; the bought share of it is paid at `price` EUR an hour."""
    for part in range(project.parts):
        if project.worker[part] == OUTSIDE and project.left[part] > 0.0:
            done = min(project.left[part], project.part_hours / months)
            advance(project, part, done)
            charge(project, firms, (1.0 - project.hired) * done * price, shared)
    if project.payroll > 0.0:
        pay_wages(project, firms, project.payroll)


@compiled
def is_done(project: Any) -> bool:
    """Whether no part has hours left."""
    left = 0.0
    for part in range(project.parts):
        left += project.left[part]
    return left <= 0.0


@compiled
def remember(site: Members, tally: Any, project: Any, taker: int, giver: int, good: bool) -> None:
    """Note what one member of the team was to another, for ties and learning."""
    field = project.field[0]
    for part in range(project.parts):
        if project.worker[part] == giver:
            field = project.field[part]
    dealing = site.dealings[tally.dealings]
    dealing.taker, dealing.giver = project.unit[taker], project.unit[giver]
    dealing.agreed, dealing.field, dealing.gap = 1 if good else 0, field, GAPS + project.number
    dealing.hours = project.worked[giver]
    tally.dealings += 1


@compiled
def remember_month(site: Members, tally: Any, project: Any, month: int) -> None:
    """Before the deadline who works together learns to trust; after it who is done trusts who is behind less.

    Of two who work together one is taught this month, the other the next.
    """
    late = month > project.deadline
    for place in range(PLACES):
        for other in range(place):
            if project.serial[place] < 0 or project.serial[other] < 0:
                continue
            behind, other_behind = is_behind(project, place), is_behind(project, other)
            if late and behind and not other_behind:
                remember(site, tally, project, other, place, False)
            elif late and other_behind and not behind:
                remember(site, tally, project, place, other, False)
            elif not late and project.worked[place] > 0.0 and project.worked[other] > 0.0:
                taught = (month + place + other) % 2 == 0
                taker, giver = (place, other) if taught else (other, place)
                remember(site, tally, project, taker, giver, True)
