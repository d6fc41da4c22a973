"""Indices on a grid: the analysis of variance of a full factorial, all levels of a factor weighing alike.

    S1_i = Var_i E[Y | x_i] / V      ST_i = 1 - Var E[Y | all but x_i] / V      S2_ij = Var E[Y | x_i, x_j] / V - S1_i - S1_j

exact for the points of the grid, so that intervals are over runs alone. What lies between the points is not known.

Source: Fisher (1925), Statistical methods for research workers; Sobol (1993), Mathematical Modelling and Computational
Experiments 1, 407-414, for the names of the shares.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mfsim.study.indices.method import Floats, Forms, Pair, ratios, responses


class Grid:
    """Shares of variance on a grid.

    Parameters
    ----------
    factors : sequence of str
        In the order of the grid, the last changing fastest.
    levels : sequence of int
        How many each has.
    """

    main = "ST"
    resamples = 1_000
    hidden = 0
    batches: Sequence[int] = ()
    reduced = False
    squares = False
    systematic = 0.0
    magnitudes: Collection[str] = ()
    caution = ""
    drawn = False
    fair = slice(None)

    def __init__(self, factors: Sequence[str], levels: Sequence[int]) -> None:
        self._shape = tuple(levels)
        single = tuple((one,) for one in factors)
        self.names: dict[str, tuple[tuple[str, ...], ...]] = {"S1": single, "ST": single}
        if len(factors) > 1:
            self.names["S2"] = tuple(combinations(factors, 2))
        self.members: NDArray[np.int64] = np.arange(int(np.prod(levels)))[None]

    def keeping(self, blocks: NDArray[np.int64]) -> Grid:
        """Return itself: a grid is taken as a whole."""
        return self

    def estimate(self, table: Floats, weights: Floats, counts: Floats | None) -> Mapping[str, Pair]:
        """Estimate S1, ST and S2."""
        y = responses(table, weights)[0]
        size = float((y**2).mean())
        box = (y - y.mean(axis=0)).reshape(*self._shape, -1)
        axes = range(len(self._shape))
        alone = [_variance(box, set(axes) - {one}) for one in axes]
        whole = _variance(box, set())
        above = {"S1": alone, "ST": [whole - _variance(box, {one}) for one in axes]}
        if len(self._shape) > 1:
            pairs = combinations(axes, 2)
            above["S2"] = [_variance(box, set(axes) - {i, j}) - alone[i] - alone[j] for i, j in pairs]
        stacked = {name: np.stack(some, axis=-1)[None] for name, some in above.items()}
        return ratios(Forms(stacked, whole[None, :, None]), weights, counts, size)


def _variance(box: Floats, over: set[int]) -> Floats:
    """Return the variance of what is left when means are taken over some axes; `box` has the mean 0."""
    means = box.mean(axis=tuple(over)) if over else box
    return np.asarray((means**2).reshape(-1, means.shape[-1]).mean(axis=0))
