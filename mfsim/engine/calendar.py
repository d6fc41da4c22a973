"""A calendar of one's own: the month with some processes replaced by a user's functions.

A replacement is a function ``rule(world, now)`` like those of `mfsim.processes`. If numba can compile it, the month is
compiled with it; if not, it runs as ordinary Python between compiled parts, and a `SlowProcessWarning` says so.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numba

from mfsim.compiling import ENABLED, FLAGS
from mfsim.draws import Now
from mfsim.engine.month import CALENDAR, one_month
from mfsim.errors import MfsimError
from mfsim.world.opening import open_month
from mfsim.world.state import World

Process = Callable[[World, Now], None]


class SlowProcessWarning(UserWarning):
    """A replaced process could not be compiled and runs as ordinary Python."""


def month_with(replacements: Mapping[str, Process] | None, world: World, now: Now) -> Process:
    """Return the function that runs a month, with some processes replaced.

    Parameters
    ----------
    replacements : mapping from the name of a process to a function, or None
        The names are those of `mfsim.engine.month.CALENDAR`.
    world, now
        Any world and month of the scenario, by whose types the month is compiled.

    Raises
    ------
    MfsimError
        If there is no process of that name.
    """
    if not replacements:
        return one_month
    for name, rule in replacements.items():
        _check(name, rule)
    steps = [("open", open_month, None)] + [
        (name, rule, replacements.get(name)) for name, rule in CALENDAR.items()
    ]
    if not ENABLED:
        return _in_python([_plain(name, own or rule) for name, rule, own in steps])
    compiled_steps = [_switched(name, _compiled(own) if own else rule) for name, rule, own in steps]
    month = _chain(compiled_steps)
    try:
        month.compile((numba.typeof(world), numba.typeof(now)))
    except (numba.core.errors.NumbaError, TypeError, NotImplementedError) as problem:
        _warn(list(replacements), problem)
        return _in_python(_segments(steps, compiled_steps))
    return month  # type: ignore[no-any-return]


def _check(name: str, rule: Process) -> None:
    if name not in CALENDAR:
        near = difflib.get_close_matches(name, CALENDAR, 1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise MfsimError(f"replace: there is no process '{name}'; expected one of {', '.join(CALENDAR)}{hint}")
    if not callable(rule):
        raise MfsimError(f"replace: '{name}' must be a function of (world, now), not {type(rule).__name__}")


def _warn(names: Sequence[str], problem: Exception) -> None:
    reason = next((line for line in str(problem).splitlines() if line.strip()), type(problem).__name__)
    warnings.warn(
        f"the replacement of {', '.join(names)} could not be compiled and runs as ordinary Python, "
        f"perhaps a hundred times slower ({reason})",
        SlowProcessWarning,
        stacklevel=4,
    )


def _compiled(rule: Process) -> Any:
    return rule if hasattr(rule, "py_func") else numba.njit(**FLAGS)(rule)


def _switched(name: str, rule: Any) -> Any:
    """Run a process if it is switched on; the opening of the month always runs."""
    if name == "open":

        def opening(world: World, now: Now) -> None:
            rule(world)

        return numba.njit(**FLAGS)(opening)

    def step(world: World, now: Now) -> None:
        if getattr(world.parameters.processes, name):
            rule(world, now)

    return numba.njit(**FLAGS)(step)


def _plain(name: str, rule: Any) -> Process:
    """Return the same as `_switched`, uncompiled."""
    if name == "open":
        return lambda world, now: rule(world)

    def step(world: World, now: Now) -> None:
        if world.parameters.processes[name]:
            rule(world, now)

    return step


def _chain(steps: Sequence[Any]) -> Any:
    """Make one compiled function of several."""
    if len(steps) == 1:
        return steps[0]
    first, rest = steps[0], _chain(steps[1:])

    def both(world: World, now: Now) -> None:
        first(world, now)
        rest(world, now)

    return numba.njit(**FLAGS)(both)


def _segments(steps: Sequence[tuple[str, Any, Process | None]], compiled_steps: Sequence[Any]) -> list[Process]:
    """Keep runs of unreplaced processes compiled between the user's own functions."""
    parts: list[Process] = []
    waiting: list[Any] = []
    for (name, _, own), step in zip(steps, compiled_steps, strict=True):
        if own is None:
            waiting.append(step)
            continue
        if waiting:
            parts.append(_chain(waiting))
            waiting = []
        parts.append(_plain(name, getattr(own, "py_func", own)))
    if waiting:
        parts.append(_chain(waiting))
    return parts


def _in_python(parts: Sequence[Process]) -> Process:
    def month(world: World, now: Now) -> None:
        for part in parts:
            part(world, now)

    return month
