"""Mutual help: for each gap a firm asks colleagues it knows, the best tie times level first; each agrees or refuses.

Equation::

    score_j = trust_ij · level_j · (1 + contact_ij) / 2             (or a random number, with asking = "random")
    P(j agrees) = logistic(β0 + βg·generosity_j + βb·b/(1 + |b|) + βr·(reputation_i − mean) + βc·care_j − βl·load_j)
    b = net hours that i has given j, decaying, over a scale;  load = open hours of j over a month's capacity

The hours given are lost to the helper's own work this month, so that helping can hurt the helper. A firm that is not
known (trust 0), lacks the level or has given its share of hours already is not asked.

Source: book 3.6 (mutual help, not necessarily barter); model-equations 3.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, purpose, uniform_between
from mfsim.world.parameters import choice
from mfsim.world.state import World

PROCESS = 3
AGREE = purpose(PROCESS, 1)
WHOM = purpose(PROCESS, 2)
AT_RANDOM = choice("mutual_help", "asking", "random")
LARGEST_EXPONENT = 700.0


class Colleagues(NamedTuple):
    """What asking for help touches on one site: firms (N), gaps (N, 12), skill (K, N); contact, trust, account, helped."""

    firms: Any
    gaps: Any
    skill: NDArray[np.float64]
    contact: NDArray[np.float64]
    trust: NDArray[np.float64]
    account: NDArray[np.float64]
    helped: NDArray[np.float64]


@compiled
def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(min(LARGEST_EXPONENT, -x)))


@compiled
def three_best(
    site: Colleagues, now: Now, asker: int, gap: int, at_random: bool, most_hours: float, all_hours: float
) -> tuple[int, int, int]:
    """Units of the three best colleagues to ask, best first; -1 where there is none.

    Able to help are those whom the asker knows, who have the level, and who have hours left to give this month.

    Parameters
    ----------
    most_hours : float
        Hours per person that a firm gives away in a month at most.
    all_hours : float
        Hours per person that a firm has in a month for everything.
    """
    firm = site.firms[asker]
    wanted = site.gaps[asker, gap]
    field, level, hours = wanted.field, wanted.level, wanted.hours
    first, second, third = -1, -1, -1
    best, next_best, last_best = 0.0, 0.0, 0.0
    for colleague in range(site.trust.shape[1]):
        skill = site.skill[field, colleague]
        if skill < level:
            continue
        trust = site.trust[asker, colleague]
        if trust <= 0.0:
            continue
        other = site.firms[colleague]
        if other.hours_given + hours > most_hours * other.people:
            continue
        spoken_for = other.hours_given + other.project_hours + other.common_due
        if spoken_for + hours > all_hours * other.people:
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


@compiled
def willingness(p: Any, firm: Any, other: Any, balance_hours: float, mean: float, load: float) -> float:
    """Probability that `other` agrees to help `firm`.

    Parameters
    ----------
    p : record
        Parameters of mutual help.
    balance_hours : float
        Net hours that the asker has given the other before.
    mean : float
        Mean reputation on the site.
    load : float
        Open work of the other in months of capacity.
    """
    balance = balance_hours / p.balance_scale_hours
    return logistic(
        p.baseline
        + p.generosity_weight * other.generosity
        + p.balance_weight * balance / (1.0 + abs(balance))
        + p.reputation_weight * (firm.reputation - mean)
        + p.care_weight * other.care
        - p.load_weight * load
    )


@compiled
def _help(site: Colleagues, tally: Any, ledger: Any, asker: int, helper: int, gap: int) -> None:
    """The helper's hours do the gap; the asker bills them and goes on with the rest of the order."""
    firm, other = site.firms[asker], site.firms[helper]
    wanted = site.gaps[asker, gap]
    hours, rest = wanted.hours, wanted.rest
    wanted.met = True
    firm.helped = True
    firm.hours_done += hours
    firm.open_hours += rest
    firm.received_total += hours
    firm.gaps_met_total += 1
    other.hours_given += hours
    other.given_total += hours
    site.account[helper, asker] += hours
    site.account[asker, helper] -= hours
    site.helped[helper, asker] += hours
    ledger.accepted += hours + rest
    ledger.done += hours
    tally.gaps_met += 1
    tally.help_hours += hours


@compiled
def _note_dealing(dealing: Any, wanted: Any, asker: int, helper: int, gap: int, agreed: bool) -> None:
    dealing.taker, dealing.giver, dealing.agreed = asker, helper, 1 if agreed else 0
    dealing.field, dealing.gap, dealing.hours = wanted.field, gap, wanted.hours


@compiled
def _ask_around(
    p: Any, site: Colleagues, now: Now, tally: Any, ledger: Any, dealings: Any, asker: int, gap: int, hours: float,
    most_hours: float, all_hours: float,
) -> None:  # fmt: skip
    """Ask the best colleagues one after another until one agrees; `hours` is a person's month."""
    at_random = p.asking == AT_RANDOM
    colleagues = three_best(site, now, asker, gap, at_random, most_hours, all_hours)
    firm = site.firms[asker]
    for request in range(p.asks_at_most):
        helper = colleagues[request]
        if helper < 0:
            return
        other = site.firms[helper]
        load = other.open_hours / (other.people * hours)
        chance = willingness(p, firm, other, site.account[asker, helper], tally.mean_reputation, load)
        agreed = uniform_between(now, AGREE, firm.serial, other.serial, gap) < chance
        _note_dealing(dealings[tally.dealings], site.gaps[asker, gap], asker, helper, gap, agreed)
        tally.dealings += 1
        if agreed:
            other.reputation += p.reputation_gain * (1.0 - other.reputation)
            _help(site, tally, ledger, asker, helper, gap)
            return
        firm.refusals += 1
        tally.refusals += 1
        other.reputation -= p.reputation_loss * other.reputation


@compiled
def _fade(account: NDArray[np.float64], share: float) -> None:
    for unit in range(account.shape[0]):
        for other in range(account.shape[1]):
            account[unit, other] *= 1.0 - share


@compiled
def mean_reputation(firms: Any) -> float:
    """Mean reputation of the members; 0 without any."""
    total, members = 0.0, 0
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0:
            total += firms[unit].reputation
            members += 1
    return total / members if members > 0 else 0.0


@compiled
def mutual_help(world: World, now: Now) -> None:
    """Firms ask colleagues for what they cannot do themselves; who asks first moves on by one unit a month.

    Parameters
    ----------
    world : World
        Changes, of firms: hours_given, hours_done, open_hours (h), reputation; gaps; account, helped (h); dealings.
    """
    p = world.parameters.mutual_help
    production = world.parameters.production
    hours = production.hours_per_person_month
    all_hours = (1.0 - production.fatigue_loss) * hours  # a wholly tired firm has no more
    most_hours = min(p.hours_limit * hours, all_hours)
    units = world.firms.shape[1]
    for number in range(world.firms.shape[0]):
        firms, tally, ledger = world.firms[number], world.tally[number], world.ledger[number]
        account, dealings = world.account[number], world.dealings[number]
        trust, helped = world.trust[number], world.helped[number]
        site = Colleagues(firms, world.gaps[number], world.skill[number], world.contact, trust, account, helped)
        _fade(account, p.account_decay)
        tally.mean_reputation = mean_reputation(firms)
        for turn in range(units):
            asker = (turn + now.month) % units
            for gap in range(firms[asker].gap_count):
                _ask_around(p, site, now, tally, ledger, dealings, asker, gap, hours, most_hours, all_hours)
