"""Elementary effects of Morris: how much an outcome changes when one factor moves by a step, at many places.

    EE_j = (f(x + Δ_j) - f(x)) / Δ      mu_star_j = mean |EE_j|      mu_j = mean EE_j      sigma_j = sd EE_j

over trajectories; Δ is a step on the share of a factor's distribution, so that effects are per whole range. Noise makes any
|EE| larger, and a factor without effect seem to have one. Runs that are independent have the same sign by effect alone:

    corrected |EE| = Σ_r v_r sign(mean of EE over the other runs) EE_r

is 0 on average for a factor without effect, and otherwise at most |EE|: smaller where an effect is of the size of its
noise, so that the truth lies between the corrected and the uncorrected value, and the same where it is larger. mu needs no
correction; in sigma the variance over trajectories is corrected as all variances are. Of factors that move as a group only
mu_star is known.

Sources: Morris (1991), Technometrics 33, 161-174; Campolongo, Cariboni & Saltelli (2007), Environmental Modelling &
Software 22, 1509-1518 (mu_star, groups).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mfsim.study.indices.method import Floats, Pair, responses, summed, without_noise

AT_ONCE = 4_000_000
"""Numbers held at a time while resampling."""

FEWEST_TRAJECTORIES = 30
"""From which on intervals can be relied upon (docs/sensitivity.md)."""


class Morris:
    """Elementary effects.

    Parameters
    ----------
    groups : sequence of str
        For each column of the design, the name under which it moves.
    design : array of shape (points, columns)
    levels : int
        Of the grid.
    """

    main = "mu_star"
    drawn = True
    resamples = 1_000
    hidden = 0
    batches: Sequence[int] = ()
    reduced = False
    squares = False
    systematic = 0.0
    magnitudes: Collection[str] = ("mu_star", "sigma")
    fair = slice(None)

    def __init__(self, groups: Sequence[str], design: Floats, levels: int) -> None:
        items = list(dict.fromkeys(groups))
        self._single = np.array([list(groups).count(one) == 1 for one in items])
        self.names = dict.fromkeys(("mu_star", "mu", "sigma"), tuple((one,) for one in items))
        self.members: NDArray[np.int64] = np.arange(len(design)).reshape(-1, len(items) + 1)
        self._columns, self._design, self._levels = groups, design, levels
        self._step = levels / (2.0 * (levels - 1))
        moves = np.diff(design[self.members], axis=1)
        self._moved, self._sign = _moves(moves, np.array([items.index(one) for one in groups]), len(items))

    @property
    def caution(self) -> str:
        """Of few trajectories."""
        count = len(self.members)
        if count >= FEWEST_TRAJECTORIES:
            return ""
        return (
            f"{count} trajectories are few: intervals are too short where a factor acts strongly at a few places only; "
            f"expected {FEWEST_TRAJECTORIES} or more"
        )

    def keeping(self, blocks: NDArray[np.int64]) -> Morris:
        """Return the same for some trajectories."""
        return Morris(self._columns, self._design[self.members[blocks].ravel()], self._levels)

    def estimate(self, table: Floats, weights: Floats, counts: Floats | None) -> Mapping[str, Pair]:
        """Estimate mu_star, mu and sigma."""
        effects = self._effects(table)
        star, raw = _agreed(effects, weights, counts)
        y = responses(effects, weights)  # (trajectories, factors, means and runs)
        mean, square = (summed(one, counts).swapaxes(1, 2) for one in (y, y * y))
        trajectories = len(effects)
        spread = without_noise((square - mean**2) * trajectories / max(trajectories - 1, 1), weights, counts is not None)
        alone = np.where(self._single, 1.0, np.nan)
        mu = without_noise(mean, weights, counts is not None)[1] * alone
        corrected, uncorrected = (np.sqrt(np.maximum(one, 0.0)) * alone for one in spread)
        return {"mu_star": Pair(star, raw), "mu": Pair(mu, mu), "sigma": Pair(corrected, uncorrected)}

    def _effects(self, table: Floats) -> Floats:
        """Return the effects, shape (trajectories, factors, runs); of a group, with the sign of its first column."""
        steps = np.diff(table, axis=1)
        order = np.argsort(self._moved, axis=1)
        signed = steps * self._sign[:, :, None] / self._step
        return np.take_along_axis(signed, order[:, :, None], axis=1)


def _moves(moves: Floats, items: NDArray[np.int64], count: int) -> tuple[NDArray[np.int64], Floats]:
    """Return which factor moves at each step of each trajectory, and whether up or down."""
    moving = np.abs(moves) > 1e-9
    first = moving.argmax(axis=2)
    moved = items[first]
    if not (np.sort(moved, axis=1) == np.arange(count)).all():
        raise ValueError("a trajectory does not move each factor once")
    return moved, np.sign(np.take_along_axis(moves, first[:, :, None], axis=2))[:, :, 0]


def _agreed(effects: Floats, weights: Floats, counts: Floats | None) -> tuple[Floats, Floats]:
    """Return mean |EE| over trajectories, of the part on which runs agree, and as it comes: shape (resamples, factors)."""
    found = [_one_part(effects, some) for some in _parts(weights, effects.size)]
    corrected, uncorrected = (np.concatenate([one[which] for one in found], axis=-1) for which in (0, 1))
    return tuple(
        summed(one, counts)[0].T if counts is None else summed(one, counts)[..., 0] for one in (corrected, uncorrected)
    )  # type: ignore[return-value]


def _parts(weights: Floats, size: int) -> Iterator[Floats]:
    step = max(1, AT_ONCE // size)
    return (weights[start : start + step] for start in range(0, len(weights), step))


def _one_part(effects: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return |EE| corrected and not, shape (trajectories, factors, resamples)."""
    means = effects @ weights.T
    if weights.shape[1] < 2:
        return np.full(means.shape, np.nan), np.abs(means)
    parts = effects[:, :, None, :] * weights
    others = (means[..., None] - parts) / (1.0 - weights)
    return np.asarray((np.sign(others) * parts).sum(axis=-1)), np.abs(means)
