"""Knowledge: a firm learns from who helped it and whom it met, by doing; what it does not use it forgets.

Equation::

    Δk = α · absorb(d) · kind · stages · max(0, k_other − k)   in the field of the help, or the other's own field when met
    stages: what the learner's and the other's stage of development make of it, 1 unless `growth.stages`
    when met, α is the share seen, and more where units are open: · (1 + open sight · (1 − enclosure))
    α is less by the share of ideas that is protected
    absorb(d) = 1 − ((d − D*) / max over its side of D*)²   inverted U: 0 at d = 0 and d = 1, 1 at D*
    d = 1 − cosine of the two skill vectors
    P(innovation) = ν · d² a contact; it shifts the base of standing by gain + spread · z; an artist multiplies ν and spread
    P(copied) = c · (1 − protection) for each colleague whom the innovator met, of what raised its standing: the copier gains
    a share of that, the innovator loses one

With `exchange` = "barter" two who meet teach one another only if each is ahead of the other somewhere, each in the field
where it is ahead by most; a helper still shows how it is done. With "none" nothing passes from one firm to another.

Source: Nooteboom, Van Haverbeke, Duysters, Gilsing, van den Oord (2007), Research Policy 36 (inverted U in cognitive
distance); Cowan, Jonard (2004), Journal of Economic Dynamics and Control 28 (barter of knowledge); book 3.17 (art proposes
visions), 3.12 (setting the right price).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, normal_quantile, purpose, uniform_between, uniform_pair
from mfsim.world.cognition import NOWHERE, absorb, cognitive_distance, most_ahead
from mfsim.world.parameters import choice
from mfsim.world.records import MEETINGS
from mfsim.world.state import World

PROCESS = 5
INNOVATION = purpose(PROCESS, 1)
COPY = purpose(PROCESS, 2)
BARTER = choice("knowledge", "exchange", "barter")
NOTHING_PASSES = choice("knowledge", "exchange", "none")


class Minds(NamedTuple):
    """What learning touches on one site: firms (N), skill (K, N), trust (N, N), and the tables of kinds and trades."""

    firms: Any
    skill: NDArray[np.float64]
    trust: NDArray[np.float64]
    kinds: Any
    trades: Any


@compiled
def _learn(site: Minds, tally: Any, unit: int, other: int, field: int, share: float) -> None:
    """The learner makes up a share of what the other is ahead."""
    firm = site.firms[unit]
    taught = share * firm.learns * site.firms[other].teaches
    step = min(1.0, taught * site.kinds[firm.kind].learning) * (site.skill[field, other] - site.skill[field, unit])
    site.skill[field, unit] += step
    firm.learned += step
    firm.learned_total += step
    tally.learned += step
    if site.firms[other].sector != firm.sector:
        tally.learned_across += step


@compiled
def _has_met_before(firm: Any, meeting: int) -> bool:
    """Whether an earlier meeting was with the same colleague."""
    found = False
    for earlier in range(meeting):
        found = found or firm.met[earlier] == firm.met[meeting]
    return found


@compiled
def _be_copied(p: Any, now: Now, firms: Any, tally: Any, unit: int, effect: float, index: int) -> None:
    """Colleagues whom the innovator met may take up what its customers like, and take customers with it."""
    firm = firms[unit]
    chance = p.copying * (1.0 - p.idea_protection)
    for meeting in range(MEETINGS):
        if firm.met[meeting] < 0 or _has_met_before(firm, meeting):
            continue
        copier = firms[firm.met[meeting]]
        if uniform_between(now, COPY, firm.serial, copier.serial, index) < chance:
            copier.standing_base += p.copy_gain * effect
            firm.standing_base -= p.copy_loss * effect
            tally.copies += 1


@compiled
def _innovate(p: Any, now: Now, firms: Any, tally: Any, unit: int, vision: float, v: float, index: int) -> None:
    """Something new, which customers may like or not."""
    effect = p.innovation_gain + p.innovation_spread * vision * normal_quantile(v)
    firms[unit].standing_base += effect
    firms[unit].innovations += 1
    tally.innovations += 1
    if effect > 0.0:
        _be_copied(p, now, firms, tally, unit, effect, index)


@compiled
def absorbed(p: Any, distance: float) -> float:
    """Share of what is shown that is absorbed at a cognitive distance, as far as distance matters."""
    return float(p.distance_effect * absorb(distance, p.best_distance) + (1.0 - p.distance_effect))


@compiled
def _contact(p: Any, now: Now, site: Minds, tally: Any, unit: int, other: int, field: int, rate: float, index: int) -> None:
    """Learn from a colleague and, rarely, recombine; the distance is worked out only where something depends on it."""
    firm, colleague = site.firms[unit], site.firms[other]
    vision = p.vision_factor if firm.art or colleague.art else 1.0
    u, v = uniform_pair(now, INNOVATION, firm.serial, colleague.serial, index)
    chance = p.innovation * vision
    is_ahead = site.skill[field, other] > site.skill[field, unit]
    if not is_ahead and u >= chance:
        return
    distance = cognitive_distance(site.skill, unit, other)
    if is_ahead:
        _learn(site, tally, unit, other, field, rate * absorbed(p, distance))
    if u < chance * distance * distance:
        _innovate(p, now, site.firms, tally, unit, vision, v, index)


@compiled
def _barter(p: Any, now: Now, site: Minds, tally: Any, unit: int, other: int, rate: float, index: int) -> None:
    """Each teaches the other where it is ahead by most, if both are ahead somewhere; they may recombine what they show."""
    taught, learnt = most_ahead(site.skill, unit, other), most_ahead(site.skill, other, unit)
    if min(taught, learnt) == NOWHERE:
        return
    firm, colleague = site.firms[unit], site.firms[other]
    distance = cognitive_distance(site.skill, unit, other)
    share = rate * absorbed(p, distance)
    _learn(site, tally, unit, other, learnt, share)
    _learn(site, tally, other, unit, taught, share)
    vision = p.vision_factor if firm.art or colleague.art else 1.0
    u, v = uniform_pair(now, INNOVATION, firm.serial, colleague.serial, index)
    if u < p.innovation * vision * distance * distance:
        _innovate(p, now, site.firms, tally, unit, vision, v, index)


@compiled
def _take_advice(trades: Any, firm: Any, colleague: Any, weight: float) -> None:
    """The billing rate moves towards a trusted colleague's, each measured by what is usual in its trade."""
    usual = trades[firm.trade].rate_factor
    theirs = colleague.rate / trades[colleague.trade].rate_factor
    firm.rate += weight * (theirs * usual - firm.rate)


