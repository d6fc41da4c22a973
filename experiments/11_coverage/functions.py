"""Functions of which every index is known, on shares from 0 to 1, and noise of known variance to add to them.

Indices of variance are exact but for the midpoint rule on `CELLS` cells for each factor: an analysis of variance of the
function itself, by means over axes, without anything of mfsim.

Sources: Ishigami & Homma (1990), Proceedings of ISUMA '90, 398-403; Saltelli & Sobol (1995), Reliability Engineering and
System Safety 50, 225-239.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CELLS = 36
NOISES = ("none", "own", "common")


@dataclass(frozen=True)
class Function:
    """A function of some shares.

    Attributes
    ----------
    name : str
    classes : tuple of int
        For each factor how many levels it has; 0 for a number.
    call : function of an array of shape (points, factors)
    inert : tuple of int
        Factors without effect.
    """

    name: str
    classes: tuple[int, ...]
    call: Callable[[Floats], Floats]
    inert: tuple[int, ...]

    @property
    def factors(self) -> tuple[str, ...]:
        return tuple(f"x{place + 1}" for place in range(len(self.classes)))

    def box(self, levels: Sequence[Floats]) -> Floats:
        """Return the function at every combination of levels, an axis for each factor."""
        grid = np.stack(np.meshgrid(*levels, indexing="ij"), axis=-1)
        return self.call(grid.reshape(-1, len(levels))).reshape(grid.shape[:-1])

    def fine(self) -> Floats:
        """Return the function at the middle of every cell."""
        return self.box([(np.arange(CELLS) + 0.5) / CELLS for _ in self.classes])


def ishigami(shares: Floats) -> Floats:
    x1, x2, x3 = (np.pi * (2.0 * shares[:, place] - 1.0) for place in range(3))
    return np.asarray(np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1))


A = np.array([0.0, 1.0, 4.5, 9.0])
TWELVE = np.array([20.0, 1.0, 9.0, 2.0, 4.5, 99.0, 0.0, 1.0, 4.5, 99.0, 9.0, 0.5])
"""Of Sobol's G function: the larger, the less a factor matters."""


def sobol_g(shares: Floats) -> Floats:
    a = A if shares.shape[1] == len(A) else TWELVE
    return np.asarray(np.prod((np.abs(4 * shares - 2) + a) / (1 + a), axis=1))


def of_twelve() -> tuple[dict[tuple[str, ...], float], float]:
    """Return S1 and ST of the G function of twelve factors in closed form, and its variance."""
    parts = 1.0 / (3.0 * (1.0 + TWELVE) ** 2)
    whole = float(np.prod(1.0 + parts) - 1.0)
    found: dict[tuple[str, ...], float] = {("S1", str(axis)): float(part) / whole for axis, part in enumerate(parts)}
    total = parts * np.prod(1.0 + parts) / (1.0 + parts) / whole
    return found | {("ST", str(axis)): float(one) for axis, one in enumerate(total)}, whole


def steps(shares: Floats) -> Floats:
    """A choice of three, of which one lifts the outcome, and a number: main effects alone."""
    return np.asarray(3.0 * (shares[:, 0] >= 2 / 3) + 4.0 * shares[:, 1])


FUNCTIONS = {
    one.name: one
    for one in (
        Function("ishigami", (0, 0, 0, 0), ishigami, (3,)),
        Function("sobol_g", (0, 0, 0, 0), sobol_g, ()),
        Function("sobol_g12", (0,) * len(TWELVE), sobol_g, ()),
        Function("steps", (3, 0, 0), steps, (2,)),
    )
}


def noisy(function: Function, shares: Floats, runs: int, noise: str, sd: float, rng: np.random.Generator) -> Floats:
    """Return outcomes of shape (points, runs): with noise of the given standard deviation, of one of three kinds.

    ``own``: another deviate at each point and run. ``common``: one for each run, the same at all points, times the last
    factor (with the mean 0 and the variance 1): what common random numbers do, noise that looks like an effect.
    """
    truth = function.call(shares)[:, None]
    if noise == "own":
        return np.asarray(truth + sd * rng.normal(size=(len(shares), runs)))
    if noise == "common":
        return np.asarray(truth + sd * rng.normal(size=runs) * np.sqrt(12.0) * (shares[:, -1:] - 0.5))
    return np.repeat(truth, runs, axis=1)


def shares_of_variance(box: Floats) -> dict[tuple[str, ...], float]:
    """Return S1, ST and S2 of the axes of a box of equally likely cells: keys (index, axis, ...)."""
    axes, whole = range(box.ndim), float(box.var())

    def of(*kept: int) -> float:
        means = box.mean(axis=tuple(set(axes) - set(kept))) if len(kept) < box.ndim else box
        return float(means.var()) / whole

    found: dict[tuple[str, ...], float] = {("S1", str(one)): of(one) for one in axes}
    found |= {("ST", str(one)): 1.0 - of(*(set(axes) - {one})) for one in axes}
    pairs = combinations(axes, 2)
    return found | {("S2", str(i), str(j)): of(i, j) - of(i) - of(j) for i, j in pairs}
