"""How much of an outcome's variance is seed noise: what differs between runs of the same point.

Of the outcome Y(x, r) of run r at point x, with the same draws for the same run at every point:

    Y(x, r) = f(x) + g(r) + h(x, r)
    noise_share    = E_x Var_r Y / (Var f + E_x Var_r Y)     of single runs
    noise_in_means = Var h̄ / (Var f + Var h̄)                 of the means over R runs, which the indices are of
    cancelled      = Var g / (Var g + Var h)                 of the noise: the same at all points, so that it moves no index

Var h̄ = Var h / R. Were draws not common, g would be in the means as well. All three are estimated from the (point, run)
table by the usual components of variance, and free of each other's noise (`mfsim.study.indices.method`).

Sources: Searle, Casella & McCulloch (1992), Variance components, Wiley, ch. 4; Law (2015), Simulation modeling and analysis,
McGraw-Hill, ch. 11 (common random numbers).
"""

from __future__ import annotations

import numpy as np

from mfsim.study.indices.method import Floats, responses, summed, without_noise

SHARES = ("noise_share", "noise_in_means", "cancelled")


def noise_shares(table: Floats, weights: Floats, counts: Floats | None) -> Floats:
    """Return the three shares, NaN for a single run and where nothing varies.

    Parameters
    ----------
    table : array of shape (blocks, points of a block, runs)
        Points that are a fair sample of the space.
    weights : array of shape (resamples, runs)
    counts : array of shape (resamples, blocks), optional

    Returns
    -------
    array of shape (resamples, 3)
    """
    y = responses(table - table.mean(), weights)
    mean, square = summed(y.mean(axis=1), counts), summed((y * y).mean(axis=1), counts)
    points, means = (one[:, 0] for one in without_noise((square - mean**2)[..., None], weights, counts is not None))
    within = _within(square, weights, counts is not None)
    points = np.maximum(points, 0.0)
    each = np.maximum(means - points, 0.0) / (weights**2).sum(axis=1)  # Var h
    left = each / weights.shape[1]
    shares = (_share(within, points + within), _share(left, points + left), 1.0 - _share(np.minimum(each, within), within))
    return np.stack(shares, axis=1)


def log_odds(shares: Floats) -> Floats:
    """Return log(p / (1 - p)), NaN where a share is 0 or 1."""
    inside = np.where((shares > 0.0) & (shares < 1.0), shares, np.nan)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def _within(square: Floats, weights: Floats, counted: bool) -> Floats:
    """Return the variance over runs, averaged over points: E of weighted squares less the square of the weighted mean."""
    some, runs = len(weights), weights.shape[1]
    if runs < 2:
        return np.full(len(square) if counted else some, np.nan)
    each, means = square[:, some:], square[:, :some]
    over = each @ weights[0] - means[:, 0] if counted else weights @ each[0] - means[0]
    return np.asarray(np.maximum(over / (1.0 - (weights**2).sum(axis=1)), 0.0))


def _share(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0.0))
