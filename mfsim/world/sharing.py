"""How the price of a joint project is divided: weights of the members, what is due to each, who pays it.

Equation::

    colleagues:        due_i = costs advanced_i + weight_i · (revenue − all costs advanced)
    a prime contractor: profit = revenue − what it paid − its own hours at its own rate;
                        due_i = weight_i · profit of a profit, 0 of a loss;   it keeps the rest
    weights: own hours over all; alike; or Shapley's value of  v(S) = max(0, price − outside price · hours that S cannot do)
    margin kept by who found the job: partners get their hours at their own rate, it keeps the rest, gain or loss

A firm of a partner site that is of the team has a place in it by then: it counts as able to do what it has done, and has
advanced nothing.

Source: Shapley (1953), A value for n-person games; book 3.7 (low risk with partners, high as a prime contractor).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.world.parameters import choice
from mfsim.world.partners import Partners, member_of
from mfsim.world.project_records import FREE, PLACES
from mfsim.world.teams import Members

BY_HOURS = choice("joint_projects", "shares", "by_hours")
SHAPLEY = choice("joint_projects", "shares", "shapley")
KEEPS_MARGIN = choice("joint_projects", "shares", "prime_keeps_margin")


@compiled
def pay_suppliers(project: Any, firms: Any, place: int, amount: float) -> None:
    """A member advances a cost of the project."""
    firms[project.unit[place]].project_cost += amount
    project.net[place] -= amount
    project.advanced[place] += amount


@compiled
def pay_wages(project: Any, firms: Any, amount: float) -> None:
    """The leader pays people it has hired."""
    firms[project.unit[project.lead]].project_wages += amount
    project.net[project.lead] -= amount
    project.advanced[project.lead] += amount


@compiled
def pay_partner(project: Any, firms: Any, place: int, amount: float) -> None:
    """The leader pays a partner for hours done."""
    firms[project.unit[project.lead]].project_internal -= amount
    firms[project.unit[place]].project_internal += amount
    project.net[project.lead] -= amount
    project.advanced[project.lead] += amount
    project.net[place] += amount


@compiled
def charge(project: Any, firms: Any, amount: float, shared: bool) -> None:
    """A cost is advanced by the leader, or by all who have parts, in proportion to the hours of these."""
    parts = 0
    for part in range(project.parts):
        parts += 1 if project.worker[part] >= 0 else 0
    if not shared or parts == 0:
        pay_suppliers(project, firms, project.lead, amount)
        return
    for part in range(project.parts):
        if project.worker[part] >= 0:
            pay_suppliers(project, firms, project.worker[part], amount / parts)


@compiled
def game(values: NDArray[np.float64], able: NDArray[np.int64], parts: int, price: float, part_cost: float) -> None:
    """Write what each coalition could earn with the job: its price less what it would have to buy, at least nothing.

    Parameters
    ----------
    values : array, shape (256,)
        Value of each coalition in EUR; bit i of its number says whether place i is in it. The empty one has none.
    able : array, shape (6,)
        For each part, the coalition of all who can do it.
    part_cost : float
        Price of a part bought outside, in EUR.
    """
    for coalition in range(values.shape[0]):
        value = price
        for part in range(parts):
            if able[part] & coalition == 0:
                value -= part_cost
        values[coalition] = max(0.0, value) if coalition > 0 else 0.0


@compiled
def _members(coalition: int) -> int:
    count = 0
    while coalition > 0:
        coalition &= coalition - 1
        count += 1
    return count


@compiled
def _orders(before: int, players: int) -> float:
    """Share of the orders of arrival in which a given set of so many comes just before a player."""
    share = 1.0 / players
    for step in range(before):
        share *= (step + 1.0) / (players - 1.0 - step)
    return share


@compiled
def shapley_value(values: NDArray[np.float64], player: int, everybody: int) -> float:
    """What a player adds to those who came before, on average over all orders of arrival.

    Parameters
    ----------
    values : array, shape (2^p,)
        Value of each coalition.
    everybody : int
        The coalition of all players; other places are empty.
    """
    own = 1 << player
    players = _members(everybody)
    total = 0.0
    for coalition in range(values.shape[0]):
        if coalition & own == 0 and coalition & everybody == coalition:
            total += _orders(_members(coalition), players) * (values[coalition | own] - values[coalition])
    return total


@compiled
def _by_hours(project: Any) -> None:
    total = 0.0
    for place in range(PLACES):
        total += project.spent[place] if project.serial[place] >= 0 else 0.0
    for place in range(PLACES):
        if project.serial[place] >= 0:
            project.weight[place] = project.spent[place] / total if total > 0.0 else 0.0
    if total <= 0.0:
        project.weight[project.lead] = 1.0


@compiled
def _everybody(project: Any) -> int:
    coalition = 0
    for place in range(PLACES):
        if project.serial[place] >= 0:
            coalition |= 1 << place
    return coalition


@compiled
def _alike(project: Any) -> None:
    players = _members(_everybody(project))
    for place in range(PLACES):
        if project.serial[place] >= 0:
            project.weight[place] = 1.0 / players


@compiled
def _by_shapley(site: Members, project: Any, outside: float) -> None:
    """Who can do a part is who has its level, or has done it."""
    for part in range(project.parts):
        project.able[part] = 0
        for place in range(PLACES):
            if project.serial[place] < 0:
                continue
            at_home = project.abroad[place] == 0
            level = site.skill[project.field[part], project.unit[place]] if at_home else 0.0
            if level >= project.level[part] or project.worker[part] == place:
                project.able[part] |= 1 << place
    game(site.coalitions, project.able, project.parts, project.price, outside * project.part_hours)
    everybody = _everybody(project)
    whole = site.coalitions[everybody]
    for place in range(PLACES):
        if project.serial[place] >= 0 and whole > 0.0:
            project.weight[place] = shapley_value(site.coalitions, place, everybody) / whole
    if whole <= 0.0:
        _alike(project)


@compiled
def weigh(shares: int, site: Members, project: Any, outside: float) -> None:
    """Set the weights of the team's members, which add up to 1; `outside` is the price of an hour in EUR."""
    if shares == SHAPLEY:
        _by_shapley(site, project, outside)
    elif shares in (BY_HOURS, KEEPS_MARGIN):
        _by_hours(project)
    else:
        _alike(project)


