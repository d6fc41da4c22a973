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

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, uniform_between, uniform_nth
from mfsim.world.agreeing import DIRECT, balance_that_counts, may_ask, mean_reputation, willingness
from mfsim.world.asking import Colleagues, Terms, find_known, find_present, terms_of, three_best
from mfsim.world.help_draws import AGREE, REACH
from mfsim.world.parameters import choice
from mfsim.world.state import World

AT_RANDOM = choice("mutual_help", "asking", "random")
NOBODY_ASKS = choice("mutual_help", "accounting", "none")


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
    acquaintances: int,
    gap: int,
) -> None:
    """Ask the best colleagues one after another until one agrees."""
    firm, wanted = site.firms[asker], site.gaps[asker, gap]
    if not may_ask(p, firm, wanted.hours):
        return
    colleagues = three_best(site, terms, now, asker, acquaintances, gap, p.asking == AT_RANDOM)
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
        present, known, able = world.present, world.known, world.able
        site = Colleagues(firms, world.gaps[number], skill, world.contact, trust, account, helped, present, known, able)
        if p.accounting == DIRECT:
            _fade(account, p.account_decay)
        tally.mean_reputation = mean_reputation(firms)
        if p.accounting == NOBODY_ASKS:
            continue
        members = find_present(site)
        for turn in range(units):
            asker = (turn + now.month) % units
            acquaintances = find_known(site, asker, members) if firms[asker].gap_count > 0 else 0
            outside = asker >= state.open_units
            for gap in range(firms[asker].gap_count):
                if outside and uniform_nth(now, REACH, firms[asker].serial, gap) >= state.contact_outside:
                    continue
                _ask_around(p, site, terms, now, tally, ledger, dealings, asker, acquaintances, gap)
