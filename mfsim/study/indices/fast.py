"""Extended FAST: indices from the Fourier spectrum along curves that search the space.

Along the curves of a factor, that factor swings at a high frequency ω, the others at low ones. Of the spectrum's power V,
D1 is at ω and its first harmonics, Dt at frequencies up to ω / 2:

    S1 = D1 / V        ST = 1 - Dt / V

summed over the curves of a factor, which differ by random phases; intervals over the design come from drawing curves (SALib
draws parts of one curve, of which it says itself that it is not reliable). Powers are quadratic forms, so that noise is
taken out of them as it is of variances: white noise is in all frequencies, and would make ST much too large.

Sources: Saltelli, Tarantola & Chan (1999), Technometrics 41, 39-56; Cukier et al. (1973), Journal of Chemical Physics 59,
3873-3878.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mfsim.study.designs import HARMONICS
from mfsim.study.indices.method import Floats, Forms, Pair, ratios, responses, summed

SYSTEMATIC = 0.05
"""Error of indices that neither other phases nor other runs show: harmonics above the fourth, and what of them falls on
other frequencies. The largest on Ishigami's and Sobol's G function, from 129 to 1,025 points a curve, is 0.05 to 0.07."""


class Fast:
    """Indices of extended FAST.

    Parameters
    ----------
    factors : sequence of str
        In the order of the sample.
    points : int
        Of the whole design.
    curves : int
        For each factor.
    """

    main = "ST"
    resamples = 1_000
    hidden = 0
    batches: Sequence[int] = ()
    reduced = False
    squares = False
    systematic = SYSTEMATIC
    magnitudes: Collection[str] = ()
    caution = (
        f"fast: intervals include {SYSTEMATIC} for what four harmonics leave out, which more points do not mend; "
        "of an outcome with steps or sharp bends it may be more"
    )
    fair = slice(None)

    def __init__(self, factors: Sequence[str], points: int, curves: int) -> None:
        single = tuple((one,) for one in factors)
        self._count, self.drawn = len(factors), curves > 1
        self.names = {"S1": single, "ST": single}
        self.members: NDArray[np.int64] = np.arange(points).reshape(curves, -1)

    def keeping(self, blocks: NDArray[np.int64]) -> Fast:
        """Return itself: curves are alike."""
        return self

    def estimate(self, table: Floats, weights: Floats, counts: Floats | None) -> Mapping[str, Pair]:
        """Estimate S1 and ST."""
        y = responses(table, weights)
        size = float((y**2).mean())
        curves = y.reshape(len(y), self._count, -1, y.shape[2])
        power = np.abs(np.fft.fft(curves, axis=2)) ** 2 / curves.shape[2] ** 2
        first, low, whole = (summed(one, counts).swapaxes(1, 2) for one in _powers(power))
        return ratios(Forms({"S1": first, "ST": whole - low}, whole), weights, counts, size)


def _powers(power: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the power at a factor's frequency and its harmonics, at low ones, and in all, each (curves, factors, ...)."""
    size = power.shape[2]
    spectrum = 2.0 * power[:, :, 1 : -(-size // 2)]
    frequency = (size - 1) // (2 * HARMONICS)
    own = np.arange(1, HARMONICS + 1) * frequency - 1
    return spectrum[:, :, own].sum(axis=2), spectrum[:, :, : frequency // 2].sum(axis=2), spectrum.sum(axis=2)
