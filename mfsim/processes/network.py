"""Network: people spend months at partner sites, learn and teach there, and sites hear of one another's rules.

Equation::

    who works on a project across sites learns from its leader, and the leader from it (`mfsim.world.learning_at_distance`)
    a semi-nomad sets out with probability months away / 12, to one of the partner sites, if its cash covers the cost
    cost = way + bed if one is left, else a room elsewhere;   hours lost = way + (1 − work away) · month
    tie −= fading · tie each month
    with probability c · tie a site hears how a partner settles a kind of case; if that proves good there, and here is no
    rule, who decides takes it for so many precedents
    the association pays for its beds, slept in or not

A firm all of whose people are away meets nobody at home, gives no help and no hours to the place, and attends no meeting; it
goes on with its own orders and projects. Work for partners' projects is part of `mfsim.processes.joint_projects`.

Source: book 1.6 (a network that removes obstacles to travelling and working together), 3.18, 3.19 (semi-nomads, guesthouse).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, uniform, uniform_nth, uniform_pair
from mfsim.world.deciding import NOBODY, who_decides
from mfsim.world.hours import spend_on_place
from mfsim.world.learning_at_distance import learn_at_work, worked_in_time
from mfsim.world.network_draws import GO, NULL, TOLD, WHERE
from mfsim.world.phases import OPEN
from mfsim.world.rulebook import NO_RULE, remember_told, support
from mfsim.world.staff import owners
from mfsim.world.state import World
from mfsim.world.stays import Site, come_home

MONTHS = 12.0
MOST_PRECEDENTS = 16
"""More than a rule counts for, so that link and precedent make an address."""


@compiled
def _site(world: World, number: int) -> Site:
    firms, skill = world.firms[number], world.skill[number]
    return Site(number, firms, skill, world.tally, world.partners[number], world.link_tie[number])


@compiled
def _end_stays(world: World, now: Now, number: int) -> None:
    """Who was away this month comes home."""
    for unit in range(world.firms.shape[1]):
        firm = world.firms[number, unit]
        if firm.away_at > 0:
            partner = firm.away_at - 1
            come_home(world.parameters, now, world.kinds, _site(world, number), unit, _site(world, partner))
            world.tally[number].nomads_away += 1
            firm.away_at, firm.absent, firm.lodged = 0, False, False


@compiled
def is_worth_taking(p: Any, theirs: Any, ours: Any) -> bool:
    """Whether a partner has a rule for what is not settled here, and its cases are seen to have gone well there.

    Parameters
    ----------
    p : record
        Parameters of norms.
    theirs, ours : records of type `mfsim.world.norm_records.NORM`
        The same kind of case, there and here.
    """
    if theirs.rule == NO_RULE or ours.rule != NO_RULE:
        return False
    cases, mean = support(theirs.resolution, theirs.seen, theirs.count, theirs.rule)
    return bool(cases > 0 and mean >= p.adopt_quality)


@compiled
def _hear(
    parameters: Any, now: Now, number: int, norms: Any, partners: NDArray[np.int64], ties: NDArray[np.float64], tally: Any
) -> None:
    """Of each partner one kind of case may come up; its rule counts as precedents here."""
    p, q = parameters.norms, parameters.network
    for link in range(partners.shape[0]):
        u, v = uniform_pair(now, TOLD, number, 0, link)
        if partners[link] < 0 or u >= q.rules_told * ties[link]:
            continue
        kind = int(v * p.kinds)
        theirs, ours = norms[partners[link], kind], norms[number, kind]
        if is_worth_taking(p, theirs, ours):
            seen = support(theirs.resolution, theirs.seen, theirs.count, theirs.rule)[1]
            for case in range(q.told_precedents):
                dice = uniform_nth(now, NULL, number, link * MOST_PRECEDENTS + case)
                remember_told(p, ours, theirs.rule, seen, dice)
            tally.rules_told += 1


@compiled
def has_beds(state: Any) -> bool:
    """Whether a site is open and has an association, which keeps the guesthouse."""
    return bool(state.stage == OPEN and not state.dissolved)


@compiled
def _open_beds(p: Any, state: Any, tally: Any, ledger: Any) -> None:
    """No guest has a bed for the next month yet; the association pays for its beds."""
    state.guests = 0
    if has_beds(state):
        cost = p.guesthouse_beds * p.bed_cost_eur_month
        state.association_cash -= cost
        ledger.suppliers -= cost
        tally.association_cost += cost


@compiled
def destination(p: Any, now: Now, firm: Any, partners: NDArray[np.int64]) -> int:
    """Number of the partner site to which a firm's semi-nomad goes for the next month; -1 if it stays at home."""
    if firm.serial < 0 or not firm.nomad or uniform(now, GO, firm.serial) >= p.months_away / MONTHS:
        return -1
    return int(partners[int(uniform(now, WHERE, firm.serial) * partners.shape[0])])


