"""Community: people meet by contact; ties rise by good dealings, fall faster by bad ones, and fade unused.

Equation::

    trust += gain · (1 − trust) when met (scaled by the likeness of values) or helped;  trust −= loss · trust when refused
    trust fades by a share a month; both sides of a good dealing gain
    values: two who meet and differ by less than ε each give up a share μ of the difference
    meetings: so many a month, and in open plan up to so many more, in proportion to 1 − enclosure
    care: + h · (1 − care) if helped;  − r · care for each refusal;  + s · (1 − care) for each case settled;
          − d · care for each dispute that stays open and for each slight;  + t · (1 − care);  − drift · (care − rest),
          one after another
    satisfaction follows  w · income/(income + needs) + (1 − w) · mean(time, learning, care) − nuisance − fatigue
                          + c · (condition of the place − ½) − f · share of cases under shared rules

Purpose becomes care through what happens, or does not: nothing here rewards being together as such.

Source: book 3.11 (purpose to care), 1.1 (noise, and a climate that may turn either way); Deffuant, Neau, Amblard,
Weisbuch (2000), Advances in Complex Systems 3 (bounded confidence); model-equations 2 and 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, purpose, uniform, uniform_nth
from mfsim.world.contact import Chances, comes_across
from mfsim.world.records import MEETINGS, NEUTRAL_CONDITION
from mfsim.world.state import World

PROCESS = 10
MEET = purpose(PROCESS, 1)
MEET_MORE = purpose(PROCESS, 2)
COME = purpose(PROCESS, 3)
NOBODY = -1


@compiled
def _fade_ties(firms: Any, trust: NDArray[np.float64], share: float) -> None:
    for unit in range(trust.shape[0]):
        if firms[unit].serial >= 0:
            for other in range(trust.shape[1]):
                trust[unit, other] *= 1.0 - share


@compiled
def _strengthen(trust: NDArray[np.float64], one: int, other: int, gain: float) -> None:
    """Both sides gain."""
    trust[one, other] += gain * (1.0 - trust[one, other])
    trust[other, one] += gain * (1.0 - trust[other, one])


@compiled
def _remember_dealings(p: Any, trust: NDArray[np.float64], dealings: Any, count: int) -> None:
    for number in range(count):
        dealing = dealings[number]
        if dealing.agreed == 1:
            _strengthen(trust, dealing.taker, dealing.giver, p.help_gain)
        else:
            trust[dealing.taker, dealing.giver] -= p.refusal_loss * trust[dealing.taker, dealing.giver]


@compiled
def _approach(firm: Any, other: Any, tolerance: float, step: float) -> None:
    """Bounded confidence: only those who differ little listen to one another."""
    difference = other.value - firm.value
    if abs(difference) < tolerance:
        firm.value += step * difference
        other.value -= step * difference


@compiled
def number_of_meetings(p: Any, now: Now, serial: int, enclosure: float) -> int:
    """Meetings of a firm this month: the usual ones and, where units are open, more; a broken number is drawn."""
    more = p.open_meetings * (1.0 - enclosure)
    whole = int(more)
    drawn = 1 if more > whole and uniform(now, MEET_MORE, serial) < more - whole else 0
    return int(min(MEETINGS, p.meetings_per_month + whole + drawn))


@compiled
def _come_across(p: Any, now: Now, enclosure: float, state: Any, firms: Any, chances: Chances) -> None:
    """Note whom each firm comes across, be it an empty unit or itself.

    All draws come before the first meeting: the processor then works on several at once.
    """
    open_units, contact = state.open_units, state.contact_outside
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial < 0:
            continue
        outside = unit >= open_units
        for meeting in range(MEETINGS):
            firm.met[meeting] = NOBODY
        if firm.absent:
            continue
        for meeting in range(number_of_meetings(p, now, firm.serial, 1.0 if outside else enclosure)):
            if outside and uniform_nth(now, COME, firm.serial, meeting) >= contact:
                continue
            firm.met[meeting] = comes_across(chances, unit, open_units, uniform_nth(now, MEET, firm.serial, meeting))


@compiled
def _meet(p: Any, firms: Any, trust: NDArray[np.float64]) -> None:
    """Whoever came across a colleague who is there has met it."""
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial < 0:
            continue
        for meeting in range(MEETINGS):
            other_unit = firm.met[meeting]
            if other_unit == NOBODY:
                continue
            other = firms[other_unit]
            if other.serial < 0 or other_unit == unit or other.absent:
                firm.met[meeting] = NOBODY
                continue
            likeness = 1.0 - abs(firm.value - other.value)
            _strengthen(trust, unit, other_unit, p.meeting_gain * likeness)
            _approach(firm, other, p.value_tolerance, p.value_step)


@compiled
def _move_care(p: Any, firm: Any) -> None:
    if firm.helped:
        firm.care += p.care_help * (1.0 - firm.care)
        firm.generosity += p.generosity_step * (1.0 - firm.generosity)
    for _ in range(firm.refusals):
        firm.care -= p.care_refusal * firm.care
        firm.generosity -= p.generosity_step * firm.generosity
    for _ in range(firm.settled):
        firm.care += p.care_settled * (1.0 - firm.care)
    for _ in range(firm.disputes):
        firm.care -= p.care_dispute * firm.care
    for _ in range(firm.slights):
        firm.care -= p.care_slight * firm.care
    firm.care += p.care_tenure * (1.0 - firm.care)
    firm.care -= p.care_drift * (firm.care - p.care_rest)


@compiled
def hours_of_the_month(firm: Any) -> float:
    """Hours spent on own orders, on colleagues, on joint projects and on the place."""
    return float(firm.hours_worked + firm.hours_given + firm.project_hours + firm.common_hours)


@compiled
def _move_fatigue(p: Any, firm: Any) -> None:
    used = hours_of_the_month(firm)
    load = used / firm.capacity if firm.capacity > 0.0 else 0.0
    overload = max(0.0, load - p.comfortable_load) / (1.0 - p.comfortable_load)
    strain = p.work_fatigue * min(1.0, overload) + firm.strain
    firm.fatigue += p.fatigue_rate * (min(1.0, strain) - firm.fatigue)


@compiled
def experience(p: Any, firm: Any, state: Any, inside: bool, hours: float, weight: float) -> tuple[float, float]:
    """How good the month was, from 0 to 1: in this place, and had the firm been in premises of its own.

    Alone there is the same income and work, but no colleague to learn from, no place to care for and no noise.

    Parameters
    ----------
    p : record
        Parameters of the community.
    state : record of type `mfsim.world.records.SITE`
        The site: condition of what is common, and share of cases under a shared rule.
    inside : bool
        Whether the firm works in the place, so that its condition matters.
    hours : float
        Working hours of the firm's people in a month.
    weight : float
        Weight of income against time, learning and care.
    """
    income = max(0.0, firm.smoothed_income)
    material = income / (income + firm.needs_share * p.needs_eur_month)
    own_hours = firm.hours_worked + firm.hours_given + firm.project_hours
    time = max(0.0, 1.0 - own_hours / hours)
    learning = firm.learned / (firm.learned + p.learning_scale)
    noise = firm.noise_heard / (1.0 + firm.noise_heard)
    alone = weight * material + (1.0 - weight) * time / 3.0 - p.fatigue_weight * firm.fatigue
    time_here = max(0.0, 1.0 - (own_hours + firm.common_hours) / hours)
    condition = state.condition if inside else NEUTRAL_CONDITION
    place = p.condition_weight * (condition - NEUTRAL_CONDITION) - p.freedom_weight * state.regulated
    felt = (1.0 - weight) * (time_here - time + learning + firm.care) / 3.0 - p.nuisance_weight * noise
    here = alone + felt + place
    return min(1.0, max(0.0, here)), min(1.0, max(0.0, alone))


@process
def community(world: World, now: Now) -> None:
    """People meet; ties, care, values and satisfaction move.

    Parameters
    ----------
    world : World
        Changes trust; of firms: met, value, care, generosity, fatigue, satisfaction, alone.
    """
    p, enclosure = world.parameters.community, world.parameters.place.enclosure
    chances = Chances(world.contact_shares, world.contact_guide)
    for site in range(world.firms.shape[0]):
        firms, trust = world.firms[site], world.trust[site]
        _fade_ties(firms, trust, p.tie_fading)
        _remember_dealings(p, trust, world.dealings[site], world.tally[site].dealings)
        _come_across(p, now, enclosure, world.sites[site], firms, chances)
        _meet(p, firms, trust)
        for unit in range(firms.shape[0]):
            firm = firms[unit]
            if firm.serial >= 0:
                _move_care(p, firm)
                _move_fatigue(p, firm)
                hours = firm.people * firm.time_share * world.parameters.production.hours_per_person_month
                inside = unit < world.sites[site].open_units
                here, alone = experience(p, firm, world.sites[site], inside, hours, firm.income_weight)
                firm.satisfaction += p.satisfaction_rate * (here - firm.satisfaction)
                firm.alone += p.satisfaction_rate * (alone - firm.alone)
