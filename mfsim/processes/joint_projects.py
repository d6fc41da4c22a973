"""Joint projects: teams of firms take on large jobs that none could do alone, and share work, risk and price.

Equation::

    jobs ~ Poisson(rate · (members / reference)^e · Y);  fields, levels, hours and whether it is a public call are drawn
    price = median rate · (1 + premium) · hours, on delivery only, less a penalty for each month of delay
    invisible factory: for each field the leader takes the best of tie · level · slack; an uncovered job is refused
    prime contractor: does what it can, pays partners every month, buys the rest outside or hires; the loss is its own
    a partner drops out with a probability a month, a share of what it did is done again, and the leader seeks another

A public call can be answered by an association that acts as one body alone. The leader is drawn by standing.

Source: book 3.7 (the invisible factory, and what befalls a small firm as a prime contractor); model-equations 3.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, poisson, purpose, uniform, uniform_between, uniform_nth, uniform_pair
from mfsim.world.deciding import NOBODY, who_decides
from mfsim.world.drawing_power import drawing_power
from mfsim.world.parameters import choice
from mfsim.world.project_records import FREE, OUTLASTED, OUTSIDE, PLACES, UNDER_WAY
from mfsim.world.project_work import is_done, remember, remember_month, work, work_outside
from mfsim.world.sharing import (
    KEEPS_MARGIN,
    charge,
    close,
    let_go,
    owe_colleagues,
    owe_under_prime,
    pay_dues,
    pay_wages,
    weigh,
)
from mfsim.world.state import World
from mfsim.world.teams import (
    NO_UNIT,
    NOBODY_ABLE,
    Limits,
    Members,
    best_colleague,
    cheapest_firm,
    count_promises,
    empty_team,
    is_behind,
    is_there,
    join,
    team_trust,
)

PROCESS = 2
COUNT = purpose(PROCESS, 1)
JOB = purpose(PROCESS, 2)
WIDTH = purpose(PROCESS, 3)
FIELD = purpose(PROCESS, 4)
FINDER = purpose(PROCESS, 5)
DROP_OUT = purpose(PROCESS, 6)
BY_PRIME = choice("joint_projects", "agreement", "prime_contractor")
BY_NOBODY = choice("joint_projects", "agreement", "none")
NO_OTHER = cast(int, np.int64(0))
LARGEST_INDEX = 50.0
"""Bound of the logarithm of the macro index, so that its exponential is a number for every setting."""
MOST_JOBS = 100.0
"""Mean number of jobs of a site in a month at most."""
JOBS_OF_A_MONTH = 256
"""More than come in any month, so that month and place among its jobs make a number of a job's own."""


class Terms(NamedTuple):
    """What holds for all projects of a scenario: prices in EUR an hour, credit in EUR a person, limits of hours."""

    pay: float
    outside: float
    credit: float
    by_prime: bool
    shared: bool
    limits: Limits


@compiled
def _terms(parameters: Any) -> Terms:
    p, median = parameters.joint_projects, parameters.demand.rate_eur_per_hour
    month = parameters.production.hours_per_person_month
    kept = 1.0 - parameters.production.fatigue_loss  # what a wholly tired person has
    most = min(p.hours_limit, kept) * month
    limits = Limits(most, kept * month, parameters.demand.backlog_limit_months * month, float(p.deadline_months))
    by_prime = bool(p.agreement == BY_PRIME)
    outside = median * (1.0 + parameters.production.outside_markup)
    shared = bool(p.investment_shared) and not by_prime
    return Terms(median * (1.0 + p.premium), outside, parameters.finance.credit_line_eur, by_prime, shared, limits)


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
def _seek(site: Members, terms: Terms, project: Any, part: int, but: int) -> int:
    """Unit of the firm that the leader takes for a part; below 0 where it finds none."""
    leader, field, level = project.unit[project.lead], project.field[part], project.level[part]
    hours = project.left[part]
    if terms.by_prime:
        return int(cheapest_firm(site, terms.limits, leader, field, level, hours, but, terms.outside))
    return int(best_colleague(site, terms.limits, leader, field, level, hours, but))


@compiled
def _give_outside(p: Any, project: Any, part: int) -> None:
    """Nobody in the team does this part: it is bought, or done by people hired from now on."""
    project.worker[part] = OUTSIDE
    project.payroll += project.hired * p.wage_eur_per_hour * project.part_hours / p.deadline_months


