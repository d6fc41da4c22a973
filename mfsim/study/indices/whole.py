"""Indices of the whole distribution of an outcome, not of its variance: delta and PAWN, of any sample.

    delta_i = ½ E ∫ |p(y) - p(y | x_i)| dy                 (Borgonovo 2007)
    PAWN_i  = median over x_i of max_y |F(y) - F(y | x_i)|   (Pianosi & Wagener 2015)

with x_i in slices of as many points each, or in the classes of its levels. Densities are Gaussian kernels of Silverman's
width on 100 places, as in SALib, and what chance adds to delta is taken out by a bootstrap (Plischke, Borgonovo & Smith
2013). Distances are longer by chance as the sides of triangles are: of the square of PAWN, the mean
square of what factors without effect have is taken out. Squares are what is estimated, without a step at 0.

These are no quadratic forms, of which noise could be taken out exactly. With the index I(u) of means whose noise has a
share u of that of one run, it is extrapolated to no noise from means over all runs and over each half of them,

    corrected = I(u) + [I(u) - I(u_half)] u / (u_half - u),      u = Σ v_r²

which takes out what is of first order in 1 / R (Quenouille 1956; Cook & Stefanski 1994): good where noise is small beside
what factors do, too little where it is not. Chance gives any factor some delta and PAWN: the floor is the largest index of
ten made-up factors without effect, for choices of as many classes.

Sources: Borgonovo (2007), Reliability Engineering and System Safety 92, 771-784; Plischke, Borgonovo & Smith (2013),
European Journal of Operational Research 226, 536-550; Pianosi & Wagener (2015, 2018), Environmental Modelling & Software
67, 1-11 and 108, 197-207; Quenouille (1956), Biometrika 43, 353-360; Cook & Stefanski (1994), Journal of the American
Statistical Association 89, 1314-1328.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mfsim.study.indices.inputs import Input, without_effect
from mfsim.study.indices.method import MADE_UP, Floats, Pair

PLACES = 100
"""At which densities are compared."""
PAWN_SLICES = 10
ENOUGH_FOR_PAWN = 1_000
"""Points, from which on its intervals hold (docs/sensitivity.md)."""
Whole = Callable[[Floats, Sequence[NDArray[np.int64]]], Floats]
"""From the outcome at each point, and the slice of each point by each factor, to an index for each factor."""


class OfWhole:
    """An index of the whole distribution.

    Parameters
    ----------
    name : str
        ``delta`` or ``PAWN``.
    inputs : sequence of Input
    """

    resamples = 100
    drawn = True
    systematic = 0.0
    magnitudes: Collection[str] = ()
    fair = slice(None)

    def __init__(self, name: str, inputs: Sequence[Input]) -> None:
        count = len(inputs[0].values)
        self.main, self._inputs, self.reduced, self.squares = name, inputs, name == "delta", name == "PAWN"
        self._slices = delta_slices(count) if name == "delta" else PAWN_SLICES
        self._index: Whole = deltas if name == "delta" else pawns
        kinds = sorted({one.classes for one in inputs})
        self.batches: Sequence[int] = [kinds.index(one.classes) for one in inputs]
        self.hidden = MADE_UP * len(kinds)
        every = [*inputs, *(one for classes in kinds for one in without_effect(count, MADE_UP, classes))]
        self.names = {name: tuple((one.name,) for one in every)}
        self._sliced = [one.sliced(self._slices) for one in every]
        self._order = [np.lexsort((one.order().argsort(), one.values)) for one in every]
        self._classes = [one.classes for one in every]
        self.members: NDArray[np.int64] = np.arange(count)[:, None]

    @property
    def caution(self) -> str:
        """Of what the interval is: of delta not of the index itself, of PAWN where points are few."""
        if self.main != "delta":
            few = (
                f"{len(self.members):,} points are few for PAWN: large effects may be put too low, most of all with noise; "
            )
            return f"{few}expected {ENOUGH_FOR_PAWN:,} or more" if len(self.members) < ENOUGH_FOR_PAWN else ""
        return (
            f"delta of {len(self.members):,} points in {self._slices} slices: intervals are of what another sample of as "
            "many points gives; the index itself may be much larger, or 0: compare factors, quote no number"
        )

    def keeping(self, blocks: NDArray[np.int64]) -> OfWhole:
        """Return the same for some points of the design."""
        return OfWhole(self.main, [Input(one.name, one.values[blocks], one.classes) for one in self._inputs])

    def estimate(self, table: Floats, weights: Floats, counts: Floats | None) -> Mapping[str, Pair]:
        """Estimate the index of each factor, of PAWN its square, and of those without effect."""
        runs, every = table[:, 0], np.arange(len(table))
        if counts is None:
            found = [self._extrapolated(runs, row, every) for row in weights]
        else:
            found = [self._extrapolated(runs, weights[0], np.repeat(every, row.astype(np.int64))) for row in counts]
        corrected, uncorrected = (np.array([one[which] for one in found]) for which in (0, 1))
        return {self.main: Pair(corrected, uncorrected)}

    def _extrapolated(self, runs: Floats, weights: Floats, drawn: NDArray[np.int64]) -> tuple[Floats, Floats]:
        there = np.flatnonzero(weights)
        slices = [self._slices_of(place, drawn) for place in range(len(self._sliced))]
        full = self._found((runs @ weights)[drawn], slices)
        if len(there) < 2:
            return np.full(full.shape, np.nan), full
        halves = [(one, weights[one] / weights[one].sum()) for one in (there[::2], there[1::2])]
        half = np.mean([self._found((runs[:, one] @ some)[drawn], slices) for one, some in halves], axis=0)
        noise, more = float((weights**2).sum()), float(np.mean([(some**2).sum() for _, some in halves]))
        return full + (full - half) * noise / (more - noise), full

    def _found(self, y: Floats, slices: Sequence[NDArray[np.int64]]) -> Floats:
        found = self._index(y, slices)
        if self.main == "delta":
            return found
        chance = (found[-self.hidden :] ** 2).reshape(-1, MADE_UP).mean(axis=1)
        return np.asarray(found**2 - np.append(chance[self.batches], np.repeat(chance, MADE_UP)))

    def _slices_of(self, place: int, drawn: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the slices of the points that are drawn, of as many points each."""
        if self._classes[place]:
            return self._sliced[place][drawn]
        ranks = np.empty(len(drawn), np.int64)
        ranks[self._order[place].argsort()[drawn].argsort(kind="stable")] = np.arange(len(drawn))
        return ranks * self._slices // len(drawn)


