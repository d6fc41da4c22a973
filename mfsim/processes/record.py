"""Record: the month is written down, a row for each site and, if asked, a row for each unit.

Source: `mfsim.world.series` names every column with unit and definition.
"""

from __future__ import annotations

import math
from typing import Any

from mfsim.calling import process
from mfsim.compiling import compiled
from mfsim.draws import Now
from mfsim.world.founding_row import write_founding
from mfsim.world.growth_row import write_growth, write_stages
from mfsim.world.means_row import write_means
from mfsim.world.network_row import write_network
from mfsim.world.norm_measures import write_norms
from mfsim.world.owner_row import write_owner
from mfsim.world.place_row import write_place
from mfsim.world.records import CAUSES
from mfsim.world.staff import owners
from mfsim.world.state import World

INSOLVENT = CAUSES.index("insolvent")
GAVE_UP = CAUSES.index("gave_up")
OTHER_CLOSING = CAUSES.index("other_closing")
MOVED_AWAY = CAUSES.index("moved_away")
TERM_OVER = CAUSES.index("term_over")
EXPELLED = CAUSES.index("expelled")
DISPLACED = CAUSES.index("displaced")
LEASE_ENDED = CAUSES.index("lease_ended")
COVERED_LEVEL = 0.5


@compiled
def _sort(values: Any, count: int) -> None:
    """Sort the first `count` numbers in place (Shell's sort)."""
    step = 1
    while step < count // 3:
        step = 3 * step + 1
    while step > 0:
        for place in range(step, count):
            value = values[place]
            hole = place
            while hole >= step and values[hole - step] > value:
                values[hole] = values[hole - step]
                hole -= step
            values[hole] = value
        step //= 3


@compiled
def gini(values: Any, count: int) -> float:
    """Gini coefficient of the first `count` numbers, none negative; sorts them. 0 if all are 0.

    Equation: G = Σ_i (2 i − n − 1) x_(i) / (n Σ x), i from 1 in ascending order.
    """
    _sort(values, count)
    total, weighted = 0.0, 0.0
    for place in range(count):
        total += values[place]
        weighted += (2.0 * place + 1.0 - count) * values[place]
    return weighted / (count * total) if total > 0.0 else 0.0


@compiled
def _livelihood(firms: Any, scratch: Any, living: float, month: int, row: Any) -> None:
    """Income, hours, cash and the rest of what is averaged over people; who entered this month has not worked yet."""
    people, at_work, income, cash, hours, capacity, poor, members = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0
    own, own_at_work = 0.0, 0.0
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial < 0:
            continue
        scratch[members] = max(0.0, firm.smoothed_income)
        members += 1
        people += firm.people
        own += owners(firm)
        at_work += firm.people if firm.entry_month < month else 0.0
        own_at_work += owners(firm) if firm.entry_month < month else 0.0
        income += firm.income
        cash += firm.cash
        hours += firm.hours_worked + firm.hours_given + firm.project_hours
        capacity += firm.capacity
        poor += owners(firm) if firm.smoothed_income < living else 0.0
        row.billed_eur += firm.billed
    row.members, row.people = members, people
    row.income_eur = income / own_at_work if own_at_work > 0.0 else math.nan
    row.cash_eur = cash / people if people > 0.0 else math.nan
    row.below_living = poor / own if own > 0.0 else math.nan
    row.hours_per_person = hours / at_work if at_work > 0.0 else math.nan
    row.load = hours / capacity if capacity > 0.0 else math.nan
    row.income_gini = gini(scratch, int(row.members)) if members > 0 else math.nan


@compiled
def _spread(total: float, squares: float, count: float) -> float:
    mean = total / count
    return math.sqrt(max(0.0, squares / count - mean * mean))


@compiled
def _climate(firms: Any, row: Any) -> None:
    satisfaction, squares, care, fatigue, value, value_squares, rivals, members = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0
    for unit in range(firms.shape[0]):
        firm = firms[unit]
        if firm.serial < 0:
            continue
        members += 1
        satisfaction += firm.satisfaction
        squares += firm.satisfaction * firm.satisfaction
        care += firm.care
        fatigue += firm.fatigue
        value += firm.value
        value_squares += firm.value * firm.value
        rivals += firm.rivals
    if members == 0:
        row.satisfaction, row.satisfaction_sd, row.care, row.fatigue = math.nan, math.nan, math.nan, math.nan
        row.values_sd, row.rivals = math.nan, math.nan
        return
    row.satisfaction, row.satisfaction_sd = satisfaction / members, _spread(satisfaction, squares, row.members)
    row.care, row.fatigue, row.rivals = care / members, fatigue / members, rivals / members
    row.values_sd = _spread(value, value_squares, row.members)