@compiled
def _team_up(p: Any, site: Members, terms: Terms, project: Any, leader: int) -> int:
    """Find somebody for every part; return 0, or why the job is refused (`NOBODY_ABLE`, `NOBODY_FREE`)."""
    empty_team(project)
    project.lead = join(project, site.firms, leader)
    for part in range(project.parts):
        unit = _seek(site, terms, project, part, NO_UNIT)
        if unit >= 0:
            project.worker[part] = join(project, site.firms, unit)
            site.firms[unit].project_due += project.part_hours
        elif terms.by_prime:
            _give_outside(p, project, part)
        else:
            return unit
    return 0


@compiled
def planned_outlay(p: Any, terms: Terms, firms: Any, project: Any) -> float:
    """What a prime contractor expects to pay before delivery if all goes well, in EUR."""
    cost = p.investment * project.price
    for part in range(project.parts):
        place = project.worker[part]
        if place == OUTSIDE:
            hourly = project.hired * p.wage_eur_per_hour + (1.0 - project.hired) * terms.outside
        else:
            hourly = 0.0 if place == project.lead else firms[project.unit[place]].rate
        cost += hourly * project.part_hours
    return float(cost)


@compiled
def _dares(p: Any, terms: Terms, firms: Any, project: Any) -> bool:
    """Whether a prime contractor expects to keep enough of the price, and can pay until the customer does."""
    if not terms.by_prime:
        return True
    leader = firms[project.unit[project.lead]]
    outlay = planned_outlay(p, terms, firms, project)
    means = max(0.0, leader.cash + leader.receivable + terms.credit * leader.people)
    return bool(project.price - outlay >= p.least_margin * project.price and outlay <= p.prefinance_limit * means)


@compiled
def _offer(p: Any, site: Members, terms: Terms, tally: Any, project: Any, leader: int) -> None:
    """The leader takes the job if it finds a team, and spends the investment; otherwise it refuses."""
    reason = _team_up(p, site, terms, project, leader)
    if reason == NOBODY_ABLE:
        tally.projects_uncovered += 1
    elif reason < 0 or not _dares(p, terms, site.firms, project):
        tally.projects_refused += 1
    else:
        tally.projects_taken += 1
        project.stage = UNDER_WAY
        charge(project, site.firms, p.investment * project.price, terms.shared)
    count_promises(site.firms, site.projects)


@compiled
def _free_place(projects: Any) -> int:
    for slot in range(projects.shape[0]):
        if projects[slot].stage == FREE:
            return slot
    return -1


@compiled
def _offers(
    p: Any, now: Now, number: int, site: Members, terms: Terms, tally: Any, mean: float, as_one: bool,
    sizes: NDArray[np.float64],
) -> None:  # fmt: skip
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
        _offer(p, site, terms, tally, project, leader)
        tally.projects_public += tally.projects_taken - taken if v < p.public_share else 0


@compiled
def _replace(p: Any, site: Members, terms: Terms, project: Any, place: int) -> None:
    """A partner's parts go to others: what is done stays done, of the rest a share of the work is lost."""
    unit = project.unit[place] if is_there(project, site.firms, place) else NO_UNIT
    let_go(project, place)
    for part in range(project.parts):
        if project.worker[part] != place:
            continue
        project.worker[part] = OUTSIDE
        if project.left[part] > 0.0:
            project.left[part] += p.rework * (project.part_hours - project.left[part])
            other = _seek(site, terms, project, part, unit)
            if other >= 0:
                project.worker[part] = join(project, site.firms, other)
                site.firms[other].project_due += project.left[part]
            else:
                _give_outside(p, project, part)


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
def _keep_team(p: Any, now: Now, site: Members, terms: Terms, tally: Any, project: Any) -> None:
    """Replace partners who have left the site, and those who drop out this month."""
    for place in range(PLACES):
        serial = project.serial[place]
        if serial < 0 or place == project.lead:
            continue
        if not is_there(project, site.firms, place):
            _replace(p, site, terms, project, place)
        elif is_behind(project, place) and uniform_nth(now, DROP_OUT, serial, project.number) < p.failure:
            for other in range(PLACES):
                if other != place and is_there(project, site.firms, other):
                    remember(site, tally, project, other, place, False)
            _replace(p, site, terms, project, place)


