"""Who decides on a site in a month: the rule of the scenario, after a handover, under a director, or nobody."""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled
from mfsim.world.parameters import choice

ASSEMBLY = choice("governance", "decision", "assembly")
FOUNDERS = choice("governance", "decision", "founders")
MANAGER = choice("governance", "decision", "manager")
CELLS = choice("governance", "decision", "cells")
NOBODY = choice("governance", "decision", "none")
DIRECTOR = 1 + max(ASSEMBLY, FOUNDERS, MANAGER, CELLS, NOBODY)
_IS_DIRECTOR = choice("governance", "catalyst", "director")
_IS_FACILITATOR = choice("governance", "catalyst", "facilitator")


@compiled
def _is_at_work(p: Any, state: Any, month: int) -> bool:
    """Whether a catalyst's months are not over; it comes when the place opens."""
    return bool(state.open_units > 0 and month - state.opened <= p.catalyst_months)


@compiled
def who_decides(parameters: Any, state: Any, month: int) -> int:
    """Return one of `ASSEMBLY`, `FOUNDERS`, `MANAGER`, `CELLS`, `NOBODY`, `DIRECTOR`.

    Nobody decides where governance is switched off, there is no association yet or it has dissolved; a director sets the
    decision rule aside as long as it is there; founders hand over to the assembly. Months count from the opening.

    Parameters
    ----------
    parameters : record
        All parameters.
    state : record of type `mfsim.world.records.SITE`
        The site.
    month : int
        The month, from 1.
    """
    p = parameters.governance
    if not parameters.processes.governance or state.dissolved or month < state.founded:
        return NOBODY
    if p.catalyst == _IS_DIRECTOR and _is_at_work(p, state, month):
        return DIRECTOR
    if p.decision == FOUNDERS and month - state.opened > p.handover_month:
        return ASSEMBLY
    return int(p.decision)


@compiled
def has_facilitator(parameters: Any, state: Any, month: int) -> bool:
    """Whether a facilitator is on the site this month."""
    p = parameters.governance
    there = p.catalyst == _IS_FACILITATOR and _is_at_work(p, state, month)
    return bool(parameters.processes.governance and there and not state.dissolved)
