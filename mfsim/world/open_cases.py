"""The queue of open cases of a site, the oldest first: cases come in, are dropped, wear the parties down, become grudges."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.compiling import compiled
from mfsim.world.parameters import choice
from mfsim.world.rulebook import remember_failure

OUTCOMES = choice("norms", "precedents", "outcomes")


@compiled
def open_case(cases: Any, state: Any, kind: int, unit: int, firm: Any, other_unit: int, other: Any, number: int) -> bool:
    """Put a case at the end of the queue; False if there is no room."""
    if state.open_cases >= cases.shape[0]:
        return False
    case = cases[state.open_cases]
    case.kind, case.number, case.age = kind, number, 0
    case.unit, case.serial = unit, firm.serial
    case.other_unit, case.other_serial = other_unit, other.serial
    state.open_cases += 1
    return True


@compiled
def _move(cases: Any, source: int, target: int) -> None:
    one, other = cases[source], cases[target]
    other.kind, other.number, other.age = one.kind, one.number, one.age
    other.unit, other.serial = one.unit, one.serial
    other.other_unit, other.other_serial = one.other_unit, one.other_serial


@compiled
def drop_case(cases: Any, state: Any, place: int) -> None:
    """Take a case out of the queue; those behind it move up."""
    state.open_cases -= 1
    for behind in range(place, state.open_cases):
        _move(cases, behind + 1, behind)


@compiled
def give_up(p: Any, norm: Any, trust: NDArray[np.float64], tally: Any, one: int, other: int) -> None:
    """Two members bear a grudge over a case: most of the trust between them is gone, and there is no precedent."""
    if p.precedents == OUTCOMES:
        remember_failure(p, norm)
    trust[one, other] -= p.grudge_trust * trust[one, other]
    trust[other, one] -= p.grudge_trust * trust[other, one]
    tally.grudges += 1


@compiled
def forget_the_departed(firms: Any, cases: Any, state: Any) -> None:
    """A case ends when one of its parties has left."""
    kept = 0
    for place in range(state.open_cases):
        case = cases[place]
        if firms[case.unit].serial == case.serial and firms[case.other_unit].serial == case.other_serial:
            if kept < place:
                _move(cases, place, kept)
            kept += 1
    state.open_cases = kept


@compiled
def _wear_down(p: Any, firm: Any) -> None:
    firm.disputes += 1
    firm.fatigue += p.open_fatigue * (1.0 - firm.fatigue)


@compiled
def age_cases(p: Any, firms: Any, norms: Any, cases: Any, trust: NDArray[np.float64], state: Any, tally: Any) -> None:
    """What is still open at the end of the month wears the parties down, and at last becomes a grudge.

    Parameters
    ----------
    p : record
        Parameters of norms.
    """
    kept = 0
    for place in range(state.open_cases):
        case = cases[place]
        case.age += 1
        _wear_down(p, firms[case.unit])
        _wear_down(p, firms[case.other_unit])
        if case.age >= p.grudge_months:
            give_up(p, norms[case.kind], trust, tally, case.unit, case.other_unit)
            continue
        if kept < place:
            _move(cases, place, kept)
        kept += 1
    state.open_cases = kept