@compiled
def _pay(firm: Any, cost: float, weight: float) -> None:
    """The cost of a stay is a cost of the month in which one sets out."""
    firm.cash -= cost
    firm.income -= cost
    firm.income_total -= cost
    firm.smoothed_income -= weight * cost / owners(firm)


@compiled
def _let_bed(p: Any, state: Any, tally: Any, ledger: Any) -> None:
    """A guest of a partner site sleeps in a bed of this one."""
    state.guests += 1
    state.association_cash += p.bed_eur_month
    ledger.partners += p.bed_eur_month
    tally.bed_income += p.bed_eur_month
    tally.guests += 1


@compiled
def _set_out(world: World, now: Now, number: int) -> None:
    """Semi-nomads go where they will be next month, pay the way and where they sleep, and are missing at home."""
    p, ledger, tally = world.parameters.network, world.ledger[number], world.tally[number]
    hours = (1.0 - p.work_away) * world.parameters.production.hours_per_person_month
    weight = 1.0 / world.parameters.membership.income_memory_months
    for unit in range(world.firms.shape[1]):
        firm = world.firms[number, unit]
        partner = destination(p, now, firm, world.partners[number])
        if partner < 0 or world.sites[partner].stage != OPEN:
            continue
        there = world.sites[partner]
        has_bed = has_beds(there) and there.guests < p.guesthouse_beds
        night = p.bed_eur_month if has_bed else p.lodging_eur_month
        if firm.cash < p.travel_eur + night:
            continue
        _pay(firm, p.travel_eur + night, weight)
        if has_bed:
            _let_bed(p, there, world.tally[partner], world.ledger[partner])
            ledger.partners -= night
            ledger.suppliers -= p.travel_eur
        else:
            ledger.suppliers -= p.travel_eur + night
        tally.travel_cost += p.travel_eur + night
        spend_on_place(world.parameters, firm, p.travel_hours + hours * firm.time_share)
        firm.away_at, firm.lodged, firm.absent = partner + 1, has_bed, firm.people < 2.0


@compiled
def _learn_at_work(world: World, now: Now, number: int) -> None:
    """Firms of partner sites and the leaders of the site's projects learn from the month's work together."""
    links = world.partners[number]
    for slot in range(world.projects.shape[1]):
        project = world.projects[number, slot]
        for part in range(project.parts):
            if worked_in_time(project, part, now.month):
                away = _site(world, links[project.link[part]])
                learn_at_work(world.parameters, world.kinds, project, part, _site(world, number), away)


@compiled
def mean_tie(partners: NDArray[np.int64], ties: NDArray[np.float64]) -> float:
    """Mean trust in the partner sites; 0 without any."""
    total, count = 0.0, 0
    for link in range(partners.shape[0]):
        if partners[link] >= 0:
            total += ties[link]
            count += 1
    return total / count if count > 0 else 0.0


@process
def network(world: World, now: Now) -> None:
    """Stays end and begin, and rules are told; nothing happens where no site has partners.

    Parameters
    ----------
    world : World
        Changes link_tie; of firms: away_at, absent, lodged, skill, learned, fatigue, cash, income (EUR), common_hours (h);
        association_cash, guests; precedents; tally; ledger.
    """
    p = world.parameters.network
    if world.partners.shape[1] == 0:
        return
    for number in range(world.firms.shape[0]):
        for link in range(world.partners.shape[1]):
            world.link_tie[number, link] *= 1.0 - p.tie_fading
    for number in range(world.firms.shape[0]):
        _end_stays(world, now, number)
        if world.parameters.processes.knowledge:
            _learn_at_work(world, now, number)
        state, tally = world.sites[number], world.tally[number]
        decided = who_decides(world.parameters, state, now.month) != NOBODY
        if world.parameters.processes.norms and decided:
            _hear(world.parameters, now, number, world.norms, world.partners[number], world.link_tie[number], tally)
        _open_beds(p, state, tally, world.ledger[number])
    for number in range(world.firms.shape[0]):
        _set_out(world, now, number)
        world.tally[number].partner_tie = mean_tie(world.partners[number], world.link_tie[number])
