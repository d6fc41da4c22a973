"""Sobol indices of a Saltelli sample: the share of variance that a factor has alone, and in all.

    S1_j = mean(B (AB_j - A)) / V        ST_j = mean((A - AB_j)²) / (2 V)
    S2_jk = mean(BA_j AB_k - A B) / V - S1_j - S1_k

The same formulas as SALib's; what is added is that the sums are corrected for noise.

Sources: Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola (2010), Computer Physics Communications 181, 259-270;
Saltelli (2002), Computer Physics Communications 145, 280-297 (pairs).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mfsim.study.indices.method import Floats, Forms, Pair, ratios, responses, summed

FEWEST_ROWS = 256
"""From which on intervals can be relied upon (docs/sensitivity.md): pairs of columns of shorter sequences are uneven."""
MOST_EVEN = 4
"""Factors of which that is measured; of twelve, pairs of columns are uneven with 256 rows as well, which moves small S1."""


class Sobol:
    """Sobol indices.

    Parameters
    ----------
    groups : sequence of str
        Factors, and groups of them, in the order of the sample.
    points : int
        Of the whole design.
    second_order : bool
        Whether it has the points for pairs.
    """

    main = "ST"
    drawn = True
    resamples = 1_000
    hidden = 0
    batches: Sequence[int] = ()
    reduced = False
    squares = False
    systematic = 0.0
    magnitudes: Collection[str] = ()

    def __init__(self, groups: Sequence[str], points: int, *, second_order: bool) -> None:
        self._count, self._second = len(groups), second_order
        single = tuple((one,) for one in groups)
        self.names: dict[str, tuple[tuple[str, ...], ...]] = {"S1": single, "ST": single}
        if second_order:
            self.names["S2"] = tuple(combinations(groups, 2))
        size = (2 if second_order else 1) * self._count + 2
        self.fair = slice(0, size, size - 1)
        self.members: NDArray[np.int64] = np.arange(points).reshape(-1, size)

    @property
    def caution(self) -> str:
        """Of few rows, and of many factors."""
        rows, said = len(self.members), []
        if rows < FEWEST_ROWS:
            said.append(
                f"{rows} rows of the base sample are few: intervals may be too short where few points make most of the "
                f"variance; expected {FEWEST_ROWS} or more"
            )
        if self._count > MOST_EVEN:
            said.append("S1 of factors that matter little may be off by 0.02 more than its interval says: rank by ST")
        return "; ".join(said)

    def keeping(self, blocks: NDArray[np.int64]) -> Sobol:
        """Return itself: rows of the base sample are alike."""
        return self

    def estimate(self, table: Floats, weights: Floats, counts: Floats | None) -> Mapping[str, Pair]:
        """Estimate S1, ST and, with second order, S2."""
        y = responses(table, weights)
        ends = y[:, [0, -1]]
        size = float((y**2).mean())
        y = y - ends.mean(axis=(0, 1))
        return ratios(self._forms(y, counts), weights, counts, size)

    def _forms(self, y: Floats, counts: Floats | None) -> Forms:
        a, b, count = y[:, 0], y[:, -1], self._count
        mean, square = summed((a + b) / 2.0, counts), summed((a * a + b * b) / 2.0, counts)
        above: dict[str, Floats] = {
            "S1": np.stack([summed(b * (y[:, 1 + j] - a), counts) for j in range(count)], axis=-1),
            "ST": np.stack([summed((a - y[:, 1 + j]) ** 2 / 2.0, counts) for j in range(count)], axis=-1),
        }
        if self._second:
            above["S2"] = np.stack(
                [
                    summed(y[:, 1 + count + j] * y[:, 1 + k] - a * b, counts) - above["S1"][..., j] - above["S1"][..., k]
                    for j, k in combinations(range(count), 2)
                ],
                axis=-1,
            )
        return Forms(above, (square - mean**2)[..., None])
