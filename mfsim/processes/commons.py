"""Commons: what is common wears out and is kept up by who wants to, by all in turn, or by people who are paid for it.

Equation::

    condition += min(1, restore · effective hours per person) · (1 − condition) − min(1, use) · condition
    voluntary hours per person = (b0 + b1 · others' hours per person last month) · (care / ½) · legal form
                                 · (1 − loss · fatigue),   and for initiators that are not worn out some hours more
    effective: of an initiator's extra hours the share 1 − misfit · (1 − gift)
    a turn of the rota is done with probability base + weight · care
    attachment += rate · hours for a room of one's own, per person · (most − attachment);  more hours the more enclosed

Who gives less than a share of what the others gave, or misses its turn, slights a colleague who happens to see it, drawn by
contact; or it is called to account, does its part and resents it. The hours are missing from next month's work.

Source: book 1.6 (places that lean on enthusiasts who do jobs they have no gift for), 1.5 (legal form); Fischbacher, Gächter
(2010), American Economic Review 100 (imperfectly conditional co-operation decays); model-equations 3 (upkeep).
"""

from __future__ import annotations

from typing import Any

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now, purpose, uniform
from mfsim.world.budget import staff_cost
from mfsim.world.contact import Chances, comes_across
from mfsim.world.deciding import NOBODY, who_decides
from mfsim.world.hours import spend_on_place
from mfsim.world.parameters import choice
from mfsim.world.state import World

PROCESS = 7
TURN = purpose(PROCESS, 1)
CONTROL = purpose(PROCESS, 2)
WITNESS = purpose(PROCESS, 3)
ROTA = choice("commons", "upkeep", "rota")
STAFF = choice("commons", "upkeep", "staff")
FOUNDER_PROFIT = choice("governance", "legal_form", "founder_profit")
MIDDLE_CARE = 0.5


@compiled
def _was_there(firm: Any, month: int) -> bool:
    """Whether a firm could give hours last month; founding members gave some before the first."""
    return bool(firm.serial >= 0 and (firm.founder or firm.entry_month < month - 1))


@compiled
def given_last_month(firms: Any, open_units: int, month: int) -> tuple[float, float]:
    """Hours that the firms in open units gave last month, and the people in them."""
    hours, people = 0.0, 0.0
    for unit in range(open_units):
        firm = firms[unit]
        if _was_there(firm, month):
            hours += firm.upkeep_hours
            people += firm.people
    return hours, people


@compiled
def _of_the_others(firm: Any, month: int, hours: float, people: float) -> float:
    """Hours per person that the others gave last month; 0 without others."""
    if _was_there(firm, month):
        hours, people = hours - firm.upkeep_hours, people - firm.people
    return max(0.0, hours / people) if people > 0.0 else 0.0


@compiled
def willing_hours(p: Any, firm: Any, others: float, legal: float) -> float:
    """Hours per person that a firm wants to give to what is common.

    Parameters
    ----------
    p : record
        Parameters of the commons.
    others : float
        Hours per person that the others gave last month.
    legal : float
        What the legal form makes of the hours.
    """
    tired = 1.0 - p.fatigue_loss * firm.fatigue
    return float((p.voluntary_hours + p.reciprocity * others) * (firm.care / MIDDLE_CARE) * legal * tired)


@compiled
def _tire(p: Any, firm: Any) -> None:
    """An initiator that is worn out gives no more than others until it has recovered."""
    if firm.fatigue >= p.worn_out:
        firm.worn_out = True
    elif firm.fatigue <= p.recovered:
        firm.worn_out = False


@compiled
def _give_more(p: Any, firm: Any, extra: float) -> float:
    """Strain the initiator that gives these hours more than others; return how many of them have no effect."""
    if extra <= 0.0:
        return 0.0
    unfit = p.misfit * (1.0 - firm.gift)
    firm.strain += p.initiator_strain * (1.0 + unfit) * extra / (p.initiator_hours * firm.people)
    return float(extra * unfit)


@compiled
def _is_called_to_account(now: Now, firms: Any, open_units: int, unit: int, chances: Chances, control: float) -> bool:
    """Call who gave too little to account, or have somebody who happens to see it slighted."""
    firm = firms[unit]
    if control > 0.0 and uniform(now, CONTROL, firm.serial) < control:
        firm.slights += 1
        return True
    witness = comes_across(chances, unit, open_units, uniform(now, WITNESS, firm.serial))
    if witness != unit and firms[witness].serial >= 0:
        firms[witness].slights += 1
    return False