@compiled
def _learn_from_helpers(p: Any, now: Now, site: Minds, dealings: Any, tally: Any) -> None:
    for number in range(tally.dealings):
        dealing = dealings[number]
        if dealing.agreed == 1:
            rate, index = p.learning_rate * (1.0 - p.idea_protection), MEETINGS + dealing.gap
            _contact(p, now, site, tally, dealing.taker, dealing.giver, dealing.field, rate, index)


@compiled
def _learn_from_meetings(p: Any, now: Now, site: Minds, tally: Any, enclosure: float, open_units: int) -> None:
    in_rooms = p.sight_share * (1.0 - p.idea_protection)
    shown = p.sight_share * (1.0 + p.open_sight * (1.0 - enclosure)) * (1.0 - p.idea_protection)
    for unit in range(site.firms.shape[0]):
        firm = site.firms[unit]
        if firm.serial < 0:
            continue
        rate = p.learning_rate * (shown if unit < open_units else in_rooms)
        for meeting in range(MEETINGS):
            other = firm.met[meeting]
            if other >= 0:
                colleague = site.firms[other]
                if p.exchange == BARTER:
                    _barter(p, now, site, tally, unit, other, rate, meeting)
                elif p.exchange != NOTHING_PASSES:
                    _contact(p, now, site, tally, unit, other, colleague.own_field, rate, meeting)
                _take_advice(site.trades, firm, colleague, min(1.0, p.advice * firm.advised) * site.trust[unit, other])


@compiled
def _practise_and_forget(p: Any, site: Minds) -> None:
    kept = 1.0 - p.forgetting
    for unit in range(site.firms.shape[0]):
        firm = site.firms[unit]
        if firm.serial < 0:
            continue
        own = site.skill[firm.own_field, unit]
        for field in range(site.skill.shape[0]):
            site.skill[field, unit] *= kept
        use = min(1.0, (firm.hours_worked + firm.project_hours) / firm.capacity) if firm.capacity > 0.0 else 0.0
        own += p.doing * site.kinds[firm.kind].learning * use * (1.0 - own)
        site.skill[firm.own_field, unit] = min(1.0, own)


@process
def knowledge(world: World, now: Now) -> None:
    """Firms learn, forget and recombine.

    Parameters
    ----------
    world : World
        Changes skill; of firms: learned, rate (EUR/h), standing_base, innovations; tally.
    """
    p = world.parameters.knowledge
    for number in range(world.firms.shape[0]):
        tally = world.tally[number]
        site = Minds(world.firms[number], world.skill[number], world.trust[number], world.kinds, world.trades)
        if p.exchange != NOTHING_PASSES:
            _learn_from_helpers(p, now, site, world.dealings[number], tally)
        open_units = world.sites[number].open_units
        _learn_from_meetings(p, now, site, tally, world.parameters.place.enclosure, open_units)
        _practise_and_forget(p, site)
