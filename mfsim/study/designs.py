"""How points are chosen: the methods, what each can be asked for, and reading it from an experiment file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mfsim.errors import Problem, nearest, shown
from mfsim.scenario.document import Document
from mfsim.study.factors import Factor, Levels

Method = Literal["grid", "lhs", "sobol", "morris", "fast", "rbd_fast", "delta", "pawn"]
METHODS: tuple[Method, ...] = ("grid", "lhs", "sobol", "morris", "fast", "rbd_fast", "delta", "pawn")
GROUPED: tuple[Method, ...] = ("sobol", "morris")
"""Methods that can move some factors together."""
HARMONICS = 4
"""Harmonics of ``fast`` that are summed (M of Saltelli, Tarantola & Chan 1999); a curve has more than 4 M² points."""
NUMBERS = {"points": (64, 1, 10**7), "levels": (4, 2, 1_000), "seed": (0, 0, 2**32 - 1), "curves": (4, 1, 1_000)}
"""Default, lowest and highest."""
SWITCHES: dict[str, Method] = {"crossed": "lhs", "second_order": "sobol"}
"""What is on or off, and for which method."""
ONLY_FOR: dict[str, tuple[Method, ...]] = {"levels": ("grid", "morris"), "curves": ("fast",)}
FEW_LEVELS = 10
ENTRIES = ("method", *NUMBERS, *SWITCHES)


@dataclass(frozen=True)
class Design:
    """How points are chosen.

    Attributes
    ----------
    method : str
        One of `METHODS`.
    points : int
        Points of ``lhs``, ``rbd_fast``, ``delta`` and ``pawn``; base sample of ``sobol`` (a power of two); trajectories of
        ``morris``; points of each search curve of ``fast``.
    levels : int
        Values of a range in a ``grid``; levels of ``morris``.
    seed : int
        Of the sample.
    crossed : bool
        Whether every combination of levers is run at every point of the uncertainties (``lhs`` only); otherwise levers are
        sampled as well.
    second_order : bool
        Whether ``sobol`` runs the points it takes for indices of pairs of factors.
    curves : int
        Search curves for each factor in ``fast``, with other random phases: from their differences come the intervals.
    """

    method: Method = "lhs"
    points: int = 64
    levels: int = 4
    seed: int = 0
    crossed: bool = False
    second_order: bool = False
    curves: int = 4


def design_of(
    document: Document, factors: Sequence[Factor], groups: Mapping[str, tuple[str, ...]]
) -> tuple[Design, list[Problem]]:
    """Return how points are chosen, and what is wrong with it."""
    method = document.values.get("design.method", "lhs")
    if method not in METHODS:
        near = nearest(method, METHODS) if isinstance(method, str) else None
        expected = "one of " + ", ".join(METHODS)
        return Design(), [document.problem("design.method", f"{shown(method)} is not allowed", expected, near)]
    given = {key: document.values[f"design.{key}"] for key in ENTRIES if f"design.{key}" in document.values}
    problems = [document.problem(f"design.{key}", *what) for key, what in _not_allowed(given, method)]
    if problems:
        return Design(), problems
    design = Design(**{**_defaults(method, factors), **given})
    return design, [document.problem(*what) for what in unfit(design, factors, groups)]


def _defaults(method: Method, factors: Sequence[Factor]) -> dict[str, Any]:
    if method == "morris":
        return {"levels": _levels_for(4, factors)}
    return {"points": 2 * 4 * HARMONICS**2 + 1} if method == "fast" else {}


def _levels_for(least: int, factors: Sequence[Factor]) -> int:
    """Return the smallest number of levels, from so many on, that is even and takes each choice equally often."""
    together = math.lcm(2, *(one.count for one in factors if isinstance(one.domain, Levels)))
    return -(-least // together) * together


def _not_allowed(given: Mapping[str, Any], method: Method) -> Iterator[tuple[str, tuple[str, str]]]:
    for key, value in given.items():
        if key in NUMBERS:
            _, low, high = NUMBERS[key]
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                yield key, (f"{shown(value)} is not allowed", f"a whole number from {low:,} to {high:,}")
            elif method not in ONLY_FOR.get(key, METHODS) and not (key == "levels" and given.get("crossed") is True):
                yield key, (f"has no effect with {method}", "it to be left out, or " + " or ".join(ONLY_FOR[key]))
        elif key in SWITCHES and (not isinstance(value, bool) or (value and method != SWITCHES[key])):
            yield key, (f"{shown(value)} is not allowed", f"true with {SWITCHES[key]}, or false")


def unfit(
    design: Design, factors: Sequence[Factor], groups: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str, str]]:
    """Yield place, problem and expectation of what a method cannot do with these factors."""
    method, points = design.method, design.points
    if method == "sobol" and points & (points - 1):
        below = 2 ** (points.bit_length() - 1)
        yield (
            "design.points",
            f"{points} is no power of two",
            f"{below} or {2 * below}: Sobol sequences balance at powers of two",
        )
    if method == "fast" and points <= 4 * HARMONICS**2:
        yield "design.points", f"{points} is not enough for fast", f"{4 * HARMONICS**2 + 1} or more"
    steps = [one.name for one in factors if isinstance(one.domain, Levels) or 0 < one.count <= FEW_LEVELS]
    if method == "fast" and steps:
        why = f"'{steps[0]}' has few levels, and {HARMONICS} harmonics make no step: its S1 would be too small"
        yield "design.method", why, "sobol or rbd_fast"
    if method == "morris":
        good = _levels_for(design.levels, factors)
        if good != design.levels:
            expected = f"{good}, or another even multiple of the numbers of values of factors that are lists"
            yield "design.levels", f"morris with {design.levels} levels would not take all values equally often", expected
    composed = [one.name for one in factors if one.kind == "composition"]
    if composed and (method == "fast" or design.crossed):
        expected = "another method, or levels of some mixes"
        yield f"design.{'crossed' if design.crossed else 'method'}", f"'{composed[0]}' has several shares at once", expected
    if groups and method not in GROUPED:
        yield f"groups.{next(iter(groups))}", f"{method} moves factors one by one", "method = " + " or ".join(GROUPED)
    if any(len(members) == len(factors) for members in groups.values()):
        yield f"groups.{next(iter(groups))}", "all factors are in one group", "two groups or more, or a factor beside it"