@compiled
def _volunteer(
    parameters: Any,
    now: Now,
    firms: Any,
    open_units: int,
    chances: Chances,
    tally: Any,
    control: float,
    for_profit: bool,
) -> float:
    """Members give what they want to; return the effective hours."""
    p = parameters.commons
    hours, people = given_last_month(firms, open_units, now.month)
    effective = 0.0
    for unit in range(open_units):
        firm = firms[unit]
        if firm.serial < 0:
            continue
        _tire(p, firm)
        if firm.absent:
            firm.upkeep_hours = 0.0
            continue
        legal = p.founder_profit_hours if for_profit and not firm.founder else 1.0
        others = _of_the_others(firm, now.month, hours, people)
        usual = firm.people * willing_hours(p, firm, others, legal)
        extra = firm.people * p.initiator_hours * legal if firm.initiator and not firm.worn_out else 0.0
        free_riding = usual + extra < p.free_riding * others * firm.people
        if free_riding and _is_called_to_account(now, firms, open_units, unit, chances, control):
            usual = others * firm.people
        given = spend_on_place(parameters, firm, usual + extra)
        extra = min(extra, max(0.0, given - usual))
        firm.upkeep_hours = given
        tally.initiator_hours += extra
        effective += given - _give_more(p, firm, extra)
    return effective


@compiled
def _take_turns(parameters: Any, now: Now, firms: Any, open_units: int, chances: Chances, control: float) -> float:
    """Each firm does its turn or not; return the hours."""
    p = parameters.commons
    total = 0.0
    for unit in range(open_units):
        firm = firms[unit]
        if firm.serial < 0:
            continue
        if firm.absent:
            firm.upkeep_hours = 0.0
            continue
        done = uniform(now, TURN, firm.serial) < p.rota_compliance + p.rota_care * firm.care
        if not done:
            done = _is_called_to_account(now, firms, open_units, unit, chances, control)
        firm.upkeep_hours = spend_on_place(parameters, firm, p.rota_hours * firm.people) if done else 0.0
        total += firm.upkeep_hours
    return total


@compiled
def _pay_staff(parameters: Any, state: Any, tally: Any, ledger: Any, units: int) -> float:
    """The association pays hours as far as its money and credit go; return the hours."""
    p = parameters.commons
    due = staff_cost(parameters, units)
    paid = max(0.0, min(due, state.association_cash + parameters.governance.credit_eur))
    state.association_cash -= paid
    ledger.households -= paid
    tally.association_cost += paid
    tally.staff_hours = p.staff_hours * units * (paid / due if due > 0.0 else 1.0)
    return float(tally.staff_hours)


@compiled
def _care_for_own_units(parameters: Any, firms: Any, open_units: int, tally: Any) -> float:
    """Hours for a room of one's own make a firm stay longer; return the people on the site."""
    p = parameters.commons
    wanted = p.own_unit_hours * parameters.place.enclosure
    people = 0.0
    for unit in range(open_units):
        firm = firms[unit]
        if firm.serial < 0:
            continue
        people += firm.people
        tally.upkeep_hours += firm.upkeep_hours
        firm.upkeep_total += firm.upkeep_hours
        hours = spend_on_place(parameters, firm, wanted * firm.people) / firm.people
        firm.attachment += min(1.0, p.attachment_rate * hours) * (p.attachment_most - firm.attachment)
    return people


@compiled
def _forget(firms: Any) -> None:
    for unit in range(firms.shape[0]):
        firms[unit].upkeep_hours = 0.0


@process
def commons(world: World, now: Now) -> None:
    """What is common wears out and is kept up.

    Parameters
    ----------
    world : World
        Changes the site's condition; of firms: upkeep_hours, common_hours (h), strain, slights, attachment; the
        association's cash (EUR); tally; ledger.
    """
    parameters = world.parameters
    p = parameters.commons
    chances = Chances(world.contact_shares, world.contact_guide)
    for site in range(world.firms.shape[0]):
        firms, state, tally = world.firms[site], world.sites[site], world.tally[site]
        open_units = state.open_units
        if open_units == 0:
            continue
        control = p.control if who_decides(parameters, state, now.month) != NOBODY else 0.0
        association = parameters.processes.governance and not state.dissolved
        if p.upkeep == ROTA:
            effective = _take_turns(parameters, now, firms, open_units, chances, control)
        elif p.upkeep == STAFF and association:
            _forget(firms)
            effective = _pay_staff(parameters, state, tally, world.ledger[site], open_units)
        else:
            for_profit = association and parameters.governance.legal_form == FOUNDER_PROFIT
            effective = _volunteer(parameters, now, firms, open_units, chances, tally, control, for_profit)
        people = _care_for_own_units(parameters, firms, open_units, tally)
        per_person = effective / people if people > 0.0 else 0.0
        worn = p.use + (p.unheated_decay if state.dissolved else 0.0)
        restored = min(1.0, p.restore * per_person) * (1.0 - state.condition)
        state.condition += restored - min(1.0, worn) * state.condition