@compiled
def _end(p: Any, now: Now, terms: Terms, tally: Any, project: Any) -> None:
    """Hired people stay on for some months; without any the project is closed."""
    if project.payroll > 0.0 and p.sticky_months > 0:
        project.stage, project.until = OUTLASTED, now.month + p.sticky_months
    else:
        close(project, tally)


@compiled
def _deliver(p: Any, now: Now, site: Members, terms: Terms, tally: Any, project: Any) -> None:
    delay = max(0, now.month - project.deadline)
    revenue = project.price * max(0.0, 1.0 - p.penalty * delay)
    weigh(p.shares, site, project, terms.outside)
    if terms.by_prime:
        owe_under_prime(project, revenue, project.payroll * p.sticky_months, p.shares == KEEPS_MARGIN)
    else:
        owe_colleagues(project, revenue, p.shares == KEEPS_MARGIN)
    pay_dues(project, site.firms, revenue)
    tally.projects_delivered += 1
    tally.projects_late += 1 if delay > 0 else 0
    _end(p, now, terms, tally, project)


@compiled
def _fail(p: Any, now: Now, site: Members, terms: Terms, tally: Any, project: Any) -> None:
    """Nobody is paid; only who promised partners their rate, to keep the margin, still owes it."""
    if not terms.by_prime and p.shares == KEEPS_MARGIN and is_there(project, site.firms, project.lead):
        owe_colleagues(project, 0.0, True)
        pay_dues(project, site.firms, 0.0)
    tally.projects_failed += 1
    if is_there(project, site.firms, project.lead):
        _end(p, now, terms, tally, project)
    else:
        close(project, tally)


@compiled
def _go_on(p: Any, now: Now, site: Members, terms: Terms, tally: Any, project: Any) -> None:
    """A month of a project under way."""
    if not _keep_leader(site, terms, project):
        _fail(p, now, site, terms, tally, project)
        return
    _keep_team(p, now, site, terms, tally, project)
    overhead = p.overhead * (1.0 - team_trust(project, site.firms, site.trust))
    work(project, site.firms, terms.limits, overhead, terms.by_prime)
    work_outside(project, site.firms, terms.limits.months, terms.outside, terms.shared)
    remember_month(site, tally, project, now.month)
    if is_done(project):
        _deliver(p, now, site, terms, tally, project)
    elif now.month >= project.deadline + p.abandon_months:
        _fail(p, now, site, terms, tally, project)


@compiled
def _outlast(now: Now, site: Members, tally: Any, project: Any) -> None:
    """The people hired are still paid, though there is nothing left to do."""
    there = is_there(project, site.firms, project.lead)
    if there:
        pay_wages(project, site.firms, project.payroll)
    if not there or now.month >= project.until:
        close(project, tally)


@compiled
def _sum_up(firms: Any, tally: Any) -> None:
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial >= 0:
            income = firm.project_billed + firm.project_internal - firm.project_cost - firm.project_wages
            firm.project_income_total += income
            firm.project_hours_total += firm.project_hours
            tally.project_income += income
            tally.project_hours += firm.project_hours


@compiled
def joint_projects(world: World, now: Now) -> None:
    """Teams work on the projects of the site, and new jobs are offered.

    Parameters
    ----------
    world : World
        Changes projects; of firms: project_hours, project_due (h), project_billed, project_cost, project_wages,
        project_internal (EUR); dealings; tally.
    """
    p, terms = world.parameters.joint_projects, _terms(world.parameters)
    reference = world.parameters.demand.reference_members
    for number in range(world.firms.shape[0]):
        firms, projects, tally = world.firms[number], world.projects[number], world.tally[number]
        site = Members(firms, world.skill[number], world.trust[number], projects, world.dealings[number], world.coalitions)
        count_promises(firms, projects)
        for slot in range(projects.shape[0]):
            if projects[slot].stage == UNDER_WAY:
                _go_on(p, now, site, terms, tally, projects[slot])
            elif projects[slot].stage == OUTLASTED:
                _outlast(now, site, tally, projects[slot])
        count_promises(firms, projects)
        index = math.exp(min(LARGEST_INDEX, world.economy[0]))
        open_units = world.sites[number].open_units
        seen = drawing_power(firms, open_units, reference, p.visibility_exponent) if open_units > 0 else 0.0
        mean = p.rate_month * seen * index
        as_one = who_decides(world.parameters, world.sites[number], now.month) != NOBODY
        _offers(p, now, number, site, terms, tally, mean, as_one, world.project_sizes)
        _sum_up(firms, tally)
