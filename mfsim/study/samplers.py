"""The samples of SciPy and SALib: shares of each column's distribution, from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mfsim.study.designs import GROUPED, HARMONICS, Design

Shares = NDArray[np.float64]


def sample(design: Design, groups: Sequence[str]) -> Shares:
    """Return the shares that a method samples.

    Parameters
    ----------
    design : Design
        Any but ``grid``.
    groups : sequence of str
        For each column the name under which it moves, alone or with others.

    Returns
    -------
    array of shape (points, columns)
        From 0 to 1, the same for the same design on every machine.
    """
    if design.method == "lhs":
        from scipy.stats import qmc

        seed: Any = np.random.default_rng(design.seed)
        return np.asarray(qmc.LatinHypercube(len(groups), rng=seed).random(design.points), float)
    # SALib's Latin hypercube would give all columns of a group the same value
    moved = groups if design.method in GROUPED else list(map(str, range(len(groups))))
    return np.asarray(np.clip(_SALIB[design.method](problem_of(moved), design), 0.0, 1.0), float)


def problem_of(groups: Sequence[str]) -> dict[str, Any]:
    """Return SALib's description of so many shares; a new one each time, as some of its methods change it."""
    count = len(groups)
    problem: dict[str, Any] = {
        "num_vars": count, "names": [f"x{place}" for place in range(count)], "bounds": [[0.0, 1.0]] * count,
    }  # fmt: skip
    return problem | ({"groups": list(groups)} if len(set(groups)) < count else {})


def _seed(design: Design) -> int:
    """Return a seed that SALib takes for one: to some of its samplers 0 means none."""
    return design.seed + 1


def _sobol(problem: dict[str, Any], design: Design) -> Any:
    from SALib.sample import sobol

    return sobol.sample(problem, design.points, calc_second_order=design.second_order, seed=_seed(design))


def _morris(problem: dict[str, Any], design: Design) -> Any:
    from SALib.sample import morris

    return morris.sample(problem, design.points, num_levels=design.levels, seed=_seed(design))


def _fast(problem: dict[str, Any], design: Design) -> Any:
    from SALib.sample import fast_sampler

    rng = np.random.default_rng(_seed(design))
    curves = [fast_sampler.sample(problem, design.points, M=HARMONICS, seed=rng) for _ in range(design.curves)]
    return np.concatenate(curves)


def _latin(problem: dict[str, Any], design: Design) -> Any:
    from SALib.sample import latin

    return latin.sample(problem, design.points, seed=_seed(design))


_SALIB: dict[str, Callable[[dict[str, Any], Design], Any]] = {
    "sobol": _sobol, "morris": _morris, "fast": _fast, "rbd_fast": _latin, "delta": _latin, "pawn": _latin,
}  # fmt: skip
