"""Norms: cases are resolved by a shared rule, by the parties or by who decides; what recurs and proves good becomes a rule.

Equation::

    cases caused by a firm ~ Poisson(c0 · (2 − condition)), the other party by contact, the kind by Zipf weights
    with a shared rule: complied with with probability min(.98, base + c · mean care) · legitimacy · knowledge of the rules
    without: settled if the proposals agree and the parties talk, with probability (care_i · care_j)^(γ/2)
    otherwise open: hours and trust are lost, each month costs both parties care, at last it is a grudge
    the oldest open cases are taken up by who decides (`mfsim.world.hearing`)
    adopted: at least n precedents in the window, of which a share s agree, and seem to fit by q at least
    struck out: the fit seen falls below a threshold, or recent breaches exceed a share

Source: book 1.6 (rules that emerge from the resolution of cases and, once verified, become shared), 1.1 (noise, dust,
dishes); Young (1993), Econometrica 61 (adaptive play); Ostrom (1990) (graduated sanctions); model-equations 2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, poisson, uniform, uniform_between, uniform_pair
from mfsim.world.contact import Chances, comes_across, contact_of
from mfsim.world.deciding import NOBODY, has_facilitator, who_decides
from mfsim.world.enacting import enact
from mfsim.world.hearing import Hall, take_up
from mfsim.world.hours import spend_on_place
from mfsim.world.norm_draws import CASE, COMPLY, COUNT, PROPOSE, TALK
from mfsim.world.open_cases import OUTCOMES, age_cases, forget_the_departed, give_up, open_case
from mfsim.world.phases import is_gone
from mfsim.world.proposing import proposal
from mfsim.world.rulebook import NO_RULE, breached, complied, regulated_share, remember, revise
from mfsim.world.sanctions import sanction, time_heals
from mfsim.world.state import World

MOST_COMPLIANCE = 0.98
OWN_WAY = 1.0


@compiled
def drawn_kind(weights: NDArray[np.float64], kinds: int, u: float) -> int:
    """Kind of case whose cumulative weight first exceeds u."""
    kind, total = 0, weights[0]
    while kind < kinds - 1 and u >= total:
        kind += 1
        total += weights[kind]
    return kind


@compiled
def chance_to_comply(p: Any, norm: Any, firm: Any, other: Any) -> float:
    """Probability that a firm complies with a shared rule."""
    willing = p.compliance_base + p.compliance_care * 0.5 * (firm.care + other.care)
    return float(min(MOST_COMPLIANCE, willing) * norm.legitimacy * firm.knows_rules)


@compiled
def chance_to_talk(care: float, other_care: float, exponent: float) -> float:
    """Probability that two parties talk at all: the geometric mean of their care to a power."""
    return float((care * other_care) ** (0.5 * exponent))


@compiled
def _under_rule(p: Any, now: Now, hall: Hall, norm: Any, firm: Any, other: Any, number: int, decided: bool) -> None:
    chance = chance_to_comply(p, norm, firm, other)
    if uniform_between(now, COMPLY, firm.serial, other.serial, number) < chance:
        complied(p, norm)
        remember(p, now, norm, norm.rule, OWN_WAY, firm.serial, other.serial, number)
    else:
        breached(p, norm)
        sanction(p, firm, other, hall.state, hall.tally, decided)


@compiled
def _between_parties(
    parameters: Any, now: Now, hall: Hall, kind: int, unit: int, other_unit: int, number: int, exponent: float
) -> None:
    """Without a rule the parties settle, or the case stays open."""
    p = parameters.norms
    norm, firm, other = hall.norms[kind], hall.firms[unit], hall.firms[other_unit]
    one = proposal(p, now, PROPOSE, norm, kind, firm.serial, firm.care, firm.serial, number)
    two = proposal(p, now, PROPOSE, norm, kind, other.serial, other.care, firm.serial, number)
    talk = uniform_between(now, TALK, firm.serial, other.serial, number)
    talks = talk < chance_to_talk(firm.care, other.care, exponent)
    if p.precedents != OUTCOMES:
        remember(p, now, norm, one, OWN_WAY, firm.serial, other.serial, number)
        remember(p, now, norm, two, OWN_WAY, other.serial, firm.serial, number)
    if talks and one == two:
        if p.precedents == OUTCOMES:
            remember(p, now, norm, one, OWN_WAY, firm.serial, other.serial, number)
        firm.settled += 1
        other.settled += 1
        hall.tally.settled_by_parties += 1
        return
    spend_on_place(parameters, firm, p.dispute_hours)
    spend_on_place(parameters, other, p.dispute_hours)
    trust = hall.trust
    trust[unit, other_unit] -= p.dispute_trust * trust[unit, other_unit]
    trust[other_unit, unit] -= p.dispute_trust * trust[other_unit, unit]
    if not open_case(hall.cases, hall.state, kind, unit, firm, other_unit, other, number):
        give_up(p, norm, trust, hall.tally, unit, other_unit)


@compiled
def _cases_of(
    parameters: Any, now: Now, hall: Hall, weights: Any, chances: Chances, unit: int, exponent: float, decided: bool
) -> None:
    """The month's cases that one firm causes."""
    p = parameters.norms
    firm = hall.firms[unit]
    open_units = hall.state.open_units
    rate = p.cases_per_member_month * (2.0 - hall.state.condition)
    rate *= contact_of(hall.state, unit)
    for place in range(poisson(rate, uniform(now, COUNT, firm.serial))):
        number = now.month * 1024 + place
        whom, which = uniform_pair(now, CASE, firm.serial, 0, place)
        other_unit = comes_across(chances, unit, open_units, whom)
        other = hall.firms[other_unit]
        if other_unit == unit or other.serial < 0:
            continue
        hall.tally.cases += 1
        kind = drawn_kind(weights, p.kinds, which)
        if hall.norms[kind].rule != NO_RULE:
            _under_rule(p, now, hall, hall.norms[kind], firm, other, number, decided)
        else:
            _between_parties(parameters, now, hall, kind, unit, other_unit, number, exponent)


@process
def norms(world: World, now: Now) -> None:
    """Cases arise and are resolved or stay open; rules are adopted and struck out.

    Parameters
    ----------
    world : World
        Changes norms, cases, trust; of firms: settled, disputes, slights, breaches, excluded, expelled, knows_rules,
        care, fatigue, reputation, common_hours (h), cash (EUR); of sites: open_cases, regulated, association_cash (EUR);
        writes rows of rules.
    """
    parameters = world.parameters
    p = parameters.norms
    chances = Chances(world.contact_shares, world.contact_guide)
    for site in range(world.firms.shape[0]):
        state, tally, firms, book = world.sites[site], world.tally[site], world.firms[site], world.norms[site]
        if is_gone(state):
            continue
        hall = Hall(firms, book, world.cases[site], world.trust[site], state, tally)
        who = who_decides(parameters, state, now.month)
        exponent = p.facilitated_exponent if has_facilitator(parameters, state, now.month) else p.talk_exponent
        if now.month == state.founded:
            enact(p, now, book, state.number, world.book, world.institutions, who != NOBODY)
        forget_the_departed(firms, world.cases[site], state)
        for unit in range(firms.shape[0]):
            if firms[unit].serial >= 0:
                time_heals(p, now, firms[unit])
                _cases_of(parameters, now, hall, world.case_weights, chances, unit, exponent, who != NOBODY)
        take_up(parameters, now, hall, state.number, who)
        age_cases(p, firms, book, world.cases[site], world.trust[site], state, tally)
        revise(p, book, world.norm_rows, world.norm_row_count, site, now.month)
        state.regulated = regulated_share(book, world.case_weights)
