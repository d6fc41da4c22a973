"""Where intervals come from: other blocks of the design, and other runs.

Points and runs are crossed: every point has the same runs. There is no exact bootstrap of such a table (McCullagh 2000), but
errors over its rows and over its columns, each found alone, err on the safe side when they are added (Owen 2007), and show
which of both a wide interval is due to:

    se² = se_design² + se_runs²

Over blocks of the design, which are many, it is a bootstrap (Efron 1979): blocks are drawn with replacement. Over runs,
which are few, it is the jackknife: each run is left out in turn. Estimates that are free of noise are means over pairs of
runs, for which the jackknife is right (Arvesen 1969), and from three runs on. The interval is of Student's t with the
degrees of freedom of Welch and Satterthwaite, so that three runs give no false comfort.

Sources: Efron (1979), Annals of Statistics 7, 1-26; Arvesen (1969), Annals of Mathematical Statistics 40, 2076-2100;
McCullagh (2000), Bernoulli 6, 285-301; Owen (2007), Annals of Applied Statistics 1, 386-411; Satterthwaite (1946),
Biometrics Bulletin 2, 110-114.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CONFIDENCE = 0.95
MOST_COUNTS = 2**23
"""Counts of blocks in resamples that are held at once: 64 MB."""
FEWEST_RUNS = 3
"""Without noise an estimate takes two runs; for its error one of them must be left out."""


def block_counts(blocks: int, resamples: int, seed: int = 0) -> Iterator[Floats]:
    """Yield how often each block is drawn, shape (some resamples, blocks); each row sums to `blocks`.

    All resamples come at once, or as many as memory is to be had for: the counts of a million blocks are many.
    """
    rng = np.random.default_rng(seed)
    step = max(1, MOST_COUNTS // blocks)
    for start in range(0, resamples, step):
        some = min(step, resamples - start)
        yield rng.multinomial(blocks, np.full(blocks, 1.0 / blocks), size=some).astype(float)


def alike(runs: int) -> Floats:
    """Return one row of equal weights."""
    return np.full((1, runs), 1.0 / runs)


def each_left_out(runs: int) -> Floats:
    """Return weights of the runs, shape (runs, runs): in each row another is left out, the others weigh alike."""
    return (1.0 - np.eye(runs)) / (runs - 1.0)


@dataclass(frozen=True)
class Spread:
    """An estimate with what it would have been on other blocks and without each run.

    Attributes
    ----------
    value : array of shape (items)
    by_design : array of shape (resamples, items), or None
        None where there is nothing to draw from.
    by_runs : array of shape (runs, items), or None
        None where there are not runs enough.
    blocks : int
        From how many was drawn.
    systematic : float
        An error of the method itself that other blocks and runs do not show; it is added to the half of the interval.
    """

    value: Floats
    by_design: Floats | None
    by_runs: Floats | None
    blocks: int
    systematic: float = 0.0

    def part(self, start: int, count: int) -> Spread:
        """Return the same for some of the items."""
        some = slice(start, start + count)
        design = None if self.by_design is None else self.by_design[:, some]
        runs = None if self.by_runs is None else self.by_runs[:, some]
        return Spread(self.value[some], design, runs, self.blocks, self.systematic)

    def without_bias(self) -> Spread:
        """Return the same without the bias that resampling shows (Efron 1979)."""
        bias = 0.0 if self.by_design is None else self.by_design.mean(axis=0) - self.value
        return replace(self, value=self.value - bias)

    def allowing(self, systematic: float) -> Spread:
        """Return the same with an error of the method in the interval."""
        return replace(self, systematic=systematic)

    def mapped(self, function: Callable[[Floats], Floats]) -> Spread:
        """Return the same on another scale."""
        design = None if self.by_design is None else function(self.by_design)
        runs = None if self.by_runs is None else function(self.by_runs)
        return Spread(function(self.value), design, runs, self.blocks, self.systematic)

    def of(self, weights: Floats) -> Spread:
        """Return the same for linear combinations of the items; shape of `weights` (items, others)."""
        design = None if self.by_design is None else self.by_design @ weights
        runs = None if self.by_runs is None else self.by_runs @ weights
        return Spread(self.value @ weights, design, runs, self.blocks, self.systematic)

    @property
    def se_design(self) -> Floats:
        """Standard error over blocks of the design; NaN if not known, infinite if some blocks give no value at all."""
        if self.by_design is None:
            return np.full(self.value.shape, np.nan)
        few = np.sqrt(self.blocks / (self.blocks - 1.0))  # drawn from few blocks, means vary too little
        return _infinite(np.asarray(few * self.by_design.std(axis=0, ddof=1)))

    @property
    def se_runs(self) -> Floats:
        """Standard error over runs; NaN if not known, infinite if there is no value without some run."""
        if self.by_runs is None:
            return np.full(self.value.shape, np.nan)
        return _infinite(np.asarray(np.sqrt(len(self.by_runs) - 1.0) * self.by_runs.std(axis=0)))

    @property
    def half(self) -> Floats:
        """Half of the interval's width; of what is known, if only one of both is."""
        from scipy.special import stdtrit

        design, runs = np.nan_to_num(self.se_design, posinf=np.inf), np.nan_to_num(self.se_runs, posinf=np.inf)
        known = ~(np.isnan(self.se_design) & np.isnan(self.se_runs))
        total = np.hypot(design, runs)
        ordinary = np.isfinite(total) & (total > 0.0)
        part = np.divide(design, total, out=np.zeros(total.shape), where=ordinary) ** 2
        freedom = 1.0 / (part**2 / max(self.blocks - 1, 1) + (1.0 - part) ** 2 / max(self._runs - 1, 1))
        return np.where(known, stdtrit(freedom, 0.5 + CONFIDENCE / 2.0) * total + self.systematic, np.nan)

    @property
    def _runs(self) -> int:
        return 1 if self.by_runs is None else len(self.by_runs)


def longer_above(value: float, half: float) -> float:
    """Return the upper half of the interval of a magnitude, as long as on a logarithmic scale.

    Of few effects of which some are large, a mean or standard deviation is often too small and then has a small error as
    well. Equation: value (exp(half / value) - 1), with half / value up to 1.
    """
    if half == 0.0 or not np.isfinite(half):
        return half
    ratio = min(half / value, 1.0) if value > 0.0 else 1.0
    return float(half * np.expm1(ratio) / ratio)


def _infinite(errors: Floats) -> Floats:
    return np.where(np.isnan(errors), np.inf, errors)
