"""One mode or two? Silverman's test: how smooth must a density be made before it has a single mode, and is that by chance?

Source: Silverman (1981), Journal of the Royal Statistical Society B 43, 97-99.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
GRID = 200
BOOTSTRAP = 200


class Modes(NamedTuple):
    """What is found in a sample.

    p : chance that a density with one mode gives samples which need as much smoothing
    smaller : share of the sample on the lesser side of the deepest valley
    apart : distance between the two modes
    """

    p: float
    smaller: float
    apart: float


def densities(samples: Floats, bandwidth: float, grid: Floats) -> Floats:
    """Kernel densities of samples (rows) on a grid; shape (rows, grid)."""
    z = (grid[None, None, :] - samples[:, :, None]) / bandwidth
    return np.asarray(np.exp(-0.5 * z * z).sum(axis=1))


def peaks(density: Floats) -> NDArray[np.bool_]:
    """Where densities (rows) have a maximum inside the grid."""
    inside = density[:, 1:-1]
    return np.asarray((inside > density[:, :-2]) & (inside >= density[:, 2:]))


def critical_bandwidth(sample: Floats, grid: Floats) -> float:
    """Return the least bandwidth at which the density has one mode (bisection; modes only vanish with a normal kernel)."""
    low, high = 1e-4, 4.0 * float(sample.std()) + 1e-9
    for _ in range(24):
        middle = 0.5 * (low + high)
        if peaks(densities(sample[None], middle, grid)).sum() <= 1:
            high = middle
        else:
            low = middle
    return high


def modes(sample: Floats, rng: np.random.Generator) -> Modes:
    """Test a sample for a second mode.

    Parameters
    ----------
    sample : array, shape (n,)
        Numbers, at least 20.
    """
    spread = float(sample.std())
    if spread < 1e-9:
        return Modes(1.0, 0.0, 0.0)
    grid = np.linspace(sample.min() - 2.0 * spread, sample.max() + 2.0 * spread, GRID)
    width = critical_bandwidth(sample, grid)
    chosen = rng.choice(sample, (BOOTSTRAP, len(sample)))
    smooth = chosen + width * rng.standard_normal(chosen.shape)
    shrunk = sample.mean() + (smooth - sample.mean()) / np.sqrt(1.0 + (width / spread) ** 2)
    p = float(np.mean(peaks(densities(shrunk, width, grid)).sum(axis=1) > 1))
    return Modes(p, *_sides(sample, 0.95 * width, grid))


def _sides(sample: Floats, width: float, grid: Floats) -> tuple[float, float]:
    """Cut the sample at the valley between the two modes that are left just below the critical bandwidth."""
    density = densities(sample[None], width, grid)
    tops = np.flatnonzero(peaks(density)[0]) + 1
    if len(tops) < 2:
        return 0.0, 0.0
    first, last = tops[0], tops[-1]
    valley = grid[first + int(np.argmin(density[0, first : last + 1]))]
    below = float(np.mean(sample < valley))
    return min(below, 1.0 - below), float(grid[last] - grid[first])
