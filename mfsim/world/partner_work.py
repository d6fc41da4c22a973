"""Work on joint projects by firms of partner sites: who is found there, what a month of it costs, how trust moves.

Equation::

    score_j = tie of the sites · level_j · slack_j     of those with the level and the time, not dearer than bought work
    hours left for work = hours free − the way, if any is left;   done = (1 − o) · hours,  o = o0 · (1 − tie of the sites)
    the leader pays the hours at the firm's own rate each month, and the way; both are costs advanced
    tie += gain · (1 − tie) for a month of work in time;   tie −= loss · tie when late or dropped out

The firm has no share in price or risk: it is known and paid, not one of the team.

Source: book 1.6 and 3.7 (firms of several countries, linked by stable relationships, produce together).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.world.project_records import AT_PARTNER, UNDER_WAY
from mfsim.world.project_terms import Terms
from mfsim.world.project_work import advance, hours_free
from mfsim.world.sharing import pay_suppliers
from mfsim.world.teams import has_time, slack


class Partners(NamedTuple):
    """What a site's projects touch elsewhere.

    A way in hours and EUR; what trust gains and loses; firms (S, N) and skill (S, K, N) of all sites; the site's partners
    and its trust in them (P).
    """

    travel_hours: float
    travel_eur: float
    gain: float
    loss: float
    firms: Any
    skill: NDArray[np.float64]
    links: NDArray[np.int64]
    ties: NDArray[np.float64]


@compiled
def count_partner_promises(firms: Any, projects: Any, links: NDArray[np.int64]) -> None:
    """Count anew the hours that each firm of each site has promised to partner sites.

    Parameters
    ----------
    links : array, shape (sites, partners)
        Without partners there is nothing to count.
    """
    if links.shape[1] == 0:
        return
    for site in range(firms.shape[0]):
        for unit in range(firms.shape[1]):
            firms[site, unit].partner_due = 0.0
    for site in range(firms.shape[0]):
        for slot in range(projects.shape[1]):
            project = projects[site, slot]
            if project.stage != UNDER_WAY:
                continue
            for part in range(project.parts):
                if project.worker[part] == AT_PARTNER:
                    host = firms[links[site, project.link[part]], project.host[part]]
                    if host.serial == project.host_serial[part]:
                        host.partner_due += project.left[part]


@compiled
def ask_partners(partners: Partners, terms: Terms, tally: Any, project: Any, part: int, but: int) -> bool:
    """Give a part to the best firm of the partner sites, if there is one; say whether there was.

    Parameters
    ----------
    but : int
        Serial number of a firm that is not asked; -1 for none.
    """
    field, level, hours = project.field[part], project.level[part], project.left[part]
    best = 0.0
    for link in range(partners.links.shape[0]):
        site = partners.links[link]
        if site < 0:
            continue
        for unit in range(partners.firms.shape[1]):
            firm, skill = partners.firms[site, unit], partners.skill[site, field, unit]
            if firm.serial < 0 or firm.serial == but or skill < level or firm.rate > terms.outside:
                continue
            score = partners.ties[link] * skill * slack(firm, terms.limits)
            if score > best and has_time(firm, terms.limits, hours):
                best = score
                project.link[part], project.host[part], project.host_serial[part] = link, unit, firm.serial
    if best <= 0.0:
        return False
    project.worker[part] = AT_PARTNER
    partners.firms[partners.links[project.link[part]], project.host[part]].partner_due += hours
    tally.partner_parts += 1
    return True


@compiled
def planned_at_partner(partners: Partners, overhead: float, project: Any, part: int) -> float:
    """What an hour of a part is expected to cost at a partner's firm, in EUR, the way apart."""
    link = project.link[part]
    host = partners.firms[partners.links[link], project.host[part]]
    return float(host.rate / (1.0 - overhead * (1.0 - partners.ties[link])))


@compiled
def give_back(partners: Partners, tally: Any, project: Any) -> None:
    """Release the partners' firms of a job that is not taken after all."""
    for part in range(project.parts):
        if project.worker[part] == AT_PARTNER:
            host = partners.firms[partners.links[project.link[part]], project.host[part]]
            host.partner_due = max(0.0, host.partner_due - project.left[part])
            tally.partner_parts -= 1


@compiled
def is_still_there(partners: Partners, project: Any, part: int) -> bool:
    """Whether the partner's firm that does a part is still on its site."""
    host = partners.firms[partners.links[project.link[part]], project.host[part]]
    return bool(host.serial == project.host_serial[part])


@compiled
def distrust(partners: Partners, project: Any, part: int) -> None:
    """A firm of the partner has let the site down."""
    partners.ties[project.link[part]] -= partners.loss * partners.ties[project.link[part]]


@compiled
def _travel_and_work(
    partners: Partners, terms: Terms, overhead: float, tally: Any, project: Any, firms: Any, part: int
) -> bool:
    """One person of the firm makes the way, then it works as long as its hours last; say whether it did any."""
    link = project.link[part]
    host = partners.firms[partners.links[link], project.host[part]]
    free = hours_free(host, terms.limits) - partners.travel_hours
    if free <= 0.0:
        return False
    done = 1.0 - overhead * (1.0 - partners.ties[link])
    spent = min(free, project.left[part] / done)
    advance(project, part, done * spent)
    host.project_hours += spent + partners.travel_hours
    amount = spent * host.rate
    host.partner_money += amount
    firms[project.unit[project.lead]].partner_money -= amount
    project.net[project.lead] -= amount
    project.advanced[project.lead] += amount
    pay_suppliers(project, firms, project.lead, partners.travel_eur)
    tally.partner_hours += spent
    tally.partner_pay += amount
    tally.travel_cost += partners.travel_eur
    return True


@compiled
def work_at_partners(
    partners: Partners, terms: Terms, overhead: float, tally: Any, project: Any, firms: Any, month: int
) -> None:
    """A month's work of the partners' firms; who is late costs its site trust, who works in time earns it some.

    Parameters
    ----------
    overhead : float
        Share of the hours that co-ordination takes without trust.
    firms : records, shape (N,)
        The site's own firms, of which the leader pays.
    """
    for part in range(project.parts):
        if project.worker[part] != AT_PARTNER or project.left[part] <= 0.0:
            continue
        has_worked = _travel_and_work(partners, terms, overhead, tally, project, firms, part)
        if month > project.deadline and project.left[part] > 0.0:
            distrust(partners, project, part)
        elif has_worked:
            link = project.link[part]
            partners.ties[link] += partners.gain * (1.0 - partners.ties[link])
