"""Work on joint projects by firms of partner sites: who is found there, what a month of it costs, how trust moves.

Equation::

    score_j = tie of the sites · level_j · slack_j     of those with the level and the time; who is paid, no dearer
    hours left for work = hours free − the way, if any is left;   done = (1 − o) · hours,  o = o0 · (1 − tie of the sites)
    the leader pays the way: a cost advanced
    of the team:  a share of the price when it is delivered, by the rule that holds for all (`mfsim.world.sharing`)
    paid:         the leader pays the hours at the firm's own rate each month: a cost advanced
    tie += gain · (1 − tie) for a month of work in time;   tie −= loss · tie when late or dropped out

Who is paid has no share in price or risk; a prime contractor pays in any case. Who is of the team has no part in the
investment, and is asked whatever its rate; it has its place in the team when the price is divided, if it is still there.

Source: that firms of several sites can form an invisible factory together: web page on the multifactory; book 1.6 and 3.7
(firms of several countries, linked by stable relationships, produce together).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.world.partners import Partners
from mfsim.world.project_records import AT_PARTNER, PLACES, UNDER_WAY
from mfsim.world.project_terms import Terms
from mfsim.world.project_work import advance, hours_free
from mfsim.world.sharing import pay_suppliers
from mfsim.world.teams import has_time, slack


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
            if firm.serial < 0 or firm.serial == but or skill < level:
                continue
            if not partners.in_team and firm.rate > terms.outside:
                continue
            score = partners.ties[link] * skill * slack(firm, terms.limits)
            if score > best and has_time(firm, terms.limits, hours):
                best = score
                project.link[part], project.host[part], project.host_serial[part] = link, unit, firm.serial
    if best <= 0.0:
        return False
    project.worker[part] = AT_PARTNER
    project.host_spent[part], project.host_value[part], project.host_worked[part] = 0.0, 0.0, 0.0
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
def _pay_by_the_hour(project: Any, firms: Any, host: Any, tally: Any, amount: float) -> None:
    host.partner_money += amount
    firms[project.unit[project.lead]].partner_money -= amount
    project.net[project.lead] -= amount
    project.advanced[project.lead] += amount
    tally.partner_pay += amount


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
    project.host_spent[part] += spent
    project.host_worked[part] = spent
    project.host_value[part] += spent * host.rate
    if not partners.in_team:
        _pay_by_the_hour(project, firms, host, tally, spent * host.rate)
    pay_suppliers(project, firms, project.lead, partners.travel_eur)
    tally.partner_hours += spent
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
        project.host_worked[part] = 0.0
        if project.worker[part] != AT_PARTNER or project.left[part] <= 0.0:
            continue
        has_worked = _travel_and_work(partners, terms, overhead, tally, project, firms, part)
        if month > project.deadline and project.left[part] > 0.0:
            distrust(partners, project, part)
        elif has_worked:
            link = project.link[part]
            partners.ties[link] += partners.gain * (1.0 - partners.ties[link])


@compiled
def _place_for(project: Any, serial: int) -> int:
    """Return the place of a firm in the team, or a free one: there is one to spare beside the finder and a firm a field."""
    free = 0
    for place in range(PLACES):
        if project.serial[place] == serial:
            return place
        if project.serial[place] < 0:
            free = place
    return free


@compiled
def seat_partners(partners: Partners, project: Any) -> None:
    """Give the partners' firms that are of the team, and still there, places among those who divide the price."""
    if not partners.in_team:
        return
    for part in range(project.parts):
        if project.worker[part] != AT_PARTNER or not is_still_there(partners, project, part):
            continue
        place = _place_for(project, project.host_serial[part])
        if project.serial[place] < 0:
            project.serial[place], project.unit[place] = project.host_serial[part], project.host[part]
            project.abroad[place] = project.link[part] + 1
            project.spent[place], project.value[place], project.worked[place] = 0.0, 0.0, 0.0
            project.net[place], project.advanced[place] = 0.0, 0.0
        project.spent[place] += project.host_spent[part]
        project.value[place] += project.host_value[part]
        project.worker[part] = place


@compiled
def due_abroad(project: Any) -> float:
    """What is due to firms of partner sites, in EUR."""
    due = 0.0
    for place in range(PLACES):
        due += project.due[place] if project.serial[place] >= 0 and project.abroad[place] > 0 else 0.0
    return due
