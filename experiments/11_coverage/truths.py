"""What each method's indices are of a function: exactly, or for delta and PAWN from eight million points.

Delta is from histograms of `BINS` classes of the outcome and as many slices: right to 0.01, as factors without effect show.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from functions import CELLS, FUNCTIONS, TWELVE, Floats, Function, of_twelve, shares_of_variance
from scipy.stats import qmc

POINTS, BINS, PAWN_SLICES = 2**23, 60, 10
Truths = dict[tuple[str, ...], float]
"""By index and factors."""


def named(function: Function, found: Truths) -> Truths:
    names = function.factors
    return {(key[0], *(names[int(one)] for one in key[1:])): value for key, value in found.items()}


@cache
def of_variance(name: str) -> Truths:
    """Return S1, ST, S2 and the share of a straight line."""
    function = FUNCTIONS[name]
    if len(function.classes) == len(TWELVE):
        return named(function, of_twelve()[0])
    box = function.fine()
    x = (np.arange(CELLS) + 0.5) / CELLS - 0.5
    lines = {}
    for axis, classes in enumerate(function.classes):
        if not classes:
            means = box.mean(axis=tuple(set(range(box.ndim)) - {axis}))
            lines["linear", str(axis)] = float((x @ (means - means.mean())) ** 2 / (x @ x) / len(x) / box.var())
    return named(function, shares_of_variance(box) | lines)


@cache
def of_grid(name: str, levels: int) -> Truths:
    """Return the shares of variance on a grid: numbers at equally spaced levels, choices in each of theirs."""
    function = FUNCTIONS[name]
    return named(function, shares_of_variance(function.box(grid_levels(function, levels))))


def grid_levels(function: Function, levels: int) -> list[Floats]:
    return [(np.arange(one) + 0.5) / one if one else np.linspace(0.0, 1.0, levels) for one in function.classes]


@cache
def of_morris(name: str, levels: int) -> Truths:
    """Return mu_star, mu and sigma over all elementary effects on the grid, all as likely."""
    function = FUNCTIONS[name]
    box = function.box(morris_levels(function, levels))
    found: Truths = {}
    for axis in range(box.ndim):
        above, below = (np.take(box, part, axis) for part in (range(levels // 2, levels), range(levels // 2)))
        effects = (above - below) * 2.0 * (levels - 1) / levels
        found["mu_star", str(axis)] = float(np.abs(effects).mean())
        found["mu", str(axis)] = float(effects.mean())
        found["sigma", str(axis)] = float(effects.std())
    return named(function, found)


def morris_levels(function: Function, levels: int) -> list[Floats]:
    return [np.linspace(0.0, 1.0, levels) for _ in function.classes]


@cache
def of_whole(name: str) -> Truths:
    """Return delta, by histograms, and PAWN, over slices, of a very large sample."""
    function = FUNCTIONS[name]
    shares = qmc.Sobol(len(function.classes), rng=1).random_base2(POINTS.bit_length() - 1)
    y = function.call(shares)
    bins = np.empty(POINTS, np.int64)
    bins[np.argsort(y)] = np.arange(POINTS) * BINS // POINTS  # of equal probability: no density is too sharp for them
    found: Truths = {}
    for axis, classes in enumerate(function.classes):
        counted = [_counts(shares[:, axis], bins, slices) for slices in (classes or BINS, classes or PAWN_SLICES)]
        found["delta", str(axis)] = float(0.5 * np.abs(counted[0] - 1.0 / BINS).sum(axis=1).mean())
        apart = np.abs(np.cumsum(counted[1], axis=1) - np.arange(1, BINS + 1) / BINS).max(axis=1)
        found["PAWN", str(axis)] = float(np.median(apart))
    for axis in function.inert:
        found["delta", str(axis)] = found["PAWN", str(axis)] = 0.0
    return named(function, found)


def _counts(shares: Floats, bins: np.ndarray, slices: int) -> Floats:
    """Return how the bins of the outcome are distributed in each slice of a factor, each row summing to 1."""
    places = np.minimum((shares * slices).astype(np.int64), slices - 1)
    table = np.bincount(places * BINS + bins, minlength=slices * BINS).reshape(slices, BINS).astype(float)
    return np.asarray(table / table.sum(axis=1, keepdims=True))