@compiled
def _ties(firms: Any, trust: Any, scratch: Any, row: Any) -> None:
    """Sum by columns: the inner loop then runs over independent sums, in an order that never varies."""
    units = trust.shape[0]
    known = 0
    for other in range(units):
        scratch[other] = 0.0
    for unit in range(units):
        if firms[unit].serial >= 0:
            for other in range(units):
                scratch[other] += trust[unit, other]
                known += 1 if trust[unit, other] > 0.0 else 0
    total = 0.0
    for other in range(units):
        total += scratch[other]
    pairs = row.members * (row.members - 1.0)
    row.ties = total / pairs if pairs > 0.0 else math.nan
    row.acquaintance = known / pairs if pairs > 0.0 else math.nan


@compiled
def _knowledge(skill: Any, levels: Any, row: Any) -> None:
    """Sum by firms, as ties are: the processor then adds up several at once."""
    fields, units = skill.shape
    for unit in range(units):
        levels[unit] = 0.0
    for field in range(fields):
        able = 0
        for unit in range(units):
            levels[unit] += skill[field, unit]
            able += 1 if skill[field, unit] >= COVERED_LEVEL else 0
        row.fields_covered += 1.0 if able > 0 else 0.0
    total = 0.0
    for unit in range(units):
        total += levels[unit]
    row.knowledge = total / (fields * row.members) if row.members > 0.0 else math.nan


@compiled
def _diversity(firms: Any, sectors: int, members: Any, row: Any) -> None:
    """Hill number of order 1: exp of the Shannon entropy of the shares of sectors."""
    for sector in range(sectors):
        members[sector] = 0.0
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0:
            members[firms[unit].sector] += 1.0
    entropy = 0.0
    for sector in range(sectors):
        if members[sector] > 0.0:
            share = members[sector] / row.members
            entropy -= share * math.log(share)
    row.hill_sectors = math.exp(entropy) if row.members > 0.0 else math.nan


@compiled
def _rao(firms: Any, apart: Any, scratch: Any, row: Any) -> None:
    """Rao's quadratic entropy: Σ_st n_s n_t d(s, t) / members² over pairs of trades (their distance 0 within a sector)."""
    trades = apart.shape[0]
    members, distance = scratch[:trades], scratch[trades : 2 * trades]  # of the members, summed, from each trade
    for trade in range(trades):
        members[trade], distance[trade] = 0.0, 0.0
    for unit in range(firms.shape[0]):
        if firms[unit].serial >= 0:
            members[firms[unit].trade] += 1.0
    for trade in range(trades):
        count = members[trade]
        if count > 0.0:
            for other in range(trades):
                distance[other] += count * apart[trade, other]
    total = 0.0
    for trade in range(trades):
        total += members[trade] * distance[trade]
    row.rao = total / (row.members * row.members) if row.members > 0.0 else math.nan


@compiled
def _projects(tally: Any, row: Any) -> None:
    row.projects_offered, row.projects_passed = tally.projects_offered, tally.projects_passed
    row.projects_uncovered, row.projects_refused = tally.projects_uncovered, tally.projects_refused
    row.projects_taken, row.projects_public = tally.projects_taken, tally.projects_public
    row.projects_delivered = tally.projects_delivered
    row.projects_late, row.projects_failed = tally.projects_late, tally.projects_failed
    row.project_hours, row.project_income_eur = tally.project_hours, tally.project_income
    row.project_net_eur, row.project_value_eur = tally.project_net, tally.project_value
    row.project_loss_eur = tally.project_loss


