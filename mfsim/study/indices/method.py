"""What a method of sensitivity analysis has to offer, and the correction for seed noise that all with variances share.

Let Y(x, r) be the outcome of run r at point x, and f(x) its expectation over runs: what the indices are to be of. A
variance, or any part of one, of the mean Ȳ over R runs is a quadratic form Q(Ȳ) = Ȳ' A Ȳ, and it has noise in it:

    E Q(Ȳ) = Q(f) + E Q(Y_r - f) / R

whatever the noise is like: of unequal size, the same at all points, or a function of some factor. But two different runs r
and s are independent of one another at all points, so that the mean of Y_r' A Y_s over all pairs of different runs is free
of it:

    Q̂ = [Q(Ȳ) - Σ v_r² Q(Y_r)] / [1 - Σ v_r²],   E Q̂ = Q(f),   with weights v_r, all 1/R but in resamples

For the variance over points Q̂ is the usual component of variance of a two-way table, (MS_points - MS_residual) / R.
Indices are ratios of such forms; they are corrected above and below the line.

Sources: Hoeffding (1948), Annals of Mathematical Statistics 19, 293-325 (U-statistics); Searle, Casella & McCulloch (1992),
Variance components, Wiley, ch. 4.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MADE_UP = 10
"""Factors without effect in each batch."""
LEAST_VARIANCE = 1e-18
"""Of the squared size of an outcome: what varies less is taken for constant."""


class Pair(NamedTuple):
    """Indices with the noise taken out, NaN if there is one run only, and as they come; each of shape (resamples, items)."""

    corrected: Floats
    uncorrected: Floats


class Method(Protocol):
    """A method, set up for a design.

    Points that only make sense together, a trajectory of ``morris`` for instance, are a block; intervals over the design
    come from drawing other blocks.
    """

    @property
    def main(self) -> str:
        """The index by which factors are ranked."""

    @property
    def names(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """The items of each index: factors or groups; of an index of pairs, both names."""

    @property
    def members(self) -> NDArray[np.int64]:
        """The numbers of the points of each block, shape (blocks, points of a block)."""

    @property
    def drawn(self) -> bool:
        """Whether blocks are a sample, from which an interval can come."""

    @property
    def fair(self) -> slice:
        """The points of a block that are a fair sample of the space: those the outcome's variance is of."""

    @property
    def resamples(self) -> int:
        """How many resamples of blocks there is time for."""

    @property
    def hidden(self) -> int:
        """How many of the last items are made up, without effect: the largest index of theirs is what chance alone gives."""

    @property
    def batches(self) -> Sequence[int]:
        """For each item, which batch of `MADE_UP` of the hidden ones it is compared with; empty if there are none."""

    @property
    def reduced(self) -> bool:
        """Whether a bias that resampling shows is to be taken out."""

    @property
    def squares(self) -> bool:
        """Whether squares of the indices are estimated: intervals are found for these, and shown `rooted`."""

    @property
    def systematic(self) -> float:
        """An error of the method that neither other blocks nor other runs show; part of the half of every interval."""

    @property
    def magnitudes(self) -> Collection[str]:
        """Indices that are sizes of something that may have either sign: the truth may be as large as the uncorrected."""

    @property
    def caution(self) -> str:
        """What its intervals do not tell, to be said wherever they are shown; empty if there is nothing."""

    def keeping(self, blocks: NDArray[np.int64]) -> Method:
        """Return the same for some blocks of the design."""

    def estimate(self, table: Floats, weights: Floats, counts: Floats | None) -> Mapping[str, Pair]:
        """Estimate the indices.

        Parameters
        ----------
        table : array of shape (blocks, points of a block, runs)
        weights : array of shape (resamples, runs)
            Each row sums to 1.
        counts : array of shape (resamples, blocks), optional
            How often each block is drawn; then `weights` has one row.
        """


class Forms(NamedTuple):
    """Quadratic forms of some responses: of each index's numerator, and the variance below the line.

    Shapes: (resamples, responses, items), and (resamples, responses, items or 1).
    """

    above: Mapping[str, Floats]
    below: Floats


def rooted(squares: Floats) -> Floats:
    """Return the roots of squares from which chance is taken out; of what is below 0, with that sign."""
    return np.asarray(np.sign(squares) * np.sqrt(np.abs(squares)))


def responses(table: Floats, weights: Floats) -> Floats:
    """Return the weighted means over runs, then each run, on the last axis."""
    return np.concatenate([table @ weights.T, table], axis=-1)


def without_noise(form: Floats, weights: Floats, counted: bool) -> tuple[Floats, Floats]:
    """Return a form free of noise, and as it comes.

    Parameters
    ----------
    form : array of shape (1 or resamples, means and runs, items)
        Of what `responses` returns.
    weights : array of shape (resamples, runs)
    counted : bool
        Whether the first axis has resamples of blocks; otherwise the second has those of runs first.

    Returns
    -------
    two arrays of shape (resamples, items)
    """
    some = len(weights)
    means, runs = form[:, :some], form[:, some:]
    squares = weights**2
    if counted:
        means, noisy = means[:, 0], np.einsum("r,bri->bi", squares[0], runs)
    else:
        means, noisy = means[0], squares @ runs[0]
    left = 1.0 - squares.sum(axis=1)[:, None]
    if weights.shape[1] < 2:
        return np.full(means.shape, np.nan), means
    return (means - noisy) / left, means


def ratios(forms: Forms, weights: Floats, counts: Floats | None, size: float) -> dict[str, Pair]:
    """Return the indices of some forms; NaN where nothing varies.

    Parameters
    ----------
    size : float
        Of the outcome: its mean square.
    """
    below = without_noise(forms.below, weights, counts is not None)
    found = {}
    for name, above in forms.above.items():
        pair = without_noise(above, weights, counts is not None)
        found[name] = Pair(*(_divided(a, b, size) for a, b in zip(pair, below, strict=True)))
    return found


def _divided(above: Floats, below: Floats, size: float) -> Floats:
    varies = below > LEAST_VARIANCE * size
    where = np.broadcast_to(varies, above.shape)
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=where))


def summed(values: Floats, counts: Floats | None) -> Floats:
    """Return means over blocks, the first axis, as often as each is drawn: shape (resamples, ...)."""
    if counts is None:
        return np.asarray(values.mean(axis=0)[None])
    flat = counts @ values.reshape(len(values), -1) / counts.sum(axis=1)[:, None]
    return np.asarray(flat.reshape(len(counts), *values.shape[1:]))
