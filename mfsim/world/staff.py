"""Who works in a firm: its owners, who live on what it leaves, and people it has hired, who work as long for a wage.

Equation::

    people = owners + employees
    payroll = wage · time share · employees + notice pay of those who were dismissed the month before
"""

from __future__ import annotations

import math
from typing import Any

from mfsim.compiling import compiled

GRAIN = 1.0 / 1024.0
"""Smallest part of a person that is hired, a binary fraction: sums are exact, and the last to go leaves nobody."""


@compiled
def owners(firm: Any) -> float:
    """People who own the firm."""
    return float(firm.people - firm.employees)


@compiled
def payroll(p: Any, firm: Any) -> float:
    """Return what people hired cost the firm this month, in EUR.

    Parameters
    ----------
    p : record
        Parameters of growth.
    firm : record of type `mfsim.world.records.FIRM`
        A firm; without people hired, none dismissed, the payroll is 0.
    """
    return float(p.wage_eur_month * firm.time_share * firm.employees + firm.severance)


@compiled
def selling_share(p: Any, firm: Any) -> float:
    """What people who are hired make of orders per person: 1 without any, less as they bring fewer than owners do."""
    return float((owners(firm) + p.orders_share * firm.employees) / firm.people)


@compiled
def step_of(p: Any) -> float:
    """People hired or dismissed at a time (`p`: parameters of growth), in whole grains."""
    return float(math.floor(p.step_people / GRAIN + 0.5) * GRAIN)


@compiled
def cost_of_step(parameters: Any, firm: Any, fixed_cost_factor: float) -> float:
    """Return what a step of hiring costs in a month: wage and fixed cost, in EUR."""
    p = parameters.growth
    fixed = parameters.finance.fixed_cost_eur_month * fixed_cost_factor
    return float(step_of(p) * (p.wage_eur_month * firm.time_share + fixed))


@compiled
def input_share(production: Any, firm: Any) -> float:
    """Share of billing that goes into materials."""
    return float(production.input_share_goods if firm.goods else production.input_share_services)


@compiled
def hire(firm: Any, step: float) -> None:
    """Add people to the firm; `step` in people."""
    firm.people += step
    firm.employees += step


@compiled
def part_with(firm: Any, step: float) -> float:
    """Take people that the firm has hired from it, as far as there are any; return how many, in people."""
    left = min(step, firm.employees)
    firm.employees -= left
    firm.people -= left
    return float(left)
