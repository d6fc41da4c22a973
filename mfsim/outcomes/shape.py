"""The shape of an outcome's distribution over runs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FEWEST_RUNS = 4
"""Fewer have no kurtosis that could be corrected for their number."""


def bimodality(values: NDArray[np.float64]) -> float:
    """Sarle's coefficient: how far a distribution is from having one mode.

    Equation::

        b = (g² + 1) / (k + 3 (n − 1)² / ((n − 2)(n − 3)))

    with the skewness g and the excess kurtosis k of the sample, both corrected for its size n. It is 1/3 for a normal
    distribution, 5/9 for a uniform one and 1 for two values; above 5/9 two modes are likely, though a long tail gives
    the same. NaN for fewer than four runs, and if all are equal.

    Source: Pfister et al. (2013), Frontiers in Psychology 4, 700.
    """
    n = len(values)
    if n < FEWEST_RUNS or np.ptp(values) == 0.0:
        return float("nan")
    away = values - values.mean()
    second, third, fourth = (float(np.mean(away**power)) for power in (2, 3, 4))
    if second == 0.0:
        return float("nan")
    skewness = third / second**1.5 * np.sqrt(n * (n - 1.0)) / (n - 2.0)
    kurtosis = (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * (fourth / second**2 - 3.0) + 6.0)
    return float((skewness**2 + 1.0) / (kurtosis + 3.0 * (n - 1.0) ** 2 / ((n - 2.0) * (n - 3.0))))
