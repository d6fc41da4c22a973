"""Knowledge: a firm learns from who helped it and whom it met, by doing; what it does not use it forgets.

Equation::

    Δk = α · absorb(d) · kind · max(0, k_other − k)        in the field of the help, or the other's own field when met
    when met, α is the share seen, and more where units are open: · (1 + open sight · (1 − enclosure))
    absorb(d) = 1 − ((d − D*) / max over its side of D*)²   inverted U: 0 at d = 0 and d = 1, 1 at D*
    d = 1 − cosine of the two skill vectors
    P(innovation) = ν · d² a contact; it shifts the base of standing by gain + spread · z; an artist multiplies ν and spread

Source: Nooteboom, Van Haverbeke, Duysters, Gilsing, van den Oord (2007), Research Policy 36 (inverted U in cognitive
distance); book 3.17 (art proposes visions), 3.12 (setting the right price).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.draws import Now, normal_quantile, purpose, uniform_pair
from mfsim.world.records import MEETINGS
from mfsim.world.state import World

PROCESS = 5
INNOVATION = purpose(PROCESS, 1)


class Minds(NamedTuple):
    """What learning touches on one site: firms (N), skill (K, N), trust (N, N), and the tables of kinds and trades."""

    firms: Any
    skill: NDArray[np.float64]
    trust: NDArray[np.float64]
    kinds: Any
    trades: Any


@compiled
def absorb(distance: float, best: float) -> float:
    """Share that is absorbed at a cognitive distance: an inverted U with its top at `best`."""
    side = best if distance < best else 1.0 - best
    off = (distance - best) / side
    return 1.0 - off * off


@compiled
def cognitive_distance(skill: NDArray[np.float64], unit: int, other: int) -> float:
    """One minus the cosine of two firms' skill vectors; 0 alike, 1 nothing in common."""
    product, length, other_length = 0.0, 0.0, 0.0
    for field in range(skill.shape[0]):
        a, b = skill[field, unit], skill[field, other]
        product += a * b
        length += a * a
        other_length += b * b
    scale = math.sqrt(length * other_length)
    return min(1.0, max(0.0, 1.0 - product / scale)) if scale > 0.0 else 1.0


@compiled
def _learn(site: Minds, tally: Any, unit: int, other: int, field: int, share: float) -> None:
    """The learner makes up a share of what the other is ahead."""
    firm = site.firms[unit]
    step = min(1.0, share * site.kinds[firm.kind].learning) * (site.skill[field, other] - site.skill[field, unit])
    site.skill[field, unit] += step
    firm.learned += step
    firm.learned_total += step
    tally.learned += step
    if site.firms[other].sector != firm.sector:
        tally.learned_across += step


@compiled
def _innovate(p: Any, firm: Any, tally: Any, vision: float, v: float) -> None:
    """Something new, which customers may like or not."""
    firm.standing_base += p.innovation_gain + p.innovation_spread * vision * normal_quantile(v)
    firm.innovations += 1
    tally.innovations += 1


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
        _learn(site, tally, unit, other, field, rate * absorb(distance, p.best_distance))
    if u < chance * distance * distance:
        _innovate(p, firm, tally, vision, v)


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
            rate, index = p.learning_rate, MEETINGS + dealing.gap
            _contact(p, now, site, tally, dealing.taker, dealing.giver, dealing.field, rate, index)


@compiled
def _learn_from_meetings(p: Any, now: Now, site: Minds, tally: Any, enclosure: float) -> None:
    rate = p.learning_rate * p.sight_share * (1.0 + p.open_sight * (1.0 - enclosure))
    for unit in range(site.firms.shape[0]):
        firm = site.firms[unit]
        if firm.serial < 0:
            continue
        for meeting in range(MEETINGS):
            other = firm.met[meeting]
            if other >= 0:
                colleague = site.firms[other]
                _contact(p, now, site, tally, unit, other, colleague.own_field, rate, meeting)
                _take_advice(site.trades, firm, colleague, p.advice * site.trust[unit, other])


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


@compiled
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
        _learn_from_helpers(p, now, site, world.dealings[number], tally)
        _learn_from_meetings(p, now, site, tally, world.parameters.place.enclosure)
        _practise_and_forget(p, site)