@compiled
def owe_colleagues(project: Any, revenue: float, keeps_margin: bool) -> None:
    """Set what is due to each by an agreement among colleagues: its costs, and its share of what is left, or its rate."""
    advanced, partners = 0.0, 0.0
    for place in range(PLACES):
        if project.serial[place] >= 0:
            advanced += project.advanced[place]
    for place in range(PLACES):
        if project.serial[place] >= 0:
            share = project.value[place] if keeps_margin else project.weight[place] * (revenue - advanced)
            project.due[place] = project.advanced[place] + share
            partners += project.due[place] if place != project.lead else 0.0
    if keeps_margin:
        project.due[project.lead] = revenue - partners


@compiled
def owe_under_prime(project: Any, revenue: float, to_come: float, keeps_margin: bool) -> None:
    """Set what is due beyond what partners have been paid: of a profit each one's share, of a loss nothing.

    Parameters
    ----------
    to_come : float
        What the people hired will still cost after the job, in EUR.
    """
    profit = revenue - project.advanced[project.lead] - to_come - project.value[project.lead]
    shared = 0.0 if keeps_margin else max(0.0, profit)
    partners = 0.0
    for place in range(PLACES):
        if project.serial[place] >= 0 and place != project.lead:
            project.due[place] = project.weight[place] * shared
            partners += project.due[place]
    project.due[project.lead] = revenue - partners


@compiled
def pay_dues(project: Any, firms: Any, partners: Partners, revenue: float) -> None:
    """The customer is billed for what is due to members; who owes instead pays the others at once.

    Where some are of partner sites, what members pay one another counts as paid between sites.
    """
    positive, crosses = 0.0, False
    for place in range(PLACES):
        positive += max(0.0, project.due[place]) if project.serial[place] >= 0 else 0.0
        crosses = crosses or (project.serial[place] >= 0 and project.abroad[place] > 0)
    for place in range(PLACES):
        if project.serial[place] >= 0:
            firm, due = member_of(project, firms, partners, place), project.due[place]
            billed = revenue * max(0.0, due) / positive if positive > 0.0 else 0.0
            firm.project_billed += billed
            if crosses:
                firm.partner_money += due - billed
            else:
                firm.project_internal += due - billed
            project.net[place] += due


@compiled
def let_go(project: Any, place: int) -> None:
    """A place becomes free; what its firm has put in and got is kept for the accounts of the whole."""
    project.gone_net += project.net[place]
    project.gone_value += project.value[place]
    project.gone_loss = max(project.gone_loss, -project.net[place])
    project.serial[place], project.abroad[place] = -1, 0


@compiled
def close(project: Any, tally: Any) -> None:
    """The project is over: count what its members had of it."""
    for place in range(PLACES):
        if project.serial[place] >= 0:
            let_go(project, place)
    tally.project_net += project.gone_net
    tally.project_value += project.gone_value
    tally.project_loss = max(tally.project_loss, project.gone_loss)
    project.stage = FREE
