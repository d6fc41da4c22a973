"""First-order indices of any sample: which share of the variance follows a factor alone, and which of that a straight line.

    S1 = [Q - λ V] / [(1 - λ) V],      λ = degrees of freedom / (N - 1)

Q is the variance of the projection of the outcome on functions of the factor: for numbers, the first ten harmonics of the
outcome in the factor's order, there and back (RBD-FAST in the form of Plischke's EASI; λ = 2 · 10 / N); for choices, the
means of classes; for ``linear``, a straight line in the share of the distribution (the squared standardised regression
coefficient, as factors are independent). λ takes out what a factor without effect would have (Tissot & Prieur 2012).

Where every combination of levers is run at every point of the uncertainties, numbers are looked at in the mean over these
combinations, and levers in what differs from that mean: the variance in which they are shares is that of all points.

Sources: Tarantola, Gatelli & Mara (2006), Reliability Engineering and System Safety 91, 717-727; Plischke (2010), ibid. 95,
354-360; Tissot & Prieur (2012), ibid. 107, 205-213.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mfsim.study.indices.inputs import Input
from mfsim.study.indices.method import Floats, Forms, Pair, ratios, responses, summed

HARMONICS = 10
"""As in SALib; fewer where points are few."""
FEWEST_POINTS = 5
"""Of which a harmonic is taken."""


class FirstOrder:
    """First-order indices.

    Parameters
    ----------
    inputs : sequence of Input
    together : int
        Points in a row that are one point of the uncertainties with all combinations of levers.
    crossed : collection of str
        Names of levers of which all combinations are run.
    """

    main = "S1"
    resamples = 300
    hidden = 0
    batches: Sequence[int] = ()
    reduced = False
    squares = False
    systematic = 0.0
    magnitudes: Collection[str] = ()
    caution = ""
    drawn = True
    fair = slice(None)

    def __init__(self, inputs: Sequence[Input], together: int, crossed: Sequence[str]) -> None:
        self._inputs, self._crossed = inputs, set(crossed)
        ordered = [one for one in inputs if not one.classes and one.name not in self._crossed]
        self.names = {"S1": tuple((one.name,) for one in inputs)}
        if ordered:
            self.names["linear"] = tuple((one.name,) for one in ordered)
        self.members: NDArray[np.int64] = np.arange(len(inputs[0].values)).reshape(-1, together)
        self._rows = self.members[:, 0]

    def estimate(self, table: Floats, weights: Floats, counts: Floats | None) -> Mapping[str, Pair]:
        """Estimate S1 and its linear part."""
        y = responses(table, weights)
        size = float((y**2).mean())
        y = y - y.mean(axis=(0, 1))
        whole = summed((y**2).mean(axis=1), counts) - summed(y.mean(axis=1), counts) ** 2
        return ratios(Forms(self._above(y, counts), whole[..., None]), weights, counts, size)

    def keeping(self, blocks: NDArray[np.int64]) -> FirstOrder:
        """Return the same for some blocks of the design."""
        kept = self.members[blocks]
        inputs = [Input(one.name, one.values[kept.ravel()], one.classes) for one in self._inputs]
        return FirstOrder(inputs, kept.shape[1], list(self._crossed))

    def _above(self, y: Floats, counts: Floats | None) -> dict[str, Floats]:
        means = y.mean(axis=1)
        found: dict[str, list[Floats]] = {name: [] for name in self.names}
        for one in self._inputs:
            values = one.values[self._rows]
            if one.name in self._crossed:
                found["S1"].append(_of_lever(one.values[self.members[0]], y, counts))
            elif one.classes:
                found["S1"].append(_of_classes(values, means, counts))
            else:
                order = Input(one.name, values, 0).order()
                found["S1"].append(_of_harmonics(order, means, counts))
                found["linear"].append(_of_line(values, means, counts))
        return {name: np.stack(some, axis=-1) for name, some in found.items() if some}


def _without_chance(explained: Floats, whole: Floats, blocks: int, degrees: float) -> Floats:
    """Take out of an explained variance what chance explains with so many degrees of freedom."""
    chance = min(degrees / max(blocks - 1.0, 1.0), 0.9)
    return np.asarray((explained - chance * whole) / (1.0 - chance))


def _of_harmonics(order: NDArray[np.int64], y: Floats, counts: Floats | None) -> Floats:
    count = max(1, min(HARMONICS, len(y) // (2 * FEWEST_POINTS)))
    waves = np.exp(-2j * np.pi * np.outer(np.arange(1, count + 1), np.arange(len(y))) / len(y)) / len(y)
    every = np.ones((1, len(y))) if counts is None else counts
    found = []
    for row in every:
        drawn = np.repeat(order, row[order].astype(np.int64))
        there_and_back = y[np.concatenate([drawn[::2], drawn[1::2][::-1]])]
        power = np.abs(waves @ there_and_back) ** 2
        found.append(_without_chance(2.0 * power.sum(axis=0), there_and_back.var(axis=0), len(y), 2.0 * count))
    return np.stack(found)


def _of_classes(classes: Floats, y: Floats, counts: Floats | None) -> Floats:
    one_each = (classes[:, None] == np.unique(classes)).astype(float)
    sizes, sums = summed(one_each, counts), summed(one_each[:, :, None] * y[:, None, :], counts)
    squares = np.divide(sums**2, sizes[:, :, None], out=np.zeros_like(sums), where=sizes[:, :, None] > 0.0)
    mean, square = summed(y, counts), summed(y * y, counts)
    explained = squares.sum(axis=1) - mean**2
    return _without_chance(explained, square - mean**2, len(y), one_each.shape[1] - 1.0)


def _of_line(x: Floats, y: Floats, counts: Floats | None) -> Floats:
    (mean_x, square_x), (mean, square) = ((summed(one, counts), summed(one**2, counts)) for one in (x[:, None], y))
    both, width = summed(x[:, None] * y, counts) - mean_x * mean, square_x - mean_x**2
    explained = np.divide(both**2, width, out=np.zeros_like(both), where=np.broadcast_to(width > 0.0, both.shape))
    return _without_chance(explained, square - mean**2, len(y), 1.0)


def _of_lever(levels: Floats, y: Floats, counts: Floats | None) -> Floats:
    """Return the variance between the levels of a lever that is crossed with all else, free of chance."""
    apart = y - y.mean(axis=1, keepdims=True)
    found: Floats = np.zeros(1)
    every = np.unique(levels)
    for level in every:
        differs = apart[:, levels == level].mean(axis=1)
        mean, square = summed(differs, counts), summed(differs**2, counts)
        found = found + (len(y) * mean**2 - square) / (max(len(y) - 1, 1) * len(every))
    return found
