"""Joint projects: teams of firms take on large jobs that none could do alone, and share work, risk and price.

Equation::

    jobs ~ Poisson(rate · (members / reference)^e · Y);  fields, levels, hours and whether it is a public call are drawn
    price = median rate · (1 + premium) · hours, on delivery only, less a penalty for each month of delay
    invisible factory: for each field the leader takes the best of tie · level · slack; an uncovered job is refused
    prime contractor: does what it can, pays partners every month, buys the rest outside or hires; the loss is its own
    a partner drops out with a probability a month, a share of what it did is done again, and the leader seeks another
    what nobody on the site can do is given to a firm of a partner site, if the site has partners, before anybody outside

A public call can be answered by an association that acts as one body alone. The leader is drawn by standing.

Source: book 3.7 (the invisible factory, and what befalls a small firm as a prime contractor); model-equations 3.
"""

from __future__ import annotations

import math
from typing import Any

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now
from mfsim.world.carrying_out import go_on, outlast
from mfsim.world.deciding import NOBODY, who_decides
from mfsim.world.drawing_power import drawing_power
from mfsim.world.offering import offer_jobs
from mfsim.world.parameters import choice
from mfsim.world.partner_work import count_partner_promises
from mfsim.world.partners import Partners
from mfsim.world.project_records import OUTLASTED, UNDER_WAY
from mfsim.world.project_terms import terms_of
from mfsim.world.state import World
from mfsim.world.teams import Members, count_promises

IN_TEAM = choice("network", "partner_terms", "share")
LARGEST_INDEX = 50.0
"""Bound of the logarithm of the macro index, so that its exponential is a number for every setting."""


@compiled
def _sum_up(firms: Any, tally: Any) -> None:
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial >= 0:
            income = (
                firm.project_billed + firm.project_internal - firm.project_cost - firm.project_wages + firm.partner_money
            )
            firm.project_income_total += income
            firm.project_hours_total += firm.project_hours
            tally.project_income += income
            tally.project_hours += firm.project_hours


@process
def joint_projects(world: World, now: Now) -> None:
    """Teams work on the projects of the site, and new jobs are offered.

    Parameters
    ----------
    world : World
        Changes projects; of firms: project_hours, project_due (h), project_billed, project_cost, project_wages,
        project_internal, partner_money (EUR); dealings; link_tie; tally.
    """
    p, terms = world.parameters.joint_projects, terms_of(world.parameters)
    reference, q = world.parameters.demand.reference_members, world.parameters.network
    in_team = bool(q.partner_terms == IN_TEAM and not terms.by_prime)
    count_partner_promises(world.firms, world.projects, world.partners)
    for number in range(world.firms.shape[0]):
        firms, projects, tally = world.firms[number], world.projects[number], world.tally[number]
        site = Members(firms, world.skill[number], world.trust[number], projects, world.dealings[number], world.coalitions)
        links, ties = world.partners[number], world.link_tie[number]
        way, trust = (q.travel_hours, q.travel_eur), (q.tie_gain, q.tie_loss)
        partners = Partners(*way, *trust, in_team, world.firms, world.skill, links, ties)
        count_promises(firms, projects)
        for slot in range(projects.shape[0]):
            if projects[slot].stage == UNDER_WAY:
                go_on(p, now, site, partners, terms, tally, projects[slot])
            elif projects[slot].stage == OUTLASTED:
                outlast(now, site, tally, projects[slot])
        count_promises(firms, projects)
        index = math.exp(min(LARGEST_INDEX, world.economy[0]))
        open_units = world.sites[number].open_units
        seen = drawing_power(firms, open_units, reference, p.visibility_exponent) if open_units > 0 else 0.0
        mean = p.rate_month * seen * index
        as_one = who_decides(world.parameters, world.sites[number], now.month) != NOBODY
        offer_jobs(p, now, world.sites[number].number, site, partners, terms, tally, mean, as_one, world.project_sizes)
    for number in range(world.firms.shape[0]):  # only now have all worked for their partners
        _sum_up(world.firms[number], world.tally[number])
