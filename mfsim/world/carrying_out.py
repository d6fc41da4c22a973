"""How a joint project goes on: partners drop out and are replaced, the work is done, it is delivered or fails.

Source: book 3.7; model-equations 3 (a partner fails with a probability a month).
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform_between, uniform_nth
from mfsim.world.partner_work import (
    ask_partners,
    distrust,
    due_abroad,
    is_still_there,
    seat_partners,
    work_at_partners,
)
from mfsim.world.partners import Partners
from mfsim.world.project_draws import DROP_OUT, PARTNER_DROP_OUT
from mfsim.world.project_records import AT_PARTNER, OUTLASTED, OUTSIDE, PLACES
from mfsim.world.project_terms import Terms, give_outside, seek
from mfsim.world.project_work import is_done, remember, remember_month, work, work_outside
from mfsim.world.sharing import (
    KEEPS_MARGIN,
    close,
    let_go,
    owe_colleagues,
    owe_under_prime,
    pay_dues,
    pay_wages,
    weigh,
)
from mfsim.world.teams import NO_UNIT, Members, is_behind, is_there, join, team_trust

NO_FIRM = cast(int, np.int64(-1))


@compiled
def _reassign(
    p: Any, site: Members, partners: Partners, terms: Terms, tally: Any, project: Any, part: int, unit: int, serial: int
) -> None:
    """A part whose worker dropped out goes to a colleague, a firm of a partner site or somebody outside.

    Parameters
    ----------
    unit, serial : int
        Who dropped out, as a unit of this site or as a firm of another; not asked again.
    """
    project.worker[part] = OUTSIDE
    if project.left[part] <= 0.0:
        return
    project.left[part] += p.rework * (project.part_hours - project.left[part])
    other = seek(site, terms, project, part, unit)
    if other >= 0:
        project.worker[part] = join(project, site.firms, other)
        site.firms[other].project_due += project.left[part]
    elif not ask_partners(partners, terms, tally, project, part, serial):
        give_outside(p, project, part)


@compiled
def _replace(p: Any, site: Members, partners: Partners, terms: Terms, tally: Any, project: Any, place: int) -> None:
    """A partner's parts go to others: what is done stays done, of the rest a share of the work is lost."""
    unit = project.unit[place] if is_there(project, site.firms, place) else NO_UNIT
    let_go(project, place)
    for part in range(project.parts):
        if project.worker[part] == place:
            _reassign(p, site, partners, terms, tally, project, part, unit, NO_FIRM)


@compiled
def _keep_partners(p: Any, now: Now, site: Members, partners: Partners, terms: Terms, tally: Any, project: Any) -> None:
    """Replace firms of partner sites that are gone, and those that drop out this month."""
    leader = project.serial[project.lead]
    for part in range(project.parts):
        if project.worker[part] != AT_PARTNER or project.left[part] <= 0.0:
            continue
        serial, there = project.host_serial[part], is_still_there(partners, project, part)
        if there and uniform_between(now, PARTNER_DROP_OUT, serial, leader, project.number) >= p.failure:
            continue
        if there:
            distrust(partners, project, part)
        _reassign(p, site, partners, terms, tally, project, part, NO_UNIT, serial)


@compiled
def _keep_leader(site: Members, terms: Terms, project: Any) -> bool:
    """Say whether somebody answers for the job; among colleagues another partner takes the lead of one who left."""
    if is_there(project, site.firms, project.lead):
        return True
    if terms.by_prime:
        return False
    for place in range(PLACES):
        if is_there(project, site.firms, place):
            project.lead = place
            return True
    return False


@compiled
def _keep_team(p: Any, now: Now, site: Members, partners: Partners, terms: Terms, tally: Any, project: Any) -> None:
    """Replace partners who have left the site, and those who drop out this month."""
    for place in range(PLACES):
        serial = project.serial[place]
        if serial < 0 or place == project.lead:
            continue
        if not is_there(project, site.firms, place):
            _replace(p, site, partners, terms, tally, project, place)
        elif is_behind(project, place) and uniform_nth(now, DROP_OUT, serial, project.number) < p.failure:
            for other in range(PLACES):
                if other != place and is_there(project, site.firms, other):
                    remember(site, tally, project, other, place, False)
            _replace(p, site, partners, terms, tally, project, place)


@compiled
def _end(p: Any, now: Now, terms: Terms, tally: Any, project: Any) -> None:
    """Hired people stay on for some months; without any the project is closed."""
    if project.payroll > 0.0 and p.sticky_months > 0:
        project.stage, project.until = OUTLASTED, now.month + p.sticky_months
    else:
        close(project, tally)


@compiled
def _deliver(p: Any, now: Now, site: Members, partners: Partners, terms: Terms, tally: Any, project: Any) -> None:
    delay = max(0, now.month - project.deadline)
    revenue = project.price * max(0.0, 1.0 - p.penalty * delay)
    seat_partners(partners, project)
    weigh(p.shares, site, project, terms.outside)
    if terms.by_prime:
        owe_under_prime(project, revenue, project.payroll * p.sticky_months, p.shares == KEEPS_MARGIN)
    else:
        owe_colleagues(project, revenue, p.shares == KEEPS_MARGIN)
    pay_dues(project, site.firms, partners, revenue)
    tally.partner_pay += due_abroad(project)
    tally.projects_delivered += 1
    tally.projects_late += 1 if delay > 0 else 0
    _end(p, now, terms, tally, project)


@compiled
def _fail(p: Any, now: Now, site: Members, partners: Partners, terms: Terms, tally: Any, project: Any) -> None:
    """Nobody is paid; only who promised partners their rate, to keep the margin, still owes it."""
    if not terms.by_prime and p.shares == KEEPS_MARGIN and is_there(project, site.firms, project.lead):
        seat_partners(partners, project)
        owe_colleagues(project, 0.0, True)
        pay_dues(project, site.firms, partners, 0.0)
        tally.partner_pay += due_abroad(project)
    tally.projects_failed += 1
    if is_there(project, site.firms, project.lead):
        _end(p, now, terms, tally, project)
    else:
        close(project, tally)


@compiled
def go_on(p: Any, now: Now, site: Members, partners: Partners, terms: Terms, tally: Any, project: Any) -> None:
    """A month of a project under way."""
    if not _keep_leader(site, terms, project):
        _fail(p, now, site, partners, terms, tally, project)
        return
    _keep_team(p, now, site, partners, terms, tally, project)
    _keep_partners(p, now, site, partners, terms, tally, project)
    overhead = p.overhead * (1.0 - team_trust(project, site.firms, site.trust))
    work(project, site.firms, terms.limits, overhead, terms.by_prime)
    work_at_partners(partners, terms, p.overhead, tally, project, site.firms, now.month)
    work_outside(project, site.firms, terms.limits.months, terms.outside, terms.shared)
    remember_month(site, tally, project, now.month)
    if is_done(project):
        _deliver(p, now, site, partners, terms, tally, project)
    elif now.month >= project.deadline + p.abandon_months:
        _fail(p, now, site, partners, terms, tally, project)


@compiled
def outlast(now: Now, site: Members, tally: Any, project: Any) -> None:
    """The people hired are still paid, though there is nothing left to do."""
    there = is_there(project, site.firms, project.lead)
    if there:
        pay_wages(project, site.firms, project.payroll)
    if not there or now.month >= project.until:
        close(project, tally)