@compiled
def _tallies(tally: Any, row: Any) -> None:
    row.orders, row.orders_refused = tally.orders, tally.orders_refused
    row.gaps, row.gaps_met = tally.gaps, tally.gaps_met
    row.gaps_bought, row.gaps_lost = tally.gaps_bought, tally.gaps_lost
    row.help_hours, row.refusals, row.help_paid_eur = tally.help_hours, tally.refusals, tally.help_paid
    row.learned, row.learned_across = tally.learned, tally.learned_across
    row.innovations, row.copies = tally.innovations, tally.copies
    _projects(tally, row)
    row.applicants, row.entries = tally.applicants, tally.entries
    row.closed_insolvent, row.closed_gave_up = tally.exits[INSOLVENT], tally.exits[GAVE_UP]
    row.closed_other, row.moved_away = tally.exits[OTHER_CLOSING], tally.exits[MOVED_AWAY]
    row.term_over, row.expelled = tally.exits[TERM_OVER], tally.exits[EXPELLED]
    row.displaced, row.lease_ended = tally.exits[DISPLACED], tally.exits[LEASE_ENDED]
    row.cases, row.settled_by_parties, row.decided = tally.cases, tally.settled_by_parties, tally.decided
    row.grudges, row.breaches, row.sanctions = tally.grudges, tally.breaches, tally.sanctions
    row.fees_eur = tally.fees


@compiled
def _write_site(world: World, site: int, month: int) -> None:
    row = world.series[month - 1, site]
    row.billed_eur, row.fields_covered = 0.0, 0.0
    firms = world.firms[site]
    _livelihood(firms, world.scratch, world.parameters.finance.living_eur_month, month, row)
    on = world.parameters.processes.growth
    needed = world.parameters.growth.area_per_person_m2 if on else 0.0
    write_growth(firms, world.units, world.tally[site], needed, row)
    row.start_ups, row.hill_stages = math.nan, math.nan
    if on:
        write_stages(firms, row)
    _climate(firms, row)
    _ties(firms, world.trust[site], world.scratch, row)
    _knowledge(world.skill[site], world.scratch, row)
    _diversity(firms, world.economy.shape[0] - 1, world.scratch, row)
    _rao(firms, world.trade_distance, world.scratch, row)
    _tallies(world.tally[site], row)
    write_norms(world.norms[site], world.case_weights, world.parameters.norms.resolutions, row)
    row.open_cases = world.sites[site].open_cases
    crisis_condition = world.parameters.commons.crisis_condition
    write_place(firms, world.sites[site], world.tally[site], world.scratch, crisis_condition, month, row)
    write_founding(firms, world.units, world.trust[site], world.sites[site], world.tally[site], row)
    write_network(world.tally[site], row)
    write_means(firms, world.tally[site], row)
    row.waiting = world.sites[site].waiting
    row.association_cash_eur = world.sites[site].association_cash
    row.macro_index = math.exp(world.economy[0])
    write_owner(world.parameters, world.owners[site], world.tally[site], world.units, row)


@compiled
def _write_panel(firm: Any, own_skill: float, row: Any) -> None:
    row.serial = firm.serial if firm.serial >= 0 else math.nan
    row.people, row.employees = firm.people, firm.employees
    row.cash_eur, row.income_eur, row.open_hours = firm.cash, firm.income, firm.open_hours
    row.hours_worked, row.hours_given = firm.hours_worked, firm.hours_given
    row.project_hours, row.own_hours = firm.project_hours, firm.own_hours
    row.rate_eur_per_hour, row.standing = firm.rate, math.exp(firm.standing)
    row.own_skill = own_skill
    row.satisfaction, row.care, row.fatigue = firm.satisfaction, firm.care, firm.fatigue
    row.generosity, row.reputation, row.value = firm.generosity, firm.reputation, firm.value
    row.arrears_eur = firm.arrears


@process
def record(world: World, now: Now) -> None:
    """Write the month down, if there is room for it.

    Parameters
    ----------
    world : World
        Writes series (if its first axis reaches this month) and panel (likewise).
    """
    for site in range(world.firms.shape[0]):
        if now.month <= world.series.shape[0]:
            _write_site(world, site, now.month)
        if now.month <= world.panel.shape[0]:
            for unit in range(world.firms.shape[1]):
                firm = world.firms[site, unit]
                level = world.skill[site, firm.own_field, unit]
                _write_panel(firm, level, world.panel[now.month - 1, site, unit])
