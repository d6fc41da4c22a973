"""The phases in which a group founds a place, the stages of a place, and when units open."""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled
from mfsim.world.parameters import choice

STAGES = ("open", "forming", "works", "moving", "failed", "ended")
"""A place is open; a group is founding it; works go on in an empty building; it moves; it never opened; it has ended."""
OPEN, FORMING, WORKS, MOVING, FAILED, ENDED = range(len(STAGES))
PHASES = ("call", "group", "declaration", "statutes", "association", "contract", "keys")
CALL, GROUP, DECLARATION, STATUTES, ASSOCIATION, CONTRACT, KEYS = range(len(PHASES))
NO_PHASE = -1
COMMUNITY_FIRST = choice("founding", "start", "community_first")
SPACE_FIRST = choice("founding", "start", "space_first")
NOTICE = choice("founding", "ending", "notice")
NEVER = choice("founding", "ending", "never")


@compiled
def phase_months(p: Any, phase: int) -> int:  # noqa: PLR0911 - one for each phase
    """Months that a phase takes; `p` are the parameters of founding."""
    if phase == CALL:
        return int(p.call_months)
    if phase == GROUP:
        return int(p.group_months)
    if phase == DECLARATION:
        return int(p.declaration_months)
    if phase == STATUTES:
        return int(p.statutes_months)
    if phase == ASSOCIATION:
        return int(p.association_months)
    if phase == CONTRACT:
        return int(p.contract_months)
    return int(p.keys_months)


@compiled
def phase_drop_out(p: Any, phase: int) -> float:  # noqa: PLR0911 - one for each phase
    """Monthly chance that a member of the group leaves in a phase."""
    if phase == CALL:
        return float(p.call_drop_out)
    if phase == GROUP:
        return float(p.group_drop_out)
    if phase == DECLARATION:
        return float(p.declaration_drop_out)
    if phase == STATUTES:
        return float(p.statutes_drop_out)
    if phase == ASSOCIATION:
        return float(p.association_drop_out)
    if phase == CONTRACT:
        return float(p.contract_drop_out)
    return float(p.keys_drop_out)


@compiled
def months_of_founding(p: Any) -> int:
    """Months that all phases take."""
    total = 0
    for phase in range(KEYS + 1):
        total += phase_months(p, phase)
    return total


@compiled
def phase_at(p: Any, month: int) -> int:
    """Phase of a month, from 1; the last one when all are over."""
    phase, until = CALL, phase_months(p, CALL)
    while phase < KEYS and month > until:
        phase += 1
        until += phase_months(p, phase)
    return phase


@compiled
def units_due(p: Any, units: int, months: int) -> int:
    """Units that are open in a place so many months after the one in which it opened."""
    if not p.staged:
        return units
    first = max(1, int(p.first_units * units + 0.5))
    return int(min(float(units), first + p.units_per_month * months))


@compiled
def is_gone(state: Any) -> bool:
    """Whether a place will not open, or has ended: nothing happens there any more."""
    return bool(state.stage in (FAILED, ENDED))


@compiled
def under_notice(p: Any, month: int) -> bool:
    """Whether the owner has given notice."""
    return bool(p.ending == NOTICE and month >= p.end_month - p.notice_months)


@compiled
def units_to_let(p: Any, state: Any, units: int, month: int) -> int:
    """So many units, from the first on, are let when they stand empty; a group takes in members for all of them."""
    if under_notice(p, month):
        return 0
    if state.stage == FORMING:
        return units if p.recall else 0
    return int(state.open_units)


@compiled
def begin_place(parameters: Any, state: Any, units: int) -> None:
    """Set a site to how it begins, before founding members are in."""
    p = parameters.founding
    state.stage, state.phase, state.open_units = OPEN, NO_PHASE, units
    state.opened, state.founders_until, state.founded, state.contact_outside = 0, 0, 1, p.contact_rate
    if not parameters.processes.founding:
        return
    if p.start == COMMUNITY_FIRST:
        state.stage, state.open_units = FORMING, 0
    elif p.start == SPACE_FIRST:
        state.stage, state.open_units = WORKS, 0
    else:
        state.open_units = units_due(p, units, 0)
