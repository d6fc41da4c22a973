"""A calendar of one's own: the month with some processes replaced by a user's functions.

A replacement is a function ``rule(world, now)`` like those of `mfsim.processes`. It is compiled, and called in its place
among the others as they lie compiled on disk. If numba cannot compile it, it runs as ordinary Python between them, and a
`SlowProcessWarning` says so.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Mapping
from functools import lru_cache
from types import FunctionType
from typing import Any

import numba

from mfsim.calling import Process as Compiled
from mfsim.compiling import ENABLED, FLAGS, WITHOUT_PYTHON, Rule
from mfsim.draws import Now
from mfsim.engine.month import CALENDAR, Month, Process, one_month
from mfsim.errors import MfsimError
from mfsim.world.state import World

OWN_FLAGS = {**FLAGS, "_nrt": True}
"""A user's rule may allocate arrays, unlike the shipped ones, and so counts references."""

SAYS_LITTLE = ("Failed in", "During:", "No implementation of function")
LONGEST_REASON = 120


class SlowProcessWarning(UserWarning):
    """A replaced process could not be compiled and runs as ordinary Python."""


def month_with(replacements: Mapping[str, Process] | None, world: World, now: Now) -> Month:
    """Return what runs a month, with some processes replaced.

    Parameters
    ----------
    replacements : mapping from the name of a process to a function, or None
        The names are those of `mfsim.engine.month.CALENDAR`.
    world, now
        Any world and month of the scenario, for whose types the functions are compiled.

    Raises
    ------
    MfsimError
        If there is no process of that name.
    """
    if not replacements:
        return one_month
    for name, rule in replacements.items():
        _check(name, rule)
    own = tuple(sorted(replacements.items()))
    typeof: Any = numba.typeof
    return _month(own, (typeof(world), typeof(now)) if ENABLED else ())


@lru_cache(maxsize=16)
def _month(own: tuple[tuple[str, Process], ...], types: tuple[Any, ...]) -> Month:
    """Make the replacements ready; once for all worlds."""
    return Month({name: _ready(name, rule, types) for name, rule in own})


def _check(name: str, rule: Process) -> None:
    if name not in CALENDAR:
        near = difflib.get_close_matches(name, CALENDAR, 1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise MfsimError(f"replace: there is no process '{name}'; expected one of {', '.join(CALENDAR)}{hint}")
    if not callable(rule) or rule.__hash__ is None:
        raise MfsimError(f"replace: '{name}' must be a function of (world, now), not {type(rule).__name__}")


def _with_names(function: FunctionType) -> FunctionType:
    """Return a function in which the names of shipped rules stand for their twins on disk."""
    twins = {name: value.twin for name, value in function.__globals__.items() if isinstance(value, Rule)}
    known = {**function.__globals__, **twins}
    return FunctionType(function.__code__, known, function.__name__, function.__defaults__, function.__closure__)


def _compile(rule: Any, types: tuple[Any, ...]) -> Process:
    """Compile a rule to something that a month can call by its address; what it returns is nobody's."""
    linked = _with_names(rule) if isinstance(rule, FunctionType) else getattr(rule, "twin", rule)
    compiled: Any = linked if hasattr(linked, "py_func") else numba.njit(**OWN_FLAGS)(linked)
    compiled.compile(types)
    if isinstance(compiled, Compiled):
        return compiled

    def process(world: World, now: Now) -> None:
        compiled(world, now)

    flags: dict[str, Any] = {**WITHOUT_PYTHON, **OWN_FLAGS}
    own: Any = numba.njit(**flags)(process)
    own.__class__ = Compiled
    own.compile(types)
    return own  # type: ignore[no-any-return]


def _ready(name: str, rule: Process, types: tuple[Any, ...]) -> Process:
    """Return a rule as it runs: compiled, if that is possible."""
    plain: Process = getattr(rule, "py_func", rule)
    if not ENABLED:
        return plain
    try:
        return _compile(rule, types)
    except (numba.core.errors.NumbaError, TypeError, NotImplementedError) as problem:
        warnings.warn(
            f"the replacement of {name} could not be compiled and runs as ordinary Python, "
            f"perhaps a hundred times slower: {_reason(problem)}",
            SlowProcessWarning,
            stacklevel=6,
        )
        return plain


def _reason(problem: Exception) -> str:
    """Return the line of the compiler's message that says what is wrong, cut where it spells out types, and where."""
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    telling = next((line for line in lines if not line.startswith(SAYS_LITTLE)), type(problem).__name__)
    telling = telling.replace(">>> ", "no such operation: ")
    place = next((line for line in lines if line.startswith("File ")), "")
    telling = telling if len(telling) <= LONGEST_REASON else telling[: LONGEST_REASON - 1] + "…"
    return f"{telling} ({place.rstrip(':')})" if place else telling
