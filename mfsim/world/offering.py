"""How jobs reach a site: what the customer wants, who finds it, whether a team is found and dares to take it.

Source: book 3.7 (the invisible factory, and what befalls a small firm as a prime contractor); model-equations 3.
"""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, poisson, uniform, uniform_between, uniform_nth, uniform_pair
from mfsim.world.parameters import choice
from mfsim.world.partner_work import ask_partners, give_back, planned_at_partner
from mfsim.world.partners import Partners
from mfsim.world.project_draws import COUNT, FIELD, FINDER, JOB, WIDTH
from mfsim.world.project_records import AT_PARTNER, FREE, OUTSIDE, UNDER_WAY
from mfsim.world.project_terms import BY_PRIME, Terms, give_outside, seek
from mfsim.world.sharing import charge
from mfsim.world.staff import owners
from mfsim.world.teams import NO_UNIT, NOBODY_ABLE, Members, count_promises, empty_team, join

BY_NOBODY = choice("joint_projects", "agreement", "none")
NO_OTHER = cast(int, np.int64(0))
MOST_JOBS = 100.0
"""Mean number of jobs of a site in a month at most."""
JOBS_OF_A_MONTH = 256
"""More than come in any month, so that month and place among its jobs make a number of a job's own."""


@compiled
def _draw_fields(p: Any, now: Now, site: int, job: int, fields: int, project: Any) -> None:
    """The fields with the smallest draws, so that a job with one field more has all of the others too."""
    before = -1.0
    for part in range(project.parts):
        smallest = 2.0
        for field in range(fields):
            u, v = uniform_pair(now, FIELD, site, field, job)
            if before < u < smallest:
                smallest = u
                project.field[part] = field
                project.level[part] = p.level_low + v * (p.level_high - p.level_low)
        before = smallest


@compiled
def _describe(
    p: Any, now: Now, site: int, job: int, sizes: NDArray[np.float64], fields: int, u: float, pay: float, project: Any
) -> None:
    """Write what the customer wants into a free place; nobody works on it yet."""
    choices = p.fields_most - p.fields_least + 1
    width = p.fields_least + int(uniform_nth(now, WIDTH, site, job) * choices)
    hours = sizes[int(u * sizes.shape[0])]
    project.parts = min(width, fields)
    project.number = now.month * JOBS_OF_A_MONTH + job
    project.price, project.part_hours = pay * hours, hours / project.parts
    project.deadline, project.until = now.month + p.deadline_months, 0
    project.payroll, project.hired = 0.0, p.hired_share if p.agreement == BY_PRIME else 0.0
    project.gone_net, project.gone_value, project.gone_loss = 0.0, 0.0, 0.0
    _draw_fields(p, now, site, job, fields, project)
    for part in range(project.parts):
        project.left[part] = project.part_hours
        project.worker[part] = OUTSIDE


@compiled
def _leads_one(projects: Any, firms: Any, unit: int) -> bool:
    for slot in range(projects.shape[0]):
        project = projects[slot]
        if project.stage == UNDER_WAY and project.serial[project.lead] == firms[unit].serial:
            return True
    return False


@compiled
def finder(now: Now, firms: Any, projects: Any, job: int) -> int:
    """Unit of the member who finds a job: by standing, among those who lead no other; -1 if there is none.

    Each member has a waiting time of its own, exponential with its standing as rate, and the shortest wins: without one
    member the job goes to the next, and no other job changes hands.
    """
    found, shortest = NO_UNIT, math.inf
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial < 0 or _leads_one(projects, firms, unit):
            continue
        wait = -math.log(1.0 - uniform_between(now, FINDER, firm.serial, NO_OTHER, job)) * math.exp(-firm.standing)
        if wait < shortest:
            found, shortest = unit, wait
    return found


