"""What a crisis and a boom make of the macro index."""

from __future__ import annotations

from typing import Any

from mfsim.compiling import compiled


@compiled
def shift(p: Any, month: int) -> float:
    """Shift of the logarithm of the macro index in a month; `p` are the parameters of events."""
    total = 0.0
    if p.crisis and p.crisis_month <= month < p.crisis_month + p.crisis_months:
        total -= p.crisis_size
    if p.boom and p.boom_month <= month < p.boom_month + p.boom_months:
        total += p.boom_size
    return float(total)


@compiled
def push(parameters: Any, month: int) -> float:
    """What to add to the next value of the index so that it is shifted by `shift` as long as that lasts, and no longer.

    Equation: shift_t − ρ · shift_{t−1}, so that x_t = ρ · x_{t−1} + σ · z + push is an undisturbed path plus the shift.
    """
    if not parameters.processes.events:
        return 0.0
    p = parameters.events
    return float(shift(p, month) - parameters.demand.macro_persistence * shift(p, month - 1))
