"""Mutual help: for each gap a firm asks colleagues it knows, the best tie times level first; each agrees or refuses.

Equation::

    score_j = trust_ij · level_j · (1 + contact_ij) / 2             (or a random number, with asking = "random")
    P(j agrees) = logistic(β0 + βg·generosity_j + βb·b/(1 + |b|) + βr·(reputation_i − mean) + βc·care_j − βl·load_j)
    load = open hours of j over a month's capacity;  b, over a scale, by `accounting`:
      gift       0: nobody keeps an account
      direct     net hours that i has given j, decaying
      time_bank  hours that i has given less those it received, on the whole site; never below −limit · people
    paid: P(j agrees) = logistic(β0 + βp·(price − 1) − βl·load_j); i pays j price · rate_j an hour, if that is no dearer
    than work bought outside;  none: nobody asks

The hours given are lost to the helper's own work this month, so that helping can hurt the helper. A firm that is not
known (trust 0), lacks the level or has given its share of hours already is not asked.

Source: book 3.6 (mutual help, not necessarily barter); model-equations 3.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, purpose, uniform_between, uniform_nth
from mfsim.world.parameters import choice
from mfsim.world.state import World

PROCESS = 3
AGREE = purpose(PROCESS, 1)
WHOM = purpose(PROCESS, 2)
REACH = purpose(PROCESS, 3)
AT_RANDOM = choice("mutual_help", "asking", "random")
DIRECT = choice("mutual_help", "accounting", "direct")
TIME_BANK = choice("mutual_help", "accounting", "time_bank")
PAID = choice("mutual_help", "accounting", "paid")
NOBODY_ASKS = choice("mutual_help", "accounting", "none")
LARGEST_EXPONENT = 700.0


class Colleagues(NamedTuple):
    """What asking for help touches on one site.

    firms (N), gaps (N, 12), skill (K, N); contact, trust, helped (N, N); account, likewise with direct accounts or (0, 0);
    known (N): the units of those whom the firm that asks knows, in order.
    """

    firms: Any
    gaps: Any
    skill: NDArray[np.float64]
    contact: NDArray[np.float64]
    trust: NDArray[np.float64]
    account: NDArray[np.float64]
    helped: NDArray[np.float64]
    known: NDArray[np.int64]


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
def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(min(LARGEST_EXPONENT, -x)))


@compiled
def find_known(site: Colleagues, asker: int) -> int:
    """Note the units of those whom a firm knows; return how many."""
    count = 0
    for colleague in range(site.trust.shape[1]):
        site.known[count] = colleague  # stays there if it is known: no branch, as who is known follows no pattern
        count += 1 if site.trust[asker, colleague] > 0.0 else 0
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
    for place in range(acquaintances):
        colleague = site.known[place]
        skill = site.skill[field, colleague]
        if skill < level:
            continue
        trust = site.trust[asker, colleague]
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


@compiled
def willingness(p: Any, firm: Any, other: Any, balance_hours: float, mean: float, load: float) -> float:
    """Probability that `other` agrees to help `firm`.

    Parameters
    ----------
    p : record
        Parameters of mutual help.
    balance_hours : float
        Net hours that the asker has given before, as far as they count (see `balance_that_counts`).
    mean : float
        Mean reputation on the site.
    load : float
        Open work of the other in months of capacity.
    """
    if p.accounting == PAID:
        return logistic(p.baseline + p.price_weight * (p.price - 1.0) - p.load_weight * load)
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
def bank_hours(firm: Any) -> float:
    """Hours that a firm has given less those it has received, since it came: its account at the time bank."""
    return float(firm.given_total - firm.received_total)


@compiled
def balance_that_counts(p: Any, firm: Any, account: NDArray[np.float64], asker: int, helper: int) -> float:
    """Net hours given by the asker that move who is asked: to that firm, to the whole site, or none.

    Parameters
    ----------
    account : array, shape (units, units)
        Net hours that the row's firm has given the column's, decaying; kept, and looked at, with direct accounts alone.
    """
    if p.accounting == DIRECT:
        return float(account[asker, helper])
    return bank_hours(firm) if p.accounting == TIME_BANK else 0.0


@compiled
def may_ask(p: Any, firm: Any, hours: float) -> bool:
    """Whether the time bank lends the firm these hours; without one everybody may ask."""
    return bool(p.accounting != TIME_BANK or bank_hours(firm) - hours >= -p.bank_limit_hours * firm.people)


@compiled
def _pay(firm: Any, other: Any, tally: Any, amount: float) -> None:
    firm.help_money -= amount
    other.help_money += amount
    tally.help_paid += amount


@compiled
def _help(p: Any, site: Colleagues, tally: Any, ledger: Any, asker: int, helper: int, gap: int) -> None:
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
    if p.accounting == DIRECT:
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
    p: Any,
    site: Colleagues,
    terms: Terms,
    now: Now,
    tally: Any,
    ledger: Any,
    dealings: Any,
    asker: int,
    known: int,
    gap: int,
) -> None:
    """Ask the best colleagues one after another until one agrees."""
    firm, wanted = site.firms[asker], site.gaps[asker, gap]
    if not may_ask(p, firm, wanted.hours):
        return
    colleagues = three_best(site, terms, now, asker, known, gap, p.asking == AT_RANDOM)
    for request in range(p.asks_at_most):
        helper = colleagues[request]
        if helper < 0:
            return
        other = site.firms[helper]
        load = other.open_hours / (other.people * other.time_share * terms.hours)
        balance = balance_that_counts(p, firm, site.account, asker, helper)
        chance = willingness(p, firm, other, balance, tally.mean_reputation, load)
        agreed = uniform_between(now, AGREE, firm.serial, other.serial, gap) < chance
        _note_dealing(dealings[tally.dealings], wanted, asker, helper, gap, agreed)
        tally.dealings += 1
        if agreed:
            other.reputation += p.reputation_gain * (1.0 - other.reputation)
            _help(p, site, tally, ledger, asker, helper, gap)
            _pay(firm, other, tally, terms.price * other.rate * wanted.hours)
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
def terms_of(parameters: Any) -> Terms:
    """Return what holds for every request of a month, from all parameters."""
    p, production = parameters.mutual_help, parameters.production
    hours = production.hours_per_person_month
    all_hours = (1.0 - production.fatigue_loss) * hours  # a wholly tired firm has no more
    outside = parameters.demand.rate_eur_per_hour * (1.0 + production.outside_markup)
    return Terms(hours, min(p.hours_limit * hours, all_hours), all_hours, p.price if p.accounting == PAID else 0.0, outside)


@process
def mutual_help(world: World, now: Now) -> None:
    """Firms ask colleagues for what they cannot do themselves; who asks first moves on by one unit a month.

    Parameters
    ----------
    world : World
        Changes, of firms: hours_given, hours_done, open_hours (h), help_money (EUR), reputation; gaps; account, helped
        (h); dealings.
    """
    p, terms = world.parameters.mutual_help, terms_of(world.parameters)
    units = world.firms.shape[1]
    for number in range(world.firms.shape[0]):
        firms, tally, ledger = world.firms[number], world.tally[number], world.ledger[number]
        state = world.sites[number]
        account, dealings = world.account[number], world.dealings[number]
        trust, helped = world.trust[number], world.helped[number]
        skill = world.skill[number]
        site = Colleagues(firms, world.gaps[number], skill, world.contact, trust, account, helped, world.known)
        if p.accounting == DIRECT:
            _fade(account, p.account_decay)
        tally.mean_reputation = mean_reputation(firms)
        if p.accounting == NOBODY_ASKS:
            continue
        for turn in range(units):
            asker = (turn + now.month) % units
            known = find_known(site, asker) if firms[asker].gap_count > 0 else 0
            outside = asker >= state.open_units
            for gap in range(firms[asker].gap_count):
                if outside and uniform_nth(now, REACH, firms[asker].serial, gap) >= state.contact_outside:
                    continue
                _ask_around(p, site, terms, now, tally, ledger, dealings, asker, known, gap)
