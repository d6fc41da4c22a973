"""How sure a mean or a share is: intervals for one figure, or for many looked at together.

Equations::

    mean ± t · sd / √n,   t Student's quantile of (1 + c) / 2 for one figure, of 1 − (1 − c) / (2 k) for k together
    share: Wilson's score interval with the normal quantile of the same

k intervals made together hold all k truths at once in at least a share c of reports (Bonferroni).

Source: Wilson (1927), Journal of the American Statistical Association 22; Dunn (1961), same journal 56 (many means).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CONFIDENCE = 0.95
FEWEST = 3
"""Values below which nothing is said of a mean."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval.

    Attributes
    ----------
    mean, low, high : float
        NaN where nothing can be said.
    runs : int
        Runs that it rests on.
    """

    mean: float
    low: float
    high: float
    runs: int

    @property
    def above_zero(self) -> bool:
        """Whether all of the interval is above 0."""
        return self.low > 0.0

    @property
    def below_zero(self) -> bool:
        """Whether all of the interval is below 0."""
        return self.high < 0.0

    @property
    def known(self) -> bool:
        """Whether anything can be said."""
        return not math.isnan(self.mean)


def _level(together: int) -> float:
    return 1.0 - (1.0 - CONFIDENCE) / (2.0 * max(1, together))


@cache
def students(together: int, freedom: int) -> float:
    """Return Student's quantile of an interval that is one of so many looked at together."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, _level(together)))


def mean_of(values: Floats, together: int = 1) -> Estimate:
    """Return the mean of what is there, with its interval."""
    there = values[~np.isnan(values)]
    n = len(there)
    if n < FEWEST:
        return Estimate(math.nan, math.nan, math.nan, n)
    mean = float(there.mean())
    half = students(together, n - 1) * float(there.std(ddof=1)) / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half, n)


def share_of(values: Floats, together: int = 1) -> Estimate:
    """Return the share of ones among zeros and ones, with Wilson's interval."""
    there = values[~np.isnan(values)]
    n = len(there)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    share, z = float(there.mean()), NormalDist().inv_cdf(_level(together))
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if share == 0.0 else max(0.0, middle - half)
    high = 1.0 if share == 1.0 else min(1.0, middle + half)
    return Estimate(share, low, high, n)


def paired(one: Floats, other: Floats, together: int = 1) -> Estimate:
    """Return the mean of the other less the one over runs in which both are defined, with its interval.

    It is that of `mfsim.compare`, wide enough where hardly a run differs.
    """
    from mfsim.study.compare import mean_difference

    runs = min(len(one), len(other))
    there = ~(np.isnan(one[:runs]) | np.isnan(other[:runs]))
    a, b = one[:runs][there], other[:runs][there]
    if len(a) < FEWEST:
        return Estimate(math.nan, math.nan, math.nan, len(a))
    mean, _, half = mean_difference(a, b, _level(together))
    return Estimate(mean, mean - half, mean + half, len(a))


def row_mean(values: Floats) -> Floats:
    """Return the mean of each row over what is there; NaN for a row in which nothing is."""
    there = ~np.isnan(values)
    count = there.sum(axis=1)
    return np.asarray(np.divide(np.nansum(values, axis=1), count, out=np.full(len(count), np.nan), where=count > 0))
