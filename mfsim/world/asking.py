"""Whom a firm asks for help: those whom it knows, who have the level and the hours, the best tie times level first.

Source: book 3.6; model-equations 3.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, uniform_between
from mfsim.world.help_draws import WHOM
from mfsim.world.parameters import choice

PAID = choice("mutual_help", "accounting", "paid")


class Colleagues(NamedTuple):
    """What asking for help touches on one site.

    firms (N), gaps (N, 12), skill (K, N); contact, trust, helped (N, N); account, likewise with direct accounts or (0, 0);
    present, known, able (N): units, in order, of the firms that are there, of those of them whom the firm that asks knows,
    and of those who have the level.
    """

    firms: Any
    gaps: Any
    skill: NDArray[np.float64]
    contact: NDArray[np.float64]
    trust: NDArray[np.float64]
    account: NDArray[np.float64]
    helped: NDArray[np.float64]
    present: NDArray[np.int64]
    known: NDArray[np.int64]
    able: NDArray[np.int64]


class Terms(NamedTuple):
    """What holds for every request of a month.

    hours: of a person in a month (h); most_hours: that a person gives away at most; all_hours: that a person has for
    everything; price: of an hour of help over the helper's rate, 0 where nobody pays; dearest: EUR for an hour above
    which nobody asks.
    """

    hours: float
    most_hours: float
    all_hours: float
    price: float
    dearest: float


@compiled
def terms_of(parameters: Any) -> Terms:
    """Return what holds for every request of a month, from all parameters."""
    p, production = parameters.mutual_help, parameters.production
    hours = production.hours_per_person_month
    all_hours = (1.0 - production.fatigue_loss) * hours  # a wholly tired firm has no more
    outside = parameters.demand.rate_eur_per_hour * (1.0 + production.outside_markup)
    return Terms(hours, min(p.hours_limit * hours, all_hours), all_hours, p.price if p.accounting == PAID else 0.0, outside)


@compiled
def find_present(site: Colleagues) -> int:
    """Note the units of the firms that are there; return how many."""
    count = 0
    for unit in range(site.firms.shape[0]):
        site.present[count] = unit  # stays there if it is let: no branch, as which units are follows no pattern; so below
        count += 1 if site.firms[unit].serial >= 0 else 0
    return count


@compiled
def find_known(site: Colleagues, asker: int, members: int) -> int:
    """Note the units of those whom a firm knows, among so many that are there; return how many."""
    count = 0
    for place in range(members):
        colleague = site.present[place]
        site.known[count] = colleague
        count += 1 if site.trust[asker, colleague] > 0.0 else 0
    return count


@compiled
def _find_able(site: Colleagues, acquaintances: int, field: int, level: float) -> int:
    """Note the units of those who have a level in a field, among so many that are known; return how many."""
    count = 0
    for place in range(acquaintances):
        colleague = site.known[place]
        site.able[count] = colleague
        count += 1 if site.skill[field, colleague] >= level else 0
    return count


@compiled
def three_best(
    site: Colleagues, terms: Terms, now: Now, asker: int, acquaintances: int, gap: int, at_random: bool
) -> tuple[int, int, int]:
    """Units of the three best colleagues to ask, best first; -1 where there is none.

    Able to help are those whom the asker knows (the first so many of `site.known`), who have the level and hours left to
    give this month, and who are not too dear.
    """
    firm = site.firms[asker]
    wanted = site.gaps[asker, gap]
    field, level, hours = wanted.field, wanted.level, wanted.hours
    first, second, third = -1, -1, -1
    best, next_best, last_best = 0.0, 0.0, 0.0
    for place in range(_find_able(site, acquaintances, field, level)):
        colleague = site.able[place]
        skill, trust = site.skill[field, colleague], site.trust[asker, colleague]
        if trust * skill <= last_best and not at_random:  # nearness, at most 1, cannot make up for it
            continue
        other = site.firms[colleague]
        if other.absent or other.hours_given + hours > terms.most_hours * other.people * other.time_share:
            continue
        spoken_for = other.hours_given + other.project_hours + other.common_due
        all_hours = terms.all_hours * other.people * other.time_share
        if spoken_for + hours > all_hours or terms.price * other.rate > terms.dearest:
            continue
        score = trust * skill * 0.5 * (1.0 + site.contact[asker, colleague])
        if at_random:
            score = 1.0 - uniform_between(now, WHOM, firm.serial, other.serial, gap)
        if score > best:
            third, last_best, second, next_best = second, next_best, first, best
            first, best = colleague, score
        elif score > next_best:
            third, last_best = second, next_best
            second, next_best = colleague, score
        elif score > last_best:
            third, last_best = colleague, score
    return first, second, third
