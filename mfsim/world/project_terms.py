"""What holds for all joint projects of a scenario, and who is found for a part of one.

Source: book 3.7; model-equations 3 (outside markup).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from mfsim.compiling import compiled
from mfsim.world.parameters import choice
from mfsim.world.project_records import OUTSIDE
from mfsim.world.teams import Limits, Members, best_colleague, cheapest_firm

BY_PRIME = choice("joint_projects", "agreement", "prime_contractor")


class Terms(NamedTuple):
    """What holds for all projects of a scenario: prices in EUR an hour, credit in EUR a person, limits of hours."""

    pay: float
    outside: float
    credit: float
    by_prime: bool
    shared: bool
    limits: Limits


@compiled
def terms_of(parameters: Any) -> Terms:
    """Return what holds for all projects, from all parameters."""
    p, median = parameters.joint_projects, parameters.demand.rate_eur_per_hour
    month = parameters.production.hours_per_person_month
    kept = 1.0 - parameters.production.fatigue_loss  # what a wholly tired person has
    most = min(p.hours_limit, kept) * month
    limits = Limits(most, kept * month, parameters.demand.backlog_limit_months * month, float(p.deadline_months))
    by_prime = bool(p.agreement == BY_PRIME)
    outside = median * (1.0 + parameters.production.outside_markup)
    shared = bool(p.investment_shared) and not by_prime
    return Terms(median * (1.0 + p.premium), outside, parameters.finance.credit_line_eur, by_prime, shared, limits)


@compiled
def seek(site: Members, terms: Terms, project: Any, part: int, but: int) -> int:
    """Unit of the firm that the leader takes for a part; below 0 where it finds none."""
    leader, field, level = project.unit[project.lead], project.field[part], project.level[part]
    hours = project.left[part]
    if terms.by_prime:
        return int(cheapest_firm(site, terms.limits, leader, field, level, hours, but, terms.outside))
    return int(best_colleague(site, terms.limits, leader, field, level, hours, but))


@compiled
def give_outside(p: Any, project: Any, part: int) -> None:
    """Nobody in the team does this part: it is bought, or done by people hired from now on."""
    project.worker[part] = OUTSIDE
    project.payroll += project.hired * p.wage_eur_per_hour * project.part_hours / p.deadline_months
