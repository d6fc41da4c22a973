"""A ranking that says which ranks are known, and which are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mfsim.study.resampling import Floats, Spread

RESOLVED, NOT_RESOLVED, NOT_ABOVE_NOISE, LAST = "resolved", "not resolved", "not above noise", "last"
IN_THESE_RUNS = "in these runs only"


@dataclass(frozen=True)
class Rank:
    """The rank of a factor.

    Attributes
    ----------
    rank : int
        By the estimate, from 1.
    best, worst : int
        Ranks that it can have: 1 and more for each factor that is surely above it, less one for each surely below.
    above_noise : bool
        Whether its interval is above what a factor without effect would have.
    from_next : str
        Whether it is told apart from the factor that comes next: ``resolved``, ``not resolved``, or, if that one comes
        with it below the noise, ``not above noise``; ``last`` has none. Where seed noise is not known, other runs might
        say otherwise: ``in these runs only`` instead of ``resolved``, and ``not resolved`` for all that is below.
    """

    rank: int
    best: int
    worst: int
    above_noise: bool
    from_next: str


def ranking(spread: Spread, floor: Floats, *, known: bool = True) -> list[Rank]:
    """Rank items by the intervals of their differences, which are narrower than those of two estimates apart.

    Parameters
    ----------
    spread : Spread
        The index of each factor, with resamples that are the same for all.
    floor : array of shape (items) or (1)
        What a factor without effect would have.
    known : bool
        Whether intervals are over runs as well.

    Returns
    -------
    list of Rank
        In the order of the factors; each comparison is at 95 %, without regard to how many there are.
    """
    value, count = np.nan_to_num(spread.value, nan=-np.inf), len(spread.value)
    order = np.argsort(-value, kind="stable")
    above = _above(spread)
    over = np.nan_to_num(spread.value - spread.half, nan=-np.inf) > floor
    ranks: dict[int, Rank] = {}
    for place, item in enumerate(order.tolist()):
        best, worst = 1 + int(above[:, item].sum()), count - int(above[item].sum())
        ranks[item] = Rank(place + 1, best, worst, bool(over[item]), _said(_from_next(order, place, above, over), known))
    return [ranks[item] for item in range(count)]


def _said(from_next: str, known: bool) -> str:
    return from_next if known else {RESOLVED: IN_THESE_RUNS, NOT_ABOVE_NOISE: NOT_RESOLVED}.get(from_next, from_next)


def _above(spread: Spread) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return whether each item (first axis) is surely above each other."""
    count = len(spread.value)
    above = np.zeros((count, count), bool)
    for item in range(count):
        weights = -np.eye(count)
        weights[item] += 1.0
        others = spread.of(weights)
        above[item] = np.nan_to_num(others.value - others.half, nan=-1.0) > 0.0
    return above


def _from_next(
    order: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    place: int,
    above: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    over: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> str:
    if not over[order[place]]:
        return NOT_ABOVE_NOISE
    if place + 1 == len(order):
        return LAST
    return RESOLVED if above[order[place], order[place + 1]] else NOT_RESOLVED