def delta_slices(points: int) -> int:
    """Return into how many slices Plischke, Borgonovo & Smith (2013) cut so many points; at most 48."""
    return min(int(np.ceil(points ** (2.0 / (7.0 + np.tanh((1500.0 - points) / 500.0))))), 48)


def deltas(y: Floats, slices: Sequence[NDArray[np.int64]]) -> Floats:
    """Return delta of each factor; 0 where nothing varies."""
    if np.ptp(y) == 0.0:
        return np.zeros(len(slices))
    places = np.linspace(y.min(), y.max(), PLACES)
    of_all = _densities(y, np.zeros(len(y), np.int64), places)[0]
    return np.array([_delta(y, some, places, of_all) for some in slices])


def _delta(y: Floats, slices: NDArray[np.int64], places: Floats, of_all: Floats) -> float:
    sizes = np.bincount(slices)
    apart = np.abs(_densities(y, slices, places) - of_all)
    return float((sizes / (2.0 * len(y)) * np.trapezoid(apart, places, axis=1))[sizes > 0].sum())


def _densities(y: Floats, slices: NDArray[np.int64], places: Floats) -> Floats:
    """Return the density of each slice at the places; as that of all where a slice has no width of its own."""
    order = np.argsort(slices, kind="stable")
    sorted_y, sizes = y[order], np.bincount(slices)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    widths = np.array([_width(sorted_y[start : start + size]) for start, size in zip(starts, sizes, strict=True)])
    widths = np.where(widths > 0.0, widths, _width(y))
    each = widths[slices[order]]
    kernels = np.exp(-0.5 * ((places[:, None] - sorted_y) / each) ** 2) / (each * np.sqrt(2.0 * np.pi))
    there = sizes > 0
    sums = np.zeros((len(sizes), len(places)))
    sums[there] = np.add.reduceat(kernels, starts[there], axis=1).T / sizes[there, None]
    return sums


def _width(y: Floats) -> float:
    """Return Silverman's width of a Gaussian kernel."""
    return float(y.std(ddof=1) * (0.75 * len(y)) ** -0.2) if len(y) > 1 else 0.0


def pawns(y: Floats, slices: Sequence[NDArray[np.int64]]) -> Floats:
    """Return the median over slices of the Kolmogorov-Smirnov distance, for each factor."""
    order = np.argsort(y, kind="stable")
    sorted_y = y[order]
    last = np.append(sorted_y[1:] != sorted_y[:-1], True)
    steps = np.arange(1, len(y) + 1)[last] / len(y)
    return np.array([np.median(_distances(some[order], last, steps)) for some in slices])


def _distances(slices: NDArray[np.int64], last: NDArray[np.bool_], steps: Floats) -> Floats:
    """Return the largest distance of each slice's distribution from that of all; between like values nothing is compared."""
    one_each = slices[:, None] == np.unique(slices)
    within = np.cumsum(one_each, axis=0)[last] / one_each.sum(axis=0)
    return np.asarray(np.abs(within - steps[:, None]).max(axis=0))