@compiled
def _team_up(p: Any, site: Members, partners: Partners, terms: Terms, tally: Any, project: Any, leader: int) -> int:
    """Find somebody for every part; return 0, or why the job is refused (`NOBODY_ABLE`, `NOBODY_FREE`)."""
    empty_team(project)
    project.lead = join(project, site.firms, leader)
    for part in range(project.parts):
        unit = seek(site, terms, project, part, NO_UNIT)
        if unit >= 0:
            project.worker[part] = join(project, site.firms, unit)
            site.firms[unit].project_due += project.part_hours
        elif ask_partners(partners, terms, tally, project, part, NO_UNIT):
            continue
        elif terms.by_prime:
            give_outside(p, project, part)
        else:
            return unit
    return 0


@compiled
def planned_outlay(p: Any, partners: Partners, terms: Terms, firms: Any, project: Any) -> float:
    """What a prime contractor expects to pay before delivery if all goes well, in EUR."""
    cost = p.investment * project.price
    for part in range(project.parts):
        place = project.worker[part]
        if place == OUTSIDE:
            hourly = project.hired * p.wage_eur_per_hour + (1.0 - project.hired) * terms.outside
        elif place == AT_PARTNER:
            hourly = planned_at_partner(partners, p.overhead, project, part)
        else:
            hourly = 0.0 if place == project.lead else firms[project.unit[place]].rate
        cost += hourly * project.part_hours
    return float(cost)


@compiled
def _dares(p: Any, partners: Partners, terms: Terms, firms: Any, project: Any) -> bool:
    """Whether a prime contractor expects to keep enough of the price, and can pay until the customer does."""
    if not terms.by_prime:
        return True
    leader = firms[project.unit[project.lead]]
    outlay = planned_outlay(p, partners, terms, firms, project)
    means = max(0.0, leader.cash + leader.receivable + terms.credit * owners(leader))
    return bool(project.price - outlay >= p.least_margin * project.price and outlay <= p.prefinance_limit * means)


@compiled
def _offer(p: Any, site: Members, partners: Partners, terms: Terms, tally: Any, project: Any, leader: int) -> None:
    """The leader takes the job if it finds a team, and spends the investment; otherwise it refuses."""
    reason = _team_up(p, site, partners, terms, tally, project, leader)
    taken = reason == 0 and _dares(p, partners, terms, site.firms, project)
    if reason == NOBODY_ABLE:
        tally.projects_uncovered += 1
    elif not taken:
        tally.projects_refused += 1
    else:
        tally.projects_taken += 1
        project.stage = UNDER_WAY
        charge(project, site.firms, p.investment * project.price, terms.shared)
    if not taken:
        give_back(partners, tally, project)
    count_promises(site.firms, site.projects)


@compiled
def _free_place(projects: Any) -> int:
    for slot in range(projects.shape[0]):
        if projects[slot].stage == FREE:
            return slot
    return -1


@compiled
def offer_jobs(
    p: Any, now: Now, number: int, site: Members, partners: Partners, terms: Terms, tally: Any, mean: float, as_one: bool,
    sizes: NDArray[np.float64],
) -> None:  # fmt: skip
    """Offer the jobs of a month, each to the member who finds it."""
    for job in range(poisson(min(MOST_JOBS, mean), uniform(now, COUNT, number))):
        tally.projects_offered += 1
        u, v = uniform_pair(now, JOB, number, NO_OTHER, job)
        if p.agreement == BY_NOBODY or (v < p.public_share and not as_one):
            tally.projects_passed += 1
            continue
        leader, slot = finder(now, site.firms, site.projects, job), _free_place(site.projects)
        if leader < 0 or slot < 0:
            tally.projects_refused += 1
            continue
        project = site.projects[slot]
        taken = tally.projects_taken
        _describe(p, now, number, job, sizes, site.skill.shape[0], u, terms.pay, project)
        _offer(p, site, partners, terms, tally, project, leader)
        tally.projects_public += tally.projects_taken - taken if v < p.public_share else 0
