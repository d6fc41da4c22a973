"""A month away: what a guest and the people of a partner site learn from one another, and when it comes home.

Equation::

    encounters: so many rooms of the partner site are drawn; whose people are there are met
    Δk = α · (1 − protection) · absorb(d) · kind · stages · max(0, k_other − k)   both ways, each in the other's own field
    tie += gain · (1 − tie)   of both sites, for a stay in which somebody was met
    fatigue += f · (1 − fatigue) / people   for who had no bed among partners

Source: book 3.19 (feeling at home under different roofs), 3.18 (travel brings new ideas); `mfsim.processes.knowledge`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform_nth
from mfsim.world.cognition import absorb, distance_between
from mfsim.world.network_draws import WHOM
from mfsim.world.parameters import choice

BARTER = choice("knowledge", "exchange", "barter")
NOTHING_PASSES = choice("knowledge", "exchange", "none")


class Site(NamedTuple):
    """What a stay touches on one site: number, firms (N), skill (K, N), all tallies (S), partners and trust in them (P)."""

    number: int
    firms: Any
    skill: NDArray[np.float64]
    tallies: Any
    partners: NDArray[np.int64]
    ties: NDArray[np.float64]


@compiled
def _learn(learner: Site, unit: int, teacher: Site, other: int, share: float) -> None:
    """The learner makes up a share of what the other is ahead in its own field."""
    firm, field, tally = learner.firms[unit], teacher.firms[other].own_field, learner.tallies[learner.number]
    step = share * max(0.0, teacher.skill[field, other] - learner.skill[field, unit])
    learner.skill[field, unit] += step
    firm.learned += step
    firm.learned_total += step
    tally.learned += step
    tally.learned_abroad += step
    if firm.sector != teacher.firms[other].sector:
        tally.learned_across += step


@compiled
def _is_ahead(teacher: Site, other: int, learner: Site, unit: int) -> bool:
    field = teacher.firms[other].own_field
    return bool(teacher.skill[field, other] > learner.skill[field, unit])


@compiled
def teach_one_another(p: Any, kinds: Any, home: Site, unit: int, away: Site, other: int, part: float) -> None:
    """A guest and a host learn, each in the other's own field; in barter only if each has something to teach.

    Parameters
    ----------
    p : record
        Parameters of knowledge.
    home, away : Site
        The guest's site and that of the host.
    part : float
        What the occasion teaches, against a month in the same place.
    """
    if p.exchange == NOTHING_PASSES:
        return
    both = _is_ahead(home, unit, away, other) and _is_ahead(away, other, home, unit)
    if p.exchange == BARTER and not both:
        return
    distance = distance_between(home.skill, unit, away.skill, other)
    absorbed = p.distance_effect * absorb(distance, p.best_distance) + (1.0 - p.distance_effect)
    rate = part * p.learning_rate * (1.0 - p.idea_protection) * absorbed
    guest, host = home.firms[unit], away.firms[other]
    _learn(home, unit, away, other, min(1.0, rate * kinds[guest.kind].learning * guest.learns * host.teaches))
    _learn(away, other, home, unit, min(1.0, rate * kinds[host.kind].learning * host.learns * guest.teaches))


@compiled
def trust_more(site: Site, partner: int, gain: float) -> None:
    """The site trusts a partner, by its number, more."""
    for link in range(site.partners.shape[0]):
        if site.partners[link] == partner:
            site.ties[link] += gain * (1.0 - site.ties[link])


@compiled
def come_home(parameters: Any, now: Now, kinds: Any, home: Site, unit: int, away: Site) -> None:
    """A firm that was away this month has met people there, and is home again.

    Parameters
    ----------
    home, away : Site
        The guest's site and that of the hosts.
    """
    p, firm = parameters.network, home.firms[unit]
    units, met = away.firms.shape[0], 0
    for encounter in range(p.encounters):
        other = int(uniform_nth(now, WHOM, firm.serial, encounter) * units)
        host = away.firms[other]
        if host.serial < 0 or host.absent:
            continue
        met += 1
        if parameters.processes.knowledge:
            teach_one_another(parameters.knowledge, kinds, home, unit, away, other, 1.0)
    if met > 0:
        trust_more(home, away.number, p.tie_gain)
        trust_more(away, home.number, p.tie_gain)
    if not firm.lodged:
        firm.fatigue += p.lodging_fatigue * (1.0 - firm.fatigue) / firm.people
